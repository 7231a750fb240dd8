"""Carries staff lists through: read off the loop, sorted, written and taken back in short transactions.

The command line and the running program do the same work with the same functions; what is to be done
is always read from the tables, so a program that died goes on where it stopped.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, Final

import structlog

from bot.senders import new_reference
from services import (
    members,
    notices,
    roster_batches,
    roster_facts,
    roster_preview,
    roster_undo,
    roster_views,
    roster_writing,
)
from services.errors import DomainError
from services.files import Wanted
from services.regulations import Regulation
from services.roster_batches import (
    FILLING,
    ORDERED,
    READY,
    SORTING,
    UNDOING,
    UNDONE,
    WRITING,
    WRITTEN,
    Claim,
    ClaimLost,
)
from services.roster_preview import Preview
from services.staff_list import StaffList, organisation_key, read
from services.values import Listing, Personal, Words
from storage.roster import RosterBatch
from storage.store import GaveUp, Store, Unit

log = structlog.get_logger()
KEPT: Final = timedelta(days=30)
MOST_STAYED: Final = 10
Progress = Callable[[int, int], None]


def _quiet(_done: int, _of: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A batch of this content that is there already, and what it is."""

    id: int
    state: str


class RosterWork:
    """Reads, writes and takes back staff lists of the territories."""

    def __init__(
        self,
        store: Store,
        regulations: Mapping[str, Regulation],
        *,
        wake_outbox: Callable[[], None] = lambda: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._regulations = regulations
        self._wake_outbox = wake_outbox
        self._clock = clock
        self._busy = asyncio.Lock()

    # --- reading ---------------------------------------------------------------------------

    async def read(self, territory: str, content: bytes, home: str | None = None) -> StaffList:
        """The list in these bytes. `home` is the school of rows that name none.

        DomainError says why it cannot be read.
        """
        today = self._today(territory)
        staff = await asyncio.to_thread(partial(read, content, today=today))
        if home is None:
            return staff
        key = organisation_key(home)
        if not key:
            raise DomainError("roster-school-unclear")
        return replace(
            staff,
            people=tuple(
                row
                if row.organisation_key
                else replace(row, organisation=home, organisation_stated=home, organisation_key=key)
                for row in staff.people
            ),
        )

    async def preview(
        self, territory: str, staff: StaffList, *, read_on: date | None = None, home: str | None = None
    ) -> Preview:
        """The list beside the store, as it stands now; writes nothing."""
        day = read_on or self._today(territory)
        async with self._store.reading(territory) as session:
            known = await roster_preview.look(session, day, staff.list_date)
        return await asyncio.to_thread(partial(roster_preview.sort, staff, known, read_on=day, home=home))

    async def standing(self, territory: str, staff: StaffList) -> Standing | None:
        """The batch of this very content that is there already, but for one left half filled."""
        digest = await asyncio.to_thread(roster_facts.digest, staff)

        async def find(unit: Unit) -> Standing | None:
            found = await roster_batches.standing(unit, digest)
            return Standing(found.id, found.state) if found and found.state != FILLING else None

        return await self._store.step(territory, find)

    async def keep(
        self, territory: str, staff: StaffList, name: str, preview: Preview, *, by: int | None = None
    ) -> int:
        """Stores a preview as a new batch, ready to be looked at and written; gives its number."""
        now = self._clock()
        begin = partial(
            roster_batches.begin,
            digest=await asyncio.to_thread(roster_facts.digest, staff),
            name=name,
            list_date=preview.list_date,
            read_on=self._today(territory),
            by_id=by,
            now=now,
        )
        batch_id = await self._store.step(territory, begin)
        for lines in roster_batches.in_steps(preview.lines):
            await self._step(territory, roster_batches.add_lines, batch_id, lines)
        await self._step(territory, roster_batches.set_ready, batch_id, preview, self._clock())
        return batch_id

    async def sort_anew(self, territory: str, batch_id: int) -> bool:
        """Compares a stored list with the store as it is now; whether that changes the preview."""
        async with self._store.reading(territory) as session:
            batch, staff = await roster_batches.as_list(session, batch_id)
        preview = await self.preview(territory, staff, read_on=batch.read_on, home=batch.home)
        if preview.print == batch.print and not batch.home:
            return False
        for lines in roster_batches.in_steps(preview.lines):
            await self._step(territory, roster_batches.replace_lines, batch_id, lines)
        last = preview.lines[-1].number if preview.lines else 0
        await self._step(territory, roster_batches.cut_lines, batch_id, last)
        await self._step(territory, roster_batches.set_sorted, batch_id, preview)
        return True

    # --- writing and undoing ---------------------------------------------------------------

    async def write(self, territory: str, held: Claim, progress: Progress = _quiet) -> None:
        """Writes a claimed batch to its end. May raise ClaimLost: then somebody else goes on."""
        held = await self._step(territory, roster_batches.hold, held, self._clock(), state=WRITING)
        of = await self._step(territory, roster_batches.left_to_write, held.batch_id)
        done, wrote = 0, 1
        while wrote:
            held, wrote = await self._step(territory, roster_writing.write_some, held, self._clock())
            done += wrote
            progress(done, max(of, done))

        async def end(unit: Unit) -> None:
            now = self._clock()
            values = await roster_writing.finish(unit, held.batch_id, now)
            await roster_batches.let_go(unit, held, now, state=WRITTEN, **values)
            await self._tell(unit, held.batch_id, "roster-written", now)

        await self._store.step(territory, end, durable=True)

    async def undo(self, territory: str, held: Claim, progress: Progress = _quiet) -> None:
        """Takes a claimed batch back to its end. May raise ClaimLost."""
        done, dealt = 0, 1
        while dealt:
            held, dealt = await self._step(territory, roster_undo.undo_some, held, self._clock())
            done += dealt
            progress(done, done)

        async def end(unit: Unit) -> None:
            now = self._clock()
            values = await roster_undo.finish(unit, held.batch_id, now)
            await roster_batches.let_go(unit, held, now, state=UNDONE, **values)
            await self._tell(unit, held.batch_id, "roster-undone", now)

        await self._store.step(territory, end, durable=True)

    # --- the running program ---------------------------------------------------------------

    async def work(self) -> int:
        """Does what waits to be done with any batch; gives the number of batches."""
        if self._busy.locked():
            return 0
        async with self._busy:
            done = 0
            for territory in self._regulations:
                while held := await self._step(territory, roster_batches.claim, self._clock()):
                    await self._carry_out(territory, held)
                    done += 1
            return done

    async def forget_old(self) -> None:
        """Forgets previews and unanswered questions of thirty days ago."""
        before = self._clock() - KEPT
        for territory in self._regulations:
            while await self._step(territory, roster_batches.forget_old, before):
                pass

    async def _carry_out(self, territory: str, held: Claim) -> None:
        try:
            if held.state == UNDOING:
                await self.undo(territory, held)
            elif held.state == WRITING:
                await self.write(territory, held)
            elif await self.sort_anew(territory, held.batch_id) or held.state == SORTING:
                await self._show(territory, held)
            else:
                await self.write(territory, held)
        except ClaimLost:
            log.warning("roster-claim-lost", batch=held.batch_id)
        except GaveUp:
            raise
        except Exception:
            reference = new_reference()
            log.exception("roster-failed", batch=held.batch_id, reference=reference)
            await self._failed(territory, held, reference)
        self._wake_outbox()

    async def _failed(self, territory: str, held: Claim, reference: str) -> None:
        """A defect of ours: tried again when the lease ends, and after the third time people are told."""

        async def note(unit: Unit) -> None:
            now = self._clock()
            if await roster_batches.note_failure(unit, held, now):
                undoing = held.state == UNDOING
                await self._tell(
                    unit, held.batch_id, "roster-failed", now, undoing=undoing, reference=reference
                )

        await self._store.step(territory, note)

    async def _show(self, territory: str, held: Claim) -> None:
        """The preview is another one now: whoever ordered looks at it again."""

        async def end(unit: Unit) -> None:
            now = self._clock()
            await roster_batches.let_go(unit, held, now, state=READY, home=None)
            await self._tell(unit, held.batch_id, "roster-read", now, again=held.state == ORDERED)

        await self._store.step(territory, end)

    async def take_file(self, territory: str, file: Wanted, content: bytes) -> None:
        """A file that a coordinator sent: read, stored as a preview, and he is told."""
        try:
            staff = await self.read(territory, content)
            standing = await self.standing(territory, staff)
            if standing is None:
                preview = await self.preview(territory, staff)
                batch_id = await self.keep(territory, staff, file.name, preview, by=file.person_id)
            else:
                batch_id = standing.id
                if standing.state == READY:
                    await self.sort_anew(territory, batch_id)
        except DomainError as error:
            await self.refuse_file(territory, file, Words(error.key, **error.args_of_text))
            return

        async def tell(unit: Unit) -> None:
            now = self._clock()
            kind = "roster-known" if standing and standing.state != READY else "roster-read"
            key = f"{kind}:file:{file.id}"
            await self._write_notice(unit, batch_id, kind, now, person_id=file.person_id, key=key)

        await self._store.step(territory, tell)
        self._wake_outbox()

    async def refuse_file(self, territory: str, file: Wanted, why: Words) -> None:
        """Tells whoever sent it why a file could not be used."""

        async def tell(unit: Unit) -> None:
            await notices.write(
                unit,
                person_id=file.person_id,
                kind="roster-refused",
                key=f"roster-refused:{file.id}",
                now=self._clock(),
                name=Personal(file.name),
                why=why,
            )

        await self._store.step(territory, tell)
        self._wake_outbox()

    # --- below -----------------------------------------------------------------------------

    async def _step(self, territory: str, work: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """One transaction; then others get their turn, since on SQLite it is done without waiting."""
        result = await self._store.step(territory, lambda unit: work(unit, *args, **values))
        await asyncio.sleep(0)
        return result

    def _today(self, territory: str) -> date:
        return self._regulations[territory].local(self._clock()).date()

    async def _tell(self, unit: Unit, batch_id: int, kind: str, now: datetime, **args: Any) -> None:
        """Tells whoever has it done; a batch of the command line tells coordinators only of a failure."""
        await unit.session.flush()
        batch = await unit.session.get_one(RosterBatch, batch_id, populate_existing=True)
        people = [] if batch.by_id is None else [batch.by_id]
        if not people and kind == "roster-failed":
            people = await members.holders(unit, members.COORDINATOR, now)
        key = f"{kind}:{batch_id}:{batch.changed_at.isoformat()}"
        for person_id in people:
            await self._write_notice(
                unit, batch_id, kind, now, person_id=person_id, key=f"{key}:{person_id}", **args
            )

    async def _write_notice(self, unit: Unit, batch_id: int, kind: str, now: datetime, **args: Any) -> None:
        told = await roster_views.told(unit, batch_id)
        if kind == "roster-undone":
            stayed = await roster_views.stayed(unit, batch_id)
            lines = [Words("roster-stays", who=who, why=Words(why)) for who, why in stayed[:MOST_STAYED]]
            args |= {"stayed": len(stayed), "lines": Listing(lines, lines=True)}
        await notices.write(
            unit,
            kind=kind,
            now=now,
            batch=batch_id,
            name=told.name,
            counts=told.counts,
            schools=[list(school) for school in told.schools],
            **args,
        )
