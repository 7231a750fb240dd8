# The words of the conversation itself, common to all topics.

command-start = Start
command-menu = Menu
command-help = Help
command-cancel = Cancel
command-back = Back

kit-yes = Yes
kit-no = No
kit-back = ‹ Back
kit-cancel = Cancel
kit-pause = Pause
kit-skip = Skip
kit-restart = Start over
kit-done = Done, { $count } chosen
kit-keep = Keep: { $text }
kit-as-before = the answer from before
kit-show-all = Show all
kit-open-web = Open in the web chat
kit-answer-there = Answer in the web chat
kit-go-on-here = Go on here
kit-go-on = Go on
kit-go-on-with = Go on: { $title }
kit-undo-cancel = Bring it back
kit-try-again = Try again
kit-lasting = The “Menu” and “Help” buttons are now always at the bottom.

kit-stale = This button no longer works. Here is where we are.
kit-not-seen = You wrote before this question reached you. Please answer it now.
kit-not-here = Personal data cannot be sent here. Please answer in the web chat.
kit-answer-in-web = This question can be answered in the web chat only: the service may not pass personal data through this messenger. The link works for 15 minutes. When you have answered, come back and press “Go on here”.
kit-unknown-command = There is no such command. “Help” shows what I can do.
kit-unknown-words = I did not understand. Press a button below or write “Menu”.
kit-choose = Please choose one of the options or write its name.
kit-unclear = I did not understand the answer. Please put it another way.
kit-empty = The message is empty. Please answer in words.
kit-too-long = That is { $length } { $length ->
    [one] character
   *[other] characters
}, and { $limit } will fit. Please shorten it; you can copy the text from your message.
kit-number = Please write a number from { $least } to { $most }.
kit-date = I did not understand the date. Write, for example: 12 March, 12.03 or “tomorrow”.
kit-time = I did not understand the time. Write, for example: 15:30 or “9 am”.
kit-day-gone = That day has gone by. Choose today or a later one.
kit-day-ahead = That day has not come yet. Choose today or an earlier one.
kit-time-gone = That time has already passed today. Choose a later one.
kit-other = I cannot read such a message. Please write in words or press a button.
kit-no-files = No files are needed here. Please answer in words or with a button.
kit-first-file = Several files came; I took the first. Please send the others one by one.
kit-send-file = A file is needed here. Please send it in one message.
kit-file-refused = This file cannot be taken here. Please send it in the web chat or answer in words.
kit-nothing-back = There is nothing to go back to.
kit-nothing-to-cancel = There is nothing to cancel now.
kit-cancelled = { $count ->
    [0] Cancelled.
   *[other] Cancelled. Your answers are still kept.
}
kit-paused = Paused. { $count ->
    [0] You can begin on any day
    [one] { $count } answer is kept
   *[other] { $count } answers are kept
}. You can go on from the same place, in another messenger too.
kit-resumed = We go on from the same place.
kit-gone = That conversation is no longer there. Here is where we are.
kit-overtaken = Something has changed here while you were answering. Please look again.
kit-consent-first = First, a few words about your data.
kit-refused = { $why }
kit-defect = That did not work: the trouble is ours, your answers are kept.
    Try again in a minute. If it happens again, write to a methodist and give the number { $reference }.
kit-found = Found for “{ $text }”:
kit-not-found = Nothing found for “{ $text }”. Try the first three letters.
kit-nothing-found = That is not in the list. Try the first three letters.
kit-search-hint = The list is long: you can write the first letters.

kit-say-yesterday = yesterday
kit-say-today = today
kit-say-tomorrow = tomorrow
kit-say-after-tomorrow = the day after tomorrow
kit-say-further = more
kit-say-done = done
kit-say-keep = keep
kit-day = { $day }
kit-moment = { $day }, at { $clock }

error-not-allowed = This is not open to every role. If you need it for your work, tell the coordinator.
error-period = “{ $text }” is not a period. Write a year (2026), a half-year (2026-H1), a quarter (2026-Q3), a school year (2025/26) or a day (2026-11-21).
