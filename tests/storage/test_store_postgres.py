"""PostgreSQL: what its servers do to a step, and what the step makes of it. CORE 9, 21."""

import asyncio
import socket
from contextlib import suppress
from typing import Any

import asyncpg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, InterfaceError

from storage import conversations
from storage.conversations import Conversation, Standing
from storage.installation import Cursor
from storage.store import LostRace, Store, Unit
from tests.storage.scenes import (
    BOT,
    HERE,
    NOW,
    Rests,
    add,
    claims,
    comes,
    confirms,
    is_shown,
    note,
    noted,
    opponent,
    somebody_waits,
)

pytestmark = pytest.mark.postgres


@pytest.fixture
def database_url(postgres_database: str) -> str:
    return postgres_database


def raising(state: str):
    """A step whose first two attempts fail in the server with this SQLSTATE."""
    attempts = 0

    async def work(unit: Unit) -> int:
        nonlocal attempts
        attempts += 1
        await add(unit.connection, "done")
        if attempts <= 2:
            await unit.connection.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"))
        return attempts

    return work


@pytest.mark.parametrize(
    "state",
    ["40001", "40P01", "53100", "53300", "55P03", "57014", "57P01", "57P03", "08006", "58030", "25006"],
)
async def test_trouble_of_the_server_is_tried_again(store: Store, state: str):
    store._sleep = rests = Rests()
    assert await store.step("", raising(state)) == 3
    assert len(rests.taken) == 2
    assert await noted(store) == ["done"]


@pytest.mark.parametrize("state", ["22012", "23502", "42703", "P0001"])
async def test_a_mistake_of_ours_is_not(store: Store, state: str):
    store._sleep = rests = Rests()
    with pytest.raises(Exception, match=r"DO|unhandled|\w"):
        await store.step("", raising(state))
    assert rests.taken == []
    assert await noted(store) == []


async def test_a_wrong_call_of_the_driver_is_a_mistake_of_ours_too(store: Store):
    """asyncpg calls it an interface error, as it calls a lost connection."""
    store._sleep = rests = Rests()

    async def work(unit: Unit) -> None:
        await unit.connection.exec_driver_sql("SELECT $1::int", ())

    with pytest.raises(InterfaceError, match="1 argument"):
        await store.step("", work)
    assert rests.taken == []


async def test_a_connection_that_the_server_ends_is_replaced(store: Store):
    store._sleep = rests = Rests()
    attempts = 0

    async def work(unit: Unit) -> None:
        nonlocal attempts
        attempts += 1
        await add(unit.connection, "done")
        if attempts == 1:
            await unit.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    await store.step("", work)
    assert len(rests.taken) == 1
    assert await noted(store) == ["done"]


async def test_connections_that_died_while_nobody_used_them_are_replaced(store: Store):
    await asyncio.gather(*(store.step("", note(f"{number}")) for number in range(5)))
    async with opponent(store) as other:
        await other.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = 'metodaktiv'"
            )
        )
    store._sleep = Rests()
    await store.step("", note("alive"))
    assert "alive" in await noted(store)


class Nowhere:
    """Stands for the engine while the server cannot be reached."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def connect(self) -> None:
        raise self.error


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(111, "refused"),
        socket.gaierror(-3, "no name server"),
        OSError(113, "no route to host"),
        TimeoutError(),
        asyncpg.InvalidPasswordError("the administrator is changing it"),
        asyncpg.CannotConnectNowError("the database system is starting up"),
    ],
)
async def test_a_server_that_cannot_be_reached_is_waited_for(store: Store, error: Exception):
    there, store._writer = store._writer, Nowhere(error)

    def back() -> None:
        store._writer = there

    store._sleep = rests = Rests(at_3=back)
    await store.step("", note("done"))
    assert len(rests.taken) == 3


async def test_an_aborted_transaction_means_what_first_went_wrong(store: Store):
    """A service swallowed the error; the server only says that the transaction is aborted."""

    def swallowing(state: str, times: int):
        attempts = 0

        async def work(unit: Unit) -> None:
            nonlocal attempts
            attempts += 1
            if attempts <= times:
                with suppress(Exception):
                    await unit.connection.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"))
            await add(unit.connection, state)

        return work

    store._sleep = rests = Rests()
    await store.step("", swallowing("40P01", times=25))
    assert len(rests.taken) == 25
    with pytest.raises(Exception, match="division"):
        await store.step("", dividing)
    assert len(rests.taken) == 25
    assert await noted(store) == ["40P01"]


async def dividing(unit: Unit) -> None:
    with suppress(Exception):
        await unit.connection.execute(text("SELECT 1 / 0"))
    await add(unit.connection, "never")


async def test_a_plan_that_a_migration_has_overtaken_is_made_anew(store: Store):
    async with opponent(store) as other:
        await other.execute(text("DROP TABLE IF EXISTS changing"))
        await other.execute(text("CREATE TABLE changing (a integer)"))
        await other.commit()
        seen: list[tuple[object, ...]] = []

        async def looks(unit: Unit) -> None:
            seen.append(tuple((await unit.connection.execute(text("SELECT * FROM changing"))).keys()))

        await asyncio.gather(*(store.step("", looks) for _ in range(3)))
        await other.execute(text("ALTER TABLE changing ADD b integer"))
        await other.commit()
        store._sleep = Rests()
        await asyncio.gather(*(store.step("", looks) for _ in range(3)))
        assert seen == [("a",)] * 3 + [("a", "b")] * 3
        await other.execute(text("DROP TABLE changing"))
        await other.commit()


async def test_whoever_loses_the_race_for_a_key_finds_it_the_second_time(store: Store):
    async def find_or_make(unit: Unit) -> str:
        found = await unit.connection.scalar(select(Cursor.position).where(Cursor.source == "key"))
        if found is None:
            await add(unit.connection, "key", "ours")
        return found or "ours"

    store._sleep = rests = Rests()
    async with opponent(store) as other:
        await add(other, "key", "theirs")
        step = asyncio.create_task(store.step("", find_or_make))
        await somebody_waits(other)
        await other.commit()
        assert await step == "theirs"
    assert len(rests.taken) == 1


async def test_a_step_that_is_cancelled_while_it_waits_for_a_row_still_ends(store: Store):
    await store.step("", note("row"))

    async def work(unit: Unit) -> None:
        await unit.connection.execute(text("UPDATE cursors SET position = 'ours'"))

    async with opponent(store) as other:
        await other.execute(text("UPDATE cursors SET position = 'theirs'"))
        task = asyncio.create_task(store.step("", work))
        await somebody_waits(other)
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(0)
        assert not task.done()
        await other.commit()
        with pytest.raises(asyncio.CancelledError):
            await task
        rows = (await other.execute(text("SELECT position FROM cursors"))).all()
    assert rows == [("ours",)]


async def test_the_server_ends_what_stands_still(store: Store):
    """A belt besides the braces: the limits that keep one hung process from holding up the others."""

    async def limits(unit: Unit) -> dict[str, str]:
        names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        return {name: await unit.connection.scalar(text(f"SHOW {name}")) for name in names}

    assert await store.step("", limits) == {
        "statement_timeout": "15s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "10s",
    }


async def test_a_long_read_sees_one_moment_and_cannot_write(store: Store):
    await store.step("", note("first"))
    async with store.reading("") as session:
        assert (await session.scalars(select(Cursor.source))).all() == ["first"]
        await store.step("", note("second"))
        assert (await session.scalars(select(Cursor.source))).all() == ["first"]
        session.add(Cursor(source="third", position="1", at=NOW))
        with pytest.raises(Exception, match="read-only"):
            await session.flush()
    assert await noted(store) == ["first", "second"]


# --- rows that others hold -----------------------------------------------------------------


def held(standing: Standing) -> Any:
    mine = Conversation.person_id == standing.person_id
    return select(Conversation.person_id).where(mine).with_for_update()


async def test_two_processes_meet_the_same_newcomer(postgres_database: str):
    """The loser of the race is rolled back, tries again and finds what the other has made."""
    one, two = Store(postgres_database), Store(postgres_database)
    for store in (one, two):
        await store.open()

    async def work(unit: Unit) -> int:
        whose = (unit.connection, HERE, BOT, "newcomer", NOW)
        found = await conversations.standing(*whose)
        if found is None:
            try:
                await conversations.create(
                    unit.connection, territory=HERE, channel="telegram", source=BOT, address="newcomer",
                    locale="ru", now=NOW,
                )  # fmt: skip
            except IntegrityError as error:
                raise LostRace from error
            found = await conversations.standing(*whose)
        assert found
        return found.person_id

    people = await asyncio.gather(*(store.step(HERE, work) for store in (one, two) for _ in range(4)))
    assert len(set(people)) == 1
    for store in (one, two):
        await store.close()


async def test_an_account_that_moves_while_we_wait_is_looked_up_again(store: Store):
    anna, other_person = await comes(store, "1"), await comes(store, "2")
    store._sleep = rests = Rests()

    async def work(unit: Unit) -> int:
        found = await conversations.standing(unit.connection, HERE, BOT, "1", NOW)
        assert found
        return found.person_id

    async with opponent(store) as other:
        await other.execute(held(anna))
        await other.execute(
            text(f"UPDATE accounts SET person_id = {other_person.person_id} WHERE address = '1'")
        )
        task = asyncio.create_task(store.step(HERE, work))
        await somebody_waits(other)
        await other.commit()
        assert await task == other_person.person_id
    assert rests.taken == [0.01]


async def test_whoever_talks_waits_for_no_notice_that_is_being_written_to_him(store: Store):
    """The key of a notice holds the person's row, so only the conversation's is locked (CORE 21)."""
    anna = await comes(store, "1")
    async with opponent(store) as other:
        store._sleep = rests = Rests(at_1=other.rollback)
        await other.execute(
            text(
                "INSERT INTO notices (territory, person_id, key, kind, args, status, attempts, due_at,"
                f" lease_until) VALUES ('{HERE}', {anna.person_id}, '', '', '{{}}', '', 0, now(), now())"
            )
        )
        assert await comes(store, "1") == anna
    assert rests.taken == []


async def test_confirmations_wait_for_nobody(store: Store):
    """Whose conversation is being talked in is confirmed the next time (CORE 21)."""
    anna, boris = await comes(store, "1"), await comes(store, "2")
    places = {(one.person_id, one.account_id): 1 for one in (anna, boris)}
    for one in (anna, boris):
        await is_shown(store, one, 1)
    async with opponent(store) as other:
        await other.execute(held(anna))
        assert await confirms(store, places) == {(boris.person_id, boris.account_id)}
        assert await claims(store) == []
    assert await confirms(store, places) == set(places)
    assert await confirms(store, {(999, 999): 1}) == {(999, 999)}, "what is not there is not kept in mind"
