"""When the service may speak first: a day before, an hour before, and never in the quiet hours.

Nothing leaves in the quiet hours of the regulation (21:00 to 8:00 in the sample packs) except what
is about something that itself starts in these very hours. Moments are aware; answers are in UTC,
thought in the territory's own time, so a day in which the clocks change is no exception.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from services.regulations import Regulation

DAY, HOUR = "day", "hour"
LEAST_AHEAD: Final = timedelta(minutes=30)
"""An hour-before reminder that waited for the morning still leaves this long to come."""
EVENING_MARGIN: Final = timedelta(minutes=30)
"""What is moved to the evening leaves this long before the quiet hours: many letters take a while."""
_BLINK: Final = timedelta(seconds=1)
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder of a start: it leaves from `due_at` on, and after `expires_at` not any more.

    Between the two there is no quiet moment, unless what it reminds of starts in these quiet hours.
    So a reminder that was held up (the platform was down) never wakes anybody at night.
    """

    name: str
    due_at: datetime
    expires_at: datetime


def reminders(regulation: Regulation, starts_at: datetime) -> tuple[Reminder, ...]:
    """The reminders of a start, the earlier first; both lie before it."""
    hour_due = hour_before(regulation, starts_at)
    hour = Reminder(HOUR, hour_due, _last_moment(regulation, hour_due, starts_at, starts_at))
    day_due = day_before(regulation, starts_at)
    if day_due >= hour_due:
        return (hour,)
    return Reminder(DAY, day_due, _last_moment(regulation, day_due, hour_due, starts_at)), hour


def day_before(regulation: Regulation, starts_at: datetime) -> datetime:
    """The moment of the reminder a day before: the same clock on the local day before.

    In quiet hours it moves to whichever of their ends is nearer: for a start at 7:00 to 8:00 of the
    day before, for a start at 22:00 to 20:30 of the day before. Both stay on that day, so that it
    truly says «завтра» and leaves an evening to plan; a move over midnight would make it «сегодня»
    or come two days ahead, when a reminder reminds nobody.
    """
    here, hours = regulation.local(starts_at), regulation.working_time
    day = here.date() - _ONE_DAY
    wanted = datetime.combine(day, here.time(), regulation.zone)
    if not regulation.is_quiet(wanted) and not regulation.is_quiet(wanted + EVENING_MARGIN - _BLINK):
        return wanted.astimezone(UTC)
    evening = datetime.combine(day, hours.quiet_from, regulation.zone) - EVENING_MARGIN
    morning = datetime.combine(day, hours.quiet_until, regulation.zone)
    nearer = min(evening, morning, key=lambda moment: abs(moment - wanted))
    return nearer.astimezone(UTC)


def hour_before(regulation: Regulation, starts_at: datetime) -> datetime:
    """The moment of the reminder an hour before.

    What starts in the quiet hours is announced an hour before even so. What starts soon after them
    is announced when they end; if that would leave less than half an hour to come, then in the
    evening before, since a reminder at the door helps nobody.
    """
    start = starts_at.astimezone(UTC)
    wanted = start - timedelta(hours=1)
    morning = regulation.next_allowed(wanted)
    if start < morning:
        return wanted
    if start - morning >= LEAST_AHEAD:
        return morning
    return _evening_before(regulation, wanted)


def allowed(regulation: Regulation, moment: datetime, starts_at: datetime) -> datetime:
    """When news about an event may leave: at once, or when the quiet hours end.

    News about an event that starts before they end cannot wait: a person would come in vain.
    """
    later = regulation.next_allowed(moment)
    return moment.astimezone(UTC) if moment < starts_at < later else later


def _evening_before(regulation: Regulation, moment: datetime) -> datetime:
    """Shortly before the quiet hours began in which this moment lies."""
    here, begins = regulation.local(moment), regulation.working_time.quiet_from
    day = here.date() if here.time() >= begins else here.date() - _ONE_DAY
    return (datetime.combine(day, begins, regulation.zone) - EVENING_MARGIN).astimezone(UTC)


def _last_moment(regulation: Regulation, due: datetime, last: datetime, starts_at: datetime) -> datetime:
    """The end of the stretch from `due` to `last` in which the reminder may still leave."""
    last = last.astimezone(UTC)
    if regulation.is_quiet(due):
        return last
    begins = regulation.working_time.quiet_from
    here = regulation.local(due)
    day = here.date() if here.time() < begins else here.date() + _ONE_DAY
    quiet = datetime.combine(day, begins, regulation.zone)
    if last < quiet or not regulation.is_quiet(quiet):
        return last
    if quiet <= starts_at.astimezone(UTC) < regulation.next_allowed(quiet):
        return last
    return quiet.astimezone(UTC) - _BLINK
