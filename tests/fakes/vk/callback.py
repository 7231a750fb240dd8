"""The Callback API: events are posted to the servers of a community, and again until one is taken."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp
import orjson

from tests.fakes.vk.calls import Call
from tests.fakes.vk.parameters import EVENTS, check_version
from tests.fakes.vk.refusals import Refused
from tests.fakes.vk.registry import Methods

if TYPE_CHECKING:
    from tests.fakes.vk.server import FakeVk

MOST_SERVERS = 10
PATIENCE = 10.0
"""Seconds for which an answer is waited for; VK's number is not documented."""
HONOURED = frozenset({410, 429, 503})
"""With these a server may say after how many seconds it wants the event again."""
LONGEST_REST = 3 * 3600

METHODS = Methods()


@dataclass(slots=True, eq=False)
class Post:
    """One event posted to a server once, and what the server answered."""

    body: dict[str, Any]
    counter: int
    """0 the first time."""
    status: int | None = None
    """None where nobody answered."""
    answer: str = ""
    rest: float | None = None
    """The seconds after which the server wants the event again."""

    @property
    def taken(self) -> bool:
        """Whether VK posts it no more."""
        return self.status == 200 and self.answer == "ok"


@dataclass(slots=True, eq=False)
class Server:
    """A server that the community's settings name."""

    id: int
    title: str
    url: str
    secret: str
    api_version: str = "5.131"
    status: str = "unconfigured"
    """unconfigured, failed, wait, ok."""
    told: set[str] = field(default_factory=set)
    """The kinds of events that are posted to it."""
    posts: list[Post] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the server as VK shows it."""
        shown = {"id": self.id, "title": self.title, "creator_id": 1, "url": self.url}
        return {**shown, "secret_key": self.secret, "status": self.status}


class Callbacks:
    """The servers of one community, and the events that are still to be taken."""

    def __init__(self, vk: FakeVk) -> None:
        self.servers: dict[int, Server] = {}
        self.roads: dict[str, str] = {}
        """Where an address leads now, as a proxy or DNS decides; empty where it leads nowhere."""
        self.pending = 0
        """Events that a server has not taken yet."""
        self.again = 0.1
        """Seconds until an event is posted again. VK waits longer, up to hours; a test has no time."""
        self._vk = vk
        self._numbers = itertools.count(1)
        self._http: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._copies: list[tuple[str, int]] = []
        self._kept_back: tuple[Server, dict[str, Any]] | None = None
        self._disorder = 0
        self._moved = asyncio.Event()

    def lead(self, url: str, base: str) -> None:
        """Let an address lead to another machine or port, or nowhere; what waits is posted at once."""
        self.roads[url] = base
        self._moved.set()
        self._moved = asyncio.Event()

    def add(self, url: str, title: str, secret: str) -> Server:
        """Add a server, as the community's settings do; it gets nothing before it is confirmed."""
        if len(self.servers) >= MOST_SERVERS:
            raise Refused(2000)
        server = Server(next(self._numbers), title, url, secret)
        self.servers[server.id] = server
        return server

    def server(self, number: int | None) -> Server:
        """Return a server by its id, or refuse the call."""
        found = self.servers.get(number or 0)
        if found is None:
            raise Refused(104)
        return found

    async def stop(self) -> None:
        """Post no more."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        if self._http is not None:
            await self._http.close()

    # ---- confirming

    async def confirm(self, server: Server) -> bool:
        """Ask the server for the string, as the button «Подтвердить» does."""
        server.status = "wait"
        body = {"type": "confirmation", "group_id": self._vk.group_id}
        post = await self._post(server, body | ({"secret": server.secret} if server.secret else {}), 0)
        proven = post.status == 200 and post.answer == self._vk.confirmation
        server.status = "ok" if proven else "failed"
        self._vk.changes.tell()
        return proven

    def confirm_soon(self, server: Server) -> None:
        """Ask once the call that changed the server has been answered."""
        server.status = "wait"
        self._spawn(self._confirm(server))

    async def _confirm(self, server: Server) -> None:
        await self.confirm(server)

    # ---- events

    def put(self, kind: str, about: dict[str, Any]) -> None:
        """Post an event to every confirmed server that wants it, each event on its own."""
        for server in self.servers.values():
            if server.status != "ok" or kind not in server.told:
                continue
            event = {
                "group_id": self._vk.group_id,
                "type": kind,
                "event_id": secrets.token_hex(20),
                "v": server.api_version,
                "object": about,
            }
            copies = 1
            if self._copies and self._copies[0][0] == kind:
                copies = self._copies.pop(0)[1]
            if self._kept_back is not None:
                late, self._kept_back = self._kept_back, None
                self._tell_soon(server, event, then=late)
            elif self._disorder:
                self._disorder -= 1
                self.pending += 1
                self._kept_back = (server, event)
            else:
                for _ in range(copies):
                    self._tell_soon(server, event)

    def _tell_soon(
        self, server: Server, event: dict[str, Any], then: tuple[Server, dict[str, Any]] | None = None
    ) -> None:
        self.pending += 1
        self._spawn(self._tell(server, event, then))

    def copy(self, kind: str, copies: int) -> None:
        """Post the next event of a kind so often, each time with the same ``event_id``."""
        self._copies.append((kind, copies))

    def disorder(self, times: int) -> None:
        """Keep the next event back until the one after it has been taken."""
        self._disorder += times

    def gives_up(self) -> None:
        """Forget what no server has taken, as VK does after a while."""
        for task in self._tasks:
            task.cancel()
        self._kept_back, self.pending = None, 0

    async def _tell(
        self,
        server: Server,
        event: dict[str, Any],
        then: tuple[Server, dict[str, Any]] | None = None,
    ) -> None:
        try:
            for counter in itertools.count():
                moved = self._moved
                post = await self._post(server, {**event, "secret": server.secret}, counter)
                if post.taken:
                    break
                with suppress(TimeoutError):
                    async with asyncio.timeout(self.again):
                        await moved.wait()
        finally:
            self.pending = max(0, self.pending - 1)
            self._vk.changes.tell()
        if then is not None:
            await self._tell(*then)

    async def _post(self, server: Server, body: dict[str, Any], counter: int) -> Post:
        post = Post({name: value for name, value in body.items() if name != "secret"}, counter)
        server.posts.append(post)
        headers = {"Content-Type": "application/json"} | (
            {"X-Retry-Counter": str(counter)} if counter else {}
        )
        if self._http is None:
            limits = aiohttp.ClientTimeout(total=PATIENCE)
            self._http = aiohttp.ClientSession(timeout=limits, connector=aiohttp.TCPConnector(limit=0))
        base = self.roads.get(server.url)
        address = server.url if base is None else base and f"{base}/{server.url.split('/', 3)[3]}"
        try:
            if address:
                sent = self._http.post(
                    address, data=orjson.dumps(body), headers=headers, allow_redirects=False
                )
                async with sent as answer:
                    post.answer = (await answer.text()).strip()
                    post.status = answer.status
                    rest = answer.headers.get("Retry-After")
                    if answer.status in HONOURED and rest and rest.isdecimal() and int(rest) < LONGEST_REST:
                        post.rest = float(rest)
        except (aiohttp.ClientError, TimeoutError, OSError):
            post.status = None
        self._vk.changes.tell()
        return post

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


# ---- the methods


@METHODS.does("groups.getCallbackConfirmationCode")
def get_callback_confirmation_code(vk: FakeVk, call: Call) -> Any:
    """Tell what a server has to answer to prove that it is the community's."""
    vk.check_group(call.params)
    return {"code": vk.confirmation}


@METHODS.does("groups.getCallbackServers")
def get_callback_servers(vk: FakeVk, call: Call) -> Any:
    """Tell which servers there are."""
    vk.check_group(call.params)
    wanted = call.params.get("server_ids")
    servers = [one for one in vk.callbacks.servers.values() if wanted is None or one.id in wanted]
    return {"count": len(servers), "items": [one.as_json() for one in servers]}


@METHODS.does("groups.addCallbackServer")
def add_callback_server(vk: FakeVk, call: Call) -> Any:
    """Add a server and ask it to prove itself."""
    params = call.params
    vk.check_group(params)
    server = vk.callbacks.add(params["url"], params["title"], params.get("secret_key", ""))
    vk.changes_confirmation()
    vk.callbacks.confirm_soon(server)
    return {"server_id": server.id}


@METHODS.does("groups.editCallbackServer")
def edit_callback_server(vk: FakeVk, call: Call) -> Any:
    """Change a server, which has to prove itself anew; what is not named is emptied."""
    params = call.params
    vk.check_group(params)
    server = vk.callbacks.server(params["server_id"])
    server.url, server.title, server.secret = params["url"], params["title"], params.get("secret_key", "")
    vk.changes_confirmation()
    vk.callbacks.confirm_soon(server)
    return 1


@METHODS.does("groups.getCallbackSettings")
def get_callback_settings(vk: FakeVk, call: Call) -> Any:
    """Tell which events are posted to a server."""
    vk.check_group(call.params)
    server = vk.callbacks.server(call.params.get("server_id"))
    return {"api_version": server.api_version, "events": {kind: int(kind in server.told) for kind in EVENTS}}


@METHODS.does("groups.setCallbackSettings")
def set_callback_settings(vk: FakeVk, call: Call) -> Any:
    """Choose which events are posted to a server; what is not named stays as it was."""
    params = call.params
    vk.check_group(params)
    server = vk.callbacks.server(params.get("server_id"))
    if "api_version" in params:
        check_version(params["api_version"])
        server.api_version = params["api_version"]
    for kind in set(EVENTS) & params.keys():
        (server.told.add if params[kind] else server.told.discard)(kind)
    return 1
