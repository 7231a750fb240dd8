"""What people are told about an event, each thing once: reminders, changes, a freed place.

The key of a reminder is the sign-up, the event's revision and which reminder it is, and keys are
unique for ever. So nobody is reminded twice of one start, whoever signs up late, leaves, returns
or is moved up from the queue, and whatever a second worker does.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from services import notices, reminders
from services.regulations import Regulation
from services.values import Personal, Words, dumps
from storage.events import Event, SignUp
from storage.notices import UNTOLD, Notice
from storage.people import Organisation
from storage.store import Unit

REMINDER, CHANGED, CANCELLED, PLACED = "event-reminder", "event-changed", "event-cancelled", "event-placed"
LEAD, MARK = "event-lead", "event-mark"
_NAMES = (reminders.DAY, reminders.HOUR)


async def about(unit: Unit, regulation: Regulation, event: Event) -> dict[str, Any]:
    """What every notice says of an event; nothing of it is personal."""
    return {
        "event": event.id,
        "title": event.title,
        "form": regulation.form(event.form).short,
        "at": event.starts_at,
        "place": await where(unit, event),
    }


async def where(unit: Unit, event: Event) -> str:
    """The institution and the room, or the link."""
    if event.organisation_id is None:
        return event.place
    organisation = await unit.session.get(Organisation, event.organisation_id)
    return f"{organisation.short}, {event.place}" if organisation else event.place


def reminder_key(event: Event, sign_up: SignUp, name: str) -> str:
    """One reminder of one sign-up; a moved event has a new revision and so new keys."""
    return f"event:{event.id}:{event.revision}:{sign_up.id}:{name}"


async def remind(
    unit: Unit, regulation: Regulation, event: Event, sign_ups: Iterable[SignUp], now: datetime
) -> None:
    """Writes the reminders of these sign-ups that still lie ahead."""
    ahead = [one for one in reminders.reminders(regulation, event.starts_at) if one.due_at > now]
    said = await about(unit, regulation, event)
    for sign_up in sign_ups:
        for reminder in ahead:
            await notices.write(
                unit,
                person_id=sign_up.person_id,
                kind=REMINDER,
                key=reminder_key(event, sign_up, reminder.name),
                now=now,
                due_at=reminder.due_at,
                expires_at=reminder.expires_at,
                **said,
            )


async def withdraw(unit: Unit, event: Event, sign_ups: Iterable[SignUp]) -> None:
    """Takes back the reminders of these sign-ups under the event's present revision."""
    keys = [reminder_key(event, sign_up, name) for sign_up in sign_ups for name in _NAMES]
    await unit.session.execute(
        update(Notice)
        .where(Notice.key.in_(keys), Notice.status.in_(UNTOLD))
        .values(status="withdrawn")
        .execution_options(synchronize_session=False)
    )


async def reword(unit: Unit, regulation: Regulation, event: Event, sign_ups: Iterable[SignUp]) -> None:
    """Puts the event's present title and place into reminders that have not left."""
    keys = [reminder_key(event, sign_up, name) for sign_up in sign_ups for name in _NAMES]
    await unit.session.execute(
        update(Notice)
        .where(Notice.key.in_(keys), Notice.status.in_(UNTOLD))
        .values(args=dumps(await about(unit, regulation, event)))
        .execution_options(synchronize_session=False)
    )


async def withdraw_strays(unit: Unit, person_id: int) -> None:
    """Takes back what is still to be said of sign-ups that two records of one person had and one has not."""
    found = await unit.session.execute(
        select(Notice.id, Notice.key).where(
            Notice.person_id == person_id, Notice.kind.in_((REMINDER, PLACED)), Notice.status.in_(UNTOLD)
        )
    )
    standing = set(
        await unit.session.scalars(
            select(SignUp.id).where(SignUp.person_id == person_id, SignUp.ended_at.is_(None))
        )
    )
    strays = [number for number, key in found if int(key.split(":")[3]) not in standing]
    await unit.session.execute(
        update(Notice)
        .where(Notice.id.in_(strays))
        .values(status="withdrawn")
        .execution_options(synchronize_session=False)
    )


async def tell(
    unit: Unit,
    regulation: Regulation,
    event: Event,
    people: Iterable[int],
    kind: str,
    *,
    key: str,
    now: datetime,
    **args: Any,
) -> None:
    """Tells these people something about the event, in the quiet hours when they end.

    `key` says which telling it is among those of this event; a person is told it once.
    """
    due = reminders.allowed(regulation, now, event.starts_at)
    urgent = regulation.is_quiet(due)
    said = await about(unit, regulation, event)
    for person in people:
        await notices.write(
            unit,
            person_id=person,
            kind=kind,
            key=f"event:{event.id}:{key}:{person}",
            now=now,
            due_at=due,
            expires_at=event.starts_at if urgent else None,
            **said | args,
        )


def mark_key(event: Event, leader: int) -> str:
    """The key under which a leader is asked who came; he is asked once."""
    return f"event:{event.id}:mark:{leader}"


async def ask_to_mark(unit: Unit, regulation: Regulation, event: Event, leader: int, now: datetime) -> None:
    """Will ask whoever leads, when the event is over, to say who came; or moves that question."""
    due = regulation.next_allowed(event.starts_at + timedelta(minutes=event.minutes))
    if due <= now:
        return
    said = await about(unit, regulation, event)
    key = mark_key(event, leader)
    await notices.write(unit, person_id=leader, kind=MARK, key=key, now=now, due_at=due, **said)
    await unit.session.execute(
        update(Notice)
        .where(Notice.key == key, Notice.status.in_(("pending", "withdrawn")))
        .values(status="pending", due_at=due, lease_until=now, args=dumps(said))
        .execution_options(synchronize_session=False)
    )


def reason(code: str | None, note: str | None) -> Words | Personal:
    """Why an event is off: a reason of the list, or somebody's own words."""
    return Words(REASONS[code]) if code in REASONS else Personal(note or "")


REASONS = {
    "leader": "events-reason-leader",
    "few": "events-reason-few",
    "room": "events-reason-room",
    "later": "events-reason-later",
}
