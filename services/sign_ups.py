"""Places at an event: people sign up, wait, leave, and are moved up from the queue.

Everything here first locks the event, so two people never get the last place, and a person who
presses twice has one.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from services import event_notices as told
from services import event_rows as rows
from services import members, notices, privacy
from services.errors import DomainError, NotAllowed
from services.regulations import Regulation
from storage.events import Event, SignUp
from storage.store import Unit


@dataclass(frozen=True, slots=True)
class Place:
    """What a person has at an event: a place, or a turn in the queue (1 is next)."""

    waiting: bool
    turn: int = 0


async def join(
    unit: Unit, regulation: Regulation, *, event_id: int, person_id: int, run: str, now: datetime
) -> Place:
    """Signs a person up; where no place is left he waits, and is moved up by himself later.

    Signing up twice changes nothing. DomainError when the event is over, off, or led by him.
    """
    event = await rows.locked(unit, event_id)
    if not await members.roles_of(unit, person_id, now):
        raise NotAllowed
    rows.must_lie_ahead(event, now)
    if person_id in await rows.leaders_of(unit, event.id):
        raise DomainError("events-you-lead")
    mine = await rows.own(unit, event.id, person_id)
    if mine is None:
        waiting = await rows.free_places(unit, event) == 0
        mine = SignUp(
            run=run,
            event_id=event.id,
            person_id=person_id,
            waiting=waiting,
            signed_at=now,
            placed_at=None if waiting else now,
        )
        unit.session.add(mine)
        await unit.session.flush()
        if not waiting:
            await told.remind(unit, regulation, event, [mine], now)
    return Place(mine.waiting, await rows.turn_of(unit, mine) if mine.waiting else 0)


async def leave(unit: Unit, regulation: Regulation, *, event_id: int, person_id: int, now: datetime) -> None:
    """Takes a person off the list or out of the queue; whoever waits first gets the place."""
    event = await rows.locked(unit, event_id)
    mine = await rows.own(unit, event.id, person_id)
    if mine is None:
        raise DomainError("events-not-signed")
    rows.must_lie_ahead(event, now)
    await _let_go(unit, regulation, event, mine, now)


@privacy.when_leaving
async def leave_all(unit: Unit, regulation: Regulation, person_id: int, now: datetime) -> None:
    """Takes a person off everything ahead: he withdraws his consent or is erased."""
    ahead = await unit.session.scalars(
        select(Event.id)
        .join(SignUp, SignUp.event_id == Event.id)
        .where(SignUp.person_id == person_id, SignUp.ended_at.is_(None), Event.starts_at > now)
        .order_by(Event.id)
    )
    for event_id in list(ahead):
        event = await rows.locked(unit, event_id)
        mine = await rows.own(unit, event.id, person_id)
        if mine is not None:
            await _let_go(unit, regulation, event, mine, now)


async def confirm_coming(unit: Unit, *, event_id: int, person_id: int, now: datetime) -> None:
    """«Приду»: noted for whoever prepares the room. DomainError without a place or an event."""
    event = await rows.locked(unit, event_id)
    mine = await rows.own(unit, event.id, person_id)
    if mine is None or mine.waiting:
        raise DomainError("events-not-signed")
    rows.must_lie_ahead(event, now)
    mine.coming_at = now


async def _let_go(unit: Unit, regulation: Regulation, event: Event, mine: SignUp, now: datetime) -> None:
    mine.ended_at = now
    await told.withdraw(unit, event, [mine])
    await notices.withdraw(unit, f"event:{event.id}:placed:{mine.id}:{mine.person_id}")
    await unit.session.flush()
    if event.cancelled_at is None:
        await move_up(unit, regulation, event, now)


async def fill(unit: Unit, regulation: Regulation, now: datetime) -> int:
    """Gives on what became free without anybody leaving; the number of events that needed it.

    So it is when two records of one person, each with a place, become one.
    """
    waiting = exists().where(
        SignUp.territory == Event.territory,
        SignUp.event_id == Event.id,
        SignUp.ended_at.is_(None),
        SignUp.waiting.is_(True),
    )
    ahead = await unit.session.scalars(
        select(Event.id)
        .where(Event.starts_at > now, Event.cancelled_at.is_(None), waiting)
        .order_by(Event.id)
    )
    filled = 0
    for event_id in list(ahead):
        event = await rows.locked(unit, event_id)
        if await rows.free_places(unit, event) != 0:
            await move_up(unit, regulation, event, now)
            filled += 1
    return filled


async def move_up(unit: Unit, regulation: Regulation, event: Event, now: datetime) -> None:
    """Gives free places to those who wait, in their order, and tells them."""
    free = await rows.free_places(unit, event)
    queue = [one for one in await rows.standing(unit, event.id) if one.waiting]
    for one in queue if free is None else queue[: max(free, 0)]:
        one.waiting, one.placed_at = False, now
        await told.tell(
            unit, regulation, event, [one.person_id], told.PLACED, key=f"placed:{one.id}", now=now
        )
        await told.remind(unit, regulation, event, [one], now)
    await unit.session.flush()
