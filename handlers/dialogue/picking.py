"""Dialogues that others call: a day, a moment.

What is offered and what «завтра» means follow the moment of the message, since answers are kept
as dates; a day that has gone by meanwhile is asked for again.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from handlers.dialogue import reading
from handlers.dialogue.library import Talk, Telling
from handlers.dialogue.nouns import Ask, Call, Choice, Result, Unclear
from services.values import Words

HOURS = ("09:00", "10:00", "11:00", "12:00", "13:00", "14:00", "15:00", "16:00", "17:00", "18:00")


class _AskDay(Ask):
    """A question for a day; a kept one holds as long as it lies on the right side of today."""

    __slots__ = ("_fits",)

    def __init__(self, say: str, *, fits: Callable[[date], bool], **args: Any) -> None:
        super().__init__(say, **args)
        self._fits = fits

    def still_offers(self, value: Any) -> bool:
        return self.skippable if value is None else self._fits(date.fromisoformat(value))


async def pick_day(talk: Talk, say: str, days: int = 21, past: bool = False, **args: Any) -> Telling:
    """Asks for a date: the coming days to press (or the past ones), any other to type.

    `args` fill the question or are options of Ask; skipped, the result is None.
    """
    today = talk.heard.astimezone(talk.regulation.zone).date()
    step = -1 if past else 1
    near = [today + timedelta(days=step * number) for number in range(days)]

    def fits(day: date) -> bool:
        return day <= today if past else day >= today

    def read(said: str) -> str:
        day = reading.day(today, past=past)(said)
        if not fits(date.fromisoformat(day)):
            raise Unclear("kit-day-ahead" if past else "kit-day-gone")
        return day

    choices = [Choice(day.isoformat(), Words("kit-day", day=day)) for day in near]
    chosen = yield _AskDay(say, key="day", choices=choices, read=read, fits=fits, **args)
    yield Result(None if chosen is None else date.fromisoformat(chosen))


async def pick_moment(talk: Talk, say_day: str, say_time: str, days: int = 21, **args: Any) -> Telling:
    """Asks for a day and a time of the territory, both to come; the result is an aware moment.

    `args` fill both questions or are options of Ask; either skipped, the result is None.
    """
    zone = talk.regulation.zone
    day = yield Call(pick_day, key="on", say=say_day, days=days, **args)
    if day is None:
        yield Result(None)

    def is_ahead(hour: str) -> bool:
        return datetime.combine(day, time.fromisoformat(hour), zone) > talk.heard

    def read(said: str) -> str:
        hour = reading.clock(said)
        if not is_ahead(hour):
            raise Unclear("kit-time-gone")
        return hour

    choices = [Choice(hour, hour) for hour in HOURS if is_ahead(hour)]
    hour = yield Ask(say_time, key="time", choices=choices, read=read, **{"day": day, **args})
    yield Result(hour and datetime.combine(day, time.fromisoformat(hour), zone))
