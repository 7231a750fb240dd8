"""Consents: which text, when, on which channel; given, refused, withdrawn."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Territorial


class Consent(Territorial, Base):
    """One decision of a person about one text; a withdrawal closes it, nothing is overwritten."""

    __tablename__ = "consents"
    __table_args__ = (Index(None, "territory", "person_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(20))
    version: Mapped[str] = mapped_column(String(40))
    given: Mapped[bool]
    channel: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
