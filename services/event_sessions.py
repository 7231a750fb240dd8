"""An event as support given: the one session that stands for it in the indicators.

An event is held in a group form, so its session never counts as individual help (VSV 4.1-3).
A session that a report may have counted is corrected or voided, never deleted (who and when is
kept in the marks of attendance and in the session itself).
"""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import delete, func, select

from services import members
from services.faces import workplaces
from services.regulations import Regulation
from storage.events import Event
from storage.sessions import SessionPerson, SupportSession
from storage.store import Unit

IN_PERSON, VIDEO = "in_person", "video"
_OTHERS = (members.COORDINATOR, members.MANAGER, members.TEACHER)


async def standing(unit: Unit, event_id: int) -> SupportSession | None:
    """The event's session that counts; None before anybody was marked and after it was voided."""
    return await unit.session.scalar(
        select(SupportSession)
        .where(SupportSession.event_id == event_id, SupportSession.voided_at.is_(None))
        .order_by(SupportSession.id.desc())
        .limit(1)
    )


async def people_of(unit: Unit, session: SupportSession | None) -> frozenset[int]:
    """Who took part, as it counts now."""
    if session is None:
        return frozenset()
    rows = await unit.session.scalars(
        select(SessionPerson.person_id).where(SessionPerson.session_id == session.id)
    )
    return frozenset(rows)


async def write(
    unit: Unit,
    regulation: Regulation,
    event: Event,
    *,
    leader: int,
    people: Collection[int],
    by: int,
    now: datetime,
) -> None:
    """Makes these people the ones who took part: one session, made when first needed.

    A correction adds and takes away; each keeps the school he worked at on the day of the event.
    """
    held_on = regulation.local(event.starts_at).date()
    session = await standing(unit, event.id)
    if session is None:
        session = await _begin(unit, regulation, event, leader=leader, held_on=held_on, by=by, now=now)
    before = await people_of(unit, session)
    gone, fresh = before - set(people), sorted(set(people) - before)
    if gone:
        await unit.session.execute(
            delete(SessionPerson)
            .where(SessionPerson.session_id == session.id, SessionPerson.person_id.in_(sorted(gone)))
            .execution_options(synchronize_session=False)
        )
    schools = await workplaces(unit, fresh, held_on) if fresh else {}
    unit.session.add_all(
        SessionPerson(session_id=session.id, person_id=person, organisation_id=schools.get(person))
        for person in fresh
    )
    await unit.session.flush()


async def void(unit: Unit, event_id: int, *, by: int, reason: str, now: datetime) -> None:
    """The event counts no more; what it counted stays to be seen, with who, when and why."""
    session = await standing(unit, event_id)
    if session is not None:
        session.voided_at, session.voided_by, session.void_reason = now, by, reason
        await unit.session.flush()


async def _begin(
    unit: Unit,
    regulation: Regulation,
    event: Event,
    *,
    leader: int,
    held_on: date,
    by: int,
    now: datetime,
) -> SupportSession:
    voided = await unit.session.scalar(
        select(func.count()).select_from(SupportSession).where(SupportSession.event_id == event.id)
    )
    session = SupportSession(
        run=f"event-{event.id}-{(voided or 0) + 1}",
        provider_id=leader,
        provider_role=await _role(unit, leader, event.starts_at),
        form=event.form,
        direction=event.direction,
        channel=_channel(regulation, event),
        minutes=event.minutes,
        held_on=held_on,
        held_at=event.starts_at,
        event_id=event.id,
        recorded_by=by,
        recorded_at=now,
    )
    unit.session.add(session)
    await unit.session.flush()
    return session


async def _role(unit: Unit, leader: int, at: datetime) -> str:
    """The role in which the leader gave support then; a guest without any helped as a teacher."""
    roles = await members.roles_of(unit, leader, at)
    return members.helps_as(roles) or next((role for role in _OTHERS if role in roles), members.TEACHER)


def _channel(regulation: Regulation, event: Event) -> str:
    wanted = regulation.form(event.form).channel or (VIDEO if event.online else IN_PERSON)
    known = [one.id for one in regulation.channels]
    return wanted if wanted in known or not known else known[0]
