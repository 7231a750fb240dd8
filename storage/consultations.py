"""Requests for a consultation: what is asked, who answers, what became of it, and the talk about it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Territorial


class Request(Territorial, Base):
    """A teacher's request; its id is the number people know it by («заявка № 128»).

    `helper_id` is whoever is asked or helps now, one person at a time. `due_at` is when the clock
    has to do something about an unanswered offer. `steps` counts the rows of its history,
    `offer_no`, `proposal_no` and `meeting_no` are the steps at which the standing offer, the
    proposed and the agreed time were made. `ended_at` is when the help was recorded or the
    request cancelled. `organisation_id` is the teacher's school then.
    """

    __tablename__ = "requests"
    __table_args__ = (
        UniqueConstraint("territory", "run"),
        Index(None, "territory", "state", "due_at"),
        Index(None, "territory", "teacher_id"),
        Index(None, "territory", "helper_id", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(String(40))
    teacher_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    topic: Mapped[str] = mapped_column(String(40))
    form: Mapped[str] = mapped_column(String(20))
    way: Mapped[str | None] = mapped_column(String(20))
    details: Mapped[str | None] = mapped_column(Text, info={"personal": True})
    state: Mapped[str] = mapped_column(String(12))
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    reminded: Mapped[bool] = mapped_column(default=False)
    steps: Mapped[int] = mapped_column(default=0)
    offer_no: Mapped[int] = mapped_column(default=0)
    proposed_at: Mapped[datetime | None]
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    proposal_no: Mapped[int] = mapped_column(default=0)
    meeting_at: Mapped[datetime | None]
    meeting_no: Mapped[int] = mapped_column(default=0)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("support_sessions.id"))
    ended_at: Mapped[datetime | None]


class RequestStep(Territorial, Base):
    """One thing that happened to a request: what, when, by whom (nobody: the clock), to whom."""

    __tablename__ = "request_steps"
    __table_args__ = (Index(None, "territory", "whom_id", "kind"),)

    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), primary_key=True)
    no: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    whom_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class RequestMessage(Territorial, Base):
    """What one side of a request wrote to the other."""

    __tablename__ = "request_messages"
    __table_args__ = (UniqueConstraint("territory", "run"), Index(None, "territory", "request_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(String(40))
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    whom_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str] = mapped_column(Text, info={"personal": True})
    at: Mapped[datetime]
