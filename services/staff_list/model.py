"""What a staff list says: people, what was left out and why, and what to ask about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final, Literal

from services.errors import DomainError

Kind = Literal["teacher", "manager"]
PartTime = Literal["external", "internal", "stated"]
Args = Mapping[str, str | int]

MONTHS_IN_YEAR: Final = 12
_PRINTED: Final = (
    "sheet",
    "row",
    "last",
    "first",
    "patronymic",
    "birth_year",
    "experience_years",
    "position",
    "subject",
    "category",
    "organisation",
)


class StaffListError(DomainError):
    """The file cannot be read as a staff list; `key` (a `Refusal`) says why, `args_of_text` the limits."""


class Refusal(StrEnum):
    """Why a whole file is refused."""

    TOO_LARGE = "roster-file-too-large"  # limit: MiB
    UNPACKS_TOO_LARGE = "roster-file-unpacks-too-large"  # limit: MiB
    OLD_XLS = "roster-file-old-xls"
    ENCRYPTED = "roster-file-encrypted"
    NOT_XLSX = "roster-file-not-xlsx"
    BROKEN = "roster-file-broken"
    TOO_MANY_SHEETS = "roster-file-too-many-sheets"  # limit
    TOO_MANY_ROWS = "roster-file-too-many-rows"  # limit
    NO_LIST = "roster-file-no-list"


class Omission(StrEnum):
    """Why a row or a sheet became no person."""

    SHEET_HIDDEN = "roster-sheet-hidden"
    SHEET_EMPTY = "roster-sheet-empty"
    SHEET_NO_LIST = "roster-sheet-no-list"
    HEADING = "roster-row-heading"
    SECTION = "roster-row-section"
    HEADER = "roster-row-header"
    EMPTY = "roster-row-empty"  # last: the last row of the gap
    TOTAL = "roster-row-total"
    SIGNATURE = "roster-row-signature"
    VACANCY = "roster-row-vacancy"
    NO_NAME = "roster-row-no-name"
    NOT_TEACHING = "roster-row-not-teaching"
    TWICE = "roster-row-twice"  # sheet, row: where the person stands first


class Doubt(StrEnum):
    """What must be asked before the row may be taken."""

    NAME_INCOMPLETE = "roster-name-incomplete"
    NAME_INITIALS = "roster-name-initials"
    NAME_LATIN = "roster-name-latin"
    NAME_UNUSUAL = "roster-name-unusual"
    BIRTH_UNREADABLE = "roster-birth-unreadable"
    BIRTH_ODD = "roster-birth-odd"
    EXPERIENCE_UNREADABLE = "roster-experience-unreadable"
    EXPERIENCE_EXCEEDS_AGE = "roster-experience-exceeds-age"
    CATEGORY_UNKNOWN = "roster-category-unknown"
    POSITION_UNKNOWN = "roster-position-unknown"
    SUBJECT_UNKNOWN = "roster-subject-unknown"
    ROWS_DIFFER = "roster-rows-differ"
    NAMESAKE = "roster-namesake"
    TWO_ORGANISATIONS = "roster-two-organisations"
    SAME_OR_NAMESAKE = "roster-match-namesake"
    SEVERAL = "roster-match-several"
    SURNAME_CHANGED = "roster-match-surname"
    NAME_DIFFERS = "roster-match-name"


class Note(StrEnum):
    """What was done to a row, told but not asked."""

    TWICE = "roster-note-twice"
    PART_TIME = "roster-note-part-time"
    ON_LEAVE = "roster-note-on-leave"
    BIRTH_BY_AGE = "roster-note-birth-by-age"
    NAME_ORDER = "roster-note-name-order"
    SEVERAL_POSTS = "roster-note-several-posts"
    PHONE_UNREADABLE = "roster-note-phone"
    EMAIL_UNREADABLE = "roster-note-email"
    NO_HEADER = "roster-note-no-header"


@dataclass(frozen=True, slots=True)
class Post:
    """A position and the subject taught in it, both in the nominative."""

    position: str | None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row (or, with row 0, a sheet) that is no person, and why."""

    sheet: str
    row: int
    reason: Omission
    args: Args = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One person of a list. What the list does not say is None; rows are counted as Excel does."""

    sheet: str
    row: int
    last: str | None
    first: str | None
    patronymic: str | None = None
    former_last: str | None = None
    birth_date: date | None = None
    birth_year: int | None = None
    birth_by_age: bool = False  # the year is counted from an age and may be one too late
    experience_years: int | None = None  # full years, as a form asks for them
    experience_months: int | None = None  # the months beyond them, 0..11, where stated
    position: str | None = None
    subject: str | None = None
    other_posts: tuple[Post, ...] = ()
    category: str | None = None
    category_stated: bool = False  # tells «без категории» from an empty cell
    organisation: str | None = None  # the fullest spelling the file has for this organisation
    organisation_stated: str | None = None  # as it stands for this row
    organisation_key: str | None = None
    phone: str | None = None
    email: str | None = None
    kind: Kind = "teacher"
    part_time: PartTime | None = None
    unclear: tuple[Doubt, ...] = ()
    notes: tuple[Note, ...] = ()
    like: tuple[str, int] | None = None  # sheet and row of the person it may be the same as

    @property
    def experience(self) -> float | None:
        """Teaching experience in years, months as a fraction."""
        if self.experience_years is None:
            return None
        return self.experience_years + (self.experience_months or 0) / MONTHS_IN_YEAR

    def plain(self) -> dict[str, Any]:
        """The person as `roster import --json` prints one."""
        return {name: getattr(self, name) for name in _PRINTED}


@dataclass(frozen=True, slots=True)
class StaffList:
    """A whole file: its people in the order of the file, and everything that was left out."""

    people: tuple[StaffRow, ...]
    skipped: tuple[Skipped, ...]
    list_date: date | None = None
    organisations: Mapping[str, str] = field(default_factory=dict)  # key → the fullest spelling


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person of the store, one record for each post; `organisation_key` is of `organisation_key()`.

    What the store does not know is None, and a list that states it changes that; `experience_years`
    is compared only where it is given, since it grows by itself.
    """

    id: str | int
    last: str
    first: str | None
    patronymic: str | None = None
    birth_date: date | None = None
    birth_year: int | None = None
    organisation_key: str | None = None
    position: str | None = None
    subject: str | None = None
    category: str | None = None
    experience_years: int | None = None
    phone: str | None = None
    email: str | None = None
