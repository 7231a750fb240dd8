"""Turns values into the words a person reads: language, dates as people say them, masking."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

import locales
from handlers.dialogue.nouns import Label
from services.regulation_records import Term
from services.values import Listing, Personal, Words

LEFT_OUT = "•••"


@dataclass(frozen=True, slots=True)
class Voice:
    """How one screen is spoken: to whom, where, when, in the words of which regulation.

    `public_only` lets nothing pass but public screens.
    """

    locale: str
    masked: bool
    zone: ZoneInfo
    now: datetime
    public_only: bool = False
    terms: Mapping[str, Term] = field(default_factory=dict)

    def say(self, words: Label) -> str:
        """The words of a label or a text, with everything in it filled."""
        if isinstance(words, Words):
            args = self._filled(words.args)
            said = locales.terms(self.locale, words.key)
            return locales.say(self.locale, words.key, {**args, **self._terms(said)} if said else args)
        return str(self._value(words))

    def plain(self, value: Any) -> Any:
        """Lists and maps of values with every text in them spoken; for pictures and files."""
        if isinstance(value, list | tuple):
            return [self.plain(item) for item in value]
        if isinstance(value, dict):
            return {name: self.plain(item) for name, item in value.items()}
        return self._value(value)

    def _filled(self, args: Mapping[str, Any]) -> Mapping[str, Any]:
        return {
            name: locales.number(value) if type(value) is int else self._value(value)
            for name, value in args.items()
        }

    def _terms(self, said: tuple[locales.Term, ...]) -> dict[str, str]:
        """The words of the territory; TextMissing where the regulation lacks one."""
        found = {}
        for one in said:
            if one.name not in self.terms:
                raise locales.TextMissing(f"the regulation has no term {one.name}")
            word: str = getattr(self.terms[one.name], one.case)
            found[one.value] = word[:1].upper() + word[1:] if one.capital else word
        return found

    def _value(self, value: Any) -> Any:  # noqa: PLR0911 - a table of types reads best in a row
        if isinstance(value, str):
            return locales.unmarked(value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float):
            return value
        if isinstance(value, Personal):
            return locales.unmarked((value.ref or LEFT_OUT) if self.masked else value.text)
        if isinstance(value, Words):
            return self.say(value)
        if isinstance(value, Listing):
            return ("\n" if value.lines else ", ").join(str(self._value(item)) for item in value.items)
        if isinstance(value, datetime):
            return self._moment(value)
        if isinstance(value, date):
            return self._day(value)
        return "" if value is None else str(value)

    def _day(self, day: date) -> str:
        today = self.now.astimezone(self.zone).date()
        near = {-1: "kit-say-yesterday", 0: "kit-say-today", 1: "kit-say-tomorrow"}.get((day - today).days)
        pattern = "d MMMM" if day.year == today.year else "d MMMM y"
        spoken = format_date(day, pattern, locale=self.locale)
        if near:
            return f"{locales.say(self.locale, near, {})}, {spoken}"
        if 0 < (day - today).days < 7:  # noqa: PLR2004 - within a week the weekday helps more than the number
            return f"{format_date(day, 'EEEEEE', locale=self.locale)}, {spoken}"
        return spoken

    def _moment(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        clock = format_time(local, "HH:mm", locale=self.locale)
        return locales.say(self.locale, "kit-moment", {"day": self._day(local.date()), "clock": clock})
