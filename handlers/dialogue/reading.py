"""Typed answers: what people write, read once, when they say it."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import locales
from handlers.dialogue.nouns import Unclear

MONTHS = (
    ("янв", "jan"), ("фев", "feb"), ("мар", "mar"), ("апр", "apr"), ("май", "мая", "may"), ("июн", "jun"),
    ("июл", "jul"), ("авг", "aug"), ("сен", "sep"), ("окт", "oct"), ("ноя", "nov"), ("дек", "dec"),
)  # fmt: skip
WEEKDAYS = (
    "понедельник|пн|monday|mon", "вторник|вт|tuesday|tue", "сред[ау]|ср|wednesday|wed",
    "четверг|чт|thursday|thu", "пятниц[ау]|пт|friday|fri", "суббот[ау]|сб|saturday|sat",
    "воскресенье|вс|sunday|sun",
)  # fmt: skip
NOON = 12
_NEAR_DAYS = {"kit-say-yesterday": -1, "kit-say-today": 0, "kit-say-tomorrow": 1, "kit-say-after-tomorrow": 2}
_NUMERIC_DATE = re.compile(r"(\d{1,2})[.\-/ ](\d{1,2})(?:[.\-/ ](\d{4}|\d{2}))?(?:\s*г\.?)?")
_WORD_DATE = re.compile(r"(\d{1,2})\s*([а-яa-z]{3,})\.?,?(?:\s+(\d{4}))?(?:\s*г(?:ода|\.)?)?")
_MONTH_FIRST = re.compile(r"([a-z]{3,})\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CLOCK = re.compile(
    r"(?:(?:в|at)\s+)?([01]?\d|2[0-3])(?:\s*[:.\-ч]\s*([0-5]\d)|\s+([0-5]\d))?"
    r"\s*(?:час(?:а|ов)?|ч\.?|мин(?:ут[аы]?)?\.?)?\s*(утра|дня|вечера|am|pm)?"
)


def text(*, limit: int = 1000) -> Callable[[str], str]:
    """Any words, at most `limit` characters long."""

    def read(said: str) -> str:
        said = said.strip()
        if not said:
            raise Unclear("kit-empty")
        if len(said) > limit:
            raise Unclear("kit-too-long", limit=limit, length=len(said))
        return said

    return read


def whole(*, least: int, most: int) -> Callable[[str], int]:
    """A whole number within bounds, with or without its unit («40 мин»)."""

    def read(said: str) -> int:
        found = re.fullmatch(r"\+?([0-9]{1,9})\D{0,12}", re.sub(r"\s", "", said))
        if not found or not least <= int(found[1]) <= most:
            raise Unclear("kit-number", least=least, most=most)
        return int(found[1])

    read.counts = True  # type: ignore[attr-defined]  # a number typed is the answer, not a place in a list
    return read


def day(today: date, *, past: bool = False) -> Callable[[str], str]:
    """A date as people write it, given back as ISO text.

    Without a year, or as a weekday, it is the nearest one ahead, or with `past` the nearest behind.
    """

    def read(said: str) -> str:
        found = _day(said.strip().lower().replace("ё", "е"), today, past=past)
        if found is None:
            raise Unclear("kit-date")
        return found.isoformat()

    return read


def _day(said: str, today: date, *, past: bool) -> date | None:
    for key, days in _NEAR_DAYS.items():
        if locales.folded(said) in locales.spellings(key):
            return today + timedelta(days=days)
    if iso := _ISO_DATE.fullmatch(said):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    if numeric := _NUMERIC_DATE.fullmatch(said):
        return _nearest(int(numeric[1]), int(numeric[2]), numeric[3], today, past=past)
    if spoken := _WORD_DATE.fullmatch(said):
        return _named(spoken[1], spoken[2], spoken[3], today, past=past)
    if spoken := _MONTH_FIRST.fullmatch(said):
        return _named(spoken[2], spoken[1], spoken[3], today, past=past)
    return _weekday(said, today, past=past)


def _named(number: str, name: str, year: str | None, today: date, *, past: bool) -> date | None:
    month = next((n for n, begins in enumerate(MONTHS, 1) if name.startswith(begins)), None)
    return None if month is None else _nearest(int(number), month, year, today, past=past)


def _weekday(said: str, today: date, *, past: bool) -> date | None:
    name = re.sub(r"^(?:в|во|on)\s+", "", said).rstrip(".")
    wanted = next((n for n, names in enumerate(WEEKDAYS) if re.fullmatch(names, name)), None)
    if wanted is None:
        return None
    away = (today.weekday() - wanted) % 7 if past else (wanted - today.weekday()) % 7
    return today + timedelta(days=-away if past else away)


def _nearest(number: int, month: int, year: str | None, today: date, *, past: bool) -> date | None:
    if year is not None:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, number)  # noqa: PLR2004 - «26»
    years = range(today.year, today.year - 9, -1) if past else range(today.year, today.year + 9)
    dates = (_date(candidate, month, number) for candidate in years)
    return next((d for d in dates if d and (d <= today if past else d >= today)), None)


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def clock(said: str) -> str:
    """A time of day («15», «15:30», «в 9 часов», «в 3 часа дня»), given back as HH:MM."""
    found = _CLOCK.fullmatch(said.strip().lower())
    if not found:
        raise Unclear("kit-time")
    hour, minute = int(found[1]), found[2] or found[3] or "00"
    if found[4] in ("дня", "вечера", "pm") and hour < NOON:
        hour += NOON
    return f"{hour:02}:{minute}"
