"""One look at one indicator: by whom, over which period, at which school; what its links carry."""

from dataclasses import dataclass
from typing import Final

from handlers.dialogue.library import Talk
from handlers.dialogue.nouns import Choice, Link, Unclear
from services import indicators
from services.errors import DomainError
from services.indicators import Figure, Scope, Viewer
from services.regulation_reader import RegulationError
from services.regulations import Indicator, Period, PeriodKind
from services.values import Personal, Words

VIEWERS: Final = set(indicators.VIEWERS)
MENU: Final = Link("menu", Words("command-menu"))
COVERED, UNCOVERED = "in", "out"
OTHER_PERIOD: Final = "period"
MOST_TURNS: Final = 10
"""So many periods are opened in one go."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one indicator: who looks, over which period, at which school (0: all of his)."""

    talk: Talk
    viewer: Viewer
    indicator: Indicator
    period: Period
    school: int

    @property
    def scope(self) -> Scope:
        """What is counted over."""
        schools = self.viewer.narrowed(self.school)
        return Scope.at(self.talk.regulation, self.period, self.talk.now, schools)

    async def figure(self, *parts: str) -> Figure:
        """The figure with these breakdowns."""
        (found,) = await indicators.figures(
            self.talk.session,
            self.talk.regulation,
            self.period,
            self.talk.now,
            only=[self.indicator.id],
            schools=self.viewer.narrowed(self.school),
            parts=frozenset(parts),
        )
        return found

    def link(self, dialogue: str, label: Words, *more: str | int) -> Link:
        """A way on with the same indicator, period and school."""
        return Link(dialogue, label, self.indicator.id, self.period.key, self.school, *more)

    @property
    def back(self) -> Link:
        """The way back to the figure."""
        return self.link("indicator", Words("indicators-back"))


async def look_at(talk: Talk, indicator: str, period: str = "", school: int = 0) -> Look:
    """What a link leads to. DomainError for what is not there, NotAllowed for what is not his to see."""
    viewer = await indicators.viewer(talk.unit, talk.regulation, talk.person.id, talk.now)
    school = school if isinstance(school, int) else 0
    viewer.narrowed(school)
    found = next((one for one in talk.regulation.indicators if one.id == indicator), None)
    if found is None:
        raise DomainError("indicators-unknown")
    return Look(talk, viewer, found, period_of(talk, period), school)


def period_of(talk: Talk, key: str) -> Period:
    """The period of a link, by default the current one. DomainError if there is no such period."""
    if not key:
        return Period.current(talk.regulation, talk.now)
    try:
        return Period.parse(str(key))
    except RegulationError:
        raise DomainError("error-period", text=Personal(str(key)[:40])) from None


def periods(talk: Talk) -> list[Choice]:
    """This year and its parts as far as they have begun, the school years, last year."""
    today = talk.regulation.local(talk.now).date()
    year = Period.of("calendar_year", today)
    found = [year]
    kinds: tuple[PeriodKind, ...] = ("half_year", "quarter")
    for kind in kinds:
        part = Period.of(kind, year.start)
        while part.start <= today and part.start in year:
            found.append(part)
            part = Period.of(kind, part.end)
    school_year = Period.of("academic_year", today)
    found += [school_year, school_year.year_before(), year.year_before()]
    return [Choice(one.key, one.title) for one in found]


def read_period(said: str) -> str:
    """A period as people write it."""
    try:
        return Period.parse(said).key
    except RegulationError:
        raise Unclear("error-period", text=Personal(said[:40])) from None
