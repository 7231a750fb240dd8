# First contact, menu, help, codes, getting to know each other.

title-start = getting started
title-menu = menu
title-help = help
title-code = invitation code
title-register = your name
title-matches = who is who
title-invite = invitation

# ── First contact ──

start-greeting = Hello! This is the assistant of the methodical service: { $service }.
    I help you see where you need support, find a colleague who can help, and remind you of events.
    First, a few words about your data.
start-about-data = About data and consent
start-skills = What can you do?
start-what-i-can = **What I can do**
    Self-assessment: in three minutes you see what is hardest now.
    Consultation: I find a colleague who helps with exactly that.
    Events: I sign you up and remind you.
start-consent = To help, the service has to remember you, your school and your subject.
    Only you see your answers in the self-assessment.
    You can withdraw your consent at any moment: “My data”.
start-read = Read it in full
start-agree = I agree
start-not-yet = Not now
start-full-text = { $text }
start-agreed-asked = Thank you, your consent is noted.
    One step is left: to send your question to a colleague.
start-agreed = Thank you. Now we can begin.
    Tell me your name, and the service will find you in your school's list. The self-assessment can be taken right away.
start-refused = All right, I keep nothing about you but this refusal.
    You can also get a consultation by phone: { $phone }.
    You can change your mind any day.
start-change-mind = About data and consent
start-is-it-you = This invitation is made out to: { $who }
    Is that you?
start-it-is-me = Yes, that is me
start-not-me = No, not me

# ── Codes ──

start-go-on = Go on
code-open = I have a code
code-again = Enter another code
code-ask = Write the code of your invitation, or paste the whole link.
code-unclear = This does not look like a code. It has 8 or 10 Latin letters and digits, such as 7KMP4XQ2.
code-trouble = { $why }
code-role = The code is accepted. Your role is now: { $role }.
code-joined = The code is accepted, the service knows you now. Everything known about you is in its place.

access-unknown-code = There is no such code. Check that no sign is missing, or ask the coordinator for a new one.
access-spent-code = This code has been used: each works once. Ask the coordinator for a new one.
access-old-code = This code has expired. Ask the coordinator for a new one.
access-too-many-codes = Five codes in a row did not fit. Try again in an hour, or call the service: { $phone }.
access-two-people = The service knows you and the owner of this code as two different people, so it has not joined them. If that is a mistake, call: { $phone }.

# ── One's name ──

register-open = Tell who I am
register-again = Tell who I am again
register-name = What is your name? Write your surname, first name and patronymic: Петрова Анна Ивановна.
    Only the staff of the service and those you turn to will see it.
people-name-unclear = I did not understand the name. Write surname, first name and patronymic with spaces: Петрова Анна Ивановна.
people-name-part = Both the surname and the first name are needed: Петрова Анна Ивановна.
people-name-initials = Write the name in full, without initials: Петрова Анна Ивановна.
people-name-letters = Please write in Russian letters, as in your documents: Петрова Анна Ивановна.
register-school = Where do you work? Choose, or write the number or the name.
register-school-unclear = There is no such place in the list. Try the number or the first letters; if it is not there, press “Not in the list”.
register-no-school = Not in the list
register-subject = What do you teach? Whoever helps you is chosen by subject.
register-skipped = not given
register-check = Please check.
    { $name }
    Place of work: { $school }
    Subject: { $subject }
register-right = All is right
register-wrong = Do not keep it
register-dropped = Nothing was kept. You can tell your name any day.
register-done = Thank you. The coordinator will find you in the list, and I will tell you.
    The self-assessment and a consultation can be started right now.
register-known = The service knows you already: { $who }
    If something has changed, tell the coordinator.
people-already-matched = The service knows you already. If something has changed, tell the coordinator.
people-gone = This record is no more. Look at the list again.

# ── Menu and help ──

menu-screen = How can I help?
menu-unnamed = How can I help?
    You have not told your name yet: so it is harder for the service to find help for you.
about-menu = everything you can do here
about-help = this help
about-start = begin from the beginning
help-line = “{ $name }” — { $about }
help-screen = **What you can do here**
    { $lines }

    You can also write words: the name of a button or a number in a list.
    “Back” returns to the last question, “Cancel” ends the conversation, answers are not lost.
    A living person: { $phone }
help-first = I am the assistant of the methodical service: I help you see where you need support, find a colleague, remind you of events.
    To begin, please read about data and consent: without consent I remember nothing about you.
    Already now you can:
    { $lines }
    A living person: { $phone }

# ── The coordinator: who is who ──

matches-open = Have a look
matches-waiting = Waiting to be found: { $count }
matches-none = Nobody waits to be found in the list.
matches-who = { $count ->
    [one] { $count } person has told a name and waits
   *[other] { $count } people have told their names and wait
} for you to find the record in the list. Whom do we look at?
matches-who-or-which = Waiting for your decision: { $count }. Some have told their names, some have two records that differ. Whom shall we look at?
matches-which = { $who }
    Similar records of the list are below. Which is it?
matches-nobody = { $who }
    There are no similar records in the list.
matches-writes = { $who } (already writes here)
matches-search = Find by surname
matches-new = A new person
matches-outside = Not one of ours
matches-letters = Write the surname or its first letters.
matches-is-same = It is this person
matches-sure-same = Join the two records? Sessions, requests and accounts of both become common; they cannot be parted later.
    The name told: { $who }
    In the list: { $same }
matches-sure-new = { $who }
    Enter as a new person? In the denominators of indicators the person appears with the school's next list.
matches-sure-outside = { $who }
    Not one of our teachers? I will tell the person, who cannot ask for consultations then.
matches-left = Nothing was changed.
matches-on = To those who wait
matches-done = Done, I will tell the person: { $who }
people-match-done = This person has been dealt with. Look at the list again.
match-somebody-waits = Somebody has told a name and waits for you to find it in the list.
match-found = The service found you in the list. Consultations and events are recorded as yours now.
match-new = The service has entered you. Consultations and events are recorded as yours now.
match-outside = The service did not find you among our teachers. If that is a mistake, tell your name again or call.

invite-open = Invite from the list
invite-person = Make a code
invite-letters = Whom to invite? Write the surname or its first letters.
invite-nobody = Nobody was found. Try the first three letters of the surname.
invite-who = For whom is the code?
invite-code = The code for { $who }: **{ $code }**
    Hand it over in person. The person writes here “/start { $code }”. The code works once, for 14 days.
