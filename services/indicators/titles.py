"""What the keys of a breakdown are called; two statements name them all."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import framework
from services.indicators.records import Figure, Row, Title
from services.people import reference, short_name
from services.regulations import Regulation
from services.values import Words
from storage.people import Employment, Organisation, Person


@dataclass(frozen=True, slots=True)
class House:
    """A school by its names."""

    title: str
    short: str


async def houses(session: AsyncSession) -> dict[int, House]:
    """Every organisation of the territory by its id."""
    rows = await session.execute(select(Organisation.id, Organisation.title, Organisation.short))
    return {row.id: House(row.title, row.short) for row in rows}


async def school_name(session: AsyncSession, school: int) -> str:
    """What a school is called for short; empty where there is none."""
    return await session.scalar(select(Organisation.short).where(Organisation.id == school)) or ""


async def subject_ids(session: AsyncSession, regulation: Regulation) -> tuple[tuple[str, str], ...]:
    """The spellings of subjects in the store with the ids by which the pack knows them."""
    spelled = {
        name.casefold(): one.id
        for one in reversed(regulation.subjects)
        for name in (*one.also, one.title, one.id)
    }
    written = await session.scalars(
        select(Employment.subject).where(Employment.subject.is_not(None)).distinct()
    )
    return tuple(
        (text, spelled[text.casefold()])
        for text in sorted(filter(None, written))
        if text.casefold() in spelled
    )


async def named(
    session: AsyncSession, regulation: Regulation, figures: Mapping[str, Figure]
) -> dict[str, Figure]:
    """The figures with every row of their breakdowns called by its name and in its order."""
    rows = [row for figure in figures.values() for row in figure.breakdown]
    places = await houses(session) if any(row.by == "organisation" for row in rows) else {}
    people = await _people(session, {int(row.key) for row in rows if row.by == "methodist"})
    words = _of_pack(regulation)

    def title(row: Row) -> Title:
        if not row.key:
            return Words("indicators-not-recorded")
        if row.by == "organisation":
            house = places.get(int(row.key))
            return house.title if house else row.key
        if row.by == "methodist":
            return people.get(int(row.key), row.key)
        return words.get(row.by, {}).get(row.key, row.key)

    return {
        an_id: replace(
            figure,
            breakdown=tuple(_ordered(figure, (replace(row, title=title(row)) for row in figure.breakdown))),
        )
        for an_id, figure in figures.items()
    }


async def _people(session: AsyncSession, ids: set[int]) -> dict[int, Title]:
    if not ids:
        return {}
    rows = await session.execute(
        select(Person.id, Person.ref, Person.last, Person.first, Person.patronymic).where(
            Person.id.in_(sorted(ids))
        )
    )
    return {row.id: replace(short_name(row), ref=reference(row)) for row in rows}


def _of_pack(regulation: Regulation) -> dict[str, dict[str, str]]:
    frame = framework.load(regulation.framework)
    return {
        "direction": {one.id: one.title for one in regulation.directions},
        "form": {one.id: one.title for one in regulation.forms},
        "channel": {one.id: one.title for one in regulation.channels},
        "organisation_kind": {one.id: one.title for one in regulation.organisation_kinds},
        "subject": {one.id: one.title for one in regulation.subjects},
        "topic": {one.id: one.title for block in frame.blocks for one in block.competencies},
    }


def _ordered(figure: Figure, rows: Iterable[Row]) -> list[Row]:
    """Parts in the order of the pack; schools as people count them, all else by number."""
    parts = list(figure.indicator.breakdown)
    return sorted(rows, key=lambda row: (parts.index(row.by), _rank(row)))  # type: ignore[arg-type]


def _rank(row: Row) -> tuple[int, tuple[tuple[int, str], ...], str]:
    name = row.title if isinstance(row.title, str) else ""
    if row.by == "organisation":
        return 0, natural(name), row.key
    return -row.numerator, natural(name), row.key


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """A key by which «Школа № 2» stands before «Школа № 10»."""
    return tuple(
        (int(part), "") if part.isdigit() else (-1, part.casefold()) for part in re.split(r"(\d+)", text)
    )
