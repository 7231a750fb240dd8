"""Indicators: each rule of counting has its scene."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import indicators
from services.indicators import Scope, percent
from services.indicators.asking import counted
from services.indicators.counting import COUNTED
from services.regulation_records import MEASURES, Measure
from services.regulations import Period, Regulation
from storage.store import Store
from tests.town import NOW, PACK, PLACE, YEAR, Town, figure, figures, left_out, pack_with


def about(an_id: str, **who: Any) -> Regulation:
    known = PACK.indicator(an_id).measure.who
    assert known is not None
    return pack_with(an_id, who=replace(known, **who))


def of_age(**young: Any) -> Regulation:
    known = PACK.indicator("VSV-F2").measure.who
    assert known is not None
    assert known.young is not None
    return about("VSV-F2", young=replace(known.young, **young))


# --- what stands where -----------------------------------------------------------------------


async def test_an_empty_store_has_every_indicator_with_counts_0_and_shares_of_nothing(store: Store):
    found = await figures(store)
    assert list(found) == [one.id for one in PACK.indicators]
    for one in found.values():
        assert one.value == (None if one.is_share else 0)
        assert one.rule_version == PACK.version
        assert one.as_of == date(2026, 11, 21)
    for an_id in ("VSV-F2", "VSV-F3", "VSV-F6", "VSV-F9"):
        assert found[an_id].why


async def test_a_methodist_moves_f3_by_one_and_a_member_does_not(store: Store):
    town = Town()
    school = town.school()
    anna, boris = town.teacher(school), town.teacher(school)
    methodist, member = town.helper(), town.helper("member")
    town.session(methodist, anna, at=school)
    await town.save(store)
    assert (await figure(store)).numerator == 1
    town.session(member, boris, at=school, provider_role="member")
    await town.save(store)
    after = await figure(store)
    assert (after.numerator, after.denominator, after.value, after.sessions) == (1, 2, 50.0, 1)
    assert left_out(after) == {"provider_member": 1}
    town.session(methodist, anna, at=school)
    await town.save(store)
    again = await figure(store)
    assert (again.numerator, again.sessions) == (1, 2)
    town.session(methodist, boris, at=school)
    await town.save(store)
    assert (await figure(store)).numerator == 2


async def test_a_member_moves_f2_where_the_teacher_is_young(store: Store):
    town = Town()
    school = town.school()
    pupil, elder = town.young(school), town.teacher(school)
    member = town.helper("member")
    await town.save(store)
    before = await figure(store, "VSV-F2")
    assert (before.numerator, before.denominator, before.sessions) == (0, 1, 0)
    town.session(member, pupil, elder, at=school, provider_role="member", form="VSV-S12")
    await town.save(store)
    after = await figure(store, "VSV-F2")
    assert (after.numerator, after.denominator, after.value, after.sessions) == (1, 1, 100.0, 1)
    assert (await figure(store)).numerator == 0


async def test_a_group_is_no_individual_help(store: Store):
    town = Town()
    school = town.school()
    anna = town.teacher(school)
    town.session(town.helper(), anna, at=school, form="VSV-S9")
    await town.save(store)
    assert (await figure(store)).numerator == 0


async def test_vk_is_counted_by_channel_or_by_form_and_once(store: Store):
    town = Town()
    school = town.school()
    anna, boris, clara = (town.teacher(school) for _ in range(3))
    methodist = town.helper()
    town.session(methodist, anna, at=school, channel="vk")
    town.session(methodist, anna, at=school, form="VSV-S2", channel="vk")
    town.session(methodist, boris, at=school, form="VSV-S2")
    town.session(methodist, clara, at=school)
    await town.save(store)
    found = await figure(store)
    (vk,) = found.of_which
    assert (found.numerator, vk.numerator, vk.denominator, vk.value) == (3, 2, 3, 66.7)
    channels = {row.key: row.numerator for row in found.breakdown if row.by == "channel"}
    assert channels == {"vk": 1, "in_person": 2}


async def test_voided_sessions_and_those_of_another_period_never_count(store: Store):
    town = Town()
    school = town.school()
    anna = town.teacher(school)
    methodist = town.helper()
    town.session(methodist, anna, at=school, voided_at=NOW)
    town.session(methodist, anna, at=school, held_on=date(2025, 12, 31))
    town.session(methodist, anna, at=school, held_on=date(2026, 11, 22))
    await town.save(store)
    found = await figure(store)
    assert (found.numerator, found.sessions) == (0, 0)
    assert left_out(found) == {"voided": 1}
    assert (await figure(store, period=Period.parse("2025"))).numerator == 1
    later = await figure(store, now=NOW + timedelta(days=2))
    assert (later.numerator, later.as_of) == (1, date(2026, 11, 23))


async def test_the_list_leaves_out_leavers_and_external_part_timers_but_keeps_what_leavers_were_given(
    store: Store,
):
    town = Town()
    school, other = town.school(), town.school(closed_on=date(2026, 6, 1))
    stays = town.teacher(school)
    left = town.teacher(school, until=date(2026, 9, 1))
    quit_job = town.teacher(school, left_on=date(2026, 9, 1))
    closed = town.teacher(other)
    long_gone = town.teacher(school, until=date(2025, 5, 1))
    guest = town.teacher(school, external=True)
    manager = town.teacher(school, kind="manager")
    stranger = town.person()
    later = town.teacher(school, since=date(2026, 12, 1))
    brief = town.teacher(school, since=date(2026, 2, 1), until=date(2026, 5, 1))
    methodist = town.helper()
    for person in (stays, left, quit_job, closed, long_gone, guest, manager, stranger, later, brief):
        town.session(methodist, person, at=school)
    town.session(methodist, town.teacher(school, until=date(2026, 9, 1)))
    await town.save(store)
    found = await figure(store)
    assert found.denominator == 1
    assert (found.numerator, found.gone, found.sessions) == (6, 5, 6)
    assert left_out(found) == {"left": 5, "external_part_time": 1, "other_post": 1, "not_in_list": 2}


@pytest.mark.parametrize(
    ("post", "person", "listed"),
    [
        ({"until": date(2026, 11, 21)}, {}, False),
        ({"until": date(2026, 11, 22)}, {}, True),
        ({"since": date(2026, 11, 21)}, {}, True),
        ({"since": date(2026, 11, 22)}, {}, False),
        ({}, {"left_on": date(2026, 11, 21)}, False),
        ({}, {"left_on": date(2026, 11, 22)}, True),
        ({}, {"erased_at": datetime(2026, 11, 21, 20, 59, tzinfo=UTC)}, False),
        ({}, {"erased_at": datetime(2026, 11, 21, 21, 0, tzinfo=UTC)}, True),
        ({}, {"listed": False}, False),  # what somebody says of himself puts him on no list
    ],
)
async def test_the_list_is_that_of_the_local_day_and_an_end_is_the_first_day_without(
    store: Store, post, person, listed
):
    town = Town()
    town.teacher(town.school(), **post, **person)
    await town.save(store)
    assert (await figure(store)).denominator == int(listed)


async def test_a_person_with_two_posts_counts_once_and_at_both_schools(store: Store):
    town = Town()
    first, second = town.school("Школа № 2"), town.school("Школа № 10")
    anna = town.teacher(first)
    town.job(anna, second)
    town.teacher(second)
    town.session(town.helper(), anna, at=first)
    await town.save(store)
    found = await figure(store)
    assert (found.numerator, found.denominator) == (1, 2)
    rows = [
        (row.title, row.numerator, row.denominator) for row in found.breakdown if row.by == "organisation"
    ]
    assert rows == [("Школа № 2", 1, 1), ("Школа № 10", 1, 2)]
    alone = await figure(store, schools=frozenset({second}))
    assert (alone.numerator, alone.denominator) == (1, 2)


async def test_the_erased_stay_in_what_was_reported_and_leave_the_list_from_that_day_on(store: Store):
    town = Town()
    school = town.school()
    gone = town.young(
        school, None, first=None, birth_date=None, young_through=date(2026, 12, 31), erased_at=NOW
    )
    town.session(town.helper(), gone, at=school)
    await town.save(store)
    now = await figures(store, only=["VSV-F2", "VSV-F3"])
    assert (now["VSV-F3"].numerator, now["VSV-F3"].denominator, now["VSV-F3"].gone) == (1, 0, 1)
    assert now["VSV-F3"].value is None
    assert now["VSV-F2"].numerator == 1
    reported = await figures(store, only=["VSV-F2", "VSV-F3"], period=Period.parse("2026-H1"))
    assert (reported["VSV-F3"].value, reported["VSV-F2"].value) == (100.0, 100.0)


@pytest.mark.parametrize(
    ("born", "started", "young"),
    [
        ({"birth_date": date(1991, 11, 22)}, date(2024, 1, 1), True),
        ({"birth_date": date(1991, 11, 21)}, date(2024, 1, 1), False),
        ({"birth_year": 1992}, date(2024, 1, 1), True),
        ({"birth_year": 1991}, date(2024, 1, 1), False),
        ({"birth_date": date(2000, 1, 1)}, date(2023, 11, 22), True),
        ({"birth_date": date(2000, 1, 1)}, date(2023, 11, 21), False),
    ],
)
async def test_young_is_below_35_with_less_than_3_years_on_the_day(store: Store, born, started, young):
    town = Town()
    town.young(town.school(), **{"birth_date": None, "started_on": started} | born)
    await town.save(store)
    found = await figure(store, "VSV-F2")
    assert found.denominator == int(young)
    assert found.by_year == int(young and "birth_year" in born)


async def test_whose_age_or_experience_is_not_known_is_left_out_with_the_reason(store: Store):
    town = Town()
    school = town.school()
    town.young(school, birth_date=None)
    town.young(school, birth_date=None, started_on=None)
    town.young(school, started_on=None)
    town.young(school, birth_date=None, started_on=date(2001, 9, 1))
    town.teacher(school, started_on=None)
    await town.save(store)
    found = await figure(store, "VSV-F2")
    assert (found.denominator, found.value) == (0, None)
    assert left_out(found) == {"no_birth_year": 2, "no_experience": 1}


async def test_the_pack_decides_on_which_day_age_is_taken(store: Store):
    town = Town()
    school = town.school()
    birthday = town.young(school, birth_date=date(1991, 6, 1))
    town.young(school, birth_date=None, birth_year=1991)
    methodist = town.helper()
    town.session(methodist, birthday, at=school, held_on=date(2026, 5, 1))
    town.session(methodist, birthday, at=school, held_on=date(2026, 7, 1))
    await town.save(store)

    async def counted(rule: str) -> tuple[int | None, int | None]:
        found = await figure(store, "VSV-F2", pack=of_age(age_as_of=rule))
        return found.numerator, found.denominator

    assert await counted("period_end") == (0, 0)
    assert await counted("year_start") == (1, 2)
    assert await counted("period_start") == (1, 2)
    assert await counted("first_support") == (1, 1)


async def test_the_pack_decides_about_experience_base_kinds_and_part_timers(store: Store):
    town = Town()
    school, garden = town.school(), town.school(kind="preschool")
    town.young(school, started_on=date(2015, 9, 1), since=date(2025, 9, 1))
    town.young(garden)
    town.teacher(school, external=True)
    await town.save(store)

    async def base(pack: Regulation, an_id: str = "VSV-F2") -> int | None:
        return (await figure(store, an_id, pack=pack)).denominator

    assert await base(PACK) == 1
    assert await base(of_age(experience="here")) == 1
    assert await base(of_age(experience="diploma")) == 0
    assert await base(about("VSV-F2", base="under_age")) == 2
    assert await base(about("VSV-F2", base="all")) == 2
    assert await base(about("VSV-F3", organisation_kinds=("school",)), "VSV-F3") == 1
    assert await base(about("VSV-F3", external_part_time=True), "VSV-F3") == 3


async def test_members_count_where_the_pack_says_so(store: Store):
    town = Town()
    school = town.school()
    town.session(town.helper("member"), town.teacher(school), at=school, provider_role="member")
    await town.save(store)
    pack = pack_with("VSV-F3", provider_roles=("methodist", "member"))
    assert (await figure(store, pack=pack)).numerator == 1


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_percentage_is_exact_with_a_half_upwards(numerator: int, denominator: int):
    if denominator == 0:
        assert percent(numerator, denominator) is None
        return
    exact = Decimal(100 * numerator) / Decimal(denominator)
    # A quotient with a five right behind the tenths is exact in Decimal, so the rounding is too.
    assert percent(numerator, denominator) == float(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


async def test_the_year_before_is_taken_over_the_same_stretch(store: Store):
    town = Town()
    school = town.school()
    anna, boris = town.teacher(school), town.teacher(school)
    methodist = town.helper()
    town.session(methodist, anna, at=school, held_on=date(2025, 11, 21))
    town.session(methodist, boris, at=school, held_on=date(2025, 11, 22))
    await town.save(store)
    async with store.reading(PLACE) as session:
        (now,) = await indicators.figures(session, PACK, YEAR, NOW, only=["VSV-F3"])
        before = await indicators.year_before(session, now, PACK)
    assert (before.as_of, before.numerator) == (date(2025, 11, 21), 1)


def test_every_measure_of_the_vocabulary_is_counted_and_nobody_is_about_nobody():
    assert set(COUNTED) == set(MEASURES)
    nobody = replace(PACK.indicator("VSV-F3"), measure=Measure("people_supported"))
    with pytest.raises(ValueError, match="about nobody"):
        counted(Scope.at(PACK, YEAR, NOW), nobody)
