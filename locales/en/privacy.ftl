# “My data”: what is kept, consents, the file, the erasure.

command-privacy = My data
about-privacy = what is kept about you, consents, erasure
title-privacy = my data
title-my-kept = what is kept
title-my-consents = consents
title-my-consent = text of the consent
title-my-publication = publication of the name
title-my-withdrawal = withdrawal of the consent
title-my-file = file with my data
title-erase = erasure

privacy-screen = **My data**
    Answerable for them: { $operator }.
    Kept: { $kinds }.
    { $consents }
privacy-stranger = Nothing is kept about you but the number of this chat, without which I could not answer.
    { $operator } answers for the data. What will be kept is said in the text of the consent.
privacy-refused = Only your refusal is kept, and the number of this chat, without which I could not answer.
    { $operator } answers for the data. You can change your mind any day.
privacy-no-consent = There is no consent now.
privacy-what-why = What is kept and why
privacy-consents = Consents
privacy-file = Get it as a file
privacy-erase = Erase my data
privacy-given = { $what }: consent, { $day }, { $where }
privacy-refused-line = { $what }: refusal, { $day }, { $where }
privacy-withdrawn = { $line }; withdrawn: { $day }
privacy-kind-data = Processing of data
privacy-kind-publication = Publication of the name

privacy-kept = **What is kept and why**
    { $kinds }

    **What stays after an erasure too**
    { $law }
privacy-kept-nothing = Nothing is kept about you but what the law demands:
    { $law }
privacy-kept-line = • { $what } — { $why }
privacy-law-line = • { $what }: { $why }; { $long }
privacy-law-short = • { $what }

privacy-decisions = **Consents**
    { $lines }
privacy-read-data = Text: processing of data
privacy-read-name = Text: publication of the name
privacy-text = { $text }
privacy-publish = Allow my name to be published
privacy-unpublish = Do not publish my name
privacy-agree-publish = I agree
privacy-published = Thank you, noted. You can change your mind at any moment: “Do not publish my name”.
privacy-not-published = All right, your name will appear nowhere. You will be helped just the same.
privacy-withdraw = Withdraw the consent
privacy-nothing-to-withdraw = There is no such consent now, nothing to withdraw.
privacy-sure-data = If you withdraw the consent I stop writing to you and reminding you, roles end, open requests and sign-ups are taken back. The data are erased by themselves after 30 days; press “Erase my data”, and it happens at once.
    You can give the consent again any day.
privacy-yes-data = Withdraw the consent
privacy-sure-publication = Your name will not be published any more, and where it stands already the service takes it down within three working days. This does not change the help you get.
privacy-yes-publication = Do not publish my name
privacy-leave = Leave it as it is
privacy-left = Everything stays as it was.
privacy-stopped = The consent is withdrawn: I write and process nothing more.
    The data can be erased now. You can get a consultation by phone too: { $phone }.
privacy-unpublished = Noted: your name is not published any more. The coordinator takes it down where it stands already.
privacy-take-down = This name may not be published any more: { $who }
    Take it off the site and the community within three working days.

privacy-file-here = { $shown ->
    [masked] A file with personal data cannot be sent here. Open the web chat by the link: the file comes there.
   *[open] Here is everything that is kept about you. The file opens in any browser.
}
my-data-title = My data
my-data-about = Everything that the assistant of the methodical service keeps about you. Answerable for the data: { $operator }, { $email }.

erase-nothing = Nothing is kept about you, there is nothing to erase.
erase-what = Your name, contacts, answers of the self-assessment, everything you wrote, accounts and this conversation will go. Roles end.
    By law this stays:
    { $law }
erase-go-on = On to the erasure
erase-sure = Really erase? It cannot be undone, and I shall not know you any more.
erase-for-ever = Erase for ever
erase-done = The data are erased. You are a stranger to me now.
    You can begin anew any day.

privacy-group-profile = name, place of work, subject
privacy-why-profile = to know you and to find whoever helps you
privacy-group-consents = consents and refusals ({ $count })
privacy-why-consents = the service has to be able to show that consent was given
privacy-group-roles = roles ({ $count })
privacy-why-roles = to open to you what you need for your work
privacy-group-settings = reminders you have turned off ({ $count })
privacy-why-settings = so as not to remind you of what you did not ask for
privacy-group-accounts = messengers you write from ({ $count })
privacy-why-accounts = to answer you and come back to the conversation
privacy-group-assessments = self-assessments ({ $count })
privacy-why-assessments = to show you results and changes; only you see them
privacy-group-requests = requests ({ $count })
privacy-why-requests = so that you are answered and the outcome is seen
privacy-group-comments = questions in the community ({ $count })
privacy-why-comments = to answer you and to show where you asked
privacy-group-sessions = support received ({ $count })
privacy-why-sessions = the service counts its indicators by it
privacy-group-events = events you signed up for ({ $count })
privacy-why-events = to remind you and to note that you came
privacy-group-notices = messages to you ({ $count })
privacy-why-notices = so that none is lost and none comes twice
privacy-group-roster = rows of school lists ({ $count })
privacy-why-roster = so that a list can be checked and undone
privacy-group-talk = this conversation
privacy-why-talk = to go on from the same place
privacy-group-other = other records ({ $count })
privacy-why-other = without which the assistant does not work

privacy-field-ref = The reference used where your name may not be
privacy-field-last = Surname
privacy-field-first = First name
privacy-field-patronymic = Patronymic
privacy-field-birth-date = Date of birth
privacy-field-birth-year = Year of birth
privacy-field-started-on = Beginning of teaching
privacy-field-category = Category
privacy-field-phone = Phone
privacy-field-email = E-mail
privacy-field-profile = Profile of the self-assessment
privacy-field-organisation-id = Place of work
privacy-field-position = Position
privacy-field-subject = Subject
privacy-field-kind = Kind
privacy-field-since = Since
privacy-field-until = Until
privacy-field-version = Version of the text
privacy-field-given = Given
privacy-field-channel = Where
privacy-field-at = When
privacy-field-withdrawn-at = Withdrawn
privacy-field-role = Role
privacy-field-order-number = Order
privacy-field-number = Number
privacy-field-capacity = Requests a month
privacy-field-address = Address in the messenger
privacy-field-locale = Language
privacy-field-used-at = Last used
privacy-field-form = Form
privacy-field-answers = Answers
privacy-field-topic = Topic
privacy-field-importance = Importance
privacy-field-id = Number
privacy-field-opened-at = Opened
privacy-field-way = Preferred way
privacy-field-details = Details
privacy-field-meeting-at = Meeting
privacy-field-ended-at = Ended
privacy-field-request-id = Number of the request
privacy-field-link = Link
privacy-field-text = Text
privacy-field-held-on = Day
privacy-field-direction = Direction
privacy-field-minutes = Minutes
privacy-field-result = Result
privacy-field-recommendation = Recommendation
privacy-field-composition = Composition
privacy-field-next-step-on = Next step
privacy-field-rating = Your rating
privacy-field-title = Event
privacy-field-starts-at = Beginning
privacy-field-place = Place
privacy-field-signed-at = You signed up
privacy-field-came = You came
privacy-field-marked-at = Noted
privacy-field-args = What was said
privacy-field-sent-at = Sent
privacy-field-state = Answers in conversations begun

privacy-value-data = processing of data
privacy-value-publication = publication of the name
privacy-value-teacher = teacher
privacy-value-manager = head
privacy-value-express = short
privacy-value-full = full
privacy-value-ru = Russian
privacy-value-en = English
privacy-value-event-reminder = events
privacy-value-request-meeting-soon = meetings
