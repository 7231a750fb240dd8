"""What the scenes of the store have in common: a rest that takes no time, a row to write, an opponent."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from sqlalchemy import event, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import conversations, owed
from storage.conversations import Standing
from storage.engine import threaded_engine
from storage.installation import Cursor
from storage.store import Store, Unit

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HERE = "vsevolozhsk"
BOT = "telegram:1"
LEASE = timedelta(seconds=30)


class Rests:
    """Stands for sleeping: notes how long, and does something during the rest of that number."""

    def __init__(self, **during: Callable[[], Any]) -> None:
        self.taken: list[float] = []
        self._during = {int(name.removeprefix("at_")): work for name, work in during.items()}

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        assert len(self.taken) < 200, "it never stops resting"
        done = self._during.get(len(self.taken), lambda: None)()
        if isinstance(done, Awaitable):
            await done
        await asyncio.sleep(0)


def note(source: str, position: str = "1") -> Callable[[Unit], Any]:
    """A step that writes one row."""

    async def work(unit: Unit) -> None:
        await add(unit.connection, source, position)

    return work


async def add(connection: AsyncConnection, source: str, position: str = "1") -> None:
    await connection.execute(insert(Cursor).values(source=source, position=position, at=NOW))


async def noted(store: Store) -> list[str]:
    """The rows that lasted."""

    async def work(unit: Unit) -> list[str]:
        return list(await unit.connection.scalars(select(Cursor.source).order_by(Cursor.source)))

    return await store.step("", work)


async def count(store: Store, table: Any) -> int:
    async def work(unit: Unit) -> int:
        query = select(func.count()).select_from(table)
        found = await unit.connection.scalar(
            query.where(table.territory != "") if hasattr(table, "territory") else query
        )
        return found or 0

    return await store.step("", work)


@asynccontextmanager
async def opponent(store: Store):
    """Somebody else at the same database, who commits when he likes."""
    engine = threaded_engine(store.url)
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


async def somebody_waits(other: AsyncConnection) -> None:
    """Returns when the server has a step of ours waiting for a lock."""
    asked = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND application_name = 'metodaktiv' AND wait_event_type = 'Lock'"
    )
    while not await other.scalar(asked):
        await asyncio.sleep(0)


class Other:
    """Another process that talks to the SQLite file; it does one line of Python after the other."""

    def __init__(self, file: str) -> None:
        program = (
            "import sqlite3, sys\n"
            f"db = sqlite3.connect({file!r}, isolation_level=None, timeout=5)\n"
            "for line in sys.stdin:\n"
            "    exec(line)\n"
            "    print('done', flush=True)\n"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def does(self, line: str) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


async def comes(store: Store, address: str = "1", *, source: str = BOT) -> Standing:
    async def work(unit: Unit) -> Standing:
        whose = (unit.connection, HERE, source, address, NOW)
        if await conversations.standing(*whose) is None:
            await conversations.create(
                unit.connection, territory=HERE, channel="telegram", source=source, address=address,
                locale="ru", now=NOW,
            )  # fmt: skip
        found = await conversations.standing(*whose)
        assert found
        return found

    return await store.step(HERE, work)


async def is_shown(
    store: Store, standing: Standing, number: int, *, owed_until=NOW, screen: str = "s"
) -> None:
    async def work(unit: Unit) -> None:
        await conversations.save(
            unit.connection, standing, state="{}", screen=screen, screen_no=number, owed_until=owed_until
        )

    await store.step(HERE, work)


async def claims(store: Store, *, after: timedelta = timedelta(seconds=1), sources=(BOT,), most: int = 100):
    now = NOW + after

    async def work(unit: Unit) -> list[owed.Owed]:
        return await owed.claim(unit.connection, now=now, lease=now + LEASE, sources=sources, most=most)

    return await store.step("", work)


async def confirms(store: Store, shown=None, hopeless=None) -> set[owed.Place]:
    return await store.acknowledge(lambda unit: owed.confirm(unit.connection, shown or {}, hopeless or {}))


async def plans(store: Store, work: Callable[[Unit], Any], territory: str = "") -> str:
    """How the database goes about what this step asks."""
    asked: list[tuple[str, Any]] = []
    engine, raw = store._writer.sync_engine, store._raw

    def listen(_connection, _cursor, statement, parameters, *_rest) -> None:
        one = parameters[0] if isinstance(parameters, list) else parameters
        asked.append((statement, one))

    def run(statement, parameters=()):
        asked.append((statement, parameters))
        return type(raw).run(raw, statement, parameters)

    event.listen(engine, "before_cursor_execute", listen)
    if raw:
        raw.run = run
    await store.step(territory, work)
    event.remove(engine, "before_cursor_execute", listen)
    if raw:
        del raw.run
    how = "EXPLAIN QUERY PLAN" if store.in_place else "EXPLAIN"

    async def explain(unit: Unit) -> str:
        lines = []
        for statement, parameters in asked:
            if statement.startswith(("SELECT", "UPDATE", "WITH")):
                rows = await unit.connection.exec_driver_sql(f"{how} {statement}", tuple(parameters))
                lines += [str(tuple(row)) for row in rows]
        return "\n".join(lines)

    return await store.step("", explain)
