"""The outbox: what the system says on its own initiative, until a platform has taken it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Moment, Territorial
from storage.prepared import Prepared

WAITING = ("pending", "claimed")
LOST = ("undeliverable", "held")
UNTOLD = (*WAITING, *LOST)
"""What the person has not been told as far as anybody knows: it may still be taken back."""
_IS_WAITING = "status IN ('pending', 'claimed')"  # word for word in index and query, or the index is not used
IS_LOST = "status IN ('undeliverable', 'held')"  # likewise


class Notice(Territorial, Base):
    """One message to one person, due at a moment; its key makes it unique for ever.

    `status`: pending, claimed (in a worker's hands until `lease_until`), sent, expired, withdrawn,
    undeliverable (`why`), held (a backup was restored, and it may have been sent since), told (a
    coordinator, `settled_by`, has said it himself). `sent_at` is when a platform took it or it was said.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("territory", "key"),
        Index("ix_notices_due", "due_at", "id",
              sqlite_where=text(_IS_WAITING), postgresql_where=text(_IS_WAITING)),
        Index("ix_notices_lost", "territory", "due_at",
              sqlite_where=text(IS_LOST), postgresql_where=text(IS_LOST)),
        Index(None, "territory", "person_id"),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(60))
    args: Mapped[str] = mapped_column(Text, info={"personal": True, "blank": "{}", "values": True})
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    status: Mapped[str] = mapped_column(String(20), default="pending")
    lease_until: Mapped[datetime]
    worker: Mapped[str | None] = mapped_column(String(40))
    attempts: Mapped[int] = mapped_column(default=0)
    account_id: Mapped[int | None] = mapped_column(info={"personal": True})
    sent_at: Mapped[datetime | None]
    why: Mapped[str | None] = mapped_column(String(120))
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


_pick = (
    select(Notice.id)
    .where(
        text(_IS_WAITING),
        Notice.due_at <= bindparam("now", type_=Moment),
        Notice.lease_until <= bindparam("now", type_=Moment),
        Notice.territory.is_not(None),
    )
    .order_by(Notice.due_at, Notice.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .cte("pick")
)
_CLAIM = (
    update(Notice)
    .where(Notice.id.in_(select(_pick.c.id)))
    .values(
        status="claimed",
        lease_until=bindparam("lease", type_=Moment),
        worker=bindparam("by"),
        attempts=Notice.attempts + 1,
    )
    .returning(
        Notice.id,
        Notice.territory,
        Notice.person_id,
        Notice.kind,
        Notice.args,
        Notice.key,
        Notice.attempts,
        Notice.due_at,
        Notice.expires_at,
    )
    .execution_options(synchronize_session=False)
)
_SETTLE = Prepared(
    update(Notice)
    .where(
        Notice.id == bindparam("notice"),
        Notice.worker == bindparam("by"),
        Notice.attempts == bindparam("attempt"),
        Notice.status == "claimed",
        Notice.territory.is_not(None),
    )
    .values(
        status=bindparam("new_status"),
        lease_until=bindparam("lease", type_=Moment),
        due_at=bindparam("due", type_=Moment),
        account_id=bindparam("account"),
        sent_at=bindparam("sent", type_=Moment),
        why=bindparam("reason"),
    )
    .execution_options(synchronize_session=False)
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A due notice in this worker's hands until its lease ends."""

    id: int
    territory: str
    person_id: int
    kind: str
    args: str
    key: str
    attempts: int
    due_at: datetime
    expires_at: datetime | None


async def claim(
    connection: AsyncConnection, *, now: datetime, lease: datetime, worker: str, limit: int
) -> list[Claimed]:
    """Takes due notices nobody else holds, oldest first; one statement serves both databases."""
    rows = await connection.execute(_CLAIM, {"now": now, "lease": lease, "by": worker, "limit": limit})
    found = [Claimed(*row) for row in rows]
    return sorted(found, key=lambda notice: (notice.due_at, notice.id))


async def settle(
    connection: AsyncConnection,
    notice: Claimed,
    *,
    worker: str,
    status: str,
    now: datetime,
    due_at: datetime | None = None,
    account_id: int | None = None,
    reason: str | None = None,
) -> bool:
    """Writes what became of a claimed notice; False when the lease went to somebody else."""
    changed = await _SETTLE.run(
        connection,
        notice=notice.id,
        by=worker,
        attempt=notice.attempts,
        new_status=status,
        lease=due_at or now,
        due=due_at or notice.due_at,
        account=account_id,
        sent=now if status == "sent" else None,
        reason=reason,
    )
    return changed == 1


async def hold(connection: AsyncConnection, now: datetime) -> int:
    """After a restore: what was due may have been sent since the backup, so the coordinator decides.

    What is due later was sent by nobody and stays pending. Gives the number held.
    """
    done = await connection.execute(
        update(Notice)
        .where(text(_IS_WAITING), Notice.due_at <= now, Notice.territory.is_not(None))
        .values(status="held", why="restored", worker=None)
        .execution_options(synchronize_session=False)
    )
    return done.rowcount
