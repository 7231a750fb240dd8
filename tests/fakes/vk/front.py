"""The HTTP side: it reads a request, takes it through the ordered failures, and answers it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import web

from tests.fakes.telegram.orders import page
from tests.fakes.vk.calls import FILE, LONG_POLL, UPLOAD, Call
from tests.fakes.vk.events import parse_wait
from tests.fakes.vk.orders import Order
from tests.fakes.vk.parameters import check_version
from tests.fakes.vk.refusals import Refused, ours, wrong

if TYPE_CHECKING:
    from tests.fakes.vk.server import FakeVk

FORM = "application/x-www-form-urlencoded"
POLL_PARAMS = {"act", "key", "ts", "wait"}


class Front:
    """Listens on a free port of this machine and keeps it while the platform is down."""

    def __init__(self, vk: FakeVk) -> None:
        self._vk = vk
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
        """Refuse connections, or answer every request with a page; waiting polls end at once."""
        self._bad_gateway = html
        self._drop_connections()
        if not html and self._site is not None:
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

    # ---- one request

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if self._bad_gateway:
            return web.Response(text=page(502, "Bad Gateway"), content_type="text/html", status=502)
        call, early = await self._read(request)
        counted = call.method != LONG_POLL
        self._vk.note(call)
        self.busy += counted
        try:
            return await self._respond(request, call, early)
        finally:
            self.busy -= counted
            for one in call.whole:
                one.lost = one.lost or call.status is None
            self._vk.ended(call)

    async def _read(self, request: web.Request) -> tuple[Call, Refused | None]:
        """Return the call of a request; with a refusal if it is wrong before any method is asked."""
        area, _, name = request.path.strip("/").partition("/")
        now = self._vk.now()
        if area == f"wh{self._vk.group_id}":
            params = {key: value for key, value in request.query.items() if key != "key"}
            return Call(LONG_POLL, params, now), None
        if area in {UPLOAD, FILE}:
            return Call(area, {"path": name} if area == FILE else {}, now), None
        call = Call(name if area == "method" else request.path, {}, now)
        try:
            if area != "method":
                raise wrong("", 3)
            self._open(call, await self._form(request))
        except Refused as refusal:
            return call, refusal
        return call, None

    async def _form(self, request: web.Request) -> dict[str, str]:
        """Return the fields of a call; it comes as a form and in no other way."""
        if request.query_string:
            raise ours("parameters in the address, where every proxy writes them down", 8)
        if request.method != "POST" or request.content_type != FORM:
            raise ours(f"a call is a POST with a form, not {request.method} {request.content_type}", 8)
        pairs = parse_qsl((await request.read()).decode(), keep_blank_values=True)
        fields = dict(pairs)
        if len(fields) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise ours(f'parameter "{twice}" stands in the form more than once', 8)
        return fields

    def _open(self, call: Call, fields: dict[str, str]) -> None:
        """Check who calls and in which version, and take an ``execute`` apart."""
        token, version = fields.pop("access_token", ""), fields.pop("v", "")
        call.params = dict(fields)
        if not token:
            raise wrong("no access_token passed.", 5)
        call.with_wall_token = token == self._vk.wall_token
        if token != self._vk.token and not call.with_wall_token:
            raise wrong("invalid access_token (4).", 5)
        check_version(version)
        if call.method == "execute":
            self._vk.unpack(call)

    async def _respond(self, request: web.Request, call: Call, early: Refused | None) -> web.StreamResponse:
        """Take a call through the holds and failures around its effect."""
        orders = self._vk.orders
        await orders.keep_waiting(call, after_effect=False)
        order = orders.next_for(call)
        if order is not None:
            order.meet(call)
            await asyncio.sleep(order.slow)
        goes_wrong = order is not None and not order.slow
        if goes_wrong and not order.after_effect:
            return self._go_wrong(request, call, order)
        answer = await self._carry_out(request, call, early)
        await orders.keep_waiting(call, after_effect=True)
        return self._go_wrong(request, call, order) if goes_wrong else answer

    def _go_wrong(self, request: web.Request, call: Call, order: Order) -> web.StreamResponse:
        """Give the ordered answer, or none."""
        for inner in call.inner:
            if order.is_of_the_road:
                inner.status, inner.answer, inner.lost = None, None, True
        if order.cuts:
            call.status, call.answer = None, None
            if request.transport is not None:
                request.transport.abort()
            return web.Response()  # goes nowhere
        call.status = order.status
        if order.page is not None:
            call.answer = order.page
            return web.Response(text=order.page, content_type="text/html", status=order.status)
        assert order.refusal is not None
        call.answer = order.refusal.body(call.method, call.params)
        return _json(call.answer)

    async def _carry_out(self, request: web.Request, call: Call, early: Refused | None) -> web.StreamResponse:
        if call.method == LONG_POLL:
            return await self._poll(request, call)
        if call.method == UPLOAD:
            return await self._upload(request, call)
        if call.method == FILE:
            return self._download(call)
        try:
            if early is not None:
                raise early
            call.answer = self._vk.carry_out(call)
            call.took_effect = True
        except Refused as refusal:
            self._vk.refuse(call, refusal)
        call.status = 200
        return _json(call.answer)

    # ---- what is no method

    async def _poll(self, request: web.Request, call: Call) -> web.Response:
        query = request.query
        wait = parse_wait(query.get("wait", ""))
        if query.keys() != POLL_PARAMS or query["act"] != "a_check" or wait is None:
            self._vk.blame(call)
            call.status = 400
            return web.Response(text=page(400, "Bad Request"), content_type="text/html", status=400)
        call.answer = await self._vk.history.take(query["key"], query["ts"], wait)
        call.status, call.took_effect = 200, True
        return _json(call.answer)

    async def _upload(self, request: web.Request, call: Call) -> web.Response:
        token = request.path.rpartition("/")[2]
        kind = self._vk.files.kind_of_slot(token)
        part = await _file_of(request)
        if kind is None or part is None or (kind == "photo") != (part[0] == "photo"):
            self._vk.blame(call)
            call.status, call.answer = 200, {"error": "no_file", "error_descr": "No file"}
            return _json(call.answer)
        field, name, data = part
        call.params = {"field": field, "name": name, "size": len(data)}
        bring = self._vk.files.bring_photo if kind == "photo" else self._vk.files.bring_document
        call.answer = bring(name, data)
        call.status, call.took_effect = 200, True
        return _json(call.answer)

    def _download(self, call: Call) -> web.Response:
        stored = self._vk.files.at(call.params["path"])
        if stored is None:
            self._vk.blame(call)
            call.status = 404
            return web.Response(text=page(404, "Not Found"), content_type="text/html", status=404)
        call.status, call.took_effect = 200, True
        return web.Response(body=stored.data, content_type="application/octet-stream")


async def _file_of(request: web.Request) -> tuple[str, str, bytes] | None:
    """Return field, name and content of the one file in a form, None if it is not one."""
    if request.method != "POST" or not request.content_type.startswith("multipart/"):
        return None
    found = []
    reader: Any = await request.multipart()
    while (part := await reader.next()) is not None:
        found.append((part.name, part.filename, bytes(await part.read())))
    if len(found) != 1 or found[0][1] is None or found[0][0] not in {"photo", "file"}:
        return None
    return found[0]


def _json(body: Any) -> web.Response:
    return web.Response(body=orjson.dumps(body), content_type="application/json")
