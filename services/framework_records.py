"""The records of the self-assessment: how ``regulations/framework.yaml`` is built, what a run says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal

from services.regulation_reader import Button, Text

ProfileId = Literal["teacher", "novice", "manager", "methodist"]
FormId = Literal["full", "express"]
Flag = Literal["flat", "many_not_mine", "fast"]
Kind = Literal["competency", "block"]
Why = Literal["few_answers", "single_item"]
Change = Literal["better", "worse", "same"]
Answers = Mapping[str, int | None]

BEST: Final = 3  # the highest answer of the scale; the lowest is 0


@dataclass(frozen=True)
class Option:
    """An answer of the scale, from 0 (cannot yet) to 3 (could show others), on its button."""

    value: int
    button: Button
    hint: Text


@dataclass(frozen=True)
class Scale:
    """The four answers in their order, and the button that takes an item out of the count."""

    options: tuple[Option, ...]
    not_mine: Button


@dataclass(frozen=True)
class Item:
    """One statement to answer; ``standard`` is the function of the professional standard 01.001."""

    id: str
    topic: Text
    prompt: Text
    standard: str | None
    profiles: tuple[ProfileId, ...]
    express: tuple[ProfileId, ...]
    variants: Mapping[str, Text] = field(default_factory=dict, hash=False)

    def prompt_for(self, organisation_kind: str | None) -> str:
        """Return the statement in the words of a kind of organisation, else in those of a school."""
        return self.variants.get(organisation_kind or "", self.prompt)


@dataclass(frozen=True)
class Competency:
    """What items are about; its title is a topic of requests as well."""

    id: str
    title: Button
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Block:
    """A group of competencies; one that is not ``scored`` is personal and kept apart."""

    id: str
    title: Text
    group: Text
    scored: bool
    competencies: tuple[Competency, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All items of the block in the order of the file."""
        return tuple(item for competency in self.competencies for item in competency.items)


@dataclass(frozen=True)
class Profile:
    """Who answers; ``minutes`` are the least and the most the form takes."""

    id: ProfileId
    title: Text
    button: Button
    suggested_for: tuple[str, ...]
    minutes_full: tuple[int, ...]
    minutes_express: tuple[int, ...]


@dataclass(frozen=True)
class Level:
    """A range of D from ``at_least`` up to the next level, and the support that answers it."""

    id: str
    at_least: Fraction
    title: Button
    meaning: Text
    forms: tuple[str, ...]
    first_contact_working_days: int | None


@dataclass(frozen=True)
class Importance:
    """How much a topic matters to the person now, from 0 to 1."""

    id: str
    button: Button
    weight: Fraction


@dataclass(frozen=True)
class Rules:
    """The numbers of the scoring; shares are exact fractions, each is explained in the file."""

    min_answered: Fraction
    express_min_items: int
    flat_from_items: int
    not_mine_above: Fraction
    fast_below_seconds: int
    priorities_at_most: int
    priority_from: Fraction
    trend_min_days: int
    block_shift: Fraction
    competency_shift: Fraction
    low_resource: int
    school_summary_from: int
    resource_summary_from: int


@dataclass(frozen=True)
class Round:
    """A recommended month (1-12) for one form."""

    month: int
    form: FormId
    title: Text


@dataclass(frozen=True)
class Schedule:
    """Days a paused run waits, runs per half-year, reminders in days after the pause, rounds."""

    resume_days: int
    at_most_per_half_year: int
    remind_after_days: tuple[int, ...]
    rounds: tuple[Round, ...]


@dataclass(frozen=True)
class Score:
    """What the answers say about one competency or block.

    ``lacking`` is S, ``answered`` is n, ``asked`` counts «Не про меня» too. ``level`` is None when
    there are too few answers, or too few items in a short form: ``why`` says which.
    """

    id: str
    kind: Kind
    lacking: int
    answered: int
    asked: int
    level: str | None
    why: Why | None

    @property
    def deficit(self) -> Fraction | None:
        """D from 0 to 1, None without an answer."""
        return Fraction(self.lacking, BEST * self.answered) if self.answered else None


@dataclass(frozen=True)
class Result:
    """What one run says. ``strong`` and ``hardest`` are competencies, of a short form blocks.

    ``hardest`` begins with the hardest; ``can_show`` are competencies answered with nothing but 3:
    offer the role of the one who shows (if it has one item, ask first). An unreliable result is
    shown to its owner and left out of every summary.
    """

    version: str
    profile: ProfileId
    form: FormId
    blocks: tuple[Score, ...]
    competencies: tuple[Score, ...]
    strong: tuple[Score, ...]
    hardest: tuple[Score, ...]
    can_show: tuple[Score, ...]
    flags: tuple[Flag, ...]

    @property
    def preliminary(self) -> bool:
        """Whether this came from the short form and must be called preliminary."""
        return self.form == "express"

    @property
    def reliable(self) -> bool:
        """Whether summaries may count this result."""
        return not self.flags


@dataclass(frozen=True)
class Priority:
    """A topic worth support now, with P = D * importance."""

    competency: str
    weight: Fraction


@dataclass(frozen=True)
class Shift:
    """How D of one competency or block moved between two runs."""

    id: str
    kind: Kind
    before: Fraction
    after: Fraction
    change: Change
