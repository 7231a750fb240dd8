"""The HTTP side: it reads a call, takes it through the ordered failures, and answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web

from tests.fakes.telegram.calls import Call, Upload
from tests.fakes.telegram.orders import Order, page
from tests.fakes.telegram.refusals import Refused
from tests.fakes.telegram.requests import read_body

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram

FILE = "file"
"""The name under which downloads stand among the calls and the ordered failures."""
POLLING = "getupdates"


class Front:
    """Listens on a free port of this machine and keeps it while the platform is down."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self._telegram = telegram
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None
        self._bad_gateway = False
        self.port = 0
        self.busy = 0
        """Calls under way, waiting polls apart."""

    async def start(self) -> None:
        """Begin to listen."""
        app = web.Application(client_max_size=1 << 30)
        app.router.add_route("*", "/{path:.*}", self._serve)
        # A poll whose client has gone away ends at once, as the real server notices it too.
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await self._listen()

    async def stop(self) -> None:
        """Listen no more and drop what is under way."""
        self._drop_connections()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = self._site = None

    async def down(self, *, html: bool) -> None:
        """Refuse connections, or answer every call with a page; waiting polls end at once."""
        self._bad_gateway = html
        if html:
            self._telegram.updates.end_poll(Refused("Bad Gateway", 502))
            return
        self._drop_connections()
        if self._site is not None:
            await self._site.stop()
            self._site = None

    async def up(self) -> None:
        """Listen again, on the same port."""
        self._bad_gateway = False
        if self._site is None:
            await self._listen()

    async def _listen(self) -> None:
        if self._runner is None:
            raise AssertionError("the stand-in is not started")
        self._site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await self._site.start()
        self.port = self.port or self._runner.addresses[0][1]

    def _drop_connections(self) -> None:
        server = self._runner.server if self._runner is not None else None
        for connection in list(server.connections) if server is not None else []:
            if connection.transport is not None:
                connection.transport.abort()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if self._bad_gateway:
            return web.Response(text=page(502, "Bad Gateway"), content_type="text/html", status=502)
        call, early = await self._read(request)
        counted = call.method.lower() != POLLING
        self._telegram.note(call)
        self.busy += counted
        try:
            return await self._respond(request, call, early)
        finally:
            self.busy -= counted
            call.lost = call.status is None
            self._telegram.ended(call)

    async def _read(self, request: web.Request) -> tuple[Call, Refused | None]:
        """Return the call of a request; with a refusal if it is wrong before any method is asked."""
        area, token, name = _path(request.path)
        raw: dict[str, Any] = {}
        uploads: dict[str, Upload] = {}
        early: Refused | None = None
        if area == FILE:
            name, raw = FILE, {"path": name}
        elif area:
            try:
                raw, uploads = await read_body(request)
                raw = {**request.query, **raw}
            except Refused as refusal:
                early = refusal
        else:
            early = Refused("Not Found", 404, mistake=True)
        if area and token != self._telegram.token:
            early = Refused("Unauthorized", 401, mistake=True)
        return Call(name, raw, self._telegram.now(), uploads), early

    async def _respond(self, request: web.Request, call: Call, early: Refused | None) -> web.StreamResponse:
        """Take a call through the holds and failures around its effect."""
        orders = self._telegram.orders
        await orders.keep_waiting(call, after_effect=False)
        order = orders.next_for(call)
        if order is None:
            answer = await self._carry_out(call, early)
            await orders.keep_waiting(call, after_effect=True)
            return answer
        order.meet(call)
        if order.after_effect:
            await self._carry_out(call, early)
            await orders.keep_waiting(call, after_effect=True)
        return _go_wrong(request, call, order)

    async def _carry_out(self, call: Call, early: Refused | None) -> web.StreamResponse:
        try:
            if early is not None:
                raise early
            if call.method == FILE:
                stored = self._telegram.files.at(call.params["path"])
                call.status, call.took_effect = 200, True
                return web.Response(body=stored.data, content_type=stored.mime)
            call.answer = {"ok": True, "result": await self._telegram.execute(call)}
            call.status, call.took_effect = 200, True
        except Refused as refusal:
            self._telegram.refuse(call, refusal)
        return _json(call.answer, call.status or 500)


def _go_wrong(request: web.Request, call: Call, order: Order) -> web.StreamResponse:
    """Give the ordered answer, or none."""
    order.spoil(call)
    if order.cuts:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()  # goes nowhere
    if order.page is not None:
        return web.Response(text=order.page, content_type="text/html", status=order.status)
    return _json(order.body, order.status)


def _json(body: Any, status: int) -> web.Response:
    return web.Response(body=orjson.dumps(body), content_type="application/json", status=status)


def _path(path: str) -> tuple[str, str, str]:
    """Take an address apart: area («bot», «file» or neither), token, method or path of the file."""
    parts = path.lstrip("/").split("/")
    if len(parts) == 2 and parts[0].startswith("bot"):
        return "bot", parts[0].removeprefix("bot"), parts[1]
    if len(parts) > 2 and parts[0] == FILE and parts[1].startswith("bot"):
        return FILE, parts[1].removeprefix("bot"), "/".join(parts[2:])
    return "", "", path
