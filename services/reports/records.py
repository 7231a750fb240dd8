"""A report as plain values: what was counted, from one snapshot, within the rights of whoever reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from services.indicators.records import Figure, Title, Value
from services.regulations import Indicator, Period, Regulation
from services.reports.small import Group
from services.values import Personal

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a breakdown. `hidden`: so few people that the numbers are left unsaid."""

    indicator: Indicator
    by: str
    key: str
    title: Title
    value: Value
    numerator: int | None
    denominator: int | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """Sessions by one property: `sessions`, `minutes`, and the `people` helped, each once."""

    part: str
    key: str
    sessions: int
    minutes: int
    people: int | None


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session. `helper` is the reference of whoever gave it; `people` how many were helped."""

    id: int
    day: date
    form: str
    direction: str | None
    topic: str | None
    channel: str
    minutes: int
    role: str
    helper: str
    place: str
    people: int
    request: int | None
    event: int | None


@dataclass(frozen=True, slots=True)
class HelperLine:
    """What one person gave in one role."""

    name: Personal
    role: str
    sessions: int
    minutes: int
    people: int


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody behind a figure at one school. `reached`: in the numerator; else not yet helped."""

    indicator: Indicator
    name: Personal
    place: str
    reached: bool
    gone: bool
    by_year: bool


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event after which no document is issued. `title` is None for several put together."""

    title: str | None
    form: str
    level: str
    day: date | None
    minutes: int
    group: Group


@dataclass(frozen=True, slots=True)
class Difficulty:
    """Who asks about a topic: subject and stage of experience; None where several are put together."""

    topic: str | None
    subject: str | None
    stage: str | None
    group: Group


@dataclass(frozen=True, slots=True)
class Listed(Generic[Item]):
    """A list that a clause asks for, with the indicator that names the clause."""

    indicator: Indicator
    lines: tuple[Item, ...]
    people: int


@dataclass(frozen=True, slots=True)
class People:
    """What is told of people by name: who is behind the figures, who helped, each session."""

    behind: tuple[PersonLine, ...]
    helpers: tuple[HelperLine, ...]
    sessions: tuple[SessionLine, ...]
    sessions_left: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a report tells. `people` is None where nobody may be named.

    By the id of the indicator: `before` are the figures of the same stretch of last year, `appeals`
    the public questions of people nobody knows, which no figure counts. `all_names` says that those
    who helped may be called by their names in every breakdown.
    """

    regulation: Regulation
    period: Period
    as_of: date
    made_at: datetime
    figures: tuple[Figure, ...]
    before: Mapping[str, Figure]
    appeals: Mapping[str, int]
    lines: tuple[Line, ...]
    support: tuple[Sum, ...]
    nonformal: Listed[EventLine] | None
    difficulties: Listed[Difficulty] | None
    people: People | None
    all_names: bool


@dataclass(frozen=True, slots=True)
class Activity:
    """What one helper did over a period; a report for whoever asks him for it."""

    regulation: Regulation
    period: Period
    as_of: date
    made_at: datetime
    name: Personal
    role: str
    support: tuple[Sum, ...]
    sessions: tuple[SessionLine, ...]
    requests: int
    events: int
