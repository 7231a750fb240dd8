"""`roster import FILE`, `roster undo BATCH`: staff lists from the command line, with preview and undo."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import locales
from bot.commands import CommandError, asked, json_option, say, show_json
from bot.roster_print import Printed, spoken
from bot.roster_work import RosterWork
from bot.settings import Settings
from handlers.dialogue.voice import Voice
from services import regulations, roster, roster_batches, roster_views
from services.errors import DomainError
from services.roster_batches import ORDERED, READY, UNDONE, WRITING, WRITTEN, Claim
from services.roster_preview import SAME, UNCLEAR, Preview
from services.staff_list import Refusal, StaffList
from services.staff_list.workbook import FILE_LIMIT, MIB
from services.values import Words
from storage.migrate import migrate
from storage.store import Store, Unit

PATIENCE = 60.0
LOOK_SECONDS = 0.2
A_TENTH = 10


def add(parser: argparse.ArgumentParser) -> None:
    """Import or undo, and their options."""
    parser.description = "Load a staff list (.xlsx), or take a loaded one back."
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    load = actions.add_parser("import", help="read a list, show what it would change, write it")
    load.add_argument("file", type=Path, help="an .xlsx file")
    load.add_argument("--dry-run", action="store_true", help="only show what would change")
    load.add_argument("--yes", action="store_true", help="write without asking")
    load.add_argument("--school", help="the school of rows that name none")
    json_option(load)
    back = actions.add_parser("undo", help="take a loaded list back")
    back.add_argument("batch", type=int, help="the number that the import printed")
    back.add_argument("--yes", action="store_true", help="do not ask")
    json_option(back)


async def main(options: argparse.Namespace, settings: Settings) -> None:
    """Does what was asked; what cannot be done is one line that says what to do."""
    regulation = regulations.load(settings.regulation)
    now, terms = datetime.now(UTC), regulation.terms
    voice = Voice(locales.FIRST, masked=False, zone=regulation.zone, now=now, terms=terms)
    try:
        content = _content(options.file) if options.action == "import" else b""
        async with _desk(settings, regulation.id, voice) as desk:
            if options.action == "import":
                await desk.load(options, content)
            else:
                await desk.undo(options)
    except DomainError as error:
        raise CommandError(voice.say(Words(error.key, **error.args_of_text))) from error


def _content(file: Path) -> bytes:

    try:
        if file.stat().st_size > FILE_LIMIT:
            raise DomainError(Refusal.TOO_LARGE, limit=FILE_LIMIT // MIB)
        return file.read_bytes()
    except OSError as error:
        raise DomainError("roster-cli-no-file", file=str(file), why=error.strerror or "") from error


@dataclass
class _Desk:
    """The command at work in one territory."""

    store: Store
    work: RosterWork
    territory: str
    voice: Voice

    # --- import ----------------------------------------------------------------------------

    async def load(self, options: argparse.Namespace, content: bytes) -> None:
        """Reads, shows, asks, writes."""
        staff = await self.work.read(self.territory, content, options.school)
        say(self._text("roster-cli-read", count=len(staff.people)))
        standing = await self.work.standing(self.territory, staff)
        known = standing is not None and standing.state == WRITTEN
        preview = await self.work.preview(self.territory, staff)
        if standing is not None and known:
            preview = await self._only_open(preview, standing.id)
        printed = Printed(preview, self.voice)
        if not options.json:
            self._print(printed.lines(options.file.name))
        batch = standing.id if standing and known else None
        if not (options.dry_run or known):
            batch = await self._write(options, staff, preview)
        if options.json:
            show_json(printed.plain() | {"batch": batch, "written": await self._written(batch)})
        self._say_what_came(options, preview, batch, known=known)

    async def _only_open(self, preview: Preview, batch: int) -> Preview:
        """Of a list that is written already, what still waits for an answer; the rest is done."""
        waiting = await self._step(lambda unit: roster_batches.undecided(unit, batch))
        lines = [
            line
            if line.row is None or (line.pile == UNCLEAR and (line.sheet, line.place) in waiting)
            else replace(line, pile=SAME, was={})
            for line in preview.lines
        ]
        return replace(preview, lines=tuple(lines), schools=())

    async def _write(self, options: argparse.Namespace, staff: StaffList, preview: Preview) -> int:
        """Asks, unless told not to, and writes; gives the number of the batch."""
        if not options.yes and not asked(self._text("roster-cli-ask"), self._text("roster-cli-say-yes")):
            raise DomainError("roster-cli-no")
        standing = await self.work.standing(self.territory, staff)
        batch = standing.id if standing else None
        if batch is None:
            batch = await self.work.keep(self.territory, staff, options.file.name, preview)
        elif standing is not None and standing.state == READY:
            await self.work.sort_anew(self.territory, batch)
        held = await self._claim(batch)
        if held is not None:
            fresh = held.state == ORDERED and await self.work.sort_anew(self.territory, batch)
            if fresh and not options.yes:
                await self._step(lambda unit: _give_back(unit, held))
                raise DomainError("roster-cli-changed")
            await self.work.write(self.territory, held, self._progress())
        return batch

    async def _claim(self, batch: int, *, undo: bool = False) -> Claim | None:
        """Orders the work and takes it; None when the running program has done it already."""

        async def order(unit: Unit) -> Claim | None:
            found, now = await roster_views.find(unit, batch, lock=True), datetime.now(UTC)
            if undo:
                await roster.begin_undo(unit, found, now)
            elif found.state != WRITING:
                roster.begin_write(found, now)
            await unit.session.flush()
            return await roster_batches.claim(unit, now, batch)

        async def again(unit: Unit) -> tuple[Claim | None, str]:
            claim = await roster_batches.claim(unit, datetime.now(UTC), batch)
            return claim, (await roster_views.find(unit, batch)).state

        held = await self._step(order)
        patience = PATIENCE
        while held is None:
            await asyncio.sleep(LOOK_SECONDS)
            patience -= LOOK_SECONDS
            held, state = await self._step(again)
            if state in (WRITTEN, UNDONE):
                return None
            if patience < 0:
                raise DomainError("roster-busy")
        return held  # type: ignore[no-any-return]

    async def _written(self, batch: int | None) -> Mapping[str, int] | None:
        if batch is None:
            return None

        told = await self._step(lambda unit: roster_views.told(unit, batch))
        return {
            name: told.counts[name] for name in ("added", "updated", "left", "opened") if name in told.counts
        }

    def _say_what_came(
        self, options: argparse.Namespace, preview: Preview, batch: int | None, *, known: bool
    ) -> None:

        if preview.homeless and not options.school:
            say(self._text("roster-cli-homeless", count=preview.homeless))
        if known:
            say(self._text("roster-cli-known", batch=str(batch)))
        elif batch is None:
            say(self._text("roster-cli-dry"))
            return
        else:
            say(self._text("roster-cli-written", batch=str(batch)))
        if preview.pile(UNCLEAR):
            say(self._text("roster-cli-unclear"))

    # --- undo ------------------------------------------------------------------------------

    async def undo(self, options: argparse.Namespace) -> None:
        """Takes a batch back and says what had to stay. On a terminal it asks first."""
        told = await self._step(lambda unit: roster_views.told(unit, options.batch))
        question = self._text("roster-cli-undo-ask", batch=str(options.batch), name=told.name)
        if sys.stdin.isatty() and not options.yes and not asked(question, ""):
            raise DomainError("roster-cli-no")
        held = await self._claim(options.batch, undo=True)
        if held is not None:
            await self.work.undo(self.territory, held, self._undo_progress())
        stayed = await self._step(lambda unit: roster_views.stayed(unit, options.batch))
        told = await self._step(lambda unit: roster_views.told(unit, options.batch))
        if options.json:
            rows = [{"who": who.text, "why": self._text(why), "key": why} for who, why in stayed]
            counts = {name: told.counts.get(name, 0) for name in ("removed", "restored")}
            show_json({"batch": options.batch, **counts, "stayed": rows})
            return
        say(self._text("roster-cli-undone", batch=str(options.batch)))
        self._print(self._text("roster-stays", who=who, why=Words(why)) for who, why in stayed)

    # --- below -----------------------------------------------------------------------------

    async def _step(self, work: Callable[..., Any]) -> Any:
        return await self.store.step(self.territory, work)

    def _text(self, key: str, **args: Any) -> str:
        return spoken(self.voice, Words(key, **args))

    def _print(self, lines: Iterable[str]) -> None:
        for line in lines:
            print(line)  # noqa: T201 - this is the command's result

    def _progress(self) -> Callable[[int, int], None]:
        told = [0]

        def tell(done: int, of: int) -> None:
            if done * A_TENTH // max(of, 1) > told[0]:
                told[0] = done * A_TENTH // max(of, 1)
                say(self._text("roster-cli-progress", done=done, of=of))

        return tell

    def _undo_progress(self) -> Callable[[int, int], None]:
        def tell(done: int, _of: int) -> None:
            if done % 100 == 0:
                say(self._text("roster-cli-undo-progress", done=done))

        return tell


@asynccontextmanager
async def _desk(settings: Settings, territory: str, voice: Voice) -> AsyncIterator[_Desk]:

    settings.prepare_folder()
    await migrate(settings.database_url)
    store = Store(settings.database_url)
    await store.open()
    try:
        work = RosterWork(store, {territory: regulations.load(settings.regulation)})
        yield _Desk(store, work, territory, voice)
    finally:
        await store.close()


async def _give_back(unit: Unit, held: Claim) -> None:

    await roster_batches.let_go(unit, held, datetime.now(UTC), state=READY)
