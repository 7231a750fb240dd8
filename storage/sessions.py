"""Support sessions: who helped whom, how, when and with what; the facts that indicators count."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Territorial


class SupportSession(Territorial, Base):
    """One support given. What a report has counted is voided with a reason, never deleted.

    `run` is the run of the dialogue (or the key of the import) that wrote it: the same run
    cannot write twice. `provider_role` is the role in which help was given then. `held_on` is
    the territory's local day. A session with a person erased keeps its place in the counts.
    """

    __tablename__ = "support_sessions"
    __table_args__ = (
        UniqueConstraint("territory", "run"),
        # The indicators read a period from this index alone.
        Index(
            "ix_support_sessions_counted",
            "territory",
            "held_on",
            "form",
            "provider_role",
            "channel",
            "voided_at",
        ),
        Index(None, "territory", "provider_id", "held_on"),
        Index(None, "territory", "organisation_id"),
        Index(None, "territory", "request_id"),
        Index(None, "territory", "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(String(40))
    provider_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    provider_role: Mapped[str] = mapped_column(String(20))
    form: Mapped[str] = mapped_column(String(20))
    direction: Mapped[str | None] = mapped_column(String(20))
    topic: Mapped[str | None] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(20))
    minutes: Mapped[int]
    held_on: Mapped[date] = mapped_column(Date)
    held_at: Mapped[datetime]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    request_id: Mapped[int | None]
    event_id: Mapped[int | None]
    result: Mapped[str | None] = mapped_column(Text, info={"personal": True})
    recommendation: Mapped[str | None] = mapped_column(Text, info={"personal": True})
    composition: Mapped[str | None] = mapped_column(Text, info={"personal": True})
    next_step_on: Mapped[date | None] = mapped_column(Date)
    for_deficits: Mapped[bool] = mapped_column(default=False)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    recorded_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    rating: Mapped[int | None]
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    void_reason: Mapped[str | None] = mapped_column(Text, info={"personal": True})


class SessionPerson(Territorial, Base):
    """Somebody who was helped in a session, with the school he worked at then."""

    __tablename__ = "session_people"
    __table_args__ = (
        Index(None, "territory", "person_id", "session_id"),
        {"sqlite_with_rowid": False},  # its key is all it is found by: one tree instead of two
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("support_sessions.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
