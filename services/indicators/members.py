"""Figures about the members of the active themselves: how many, and how many people for each of them."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.indicators.asking import Scope, staff
from services.indicators.records import Figure, Sources, Value
from services.regulations import Indicator
from services.values import Words
from storage.indicators import members as queries
from storage.indicators import people
from storage.indicators.asked import LISTED


async def members(
    session: AsyncSession, scope: Scope, indicators: Sequence[Indicator], _parts: frozenset[str] | None
) -> dict[str, Figure]:
    """How many members there are on the last day (TOM 2.3)."""
    number = await _members(session, scope)
    return {one.id: _figure(scope, one, number, number, None) for one in indicators}


async def people_per_member(
    session: AsyncSession, scope: Scope, indicators: Sequence[Indicator], _parts: frozenset[str] | None
) -> dict[str, Figure]:
    """How many people of the staff list there are for one member, to one decimal (TOM 3.1)."""
    helpers = await _members(session, scope)
    found: dict[str, Figure] = {}
    for one in indicators:
        if one.measure.who is None:
            raise ValueError(f"{one.id} is about nobody")
        kinds = await session.execute(people.totals(scope.span, staff(scope, one.measure.who), ()))
        listed = sum(count for _post, here, _age, count in kinds if here == LISTED)
        value = (20 * listed + helpers) // (2 * helpers) / 10 if helpers else None
        found[one.id] = _figure(scope, one, value, listed, helpers)
    return found


async def _members(session: AsyncSession, scope: Scope) -> int:
    after = scope.midnight(scope.as_of + timedelta(days=1))
    return await session.scalar(queries.count(scope.regulation.id, scope.as_of, after, scope.schools)) or 0


def _figure(scope: Scope, one: Indicator, value: Value, number: int, base: int | None) -> Figure:
    """A count of members comes from the store, the people for each of them from the staff lists."""
    return Figure(
        indicator=one,
        period=scope.period,
        as_of=scope.as_of,
        rule_version=scope.regulation.version,
        value=value,
        numerator=number,
        denominator=base,
        sources=Sources(store=number) if base is None else Sources(imported=number),
        why=Words("indicators-why-no-members") if value is None else None,
    )
