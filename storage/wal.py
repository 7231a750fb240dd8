"""The write-ahead log of the SQLite file: copied back by a thread, watched for its size."""

import sqlite3
from contextlib import closing
from pathlib import Path

import structlog

log = structlog.get_logger()
WORTH_COPYING = 4 * 1024 * 1024
ALARMING = 256 * 1024 * 1024


def size(file: str) -> int:
    """Bytes of the log beside the SQLite file."""
    log_file = Path(f"{file}-wal")
    return log_file.stat().st_size if log_file.exists() else 0


def checkpoint(file: str) -> None:
    """Copies what no reader needs any more into the file; writers and readers go on meanwhile."""
    with closing(sqlite3.connect(file, isolation_level=None, timeout=0)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def tidy(file: str, *, worth_copying: int = WORTH_COPYING, alarming: int = ALARMING) -> None:
    """Keeps the log small. It grows where a snapshot is read for too long, or another program hangs."""
    if size(file) < worth_copying:
        return
    try:
        checkpoint(file)
    except sqlite3.OperationalError as error:
        log.info("wal-not-copied", error=str(error))
    if (left := size(file)) >= alarming:
        log.warning("wal-large", mebibytes=left >> 20, remedy="end what has been reading the store for long")
