"""Backups beside a program that writes, and the way back: the drill of CORE 20."""

import asyncio
import os
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from storage import backup as backups
from storage import backup_postgres
from storage.backup import BackupError, Restored, backup, restore
from storage.installation import epoch
from storage.instance import InstanceLock
from storage.migrate import migrate
from storage.notices import Notice
from storage.people import Person
from storage.store import Store, Unit
from tests.storage.scenes import HERE, NOW, Other, note, noted

LATER = NOW + timedelta(days=2)


@pytest.fixture
async def running(bare_url: str):
    """A store in use."""
    if "postgresql" in bare_url and not shutil.which("pg_dump"):
        pytest.skip("pg_dump is not installed")
    await migrate(bare_url)
    store = Store(bare_url)
    await store.open()
    await store.step("", lambda unit: epoch(unit.connection))
    yield store
    await store.close()


async def reopened(url: str) -> Store:
    store = Store(url)
    await store.open()
    return store


def write_notices(*due: timedelta):
    async def work(unit: Unit) -> None:
        person = Person(created_at=NOW)
        unit.session.add(person)
        await unit.session.flush()
        for number, later in enumerate(due):
            unit.session.add(
                Notice(person_id=person.id, key=f"n{number}", kind="k", args="{}", due_at=NOW + later,
                       lease_until=NOW, expires_at=None)
            )  # fmt: skip

    return work


async def statuses(store: Store) -> list[tuple[str, str | None]]:
    async def work(unit: Unit) -> list[tuple[str, str | None]]:
        rows = await unit.session.execute(select(Notice.status, Notice.why).order_by(Notice.id))
        return [tuple(row) for row in rows]

    return await store.step(HERE, work)


async def test_the_drill(running: Store, tmp_path: Path):
    """Copy while it runs, go on, lose it all, come back: as of the copy, with a new epoch."""
    copy = tmp_path / "copy"
    await running.step(HERE, write_notices(timedelta(0), timedelta(days=1), timedelta(days=30)))
    await running.step("", note("before"))
    before = await running.step("", lambda unit: epoch(unit.connection))
    assert await backup(running.url, copy) == copy.stat().st_size
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    await running.step("", note("after"))
    with pytest.raises(BackupError, match=r"open|running"):
        await restore(running.url, copy, now=LATER)
    await running.close()
    done = await restore(running.url, copy, now=LATER)
    assert done.held == 2
    assert done.aside and done.aside.exists()
    store = await reopened(running.url)
    assert await noted(store) == ["before"]
    assert await statuses(store) == [("held", "restored"), ("held", "restored"), ("pending", None)]
    assert await store.step("", lambda unit: epoch(unit.connection)) != before
    await store.close()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


async def test_a_copy_can_be_restored_twice_and_then_copied_again(running: Store, tmp_path: Path):
    await running.step("", note("kept"))
    await backup(running.url, tmp_path / "one")
    await running.close()
    await restore(running.url, tmp_path / "one", now=NOW)
    await restore(running.url, tmp_path / "one", now=LATER)
    await backup(running.url, tmp_path / "two")
    await restore(running.url, tmp_path / "two", now=LATER + timedelta(days=1))
    store = await reopened(running.url)
    assert await noted(store) == ["kept"]
    await store.close()


async def test_a_file_that_is_no_backup_changes_nothing(running: Store, tmp_path: Path):
    await running.step("", note("kept"))
    await running.close()
    (tmp_path / "text").write_text("nothing of the kind\n" * 100)
    for name, why in (("text", "damaged|archive"), ("nowhere", "no file|No such file|could not open")):
        with pytest.raises(BackupError, match=why):
            await restore(running.url, tmp_path / name, now=NOW)
    store = await reopened(running.url)
    assert await noted(store) == ["kept"]
    await store.close()


async def test_a_backup_that_cannot_be_written_says_so_and_leaves_nothing(running: Store, tmp_path: Path):
    with pytest.raises(BackupError, match="cannot write"):
        await backup(running.url, tmp_path / "no" / "such" / "folder")
    kept = tmp_path / "kept"
    kept.write_text("an older backup")
    with pytest.raises(BackupError):
        await backup(running.url.replace("store.db", "none.db").replace("bare_", "none_"), kept)
    assert kept.read_text() == "an older backup"
    assert not (tmp_path / "none.db").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


# --- SQLite --------------------------------------------------------------------------------


@pytest.fixture
async def file(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    await migrate(f"sqlite+aiosqlite:///{path}")
    return path


def sqlite_url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


@pytest.mark.parametrize("looked_at", [True, False])
async def test_a_log_left_behind_by_a_dead_program_goes_aside_with_its_store(
    file: Path, tmp_path: Path, monkeypatch, looked_at: bool
):
    """A copy over a file whose log remained was "database disk image is malformed".

    To look whether somebody has the store open already takes the log in; it must not depend on that.
    """
    if not looked_at:
        monkeypatch.setattr(backups, "_refuse_if_open", lambda _store: None)
    store = await reopened(sqlite_url(file))
    await store.step("", note("kept"))
    await backup(sqlite_url(file), tmp_path / "copy")
    await store.step("", note("lost with the log"))
    for name in ("store.db", "store.db-wal"):  # the disk as a kill leaves it
        shutil.copy(tmp_path / name, tmp_path / f"{name}.killed")
    await store.close()
    for name in ("store.db", "store.db-wal"):
        (tmp_path / f"{name}.killed").rename(tmp_path / name)
    assert (tmp_path / "store.db-wal").stat().st_size > 0
    done = await restore(sqlite_url(file), tmp_path / "copy", now=NOW)
    assert not Path(f"{file}-wal").exists()
    assert not Path(f"{file}-shm").exists()
    store = await reopened(sqlite_url(file))
    assert await noted(store) == ["kept"]
    await store.close()
    assert done.aside
    with closing(sqlite3.connect(done.aside)) as old:
        assert old.execute("SELECT count(*) FROM cursors").fetchone() == (2,), "nothing is thrown away"


async def test_a_damaged_store_is_no_obstacle(file: Path, tmp_path: Path):
    await backup(sqlite_url(file), tmp_path / "copy")
    file.write_bytes(b"not a database at all" * 500)
    done = await restore(sqlite_url(file), tmp_path / "copy", now=NOW)
    assert done.aside and done.aside.read_bytes().startswith(b"not a database")
    store = await reopened(sqlite_url(file))
    await store.step("", note("works"))
    await store.close()


async def test_a_backup_comes_back_on_a_new_machine(file: Path, tmp_path: Path):
    await backup(sqlite_url(file), tmp_path / "copy")
    elsewhere = tmp_path / "elsewhere.db"
    assert await restore(sqlite_url(elsewhere), tmp_path / "copy", now=NOW) == Restored(None, 0, 0)
    assert elsewhere.exists()


async def test_restore_refuses_while_anything_runs(file: Path, tmp_path: Path):
    await backup(sqlite_url(file), tmp_path / "copy")
    lock = InstanceLock(str(file))
    lock.take()
    with pytest.raises(BackupError, match="in use by another run: stop it first"):
        await restore(sqlite_url(file), tmp_path / "copy")
    lock.release()
    with Other(str(file)) as other:  # a command that imports, without the lock
        other.does("db.execute('SELECT * FROM cursors').fetchall()")
        with pytest.raises(BackupError, match="open: end it first"):
            await restore(sqlite_url(file), tmp_path / "copy")
    await restore(sqlite_url(file), tmp_path / "copy", now=NOW)


async def test_a_damaged_or_foreign_backup_is_refused(file: Path, tmp_path: Path):
    store = await reopened(sqlite_url(file))
    for number in range(50):
        await store.step("", note(f"{number}", "x" * 60))
    await store.close()
    copy = tmp_path / "copy"
    await backup(sqlite_url(file), copy)
    damaged = bytearray(copy.read_bytes())
    damaged[4096 * 3 : 4096 * 5] = os.urandom(4096 * 2)
    (tmp_path / "damaged").write_bytes(damaged)
    with closing(sqlite3.connect(tmp_path / "foreign")) as foreign:
        foreign.execute("CREATE TABLE other (a)")
    for name, why in (("damaged", "is damaged"), ("foreign", "not a backup of this program")):
        with pytest.raises(BackupError, match=why):
            await restore(sqlite_url(file), tmp_path / name, now=NOW)
    with pytest.raises(BackupError, match="the store itself"):
        await restore(sqlite_url(file), file, now=NOW)
    with pytest.raises(BackupError, match="cannot take the place of the store"):
        await backup(sqlite_url(file), file)
    assert not Path(f"{file}.restoring").exists()
    store = await reopened(sqlite_url(file))
    assert len(await noted(store)) == 50
    await store.close()


async def test_a_backup_of_a_newer_program_is_refused_and_an_older_one_migrated(file: Path, tmp_path: Path):
    copy = tmp_path / "copy"
    await backup(sqlite_url(file), copy)

    def at(revision: str) -> None:
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
            connection.commit()

    at("9999")
    with pytest.raises(BackupError, match="install the newer program"):
        await restore(sqlite_url(file), copy, now=NOW)


async def test_a_backup_beside_a_busy_writer_ends(file: Path, tmp_path: Path):
    """Page by page it never did."""
    store = await reopened(sqlite_url(file))
    written, going = 0, True

    async def writes() -> None:
        nonlocal written
        while going:
            await store.step("", note(f"{written:06}"))
            written += 1
            await asyncio.sleep(0)

    writer = asyncio.create_task(writes())
    await asyncio.sleep(0)
    await backup(sqlite_url(file), tmp_path / "copy")
    going = False
    await writer
    await store.close()
    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        copied = [source for (source,) in copy.execute("SELECT source FROM cursors ORDER BY source")]
    assert copied == [f"{number:06}" for number in range(len(copied))], "a moment, not a mixture"


# --- PostgreSQL ----------------------------------------------------------------------------


async def test_without_the_tools_a_sentence_says_what_to_install(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(backup_postgres.shutil, "which", lambda _name: None)
    with pytest.raises(BackupError, match="pg_dump is not installed: install the PostgreSQL client programs"):
        await backup("postgresql://a:secret@nowhere/b", tmp_path / "copy")


async def test_no_password_stands_where_others_can_read_it(monkeypatch, tmp_path: Path):
    seen: list[tuple[list[str], dict[str, str]]] = []

    def run(words, env, **_):
        seen.append((words, env))
        raise FileNotFoundError(2, "stop here")

    monkeypatch.setattr(backup_postgres.subprocess, "run", run)
    monkeypatch.setattr(backup_postgres.shutil, "which", lambda name: name)
    with pytest.raises(BackupError):
        await backup("postgresql+asyncpg://anna:se%40cret@host/base", tmp_path / "copy")
    [(words, environment)] = seen
    assert not [word for word in words if "cret" in word]
    assert environment["PGPASSWORD"] == "se@cret"
    assert "--dbname=postgresql://anna@host/base" in words


@pytest.mark.postgres
@pytest.mark.skipif(not shutil.which("pg_dump"), reason="pg_dump is not installed")
async def test_tables_of_a_newer_program_do_not_stand_in_the_way(bare_database: str, tmp_path: Path):
    await migrate(bare_database)
    await backup(bare_database, tmp_path / "copy")
    store = await reopened(bare_database)

    async def newer(unit: Unit) -> None:
        await unit.connection.execute(
            text("CREATE TABLE newer (person integer REFERENCES people) -- territory")
        )
        await unit.connection.execute(insert(Person).values(territory=HERE, ref="НОВЫЙ", created_at=NOW))

    await store.step("", newer)
    await store.close()
    await restore(bare_database, tmp_path / "copy", now=NOW)
    store = await reopened(bare_database)
    gone = await store.step("", lambda unit: unit.connection.scalar(text("SELECT to_regclass('newer')")))
    assert gone is None
    await store.close()
