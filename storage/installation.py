"""What belongs to the installation itself, not to a territory or a person."""

import secrets
from datetime import datetime

from sqlalchemy import String, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.prepared import Prepared


class Installation(Base):
    """One row: the epoch that makes VK's random ids unique, and the counter that forces a sync.

    A transaction in FULL mode that changes no page syncs nothing, so every acknowledgement
    raises `synced`. The epoch is renewed by every restore.
    """

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[str] = mapped_column(String(32))
    synced: Mapped[int] = mapped_column(default=0)


class Cursor(Base):
    """How far a source has been read (the long-poll `ts` of a community)."""

    __tablename__ = "cursors"

    source: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


async def position(connection: AsyncConnection, source: str) -> str:
    """How far the source has been read; empty where it never was."""
    found: str | None = await connection.scalar(select(Cursor.position).where(Cursor.source == source))
    return found or ""


async def note_position(connection: AsyncConnection, source: str, reached: str, now: datetime) -> None:
    """Notes how far the source has been read."""
    values = {"position": reached, "at": now}
    noted = await connection.execute(update(Cursor).where(Cursor.source == source).values(values))
    if not noted.rowcount:
        await connection.execute(insert(Cursor).values(source=source, **values))


SYNC = Prepared(update(Installation).values(synced=Installation.synced + 1))


async def epoch(connection: AsyncConnection) -> str:
    """The installation's epoch; made on first use."""
    found: str | None = await connection.scalar(select(Installation.epoch))
    if found:
        return found
    made = secrets.token_hex(8)
    await connection.execute(insert(Installation).values(id=1, epoch=made, synced=0))
    return made


async def renew_epoch(connection: AsyncConnection) -> None:
    """After a restore: ids that were used since the backup can never be used again."""
    await connection.execute(delete(Installation))
    await epoch(connection)
