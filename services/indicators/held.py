"""Figures about what was held and asked: sessions of some forms, requests by topic."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from services.indicators.asking import Scope, fit
from services.indicators.records import Excluded, Figure, Row, Sources
from services.regulations import Indicator
from storage.indicators import held as queries
from storage.indicators.held import Held


def held(scope: Scope, indicator: Indicator) -> Held:
    """Which sessions an indicator counts, and what must be recorded of each."""
    measure = indicator.measure
    return Held(
        fit=fit(scope.regulation, measure),
        needs=measure.needs,
        each_organisation=measure.count_by == "session_and_organisation",
        schools=scope.schools,
    )


async def sessions_held(
    session: AsyncSession, scope: Scope, indicators: Sequence[Indicator], parts: frozenset[str] | None
) -> dict[str, Figure]:
    """How many sessions of some forms were held with everything recorded (VSV 4.1-4).

    What is not recorded whole is left out and named by the first thing that it lacks.
    """
    return {one.id: await _held(session, scope, one, parts) for one in indicators}


async def _held(
    session: AsyncSession, scope: Scope, indicator: Indicator, parts: frozenset[str] | None
) -> Figure:
    what = held(scope, indicator)
    wanted = [one for one in indicator.breakdown if one in (parts or ()) and one in queries.HELD_PARTS]
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for part, key, count in await session.execute(queries.counts(scope.span, what, tuple(wanted))):
        found[part][key or ""] = count
    number = found["all"][""]
    excluded = [
        Excluded(f"no_{need}", found["lacks"][need], "sessions")
        for need in what.needs
        if found["lacks"].get(need)
    ]
    if parts is not None and (voided := await session.scalar(queries.voided(scope.span, what))):
        excluded.append(Excluded("voided", voided, "sessions"))
    return Figure(
        indicator=indicator,
        period=scope.period,
        as_of=scope.as_of,
        rule_version=scope.regulation.version,
        value=number,
        numerator=number,
        sessions=found["lacks"].get(queries.WHOLE, 0),
        excluded=tuple(excluded),
        sources=Sources(store=number),
        breakdown=tuple(_rows(wanted, found)),
    )


async def request_topics(
    session: AsyncSession, scope: Scope, indicators: Sequence[Indicator], parts: frozenset[str] | None
) -> dict[str, Figure]:
    """How many requests were opened, and about what; nobody is named (VSV 6.1)."""
    if not indicators:
        return {}
    began, after = scope.moments
    rows = await session.execute(queries.requests(scope.regulation.id, began, after, scope.schools))
    topics = {key: count for key, count in rows}  # noqa: C416 - rows are not pairs to the type checker
    number = sum(topics.values())
    return {
        one.id: Figure(
            indicator=one,
            period=scope.period,
            as_of=scope.as_of,
            rule_version=scope.regulation.version,
            value=number,
            numerator=number,
            requests=number,
            sources=Sources(store=number),
            breakdown=tuple(
                _rows([p for p in one.breakdown if p == "topic" and p in (parts or ())], {"topic": topics})
            ),
        )
        for one in indicators
    }


def _rows(parts: Sequence[str], found: Mapping[str, Mapping[str, int]]) -> list[Row]:
    return [
        Row(part, key, key, count, count, None)
        for part in parts
        for key, count in found.get(part, {}).items()
    ]
