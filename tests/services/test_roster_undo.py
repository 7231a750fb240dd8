"""Staff lists taken back, carried on after a crash, and what must always hold."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from services import erasure, people, roster, roster_batches, roster_views, roster_writing
from services.roster_preview import MISSING, UNCLEAR
from storage.base import Base
from storage.people import Account, Organisation, Person
from storage.roster import RosterChange, RosterRow
from storage.sessions import SessionPerson, SupportSession
from storage.store import Store
from tests.services.test_roster import ANNA, BORIS, HERE, NOW, Office
from tests.staff_lists import messy


@pytest.fixture
async def office(store: Store) -> Office:
    made = Office(store)
    await made.appoint()
    return made


async def test_an_undone_list_may_be_loaded_again(office: Office):
    batch = await office.loads(ANNA, BORIS)
    await office.undoes(batch)
    assert (await office.batch(batch)).state == "undone"
    assert [one.last for one in await office.all(Person)] == ["Орлова"]
    assert await office.all(RosterChange) == []
    assert await office.loads(ANNA, BORIS) != batch
    assert len(await office.all(Person)) == 3


async def test_whoever_was_helped_or_has_come_in_stays_with_the_school(office: Office):
    batch = await office.loads(ANNA, BORIS)
    anna = await office.person("Петрова")

    async def help_her(unit):
        session = SupportSession(
            run="r", provider_id=office.by, provider_role="methodist", form="VSV-S1", channel="phone",
            minutes=30,
            held_on=date(2026, 11, 1), held_at=NOW, recorded_by=office.by, recorded_at=NOW,
        )  # fmt: skip
        unit.session.add(session)
        await unit.session.flush()
        unit.session.add(SessionPerson(session_id=session.id, person_id=anna.id))

    await office.does(help_her)
    await office.undoes(batch)
    assert sorted(one.last for one in await office.all(Person)) == ["Орлова", "Петрова"]
    assert len(await office.posts(anna)) == 1
    assert len(await office.all(Organisation)) == 1
    stayed = await office.does(lambda unit: roster_views.stayed(unit, batch))
    assert {why for _, why in stayed} == {"roster-stays-session", "roster-stays-records"}
    assert any("Петрова" in who.text for who, _ in stayed)


async def test_lists_are_taken_back_in_any_order(office: Office):
    first = await office.loads(ANNA, date_of_list="01.09.2025")
    second = await office.loads([*ANNA[:3], "высшая", 11, ANNA[5]], BORIS, date_of_list="01.09.2026")
    await office.undoes(first)
    stayed = await office.does(lambda unit: roster_views.stayed(unit, first))
    assert "roster-stays-list" in {why for _, why in stayed}
    await office.undoes(second)
    anna = await office.person("Петрова")
    assert anna.category == "первая"
    await office.undoes(first)
    assert [one.last for one in await office.all(Person)] == ["Орлова"]
    assert await office.all(Organisation) == []


async def test_what_somebody_has_changed_since_stays_as_he_left_it(office: Office):
    await office.loads(ANNA)
    batch = await office.loads([*ANNA[:3], "высшая", *ANNA[4:]])

    async def edit(unit):
        person = (await unit.session.scalars(select(Person).where(Person.last == "Петрова"))).one()
        person.category = "педагог-методист"

    await office.does(edit)
    await office.undoes(batch)
    assert (await office.person("Петрова")).category == "педагог-методист"
    stayed = await office.does(lambda unit: roster_views.stayed(unit, batch))
    assert [why for _, why in stayed] == ["roster-stays-changed"]


async def test_whoever_came_in_by_the_list_stays_and_keeps_his_account(office: Office):
    batch = await office.loads(ANNA, BORIS)
    anna = await office.person("Петрова")

    async def come_in(unit):
        stranger = Person(created_at=NOW)
        unit.session.add(stranger)
        await unit.session.flush()
        unit.session.add(
            Account(channel="web", source="web:1", address="1", person_id=stranger.id, used_at=NOW)
        )
        await unit.session.flush()
        await people.merge(unit, anna.id, stranger.id, NOW)

    await office.does(come_in)
    await office.undoes(batch)
    stayed = await office.does(lambda unit: roster_views.stayed(unit, batch))
    assert ("roster-stays-account") in {why for _, why in stayed}
    assert sorted(one.last for one in await office.all(Person)) == ["Орлова", "Петрова"]


async def test_whoever_was_erased_is_neither_named_nor_brought_back(office: Office):
    await office.loads(ANNA, BORIS, date_of_list="01.09.2025")
    second = await office.loads([*ANNA[:3], "высшая", 11, ANNA[5]], BORIS, date_of_list="01.02.2026")
    anna = await office.person("Петрова")
    await office.does(
        lambda unit: erasure.erase(
            unit, office.pack, person_id=anna.id, account_id=None, run="e", now=office.clock()
        )
    )
    assert "Петрова" not in "".join(row.facts + row.was for row in await office.all(RosterRow))
    assert "высшая" not in "".join(row.after + row.before for row in await office.all(RosterChange))
    third = await office.loads(ANNA, BORIS, date_of_list="01.09.2026")
    again = await office.person("Петрова")
    (erased,) = [one for one in await office.all(Person) if one.id == anna.id]
    assert again.id != anna.id
    assert (erased.last, erased.category, erased.left_on) == (None, None, date(2026, 9, 1))
    await office.undoes(third)
    (erased,) = [one for one in await office.all(Person) if one.id == anna.id]
    assert (erased.last, erased.left_on) == (None, None)
    await office.undoes(second)
    (erased,) = [one for one in await office.all(Person) if one.id == anna.id]
    assert (erased.last, erased.category) == (None, None)


# --- several workers -----------------------------------------------------------------------


async def test_a_worker_that_died_is_followed_by_one_that_writes_the_rest_once(office: Office):
    names = [["Ким Борис " + "О" + "л" * number + "егович", *BORIS[1:]] for number in range(1, 26)]
    batch = await office.keeps(*names)
    await office.does(lambda unit: roster.order(unit, batch, by=office.by, now=office.clock()))
    held = await office.does(lambda unit: roster_batches.claim(unit, office.clock()))
    held = await office.does(lambda unit: roster_batches.hold(unit, held, office.clock(), state="writing"))
    held, wrote = await office.does(lambda unit: roster_writing.write_some(unit, held, office.clock()))
    assert 0 < wrote < 25
    assert await office.work.work() == 0
    office.now += timedelta(minutes=2)
    await office.work.work()
    assert (await office.batch(batch)).counts["added"] == 25
    assert len(await office.all(Person)) == 26
    with pytest.raises(roster_batches.ClaimLost):
        await office.does(lambda unit: roster_writing.write_some(unit, held, office.clock()))


async def test_two_lists_are_never_written_at_once(office: Office):
    first, second = await office.keeps(ANNA), await office.keeps(BORIS)
    for batch in (first, second):
        await office.does(
            lambda unit, batch=batch: roster.order(unit, batch, by=office.by, now=office.clock())
        )
    held = await office.does(lambda unit: roster_batches.claim(unit, office.clock()))
    assert held is not None and held.batch_id == first
    assert await office.does(lambda unit: roster_batches.claim(unit, office.clock())) is None


# --- what must always hold -----------------------------------------------------------------


async def dump(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the store but the batches themselves."""

    async def read(unit):
        found = {}
        for one in Base.metadata.sorted_tables:
            if one.name.startswith(("roster_", "installation", "notices")):
                continue
            order = ", ".join(f'"{column.name}"' for column in one.primary_key)
            rows = await unit.connection.execute(
                text(f'SELECT * FROM "{one.name}" ORDER BY {order} -- territory')
            )
            found[one.name] = [tuple(row) for row in rows]
        return found

    return await store.step(HERE, read)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.integers(0, 10**6))
async def test_a_list_written_and_taken_back_leaves_the_store_as_it_was(office: Office, one: int, other: int):
    chance = random.Random(one)
    before_all = await dump(office.store)
    batches = []
    for seed in (one, other):
        staff = await office.work.read(HERE, messy(seed).content)
        if await office.work.standing(HERE, staff):
            continue
        before = await dump(office.store)
        batch = await office.work.keep(
            HERE, staff, "a.xlsx", await office.work.preview(HERE, staff), by=office.by
        )
        assert await dump(office.store) == before
        for item in await office.items(batch, UNCLEAR):
            detail = await office.does(
                lambda unit, item=item, batch=batch: roster_views.detail(
                    unit, batch, item.number, by=office.by, now=office.now
                )
            )
            whom = chance.choice([None, *(number for number, _ in detail.candidates)])
            await office.decides(batch, item.number, roster.SAME if whom else roster.NEW, whom)
        gone = [item.number for item in await office.items(batch, MISSING)]
        await office.does(
            lambda unit, gone=gone, batch=batch: roster.mark_left(
                unit, batch, gone[::2], by=office.by, now=office.clock()
            )
        )
        await office.does(
            lambda unit, batch=batch: roster.order(unit, batch, by=office.by, now=office.clock())
        )
        await office.work.work()
        assert (await office.batch(batch)).state == "written"
        again = await office.work.preview(HERE, staff)
        assert again.counts()["new"] == 0, again.counts()
        batches.append((batch, before))
    for batch, before in reversed(batches):
        await office.undoes(batch)
        assert await dump(office.store) == before
    assert await dump(office.store) == before_all
