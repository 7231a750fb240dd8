"""A list against the people already known: who is new, who has changed, whom to ask about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from services.staff_list.identity import Bond, Identity, identity, relation, renamed
from services.staff_list.model import Doubt, KnownPerson, StaffRow
from services.staff_list.text import fold

_COMPARED: Final = (
    "patronymic",
    "birth_date",
    "birth_year",
    "experience_years",
    "position",
    "subject",
    "category",
    "organisation_key",
    "phone",
    "email",
)


@dataclass(frozen=True, slots=True)
class Known:
    """A row that is a known person. `was` holds the former values of what the list states differently."""

    row: StaffRow
    person: KnownPerson
    was: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """A row that a person must decide, why, and which known people it may be."""

    row: StaffRow
    reasons: tuple[Doubt, ...]
    candidates: tuple[KnownPerson, ...] = ()


@dataclass(frozen=True, slots=True)
class Piles:
    """Every row of a list on exactly one pile, each in the order of the list."""

    new: tuple[StaffRow, ...]
    changed: tuple[Known, ...]
    same: tuple[Known, ...]
    unclear: tuple[Question, ...]


def compare(rows: Iterable[StaffRow], known: Iterable[KnownPerson]) -> Piles:
    """Sorts the rows; what an empty cell does not say is no change.

    A name alone never decides: the same birth does, or, where a birth is not known, the same
    organisation. Everything else is asked, and so is a surname that seems to have changed.
    """
    return _Comparison(tuple(rows), tuple(known)).piles()


class _Comparison:
    def __init__(self, rows: Sequence[StaffRow], known: Sequence[KnownPerson]) -> None:
        self.rows = rows
        self.people = sorted(known, key=lambda person: (str(person.id), repr(person)))
        self.identities = [identity(person) for person in self.people]
        self.by_name: dict[str, list[int]] = {}
        self.by_last: dict[str, list[int]] = {}
        self.by_first: dict[str, list[int]] = {}
        self.by_day: dict[Any, list[int]] = {}
        for place, one in enumerate(self.identities):
            self.by_last.setdefault(one.last, []).append(place)
            self.by_name.setdefault(f"{one.last} {one.first[:1]}", []).append(place)
            if one.organisation_key:
                self.by_first.setdefault(f"{one.first} {one.organisation_key}", []).append(place)
            self.by_first.setdefault(f"{one.first} {one.last}", []).append(place)
            if one.birth_date:
                self.by_day.setdefault(one.birth_date, []).append(place)

    def piles(self) -> Piles:
        answers = [self._match(row) for row in self.rows]
        claims = Counter(answer.person.id for answer in answers if isinstance(answer, Known))
        claimed = set(claims)
        new: list[StaffRow] = []
        known: dict[bool, list[Known]] = {True: [], False: []}  # by whether the list changes anything
        unclear: list[Question] = []
        for answer in answers:
            if isinstance(answer, Question):
                unclear.append(answer)
            elif isinstance(answer, StaffRow):
                question = self._renamed(answer, claimed)
                if question:
                    unclear.append(question)
                else:
                    new.append(answer)
            elif claims[answer.person.id] > 1:
                unclear.append(Question(answer.row, (Doubt.SEVERAL,), (answer.person,)))
            else:
                known[bool(answer.was)].append(answer)
        return Piles(tuple(new), tuple(known[True]), tuple(known[False]), tuple(unclear))

    def _match(self, row: StaffRow) -> StaffRow | Known | Question:
        one = identity(row)
        found = [(relation(one, self.identities[place]), place) for place in self._namesakes(one)]
        found = [(bond, place) for bond, place in found if bond.bond > Bond.NONE]
        best = max((bond.bond for bond, _ in found), default=Bond.NONE)
        nearest = self._persons(place for bond, place in found if bond.bond is best)
        if row.unclear:
            return Question(row, row.unclear, self._persons(place for _, place in found))
        if best is Bond.NONE:
            return row
        if best is Bond.ASK:
            doubts = dict.fromkeys(bond.doubt for bond, _ in found if bond.doubt)
            return Question(row, tuple(doubts), nearest)
        if len(nearest) > 1:
            return Question(row, (Doubt.SEVERAL,), nearest)
        posts = [self.people[place] for bond, place in found if self.people[place].id == nearest[0].id]
        person = min(posts, key=lambda post: len(_was(row, post)))
        return Known(row, person, _was(row, person))

    def _namesakes(self, one: Identity) -> list[int]:
        if not one.first:
            return self.by_last.get(one.last, [])
        unnamed = self.by_name.get(f"{one.last} ", [])
        return [*self.by_name.get(f"{one.last} {one.first[:1]}", []), *unnamed]

    def _persons(self, places: Iterable[int]) -> tuple[KnownPerson, ...]:
        """Each person once, though several posts of his may be known."""
        persons: dict[str | int, KnownPerson] = {}
        for place in places:
            persons.setdefault(self.people[place].id, self.people[place])
        return tuple(persons.values())

    def _renamed(self, row: StaffRow, claimed: set[Any]) -> Question | None:
        """Somebody known, not in this list under his own name, who may be this newcomer."""
        one = identity(row)
        places = {
            *self.by_first.get(f"{one.first} {one.organisation_key}", []),
            *(self.by_first.get(f"{one.first} {one.former}", []) if one.former else []),
            *(self.by_day.get(one.birth_date, []) if one.birth_date else []),
        }
        found = {
            place: doubt
            for place in sorted(places)
            if self.people[place].id not in claimed and (doubt := renamed(one, self.identities[place]))
        }
        if not found:
            return None
        return Question(row, tuple(dict.fromkeys(found.values())), self._persons(found))


def _was(row: StaffRow, person: KnownPerson) -> dict[str, Any]:
    """The known values that the list states differently; a year from an age contradicts nothing."""
    was: dict[str, Any] = {}
    for name in _COMPARED:
        stated, known = getattr(row, name), getattr(person, name)
        if name == "category" and not row.category_stated:
            continue
        if name == "birth_year" and (row.birth_by_age or row.birth_date or person.birth_date):
            continue
        if name == "experience_years" and known is None:
            continue
        if (stated is None and name != "category") or stated == known:
            continue
        if isinstance(stated, str) and isinstance(known, str) and fold(stated) == fold(known):
            continue
        was[name] = known
    return was
