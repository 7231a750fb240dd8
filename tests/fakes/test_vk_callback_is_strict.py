"""The stand-in posts what VK posts, again until it is taken, and lets its servers be set as VK does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Self

import pytest
from aiohttp import web
from vk_api import ApiError

from tests.fakes.test_vk_is_strict import Client
from tests.fakes.vk import FakeVk
from tests.fakes.vk.callback import Server

SECRET = "aSecret"


class Listener:
    """A server of somebody else: it answers as the scene says."""

    def __init__(self, vk: FakeVk) -> None:
        self.vk = vk
        self.heard: list[tuple[dict[str, Any], str | None]] = []
        self.answers: list[tuple[int, str, dict[str, str]]] = []
        """What is answered next; afterwards always `ok`."""
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/vk", self._hear)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/vk"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _hear(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.heard.append((body, request.headers.get("X-Retry-Counter")))
        if body["type"] == "confirmation" and not self.answers:
            return web.Response(text=self.vk.confirmation)
        status, text, headers = self.answers.pop(0) if self.answers else (200, "ok", {})
        return web.Response(status=status, text=text, headers=headers)


@pytest.fixture
async def vk() -> AsyncIterator[FakeVk]:
    async with FakeVk(pace=False) as platform:
        platform.long_poll["enabled"] = False
        yield platform


@pytest.fixture
async def client(vk: FakeVk) -> AsyncIterator[Client]:
    async with Client(vk) as made:
        yield made


@pytest.fixture
async def listener(vk: FakeVk) -> AsyncIterator[Listener]:
    async with Listener(vk) as made:
        yield made


async def connected(vk: FakeVk, listener: Listener) -> Server:
    server = vk.callbacks.add(listener.url, "bot", SECRET)
    server.told.add("message_new")
    assert await vk.callbacks.confirm(server)
    listener.heard.clear()
    return server


# ---------------------------------------------------------------- settings

GROUP: dict[str, Any] = {"group_id": FakeVk().group_id}
NAMED = {**GROUP, "url": "https://bot.example/vk", "title": "bot"}
FORBIDDEN: dict[str, tuple[str, dict[str, Any], int, str]] = {
    "no address": ("groups.addCallbackServer", {**NAMED, "url": ""}, 100, "url is undefined"),
    "no title": ("groups.addCallbackServer", {**NAMED, "title": ""}, 100, "title is undefined"),
    "a long title": (
        "groups.addCallbackServer",
        {**NAMED, "title": "x" * 15},
        100,
        "title is longer than 14",
    ),
    "a long secret": (
        "groups.addCallbackServer",
        {**NAMED, "secret_key": "x" * 51},
        100,
        "secret_key is longer",
    ),
    "an unknown field": ("groups.addCallbackServer", {**NAMED, "events": 1}, 100, "unknown parameter"),
    "another group": ("groups.getCallbackServers", {"group_id": 1}, 15, "group_id is not the token's"),
    "no group": ("groups.setCallbackSettings", {"server_id": 1}, 100, "group_id is undefined"),
    "an unknown event": (
        "groups.setCallbackSettings",
        {**GROUP, "server_id": 1, "message": 1},
        100,
        "unknown parameter",
    ),
    "half an event": (
        "groups.setCallbackSettings",
        {**GROUP, "server_id": 1, "message_new": 2},
        100,
        "neither 0 nor 1",
    ),
    "a version of old": (
        "groups.setCallbackSettings",
        {**GROUP, "server_id": 1, "api_version": "5.80"},
        8,
        "versions below",
    ),
    "no server": ("groups.editCallbackServer", NAMED, 100, "server_id is undefined"),
}


@pytest.mark.parametrize("name", FORBIDDEN)
async def test_forbidden_settings_are_refused(name: str, vk: FakeVk, client: Client) -> None:
    method, params, number, words = FORBIDDEN[name]
    vk.callbacks.add("https://bot.example/vk", "bot", SECRET)
    with pytest.raises(ApiError) as refused:
        await client(method, **params)
    assert refused.value.code == number
    assert words in refused.value.error["error_msg"]
    assert [(call.method, call.code) for call in vk.mistakes] == [(method, number)]
    assert len(vk.callbacks.servers) == 1


@pytest.mark.parametrize("method", ["groups.getCallbackSettings", "groups.setCallbackSettings"])
async def test_unknown_server_is_not_found(method: str, client: Client) -> None:
    with pytest.raises(ApiError, match=r"\[104\]"):
        await client(method, **GROUP, server_id=7)


async def test_eleventh_server_is_one_too_many(client: Client) -> None:
    for _ in range(10):
        await client("groups.addCallbackServer", **NAMED)
    with pytest.raises(ApiError, match=r"\[2000\]"):
        await client("groups.addCallbackServer", **NAMED)


async def test_token_without_the_right(vk: FakeVk, client: Client) -> None:
    vk.rights.discard("manage")
    for method, params in (("groups.addCallbackServer", NAMED), ("groups.getCallbackServers", GROUP)):
        with pytest.raises(ApiError, match=r"\[15\]"):
            await client(method, **params)


async def test_server_is_added_asked_and_given_events(vk: FakeVk, client: Client, listener: Listener) -> None:
    named = {"url": listener.url, "title": "bot", "secret_key": SECRET}
    before = vk.confirmation
    added = await client("groups.addCallbackServer", **GROUP, **named)
    assert vk.confirmation != before
    await vk.until(lambda: vk.callbacks.servers[added["server_id"]].status == "ok")
    assert listener.heard == [({"type": "confirmation", "group_id": vk.group_id, "secret": SECRET}, None)]
    await client("groups.setCallbackSettings", **GROUP, **added, api_version="5.199", message_new=1)
    settings = await client("groups.getCallbackSettings", **GROUP, **added)
    assert (settings["api_version"], settings["events"]["message_new"]) == ("5.199", 1)
    assert settings["events"]["message_event"] == 0
    found = await client("groups.getCallbackServers", **GROUP)
    assert [(one["url"], one["secret_key"], one["status"]) for one in found["items"]] == [
        (listener.url, SECRET, "ok")
    ]


async def test_wrong_string_proves_nothing(vk: FakeVk, listener: Listener) -> None:
    server = vk.callbacks.add(listener.url, "bot", SECRET)
    listener.answers = [(200, "ok", {}), (404, vk.confirmation, {})]
    assert not await vk.callbacks.confirm(server)
    assert not await vk.callbacks.confirm(server)
    assert server.status == "failed"
    await vk.phone(7).types("никому")
    await vk.quiet()
    assert len(listener.heard) == 2


# ---------------------------------------------------------------- events


async def test_event_is_posted_with_the_secret(vk: FakeVk, listener: Listener) -> None:
    await connected(vk, listener)
    await vk.phone(7).types("привет")
    await vk.quiet()
    [(body, counter)] = listener.heard
    assert (body["type"], body["secret"], body["group_id"]) == ("message_new", SECRET, vk.group_id)
    assert (body["object"]["message"]["text"], counter) == ("привет", None)


@pytest.mark.parametrize(
    "answer",
    [(200, "", {}), (200, "OK!", {}), (201, "ok", {}), (500, "ok", {}), (302, "", {"Location": "/"})],
)
async def test_whatever_is_no_ok_is_posted_again(
    answer: tuple[int, str, dict[str, str]], vk: FakeVk, listener: Listener
) -> None:
    await connected(vk, listener)
    listener.answers = [answer, answer]
    await vk.phone(7).types("привет")
    await vk.quiet()
    assert [counter for _, counter in listener.heard] == [None, "1", "2"]
    assert len({body["event_id"] for body, _ in listener.heard}) == 1


async def test_wish_to_wait_is_heard(vk: FakeVk, listener: Listener) -> None:
    server = await connected(vk, listener)
    listener.answers = [
        (503, "", {"Retry-After": "5"}),
        (500, "", {"Retry-After": "5"}),
        (503, "", {"Retry-After": "10800"}),
    ]
    await vk.phone(7).types("привет")
    await vk.quiet()
    assert [post.rest for post in server.posts[1:]] == [5.0, None, None, None]


async def test_events_wait_for_whoever_is_away_until_vk_gives_up(vk: FakeVk, listener: Listener) -> None:
    await connected(vk, listener)
    anna = vk.phone(7)
    vk.callbacks.lead(listener.url, "")
    await anna.types("раз")
    with pytest.raises(AssertionError, match="events posted and not taken: 1"):
        await vk.quiet(within=0.2)
    vk.callbacks.lead(listener.url, listener.url.removesuffix("/vk"))
    await vk.quiet()
    vk.callbacks.lead(listener.url, "")
    await anna.types("два")
    vk.callbacks.gives_up()
    vk.callbacks.lead(listener.url, listener.url.removesuffix("/vk"))
    await vk.quiet()
    assert [body["object"]["message"]["text"] for body, _ in listener.heard] == ["раз"]


async def test_events_twice_and_out_of_order(vk: FakeVk, listener: Listener) -> None:
    await connected(vk, listener)
    anna = vk.phone(7)
    vk.duplicate()
    await anna.types("раз")
    await vk.quiet()
    assert len({body["event_id"] for body, _ in listener.heard}) == 1 and len(listener.heard) == 2
    vk.disorder()
    await anna.types("два")
    await asyncio.sleep(0)
    await anna.types("три")
    await vk.quiet()
    assert [body["object"]["message"]["text"] for body, _ in listener.heard[2:]] == ["три", "два"]
