"""Who came to an event: marked by whoever leads it or by a coordinator, corrected by marking again."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from services import event_notices as told
from services import event_rows as rows
from services import event_sessions, members, notices
from services.errors import DomainError
from services.regulations import Regulation
from storage.events import AttendanceMark, Event, SignUp
from storage.people import Person
from storage.store import Unit

NOBODY_CAME = "nobody-came"


async def may_see_people(unit: Unit, event: Event, by: int, now: datetime) -> None:
    """NotAllowed unless this person leads the event or is a coordinator: names are for them alone."""
    if by not in await rows.leaders_of(unit, event.id):
        await members.require(unit, by, now, members.COORDINATOR)


async def mark(
    unit: Unit,
    regulation: Regulation,
    *,
    by: int,
    event_id: int,
    came: Collection[int],
    run: str,
    now: datetime,
) -> int:
    """Lays down the whole set of those who came; gives their number. It counts as support at once.

    Marking again corrects the set and never counts anybody twice; each change keeps who made it and
    when. An empty set voids what was counted. Leaders are not counted as helped. DomainError before
    the start and for a cancelled event; NotAllowed unless by a leader or a coordinator.
    """
    event = await rows.locked(unit, event_id)
    await may_see_people(unit, event, by, now)
    if event.cancelled_at is not None:
        raise DomainError("events-is-off")
    if now < event.starts_at:
        raise DomainError("events-has-not-started")
    leaders = await rows.leaders_of(unit, event.id)
    present = await _known(unit, set(came) - set(leaders))
    before = await event_sessions.people_of(unit, await event_sessions.standing(unit, event.id))
    if await _is_new(unit, run):
        await _note(unit, event, before, present, run=run, by=by, now=now)
        if present:
            await event_sessions.write(
                unit, regulation, event, leader=leaders[0], people=present, by=by, now=now
            )
        else:
            await event_sessions.void(unit, event.id, by=by, reason=NOBODY_CAME, now=now)
        event.marked_at = now
        for leader in leaders:
            await notices.withdraw(unit, told.mark_key(event, leader))
        await unit.session.flush()
    return len(present)


async def _known(unit: Unit, people: Collection[int]) -> frozenset[int]:
    """Those of these people who are in this territory; DomainError if some are not."""
    found = await unit.session.scalars(select(Person.id).where(Person.id.in_(sorted(people))))
    known = frozenset(found)
    if len(known) != len(people):
        raise DomainError("events-unclear-plan")
    return known


async def _is_new(unit: Unit, run: str) -> bool:
    seen = await unit.session.scalar(select(AttendanceMark.id).where(AttendanceMark.run == run).limit(1))
    return seen is None


async def _note(
    unit: Unit,
    event: Event,
    before: frozenset[int],
    present: frozenset[int],
    *,
    run: str,
    by: int,
    now: datetime,
) -> None:
    """Keeps what changed; the first time also who had a place and did not come."""
    absent = before - present
    if event.marked_at is None:
        placed = await unit.session.scalars(
            select(SignUp.person_id).where(
                SignUp.event_id == event.id, SignUp.ended_at.is_(None), SignUp.waiting.is_(False)
            )
        )
        absent |= frozenset(placed) - present
    for came, people in ((True, present - before), (False, absent)):
        unit.session.add_all(
            AttendanceMark(
                run=run, event_id=event.id, person_id=person, came=came, marked_by=by, marked_at=now
            )
            for person in sorted(people)
        )
    await unit.session.flush()
