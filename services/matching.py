"""Who is asked to help: whoever fits topic, subject and direction, is free, and has the least to do.

Among those who fit, whoever was named for the topic comes first, then whoever was named for the
subject, then the smallest load for his capacity, then who was asked longest ago, then the id:
the same store gives the same choice every time.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction

from sqlalchemy import and_, exists, func, or_, select

from services.members import HELPERS, USUAL_CAPACITY, helps_as
from services.regulations import Regulation
from storage.consultations import Request, RequestStep
from storage.members import Membership
from storage.people import Account, Person, RoleGrant
from storage.store import Unit

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Need:
    """What a request needs, and whom it may not go to: its teacher and those who were asked in vain.

    Without a topic nobody has chosen one yet.
    """

    topic: str
    direction: str
    subjects: frozenset[str]
    organisation_id: int | None
    without: frozenset[int]


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who may help now: in which role, with what, and how much he has on this month."""

    person_id: int
    role: str
    capacity: int
    topics: frozenset[str]
    directions: frozenset[str]
    subjects: frozenset[str]
    load: int
    asked_at: datetime

    @property
    def free(self) -> bool:
        """Whether he can take one more request this month."""
        return self.load < self.capacity

    def fits(self, need: Need) -> bool:
        """Whether nothing he was limited to speaks against it; an unknown topic or subject never does."""
        return (
            (not self.topics or not need.topic or need.topic in self.topics)
            and (not self.directions or need.direction in self.directions)
            and (not self.subjects or not need.subjects or bool(self.subjects & need.subjects))
        )

    def rank(self, need: Need) -> tuple[bool, bool, Fraction, datetime, int]:
        """The smaller, the sooner he is asked."""
        return (
            need.topic not in self.topics,
            not self.subjects & need.subjects,
            Fraction(self.load, self.capacity),
            self.asked_at,
            self.person_id,
        )


def subject_ids(regulation: Regulation, text: str | None) -> frozenset[str]:
    """The subjects of the pack that are named («математика, физика»); unknown ones are left out."""
    named = {part.strip().casefold() for part in (text or "").split(",")}
    return frozenset(
        subject.id
        for subject in regulation.subjects
        if named & {subject.id, subject.title.casefold(), *(other.casefold() for other in subject.also)}
    )


async def choose(unit: Unit, regulation: Regulation, need: Need, now: datetime) -> Helper | None:
    """Whom to ask; None where nobody fits and is free."""
    fitting = [one for one in await helpers(unit, regulation, need, now) if one.free and one.fits(need)]
    return fitting[0] if fitting else None


async def helpers(unit: Unit, regulation: Regulation, need: Need, now: datetime) -> list[Helper]:
    """Everybody who may help with it at all, whoever fits and is free first; for a choice by hand."""
    rows = await _appointed(unit, need.organisation_id, regulation.local(now).date(), now)
    roles: dict[int, set[str]] = {}
    memberships: dict[int, Membership | None] = {}
    for person_id, role, membership in rows:
        roles.setdefault(person_id, set()).add(role)
        memberships[person_id] = membership
    people = sorted(set(roles) - need.without)
    load = await loads(unit, regulation, people, now)
    asked = await _last_asked(unit, people)
    found = [
        _helper(
            one,
            helps_as(roles[one]) or "",
            memberships[one],
            load=load.get(one, 0),
            asked_at=asked.get(one),
            subjects=_subjects(regulation, memberships[one]),
        )
        for one in people
    ]
    return sorted(found, key=lambda one: (not (one.free and one.fits(need)), one.rank(need)))


def _helper(
    person_id: int,
    role: str,
    membership: Membership | None,
    *,
    load: int,
    asked_at: datetime | None,
    subjects: frozenset[str],
) -> Helper:
    return Helper(
        person_id=person_id,
        role=role,
        capacity=membership.capacity if membership else USUAL_CAPACITY,
        topics=frozenset(membership.topics if membership else ()),
        directions=frozenset(membership.directions if membership else ()),
        subjects=subjects,
        load=load,
        asked_at=asked_at or LONG_AGO,
    )


def _subjects(regulation: Regulation, membership: Membership | None) -> frozenset[str]:
    """The subjects he was named for, whether by their ids or as people write them."""
    named = membership.subjects if membership else ()
    return frozenset(known for one in named for known in subject_ids(regulation, one))


async def _appointed(
    unit: Unit, organisation_id: int | None, today: date, now: datetime
) -> list[tuple[int, str, Membership | None]]:
    """Whoever holds a helping role for this school, can be reached, has not left and takes no break.

    A member whose term has not begun or is over is left out; a methodist's post has no term.
    """
    reachable = exists().where(
        Account.person_id == Person.id,
        Account.territory == Person.territory,
        Account.unreachable_at.is_(None),
    )
    in_term = and_(Membership.since <= today, or_(Membership.until.is_(None), Membership.until >= today))
    rows = await unit.session.execute(
        select(RoleGrant.person_id, RoleGrant.role, Membership)
        .join(Person, Person.id == RoleGrant.person_id)
        .outerjoin(Membership, Membership.person_id == RoleGrant.person_id)
        .where(
            RoleGrant.role.in_(HELPERS),
            RoleGrant.since <= now,
            or_(RoleGrant.until.is_(None), RoleGrant.until > now),
            or_(RoleGrant.organisation_id.is_(None), RoleGrant.organisation_id == organisation_id),
            Person.erased_at.is_(None),
            or_(Person.left_on.is_(None), Person.left_on > today),
            or_(Membership.id.is_(None), Membership.paused.is_(False)),
            or_(Membership.id.is_(None), RoleGrant.role == "methodist", in_term),
            reachable,
        )
    )
    return [(person_id, role, membership) for person_id, role, membership in rows]


async def loads(unit: Unit, regulation: Regulation, people: Collection[int], now: datetime) -> dict[int, int]:
    """What each has on: everything still open with him, and what he has finished this month."""
    first = regulation.local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = await unit.session.execute(
        select(Request.helper_id, func.count())
        .where(
            Request.helper_id.in_(people),
            or_(
                Request.state.in_(("offered", "accepted")),
                and_(Request.state.in_(("done", "closed")), Request.ended_at >= first),
            ),
        )
        .group_by(Request.helper_id)
    )
    return {helper: count for helper, count in rows if helper is not None}


async def _last_asked(unit: Unit, people: Collection[int]) -> dict[int, datetime]:
    rows = await unit.session.execute(
        select(RequestStep.whom_id, func.max(RequestStep.at))
        .where(RequestStep.whom_id.in_(people), RequestStep.kind == "offered")
        .group_by(RequestStep.whom_id)
    )
    return {whom: at for whom, at in rows if whom is not None}
