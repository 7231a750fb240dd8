# Records of support: the card, my records, voiding.

command-log = Record support
about-log = whom you helped and how: three presses
title-log = record of support
title-records = my records
title-record = record
title-record-void = voiding a record

log-whom = Whom?
log-by-name = Find by family name
log-several = Several people
log-place = Organisation
log-records = My records
log-letters = Write the first letters of the family name.
log-found = Which of them? { $count ->
    [20] These are the first twenty: add more letters.
   *[other] If nobody, write it differently.
}
log-not-found = There is no such family name. Try the first three letters.
log-several-first = Whom? Choose one by one, or at once from one school.
log-several-whom = Chosen: { $names }
    Who else?
log-enough = Done, { $count } chosen
log-from-school = From one school
log-staff = { $place }: mark who was there.
log-which-place = Which organisation?
log-names = { $names }
log-and-more = { $names } and { $count } more

log-card = **Recording support**
    Whom: { $whom }
    Form: { $form } · { $channel } · { $minutes } min · { $day }
    Topic: { $topic }
    Direction: { $direction }
    { $more }
log-card-result = Result: { $text }
log-none = —
log-save = Save
log-line-whom = Whom
log-line-form = Form
log-line-minutes = Minutes
log-line-day = Date
log-line-topic = Topic
log-line-result = Result
log-line-channel = How
log-line-direction = Direction
log-line-composition = Who met
log-line-recommendation = Advice
log-line-term = Deadline
log-line-request = No request
log-answers-request = Request No. { $number }
log-deficits = { $Term_flag_nom }: flagged
log-no-deficits = { $Term_flag_nom }: not flagged
log-uncounted = Without the flag the record does not enter the indicator.
log-composition = Who met: { $text }
log-recommendation = Advice: { $text }
log-next-step = Deadline: { $day }

log-form = In what form?
log-minutes = How many minutes? You may write a number.
log-so-many-minutes = { $count } min
log-day = When was it? You may write a date.
log-topic = About what?
log-without-topic = No topic
log-direction = In which direction of work?
log-channel = How was it held?
log-result = How did it end? A few words are enough. You and the coordinator read them.
log-without-result = No result
log-who-took-part = Who took part in the consilium? Write who met.
log-what-advised = What was the organisation advised to do?
log-by-when = By which day is the advice to be carried out? You may write a date.
log-saved = Recorded: { $whom }
    { $form }, { $day }.
    { $asked }
log-saved-asked = The teacher has been asked to confirm.
log-another = Another record

records-none = There are no records yet.
records-list = Your records, the latest first. Which one to open?
records-line = { $day } · { $whom } · { $form }
records-line-void = { $day } · { $whom } · { $form } · void
record-card = **Record No. { $number }**
    Whom: { $whom }
    Form: { $form } · { $channel } · { $minutes } min · { $day }
    Topic: { $topic }
    Result: { $result }
    { $more }
record-rated = The teacher has confirmed. Mark: { $rating } of 5.
record-voided = Void since { $at }. Reason: { $reason }
record-void = Void
void-why = Why does this record go: { $whom }?
    It stays visible with the reason but is not counted.
void-twice = Recorded twice
void-mistake = Wrong data
void-not-held = There was no meeting
void-other = Another reason
void-own-words = Write the reason in a few words.
void-check = Void this record: { $whom }, { $form }, { $day }?
    Reason: { $reason }
void-leave = Keep it

session-no-form = The regulation has no form for such a record. Choose again whom you helped.
session-unknown-choice = That choice no longer exists. Please choose again.
session-wrong-form = “{ $form }” is not for so many people. Change the form or choose others.
session-with-oneself = Help to oneself cannot be recorded. Choose whom you helped.
session-minutes = The length is from { $least } to { $most } minutes.
session-in-future = That day has not come yet. Record it when the meeting is over.
session-too-old = That was more than three years ago. Please check the date.
session-incomplete = A methodical consilium needs who met, the advice and the deadline, each within a thousand signs.
session-deadline-before = The deadline is before the meeting itself. Please check the date.
session-unknown-person = Somebody of them is not in the list any more. Please choose again.
session-unknown-organisation = That organisation is not in the list any more. Please choose again.
session-not-of-request = Request No. { $number } is somebody else's. Take the request off the record, or choose that person.
session-of-event = This record comes from the attendance of an event. Mend it there.
session-reason-needed = Please write the reason.
session-no-places = There is no organisation in the list yet. The coordinator loads it.
session-no-staff = { $place }: nobody is in the list yet. Choose another or find the person by name.
