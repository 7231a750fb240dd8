"""Notices through the community: the outbox, the channel and the real vk_api package over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.channels import vk_api
from bot.channels.channel import Channel
from bot.channels.vk import VkChannel
from bot.channels.vk_api import VkApi
from bot.outbox import PATIENCE
from bot.pace import Pace
from handlers import LIBRARY
from services import notices
from storage.notices import Notice
from storage.people import Account, Person
from storage.store import Store, Unit
from tests.bot.test_outbox import worker
from tests.fakes.vk import FakeVk, Phone
from tests.fakes.vk.orders import Order
from tests.play import Stage, Theatre
from tests.storage.scenes import HERE

FIRST = 700
SEND = "messages.send"


@pytest.fixture
async def vk() -> AsyncIterator[FakeVk]:
    async with FakeVk() as fake:
        yield fake
        assert fake.mistakes == []


@pytest.fixture
def office(store: Store) -> Theatre:
    return Theatre(store, LIBRARY)


@pytest.fixture
async def channel(vk: FakeVk, office: Theatre) -> AsyncIterator[VkChannel]:
    api = VkApi(vk.token, vk.group_id, base_url=vk.url)
    made = VkChannel(api, office.store, territory=HERE, masked=False, clock=office.clock)
    yield made
    await made.close()


async def people(office: Theatre, vk: FakeVk, number: int, *others: Stage) -> list[Phone]:
    """So many people who wrote in the community last, and before that on the other channels."""
    phones = [vk.phone(FIRST + one, met=True) for one in range(number)]

    async def add(unit: Unit) -> None:
        for phone in phones:
            person = Person(ref=str(phone.id), created_at=office.now, last="Невыдуманова", first="Анна")
            unit.session.add(person)
            await unit.session.flush()
            ways = [("vk", f"vk:{vk.group_id}"), *((other.name, other.source) for other in others)]
            unit.session.add_all(
                Account(channel=name, source=source, address=str(phone.id), person_id=person.id, locale="ru",
                        used_at=office.now - order * timedelta(hours=1))
                for order, (name, source) in enumerate(ways)
            )  # fmt: skip

    await office.store.step(HERE, add)
    return phones


async def write(office: Theatre, key: str = "k") -> None:
    """The same notice to everybody."""

    async def work(unit: Unit) -> None:
        for person in await unit.session.scalars(select(Person.id).order_by(Person.id)):
            await notices.write(
                unit, person_id=person, kind="match-found", key=f"{key}-{person}", now=office.now
            )

    await office.store.step(HERE, work)


async def leave(office: Theatre, *channels: Channel) -> None:
    """Everything that is due leaves, then an hour passes."""
    await worker(office).work(channels)
    office.now += timedelta(hours=1)


async def kept(office: Theatre) -> list[tuple[str, str | None]]:
    async def work(unit: Unit) -> list[tuple[str, str | None]]:
        rows = await unit.session.execute(select(Notice.status, Notice.why).order_by(Notice.id))
        return [(status, why) for status, why in rows]

    return await office.store.step(HERE, work)


async def unreachable(office: Theatre) -> set[str]:
    async def work(unit: Unit) -> set[str]:
        return set(
            await unit.session.scalars(select(Account.address).where(Account.unreachable_at.is_not(None)))
        )

    return await office.store.step(HERE, work)


# --- many at once ----------------------------------------------------------------------------


async def test_many_leave_in_few_requests_each_to_its_own(office: Theatre, vk: FakeVk, channel: VkChannel):
    phones = await people(office, vk, 60)
    await write(office)
    await leave(office, channel)
    assert [len(phone.texts) for phone in phones] == [1] * 60
    assert [call.method for call in vk.requests] == ["execute"] * 3
    assert await kept(office) == [("sent", None)] * 60
    numbers = [call.params["random_id"] for call in vk.calls_of(SEND)]
    assert len(set(numbers)) == 60


LOSSES: dict[str, Callable[[FakeVk], Order]] = {
    "the line was cut": lambda vk: vk.cut("execute", after_effect=True),
    "a gateway answered": lambda vk: vk.breaks("execute", 502, after_effect=True),
    "no JSON came": lambda vk: vk.breaks("execute", 200, after_effect=True),
}


@pytest.mark.parametrize("loss", LOSSES)
async def test_a_batch_whose_answer_was_lost_is_repeated_and_nobody_hears_twice(
    loss: str, office: Theatre, vk: FakeVk, channel: VkChannel
):
    phones = await people(office, vk, 30)
    LOSSES[loss](vk)
    await write(office)
    await leave(office, channel)
    lost = [status for status, _ in await kept(office)].count("pending")
    assert lost in (5, 25), "one of the two requests"
    assert [len(phone.texts) for phone in phones] == [1] * 30, "it had arrived all the same"
    await leave(office, channel)
    assert await kept(office) == [("sent", None)] * 30
    assert len(vk.repeats) == lost, "each was asked for again, with the number it had"
    assert [len(phone.texts) for phone in phones] == [1] * 30


async def test_a_batch_that_never_arrived_is_repeated(office: Theatre, vk: FakeVk, channel: VkChannel):
    phones = await people(office, vk, 30)
    vk.cut("execute")
    await write(office)
    await leave(office, channel)
    await leave(office, channel)
    assert vk.repeats == []
    assert [len(phone.texts) for phone in phones] == [1] * 30
    assert await kept(office) == [("sent", None)] * 30


async def test_in_a_batch_in_which_some_fail_each_meets_its_own_fate(
    office: Theatre, vk: FakeVk, channel: VkChannel
):
    phones = await people(office, vk, 12)
    deleted, blacklisted, silent, private, slow, refused = phones[:6]
    deleted.deleted = blacklisted.blacklisted = private.private = True
    silent.allowed = False
    vk.fail(SEND, 9, peer=slow.id)
    vk.fail(SEND, 100, peer=refused.id)
    await write(office)
    await leave(office, channel)
    assert [call.method for call in vk.requests] == ["execute"]
    assert await unreachable(office) == {str(phone.id) for phone in phones[:4]}
    gone, late, wrong = ("undeliverable", "no-account"), ("pending", "Later"), ("pending", "Refused")
    assert await kept(office) == [gone] * 4 + [late, wrong] + [("sent", None)] * 6
    await leave(office, channel)
    assert await kept(office) == [gone] * 4 + [("sent", None)] * 8
    assert [len(phone.texts) for phone in phones] == [0] * 4 + [1] * 8


async def test_whoever_is_refused_as_the_only_one_of_a_request_is_unreachable_too(
    office: Theatre, vk: FakeVk, channel: VkChannel
):
    (anna,) = await people(office, vk, 1)
    await anna.closes_messages()
    await write(office)
    await leave(office, channel)
    assert [call.method for call in vk.requests] == [SEND]
    assert await unreachable(office) == {str(anna.id)}


# --- another messenger -----------------------------------------------------------------------


@pytest.mark.parametrize("code", [18, 900, 901, 902])
async def test_what_vk_forbids_goes_to_the_next_messenger_until_he_is_back(
    code: int, office: Theatre, vk: FakeVk, channel: VkChannel
):
    there = Stage(name="telegram")
    await people(office, vk, 1, there)
    order = vk.fail(SEND, code, times=None)
    await write(office, "first")
    await leave(office, channel, there)
    await write(office, "second")
    await leave(office, channel, there)
    assert len(order.met) == 1, "it is not tried where it is forbidden"
    assert len(there.notified) == 2
    assert await kept(office) == [("sent", None)] * 2
    order.cancel()
    await comes_back(office, vk, channel)
    await write(office, "third")
    await leave(office, channel, there)
    assert len(there.notified) == 2
    assert len(vk.phone(FIRST).texts) == 1


async def comes_back(office: Theatre, vk: FakeVk, channel: VkChannel) -> None:
    """The person allows messages again, and the community tells of it."""
    await vk.phone(FIRST).allows()
    await office.inbox.take(channel, channel.events.read([vk.events[-1].raw]))


async def test_a_community_that_is_down_is_waited_for_and_then_passed_over(
    office: Theatre, vk: FakeVk, channel: VkChannel
):
    there = Stage(name="telegram")
    await people(office, vk, 30, there)
    order = vk.breaks("execute", times=None)
    await write(office)
    for _ in range(PATIENCE - 1):
        await leave(office, channel, there)
        assert there.notified == []
    await leave(office, channel, there)
    assert len(there.notified) == 30
    order.cancel()


# --- the pace, and what does not wait for it --------------------------------------------------


async def test_a_mailing_keeps_no_answer_waiting(office: Theatre, vk: FakeVk, channel: VkChannel):
    """However slowly VK takes a mailing, lines are left for what somebody waits for."""
    phones = await people(office, vk, 25 * (vk_api.FOR_MAILINGS + 2))
    waiting = phones.pop()
    holds = [vk.hold(SEND, peer=phone.id, after_effect=False) for phone in phones]
    await write(office)
    mailing = asyncio.create_task(worker(office).work([channel]))
    await vk.until(lambda: len(vk.calls_of("execute")) == vk_api.FOR_MAILINGS)
    params = {"peer_ids": str(waiting.id), "random_id": 1, "message": "вот ваш ответ"}
    await channel.api.share(SEND, params)
    assert "вот ваш ответ" in waiting.texts
    assert sum(len(phone.texts) for phone in phones) == 0
    for hold in holds:
        hold.release()
    await mailing
    assert [len(phone.texts) for phone in phones] == [1] * len(phones)


async def test_no_second_has_more_calls_than_vk_permits():
    """Even where one is held up on its way and the next is not."""
    clock = [0.0]

    async def passes(seconds: float) -> None:
        clock[0] += seconds

    pace = Pace(overall=vk_api.A_SECOND, per_chat=vk_api.A_SECOND, now=lambda: clock[0], sleep=passes)
    left = []
    for _ in range(100):
        await pace.wait("")
        left.append(clock[0])
    spans = [late - early for early, late in zip(left, left[vk_api.PERMITTED :], strict=False)]
    assert min(spans) >= 1.0 + vk_api.HELD_UP - 1e-9
    assert 100 / left[-1] > 18, "and hardly fewer"


@given(st.dictionaries(st.text("abcdef_", min_size=1), st.text() | st.integers() | st.none()))
def test_a_form_is_read_as_it_was_meant(fields: dict[str, str | int | None]):
    read = dict(parse_qsl(vk_api.form(fields), keep_blank_values=True))
    assert read == {name: str(value) for name, value in fields.items() if value is not None}
