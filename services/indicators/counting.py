"""The indicators of a regulation over a period: a small vocabulary of measures, all else in the pack."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime, time
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from services.indicators.asking import Scope, years_before
from services.indicators.held import request_topics, requests_answered, sessions_held
from services.indicators.members import members, people_per_member
from services.indicators.people import people_helped
from services.indicators.records import Figure
from services.indicators.titles import named
from services.regulation_records import Breakdown
from services.regulations import Indicator, Period, Regulation
from services.values import Words

ALL_PARTS: Final[frozenset[str]] = frozenset(Breakdown.__args__)  # type: ignore[attr-defined]
"""Every breakdown that a pack may ask for."""

Counting = Callable[
    [AsyncSession, Scope, Sequence[Indicator], frozenset[str] | None], Awaitable[dict[str, Figure]]
]


async def _not_kept(
    _session: AsyncSession, scope: Scope, indicators: Sequence[Indicator], _parts: frozenset[str] | None
) -> dict[str, Figure]:
    """What others count or certify: nothing of it is in the store, so a count is 0, a share nothing."""
    return {
        one.id: Figure(
            indicator=one,
            period=scope.period,
            as_of=scope.as_of,
            rule_version=scope.regulation.version,
            value=0 if one.value_type == "count" else None,
            numerator=0,
            why=one.why or Words("indicators-why-not-kept"),
        )
        for one in indicators
    }


COUNTED: Final[Mapping[str, Counting]] = {
    "people_supported": people_helped,
    "event_people": people_helped,
    "sessions_held": sessions_held,
    "request_topics": request_topics,
    "requests_answered": requests_answered,
    "members": members,
    "people_per_member": people_per_member,
    "mentor_pairs": _not_kept,
    "recorded": _not_kept,
}


async def figures(
    session: AsyncSession,
    regulation: Regulation,
    period: Period,
    now: datetime,
    *,
    only: Collection[str] | None = None,
    schools: frozenset[int] | None = None,
    parts: frozenset[str] | None = ALL_PARTS,
) -> tuple[Figure, ...]:
    """Every indicator of the pack (or `only` some) over a period, as it stands at a moment.

    In a constant number of statements, whatever the store holds; give a session of `Store.reading`
    so that all of it comes from one snapshot. `schools` narrows everything to some organisations.
    `parts` are the breakdowns wanted; None leaves out sessions, requests and what was left aside
    too, and gives the numbers alone. RegulationError for an indicator that the pack does not have.
    """
    scope = Scope.at(regulation, period, now, schools)
    chosen = regulation.indicators if only is None else [regulation.indicator(one) for one in only]
    found: dict[str, Figure] = {}
    for count in dict.fromkeys(COUNTED.values()):
        some = [one for one in chosen if COUNTED[one.measure.name] is count]
        if some:
            found |= await count(session, scope, some, parts)
    if parts:
        found = await named(session, regulation, found)
    return tuple(found[one.id] for one in chosen)


async def year_before(
    session: AsyncSession, figure: Figure, regulation: Regulation, schools: frozenset[int] | None = None
) -> Figure:
    """The same figure over the same stretch of the same period a year earlier, numbers alone."""
    earlier = figure.period.year_before()
    end_of_day = datetime.combine(years_before(figure.as_of, 1), time(23, 59), regulation.zone)
    (found,) = await figures(
        session, regulation, earlier, end_of_day, only=[figure.indicator.id], schools=schools, parts=None
    )
    return found
