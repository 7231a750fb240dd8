"""A person as the coordinator compares records: name, place of work, whether he writes here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, or_, select

from services import people
from services.values import Personal
from storage.people import Account, Employment, Organisation, Person
from storage.store import Unit


@dataclass(frozen=True, slots=True)
class Card:
    """A person as the coordinator compares records. `writes` says that he talks to us already."""

    id: int
    ref: str
    last: str | None
    first: str | None
    patronymic: str | None
    state: str
    listed: bool
    writes: bool
    organisations: tuple[int, ...]
    posts: tuple[str, ...]

    @property
    def label(self) -> Personal:
        """«Петрова Анна Ивановна, школа № 5, математика»."""
        name = people.full_name(self)
        return Personal(
            ", ".join([name.text if name else people.reference(self), *self.posts]), people.reference(self)
        )


async def cards_of(unit: Unit, ids: Iterable[int], day: date) -> list[Card]:
    """The records in the order of their ids as given; two statements in all."""
    wanted = list(ids)
    if not wanted:
        return []
    writes = exists().where(Account.person_id == Person.id, Account.territory == Person.territory)
    rows = await unit.session.execute(
        select(
            Person.id,
            Person.ref,
            Person.last,
            Person.first,
            Person.patronymic,
            Person.match_state,
            Person.listed,
            writes,
        ).where(Person.id.in_(wanted))
    )
    posts = await _posts(unit, wanted, day)
    cards = {
        row.id: Card(
            *row,
            organisations=tuple(number for number, _ in posts.get(row.id, ())),
            posts=tuple(dict.fromkeys(text for _, text in posts.get(row.id, ()))),
        )
        for row in rows
    }
    return [cards[number] for number in wanted if number in cards]


async def _posts(unit: Unit, people_ids: list[int], day: date) -> dict[int, list[tuple[int, str]]]:
    rows = await unit.session.execute(
        select(
            Employment.person_id,
            Organisation.id,
            Organisation.short,
            Employment.position,
            Employment.subject,
        )
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .where(
            Employment.person_id.in_(people_ids),
            or_(Employment.until.is_(None), Employment.until > day),
        )
        .order_by(Employment.external, Employment.id)
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for person, organisation, short, position, subject in rows:
        text = ", ".join(part for part in (short, subject or position) if part)
        found.setdefault(person, []).append((organisation, text))
    return found
