"""A figure and everything that is said of it: value, parts, what was left out, where it comes from."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.regulations import Indicator, Period
from services.values import Personal, Words

Title = str | Words | Personal
Value = int | float | None
Unit = Literal["people", "sessions"]

SMALLEST_OPEN = 5
"""Groups below this many people are not opened to whoever sees numbers only."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """What would count but for `reason`, and how many people or sessions that is."""

    reason: str
    count: int
    of: Unit = "people"


@dataclass(frozen=True, slots=True)
class Sources:
    """How much of the numerator comes from the assistant's records, from lists, from people's hands."""

    store: int = 0
    imported: int = 0
    manual: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a breakdown. A count has no denominator."""

    by: str
    key: str
    title: Title
    value: Value
    numerator: int
    denominator: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """A line «в том числе»: the part of the numerator that has one more property."""

    id: str
    title: str
    short: str
    value: Value
    numerator: int
    denominator: int | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator over one period, as it stood at the end of the day `as_of`.

    A share's `value` is in percent with one decimal, a count's is whole; None means that there is
    nothing to count from, and `why` says so. People, sessions and requests are three different
    numbers: `numerator` counts people once (or, for a count of sessions, sessions), `sessions` and
    `requests` are what stands behind it; None where they were not asked for. `gone` of the
    numerator have left since, `by_year` of the base are known by year of birth only.
    """

    indicator: Indicator
    period: Period
    as_of: date
    rule_version: str
    value: Value = None
    numerator: int | None = None
    denominator: int | None = None
    sessions: int | None = None
    requests: int | None = None
    excluded: tuple[Excluded, ...] = ()
    sources: Sources = Sources()
    of_which: tuple[Part, ...] = ()
    breakdown: tuple[Row, ...] = ()
    gone: int = 0
    by_year: int = 0
    why: str | Words | None = None

    @property
    def is_share(self) -> bool:
        """Whether it is a share in percent; otherwise it is a count."""
        return self.indicator.value_type == "share"

    def left_aside(self, reason: str) -> int:
        """How many were left out for this reason."""
        return sum(one.count for one in self.excluded if one.reason == reason)


def percent(numerator: int, denominator: int) -> float | None:
    """The share in percent, rounded to one decimal, a half upwards; None of nothing.

    Whole numbers all the way: 1 of 16 is 6.3 (6.25), 1 of 3 is 33.3.
    """
    if denominator == 0:
        return None
    return (2000 * numerator + denominator) // (2 * denominator) / 10
