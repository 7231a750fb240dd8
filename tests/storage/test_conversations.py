"""The hot path: duplicates, the conversation's row, owed screens and their leases. CORE 11, 13, 21."""

import asyncio
import re
from datetime import timedelta

from sqlalchemy import delete, insert, text

from storage import conversations, owed
from storage.conversations import Conversation, DeadLetter, Seen, Standing
from storage.people import Account, Person
from storage.store import Store, Unit
from tests.storage.scenes import BOT, HERE, LEASE, NOW, claims, comes, confirms, count, is_shown, plans

# --- duplicates ----------------------------------------------------------------------------


async def test_an_update_is_new_once_per_source(store: Store):
    async def comes_in(source: str, *ids: str) -> int:
        return await store.step(HERE, lambda unit: conversations.remember(unit.connection, source, ids, NOW))

    assert await comes_in(BOT, "1") == 1
    assert await comes_in(BOT, "1") == 0
    assert await comes_in("telegram:2", "1") == 1
    assert await comes_in(BOT, "1", "2") == 1, "one part of a long text was here before"
    assert await comes_in(BOT, "2", "1") == 0
    assert await comes_in("vk:5", "0b7d2f1c-not-a-number") == 1


async def test_an_update_that_comes_twice_at_once_is_new_once(store: Store):
    async def comes_in(unit: Unit) -> int:
        return await conversations.remember(unit.connection, BOT, ["7"], NOW)

    assert sorted(await asyncio.gather(*(store.step(HERE, comes_in) for _ in range(5)))) == [0, 0, 0, 0, 1]


async def test_old_updates_are_forgotten_a_few_at_a_time(store: Store):
    async def fill(unit: Unit) -> None:
        rows = [{"source": BOT, "event_id": str(n), "at": NOW - timedelta(days=n % 10)} for n in range(1500)]
        await unit.connection.execute(insert(Seen), rows)

    async def forget(unit: Unit) -> int:
        return await conversations.forget_seen(unit.connection, NOW - timedelta(days=7))

    await store.step("", fill)
    forgotten = [await store.step("", forget) for _ in range(3)]
    assert forgotten == [300, 0, 0]
    assert await count(store, Seen) == 1200
    await store.step("", lambda unit: unit.connection.execute(delete(Seen)))
    await store.step("", fill)

    async def forget_all(unit: Unit) -> int:
        return await conversations.forget_seen(unit.connection, NOW + timedelta(days=1))

    assert [await store.step("", forget_all) for _ in range(4)] == [500, 500, 500, 0]


async def test_dead_letters_are_forgotten_after_their_time(store: Store):
    async def fill(unit: Unit) -> None:
        row = {"territory": HERE, "reference": "А", "source": BOT, "event_id": "1", "error": "", "body": ""}
        for days in (29, 31):
            at = NOW - timedelta(days=days)
            await unit.connection.execute(insert(DeadLetter), {**row, "account_id": None, "at": at})
        assert await conversations.forget_dead_letters(unit.connection, NOW - timedelta(days=30)) == 1

    await store.step("", fill)
    assert await count(store, DeadLetter) == 1


# --- who wrote -----------------------------------------------------------------------------


async def test_a_first_contact_makes_person_account_and_conversation(store: Store):
    first = await comes(store)
    assert (first.state, first.screen, first.screen_no, first.consented, first.roles) == (
        "",
        "",
        0,
        False,
        frozenset(),
    )
    assert first.source == BOT
    await is_shown(store, first, 1, screen="hello")
    again = await comes(store)
    assert (again.person_id, again.screen, again.screen_no, again.shown_no) == (
        first.person_id,
        "hello",
        1,
        0,
    )
    assert again.account_shown == again.account_id


async def test_an_account_whose_person_has_never_talked_gets_a_conversation(store: Store):
    """A record from the staff list that an account was joined to by somebody else."""
    standing = await comes(store)

    async def forget(unit: Unit) -> None:
        await unit.session.execute(delete(Conversation))

    await store.step(HERE, forget)
    standing = await comes(store)
    assert standing.account_shown is None
    await is_shown(store, standing, 1, screen="kept")
    assert (await comes(store)).screen == "kept"


async def test_a_conversation_goes_along_and_what_waits_there_is_given_back(store: Store):
    anna, record = await comes(store, "1"), await comes(store, "2")
    await is_shown(store, anna, 5)
    await is_shown(store, record, 3)

    async def move(unit: Unit) -> Standing:
        standing = await conversations.standing(unit.connection, HERE, BOT, "1", NOW)
        assert standing
        return await conversations.move(unit.connection, standing, record.person_id)

    moved = await store.step(HERE, move)
    assert (moved.person_id, moved.screen_no, moved.state) == (record.person_id, 5, "{}")
    assert [one.person_id for one in await claims(store)] == [record.person_id], "the left one owes nothing"


# --- owed screens --------------------------------------------------------------------------


async def test_a_screen_is_owed_until_its_number_is_confirmed(store: Store):
    anna = await comes(store)
    place = (anna.person_id, anna.account_id)
    await is_shown(store, anna, 1)
    await is_shown(store, anna, 2)
    assert await confirms(store, {place: 1}) == {place}
    owed_now = await claims(store)
    assert [(one.screen_no, one.address, one.source) for one in owed_now] == [(2, "1", BOT)]
    await confirms(store, {place: 2})
    await confirms(store, {place: 1})  # a late confirmation takes nothing back
    assert (await comes(store)).shown_no == 2
    assert await claims(store, after=timedelta(days=1)) == []


async def test_a_confirmation_counts_for_its_account_only(store: Store):
    anna = await comes(store)
    await is_shown(store, anna, 1)
    await confirms(store, {(anna.person_id, anna.account_id + 1): 1})
    assert len(await claims(store)) == 1


async def test_what_is_hopeless_is_owed_no_longer_but_nobody_has_seen_it(store: Store):
    anna = await comes(store)
    place = (anna.person_id, anna.account_id)
    await is_shown(store, anna, 1)
    await confirms(store, hopeless={place: 1})
    assert await claims(store) == []
    assert (await comes(store)).shown_no == 0
    await is_shown(store, anna, 2)
    await confirms(store, hopeless={place: 1})
    assert len(await claims(store)) == 1, "a newer screen is owed all the same"


async def test_a_claimed_screen_is_left_alone_until_the_lease_ends(store: Store):
    anna = await comes(store)
    await is_shown(store, anna, 1, owed_until=NOW + LEASE)
    assert await claims(store, after=LEASE) == [], "its first sender is still at work"
    assert len(await claims(store, after=LEASE + timedelta(seconds=1))) == 1
    assert await claims(store, after=LEASE + timedelta(seconds=2)) == []
    assert len(await claims(store, after=2 * LEASE + timedelta(seconds=2))) == 1, "that one died, too"


async def test_where_nobody_else_serves_the_store_a_dead_process_keeps_nobody_waiting(store: Store):
    anna, boris = await comes(store), await comes(store, "2")
    await is_shown(store, anna, 1, owed_until=NOW + LEASE)
    await is_shown(store, boris, 1)
    await confirms(store, shown={(boris.person_id, boris.account_id): 1})
    assert await store.step("", lambda unit: owed.let_go(unit.connection, NOW)) == 1
    assert [one.person_id for one in await claims(store)] == [anna.person_id]


async def test_two_workers_never_claim_the_same_screen(store: Store):
    second = Store(store.url)
    await second.open()
    for number in range(30):
        await is_shown(store, await comes(store, str(number)), 1)
    mine, theirs = await asyncio.gather(claims(store, most=20), claims(second, most=20))
    rest = await claims(store)
    people = [one.person_id for one in (*mine, *theirs, *rest)]
    assert len(people) == len(set(people)) == 30
    await second.close()


async def test_sources_that_are_not_served_here_keep_nobody_waiting(store: Store):
    for number in range(150):
        await is_shown(store, await comes(store, str(number), source="gone:1"), 1)
    await is_shown(store, await comes(store, "1"), 1)
    assert [one.source for one in await claims(store, most=100)] == [BOT]


async def test_owed_screens_are_found_by_their_index_among_fifty_thousand(store: Store):
    await store.step("", fill_with_fifty_thousand)

    async def claim(unit: Unit) -> None:
        found = await owed.claim(unit.connection, now=NOW + LEASE, lease=NOW + 2 * LEASE, sources=[BOT])
        assert len(found) == 10

    plan = await plans(store, claim)
    assert await claims(store) == []
    assert "ix_conversations_owed" in plan
    assert not re.search("SCAN|TEMP B-TREE|Seq Scan", plan), plan


async def fill_with_fifty_thousand(unit: Unit) -> None:
    """Every five-thousandth screen is owed."""
    numbers = range(1, 50_001)
    same = {"territory": HERE, "channel": "telegram", "source": BOT, "locale": "ru", "used_at": NOW}
    for table, rows in (
        (Person, [{"id": n, "territory": HERE, "ref": f"r{n}", "created_at": NOW} for n in numbers]),
        (Account, [{"id": n, "address": f"a{n}", "person_id": n, **same} for n in numbers]),
        (Conversation, [{"territory": HERE, "person_id": n, "account_id": n, "source": BOT, "screen_no": 1,
                         "owed_until": None if n % 5000 else NOW} for n in numbers]),
    ):  # fmt: skip
        for start in range(0, len(numbers), 2000):
            await unit.connection.execute(table.__table__.insert(), rows[start : start + 2000])
    await unit.connection.execute(text("ANALYZE"))
