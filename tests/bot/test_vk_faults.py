"""Whatever goes wrong with VK: a clear state, everybody answered once, and a log without a token."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from storage.store import Store
from tests.bot.vk_house import VkHouse
from tests.bot.vk_program import comes_in
from tests.fakes.vk import FakeVk, Phone

SEND, EDIT, POLL, SERVER = "messages.send", "messages.edit", "longpoll", "groups.getLongPollServer"
ASKED, TOLD = "меню", "Чем помочь?"
A_MINUTE = timedelta(minutes=1)
Log = list[dict[str, Any]]


@dataclass
class Scene:
    """A person in a conversation with the community, and what the program writes down meanwhile."""

    house: VkHouse
    vk: FakeVk
    anna: Phone
    log: Log
    texts: int
    calls: int

    async def is_tried(self, times: int) -> None:
        """So many calls have been answered, and there is no other."""
        await self.vk.called(SEND, self.calls + times)
        await self.house.senders.drained()
        assert len(self.vk.calls_of(SEND)) == self.calls + times

    async def sees_the_answer_once(self) -> None:
        await self.anna.sees(TOLD)
        await self.vk.quiet()
        assert sum(TOLD in text for text in self.anna.texts[self.texts :]) == 1, self.anna.dump()
        await self.is_settled()

    async def is_settled(self) -> None:
        """Nothing is owed to her, and she is taken for reachable."""
        stands = await self.house.stands(self.anna.id)
        assert (stands.shown_no, stands.unreachable) == (stands.screen_no, False)


@pytest.fixture
async def vk() -> AsyncIterator[FakeVk]:
    async with FakeVk(pace=False) as fake:
        yield fake
        assert fake.mistakes == []


async def scene_of(store: Store, vk: FakeVk, log: Log, **how: Any) -> Scene:
    house = await VkHouse(store, vk, **how).start()
    anna = vk.phone(7, "Анна")
    await comes_in(anna)
    await vk.quiet()
    log.clear()
    return Scene(house, vk, anna, log, len(anna.texts), len(vk.calls_of(SEND)))


async def test_the_name_of_the_community_is_asked_for_until_it_is_told(store: Store, vk: FakeVk):
    house = VkHouse(store, vk)
    named = "groups.getById"
    vk.breaks(named)
    vk.cut(named)
    vk.fail(named, 5)
    with capture_logs() as log:
        await house.start(listens=False)
        assert vk.calls == []  # nothing is waited for before anybody is listened to
        assert house.community.link("e12") == f"https://vk.me/club{vk.group_id}?ref=e12"
        await house.listens()
        await vk.called(named, times=4)
        await comes_in(vk.phone(7, "Анна"))
        await vk.quiet()
        assert house.community.link("e12") == f"{vk.link}?ref=e12"
        await house.stop()
    untold = [entry["error"] for entry in log if entry["event"] == "vk-name-unknown"]
    assert untold == ["NoAnswer", "NoAnswer", "CallError"]
    assert len(vk.calls_of(named)) == 4


# --- how it ends -----------------------------------------------------------------------------


async def is_answered(scene: Scene) -> None:
    await scene.anna.types(ASKED)
    await scene.sees_the_answer_once()


async def waits_a_minute(scene: Scene) -> None:
    """VK has asked for patience, and gets it."""
    await is_answered(scene)
    assert scene.house.pauses.taken == [60.0]


async def is_owed_and_shown_later(scene: Scene) -> None:
    """The platform takes nothing: the screen waits in the store, nobody is thought gone."""
    await scene.anna.types(ASKED)
    await scene.is_tried(5)
    stands = await scene.house.stands(scene.anna.id)
    assert (stands.shown_no, stands.unreachable) == (stands.screen_no - 1, False)
    scene.vk.heal()
    scene.house.later += A_MINUTE
    await scene.house.shows_owed()
    await scene.sees_the_answer_once()


async def is_gone_until_she_writes(scene: Scene) -> None:
    await scene.anna.types(ASKED)
    await scene.is_tried(1)
    assert (await scene.house.stands(scene.anna.id)).unreachable
    scene.house.later += A_MINUTE
    await scene.house.shows_owed()
    await scene.vk.quiet()
    await scene.is_tried(1)
    scene.vk.heal()
    await is_answered(scene)


async def is_given_a_reference(scene: Scene) -> None:
    """A defect of ours: she hears of it with a reference, and the next word is answered."""
    await scene.anna.types(ASKED)
    shown = await scene.anna.sees("назовите номер")
    await scene.vk.quiet()
    [line] = [line for line in scene.log if line["event"] == "screen-failed"]
    assert line["reference"] in shown.text
    assert not (await scene.house.stands(scene.anna.id)).unreachable
    await is_answered(scene)


async def is_shown_anew(scene: Scene) -> None:
    """What cannot be edited is sent below."""
    await scene.anna.presses("Меню")
    await scene.sees_the_answer_once()
    assert scene.anna.last.number == len(scene.anna.messages)


async def is_found_though_forgotten(scene: Scene) -> None:
    """VK loses what she has written before it has told anybody."""
    await scene.anna.types(ASKED)
    scene.vk.forget_history()
    await scene.sees_the_answer_once()


async def ends_with_the_later_word(scene: Scene) -> None:
    """Two messages told the wrong way round: the second is what she said last."""
    await scene.anna.types("/assess")
    await scene.anna.types(ASKED)
    await scene.anna.sees(TOLD)
    await scene.vk.quiet()
    assert TOLD in scene.anna.texts[-1], scene.anna.dump()
    await scene.is_settled()


# --- what goes wrong -------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """What is ordered, what the log says of it, and how it ends."""

    ordered: Callable[[FakeVk], object]
    line: str
    says: dict[str, Any] = field(default_factory=dict)
    ends: Callable[[Scene], Awaitable[None]] = is_answered
    timeouts: tuple[float, float] = (5.0, 20.0)


def refused(code: int, ends: Callable[[Scene], Awaitable[None]], *, times: int | None = 1) -> Fault:
    return Fault(lambda vk: vk.fail(SEND, code, times=times), "vk-refused", {"code": code}, ends)


def unheard(ordered: Callable[[FakeVk], object], why: str, **more: Any) -> Fault:
    return Fault(ordered, "vk-no-answer", {"why": why}, **more)


def unread(ordered: Callable[[FakeVk], object], line: str = "vk-fetch-failed", **says: Any) -> Fault:
    return Fault(ordered, line, says)


def refuses_to_tell(code: int) -> Callable[[FakeVk], None]:
    def order(vk: FakeVk) -> None:
        vk.fail(SERVER, code, times=3)
        vk.cut(POLL)
        vk.expire_key()

    return order


def cut_while_waiting(how: str, **more: Any) -> Callable[[FakeVk], None]:
    def order(vk: FakeVk) -> None:
        getattr(vk, how)(POLL, times=2, **more)
        vk.expire_key()

    return order


FAULTS: dict[str, Fault] = {
    "a call never answered": unheard(lambda vk: vk.delay(SEND, 1.0), "ReadTimeout", timeouts=(5.0, 0.3)),
    "cut before the effect": unheard(lambda vk: vk.cut(SEND), "ConnectionError"),
    "cut after the effect": unheard(lambda vk: vk.cut(SEND, after_effect=True), "ConnectionError"),
    "502 with a page": unheard(lambda vk: vk.breaks(SEND, 502), "status 502"),
    "503 after the effect": unheard(lambda vk: vk.breaks(SEND, 503, after_effect=True), "status 503"),
    "200 without JSON": unheard(lambda vk: vk.breaks(SEND, 200), "JSONDecodeError"),
    "code 1": refused(1, is_answered),
    "code 5": refused(5, is_owed_and_shown_later, times=None),
    "code 6": refused(6, is_answered, times=3),
    "code 9": refused(9, waits_a_minute),
    "code 10": refused(10, is_answered, times=2),
    "code 14": refused(14, waits_a_minute),
    "code 15": refused(15, is_owed_and_shown_later, times=None),
    "code 18": refused(18, is_gone_until_she_writes, times=None),
    "code 27": refused(27, is_owed_and_shown_later, times=None),
    "code 29": refused(29, waits_a_minute),
    "code 100": refused(100, is_given_a_reference),
    "code 900": refused(900, is_gone_until_she_writes, times=None),
    "code 901": refused(901, is_gone_until_she_writes, times=None),
    "code 902": refused(902, is_gone_until_she_writes, times=None),
    "code 909": Fault(lambda vk: vk.fail(EDIT, 909), "vk-not-edited", {"code": 909}, is_shown_anew),
    "code 912": refused(912, is_owed_and_shown_later, times=None),
    "code 914": refused(914, is_given_a_reference),
    "a poll cut": unread(cut_while_waiting("cut"), error="NoAnswer"),
    "a poll answered with 502": unread(cut_while_waiting("breaks", status=502), error="NoAnswer"),
    "a poll answered without JSON": unread(cut_while_waiting("breaks", status=200), error="NoAnswer"),
    "code 5 for the reader": unread(refuses_to_tell(5), "vk-token-refused", code=5),
    "code 15 for the reader": unread(refuses_to_tell(15), "vk-token-refused", code=15),
    "code 27 for the reader": unread(refuses_to_tell(27), "vk-token-refused", code=27),
    "code 10 for the reader": unread(refuses_to_tell(10), code=10),
    "failed 1": Fault(lambda vk: None, "vk-history-lost", ends=is_found_though_forgotten),
    "failed 2": unread(lambda vk: vk.expire_key(), "vk-nothing-told"),
    "failed 3": unread(lambda vk: vk.lose_everything(), "vk-history-lost"),
    "failed 4": unread(lambda vk: vk.fail_poll(4, 4), "vk-nothing-told"),
    "told twice": Fault(lambda vk: vk.duplicate(), "told-again"),
    "out of order": Fault(lambda vk: vk.disorder(), "vk-out-of-order", ends=ends_with_the_later_word),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_the_state_is_clear_and_the_log_says_what_was(name: str, store: Store, vk: FakeVk):
    fault = FAULTS[name]
    with capture_logs() as log:
        scene = await scene_of(store, vk, log, timeouts=fault.timeouts)
        try:
            fault.ordered(vk)
            await fault.ends(scene)
        finally:
            vk.heal()
            await scene.house.stop()
    lines = [line for line in log if line["event"] == fault.line]
    assert any(fault.says.items() <= line.items() for line in lines), log
    assert vk.token not in repr(log) and vk.history.key not in repr(log)
