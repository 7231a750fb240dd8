"""The package's traps: what it does by itself would hang, repeat without end, or tell the token."""

import asyncio
import traceback
from collections.abc import AsyncIterator, Callable

import pytest
from requests.adapters import HTTPAdapter

from bot.channels.channel import SendError
from bot.channels.vk_api import CallError, NoAnswer, VkApi, as_send_error
from bot.pace import Pace
from tests.fakes.vk import FakeVk

SEND = "messages.send"
AT_ONCE = Pace(overall=1000.0, per_chat=1000.0)


def text(peer: int, number: int = 1) -> dict[str, object]:
    return {"peer_ids": str(peer), "message": "слово", "random_id": number}


@pytest.fixture
async def vk() -> AsyncIterator[FakeVk]:
    async with FakeVk(pace=False) as fake:
        for peer in range(1, 9):
            fake.phone(peer, met=True)
        yield fake


@pytest.fixture
async def api(vk: FakeVk) -> AsyncIterator[VkApi]:
    made = VkApi(vk.token, vk.group_id, base_url=vk.url, pace=AT_ONCE)
    yield made
    vk.heal()
    await made.close()


async def test_whoever_hangs_holds_nobody_else_up(vk: FakeVk, api: VkApi):
    """The package holds a lock during a call; so there are several of it."""
    held = vk.hold(SEND, peer=1)
    hanging = asyncio.create_task(api.call(SEND, text(1)))
    await held.caught()
    for peer in (2, 3, 4, 5, 6):
        await api.call(SEND, text(peer))
    assert not hanging.done()
    held.release()
    await hanging


async def test_no_request_waits_for_ever(vk: FakeVk, api: VkApi, monkeypatch: pytest.MonkeyPatch):
    given: list[object] = []
    send = HTTPAdapter.send

    def watched(self: HTTPAdapter, request, **options):
        given.append(options.get("timeout"))
        return send(self, request, **options)

    monkeypatch.setattr(HTTPAdapter, "send", watched)
    await api.call(SEND, text(1))
    server = await api.call("docs.getMessagesUploadServer", {"peer_id": 1, "type": "doc"})
    await api.upload(server["upload_url"], "file", "a.txt", b"a")
    sent = await vk.phone(1).sends_doc("b.txt", b"b")
    assert await api.download(sent.files[0].url, 100) == b"b"
    poll = await asyncio.to_thread(api.poll)
    poll.ts = "0"
    await asyncio.to_thread(poll.news)
    poll.close()
    assert len(given) >= 6 and all(given), given


async def test_a_call_that_nobody_answers_ends_and_frees_its_line(vk: FakeVk):
    api = VkApi(vk.token, vk.group_id, base_url=vk.url, pace=AT_ONCE, timeouts=(5.0, 0.2))
    held = vk.hold(SEND)
    for number in range(6):  # more than there are lines
        with pytest.raises(NoAnswer, match="ReadTimeout"):
            await api.call(SEND, text(1, number + 1))
    held.release()
    assert await api.call("users.get", {"user_ids": "1"})
    await api.close()


@pytest.mark.parametrize("code", [5, 6, 9, 10, 14, 15, 17, 27, 29, 100, 900])
async def test_a_refused_call_is_made_once(code: int, vk: FakeVk, api: VkApi):
    """The package sleeps and calls again without end (6), asks at a terminal (14), opens a page (17)."""
    vk.fail(SEND, code, times=None)
    with pytest.raises(CallError) as refused:
        await api.call(SEND, text(1))
    assert refused.value.code == code
    assert len(vk.calls_of(SEND)) == 1


WRONG: dict[str, Callable[[FakeVk], object]] = {
    **{f"code {code}": lambda vk, code=code: vk.fail("*", code) for code in (5, 6, 9, 14, 17, 100, 901)},
    "cut": lambda vk: vk.cut("*"),
    "502": lambda vk: vk.breaks("*", 502),
    "no JSON": lambda vk: vk.breaks("*", 200),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("together", [False, True])
async def test_no_error_bears_the_token(wrong: str, together: bool, vk: FakeVk, api: VkApi):
    """Neither in words, nor in what hangs on it, nor in what is printed of it."""
    WRONG[wrong](vk)
    calls = [api.share(SEND, text(peer)) for peer in (1, 2, 3)] if together else [api.call(SEND, text(1))]
    found = [one for one in await asyncio.gather(*calls, return_exceptions=True) if one and not _went(one)]
    assert found
    for error in found:
        assert isinstance(error, CallError | NoAnswer)
        for one in (error, as_send_error(error)):
            told = "".join(traceback.format_exception(one))
            assert vk.token not in f"{told} {one!r} {vars(one)}"
        assert isinstance(as_send_error(error), SendError)


def _went(result: object) -> bool:
    return not isinstance(result, BaseException)
