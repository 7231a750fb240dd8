"""Brings the store to the newest schema."""

from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.engine import is_sqlite, sqlite_file, threaded_engine

HERE = Path(__file__).parent / "migrations"
RESTORING = ".restoring"
ADVISORY_LOCK = 4711  # two programs that start at once migrate one after the other


class NewerStore(RuntimeError):
    """The store was made by a newer program."""


class HalfRestored(RuntimeError):
    """A restore was interrupted between moving the old store aside and the new one in."""


@lru_cache
def newest() -> str:
    """The last revision there is; versions are numbered, so no map is needed."""
    return max(path.stem.split("_")[0] for path in (HERE / "versions").glob("[0-9]*.py"))


def current(connection: Connection) -> str | None:
    """The revision the store is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


async def migrate(url: str, revision: str = "head") -> str | None:
    """Upgrades (or, to an older revision, downgrades) and gives the revision reached.

    All of it is one transaction. The store that is already there costs one query; Alembic is
    imported only for work. Raises NewerStore, and HalfRestored rather than begin an empty store.
    """
    _refuse_half_restored(url)
    engine = threaded_engine(url, foreign_keys=False)  # rebuilding a table must not touch what points to it
    try:
        async with engine.connect() as connection:
            if revision == "head" and await connection.run_sync(current) == newest():
                return newest()
            await connection.rollback()
            await connection.run_sync(_move, revision)
            await connection.commit()
            return await connection.run_sync(current)
    finally:
        await engine.dispose()


def _refuse_half_restored(url: str) -> None:
    file = Path(sqlite_file(url)) if is_sqlite(url) else None
    if file is not None and not file.exists() and Path(f"{file}{RESTORING}").exists():
        raise HalfRestored(f"a restore of {file} was interrupted: run restore again")


def _move(connection: Connection, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
    at = current(connection) or ""
    if at > newest():
        known = newest()
        raise NewerStore(f"the store has schema {at}, this program knows {known}: install the newer program")
    down = revision == "base" or (revision != "head" and revision < at)
    (command.downgrade if down else command.upgrade)(config, revision)
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if broken:
            raise RuntimeError(f"the migration leaves rows that point nowhere: {broken[:3]}")
