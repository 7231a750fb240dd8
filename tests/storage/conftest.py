"""A database without a schema, for the scenes of migrations and backups."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.engine import threaded_engine
from tests.conftest import DATABASES, make_database, postgres_url


@pytest.fixture(scope="session")
def bare_database(worker_id: str) -> str:
    """A second database of PostgreSQL; what the other scenes use keeps its tables."""
    url = postgres_url(f"bare_{worker_id}")
    asyncio.run(make_database(url))
    return url


@pytest.fixture(params=DATABASES)
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with nothing in it, on each database there is."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'store.db'}"
    url: str = request.getfixturevalue("bare_database")
    asyncio.run(empty(url))
    return url


async def empty(url: str) -> None:
    engine = threaded_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))
    await engine.dispose()
