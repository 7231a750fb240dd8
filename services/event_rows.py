"""One event's rows, as every rule about events reads and locks them."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from services.errors import DomainError
from storage.events import Event, EventLeader, SignUp
from storage.store import Unit

LARGEST = 2**31 - 1
"""No number of an event is above this; one that came with a button may be anything."""


async def find(unit: Unit, event_id: int) -> Event:
    """The event's row. DomainError if there is none."""
    event = await unit.session.get(Event, event_id) if 0 < event_id <= LARGEST else None
    if event is None:
        raise DomainError("events-gone")
    return event


async def locked(unit: Unit, event_id: int) -> Event:
    """The event's row as it stands, which nobody else changes until this transaction ends."""
    event: Event | None = await unit.session.scalar(
        select(Event)
        .where(Event.id == min(event_id, LARGEST))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if event is None:
        raise DomainError("events-gone")
    return event


def ends_at(event: Event) -> datetime:
    """When the event is over, in UTC."""
    return event.starts_at + timedelta(minutes=event.minutes)


async def leaders_of(unit: Unit, event_id: int) -> tuple[int, ...]:
    """Who leads the event; the first is who gives the support."""
    rows = await unit.session.scalars(
        select(EventLeader.person_id).where(EventLeader.event_id == event_id).order_by(EventLeader.number)
    )
    return tuple(rows)


async def own(unit: Unit, event_id: int, person_id: int) -> SignUp | None:
    """The person's standing sign-up, with a place or waiting."""
    return await unit.session.scalar(
        select(SignUp)
        .where(SignUp.event_id == event_id, SignUp.person_id == person_id, SignUp.ended_at.is_(None))
        .execution_options(populate_existing=True)
    )


async def free_places(unit: Unit, event: Event) -> int | None:
    """How many places are left, never below 0; None if everybody fits."""
    if event.places is None:
        return None
    taken = await unit.session.scalar(
        select(func.count())
        .select_from(SignUp)
        .where(SignUp.event_id == event.id, SignUp.ended_at.is_(None), SignUp.waiting.is_(False))
    )
    return max(0, event.places - (taken or 0))


async def turn_of(unit: Unit, mine: SignUp) -> int:
    """The person's place in the queue; 1 is next."""
    before = await unit.session.scalar(
        select(func.count())
        .select_from(SignUp)
        .where(
            SignUp.event_id == mine.event_id,
            SignUp.ended_at.is_(None),
            SignUp.waiting.is_(True),
            SignUp.id < mine.id,
        )
    )
    return (before or 0) + 1


async def standing(unit: Unit, event_id: int) -> list[SignUp]:
    """Everybody who has a place or waits for one, in the order they came."""
    rows = await unit.session.scalars(
        select(SignUp)
        .where(SignUp.event_id == event_id, SignUp.ended_at.is_(None))
        .order_by(SignUp.id)
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def one_sign_up_each(unit: Unit, keep: int, gone: int, now: datetime) -> None:
    """Of two sign-ups of one person under two records one goes on: that with a place, else the earlier.

    A place that is free thereby is given on by `sign_ups.fill`.
    """
    found = await unit.session.scalars(
        select(SignUp)
        .where(SignUp.person_id.in_((keep, gone)), SignUp.ended_at.is_(None))
        .order_by(SignUp.waiting, SignUp.id)
        .execution_options(populate_existing=True)
    )
    first: dict[int, SignUp] = {}
    for one in found:
        stays = first.setdefault(one.event_id, one)
        if stays is not one:
            stays.coming_at, one.ended_at = stays.coming_at or one.coming_at, now
    await unit.session.flush()


def must_lie_ahead(event: Event, now: datetime) -> None:
    """DomainError for an event that is off or has begun."""
    if event.cancelled_at is not None:
        raise DomainError("events-is-off")
    if event.starts_at <= now:
        raise DomainError("events-has-started")
