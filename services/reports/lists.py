"""The lists that clauses ask for, fit to be handed on: nobody is named, and no group is small."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from services.indicators.asking import Scope, counted, years_before
from services.indicators.titles import subject_ids
from services.regulations import Indicator, Regulation
from services.reports.pacing import gently
from services.reports.records import Difficulty, EventLine, Listed
from services.reports.small import NOBODY, Group, rolled
from storage import reports as queries
from storage.indicators import people as people_queries

STAGES: Final = (3, 10, 20)
"""Years of experience at which a new stage begins; the first three are those of a young teacher."""
UNKNOWN: Final = "unknown"


def _first(regulation: Regulation, measure: str, *, nonformal: bool | None = None) -> Indicator | None:
    """The indicator that asks for a list, if the regulation has one."""
    return next(
        (
            one
            for one in regulation.indicators
            if one.measure.name == measure and (nonformal is None or one.measure.nonformal is nonformal)
        ),
        None,
    )


# --- non-formal education --------------------------------------------------------------------


async def nonformal(session: AsyncSession, scope: Scope) -> Listed[EventLine] | None:
    """Events after which no document is issued, with those whom the figure counts (VSV 2.2)."""
    indicator = _first(scope.regulation, "event_people", nonformal=True)
    if indicator is None:
        return None
    what = counted(scope, indicator)
    rows = await session.execute(people_queries.places(scope.span, what, covered=True, schools=None))
    meant = {row.person_id for row in rows}
    came: dict[int, set[int]] = defaultdict(set)
    at_events = await session.execute(queries.at_events(scope.span, what.fit))
    async for event_id, person_id in gently(at_events):
        if person_id in meant:
            came[event_id].add(person_id)
    known = {row.id: row for row in await session.execute(queries.events(*scope.moments)) if row.id in came}
    told, rest = rolled({one: Group(frozenset(came[one]), 1) for one in known})
    lines = [_event(scope.regulation, known[one], group) for one, group in told.items()]
    if rest is not None:
        minutes = sum(row.minutes for one, row in known.items() if one not in told)
        lines.append(EventLine(None, "", "", None, minutes, rest))
    return Listed(indicator, tuple(lines), len(meant))


def _event(regulation: Regulation, row: Any, group: Group) -> EventLine:
    day = regulation.local(row.starts_at).date()
    return EventLine(row.title, row.form, row.level, day, row.minutes, group)


# --- difficulties ----------------------------------------------------------------------------


async def difficulties(session: AsyncSession, scope: Scope) -> Listed[Difficulty] | None:
    """Topics of requests by subject and stage, for those who develop programmes (VSV 6.1)."""
    indicator = _first(scope.regulation, "request_topics")
    if indicator is None:
        return None
    began, after = scope.moments
    posts = await _posts(session, scope)
    cells: dict[str, dict[tuple[str, str], Group]] = defaultdict(dict)
    rows = await session.execute(queries.asked(scope.regulation.id, began, after, scope.schools))
    async for topic, person, requests in gently(rows):
        place = posts.get(person, ("", UNKNOWN))
        cells[topic][place] = cells[topic].get(place, NOBODY) + Group(frozenset({person}), requests)
    return Listed(indicator, tuple(_difficulties(cells)), len({*_everybody(cells)}))


def _everybody(cells: Mapping[str, Mapping[tuple[str, str], Group]]) -> frozenset[int]:
    return frozenset().union(*(group.people for some in cells.values() for group in some.values()))


def _difficulties(cells: Mapping[str, Mapping[tuple[str, str], Group]]) -> list[Difficulty]:
    """The topics asked about most first; what is too few of a topic, and the topics too few, at the end."""
    topics, few = rolled({topic: sum(some.values(), NOBODY) for topic, some in cells.items()})
    lines = []
    for topic in sorted(topics, key=lambda one: (-topics[one].count, one)):
        told, rest = rolled(cells[topic])
        ordered = sorted(told.items(), key=lambda one: (-one[1].count, one[0]))
        lines += [Difficulty(topic, subject, stage, group) for (subject, stage), group in ordered]
        lines += [Difficulty(topic, None, None, rest)] if rest is not None else []
    return [*lines, Difficulty(None, None, None, few)] if few is not None else lines


async def _posts(session: AsyncSession, scope: Scope) -> dict[int, tuple[str, str]]:
    """Subject and stage of everybody who asked, by the main post that he holds on the day."""
    spelled = dict(await subject_ids(session, scope.regulation))
    titles = {one.id: one.title for one in scope.regulation.subjects}
    found: dict[int, tuple[str, str]] = {}
    rows = await session.execute(queries.posts_of_askers(scope.regulation.id, *scope.moments))
    async for row in gently(rows):
        subject = titles.get(spelled.get(row.subject or "", ""), row.subject or "")
        live = (row.since is None or row.since <= scope.as_of) and (
            row.until is None or row.until > scope.as_of
        )
        if row.person_id not in found or (live and not found[row.person_id][0]):
            found[row.person_id] = (subject if live else "", stage_of(row.started_on, scope.as_of))
    return found


def stage_of(started: date | None, on: date) -> str:
    """The stage of experience on a day: the years at which it began ("0", "3", "10", "20"), or UNKNOWN."""
    if started is None:
        return UNKNOWN
    return str(max((years for years in STAGES if started <= years_before(on, years)), default=0))
