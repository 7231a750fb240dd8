"""A staff list beside the store: what would be added, changed or asked. Nothing is written here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import blake2b
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import people, roster_facts
from services.staff_list import (
    Known,
    KnownPerson,
    Skipped,
    StaffList,
    StaffRow,
    closest_key,
    compare,
    organisation_key,
    organisation_kind,
)
from services.values import dumps, loads
from storage.people import Employment, Organisation, Person
from storage.roster import RosterBatch

NEW, CHANGED, SAME, UNCLEAR, SKIPPED, MISSING = "new", "changed", "same", "unclear", "skipped", "missing"
PILES: Final = (NEW, CHANGED, UNCLEAR, SKIPPED, MISSING, SAME)
EXTERNAL: Final = "external"
SHORT_LENGTH: Final = 60
A_PART: Final = 500


@dataclass(frozen=True, slots=True)
class Held:
    """A post that a known person holds now."""

    organisation_id: int
    external: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the store knows: people with their posts, schools by their keys, and lists newer than this."""

    people: tuple[KnownPerson, ...]
    facts: Mapping[int, Mapping[str, Any]]
    posts: Mapping[int, Sequence[Held]]
    schools: Mapping[str, int]
    titles: Mapping[str, str]
    newer: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NewSchool:
    """An organisation that the store does not know; `kind` as `organisation_kind` tells it."""

    key: str
    title: str
    kind: str
    people: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list, or one person whom it misses, on its pile.

    A candidate is the id of a person, or negative the number of another line of this list.
    """

    number: int
    pile: str
    sheet: str
    place: int
    row: StaffRow | None = None
    was: Mapping[str, Any] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    candidates: tuple[int, ...] = ()
    args: Mapping[str, str | int] = field(default_factory=dict)
    person_id: int | None = None
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole list in piles.

    `older` says that a newer list of these schools has been loaded, `homeless` counts the rows that
    name no school, `known` are the people whom an unclear row may mean or whom the list misses.
    `print` changes whenever a decision about it might.
    """

    lines: tuple[Line, ...]
    schools: tuple[NewSchool, ...] = ()
    keys: tuple[str, ...] = ()
    list_date: date | None = None
    older: bool = False
    homeless: int = 0
    known: Mapping[int, KnownPerson] = field(default_factory=dict)
    print: str = ""

    def pile(self, name: str) -> list[Line]:
        """The lines of one pile in the order of the list."""
        return [line for line in self.lines if line.pile == name]

    def counts(self) -> dict[str, int]:
        """How many lines lie where; `schools` are new ones, `homeless` rows that name none."""
        sizes = {name: len(self.pile(name)) for name in PILES}
        return sizes | {"schools": len(self.schools), "homeless": self.homeless, "older": int(self.older)}


# --- what the store knows ------------------------------------------------------------------


async def look(session: AsyncSession, read_on: date, list_date: date | None) -> Snapshot:
    """What a list is compared with, in three statements. For a reading session."""
    rows = await session.execute(
        select(Organisation.id, Organisation.match_key, Organisation.title).order_by(Organisation.id)
    )
    schools = {row.match_key: row for row in rows}
    keys = {row.id: key for key, row in schools.items()}
    found: list[KnownPerson] = []
    facts: dict[int, Mapping[str, Any]] = {}
    posts: dict[int, list[Held]] = {}
    stream = await session.stream(_known_people(read_on).execution_options(yield_per=A_PART))
    async for part in stream.partitions():  # in between, the event loop has others to serve
        for row in part:
            facts[row.id] = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
            found.append(_known(row, keys.get(row.organisation_id)))
            held = posts.setdefault(row.id, [])
            if row.organisation_id is not None:
                held.append(Held(row.organisation_id, row.external))
    return Snapshot(
        tuple(found),
        facts,
        posts,
        {key: row.id for key, row in schools.items()},
        {key: row.title for key, row in schools.items()},
        await _newer(session, list_date),
    )


def _known_people(on: date) -> Any:
    """Everybody of the staff lists, a row for each post held on this day."""
    return (
        select(
            Person.id,
            Person.last,
            Person.first,
            Person.patronymic,
            Person.birth_date,
            Person.birth_year,
            Person.category,
            Person.phone,
            Person.email,
            Person.started_on,
            Person.started_precision,
            Person.left_on,
            Employment.organisation_id,
            Employment.position,
            Employment.subject,
            Employment.external,
        )
        .outerjoin(
            Employment,
            (Employment.person_id == Person.id) & or_(Employment.until.is_(None), Employment.until > on),
        )
        .where(
            Person.erased_at.is_(None),
            Person.last.is_not(None),
            or_(Person.listed, Person.match_state.in_((people.LISTED, people.MATCHED))),
        )
        .order_by(Person.id, Employment.external, Employment.id)
    )


def _known(row: Any, key: str | None) -> KnownPerson:
    return KnownPerson(
        row.id,
        row.last,
        row.first,
        row.patronymic,
        row.birth_date,
        row.birth_date.year if row.birth_date else row.birth_year,
        key,
        row.position,
        row.subject,
        row.category,
        phone=row.phone,
        email=row.email,
    )


async def _newer(session: AsyncSession, list_date: date | None) -> frozenset[str]:
    """The schools of which a list with a later date has been written."""
    if list_date is None:
        return frozenset()
    later = await session.scalars(
        select(RosterBatch.organisations).where(
            RosterBatch.state == "written", RosterBatch.list_date > list_date
        )
    )
    return frozenset(key for text in later for key in loads(text))


# --- the piles -----------------------------------------------------------------------------


def sort(staff: StaffList, known: Snapshot, *, read_on: date, home: str | None = None) -> Preview:
    """Every row of the list on its pile, and whom it misses. `home` is the school of rows that name none.

    Thousands of people take a second: not for the event loop.
    """
    as_of = staff.list_date or read_on
    people_at_home = [_at_home(row, home) for row in staff.people]
    keys = {key: closest_key(key, known.schools) or key for key in _named(people_at_home)}
    rows = [replace(row, organisation_key=keys.get(row.organisation_key or "")) for row in people_at_home]
    numbers = {(row.sheet, row.row): number for number, row in enumerate(rows, start=1)}
    piles = compare(rows, known.people)
    lines = [
        *(_line(row, NEW, numbers, known) for row in piles.new),
        *(_known_line(one, numbers, known, as_of) for one in (*piles.changed, *piles.same)),
    ]
    for asked in piles.unclear:
        candidates = [int(person.id) for person in asked.candidates]
        if asked.row.like in numbers:
            candidates.append(-numbers[asked.row.like])
        line = _line(asked.row, UNCLEAR, numbers, known)
        reasons = tuple(map(str, asked.reasons))
        lines.append(replace(line, reasons=reasons, candidates=tuple(dict.fromkeys(candidates))))
    lines.sort(key=lambda line: line.number)
    older = bool(known.newer.intersection(keys.values()))
    if not older:
        lines += _missing(lines, known, len(lines) + len(staff.skipped))
    skipped = [_skipped(one, len(rows) + place) for place, one in enumerate(staff.skipped, start=1)]
    schools = tuple(_new_schools(rows, known))
    return Preview(
        tuple(sorted([*lines, *skipped], key=lambda line: line.number)),
        schools,
        tuple(dict.fromkeys(keys.values())),
        staff.list_date,
        older,
        sum(row.organisation_key is None for row in rows),
        _named_in(lines, known),
        _print(lines, schools),
    )


def _print(lines: Iterable[Line], schools: Iterable[NewSchool]) -> str:
    asked = [
        (line.number, line.pile, line.person_id, line.reasons, line.candidates, dict(line.was))
        for line in lines
        if line.pile != SAME
    ]
    return blake2b(dumps([asked, [school.key for school in schools]]).encode(), digest_size=12).hexdigest()


def _named(rows: Iterable[StaffRow]) -> Iterable[str]:
    return dict.fromkeys(row.organisation_key for row in rows if row.organisation_key)


def _at_home(row: StaffRow, home: str | None) -> StaffRow:
    if row.organisation_key or not home:
        return row
    return replace(
        row, organisation=home, organisation_stated=home, organisation_key=organisation_key(home) or None
    )


def _line(row: StaffRow, pile: str, numbers: Mapping[tuple[str, int], int], known: Snapshot) -> Line:
    school = known.schools.get(row.organisation_key or "")
    return Line(numbers[row.sheet, row.row], pile, row.sheet, row.row, row, organisation_id=school)


def _known_line(one: Known, numbers: Mapping[tuple[str, int], int], known: Snapshot, as_of: date) -> Line:
    """A known person is changed also where the comparison of texts cannot see it: time, terms, return."""
    person_id = int(one.person.id)
    facts, was = known.facts[person_id], dict(one.was)
    if "organisation_key" in was:
        was["organisation"] = known.titles.get(was.pop("organisation_key") or "")
    line = _line(one.row, SAME, numbers, known)
    stated = roster_facts.person_facts(one.row, facts, as_of)
    if "started_on" in stated:
        began = facts["started_on"]
        was["experience_years"] = None if began is None else roster_facts.full_years(began, as_of)
    if "left_on" in stated:
        was["left_on"] = facts["left_on"]
    if _becomes_external(one.row, line.organisation_id, known.posts[person_id]):
        for name in ("organisation", "position", "subject"):  # it is a post beside the one compared
            was.pop(name, None)
        was["part_time"] = None
    return replace(line, pile=CHANGED if was else SAME, was=was, person_id=person_id)


def _becomes_external(row: StaffRow, school: int | None, posts: Collection[Held]) -> bool:
    return row.part_time == EXTERNAL and not any(
        post.external and post.organisation_id == school for post in posts
    )


def _skipped(one: Skipped, number: int) -> Line:
    return Line(number, SKIPPED, one.sheet, one.row, reasons=(str(one.reason),), args=one.args)


def _missing(lines: Sequence[Line], known: Snapshot, last: int) -> list[Line]:
    """Who works at a school of this list and does not stand in it; whoever may be meant is not missed."""
    schools = {line.organisation_id for line in lines if line.organisation_id is not None}
    named = {line.person_id for line in lines} | {one for line in lines for one in line.candidates}
    gone = [
        (person_id, school)
        for person_id, posts in known.posts.items()
        if person_id not in named
        for school in sorted({post.organisation_id for post in posts if post.organisation_id in schools})
    ]
    return [
        Line(number, MISSING, "", 0, person_id=person_id, organisation_id=school)
        for number, (person_id, school) in enumerate(gone, start=last + 1)
    ]


def _named_in(lines: Iterable[Line], known: Snapshot) -> dict[int, KnownPerson]:
    """The known people whom a question or a gap in the list is about."""
    asked = {one for line in lines for one in line.candidates}
    asked |= {line.person_id for line in lines if line.pile == MISSING and line.person_id is not None}
    return {int(person.id): person for person in known.people if int(person.id) in asked}


def _new_schools(rows: Sequence[StaffRow], known: Snapshot) -> Iterable[NewSchool]:
    staff: dict[str, int] = {}
    titles: dict[str, str] = {}
    for row in rows:
        key = row.organisation_key
        if key and key not in known.schools and row.organisation:
            staff[key] = staff.get(key, 0) + 1
            titles.setdefault(key, row.organisation)
    return (NewSchool(key, titles[key], organisation_kind(titles[key]), staff[key]) for key in staff)


def short_title(title: str) -> str:
    """«МОУ «СОШ № 5»» as one says it: what stands between the outer quotes, at most 60 signs."""
    begin, end = title.find("«"), title.rfind("»")
    inner = title[begin + 1 : end].strip() if 0 <= begin < end and end >= len(title) - 2 else ""
    short = inner if any(sign.isalpha() for sign in inner) else title
    return short if len(short) <= SHORT_LENGTH else short[: SHORT_LENGTH - 1].rstrip() + "…"
