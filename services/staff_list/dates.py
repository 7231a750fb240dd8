"""When somebody was born, how long he teaches, and of what day a list is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from services.staff_list.model import MONTHS_IN_YEAR, Doubt
from services.staff_list.text import digits, fold
from services.staff_list.words import words
from services.staff_list.workbook import Cell

YOUNGEST: Final = 16
OLDEST: Final = 100
LONGEST_EXPERIENCE: Final = 75
STARTS_WORK_AT: Final = 14
_EXCEL_DAY_ZERO: Final = date(1899, 12, 30)
_EXCEL_LAST_DAY: Final = 60_000
_CENTURY: Final = 100
_FIRST_YEAR: Final = 1900

_DAY_FIRST: Final = re.compile(r"(?<!\d)(\d{1,2})\s*[.,/-]\s*(\d{1,2})\s*[.,/-]\s*(\d{4}|\d{2})(?!\d)")
_YEAR_FIRST: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)[./-](\d{1,2})[./-](\d{1,2})(?!\d)")
_WORDED: Final = re.compile(r"(?<!\d)(?:(\d{1,2})[\s.]+)?([а-я]{3,9})\.?\s+((?:19|20)\d\d)")
_MONTH_YEAR: Final = re.compile(r"^(\d{1,2})[./](\d{4})(?!\d)")
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_AGE: Final = re.compile(r"^(\d{2})(?!\d|[.,]\d)")
_NUMBER: Final = re.compile(r"^\d{1,5}(?:[.,]0+)?$")
_TRIPLE: Final = re.compile(r"^(\d{1,2})[-./ ]+(\d{1,2})[-./ ]+(\d{1,2})$")
_PAIR: Final = re.compile(r"^(\d{1,2})\s*/\s*(\d{1,2})$")
_PLAIN: Final = re.compile(r"^(\d{1,2})(?:[.,](\d{1,2}))?$")
_LOOSE: Final = re.compile(r"(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Birth:
    """A day or only a year; `by_age` when the year was counted from an age."""

    day: date | None = None
    year: int | None = None
    by_age: bool = False
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Experience:
    """Full years and the months beyond them, where stated."""

    years: int | None = None
    months: int | None = None
    doubt: Doubt | None = None


def birth(cell: Cell, as_of: date) -> Birth:
    """The birth of a person from a date, a text, a year, an Excel serial or an age on that day."""
    if isinstance(cell, date):
        return _of_day(cell, as_of)
    if isinstance(cell, str):
        return _of_text(cell, as_of)
    return Birth() if cell is None else _of_number(cell, as_of)


def _of_text(text: str, as_of: date) -> Birth:
    """A full date before a year, a year before an age."""
    if words().says("blank", fold(text)):
        return Birth()
    text = digits(text).strip()
    if _NUMBER.match(text):
        return _of_number(int(float(text.replace(",", "."))), as_of)
    day = find_day(fold(text), as_of)
    if day:
        return _of_day(day, as_of)
    number = _YEAR.search(text) or _AGE.match(text)
    found = _of_number(int(number[1]), as_of) if number else Birth(doubt=Doubt.BIRTH_UNREADABLE)
    if _DAY_FIRST.search(text) or _YEAR_FIRST.search(text):  # 31 February: the year may be a slip as well
        return replace(found, doubt=Doubt.BIRTH_UNREADABLE)
    return found


def _of_day(day: date, as_of: date) -> Birth:
    if YOUNGEST <= as_of.year - day.year <= OLDEST:
        return Birth(day, day.year)
    return Birth(doubt=Doubt.BIRTH_ODD)


def _of_number(number: float, as_of: date) -> Birth:
    whole = int(number)
    if YOUNGEST <= whole < OLDEST:
        return Birth(year=as_of.year - whole, by_age=True)
    if YOUNGEST <= as_of.year - whole <= OLDEST:
        return Birth(year=whole)
    if as_of.year < whole < _EXCEL_LAST_DAY:
        return _of_day(_EXCEL_DAY_ZERO + timedelta(days=whole), as_of)
    return Birth(doubt=Doubt.BIRTH_ODD)


def find_day(text: str, as_of: date) -> date | None:
    """The first date in a folded text; two digits of a year mean the last one that has passed."""
    found = _YEAR_FIRST.search(text)
    if found:
        return _day(int(found[1]), int(found[2]), int(found[3]))
    found = _DAY_FIRST.search(text)
    if found:
        day, month, year = (int(part) for part in found.groups())
        if year < _CENTURY:
            year += as_of.year - as_of.year % _CENTURY
            year -= _CENTURY if year > as_of.year + 1 else 0
        return _day(year, month, day) or _day(year, day, month)
    found = _WORDED.search(text)
    if found and found[1]:
        for month, spelled in enumerate(words().months, 1):
            if spelled.match(found[2]):
                return _day(int(found[3]), month, int(found[1]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def list_day(text: str, as_of: date) -> date | None:
    """The day a heading says the list is of; a school year begins on 1 September."""
    folded = fold(text)
    stated = words().patterns["list_date"]
    for found in stated.finditer(folded):
        day = find_day(folded[found.end() : found.end() + 24], as_of)
        if day and _CENTURY * 20 <= day.year <= as_of.year + 1:
            return day
    year = words().patterns["school_year"].search(folded)
    if year and int(year[1]) <= as_of.year + 1:
        return date(int(year[1]), 9, 1)
    return None


def experience(cell: Cell, part: int | None = None) -> Experience:
    """Years and months of teaching; of «20/15» the part that the column's title says (0 or 1)."""
    if cell is None:
        return Experience()
    if isinstance(cell, date):  # Excel makes 12 March of «12.3»: nobody can tell it back
        return Experience(doubt=Doubt.EXPERIENCE_UNREADABLE)
    if isinstance(cell, int | float):
        return _decimal(float(cell))
    text = fold(cell).strip()
    if words().says("experience.none", text):
        return Experience(0)
    text = digits(text)
    one, divided, other = text.partition("/")
    if divided and part is not None:
        text = (one, other)[part].strip()
    elif divided and _PAIR.match(text):  # nobody teaches longer than he works
        return Experience(min(int(one), int(other)), None, Doubt.EXPERIENCE_UNREADABLE)
    return _worded(text) or _numbered(text) or _unread(text)


def _decimal(number: float) -> Experience:
    years = int(number)
    if number < 0:
        return Experience(doubt=Doubt.EXPERIENCE_UNREADABLE)
    if number == years:
        return _checked(years, None)
    return _checked(years, min(round((number - years) * MONTHS_IN_YEAR), MONTHS_IN_YEAR - 1))


def _worded(text: str) -> Experience | None:
    """«12 лет 3 мес.», «5,5 лет», «8 мес.»."""
    patterns = words().patterns
    years = patterns["experience.years"].search(text)
    rest = text[years.end() :] if years else text
    months = patterns["experience.months"].search(rest)
    if years and years[2] and not months:
        return _decimal(float(f"{years[1]}.{years[2]}"))
    if years or months:
        vague = Doubt.EXPERIENCE_UNREADABLE if words().says("experience.vague", text) else None
        return _checked(int(years[1]) if years else 0, int(months[1]) if months else None, vague)
    return Experience(0, 0) if patterns["experience.days"].search(text) else None


def _numbered(text: str) -> Experience | None:
    """«12», «5,5», and years-months-days as personnel programs write them («12-03-05»)."""
    plain = _PLAIN.match(text)
    if plain:
        return _decimal(float(f"{plain[1]}.{plain[2] or 0}"))
    triple = _TRIPLE.match(text)
    return _checked(int(triple[1]), int(triple[2])) if triple else None


def _unread(text: str) -> Experience:
    if words().says("blank", text):
        return Experience()
    found = _LOOSE.search(text)
    if found and words().says("experience.vague", text):
        return Experience(int(found[1]), None, Doubt.EXPERIENCE_UNREADABLE)
    return Experience(doubt=Doubt.EXPERIENCE_UNREADABLE)


def _checked(years: int, months: int | None, doubt: Doubt | None = None) -> Experience:
    if years > LONGEST_EXPERIENCE:
        return Experience(doubt=Doubt.EXPERIENCE_UNREADABLE)
    if months is not None and months >= MONTHS_IN_YEAR:
        years, months = years + months // MONTHS_IN_YEAR, months % MONTHS_IN_YEAR
    return Experience(years, months, doubt)


def experience_fits(years: int | None, birth_year: int | None, as_of: date) -> bool:
    """Whether somebody born then can have taught so long."""
    return years is None or birth_year is None or years <= as_of.year - birth_year - STARTS_WORK_AT
