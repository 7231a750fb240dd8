"""A report in words: the titles of a regulation word for word, days and numbers as people say them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from babel.dates import format_date

import locales
from handlers import indicator_words
from handlers.dialogue.nouns import Label
from handlers.dialogue.voice import Voice
from handlers.my_data_file import LONG_AGO
from services import framework
from services.indicators import Figure
from services.regulations import Regulation
from services.reports import Activity, Report
from services.values import Listing, Words

MINUTES: Final = 60
STAGES: Final = {
    "0": "reports-stage-0",
    "3": "reports-stage-3",
    "10": "reports-stage-10",
    "20": "reports-stage-20",
    "unknown": "reports-stage-unknown",
}
PARTS: Final = {
    "all": "reports-part-all",
    "direction": "reports-part-direction",
    "form": "reports-part-form",
    "channel": "reports-part-channel",
    "role": "reports-part-role",
    "month": "reports-part-month",
}


class Speaker:
    """How one report is spoken: in a language, by the words of a regulation, with names or without."""

    def __init__(self, report: Report | Activity, language: str, *, named: bool) -> None:
        self.report = report
        self.regulation: Regulation = report.regulation
        self.language = language
        self._voice = Voice(
            language, masked=not named, zone=self.regulation.zone, now=LONG_AGO, terms=report.regulation.terms
        )
        pack, frame = self.regulation, framework.load(self.regulation.framework)
        self._titles: Mapping[str, Mapping[str, str]] = {
            "form": {one.id: one.title for one in pack.forms},
            "direction": {one.id: one.title for one in pack.directions},
            "channel": {one.id: one.title for one in pack.channels},
            "topic": {one.id: one.title for block in frame.blocks for one in block.competencies},
        }
        self._readers: Mapping[str, Callable[[str], str]] = {"role": self.role, "month": self.month}

    def say(self, key: str, /, **args: Any) -> str:
        """A text of the locales."""
        return self.label(Words(key, **args))

    def label(self, label: Label | Listing) -> str:
        """Words, a name or plain text, without marks of emphasis."""
        said = str(self._voice.plain(label)) if isinstance(label, Listing) else self._voice.say(label)
        return said.replace(locales.STRONG, "").replace(locales.PLAIN, "")

    def title(self, kind: str, code: str | None) -> str:
        """What a code of the regulation is called; the code where it no longer has it."""
        if not code:
            return self.say("indicators-not-recorded")
        if kind in self._readers:
            return self._readers[kind](code)
        return self._titles[kind].get(code, code)

    def role(self, role: str) -> str:
        """What the regulation calls a role."""
        return indicator_words.role_of(self.regulation, role)

    def month(self, number: str, pattern: str = "LLLL y") -> str:
        """The month of a number YYYYMM."""
        year, month = divmod(int(number), 100)
        return str(format_date(date(year, month, 1), pattern, locale=self.language))

    def day(self, day: date) -> str:
        """«21 ноября 2026»."""
        return self.label(Words("period-point", day=day))

    def period(self) -> str:
        """«2026 год»."""
        return self.label(self.report.period.title)

    def span(self) -> str:
        """«1 января 2026 – 21 ноября 2026»."""
        first, last = self.report.period.start, self.report.as_of
        return self.day(last) if first >= last else self.say("indicators-span", first=first, last=last)

    def header(self) -> str:
        """What stands on every page: whose report, the period, the day it is as of."""
        service = self.regulation.term("service_unit")
        return self.say("reports-header", service=service, period=self.period(), day=self.report.as_of)

    def value(self, figure: Figure) -> str:
        """«38,4 %», «9 ед.», «нет данных»."""
        return self.label(indicator_words.value_of(figure))

    def percent(self, value: float) -> str:
        """«38,4 %»."""
        return self.say("indicators-percent", value=value)

    def reasons(self, figure: Figure) -> list[str]:
        """What was left out of a figure, a line each."""
        return [self.label(one) for one in indicator_words.left_out_of(figure, self.regulation)]


def hours(minutes: int) -> float:
    """Minutes as hours with one decimal."""
    return round(minutes / MINUTES, 1)


def comparable(figure: Figure, before: Figure | None) -> bool:
    """Whether there is anything of last year to compare with."""
    return (
        figure.value is not None
        and before is not None
        and before.value is not None
        and bool(before.numerator)
    )


def change(figure: Figure, before: Figure) -> float:
    """The difference of the numbers that people see, in percentage points or units."""
    return (round((figure.value or 0) * 10) - round((before.value or 0) * 10)) / 10


def is_gap(figure: Figure) -> bool:
    """Whether somebody has to find this number elsewhere: the store holds nothing that it is counted from."""
    return figure.why is not None and (figure.value is None or not figure.numerator)


def file_name(kind: str, period: str) -> str:
    """A name without signs that a system may refuse."""
    return f"{kind}-{period.replace('/', '-')}"


def made_at(report: Report | Activity) -> datetime:
    """When it was made, on the territory's clock."""
    return report.regulation.local(report.made_at)
