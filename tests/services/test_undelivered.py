"""What reached nobody: coordinators only, as many statements for many as for one, one decision each."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from handlers.dialogue.wire import wire_link
from services import notices, undelivered
from services.errors import NotAllowed
from storage.notices import Notice
from tests import shelves
from tests.colleagues import Colleague, District
from tests.early_writes import Tally
from tests.play import Theatre


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


async def lose(district: District, person: Colleague, *keys: str, due_at: datetime | None = None) -> None:
    """Notices that the outbox has given up."""

    async def write(unit: Any) -> None:
        for key in keys:
            await notices.write(
                unit,
                person_id=person.id,
                kind="match-found",
                key=key,
                now=district.theatre.now,
                due_at=due_at,
            )
        await unit.session.execute(
            update(Notice).where(Notice.key.in_(keys)).values(status="undeliverable", why="no-account")
        )

    await district.step(write)


async def listed(district: District, by: Colleague) -> list[undelivered.Lost]:
    return await district.step(
        lambda unit: undelivered.listing(unit, district.pack, by=by.id, now=district.theatre.now)
    )


async def test_only_a_coordinator_reads_or_decides(district: District):
    anna = await district.comes("Петрова", "teacher")
    other = await district.comes("Белова", "methodist", "member", "observer")
    await lose(district, anna, "one")
    about = {"by": other.id, "notice_id": 1, "now": district.theatre.now}
    for work in (
        lambda unit: undelivered.listing(unit, district.pack, by=other.id, now=district.theatre.now),
        lambda unit: undelivered.card(unit, district.pack, **about),
        lambda unit: undelivered.standing(unit, **about),
        lambda unit: undelivered.again(unit, district.pack, **about),
        lambda unit: undelivered.told(unit, **about),
    ):
        with pytest.raises(NotAllowed):
            await district.step(work)
    boss = await district.comes("Громова", "coordinator")
    assert len(await listed(district, boss)) == 1


async def test_list_and_card_take_the_same_number_of_statements_for_few_and_for_many(district: District):
    boss = await district.comes("Громова", "coordinator")
    costs = []
    for number in (1, 6):
        for one in range(number):
            person = await district.comes(f"Олегова{'абвгдежз'[one]}", "teacher", school=f"школа № {one}")
            await lose(district, person, f"{number}-{one}-a", f"{number}-{one}-b")
        before = Tally.statements
        found = await listed(district, boss)
        one = found[0].id
        await district.step(
            lambda unit, one=one: undelivered.card(
                unit, district.pack, by=boss.id, notice_id=one, now=district.theatre.now
            )
        )
        costs.append(Tally.statements - before)
    assert len(found) == 14
    assert costs[0] == costs[1]


async def test_the_newest_come_first_and_no_more_than_a_list_holds(
    district: District, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(undelivered, "MOST_LISTED", 2)
    boss = await district.comes("Громова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    now = district.theatre.now
    for days in (3, 1, 2, 31):
        await lose(district, anna, f"{days}", due_at=now - timedelta(days=days))
    assert [now - one.at for one in await listed(district, boss)] == [timedelta(days=1), timedelta(days=2)]
    assert await district.step(lambda unit: undelivered.count(unit, now)) == 3


async def test_of_two_decisions_the_first_holds_and_an_outbox_is_woken_for_it(district: District):
    boss = await district.comes("Громова", "coordinator")
    second = await district.comes("Сидорова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    await lose(district, anna, "one")
    (one,) = await listed(district, boss)
    now = district.theatre.now

    async def send(unit: Any) -> tuple[datetime | None, bool]:
        due = await undelivered.again(unit, district.pack, by=boss.id, notice_id=one.id, now=now)
        return due, unit.wakes_outbox

    assert await district.step(send) == (now, True)
    assert await district.step(send) == (None, False)
    late = district.step(lambda unit: undelivered.told(unit, by=second.id, notice_id=one.id, now=now))
    assert await late is False


async def test_of_two_coordinators_at_the_same_moment_one_decides(district: District):
    boss = await district.comes("Громова", "coordinator")
    second = await district.comes("Сидорова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    keys = [str(number) for number in range(8)]
    await lose(district, anna, *keys)
    for one in await listed(district, boss):
        link = [one.id]
        await asyncio.gather(
            boss.pays(wire_link("notice-told", link)), second.pays(wire_link("notice-again", link))
        )
        boss_did, second_did = "сообщили лично" in boss.text, "Отправляю ещё раз" in second.text
        assert boss_did != second_did, (boss.text, second.text)
    assert not district.theatre.defects
    statuses = {row["status"] for row in await shelves.rows(district.theatre.store, "notices")}
    assert statuses <= {"told", "pending"}
