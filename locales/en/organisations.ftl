# Schools: found by letters, what is kept, its mark.

command-organisations = Schools
about-organisations = what is known of a school and its mark
title-organisations = schools
title-organisation = a school
title-organisation-deficits = mark of a school

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
organisations-flagged = { $Term_flag_nom }: marked
organisations-unflagged = { $Term_flag_nom }: not marked
organisations-closed = Closed: { $day }
organisations-mark = Set the mark
organisations-unmark = Take the mark away
organisations-leave = Leave as it is
organisations-sure-mark = **{ $short }**: set the mark “{ $term_flag_nom }”?
    { $effect }
organisations-sure-unmark = **{ $short }**: take the mark “{ $term_flag_nom }” away?
    { $effect }
organisations-mark-consilium = Methodical consiliums for it recorded from today on enter the indicator. Earlier records do not change.
organisations-unmark-consilium = New methodical consiliums for it do not enter the indicator. Those already counted stay.
organisations-mark-counts = Help for this school enters the indicators of marked schools.
organisations-unmark-counts = The indicators of marked schools are counted without it, for past days too.
organisation-gone = There is no such school in the list any more. Please choose again.
organisation-closed = { $place } is closed and gets no marks any more.
