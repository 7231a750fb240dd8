"""Events: made, changed and called off by the service (VSV 6.2, 6.3, 7.5).

Coordinators and methodists make events; a methodist changes only those he made or leads. Who has a
place is settled in ``services/sign_ups.py``, who came in ``services/attendance.py``, when reminders
leave in ``services/reminders.py``; what is shown stands in ``services/event_cards.py``.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select

from services import event_notices as told
from services import event_rows as rows
from services import event_sessions, members, notices, sign_ups
from services.errors import DomainError, NotAllowed
from services.regulations import Form, Regulation
from storage.events import Event, EventLeader
from storage.people import Organisation, Person
from storage.store import Unit

MAKERS: Final = (members.COORDINATOR, members.METHODIST)
LEVELS: Final = ("municipal", "regional", "federal", "institution")
"""Whose event it is (VSV 6.3 names municipal, regional and federal ones)."""
REASONS: Final = (*told.REASONS, "other")
LONGEST: Final = 600


@dataclass(frozen=True, slots=True)
class Plan:
    """What is laid down about an event. `leaders` are people; the first is who gives the support.

    `place` is a room or an address, or a link if `online`; `places` None means everybody fits.
    `nonformal`: no document is issued (VSV 1.6.4); `calendar`: of the single calendar (VSV 7.5);
    `public`: shown without consent too.
    """

    title: str
    form: str
    direction: str
    starts_at: datetime
    minutes: int
    place: str
    leaders: tuple[int, ...]
    online: bool = False
    organisation_id: int | None = None
    places: int | None = None
    announcement: str | None = None
    level: str = "municipal"
    nonformal: bool = False
    calendar: bool = False
    public: bool = True


def group_forms(regulation: Regulation) -> tuple[Form, ...]:
    """The forms an event can have: for a group, and so never individual help (VSV 4.1-3)."""
    return tuple(form for form in regulation.forms if form.mode == "group" and not form.individual_help)


# --- made, changed, called off ---------------------------------------------------------------


async def create(unit: Unit, regulation: Regulation, *, by: int, run: str, plan: Plan, now: datetime) -> int:
    """A coordinator or methodist makes an event; gives its number. The same run makes one event.

    Leaders other than whoever makes it are told. DomainError when the plan makes no sense.
    """
    await members.require(unit, by, now, *MAKERS)
    made = await unit.session.scalar(select(Event.id).where(Event.run == run))
    if made is not None:
        return made
    await _check(unit, regulation, plan, now)
    event = Event(run=run, created_by=by, created_at=now, changed_at=now, revision=1)
    _write(event, plan)
    unit.session.add(event)
    await unit.session.flush()
    await _appoint(unit, regulation, event, plan.leaders, by=by, now=now)
    return event.id


async def plan_of(unit: Unit, event_id: int) -> Plan:
    """What is laid down about an event now. DomainError if there is none."""
    event = await rows.find(unit, event_id)
    return Plan(
        title=event.title,
        form=event.form,
        direction=event.direction,
        starts_at=event.starts_at,
        minutes=event.minutes,
        place=event.place,
        leaders=await rows.leaders_of(unit, event.id),
        online=event.online,
        organisation_id=event.organisation_id,
        places=event.places,
        announcement=event.announcement,
        level=event.level,
        nonformal=event.nonformal,
        calendar=event.calendar,
        public=event.public,
    )


async def change(
    unit: Unit, regulation: Regulation, *, by: int, event_id: int, run: str, plan: Plan, now: datetime
) -> None:
    """Lays an event down anew, until it starts.

    A new time or place is told to everybody who signed up or waits. A new time takes the old
    reminders back, writes new ones under new keys and asks everybody anew whether he comes; a new
    place or title goes into the reminders that have not left. More places are filled from the queue.
    """
    event = await rows.locked(unit, event_id)
    await may_manage(unit, event, by, now)
    rows.must_lie_ahead(event, now)
    await _check(unit, regulation, plan, now)
    moved = plan.starts_at != event.starts_at
    elsewhere = (plan.place, plan.organisation_id) != (event.place, event.organisation_id)
    old_leaders = await rows.leaders_of(unit, event.id)
    standing = await rows.standing(unit, event.id)
    placed = [one for one in standing if not one.waiting]
    if moved:
        await told.withdraw(unit, event, standing)
        event.revision += 1
        for one in standing:
            one.coming_at = None
    _write(event, plan)
    event.changed_at = now
    await unit.session.flush()
    await _appoint(unit, regulation, event, plan.leaders, by=by, now=now)
    if moved:
        await told.remind(unit, regulation, event, placed, now)
    else:
        await told.reword(unit, regulation, event, placed)
    if moved or elsewhere:
        everybody = {one.person_id for one in standing} | {*plan.leaders, *old_leaders} - {by}
        await told.tell(
            unit,
            regulation,
            event,
            sorted(everybody),
            told.CHANGED,
            key=f"changed:{run}",
            now=now,
            moved=moved,
            elsewhere=elsewhere,
        )
    await sign_ups.move_up(unit, regulation, event, now)


async def cancel(
    unit: Unit,
    regulation: Regulation,
    *,
    by: int,
    event_id: int,
    reason: str,
    note: str | None = None,
    now: datetime,
) -> None:
    """Calls an event off, with a reason of `REASONS` or in own words (`note`).

    Reminders are taken back; whoever signed up, waits or leads is told while that is still of use.
    A cancelled event never counts: if somebody had marked who came, that support is voided.
    """
    event = await rows.locked(unit, event_id)
    await may_manage(unit, event, by, now)
    if event.cancelled_at is not None:
        raise DomainError("events-cancelled-before")
    if reason not in REASONS:
        raise DomainError("events-unclear-plan")
    standing = await rows.standing(unit, event.id)
    leaders = await rows.leaders_of(unit, event.id)
    await told.withdraw(unit, event, standing)
    for leader in leaders:
        await notices.withdraw(unit, told.mark_key(event, leader))
    event.cancelled_at, event.cancelled_by, event.changed_at = now, by, now
    event.cancel_reason, event.cancel_note = reason, note
    await event_sessions.void(unit, event.id, by=by, reason=note or reason, now=now)
    await unit.session.flush()
    if now < rows.ends_at(event):
        people = sorted({one.person_id for one in standing} | set(leaders) - {by})
        why = told.reason(reason, note)
        await told.tell(unit, regulation, event, people, told.CANCELLED, key="off", now=now, why=why)


async def may_manage(unit: Unit, event: Event, by: int, now: datetime) -> None:
    """NotAllowed unless this is a coordinator, or a methodist who made or leads the event."""
    roles = await members.require(unit, by, now, *MAKERS)
    if members.COORDINATOR in roles or event.created_by == by:
        return
    if by not in await rows.leaders_of(unit, event.id):
        raise NotAllowed


async def _check(unit: Unit, regulation: Regulation, plan: Plan, now: datetime) -> None:
    if plan.starts_at <= now:
        raise DomainError("events-in-the-past")
    forms = {form.id for form in group_forms(regulation)}
    regulation.direction(plan.direction)
    sensible = (
        plan.form in forms
        and plan.level in LEVELS
        and plan.title.strip()
        and plan.place.strip()
        and 0 < plan.minutes <= LONGEST
        and (plan.places is None or plan.places > 0)
        and 0 < len(plan.leaders) == len(set(plan.leaders))
    )
    if not sensible:
        raise DomainError("events-unclear-plan")
    known = await unit.session.scalar(
        select(func.count()).select_from(Person).where(Person.id.in_(plan.leaders))
    )
    if known != len(plan.leaders):
        raise DomainError("events-unclear-plan")
    if plan.organisation_id is not None and not await unit.session.get(Organisation, plan.organisation_id):
        raise DomainError("events-unclear-plan")


def _write(event: Event, plan: Plan) -> None:
    event.title, event.announcement = plan.title, plan.announcement
    event.form, event.direction, event.level = plan.form, plan.direction, plan.level
    event.starts_at, event.minutes = plan.starts_at, plan.minutes
    event.place, event.online, event.organisation_id = plan.place, plan.online, plan.organisation_id
    event.places = plan.places
    event.nonformal, event.calendar, event.public = plan.nonformal, plan.calendar, plan.public


async def _appoint(
    unit: Unit, regulation: Regulation, event: Event, leaders: tuple[int, ...], *, by: int, now: datetime
) -> None:
    """Writes down who leads, tells whoever did not do so himself, and will ask the first who came."""
    before = await rows.leaders_of(unit, event.id)
    if before != leaders:
        await unit.session.execute(delete(EventLeader).where(EventLeader.event_id == event.id))
        unit.session.add_all(
            EventLeader(event_id=event.id, person_id=person, number=number)
            for number, person in enumerate(leaders, start=1)
        )
        await unit.session.flush()
    fresh = [person for person in leaders if person not in before and person != by]
    await told.tell(unit, regulation, event, fresh, told.LEAD, key="lead", now=now)
    for person in before:
        if person != leaders[0]:
            await notices.withdraw(unit, told.mark_key(event, person))
    await told.ask_to_mark(unit, regulation, event, leaders[0], now)
