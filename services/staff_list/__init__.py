"""Staff lists as schools really send them: read from a spreadsheet, compared with who is known.

Pure: bytes in, records out. Nothing of a file is executed, no reason is a sentence: `Refusal`,
`Omission`, `Doubt` and `Note` are keys of the locales.
"""

from services.staff_list.matching import Known, Piles, Question, compare
from services.staff_list.model import (
    Doubt,
    KnownPerson,
    Note,
    Omission,
    Post,
    Refusal,
    Skipped,
    StaffList,
    StaffListError,
    StaffRow,
)
from services.staff_list.organisations import closest_key, organisation_key, organisation_kind
from services.staff_list.reader import read

__all__ = [
    "Doubt",
    "Known",
    "KnownPerson",
    "Note",
    "Omission",
    "Piles",
    "Post",
    "Question",
    "Refusal",
    "Skipped",
    "StaffList",
    "StaffListError",
    "StaffRow",
    "closest_key",
    "compare",
    "organisation_key",
    "organisation_kind",
    "read",
]
