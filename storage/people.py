"""People, their schools, roles and accounts on the channels."""

import secrets
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Territorial

REFERENCE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_reference() -> str:
    """Four signs that stand for a person where a name may not; said aloud without mistakes."""
    return "".join(secrets.choice(REFERENCE_SIGNS) for _ in range(4))


class Organisation(Territorial, Base):
    """A school, kindergarten or other institution of the territory."""

    __tablename__ = "organisations"
    __table_args__ = (UniqueConstraint("territory", "match_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    short: Mapped[str] = mapped_column(String(60))
    match_key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(30), default="school")
    has_deficits: Mapped[bool] = mapped_column(default=False)
    closed_on: Mapped[date | None] = mapped_column(Date)


class Person(Territorial, Base):
    """One human being. Before consent and matching it is a row without a name.

    `search` is the name as it is compared (services.people.search_key). `started_on` is the latest day
    on which teaching may have begun; with `started_precision` "month" or "year" it was up to a month
    or a year earlier (a list states full years), otherwise exactly then. `match_state` says whether
    the person has been found in the staff list. An id is never given again, not even after the
    row of a stranger was deleted. An erased person keeps the flags that reported figures need:
    the day teaching began and, in place of the birth, `young_through`, the last end of a quarter
    on which the person still counted as young.
    """

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("territory", "ref"),
        Index(None, "territory", "search"),
        Index(None, "territory", "match_state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(8), default=new_reference)
    last: Mapped[str | None] = mapped_column(String(80), info={"personal": True})
    first: Mapped[str | None] = mapped_column(String(80), info={"personal": True})
    patronymic: Mapped[str | None] = mapped_column(String(80), info={"personal": True})
    search: Mapped[str | None] = mapped_column(String(260), info={"personal": True})
    birth_date: Mapped[date | None] = mapped_column(Date, info={"personal": True})
    birth_year: Mapped[int | None] = mapped_column(info={"personal": True})
    young_through: Mapped[date | None] = mapped_column(Date)
    started_on: Mapped[date | None] = mapped_column(Date)
    started_precision: Mapped[str | None] = mapped_column(String(5))
    category: Mapped[str | None] = mapped_column(String(40), info={"personal": True})
    phone: Mapped[str | None] = mapped_column(String(40), info={"personal": True})
    email: Mapped[str | None] = mapped_column(String(120), info={"personal": True})
    profile: Mapped[str | None] = mapped_column(String(20), info={"personal": True})
    match_state: Mapped[str] = mapped_column(String(20), default="unmatched")
    listed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    left_on: Mapped[date | None] = mapped_column(Date)
    erased_at: Mapped[datetime | None]


class Employment(Territorial, Base):
    """A post of a person at an organisation; a person may hold several."""

    __tablename__ = "employments"
    __table_args__ = (
        # The staff list of a day is read from this index alone.
        Index(
            "ix_employments_listed",
            "territory",
            "person_id",
            "kind",
            "external",
            "organisation_id",
            "since",
            "until",
        ),
        Index(None, "territory", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    position: Mapped[str | None] = mapped_column(String(120), info={"personal": True})
    subject: Mapped[str | None] = mapped_column(String(120), info={"personal": True})
    kind: Mapped[str] = mapped_column(String(20), default="teacher")
    external: Mapped[bool] = mapped_column(default=False)
    since: Mapped[date | None] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    batch_id: Mapped[int | None]


class RoleGrant(Territorial, Base):
    """What a person may do here, from when till when, and by which order.

    `until` is the first moment without the role. When the consent is withdrawn the role ends then,
    and `granted_until` keeps the end that was set before, for a consent given again.
    """

    __tablename__ = "role_grants"
    __table_args__ = (Index(None, "territory", "person_id"), Index(None, "territory", "role"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(String(20))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    order_number: Mapped[str | None] = mapped_column(String(80), info={"personal": True})
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    granted_until: Mapped[datetime | None]


class Account(Territorial, Base):
    """An address of a person on one channel: a Telegram chat, a VK dialogue, a browser."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("territory", "source", "address"),
        Index(None, "territory", "person_id"),
        {"sqlite_autoincrement": True, "info": {"erased": "rows"}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(80), info={"personal": True})
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    locale: Mapped[str] = mapped_column(String(5), default="ru")
    used_at: Mapped[datetime]
    unreachable_at: Mapped[datetime | None]
