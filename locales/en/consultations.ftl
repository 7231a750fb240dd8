# Requests for a consultation: from the topic to the mark.

command-consult = Consultation
about-consult = I find a colleague who helps with exactly this
title-consult = request for a consultation
command-requests = Requests
about-requests = your requests: who helps, when you meet, what comes next
title-requests = requests
title-request = request
title-request-accept = take a request
title-request-decline = hand a request on
title-request-cancel = cancel a request
title-request-assign = assign a helper
title-request-write = message about a request
title-request-time = time to meet
title-request-agree = time to meet
title-request-finish = record of help
title-request-rate = mark for help

# --- asking for help ---

consult-topic = What do you need help with?
    Choose the topic that comes closest.
consult-already = You already have an open request on this topic, No. { $number }: “{ $topic }”.
    Open it to see who helps and what comes next.
consult-details = “{ $topic }”
    Write a few words: what happens, what you have tried.
    They are read by whoever the request comes to, a methodist and the coordinator.
consult-form = What kind of help would suit you?
consult-way = What is easiest for you?
consult-way-any = As it suits the colleague
consult-check = **{ $topic }**
    { $form } · { $way }
    { $details }
    Send the request?
consult-with = { $text }
consult-without = No details: you can write them later.
consult-send = Send
consult-leave = Do not send
consult-dropped = Fine, the request was not sent.
consult-anew = New request
consult-opened = Request No. { $number } has gone to a colleague who helps with this.
    We expect an answer by { $until }. If there is none, I find somebody else and tell you.
consult-listed = Request No. { $number } is in. Everybody who helps with this is busy, so the coordinator will find a colleague.
    I write as soon as there is one.

request-way-any = as it suits the colleague

# --- list and card ---

requests-wait = Waiting for your answer: { $count }
requests-unhelped = Requests without a helper: { $count }
requests-none = There are no requests yet.
requests-list = Your requests. Which one to open?
requests-line = No. { $number } · { $topic } · { $state }
requests-answer = waits for your answer
requests-helping = you are helping
requests-assign = waits to be assigned
requests-rate = rate the help
requests-offered = waiting for a colleague
requests-unassigned = the coordinator is looking
requests-accepted = under way
requests-done = waits to be confirmed
requests-closed = finished
requests-cancelled = cancelled

request-card = **Request No. { $number }: { $topic }**
    { $lines }
request-card-after = { $head }

    **Request No. { $number }: { $topic }**
    { $lines }
request-teacher-offered = We expect the colleague's answer by { $until }.
request-teacher-unassigned = The coordinator is looking for a colleague. I write as soon as there is one.
request-teacher-accepted = You are helped by { $who } ({ $role }).
request-teacher-done = { $who }: help was given. Please confirm and rate it.
request-teacher-closed = Finished. Your mark: { $rating } of 5.
request-helper-offered = Please answer by { $until }.
request-helper-accepted = You are helping.
request-helper-done = Recorded. Waiting for the teacher to confirm.
request-helper-denied = The teacher says that there was no meeting. If the record is wrong, void it.
request-helper-closed = Finished. Mark: { $rating } of 5.
request-other-offered = Waiting for an answer by { $until }: { $who }.
request-other-unassigned = Nobody has it.
request-other-accepted = Helped by { $who } ({ $role }).
request-other-done = Help is recorded ({ $who }), the teacher has yet to confirm.
request-other-closed = Finished. Helped by { $who }. Mark: { $rating } of 5.
request-state-cancelled = Cancelled.
request-who = Who asks: { $who }
request-form = { $form } · { $way }
request-details = { $shown ->
    [masked] The details are in the web chat.
   *[open] “{ $text }”
}
request-no-details = No details yet.
request-meeting = Meeting: { $at }.
request-proposed-mine = You proposed: { $at }. Waiting for an answer.
request-proposed-other = A time is proposed to you: { $at }.
request-talk = { $shown ->
    [masked] The conversation is in the web chat.
   *[open] { $words }
}
request-earlier = Before that: { $count } { $count ->
    [one] message
   *[other] messages
}.
request-said = { $who }, { $at }: { $text }
request-said-me = You, { $at }: { $text }

request-open = Open the request
request-list = All requests
request-take = I will do it
request-propose = Propose a time
request-propose-other = Propose another
request-decline = Hand it on
request-cancel = Cancel the request
request-keep = Leave it as it is
request-assign = Assign
request-write = Write
request-answer = Answer
request-time-fits = The time suits me
request-finish = Done
request-confirm = Confirm and rate
request-see-record = See the record

# --- what has been done ---

request-accepted-head = Thank you! The teacher knows now that you will help.
request-decline-check = Hand request No. { $number } (“{ $topic }”) on to another colleague?
request-declined = Fine, request No. { $number } has gone on. The teacher knows.
request-cancel-check = Cancel request No. { $number } (“{ $topic }”)? A colleague who has taken it will be told.
request-cancelled = Request No. { $number } is cancelled. When you need help, just write.
request-nobody = There is nobody to offer request No. { $number } to: no helper in office can be reached.
request-assign-whom = Who is to be offered request No. { $number }?
    Those whom it suits and who have time come first.
request-helper = { $who } · { $load } of { $capacity } this month
request-assigned-head = Offered. The teacher knows.
request-closed-talk = There is nobody to write to about this request now.
request-what-to-write = Request No. { $number }, “{ $topic }”
    Write what to pass on. Only the person you talk to reads it.
request-written = Passed on.
request-written-later = I pass it on { $at }: we disturb nobody in the evening and at night.
request-which-day = When would you like to meet? You may write a date.
request-which-time = At what time, { $day }?
request-proposed-head = Proposed. I write as soon as there is an answer.
request-agreed-head = Agreed: { $at }. I remind both of you an hour before.
request-finished-head = Recorded. The teacher has been asked to confirm.
request-how-was-it = Request No. { $number }, “{ $topic }”. Helped by { $who }
    How much did it help?
request-rating-5 = 5 — helped a lot
request-rating-4 = 4 — helped
request-rating-3 = 3 — partly
request-rating-2 = 2 — hardly
request-rating-1 = 1 — did not help
request-not-held = There was no meeting
request-rated-head = Thank you, noted.
request-denied-head = Thank you for saying so. The colleague has been asked to mend the record.

# --- why it did not work ---

request-already-open = You already have an open request on this topic, No. { $number }. It is in “Requests”.
request-unknown-choice = That choice no longer exists. Please choose again.
request-not-assignable = The request cannot be offered to this colleague now. Choose another.
request-is-cancelled = The teacher has cancelled request No. { $number }; there is nothing to do.
request-taken-by-other = Another colleague has request No. { $number } already. Thank you for answering.
request-passed-on = Request No. { $number } is not with you any more; there is nothing to do.
request-is-done = The help for request No. { $number } is recorded already. “Requests” shows where it stands.
request-not-now = This cannot be done with request No. { $number } now: it has changed. Look at it in “Requests”.
request-time-past = That time has passed. Please choose another.
request-time-changed = That proposal is gone: the time was changed. Open the request to see the latest.

# --- notices ---

request-offer = { $shown ->
    [masked] New request No. { $number }: “{ $topic }”.
        { $form } · { $way }
        Who asks and what they wrote is in the web chat. An answer is expected by { $until }.
   *[open] Your help is needed: “{ $topic }”.
        Asked by { $who }. { $form } · { $way }
        { $details }
        An answer is expected by { $until }. Request No. { $number }.
}
request-reminder = { $shown ->
    [masked] A reminder of request No. { $number }: “{ $topic }”.
        { $form } · { $way }
        Who asks and what they wrote is in the web chat. Without an answer by { $until } another colleague gets it.
   *[open] A reminder: a colleague waits for help with “{ $topic }”.
        Asked by { $who }. { $form } · { $way }
        { $details }
        Without an answer by { $until } another colleague gets request No. { $number }.
}
request-news-reminded = No answer yet to request No. { $number } (“{ $topic }”); the colleague has been reminded.
request-news-declined-handed = The colleague cannot help now, and request No. { $number } (“{ $topic }”) has gone to another.
request-news-declined-listed = The colleague cannot help now, and the coordinator will find another for request No. { $number } (“{ $topic }”).
request-news-lapsed-handed = There was no answer, and request No. { $number } (“{ $topic }”) has gone to another colleague.
request-news-lapsed-listed = There was no answer, and the coordinator will find a colleague for request No. { $number } (“{ $topic }”).
request-news-assigned = The coordinator has offered request No. { $number } (“{ $topic }”) to a colleague. Waiting for the answer.
request-news-reopened = The record of help for request No. { $number } (“{ $topic }”) was voided, and the request is open again.
request-accepted = With request No. { $number } (“{ $topic }”) you will be helped by { $who } ({ $role }).
    Write, or propose a time to meet.
request-unassigned = Request No. { $number } (“{ $topic }”) needs a helper: { $form } · { $way }.
request-cancelled-notice = The teacher has cancelled request No. { $number } (“{ $topic }”). There is nothing to do.
request-reassigned-notice = The coordinator has given request No. { $number } (“{ $topic }”) to another colleague. There is nothing to do.
request-message = { $shown ->
    [masked] There is an answer to your request No. { $number }.
   *[open] Request No. { $number }, “{ $topic }”
        { $who }: { $text }
}
request-time-proposed = For request No. { $number } (“{ $topic }”) a time is proposed to you: { $at }.
    Proposed by: { $who }
request-time-agreed = Agreed: { $at }. I remind you an hour before.
    Request No. { $number } (“{ $topic }”), { $who }
request-meeting-soon = A reminder: you meet { $at }.
    Request No. { $number } (“{ $topic }”), { $who }
request-finished = { $who }: help with “{ $topic }” is recorded, { $day }, { $minutes } { $minutes ->
    [one] minute
   *[other] minutes
}.
    Is that right? Please rate it: that confirms the record too.
request-rated = The teacher has confirmed the help for request No. { $number } (“{ $topic }”). Mark: { $rating } of 5. Thank you.
request-denied = For request No. { $number } (“{ $topic }”) the teacher says that there was no meeting.
    Look at the record: if it is wrong, void it, and the request is open again.

