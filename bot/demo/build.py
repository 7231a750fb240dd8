"""Fills a store with the invented municipality; keeps a finished file and copies it at start."""

import asyncio
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Date, Table, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

import storage.tables  # noqa: F401 - every table registers itself
from bot.demo import town as towns
from bot.demo import year
from bot.demo.town import FULL, Size, Town
from services import event_notices, event_rows
from services.regulation_reader import DIRECTORY as PACKS
from services.regulations import Regulation
from storage.base import Base, Moment
from storage.engine import threaded_engine
from storage.events import Event
from storage.installation import epoch
from storage.instance import InstanceLock
from storage.migrate import HERE as MIGRATIONS
from storage.migrate import migrate
from storage.store import Store, Unit

CHUNK = 500
UNMOVED = {"birth_date"}


class NotEmpty(RuntimeError):
    """The store already has people in it."""


def invent(regulation: Regulation, today: date, size: Size = FULL) -> Town:
    """All rows of the municipality as of a day; the same for the same day, regulation and size."""
    made = Town(regulation, today, size)
    towns.settle(made)
    year.work(made)
    return made


async def fill(url: str, regulation: Regulation, today: date, size: Size = FULL) -> Town:
    """Puts the municipality into an empty, migrated store. Raises NotEmpty for any other."""
    await migrate(url)
    engine = threaded_engine(url)
    made = await asyncio.to_thread(invent, regulation, today, size)
    try:
        async with engine.connect() as connection:
            if await connection.scalar(select(func.count()).select_from(Base.metadata.tables["people"])):
                raise NotEmpty
            await epoch(connection)
            await connection.commit()
            for table in Base.metadata.sorted_tables:
                await _insert(connection, table, made.rows.get(table.name, []))
            await connection.run_sync(_continue_numbering)
            await connection.commit()
    finally:
        await engine.dispose()
    return made


async def _insert(connection: AsyncConnection, table: Table, rows: list[dict[str, Any]]) -> None:
    numbered = "id" in table.columns
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        if numbered:
            part = [{"id": start + number, **row} for number, row in enumerate(part, start=1)]
        await connection.execute(table.insert(), part)
        await connection.commit()


def _continue_numbering(connection: Connection) -> None:
    """PostgreSQL does not notice numbers that were given to it."""
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if "id" in table.columns and table.name != "installation":
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'),"  # noqa: S608 - our own names
                    f" (SELECT coalesce(max(id), 0) + 1 FROM {table.name}), false)"
                )
            )


@dataclass(frozen=True, slots=True)
class Prepared:
    """A store ready to be walked through, and whom a visitor may be: role to number."""

    file: Path
    cast: dict[str, int]


async def prepared(
    folder: Path,
    regulation: Regulation,
    now: datetime,
    *,
    size: Size = FULL,
    building: Callable[[], None] = lambda: None,
) -> Prepared:
    """A finished municipality as a file of its own. `building` is called when it must be built first.

    A file built on another day is moved to today. The file is made anew when what it is made of
    has changed. Raises AlreadyRunning while somebody walks through the copy made before.
    """
    today = regulation.local(now).date()
    store = folder / f"{regulation.id}.db"
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    lock = InstanceLock(str(store))
    lock.take()
    try:
        return await _prepared(folder, store, regulation, now, today, size, building)
    finally:
        lock.release()


async def _prepared(
    folder: Path,
    store: Path,
    regulation: Regulation,
    now: datetime,
    today: date,
    size: Size,
    building: Callable[[], None],
) -> Prepared:
    template = folder / f"{regulation.id}-{_fingerprint(regulation, size)}.db"
    if await asyncio.to_thread(_make_room, folder, template, regulation.id):
        building()
        fresh = template.with_suffix(".new")
        _note(fresh, await fill(f"sqlite+aiosqlite:///{fresh}", regulation, today, size))
        await asyncio.to_thread(fresh.rename, template)
    cast = await asyncio.to_thread(_copy, template, store, today)
    await remind(f"sqlite+aiosqlite:///{store}", regulation, now)
    return Prepared(store, cast)


async def remind(url: str, regulation: Regulation, now: datetime) -> None:
    """Writes what will be said of the events ahead, as the service does; it names days as they are now."""
    store = Store(url)
    await store.open()
    await store.step(regulation.id, partial(_remind, regulation, now))
    await store.close()


async def _remind(regulation: Regulation, now: datetime, unit: Unit) -> None:
    ahead = await unit.session.scalars(
        select(Event).where(Event.starts_at > now, Event.cancelled_at.is_(None)).order_by(Event.id)
    )
    for event in list(ahead):
        placed = [one for one in await event_rows.standing(unit, event.id) if not one.waiting]
        await event_notices.remind(unit, regulation, event, placed, now)
        for leader in (await event_rows.leaders_of(unit, event.id))[:1]:
            await event_notices.ask_to_mark(unit, regulation, event, leader, now)


def _make_room(folder: Path, template: Path, name: str) -> bool:
    """Whether the file must be built; what earlier versions built is thrown away then."""
    if template.exists():
        return False
    for old in folder.glob(f"{name}-*"):
        old.unlink()
    return True


def _copy(template: Path, store: Path, today: date) -> dict[str, int]:
    for leftover in ("", "-wal", "-shm"):
        Path(f"{store}{leftover}").unlink(missing_ok=True)
    shutil.copyfile(template, store)
    return _move(store, today)


def _fingerprint(regulation: Regulation, size: Size) -> str:
    """Changes with the builder, its words, the tables, the pack and the size."""
    here = Path(__file__).parent
    files = [
        *sorted(here.glob("*.py")),
        here / "names.yaml",
        *sorted((MIGRATIONS / "versions").glob("0*.py")),
        *sorted(PACKS.glob("*.yaml")),
    ]
    whole = b"".join(file.read_bytes() for file in files) + repr((regulation, size)).encode()
    return hashlib.sha256(whole).hexdigest()[:12]


def _note(file: Path, made: Town) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE demo (day TEXT, cast_ids TEXT)")
        connection.execute("INSERT INTO demo VALUES (?, ?)", (made.today.isoformat(), json.dumps(made.cast)))
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _move(file: Path, today: date) -> dict[str, int]:
    """Moves every date and moment by the days since the file was built; birth days stay. Gives the cast."""
    with closing(sqlite3.connect(file)) as connection:
        built, cast = connection.execute("SELECT day, cast_ids FROM demo").fetchone()
        connection.execute("DROP TABLE demo")
        days = (today - date.fromisoformat(built)).days
        for table, column in _dates() if days else ():
            connection.execute(
                f"UPDATE {table} SET {column} = date(substr({column}, 1, 10), ?) || substr({column}, 11)"  # noqa: S608 - our own names
                f" WHERE {column} IS NOT NULL",
                (f"{days:+} days",),
            )
        connection.commit()
    found: dict[str, int] = json.loads(cast)
    return found


def _dates() -> Iterator[tuple[str, str]]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Moment | Date) and column.name not in UNMOVED:
                yield table.name, column.name
