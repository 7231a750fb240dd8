"""One step, one transaction: what lasts, what is undone, what is refused. CORE 8, 9, 10, 12, 21."""

import asyncio
import contextlib

import pytest
from sqlalchemy import event, insert, select, text, update

from services.errors import DomainError
from storage.conversations import remember
from storage.installation import Cursor
from storage.people import Person
from storage.store import GaveUp, SecondUnit, Store, Unit, WaitedInside
from storage.territory import TerritoryMissing
from storage.trouble import A_FEW_TIMES, AS_LONG_AS_IT_LASTS
from tests.storage.scenes import BOT, HERE, NOW, Rests, add, count, note, noted

# --- what lasts ----------------------------------------------------------------------------


async def test_a_step_lasts_whole_or_not_at_all(store: Store):
    await store.step("", note("kept"))

    async def breaks(unit: Unit) -> None:
        await add(unit.connection, "lost")
        unit.session.add(Person(created_at=NOW))
        raise RuntimeError("a defect")

    with pytest.raises(RuntimeError, match="a defect"):
        await store.step(HERE, breaks)
    assert await noted(store) == ["kept"]
    assert await count(store, Person) == 0


async def test_a_domain_error_undoes_the_telling_and_nothing_else(store: Store):
    async def told(unit: Unit) -> int:
        new = await remember(unit.connection, BOT, ["1"], NOW)
        unit.guard()
        try:
            unit.session.add(Person(created_at=NOW))
            await unit.session.flush()
            await add(unit.connection, "through the connection")
            unit.wakes_outbox, unit.moved_to, unit.forgets, unit.locale = True, 5, True, "en"
            raise DomainError("not-allowed")  # noqa: TRY301 - as a service does
        except DomainError:
            await unit.undo()
        assert (unit.wakes_outbox, unit.moved_to, unit.forgets, unit.locale) == (False, None, False, None)
        await add(unit.connection, "the error's screen")
        return new

    assert await store.step(HERE, told) == 1
    assert await noted(store) == ["the error's screen"]
    assert await count(store, Person) == 0

    async def again(unit: Unit) -> int:
        return await remember(unit.connection, BOT, ["1"], NOW)

    assert await store.step(HERE, again) == 0


async def test_what_was_told_to_its_end_is_kept_and_more_may_follow(store: Store):
    async def told(unit: Unit) -> None:
        unit.guard()
        await add(unit.connection, "first")
        unit.session.add(Person(created_at=NOW))
        await unit.keep()
        unit.guard()
        await add(unit.connection, "second")
        await unit.undo()
        await add(unit.connection, "outside")

    await store.step(HERE, told)
    assert await noted(store) == ["first", "outside"]
    assert await count(store, Person) == 1


async def test_a_nested_part_of_a_service_is_undone_alone(store: Store):
    async def told(unit: Unit) -> None:
        unit.guard()
        with contextlib.suppress(ZeroDivisionError):
            async with unit.session.begin_nested():
                unit.session.add(Cursor(source="nested", position="1", at=NOW))
                await unit.session.flush()
                raise ZeroDivisionError
        await add(unit.connection, "after")
        await unit.keep()

    await store.step(HERE, told)
    assert await noted(store) == ["after"]


async def test_only_a_telling_that_writes_pays_for_a_savepoint(store: Store):
    statements: list[str] = []

    def listen(_connection, _cursor, statement, *_rest) -> None:
        statements.append(statement)

    async def reads(unit: Unit) -> None:
        unit.guard()
        await unit.session.scalars(select(Person))
        await unit.undo()

    async def writes(unit: Unit) -> None:
        unit.guard()
        unit.session.add(Person(created_at=NOW))
        await unit.keep()

    event.listen(store._writer.sync_engine, "before_cursor_execute", listen)
    await store.step(HERE, reads)
    assert not [statement for statement in statements if "SAVEPOINT" in statement]
    await store.step(HERE, writes)
    assert [statement.split()[0] for statement in statements if "SAVEPOINT" in statement] == [
        "SAVEPOINT",
        "RELEASE",
    ]
    event.remove(store._writer.sync_engine, "before_cursor_execute", listen)


# --- what is refused -----------------------------------------------------------------------


async def sleeps() -> None:
    await asyncio.sleep(0)


async def waits_for_a_lock() -> None:
    lock = asyncio.Lock()
    await lock.acquire()
    await lock.acquire()


async def waits_for_an_answer() -> None:
    await asyncio.get_running_loop().create_future()


async def swallows_it() -> None:
    with contextlib.suppress(BaseException):
        await asyncio.sleep(0)


async def swallows_it_and_waits_again() -> None:
    for _ in range(5):
        await swallows_it()


async def inside_a_generator() -> None:
    async def telling():
        yield 1
        await asyncio.sleep(0)
        yield 2

    async with contextlib.aclosing(telling()) as story:
        async for _ in story:
            pass


@pytest.mark.parametrize(
    "waits",
    [
        sleeps,
        waits_for_a_lock,
        waits_for_an_answer,
        swallows_it,
        swallows_it_and_waits_again,
        inside_a_generator,
    ],
)
async def test_waiting_inside_a_transaction_is_refused_and_nothing_of_it_lasts(store: Store, waits):
    async def work(unit: Unit) -> None:
        await add(unit.connection, "before")
        await waits()
        await add(unit.connection, "after")

    with pytest.raises(WaitedInside):
        await store.step("", work)
    await store.step("", note("next"))
    assert await noted(store) == ["next"]


async def test_a_second_unit_inside_the_first_is_refused(store: Store):
    async def outer(unit: Unit) -> None:
        await add(unit.connection, "outer")
        await store.step("", note("inner"))

    with pytest.raises(SecondUnit):
        await store.step("", outer)

    async def reads(unit: Unit) -> None:
        async with store.reading(HERE):
            pass

    with pytest.raises(SecondUnit):
        await store.step("", reads)
    await store.step("", note("later"))
    assert await noted(store) == ["later"]


async def test_other_tasks_are_free_even_one_that_was_begun_inside(store: Store):
    begun: list[asyncio.Task[None]] = []
    ended = asyncio.Event()

    async def later() -> None:
        await ended.wait()
        await store.step("", note("later"))

    async def work(unit: Unit) -> None:
        begun.append(asyncio.create_task(later()))
        await add(unit.connection, "first")

    await asyncio.gather(store.step("", work), store.step("", note("beside")))
    ended.set()
    await begun[0]
    assert await noted(store) == ["beside", "first", "later"]


async def test_a_step_that_has_begun_cannot_be_cancelled(store: Store):
    """Whoever cancels waits until it has ended: it lasts, or it has left no trace (CORE 12)."""
    begun = asyncio.Event()

    async def work(unit: Unit) -> None:
        begun.set()
        await add(unit.connection, "cancelled")
        await unit.connection.scalar(select(Cursor.source))

    task = asyncio.create_task(store.step("", work))
    await begun.wait()
    lasted = store.in_place  # in place it has ended before anybody could cancel it
    task.cancel()
    if lasted:
        await asyncio.gather(task, return_exceptions=True)
    else:
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await noted(store) == ["cancelled"]


# --- trouble, defects and what is neither --------------------------------------------------


async def test_trouble_is_waited_out_with_growing_rests(store: Store):
    attempts = 0
    store._sleep = rests = Rests()

    async def work(unit: Unit) -> str:
        nonlocal attempts
        attempts += 1
        await add(unit.connection, "done")
        if attempts <= 30:
            raise ConnectionResetError
        return "done"

    assert await store.step("", work) == "done"
    assert await noted(store) == ["done"]
    assert rests.taken[:4] == [0.01, 0.02, 0.05, 0.1]
    assert rests.taken[-1] == 5.0


async def test_a_defect_is_raised_at_once_and_never_waited_for(store: Store):
    store._sleep = rests = Rests()
    for wrong in (RuntimeError("ours"), ValueError("ours"), FileNotFoundError("ours")):

        async def work(unit: Unit, error: Exception = wrong) -> None:
            raise error

        with pytest.raises(type(wrong)):
            await store.step("", work)
    assert rests.taken == []


async def test_a_number_too_large_for_its_column_is_a_defect(store: Store):
    store._sleep = rests = Rests()

    async def work(unit: Unit) -> None:
        unit.session.add(Person(created_at=NOW, birth_year=10**30))

    with pytest.raises(Exception, match=r"int|value"):
        await store.step(HERE, work)
    assert rests.taken == []


async def test_a_program_that_ends_waits_no_longer(store: Store):
    store._sleep = Rests(at_3=store.give_up)

    async def work(unit: Unit) -> None:
        raise ConnectionResetError("gone")

    with pytest.raises(GaveUp, match="gone"):
        await store.step("", work)


async def test_a_key_written_twice_by_ourselves_is_not_tried_for_ever(store: Store):
    """On PostgreSQL it may be a lost race, so it gets a few more chances; SQLite's writers never race."""
    store._sleep = rests = Rests()
    await store.step("", note("same"))
    with pytest.raises(Exception, match=r"UNIQUE|unique"):
        await store.step("", note("same"))
    assert len(rests.taken) == (0 if store.in_place else A_FEW_TIMES)
    assert AS_LONG_AS_IT_LASTS > A_FEW_TIMES


# --- territories ---------------------------------------------------------------------------


async def test_a_session_sees_and_writes_its_own_territory_only(store: Store):
    async def writes(unit: Unit) -> None:
        unit.session.add(Person(created_at=NOW, last=unit.territory))

    async def reads(unit: Unit) -> list[str | None]:
        return list(await unit.session.scalars(select(Person.last)))

    async def changes(unit: Unit) -> None:
        await unit.session.execute(update(Person).values(first="А"))

    for territory in ("one", "two"):
        await store.step(territory, writes)
    assert await store.step("one", reads) == ["one"]
    await store.step("two", changes)
    async with store.reading("one") as session:
        assert (await session.scalars(select(Person.first))).all() == [None]
    async with store.reading("two") as session:
        assert (await session.scalars(select(Person.first))).all() == ["А"]
        assert await session.get(Person, 1) is None


async def test_an_object_can_be_changed_and_deleted(store: Store):
    async def writes(unit: Unit) -> None:
        unit.session.add(Person(created_at=NOW))

    async def changes(unit: Unit) -> None:
        person = (await unit.session.scalars(select(Person))).one()
        person.last = "Петрова"
        await unit.session.flush()
        assert person.territory == HERE

    async def deletes(unit: Unit) -> str | None:
        person = (await unit.session.scalars(select(Person))).one()
        await unit.session.delete(person)
        return person.last

    await store.step(HERE, writes)
    await store.step(HERE, changes)
    assert await store.step(HERE, deletes) == "Петрова"
    assert await count(store, Person) == 0


@pytest.mark.parametrize(
    "statement",
    [
        select(Person.id),
        select(Person),  # its own column `territory` among those given back binds nothing
        text("UPDATE people SET territory = 'x'"),
        text("DELETE FROM people"),
        text("INSERT INTO people (id) VALUES (1)"),
        text("SELECT territory FROM people ORDER BY id"),
    ],
)
async def test_a_statement_that_forgets_its_territory_is_refused(store: Store, statement):
    async def work(unit: Unit) -> None:
        await unit.connection.execute(statement)

    with pytest.raises(TerritoryMissing):
        await store.step(HERE, work)


async def test_many_rows_at_once_carry_their_territory(store: Store):
    async def work(unit: Unit) -> None:
        await unit.session.execute(insert(Person), [{"territory": HERE, "created_at": NOW} for _ in range(3)])
        unit.session.add_all([Person(created_at=NOW) for _ in range(3)])

    await store.step(HERE, work)
    assert await count(store, Person) == 6
