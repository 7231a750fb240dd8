"""Who may see which numbers, and whose names behind them. What is not granted is refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select

from services.errors import DomainError, NotAllowed
from services.indicators.records import SMALLEST_OPEN
from services.members import COORDINATOR, MANAGER, METHODIST
from services.regulations import Regulation
from storage.people import Employment, RoleGrant
from storage.store import Unit

OBSERVER: Final = "observer"
VIEWERS: Final = frozenset({COORDINATOR, METHODIST, OBSERVER, MANAGER})


@dataclass(frozen=True, slots=True)
class Viewer:
    """What `person` may see: `schools` whose numbers, `names` whose people (None: all of them).

    `topics` of help are for coordinators and methodists: what somebody finds hard is not for the
    head of his school. How it ended (`results`) is read by coordinators and by whoever helped.
    """

    person: int
    schools: frozenset[int] | None
    names: frozenset[int] | None
    topics: bool
    results: bool

    def narrowed(self, school: int = 0) -> frozenset[int] | None:
        """The schools to count: one of those permitted, or all of them. NotAllowed for another."""
        if not school:
            return self.schools
        if self.schools is not None and school not in self.schools:
            raise NotAllowed
        return frozenset({school})

    def sees_people(self, school: int = 0) -> bool:
        """Whether names stand behind the numbers for this viewer."""
        return self.names is None or (bool(self.names) if not school else school in self.names)

    def of_names(self, school: int = 0) -> frozenset[int] | None:
        """The schools whose people may be named. NotAllowed if there are none."""
        if not self.sees_people(school):
            raise NotAllowed
        return frozenset({school}) if school else self.names

    def opens(self, people: int, school: int) -> bool:
        """Whether a school's figure opens: not for numbers alone about fewer than five people."""
        return self.sees_people(school) or people >= SMALLEST_OPEN


async def viewer(unit: Unit, regulation: Regulation, person_id: int, now: datetime) -> Viewer:
    """What this person may see, by the roles he holds at the moment; the widest of them counts.

    Coordinators and methodists see everything, observers numbers only, managers their own schools
    (those their role names, else those they work at). NotAllowed for everybody else; DomainError
    for a manager of no school.
    """
    granted = await unit.session.execute(
        select(RoleGrant.role, RoleGrant.organisation_id).where(
            RoleGrant.person_id == person_id,
            RoleGrant.since <= now,
            or_(RoleGrant.until.is_(None), RoleGrant.until > now),
            RoleGrant.role.in_(sorted(VIEWERS)),
        )
    )
    grants = granted.all()
    if not grants:
        raise NotAllowed
    numbers: set[int | None] = set()
    names: set[int | None] = set()
    for role, school in grants:
        some: set[int | None] = {school}
        if role == MANAGER and school is None:
            some = set(await _workplaces(unit, regulation, person_id, now))
        numbers |= some
        names |= some if role != OBSERVER else set()
    if not numbers:
        raise DomainError("indicators-no-school")
    roles = {role for role, _school in grants}
    return Viewer(
        person=person_id,
        schools=_schools(numbers),
        names=_schools(names),
        topics=not roles.isdisjoint({COORDINATOR, METHODIST}),
        results=COORDINATOR in roles,
    )


def _schools(some: set[int | None]) -> frozenset[int] | None:
    return None if None in some else frozenset(one for one in some if one is not None)


async def _workplaces(unit: Unit, regulation: Regulation, person_id: int, now: datetime) -> list[int]:
    today = regulation.local(now).date()
    rows = await unit.session.scalars(
        select(Employment.organisation_id).where(
            Employment.person_id == person_id,
            or_(Employment.since.is_(None), Employment.since <= today),
            or_(Employment.until.is_(None), Employment.until > today),
        )
    )
    return list(rows)
