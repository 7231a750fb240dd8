"""Staff lists: what a coordinator decides about them. Reading, writing and undoing are a worker's.

A list that was read becomes a batch (``services/roster_batches.py``); its piles come from
``services/roster_preview.py``, what people see of them from ``services/roster_views.py``. Every
function here is for coordinators, by `NotAllowed`, but those for the command line.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import select, update

from services import files, members, roster_batches, roster_writing
from services.errors import DomainError
from services.roster_batches import (
    DROPPED,
    FAILED,
    ORDERED,
    READY,
    SORTING,
    UNDO_FAILED,
    UNDOING,
    UNDONE,
    WRITING,
    WRITTEN,
)
from services.roster_preview import MISSING, UNCLEAR
from services.roster_views import line, own, stayed
from services.staff_list import Refusal, organisation_key
from services.staff_list.workbook import FILE_LIMIT, MIB
from services.values import loads
from storage.people import Person
from storage.roster import RosterBatch, RosterChange, RosterRow
from storage.store import Unit

PURPOSE: Final = "roster"
SAME, NEW, SKIP = "same", "new", "skip"
_READABLE: Final = ".xlsx"
_OLD: Final = (".xls", ".xlt")


# --- receiving a file ----------------------------------------------------------------------


async def receive(unit: Unit, *, by: int, file: int, now: datetime) -> None:
    """Accepts a file that a coordinator has sent; it is fetched and read after the commit.

    DomainError for what cannot be a staff list by its name or size.
    """
    await members.require(unit, by, now, members.COORDINATOR)
    name, size = await files.seen(unit, file, by)
    suffix = name.lower()
    if suffix.endswith(_OLD):
        raise DomainError(Refusal.OLD_XLS)
    if not suffix.endswith(_READABLE):
        raise DomainError(Refusal.NOT_XLSX)
    if size is not None and size > FILE_LIMIT:
        raise DomainError(Refusal.TOO_LARGE, limit=FILE_LIMIT // MIB)
    await files.want(unit, file, PURPOSE, now)


# --- deciding ------------------------------------------------------------------------------


async def decide(
    unit: Unit, batch_id: int, number: int, *, by: int, choice: str, whom: int | None = None, now: datetime
) -> None:
    """Answers one unclear line: the same as `whom` (one of its candidates), a new person, or nobody.

    In a batch that is written already it is carried out at once. DomainError when it was answered
    meanwhile or the person is gone.
    """
    found = await own(unit, batch_id, by, now, lock=True)
    row = await line(unit, batch_id, number, lock=True)
    if row.pile != UNCLEAR or row.decision is not None or row.facts == "{}":
        raise DomainError("roster-answered")
    if found.state not in (READY, WRITTEN):
        raise DomainError("roster-busy")
    if choice == SAME:
        await _point(unit, row, whom)
    row.decision = choice
    if choice == SKIP:
        row.facts, row.was = "{}", "{}"
    await unit.session.flush()
    if found.state == WRITTEN and choice != SKIP:
        await roster_writing.write_rows(unit, batch_id, [row], now)
        if row.decision is None:
            raise DomainError("roster-answer-first")
        found.counts = await roster_writing.recount(unit, found)


async def _point(unit: Unit, row: RosterRow, whom: int | None) -> None:
    if whom is None or whom not in loads(row.candidates):
        raise DomainError("roster-answered")
    if whom < 0:
        row.same_as = -whom
        return
    person = await unit.session.scalar(select(Person.id).where(Person.id == whom, Person.erased_at.is_(None)))
    if person is None:
        raise DomainError("people-gone")
    row.person_id = person


async def mark_left(unit: Unit, batch_id: int, numbers: Collection[int], *, by: int, now: datetime) -> None:
    """Confirms that these people, whom the list misses, have left their school."""
    found = await own(unit, batch_id, by, now, lock=True)
    if found.state not in (READY, WRITTEN):
        raise DomainError("roster-busy")
    rows = await unit.session.scalars(
        select(RosterRow)
        .where(
            RosterRow.batch_id == batch_id,
            RosterRow.pile == MISSING,
            RosterRow.number.in_(sorted(numbers)),
            RosterRow.decision.is_(None),
        )
        .order_by(RosterRow.number)
    )
    confirmed = rows.all()
    for row in confirmed:
        row.decision = "left"
    await unit.session.flush()
    if found.state == WRITTEN:
        await roster_writing.write_rows(unit, batch_id, confirmed, now)
        found.counts = await roster_writing.recount(unit, found)


async def place(unit: Unit, batch_id: int, title: str, *, by: int, now: datetime) -> None:
    """Says to which school the rows belong that name none; the list is then sorted anew."""
    found = await own(unit, batch_id, by, now, lock=True)
    if found.state != READY:
        raise DomainError("roster-busy")
    if not organisation_key(title):
        raise DomainError("roster-school-unclear")
    found.home, found.state, found.changed_at, found.due_at = title.strip()[:300], SORTING, now, now


async def order(unit: Unit, batch_id: int, *, by: int, now: datetime) -> None:
    """Has the batch written by the worker. Ordering twice changes nothing."""
    found = await own(unit, batch_id, by, now, lock=True)
    if found.state in (ORDERED, WRITING, WRITTEN):
        return
    begin_write(found, now)
    found.by_id = by


def begin_write(found: RosterBatch, now: datetime) -> None:
    """As `order`, for the command line; a writing that failed goes on where it stopped.

    DomainError unless there is something to write.
    """
    if found.state not in (READY, ORDERED, FAILED):
        raise DomainError("roster-busy")
    found.state = WRITING if found.state == FAILED else ORDERED
    found.changed_at = found.due_at = now


async def order_undo(unit: Unit, batch_id: int, *, by: int, now: datetime) -> None:
    """Has a written batch taken back by the worker; what had to stay the last time is tried again."""
    found = await own(unit, batch_id, by, now, lock=True)
    if found.state == UNDOING:
        return
    await begin_undo(unit, found, now)
    found.by_id = by


async def begin_undo(unit: Unit, found: RosterBatch, now: datetime) -> None:
    """As `order_undo`, for the command line. DomainError unless there is something to take back."""
    again = found.state == UNDONE and bool(await stayed(unit, found.id))
    if found.state not in (WRITTEN, FAILED, UNDO_FAILED) and not again:
        raise DomainError("roster-not-written", batch=str(found.id))
    await unit.session.execute(
        update(RosterChange)
        .where(RosterChange.batch_id == found.id)
        .values(stays=None)
        .execution_options(synchronize_session=False)
    )
    found.state, found.changed_at, found.due_at = UNDOING, now, now


async def drop(unit: Unit, batch_id: int, *, by: int, now: datetime) -> None:
    """Forgets a preview. DomainError once it is being written."""
    found = await own(unit, batch_id, by, now, lock=True)
    if found.state == DROPPED:
        return
    if found.state != READY:
        raise DomainError("roster-busy")
    await roster_batches.drop(unit, found)
