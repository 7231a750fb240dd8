"""The demo's clock: it is always a working day, so that whoever looks at night is answered too."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from services.regulations import Regulation

MORNING = time(10, 0)


def working_clock(regulation: Regulation, start: datetime) -> Callable[[], datetime]:
    """A clock that runs on from the start, or from 10:00 of the last working day if that is outside hours."""
    here = regulation.local(start)
    hours = regulation.working_time
    day = here.date()
    if hours.is_working_day(day) and hours.opens <= here.time() < hours.closes:
        offset = timedelta()
    else:
        if here.time() < hours.opens:
            day -= timedelta(days=1)
        while not hours.is_working_day(day):
            day -= timedelta(days=1)
        offset = datetime.combine(day, MORNING, regulation.zone) - start
    return lambda: datetime.now(UTC) + offset
