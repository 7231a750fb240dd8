"""The outbox's table: written once, claimed by one, settled by whoever holds it. CORE 13, 17; DESIGN §4."""

import asyncio
import json
import re
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, select, text

from services import notices as service
from services import undelivered
from storage import notices
from storage.notices import Claimed, Notice
from storage.people import Person
from storage.store import Store, Unit
from tests.storage.scenes import HERE, NOW, plans

LEASE = timedelta(seconds=60)
MINUTE = timedelta(minutes=1)


async def somebody(unit: Unit) -> int:
    person = Person(created_at=NOW)
    unit.session.add(person)
    await unit.session.flush()
    return person.id


def rows(person: int, number: int, **values) -> list[dict]:
    row = {
        "territory": HERE,
        "person_id": person,
        "kind": "k",
        "args": "{}",
        "due_at": NOW,
        "lease_until": NOW,
    }
    return [{**row, "key": f"n{n}", "expires_at": None, **values} for n in range(number)]


async def fill(store: Store, number: int, **values) -> None:
    async def work(unit: Unit) -> None:
        person = await somebody(unit)
        await unit.connection.execute(Notice.__table__.insert(), rows(person, number, **values))

    await store.step(HERE, work)


async def claim(
    store: Store, worker: str, *, limit: int = 50, after: timedelta = timedelta(0)
) -> list[Claimed]:
    async def work(unit: Unit) -> list[Claimed]:
        now = NOW + after
        return await notices.claim(unit.connection, now=now, lease=now + LEASE, worker=worker, limit=limit)

    return await store.step("", work, durable=True)


async def settle(store: Store, notice: Claimed, worker: str, status: str = "sent", **more) -> bool:
    async def work(unit: Unit) -> bool:
        return await notices.settle(
            unit.connection, notice, worker=worker, status=status, now=NOW + MINUTE, **more
        )

    return await store.step("", work)


async def statuses(store: Store) -> dict[str, int]:
    async def work(unit: Unit) -> dict[str, int]:
        found: dict[str, int] = {}
        for status in await unit.session.scalars(select(Notice.status)):
            found[status] = found.get(status, 0) + 1
        return found

    return await store.step(HERE, work)


def at_work(url: str, name: str, taken: list[int]) -> None:
    """A worker with a loop, a store and connections of its own, as in a process of its own."""

    async def works() -> None:
        store = Store(url)
        await store.open()
        while batch := await claim(store, name, limit=7):
            taken.extend(notice.id for notice in batch)
            for notice in batch:
                assert await settle(store, notice, name)
        await store.close()

    asyncio.run(works())


async def test_four_workers_never_hold_the_same_notice(store: Store):
    await fill(store, 150)
    taken: list[int] = []
    workers = (asyncio.to_thread(at_work, store.url, f"w{number}", taken) for number in range(4))
    await asyncio.gather(*workers)
    assert len(taken) == len(set(taken)) == 150
    assert await statuses(store) == {"sent": 150}


async def test_what_a_killed_worker_held_comes_again_after_its_lease(store: Store, tmp_path: Path):
    await fill(store, 10)
    program = (
        "import asyncio, os, signal\n"
        "from storage.store import Store\n"
        "from tests.storage.test_notices import claim\n"
        "async def main():\n"
        f"    store = Store({store.url!r})\n"
        "    await store.open()\n"
        "    print([notice.id for notice in await claim(store, 'killed')], flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", program], capture_output=True, text=True, cwd=Path.cwd()
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    held = json.loads(done.stdout)
    assert len(held) == 10
    assert await claim(store, "other", after=LEASE - timedelta(seconds=1)) == []
    again = await claim(store, "other", after=LEASE)
    assert [notice.id for notice in again] == held
    assert {notice.attempts for notice in again} == {2}


async def test_whoever_has_lost_the_lease_settles_nothing(store: Store):
    await fill(store, 1)
    [first] = await claim(store, "slow")
    [second] = await claim(store, "quick", after=LEASE)
    assert not await settle(store, first, "slow")
    assert await settle(store, second, "quick")
    assert not await settle(store, second, "quick"), "it is settled already"
    [*none] = await claim(store, "quick", after=10 * LEASE)
    assert none == []


async def test_a_worker_that_claims_again_cannot_settle_its_own_earlier_claim(store: Store):
    await fill(store, 1)
    [first] = await claim(store, "w")
    [second] = await claim(store, "w", after=LEASE)
    assert not await settle(store, first, "w")
    assert await settle(store, second, "w", "pending", due_at=NOW + 3 * LEASE)
    assert await claim(store, "w", after=2 * LEASE) == []
    [third] = await claim(store, "w", after=3 * LEASE)
    assert third.attempts == 3


async def test_the_oldest_come_first_and_what_is_not_due_stays(store: Store):
    await fill(store, 3)

    async def spread(unit: Unit) -> None:
        for number, minutes in enumerate((5, -5, 0)):
            due = NOW + minutes * MINUTE
            await unit.session.execute(
                Notice.__table__.update()
                .where(Notice.key == f"n{number}", Notice.territory == HERE)
                .values(due_at=due)
            )

    await store.step(HERE, spread)
    assert [notice.key for notice in await claim(store, "w")] == ["n1", "n2"]


async def test_a_key_is_written_once_and_never_again(store: Store):
    async def write(unit: Unit) -> bool:
        person = await somebody(unit)
        await service.write(unit, person_id=person, kind="k", key="once", now=NOW, number=1)
        return unit.wakes_outbox

    async def write_for_later(unit: Unit) -> bool:
        person = await somebody(unit)
        await service.write(unit, person_id=person, kind="k", key="later", now=NOW, due_at=NOW + MINUTE)
        return unit.wakes_outbox

    assert await store.step(HERE, write)
    [notice] = await claim(store, "w")
    await settle(store, notice, "w")
    await store.step(HERE, write)
    assert await claim(store, "w", after=LEASE) == []
    assert not await store.step(HERE, write_for_later)
    assert len(await claim(store, "w", after=LEASE)) == 1


async def test_what_is_withdrawn_never_leaves_even_from_a_workers_hands(store: Store):
    await fill(store, 2)
    [held] = await claim(store, "w", limit=1)

    async def withdraw(unit: Unit) -> None:
        for key in ("n0", "n1"):
            await service.withdraw(unit, key)

    await store.step(HERE, withdraw)
    assert await claim(store, "w", after=LEASE) == []
    assert not await settle(store, held, "w", "pending", due_at=NOW)
    assert await statuses(store) == {"withdrawn": 2}


async def test_what_may_have_been_sent_since_a_backup_is_held(store: Store):
    await fill(store, 3)
    [claimed] = await claim(store, "w", limit=1)
    await settle(store, claimed, "w", "pending", due_at=NOW + 5 * MINUTE)
    await claim(store, "w", limit=1)
    assert await store.step("", lambda unit: notices.hold(unit.connection, NOW)) == 2
    assert await statuses(store) == {"held": 2, "pending": 1}
    assert [notice.id for notice in await claim(store, "w", after=10 * MINUTE)] == [claimed.id]


async def test_due_and_lost_notices_are_found_by_their_indexes_among_those_long_sent(store: Store):
    async def fill_up(unit: Unit) -> None:
        person = await somebody(unit)
        many = rows(person, 30_000, status="sent")
        for start in range(0, len(many), 1500):
            await unit.connection.execute(insert(Notice), many[start : start + 1500])
        for status in ("pending", "undeliverable"):
            few = [{**row, "key": f"{status} {row['key']}", "status": status} for row in many[:20]]
            await unit.connection.execute(insert(Notice), few)
        await unit.connection.execute(text("ANALYZE"))

    async def look(unit: Unit) -> None:
        found = await notices.claim(unit.connection, now=NOW, lease=NOW + LEASE, worker="w", limit=50)
        assert len(found) == 20

    async def count(unit: Unit) -> None:
        assert await undelivered.count(unit, NOW) == 20

    await store.step(HERE, fill_up)
    for work, index, territory in ((look, "ix_notices_due", ""), (count, "ix_notices_lost", HERE)):
        plan = await plans(store, work, territory)
        assert index in plan
        assert not re.search("SCAN notices|Seq Scan on notices", plan), plan
