"""The records of a regulation pack; they are the schema of ``regulations/NAME.yaml`` as well.

A field without a default must stand in the file, and nothing that is not a field may.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Final, Literal, Self

from services.regulation_duties import Interpretation, PeriodKind
from services.regulation_reader import Button, Text

RoleId = Literal["teacher", "manager", "member", "methodist", "coordinator", "observer"]
Case = Literal["nom", "gen", "dat", "acc", "ins", "pre"]
Mode = Literal["individual", "group", "organisation", "pair"]
Source = Literal["store", "import", "manual"]
Record = Literal[
    "assignments", "diagnostics", "management_teams", "mentoring", "methodical_services", "other",
    "practices", "programmes", "routes",
]  # fmt: skip
Breakdown = Literal[
    "channel", "direction", "experience", "form", "mentor", "methodist", "operator", "organisation",
    "organisation_kind", "outcome", "programme", "role", "route_status", "subject", "topic",
]  # fmt: skip


@dataclass(frozen=True)
class Document:
    """The regulation itself: its title, the act that put it in force, and the act's date.

    ``validity`` is None where the act does not say how long; ``interpretations`` are what the text
    as a whole leaves open.
    """

    title: Text
    act: Text
    date: date
    validity: Text | None
    interpretations: tuple[Interpretation, ...] = ()


@dataclass(frozen=True)
class Territory:
    """The municipality: its name in full and as people say it."""

    name: Text
    short: Button


@dataclass(frozen=True)
class Term:
    """A word of this territory in the six Russian cases; an indeclinable one is written once."""

    nom: Text
    gen: Text
    dat: Text
    acc: Text
    ins: Text
    pre: Text

    @classmethod
    def of_text(cls, text: str) -> Self:
        """Make a term that does not change."""
        return cls(*[text] * 6)


@dataclass(frozen=True)
class Operator:
    """Who answers for personal data (152-FZ art. 3)."""

    name: Text
    full_name: Text
    address: Text
    email: Text
    phone: Text
    site: Text

    @property
    def is_sample(self) -> bool:
        """The contacts are the invented ones that the pack came with."""
        return self.email.endswith(".example")


@dataclass(frozen=True)
class Consent:
    """A document of its own; whoever agrees agrees to this version of the text."""

    version: Text
    title: Text
    text: Text


@dataclass(frozen=True)
class Kept:
    """What stays after consent was withdrawn, by which duty, and for how long."""

    what: Text
    why: Text
    how_long: Text


@dataclass(frozen=True)
class Privacy:
    """The operator and the texts a person agrees to, each separately (152-FZ art. 9 and 10.1)."""

    operator: Operator
    processing: Consent
    publication: Consent
    kept_by_law: tuple[Kept, ...]


@dataclass(frozen=True)
class WorkingTime:
    """Local hours and days of the service; weekdays count from 1 (Monday) to 7."""

    opens: time
    closes: time
    weekdays: tuple[int, ...]
    quiet_from: time
    quiet_until: time
    holidays: tuple[date, ...]
    extra_working_days: tuple[date, ...] = ()

    def is_working_day(self, day: date) -> bool:
        """Whether the service works on this local day."""
        if day in self.extra_working_days:
            return True
        return day.isoweekday() in self.weekdays and day not in self.holidays


@dataclass(frozen=True)
class Entry:
    """One entry of a list people choose from; ``also`` holds other spellings met in staff lists."""

    id: str
    title: Text
    short: Button
    clause: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChannelEntry(Entry):
    """A way to meet; ``talk`` is the address of a talk there, of ``{community}`` with ``{address}``."""

    talk: Text | None = None


@dataclass(frozen=True)
class PostKind:
    """A kind of what the service tells everybody; ``event`` marks what events are told as."""

    id: str
    title: Text
    short: Button
    clause: str | None
    event: bool = False


@dataclass(frozen=True)
class Publications:
    """What the service publishes about, and the words that mark a question under it.

    A mark with ``#`` counts anywhere in a comment, a plain word at its beginning.
    """

    kinds: tuple[PostKind, ...]
    question_marks: tuple[str, ...]


@dataclass(frozen=True)
class Subject:
    """What a teacher teaches; ``also`` holds other spellings met in staff lists."""

    id: str
    title: Button
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Direction:
    """A direction of the service's work, its formal title, and what belongs to it."""

    id: str
    clause: str
    title: Text
    short: Button
    items: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form of support; ``minutes`` is the usual length offered when a session is logged.

    ``on_request`` forms may be asked for in a consultation request; ``catalog`` is the name by
    which the self-assessment framework suggests forms; ``channel`` is filled in when logging.
    """

    id: str
    clause: str
    title: Text
    short: Button
    catalog: str
    direction: str
    mode: Mode
    individual_help: bool
    on_request: bool
    minutes: int
    channel: str | None = None


@dataclass(frozen=True)
class RoleTitle:
    """How the regulation calls one of our roles."""

    title: Text
    short: Button
    clause: str | None


@dataclass(frozen=True)
class Roles:
    """Our six roles in the words of the regulation."""

    teacher: RoleTitle
    manager: RoleTitle
    member: RoleTitle
    methodist: RoleTitle
    coordinator: RoleTitle
    observer: RoleTitle


@dataclass(frozen=True)
class Young:
    """Who counts as young: full years of age and of experience below these numbers."""

    age_below: int
    age_as_of: Literal["period_end", "period_start", "year_start", "first_support"]
    experience_years_below: int
    experience: Literal["teaching", "here", "diploma"]


@dataclass(frozen=True)
class Who:
    """The people an indicator is about; of a share they are also the denominator.

    No ``organisation_kinds`` means all of them; ``flagged`` only organisations that bear the flag.
    ``base`` widens the denominator beyond ``young``.
    """

    roles: tuple[RoleId, ...] = ("teacher",)
    organisation_kinds: tuple[str, ...] = ()
    flagged: bool = False
    external_part_time: bool = False
    as_of: Literal["period_end", "period_start"] = "period_end"
    young: Young | None = None
    base: Literal["target", "under_age", "all"] = "target"


@dataclass(frozen=True)
class Measure:
    """How a numerator is counted: one of ``MEASURES`` and its parameters; () and None do not limit."""

    name: str
    who: Who | None = None
    provider_roles: tuple[RoleId, ...] = ()
    individual_help: bool | None = None
    forms: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    mentored_counts: bool | None = None
    count_by: Literal["session", "session_and_organisation", "organisation"] | None = None
    by_request: bool = False
    flagged: bool = False
    nonformal: bool | None = None
    needs: tuple[Literal["organisation", "deficits", "composition", "recommendation"], ...] = ()
    record: Record | None = None
    window: Literal["period", "cumulative", "three_years"] | None = None


MEASURES: Final[Mapping[str, frozenset[str]]] = {
    # distinct people with at least one fitting session (or a live mentor) in the period
    "people_supported": frozenset(
        {"who", "provider_roles", "individual_help", "forms", "channels", "mentored_counts"}
    ),
    # sessions with everything recorded, counted as such, times their organisations, or as the
    # organisations alone; by_request those that answer one, flagged those for flagged organisations
    "sessions_held": frozenset(
        {"forms", "channels", "provider_roles", "count_by", "needs", "by_request", "flagged"}
    ),
    # distinct people who took part in events
    "event_people": frozenset({"who", "forms", "nonformal"}),
    # requests and chosen topics, without people
    "request_topics": frozenset({"who"}),
    # of the requests opened in the period those that support was recorded for
    "requests_answered": frozenset(),
    # members of the active on the last day
    "members": frozenset(),
    # how many people of the staff list there are for each of those members
    "people_per_member": frozenset({"who"}),
    # distinct people with a live mentor at the end of the period
    "mentor_pairs": frozenset({"who"}),
    # what others have counted or certified: imported or typed in with a document
    "recorded": frozenset({"who", "record", "window"}),
}


@dataclass(frozen=True)
class OfWhich:
    """A row under the figure: the part counted in one of these channels or forms."""

    id: str
    title: Text
    short: Button
    channels: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sources:
    """Where the numbers come from; a count has no denominator."""

    numerator: tuple[Source, ...]
    denominator: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Indicator:
    """A figure that the regulation demands (formal) or that follows from a duty in it (derived).

    ``unit`` is what people read after the number; ``why`` says why there may be no number yet;
    the first of ``periods`` is the default.
    """

    id: str
    clause: str
    title: Text
    short: Button
    kind: Literal["formal", "derived"]
    level: Literal["service", "institution"]
    unit: Button
    value_type: Literal["share", "count", "ratio"]
    numerator: Text
    denominator: Text | None
    measure: Measure
    periods: tuple[PeriodKind, ...]
    sources: Sources
    of_which: tuple[OfWhich, ...] = ()
    breakdown: tuple[Breakdown, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
    why: Text | None = None
    note: Text | None = None


REQUIRED_TERMS: Final = (
    "service", "service_full", "service_unit", "authority", "active", "active_full", "member",
    "member_short", "members", "methodist", "methodist_short", "methodists", "coordinator", "teacher",
    "teachers", "mentor", "organisation", "organisations", "pair", "route", "route_short", "territory",
    "meeting",
)  # fmt: skip
CONSILIUM_TERMS: Final = ("consilium", "consilium_short", "flag")
"""Needed where the pack has a form whose catalogue name is ``consilium``."""
FLAG_TERMS: Final = ("flag",)
"""What the flag of an organisation means, needed where an indicator counts by it; a plural noun."""
REQUIRED_DEADLINES: Final = ("reply",)
