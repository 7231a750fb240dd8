"""Two records of one person: joined at once where nothing speaks against it, else by a coordinator.

Whoever brings a code of one record to another has shown that both are his. Where they contradict
each other (two names, two births, two schools, or the staff list knows both) nothing is joined and
nothing lost: both go on as they are, and a coordinator decides which values hold, or that these are
two people. Nobody decides about himself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Row, and_, delete, or_, select, update

from services import cards, members, notices, people
from services.cards import Card
from services.errors import DomainError
from services.regulations import Regulation
from services.staff_list.text import fold
from services.values import Personal
from storage.joins import Join
from storage.people import Employment
from storage.references import PEOPLE
from storage.store import Unit

ONE, TWO, BOTH = "one", "two", "both"
"""Whose value holds: of the record spoken from, of the other; of schools both may."""
NAME, BIRTH, STARTED, SCHOOL = "name", "birth", "started", "school"
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    NAME: ("last", "first", "patronymic", "search"),
    BIRTH: ("birth_date", "birth_year"),
    STARTED: ("started_on", "started_precision"),
    "category": ("category",),
    "phone": ("phone",),
    "email": ("email",),
}
"""What may differ, with the columns that hold it; schools are rows of their own."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something about which the two records say different things."""

    what: str
    one: Personal
    two: Personal


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records side by side. `one` was spoken from; `keep` is the id that a joined record has.

    `both_known` says that the staff list (or a coordinator) knows both.
    """

    one: Card
    two: Card
    keep: int
    both_known: bool
    differences: tuple[Difference, ...]

    @property
    def contradicts(self) -> bool:
        """Whether a coordinator has to decide."""
        return self.both_known or bool(self.differences)


@dataclass(frozen=True, slots=True)
class Case:
    """A pair that waits for a coordinator."""

    id: int
    pair: Pair


# --- comparing -------------------------------------------------------------------------------


async def compare(unit: Unit, one: int, two: int, day: date) -> Pair:
    """Both records on this day; DomainError where one is no more."""
    (pair,) = await _pairs(unit, [(one, two)], day)
    if pair is None:
        raise DomainError("people-gone")
    return pair


async def _pairs(unit: Unit, ids: Sequence[tuple[int, int]], day: date) -> list[Pair | None]:
    """So many pairs in as many statements as one; None where a record is no more."""
    await unit.session.flush()
    wanted = {number for pair in ids for number in pair}
    here = and_(PEOPLE.c.territory == unit.territory, PEOPLE.c.id.in_(wanted), PEOPLE.c.erased_at.is_(None))
    rows = {row.id: row for row in await unit.session.execute(select(PEOPLE).where(here))}
    found = {card.id: card for card in await cards.cards_of(unit, rows, day)}
    return [
        _pair(rows[one], rows[two], found[one], found[two]) if one in rows and two in rows else None
        for one, two in ids
    ]


def _pair(one: Row[Any], two: Row[Any], first: Card, second: Card) -> Pair:
    known = [row.listed or row.match_state == people.MATCHED for row in (one, two)]
    keep = one.id if (one.listed, known[0]) > (two.listed, known[1]) else two.id
    return Pair(first, second, keep, all(known), (*_said_differently(one, two), *_schools(first, second)))


def _said_differently(one: Row[Any], two: Row[Any]) -> list[Difference]:
    """Only what both say something about; a name that is merely shorter is no other name."""
    pairs = (
        (NAME, _alike_names(one, two), _name(one), _name(two)),
        (BIRTH, _alike_births(one, two), _birth(one), _birth(two)),
        (STARTED, one.started_on == two.started_on, _day(one.started_on), _day(two.started_on)),
        ("category", _folded(one.category) == _folded(two.category), one.category, two.category),
        ("phone", _digits(one.phone) == _digits(two.phone), one.phone, two.phone),
        ("email", _folded(one.email) == _folded(two.email), one.email, two.email),
    )
    return [
        Difference(what, Personal(this), Personal(other))
        for what, alike, this, other in pairs
        if this and other and not alike
    ]


def _schools(one: Card, two: Card) -> list[Difference]:
    if not one.posts or not two.posts or set(one.organisations) & set(two.organisations):
        return []
    return [Difference(SCHOOL, Personal("; ".join(one.posts)), Personal("; ".join(two.posts)))]


def _alike_names(one: Row[Any], two: Row[Any]) -> bool:
    parts = ((one.last, two.last), (one.first, two.first), (one.patronymic, two.patronymic))
    return all(_alike(this, other) for this, other in parts)


def _alike(one: str | None, two: str | None) -> bool:
    """«О.» is short for «Ольга», and nothing for anything."""
    this, other = _folded(one).rstrip("."), _folded(two).rstrip(".")
    if min(len(this), len(other)) <= 1:
        return this[:1] == other[:1] or not this or not other
    return this == other


def _alike_births(one: Row[Any], two: Row[Any]) -> bool:
    if one.birth_date and two.birth_date:
        return bool(one.birth_date == two.birth_date)
    return _year(one) == _year(two)


def _year(row: Row[Any]) -> int | None:
    year: int | None = row.birth_date.year if row.birth_date else row.birth_year
    return year


def _birth(row: Row[Any]) -> str:
    return _day(row.birth_date) or str(row.birth_year or "")


def _name(row: Row[Any]) -> str:
    return " ".join(part for part in (row.last, row.first, row.patronymic) if part)


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""


def _folded(text: str | None) -> str:
    return fold(" ".join((text or "").split()))


def _digits(phone: str | None) -> str:
    """The last ten digits: «8 (900) …» and «+7 900 …» are one number."""
    return "".join(sign for sign in phone or "" if sign.isdigit())[-10:]


# --- asking ----------------------------------------------------------------------------------


async def decided_two(unit: Unit, one: int, two: int) -> bool:
    """Whether a coordinator has said that these are two people."""
    found = await unit.session.scalar(select(Join.id).where(_about(one, two), Join.outcome == TWO).limit(1))
    return found is not None


async def ask(unit: Unit, regulation: Regulation, one: int, two: int, now: datetime) -> None:
    """Puts the pair on the coordinators' list, once, and tells them."""
    if await unit.session.scalar(select(Join.id).where(_about(one, two), Join.outcome.is_(None)).limit(1)):
        return
    case = Join(person_id=one, twin_id=two, asked_at=now)
    unit.session.add(case)
    await unit.session.flush()
    for coordinator in await members.holders(unit, members.COORDINATOR, now):
        if coordinator not in (one, two):
            await notices.write(
                unit,
                person_id=coordinator,
                kind="join-waiting",
                key=f"join-waiting-{case.id}-{coordinator}",
                now=now,
                due_at=regulation.next_allowed(now),
            )


def _about(one: int, two: int) -> Any:
    return or_(
        and_(Join.person_id == one, Join.twin_id == two), and_(Join.person_id == two, Join.twin_id == one)
    )


# --- deciding --------------------------------------------------------------------------------


async def count_waiting(unit: Unit, by: int) -> int:
    """How many pairs wait for this coordinator; those about himself are another's."""
    return len((await unit.session.execute(_waiting(by))).all())


async def waiting(unit: Unit, *, by: int, day: date, now: datetime) -> list[Case]:
    """The pairs that wait, the first asked first. For coordinators."""
    await members.require(unit, by, now, members.COORDINATOR)
    rows = (await unit.session.execute(_waiting(by))).all()
    pairs = await _pairs(unit, [(one, two) for _, one, two in rows], day)
    return [Case(row.id, pair) for row, pair in zip(rows, pairs, strict=True) if pair is not None]


def _waiting(by: int) -> Any:
    return (
        select(Join.id, Join.person_id, Join.twin_id)
        .where(
            Join.outcome.is_(None),
            Join.person_id != Join.twin_id,
            Join.person_id != by,
            Join.twin_id != by,
        )
        .order_by(Join.asked_at, Join.id)
    )


async def unite(
    unit: Unit,
    regulation: Regulation,
    *,
    by: int,
    case_id: int,
    holds: Mapping[str, str],
    run: str,
    now: datetime,
) -> None:
    """«Один человек»: the records become one, with these values. For coordinators.

    `holds` says for each difference whose value is right. What the other record said is gone;
    sessions, requests, roles and accounts of both stay.
    """
    one, two = await _close(unit, case_id, ONE, by, now)
    day = regulation.local(now).date()
    pair = await compare(unit, one, two, day)
    if any(holds.get(one.what) not in _may_hold(one) for one in pair.differences):
        raise DomainError("joins-changed")
    keep = pair.keep
    gone = pair.two.id if keep == pair.one.id else pair.one.id
    values = await _chosen(unit, pair, holds)
    if holds.get(SCHOOL) in (ONE, TWO):
        await _leaves(unit, pair.two.id if holds[SCHOOL] == ONE else pair.one.id, day)
    await people.merge(unit, keep, gone, now, posts_decided=SCHOOL in holds)
    here = and_(PEOPLE.c.territory == unit.territory, PEOPLE.c.id == keep)
    await unit.session.execute(update(PEOPLE).where(here).values(match_state=people.MATCHED, **values))
    unit.session.expire_all()
    await _tell(unit, regulation, "join-one", person_id=keep, run=run, now=now)


def _may_hold(difference: Difference) -> tuple[str, ...]:
    return (ONE, TWO, BOTH) if difference.what == SCHOOL else (ONE, TWO)


async def part(unit: Unit, regulation: Regulation, *, by: int, case_id: int, run: str, now: datetime) -> None:
    """«Два человека»: the records stay what they are, and nobody is asked again. For coordinators."""
    person_id, _ = await _close(unit, case_id, TWO, by, now)
    phone = regulation.privacy.operator.phone
    await _tell(unit, regulation, "join-two", person_id=person_id, run=run, now=now, phone=phone)


async def _close(unit: Unit, case_id: int, outcome: str, by: int, now: datetime) -> tuple[int, int]:
    """Ends what waits about these two, and gives the two; of two coordinators at once one succeeds."""
    await members.require(unit, by, now, members.COORDINATOR)
    case = await unit.session.get(Join, case_id)
    if case is None or case.person_id == case.twin_id:
        raise DomainError("people-match-done")
    if by in (case.person_id, case.twin_id):
        raise DomainError("joins-about-you")
    done = await unit.session.execute(
        update(Join)
        .where(_about(case.person_id, case.twin_id), Join.outcome.is_(None))
        .values(outcome=outcome, settled_at=now, settled_by=by)
        .execution_options(synchronize_session=False)
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        raise DomainError("people-match-done")
    return case.person_id, case.twin_id


async def _chosen(unit: Unit, pair: Pair, holds: Mapping[str, str]) -> dict[str, Any]:
    """The columns of everything that was decided, each from the record whose value holds."""
    here = and_(PEOPLE.c.territory == unit.territory, PEOPLE.c.id.in_((pair.one.id, pair.two.id)))
    rows = {row.id: row for row in await unit.session.execute(select(PEOPLE).where(here))}
    sides = {ONE: rows[pair.one.id], TWO: rows[pair.two.id]}
    return {
        name: getattr(sides[holds[difference.what]], name)
        for difference in pair.differences
        for name in COLUMNS.get(difference.what, ())
    }


async def _leaves(unit: Unit, person_id: int, day: date) -> None:
    """Posts that do not hold: what one said of himself goes, what a staff list said ended today."""
    standing = and_(
        Employment.person_id == person_id, or_(Employment.until.is_(None), Employment.until > day)
    )
    await unit.session.execute(
        delete(Employment)
        .where(standing, Employment.batch_id.is_(None))
        .execution_options(synchronize_session=False)
    )
    await unit.session.execute(
        update(Employment).where(standing).values(until=day).execution_options(synchronize_session=False)
    )


async def _tell(
    unit: Unit, regulation: Regulation, kind: str, *, person_id: int, run: str, now: datetime, **more: Any
) -> None:
    await notices.write(
        unit,
        person_id=person_id,
        kind=kind,
        key=f"{kind}-{run}",
        now=now,
        due_at=regulation.next_allowed(now),
        **more,
    )
