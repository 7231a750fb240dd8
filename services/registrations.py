"""Who somebody is: said by himself, found in the staff list by a coordinator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Select, delete, or_, select, update

from services import access, cards, members, notices, people
from services.cards import Card
from services.errors import DomainError
from services.people import MATCHED, OUTSIDE, WAITING, SaidName
from services.regulations import Regulation
from services.staff_list import closest_key, organisation_key
from services.staff_list.text import fold
from storage.people import Employment, Organisation, Person, RoleGrant
from storage.store import Unit

MOST_CANDIDATES: Final = 12
MANAGEMENT: Final = "management"
"""The pack's «subject» of those who lead a school."""


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation to choose from."""

    id: int
    short: str
    title: str
    match_key: str


async def organisations(unit: Unit) -> list[Place]:
    """Where one can work here; closed ones are left out."""
    rows = await unit.session.execute(
        select(Organisation.id, Organisation.short, Organisation.title, Organisation.match_key)
        .where(Organisation.closed_on.is_(None))
        .order_by(Organisation.short, Organisation.id)
    )
    return sorted((Place(*row) for row in rows), key=lambda place: _natural(place.short))


def _natural(short: str) -> tuple[str, int, str]:
    """«школа № 2» stands before «школа № 10»."""
    digits = "".join(sign for sign in short if sign.isdigit())
    return "".join(sign for sign in fold(short) if not sign.isdigit()).strip(), int(digits or 0), short


def find_place(places: Sequence[Place], said: str) -> int | None:
    """The organisation meant by «МОУ СОШ №5», «пятая школа» as it is written; None if it is not clear."""
    keys = {place.match_key: place.id for place in places}
    key = organisation_key(said)
    meant = closest_key(key, keys) if key else None
    if meant is not None:
        return keys[meant]
    wanted = fold(" ".join(said.split()))
    same = [place.id for place in places if wanted in (fold(place.short), fold(place.title))]
    return same[0] if len(same) == 1 else None


async def standing(unit: Unit, person_id: int, day: date) -> Card:
    """What is known of this person; DomainError where there is none."""
    found = await cards.cards_of(unit, [person_id], day)
    if not found:
        raise DomainError("people-gone")
    return found[0]


async def register(
    unit: Unit,
    regulation: Regulation,
    *,
    person_id: int,
    name: SaidName,
    organisation_id: int | None,
    subject: str | None,
    now: datetime,
) -> None:
    """Keeps what somebody says of himself; a coordinator is to find him in the staff list.

    `subject` is an id of the pack. Said again, it replaces what was said before. DomainError for
    somebody who has been found already.
    """
    person = await unit.session.get_one(Person, person_id)
    if person.match_state == MATCHED or person.listed:
        raise DomainError("people-already-matched")
    person.last, person.first, person.patronymic = name.last, name.first, name.patronymic
    person.search = people.search_key(name.last, name.first, name.patronymic)
    person.match_state = WAITING
    await unit.session.execute(
        delete(Employment)
        .where(Employment.person_id == person_id, Employment.batch_id.is_(None))
        .execution_options(synchronize_session=False)
    )
    if organisation_id is not None:
        title = next((one.title for one in regulation.subjects if one.id == subject), None)
        leads = subject == MANAGEMENT
        unit.session.add(
            Employment(
                person_id=person_id,
                organisation_id=organisation_id,
                subject=None if leads or title is None else title,
                kind="manager" if leads else "teacher",
                external=False,
            )
        )
    await unit.session.flush()
    await _tell_coordinators(unit, regulation, now)


async def _tell_coordinators(unit: Unit, regulation: Regulation, now: datetime) -> None:
    """Once a day each: somebody waits to be found."""
    day = regulation.local(now).date()
    for coordinator in await members.holders(unit, members.COORDINATOR, now):
        await notices.write(
            unit,
            person_id=coordinator,
            kind="people-waiting",
            key=f"people-waiting-{day}-{coordinator}",
            now=now,
            due_at=regulation.next_allowed(now),
        )


async def count_waiting(unit: Unit) -> int:
    """How many wait to be found in the staff list."""
    return len((await unit.session.scalars(_waiting_ids())).all())


def _waiting_ids() -> Select[int]:
    ids: Select[int] = select(Person.id).where(Person.match_state == WAITING, Person.erased_at.is_(None))
    return ids


async def waiting(unit: Unit, *, by: int, day: date, now: datetime) -> list[Card]:
    """Those who wait, the first who came first. For coordinators."""
    await members.require(unit, by, now, members.COORDINATOR)
    ids = (await unit.session.scalars(_waiting_ids().order_by(Person.created_at, Person.id))).all()
    return await cards.cards_of(unit, ids, day)


async def candidates(unit: Unit, person: Card, *, by: int, day: date, now: datetime) -> list[Card]:
    """The records of the staff list that may be this person, the most alike first. For coordinators."""
    await members.require(unit, by, now, members.COORDINATOR)
    key = people.search_key(person.last, None, None)
    first = people.search_key(person.first, person.patronymic, None)
    alike = or_(
        Person.search == key,
        Person.search.startswith(f"{key} ", autoescape=True),
        Person.search.endswith(f" {first}", autoescape=True),
    )
    return await _ranked(unit, person, alike, day)


async def search(
    unit: Unit,
    text: str,
    person: Card | None,
    *,
    by: int,
    day: date,
    now: datetime,
    known: bool = True,
) -> list[Card]:
    """The records whose names begin with these letters, most like the person first. For coordinators.

    Only those that the staff list has or a coordinator has found; with `known` False everybody who
    has said his name.
    """
    await members.require(unit, by, now, members.COORDINATOR)
    key = fold(" ".join(text.split()))
    return await _ranked(unit, person, Person.search.startswith(key, autoescape=True), day, known=known)


async def _ranked(
    unit: Unit, person: Card | None, alike: object, day: date, *, known: bool = True
) -> list[Card]:
    ids = await unit.session.scalars(
        select(Person.id)
        .where(
            alike,  # type: ignore[arg-type]
            Person.id != (person.id if person else 0),
            Person.erased_at.is_(None),
            *([or_(Person.listed, Person.match_state == MATCHED)] if known else [Person.last.is_not(None)]),
        )
        .order_by(Person.search, Person.id)
        .limit(10 * MOST_CANDIDATES)
    )
    found = await cards.cards_of(unit, ids.all(), day)
    found.sort(
        key=lambda card: (-_likeness(person, card), people.search_key(card.last, card.first, None), card.id)
    )
    return found[:MOST_CANDIDATES]


def _likeness(one: Card | None, other: Card) -> int:
    """How much speaks for one person: surname, given name, patronymic, school, the weightiest first."""
    if one is None:
        return 0
    pairs = ((one.last, other.last, 8), (one.first, other.first, 4), (one.patronymic, other.patronymic, 2))
    same = sum(weight for mine, his, weight in pairs if mine and his and fold(mine) == fold(his))
    return same + bool(set(one.organisations) & set(other.organisations))


async def match(
    unit: Unit, regulation: Regulation, *, by: int, person_id: int, same_as: int, run: str, now: datetime
) -> None:
    """«Это он(а)»: the two records become one, and the person is told. For coordinators."""
    await _still_waiting(unit, by, person_id, now)
    other = await unit.session.get(Person, same_as)
    if other is None or other.erased_at is not None or same_as == person_id:
        raise DomainError("people-gone")
    await people.merge(unit, same_as, person_id, now)
    await people.settle(unit, same_as, MATCHED)
    await _tell(unit, regulation, "match-found", person_id=same_as, run=run, now=now)


async def accept_new(
    unit: Unit, regulation: Regulation, *, by: int, person_id: int, run: str, now: datetime
) -> None:
    """«Новый человек»: one of ours whom the staff list does not have yet. For coordinators."""
    await _still_waiting(unit, by, person_id, now)
    await people.settle(unit, person_id, MATCHED)
    await _tell(unit, regulation, "match-new", person_id=person_id, run=run, now=now)


async def decline(
    unit: Unit, regulation: Regulation, *, by: int, person_id: int, run: str, now: datetime
) -> None:
    """«Не наш»: works elsewhere. What was granted with the consent ends. For coordinators."""
    await _still_waiting(unit, by, person_id, now)
    await people.settle(unit, person_id, OUTSIDE)
    await unit.session.execute(
        update(RoleGrant)
        .where(RoleGrant.person_id == person_id, RoleGrant.order_number.is_(None), people.live(now))
        .values(until=now)
        .execution_options(synchronize_session=False)
    )
    await _tell(unit, regulation, "match-outside", person_id=person_id, run=run, now=now)


async def invite(unit: Unit, *, by: int, person_id: int, now: datetime) -> str:
    """A one-time code that lets this person of the staff list in as himself. For coordinators."""
    await members.require(unit, by, now, members.COORDINATOR)
    person = await unit.session.get(Person, person_id)
    if person is None or person.erased_at is not None or not person.last:
        raise DomainError("people-gone")
    return await access.make(unit, access.INVITATION, now, person_id=person_id)


async def _still_waiting(unit: Unit, by: int, person_id: int, now: datetime) -> None:
    await members.require(unit, by, now, members.COORDINATOR)
    state = await unit.session.scalar(select(Person.match_state).where(Person.id == person_id))
    if state != WAITING:
        raise DomainError("people-match-done")


async def _tell(
    unit: Unit, regulation: Regulation, kind: str, *, person_id: int, run: str, now: datetime
) -> None:
    await notices.write(
        unit,
        person_id=person_id,
        kind=kind,
        key=f"{kind}-{run}",
        now=now,
        due_at=regulation.next_allowed(now),
    )
