"""A consistent copy of the store while it is in use, and the way back from it (CORE 20)."""

import asyncio
import os
import secrets
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage import backup_postgres, comments, notices, publications
from storage.backup_postgres import BackupError
from storage.engine import is_sqlite, sqlite_file, threaded_engine
from storage.installation import renew_epoch
from storage.instance import AlreadyRunning, InstanceLock
from storage.migrate import RESTORING, NewerStore, migrate

__all__ = ["BackupError", "Restored", "backup", "restore"]
BESIDE = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore has done: where the old store is now, how much the coordinator decides on.

    `held` are notices, `unclear` posts and public replies of which nobody knows
    whether they have appeared.
    """

    aside: Path | None
    held: int
    unclear: int


async def backup(url: str, file: str | Path) -> int:
    """Writes a copy of the store as of now, whole or not at all; gives its size in bytes.

    The program may go on. Raises BackupError.
    """
    return await asyncio.to_thread(_back_up, url, Path(file))


def _back_up(url: str, target: Path) -> int:
    making = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        making.touch(mode=0o600, exist_ok=False)  # names and contacts stand in it
        if is_sqlite(url):
            _copy(Path(sqlite_file(url)), making, target)
        else:
            backup_postgres.dump(url, making)
        _to_disk(making)
        making.replace(target)
        _to_disk(target.parent)
        return target.stat().st_size
    except OSError as error:
        raise BackupError(f"cannot write {target}: {error.strerror or error}") from error
    finally:
        making.unlink(missing_ok=True)


def _copy(store: Path, making: Path, target: Path) -> None:
    if not store.exists():
        raise BackupError(f"there is no store at {store}: check DATABASE_URL")
    if target.resolve() == store.resolve():
        raise BackupError("the backup cannot take the place of the store: name another file")
    try:
        with closing(sqlite3.connect(store, isolation_level=None, timeout=10)) as connection:
            connection.execute("VACUUM INTO ?", (str(making),))
    except sqlite3.Error as error:
        raise BackupError(f"the store cannot be copied ({error})") from error


async def restore(url: str, file: str | Path, *, now: datetime | None = None) -> Restored:
    """Puts a backup in the place of the store, brought to the newest schema; the old store is kept aside.

    What was due when the backup was made, or has become due since, may have been sent in between:
    such notices are held, such posts and public replies are unclear, until the coordinator decides.
    Nothing is changed if anything is wrong with the backup, or while a program uses the store. Raises
    BackupError.
    """
    source, moment = Path(file), now or datetime.now(UTC)
    try:
        if is_sqlite(url):
            return await _restore_file(Path(sqlite_file(url)), source, moment)
        aside = await asyncio.to_thread(backup_postgres.load, url, source, moment)
        held, unclear = await _make_current(url, moment)
        return Restored(aside, held, unclear)
    except (AlreadyRunning, NewerStore) as error:
        raise BackupError(str(error)) from error
    except OSError as error:
        raise BackupError(f"cannot restore: {error.strerror or error}") from error


async def _restore_file(store: Path, source: Path, now: datetime) -> Restored:
    fresh = Path(f"{store}{RESTORING}")
    lock = InstanceLock(str(store))
    lock.take()
    try:
        await asyncio.to_thread(_refuse_if_open, store)
        await asyncio.to_thread(_take_copy, source, store, fresh)
        held, unclear = await _make_current(f"sqlite+aiosqlite:///{fresh}", now)
        await asyncio.to_thread(_close_log, fresh)
        aside = await asyncio.to_thread(_exchange, fresh, store, now)
    except BaseException:
        if store.exists():  # noqa: ASYNC240 - an instant, and the store is not in use
            _drop(fresh)
        raise
    finally:
        lock.release()
    return Restored(aside, held, unclear)


def _refuse_if_open(store: Path) -> None:
    """A command that imports has no instance lock, but the file open; a damaged store is no obstacle."""
    if not store.exists():
        return
    with closing(sqlite3.connect(store, isolation_level=None, timeout=0)) as connection:
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise BackupError(f"another program has {store.name} open: end it first") from None


def _take_copy(source: Path, store: Path, fresh: Path) -> None:
    """Copies the backup (with its own log, if it was copied by hand) and makes sure that it is whole."""
    if not source.is_file():
        raise BackupError(f"there is no file {source}")
    if source.resolve() == store.resolve():
        raise BackupError("that is the store itself: name the backup")
    _drop(fresh)
    fresh.touch(mode=0o600)
    shutil.copyfile(source, fresh)
    with suppress(FileNotFoundError):
        shutil.copyfile(f"{source}-wal", f"{fresh}-wal")
    try:
        with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.DatabaseError as error:
        said, tables = str(error), set()
    if said != "ok":
        raise BackupError(f"{source.name} is damaged ({said}): take another backup")
    if "installation" not in tables:
        raise BackupError(f"{source.name} is not a backup of this program: take another one")


async def _make_current(url: str, now: datetime) -> tuple[int, int]:
    """The newest schema, an epoch that was never used, and what may have been sent held back."""
    await migrate(url)
    engine = threaded_engine(url)
    async with engine.begin() as connection:
        await renew_epoch(connection)
        held = await notices.hold(connection, now)
        unclear = await publications.hold(connection, now) + await comments.hold(connection, now)
    await engine.dispose()
    return held, unclear


def _close_log(fresh: Path) -> None:
    """Leaves one file and no log: a log that stays behind would ruin whatever takes the name."""
    with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
    _to_disk(fresh)


def _exchange(fresh: Path, store: Path, now: datetime) -> Path | None:
    """Moves the old store aside with its log, then the new one in. Until the end `run` refuses to start."""
    aside = Path(f"{store}.before-restore-{now:%Y%m%d-%H%M%S}")
    had_one = store.exists()
    for beside in BESIDE:
        with suppress(FileNotFoundError):
            Path(f"{store}{beside}").rename(f"{aside}{beside}")
    fresh.rename(store)
    _to_disk(store.parent)
    return aside if had_one else None


def _drop(fresh: Path) -> None:
    for beside in BESIDE:
        Path(f"{fresh}{beside}").unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
