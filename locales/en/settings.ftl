# Settings: language, reminders, several messengers.

command-settings = Settings
about-settings = language, reminders, where I write to you
title-settings = settings
title-language = language
title-reminders = reminders
command-link = Link accounts
about-link = one person on several messengers
title-link = link accounts

settings-screen = **Settings**
    I write to you here: { $where }{ $more ->
        [0] {""}
       *[other] , and if that fails, { $others }
    }.
    { $reminders }
settings-nowhere = nowhere yet
settings-reminder = { $what }: { $on ->
    [yes] on
   *[no] off
}
settings-kind-event-reminder = Reminders of events
settings-kind-request-meeting-soon = Reminders of meetings
settings-language = Language
settings-reminders = Reminders
settings-which-language = In which language shall I write to you?
settings-in-ru = По-русски
settings-in-en = In English
settings-language-set = All right, I write in English.
settings-which-reminder = What shall be turned on or off?
settings-reminder-set = { $what } are { $on ->
    [yes] on
   *[no] off
} now.

link-which = One person can write from several messengers: the conversation and the requests are the same.
    Get a code here and enter it there, or the other way round.
link-get = Get a code
link-type = Enter a code
link-code = Your code: **{ $code }**
    In the other messenger write “/start { $code }” or “Link accounts”. The code works once, for 15 minutes.
link-ask = Write the code that you got in the other messenger.
link-sure = Join this account with the one where you got the code? Conversation, requests and roles become common; they cannot be parted later.
link-join = Join
link-left = Nothing was changed.
link-done = Done: it is one person now. Everything is common, what was begun can be gone on with here.

title-helping = new requests
settings-taking = New requests: I take them
settings-paused = New requests: I take none
settings-pause = I take no new requests
settings-resume = I take them again
settings-now-paused = All right, new requests go to colleagues. Those you have already stay with you.
    When you are ready, press “I take them again”.
settings-now-taking = Thank you. New requests come to you again.
settings-helping-unclear = I did not understand whether to take requests. Please choose in “Settings”.
