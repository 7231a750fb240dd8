"""What one helper did: a report that he makes himself, for whoever asks him for it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.indicators import Scope
from services.indicators.titles import houses
from services.regulations import Period, Regulation
from services.reports.gathering import names, session_lines, support
from services.reports.records import Activity
from services.reports.rights import reporter


async def activity(
    session: AsyncSession, regulation: Regulation, period: Period, person_id: int, now: datetime
) -> Activity:
    """The sessions that this person gave, by direction and form, with people and hours.

    Without those helped: what he did is told, not for whom. NotAllowed for whoever helps nobody now.
    """
    role = await reporter(session, person_id, now)
    scope = Scope.at(regulation, period, now)
    everybody = await names(session)
    places = {one: house.short for one, house in (await houses(session)).items()}
    lines = await session_lines(session, scope.span, everybody, places, provider=person_id)
    return Activity(
        regulation=regulation,
        period=period,
        as_of=scope.as_of,
        made_at=now,
        name=everybody.full(person_id),
        role=role,
        support=await support(session, scope.span, None, provider=person_id),
        sessions=lines,
        requests=len({one.request for one in lines if one.request}),
        events=len({one.event for one in lines if one.event}),
    )
