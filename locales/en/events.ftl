# Events: what is ahead, signing up, reminders, who came.

command-events = Events
about-events = what is ahead, signing up and reminders
title-events = events
title-event-list = list of events
title-event = event
title-event-join = signing up for an event
title-event-leave = leaving an event
title-event-coming = answer to a reminder
title-event-way = how to get there
title-event-file = event for the calendar
title-event-new = new event
title-event-edit = changing an event
title-event-cancel = calling an event off
title-event-people = who signed up
title-event-attendance = who came to an event

events-desk = **Events**
    { $lines }
events-desk-ahead = { $ahead ->
    [0] Nothing is ahead yet.
    [one] { $ahead } event is ahead.
   *[other] { $ahead } events are ahead.
}
events-desk-unmarked = { $unmarked ->
    [one] In { $unmarked } past event it is not marked who came.
   *[other] In { $unmarked } past events it is not marked who came.
}
events-make = Make an event
events-all = What is ahead
events-begun = { $count ->
    [0] Past events
   *[other] Mark who came ({ $count })
}
events-choose = This is what is ahead. Open an event to learn more or to sign up.
events-choose-public = Public events. You may simply come; to sign up and be reminded, your consent is needed.
events-choose-begun = Past events. Those where it is not marked who came stand first.
events-none = No events are ahead yet. They will be here as soon as there are any.
events-line = { $at } — { $title }
events-line-signed = { $at } — { $title } · you are signed up
events-line-waiting = { $at } — { $title } · you are waiting
events-line-unmarked = { $at } — { $title } · not marked
events-line-marked = { $at } — { $title } · marked
events-consent = About data and consent
events-open = Open the event

events-card = **{ $title }**
    { $lines }
events-card-form = { $form } · { $level }
events-card-when = { $at } · { $minutes } min
events-card-online = Online; those who sign up see the link
events-card-leaders = { $count ->
    [one] Led by { $who }
   *[other] Led by { $who }
}
events-card-calendar = Part of: { $term }
events-card-nonformal = This is { $term }: no document is issued after it
events-card-left = { $left ->
    [one] { $left } place of { $places } is left
   *[other] { $left } places of { $places } are left
}
events-card-full = No places are left. { $waiting ->
    [0] Nobody waits either: you can be the first.
    [one] { $waiting } person is waiting.
   *[other] { $waiting } people are waiting.
}
events-card-signed = **You are signed up.**
events-card-waiting = **You are waiting, your number is { $turn }.** When a place is free, it is yours and I tell you at once.
events-card-public = You may simply come. To sign up, read about data and consent.
events-card-off = **The event is off:** { $why }.
events-card-on = The event is going on.
events-card-over = The event is over.
events-card-came = { $count ->
    [0] It is marked that nobody came.
    [one] { $count } person came.
   *[other] { $count } people came.
}
events-level-municipal = municipal
events-level-regional = regional
events-level-federal = federal
events-level-institution = of one institution

events-join = Sign up
events-queue = Wait for a place
events-cannot = I cannot come
events-unqueue = Stop waiting
events-come = I will come
events-way = How to get there
events-file = Into my calendar
events-people = Who signed up
events-mark = Mark who came
events-edit = Change
events-cancel = Call the event off

events-joined = You are signed up: “{ $title }”.
    { $at }
    { $where }
    { $reminders ->
    [0] It begins very soon, so I will not remind you.
    [one] I will remind you before it begins.
   *[other] I will remind you the day before and before it begins.
}
events-queued = “{ $title }” ({ $at }) has no places left. You are waiting, your number is { $turn }.
    When a place is free, it is yours and I tell you at once; you need not ask.
events-leave-check = “{ $title }”, { $at }. Take you off the list?
events-give-check = “{ $title }”, { $at }. Take you off the list? Your place goes to whoever waits.
events-unqueue-check = “{ $title }”, { $at }. Stop waiting for a place?
events-leave-yes = Yes, I cannot come
events-leave-no = No, I stay
events-left = Thank you for telling us. You are no longer on the list of “{ $title }”. If you change your mind, sign up again.
events-stays = All right, nothing changes: “{ $title }”, { $at }.
events-not-on-list = You are not on the list of “{ $title }” anyway.
events-coming = Great, see you there: “{ $title }”, { $at }.
    { $where }
events-way-place = **{ $title }**, { $at }
    { $where }
    If you cannot find it, call { $phone }
events-way-online = **{ $title }**, { $at }
    It is online. The link:
    { $where }
    If it does not open, call { $phone }
events-file-here = “{ $title }”: open the file, and the event stands in your calendar.
    If the time changes, I tell you and give you a new file.

events-gone = There is no such event. “Events” shows what is ahead.
events-is-off = This event is off. “Events” shows what else is ahead.
events-has-started = The event has begun, signing up is closed. Whoever leads it will mark you there.
events-has-not-started = The event has not begun. Who came can be marked from its beginning on.
events-in-the-past = That time has passed. Choose a day and a time ahead.
events-not-signed = You are not among those who have a place. You can sign up on the event's card.
events-you-lead = You lead this event: there is a place for you anyway.
events-cancelled-before = This event was called off before.
events-unclear-plan = Something about this event does not fit. Check your answers: “Back” returns to any question.

events-reminder = A reminder: { $at } — “{ $title }”.
    { $form } · { $place }
    You are signed up. Will you come?
events-placed = A place is free, and it is yours: “{ $title }”, { $at }.
    { $form } · { $place }
    You are signed up. Will you come?
events-moved = “{ $title }” has a new time: **{ $at }**.
    { $form } · { $place }
    You are still signed up, and I will remind you anew.
events-elsewhere = “{ $title }”, { $at }: a new place.
    { $form } · **{ $place }**
    You are still signed up.
events-changed-both = “{ $title }” has a new time and a new place: **{ $at }**.
    { $form } · **{ $place }**
    You are still signed up, and I will remind you anew.
events-cancelled = “{ $title }” does not take place: { $why }.
    { $form }, it was planned for { $at }.
    Sorry for the change of plans.
events-lead = You lead an event: “{ $title }”, { $at }.
    { $form } · { $place }
    Its card shows who signed up. Afterwards I will ask who came.
events-over = “{ $title }” is over. Who came?
    Marking takes a minute, and the support is counted at once.

events-title = Let us make an event. What is it called? Everybody sees the title, so no surnames.
events-form = What kind of event is it?
events-direction = Which direction does it belong to?
events-day = On which day? You may write a date.
events-time = When does it begin: { $day }?
events-minutes = How many minutes does it take?
events-minutes-choice = { $minutes } min
events-where = Where? Write the address and the room, or paste the link if it is online.
events-institution = At which institution ({ $term })? If at none, skip.
events-places = How many places? When they are gone, others wait in a queue.
events-no-limit = No limit
events-announcement = What is it about? Two or three sentences for those who choose. No surnames here either.
events-level = Whose event is it?
events-tags = Anything else to note? You may choose several or skip.
events-tag-calendar = In the single calendar
events-tag-nonformal = Non-formal education
events-tag-closed = Do not show without consent
events-leader = Who leads it? The support is counted as theirs.
events-lead-me = I do
events-lead-other = A colleague
events-lead-both = A colleague and I

events-check = **{ $title }**
    { $lines }

    Is everything right?
events-check-places = { $places ->
    [0] As many places as needed
    [one] { $places } place
   *[other] { $places } places
}
events-check-closed = Shown only to those who have consented
events-check-names = **Mind:** { $count ->
    [one] this looks like a surname from the staff lists
   *[other] these look like surnames from the staff lists
}: { $names }. Everybody will see the event. If it is a person, go back and take the surname out.
events-make-yes = Make the event
events-make-no = Not now
events-made = Done: “{ $title }”, { $at }. It is already among the events, and people can sign up.
events-dropped = All right, no event is made.
events-anew = Make another one

events-change = “{ $title }”. What changes?
events-change-when = Day and time
events-change-where = Place
events-change-places = Number of places
events-change-minutes = Length
events-change-title = Title
events-change-announcement = What it is about
events-change-leaders = Who leads
events-change-tags = Notes
events-change-check = **{ $title }**
    { $lines }

    { $told ->
    [0] Save?
    [one] Save? { $told } person will be told of the change.
   *[other] Save? { $told } people will be told of the change.
}
events-change-yes = Save
events-changed = { $told ->
    [0] Saved: “{ $title }”.
    [one] Saved: “{ $title }”. I am telling { $told } person.
   *[other] Saved: “{ $title }”. I am telling { $told } people.
}
events-as-before = “{ $title }”: everything stays as it was.

events-cancel-why = “{ $title }”. Why is it off? Everybody who signed up sees the reason.
events-why-leader = The leader cannot come
events-why-few = Too few people
events-why-room = No room
events-why-later = Put off, the day follows
events-why-other = Another reason
events-reason-leader = the leader cannot come
events-reason-few = too few people signed up
events-reason-room = there is no room for it
events-reason-later = it is put off, we will tell you the new day
events-cancel-note = Write the reason in one sentence.
events-cancel-check = Call “{ $title }” ({ $at }) off?
    The reason: { $why }.
    { $told ->
    [0] There is nobody to tell.
    [one] { $told } person will be told.
   *[other] { $told } people will be told.
}
events-cancel-yes = Call it off
events-off = { $told ->
    [0] “{ $title }” is off.
    [one] “{ $title }” is off. I am telling { $told } person.
   *[other] “{ $title }” is off. I am telling { $told } people.
}

events-people-list = **{ $title }**
    { $signed } signed up, { $coming } said they come, { $waiting } waiting.
    { $lines }
events-people-none = Nobody has signed up for “{ $title }” yet.
events-person = { $number }. { $who }
events-person-comes = { $number }. { $who } — will come
events-person-waits = { $number }. { $who } — waiting

events-attendance = “{ $title }”. Who came? Mark everybody at once or each by name.
events-everybody = { $count ->
    [one] The { $count } who signed up
   *[other] All { $count } who signed up
}
events-nobody = Nobody of those
events-nobody-here = Nobody
events-take-off = “{ $title }”: { $count ->
    [one] { $count } person is marked
   *[other] { $count } people are marked
}. Who should be taken off?
events-put-on = Who of those who signed up should be added?
events-more = { $count ->
    [0] Nobody is marked yet.
    [one] { $count } person is marked.
   *[other] { $count } people are marked.
} Did anybody come without signing up?
events-no-more = Nobody else
events-add = Add by surname
events-attendance-check = “{ $title }”: { $count ->
    [one] { $count } person came
   *[other] { $count } people came
}.
    { $names }
    Save? It counts as support for each of them.
events-attendance-nobody = “{ $title }”: nobody came. Save? It counts for nobody.
events-attendance-yes = Save
events-attendance-kept = Saved: “{ $title }”, { $count ->
    [0] nobody came. You can correct it at any time.
    [one] { $count } person came. You can correct it at any time.
   *[other] { $count } people came. You can correct it at any time.
}
