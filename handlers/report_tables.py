"""The tables of a report: one for each sheet, each file of CSV, each list of the JSON object."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from handlers import indicator_words
from handlers.events import LEVELS
from handlers.people import capital
from handlers.report_words import PARTS, STAGES, Speaker, change, comparable, hours, made_at
from services.indicators import Figure, Part
from services.reports import EventLine, Line, Listed, Report
from services.reports.tables import Cell, Column, Table
from services.reports.workbook import Frame
from services.values import Words

Rows = Iterable[tuple[Cell, ...]]
INDICATOR: Final = {"indicator": 11, "clause": 8, "short": 36}
WIDE_BREAKS: Final = (11, 19)
"""The sheet of indicators is printed on three pages side by side: these columns begin the next one."""


def tables(report: Report, speaker: Speaker) -> list[Table]:
    """Everything that the report tells."""
    found = [
        _indicators(report, speaker),
        _lines(report, speaker, "organisations", "organisation"),
        _lines(report, speaker, "breakdowns", None),
        _support(report, speaker),
    ]
    if report.nonformal is not None:
        found.append(_nonformal(report, speaker))
    if report.difficulties is not None:
        found.append(_difficulties(report, speaker))
    if report.people is not None:
        found += [_sessions(report, speaker), _helpers(report, speaker), _people(report, speaker)]
    return [*found, _about(report, speaker, found)]


def head(report: Report) -> dict[str, Any]:
    """What stands before the tables in the JSON object."""
    return {
        "regulation": report.regulation.id,
        "period": report.period.key,
        "period_start": report.period.start.isoformat(),
        "period_end": report.period.end.isoformat(),
        "as_of": report.as_of.isoformat(),
        "rule_version": report.regulation.version,
        "names": report.people is not None,
    }


def frame(report: Report, speaker: Speaker) -> Frame:
    """What stands around every sheet."""
    return Frame(
        title=speaker.say("reports-title", territory=report.regulation.territory.name),
        header=speaker.header(),
        page=speaker.say("reports-page-of", page="&P", pages="&N"),
        author=report.regulation.privacy.operator.name,
        made_at=made_at(report),
    )


def column(speaker: Speaker, key: str) -> str:
    """The title of a column; a word of the regulation begins it like any other."""
    return capital(speaker.say(f"reports-column-{key.replace('_', '-')}"))


def _table(
    speaker: Speaker,
    name: str,
    widths: dict[str, int],
    rows: Rows,
    *notes: str,
    locked: bool = False,
) -> Table:
    columns = tuple(Column(key, column(speaker, key), width) for key, width in widths.items())
    return Table(name, speaker.say(f"reports-sheet-{name}"), columns, tuple(rows), notes, locked)


# --- indicators ------------------------------------------------------------------------------


def _indicators(report: Report, speaker: Speaker) -> Table:
    widths = {
        "indicator": 11, "clause": 8, "title": 60, "value": 11, "unit": 8, "numerator": 11,
        "denominator": 13, "before": 13, "change": 11, "sessions": 10, "requests": 10, "kind": 14,
        "appeals": 13,
        "excluded": 52, "from_store": 12, "from_import": 11, "from_manual": 11, "gone": 11, "by_year": 12,
        "why": 44, "first_day": 12, "as_of": 12, "rule_version": 18,
    }  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for figure in report.figures:
        an_id = figure.indicator.id
        rows.append(_figure(figure, report.before.get(an_id), report.appeals.get(an_id), speaker))
        rows += [
            _part(figure, part, report.before.get(figure.indicator.id), len(widths))
            for part in figure.of_which
        ]
    return replace(_table(speaker, "indicators", widths, rows), breaks=WIDE_BREAKS)


def _figure(figure: Figure, before: Figure | None, appeals: int | None, speaker: Speaker) -> tuple[Cell, ...]:
    indicator, sources = figure.indicator, figure.sources
    was = before if before is not None and comparable(figure, before) else None
    return (
        indicator.id,
        indicator.clause,
        indicator.title,
        figure.value,
        indicator.unit,
        figure.numerator,
        figure.denominator,
        was.value if was else None,
        change(figure, was) if was else None,
        figure.sessions,
        figure.requests,
        speaker.say("reports-kind-formal" if indicator.kind == "formal" else "reports-kind-derived"),
        appeals,
        "\n".join(speaker.reasons(figure)),
        sources.store,
        sources.imported,
        sources.manual,
        figure.gone,
        figure.by_year,
        "" if figure.why is None else speaker.label(figure.why),
        figure.period.start,
        figure.as_of,
        figure.rule_version,
    )


def _part(figure: Figure, part: Part, before: Figure | None, width: int) -> tuple[Cell, ...]:
    """A row «в том числе» under its figure."""
    indicator = figure.indicator
    was = next((one.value for one in before.of_which if one.id == part.id), None) if before else None
    told: list[Cell] = [f"{indicator.id}/{part.id}", indicator.clause, part.title, part.value]
    told += [indicator.unit, part.numerator, part.denominator]
    told.append(was if before is not None and comparable(figure, before) else None)
    return (*told, *[None] * (width - len(told)))


def _lines(report: Report, speaker: Speaker, name: str, by: str | None) -> Table:
    """The breakdowns by one property, or by all but the organisations."""
    widths = {**INDICATOR, "by": 20, "line": 48, "value": 11, "unit": 8, "numerator": 11, "denominator": 11,
              "remark": 24}  # fmt: skip
    some = [line for line in report.lines if (line.by == by if by else line.by != "organisation")]
    if by:
        del widths["by"]
    note = [speaker.say("reports-note-hidden")] if any(line.hidden for line in some) else []
    return _table(speaker, name, widths, (_line(line, speaker, by) for line in some), *note)


def _line(line: Line, speaker: Speaker, by: str | None) -> tuple[Cell, ...]:
    indicator, part = line.indicator, indicator_words.PARTS.get(line.by)
    told: list[Cell] = [indicator.id, indicator.clause, indicator.short]
    if by is None:
        told.append(line.by if part is None else speaker.say(part))
    return (
        *told,
        speaker.label(line.title),
        line.value,
        indicator.unit,
        line.numerator,
        line.denominator,
        speaker.say("reports-hidden") if line.hidden else "",
    )


# --- sessions and lists ----------------------------------------------------------------------


def _support(report: Report, speaker: Speaker) -> Table:
    widths = {"by": 20, "line": 60, "sessions": 11, "people": 11, "hours": 11}
    rows = (
        (
            speaker.say(PARTS[one.part]),
            "" if one.part == "all" else speaker.title(one.part, one.key),
            one.sessions,
            speaker.say("reports-few") if one.people is None else one.people,
            hours(one.minutes),
        )
        for one in report.support
    )
    return _table(speaker, "support", widths, rows, speaker.say("reports-note-support"))


def _of_clause(speaker: Speaker, listed: Listed[Any]) -> str:
    indicator = listed.indicator
    return speaker.say("reports-note-clause", clause=indicator.clause, title=indicator.title)


def few_or_none(speaker: Speaker, listed: Listed[Any]) -> list[str]:
    """Why a list is empty."""
    if listed.lines:
        return []
    return [speaker.say("reports-note-too-few" if listed.people else "reports-note-none")]


def _nonformal(report: Report, speaker: Speaker) -> Table:
    listed = report.nonformal
    assert listed is not None
    widths = {"event": 60, "form": 40, "level": 18, "day": 12, "hours": 10, "people": 12}
    rows = (
        (
            one.title
            if one.title is not None
            else speaker.say("reports-other-events", count=one.group.joined),
            speaker.title("form", one.form) if one.form else "",
            speaker.say(LEVELS[one.level]) if one.level in LEVELS else one.level,
            one.day,
            hours(one.minutes),
            len(one.group.people),
        )
        for one in listed.lines
    )
    once = speaker.say("reports-note-people-once", count=listed.people)
    notes = [_of_clause(speaker, listed), once, *few_or_none(speaker, listed)]
    return _table(speaker, "nonformal", widths, rows, *notes)


def event_title(speaker: Speaker, event: EventLine) -> str:
    """What an event is called, or that several were put together."""
    if event.title is not None:
        return event.title
    return speaker.say("reports-other-events", count=event.group.joined)


def _difficulties(report: Report, speaker: Speaker) -> Table:
    listed = report.difficulties
    assert listed is not None
    widths = {"topic": 50, "subject": 34, "stage": 22, "requests": 11, "people": 11}
    rows = (
        (*difficulty(speaker, one.topic, one.subject, one.stage), one.group.count, len(one.group.people))
        for one in listed.lines
    )
    notes = [_of_clause(speaker, listed), speaker.say("reports-note-groups"), *few_or_none(speaker, listed)]
    return _table(speaker, "difficulties", widths, rows, *notes)


def difficulty(
    speaker: Speaker, topic: str | None, subject: str | None, stage: str | None
) -> tuple[str, str, str]:
    """Topic, subject and stage in words; «остальные» for those put together."""
    rest = speaker.say("reports-rest")
    return (
        speaker.say("reports-other-topics") if topic is None else speaker.title("topic", topic),
        rest if subject is None else subject or speaker.say("indicators-not-recorded"),
        rest if stage is None else speaker.say(STAGES[stage]),
    )


# --- people ----------------------------------------------------------------------------------


def _sessions(report: Report, speaker: Speaker) -> Table:
    people = report.people
    assert people is not None
    widths = {"number": 10, "day": 12, "form": 44, "direction": 30, "topic": 34, "channel": 20,
              "minutes": 9, "role": 16, "helper": 12, "organisation": 22, "people": 10, "request": 10,
              "event": 10}  # fmt: skip
    rows = (
        (
            one.id,
            one.day,
            speaker.title("form", one.form),
            speaker.title("direction", one.direction),
            speaker.title("topic", one.topic),
            speaker.title("channel", one.channel),
            one.minutes,
            speaker.role(one.role),
            one.helper,
            one.place,
            one.people,
            one.request,
            one.event,
        )
        for one in people.sessions
    )
    note = [speaker.say("reports-note-more", count=people.sessions_left)] if people.sessions_left else []
    return _table(speaker, "sessions", widths, rows, *note)


def _helpers(report: Report, speaker: Speaker) -> Table:
    assert report.people is not None
    widths = {"helper": 12, "name": 40, "role": 18, "sessions": 11, "people": 11, "hours": 11}
    rows = (
        (one.name.ref, one.name.text, speaker.role(one.role), one.sessions, one.people, hours(one.minutes))
        for one in report.people.helpers
    )
    return _table(speaker, "helpers", widths, rows, locked=True)


def _people(report: Report, speaker: Speaker) -> Table:
    assert report.people is not None
    widths = {"indicator": 11, "clause": 8, "short": 34, "person": 12, "name": 40, "organisation": 24,
              "reached": 16, "remark": 26}  # fmt: skip
    rows = (
        (
            one.indicator.id,
            one.indicator.clause,
            one.indicator.short,
            one.name.ref,
            one.name.text,
            one.place,
            speaker.say("reports-reached" if one.reached else "reports-not-reached"),
            speaker.say("reports-gone")
            if one.gone
            else speaker.say("reports-by-year")
            if one.by_year
            else "",
        )
        for one in report.people.behind
    )
    return _table(speaker, "people", widths, rows, locked=True)


# --- about the file --------------------------------------------------------------------------


def _about(report: Report, speaker: Speaker, found: list[Table]) -> Table:
    pack = report.regulation
    rows: list[tuple[Cell, ...]] = [
        (speaker.say("reports-about-territory"), pack.territory.name),
        (speaker.say("reports-about-document"), document(speaker)),
        (speaker.say("reports-about-period"), speaker.period()),
        (speaker.say("reports-about-days"), speaker.span()),
        (speaker.say("reports-about-as-of"), report.as_of),
        (speaker.say("reports-about-made"), made_at(report).date()),
        (speaker.say("reports-about-rule"), pack.version),
        (
            speaker.say("reports-about-names"),
            speaker.say("reports-with-names" if report.people is not None else "reports-without-names"),
        ),
        *((table.title, speaker.say(f"reports-tells-{table.name}")) for table in found),
    ]
    return _table(speaker, "about", {"what": 30, "said": 90}, rows)


def document(speaker: Speaker) -> str:
    """The regulation with its act and date."""
    paper = speaker.regulation.document
    return speaker.label(Words("reports-document", title=paper.title, act=paper.act, day=paper.date))
