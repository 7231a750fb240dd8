"""Which failures pass by themselves: the infrastructure's, as against our own mistakes (CORE 9)."""

import math
import re
import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

AS_LONG_AS_IT_LASTS = math.inf
A_FEW_TIMES = 20

SQLITE_TROUBLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
}
POSTGRES_CLASSES = {
    "08",  # the connection
    "40",  # rolled back: serialization, deadlock
    "53",  # disk, memory, number of connections
    "57",  # the operator: shutdown, crash recovery
    "58",  # the system below
}
POSTGRES_TROUBLE = {
    "25003",  # a read-only transaction: the server has become a standby
    "25006",
    "25P03",  # idle in transaction: this process stood still
    "55P03",  # lock not available
    "XX001",  # data corrupted
    "XX002",  # index corrupted
}
POSTGRES_ABORTED = "25P02"
STALE_PLAN = re.compile("cached (statement )?plan")  # the server's words, and asyncpg's own
POSTGRES_EITHER = {"57014", "23505", POSTGRES_ABORTED}  # too slow, a unique key, not known why


class LostRace(Exception):
    """Somebody else made the same row first; the step is tried again and finds it."""


class Away(Exception):
    """The database cannot be reached; the reason is the cause."""


def patience(error: BaseException) -> float:
    """How many more times the same step is worth trying: 0 for a defect, infinity for trouble.

    In between stands what may be either: on PostgreSQL a unique key (a lost race, or the same
    step writes twice) and a statement that took too long. SQLite's writers never race.
    """
    if isinstance(error, Away | PoolTimeoutError | ConnectionError | TimeoutError):
        return AS_LONG_AS_IT_LASTS
    if isinstance(error, LostRace):
        return A_FEW_TIMES
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        return AS_LONG_AS_IT_LASTS if code in SQLITE_TROUBLE else 0
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return AS_LONG_AS_IT_LASTS
    state = _sqlstate(cause)
    if state in POSTGRES_EITHER:
        return A_FEW_TIMES
    lasting = state[:2] in POSTGRES_CLASSES or state in POSTGRES_TROUBLE
    return AS_LONG_AS_IT_LASTS if lasting or STALE_PLAN.search(str(cause)) else 0


def says_aborted(error: BaseException) -> bool:
    """Whether PostgreSQL only says that an earlier statement of the transaction has failed."""
    return _sqlstate(error.orig if isinstance(error, DBAPIError) else error) == POSTGRES_ABORTED


def _sqlstate(cause: object) -> str:
    state: str | None = getattr(cause, "sqlstate", None)
    return state or ""


def is_trouble(error: BaseException) -> bool:
    """Whether the infrastructure failed, so that the same may succeed later."""
    return patience(error) > 0
