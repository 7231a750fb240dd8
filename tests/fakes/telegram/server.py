"""The platform as a test holds it: people, calls, failures to order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, Self

from tests.fakes.telegram import intake, profile, sending
from tests.fakes.telegram.calls import Call, Changes, T, Upload
from tests.fakes.telegram.chats import Channel, Chat
from tests.fakes.telegram.files import Files
from tests.fakes.telegram.front import Front
from tests.fakes.telegram.orders import WORDS, Hold, Order, Orders, Pace, When, page
from tests.fakes.telegram.parameters import known_methods, read_params
from tests.fakes.telegram.phone import Phone, Press
from tests.fakes.telegram.refusals import Refused, bad
from tests.fakes.telegram.updates import Queue, Update
from tests.fakes.telegram.webhook import Webhook

TOKEN = "123456789:AAF-the-token-of-the-stand-in-000"

METHODS = sending.METHODS | profile.METHODS


class FakeTelegram:
    """One bot's Telegram.

    ``pace`` makes it refuse a bot that is too fast. ``keep_calls=False`` forgets the calls that
    were answered well, for long load tests. ``webhook_pause`` is how long it waits, in seconds,
    before it offers an update to a webhook again. ``clock`` gives the seconds since 1970.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "metodaktiv_bot",
        first_name: str = "Метод-актив",
        pace: bool = False,
        keep_calls: bool = True,
        webhook_pause: float = 0.05,
        first_update_id: int | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._clock = clock
        self._ahead = 0.0
        self.token = token
        self.bot: dict[str, Any] = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": first_name,
            "username": username,
        }
        self.calls: list[Call] = []
        """Every call, oldest first, getUpdates included."""
        self.mistakes: list[Call] = []
        """The calls that were wrongly built: a good bot leaves this list empty."""
        self.refusals: list[Call] = []
        """Every call that was refused without an order of the test, the mistakes among them."""
        self.changes = Changes()
        self.files = Files()
        self.queries: dict[str, Press] = {}
        self.commands: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self.about: dict[tuple[str, str], str] = {}
        """Descriptions and names by (what, language)."""
        self.menu_buttons: dict[int | None, dict[str, Any]] = {}
        self.webhook: Webhook | None = None
        self.webhook_pause = webhook_pause
        self.webhook_losses = 0
        """So many of the bot's good answers to a webhook get lost: those updates are posted again."""
        self.updates = Queue(self.now, self.changes, first_update_id)
        self.orders = Orders()
        self._chats: dict[int | str, Chat] = {}
        self._keep_calls = keep_calls
        self._pace = Pace(self.now) if pace else None
        self._front = Front(self)

    # ---- running

    async def start(self) -> Self:
        """Listen on a free port of this machine."""
        await self._front.start()
        return self

    async def stop(self) -> None:
        """Stop; held calls and waiting polls are dropped."""
        self.orders.heal()
        if self.webhook is not None:
            await self.webhook.close()
            self.webhook = None
        await self._front.stop()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """The address to give to ``TelegramAPIServer.from_base`` (TELEGRAM_API_URL)."""
        return f"http://127.0.0.1:{self._front.port}"

    @property
    def link(self) -> str:
        """The address of the bot for people."""
        return f"https://t.me/{self.bot['username']}"

    def now(self) -> float:
        """Return the platform's clock, seconds since 1970."""
        return self._clock() + self._ahead

    def passes(self, seconds: float) -> None:
        """Put the platform's clock forward: queries grow old, buckets fill, updates expire."""
        self._ahead += seconds

    # ---- people and channels

    def phone(
        self,
        user_id: int,
        first_name: str = "Анна",
        username: str | None = None,
        *,
        language_code: str | None = "ru",
        met: bool = False,
    ) -> Phone:
        """Return the phone of a person, always the same one for the same id.

        A bot reaches only those who have written to it; ``met`` says that this happened before.
        """
        known = self._chats.get(user_id)
        if isinstance(known, Phone):
            return known
        phone = Phone(self, user_id, first_name, username, language_code, met=met)
        self._chats[user_id] = phone
        return phone

    def channel(
        self,
        chat_id: int = -1001000000001,
        username: str | None = None,
        title: str = "Новости",
        *,
        member: bool = True,
        may_post: bool = True,
    ) -> Channel:
        """Return a channel where the bot is administrator, unless told otherwise."""
        channel = Channel(self, chat_id, title, username, member=member, may_post=may_post)
        self._chats[chat_id] = channel
        if username:
            self._chats[f"@{username.lower()}"] = channel
        return channel

    def chat(self, chat_id: int | str) -> Chat:
        """Return the chat that a call names, or refuse the call."""
        key: int | str = chat_id
        if isinstance(chat_id, str):
            key = int(chat_id) if chat_id.lstrip("-").isdecimal() else chat_id.lower()
        chat = self._chats.get(key)
        if chat is None:
            raise bad("chat not found")
        return chat

    def is_own_link(self, url: str) -> bool:
        """Tell whether a link leads to this bot."""
        return sending.is_start_link(url, self.bot["username"])

    def deliver(
        self, kind: str, payload: dict[str, Any], about: int, on_handed: Callable[[], None] | None = None
    ) -> None:
        """Tell the bot that something happened; ``about`` is the person it is about."""
        self.updates.put(kind, payload, about, on_handed)
        self.changes.tell()

    def asked(self, press: Press, query: dict[str, Any]) -> None:
        """Tell the bot that a button was pressed."""

        def handed() -> None:
            press.delivered = True

        self.queries[press.query_id] = press
        self.deliver("callback_query", query, press.phone.id, handed)

    def spend(self, chat: Chat, count: int = 1) -> None:
        """Hold messages against the pace, if one is kept."""
        if self._pace is not None:
            self._pace.spend(chat.id, count)

    # ---- what a test asks

    @property
    def unconfirmed(self) -> list[Update]:
        """The updates that the bot has not confirmed, oldest first."""
        return self.updates.unconfirmed

    def unanswered_queries(self) -> list[Press]:
        """Return the presses that the bot was given and never answered."""
        return [press for press in self.queries.values() if press.delivered and not press.answered]

    def calls_of(self, method: str, **params: Any) -> list[Call]:
        """Return the calls of a method that have these parameters."""
        return [
            call
            for call in self.calls
            if call.method.lower() == method.lower()
            and all(call.params.get(name) == value for name, value in params.items())
        ]

    async def until(self, look: Callable[[], T | None], within: float = 10.0) -> T:
        """Wait until ``look`` returns something true, and return it; it looks after every event."""
        found = await self.changes.until(look, within)
        if not found:
            raise AssertionError("\n".join([f"did not happen within {within} s", *self.state()]))
        return found

    async def called(self, method: str, times: int = 1, within: float = 10.0, **params: Any) -> list[Call]:
        """Wait until a method has been called and answered so often with these parameters."""

        def look() -> list[Call] | None:
            calls = [call for call in self.calls_of(method, **params) if call.status is not None or call.lost]
            return calls if len(calls) >= times else None

        return await self.until(look, within)

    async def quiet(self, idle: float = 0.05, within: float = 10.0) -> None:
        """Wait until all updates are confirmed, all calls answered, and nothing happened for ``idle`` s."""
        try:
            async with asyncio.timeout(within):
                while True:
                    if self._front.busy or not self.updates.is_empty:
                        await self.changes.next()
                        continue
                    try:
                        await asyncio.wait_for(self.changes.next(), idle)
                    except TimeoutError:
                        return
        except TimeoutError:
            raise AssertionError("\n".join([f"not quiet within {within} s", *self.state()])) from None

    def state(self) -> list[str]:
        """Return what a failed test wants to know about the platform, line by line."""
        last = [call for call in self.calls[-40:] if call.method != "getUpdates"][-5:]
        return [
            f"  unconfirmed updates: {len(self.updates.unconfirmed)}, calls under way: {self._front.busy}",
            *(f"  call: {call}" for call in last),
        ]

    # ---- failures to order

    def fail(
        self,
        method: str,
        status: int = 500,
        description: str | None = None,
        retry_after: int | None = None,
        times: int | None = 1,
        *,
        html: bool = False,
        after_effect: bool = False,
        when: When | None = None,
    ) -> Order:
        """Answer the next calls of a method («*» for all, «file» for downloads) with an error.

        ``html`` answers with a page, as a proxy does; ``after_effect`` lets the call work first;
        ``times=None`` goes on until the returned order is cancelled; ``when`` chooses calls.
        """
        if status == 429 and retry_after is None:
            retry_after = 1
        words = description or WORDS.get(status, "Internal Server Error").format(retry_after=retry_after)
        body = Refused(words, status, retry_after=retry_after).body()
        order = Order(method.lower(), after_effect, times, when, status=status, body=body)
        if html:
            order.page = page(status, words)
        return self.orders.add(order)

    def cut(
        self, method: str, times: int | None = 1, *, after_effect: bool = False, when: When | None = None
    ) -> Order:
        """Drop the connection of the next calls without an answer, before or after they take effect."""
        return self.orders.add(Order(method.lower(), after_effect, times, when, cuts=True))

    def hold(self, method: str, *, after_effect: bool = True, when: When | None = None) -> Hold:
        """Hold the answers of a method back (or, before their effect, the calls) until ``release()``."""
        return self.orders.add_hold(Hold(method.lower(), when, after_effect=after_effect))

    def heal(self) -> None:
        """Cancel all ordered failures and release all holds."""
        self.orders.heal()

    async def down(self, *, html: bool = False) -> None:
        """Let the platform go down: it refuses connections, or answers 502 with a page."""
        if self.webhook is not None:
            self.webhook.going.clear()
        await self._front.down(html=html)

    async def up(self) -> None:
        """Let the platform come back on the same address; it has kept everything."""
        await self._front.up()
        if self.webhook is not None:
            self.webhook.going.set()

    # ---- answering

    async def execute(self, call: Call) -> Any:
        """Check a call and do what it asks for."""
        method = self._checked(call)
        if (about_updates := intake.METHODS.get(method)) is not None:
            return await about_updates(self, call)
        return self._do(method, call)

    def execute_blindly(self, name: str, raw: dict[str, Any], uploads: dict[str, Upload]) -> None:
        """Carry out a call that stood in a webhook's response; nobody learns how it ended."""
        call = Call(name, raw, self.now(), uploads, in_webhook=True)
        self.note(call)
        order = self.orders.next_for(call)
        try:
            if order is None or order.after_effect:
                call.answer = {"ok": True, "result": self._do(self._checked(call), call)}
                call.status, call.took_effect = 200, True
        except Refused as refusal:
            self.refuse(call, refusal)
        if order is not None:
            order.meet(call)
            order.spoil(call)
        self.ended(call)

    def loses_answer(self) -> bool:
        """Tell a webhook whether the bot's good answer gets lost this time."""
        loses = self.webhook_losses > 0
        self.webhook_losses -= loses
        return loses

    def refuse(self, call: Call, refusal: Refused) -> None:
        """Write down that a call was refused."""
        call.status, call.answer, call.mistake = refusal.code, refusal.body(), refusal.mistake
        self.refusals.append(call)
        if refusal.mistake:
            self.mistakes.append(call)

    def note(self, call: Call) -> None:
        """Write down a call that begins."""
        self.calls.append(call)
        self.changes.tell()

    def ended(self, call: Call) -> None:
        """Write down that a call is over."""
        if call.ok and not self._keep_calls:
            self.calls.remove(call)
        self.changes.tell()

    def _checked(self, call: Call) -> str:
        """Read the parameters of a call by its method's model and return the method in lower case."""
        known = known_methods().get(call.method.lower())
        if known is None:
            raise Refused("Not Found", 404, mistake=True)
        call.method, shape = known
        call.params = read_params(shape, call.params, call.uploads)
        return call.method.lower()

    def _do(self, method: str, call: Call) -> Any:
        function = METHODS.get(method)
        if function is None:
            raise Refused(f"Not Implemented: the stand-in does not know {call.method}", 501, mistake=True)
        return function(self, call)
