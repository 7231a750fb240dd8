"""One-time codes and the browser sessions they open. Only hashes of secrets are kept."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Territorial


class OneTimeCode(Territorial, Base):
    """An invitation, a link into the browser, or a code that joins two accounts."""

    __tablename__ = "one_time_codes"
    __table_args__ = (
        UniqueConstraint("territory", "digest"),
        Index(None, "territory", "person_id"),
        {"info": {"erased": "rows"}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str | None] = mapped_column(String(20))
    notice_id: Mapped[int | None]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class WrongCode(Territorial, Base):
    """A code that opened nothing, tried from an account; counted for an hour, then forgotten."""

    __tablename__ = "wrong_codes"
    __table_args__ = (Index(None, "territory", "account_id", "at"), {"info": {"erased": "rows"}})

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]


class WebSession(Territorial, Base):
    """A browser that has come in by a one-time link."""

    __tablename__ = "web_sessions"
    __table_args__ = (
        UniqueConstraint("territory", "digest"),
        Index(None, "territory", "account_id"),
        {"info": {"erased": "rows"}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
