# Schools: found by letters, what is kept, the flag of educational deficits.

command-organisations = Schools
about-organisations = what is known of a school, the mark “educational deficits”
title-organisations = schools
title-organisation = a school
title-organisation-deficits = educational deficits

organisations-which = Which school? Write its number or letters of its name.
organisations-found = Found. If it is another one, write it differently.
organisations-not-found = There is no such school in the list. Try its number or first letters.
organisations-none = There are no schools yet: they come with the staff list.
organisations-other = Another school
organisations-card = **{ $short }**
    { $lines }
organisations-kind = Kind: { $kind }
organisations-staff = Working there by the list: { $count }
organisations-records = { $count ->
    [0] No records with this mark yet
   *[other] Records with this mark: { $count }
}
organisations-flagged = Educational deficits: marked
organisations-unflagged = Educational deficits: not marked
organisations-closed = Closed: { $day }
organisations-mark = Mark deficits
organisations-unmark = Take the mark away
organisations-leave = Leave as it is
organisations-sure-mark = **{ $short }**: mark educational deficits?
    Methodical consiliums for it recorded from today on enter the indicator. Earlier records do not change.
organisations-sure-unmark = **{ $short }**: take the mark of educational deficits away?
    New consiliums for it do not enter the indicator. Those already counted stay.
organisation-gone = There is no such school in the list any more. Please choose again.
organisation-closed = { $place } is closed and gets no marks any more.
