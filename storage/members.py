"""Who answers requests: what a member helps with, how many requests a month, from when till when."""

from datetime import date

from sqlalchemy import JSON, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Territorial


class Membership(Territorial, Base):
    """What a helper has been appointed for; «М-12» is his number where a name may not be shown.

    `capacity` is how many requests a month he takes. An empty list of topics, directions or
    subjects means all of them; named ones limit him to these. Days are the territory's own, and
    `until` is the last of them.
    """

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("territory", "person_id"), UniqueConstraint("territory", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    number: Mapped[int]
    capacity: Mapped[int]
    topics: Mapped[list[str]] = mapped_column(JSON)
    directions: Mapped[list[str]] = mapped_column(JSON)
    subjects: Mapped[list[str]] = mapped_column(JSON)
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    paused: Mapped[bool] = mapped_column(default=False)
    order_number: Mapped[str | None] = mapped_column(String(80), info={"personal": True})
