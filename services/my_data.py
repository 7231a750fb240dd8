"""What the store knows of a person, for himself: how much of each kind, and all of it to take away.

Which rows are about whom the tables say themselves (storage.references); here stands in which kind
a person is told of them, and which columns mean something to him.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Table, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import Base
from storage.people import Organisation
from storage.references import about
from storage.store import Unit

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "profile": ("people", "employments"),
    "consents": ("consents",),
    "roles": ("role_grants", "memberships"),
    "settings": ("muted_reminders",),
    "accounts": ("accounts", "web_sessions", "one_time_codes", "wrong_codes", "joins"),
    "assessments": ("assessments", "resource_answers", "chosen_topics"),
    "requests": ("requests", "request_messages", "request_steps"),
    "comments": ("comments", "comment_replies"),
    "sessions": ("session_people",),
    "events": ("sign_ups", "attendance_marks", "event_leaders"),
    "notices": ("notices",),
    "roster": ("roster_rows", "roster_changes"),
    "talk": ("conversations", "web_chats", "web_messages", "web_files", "received_files", "dead_letters"),
}
"""The kinds in which one is told of his data; the first table of each is the one that is counted."""
OTHER: Final = "other"
NOT_TAKEN: Final = frozenset(
    {
        "web_sessions", "one_time_codes", "wrong_codes", "joins", "web_chats", "web_messages", "web_files",
        "received_files", "dead_letters", "request_steps", "roster_rows", "roster_changes",
    }
)  # fmt: skip
"""Secrets, and copies of what stands elsewhere: named and counted, not in the file."""
_EVENT: Final = ("title", "starts_at", "place")
SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "people": (
        "ref", "last", "first", "patronymic", "birth_date", "birth_year", "started_on", "category",
        "phone", "email", "profile",
    ),
    "employments": ("organisation_id", "position", "subject", "kind", "since", "until"),
    "consents": ("kind", "version", "given", "channel", "at", "withdrawn_at"),
    "role_grants": ("role", "organisation_id", "order_number", "since", "until"),
    "memberships": ("number", "capacity", "since", "until", "order_number"),
    "accounts": ("channel", "address", "locale", "used_at"),
    "assessments": ("at", "form", "profile", "answers"),
    "resource_answers": ("at", "answers"),
    "chosen_topics": ("at", "topic", "importance"),
    "requests": (
        "id", "opened_at", "topic", "form", "way", "details", "organisation_id", "meeting_at", "ended_at",
    ),
    "request_messages": ("request_id", "at", "text"),
    "comments": ("at", "channel", "address", "text", "link"),
    "comment_replies": ("at", "text", "link"),
    "session_people": ("organisation_id",),
    "support_sessions": (
        "held_on", "form", "direction", "topic", "channel", "minutes", "result", "recommendation",
        "composition", "next_step_on", "rating",
    ),
    "sign_ups": ("signed_at", "ended_at"),
    "attendance_marks": ("came", "marked_at"),
    "event_leaders": (),
    "events": _EVENT,
    "notices": ("kind", "args", "sent_at"),
    "conversations": ("state",),
    "muted_reminders": ("kind",),
}  # fmt: skip
"""The columns that mean something to the person, each with a word of the locales; a table that is not
here shows its personal columns."""
TOLD_WITH: Final[Mapping[str, str]] = {
    "session_people": "support_sessions",
    "sign_ups": "events",
    "attendance_marks": "events",
    "event_leaders": "events",
}
"""Whoever took part in something is told what it was."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row about the person: its table, and what it says, by the name of the column."""

    table: str
    values: dict[str, Any]


def group_of(table: str) -> str:
    """The kind of data that a table belongs to."""
    return next((name for name, tables in GROUPS.items() if table in tables), OTHER)


async def counts(unit: Unit, person_id: int) -> dict[str, int]:
    """How much of each kind there is about this person; kinds without any are left out."""
    every: dict[str, int] = {}
    first = {tables[0] for tables in GROUPS.values()}
    for table, mine in about(person_id, unit.territory).items():
        kind = group_of(table.name)
        if table.name in first or kind == OTHER:
            number = await unit.session.scalar(select(func.count()).select_from(table).where(mine))
            every[kind] = every.get(kind, 0) + (number or 0)
    return {kind: every[kind] for kind in (*GROUPS, OTHER) if every.get(kind)}


async def everything(session: AsyncSession, territory: str, person_id: int) -> dict[str, list[Record]]:
    """All that is kept about this person by kind, in the order of `GROUPS`."""
    places = await session.execute(select(Organisation.id, Organisation.title))
    titles = {row.id: row.title for row in places}
    kinds: dict[str, list[Record]] = {name: [] for name in (*GROUPS, OTHER)}
    for table, mine in about(person_id, territory).items():
        if table.name not in NOT_TAKEN:
            kinds[group_of(table.name)] += await _records(session, table, mine, titles)
    return {name: records for name, records in kinds.items() if records}


async def _records(
    session: AsyncSession, table: Table, mine: ColumnElement[bool], titles: Mapping[int, str]
) -> list[Record]:
    columns, source = _told(table)
    if not columns:
        return []
    rows = await session.execute(
        select(*columns).select_from(source).where(mine).order_by(*table.primary_key)
    )
    return [
        Record(
            table.name,
            {
                column.name: titles.get(value, value) if column.name == "organisation_id" else value
                for column, value in zip(columns, row, strict=True)
                if value not in (None, "", "{}")
            },
        )
        for row in rows.all()
    ]


def columns_shown(table: Table) -> list[Column[Any]]:
    """The columns of a table that mean something to the person."""
    if table.name not in SHOWN:
        return [column for column in table.c if column.info.get("personal")]
    return [table.c[name] for name in SHOWN[table.name]]


def _told(table: Table) -> tuple[list[Column[Any]], Any]:
    """What a row says, with what the person took part in, and where it is read."""
    parent = Base.metadata.tables.get(TOLD_WITH.get(table.name, ""))
    if parent is None:
        return columns_shown(table), table
    (key,) = (key for key in table.foreign_keys if key.column.table is parent)
    joined = table.join(parent, and_(key.column == key.parent, parent.c.territory == table.c.territory))
    return [*columns_shown(parent), *columns_shown(table)], joined
