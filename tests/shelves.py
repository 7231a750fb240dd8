"""What stands in the store, seen whole: to look for what should not be there."""

from collections.abc import Callable, Coroutine
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, TypeDecorator, insert, select

from services import access
from storage.base import Base
from storage.people import Person
from storage.store import Store, Unit
from tests.play import Theatre

TERRITORY = "vsevolozhsk"


async def step(theatre: Theatre, work: Callable[[Unit], Coroutine[Any, Any, Any]]) -> Any:
    return await theatre.store.step(TERRITORY, work)


async def rows(store: Store, table: str) -> list[dict[str, Any]]:
    """Every row of a table."""
    found = Base.metadata.tables[table]

    async def read(unit: Unit) -> list[dict[str, Any]]:
        query = select(found).where(found.c.territory != "") if "territory" in found.c else select(found)
        return [dict(row._mapping) for row in await unit.session.execute(query.order_by(*found.primary_key))]

    return await store.step(TERRITORY, read)


async def words(store: Store) -> str:
    """Every text of every row of every table, in one."""
    texts = []
    for table in Base.metadata.sorted_tables:
        for row in await rows(store, table.name):
            texts += [f"{table.name}.{name}={value}" for name, value in row.items() if value is not None]
    return "\n".join(texts)


async def traces(store: Store, *fragments: str) -> list[str]:
    """The places where one of these fragments stands, in small letters or large."""
    return [
        line
        for line in (await words(store)).splitlines()
        if any(fragment.casefold() in line.casefold() for fragment in fragments)
    ]


async def person(theatre: Theatre, person_id: int) -> dict[str, Any]:
    return next(row for row in await rows(theatre.store, "people") if row["id"] == person_id)


async def person_of(theatre: Theatre, address: str) -> int:
    accounts = await rows(theatre.store, "accounts")
    return next(row["person_id"] for row in accounts if row["address"] == address)


async def code(
    theatre: Theatre,
    *,
    role: str | None = None,
    person_id: int | None = None,
    purpose: str = access.INVITATION,
) -> str:
    return await step(
        theatre,
        lambda unit: access.make(unit, purpose, theatre.now, role=role, person_id=person_id),
    )


async def roles(theatre: Theatre, person_id: int) -> set[str]:
    """The roles a person holds now."""
    return {
        row["role"]
        for row in await rows(theatre.store, "role_grants")
        if row["person_id"] == person_id and (row["until"] is None or row["until"] > theatre.now)
    }


async def listed(theatre: Theatre, last: str, first: str, patronymic: str | None = None, **more: Any) -> int:
    """A record of the staff list."""

    async def make(unit: Unit) -> int:
        name = " ".join(part for part in (last, first, patronymic) if part)
        one = Person(
            last=last,
            first=first,
            patronymic=patronymic,
            search=name.lower().replace("ё", "е"),
            created_at=theatre.now,
            listed=True,
            **more,
        )
        unit.session.add(one)
        await unit.session.flush()
        return one.id

    return await step(theatre, make)


def a_value(column: Any, number: int) -> Any:
    """Something that fits a column that must be filled and refers to nothing."""
    if isinstance(column.type, JSON):
        return []
    kind = None if isinstance(column.type, TypeDecorator) else column.type.python_type
    if kind is str:
        length = getattr(column.type, "length", None) or 20
        return ("{}" if column.info.get("values") else f"v{number}")[:length]
    if kind is bool:
        return False
    if kind is int:
        return number
    if kind is bytes:
        return b""
    return date(2026, 1, 1) if kind is date else None


class Filler:
    """Fills rows of any table, with whatever they refer to."""

    def __init__(self, unit: Unit, now: datetime, start: int = 10) -> None:
        self.unit, self.now, self.number = unit, now, start

    async def row(self, table: Any, **given: Any) -> Any:
        self.number += 1
        values = {"territory": TERRITORY} if "territory" in table.c else {}
        for column in table.c:
            if column.name in given:
                values[column.name] = given[column.name]
            elif column.name in values or (column.nullable and not column.primary_key):
                continue
            elif column.foreign_keys:
                (key,) = column.foreign_keys
                parent = key.column.table
                values[column.name] = await self.row(parent)
            elif not (
                column.primary_key and column.autoincrement is not False and len(table.primary_key) == 1
            ):
                value = a_value(column, self.number)
                values[column.name] = self.now if value is None else value
        keys = list(table.primary_key)
        done = await self.unit.session.execute(insert(table).values(values).returning(*keys))
        return done.first()[0]
