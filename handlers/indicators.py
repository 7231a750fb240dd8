"""«Показатели»: the figures of the regulation, each open down to people and sessions, within one's rights."""

from typing import Final

from handlers import indicator_words as words
from handlers.dialogue.library import Talk, Telling, dialogue
from handlers.dialogue.nouns import Ask, Call, Choice, Link, Screen
from handlers.indicator_look import (
    COVERED,
    MENU,
    MOST_TURNS,
    OTHER_PERIOD,
    UNCOVERED,
    VIEWERS,
    Look,
    look_at,
    period_of,
    periods,
    read_period,
)
from handlers.reports import tell_report
from services import comment_keeping, indicators
from services.indicators import Figure
from services.reports import READERS
from services.values import Words

REPORT: Final = "report"
COUNTS_PEOPLE: Final = frozenset({"people_supported", "event_people"})


# --- the list --------------------------------------------------------------------------------


@dialogue("indicators", roles=VIEWERS, command=True)
async def tell_indicators(talk: Talk, period: str = "") -> Telling:
    """Every indicator with its value; one of them, another period, or the report of this one."""
    viewer = await indicators.viewer(talk.unit, talk.regulation, talk.person.id, talk.now)
    for turn in range(MOST_TURNS):
        chosen = period_of(talk, period)
        figures = await indicators.figures(
            talk.session, talk.regulation, chosen, talk.now, schools=viewer.schools, parts=None
        )
        reads = bool(talk.person.roles & READERS)
        other = Words("indicators-period-or-report" if reads else "indicators-other-period")
        choices = [Choice(OTHER_PERIOD, other, alone=True)]
        choices += [Choice(one.indicator.id, one.indicator.short) for one in figures]
        answer = yield Ask(
            "indicators-list" if viewer.schools is None else "indicators-list-own",
            key=("list", turn),
            choices=choices,
            period=chosen.title,
            span=words.span_of(figures[0]),
            lines=words.lines(*map(words.line_of, figures)),
        )
        if answer != OTHER_PERIOD:
            yield await _screen(await look_at(talk, answer, chosen.key))
            return
        report = [Choice(REPORT, Words("indicators-report"), alone=True)] if reads else []
        period = yield Ask(
            "indicators-which-period",
            key=("period", turn),
            choices=[*report, *periods(talk)],
            read=read_period,
        )
        if period == REPORT:
            yield Call(tell_report, key="report", period=chosen.key)
            return
    yield Screen("indicators-many-periods", links=[Link("indicators", Words("command-indicators")), MENU])


# --- one figure ------------------------------------------------------------------------------


@dialogue("indicator", roles=VIEWERS)
async def tell_indicator(talk: Talk, indicator: str, period: str = "", school: int = 0) -> Telling:
    """One figure and the ways into it."""
    yield await _screen(await look_at(talk, indicator, period, school))


async def _screen(look: Look) -> Screen:
    talk, viewer = look.talk, look.viewer
    figure = await look.figure()
    before = await indicators.year_before(talk.session, figure, talk.regulation, viewer.narrowed(look.school))
    place = await indicators.school_name(talk.session, look.school) if look.school else None
    return Screen(
        "indicators-screen",
        lines=words.screen_of(figure, before, talk.regulation, place, await _appeals(look)),
        links=[*_ways_in(look, figure), Link("indicators", Words("indicators-all"), look.period.key), MENU],
    )


async def _appeals(look: Look) -> int | None:
    """Beside the figure of everybody: public questions of people nobody knows, which it does not count."""
    if look.school or look.viewer.schools is not None:
        return None
    return await comment_keeping.appeals(look.talk.session, look.indicator, *look.scope.moments)


def _ways_in(look: Look, figure: Figure) -> list[Link]:
    viewer, measure = look.viewer, look.indicator.measure
    several = viewer.schools is None or len(viewer.schools) > 1
    found: list[Link] = []
    if (
        not look.school
        and several
        and "organisation" in look.indicator.breakdown
        and figure.value is not None
    ):
        found.append(look.link("indicator-schools", Words("indicators-by-school")))
    if viewer.sees_people(look.school) and figure.numerator:
        if measure.name in COUNTS_PEOPLE:
            who = Words("indicators-who", count=figure.numerator)
            found.append(look.link("indicator-people", who, COVERED))
        elif measure.name == "sessions_held":
            found.append(look.link("indicator-sessions", Words("indicators-which")))
    of_people = figure.is_share and measure.name in COUNTS_PEOPLE
    if viewer.sees_people(look.school) and of_people and figure.value is not None:
        found.append(look.link("indicator-people", Words("indicators-who-not"), UNCOVERED))
    found.append(look.link("indicator-how", Words("indicators-how")))
    if _parts(look) and figure.numerator:
        found.append(look.link("indicator-parts", Words("indicators-parts")))
    return found


def _parts(look: Look) -> list[str]:
    """The breakdowns that this viewer may open, but for the schools."""
    return [
        part
        for part in look.indicator.breakdown
        if part in words.PARTS and part != "organisation" and (part != "topic" or look.viewer.topics)
    ]


@dialogue("indicator-schools", roles=VIEWERS)
async def tell_schools(talk: Talk, indicator: str, period: str = "", school: int = 0) -> Telling:
    """The figure by schools; one of them opens."""
    look = await look_at(talk, indicator, period, school)
    figure = await look.figure("organisation")
    if not figure.breakdown:
        yield Screen("indicators-no-rows", links=[look.back, MENU])
        return
    chosen = yield Ask(
        "indicators-schools",
        key="school",
        choices=[Choice(int(row.key), words.row_line(row, look.viewer)) for row in figure.breakdown],
        title=look.indicator.short,
        span=words.span_of(figure),
    )
    row = next(row for row in figure.breakdown if row.key == str(chosen))
    people = row.numerator if row.denominator is None else row.denominator
    if not look.viewer.opens(people, chosen):
        yield Screen("indicators-too-few", line=words.row_line(row, look.viewer), links=[look.back, MENU])
        return
    yield await _screen(await look_at(talk, indicator, period, chosen))


@dialogue("indicator-parts", roles=VIEWERS)
async def tell_parts(talk: Talk, indicator: str, period: str = "", school: int = 0) -> Telling:
    """The figure by one more property."""
    look = await look_at(talk, indicator, period, school)
    parts = _parts(look)
    if not parts:
        yield Screen("indicators-no-rows", links=[look.back, MENU])
        return
    part = yield Ask(
        "indicators-which-part",
        key="part",
        choices=[Choice(part, Words(words.PARTS[part])) for part in parts],
        title=look.indicator.short,
    )
    figure = await look.figure(part)
    links = [look.link("indicator-parts", Words("indicators-parts")), look.back, MENU]
    if not figure.breakdown:
        yield Screen("indicators-no-rows", links=links)
        return
    yield Screen(
        "indicators-rows",
        title=look.indicator.short,
        part=Words(words.PARTS[part]),
        span=words.span_of(figure),
        rows=words.rows_of(figure.breakdown, look.viewer),
        links=links,
    )


# --- how it is counted -----------------------------------------------------------------------


@dialogue("indicator-how", roles=VIEWERS)
async def tell_how(talk: Talk, indicator: str, period: str = "", school: int = 0) -> Telling:
    """The clause, the rule, what was left out, where the numbers come from."""
    look = await look_at(talk, indicator, period, school)
    figure = await look.figure()
    links = [look.back, MENU]
    if look.indicator.interpretations:
        links.insert(0, look.link("indicator-readings", Words("indicators-readings")))
    yield Screen("indicators-screen", lines=words.how_of(figure, talk.regulation), links=links)


@dialogue("indicator-readings", roles=VIEWERS)
async def tell_readings(talk: Talk, indicator: str, period: str = "", school: int = 0) -> Telling:
    """What the regulation leaves open and how it is read here."""
    look = await look_at(talk, indicator, period, school)
    yield Screen(
        "indicators-readings-of",
        title=look.indicator.short,
        lines=words.readings_of(look.indicator),
        links=[look.link("indicator-how", Words("indicators-how")), look.back, MENU],
    )
