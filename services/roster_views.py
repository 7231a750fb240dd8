"""What a coordinator sees of a staff list: batches, their piles, one line of them in full.

Every function is for coordinators, by `NotAllowed`, but those that the worker tells its results with.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select

from services import members, roster_batches, roster_facts
from services.errors import DomainError
from services.people import full_name, reference
from services.roster_batches import FAILED, READY, UNDO_FAILED, WRITTEN
from services.roster_preview import CHANGED, MISSING, NEW, SKIPPED, UNCLEAR
from services.staff_list import KnownPerson, StaffRow
from services.values import Personal, Words, loads
from storage.people import Employment, Organisation, Person
from storage.roster import RosterBatch, RosterChange, RosterRow
from storage.store import Unit

RECENT: Final = 12


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as people are told of it.

    `schools` are the new ones with the number of their people, `waiting` the questions nobody has
    answered yet; `has_stayed` says that an undoing had to leave something.
    """

    id: int
    name: Personal
    state: str
    counts: dict[str, int]
    schools: tuple[tuple[str, int], ...]
    made_at: datetime
    list_date: date | None
    written_at: datetime | None
    waiting: int = 0
    has_stayed: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it may still be written or dropped."""
        return self.state == READY

    @property
    def has_work(self) -> bool:
        """Whether writing it would change anything, or something is to be decided."""
        return _has_work(self.counts)

    @property
    def is_written(self) -> bool:
        """Whether it stands in the store."""
        return self.state == WRITTEN

    @property
    def is_half_written(self) -> bool:
        """Whether its writing has failed: it may go on, or be taken back."""
        return self.state == FAILED

    @property
    def is_half_undone(self) -> bool:
        """Whether its taking back has failed: it may be tried again."""
        return self.state == UNDO_FAILED


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a pile: who it is in a line of text, and where in the file."""

    number: int
    label: Personal
    sheet: str
    row: int
    school: str | None = None
    reasons: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the list states differently; `field` is a text of the locales."""

    field: Words
    was: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Detail:
    """A line in full: what the list says, what would change, why it is asked, who it may be.

    `person_id` is the record of somebody who is known, or has been entered, and not erased since.
    """

    item: Item
    facts: tuple[Any, ...]
    changes: tuple[Change, ...] = ()
    candidates: tuple[tuple[int, Personal], ...] = ()
    decision: str | None = None
    open: bool = True
    person_id: int | None = None


async def recent(unit: Unit, *, by: int, now: datetime) -> list[Batch]:
    """The batches of late, the newest first."""
    await members.require(unit, by, now, members.COORDINATOR)
    rows = await unit.session.scalars(
        select(RosterBatch)
        .where(RosterBatch.state.not_in((roster_batches.FILLING, roster_batches.DROPPED)))
        .order_by(RosterBatch.id.desc())
        .limit(RECENT)
    )
    return [_batch(row) for row in rows]


async def waiting(unit: Unit) -> int | None:
    """The newest list that was read and awaits a decision; None if there is none."""
    rows = await unit.session.scalars(
        select(RosterBatch).where(RosterBatch.state == READY).order_by(RosterBatch.id.desc()).limit(RECENT)
    )
    return next((row.id for row in rows if _has_work(roster_batches.counts_of(row))), None)


def _has_work(counts: Mapping[str, int]) -> bool:
    return any(counts.get(name) for name in (NEW, CHANGED, UNCLEAR, MISSING))


async def batch(unit: Unit, batch_id: int, *, by: int, now: datetime) -> Batch:
    """One batch. DomainError if there is none of this number."""
    await own(unit, batch_id, by, now)
    return await told(unit, batch_id)


async def items(unit: Unit, batch_id: int, pile: str, *, by: int, now: datetime) -> list[Item]:
    """The lines of a pile in the order of the list; of unclear ones only those still to be asked."""
    await own(unit, batch_id, by, now)
    wanted = [RosterRow.batch_id == batch_id, RosterRow.pile == pile]
    if pile in (UNCLEAR, MISSING):
        wanted += [RosterRow.decision.is_(None), RosterRow.done.is_(False)]
    if pile == UNCLEAR:
        wanted.append(RosterRow.facts != "{}")
    rows = await unit.session.scalars(select(RosterRow).where(*wanted).order_by(RosterRow.number))
    found = rows.all()
    people = await _people(unit, {row.person_id for row in found if row.person_id is not None})
    return [_item(row, people) for row in found]


async def detail(unit: Unit, batch_id: int, number: int, *, by: int, now: datetime) -> Detail:
    """One line in full. DomainError if the batch has none of this number."""
    await own(unit, batch_id, by, now)
    row = await line(unit, batch_id, number)
    candidates = [one for one in loads(row.candidates) if isinstance(one, int)]
    known = {one for one in candidates if one > 0} | ({row.person_id} if row.person_id else set())
    people = await _people(unit, known)
    others = await _lines(unit, batch_id, {-one for one in candidates if one < 0})
    named = [(one, people[one].card) for one in candidates if one in people]
    named += [(one, others[-one]) for one in candidates if -one in others]
    said = roster_facts.unpack(row.facts)
    return Detail(
        _item(row, people),
        _facts(said) if row.pile != SKIPPED else (),
        changes(said, loads(row.was)),
        tuple(named),
        row.decision,
        open=row.decision is None and not row.done and row.facts != "{}",
        person_id=row.person_id if row.person_id in people and people[row.person_id].named else None,
    )


async def unanswered(unit: Unit, batch_id: int, *, by: int, now: datetime) -> int | None:
    """The number of the first unclear line that nobody has decided; None when all are."""
    found = await items(unit, batch_id, UNCLEAR, by=by, now=now)
    return found[0].number if found else None


async def stayed(unit: Unit, batch_id: int) -> list[tuple[Personal, str]]:
    """What an undoing had to leave: people (or schools) and the key of the sentence that says why."""
    rows = await unit.session.scalars(
        select(RosterChange)
        .where(RosterChange.batch_id == batch_id, RosterChange.stays.is_not(None))
        .order_by(RosterChange.person_id, RosterChange.id)
    )
    why: dict[int, str] = {}
    schools: dict[int, str] = {}
    for row in rows:
        if row.person_id is not None:
            why.setdefault(row.person_id, row.stays or "")
        elif row.organisation_id is not None:
            schools[row.organisation_id] = row.stays or ""
    people = await _people(unit, why)
    titles = await unit.session.execute(
        select(Organisation.id, Organisation.short).where(Organisation.id.in_(schools))
    )
    return [
        *((people[one].card, reason) for one, reason in why.items() if one in people),
        *((Personal(title, title), schools[one]) for one, title in titles),
    ]


async def own(unit: Unit, batch_id: int, by: int, now: datetime, *, lock: bool = False) -> RosterBatch:
    """A batch for a coordinator. DomainError if there is none of this number."""
    await members.require(unit, by, now, members.COORDINATOR)
    return await find(unit, batch_id, lock=lock)


async def find(unit: Unit, batch_id: int, *, lock: bool = False) -> RosterBatch:
    """A batch by its number. DomainError if there is none."""
    statement = select(RosterBatch).where(
        RosterBatch.id == batch_id, RosterBatch.state != roster_batches.FILLING
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = await unit.session.scalar(statement)
    if found is None:
        raise DomainError("roster-unknown-batch", batch=str(batch_id))
    return found


async def line(unit: Unit, batch_id: int, number: int, *, lock: bool = False) -> RosterRow:
    """A row of a batch. DomainError if there is none of this number."""
    statement = select(RosterRow).where(RosterRow.batch_id == batch_id, RosterRow.number == number)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    row = await unit.session.scalar(statement)
    if row is None:
        raise DomainError("roster-answered")
    return row


# --- below ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Card:
    """A known person in a line."""

    name: str
    card: Personal
    school: str | None
    named: bool


async def told(unit: Unit, batch_id: int) -> Batch:
    """As `batch`, for whoever carries the work out. What waits for an answer is counted as it is now."""
    row = await find(unit, batch_id)
    asked = await unit.session.execute(
        select(RosterRow.pile, func.count())
        .where(
            RosterRow.batch_id == batch_id,
            (RosterRow.pile == MISSING) | ((RosterRow.pile == UNCLEAR) & (RosterRow.facts != "{}")),
            RosterRow.decision.is_(None),
            RosterRow.done.is_(False),
        )
        .group_by(RosterRow.pile)
    )
    waiting = {UNCLEAR: 0, MISSING: 0} | {pile: count for pile, count in asked}  # noqa: C416 - rows, not pairs
    stays = await unit.session.scalar(
        select(RosterChange.id)
        .where(RosterChange.batch_id == batch_id, RosterChange.stays.is_not(None))
        .limit(1)
    )
    found = _batch(row)
    return replace(
        found, counts=found.counts | waiting, waiting=waiting[UNCLEAR], has_stayed=stays is not None
    )


def _batch(row: RosterBatch) -> Batch:
    return Batch(
        row.id,
        Personal(row.name),
        row.state,
        roster_batches.counts_of(row),
        tuple((title, count) for title, count in loads(row.schools)),
        row.made_at,
        row.list_date,
        row.written_at,
    )


async def _lines(unit: Unit, batch_id: int, numbers: Collection[int]) -> dict[int, Personal]:
    if not numbers:
        return {}
    rows = await unit.session.scalars(
        select(RosterRow).where(RosterRow.batch_id == batch_id, RosterRow.number.in_(numbers))
    )
    found = rows.all()
    people = await _people(unit, {row.person_id for row in found if row.person_id is not None})
    return {row.number: _item(row, people).label for row in found}


async def _people(unit: Unit, ids: Collection[int]) -> dict[int, _Card]:
    """Names, years of birth and posts of these people; one statement."""
    if not ids:
        return {}
    rows = await unit.session.execute(
        select(
            Person.id, Person.ref, Person.last, Person.first, Person.patronymic,
            Person.birth_date, Person.birth_year,
            Employment.position, Employment.subject, Organisation.short,
        )
        .outerjoin(Employment, (Employment.person_id == Person.id) & Employment.until.is_(None))
        .outerjoin(Organisation, Organisation.id == Employment.organisation_id)
        .where(Person.id.in_(sorted(ids)))
        .order_by(Person.id, Employment.external, Employment.id)
    )  # fmt: skip
    found: dict[int, _Card] = {}
    for row in rows:
        if row.id in found:
            continue
        name = full_name(row)
        text = name.text if name else reference(row)
        year = row.birth_date.year if row.birth_date else row.birth_year
        parts = [text, str(year) if year else None, row.position, row.subject, row.short]
        card = Personal(", ".join(part for part in parts if part), reference(row))
        found[row.id] = _Card(text, card, row.short, named=name is not None)
    return found


def _item(row: RosterRow, people: dict[int, _Card]) -> Item:
    known = people.get(row.person_id or 0)
    reasons = tuple(_reason(row, key) for key in loads(row.reasons))
    if row.pile == SKIPPED:
        return Item(row.number, Personal(""), row.sheet, row.row, reasons=reasons)
    said = roster_facts.unpack(row.facts)
    if said.last is None and known is not None:
        return Item(row.number, known.card, row.sheet, row.row, known.school, reasons)
    return Item(row.number, label(said), row.sheet, row.row, said.organisation, reasons)


def _reason(row: RosterRow, key: str) -> Words:
    args = loads(row.facts) if row.pile == SKIPPED else {}
    return Words(key, **args)


def label(row: StaffRow | KnownPerson) -> Personal:
    """«Петрова Анна Ивановна, 1984, учитель, химия»: a row of a list, or somebody known, in a line."""
    name = " ".join(part for part in (row.last, row.first, row.patronymic) if part)
    parts = [name, str(row.birth_year) if row.birth_year else None, row.position, row.subject]
    return Personal(", ".join(part for part in parts if part))


FIELDS: Final = (
    "birth_date", "birth_year", "experience_years", "position", "subject", "category", "organisation",
    "phone", "email", "part_time",
)  # fmt: skip


def _facts(row: StaffRow) -> tuple[Any, ...]:
    """What the row says, a text for each thing it says."""
    told = []
    for name in FIELDS:
        value = shown(name, getattr(row, name))
        if value is None or (name == "birth_year" and row.birth_date is not None):
            continue
        told.append(Words("roster-fact", field=field_words(name), value=value))
    return (*told, *(Words(str(note)) for note in row.notes))


def changes(row: StaffRow, was: Mapping[str, Any]) -> tuple[Change, ...]:
    """What a row would change of what was known."""
    nothing = Words("roster-nothing")
    found = []
    for name, before in was.items():
        now = Words("roster-back-again") if name == "left_on" else shown(name, getattr(row, name))
        found.append(Change(field_words(name), shown(name, before) or nothing, now or nothing))
    return tuple(found)


def field_words(name: str) -> Words:
    """What a column is called."""
    return Words("roster-field-" + name.replace("_", "-"))


def shown(name: str, value: Any) -> Any:
    """A value of a list as a message carries it; None where there is none."""
    if value is None:
        return None
    if name == "part_time":
        return Words(f"roster-part-time-{value}")
    if isinstance(value, date):
        return Personal(value.strftime("%d.%m.%Y"))
    return Personal(str(value))
