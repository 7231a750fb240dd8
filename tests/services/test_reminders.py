"""Reminders: a day and an hour before, in the territory's own time, never in the quiet hours."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import regulations
from services.regulations import Regulation
from services.reminders import DAY, HOUR, allowed, day_before, hour_before, reminders

PACK = regulations.load("vsevolozhsk")
ZONES = ("Europe/Moscow", "Asia/Novokuznetsk", "Europe/Berlin", "America/St_Johns", "Pacific/Apia")


def pack(zone: str, quiet_from: time = time(21), quiet_until: time = time(8)) -> Regulation:
    hours = replace(PACK.working_time, quiet_from=quiet_from, quiet_until=quiet_until)
    return replace(PACK, time_zone=zone, working_time=hours)


def clock(regulation: Regulation, moment: datetime) -> str:
    return regulation.local(moment).strftime("%d %H:%M")


@pytest.mark.parametrize(
    ("starts", "day", "hour"),
    [
        ("15:00", "23 15:00", "24 14:00"),
        ("09:00", "23 09:00", "24 08:00"),
        ("08:40", "23 08:40", "24 08:00"),  # waits for the morning, forty minutes are enough
        ("08:30", "23 08:30", "24 08:00"),
        ("08:10", "23 08:10", "23 20:30"),  # at the door it would be too late
        ("08:00", "23 08:00", "23 20:30"),
        ("07:00", "23 08:00", "24 06:00"),  # it starts in the quiet hours, so it is announced in them
        ("20:30", "23 20:30", "24 19:30"),
        ("20:50", "23 20:30", "24 19:50"),  # half an hour is left to send to everybody
        ("21:00", "23 20:30", "24 20:00"),
        ("22:00", "23 20:30", "24 21:00"),
        ("00:30", "23 08:00", "23 23:30"),
        ("04:00", "23 08:00", "24 03:00"),
    ],
)
@pytest.mark.parametrize("zone", ZONES[:2])
def test_when_they_leave(zone: str, starts: str, day: str, hour: str):
    regulation = pack(zone)
    starts_at = datetime.combine(date(2026, 11, 24), time.fromisoformat(starts), ZoneInfo(zone))
    assert clock(regulation, day_before(regulation, starts_at)) == day
    assert clock(regulation, hour_before(regulation, starts_at)) == hour


def test_a_day_before_is_the_same_clock_where_the_clocks_change():
    regulation = pack("Europe/Berlin")
    starts_at = datetime(2026, 10, 25, 15, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    first, second = reminders(regulation, starts_at)
    assert clock(regulation, first.due_at) == "24 15:00"
    assert starts_at.astimezone(UTC) - first.due_at == timedelta(hours=25)
    assert starts_at.astimezone(UTC) - second.due_at == timedelta(hours=1)


def test_an_hour_before_is_an_hour_even_in_the_night_of_the_change():
    regulation = pack("Europe/Berlin")
    starts_at = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1)
    assert starts_at.astimezone(UTC) - hour_before(regulation, starts_at) == timedelta(hours=1)


def test_a_held_up_reminder_does_not_come_at_night():
    starts_at = datetime(2026, 11, 24, 15, 0, tzinfo=PACK.zone)
    first, second = reminders(PACK, starts_at)
    assert clock(PACK, first.expires_at) == "23 20:59"
    assert second.expires_at == starts_at


def test_news_waits_for_the_morning_unless_the_event_starts_before():
    night = datetime(2026, 11, 23, 22, 0, tzinfo=PACK.zone)
    assert clock(PACK, allowed(PACK, night, night + timedelta(days=2))) == "24 08:00"
    assert clock(PACK, allowed(PACK, night, night + timedelta(minutes=40))) == "23 22:00"
    assert clock(PACK, allowed(PACK, night, night + timedelta(hours=10))) == "24 08:00"
    noon = night - timedelta(hours=10)
    assert allowed(PACK, noon, noon + timedelta(days=2)) == noon


BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: BEGIN + timedelta(minutes=minutes))


@given(moments, st.sampled_from(ZONES), st.sampled_from([(21, 8), (22, 7), (0, 6), (1, 7), (12, 12)]))
def test_no_reminder_may_leave_in_the_quiet_hours_of_something_else(
    starts_at: datetime, zone: str, hours: tuple[int, int]
):
    regulation = pack(zone, time(hours[0]), time(hours[1]))
    made = reminders(regulation, starts_at)
    assert [one.name for one in made][-1] == HOUR
    for one in made:
        assert one.due_at <= one.expires_at <= starts_at
        moment = one.due_at
        while moment <= one.expires_at:
            starts_then = starts_at < regulation.next_allowed(moment)
            assert not regulation.is_quiet(moment) or starts_then, (one, clock(regulation, moment))
            moment += timedelta(minutes=7)
        assert not regulation.is_quiet(one.expires_at) or starts_at < regulation.next_allowed(one.expires_at)
    assert len({one.due_at for one in made}) == len(made)


@given(moments, st.sampled_from(ZONES))
def test_the_reminder_of_a_day_leaves_on_the_day_before(starts_at: datetime, zone: str):
    regulation = pack(zone)
    made = {one.name: one for one in reminders(regulation, starts_at)}
    if DAY in made:
        ahead = regulation.local(starts_at).date() - regulation.local(made[DAY].due_at).date()
        assert ahead == timedelta(days=1)
    hour = starts_at - made[HOUR].due_at
    assert timedelta(minutes=30) <= hour <= timedelta(hours=13)
