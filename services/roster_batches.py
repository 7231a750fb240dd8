"""Batches of staff lists in the store: filled in small steps, sorted anew, held by one worker at a time.

Everything here is for whoever carries the work out (the program's worker, the command line); what a
coordinator may do stands in ``services/roster.py``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import CursorResult, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from services import roster_facts
from services.errors import DomainError
from services.roster_preview import CHANGED, MISSING, NEW, SKIPPED, UNCLEAR, Line, Preview
from services.staff_list import Omission, Skipped, StaffList
from services.values import dumps, loads
from storage.roster import RosterBatch, RosterRow
from storage.store import LostRace, Unit

LEASE: Final = timedelta(seconds=60)
FILLING, READY, SORTING, ORDERED, WRITING = "filling", "ready", "sorting", "ordered", "writing"
WRITTEN, UNDOING, UNDONE, DROPPED = "written", "undoing", "undone", "dropped"
FAILED, UNDO_FAILED = "failed", "undo-failed"
MOST_FAILS: Final = 3
AFTER_FAILING: Final = {SORTING: READY, ORDERED: READY, WRITING: FAILED, UNDOING: UNDO_FAILED}
"""Where a batch stands when its work has failed too often: nothing was written, or some of it."""
WORK: Final = (SORTING, ORDERED, WRITING, UNDOING)
A_STEP: Final = 100
"""Rows of a preview that are stored in one transaction."""
NO_FACTS: Final = {"facts": "{}", "was": "{}"}


@dataclass(frozen=True, slots=True)
class Claim:
    """A batch in this worker's hands until `until`; nobody else of the territory writes meanwhile."""

    batch_id: int
    state: str
    until: datetime


class ClaimLost(Exception):
    """The lease ran out and somebody else goes on with the batch."""


# --- filling -------------------------------------------------------------------------------


async def standing(unit: Unit, digest: str) -> RosterBatch | None:
    """The batch of this very content, unless it was undone or dropped."""
    return await unit.session.scalar(select(RosterBatch).where(RosterBatch.digest == digest))


async def begin(
    unit: Unit,
    *,
    digest: str,
    name: str,
    list_date: date | None,
    read_on: date,
    by_id: int | None,
    now: datetime,
) -> int:
    """A new batch to be filled; one that was left half filled is begun again.

    DomainError while somebody else fills it.
    """
    found = await standing(unit, digest)
    if found is None:
        found = RosterBatch(digest=digest, made_at=now)
        unit.session.add(found)
    elif found.state != FILLING or found.due_at > now:
        raise DomainError("roster-busy")
    found.name, found.list_date, found.read_on = name[:255], list_date, read_on
    found.by_id, found.state, found.changed_at, found.due_at = by_id, FILLING, now, now + LEASE
    try:
        await unit.session.flush()
    except IntegrityError as error:
        raise LostRace from error
    await unit.session.execute(delete(RosterRow).where(RosterRow.batch_id == found.id))
    return found.id


async def add_lines(unit: Unit, batch_id: int, lines: Sequence[Line]) -> None:
    """Stores some lines of a preview."""
    if lines:
        rows = [{"territory": unit.territory, "batch_id": batch_id, **_as_row(line)} for line in lines]
        await unit.session.execute(insert(RosterRow), rows)


def _as_row(line: Line) -> dict[str, Any]:
    facts = roster_facts.pack(line.row) if line.row is not None else dumps(dict(line.args))
    return {
        "number": line.number,
        "sheet": line.sheet[:120],
        "row": line.place,
        "pile": line.pile,
        "facts": facts,
        "was": dumps(dict(line.was)),
        "reasons": dumps(list(line.reasons)),
        "candidates": dumps(list(line.candidates)),
        "person_id": line.person_id,
        "organisation_id": line.organisation_id,
    }


async def set_ready(unit: Unit, batch_id: int, preview: Preview, now: datetime) -> None:
    """The preview stands whole and may be looked at."""
    await set_sorted(unit, batch_id, preview)
    batch = await unit.session.get_one(RosterBatch, batch_id)
    batch.state, batch.changed_at, batch.due_at = READY, now, now


async def set_sorted(unit: Unit, batch_id: int, preview: Preview) -> None:
    """What the preview says of itself."""
    batch = await unit.session.get_one(RosterBatch, batch_id)
    batch.counts, batch.print = dumps(preview.counts()), preview.print
    batch.organisations = dumps(list(preview.keys))
    batch.schools = dumps([[school.title, school.people] for school in preview.schools])
    await unit.session.flush()


# --- sorting anew --------------------------------------------------------------------------


async def as_list(session: AsyncSession, batch_id: int) -> tuple[RosterBatch, StaffList]:
    """A batch that nothing of is written yet, as the list that it was."""
    batch = await session.get_one(RosterBatch, batch_id)
    stream = await session.stream(
        select(RosterRow.sheet, RosterRow.row, RosterRow.pile, RosterRow.reasons, RosterRow.facts)
        .where(RosterRow.batch_id == batch_id, RosterRow.pile != MISSING)
        .order_by(RosterRow.number)
        .execution_options(yield_per=A_STEP)
    )
    people, skipped = [], []
    async for part in stream.partitions():
        for row in part:
            if row.pile == SKIPPED:
                reason = Omission(loads(row.reasons)[0])
                skipped.append(Skipped(row.sheet, row.row, reason, loads(row.facts)))
            else:
                people.append(roster_facts.unpack(row.facts))
    return batch, StaffList(tuple(people), tuple(skipped), batch.list_date)


async def replace_lines(unit: Unit, batch_id: int, lines: Sequence[Line]) -> None:
    """Writes some lines of a new sorting over the old ones; an answer stays where the question does."""
    here = (RosterRow.batch_id == batch_id, RosterRow.number.in_([line.number for line in lines]))
    old = {row.number: row for row in await unit.session.scalars(select(RosterRow).where(*here))}
    answers = [
        (line.number, old[line.number])
        for line in lines
        if line.number in old and _asks_the_same(old[line.number], line)
    ]
    kept = [
        {"number": number, "decision": row.decision, "person_id": row.person_id, "same_as": row.same_as}
        for number, row in answers
    ]
    unit.session.expunge_all()
    await unit.session.execute(delete(RosterRow).where(*here))
    await add_lines(unit, batch_id, lines)
    for answer in kept:
        number = answer.pop("number")
        await unit.session.execute(
            update(RosterRow)
            .where(RosterRow.batch_id == batch_id, RosterRow.number == number)
            .values(**answer)
            .execution_options(synchronize_session=False)
        )


def _asks_the_same(row: RosterRow, line: Line) -> bool:
    if row.decision is None or row.pile != line.pile:
        return False
    if row.pile == MISSING:
        return (row.person_id, row.organisation_id) == (line.person_id, line.organisation_id)
    return bool(list(line.candidates) == loads(row.candidates))


async def cut_lines(unit: Unit, batch_id: int, last: int) -> None:
    """Removes what stands behind the last line of a new sorting."""
    await unit.session.execute(
        delete(RosterRow).where(RosterRow.batch_id == batch_id, RosterRow.number > last)
    )


# --- who works at it -----------------------------------------------------------------------


async def claim(unit: Unit, now: datetime, only: int | None = None) -> Claim | None:
    """Takes the batch that waits longest for work; None while another one is being worked at.

    One at a time: two lists that were written at once could both add the same newcomer.
    """
    rows = await unit.session.scalars(
        select(RosterBatch)
        .where(RosterBatch.state.in_(WORK))
        .order_by(RosterBatch.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    waiting = list(rows)
    if any(batch.due_at > now for batch in waiting):
        return None
    mine = [batch for batch in waiting if only in (None, batch.id)]
    if not mine:
        return None
    batch = min(mine, key=lambda batch: (batch.due_at, batch.id))
    batch.due_at = now + LEASE
    return Claim(batch.id, batch.state, batch.due_at)


async def hold(unit: Unit, held: Claim, now: datetime, **values: Any) -> Claim:
    """Prolongs the lease, with whatever else changes in the batch. ClaimLost if it is not ours any more."""
    until = now + LEASE
    done: CursorResult[Any] = await unit.session.execute(  # type: ignore[assignment]
        update(RosterBatch)
        .where(RosterBatch.id == held.batch_id, RosterBatch.due_at == held.until)
        .values(due_at=until, **values)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:
        raise ClaimLost
    return Claim(held.batch_id, values.get("state", held.state), until)


async def let_go(unit: Unit, held: Claim, now: datetime, **values: Any) -> None:
    """Gives the batch back."""
    await hold(unit, held, now, changed_at=now, fails=0, **values)
    await unit.session.execute(
        update(RosterBatch)
        .where(RosterBatch.id == held.batch_id)
        .values(due_at=now)
        .execution_options(synchronize_session=False)
    )


async def note_failure(unit: Unit, held: Claim, now: datetime) -> bool:
    """One more failure of this batch's work; True if it was the last: the batch waits for a person now.

    Else it is tried again when the lease ends.
    """
    batch = await unit.session.get_one(
        RosterBatch, held.batch_id, with_for_update=True, populate_existing=True
    )
    if batch.state not in WORK:
        return False
    batch.fails += 1
    if batch.fails < MOST_FAILS:
        return False
    batch.state, batch.changed_at, batch.due_at, batch.fails = AFTER_FAILING[batch.state], now, now, 0
    return True


async def undecided(unit: Unit, batch_id: int) -> set[tuple[str, int]]:
    """Sheet and row of the unclear rows that nobody has decided."""
    rows = await unit.session.execute(
        select(RosterRow.sheet, RosterRow.row).where(
            RosterRow.batch_id == batch_id,
            RosterRow.pile == UNCLEAR,
            RosterRow.decision.is_(None),
            RosterRow.facts != "{}",
        )
    )
    return {(one.sheet, one.row) for one in rows}


async def left_to_write(unit: Unit, batch_id: int) -> int:
    """How many rows are still to be written."""
    statement = select(func.count()).select_from(RosterRow).where(RosterRow.batch_id == batch_id, to_write())
    return await unit.session.scalar(statement) or 0


# --- what is known of a batch --------------------------------------------------------------


def counts_of(batch: RosterBatch) -> dict[str, int]:
    """The sizes of the piles, and what was written."""
    found: dict[str, int] = loads(batch.counts)
    return found


async def forget_old(unit: Unit, before: datetime) -> int:
    """Drops previews that nobody has used since, and the facts of questions never answered.

    What a writing that failed has left unwritten goes as well, and is not written any more.

    A list that is not taken over is not kept (152-ФЗ ст. 5 ч. 7). Gives the number of batches.
    """
    old = list(
        await unit.session.scalars(
            select(RosterBatch)
            .where(
                RosterBatch.state.in_((FILLING, READY, WRITTEN, FAILED, UNDO_FAILED)),
                RosterBatch.changed_at < before,
            )
            .where(RosterBatch.state.in_((FILLING, READY)) | _has_facts())
            .order_by(RosterBatch.id)
            .limit(20)
        )
    )
    for batch in old:
        if batch.state in (WRITTEN, FAILED, UNDO_FAILED):
            if batch.state == FAILED:
                await unit.session.execute(
                    delete(RosterRow).where(RosterRow.batch_id == batch.id, to_write())
                )
            await _forget_facts(unit, batch.id)
        else:
            await drop(unit, batch)
    return len(old)


def _has_facts() -> Any:
    return (
        select(RosterRow.number)
        .where(RosterRow.batch_id == RosterBatch.id, RosterRow.pile != SKIPPED, RosterRow.facts != "{}")
        .exists()
    )


async def _forget_facts(unit: Unit, batch_id: int) -> None:
    await unit.session.execute(
        update(RosterRow)
        .where(RosterRow.batch_id == batch_id, RosterRow.pile != SKIPPED)
        .values(**NO_FACTS)
        .execution_options(synchronize_session=False)
    )


async def drop(unit: Unit, batch: RosterBatch) -> None:
    """Nothing of a preview is kept but that there was one."""
    await unit.session.execute(delete(RosterRow).where(RosterRow.batch_id == batch.id))
    batch.state, batch.digest, batch.print = DROPPED, None, ""


def in_steps(lines: Sequence[Line]) -> Iterable[Sequence[Line]]:
    """The lines in portions that one transaction takes."""
    return (lines[start : start + A_STEP] for start in range(0, len(lines), A_STEP))


def to_write() -> Any:
    """The condition of a row that is to be written and is not yet."""
    return RosterRow.done.is_(False) & (
        RosterRow.pile.in_((NEW, CHANGED))
        | ((RosterRow.pile == UNCLEAR) & RosterRow.decision.in_(("same", "new")))
        | ((RosterRow.pile == MISSING) & (RosterRow.decision == "left"))
    )
