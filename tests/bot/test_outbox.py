"""The outbox's worker: which way a notice goes, when again, when it is given up. DESIGN §4, CORE 13, 16."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import outbox as module
from bot import settling
from bot.channels.channel import Channel, Delivery, Later, Refused, Trouble, Unattended, Unreachable
from bot.outbox import Outbox, backoff, token
from handlers.dialogue.library import Library, notice
from handlers.dialogue.nouns import Link, Screen
from services import notices
from services.values import Words
from storage.installation import epoch, renew_epoch
from storage.notices import Notice
from storage.people import Account
from storage.store import Store, Unit
from tests.bot.stages import breathe
from tests.play import Stage, Theatre
from tests.storage.scenes import HERE, Rests

MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(store: Store) -> Theatre:
    return Theatre(store, library())


def library() -> Library:
    made = Library()

    @notice("hello", library=made)
    def hello() -> Screen:
        return Screen("start-agreed", links=[Link("menu", Words("command-menu"))])

    @notice("broken", library=made)
    def broken() -> Screen:
        raise ZeroDivisionError

    return made


class Refusing(Stage):
    """Answers every notice as it is told; None goes through."""

    def __init__(self, *answers: Exception | None, name: str = "stage") -> None:
        super().__init__(name=name)
        self.answers = list(answers)
        self.offered = 0

    async def notify(self, delivery: Delivery, *, token: str) -> None:
        self.offered += 1
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.notified.append((delivery, token))


def worker(office: Theatre, prepare: Any = None, **options: Any) -> Outbox:
    packs = {office.regulation.id: office.regulation}
    return Outbox(
        office.store, packs, office.library, prepare or office._prepare, clock=office.clock, **options
    )


async def has_accounts(office: Theatre, *channels: Stage) -> int:
    """Somebody who has used these channels, the first one last."""
    from storage.people import Person

    async def work(unit: Unit) -> int:
        person = Person(created_at=office.now)
        unit.session.add(person)
        await unit.session.flush()
        for number, channel in enumerate(channels):
            unit.session.add(
                Account(
                    channel=channel.name,
                    source=channel.source,
                    address=f"a{number}",
                    person_id=person.id,
                    locale="ru",
                    used_at=office.now - number * MINUTE,
                )
            )
        return person.id

    return await office.store.step(HERE, work)


async def write(office: Theatre, person: int, key: str = "k", kind: str = "hello", **more: Any) -> None:
    async def work(unit: Unit) -> None:
        await notices.write(unit, person_id=person, kind=kind, key=key, now=office.now, **more)

    await office.store.step(HERE, work)


async def kept(office: Theatre, key: str = "k") -> Notice:
    async def work(unit: Unit) -> Notice:
        return (await unit.session.scalars(select(Notice).where(Notice.key == key))).one()

    return await office.store.step(HERE, work)


# --- which way -----------------------------------------------------------------------------


async def test_a_notice_goes_where_the_person_was_last(office: Theatre):
    one, two = Refusing(name="one"), Refusing(name="two")
    await write(office, await has_accounts(office, two, one))
    assert await worker(office).work([one, two]) == 1
    assert (one.offered, two.offered) == (0, 1)
    sent = await kept(office)
    assert (sent.status, sent.attempts) == ("sent", 1)
    assert sent.sent_at and sent.account_id == two.notified[0][0].account_id
    assert await worker(office).work([one, two]) == 0


async def test_whoever_has_blocked_one_channel_is_reached_by_the_next(office: Theatre):
    one, two = Refusing(Unreachable(), name="one"), Refusing(name="two")
    person = await has_accounts(office, one, two)
    await write(office, person)
    await worker(office).work([one, two])
    assert (one.offered, two.offered) == (1, 1)
    assert (await kept(office)).status == "sent"
    await write(office, person, "next")
    await worker(office).work([one, two])
    assert one.offered == 1, "it is not tried again where it was forbidden"


async def test_a_platform_that_is_down_for_long_is_passed_over(office: Theatre):
    """At first it is waited for: the message may have arrived though no answer came."""
    one, two = Refusing(*[Trouble("down")] * 9, name="one"), Refusing(name="two")
    await write(office, await has_accounts(office, one, two))
    for _ in range(2):
        await worker(office).work([one, two])
        assert two.offered == 0
        office.now += timedelta(hours=1)
    await worker(office).work([one, two])
    assert (one.offered, two.offered) == (3, 1)
    assert (await kept(office)).status == "sent"


async def test_where_nobody_looks_now_comes_last(office: Theatre):
    one, two = Refusing(Unattended(), name="one"), Refusing(name="two")
    await write(office, await has_accounts(office, one, two))
    await worker(office).work([one, two])
    assert (await kept(office)).account_id == two.notified[0][0].account_id
    lonely = Refusing(Unattended(), name="three")
    await write(office, await has_accounts(office, lonely), "lonely")
    await worker(office).work([lonely])
    assert [delivery.anyway for delivery, _ in lonely.notified] == [True]
    never = Refusing(*[Unattended()] * 9, name="four")
    await write(office, await has_accounts(office, never), "never")
    await worker(office).work([never])
    assert never.offered == 2
    assert (await kept(office, "never")).status == "pending"


async def test_whoever_can_be_reached_nowhere_stands_on_the_coordinators_list(office: Theatre):
    one = Refusing(Unreachable(), name="one")
    await write(office, await has_accounts(office, one, Stage(name="not served here")))
    await worker(office).work([one])
    lost = await kept(office)
    assert (lost.status, lost.why) == ("undeliverable", "no-account")


async def test_a_channel_that_only_greets_gets_no_notices(office: Theatre):
    one, two = Refusing(name="one"), Refusing(name="two")
    one.greeting_only = True
    await write(office, await has_accounts(office, one, two))
    await worker(office).work([one, two])
    assert (one.offered, two.offered) == (0, 1)


# --- when again ----------------------------------------------------------------------------


async def test_trouble_is_tried_again_later_and_later(office: Theatre):
    stage = Refusing(*[Trouble("down")] * 4)
    await write(office, await has_accounts(office, stage))
    outbox, waits = worker(office), []
    while not stage.notified:
        await outbox.work([stage])
        waiting = await kept(office)
        if waiting.status == "pending":
            waits.append(round((waiting.due_at - office.now).total_seconds()))
            assert await outbox.work([stage]) == 0, "not before its time"
            office.now = waiting.due_at
    assert waits == [2, 4, 8, 16]
    assert backoff(30) == timedelta(minutes=30)


async def test_a_platform_that_asks_to_wait_is_given_its_time_and_no_other_way_is_tried(office: Theatre):
    one, two = Refusing(*[Later(90.0)] * 5, name="one"), Refusing(name="two")
    await write(office, await has_accounts(office, one, two))
    for _ in range(5):
        await worker(office).work([one, two])
        waiting = await kept(office)
        assert round((waiting.due_at - office.now).total_seconds()) == 90
        office.now = waiting.due_at
    assert two.offered == 0


async def test_a_notice_is_given_up_after_days_of_trouble_and_soon_when_it_is_itself_at_fault(
    office: Theatre, monkeypatch
):
    monkeypatch.setattr(module, "TRIES", 7)
    stage = Refusing(*[Trouble("down")] * 7, *[Refused("bad")] * 9)
    person = await has_accounts(office, stage)
    outbox = worker(office)

    async def tries(key: str) -> tuple[int, str, str | None]:
        while (await kept(office, key)).status == "pending":
            await outbox.work([stage])
            office.now += timedelta(hours=1)
        given_up = await kept(office, key)
        return given_up.attempts, given_up.status, given_up.why

    await write(office, person, "down")
    assert await tries("down") == (7, "undeliverable", "Trouble")
    await write(office, person, "refused")
    assert await tries("refused") == (5, "undeliverable", "Refused")
    for key, kind, why in (
        ("broken", "broken", "ZeroDivisionError"),
        ("unknown", "of another version", "KeyError"),
    ):
        await write(office, person, key, kind)
        assert await tries(key) == (5, "undeliverable", why)


async def test_what_comes_too_late_is_not_sent(office: Theatre):
    stage = Refusing(Trouble("down"))
    await write(office, await has_accounts(office, stage), expires_at=office.now + MINUTE)
    await worker(office).work([stage])
    office.now += 2 * MINUTE
    await worker(office).work([stage])
    assert (await kept(office)).status == "expired"
    assert stage.notified == []


async def test_a_send_that_hangs_is_ended_before_its_lease_is(office: Theatre):
    class Hanging(Stage):
        async def notify(self, delivery: Delivery, *, token: str) -> None:
            await asyncio.get_running_loop().create_future()

    stage = Hanging()
    await write(office, await has_accounts(office, stage))
    await worker(office, send_seconds=0.0).work([stage])
    waiting = await kept(office)
    assert (waiting.status, waiting.why) == ("pending", "TimeoutError")
    assert timedelta(seconds=module.SEND_SECONDS) < module.LEASE


# --- workers -------------------------------------------------------------------------------


async def test_a_worker_that_dies_after_the_claim_loses_nothing(office: Theatre):
    gone, stage = worker(office), Refusing()
    await write(office, await has_accounts(office, stage))
    assert len(await gone._claim()) == 1
    assert await worker(office).work([stage]) == 0
    office.now += module.LEASE
    assert await worker(office).work([stage]) == 1
    assert len(stage.notified) == 1


async def test_a_worker_that_comes_back_too_late_settles_nothing(office: Theatre):
    slow, stage = worker(office), Refusing()
    await write(office, await has_accounts(office, stage))
    [claimed] = await slow._claim()
    office.now += module.LEASE
    await worker(office).work([stage])
    slow._settle(claimed, "undeliverable")
    await slow._settling.written()
    assert (await kept(office)).status == "sent"


async def test_nothing_leaves_before_its_cause_is_durable(office: Theatre):
    happened: list[str] = []
    step = office.store.step

    async def noting(territory, work, *, durable: bool = False):
        done = await step(territory, work, durable=durable)
        happened.append("durable" if durable else "step")
        return done

    class Noting(Stage):
        async def notify(self, delivery: Delivery, *, token: str) -> None:
            happened.append("sent")

    stage = Noting()
    await write(office, await has_accounts(office, stage))
    office.store.step = noting
    await worker(office).work([stage])
    assert happened.index("durable") < happened.index("sent")


async def test_one_notice_that_cannot_be_settled_holds_up_no_other(office: Theatre, monkeypatch):
    stage = Refusing()
    person = await has_accounts(office, stage)
    for key in "abc":
        await write(office, person, key)
    settle = settling.notices.settle

    async def breaks(connection, claimed, **more):
        if claimed.key == "b":
            raise RuntimeError("ours")
        return await settle(connection, claimed, **more)

    monkeypatch.setattr(settling.notices, "settle", breaks)
    outbox = worker(office)
    assert await outbox.work([stage]) == 3
    monkeypatch.undo()
    assert [(await kept(office, key)).status for key in "abc"] == ["sent", "claimed", "sent"]
    office.now += module.LEASE
    await outbox.work([stage])
    assert (await kept(office, "b")).status == "sent"


async def test_what_becomes_known_together_is_settled_in_one_step(office: Theatre):
    """Accounts and wishes, too, are read once for everybody: the number of steps stays what it is."""
    step, steps = office.store.step, []

    async def counting(*args, **more):
        steps[-1] += 1
        return await step(*args, **more)

    for people in (2, 40):
        stages = [Refusing(name=f"{people}-{number}") for number in range(people)]
        for stage in stages:
            await write(office, await has_accounts(office, stage), stage.name)
        steps.append(0)
        office.store.step = counting
        assert await worker(office).work(stages) == people
        office.store.step = step
    assert steps[0] == steps[1]


async def test_more_than_a_batch_is_sent_in_one_go(office: Theatre, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 3)
    stage = Refusing()
    person = await has_accounts(office, stage)
    for number in range(8):
        await write(office, person, f"{number}")
    assert await worker(office).work([stage]) == 8
    assert len(stage.notified) == 8


async def test_a_worker_does_not_overlap_with_itself_and_rests_where_there_is_no_channel(office: Theatre):
    waiting = asyncio.Event()

    class Slow(Stage):
        async def notify(self, delivery: Delivery, *, token: str) -> None:
            await waiting.wait()

    stage = Slow()
    await write(office, await has_accounts(office, stage))
    outbox = worker(office)
    assert await outbox.work([]) == 0
    first = asyncio.create_task(outbox.work([stage]))
    await breathe()
    assert await outbox.work([stage]) == 0
    waiting.set()
    assert await first == 1


async def test_trouble_of_the_store_is_waited_out_by_the_worker_too(office: Theatre, monkeypatch):
    stage = Refusing()
    await write(office, await has_accounts(office, stage))
    office.store._sleep = rests = Rests()
    outbox, fails = worker(office), [ConnectionResetError(), ConnectionResetError()]
    ways = module.people.ways_to

    async def reset(*args):
        if fails:
            raise fails.pop()
        return await ways(*args)

    monkeypatch.setattr(module.people, "ways_to", reset)
    assert await outbox.work([stage]) == 1
    assert len(rests.taken) == 2
    assert len(stage.notified) == 1


# --- the number that keeps a platform from showing it twice ---------------------------------


async def test_the_number_is_the_same_at_every_try_and_another_after_a_restore(office: Theatre):
    offered: list[str] = []

    class Asking(Stage):
        async def notify(self, delivery: Delivery, *, token: str) -> None:
            offered.append(token)
            raise Trouble("no answer")

    stage = Asking()
    await write(office, await has_accounts(office, stage))
    for _ in range(3):
        await worker(office).work([stage])
        office.now += timedelta(hours=1)
    assert len(set(offered)) == 1
    await office.store.step("", lambda unit: renew_epoch(unit.connection))
    await worker(office).work([stage])
    assert len(set(offered)) == 2


async def test_numbers_differ_by_key_territory_and_part_and_fit_a_random_id(office: Theatre):
    here = await office.store.step("", lambda unit: epoch(unit.connection))
    assert here == await office.store.step("", lambda unit: epoch(unit.connection))
    numbers = {
        token(here, f"{place}/{key}", part) for place in "ab" for key in range(500) for part in range(3)
    }
    assert len(numbers) == 3000
    assert all(0 < number < 2**31 for number in numbers)


async def test_a_restored_program_never_uses_a_number_again(office: Theatre):
    made = set()
    for _ in range(5):
        await office.store.step("", lambda unit: renew_epoch(unit.connection))
        made.add(await office.store.step("", lambda unit: epoch(unit.connection)))
    assert len(made) == 5


async def test_pictures_are_made_before_the_send_and_their_trouble_is_the_notices(office: Theatre):
    stage, made = Refusing(), []

    async def draws(channel: Channel, delivery: Delivery) -> None:
        made.append(delivery.address)
        if len(made) == 1:
            raise OSError("no space for the picture")

    await write(office, await has_accounts(office, stage))
    outbox = worker(office, draws)
    await outbox.work([stage])
    assert (await kept(office)).status == "pending"
    office.now += timedelta(hours=1)
    await outbox.work([stage])
    assert (await kept(office)).status == "sent"


async def test_a_notice_withdrawn_while_it_is_sent_stays_withdrawn(office: Theatre):
    class Withdrawing(Stage):
        async def notify(self, delivery: Delivery, *, token: str) -> None:
            await office.store.step(HERE, lambda unit: notices.withdraw(unit, "k"))

    stage = Withdrawing()
    await write(office, await has_accounts(office, stage))
    await worker(office).work([stage])
    assert (await kept(office)).status == "withdrawn"


async def test_the_claim_of_an_old_worker_is_not_shortened(office: Theatre):
    stage = Refusing()
    await write(office, await has_accounts(office, stage))

    async def still_leased(unit: Unit) -> None:
        await unit.session.execute(
            update(Notice)
            .values(status="claimed", worker="other", lease_until=office.now + MINUTE)
            .execution_options(synchronize_session=False)
        )

    await office.store.step(HERE, still_leased)
    assert await worker(office).work([stage]) == 0
    office.now += MINUTE
    assert await worker(office).work([stage]) == 1
