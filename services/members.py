"""The roles people hold now, and what a member of the active or a methodist takes on."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, or_, select

from services import notices, people
from services.errors import DomainError, NotAllowed
from services.regulations import Regulation
from storage.members import Membership
from storage.people import Account, Person, RoleGrant
from storage.privacy import Consent
from storage.store import Unit

TEACHER, MANAGER, MEMBER, METHODIST, COORDINATOR = "teacher", "manager", "member", "methodist", "coordinator"
HELPERS = (METHODIST, MEMBER)
USUAL_CAPACITY = 8
"""Requests a month of a helper for whom nothing was agreed; the regulations give no norm."""
MOST_CAPACITY = 200
LONGEST_ORDER = 80


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


# --- appointed, and for how long -------------------------------------------------------------


async def enrol(
    unit: Unit,
    regulation: Regulation,
    *,
    by: int,
    person_id: int,
    since: date,
    now: datetime,
    role: str | None = None,
    until: date | None = None,
    capacity: int = USUAL_CAPACITY,
    topics: Collection[str] = (),
    directions: Collection[str] = (),
    subjects: Collection[str] = (),
    order_number: str | None = None,
) -> int:
    """Appoints a member or methodist, or changes what he takes on; gives the number («М-12»).

    For coordinators. `role` is one of HELPERS: it is granted for the term, never twice, and another
    helping role ends. None leaves a methodist's post as it is and makes everybody else a member.
    `capacity` is requests a month, at least 1; `until` the last day of the term; empty collections
    mean everything. Whoever is given a role is told. DomainError when the days or the number make no
    sense, or when this person cannot be appointed.
    """
    await require(unit, by, now, COORDINATOR)
    if role not in (None, *HELPERS):
        raise ValueError(f"nobody helps as {role}")
    if capacity < 1 or (until is not None and until < since):
        raise DomainError("member-unclear-term")
    for direction in directions:
        regulation.direction(direction)
    await _may_be_appointed(unit, regulation, person_id, now)
    found = await _held_membership(unit, person_id) or await _new_membership(unit, person_id, since)
    found.since, found.until, found.capacity, found.order_number = since, until, capacity, order_number
    found.topics, found.directions, found.subjects = sorted(topics), sorted(directions), sorted(subjects)
    await unit.session.flush()
    current = helps_as({grant.role for grant in await helping_grants(unit, person_id, now)})
    found.paused = found.paused and current is not None
    if role is not None or current != METHODIST:
        chosen = role or MEMBER
        begins = _first_moment(regulation, since)
        await _grant(
            unit,
            person_id,
            chosen,
            since=begins,
            until=None if until is None else _first_moment(regulation, until + timedelta(days=1)),
            order_number=order_number,
            now=now,
        )
        if current not in (None, chosen):
            await _end_grants(unit, person_id, max(now, begins), now, but_for=chosen)
        if current != chosen:
            await _tell(unit, regulation, "member-appointed", person_id, role=chosen, day=since, now=now)
    return found.number


async def end(
    unit: Unit, regulation: Regulation, *, by: int, person_id: int, last_day: date, now: datetime
) -> None:
    """Ends what a helper was appointed for: after this day of the territory he is one no more.

    For coordinators; he is told. DomainError for a day that is over, or for somebody who helps no
    longer anyway.
    """
    await require(unit, by, now, COORDINATOR)
    if last_day < regulation.local(now).date():
        raise DomainError("member-last-day-gone")
    found = await _held_membership(unit, person_id)
    roles = {grant.role for grant in await helping_grants(unit, person_id, now)}
    if not roles:
        raise DomainError("member-not-one")
    if found is not None:
        found.until = last_day
    await _end_grants(unit, person_id, _first_moment(regulation, last_day + timedelta(days=1)), now)
    role = helps_as(roles) or MEMBER
    await _tell(unit, regulation, "member-ended", person_id, role=role, day=last_day, now=now)


async def pause(unit: Unit, regulation: Regulation, person_id: int, *, paused: bool, now: datetime) -> None:
    """A helper takes no new requests for a while, or takes them again; only he says so himself."""
    await require(unit, person_id, now, *HELPERS)
    found = await _held_membership(unit, person_id)
    if found is None:
        found = await _new_membership(unit, person_id, regulation.local(now).date())
    found.paused = paused
    await unit.session.flush()


async def is_paused(unit: Unit, person_id: int) -> bool:
    """Whether this helper takes no new requests for a while."""
    return bool(await unit.session.scalar(select(Membership.paused).where(Membership.person_id == person_id)))


async def helping_grants(unit: Unit, person_id: int, now: datetime) -> list[RoleGrant]:
    """The helping roles that this person holds now or will hold."""
    rows = await unit.session.scalars(
        select(RoleGrant)
        .where(
            RoleGrant.person_id == person_id,
            RoleGrant.role.in_(HELPERS),
            or_(RoleGrant.until.is_(None), RoleGrant.until > now),
        )
        .order_by(RoleGrant.since, RoleGrant.id)
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def _may_be_appointed(unit: Unit, regulation: Regulation, person_id: int, now: datetime) -> None:
    """Somebody of ours with a name, who has not left and has not said no to us."""
    person = await unit.session.get(Person, person_id)
    if person is None or person.erased_at is not None or not person.last:
        raise DomainError("people-gone")
    if person.match_state == people.OUTSIDE:
        raise DomainError("member-outside")
    if person.left_on is not None and person.left_on <= regulation.local(now).date():
        raise DomainError("member-has-left")
    said = await unit.session.execute(
        select(Consent.given, Consent.withdrawn_at).where(
            Consent.person_id == person_id, Consent.kind == "data"
        )
    )
    decisions = said.all()
    if decisions and not any(given and withdrawn is None for given, withdrawn in decisions):
        raise DomainError("member-no-consent")


async def _held_membership(unit: Unit, person_id: int) -> Membership | None:
    """The row of this person, held until the step ends: two coordinators at once give one role once."""
    found: Membership | None = await unit.session.scalar(
        select(Membership)
        .where(Membership.person_id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found


async def _new_membership(unit: Unit, person_id: int, since: date) -> Membership:
    last = await unit.session.scalar(select(func.max(Membership.number)))
    made = Membership(
        person_id=person_id,
        number=(last or 0) + 1,
        since=since,
        capacity=USUAL_CAPACITY,
        topics=[],
        directions=[],
        subjects=[],
        paused=False,
    )
    unit.session.add(made)
    await unit.session.flush()
    return made


async def _grant(
    unit: Unit,
    person_id: int,
    role: str,
    *,
    since: datetime,
    until: datetime | None,
    order_number: str | None,
    now: datetime,
) -> None:
    """Gives the role for the term: what is held goes on as long as it, what is not held begins with it.

    A role that was over begins again where it had ended, so that no moment has it twice.
    """
    held = [grant for grant in await helping_grants(unit, person_id, now) if grant.role == role]
    for grant in held:
        grant.since = grant.since if grant.since <= now else since
        grant.until = until and max(until, grant.since)
        grant.order_number = order_number or grant.order_number
    if not held:
        before = await unit.session.scalar(
            select(func.max(RoleGrant.until)).where(
                RoleGrant.person_id == person_id, RoleGrant.role == role, RoleGrant.until <= now
            )
        )
        begins = since if before is None else max(since, before)
        unit.session.add(
            RoleGrant(person_id=person_id, role=role, since=begins, until=until, order_number=order_number)
        )
    await unit.session.flush()


async def _end_grants(
    unit: Unit, person_id: int, moment: datetime, now: datetime, *, but_for: str | None = None
) -> None:
    """No helping role but one goes on after this moment; one that has not begun by then never does."""
    for grant in await helping_grants(unit, person_id, now):
        if grant.role == but_for:
            continue
        if grant.since >= moment:
            await unit.session.delete(grant)
        else:
            grant.until = moment
    await unit.session.flush()


def _first_moment(regulation: Regulation, day: date) -> datetime:
    """Midnight with which a day of the territory begins."""
    return datetime.combine(day, time(), regulation.zone).astimezone(UTC)


async def _tell(
    unit: Unit, regulation: Regulation, kind: str, person_id: int, *, role: str, day: date, now: datetime
) -> None:
    """He hears that he was appointed, or when it ends; whoever has never come in has nowhere to hear it."""
    account = select(Account.id).where(Account.person_id == person_id).limit(1)
    if await unit.session.scalar(account) is None:
        return
    await notices.write(
        unit,
        person_id=person_id,
        kind=kind,
        key=f"{kind}-{person_id}-{now.isoformat()}",
        now=now,
        due_at=regulation.next_allowed(now),
        role=regulation.role(role).short,  # type: ignore[arg-type] # one of HELPERS
        day=day,
    )
