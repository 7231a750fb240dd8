"""The active as a coordinator sees it: who helps, how much each has on, what one was appointed for."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import or_, select

from services import matching, members
from services.consultation_steps import State
from services.errors import DomainError
from services.faces import Face, face, faces
from services.members import MEMBER, USUAL_CAPACITY, helps_as
from services.regulations import Regulation
from storage.consultations import Request
from storage.members import Membership
from storage.people import Account, Person, RoleGrant
from storage.store import Unit

IN_HAND: Final = (State.OFFERED, State.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Line:
    """A helper in the list. `load` of `capacity` requests is what he has on this month.

    `since` is the first day of a term that has not begun, `until` the last day of one that ends.
    `left`: he works here no longer; `reachable`: there is a channel on which a request can reach him.
    """

    face: Face
    role: str
    load: int
    capacity: int
    paused: bool
    since: date | None
    until: date | None
    left: bool
    reachable: bool


@dataclass(frozen=True, slots=True)
class Duties:
    """What a helper takes on; empty tuples mean everything. `until` is the last day of the term."""

    role: str
    topics: tuple[str, ...]
    directions: tuple[str, ...]
    subjects: tuple[str, ...]
    capacity: int
    since: date
    until: date | None
    order_number: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """One person as a helper, or as he would be appointed.

    `helps`: he is one now or will be; `writes`: he talks to us, so that a request can reach him.
    """

    face: Face
    helps: bool
    writes: bool
    duties: Duties


async def listing(unit: Unit, regulation: Regulation, *, by: int, now: datetime) -> list[Line]:
    """Everybody who helps now or is to begin, by name. For coordinators; a constant number of statements."""
    await members.require(unit, by, now, members.COORDINATOR)
    rows = await unit.session.execute(
        select(RoleGrant.person_id, RoleGrant.role, Person.left_on)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.role.in_(members.HELPERS),
            or_(RoleGrant.until.is_(None), RoleGrant.until > now),
            Person.erased_at.is_(None),
        )
        .order_by(RoleGrant.person_id, RoleGrant.since)
    )
    today = regulation.local(now).date()
    roles: dict[int, set[str]] = {}
    gone: set[int] = set()
    for person, role, left_on in rows:
        roles.setdefault(person, set()).add(role)
        if left_on is not None and left_on <= today:
            gone.add(person)
    seen = await faces(unit, roles, today)
    loads = await matching.loads(unit, regulation, roles, now)
    found = await unit.session.scalars(select(Membership).where(Membership.person_id.in_(sorted(roles))))
    memberships = {row.person_id: row for row in found}
    reachable = await _reachable(unit, roles)
    lines = [
        _line(seen[person], held, memberships.get(person), today=today, load=loads.get(person, 0),
              left=person in gone, reachable=person in reachable)
        for person, held in roles.items()
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.face.name.text, line.face.person_id))


async def _reachable(unit: Unit, people: Collection[int]) -> set[int]:
    rows = await unit.session.scalars(
        select(Account.person_id)
        .where(Account.person_id.in_(sorted(people)), Account.unreachable_at.is_(None))
        .distinct()
    )
    return set(rows)


def _line(
    whom: Face, roles: Collection[str], membership: Membership | None, *, today: date, **known: Any
) -> Line:
    return Line(
        face=whom,
        role=helps_as(roles) or MEMBER,
        capacity=membership.capacity if membership else USUAL_CAPACITY,
        paused=bool(membership and membership.paused),
        since=membership.since if membership and membership.since > today else None,
        until=membership.until if membership else None,
        **known,
    )


async def card(unit: Unit, regulation: Regulation, person_id: int, *, by: int, now: datetime) -> Card:
    """What this person was appointed for, or the usual for one who is not. For coordinators.

    Of somebody whose term is over what he took on is proposed again, from today. DomainError where
    there is nobody with a name.
    """
    await members.require(unit, by, now, members.COORDINATOR)
    person = await unit.session.get(Person, person_id)
    if person is None or person.erased_at is not None or not person.last:
        raise DomainError("people-gone")
    today = regulation.local(now).date()
    held = {grant.role for grant in await members.helping_grants(unit, person_id, now)}
    row = await unit.session.scalar(select(Membership).where(Membership.person_id == person_id))
    duties = Duties(helps_as(held) or MEMBER, (), (), (), USUAL_CAPACITY, today, None, None)
    if row is not None:
        duties = replace(
            duties,
            topics=tuple(row.topics),
            directions=tuple(row.directions),
            subjects=tuple(row.subjects),
            capacity=row.capacity,
        )
    if row is not None and held:
        duties = replace(duties, since=row.since, until=row.until, order_number=row.order_number)
    account = await unit.session.scalar(select(Account.id).where(Account.person_id == person_id).limit(1))
    return Card(await face(unit, person_id, today), bool(held), account is not None, duties)


async def in_hand(unit: Unit, person_id: int, *, by: int, now: datetime) -> list[int]:
    """The numbers of the requests this helper was asked about or has taken. For coordinators."""
    await members.require(unit, by, now, members.COORDINATOR)
    rows = await unit.session.scalars(
        select(Request.id)
        .where(Request.helper_id == person_id, Request.state.in_(IN_HAND))
        .order_by(Request.id)
    )
    return list(rows)
