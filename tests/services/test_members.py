"""Who is appointed, by whom, for how long: rights fail closed, a role is never held twice."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest

from services import erasure, matching, member_views, members, organisations
from services.errors import DomainError, NotAllowed
from storage.store import Unit
from tests import shelves
from tests.colleagues import Colleague, District
from tests.early_writes import Tally
from tests.play import Theatre

TODAY = date(2026, 11, 23)


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


async def appoints(district: District, by: Colleague, person: int, **what: Any) -> int:
    about = {"since": TODAY, "now": district.theatre.now} | what
    return await district.step(
        lambda unit: members.enrol(unit, district.pack, by=by.id, person_id=person, **about)
    )


async def ends(district: District, by: Colleague, person: int, last_day: date = TODAY) -> None:
    now = district.theatre.now
    await district.step(
        lambda unit: members.end(unit, district.pack, by=by.id, person_id=person, last_day=last_day, now=now)
    )


async def refused(work: Awaitable[Any]) -> str:
    with pytest.raises(DomainError) as error:
        await work
    return error.value.key


async def roles(district: District, person: Colleague) -> frozenset[str]:
    now = district.theatre.now
    return await district.step(lambda unit: members.roles_of(unit, person.id, now))


async def helping(district: District, person: int) -> list[dict[str, Any]]:
    rows = await shelves.rows(district.theatre.store, "role_grants")
    return [row for row in rows if row["person_id"] == person and row["role"] in members.HELPERS]


async def test_nobody_but_a_coordinator_reads_or_changes_any_of_it(district: District):
    olga = await district.comes("Олегова", "teacher", "manager", "member", "methodist", "observer")
    anna = await district.comes("Петрова", "teacher")
    place, pack, now = await district.school("школа № 5"), district.pack, district.theatre.now
    about: dict[str, Any] = {"by": olga.id, "now": now}
    whom: dict[str, Any] = {"person_id": anna.id, **about}
    ways: list[Callable[[Unit], Any]] = [
        lambda unit: members.enrol(unit, pack, since=TODAY, **whom),
        lambda unit: members.end(unit, pack, last_day=TODAY, **whom),
        lambda unit: member_views.listing(unit, pack, **about),
        lambda unit: member_views.card(unit, pack, anna.id, **about),
        lambda unit: member_views.in_hand(unit, anna.id, **about),
        lambda unit: organisations.find(unit, "", **about),
        lambda unit: organisations.card(unit, pack, place, **about),
        lambda unit: organisations.mark_deficits(unit, place, deficits=True, **about),
        lambda unit: erasure.may_erase(unit, **whom),
        lambda unit: erasure.erase_as_asked(unit, pack, run="r", **whom),
    ]
    before = await shelves.words(district.theatre.store)
    for way in ways:
        with pytest.raises(NotAllowed):
            await district.step(way)
    assert await shelves.words(district.theatre.store) == before


async def test_a_term_to_come_gives_the_role_on_its_first_day_and_takes_it_after_its_last(district: District):
    boss = await district.comes("Громова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    await appoints(district, boss, anna.id, since=date(2026, 12, 1), until=date(2026, 12, 31))
    for moment, holds in (
        (TODAY, False),
        (date(2026, 11, 30), False),
        (date(2026, 12, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ):
        noon = district.theatre.now + timedelta(days=(moment - TODAY).days)
        roles = await district.step(lambda unit, at=noon: members.roles_of(unit, anna.id, at))
        assert ("member" in roles) is holds, moment
    await appoints(district, boss, anna.id, since=TODAY, until=None)
    (grant,) = await helping(district, anna.id)
    assert (district.pack.local(grant["since"]).date(), grant["until"]) == (TODAY, None)


async def test_saying_it_again_gives_nothing_again(district: District):
    boss = await district.comes("Громова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    for _ in range(3):
        assert await appoints(district, boss, anna.id, role="methodist") == 1
        district.theatre.now += timedelta(minutes=1)
    (grant,) = await helping(district, anna.id)
    assert (grant["role"], grant["until"]) == ("methodist", None)
    kinds = [row["kind"] for row in await shelves.rows(district.theatre.store, "notices")]
    assert kinds == ["member-appointed"], "told once"


async def test_whoever_came_by_a_code_ends_like_everybody_and_a_role_to_come_never_begins(district: District):
    boss = await district.comes("Громова", "coordinator")
    olga = await district.comes("Олегова", "methodist", "member")
    vera = await district.comes("Верина", "teacher")
    await ends(district, boss, olga.id)
    district.theatre.now += timedelta(days=1)
    assert await shelves.roles(district.theatre, olga.id) == set()
    await appoints(district, boss, vera.id, since=date(2027, 1, 11))
    await ends(district, boss, vera.id, date(2026, 12, 1))
    assert await helping(district, vera.id) == []
    again = ends(district, boss, vera.id, date(2026, 12, 1))
    assert await refused(again) == "member-not-one"
    assert await refused(ends(district, boss, olga.id, TODAY)) == "member-last-day-gone"


async def test_whoever_is_appointed_again_for_days_gone_by_does_not_hold_the_role_twice_then(
    district: District,
):
    boss = await district.comes("Громова", "coordinator")
    olga = await district.comes("Олегова", "member")
    await ends(district, boss, olga.id)
    district.theatre.now += timedelta(days=2)
    await appoints(district, boss, olga.id, since=date(2026, 9, 1))
    before, again = await helping(district, olga.id)
    assert before["until"] == again["since"]
    assert await roles(district, olga) == {"member"}


async def test_another_role_takes_the_place_of_the_one_before_on_its_first_day(district: District):
    boss = await district.comes("Громова", "coordinator")
    olga = await district.comes("Олегова", "member")
    await appoints(district, boss, olga.id, role="methodist", since=date(2026, 12, 1))
    assert await roles(district, olga) == {"member"}, "until then nothing is lost"
    district.theatre.now += timedelta(days=8)
    assert await roles(district, olga) == {"methodist"}
    await appoints(district, boss, olga.id, role="member", since=date(2026, 12, 1))
    assert await roles(district, olga) == {"member"}


async def test_a_pause_is_for_helpers_and_keeps_what_was_agreed(district: District):
    boss = await district.comes("Громова", "coordinator")
    olga = await district.comes("Олегова", "member")
    await appoints(district, boss, olga.id, capacity=3)
    need = matching.Need("C.diversity", "VSV-N4", frozenset(), None, frozenset())
    for paused in (True, False):
        now = district.theatre.now
        await district.step(
            lambda unit, how=paused, at=now: members.pause(unit, district.pack, olga.id, paused=how, now=at)
        )
        found = await district.step(
            lambda unit: matching.choose(unit, district.pack, need, district.theatre.now)
        )
        assert (found is None) is paused
    assert found is not None
    assert found.capacity == 3
    await district.ends(olga, "member")
    district.theatre.now += timedelta(minutes=1)
    with pytest.raises(NotAllowed):
        await district.step(
            lambda unit: members.pause(unit, district.pack, olga.id, paused=True, now=district.theatre.now)
        )


async def test_the_list_takes_the_same_number_of_statements_for_few_and_for_many(district: District):
    boss = await district.comes("Громова", "coordinator")
    costs = []
    for number in (1, 6):
        for one in range(number):
            await district.comes(f"Олегова{'абвгдежз'[one]}", "member")
        before = Tally.statements
        await district.step(
            lambda unit: member_views.listing(unit, district.pack, by=boss.id, now=district.theatre.now)
        )
        costs.append(Tally.statements - before)
    assert costs[0] == costs[1]
