# Reports: what one chooses in the chat, what stands in the tables, the note and the report of one's own work.

command-report = Report
about-report = tables, note and data of a period, a report of one's own work
title-report = report

reports-which = **Report**, { $period }
    What shall it be?
reports-book = Tables (.xlsx)
reports-paper = Note (.docx)
reports-data = Data for programs (.zip)
reports-mine = My own work (.docx)
reports-another = Another file
reports-here = { $shown ->
    [masked] Done: report, { $period }. Names do not come here, so the file has numbers alone. With names: in the browser chat.
   *[open] Done: report, { $period }. It has names in it: pass it on only to those who may see them.
}
reports-here-numbers = Done: report, { $period }. Numbers alone: nobody is named, small groups are left out.
reports-mine-here = { $shown ->
    [masked] The report of your work, { $period }, may not come here: it has your name in it. Open “Report” in the browser chat.
   *[open] Done: the report of your work, { $period }. Whom you helped is not named in it.
}

reports-title = Report: { $territory }
reports-header = { $service } · { $period } · as of { $day }
reports-page = Page
reports-of-pages = of
reports-page-of = Page { $page } of { $pages }

reports-sheet-indicators = Indicators
reports-sheet-organisations = By institution
reports-sheet-breakdowns = Other breakdowns
reports-sheet-support = Support
reports-sheet-nonformal = Non-formal education
reports-sheet-difficulties = Difficulties
reports-sheet-sessions = Records
reports-sheet-helpers = Who helped
reports-sheet-people = People
reports-sheet-about = About this file
reports-tells-indicators = every indicator of the regulation; titles word for word
reports-tells-organisations = the indicators of each institution
reports-tells-breakdowns = the indicators by form, channel, kind of institution and the like
reports-tells-support = how many sessions, people and hours
reports-tells-nonformal = events after which no document is issued
reports-tells-difficulties = topics of requests by subject and experience, without people
reports-tells-sessions = every record of support, without the names of those helped
reports-tells-helpers = who helped how much; the sheet is locked against changes by accident
reports-tells-people = who stands behind the indicators; the sheet is locked against changes by accident

reports-column-indicator = Code
reports-column-clause = Clause
reports-column-title = Indicator
reports-column-short = Indicator, for short
reports-column-kind = Kind
reports-column-value = Value
reports-column-unit = Unit
reports-column-numerator = Numerator
reports-column-denominator = Denominator
reports-column-of = Of how many
reports-column-before = Same stretch of last year
reports-column-change = Change
reports-column-sessions = Sessions
reports-column-requests = Requests
reports-column-appeals = Questions of strangers
reports-column-excluded = Left out and why
reports-column-from-store = From our records
reports-column-from-import = From lists
reports-column-from-manual = Entered by hand
reports-column-gone = Left since
reports-column-by-year = By year of birth
reports-column-why = Why there is no number
reports-column-first-day = From
reports-column-as-of = As of
reports-column-rule-version = Rule
reports-column-by = By
reports-column-line = Line
reports-column-remark = Remark
reports-column-people = People
reports-column-hours = Hours
reports-column-event = Event
reports-column-form = Form
reports-column-level = Level
reports-column-day = Day
reports-column-topic = Topic
reports-column-subject = Subject
reports-column-stage = Teaching experience
reports-column-number = Number
reports-column-direction = Direction
reports-column-channel = Channel
reports-column-minutes = Minutes
reports-column-role = Role
reports-column-helper = Who helped
reports-column-organisation = Institution
reports-column-request = Request no.
reports-column-person = Reference
reports-column-name = Full name
reports-column-reached = Counted
reports-column-what = What
reports-column-said = Value

reports-kind-formal = of the regulation
reports-kind-derived = derived
reports-part-all = In all
reports-part-direction = By direction
reports-part-form = By form
reports-part-channel = By channel
reports-part-role = By who helped
reports-part-month = By month
reports-stage-0 = below 3 years
reports-stage-3 = 3 to 10 years
reports-stage-10 = 10 to 20 years
reports-stage-20 = 20 years and more
reports-stage-unknown = not recorded
reports-hidden = left out: few people
reports-few = below 5
reports-rest = all others together
reports-other-topics = all other topics together
reports-other-events = all other events together ({ $count })
reports-reached = counted
reports-not-reached = not reached yet
reports-gone = has left since
reports-by-year = age by year of birth

reports-note-hidden = Where there are fewer than five people the number is left out; where only one line is, its neighbour is left out too, so that it cannot be worked out.
reports-note-support = Each person counts once in each line, so the lines may add up to more than the whole. Voided records are not here.
reports-note-clause = clause { $clause }: { $title }
reports-note-people-once = Participants in all, each once: { $count }.
reports-note-groups = Each line is about five people at least; small groups are put together.
reports-note-too-few = Fewer than five people in all, so the list is not shown.
reports-note-none = There are no records of this period.
reports-note-more = Records not shown for want of room: { $count }. Choose a shorter period.
reports-note-first = These are the first { $count } of { $total }; all are in the tables.
reports-note-lowest = Shown: { $count } of { $total }, the lowest first; all are in the tables.

reports-note-all-reached = In every institution that has anybody to count: 100 %.

reports-about-territory = Territory
reports-about-document = Regulation
reports-about-period = Period
reports-about-days = Days
reports-about-as-of = As of
reports-about-made = File made
reports-about-rule = Rule
reports-about-names = Names
reports-with-names = yes; pass it on only to those who may see them
reports-without-names = none; groups of fewer than five people are left out
reports-document = { $title }, { $act }, { $day }

reports-note-title = Analytical note: the indicators, { $period }
reports-note-days = { $days }. As of { $day }
reports-note-basis = Basis
reports-note-basis-text = { $document }. Rule { $rule }. Self-assessment is not counted in any indicator.
reports-with-names-note = The note names nobody; people and records are in the tables of the same report.
reports-without-names-note = Nobody is named; groups of fewer than five people are left out.
reports-to-fill = fill in
reports-n-of-m = { $count } of { $total }
reports-n-for-m = { $count } for { $total }
reports-chart-before = a year ago { $value } %
reports-chart-line = { $title } — { $value } %
reports-chart-shares = Shares in percent; the pale bar is the same stretch of last year. { $lines }.
reports-chart-months = Sessions by month: { $lines }.
reports-note-each = What stands behind the numbers
reports-one-figure = Clause { $clause }. { $title }
reports-figure = { $value }{ $of }
reports-in-brackets = {" "}({ $said })
reports-hours = { $hours } h

reports-note-gaps = What is missing
reports-note-no-gaps = Every indicator has been counted.
reports-gap-figure = Fill in: there is no number here. { $why }
reports-gap = Fill in. Clause { $clause }: { $title }. Number: __________ { $unit }; document, its number and date: ______________________________
reports-note-advice = Recommendations
reports-note-advice-how = Below are facts of this report. What follows from them a methodist decides and signs.
reports-note-no-facts = This period gives no facts for recommendations.
reports-gap-advice = Fill in. Recommendations, to whom and by when: ____________________________________________________
reports-advice-left = { $title } (clause { $clause }): { $count } of { $total } not reached yet.
reports-advice-unanswered = { $title } (clause { $clause }): { $count } of { $total } without recorded help.
reports-advice-empty = { $title } (clause { $clause }): nobody reached yet at { $names } ({ $count } in all).
reports-advice-less = { $title } (clause { $clause }): { $points } p. p. less than in the same stretch of last year.
reports-advice-birth = Year of birth not recorded: { $count }. Ask the institutions.
reports-advice-experience = Beginning of teaching not recorded: { $count }. Ask the institutions.
reports-advice-place = Records without an institution: { $count }. Whoever made them completes them.
reports-advice-deficits = Records whose organisation is not marked “{ $term_flag_nom }”: { $count }. Check the mark.
reports-advice-composition = Records without a composition: { $count }. Whoever made them completes them.
reports-advice-recommendation = Records without recommendations: { $count }. Whoever made them completes them.
reports-advice-topics = Topics asked about most: { $topics }.
reports-gap-signature = Prepared by: ________________ Post: ________________ Date: __________

reports-activity-title = Report of work, { $period }
reports-activity-who = { $name }, { $role }
reports-activity-done = What was done
reports-activity-nothing = There are no records of this period.
reports-activity-sum = { $sessions } { $sessions ->
    [one] session
   *[other] sessions
}, { $people } { $people ->
    [one] person
   *[other] people
}, { $hours } h. Of these on request: { $requests }, at events: { $events }.
reports-activity-sessions = Records
reports-activity-no-names = Whom help was given to is not named here. Each person counts once in a line.
reports-activity-own = What the records do not show
reports-gap-own = Fill in if needed: expert reviews, publications, contests, own training, conclusions. ______________________________
