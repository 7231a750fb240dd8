"""What a regulation obliges the service to, beside counting: terms, papers, who is a member, what is public.

Records of a regulation pack, and so the schema of these sections of ``regulations/NAME.yaml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from services.regulation_reader import Button, Text

PeriodKind = Literal["calendar_year", "half_year", "quarter", "academic_year", "point"]
Start = Literal["request", "change", "demand"]
Fact = Literal[
    "category", "contribution", "diagnostics", "education", "experience_teaching",
    "experience_subject", "position", "territory",
]  # fmt: skip
PublicFact = Literal[
    "last", "first", "patronymic", "organisation", "position", "subject", "direction", "email", "number"
]
YEARS: Final[frozenset[Fact]] = frozenset({"experience_teaching", "experience_subject"})
"""The facts that are so many years, and so may be asked ``at_least``."""


@dataclass(frozen=True)
class Interpretation:
    """What the regulation leaves open, how this pack reads it, and how else it could be read."""

    question: Text
    chosen: Text
    others: tuple[Text, ...]


@dataclass(frozen=True)
class Deadline:
    """A duty with a term, in one of three shapes; ``clause`` is None where the service has set it.

    ``working_days`` after a start (a request, a change, a demand); or ``every`` period, due at its
    start or end, or done ``at_least`` so many times in it, as the number of ``indicator`` shows;
    or a decision that is good for ``valid_months`` and then made anew.
    """

    id: str
    title: Text
    clause: str | None
    working_days: int | None = None
    after: Start | None = None
    every: PeriodKind | None = None
    due: Literal["period_start", "period_end"] | None = None
    at_least: int | None = None
    indicator: str | None = None
    valid_months: int | None = None
    remind_days_before: tuple[int, ...] = ()
    note: Text | None = None


@dataclass(frozen=True)
class Paper:
    """A document that the regulation wants to exist; the service keeps it, not the assistant."""

    id: str
    title: Text
    clause: str | None


@dataclass(frozen=True)
class Condition:
    """What must be true of a member. Years are asked ``at_least``, a category is ``any_of`` some."""

    id: str
    title: Text
    short: Button
    fact: Fact
    at_least: int | None = None
    any_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ground:
    """One of the alternative grounds: a group that a member comes from, or a reason for a change."""

    id: str
    title: Text
    short: Button


@dataclass(frozen=True)
class Membership:
    """Who may be a member, who decides, for how long.

    ``clause`` is None where the regulation says nothing. Every one of ``required`` must hold; of
    ``grounds`` at least one where ``ground_required``, else they only say where to look.
    ``valid_months`` is how long an approval is good for (None: until it is changed).
    """

    clause: str | None
    approval: Text | None
    approval_clause: str | None = None
    valid_months: int | None = None
    remind_days_before: tuple[int, ...] = ()
    required: tuple[Condition, ...] = ()
    grounds: tuple[Ground, ...] = ()
    ground_required: bool = False
    proposed_by: tuple[Text, ...] = ()
    changed_for: tuple[Ground, ...] = ()
    size_by: tuple[Text, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()


@dataclass(frozen=True)
class PublicList:
    """What of the members is public and where; nothing but ``fields``, of nobody who has not agreed.

    No ``fields``: the regulation makes nothing public.
    """

    clause: str | None
    where: Text | None = None
    fields: tuple[PublicFact, ...] = ()
    note: Text | None = None
