# Indicators: the list, one figure, who is behind it, how it is counted.

command-indicators = Indicators
about-indicators = the figures of the regulation, each opens down to a record
title-indicators = indicators
title-indicator = indicator
title-indicator-schools = indicator by schools
title-indicator-parts = indicator in detail
title-indicator-people = people behind an indicator
title-indicator-sessions = records behind an indicator
title-indicator-how = how an indicator is counted
title-indicator-readings = how the regulation is read

period-calendar-year = { $year }
period-half-year = half { $part } of { $year }
period-quarter = quarter { $part } of { $year }
period-academic-year = school year { $year }/{ $next }
period-point = { $day }

indicators-list = **Indicators**, { $period }
    { $span }
    { $lines }
    Which one to open?
indicators-list-own = **Indicators** of your schools, { $period }
    { $span }
    { $lines }
    Which one to open?
indicators-line = • { $title } — { $value }
indicators-other-period = Another period
indicators-period-or-report = Another period, report
indicators-report = Report of this period
indicators-which-period = Over which period? You may write 2026, 2026-H1, 2026-Q3, 2025/26 or a day, 2026-11-21.
indicators-many-periods = Many periods have been opened already. Please begin again with “Indicators”.
indicators-unknown = There is no such indicator any more. All of them are in “Indicators”.

indicators-percent = { $value }%
indicators-number = { $value } { $unit }
indicators-no-data = no data
indicators-day = { $day }
indicators-span = { $first } – { $last }

indicators-screen = { $lines }
indicators-head = **{ $title }** (clause { $clause })
indicators-place = { $place }
indicators-value = { $value } · { $span }
indicators-share = { $value } · { $count } of { $total } ({ $total ->
    [one] { $one }
   *[other] { $many }
}) · { $span }
indicators-share-people = { $value } · { $count } of { $total } { $total ->
    [one] person
   *[other] people
} · { $span }
indicators-share-requests = { $value } · { $count } of { $total } { $total ->
    [one] request
   *[other] requests
} · { $span }
indicators-ratio = { $value } · { $count } for { $total } · { $span }
indicators-part-of = { $title }: { $value }% ({ $count })
indicators-appeals = Appeals in the community by people the assistant does not know: { $count }. The figure does not count them.
indicators-behind = Behind it: { $sessions } { $sessions ->
    [one] session
   *[other] sessions
}, { $requests } { $requests ->
    [one] request
   *[other] requests
}.
indicators-more = { $points } points more than over the same stretch of last year.
indicators-less = { $points } points less than over the same stretch of last year.
indicators-same = The same as over this stretch of last year.
indicators-count-before = Over the same stretch of last year: { $value }.
indicators-none-before = There are no records of the same stretch of last year.
indicators-members-aside = Over the period { $count } { $count ->
    [one] session ({ $members }) does not count here
   *[other] sessions ({ $members }) do not count here
}: clause { $clause } counts { $methodists }.
indicators-gone = Among the first number { $count } { $count ->
    [one] person who has left since: that record stays
   *[other] people who have left since: their records stay
} in the count.
indicators-aside = Left out: { $what }.
indicators-unknown-age = Of { $count } { $count ->
    [one] person
   *[other] people
} the year of birth or the start at work is not known, so they are left out.

indicators-by-school = By schools
indicators-who = { $count ->
    [1] Who this is
   *[other] Who these { $count } are
}
indicators-who-not = Who is not reached yet
indicators-which = Which records
indicators-how = How it is counted
indicators-parts = In detail
indicators-readings = How the regulation is read
indicators-all = All indicators
indicators-back = To the indicator

indicators-schools = **{ $title }** by schools, { $span }
    Which one to open?
indicators-row = { $title } — { $value }% ({ $count } of { $total })
indicators-row-count = { $title } — { $count }
indicators-row-nothing = { $title } — no data
indicators-not-recorded = not recorded
indicators-too-few = { $line }
    There are fewer than five people here, so the number alone is open.
indicators-no-rows = There are no records over this period yet.
indicators-which-part = **{ $title }**
    What to show in detail?
indicators-by-organisation = By organisations
indicators-by-organisation-kind = By kinds of organisation
indicators-by-form = By forms
indicators-by-channel = By channels
indicators-by-direction = By directions
indicators-by-methodist = By who helped
indicators-by-topic = By topics
indicators-by-subject = By subjects
indicators-rows = **{ $title }**, { $span }
    { $part }:
    { $rows }
indicators-more-rows = and { $count } more

indicators-which-school = There are many people. From which school?
indicators-school-people = { $school } — { $count }
indicators-people = **{ $title }**
    Counted: { $count }. Whom to open?
indicators-people-not = **{ $title }**
    Not reached yet: { $count }. Whom to open?
indicators-person = { $name }
indicators-person-gone = { $name } · has left
indicators-person-by-year = { $name } · by year of birth
indicators-nobody = There is nobody here.
indicators-no-sessions = { $name }: no records of help over this period.
indicators-sessions = { $name }
    Records over the period: { $count }, of these counted: { $counted }. Which one to open?
indicators-session = { $day } · { $form }
indicators-session-not = { $day } · { $form } · not counted: { $role }
indicators-held-list = **{ $title }**
    Counted: { $count }. Which record to open?
indicators-held = { $day } · { $place }
indicators-held-not = { $day } · { $place } · not counted

indicators-card = **Record No. { $number }**
    { $lines }
indicators-card-head = { $form } · { $channel } · { $minutes } min · { $day }
indicators-card-provider = Who helped: { $name } ({ $role })
indicators-card-place = Organisation: { $value }
indicators-card-people = Whom: { $value }
indicators-card-topic = Topic: { $value }
indicators-card-result = Outcome: { $value }
indicators-card-composition = Who took part: { $value }
indicators-card-recommendation = Recommendation: { $value }
indicators-card-term = By: { $value }
indicators-card-request = On request No. { $value }
indicators-card-asked-at = Asked here: { $value }
indicators-card-voided = Voided: { $value }
indicators-others = and { $count } more from other schools

indicators-how-title = **{ $title }**
indicators-how-formal = An indicator of the regulation itself, clause { $clause }.
indicators-how-derived = It follows from a duty in the regulation, clause { $clause }.
indicators-how-numerator = Counted: { $text }.
indicators-how-base = The share is of: { $text }.
indicators-how-span = Days: { $span }. The staff list is of the last of them.
indicators-how-left-out = Left out:
    { $lines }
indicators-how-by-year = Of { $count } in the denominator the age is taken by the year of birth: the day is not known.
indicators-how-gone = In the numerator { $count } have left since: their records stay if the school is one of ours.
indicators-how-rounded = The share is rounded to one decimal, a half upwards.
indicators-how-sources = The numerator comes from: the assistant's records { $store }, lists { $imported }, typed in { $manual }.
indicators-how-rule = Rule of counting { $version }.
indicators-out-left = left during the period (not in the denominator): { $count }
indicators-out-external = external part-timers: { $count }
indicators-out-birth = year of birth not known: { $count }
indicators-out-experience = start at work not known: { $count }
indicators-out-post = helped, but in another post: { $count }
indicators-out-stranger = helped, but not found in the staff list: { $count }
indicators-out-voided = voided records: { $count }
indicators-out-provider = sessions given by somebody whom the indicator is not about ({ $role }): { $count }
indicators-out-no-organisation = records without an organisation: { $count }
indicators-out-no-deficits = records whose organisation is not marked “{ $term_flag_nom }”: { $count }
indicators-out-no-composition = records without a composition: { $count }
indicators-out-no-recommendation = records without a recommendation: { $count }
indicators-readings-of = **{ $title }**: how the regulation is read
    { $lines }
indicators-reading = { $question }: **{ $chosen }**. It could be read otherwise: { $others }.
indicators-reading-only = { $question }: **{ $chosen }**.

indicators-why-nobody = There is nobody on the staff list whom the share could be of.
indicators-why-no-requests = There were no requests in this period which the share could be of.
indicators-why-no-members = Nobody is appointed on this day to divide by.
indicators-why-not-kept = There are no such records in the assistant yet, so there is no number.
indicators-no-school = It is not known at which school you work. Please tell the coordinator.
