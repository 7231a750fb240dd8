"""Coming in and going out. A link is spent by a press, never by opening it: previews open links."""

import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from aiohttp import web as http

import locales
from bot.channels.channel import Incoming
from bot.channels.web import guard, pages
from bot.channels.web.desk import Closed, Desk
from bot.channels.web.pages import Speech
from handlers.dialogue.said import Arrived, Said, Typed
from services import access
from services import web as browsers
from services.errors import DomainError
from services.regulations import Regulation
from services.web import Entrance, Visitor
from storage.access import OneTimeCode
from storage.store import Store

WHY = {
    "access-unknown-code": ("web-unknown-heading", "web-unknown-code"),
    "access-spent-code": ("web-spent-heading", "web-spent-code"),
    "access-old-code": ("web-old-heading", "web-old-code"),
}
CODE = "{code:[A-Za-z0-9]{4,40}}"


class Doors:
    """What stands before the chat."""

    def __init__(
        self,
        store: Store,
        *,
        territory: str,
        source: str,
        regulation: Regulation,
        desk: Desk,
        entered: Callable[[int], None],
        visitor: Callable[[http.Request], Awaitable[Visitor | None]],
        remember: Callable[[http.StreamResponse, str], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._territory = territory
        self._source = source
        self._phone = regulation.privacy.operator.phone
        self._desk = desk
        self._entered = entered
        self._visitor = visitor
        self._remember = remember
        self._clock = clock
        self._tries = guard.Turnstile(at_once=30, a_minute=30)

    def routes(self) -> list[http.RouteDef]:
        """Where one comes in."""
        return [
            http.get("/enter", self._typed_code),
            http.get(f"/enter/{CODE}", self._look),
            http.post(f"/enter/{CODE}", self._enter),
        ]

    async def front(self, request: http.Request) -> http.Response:
        """The chat for whoever is known, else how to come in."""
        if await self._visitor(request) is not None:
            raise http.HTTPSeeOther("/chat")
        return self.stranger(request, 200)

    def stranger(self, request: http.Request, status: int) -> http.Response:
        """How to come in."""
        speech = Speech.of(request.query, "/")
        text = speech.say_with_phone("web-come-in", self._phone)
        return _page(status, pages.plain(speech, speech.say("web-come-in-heading"), text, code_field=True))

    def left(self, request: http.Request, visitor: Visitor | None) -> http.Response:
        """After going out."""
        speech = _speech(request, visitor)
        text = speech.say_with_phone("web-left", self._phone)
        return _page(200, pages.plain(speech, speech.say("web-left-heading"), text))

    async def _typed_code(self, request: http.Request) -> http.Response:
        """A code typed by hand, as from a paper."""
        code = access.tidy(request.query.get("code", "")[:500])
        if not code:
            return await self._refused(request, "access-unknown-code")
        raise http.HTTPSeeOther(Speech.of(request.query, "/").to(f"/enter/{code}"))

    async def _look(self, request: http.Request) -> http.Response:
        """One button, or why the code opens nothing; nothing is spent."""
        code = request.match_info["code"]
        try:
            found = await self._find(request, code)
        except DomainError as error:
            return await self._refused(request, error.key)
        invited = found.purpose != access.BROWSER
        his = await self._store.step(self._territory, lambda unit: browsers.language(unit, found.person_id))
        speech = Speech.of(request.query, request.path, his)
        text = speech.say("web-invited" if invited else "web-welcome")
        step = pages.Step(speech.say("web-enter"), speech.to(f"/enter/{code}"), posts=True)
        return _page(200, pages.plain(speech, speech.say("web-enter-heading"), text, step))

    async def _enter(self, request: http.Request) -> http.Response:
        """Spends the code, remembers the browser and shows where the conversation stands."""
        code = request.match_info["code"]
        if self._desk.closed:
            return self._busy(request)
        known = await self._visitor(request)
        locale = Speech.of(request.query, "/").locale
        try:
            await self._find(request, code)
            entrance = await self._store.step(
                self._territory,
                lambda unit: browsers.enter(
                    unit, code, self._clock(), source=self._source, known=known, locale=locale
                ),
                durable=True,
            )
        except DomainError as error:
            return await self._refused(request, error.key)
        self._entered(entrance.visitor.account_id)
        with suppress(Closed):  # the page itself asks for the screen when it finds none
            await self._arrive(entrance)
        response = http.Response(status=303, headers={"Location": "/chat"})
        if entrance.secret is not None:
            self._remember(response, entrance.secret)
        return response

    async def _find(self, request: http.Request, code: str) -> OneTimeCode:
        """The code's row; whoever tries too many is told nothing more."""
        try:
            return await self._store.step(
                self._territory, lambda unit: browsers.look(unit, code, self._clock())
            )
        except DomainError as error:
            if self._tries.wait(request.remote or ""):
                raise http.HTTPTooManyRequests from error
            raise

    async def _arrive(self, entrance: Entrance) -> None:
        said: Said = Typed(f"/start {entrance.invitation}") if entrance.invitation else Arrived()
        visitor = entrance.visitor
        event = f"{visitor.account_id}:enter-{secrets.token_hex(8)}"
        await self._desk.take(Incoming((event,), visitor.address, said, visitor.locale))

    async def _refused(self, request: http.Request, key: str) -> http.Response:
        """Why the code opens nothing and what to do; whoever is in already just goes on."""
        heading, text = WHY[key]
        visitor = await self._visitor(request)
        speech = _speech(request, visitor)
        steps = [] if visitor is None else [pages.Step(speech.say("web-open-chat"), "/chat")]
        said = speech.say_with_phone(text, self._phone)
        unknown = key == "access-unknown-code"
        page = pages.plain(speech, speech.say(heading), said, *steps, code_field=unknown)
        return _page(404 if unknown else 410, page)

    def _busy(self, request: http.Request) -> http.Response:
        speech = _speech(request)
        step = pages.Step(speech.say("web-again"), speech.to(request.path))
        page = pages.plain(speech, speech.say("web-busy-heading"), speech.say("web-busy"), step)
        return _page(503, page, {"Retry-After": "3"})


def _speech(request: http.Request, visitor: Visitor | None = None) -> Speech:
    """As chosen in the address, else in the language of whoever looks."""
    here = request.path if "code" in request.match_info else "/"
    return Speech.of(request.query, here, visitor.locale if visitor else locales.FIRST)


def _page(status: int, text: str, headers: dict[str, str] | None = None) -> http.Response:
    return http.Response(text=text, status=status, content_type="text/html", charset="utf-8", headers=headers)
