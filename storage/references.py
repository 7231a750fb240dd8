"""Which rows are about whom, told by the tables themselves; for merging, exporting and erasing.

What a table says beside its columns:

- a column with ``info={"personal": True}`` is taken by an erasure: it becomes NULL, or what
  ``"blank"`` names, or an empty text where NULL may not stand;
- ``"values": True`` marks a text of JSON values (services.values) in which people may be mentioned;
- a table with ``info={"erased": "rows"}`` loses its rows altogether.

A row is about a person if it refers to him by a column of `OWNERS`, or to a row that is about him.
A column of `ACTORS`, or one whose name ends with ``_by``, says who did something; what was done is
not about him and stays as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Row,
    Table,
    UniqueConstraint,
    and_,
    delete,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import Base
from storage.people import Person

PEOPLE: Table = Person.__table__  # type: ignore[assignment]
OWNERS = frozenset({"person_id", "author_id", "teacher_id", "twin_id"})
ACTORS = frozenset({"provider_id", "helper_id", "by_id", "whom_id"})
ENDINGS = frozenset(
    {"until", "ended_at", "withdrawn_at", "cancelled_at", "voided_at", "left_on", "closed_at"}
)
"""Columns that say that something is over: of two joined rows the one that still goes on wins."""


def referring(table: Table) -> list[Column[Any]]:
    """Every column of any table that refers to this one, parents before children."""
    return [
        key.parent
        for other in Base.metadata.sorted_tables
        for key in _keys(other)
        if key.column.table is table
    ]


def _keys(table: Table) -> list[ForeignKey]:
    return sorted(table.foreign_keys, key=lambda key: str(key.parent.name))


def is_owner(column: Column[Any]) -> bool:
    """Whether a row that refers to a person by this column is about him."""
    return column.name in OWNERS


def about(person_id: int, territory: str) -> dict[Table, ColumnElement[bool]]:
    """The tables that may hold rows about this person, each with the condition that finds them."""
    found: dict[Table, ColumnElement[bool]] = {
        PEOPLE: and_(PEOPLE.c.id == person_id, PEOPLE.c.territory == territory)
    }
    for table in Base.metadata.sorted_tables:
        if table is PEOPLE or "territory" not in table.c:
            continue
        ways = []
        for key in _keys(table):
            parent = key.column.table
            if parent is PEOPLE and is_owner(key.parent):
                ways.append(key.parent == person_id)
            elif parent is not PEOPLE and parent is not table and parent in found:
                ways.append(key.parent.in_(select(key.column).where(found[parent])))
        if ways:
            found[table] = and_(table.c.territory == territory, or_(*ways))
    return found


def personal(table: Table) -> list[Column[Any]]:
    """The columns that an erasure takes."""
    return [column for column in table.c if column.info.get("personal")]


def blank(column: Column[Any]) -> Any:
    """What stands in a personal column after an erasure."""
    if "blank" in column.info:
        return column.info["blank"]
    return None if column.nullable else ""


def goes_whole(table: Table) -> bool:
    """Whether an erasure takes the rows of this table altogether."""
    return table.info.get("erased") == "rows"


def texts_of_values() -> Iterator[Column[Any]]:
    """The columns whose JSON may mention people other than the one the row is about."""
    return (
        column for table in Base.metadata.sorted_tables for column in table.c if column.info.get("values")
    )


async def repoint(session: AsyncSession, territory: str, column: Column[Any], old: int, new: int) -> None:
    """Makes every row that referred to `old` by this column refer to `new`.

    Where `new` has a row of the same key already, the two become one: what either of them knows
    is kept, and what referred to the dropped row refers to the other.
    """
    table = column.table
    assert isinstance(table, Table)
    mine = and_(table.c.territory == territory, column == old)
    for key in _unique_keys(table):
        if column.name not in key.columns:
            continue
        for row in (await session.execute(select(table).where(mine, key.holds))).all():
            twin = await _twin(session, row, column, new, key)
            if twin is not None:
                await _join(session, territory, table, row, twin)
    await session.execute(update(table).where(mine).values({column.name: new}))


@dataclass(frozen=True, slots=True)
class _Unique:
    """Columns of which no two rows may have the same, among the rows for which it holds."""

    columns: tuple[str, ...]
    holds: ColumnElement[bool]


def _unique_keys(table: Table) -> list[_Unique]:
    rules = [table.primary_key, *(one for one in table.constraints if isinstance(one, UniqueConstraint))]
    keys = [_Unique(tuple(column.name for column in rule.columns), true()) for rule in rules]
    for index in table.indexes:
        if index.unique:
            where = index.dialect_options["sqlite"]["where"]
            keys.append(_Unique(tuple(one.name for one in index.columns), true() if where is None else where))
    return keys


async def _twin(
    session: AsyncSession, row: Row[Any], column: Column[Any], new: int, key: _Unique
) -> Row[Any] | None:
    """The row of `new` that stands in the way; a key with a NULL in it is never in the way."""
    table = column.table
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    rest = [table.c[name] for name in key.columns if name != column.name]
    if any(values[one] is None for one in rest):
        return None
    here = table.c.territory == values[table.c.territory]
    found = await session.execute(
        select(table).where(here, column == new, key.holds, *(one == values[one] for one in rest))
    )
    return found.first()


async def _join(session: AsyncSession, territory: str, table: Table, row: Row[Any], twin: Row[Any]) -> None:
    """Lets `row` go after its twin has taken over what it knows and what belongs to it."""
    old, kept = row._mapping, twin._mapping  # noqa: SLF001
    if len(table.primary_key) == 1:
        (number,) = table.primary_key
        for child in referring(table):
            await repoint(session, territory, child, old[number], kept[number])
    keys = {name for key in _unique_keys(table) for name in key.columns}
    better = {
        column.name: value
        for column in table.c
        if column.name not in keys and (value := _better(column, old[column], kept[column])) != kept[column]
    }
    this, other = _identity(table, row), _identity(table, twin)
    await session.execute(delete(table).where(table.c.territory == territory, *this))
    if better:
        await session.execute(update(table).where(table.c.territory == territory, *other).values(better))


def _identity(table: Table, row: Row[Any]) -> list[ColumnElement[bool]]:
    return [column == row._mapping[column] for column in table.primary_key]  # noqa: SLF001


def _better(column: Column[Any], old: Any, kept: Any) -> Any:
    if column.name in ENDINGS:
        return None if old is None or kept is None else max(old, kept)
    if isinstance(old, bool):
        return old or kept
    return old if kept is None else kept
