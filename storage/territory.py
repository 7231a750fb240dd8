"""Whose data a statement means: sessions are bound to a territory, and SQL that forgets it is refused."""

import re
from functools import lru_cache
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from storage.base import Base, Territorial

_DATA_BEGINS = {"select": re.compile(r"\bfrom\b"), "update": re.compile(r"\bwhere\b"),
                "delete": re.compile(r"\bwhere\b")}  # fmt: skip
_WRITES = {"insert", "update", "delete", "replace", "savepoint"}


class TerritoryMissing(RuntimeError):
    """A statement reached people's data without saying whose territory it means."""


class _BoundSession(Session):
    """Carries the events that bind a session to its territory."""


class TerritorySession(AsyncSession):
    """A session that sees one territory only and writes it into every new row."""

    sync_session_class = _BoundSession


def territory_session(connection: AsyncConnection, territory: str) -> AsyncSession:
    """A session whose every query and insert is bound to the territory.

    It neither commits nor rolls back by itself: the transaction is its caller's.
    """
    session = TerritorySession(connection, expire_on_commit=False, join_transaction_mode="rollback_only")
    session.sync_session.info["territory"] = territory
    return session


@lru_cache(maxsize=64)
def _only(territory: str) -> ExecutableOption:
    return with_loader_criteria(Territorial, lambda table: table.territory == territory, include_aliases=True)


def _only_here(state: ORMExecuteState) -> None:
    territory = state.session.info.get("territory")
    if territory is not None:
        state.statement = state.statement.options(_only(territory))


def _write_territory(session: Session, _context: object, _instances: object) -> None:
    territory = session.info.get("territory")
    for row in session.new:
        if territory is not None and isinstance(row, Territorial):
            row.territory = territory


event.listen(_BoundSession, "do_orm_execute", _only_here)
event.listen(_BoundSession, "before_flush", _write_territory)


def territorial_tables() -> set[str]:
    """The names of the tables that carry a territory."""
    return {
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Territorial)
    }


@lru_cache(maxsize=4096)
def writes(statement: str) -> bool:
    """Whether this SQL changes anything. Raises TerritoryMissing where it must name a territory.

    The name among the columns that a SELECT gives does not count, nor the value that an UPDATE
    sets: it has to stand where rows are chosen.
    """
    lowered = statement.lower()
    words = re.findall(r"\w+", lowered)
    verb = words[0] if words else ""
    if territorial_tables() & set(words):
        begins = _DATA_BEGINS.get(verb)
        _, *choosing = begins.split(lowered, maxsplit=1) if begins else ("", lowered)
        if not re.search(r"\bterritory\b", "".join(choosing)):
            raise TerritoryMissing(f"no territory in: {statement[:200]}")
    return not _WRITES.isdisjoint(words)


def refuse_without_territory(
    _connection: Any, _cursor: object, statement: str, _parameters: object, _context: object, _many: object
) -> None:
    """Listens to `before_cursor_execute` of every engine."""
    writes(statement)
