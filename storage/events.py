"""Events: what is held when and where, who signed up, who leads, who came."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Territorial


class Event(Territorial, Base):
    """One event. `place` is an address with a room, or a link where `online` is set.

    `run` is the run of the dialogue that made it. `revision` rises whenever the start moves, and
    the keys of reminders carry it. `places` empty means that everybody fits. `organisation_id` is
    where it is held. `nonformal`: no document is issued after it; `calendar`: it stands in the
    single calendar; `public`: shown before consent too. `marked_at` is when somebody last said who
    came. A cancelled event never counts.
    """

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("territory", "run"),
        Index(None, "territory", "starts_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    announcement: Mapped[str | None] = mapped_column(Text)
    form: Mapped[str] = mapped_column(String(20))
    direction: Mapped[str] = mapped_column(String(20))
    level: Mapped[str] = mapped_column(String(20))
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(300))
    online: Mapped[bool] = mapped_column(default=False)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    places: Mapped[int | None]
    nonformal: Mapped[bool] = mapped_column(default=False)
    calendar: Mapped[bool] = mapped_column(default=False)
    public: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    marked_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    cancel_reason: Mapped[str | None] = mapped_column(String(20))
    cancel_note: Mapped[str | None] = mapped_column(Text, info={"personal": True})


class EventLeader(Territorial, Base):
    """Somebody who leads an event; the first by `number` is who gave the support."""

    __tablename__ = "event_leaders"
    __table_args__ = (Index(None, "territory", "person_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    number: Mapped[int]


class SignUp(Territorial, Base):
    """One signing up of a person; whoever leaves and comes again has a new row.

    `waiting` holds while there is no place; the order of ids is the order of the queue. `placed_at`
    is when there was a place, `coming_at` when the person said after a reminder that he comes.
    """

    __tablename__ = "sign_ups"
    __table_args__ = (
        UniqueConstraint("territory", "run"),
        Index("uq_sign_ups_standing", "territory", "event_id", "person_id", unique=True,
              sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
        Index(None, "territory", "person_id"),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(String(40))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    waiting: Mapped[bool] = mapped_column(default=False)
    signed_at: Mapped[datetime]
    placed_at: Mapped[datetime | None]
    coming_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class AttendanceMark(Territorial, Base):
    """That a person came, or after a correction did not: who said so and when. Nothing is overwritten.

    The newest mark of a person holds; who then counts stands in the event's support session.
    """

    __tablename__ = "attendance_marks"
    __table_args__ = (
        UniqueConstraint("territory", "run", "person_id"),
        Index(None, "territory", "event_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(String(40))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    came: Mapped[bool]
    marked_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    marked_at: Mapped[datetime]
