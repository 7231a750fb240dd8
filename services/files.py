"""Files that people send: noted in the transaction of the message, fetched and read afterwards.

A file is nobody's until a dialogue accepts it for a purpose; a worker then brings it to whoever
serves that purpose (bot.files). What was read is not kept.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import CursorResult, delete, select, update

from services.errors import DomainError
from storage.files import ReceivedFile
from storage.people import Account
from storage.store import Unit

NOTED, WANTED, DONE, FAILED = "noted", "wanted", "done", "failed"
LEASE: Final = timedelta(minutes=5)
LARGEST: Final = 5 * 1024 * 1024
"""Of what came with its content no more is kept; whoever wants the file refuses it by its size."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file in a worker's hands until `until`. `content` is None where a platform still has it."""

    id: int
    purpose: str
    person_id: int
    source: str
    token: str | None
    name: str
    content: bytes | None
    attempts: int
    until: datetime


async def note(
    unit: Unit,
    *,
    account_id: int,
    source: str,
    name: str,
    token: str | None,
    size: int | None,
    content: bytes | None,
    now: datetime,
) -> int:
    """Notes a file that came with a message, and gives its number."""
    statement = ReceivedFile.__table__.insert().returning(ReceivedFile.id)  # type: ignore[attr-defined]
    row = {
        "territory": unit.territory,
        "account_id": account_id,
        "source": source,
        "token": token,
        "name": name[:255],
        "size": size,
        "content": content if content is not None and len(content) <= LARGEST else None,
        "state": NOTED,
        "noted_at": now,
        "due_at": now,
        "attempts": 0,
    }
    number: int = (await unit.connection.execute(statement, row)).scalar_one()
    return number


async def seen(unit: Unit, file: int, person_id: int) -> tuple[str, int | None]:
    """Name and size of a file that this person sent. DomainError for anybody else's, or none."""
    row = await unit.session.execute(
        select(ReceivedFile.name, ReceivedFile.size)
        .join(Account, Account.id == ReceivedFile.account_id)
        .where(ReceivedFile.id == file, ReceivedFile.state == NOTED, Account.person_id == person_id)
    )
    found = row.first()
    if found is None:
        raise DomainError("files-gone")
    return found.name, found.size


async def want(unit: Unit, file: int, purpose: str, now: datetime) -> None:
    """Has the file brought to whoever serves this purpose."""
    await unit.session.execute(
        update(ReceivedFile)
        .where(ReceivedFile.id == file, ReceivedFile.state == NOTED)
        .values(state=WANTED, purpose=purpose, due_at=now)
        .execution_options(synchronize_session=False)
    )


async def claim(unit: Unit, now: datetime) -> Wanted | None:
    """Takes the oldest file that is wanted and in nobody's hands."""
    row = await unit.session.scalar(
        select(ReceivedFile)
        .where(ReceivedFile.state == WANTED, ReceivedFile.due_at <= now)
        .order_by(ReceivedFile.due_at, ReceivedFile.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if row is None:
        return None
    person_id = await unit.session.scalar(select(Account.person_id).where(Account.id == row.account_id))
    row.due_at, row.attempts = now + LEASE, row.attempts + 1
    return Wanted(
        row.id,
        row.purpose or "",
        person_id or 0,
        row.source,
        row.token,
        row.name,
        row.content,
        row.attempts,
        row.due_at,
    )


async def settle(
    unit: Unit, file: Wanted, state: str, now: datetime, *, due_at: datetime | None = None
) -> bool:
    """What became of a claimed file; False when it is in somebody else's hands by now.

    `WANTED` with `due_at` tries again then; otherwise its content is forgotten.
    """
    kept: dict[str, Any] = {} if state == WANTED else {"content": None, "token": None}
    done: CursorResult[Any] = await unit.session.execute(  # type: ignore[assignment]
        update(ReceivedFile)
        .where(ReceivedFile.id == file.id, ReceivedFile.due_at == file.until)
        .values(state=state, due_at=due_at or now, **kept)
        .execution_options(synchronize_session=False)
    )
    return done.rowcount == 1


async def forget_old(unit: Unit, before: datetime) -> int:
    """Forgets what was noted before; a file that no dialogue took is of no use later."""
    done: CursorResult[Any] = await unit.session.execute(  # type: ignore[assignment]
        delete(ReceivedFile).where(ReceivedFile.state != WANTED, ReceivedFile.noted_at < before)
    )
    return done.rowcount
