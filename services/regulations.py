"""A municipality as data: what its regulation calls things, demands, counts, and when it works.

Moments are aware datetimes, answers in UTC; days are the territory's own. The records a pack is
made of stand in ``services/regulation_records.py``, what must hold between them in
``services/regulation_check.py``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, Literal, Protocol, Self, TypeVar
from zoneinfo import ZoneInfo

from services.regulation_duties import Deadline, Membership, Paper, PeriodKind, PublicList
from services.regulation_reader import DIRECTORY, RegulationError, find_file, load_file
from services.regulation_records import (
    Case,
    ChannelEntry,
    Direction,
    Document,
    Entry,
    Form,
    Indicator,
    PostKind,
    Privacy,
    Publications,
    RoleId,
    Roles,
    RoleTitle,
    Subject,
    Term,
    Territory,
    WorkingTime,
)
from services.values import Words

__all__ = [
    "Case",
    "Deadline",
    "Direction",
    "Entry",
    "Form",
    "Indicator",
    "Period",
    "PeriodKind",
    "Regulation",
    "RegulationError",
    "RoleId",
    "load",
    "names",
]

_ONE_DAY: Final = timedelta(days=1)
_MONTHS: Final[Mapping[str, int]] = {"calendar_year": 12, "academic_year": 12, "half_year": 6, "quarter": 3}
_FIRST_MONTH: Final[Mapping[str, int]] = {
    "calendar_year": 0,
    "academic_year": 8,
    "half_year": 0,
    "quarter": 0,
}
_LONGEST_BREAK: Final = 400  # days; whoever finds no working day in them has a broken pack
_WRITTEN: Final = re.compile(
    r"(?P<year>20[0-9]{2})(?:-H(?P<half>[12])|-Q(?P<quarter>[1-4])|/(?P<next>(?:[0-9]{2})?[0-9]{2})"
    r"|-(?P<month>[0-9]{2})-(?P<day>[0-9]{2}))?"
)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Found = TypeVar("Found", bound=_Named)


@dataclass(frozen=True)
class Regulation:
    """One territory's pack. ``version`` is the rule version printed under every figure."""

    schema: Literal["regulation/1"]
    id: str
    version: str
    prefix: str
    time_zone: str
    framework: str
    territory: Territory
    document: Document
    terms: Mapping[str, Term]
    privacy: Privacy
    working_time: WorkingTime
    deadlines: tuple[Deadline, ...]
    papers: tuple[Paper, ...]
    roles: Roles
    membership: Membership
    public_list: PublicList
    directions: tuple[Direction, ...]
    forms: tuple[Form, ...]
    channels: tuple[ChannelEntry, ...]
    organisation_kinds: tuple[Entry, ...]
    target_groups: tuple[Entry, ...]
    publications: Publications
    subjects: tuple[Subject, ...]
    default_period: PeriodKind
    indicators: tuple[Indicator, ...]

    def term(self, name: str, case: Case = "nom") -> str:
        """Return a word of this territory in a case; RegulationError if the pack does not have it."""
        if name not in self.terms:
            raise RegulationError(f"{self.id}: there is no term {name}. Add it under terms.")
        word: str = getattr(self.terms[name], case)
        return word

    @cached_property
    def counts_flagged(self) -> bool:
        """Whether an indicator looks at the flag of organisations; without one nobody need set it."""
        return any(
            one.measure.flagged
            or "deficits" in one.measure.needs
            or (one.measure.who is not None and one.measure.who.flagged)
            for one in self.indicators
        )

    @cached_property
    def has_consilium(self) -> bool:
        """Whether the pack has the methodical consilium among its forms (VSV 4.1)."""
        return any(one.catalog == "consilium" for one in self.forms)

    def role(self, role: RoleId) -> RoleTitle:
        """How the regulation calls one of our roles."""
        title: RoleTitle = getattr(self.roles, role)
        return title

    def form(self, form_id: str) -> Form:
        """Return a form of support by its id; RegulationError if there is none."""
        return self._one("form of support", self.forms, form_id)

    def direction(self, direction_id: str) -> Direction:
        """Return a direction of work by its id; RegulationError if there is none."""
        return self._one("direction", self.directions, direction_id)

    def post_kind(self, kind_id: str) -> PostKind:
        """Return a kind of publication by its id; RegulationError if there is none."""
        return self._one("kind of publication", self.publications.kinds, kind_id)

    def indicator(self, indicator_id: str) -> Indicator:
        """Return an indicator by its id; RegulationError if there is none."""
        return self._one("indicator", self.indicators, indicator_id)

    def deadline(self, deadline_id: str) -> Deadline:
        """Return a term of duty by its id; RegulationError if there is none."""
        return self._one("deadline", self.deadlines, deadline_id)

    def _one(self, what: str, among: tuple[Found, ...], wanted: str) -> Found:
        found = next((one for one in among if one.id == wanted), None)
        if found is None:
            known = ", ".join(one.id for one in among)
            raise RegulationError(f"{self.id}: there is no {what} {wanted}. There are: {known}.")
        return found

    @cached_property
    def zone(self) -> ZoneInfo:
        """The territory's time zone."""
        return ZoneInfo(self.time_zone)

    def local(self, moment: datetime) -> datetime:
        """Return an aware moment on the territory's clock; ValueError for a naive one."""
        if moment.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {moment}")
        return moment.astimezone(self.zone)

    def is_quiet(self, moment: datetime) -> bool:
        """Whether nothing may be sent on our own initiative now."""
        clock = self.local(moment).time()
        begins, ends = self.working_time.quiet_from, self.working_time.quiet_until
        if begins <= ends:
            return begins <= clock < ends
        return clock >= begins or clock < ends

    def next_allowed(self, moment: datetime) -> datetime:
        """Return the moment itself in UTC, or the end of the quiet hours it falls into."""
        if not self.is_quiet(moment):
            return moment.astimezone(UTC)
        here, ends = self.local(moment), self.working_time.quiet_until
        day = here.date() if here.time() < ends else here.date() + _ONE_DAY
        return datetime.combine(day, ends, self.zone).astimezone(UTC)

    def add_working_time(self, moment: datetime, working_days: int) -> datetime:
        """Return the same time of day so many working days later, in UTC.

        Outside working hours the clock starts when the service opens next: a request of Saturday
        with a term of one working day is due on Tuesday at opening. ValueError below 0 days.
        """
        if working_days < 0:
            raise ValueError(f"working days cannot be {working_days}")
        start = self._next_working(self.local(moment))
        day = start.date()
        for _ in range(working_days):
            day = self._working_day(day + _ONE_DAY)
        return datetime.combine(day, start.time(), self.zone).astimezone(UTC)

    def _next_working(self, here: datetime) -> datetime:
        hours, clock = self.working_time, here.time()
        if hours.is_working_day(here.date()) and hours.opens <= clock < hours.closes:
            return here
        first = here.date() if clock < hours.opens else here.date() + _ONE_DAY
        return datetime.combine(self._working_day(first), hours.opens, self.zone)

    def _working_day(self, first: date) -> date:
        days = (first + timedelta(days=ahead) for ahead in range(_LONGEST_BREAK))
        found = next((day for day in days if self.working_time.is_working_day(day)), None)
        if found is None:
            raise RegulationError(f"{self.id}: no working day after {first}. Correct working_time.")
        return found


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period in the territory's days; ``end`` is the first day after it."""

    kind: PeriodKind
    start: date
    end: date

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a period as written: 2026, 2026-H1, 2026-Q3, 2025/26 or 2026-11-21.

        RegulationError for anything else; the sentence shows these forms.
        """
        written = _WRITTEN.fullmatch(text.strip().upper())
        try:
            if written is not None:
                return cls._of_parts(**written.groupdict())
        except ValueError:
            pass
        sentence = (
            f"{text[:40]!r} is not a period. Write a year (2026), a half-year (2026-H1), "
            "a quarter (2026-Q3), a school year (2025/26) or a day (2026-11-21)."
        )
        raise RegulationError(sentence, "error-period")

    @classmethod
    def of(cls, kind: PeriodKind, day: date) -> Self:
        """Return the period of this kind that a local day lies in; a point is that day."""
        if kind == "point":
            return cls(kind, day, day + _ONE_DAY)
        months = _MONTHS[kind]
        number = day.year * 12 + day.month - 1
        begins = number - (number - _FIRST_MONTH[kind]) % months
        return cls(kind, _first_of(begins), _first_of(begins + months))

    @classmethod
    def current(cls, regulation: Regulation, now: datetime, kind: PeriodKind | None = None) -> Self:
        """Return the period of this kind, by default the pack's own, that the moment lies in."""
        return cls.of(kind or regulation.default_period, regulation.local(now).date())

    @property
    def key(self) -> str:
        """The period as ``parse`` reads it."""
        if self.kind == "point":
            return self.start.isoformat()
        if self.kind == "academic_year":
            return f"{self.start.year}/{self.end.year % 100:02}"
        letter = {"half_year": "-H", "quarter": "-Q"}.get(self.kind)
        return f"{self.start.year}{letter}{self._part}" if letter else str(self.start.year)

    @property
    def title(self) -> Words:
        """What people call it; years are texts, so that no locale groups their digits."""
        name = "period-" + self.kind.replace("_", "-")
        if self.kind == "point":
            return Words(name, day=self.start)
        if self.kind == "academic_year":
            return Words(name, year=str(self.start.year), next=str(self.end.year))
        if self.kind == "calendar_year":
            return Words(name, year=str(self.start.year))
        return Words(name, year=str(self.start.year), part=self._part)

    @property
    def _part(self) -> int:
        return (self.start.month - 1) // _MONTHS[self.kind] + 1

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def bounds(self, regulation: Regulation) -> tuple[datetime, datetime]:
        """Return the first moment of the period and the first after it, in UTC."""
        first, after = (
            datetime(day.year, day.month, day.day, tzinfo=regulation.zone).astimezone(UTC)
            for day in (self.start, self.end)
        )
        return first, after

    def year_before(self) -> Period:
        """Return the same period a year earlier, for comparison."""
        return Period.of(self.kind, _year_before(self.start))

    @classmethod
    def _of_parts(cls, year: str, **parts: str | None) -> Self:
        number = int(year)
        if half := parts["half"]:
            return cls.of("half_year", date(number, 6 * int(half) - 5, 1))
        if quarter := parts["quarter"]:
            return cls.of("quarter", date(number, 3 * int(quarter) - 2, 1))
        if following := parts["next"]:
            if not str(number + 1).endswith(following):
                raise ValueError(following)
            return cls.of("academic_year", date(number, 9, 1))
        if parts["month"] and parts["day"]:
            return cls.of("point", date(number, int(parts["month"]), int(parts["day"])))
        return cls.of("calendar_year", date(number, 1, 1))


def load(name: str | Path) -> Regulation:
    """Return the pack ``regulations/NAME.yaml``, or a file anywhere; each is read only once.

    RegulationError names the file, the line and what to do when it cannot be read. What contradicts
    itself is found by ``regulation_check.check``.
    """
    return _load(find_file(name))


def names() -> tuple[str, ...]:
    """Name the packs in ``regulations/`` beside the program."""
    return tuple(sorted(one.stem for one in DIRECTORY.glob("*.yaml") if not one.stem.startswith("framework")))


@lru_cache(maxsize=64)
def _load(path: Path) -> Regulation:
    return load_file(path, Regulation)


def _first_of(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return date(day.year - 1, 2, 28)
