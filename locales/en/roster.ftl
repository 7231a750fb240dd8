# Staff list: send, look, write, take back.

command-roster = Staff list
about-roster = send a school's list and see what it would change
title-roster = staff list
title-roster-batch = staff list
title-roster-pile = looking through a list
title-roster-unclear = unclear rows
title-roster-write = writing a list
title-roster-undo = taking a list back
title-roster-drop = dropping a list
title-roster-stayed = who stayed

roster-waits = A list awaits your decision
roster-send = Send a staff list: an Excel file (.xlsx) of up to 5 MB, one at a time.
    First I show who is new in it and what would change. Until you press “Write it”, everything stays as it is.
roster-lists = Lists sent before
roster-which = Which list shall I open?
roster-line = { $name } · { $at } · { $state }
roster-state-ready = awaits a decision
roster-state-sorting = being compared
roster-state-ordered = waits to be written
roster-state-writing = being written
roster-state-written = written
roster-state-undoing = being taken back
roster-state-undone = taken back
roster-state-dropped = not loaded
roster-state-failed = not written to its end
roster-state-undo-failed = not taken back to its end
roster-accepted = Got the file, reading it. Usually this takes less than a minute; I will write when it is done.

roster-batch = **{ $name }**{ $day } — { $state }
    { $counts }
roster-of-day = { " " }as of { $day }
roster-look = Have a look
roster-back = Back to the list
roster-back-pile = Back to the rows
roster-write = Write it
roster-write-on = Write the rest
roster-drop = Do not load it
roster-undo = Take it back
roster-decide = Settle unclear rows: { $count }
roster-decide-this = Decide who this is
roster-stayed = Who stayed and why
roster-send-another = Send a file

roster-count-new = New: { $count }
roster-count-changed = Would change: { $count }
roster-count-same = Unchanged: { $count }
roster-count-unclear = Unclear, you decide: { $count }
roster-count-missing = Known here, not in the list: { $count }
roster-count-skipped = Rows left out (titles, totals, vacancies): { $count }
roster-count-homeless = Without a school: { $count }. I will ask before writing.
roster-count-older = Careful: a newer list of this school has been written already.
roster-count-added = Added: { $count }
roster-count-updated = Changed: { $count }
roster-count-left = Marked as gone: { $count }
roster-count-opened = New organisations: { $count }
roster-count-removed = Removed: { $count }
roster-count-restored = Brought back to what they were: { $count }
roster-count-nothing = Nothing to change.
roster-new-school = { $title } ({ $count })
roster-new-schools = New organisations: { $titles }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}

roster-pile-new = New: { $count }
roster-pile-changed = Would change: { $count }
roster-pile-unclear = Unclear: { $count }
roster-pile-missing = Not in the list: { $count }
roster-pile-skipped = Rows left out: { $count }
roster-pile-empty = Nobody is left here.
roster-school = That is a lot of people. Which school shall I show?
roster-no-school = no school named
roster-of-new = New: { $count }. Press a row to see everything it says.
roster-of-changed = Would change: { $count }. Press a row to see what was and what will be.
roster-of-unclear = Unclear: { $count }. They are not written until you decide.
roster-of-missing = { $count ->
    [one] { $count } person works at a school of this list and is not in it.
   *[other] { $count } people work at schools of this list and are not in it.
}
    Mark those who have left. The others stay as they are.
roster-marked = Understood: { $count ->
    [one] { $count } person has left
   *[other] { $count } people have left
}.
roster-skipped = These rows are no people:
    { $lines }
    { $more ->
    [0] {""}
   *[other] And { $more } more.
}
roster-skipped-line = { $place }: { $why }
roster-place = sheet “{ $sheet }”, row { $row }
roster-place-sheet = sheet “{ $sheet }”
roster-detail = **{ $who }**
    { $place }
    { $facts }
roster-fact = { $field }: { $value }
roster-change = Would change { $field }: { $was } → { $now }
roster-nothing = not stated
roster-back-again = in the list again

roster-field-patronymic = patronymic
roster-field-birth-date = date of birth
roster-field-birth-year = year of birth
roster-field-experience-years = experience, years
roster-field-position = position
roster-field-subject = subject
roster-field-category = category
roster-field-organisation = school
roster-field-phone = telephone
roster-field-email = e-mail
roster-field-part-time = part-time work
roster-field-left-on = mark of leaving
roster-part-time-external = main work elsewhere
roster-part-time-internal = within the school
roster-part-time-stated = stated

roster-ask = **{ $who }**
    { $place }
    { $why }

    { $facts }

    Who is this?
roster-same-as = This is { $who }
roster-as-new = A new person
roster-skip = Leave this row out
roster-decided = { $who } — settled. { $left ->
    [0] No unclear rows are left.
    [one] { $left } unclear row is left.
   *[other] { $left } unclear rows are left.
}
roster-next = Next row
roster-all-decided = No unclear rows: everything is settled.

roster-home = { $count ->
    [one] { $count } row names
   *[other] { $count } rows name
} no school. Which one do they belong to? Choose or write its name.
    If you skip this, the people are written without a place of work.
roster-placed = Understood. Comparing the list with that school; I will write when it is done.
roster-sure = Write the list **{ $name }**{ $day }?
    { $counts }
roster-writing = Writing. I will tell you when it is done; it can be taken back later too.
roster-undo-sure = Take **{ $name }**{ $day } back? New people go, what was changed comes back.
    Whoever uses the assistant or was helped stays; I will name them.
    { $counts }
roster-undoing = Taking it back. I will tell you when it is done.
roster-undo-again = Try again
roster-drop-sure = Not load the list **{ $name }**? Nothing changes, and nothing of what you sent is kept.
roster-dropped = All right, the list is forgotten.

roster-read = The list **{ $name }** has been read.
    { $counts }
roster-read-again = While you were deciding, the data changed, so the list **{ $name }** is not written yet. Now it has:
    { $counts }
roster-known = The list **{ $name }** is here already; it is not written twice.
    { $counts }
roster-written = The list **{ $name }** is written.
    { $counts }
roster-undone = The list **{ $name }** is taken back.
    { $counts }
    { $stayed ->
    [0] {""}
   *[other] Stayed: { $stayed }.
}
    { $lines }
roster-failed = The list **{ $name }** could not be written: the trouble is ours, number { $reference }. I tried three times.
    { $counts }
    The list itself is safe. Tell the administrator the number, then open the list and decide what to do with it.
roster-failed-undo = The list **{ $name }** could not be taken back to its end: the trouble is ours, number { $reference }. I tried three times.
    { $counts }
    Tell the administrator the number, then open the list and try again.
roster-refused = The file **{ $name }** could not be loaded.
    { $why }
roster-stayed-list = These stayed:
    { $lines }
roster-stays = { $who } — { $why }
roster-stays-account = uses the assistant already
roster-stays-session = has records of support
roster-stays-list = stands in another list
roster-stays-records = has other records
roster-stays-changed = was edited after the list was written

roster-busy = This list is being worked at. Wait a minute and open it again.
roster-answered = This row is settled already. Open the list again.
roster-answer-first = First decide about the row that this one is the same as.
roster-school-unclear = I do not see which school that is. Write, for example, “СОШ № 5” or “Гимназия № 2”.
roster-not-written = Load no. { $batch } cannot be taken back: it is not written, or it was taken back.
roster-unknown-batch = There is no load no. { $batch }. The command roster import named the number when it wrote the list.
files-gone = I do not have this file any more. Please send it again.
files-broke = We have a fault and could not read the file. Try again tomorrow, or call the service.
files-not-fetched = The messenger did not hand the file over. Send it again, or open the web chat and send it there.

# Why a whole file cannot be read

roster-file-too-large = It is larger than { $limit } MB. Remove spare sheets and pictures, or split the list in two.
roster-file-unpacks-too-large = There is too much in it: over { $limit } MB when unpacked. Copy the list itself to a new file.
roster-file-old-xls = This is the old .xls format. Open it and save it as “Excel workbook (.xlsx)”.
roster-file-encrypted = The file has a password. Remove it and send the file again.
roster-file-not-xlsx = This is no Excel file. I need a list as .xlsx: use “Save as” in Excel.
roster-file-broken = The file is damaged. Open it, save it anew as .xlsx and send it again.
roster-file-too-many-sheets = It has more than { $limit } sheets. Keep only those with the list.
roster-file-too-many-rows = It has more than { $limit } rows. Split the list into several files.
roster-file-no-list = I found no list of people in it: it needs columns with surname, name and position.

# Why a row or a sheet is no person

roster-sheet-hidden = a hidden sheet
roster-sheet-empty = an empty sheet
roster-sheet-no-list = no list on this sheet
roster-row-heading = a heading
roster-row-section = a section's title
roster-row-header = the header of the table
roster-row-empty = empty up to row { $last }
roster-row-total = a total
roster-row-signature = a signature
roster-row-vacancy = a vacancy
roster-row-no-name = no name
roster-row-not-teaching = not a teaching position
roster-row-twice = the same person as on sheet “{ $sheet }”, row { $row }

# What to ask about

roster-name-incomplete = The name is incomplete.
roster-name-initials = Initials instead of a name.
roster-name-latin = Latin letters in the name.
roster-name-unusual = The name is written in an unusual way.
roster-birth-unreadable = The date of birth cannot be read.
roster-birth-odd = The date of birth is odd.
roster-experience-unreadable = The experience cannot be read.
roster-experience-exceeds-age = More experience than the age allows.
roster-category-unknown = There is no such category.
roster-position-unknown = I do not know this position.
roster-subject-unknown = I do not know this subject.
roster-rows-differ = The person is in the list twice, and the rows say different things.
roster-namesake = The same name with another date of birth: a namesake or a slip.
roster-two-organisations = The same name stands at another school of this list.
roster-match-namesake = There is such a name already. The same person or a namesake?
roster-match-several = Several records fit.
roster-match-surname = The surname seems to have changed.
roster-match-name = The same birthday, and a slightly different name.

# What was done with a row

roster-note-twice = Stood in the list several times; the rows were joined.
roster-note-part-time = Works part-time.
roster-note-on-leave = On parental leave.
roster-note-birth-by-age = The year of birth was counted from the age and may be one off.
roster-note-name-order = Name and surname stood in another order.
roster-note-several-posts = Several posts.
roster-note-phone = The telephone cannot be read.
roster-note-email = The e-mail cannot be read.
roster-note-no-header = The table has no header; its columns were guessed.

# The command line

roster-cli-list = List { $name }{ $day }
roster-cli-row = { $place }: { $who }
roster-cli-candidates = perhaps: { $who }
roster-cli-read = Rows read: { $count }. Comparing with the store.
roster-cli-ask = Write it? [yes/no]{ " " }
roster-cli-no = Nothing was written.
roster-cli-say-yes = No answer, so nothing was written. Add --yes to write without being asked.
roster-cli-dry = This was only a look, nothing was written.
roster-cli-known = This list is written already: load no. { $batch }. It is not written twice.
roster-cli-progress = written { $done } of { $of }
roster-cli-undo-progress = taken back: { $done }
roster-cli-written = Written: load no. { $batch }. To take it back: roster undo { $batch }
roster-cli-unclear = Unclear rows await the coordinator: “Staff list” in the chat.
roster-cli-changed = While you were deciding, the data changed. Run the command again.
roster-cli-undo-ask = Take load no. { $batch } ({ $name }) back? [yes/no]{ " " }
roster-cli-undone = Load no. { $batch } is taken back.
roster-cli-no-file = The file { $file } cannot be opened ({ $why }). Check its name and folder.
roster-cli-homeless = No school is named for { $count } people: they are written without a place of work. Name it: --school "СОШ № 5"
