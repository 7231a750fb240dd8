"""The store: one step, one transaction, nothing half done.

A step either commits whole or leaves no trace. Trouble of the infrastructure (a locked file,
a lost connection, a deadlock) rolls the whole step back and tries it again; it never reaches
the caller as a defect. See CORE 8–12 in docs/architecture.md.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator
from contextlib import asynccontextmanager
from types import coroutine
from typing import Any, TypeVar, cast

import structlog
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from storage import unit as unit_of_work
from storage import wal
from storage.engine import (
    SLOW_READ_SECONDS,
    InPlaceConnection,
    is_sqlite,
    reading_engine,
    sqlite_file,
    writing_engine,
)
from storage.installation import SYNC
from storage.territory import territory_session
from storage.trouble import Away, LostRace, is_trouble, patience, says_aborted
from storage.unit import SecondUnit, Unit, refuse_second

__all__ = ["Away", "GaveUp", "LostRace", "SecondUnit", "Store", "Unit", "WaitedInside", "is_trouble"]

log = structlog.get_logger()
T = TypeVar("T")
RETRY_SECONDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
MOST_REFUSALS = 10
REFUSAL = "waited inside the transaction"
SAID_ALOUD = 3  # so many attempts pass without a word
Work = Callable[[Unit], Coroutine[Any, Any, T]]


class WaitedInside(RuntimeError):
    """Something waited for the network or a timer inside a transaction."""


class GaveUp(Exception):
    """The program ends while the database is in trouble; nothing of the step has been kept."""


class Store:
    """The one store of an installation. `step` writes, `reading` reads at length."""

    def __init__(self, url: str, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self.url = url
        self.in_place = is_sqlite(url)
        self._sleep = sleep
        self._writer: AsyncEngine = writing_engine(url)
        self._reader: AsyncEngine | None = None
        self._kept: AsyncConnection | None = None
        self._raw: InPlaceConnection | None = None
        self._ending = False
        listened = self._writer.sync_engine
        event.listen(listened, "before_cursor_execute", unit_of_work.before_cursor_execute)
        if not self.in_place:
            event.listen(listened, "after_cursor_execute", unit_of_work.after_cursor_execute)
            event.listen(listened, "handle_error", unit_of_work.handle_error)
            event.listen(listened, "rollback", unit_of_work.rollback)

    @property
    def file(self) -> str | None:
        """The SQLite file, or None on PostgreSQL."""
        return sqlite_file(self.url) if self.in_place else None

    async def open(self) -> None:
        """Takes the kept connection; a store that cannot be reached raises here."""
        if self.in_place:
            self._kept = await self._writer.connect()
            raw = await self._kept.get_raw_connection()
            self._raw = cast("InPlaceConnection", raw.driver_connection)
        else:
            async with self._writer.connect():
                pass

    async def close(self) -> None:
        """Gives back every connection."""
        if self._kept is not None:
            await self._kept.close()
            self._kept = self._raw = None
        await self._writer.dispose()
        if self._reader is not None:
            await self._reader.dispose()

    def give_up(self) -> None:
        """The program ends: from now on trouble is raised (GaveUp) instead of waited for."""
        self._ending = True

    # --- writing ---------------------------------------------------------------------------

    async def step(self, territory: str, work: Work[T], *, durable: bool = False) -> T:
        """Runs the work in one transaction and commits it.

        `durable` waits until the disk has it (SQLite FULL). Trouble of the infrastructure is
        retried for as long as it lasts; any other exception rolls back and is raised. The work
        must not wait for anything but the database (WaitedInside) nor begin another unit
        (SecondUnit). A step cannot be cancelled: who cancels waits until it has ended.
        """
        refuse_second()
        attempt = 0
        while True:
            try:
                if self.in_place:
                    return self._on_sqlite(territory, work, durable=durable)
                return await _to_its_end(self._on_postgres(territory, work))
            except Exception as error:
                if attempt >= patience(error):
                    raise
                if self._ending:
                    raise GaveUp(_in_a_line(error)) from error
                if attempt >= SAID_ALOUD:
                    log.warning("store-trouble", attempt=attempt, error=_in_a_line(error))
            await self._sleep(RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)])
            attempt += 1

    async def acknowledge(self, work: Work[T]) -> T:
        """Does the work and makes everything committed so far survive a power cut, then returns.

        Always changes a row: a FULL commit that changes no page syncs nothing. On PostgreSQL
        every commit is durable by itself.
        """

        async def synced(unit: Unit) -> T:
            result = await work(unit)
            if self.in_place and await SYNC.run(unit.connection) != 1:
                raise RuntimeError("the installation row is missing: run migrate")
            return result

        return await self.step("", synced, durable=True)

    def _on_sqlite(self, territory: str, work: Work[T], *, durable: bool) -> T:
        if self._kept is None or self._raw is None:
            raise RuntimeError("the store is not open")
        unit = Unit(self._kept, territory)
        self._raw.durable = durable
        connection = cast("Connection", self._kept.sync_connection)
        transaction = connection.begin()
        token = unit_of_work.current.set(unit)
        try:
            result = _at_once(_without_waiting(_done(work, unit), _never))
            transaction.commit()
        except BaseException:
            unit.close()
            connection.rollback()
            if self._raw.in_transaction:  # a commit that failed leaves it open
                self._raw.rollback()
            raise
        finally:
            unit.open = False
            unit_of_work.current.reset(token)
        return result

    async def _on_postgres(self, territory: str, work: Work[T]) -> T:
        try:
            connection = await self._writer.connect()
        except Exception as error:
            raise Away("no connection to the database") from error
        unit = Unit(connection, territory)
        unit_of_work.current.set(unit)  # this runs in a task, and so in a context, of its own
        try:
            transaction = await connection.begin()
            result = await _without_waiting(_done(work, unit), lambda: unit.in_database)
            await transaction.commit()
        except BaseException as error:
            unit.close()
            if unit.first_error is not None and says_aborted(error):
                raise unit.first_error from error
            raise
        finally:
            unit.open = False
            await connection.close()  # rolls back what has not been committed
        return result

    # --- reading and upkeep ----------------------------------------------------------------

    @asynccontextmanager
    async def reading(self, territory: str) -> AsyncIterator[AsyncSession]:
        """A read-only session over one snapshot, off the event loop; keep it under 30 s."""
        refuse_second()
        if self._reader is None:
            self._reader = reading_engine(self.url)
        began = time.monotonic()
        async with self._reader.connect() as connection, connection.begin():
            session = territory_session(connection, territory)
            try:
                yield session
            finally:
                session.sync_session.close()
                if time.monotonic() - began > SLOW_READ_SECONDS:
                    log.warning("long-reading", seconds=round(time.monotonic() - began))

    async def tidy(self) -> None:
        """Copies the WAL into the SQLite file in a thread, and says so when it has grown too large."""
        if self.file:
            await asyncio.to_thread(wal.tidy, self.file)


def _never() -> bool:
    return False


async def _done(work: Work[T], unit: Unit) -> T:
    result = await work(unit)
    await unit.keep()
    return result


@coroutine
def _without_waiting(
    step: Coroutine[Any, Any, T], for_database: Callable[[], bool]
) -> Generator[Any, Any, T]:
    """Runs the step and passes on only what the database waits for.

    WaitedInside is raised where the step waits for anything else, so that it unwinds as after any
    other error (to close it would leave asynchronous generators hanging). Whoever swallows that is
    refused all the same.
    """
    go_on, value = step.send, None
    refusals = 0
    while True:
        try:
            awaited = go_on(value)
        except StopIteration as done:
            if refusals:
                raise WaitedInside(REFUSAL) from None
            result: T = done.value
            return result
        if for_database():
            try:
                go_on, value = step.send, (yield awaited)
            except BaseException as error:  # noqa: BLE001 - handed on to the step
                go_on, value = step.throw, error
        elif refusals == MOST_REFUSALS:
            step.close()
            raise WaitedInside(REFUSAL)
        else:
            refusals += 1
            go_on, value = step.throw, WaitedInside(REFUSAL)


def _at_once(step: Generator[Any, Any, T]) -> T:
    """The result of a step that never waits."""
    try:
        step.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise AssertionError("a step in place waits for nothing")


async def _to_its_end(work: Coroutine[Any, Any, T]) -> T:
    """Runs the work in a task that nobody cancels; a cancelled caller learns of it afterwards."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        task.exception()  # seen, though nobody waits for it any more
        raise cancelled
    return task.result()


def _in_a_line(error: BaseException) -> str:
    cause = error.__cause__ or getattr(error, "orig", None) or error
    return f"{type(cause).__name__}: {cause}".splitlines()[0][:200]
