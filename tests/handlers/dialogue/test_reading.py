"""Typed answers: how people write dates, hours and numbers."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.dialogue import reading
from handlers.dialogue.nouns import Unclear

TODAY = date(2026, 11, 23)  # a Monday


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("завтра", "2026-11-24"),
        ("Сегодня!", "2026-11-23"),
        ("послезавтра", "2026-11-25"),
        ("tomorrow", "2026-11-24"),
        ("вчера", "2026-11-22"),
        ("25.11", "2026-11-25"),
        ("25.11.2026", "2026-11-25"),
        ("25.11.26", "2026-11-25"),
        ("25/11", "2026-11-25"),
        ("25-11-2026", "2026-11-25"),
        ("25 11", "2026-11-25"),
        ("2026-12-01", "2026-12-01"),
        ("12 марта", "2027-03-12"),
        ("12 мая", "2027-05-12"),
        ("1 май", "2027-05-01"),
        ("5 декабря 2026 года", "2026-12-05"),
        ("5 дек.", "2026-12-05"),
        ("5 декабря 2026 г.", "2026-12-05"),
        ("12.03.2026г.", "2026-03-12"),
        ("29.02", "2028-02-29"),
        ("12 March", "2027-03-12"),
        ("March 12, 2027", "2027-03-12"),
        ("12 Dec", "2026-12-12"),
        ("в пятницу", "2026-11-27"),
        ("чт", "2026-11-26"),
        ("понедельник", "2026-11-23"),
        ("on Friday", "2026-11-27"),
        ("во вторник", "2026-11-24"),
    ],
)
def test_a_date_is_read_as_people_write_it(said: str, day: str):
    assert reading.day(TODAY)(said) == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("12 марта", "2026-03-12"),
        ("25.11", "2025-11-25"),
        ("пт", "2026-11-20"),
        ("понедельник", "2026-11-23"),
        ("23.11", "2026-11-23"),
    ],
)
def test_a_date_in_the_past_is_the_nearest_behind(said: str, day: str):
    assert reading.day(TODAY, past=True)(said) == day


@pytest.mark.parametrize(
    "said",
    [
        "31.02",
        "32.12",
        "12.13",
        "0.0",
        "когда-нибудь",
        "всё",
        "срочно",
        "12",
        "",
        "12 жнивня",
        "2026-13-01",
        "99.99.9999",
        "во сне",
        "mono",
    ],
)
def test_what_is_no_date_is_answered_with_an_example(said: str):
    with pytest.raises(Unclear) as unclear:
        reading.day(TODAY)(said)
    assert unclear.value.words.key == "kit-date"


@pytest.mark.parametrize(
    ("said", "clock"),
    [
        ("15:30", "15:30"),
        ("15", "15:00"),
        ("9", "09:00"),
        ("в 9 часов", "09:00"),
        ("9.30", "09:30"),
        ("9-30", "09:30"),
        ("9 30", "09:30"),
        ("15 ч 30 мин", "15:30"),
        ("3 часа дня", "15:00"),
        ("в 7 вечера", "19:00"),
        ("9 утра", "09:00"),
        ("at 9 am", "09:00"),
        ("3 pm", "15:00"),
        ("12 дня", "12:00"),
        ("00:05", "00:05"),
        ("23:59", "23:59"),
        ("1 час", "01:00"),
    ],
)
def test_an_hour_is_read_as_people_say_it(said: str, clock: str):
    assert reading.clock(said) == clock


@pytest.mark.parametrize("said", ["24:00", "25", "9:60", "9:5", "утром", "", "15:30:00", "-1"])
def test_what_is_no_hour_is_answered_with_an_example(said: str):
    with pytest.raises(Unclear):
        reading.clock(said)


@pytest.mark.parametrize(
    ("said", "number"), [("40", 40), ("40 мин", 40), ("1 000", 1000), ("+5", 5), ("45мин.", 45)]
)
def test_a_number_may_come_with_its_unit(said: str, number: int):
    assert reading.whole(least=1, most=1000)(said) == number


@pytest.mark.parametrize("said", ["0", "1001", "1,5", "-5", "сорок", "", "5 или 6", "²", "9" * 30])
def test_a_number_out_of_bounds_or_none_is_answered_with_the_bounds(said: str):
    with pytest.raises(Unclear) as unclear:
        reading.whole(least=1, most=1000)(said)
    assert unclear.value.words.args == {"least": 1, "most": 1000}


def test_a_text_is_taken_up_to_its_limit():
    assert reading.text(limit=5)(" пять5 ") == "пять5"
    for said in ("", "  ", "шесть6"):
        with pytest.raises(Unclear):
            reading.text(limit=5)(said)


@settings(max_examples=300, deadline=None)
@given(said=st.text(max_size=40), days=st.integers(0, 4000), past=st.booleans())
def test_whatever_is_typed_is_read_or_answered_with_help(said: str, days: int, past: bool):
    today = date(2020, 1, 1) + timedelta(days=days)
    number, words = reading.whole(least=0, most=9), reading.text(limit=20)
    for read in (reading.day(today, past=past), reading.clock, number, words):
        with contextlib.suppress(Unclear):
            assert isinstance(read(said), str | int)


@settings(max_examples=100, deadline=None)
@given(day=st.dates(date(2026, 1, 1), date(2027, 12, 31)), past=st.booleans())
def test_a_day_and_month_without_a_year_are_the_nearest_on_their_side(day: date, past: bool):
    found = date.fromisoformat(reading.day(day, past=past)(f"{day.day}.{day.month:02}"))
    assert found == day
    other = date.fromisoformat(reading.day(day, past=past)("15.06"))
    assert (other <= day) if past else (other >= day)
    assert abs((other - day).days) <= 366
