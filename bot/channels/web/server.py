"""The addresses of the browser chat: the page, what is said, what is new."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from urllib.parse import quote

import orjson
import structlog
from aiohttp import web as http

import locales
from bot.channels.channel import Incoming
from bot.channels.web import content, guard, pages
from bot.channels.web.demo import Demo, DemoPerson
from bot.channels.web.desk import Closed, Desk
from bot.channels.web.doors import Doors
from bot.channels.web.hooks import Hook, Hooks, TooLarge, come_again, read_whole
from bot.channels.web.posts import LARGEST_FILE, BadPost, Post, read_file, read_post
from bot.channels.web.streams import Stream, Streams
from handlers.dialogue.said import Filed, Typed
from services import web as browsers
from services.regulations import Regulation
from services.web import Visitor
from storage import web
from storage.store import Store, Unit
from storage.web import Chat, Message, News

log = structlog.get_logger()
LARGEST_POST = 64 * 1024
BEAT_SECONDS = 15.0
LONGEST_SECRET = 100
AGAIN = {"Retry-After": "1"}


class Site:
    """The pages of one territory. Under `/as/PERSON` stands the chat of an invented person (demo only)."""

    def __init__(
        self,
        store: Store,
        *,
        territory: str,
        source: str,
        regulation: Regulation,
        desk: Desk,
        streams: Streams,
        entered: Callable[[int], None],
        secure: bool,
        demo: Callable[[], Awaitable[list[DemoPerson]]] | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._territory = territory
        self._regulation = regulation
        self._desk = desk
        self._streams = streams
        self._clock = clock
        self.hooks = Hooks()
        self._headers = guard.headers(secure=secure, framed=demo is not None)
        self._pace = guard.Turnstile(at_once=60, a_minute=180)
        self._pace_of_files = guard.Turnstile(at_once=10, a_minute=20)
        self._cookie = f"__Host-session-{territory}" if secure else f"session-{territory}"
        self._secure = secure
        self._demo = Demo(store, territory, source, demo, clock) if demo else None
        self._doors = Doors(
            store,
            territory=territory,
            source=source,
            regulation=regulation,
            desk=desk,
            entered=entered,
            visitor=self._visitor,
            remember=self._remember,
            clock=clock,
        )

    def app(self) -> http.Application:
        """The application, ready to be served."""
        app = http.Application(client_max_size=LARGEST_POST, middlewares=[self._guarded])
        app.on_response_prepare.append(self._add_headers)
        app.router.add_get("/healthz", self._healthy)
        app.router.add_get("/static/{name}", self._static)
        app.router.add_post("/leave", self._leave)
        app.add_routes(self._doors.routes())
        prefixes = [""]
        if self._demo:
            prefixes.append("/as/{person:[0-9]{1,9}}")
            app.add_routes(self._demo.routes())
        else:
            app.router.add_get("/", self._doors.front)
        for prefix in prefixes:
            app.router.add_get(f"{prefix}/chat", self._chat)
            app.router.add_get(f"{prefix}/events", self._events)
            app.router.add_post(f"{prefix}/say", self._say)
            app.router.add_post(f"{prefix}/file/{{id}}", self._file)
            app.router.add_get(f"{prefix}/attachment/{{number:[0-9]{{1,16}}}}", self._attachment)
        resources = app.router.resources()
        self.hooks.pages = frozenset(one.canonical.split("/")[1] for one in resources)
        return app

    # --- around every request --------------------------------------------------------------

    @http.middleware
    async def _guarded(
        self, request: http.Request, handler: Callable[[http.Request], Awaitable[http.StreamResponse]]
    ) -> http.StreamResponse:
        if hook := self.hooks.find(request):
            return await _hooked(hook, request)
        if request.method not in ("GET", "HEAD") and not guard.from_our_page(request.headers, request.host):
            return _trouble(request, 403, "web-foreign-heading", "web-foreign")
        try:
            return await handler(request)
        except http.HTTPException as error:
            if error.status == http.HTTPTooManyRequests.status_code:
                return _trouble(request, 429, "web-busy-heading", "web-busy")
            if error.status not in (404, 405, 413):
                raise
            return _trouble(request, error.status, "web-no-page", to_front=True)
        except Exception:
            route = request.match_info.route.resource
            log.exception("page-failed", page=route.canonical if route else "")
            return _trouble(request, 500, "web-broken-heading", "web-broken", to_front=True)

    async def _add_headers(self, _request: http.Request, response: http.StreamResponse) -> None:
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        response.headers["Server"] = "metodaktiv"

    async def _visitor(self, request: http.Request) -> Visitor | None:
        """Who looks: by the address in a demo, else by the cookie."""
        if self._demo and (person := request.match_info.get("person")):
            return await self._demo.visitor(int(person))
        secret = request.cookies.get(self._cookie, "")
        if not secret or len(secret) > LONGEST_SECRET:
            return None
        return await self._store.step(
            self._territory, lambda unit: browsers.recognise(unit, secret, self._clock())
        )

    def _remember(self, response: http.StreamResponse, secret: str) -> None:
        """Puts the secret into the browser's cookie, for thirty days from now."""
        response.set_cookie(
            self._cookie,
            secret,
            max_age=int(browsers.SESSION_LIFE.total_seconds()),
            path="/",
            httponly=True,
            samesite="Lax",
            secure=self._secure,
        )

    # --- the page and what belongs to it ---------------------------------------------------

    async def _healthy(self, _request: http.Request) -> http.Response:
        return http.Response(text="ok\n")

    async def _static(self, request: http.Request) -> http.Response:
        name = request.match_info["name"]
        if name not in pages.STATIC:
            raise http.HTTPNotFound
        lasting = request.query.get("v") == pages.version()
        kept = "public, max-age=31536000, immutable" if lasting else "no-cache"
        headers = {"Content-Type": pages.STATIC[name], "Cache-Control": kept}
        return http.Response(body=pages.static(name), headers=headers)

    async def _chat(self, request: http.Request) -> http.Response:
        visitor = await self._visitor(request)
        if visitor is None:
            return self._doors.stranger(request, 401)
        heading, under = pages.title(visitor.locale), self._regulation.term("service_unit")
        if self._demo and (person := await self._demo.person(visitor.person_id)):
            heading, under = person.title, person.role
        response = _page(
            200,
            pages.chat(
                locale=visitor.locale,
                base=request.path.removesuffix("/chat"),
                account=visitor.account_id,
                zone=self._regulation.time_zone,
                heading=heading,
                under=under,
            ),
        )
        if visitor.renewed:
            self._remember(response, request.cookies[self._cookie])
        return response

    async def _attachment(self, request: http.Request) -> http.Response:
        visitor = await self._visitor(request)
        if visitor is None:
            return self._doors.stranger(request, 401)
        chat = Chat(self._territory, visitor.account_id)
        number = int(request.match_info["number"])
        paper = await self._store.step(self._territory, lambda unit: web.paper(unit.connection, chat, number))
        if paper is None:
            raise http.HTTPNotFound
        how = "inline" if paper.picture else "attachment"
        named = f"filename*=UTF-8''{quote(paper.name)}"
        headers = {
            "Content-Type": "image/png" if paper.picture else "application/octet-stream",
            "Content-Disposition": f"{how}; {named}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return http.Response(body=paper.content, headers=headers)

    async def _leave(self, request: http.Request) -> http.Response:
        secret = request.cookies.get(self._cookie, "")
        visitor = await self._visitor(request)
        if 0 < len(secret) <= LONGEST_SECRET:
            await self._store.step(self._territory, lambda unit: browsers.leave(unit, secret, self._clock()))
        response = self._doors.left(request, visitor)
        response.del_cookie(self._cookie, path="/", secure=self._secure, httponly=True, samesite="Lax")
        return response

    # --- what is said ----------------------------------------------------------------------

    async def _say(self, request: http.Request) -> http.Response:
        """Takes in what a person did; 200 only when it is on disk, and the same id counts once."""

        async def read() -> tuple[Post, str]:
            body = await request.read()
            return read_post(request.content_type, body), body.decode()

        return await self._take_in(request, self._pace, read)

    async def _file(self, request: http.Request) -> http.Response:
        """Takes in a file, like anything that is said."""

        async def read() -> tuple[Post, str]:
            try:
                content = await read_whole(request, LARGEST_FILE)
            except TooLarge:
                raise http.HTTPRequestEntityTooLarge(LARGEST_FILE, LARGEST_FILE + 1) from None
            name = request.query.get("name", "")
            return read_file(request.match_info["id"], name, content), ""

        return await self._take_in(request, self._pace_of_files, read)

    async def _take_in(
        self,
        request: http.Request,
        pace: guard.Turnstile,
        read: Callable[[], Awaitable[tuple[Post, str]]],
    ) -> http.Response:
        visitor = await self._visitor(request)
        if visitor is None:
            return _told(401)
        if wait := pace.wait(str(visitor.account_id)):
            return _told(429, {"Retry-After": str(wait)})
        try:
            post, body = await read()
            await self._take(visitor, post, body)
        except BadPost as error:
            log.info("bad-post", why=str(error))
            return _told(400)
        except Closed:
            return _told(503, AGAIN)
        return _told(200)

    async def _take(self, visitor: Visitor, post: Post, body: str) -> None:
        if self._desk.closed:
            raise Closed
        if isinstance(post.said, Typed) and visitor.consented:
            await self._write_down(visitor, post, post.said.text)
        if isinstance(post.said, Filed) and visitor.consented:
            sign = locales.say(visitor.locale, "web-file", {})
            await self._write_down(visitor, post, f"{sign} {post.said.name}")
        await self._desk.take(
            Incoming(
                (f"{visitor.account_id}:{post.id}",),
                visitor.address,
                post.said,
                visitor.locale,
                handle=post.press,
                body=body,
                file=post.file,
            )
        )

    async def _write_down(self, visitor: Visitor, post: Post, text: str) -> None:
        """The person's own words stand in his chat; before his consent nothing of him is kept."""
        chat = Chat(self._territory, visitor.account_id)
        said = Message("person", content.words(text), self._clock(), token=post.id)
        await self._store.step(self._territory, lambda unit: web.add(unit.connection, chat, said))
        self._streams.wake(visitor.account_id)

    # --- what is new -----------------------------------------------------------------------

    async def _events(self, request: http.Request) -> http.StreamResponse:
        """A stream of what is new after the number the browser knows, until either side ends it."""
        visitor = await self._visitor(request)
        if visitor is None:
            return _told(401)
        if self._streams.over:
            return _told(503, AGAIN)
        known = request.headers.get("Last-Event-ID") or request.query.get("after", "")
        response = http.StreamResponse(
            headers={"Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}
        )
        after = int(known) if _is_number(known) else 0
        stream = self._streams.open(visitor.account_id, after, lambda: request.transport is not None)
        try:
            await response.prepare(request)
            await self._tell_news(request, response, stream)
        except ConnectionError:
            pass  # the browser has gone; it asks again for what it missed
        finally:
            self._streams.close(stream)
        return response

    async def _tell_news(self, request: http.Request, response: http.StreamResponse, stream: Stream) -> None:
        chat = Chat(self._territory, stream.account_id)
        greeted = False
        while not stream.over:
            look = partial(_since, chat, stream.known)
            news = await self._store.step(self._territory, look)
            if news.messages or not greeted:
                stream.known = news.last
                await response.write(_event(news, stream.known))
                greeted = True
            elif not await stream.news(BEAT_SECONDS):
                if await self._visitor(request) is None:
                    await response.write(b"event: over\ndata: {}\n\n")
                    return
                await response.write(b"event: beat\ndata: {}\n\n")
        if stream.farewell:
            await response.write(b"event: farewell\ndata: %b\n\n" % stream.farewell.encode())


async def _hooked(hook: Hook, request: http.Request) -> http.Response:
    """What the channel answers; a platform whose post breaks something is to post it again."""
    try:
        return await hook(request)
    except Exception:
        log.exception("hook-failed", path=request.path)
        return come_again()


async def _since(chat: Chat, known: int, unit: Unit) -> News:
    return await web.since(unit.connection, chat, known)


def _event(news: News, known: int) -> bytes:
    messages = [
        {
            "number": number,
            "author": author,
            "screen": screen_no,
            "token": token if author == "person" else None,
            "content": orjson.Fragment(text),
            "at": at,
        }
        for number, author, screen_no, token, text, at, _ in news.messages
    ]
    data = orjson.dumps({"first": news.first, "messages": messages})
    return b"id: %d\nevent: news\ndata: %b\n\n" % (known, data)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 16  # noqa: PLR2004 - what JavaScript counts exactly


def _told(status: int, headers: dict[str, str] | None = None) -> http.Response:
    return http.json_response({"ok": status == 200}, status=status, headers=headers)  # noqa: PLR2004 - HTTP's own


def _trouble(
    request: http.Request, status: int, heading: str, text: str = "", *, to_front: bool = False
) -> http.Response:
    """What went wrong, in the language chosen, and the way to the front page."""
    speech = pages.Speech.of(request.query, "/")
    steps = [pages.Step(speech.say("web-to-front"), speech.to("/"))] if to_front else []
    said = speech.say(text) if text else ""
    return _page(status, pages.plain(speech, speech.say(heading), said, *steps))


def _page(status: int, text: str) -> http.Response:
    return http.Response(text=text, status=status, content_type="text/html", charset="utf-8")
