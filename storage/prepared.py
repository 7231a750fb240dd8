"""Statements of the hot path: compiled once, and on SQLite executed without anything in between.

SQLAlchemy's own road costs some 60 µs a statement, SQLite's part of it 3–9 µs.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import BindParameter, Delete, Insert, Select, Update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import InPlaceConnection, InPlaceDialect
from storage.territory import writes

Process = Callable[[Any], Any] | None
Statement = Select[*tuple[Any, ...]] | Insert | Update | Delete


class Prepared:
    """A Core statement for the outer part of a step; what a telling writes goes through its session.

    `postgresql` is the same in that database's words, where the two differ.
    """

    def __init__(self, statement: Statement, postgresql: Any = None) -> None:
        self._statement = statement
        self._elsewhere = statement if postgresql is None else postgresql
        self._sql = ""
        self._binds: list[tuple[str, bool, Any, Process]] = []
        self._results: list[tuple[int, Callable[[Any], Any]]] = []

    async def rows(self, connection: AsyncConnection, **values: Any) -> Sequence[Sequence[Any]]:
        """The rows that a SELECT finds."""
        raw = _in_place(connection)
        if raw is None:
            return (await connection.execute(self._elsewhere, values)).all()
        rows = raw.run(self._sql or self._compile(), self._values(values)).fetchall()
        return [self._read(row) for row in rows] if self._results else rows

    async def run(self, connection: AsyncConnection, **values: Any) -> int:
        """The number of rows that were changed."""
        raw = _in_place(connection)
        if raw is None:
            return (await connection.execute(self._elsewhere, values)).rowcount
        return raw.run(self._sql or self._compile(), self._values(values)).rowcount

    async def run_each(self, connection: AsyncConnection, rows: list[dict[str, Any]]) -> None:
        """The same once for every set of values."""
        raw = _in_place(connection)
        if raw is None:
            await connection.execute(self._elsewhere, rows)
            return
        for row in rows:
            raw.run(self._sql or self._compile(), self._values(row))

    def _values(self, given: dict[str, Any]) -> list[Any]:
        values = []
        for name, required, usual, process in self._binds:
            value = given[name] if required else given.get(name, usual)
            values.append(value if process is None else process(value))
        return values

    def _read(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for index, process in self._results:
            values[index] = process(values[index])
        return values

    def _compile(self) -> str:
        dialect = InPlaceDialect()
        compiled = self._statement.compile(dialect=dialect)
        writes(compiled.string)  # refuses one that forgets its territory
        for name in compiled.positiontup or ():
            bind: BindParameter[Any] = compiled.binds[name]
            process = bind.type.dialect_impl(dialect).bind_processor(dialect)
            self._binds.append((bind.key, bind.required, bind.value, process))
        if isinstance(self._statement, Select):
            for index, column in enumerate(self._statement.selected_columns):
                read = column.type.dialect_impl(dialect).result_processor(dialect, None)
                if read is not None:
                    self._results.append((index, read))
        self._sql = compiled.string
        return self._sql


def _in_place(connection: AsyncConnection) -> InPlaceConnection | None:
    sync = connection.sync_connection
    raw = sync.connection.dbapi_connection if sync is not None else None
    return raw if isinstance(raw, InPlaceConnection) else None
