"""What a person has set for himself: reminders he does not want."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Territorial


class MutedReminder(Territorial, Base):
    """A kind of reminder that this person has turned off (services.settings.REMINDERS)."""

    __tablename__ = "muted_reminders"
    __table_args__ = {"info": {"erased": "rows"}}  # noqa: RUF012 - SQLAlchemy's own declarative protocol

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(60), primary_key=True)
