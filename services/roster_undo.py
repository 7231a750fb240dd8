"""Takes a written batch back: what it changed is as before, what it added goes unless something hangs on it.

Nothing that somebody else relies on is removed: whoever has come in, was helped or stands in a later
list stays, and the journal then says why.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, delete, or_, select, update

from services.roster_batches import (
    FAILED,
    NO_FACTS,
    UNDO_FAILED,
    UNDOING,
    WRITING,
    WRITTEN,
    Claim,
    counts_of,
    hold,
)
from services.values import dumps, loads
from storage.people import Employment, Organisation, Person
from storage.references import referring
from storage.roster import RosterBatch, RosterChange, RosterRow
from storage.store import Unit

A_STEP: Final = 10
"""People whose records one transaction brings back."""
CHANGED_SINCE: Final = "roster-stays-changed"
IN_USE: Final = "roster-stays-records"
_PEOPLE: Table = Person.__table__  # type: ignore[assignment]
_POSTS: Table = Employment.__table__  # type: ignore[assignment]
_SCHOOLS: Table = Organisation.__table__  # type: ignore[assignment]
_ROWS: Table = RosterRow.__table__  # type: ignore[assignment]
_CHANGES: Table = RosterChange.__table__  # type: ignore[assignment]
_REASONS: Final[Mapping[str, str]] = {
    "support_sessions": "roster-stays-session",
    "session_people": "roster-stays-session",
    "accounts": "roster-stays-account",
    "conversations": "roster-stays-account",
    "consents": "roster-stays-account",
    "roster_rows": "roster-stays-list",
    "roster_changes": "roster-stays-list",
}
"""Why a person stays whom a table refers to, the weightiest first."""
STANDING: Final = (WRITING, WRITTEN, UNDOING, FAILED, UNDO_FAILED)


async def undo_some(unit: Unit, held: Claim, now: datetime) -> tuple[Claim, int]:
    """Takes the next people of a claimed batch back, the latest first; then the schools. May raise ClaimLost.

    Gives the number of people and schools dealt with; 0 when nothing is left.
    """
    held = await hold(unit, held, now)
    batch = await unit.session.get_one(RosterBatch, held.batch_id)
    undoing = _Undoing(unit, batch)
    return held, await undoing.people() or await undoing.schools()


async def finish(unit: Unit, batch_id: int, now: datetime) -> dict[str, Any]:
    """Nothing of the list itself is kept; values for the batch."""
    await unit.session.execute(
        update(RosterRow)
        .where(RosterRow.batch_id == batch_id)
        .values(**NO_FACTS, done=False)
        .execution_options(synchronize_session=False)
    )
    return {"digest": None, "undone_at": now}


class _Undoing:
    def __init__(self, unit: Unit, batch: RosterBatch) -> None:
        self.unit = unit
        self.session = unit.session
        self.batch = batch
        self.open = (RosterChange.batch_id == batch.id, RosterChange.stays.is_(None))
        self.done = {"removed": 0, "restored": 0}

    # --- people ----------------------------------------------------------------------------

    async def people(self) -> int:
        """Some people of the journal; 0 if there are none any more."""
        found = await self.session.scalars(
            select(RosterChange.person_id)
            .where(*self.open, RosterChange.person_id.is_not(None))
            .distinct()
            .order_by(RosterChange.person_id.desc())
            .limit(A_STEP)
        )
        ids = sorted(one for one in found if one is not None)
        if not ids:
            return 0
        entries = await self._entries(ids)
        added = [one for one in ids if any(_is_added_person(entry) for entry in entries[one])]
        stay = await self._hanging(_PEOPLE, added)
        for one in added:
            if one in stay:
                await self._keep(entries[one], stay[one])
        await self._remove_people([one for one in added if one not in stay])
        await self._restore([entry for one in ids if one not in added for entry in entries[one]])
        await self._count()
        return len(ids)

    async def _entries(self, ids: Collection[int]) -> dict[int, list[RosterChange]]:
        rows = await self.session.scalars(
            select(RosterChange)
            .where(*self.open, RosterChange.person_id.in_(ids))
            .order_by(RosterChange.id.desc())
        )
        entries: dict[int, list[RosterChange]] = {one: [] for one in ids}
        for row in rows:
            if row.person_id is not None:
                entries[row.person_id].append(row)
        return entries

    async def _keep(self, entries: Iterable[RosterChange], why: str) -> None:
        numbers = [entry.id for entry in entries]
        await self._execute(
            update(_CHANGES).where(self._here(_CHANGES), _CHANGES.c.id.in_(numbers)).values(stays=why)
        )

    async def _remove_people(self, ids: Sequence[int]) -> None:
        if not ids:
            return
        await self._release("person_id", ids)
        await self._execute(
            delete(_POSTS).where(self._here(_POSTS), _POSTS.c.person_id.in_(ids)),
            delete(_PEOPLE).where(self._here(_PEOPLE), _PEOPLE.c.id.in_(ids)),
        )
        self.done["removed"] += len(ids)

    async def _release(self, column: str, ids: Sequence[int]) -> None:
        """Lists that are not written, or no longer, forget what goes; they are sorted anew before use."""
        await self._execute(
            delete(_CHANGES).where(self._here(_CHANGES), _CHANGES.c[column].in_(ids)),
            update(_ROWS).where(self._here(_ROWS), _ROWS.c[column].in_(ids)).values({column: None}),
        )

    # --- what was changed ------------------------------------------------------------------

    async def _restore(self, entries: Sequence[RosterChange]) -> None:
        """Brings columns back that still hold what the batch wrote; a value changed since stays."""
        opened = [entry.employment_id for entry in entries if entry.kind == "added" and entry.employment_id]
        stay = await self._hanging(_POSTS, opened)
        persons: set[int] = set()
        for entry in entries:
            if entry.kind == "added" and entry.employment_id in stay:
                entry.stays = stay[entry.employment_id]
            elif entry.kind == "added":
                await self._remove_post(entry)
            elif await self._bring_back(entry):
                await self.session.delete(entry)
            else:
                entry.stays = CHANGED_SINCE
            if entry.stays is None and entry.person_id is not None:
                persons.add(entry.person_id)
        await self.session.flush()
        self.done["restored"] += len(persons)

    async def _remove_post(self, entry: RosterChange) -> None:
        post = entry.employment_id
        await self.session.flush()
        await self._execute(
            delete(_CHANGES).where(self._here(_CHANGES), _CHANGES.c.employment_id == post),
            delete(_POSTS).where(self._here(_POSTS), _POSTS.c.id == post),
        )
        self.session.expunge(entry)

    async def _bring_back(self, entry: RosterChange) -> bool:
        kind: type[Person | Employment] = Person if entry.employment_id is None else Employment
        thing = await self.session.get_one(kind, entry.employment_id or entry.person_id)
        before, after = loads(entry.before), loads(entry.after)
        for name, written in after.items():
            if getattr(thing, name) == written:
                setattr(thing, name, before[name])
        return all(getattr(thing, name) == value for name, value in before.items())

    # --- schools ---------------------------------------------------------------------------

    async def schools(self) -> int:
        """Some schools that the batch opened; 0 if there are none any more."""
        rows = await self.session.scalars(
            select(RosterChange).where(*self.open, RosterChange.organisation_id.is_not(None)).limit(A_STEP)
        )
        entries = {row.organisation_id: row for row in rows if row.organisation_id is not None}
        stay = await self._hanging(_SCHOOLS, sorted(entries))
        for one, why in stay.items():
            await self._keep([entries[one]], why)
        gone = [one for one in entries if one not in stay]
        if gone:
            await self._release("organisation_id", gone)
            await self._execute(delete(_SCHOOLS).where(self._here(_SCHOOLS), _SCHOOLS.c.id.in_(gone)))
        return len(entries)

    # --- what hangs on it ------------------------------------------------------------------

    async def _hanging(self, table: Table, ids: Sequence[int]) -> dict[int, str]:
        """Who or what of these must stay, and why: whatever any table refers to, our own rows aside."""
        found: dict[int, str] = {}
        if not ids:
            return found
        weight = {why: place for place, why in enumerate(dict.fromkeys(_REASONS.values()))}
        for column in referring(table):
            other = column.table
            assert isinstance(other, Table)
            why = _REASONS.get(other.name, IN_USE)
            rows = await self.session.execute(
                select(column)
                .where(self._here(other), column.in_(ids), *self._not_ours(table, other))
                .distinct()
            )
            for (one,) in rows:
                if one not in found or weight.get(why, len(weight)) < weight.get(found[one], len(weight)):
                    found[one] = why
        return found

    def _not_ours(self, table: Table, other: Table) -> list[ColumnElement[bool]]:
        """Leaves out the posts that go with their people, and lists that do not stand."""
        if table is _PEOPLE and other is _POSTS:
            return [or_(_POSTS.c.batch_id.is_(None), _POSTS.c.batch_id != self.batch.id)]
        if other in (_ROWS, _CHANGES):
            standing = select(RosterBatch.id).where(
                RosterBatch.territory == self.unit.territory,
                RosterBatch.state.in_(STANDING),
                RosterBatch.id != self.batch.id,
            )
            return [other.c.batch_id.in_(standing)]
        return []

    def _here(self, table: Table) -> ColumnElement[bool]:
        return table.c.territory == self.unit.territory

    async def _execute(self, *statements: Any) -> None:
        for statement in statements:
            await self.session.execute(statement)

    async def _count(self) -> None:
        counts = counts_of(self.batch)
        summed = {name: counts.get(name, 0) + value for name, value in self.done.items()}
        self.batch.counts = dumps(counts | summed)
        await self.session.flush()


def _is_added_person(entry: RosterChange) -> bool:
    return entry.kind == "added" and entry.employment_id is None
