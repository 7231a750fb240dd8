"""What a person sets for himself: language, and which reminders he wants."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, select

from storage.people import Account
from storage.settings import MutedReminder
from storage.store import Unit

REMINDERS: Final = ("event-reminder", "request-meeting-soon")
"""The notices that one may do without; whatever concerns a duty or a change is always told."""
LANGUAGES: Final = ("ru", "en")


async def muted(unit: Unit, person_id: int) -> frozenset[str]:
    """The kinds of reminders this person has turned off."""
    rows = await unit.session.scalars(select(MutedReminder.kind).where(MutedReminder.person_id == person_id))
    return frozenset(rows)


async def set_reminder(unit: Unit, person_id: int, kind: str, *, wanted: bool) -> None:
    """Turns one kind of reminder on or off."""
    if kind not in REMINDERS:
        raise ValueError(f"{kind} cannot be turned off")
    await unit.session.execute(
        delete(MutedReminder)
        .where(MutedReminder.person_id == person_id, MutedReminder.kind == kind)
        .execution_options(synchronize_session=False)
    )
    if not wanted:
        unit.session.add(MutedReminder(person_id=person_id, kind=kind))
    await unit.session.flush()


async def unwanted(unit: Unit, territory: str, people_ids: Sequence[int]) -> set[tuple[int, str]]:
    """The kinds of reminders that these people have turned off; the outbox asks when they are due."""
    rows = await unit.connection.execute(
        select(MutedReminder.person_id, MutedReminder.kind).where(
            MutedReminder.territory == territory, MutedReminder.person_id.in_(people_ids)
        )
    )
    return {(person_id, kind) for person_id, kind in rows}


async def channels(unit: Unit, person_id: int) -> list[tuple[str, bool]]:
    """Where the person talks to us, the channel used last first, and whether it can be reached."""
    rows = await unit.session.execute(
        select(Account.channel, Account.unreachable_at)
        .where(Account.person_id == person_id)
        .order_by(Account.used_at.desc(), Account.id.desc())
    )
    return [(channel, unreachable is None) for channel, unreachable in rows]
