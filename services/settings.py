"""What a person sets for himself: language, and which reminders he wants."""

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


async def is_wanted(unit: Unit, territory: str, person_id: int, kind: str) -> bool:
    """Whether a notice of this kind is to be sent; the outbox asks when it is due."""
    if kind not in REMINDERS:
        return True
    found = await unit.connection.scalar(
        select(MutedReminder.kind).where(
            MutedReminder.territory == territory,
            MutedReminder.person_id == person_id,
            MutedReminder.kind == kind,
        )
    )
    return found is None


async def channels(unit: Unit, person_id: int) -> list[tuple[str, bool]]:
    """Where the person talks to us, the channel used last first, and whether it can be reached."""
    rows = await unit.session.execute(
        select(Account.channel, Account.unreachable_at)
        .where(Account.person_id == person_id)
        .order_by(Account.used_at.desc(), Account.id.desc())
    )
    return [(channel, unreachable is None) for channel, unreachable in rows]
