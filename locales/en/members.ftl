# The active: who helps, with what, the term and the last day.

command-members = Members
about-members = who helps, with what, and how many requests a month
title-members = members
title-member = a helper's card
title-member-end = the last day

members-list = **{ $active }**
    { $count ->
        [one] { $count } person helps
       *[other] { $count } people help
    }: this month's requests and how many each takes. Whom to open?
members-nobody = **{ $active }**
    Nobody yet. Add the first one, and requests will find the way.
members-add = Add
members-line = { $ref } · { $name }, { $role } · { $load } of { $capacity }{ $state }
members-line-left = { " " }· no longer in the school's list
members-line-silent = { " " }· cannot be reached here yet
members-line-paused = { " " }· takes no new ones
members-line-since = { " " }· from { $day }
members-line-until = { " " }· until { $day }
members-back = To the list
members-letters = Whom to add? Write the surname or its first letters.
members-found = Which of them? If none, write it differently.
members-not-found = Nobody was found. I look among those of the staff lists and those you have found there. Try the first three letters.

members-card = **{ $who }**
    { $role }, { $ref }
    Topics: { $topics }
    Subjects: { $subjects }
    Directions: { $directions }
    Requests a month: { $count }
    Term: { $since } — { $until }
    Order: { $order }
members-new-card = **{ $who }**
    Does not help yet ({ $ref }). Will be: { $role }
    Topics: { $topics }
    Subjects: { $subjects }
    Directions: { $directions }
    Requests a month: { $count }
    Term: { $since } — { $until }
    Order: { $order }
members-everything = all
members-and-more = { $names } and { $count } more
members-no-term = no end
members-no-order = —
members-save = Save
members-line-role = Role
members-line-topics = Topics
members-line-subjects = Subjects
members-line-directions = Directions
members-line-capacity = Requests a month
members-line-from = From which day
members-line-to = Until which day
members-line-order = Order
members-role = In which role? The role stands in every record of help: indicators are counted by it.
members-topics = With which topics? Mark all of them, they replace the earlier choice.
members-directions = In which directions? Mark all of them, they replace the earlier choice.
members-subjects = For teachers of which subjects? Mark all of them, they replace the earlier choice.
members-capacity = How many requests a month? You can write a number of your own.
members-so-many = { $count ->
    [one] { $count } request
   *[other] { $count } requests
}
members-since = From which day? You can write a date, for example: 1 September 2026.
members-until = Until which day inclusive? You can write a date, for example: 31.08.2027.
members-order = The number of the order? As in the document, for example: No. 128 of 01.09.2026.
members-without-order = Without an order
members-saved = Recorded: { $who }
    Where the name may not be shown I write { $ref }. Requests follow this card.
members-saved-silent = Recorded: { $who }
    Where the name may not be shown I write { $ref }. This person does not write here yet: hand over a code, and requests will come.

members-end = Last day
members-last-day = { $who }
    Until which day inclusive does this person help? You can write a date.
members-end-sure = { $who }
    Last day: { $day }. After it no requests come and the role ends.
    { $count ->
        [0] No requests in hand.
       *[other] Requests in hand: { $count }. They can be handed on.
    }
members-end-yes = Record the last day
members-go-on = Leave as it is
members-goes-on = Nothing was changed: { $who }
members-ended = Recorded: { $who }, last day { $day }. I will tell the person.
    { $count ->
        [0] {""}
       *[other] Requests in hand: { $count }. To whom do they go?
    }
members-hand-on = Hand on request No. { $number }

members-told-appointed = The service counts on you from { $day }. Your role: { $role }.
    Requests will come here by themselves. You can take a break in “Settings”.
members-told-ended = Your role “{ $role }” lasts until { $day } inclusive. Thank you for helping colleagues.

member-unclear-term = The term ends before it begins, or the number of requests is below one. Please check these lines.
member-outside = This person is not one of ours: that is what the comparison with the list said. If it is a mistake, let the person tell the name again.
member-has-left = This person is marked as having left. If he or she is back, load a new list of the school.
member-no-consent = This person has withdrawn the consent or never gave it, so roles are closed. They open when the person agrees again.
member-last-day-gone = That day is over. Choose today or a later one.
member-not-one = This person helps no longer. Look at the list again.
