"""How the community is read: nothing is acknowledged before it is kept, nothing is asked in a rush."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.vk_api import VkApi
from bot.channels.vk_events import VkEvents
from storage import installation
from storage.store import Store
from tests.bot.vk_house import VkHouse
from tests.bot.vk_program import WAYS, comes_in
from tests.fakes.vk import FakeVk

POLL = "longpoll"


@pytest.fixture
async def vk() -> AsyncIterator[FakeVk]:
    async with FakeVk(pace=False) as fake:
        yield fake
        assert fake.mistakes == []


@pytest.fixture
async def house(store: Store, vk: FakeVk) -> AsyncIterator[VkHouse]:
    made = await VkHouse(store, vk).start()
    yield made
    await made.stop()


async def position(house: VkHouse) -> str:
    source = house.community.source
    return await house.store.step("", lambda unit: installation.position(unit.connection, source))


async def test_how_far_was_read_is_noted_after_all_of_it_is_kept(vk: FakeVk, house: VkHouse):
    anna = vk.phone(1, "Анна")
    await comes_in(anna)
    await vk.quiet()
    await vk.listened()
    read = await position(house)
    polls = len(vk.calls_of(POLL))
    house.gate.clear()
    await anna.types("меню")
    await vk.until(lambda: getattr(house.brought[-1][0].said, "text", "") == "меню")
    assert await position(house) == read
    assert len(vk.calls_of(POLL)) == polls, "asked on before the events were kept"
    house.gate.set()
    await anna.sees("Чем помочь?")
    await vk.listened()
    assert await position(house) == str(vk.history.ts)


async def test_what_could_not_be_kept_is_asked_for_again(vk: FakeVk, house: VkHouse):
    anna = vk.phone(2, "Анна")
    await comes_in(anna)
    await vk.quiet()
    house.fails += [RuntimeError("the disk is full")] * 3
    with capture_logs() as log:
        await anna.types("меню")
        await anna.sees("Чем помочь?")
    assert [line["error"] for line in log if line["event"] == "vk-fetch-failed"] == ["RuntimeError"] * 3
    await vk.quiet()
    assert sum("Чем помочь?" in text for text in anna.texts) == 1


TROUBLES: dict[str, Callable[[FakeVk], object]] = {
    "failed 4": lambda vk: vk.fail_poll(*[4] * 8),
    "failed 77": lambda vk: vk.fail_poll(*[77] * 8),
    "cut": lambda vk: (vk.cut(POLL, times=8), vk.expire_key()),
    "502": lambda vk: (vk.breaks(POLL, times=8), vk.expire_key()),
    "no address": lambda vk: (
        vk.cut(POLL),
        vk.fail("groups.getLongPollServer", 10, times=8),
        vk.expire_key(),
    ),
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_whatever_fails_again_and_again_is_asked_ever_more_seldom(
    trouble: str, vk: FakeVk, house: VkHouse
):
    anna = vk.phone(3, "Анна")
    await comes_in(anna)
    await vk.quiet()
    await vk.listened()
    house.poll_pauses.taken.clear()
    TROUBLES[trouble](vk)
    await vk.until(lambda: len(house.poll_pauses.taken) >= 7 and vk.history.waiting)
    assert house.poll_pauses.taken[:7] == [0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 30.0]
    await anna.types("меню")
    await anna.sees("Чем помочь?")
    await vk.quiet()


UNREADABLE: list[Any] = [{}, {"message": {}}, {"message": {"peer_id": "nobody"}}, {"message": None}]


@pytest.mark.parametrize("way", WAYS)
async def test_an_event_that_cannot_be_read_keeps_no_other_out(way: str, store: Store, vk: FakeVk):
    house = await VkHouse(store, vk, callback=way == "callback").start()
    anna = vk.phone(4, "Анна")
    await comes_in(anna)
    await vk.quiet()
    with capture_logs() as log:
        for about in UNREADABLE:
            vk.deliver("message_new", about)
        vk.deliver("message_event", {"user_id": 4})
        await anna.types("меню")
        await anna.sees("Чем помочь?")
        await vk.quiet()
    assert sum(line["event"] == "vk-event-unreadable" for line in log) == len(UNREADABLE) + 1
    await house.stop()


async def test_messages_are_read_in_the_old_shape_too(vk: FakeVk, house: VkHouse):
    """As a community has them told whose settings somebody once left at an old version."""
    anna = vk.phone(10, "Анна")
    await comes_in(anna)
    await vk.quiet()
    vk.long_poll["api_version"] = "5.92"
    await anna.types("меню")
    await anna.sees("Чем помочь?")
    await vk.quiet()


@pytest.mark.parametrize("way", WAYS)
async def test_a_press_is_freed_while_the_database_keeps_everybody_waiting(
    way: str, store: Store, vk: FakeVk
):
    house = await VkHouse(store, vk, callback=way == "callback").start()
    anna = vk.phone(5, "Анна")
    await comes_in(anna)
    await vk.quiet()
    house.gate.clear()
    press = await anna.presses("Меню")
    await vk.until(lambda: press.answered)
    assert not anna.shows("Чем помочь?")
    house.gate.set()
    await anna.sees("Чем помочь?")
    await vk.quiet()
    await house.stop()


@pytest.mark.parametrize("way", WAYS)
async def test_a_press_that_waited_longer_than_its_minute_still_counts(way: str, store: Store, vk: FakeVk):
    """VK forgets the press, so its button has stopped turning by itself; the screen comes all the same."""
    house = await VkHouse(store, vk, callback=way == "callback").start()
    anna = vk.phone(6, "Анна")
    await comes_in(anna)
    await vk.quiet()
    await house.stop()
    press = await anna.presses("Меню")
    vk.passes(61)
    with capture_logs() as log:
        house = await house.start()
        await anna.sees("Чем помочь?")
        await vk.quiet()
    assert not press.answered and not anna.turning
    assert [line["code"] for line in log if line["event"] == "press-not-answered"] == [100]
    await house.stop()


async def test_a_link_counts_once_however_often_its_code_comes_along(vk: FakeVk, house: VkHouse):
    """Whether VK repeats the code with every message after the link is not documented."""
    code = await house.invitation("methodist")
    anna = vk.phone(8, "Анна")
    await comes_in(anna)
    await vk.quiet()
    await anna.follows(code)
    await anna.types("привет")
    await anna.sees("Код принят. Ваша роль теперь: Методист")
    await vk.quiet()
    await anna.follows(code)
    await anna.types("меню")
    menu = await anna.sees("Чем помочь?")
    assert "Записать сопровождение" in menu.labels
    await vk.quiet()


async def test_a_link_counts_though_a_button_brought_it(vk: FakeVk, house: VkHouse):
    code = await house.invitation("methodist")
    anna = vk.phone(9, "Анна", callbacks=False)
    await comes_in(anna)
    await vk.quiet()
    await anna.follows(code)
    await anna.presses("Меню")
    await anna.sees("Код принят. Ваша роль теперь: Методист")
    await vk.quiet()


# --- what nothing tells any more -------------------------------------------------------------


class Busy(VkApi):
    """While conversations are listed, somebody answers the newest of them."""

    def __init__(self, vk: FakeVk) -> None:
        super().__init__(vk.token, vk.group_id, base_url=vk.url)
        self.vk = vk

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        result = await super().call(method, params)
        for phone in [phone for phone in self.vk.phones[::-1] if phone.is_unanswered][:30]:
            phone.write(from_bot=True, text="ответ")
        return result


async def test_nobody_is_overlooked_while_others_are_answered(vk: FakeVk):
    people = [vk.phone(number) for number in range(1, 451)]  # VK lists two hundred at once
    for phone in people:
        await phone.starts()
    api = Busy(vk)
    found = await VkEvents(api, masked=False, clock=lambda: datetime.now(UTC)).unanswered()
    told = [event["object"]["message"]["peer_id"] for event in found]
    assert {phone.id for phone in people if phone.is_unanswered} <= set(told)
    assert len(told) == len(set(told))
    await api.close()


async def test_what_is_older_than_what_was_seen_is_remembered_is_let_be(vk: FakeVk):
    """Seven days are remembered, three are looked back: nobody is answered twice."""
    old, new = vk.phone(1), vk.phone(2)
    await old.starts()
    vk.passes(4 * 24 * 3600)
    await new.starts()
    api = VkApi(vk.token, vk.group_id, base_url=vk.url)
    clock = partial(datetime.fromtimestamp, tz=UTC)
    found = await VkEvents(api, masked=False, clock=lambda: clock(vk.now())).unanswered()
    assert [event["object"]["message"]["peer_id"] for event in found] == [2]
    await api.close()
