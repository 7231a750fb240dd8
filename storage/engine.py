"""Engines for the two databases, and what each must be told before it can be trusted.

SQLite is driven through one kept connection that executes in place: the event loop itself
runs the statement, which takes tens of microseconds, instead of handing it to a thread and
waiting (four to five times dearer). Anything long reads through an ordinary second engine.
See docs/decisions/0002-sqlite-in-place.md.
"""

import sqlite3
from collections import deque
from collections.abc import Generator
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, IsolationLevel
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool
from sqlalchemy.util.concurrency import await_, in_greenlet

from storage.territory import refuse_without_territory

WAL_FILE_LIMIT = 64 * 1024 * 1024
PAGES_IN_PLACE = 8000  # checkpoints are a thread's work (storage.wal); this is for programs without one
SLOW_READ_SECONDS = 30
APPLICATION = "metodaktiv"
POSTGRES_TIMEOUTS = {
    "statement_timeout": "15000",
    "lock_timeout": "5000",
    "idle_in_transaction_session_timeout": "10000",
    "application_name": APPLICATION,
}


class AutocommitForbidden(RuntimeError):
    """Somebody asked the writer for a transaction of another kind than its own."""


class _AtOnce:
    """Done before anybody waits for it."""

    def __await__(self) -> Generator[Any, None, None]:
        return
        yield


_AT_ONCE = _AtOnce()


class InPlaceCursor(sqlite3.Cursor):
    """Executes at once and takes all rows, so that no statement stays open behind a transaction.

    SQLAlchemy insists that asynchronous execution waits for something, if only for nothing.
    """

    _rows: deque[Any]

    def execute(self, *statement: Any) -> "InPlaceCursor":
        """Runs the statement to its end."""
        super().execute(*statement)
        self._rows = deque(super().fetchall() if self.description else ())
        if in_greenlet():
            await_(_AT_ONCE)
        return self

    def executemany(self, *statement: Any) -> "InPlaceCursor":
        """Runs the statement for every set of parameters."""
        super().executemany(*statement)
        self._rows = deque()
        await_(_AT_ONCE)
        return self

    def fetchone(self) -> Any:
        """The next row or None."""
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        """So many of the next rows."""
        return [self._rows.popleft() for _ in range(min(size or 1, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        rows = list(self._rows)
        self._rows.clear()
        return rows

    async def _async_soft_close(self) -> None:
        """Asked for by SQLAlchemy once the rows are here; there is nothing left to close."""


class InPlaceConnection(sqlite3.Connection):
    """The writer's connection. `durable` decides whether the next commit waits for the disk."""

    durable = False
    _level = ""

    def cursor(self, *_factory: Any) -> InPlaceCursor:  # type: ignore[override]
        """A cursor that executes in place."""
        return super().cursor(InPlaceCursor)

    def run(self, statement: str, parameters: Any = ()) -> sqlite3.Cursor:
        """Executes straight away, past SQLAlchemy."""
        return super().cursor().execute(statement, parameters)

    def begin(self) -> None:
        """Takes the write lock now: a transaction that upgrades later would be refused or lose writes.

        Inside a transaction SQLite ignores a change of `synchronous`, so the level comes first.
        """
        if self.in_transaction:  # a rollback has failed
            self.rollback()
        level = "FULL" if self.durable else "NORMAL"
        if self._level != level:
            self.run(f"PRAGMA synchronous={level}")
            self._level = level
        self.run("BEGIN IMMEDIATE")


class InPlaceDialect(SQLiteDialect_pysqlite):
    """SQLite under an asynchronous engine without a thread: nothing ever waits."""

    driver = "inplace"
    is_async = True
    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begins for writing."""
        dbapi_connection.begin()

    def set_isolation_level(self, dbapi_connection: DBAPIConnection, level: IsolationLevel) -> None:
        """There is one way to write here."""
        del dbapi_connection
        raise AutocommitForbidden(f"the writing connection cannot be switched to {level}")


registry.register("sqlite.inplace", __name__, InPlaceDialect.__name__)


def is_sqlite(url: str) -> bool:
    """Whether this SQLAlchemy URL names an SQLite file."""
    return make_url(url).get_backend_name() == "sqlite"


def sqlite_file(url: str) -> str:
    """The path of the SQLite file that the URL names."""
    return make_url(url).database or ""


def writing_engine(url: str) -> AsyncEngine:
    """The engine of the one writer: in place on SQLite, a pool on PostgreSQL."""
    if is_sqlite(url):
        engine = create_async_engine(
            f"sqlite+inplace:///{sqlite_file(url)}",
            poolclass=StaticPool,
            hide_parameters=True,
            connect_args={
                "factory": InPlaceConnection,
                "isolation_level": None,
                "cached_statements": 512,
                "timeout": 0,
            },
        )
        event.listen(engine.sync_engine, "connect", _prepare_writer)
    else:
        engine = _postgres(url, pool_size=10, server_settings=POSTGRES_TIMEOUTS, pool_timeout=10)
    event.listen(engine.sync_engine, "before_cursor_execute", refuse_without_territory)
    return engine


def reading_engine(url: str) -> AsyncEngine:
    """The engine for long reads: off the event loop, unable to write, one snapshot a transaction."""
    if is_sqlite(url):
        engine = _threaded(url, "query_only=ON", "busy_timeout=5000", "cache_size=-32000", pool_size=4)
        event.listen(engine.sync_engine, "begin", _begin_deferred)
    else:
        reading = {
            "default_transaction_read_only": "on",
            "statement_timeout": str(SLOW_READ_SECONDS * 1000),
        }
        engine = _postgres(
            url,
            pool_size=4,
            server_settings=POSTGRES_TIMEOUTS | reading,
            pool_pre_ping=True,
            isolation_level="REPEATABLE READ",
        )
    event.listen(engine.sync_engine, "before_cursor_execute", refuse_without_territory)
    return engine


def threaded_engine(url: str, *, foreign_keys: bool = True) -> AsyncEngine:
    """An ordinary engine for migrations and whatever else runs beside the program."""
    if not is_sqlite(url):
        return _postgres(url, pool_size=1, server_settings={"application_name": f"{APPLICATION}-migrate"})
    keys = "ON" if foreign_keys else "OFF"
    engine = _threaded(  # who comes second waits for a whole migration, also on a slow machine
        url, "busy_timeout=60000", "journal_mode=WAL", "synchronous=FULL", f"foreign_keys={keys}"
    )
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


def _postgres(url: str, *, pool_size: int, server_settings: dict[str, str], **options: Any) -> AsyncEngine:
    made: URL = make_url(url).set(drivername="postgresql+asyncpg")
    return create_async_engine(
        made,
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"server_settings": server_settings, "timeout": 10, "command_timeout": 60},
        **options,
    )


def _threaded(url: str, *pragmas: str, **options: Any) -> AsyncEngine:
    engine = create_async_engine(f"sqlite+aiosqlite:///{sqlite_file(url)}", hide_parameters=True, **options)

    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        _pragmas(connection, *pragmas)

    event.listen(engine.sync_engine, "connect", prepare)
    return engine


def _pragmas(connection: Any, *lines: str) -> None:
    cursor = connection.cursor()
    for line in lines:
        cursor.execute(f"PRAGMA {line}")
    cursor.close()


def _prepare_writer(connection: Any, _record: object) -> None:
    _pragmas(
        connection,
        "journal_mode=WAL",
        "foreign_keys=ON",
        "busy_timeout=0",  # a wait here would stop the event loop; the step is retried instead
        f"journal_size_limit={WAL_FILE_LIMIT}",
        f"wal_autocheckpoint={PAGES_IN_PLACE}",
        "temp_store=MEMORY",
        "cache_size=-16000",
    )


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
