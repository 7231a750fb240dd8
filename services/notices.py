"""What the system says on its own initiative: written with the fact that causes it, sent later."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from services.values import dumps
from storage.notices import UNTOLD, Notice
from storage.store import Unit


async def write(
    unit: Unit,
    *,
    person_id: int,
    kind: str,
    key: str,
    now: datetime,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    **args: Any,
) -> None:
    """Puts a notice into the outbox. The key makes it unique: writing it again does nothing.

    `kind` names how it looks (handlers), `args` fill it. It is sent from `due_at` on and dropped
    after `expires_at`. Quiet hours are the caller's to respect (Regulation.next_allowed).
    """
    flavour = sqlite_insert if unit.connection.dialect.name == "sqlite" else pg_insert
    statement = flavour(Notice).values(
        territory=unit.territory,
        person_id=person_id,
        key=key,
        kind=kind,
        args=dumps(args),
        due_at=due_at or now,
        expires_at=expires_at,
        lease_until=min(now, due_at or now),
    )
    await unit.session.execute(statement.on_conflict_do_nothing())
    unit.wakes_outbox = unit.wakes_outbox or due_at is None or due_at <= now


async def withdraw(unit: Unit, key: str) -> None:
    """Takes back a notice that has not left yet, or that has reached nobody."""
    await unit.session.execute(
        update(Notice)
        .where(Notice.key == key, Notice.status.in_(UNTOLD))
        .values(status="withdrawn")
        .execution_options(synchronize_session=False)
    )
