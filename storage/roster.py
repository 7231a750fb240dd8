"""Staff lists on their way into the store: batches, their rows, and a journal by which to undo them."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Territorial


class RosterBatch(Territorial, Base):
    """One list. The same content is one batch for as long as it stands (`digest`; NULL once it is gone).

    `state`: filling, ready, sorting, ordered, writing, written, undoing, undone, dropped; failed and
    undo-failed where a defect stopped the writing or the taking back for good: `fails` counts how often
    it did in a row. `read_on` is
    the local day on which ages and experience were counted where the list states none. `home` is the
    school of those rows that name none, `counts` the sizes of the piles as JSON, `print` what the
    preview showed, `organisations` the keys that the list names,
    `schools` the titles of those that are new. `due_at` is the end of a worker's lease.
    """

    __tablename__ = "roster_batches"
    __table_args__ = (
        UniqueConstraint("territory", "digest"),
        Index(None, "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(255))
    list_date: Mapped[date | None] = mapped_column(Date)
    read_on: Mapped[date] = mapped_column(Date)
    home: Mapped[str | None] = mapped_column(String(300))
    organisations: Mapped[str] = mapped_column(Text, default="[]")
    schools: Mapped[str] = mapped_column(Text, default="[]")
    counts: Mapped[str] = mapped_column(Text, default="{}")
    print: Mapped[str] = mapped_column(String(32), default="")
    state: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    written_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    due_at: Mapped[datetime]
    fails: Mapped[int] = mapped_column(default=0)


class RosterRow(Territorial, Base):
    """A row of a list: what it says (`facts`), on which pile it lies, what is to become of it.

    `pile`: new, changed, same, unclear, skipped, missing. `reasons` and `candidates` are lists as
    JSON; a candidate is the id of a person, or negative the number of a row of this batch.
    `decision`: same (as `person_id`, or as the person of the line `same_as`), new, skip, left. What
    was written or will not be keeps no facts.
    """

    __tablename__ = "roster_rows"
    __table_args__ = (
        Index(None, "territory", "batch_id", "pile"),
        Index(None, "territory", "person_id"),
    )

    batch_id: Mapped[int] = mapped_column(ForeignKey("roster_batches.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sheet: Mapped[str] = mapped_column(String(120))
    row: Mapped[int]
    pile: Mapped[str] = mapped_column(String(10))
    facts: Mapped[str] = mapped_column(Text, info={"personal": True, "blank": "{}"})
    was: Mapped[str] = mapped_column(Text, default="{}", info={"personal": True, "blank": "{}"})
    reasons: Mapped[str] = mapped_column(Text, default="[]")
    candidates: Mapped[str] = mapped_column(Text, default="[]")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    decision: Mapped[str | None] = mapped_column(String(8))
    same_as: Mapped[int | None]
    done: Mapped[bool] = mapped_column(default=False)


class RosterChange(Territorial, Base):
    """One thing that a batch added or changed, with what stood there before and after.

    Exactly one of a person, a post of a person, or an organisation: an entry about a post has both
    `employment_id` and `person_id`. An entry goes when it is undone; `stays` says why it could not be.
    """

    __tablename__ = "roster_changes"
    __table_args__ = (
        Index(None, "territory", "batch_id", "person_id"),
        Index(None, "territory", "person_id"),
        Index(None, "territory", "employment_id"),
        Index(None, "territory", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("roster_batches.id"))
    kind: Mapped[str] = mapped_column(String(8))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    employment_id: Mapped[int | None] = mapped_column(ForeignKey("employments.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    before: Mapped[str] = mapped_column(Text, default="{}", info={"personal": True, "blank": "{}"})
    after: Mapped[str] = mapped_column(Text, default="{}", info={"personal": True, "blank": "{}"})
    stays: Mapped[str | None] = mapped_column(String(30))
