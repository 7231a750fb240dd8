"""From the words of a pack to what is asked of the store: days, staff lists, fitting sessions.

The day a figure is as of is the last day of its period, or today while the period runs; the staff
list, ages and experience are those of that day unless the pack says otherwise.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from services.regulation_records import Measure, OfWhich, Who
from services.regulation_records import Young as YoungRule
from services.regulations import Indicator, Period, Regulation
from storage.indicators.asked import Counted, Fit, Span, Staff, Young

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a figure is asked over: a period, the day it is as of, and the schools seen (None: all)."""

    regulation: Regulation
    period: Period
    as_of: date
    schools: tuple[int, ...] | None = None

    @classmethod
    def at(
        cls, regulation: Regulation, period: Period, now: datetime, schools: frozenset[int] | None = None
    ) -> Self:
        """The scope as it stands at a moment."""
        day = min(regulation.local(now).date(), period.end - _ONE_DAY)
        return cls(regulation, period, day, None if schools is None else tuple(sorted(schools)))

    @property
    def span(self) -> Span:
        """The days whose sessions count."""
        return Span(self.regulation.id, self.period.start, self.as_of)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The first moment of the period and the first after the day it is as of, in UTC."""
        return self.midnight(self.period.start), self.midnight(self.as_of + _ONE_DAY)

    def midnight(self, day: date) -> datetime:
        """When a local day begins, in UTC."""
        return datetime.combine(day, time(), self.regulation.zone).astimezone(UTC)


def staff(scope: Scope, who: Who) -> Staff:
    """The staff list that an indicator is about."""
    day = scope.as_of if who.as_of == "period_end" else scope.period.start
    return Staff(
        territory=scope.regulation.id,
        posts=who.roles,
        houses=who.organisation_kinds,
        external=who.external_part_time,
        flagged=who.flagged,
        start=scope.period.start,
        day=day,
        began=scope.midnight(scope.period.start),
        after=scope.midnight(day + _ONE_DAY),
        young=_young(scope, who.young) if who.young else None,
        schools=scope.schools,
    )


def _young(scope: Scope, rule: YoungRule) -> Young:
    """Whom the pack calls young.

    Where only the year of birth is known the birthday counts as past, except on 1 January, when
    nobody but those born that day has had it: so full years on 1 January come out as in ОО-1.
    """
    days = {"period_start": scope.period.start, "year_start": scope.as_of.replace(month=1, day=1)}
    on = days.get(rule.age_as_of, scope.as_of)
    return Young(
        on=on,
        age=rule.age_below,
        born_after=years_before(on, rule.age_below),
        year_after=(on - _ONE_DAY).year - rule.age_below,
        started_after=years_before(scope.as_of, rule.experience_years_below),
        experience=rule.experience,
        at_first_support=rule.age_as_of == "first_support",
    )


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 28 February for 29 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def fit(regulation: Regulation, measure: Measure, part: OfWhich | None = None) -> Fit:
    """Which sessions count for a measure, or for its part «в том числе»."""
    forms = measure.forms
    if measure.individual_help is not None:
        wanted = {one.id for one in regulation.forms if one.individual_help is measure.individual_help}
        forms = tuple(one.id for one in regulation.forms if one.id in wanted and one.id in (forms or wanted))
        forms = forms or ("",)  # no form of the pack fits: no session may
    of_event = measure.name == "event_people"
    return Fit(
        roles=measure.provider_roles,
        forms=forms,
        channels=measure.channels,
        either=(part.channels, part.forms) if part else None,
        of_event=of_event,
        nonformal=measure.nonformal if of_event else None,
        of_young=measure.who is not None and measure.who.young is not None,
        of_request=measure.by_request,
    )


def counted(scope: Scope, indicator: Indicator) -> Counted:
    """What a figure about people is counted from. ValueError for one without `who`."""
    who = indicator.measure.who
    if who is None:
        raise ValueError(f"{indicator.id} is about nobody")
    return Counted(staff(scope, who), fit(scope.regulation, indicator.measure), who.base)
