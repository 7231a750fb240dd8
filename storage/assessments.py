"""Self-assessments: what a person answered about himself. Nobody else reads these tables by name."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Territorial


class Assessment(Territorial, Base):
    """One run through a questionnaire. `answers` is JSON, item to 0–3 or null for «Не про меня».

    `pace` is the median time of an answer in tenths of a second, empty where it is not known.
    """

    __tablename__ = "assessments"
    __table_args__ = (UniqueConstraint("territory", "run"), Index(None, "territory", "person_id", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    framework: Mapped[str] = mapped_column(String(40))
    profile: Mapped[str] = mapped_column(String(20))
    form: Mapped[str] = mapped_column(String(10))
    answers: Mapped[str] = mapped_column(Text, info={"personal": True, "blank": "{}"})
    reliable: Mapped[bool]
    pace: Mapped[int | None]
    at: Mapped[datetime]


class ResourceAnswers(Territorial, Base):
    """The personal block about one's own strength: apart from the rest, for its owner alone."""

    __tablename__ = "resource_answers"
    __table_args__ = (UniqueConstraint("territory", "run"), Index(None, "territory", "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    answers: Mapped[str] = mapped_column(Text, info={"personal": True, "blank": "{}"})
    at: Mapped[datetime]


class ChosenTopic(Territorial, Base):
    """A topic that its owner called important (or not) after a result."""

    __tablename__ = "chosen_topics"
    __table_args__ = (
        UniqueConstraint("territory", "run", "topic"),
        Index(None, "territory", "person_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    topic: Mapped[str] = mapped_column(String(40))
    importance: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
