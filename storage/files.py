"""Files that people send: noted with the message that brought them, fetched after the commit."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Territorial


class ReceivedFile(Territorial, Base):
    """A file somebody sent. A platform's file is known by its `token`, a browser's came as `content`.

    `purpose` names who wants it (bot.files), `state` is `noted` until a dialogue has accepted it,
    then `wanted`, and `done` or `failed` when it has been read; the content is then forgotten.
    """

    __tablename__ = "received_files"
    __table_args__ = (
        Index(None, "territory", "account_id"),
        Index(None, "state", "due_at"),
        {"info": {"erased": "rows"}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    source: Mapped[str] = mapped_column(String(60))
    token: Mapped[str | None] = mapped_column(String(300))
    name: Mapped[str] = mapped_column(String(255), info={"personal": True})
    size: Mapped[int | None] = mapped_column(BigInteger)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, info={"personal": True})
    state: Mapped[str] = mapped_column(String(12), default="noted")
    purpose: Mapped[str | None] = mapped_column(String(20))
    noted_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
