# What the assistant could not tell people: the coordinator decides.

command-notices = Not delivered
about-notices = messages that have reached nobody, and what to do about them
title-notices = not delivered
title-notice = not delivered
title-notice-again = sending once more
title-notice-told = a note about a message

notices-wait = Not delivered: { $count }
notices-none = Everything has arrived: there are no such messages of the last 30 days.
notices-choose = These messages have not arrived, or nobody knows. The newest first. Which one?
notices-all = What else has not arrived
notices-line = { $who } · { $what } · { $at } · { $why }
notices-brief-nowhere = nowhere to write
notices-brief-down = the messenger was silent
notices-brief-fault = could not be sent
notices-brief-restored = unclear whether it arrived

notices-card = **{ $who }**
    { $what }, { $at }
    { $lines }
notices-event = Event: “{ $title }”
notices-request = Request No. { $number }
notices-why-nowhere = It has not arrived: none of this person's messengers took it, or there is none.
notices-why-down = It has not arrived: the messenger gave no answer for long.
notices-why-fault = It has not arrived: a fault of ours. If it happens again, tell the administrator.
notices-why-restored = Unclear whether it arrived: the data were restored from a backup, and it may have left before.
notices-reachable = This person can be written to now.
notices-unreachable = There is still nowhere to write: better to call.
notices-late = It is too late to send it: the time has passed.
notices-again = Send once more
notices-told = I have told them

notices-goes = Sending once more. If it does not arrive, the message comes back to this list.
notices-goes-later = These are the quiet hours. It leaves { $at }; if it does not arrive, it comes back to this list.
notices-is-going = It is being sent already. If it does not arrive, it comes back to the list.
notices-is-told = Noted: the person has been told. It is in the list no more.
notices-is-sent = This message has arrived.
notices-is-over = This message is needed no more.
notices-gone = There is no such message any more.

# --- what it is about ---

notices-kind-other = a message
notices-kind-comments-answered = an answer to a question in the community
notices-kind-comments-refused = an answer under a post was refused
notices-kind-comments-requested = a question became a request
notices-kind-comments-suggested = a suggested post
notices-kind-comments-unanswered = a question in the community
notices-kind-event-cancelled = an event is cancelled
notices-kind-event-changed = an event has changed
notices-kind-event-lead = to lead an event
notices-kind-event-mark = to mark who came
notices-kind-event-placed = a place at an event
notices-kind-event-reminder = a reminder of an event
notices-kind-join-one = two records became one
notices-kind-join-two = two records stay apart
notices-kind-join-waiting = two records wait to be compared
notices-kind-match-found = found in the staff list
notices-kind-match-new = entered as somebody new
notices-kind-match-outside = not found in the staff list
notices-kind-member-appointed = an appointment
notices-kind-member-ended = the last day of an appointment
notices-kind-people-waiting = new people wait to be found
notices-kind-privacy-take-down = to take a name down
notices-kind-publication-stuck = a post needs a decision
notices-kind-request-accepted = a request is taken
notices-kind-request-cancelled = a request is cancelled
notices-kind-request-denied = a meeting was not confirmed
notices-kind-request-finished = to confirm the help
notices-kind-request-meeting-soon = a reminder of a meeting
notices-kind-request-message = a message about a request
notices-kind-request-news = news of a request
notices-kind-request-offer = a new request
notices-kind-request-rated = a mark for the help
notices-kind-request-reassigned = a request went to somebody else
notices-kind-request-reminder = a reminder of a request
notices-kind-request-time-agreed = the time of a meeting is agreed
notices-kind-request-time-proposed = a time for a meeting is proposed
notices-kind-request-unassigned = a request without a helper
notices-kind-roster-failed = a staff list: a fault
notices-kind-roster-known = a staff list that is here already
notices-kind-roster-read = a staff list was read
notices-kind-roster-refused = the file of a staff list did not fit
notices-kind-roster-undone = a staff list was taken back
notices-kind-roster-written = a staff list was written
