"""What a row of a staff list says, as it is kept, and what it means for a person's record."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Final

from services.staff_list import Doubt, Note, Post, StaffList, StaffRow
from services.staff_list.text import fold
from services.values import dumps, loads

MONTHS: Final = 12
DAY, MONTH, YEAR = "day", "month", "year"
_REACH: Final[Mapping[str, int]] = {DAY: 0, MONTH: 1, YEAR: MONTHS}
"""How many months earlier than stated teaching may have begun, by precision."""
_UNSURE_NAME: Final = frozenset({
    Doubt.NAME_INCOMPLETE, Doubt.NAME_INITIALS, Doubt.NAME_LATIN, Doubt.NAME_UNUSUAL,
})  # fmt: skip
_DEFAULTS: Final = {
    entry.name: None if entry.default is MISSING else entry.default for entry in fields(StaffRow)
}


def pack(row: StaffRow) -> str:
    """The row as JSON text; what has its usual value is left out."""
    said = {name: getattr(row, name) for name in _DEFAULTS}
    said = {name: value for name, value in said.items() if value != _DEFAULTS[name]}
    if row.other_posts:
        said["other_posts"] = [[post.position, post.subject] for post in row.other_posts]
    return dumps(said)


def unpack(text: str) -> StaffRow:
    """The row that `pack` wrote; an empty one where an erasure has taken what it said."""
    said: dict[str, Any] = loads(text)
    said["other_posts"] = tuple(Post(*post) for post in said.get("other_posts", ()))
    said["unclear"] = tuple(map(Doubt, said.get("unclear", ())))
    said["notes"] = tuple(map(Note, said.get("notes", ())))
    like = said.get("like")
    said["like"] = (like[0], like[1]) if like else None
    return StaffRow(**{"sheet": "", "row": 0, "last": None, "first": None, **said})


def digest(staff: StaffList) -> str:
    """By which the same list is known again, however the file was saved."""
    skipped = [[one.sheet, one.row, one.reason] for one in staff.skipped]
    said = dumps([staff.list_date, skipped, [pack(row) for row in staff.people]])
    return sha256(said.encode()).hexdigest()


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or that month's last day."""
    number = day.year * MONTHS + day.month - 1 - months
    year, month = divmod(number, MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def began(row: StaffRow, as_of: date) -> tuple[date, str] | None:
    """The latest day on which the stated experience can have begun, and how exactly it is known."""
    if row.experience_years is None:
        return None
    months = row.experience_years * MONTHS + (row.experience_months or 0)
    return months_before(as_of, months), YEAR if row.experience_months is None else MONTH


def agrees(started_on: date, precision: str | None, row: StaffRow, as_of: date) -> bool:
    """Whether the stated experience is what the known beginning leads one to expect."""
    stated = began(row, as_of)
    if stated is None:
        return True
    return _earliest(*stated) <= started_on and _earliest(started_on, precision) <= stated[0]


def _earliest(day: date, precision: str | None) -> date:
    reach = _REACH[precision or DAY]
    return months_before(day, reach) + timedelta(days=1) if reach else day


def full_years(started_on: date, as_of: date) -> int:
    """Experience in full years."""
    return as_of.year - started_on.year - ((as_of.month, as_of.day) < (started_on.month, started_on.day))


def differs(stated: str | None, known: str | None) -> bool:
    """Whether two texts say different things; case, «ё» and look-alike letters aside."""
    return fold(stated or "") != fold(known or "")


def person_facts(row: StaffRow, known: Mapping[str, Any], as_of: date) -> dict[str, Any]:
    """The columns of a person that the row states differently from what is known, with their new values.

    What the list does not say is no change; initials never replace a name.
    """
    facts = _name(row, known)
    if row.birth_date is not None:
        if known.get("birth_date") != row.birth_date:
            facts |= {"birth_date": row.birth_date, "birth_year": row.birth_date.year}
    elif row.birth_year is not None and known.get("birth_date") is None:
        unknown = known.get("birth_year") is None
        if unknown or (not row.birth_by_age and known["birth_year"] != row.birth_year):
            facts["birth_year"] = row.birth_year
    if row.category_stated and row.category != known.get("category"):
        facts["category"] = row.category
    facts |= {
        name: value
        for name in ("phone", "email")
        if (value := getattr(row, name)) is not None and value != known.get(name)
    }
    stated, started_on = began(row, as_of), known.get("started_on")
    if stated and (started_on is None or not agrees(started_on, known.get("started_precision"), row, as_of)):
        facts |= {"started_on": stated[0], "started_precision": stated[1]}
    if known.get("left_on") is not None:
        facts["left_on"] = None
    return facts


def _name(row: StaffRow, known: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in ("last", "first", "patronymic")}
    if known.get("last") is not None and _UNSURE_NAME.intersection(row.unclear):
        return {}
    return {
        name: value
        for name, value in said.items()
        if value
        and differs(value, known.get(name))
        and not (known.get(name) is not None and value.endswith("."))
    }
