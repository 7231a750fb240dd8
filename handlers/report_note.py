"""The analytical note: what the figures say, what is missing, what may be advised. A person finishes it."""

from collections.abc import Iterator, Sequence

from handlers.events import LEVELS
from handlers.report_tables import column, difficulty, document, event_title, few_or_none
from handlers.report_words import PARTS, Speaker, change, comparable, hours, is_gap, made_at
from services.indicators import Figure
from services.indicators.records import SMALLEST_OPEN
from services.regulation_records import Measure
from services.reports import ABOUT_PEOPLE, Report, Sum, drawings
from services.reports.paper import Block, Cover, Gap, Grid, Heading, Picture, Words, paper

MOST_NAMED = 12
"""So many lines of a list stand in the note; all of them in the tables."""
MOST_TOPICS = 3
WHOLE = 100
LACKING = {
    "no_birth_year": "reports-advice-birth",
    "no_experience": "reports-advice-experience",
    "no_organisation": "reports-advice-place",
    "no_deficits": "reports-advice-deficits",
    "no_composition": "reports-advice-composition",
    "no_recommendation": "reports-advice-recommendation",
}
"""What keeps people or records out of a figure, and is mended by asking somebody."""


def note(report: Report, speaker: Speaker) -> bytes:
    """The note as a .docx."""
    return paper(_cover(report, speaker), [*_blocks(report, speaker)])


def _cover(report: Report, speaker: Speaker) -> Cover:
    pack = report.regulation
    page, of = speaker.say("reports-page"), speaker.say("reports-of-pages")
    return Cover(
        title=speaker.say("reports-note-title", period=speaker.period()),
        lines=(
            pack.privacy.operator.full_name,
            speaker.say("reports-note-days", days=speaker.span(), day=report.as_of),
        ),
        header=speaker.header(),
        page=(page, of),
        author=pack.privacy.operator.name,
        language=speaker.language,
        made_at=made_at(report),
    )


def _blocks(report: Report, speaker: Speaker) -> Iterator[Block]:
    yield Heading(speaker.say("reports-note-basis"))
    yield Words(
        speaker.say("reports-note-basis-text", document=document(speaker), rule=report.regulation.version)
    )
    yield Words(speaker.say("reports-with-names-note" if report.people else "reports-without-names-note"))
    yield Heading(speaker.say("reports-sheet-indicators"))
    yield _table_of_figures(report, speaker)
    yield from _chart_of_shares(report, speaker)
    yield Heading(speaker.say("reports-note-each"))
    for figure in report.figures:
        yield from _one_figure(figure, report, speaker)
    yield from _organisations(report, speaker)
    yield from _support(report, speaker)
    yield from _nonformal(report, speaker)
    yield from _difficulties(report, speaker)
    yield from _gaps(report, speaker)
    yield from _advice(report, speaker)
    yield Gap(speaker.say("reports-gap-signature"))


# --- figures ---------------------------------------------------------------------------------


def _table_of_figures(report: Report, speaker: Speaker) -> Grid:
    rows: list[tuple[str, ...]] = []
    inner: set[int] = set()
    for figure in report.figures:
        before = report.before.get(figure.indicator.id)
        was = before if before is not None and comparable(figure, before) else None
        rows.append(
            (
                figure.indicator.clause,
                figure.indicator.title,
                speaker.say("reports-to-fill") if is_gap(figure) else speaker.value(figure),
                _of(speaker, figure.numerator, figure.denominator, share=figure.is_share),
                "—" if was is None else speaker.value(was),
            )
        )
        for part in figure.of_which:
            inner.add(len(rows))
            value = "—" if part.value is None else speaker.percent(part.value)
            rows.append(("", part.title, value, _of(speaker, part.numerator, part.denominator), "—"))
    head = tuple(column(speaker, key) for key in ("clause", "title", "value", "of", "before"))
    return Grid(head, tuple(rows), (2.8, 7, 2.2, 2.8, 2.6), frozenset(inner))


def _of(speaker: Speaker, numerator: int | None, denominator: int | None, *, share: bool = True) -> str:
    """«3 из 8»; «2 400 на 40» where it is no share but so many for each."""
    if denominator is None or numerator is None:
        return "—"
    say = "reports-n-of-m" if share else "reports-n-for-m"
    return speaker.say(say, count=numerator, total=denominator)


def _chart_of_shares(report: Report, speaker: Speaker) -> Iterator[Block]:
    rows, told = [], []
    for figure in report.figures:
        if not figure.is_share or figure.value is None:
            continue
        before = report.before.get(figure.indicator.id)
        was = before.value if before is not None and comparable(figure, before) else None
        said = "" if was is None else speaker.say("reports-chart-before", value=was)
        rows.append((figure.indicator.short, figure.value, speaker.percent(figure.value), was, said))
        told.append(speaker.say("reports-chart-line", title=figure.indicator.short, value=figure.value))
    if rows:
        yield Picture(drawings.shares(rows), speaker.say("reports-chart-shares", lines="; ".join(told)))


def _one_figure(figure: Figure, report: Report, speaker: Speaker) -> Iterator[Block]:
    indicator = figure.indicator
    before, appeals = report.before.get(indicator.id), report.appeals.get(indicator.id)
    yield Heading(speaker.say("reports-one-figure", clause=indicator.clause, title=indicator.short), 2)
    if is_gap(figure):
        yield Gap(speaker.say("reports-gap-figure", why=speaker.label(figure.why or "")))
        return
    yield Words(speaker.say("reports-figure", value=speaker.value(figure), of=_of_people(figure, speaker)))
    if before is not None and comparable(figure, before):
        yield Words(_compared(figure, before, speaker))
    yield Words(speaker.say("indicators-how-numerator", text=indicator.numerator))
    if indicator.denominator is not None:
        yield Words(speaker.say("indicators-how-base", text=indicator.denominator))
    if appeals:
        yield Words(speaker.say("indicators-appeals", count=appeals))
    for line in speaker.reasons(figure):
        yield Words(line, bullet=True)
    sources = figure.sources
    yield Words(
        speaker.say(
            "indicators-how-sources", store=sources.store, imported=sources.imported, manual=sources.manual
        )
    )
    if indicator.note is not None:
        yield Words(indicator.note)


def _of_people(figure: Figure, speaker: Speaker) -> str:
    if figure.denominator is None:
        return ""
    of = _of(speaker, figure.numerator, figure.denominator, share=figure.is_share)
    return speaker.say("reports-in-brackets", said=of)


def _compared(figure: Figure, before: Figure, speaker: Speaker) -> str:
    if not figure.is_share:
        return speaker.say("indicators-count-before", value=before.value)
    points = change(figure, before)
    if not points:
        return speaker.say("indicators-same")
    return speaker.say("indicators-more" if points > 0 else "indicators-less", points=abs(points))


# --- parts -----------------------------------------------------------------------------------


def _organisations(report: Report, speaker: Speaker) -> Iterator[Block]:
    """Shares by organisation; of many the lowest, all of them stand in the tables."""
    if not any(line.by == "organisation" for line in report.lines):
        return
    yield Heading(speaker.say("reports-sheet-organisations"))
    for figure in report.figures:
        lines = [
            one
            for one in report.lines
            if one.indicator is figure.indicator and one.by == "organisation" and one.denominator
        ]
        if not lines:
            continue
        yield Heading(
            speaker.say("reports-one-figure", clause=figure.indicator.clause, title=figure.indicator.short), 2
        )
        lower = [one for one in lines if one.value is not None and float(one.value) < WHOLE]
        if not lower:
            yield Words(speaker.say("reports-note-all-reached"))
            continue
        lowest = sorted(lower, key=lambda one: one.value or 0)[:MOST_NAMED]
        rows = tuple(
            (
                speaker.label(one.title),
                "—" if one.value is None else speaker.percent(float(one.value)),
                _of(speaker, one.numerator, one.denominator),
            )
            for one in lowest
        )
        head = ("organisation", "value", "of")
        yield Grid(tuple(column(speaker, key) for key in head), rows, (10, 3, 4))
        yield Words(speaker.say("reports-note-lowest", count=len(lowest), total=len(lines)))
    if any(line.hidden for line in report.lines):
        yield Words(speaker.say("reports-note-hidden"))


def _support(report: Report, speaker: Speaker) -> Iterator[Block]:
    yield Heading(speaker.say("reports-sheet-support"))
    yield support_grid(report.support, speaker, ("all", "direction", "form"))
    months = [(speaker.month(one.key, "LLL"), one.sessions) for one in report.support if one.part == "month"]
    if months:
        told = ", ".join(f"{name} — {count}" for name, count in months)
        yield Picture(drawings.months(months), speaker.say("reports-chart-months", lines=told))


def support_grid(support: Sequence[Sum], speaker: Speaker, parts: tuple[str, ...]) -> Grid:
    """Sessions, people and hours in all and by some properties."""
    rows: list[tuple[str, ...]] = []
    inner: set[int] = set()
    for part in parts:
        some = [one for one in support if one.part == part]
        if part != "all" and some:
            rows.append((speaker.say(PARTS[part]), "", "", ""))
        for one in some:
            if part != "all":
                inner.add(len(rows))
            people = speaker.say("reports-few") if one.people is None else str(one.people)
            title = speaker.say(PARTS[part]) if part == "all" else speaker.title(part, one.key)
            told = speaker.say("reports-hours", hours=hours(one.minutes))
            rows.append((title, str(one.sessions), people, told))
    keys = ("line", "sessions", "people", "hours")
    head = tuple(column(speaker, key) for key in keys)
    return Grid(head, tuple(rows), (10, 2.4, 2.4, 2.2), frozenset(inner))


def _nonformal(report: Report, speaker: Speaker) -> Iterator[Block]:
    listed = report.nonformal
    if listed is None:
        return
    yield Heading(
        speaker.say("reports-one-figure", clause=listed.indicator.clause, title=listed.indicator.short)
    )
    yield Words(listed.indicator.title)
    yield Words(speaker.say("reports-note-people-once", count=listed.people))
    for line in few_or_none(speaker, listed):
        yield Words(line)
    rows = tuple(
        (
            event_title(speaker, one),
            "" if one.day is None else speaker.day(one.day),
            speaker.say(LEVELS[one.level]) if one.level in LEVELS else one.level,
            str(len(one.group.people)),
        )
        for one in listed.lines[:MOST_NAMED]
    )
    head = ("event", "day", "level", "people")
    if rows:
        yield Grid(tuple(column(speaker, key) for key in head), rows, (8, 3.4, 3.2, 2.4))
    if len(listed.lines) > MOST_NAMED:
        yield Words(speaker.say("reports-note-first", count=MOST_NAMED, total=len(listed.lines)))


def _difficulties(report: Report, speaker: Speaker) -> Iterator[Block]:
    listed = report.difficulties
    if listed is None:
        return
    yield Heading(
        speaker.say("reports-one-figure", clause=listed.indicator.clause, title=listed.indicator.short)
    )
    yield Words(listed.indicator.title)
    yield Words(speaker.say("reports-note-groups"))
    for line in few_or_none(speaker, listed):
        yield Words(line)
    rows = tuple(
        (
            *difficulty(speaker, one.topic, one.subject, one.stage),
            str(one.group.count),
            str(len(one.group.people)),
        )
        for one in listed.lines[:MOST_NAMED]
    )
    keys = ("topic", "subject", "stage", "requests", "people")
    if rows:
        yield Grid(tuple(column(speaker, key) for key in keys), rows, (6, 4, 3, 2, 2))
    if len(listed.lines) > MOST_NAMED:
        yield Words(speaker.say("reports-note-first", count=MOST_NAMED, total=len(listed.lines)))


# --- what is missing, what may be advised ----------------------------------------------------


def _gaps(report: Report, speaker: Speaker) -> Iterator[Block]:
    yield Heading(speaker.say("reports-note-gaps"))
    missing = [figure for figure in report.figures if is_gap(figure)]
    if not missing:
        yield Words(speaker.say("reports-note-no-gaps"))
    for figure in missing:
        indicator = figure.indicator
        yield Gap(
            speaker.say("reports-gap", clause=indicator.clause, title=indicator.title, unit=indicator.unit)
        )


def _advice(report: Report, speaker: Speaker) -> Iterator[Block]:
    """Each sentence says a fact of this report; what follows from it a methodist decides."""
    yield Heading(speaker.say("reports-note-advice"))
    yield Words(speaker.say("reports-note-advice-how"))
    facts = [*_facts(report, speaker)]
    for fact in facts:
        yield Words(fact, bullet=True)
    if not facts:
        yield Words(speaker.say("reports-note-no-facts"))
    yield Gap(speaker.say("reports-gap-advice"))


def _facts(report: Report, speaker: Speaker) -> Iterator[str]:
    told: list[Measure] = []
    for figure in report.figures:
        if figure.indicator.measure not in told:  # the same count by institution says nothing new
            told.append(figure.indicator.measure)
            yield from _facts_of(figure, report, speaker)
    for reason, key in LACKING.items():
        if count := max((figure.left_aside(reason) for figure in report.figures), default=0):
            yield speaker.say(key, count=count)
    listed = report.difficulties
    topics: dict[str, int] = {}
    for one in listed.lines if listed else ():
        if one.topic is not None:
            topics[one.topic] = topics.get(one.topic, 0) + one.group.count
    if topics:
        most = sorted(topics.items(), key=lambda one: -one[1])[:MOST_TOPICS]
        names = "; ".join(f"«{speaker.title('topic', topic)}» — {count}" for topic, count in most)
        yield speaker.say("reports-advice-topics", topics=names)


def _facts_of(figure: Figure, report: Report, speaker: Speaker) -> Iterator[str]:
    indicator = figure.indicator
    named = {"title": indicator.short, "clause": indicator.clause}
    before = report.before.get(indicator.id)
    left = (figure.denominator or 0) - ((figure.numerator or 0) - figure.gone)
    about_people = indicator.measure.name in ABOUT_PEOPLE
    if figure.is_share and left > 0:
        say = "reports-advice-left" if about_people else "reports-advice-unanswered"
        yield speaker.say(say, count=left, total=figure.denominator, **named)
    empty = [
        speaker.label(line.title)
        for line in report.lines
        if line.indicator is indicator
        and line.by == "organisation"
        and not line.numerator
        and (line.denominator or 0) >= SMALLEST_OPEN
    ]
    if empty and about_people:
        shown = "; ".join(empty[:MOST_NAMED])
        yield speaker.say("reports-advice-empty", count=len(empty), names=shown, **named)
    if before is not None and figure.is_share and comparable(figure, before) and change(figure, before) < 0:
        yield speaker.say("reports-advice-less", points=abs(change(figure, before)), **named)
