"""Figures about what was held and asked: sessions of some forms, requests by topic."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from services.indicators.asking import Scope, fit
from services.indicators.records import Excluded, Figure, Row, Sources, percent
from services.regulations import Indicator
from services.values import Words
from storage.indicators import held as queries
from storage.indicators.held import Held


def held(scope: Scope, indicator: Indicator) -> Held:
    """Which sessions an indicator counts, and what must be recorded of each."""
    measure = indicator.measure
    return Held(
        fit=fit(scope.regulation, measure),
        needs=measure.needs,
        unit=measure.count_by or "session",
        flagged=measure.flagged,
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


async def requests_answered(
    session: AsyncSession, scope: Scope, indicators: Sequence[Indicator], parts: frozenset[str] | None
) -> dict[str, Figure]:
    """Of the requests opened in the period those that support was recorded for (BKS 3.2, IZH 3.5)."""
    began, after = scope.moments
    rows = await session.execute(
        queries.answered(scope.regulation.id, began, after, scope.as_of, scope.schools)
    )
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for school, topic, is_answered, count in rows:
        for part, key in (("all", ""), ("organisation", str(school or "")), ("topic", topic)):
            found[part][key][0] += count if is_answered else 0
            found[part][key][1] += count
    number, base = found["all"][""]
    return {
        one.id: Figure(
            indicator=one,
            period=scope.period,
            as_of=scope.as_of,
            rule_version=scope.regulation.version,
            value=percent(number, base),
            numerator=number,
            denominator=base,
            requests=base,
            sources=Sources(store=number),
            breakdown=tuple(
                Row(part, key, key, percent(some, of), some, of)
                for part in one.breakdown
                if part in (parts or ())
                for key, (some, of) in found.get(part, {}).items()
            ),
            why=None if base else Words("indicators-why-no-requests"),
        )
        for one in indicators
    }


def _rows(parts: Sequence[str], found: Mapping[str, Mapping[str, int]]) -> list[Row]:
    return [
        Row(part, key, key, count, count, None)
        for part in parts
        for key, count in found.get(part, {}).items()
    ]
