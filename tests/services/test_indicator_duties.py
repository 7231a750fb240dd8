"""Measures of regulations without indicators of their own: requests answered, schools reached, members."""

from datetime import UTC, date, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.regulation_records import Who
from storage.sessions import SessionPerson
from storage.store import Store
from tests.town import NOW, Town, figure, left_out, pack_counting

ANSWERED = pack_counting("requests_answered", "share")
TOPIC = "VSV-D2"


async def test_a_request_is_answered_by_a_record_of_support(store: Store):
    town = Town()
    first, second = town.school("Школа № 1"), town.school("Школа № 2")
    anna, olga, methodist = town.teacher(first), town.teacher(second), town.helper()
    answered = town.request(anna, first)
    town.request(anna, first, topic="B.plan")
    voided = town.request(olga, second)
    late = town.request(olga, second, state="cancelled")
    town.request(olga, second, opened_at=datetime(2025, 12, 31, 20, 59, tzinfo=UTC))  # 23:59 of last year
    town.session(methodist, anna, at=first, request_id=answered)
    town.session(methodist, anna, at=first, request_id=answered)
    town.session(methodist, olga, at=second, request_id=voided, voided_at=NOW)
    town.session(methodist, olga, at=second, request_id=late, held_on=date(2026, 11, 30))  # not yet held
    await town.save(store)
    found = await figure(store, TOPIC, pack=ANSWERED)
    assert (found.value, found.numerator, found.denominator, found.requests) == (25.0, 1, 4, 4)
    rows = {(row.by, row.key): (row.value, row.numerator, row.denominator) for row in found.breakdown}
    assert rows[("organisation", str(first))] == (50.0, 1, 2)
    assert rows[("organisation", str(second))] == (0.0, 0, 2)
    assert rows[("topic", "B.plan")] == (0.0, 0, 1)
    there = await figure(store, TOPIC, pack=ANSWERED, schools=frozenset({first}))
    assert (there.value, there.numerator, there.denominator) == (50.0, 1, 2)


async def test_without_requests_there_is_no_share_and_a_reason(store: Store):
    await Town().save(store)
    found = await figure(store, TOPIC, pack=ANSWERED)
    assert (found.value, found.denominator) == (None, 0)
    assert found.why is not None


async def test_schools_with_the_flag_are_counted_once_however_often_they_are_helped(store: Store):
    town = Town()
    flagged, other, bare = town.school(has_deficits=True), town.school(), town.school(has_deficits=True)
    pupil, elder, methodist = town.teacher(flagged), town.teacher(other), town.helper()
    town.session(methodist, pupil, at=flagged)
    town.session(methodist, organisation_id=flagged, form="VSV-S10")
    town.session(methodist, elder, at=other)
    both = town.session(methodist, elder, at=other)
    town.add(SessionPerson, session_id=both, person_id=pupil, organisation_id=flagged)
    town.session(methodist, pupil, at=bare, voided_at=NOW)
    town.session(town.helper("observer"), pupil, at=bare, provider_role="observer")
    await town.save(store)
    roles = ("member", "methodist")
    pack = pack_counting("sessions_held", provider_roles=roles, count_by="organisation", flagged=True)
    found = await figure(store, TOPIC, pack=pack)
    assert (found.value, found.sessions) == (1, 3)
    assert [(row.key, row.numerator) for row in found.breakdown if row.by == "organisation"] == [
        (str(flagged), 3)
    ]
    assert left_out(found) == {"voided": 1}
    all_of_them = pack_counting("sessions_held", provider_roles=roles, count_by="organisation")
    assert (await figure(store, TOPIC, pack=all_of_them)).value == 2
    there = await figure(store, TOPIC, pack=pack, schools=frozenset({other}))
    assert there.value == 0


async def test_help_on_request_is_what_answers_one(store: Store):
    town = Town()
    school = town.school()
    anna, methodist = town.teacher(school), town.helper()
    number = town.request(anna, school)
    town.session(methodist, anna, at=school, request_id=number)
    town.session(methodist, anna, at=school)
    await town.save(store)
    found = await figure(store, TOPIC, pack=pack_counting("sessions_held", by_request=True))
    assert (found.value, found.sessions) == (1, 1)
    assert [(row.key, row.numerator) for row in found.breakdown if row.by == "direction"] == [("VSV-N4", 1)]


async def test_teachers_of_schools_with_the_flag_are_a_group_of_their_own(store: Store):
    town = Town()
    flagged, other = town.school(has_deficits=True), town.school()
    pupil, methodist = town.teacher(flagged), town.helper()
    town.teacher(flagged)
    elder = town.teacher(other)
    gone = town.teacher(flagged, left_on=date(2026, 6, 1))
    town.session(methodist, pupil, at=flagged)
    town.session(methodist, elder, at=other)
    town.session(methodist, gone, at=flagged)
    await town.save(store)
    share = pack_counting("people_supported", "share", who=Who(flagged=True))
    found = await figure(store, TOPIC, pack=share)
    assert (found.numerator, found.denominator, found.gone) == (2, 2, 1)
    count = await figure(store, TOPIC, pack=pack_counting("people_supported", who=Who(flagged=True)))
    assert (count.value, count.denominator) == (2, None)


async def test_members_are_those_appointed_on_the_day_with_the_role_of_a_member(store: Store):
    town = Town()
    first, second = town.school(), town.school()

    def member(school: int, role: str = "member", *, left: date | None = None, **order) -> None:
        person = town.teacher(school, left_on=left)
        town.grant(person, role)
        town.appointed(person, **order)

    member(first)
    member(second)
    member(second, until=date(2026, 11, 21))  # the day itself is the last
    member(first, until=date(2026, 11, 20))
    member(first, since=date(2026, 11, 22))
    member(first, "methodist")
    member(first, left=date(2026, 11, 1))
    town.grant(town.teacher(first), "member")  # no appointment
    await town.save(store)
    pack = pack_counting("members")
    assert (await figure(store, TOPIC, pack=pack)).value == 3
    assert (await figure(store, TOPIC, pack=pack, schools=frozenset({second}))).value == 2


async def test_people_for_each_member_and_nothing_where_there_is_none(store: Store):
    town = Town()
    school, garden = town.school(), town.school(kind="preschool")
    for _ in range(6):
        town.teacher(school)
    town.teacher(garden)
    town.teacher(school, external=True)
    await town.save(store)
    pack = pack_counting("people_per_member", "ratio", who=Who(organisation_kinds=("school",)))
    found = await figure(store, TOPIC, pack=pack)
    assert (found.value, found.numerator, found.denominator) == (None, 6, 0)
    assert found.why is not None
    for _ in range(4):
        helper = town.teacher(garden)
        town.grant(helper, "member")
        town.appointed(helper)
    await town.save(store)
    found = await figure(store, TOPIC, pack=pack)
    assert (found.value, found.numerator, found.denominator) == (1.5, 6, 4)


DAYS = st.sampled_from([date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 1), date(2026, 11, 22)])
ASKED = st.lists(
    st.tuples(st.integers(0, 2), DAYS, st.lists(st.tuples(DAYS, st.booleans()), max_size=3)), max_size=8
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=ASKED)
async def test_a_recount_from_the_raw_rows_is_equal(store: Store, asked):
    """Requests of any days with any records, voided or not: the same by a loop in Python."""
    town = Town()
    schools = [town.school(has_deficits=number == 1) for number in range(3)]
    anna, methodist = town.teacher(schools[0]), town.helper()
    opened = helped = 0
    flagged = 0
    for school, day, records in asked:
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        number = town.request(anna, schools[school], opened_at=at)
        for held_on, is_void in records:
            town.session(
                methodist, anna, at=schools[school], request_id=number, held_on=held_on,
                voided_at=NOW if is_void else None,
            )  # fmt: skip
        of_year = date(2026, 1, 1) <= day <= NOW.date()
        counted = [held_on for held_on, is_void in records if not is_void and held_on <= NOW.date()]
        opened += of_year
        helped += bool(of_year and counted)
        flagged += sum(school == 1 and held_on >= date(2026, 1, 1) for held_on in counted)
    await town.save(store)
    found = await figure(store, TOPIC, pack=ANSWERED)
    assert (found.numerator, found.denominator) == (helped, opened)
    held = await figure(store, TOPIC, pack=pack_counting("sessions_held", flagged=True, by_request=True))
    assert held.value == flagged
