"""Stores for the scenes: SQLite always, PostgreSQL where TEST_POSTGRES_URL names a server."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

import storage.tables  # noqa: F401 - every table registers itself
from storage.base import Base
from storage.engine import threaded_engine
from storage.installation import epoch
from storage.store import Store
from tests.play import Theatre

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")
structlog.configure(  # its own way paints every traceback with all variables, which takes seconds
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(key_order=["event"]),
    ]
)
DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not POSTGRES:
        for item in items:
            if "postgres" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="TEST_POSTGRES_URL is not set"))


def pytest_terminal_summary(terminalreporter) -> None:
    if not POSTGRES:
        terminalreporter.write_line("Left out: the scenes on PostgreSQL (set TEST_POSTGRES_URL to run them).")
    reasons = {str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", ())}
    for tool in ("Chromium", "pg_dump"):
        if any(f"{tool} is not installed" in reason for reason in reasons):
            terminalreporter.write_line(f"Left out: the scenes that need {tool} (install it to run them).")


async def schema(url: str) -> None:
    """All tables at once; that the migrations build the same is a test of its own."""
    engine = threaded_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
        await connection.run_sync(Base.metadata.create_all)
    await engine.dispose()


def postgres_url(worker: str) -> str:
    base, _, _ = POSTGRES.rpartition("/")
    return f"{base}/metodaktiv_{worker}{os.environ.get('TEST_DB_SUFFIX', '')}"


async def make_database(url: str) -> None:
    """An empty database in place of whatever has its name."""
    server = POSTGRES.replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        name = url.rpartition("/")[2]
        await connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()


@pytest.fixture(scope="session")
def postgres_database(worker_id: str) -> str:
    """A database of its own for every test process."""
    url = postgres_url(worker_id)
    asyncio.run(make_database(url))
    asyncio.run(schema(url))
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "empty.db"
    asyncio.run(schema(f"sqlite+aiosqlite:///{file}"))
    return file


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty store's URL, on each database there is."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgres_database")
        return url
    file = tmp_path / "store.db"
    file.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """The store, open."""
    made = Store(database_url)
    await made.open()
    if not made.in_place:
        await made.step("", empty)
    await made.step("", lambda unit: epoch(unit.connection))
    yield made
    await made.close()


async def empty(unit) -> None:
    """Row by row and not by TRUNCATE, which takes a second for so many tables.

    Foreign keys are not looked at: everything goes, and to check them for fifty thousand people of
    the scene before takes longer than a statement may.
    """
    await unit.connection.execute(text("SET LOCAL session_replication_role = replica"))
    deletes = " ".join(f'DELETE FROM "{table.name}";' for table in reversed(Base.metadata.sorted_tables))
    sequences = (
        "FOR used IN SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL LOOP"
        " PERFORM setval(quote_ident(used.sequencename), 1, false); END LOOP;"
    )
    whole = f"DO $$ DECLARE used record; BEGIN {deletes} {sequences} END $$ -- of every territory"
    await unit.connection.execute(text(whole))


@pytest.fixture
def theatre(store: Store) -> Theatre:
    return Theatre(store)
