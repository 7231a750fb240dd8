"""What is shown of events: the lists, one card, who signed up. Names of participants are for few."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, select

from services import attendance, event_sessions, members
from services import event_notices as told
from services import event_rows as rows
from services.errors import DomainError
from services.events import MAKERS
from services.faces import Face, faces
from services.privacy import PUBLICATION
from services.regulations import Regulation
from services.values import Personal, Words
from storage.events import Event, EventLeader, SignUp
from storage.people import Organisation
from storage.privacy import Consent
from storage.store import Unit

MOST_LISTED = 200
OLDEST_TO_MARK = timedelta(days=120)
SIGNED, WAITING = "signed", "waiting"
_LONGEST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """An event in a list. `mine` says whether the person has a place or waits for one."""

    id: int
    title: str
    starts_at: datetime
    mine: str | None = None
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Announced:
    """A public event as anybody may hear of it. `where` is None for one online: its link is not public."""

    title: str
    starts_at: datetime
    where: str | None
    about: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """One event for one person. `left` None means everybody fits, `where` None that he may not know.

    `mine` says whether he has a place ("signed") or waits ("waiting"), at which `turn`.
    `leads` and `manages` say what he may do with it; `came` is how many came, None before anybody
    said so. `why` is the reason of a cancellation.
    """

    id: int
    title: str
    announcement: str | None
    form: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    where: str | None
    place: str
    institution: str | None
    online: bool
    leaders: tuple[Personal, ...]
    places: int | None
    left: int | None
    signed: int
    waiting: int
    mine: str | None
    turn: int
    nonformal: bool
    calendar: bool
    level: str
    public: bool
    why: Words | Personal | None
    leads: bool
    sees_people: bool
    manages: bool
    came: int | None


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody on an event's list."""

    face: Face
    waiting: bool
    coming: bool


async def upcoming(unit: Unit, *, person_id: int, now: datetime, stranger: bool) -> list[Line]:
    """What is not over yet, the next first. Whoever has not consented sees public events only."""
    visible = [Event.public.is_(True)] if stranger else []
    found = await unit.session.execute(
        select(Event.id, Event.title, Event.starts_at, Event.minutes, SignUp.id, SignUp.waiting)
        .outerjoin(
            SignUp,
            and_(SignUp.event_id == Event.id, SignUp.person_id == person_id, SignUp.ended_at.is_(None)),
        )
        .where(Event.cancelled_at.is_(None), Event.starts_at > now - _LONGEST, *visible)
        .order_by(Event.starts_at, Event.id)
        .limit(MOST_LISTED)
    )
    return [
        Line(number, title, at, None if mine is None else _state(waiting=waiting))
        for number, title, at, minutes, mine, waiting in found
        if at + timedelta(minutes=minutes) > now
    ]


async def announced(unit: Unit, *, now: datetime, most: int) -> list[Announced]:
    """The public events that are ahead, the next first."""
    ahead = (Event.public.is_(True), Event.cancelled_at.is_(None), Event.starts_at > now)
    found = await unit.session.scalars(
        select(Event).where(*ahead).order_by(Event.starts_at, Event.id).limit(most)
    )
    return [await _announced(unit, one) for one in found]


async def announced_one(unit: Unit, event_id: int, *, now: datetime) -> Announced | None:
    """This event if it is public and ahead."""
    event = await unit.session.get(Event, event_id) if 0 < event_id <= rows.LARGEST else None
    if event is None or not event.public or event.cancelled_at is not None or event.starts_at <= now:
        return None
    return await _announced(unit, event)


async def _announced(unit: Unit, event: Event) -> Announced:
    where = None if event.online else await told.where(unit, event)
    return Announced(event.title, event.starts_at, where, event.announcement)


def _state(*, waiting: bool) -> str:
    return WAITING if waiting else SIGNED


async def begun(unit: Unit, *, by: int, now: datetime) -> list[Line]:
    """What has begun in the last months and is this person's to mark; unmarked first, then the newest."""
    roles = await members.roles_of(unit, by, now)
    lead = select(EventLeader.event_id).where(EventLeader.person_id == by)
    his = [] if members.COORDINATOR in roles else [Event.id.in_(lead)]
    found = await unit.session.execute(
        select(Event.id, Event.title, Event.starts_at, Event.marked_at)
        .where(
            Event.cancelled_at.is_(None),
            Event.starts_at <= now,
            Event.starts_at > now - OLDEST_TO_MARK,
            *his,
        )
        .order_by(Event.marked_at.is_not(None), Event.starts_at.desc(), Event.id)
        .limit(MOST_LISTED)
    )
    return [Line(number, title, at, marked=marked is not None) for number, title, at, marked in found]


async def has_desk(unit: Unit, person_id: int, now: datetime) -> bool:
    """Whether this person makes events or leads any."""
    if (await members.roles_of(unit, person_id, now)).intersection(MAKERS):
        return True
    leads = select(EventLeader.event_id).where(EventLeader.person_id == person_id).limit(1)
    return await unit.session.scalar(leads) is not None


async def card(
    unit: Unit, regulation: Regulation, event_id: int, *, viewer: int, now: datetime, stranger: bool
) -> Card:
    """One event for one person. DomainError if there is none, or it is not shown to strangers."""
    event = await rows.find(unit, event_id)
    if stranger and not event.public:
        raise DomainError("events-gone")
    leaders = await rows.leaders_of(unit, event.id)
    roles = frozenset() if stranger else await members.roles_of(unit, viewer, now)
    mine = await rows.own(unit, event.id, viewer)
    coordinates = members.COORDINATOR in roles
    makes = members.METHODIST in roles and viewer in (event.created_by, *leaders)
    standing = await rows.standing(unit, event.id)
    held_at = await unit.session.get(Organisation, event.organisation_id) if event.organisation_id else None
    came = await event_sessions.people_of(unit, await event_sessions.standing(unit, event.id))
    return Card(
        id=event.id,
        title=event.title,
        announcement=event.announcement,
        form=regulation.form(event.form).short,
        starts_at=event.starts_at,
        ends_at=rows.ends_at(event),
        minutes=event.minutes,
        where=None if stranger and event.online else await told.where(unit, event),
        place=event.place,
        institution=held_at.title if held_at else None,
        online=event.online,
        leaders=await _named(unit, regulation, leaders, now, stranger=stranger),
        places=event.places,
        left=await rows.free_places(unit, event),
        signed=sum(not one.waiting for one in standing),
        waiting=sum(one.waiting for one in standing),
        mine=None if mine is None else _state(waiting=mine.waiting),
        turn=await rows.turn_of(unit, mine) if mine is not None and mine.waiting else 0,
        nonformal=event.nonformal,
        calendar=event.calendar,
        level=event.level,
        public=event.public,
        why=told.reason(event.cancel_reason, event.cancel_note) if event.cancelled_at else None,
        leads=viewer in leaders,
        sees_people=coordinates or viewer in leaders,
        manages=coordinates or makes,
        came=len(came) if event.marked_at else None,
    )


async def participants(
    unit: Unit, regulation: Regulation, *, by: int, event_id: int, now: datetime
) -> list[Participant]:
    """Everybody who has a place or waits for one, by name; for leaders and coordinators alone."""
    event = await rows.find(unit, event_id)
    await attendance.may_see_people(unit, event, by, now)
    standing = await rows.standing(unit, event.id)
    seen = await faces(unit, [one.person_id for one in standing], regulation.local(now).date())
    found = [Participant(seen[one.person_id], one.waiting, one.coming_at is not None) for one in standing]
    return sorted(found, key=lambda one: (one.waiting, not one.waiting and one.face.name.text))


async def attended(
    unit: Unit, regulation: Regulation, *, by: int, event_id: int, now: datetime
) -> list[Face]:
    """Everybody marked as having come, by name; for leaders and coordinators alone."""
    event = await rows.find(unit, event_id)
    await attendance.may_see_people(unit, event, by, now)
    people = await event_sessions.people_of(unit, await event_sessions.standing(unit, event.id))
    seen = await faces(unit, people, regulation.local(now).date())
    return sorted(seen.values(), key=lambda one: (one.name.text, one.person_id))


async def institutions(unit: Unit) -> list[tuple[int, str]]:
    """Where an event can be held: open organisations by their short names."""
    found = await unit.session.execute(
        select(Organisation.id, Organisation.short)
        .where(Organisation.closed_on.is_(None))
        .order_by(Organisation.short, Organisation.id)
    )
    return [(number, short) for number, short in found]


async def _named(
    unit: Unit, regulation: Regulation, people: Collection[int], now: datetime, *, stranger: bool
) -> tuple[Personal, ...]:
    """Who leads; a stranger sees the names of those who agreed to be published (152-ФЗ ст. 10.1)."""
    seen = await faces(unit, people, regulation.local(now).date())
    agreed = set(people) if not stranger else await _published(unit, people)
    return tuple(
        seen[one].name if one in agreed else Personal(seen[one].ref, seen[one].ref) for one in people
    )


async def _published(unit: Unit, people: Collection[int]) -> set[int]:
    found = await unit.session.scalars(
        select(Consent.person_id).where(
            Consent.person_id.in_(people),
            Consent.kind == PUBLICATION,
            Consent.given.is_(True),
            Consent.withdrawn_at.is_(None),
        )
    )
    return set(found)
