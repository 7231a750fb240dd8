"""Whom a request is offered to: fit, freedom, fair load, and the same choice every time."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from services import consultations, matching, members
from services.errors import DomainError, NotAllowed
from services.matching import Need
from storage.consultations import Request
from storage.people import Account, Person, RoleGrant
from storage.store import Unit
from tests.colleagues import Colleague, District
from tests.play import Theatre

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NEED = Need("C.diversity", "VSV-N4", frozenset({"mathematics"}), None, frozenset())


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


async def chosen(district: District, need: Need = NEED, now: datetime = NOW) -> int | None:
    found = await district.step(lambda unit: matching.choose(unit, district.pack, need, now))
    return found.person_id if found else None


async def changes(district: District, table: Any, *where: Any, **values: Any) -> None:
    statement = update(table).where(*where).values(**values)
    await district.step(lambda unit: unit.session.execute(statement))


async def asks(district: District, *, topic: str = "C.diversity", form: str = "VSV-S1") -> int:
    teacher = await district.comes("Петрова", "teacher", subject="математика")

    async def work(unit: Unit) -> int:
        request = await consultations.open_request(
            unit,
            district.pack,
            run=f"r{teacher.id}",
            teacher_id=teacher.id,
            topic=topic,
            form=form,
            way=None,
            details=None,
            now=district.theatre.now,
        )
        return request.id

    return await district.step(work)


async def three(district: District) -> tuple[Colleague, Colleague, Colleague]:
    chief = await district.comes("Ким", "coordinator")
    first = await district.comes("Громова", "member")
    second = await district.comes("Белова", "member")
    return chief, first, second


async def test_nobody_fits_where_nobody_helps(district: District):
    await district.comes("Петрова", "teacher")
    await district.comes("Ким", "coordinator")
    assert await chosen(district) is None


async def test_whoever_is_named_for_the_topic_comes_first_then_for_the_subject(district: District):
    chief, first, second = await three(district)
    assert await chosen(district) == first.id
    await district.enrol(chief, second, subjects=["mathematics"])
    assert await chosen(district) == second.id
    await district.enrol(chief, first, topics=["C.diversity"])
    assert await chosen(district) == first.id


@pytest.mark.parametrize(
    "limits",
    [{"topics": ["B.plan"]}, {"directions": ["VSV-N1"]}, {"subjects": ["music"]}],
)
async def test_whoever_is_named_for_something_else_is_not_asked(
    district: District, limits: dict[str, list[str]]
):
    chief, first, second = await three(district)
    await district.enrol(chief, first, **limits)
    assert await chosen(district) == second.id
    await district.enrol(chief, second, **limits)
    assert await chosen(district) is None


async def test_a_subject_nobody_knows_speaks_against_no_one(district: District):
    chief, first, _ = await three(district)
    await district.enrol(chief, first, subjects=["music"])
    assert await chosen(district, Need("C.diversity", "VSV-N4", frozenset(), None, frozenset())) == first.id
    assert matching.subject_ids(district.pack, "математика, физика") == {"mathematics", "physics"}
    assert matching.subject_ids(district.pack, "Учитель начальных классов") == {"primary"}
    assert matching.subject_ids(district.pack, "танцы") == frozenset()
    assert matching.subject_ids(district.pack, None) == frozenset()


async def test_the_load_is_shared_fairly_and_within_what_each_can_take(district: District):
    chief, first, second = await three(district)
    await district.enrol(chief, first, capacity=4)
    await district.enrol(chief, second, capacity=2)
    offered = []
    for _ in range(7):
        number = await asks(district)
        offered.append((await district.request(number)).helper_id)
    assert offered == [first.id, second.id, first.id, first.id, second.id, first.id, None]


async def test_of_equals_the_one_asked_longest_ago_is_next(district: District):
    _, first, second = await three(district)
    one, two = await asks(district), await asks(district)
    assert (await district.request(one)).helper_id == first.id
    assert (await district.request(two)).helper_id == second.id
    for number in (two, one):
        request = await district.request(number)
        await district.step(
            lambda unit, number=number, request=request: consultations.cancel(
                unit, district.pack, number, by=request.teacher_id, now=district.theatre.now
            )
        )
    assert await chosen(district) == first.id


async def test_a_new_month_frees_what_was_finished_in_the_old_one(district: District):
    chief, first, second = await three(district)
    await district.enrol(chief, first, capacity=1)
    await changes(district, RoleGrant, RoleGrant.person_id == second.id, until=NOW)
    number = await asks(district)
    await changes_request(district, number, state="closed", ended_at=NOW)
    assert await chosen(district) is None
    assert await chosen(district, now=datetime(2026, 11, 30, 20, 59, tzinfo=UTC)) is None
    assert await chosen(district, now=datetime(2026, 11, 30, 21, 1, tzinfo=UTC)) == first.id


async def changes_request(district: District, number: int, **values: Any) -> None:
    await changes(district, Request, Request.id == number, **values)


async def pauses(district: District, person: Colleague, *, paused: bool) -> None:
    await district.step(
        lambda unit: members.pause(unit, district.pack, person.id, paused=paused, now=district.theatre.now)
    )


async def test_a_term_a_pause_a_leaving_and_a_dead_account_keep_a_member_out(district: District):
    chief, first, second = await three(district)
    await district.enrol(chief, first, until=date(2026, 11, 22))
    assert await chosen(district) == second.id
    await district.enrol(chief, first, until=date(2026, 11, 23))
    assert await chosen(district) == first.id
    await pauses(district, first, paused=True)
    assert await chosen(district) == second.id
    await pauses(district, first, paused=False)
    await changes(district, Account, Account.person_id == first.id, unreachable_at=NOW)
    assert await chosen(district) == second.id
    await changes(district, Account, Account.person_id == first.id, unreachable_at=None)
    await changes(district, Person, Person.id == first.id, left_on=date(2026, 11, 23))
    assert await chosen(district) == second.id
    await changes(district, RoleGrant, RoleGrant.person_id == second.id, until=NOW)
    assert await chosen(district) is None


async def test_a_methodist_helps_without_a_term_and_as_a_methodist(district: District):
    chief, first, second = await three(district)
    both = await district.comes("Умнова", "member", "methodist")
    await district.enrol(chief, both, until=date(2026, 1, 1) + timedelta(days=300), topics=["C.diversity"])
    found = await district.step(lambda unit: matching.choose(unit, district.pack, NEED, NOW))
    assert (found.person_id, found.role) == (both.id, "methodist")
    assert {first.id, second.id} == {
        one.person_id
        for one in await district.step(lambda unit: matching.helpers(unit, district.pack, NEED, NOW))
        if one.role == "member"
    }


async def test_a_role_for_one_school_helps_that_school_alone(district: District):
    _, first, second = await three(district)
    other = await district.school("школа № 9")
    await changes(district, RoleGrant, RoleGrant.person_id == first.id, organisation_id=other)
    assert await chosen(district) == second.id
    assert await chosen(district, Need("C.diversity", "VSV-N4", frozenset(), other, frozenset())) == first.id


async def test_only_a_coordinator_enrols_and_only_a_member_pauses_himself(district: District):
    chief, first, second = await three(district)
    with pytest.raises(NotAllowed):
        await district.enrol(first, second)
    with pytest.raises(DomainError) as refused:
        await district.enrol(chief, first, capacity=0)
    assert refused.value.key == "member-unclear-term"
    with pytest.raises(NotAllowed):
        await pauses(district, chief, paused=True)
    assert [await district.enrol(chief, one) for one in (first, second, first)] == [1, 2, 1]
