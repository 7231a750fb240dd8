"""The roles people hold now, and what a member of the active or a methodist takes on."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func, or_, select

from services.errors import DomainError, NotAllowed
from services.regulations import Regulation
from storage.members import Membership
from storage.people import RoleGrant
from storage.store import Unit

TEACHER, MANAGER, MEMBER, METHODIST, COORDINATOR = "teacher", "manager", "member", "methodist", "coordinator"
HELPERS = (METHODIST, MEMBER)
USUAL_CAPACITY = 8
"""Requests a month of a helper for whom nothing was agreed; the regulations give no norm."""


async def roles_of(unit: Unit, person_id: int, now: datetime) -> frozenset[str]:
    """The roles this person holds at the moment."""
    rows = await unit.session.scalars(
        select(RoleGrant.role).where(
            RoleGrant.person_id == person_id,
            RoleGrant.since <= now,
            or_(RoleGrant.until.is_(None), RoleGrant.until > now),
        )
    )
    return frozenset(rows)


async def require(unit: Unit, person_id: int, now: datetime, *roles: str) -> frozenset[str]:
    """The person's roles; NotAllowed unless one of those named is among them."""
    held = await roles_of(unit, person_id, now)
    if not held.intersection(roles):
        raise NotAllowed
    return held


async def holders(unit: Unit, role: str, now: datetime) -> list[int]:
    """Everybody who holds the role now, by id."""
    rows = await unit.session.scalars(
        select(RoleGrant.person_id)
        .where(
            RoleGrant.role == role,
            RoleGrant.since <= now,
            or_(RoleGrant.until.is_(None), RoleGrant.until > now),
        )
        .distinct()
        .order_by(RoleGrant.person_id)
    )
    return list(rows)


def helps_as(roles: Collection[str]) -> str | None:
    """The role in which somebody with these roles helps: methodist before member; None if in neither.

    VSV 4.1-3 counts the help of methodists alone, so a methodist who is a member too helps as one.
    """
    return next((role for role in HELPERS if role in roles), None)


async def enrol(
    unit: Unit,
    regulation: Regulation,
    *,
    by: int,
    person_id: int,
    since: date,
    now: datetime,
    until: date | None = None,
    capacity: int = USUAL_CAPACITY,
    topics: Collection[str] = (),
    directions: Collection[str] = (),
    subjects: Collection[str] = (),
    order_number: str | None = None,
) -> int:
    """Writes down, or changes, what a member or methodist takes on; gives the number («М-12»).

    For coordinators. `capacity` is requests a month, at least 1; `until` the last day of the
    term; empty collections mean everything. DomainError when the days or the number make no sense.
    """
    await require(unit, by, now, COORDINATOR)
    if capacity < 1 or (until is not None and until < since):
        raise DomainError("member-unclear-term")
    for direction in directions:
        regulation.direction(direction)
    found = await unit.session.scalar(select(Membership).where(Membership.person_id == person_id))
    if found is None:
        last = await unit.session.scalar(select(func.max(Membership.number)))
        found = Membership(person_id=person_id, number=(last or 0) + 1)
        unit.session.add(found)
    found.since, found.until, found.capacity, found.order_number = since, until, capacity, order_number
    found.topics, found.directions, found.subjects = sorted(topics), sorted(directions), sorted(subjects)
    await unit.session.flush()
    return found.number


async def pause(unit: Unit, person_id: int, *, paused: bool) -> None:
    """A helper takes no new requests for a while, or takes them again; only he says so himself."""
    found = await unit.session.scalar(select(Membership).where(Membership.person_id == person_id))
    if found is None:
        raise NotAllowed
    found.paused = paused
