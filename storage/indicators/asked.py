"""What is asked of the store for a figure: whose list, which sessions, which days."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, FromClause, Table, and_, or_, select, true

from storage.consultations import Request
from storage.events import Event
from storage.people import Employment, Organisation, Person
from storage.sessions import SessionPerson, SupportSession

HOUSES: Final[Table] = Organisation.__table__  # type: ignore[assignment]
PEOPLE: Final[Table] = Person.__table__  # type: ignore[assignment]
JOBS: Final[Table] = Employment.__table__  # type: ignore[assignment]
SESSIONS: Final[Table] = SupportSession.__table__  # type: ignore[assignment]
HELPED: Final[Table] = SessionPerson.__table__  # type: ignore[assignment]
EVENTS: Final[Table] = Event.__table__  # type: ignore[assignment]
REQUESTS: Final[Table] = Request.__table__  # type: ignore[assignment]

# How a person stands to the staff list; of several posts the highest counts.
LISTED, EXTERNAL, LEFT, FORMER, NOT_YET, OTHER_POST, STRANGER = 3, 2, 1, 0, -1, -2, -9
# What is known of age and experience; of several posts the highest counts.
YOUNG, YOUNG_BY_YEAR, EXPERIENCED, NO_START, NO_BIRTH, OLDER = 5, 4, 3, 2, 1, 0

Flag = ColumnElement[int]
Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Young:
    """Who is young: born after a day (or a year, where only that is known), at work since a day.

    `on` is the day the age is taken at, `age` what must not have been reached. With
    `at_first_support` the day is that of a person's first support in the period.
    """

    on: date
    age: int
    born_after: date
    year_after: int
    started_after: date
    experience: str
    at_first_support: bool = False


@dataclass(frozen=True, slots=True)
class Staff:
    """Whose list: posts of these kinds at organisations of these kinds on `day`; () does not limit.

    `flagged`: only at organisations that bear the flag now.
    Whoever left between `start` and `day` has LEFT. `began` and `after` are the first moments of
    `start` and of the day after `day`. `schools` narrows everything to some organisations.
    """

    territory: str
    posts: tuple[str, ...]
    houses: tuple[str, ...]
    external: bool
    flagged: bool
    start: date
    day: date
    began: datetime
    after: datetime
    young: Young | None = None
    schools: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Sessions of a territory held from the first day to the last, both counted."""

    territory: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Fit:
    """Which sessions count: by these roles, in these forms, over these channels; () does not limit.

    `either` narrows to one of some channels or one of some forms; `of_event` to events, with
    `nonformal` to those after which no document is issued. `of_young` says that help to anybody
    who is not young on the list is of no interest; `of_request` that only what answers a request fits.
    """

    roles: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    either: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    of_event: bool = False
    nonformal: bool | None = None
    of_young: bool = False
    of_request: bool = False

    def condition(self, sessions: FromClause) -> Condition | None:
        """What a session must be; None where every session fits."""
        parts: list[Condition] = []
        if self.roles:
            parts.append(sessions.c.provider_role.in_(self.roles))
        if self.forms:
            parts.append(sessions.c.form.in_(self.forms))
        if self.channels:
            parts.append(sessions.c.channel.in_(self.channels))
        if self.of_request:
            parts.append(sessions.c.request_id.is_not(None))
        if self.either is not None:
            channels, forms = self.either
            parts.append(or_(sessions.c.channel.in_(channels), sessions.c.form.in_(forms)))
        if self.of_event:
            events = select(EVENTS.c.id).where(EVENTS.c.territory == sessions.c.territory)
            if self.nonformal is not None:
                events = events.where(EVENTS.c.nonformal.is_(self.nonformal))
            parts.append(sessions.c.event_id.in_(events))
        return and_(*parts) if parts else None


@dataclass(frozen=True, slots=True)
class Counted:
    """A share or a count of people: whose list, which sessions, and which of the list it is of.

    `base` is "target" (those the figure is about), "under_age" or "all".
    """

    staff: Staff
    fit: Fit
    base: str = "target"

    def is_meant(self, age: ColumnElement[int]) -> Condition:
        """Whom the figure is about, by what is known of his age."""
        return age >= YOUNG_BY_YEAR if self.staff.young else true()

    def is_base(self, age: ColumnElement[int]) -> Condition:
        """Whom the share is of."""
        if self.base == "under_age" and self.staff.young:
            return or_(age >= EXPERIENCED, age == NO_START)
        return true() if self.base == "all" else self.is_meant(age)


def sessions_of(span: Span) -> Condition:
    """The sessions of a span that were not voided."""
    return and_(
        SESSIONS.c.territory == span.territory,
        SESSIONS.c.held_on.between(span.first, span.last),
        SESSIONS.c.voided_at.is_(None),
    )
