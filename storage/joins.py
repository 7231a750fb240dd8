"""Two records that may be one person and contradict each other, until a coordinator has decided."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Territorial


class Join(Territorial, Base):
    """Somebody has shown that both records are his, and they say different things.

    `person_id` is the record he spoke from, `twin_id` the other. `outcome`: None while it waits,
    `one` (they were joined, so both are the same record since) or `two` (different people).
    """

    __tablename__ = "joins"
    __table_args__ = (
        Index(None, "territory", "person_id"),
        Index(None, "territory", "twin_id"),
        Index(None, "territory", "outcome"),
        {"info": {"erased": "rows"}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    twin_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(10))
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
