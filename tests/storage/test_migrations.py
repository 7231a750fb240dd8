"""Migrations go up and down, stop half-way without a trace, and give what the models say."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

import storage.tables  # noqa: F401 - every table registers itself
from storage import migrate as migrating
from storage.base import Base
from storage.engine import threaded_engine
from storage.migrate import HERE, HalfRestored, NewerStore, current, migrate, newest
from storage.store import Store
from tests.storage.scenes import note, noted


async def ask(url: str, question):
    engine = threaded_engine(url)
    async with engine.connect() as connection:
        answer = await connection.run_sync(question)
    await engine.dispose()
    return answer


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return compare_metadata(context, Base.metadata)


def revisions() -> list[str]:
    return sorted(path.stem.split("_")[0] for path in (HERE / "versions").glob("[0-9]*.py"))


async def test_every_step_up_can_be_taken_back_and_again(bare_url: str):
    before = "base"
    for revision in revisions():
        assert await migrate(bare_url, revision) == revision
        await migrate(bare_url, before)
        assert await ask(bare_url, current) == (None if before == "base" else before)
        assert await migrate(bare_url, revision) == revision
        before = revision
    assert before == newest()
    await migrate(bare_url, "base")
    assert await ask(bare_url, tables) == set()


async def test_migrations_give_what_the_models_say(bare_url: str):
    await migrate(bare_url)
    assert await ask(bare_url, differences) == []
    assert await ask(bare_url, tables) == set(Base.metadata.tables)


def indexes(connection: Connection) -> dict[str, str]:
    found = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    )
    return {name: " ".join(sql.split()) for name, sql in found}


async def test_partial_indexes_and_tables_without_rowid_are_migrated_too(tmp_path: Path):
    """Alembic's comparison sees neither."""
    one, two = (f"sqlite+aiosqlite:///{tmp_path / name}" for name in ("migrated.db", "made.db"))
    await migrate(one)
    engine = threaded_engine(two)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    await engine.dispose()
    assert await ask(one, indexes) == await ask(two, indexes)

    def without_rowid(connection: Connection) -> set[str]:
        found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        return {name for name, sql in found if "WITHOUT ROWID" in sql}

    assert await ask(one, without_rowid) == await ask(two, without_rowid)
    assert "seen" in await ask(one, without_rowid)


async def test_a_store_that_is_there_already_costs_one_look_and_no_alembic(bare_url: str, monkeypatch):
    await migrate(bare_url)
    monkeypatch.setattr(migrating, "_move", lambda *_: pytest.fail("there is nothing to do"))
    assert await migrate(bare_url) == newest()


async def test_two_programs_that_start_at_once_migrate_once(bare_url: str):
    assert await asyncio.gather(migrate(bare_url), migrate(bare_url)) == [newest(), newest()]
    assert await ask(bare_url, differences) == []


async def test_a_migration_that_fails_leaves_no_trace(bare_url: str, monkeypatch):
    walk = ScriptDirectory.run_env

    def breaks(self: ScriptDirectory) -> None:
        walk(self)
        raise RuntimeError("the power is gone")

    monkeypatch.setattr(ScriptDirectory, "run_env", breaks)
    with pytest.raises(RuntimeError, match="power"):
        await migrate(bare_url)
    assert await ask(bare_url, tables) == set()
    monkeypatch.undo()
    assert await migrate(bare_url) == newest()


async def test_an_older_program_refuses_a_newer_store(bare_url: str):
    await migrate(bare_url)
    engine = threaded_engine(bare_url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    with pytest.raises(NewerStore, match=r"schema 9999.*install the newer program"):
        await migrate(bare_url)


async def test_an_interrupted_restore_is_not_taken_for_an_empty_store(tmp_path: Path):
    file = tmp_path / "store.db"
    Path(f"{file}.restoring").touch()
    with pytest.raises(HalfRestored, match="run restore again"):
        await migrate(f"sqlite+aiosqlite:///{file}")
    assert not file.exists()


async def test_a_store_is_migrated_beside_a_program_that_reads_and_writes(tmp_path: Path):
    """Commands check the schema first; that neither needs nor disturbs the program that runs."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'store.db'}"
    await migrate(url)
    store = Store(url)
    await store.open()
    await store.step("", note("before"))
    assert await migrate(url) == newest()
    await store.step("", note("after"))
    assert await noted(store) == ["after", "before"]
    await store.close()
