"""A report gathered from one snapshot, within the rights of its reader."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from services import comment_keeping, indicators
from services.indicators import Figure, Row, Scope
from services.indicators.asking import counted
from services.indicators.records import SMALLEST_OPEN
from services.indicators.titles import houses, natural
from services.people import full_name, reference
from services.regulations import Period, Regulation
from services.reports import lists
from services.reports.pacing import gently
from services.reports.records import HelperLine, Line, People, PersonLine, Report, SessionLine, Sum
from services.reports.rights import Reader
from services.reports.small import unsaid
from services.values import Personal
from storage import reports as queries
from storage.indicators import people as people_queries
from storage.indicators.asked import Span

ABOUT_PEOPLE: Final = frozenset({"people_supported", "event_people"})
MOST_SESSIONS: Final = 50_000
"""So many sessions stand in one report one by one; of more the rest is numbered."""
_OPEN_PARTS: Final = indicators.ALL_PARTS - {"topic"}


async def gather(
    session: AsyncSession, regulation: Regulation, period: Period, reader: Reader, now: datetime
) -> Report:
    """The report of a period as it stands at a moment. Give a session of `Store.reading`.

    Everything is narrowed to the reader's schools; people, sessions one by one and whoever helped
    only where he may name them, and without that no topic of help and no number of a small group.
    """
    whole = reader.names is None or reader.names == reader.schools
    figures = await indicators.figures(
        session,
        regulation,
        period,
        now,
        schools=reader.schools,
        parts=indicators.ALL_PARTS if whole else _OPEN_PARTS,
    )
    before = {
        one.indicator.id: await indicators.year_before(session, one, regulation, reader.schools)
        for one in figures
    }
    scope = Scope.at(regulation, period, now, reader.schools)
    return Report(
        regulation=regulation,
        period=period,
        as_of=scope.as_of,
        made_at=now,
        figures=figures,
        before=before,
        appeals=await _appeals(session, scope) if reader.schools is None else {},
        lines=tuple(line for figure in figures for line in lines_of(figure, reader)),
        support=await support(session, scope.span, scope.schools, whole=whole),
        nonformal=await lists.nonformal(session, scope),
        difficulties=await lists.difficulties(session, scope),
        people=await _people(session, scope, reader) if reader.sees_people else None,
        all_names=reader.names is None,
    )


async def _appeals(session: AsyncSession, scope: Scope) -> dict[str, int]:
    """Public questions that came from nobody known, beside the figures with such a channel."""
    found = {}
    for indicator in scope.regulation.indicators:
        count = await comment_keeping.appeals(session, indicator, *scope.moments)
        if count is not None:
            found[indicator.id] = count
    return found


def lines_of(figure: Figure, reader: Reader) -> list[Line]:
    """The breakdowns of a figure; for whoever may not name the people a small group stays unsaid."""
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in figure.breakdown:
        parts[row.by].append(row)
    found = []
    for rows in parts.values():
        hidden = unsaid({row.key: _size(figure, row) for row in rows if not _may_open(row, reader)})
        found += [_line(figure, row, hidden=row.key in hidden) for row in rows]
    return found


def _size(figure: Figure, row: Row) -> int:
    """How many people a line is about; 0 where it counts sessions and is about nobody."""
    if row.denominator is not None:
        return row.denominator
    return 0 if figure.indicator.measure.name == "sessions_held" else row.numerator


def _may_open(row: Row, reader: Reader) -> bool:
    if row.by == "organisation" and reader.names is not None and row.key:
        return int(row.key) in reader.names
    return reader.names is None or reader.names == reader.schools


def _line(figure: Figure, row: Row, *, hidden: bool) -> Line:
    if hidden:
        return Line(figure.indicator, row.by, row.key, row.title, None, None, None, hidden=True)
    return Line(figure.indicator, row.by, row.key, row.title, row.value, row.numerator, row.denominator)


async def support(
    session: AsyncSession,
    span: Span,
    schools: Sequence[int] | None,
    *,
    whole: bool = True,
    provider: int | None = None,
) -> tuple[Sum, ...]:
    """Sessions, minutes and people by form, direction, channel, role and month, the most first."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    narrowed = None if schools is None else tuple(schools)
    for part, key, *numbers in await session.execute(queries.support(span, narrowed, provider)):
        sums[part, key or ""] = [a + b for a, b in zip(sums[part, key or ""], numbers, strict=True)]
    found = [
        Sum(part, key, count, minutes, people if whole or not 0 < people < SMALLEST_OPEN else None)
        for (part, key), (count, minutes, people) in sums.items()
    ]
    parts = ["all", *queries.GROUPS]
    return tuple(
        sorted(
            found,
            key=lambda one: (parts.index(one.part), 0 if one.part == "month" else -one.sessions, one.key),
        )
    )


# --- people ----------------------------------------------------------------------------------


class Names:
    """Everybody by name, read at once."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows = {row.id: row for row in rows}

    def ref(self, person: int) -> str:
        """The sign that stands for somebody: «М-12», «П-4F7K»."""
        row = self._rows[person]
        return f"М-{row.number}" if row.number else reference(row)

    def full(self, person: int) -> Personal:
        """The whole name, or the sign of somebody who has none."""
        ref, named = self.ref(person), full_name(self._rows[person])
        return Personal(named.text if named else ref, ref)


async def names(session: AsyncSession) -> Names:
    """The names of the territory."""
    return Names((await session.execute(queries.names())).all())


async def _people(session: AsyncSession, scope: Scope, reader: Reader) -> People:
    everybody = await names(session)
    places = {one: house.short for one, house in (await houses(session)).items()}
    mine = None if reader.names is None else tuple(sorted(reader.names))
    lines = await session_lines(session, scope.span, everybody, places, schools=mine)
    count = next((one.sessions for one in await support(session, scope.span, mine) if one.part == "all"), 0)
    return People(
        behind=tuple(await _behind(session, scope, reader, everybody, places)),
        helpers=tuple(await _helpers(session, scope.span, everybody, mine)),
        sessions=lines,
        sessions_left=max(0, count - len(lines)),
    )


async def session_lines(
    session: AsyncSession,
    span: Span,
    everybody: Names,
    places: dict[int, str],
    *,
    schools: tuple[int, ...] | None = None,
    provider: int | None = None,
) -> tuple[SessionLine, ...]:
    """Sessions one by one, the oldest first; whoever helped by the sign that stands for him."""
    rows = (await session.execute(queries.sessions(span, schools, provider, MOST_SESSIONS))).all()
    if not rows:
        return ()
    told = replace(span, last=rows[-1].held_on)
    counts = await session.execute(queries.helped_in(told, schools, provider))
    helped = {row.session_id: row.people async for row in gently(counts)}
    return tuple(
        [
            SessionLine(
                id=row.id,
                day=row.held_on,
                form=row.form,
                direction=row.direction,
                topic=row.topic,
                channel=row.channel,
                minutes=row.minutes,
                role=row.provider_role,
                helper=everybody.ref(row.provider_id),
                place=places.get(row.organisation_id or 0, ""),
                people=helped.get(row.id, 0),
                request=row.request_id,
                event=row.event_id,
            )
            async for row in gently(rows)
        ]
    )


async def _behind(
    session: AsyncSession, scope: Scope, reader: Reader, everybody: Names, places: dict[int, str]
) -> list[PersonLine]:
    """For each figure about people: those in it, and of a share those not yet reached."""
    order = {name: at for at, name in enumerate(sorted({"", *places.values()}, key=natural))}
    found = []
    for indicator in scope.regulation.indicators:
        if indicator.measure.name not in ABOUT_PEOPLE or indicator.measure.who is None:
            continue
        what = counted(scope, indicator)
        some = []
        for reached in (True, False) if indicator.value_type == "share" else (True,):
            statement = people_queries.places(scope.span, what, covered=reached, schools=reader.names)
            some += [
                PersonLine(
                    indicator,
                    everybody.full(row.person_id),
                    places.get(row.organisation_id or 0, ""),
                    reached,
                    bool(row.gone),
                    bool(row.by_year),
                )
                async for row in gently(await session.execute(statement))
            ]
        found += sorted(some, key=lambda one: (order[one.place], one.name.text, not one.reached))
    return found


async def _helpers(
    session: AsyncSession, span: Span, everybody: Names, schools: tuple[int, ...] | None
) -> list[HelperLine]:
    sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for person, role, *numbers in await session.execute(queries.helpers(span, schools)):
        sums[person, role] = [a + b for a, b in zip(sums[person, role], numbers, strict=True)]
    found = [
        HelperLine(everybody.full(person), role, count, minutes, people)
        for (person, role), (count, minutes, people) in sums.items()
    ]
    return sorted(found, key=lambda one: (one.name.text, one.role))
