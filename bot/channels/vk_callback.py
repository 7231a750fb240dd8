"""The Callback API of a community: VK posts what happens, and hears `ok` only when it is on disk."""

import asyncio
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
import structlog
from aiohttp import web as http

from bot.channels.channel import Intake, Told
from bot.channels.joining import may_go_on
from bot.channels.vk_api import VkApi
from bot.channels.vk_events import VkEvents, whole
from bot.channels.web.desk import Desk
from bot.channels.web.guard import Turnstile
from bot.channels.web.hooks import Hooks, TooLarge, come_again, read_whole
from bot.senders import Pause, pause_until

log = structlog.get_logger()
LARGEST_POST = 1024 * 1024
PATIENCE = 8.0  # seconds until a post is put off; how long VK waits for an answer is not documented
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
Event = dict[str, Any]


class Stranger(Exception):
    """Not VK, or not about this community; the text is a word for the log."""


@dataclass(frozen=True, slots=True)
class Callback:
    """Where VK posts, what it says to prove itself, and the server that listens."""

    url: str
    secret: str
    hooks: Hooks


class VkCallback:
    """Takes in what VK posts. Any number of processes may: what is posted again counts once.

    VK gives up what nobody takes for long; so at every start unanswered conversations are looked for.
    """

    def __init__(
        self,
        api: VkApi,
        events: VkEvents,
        callback: Callback,
        *,
        together: bool,
        patience: float = PATIENCE,
        pause: Pause = pause_until,
    ) -> None:
        self._api = api
        self._events = events
        self._callback = callback
        self._together = together
        self._patience = patience
        self._pause = pause
        self._desk = Desk(goes_on=may_go_on)
        self._stopping = asyncio.Event()
        self._serving = False
        self._code = ""
        self._codes = Turnstile(at_once=5, a_minute=6)

    async def open(self) -> None:
        """Has the address served; posts hear «come again» until `listen`. Raises CannotStart."""
        self._callback.hooks.add(self._callback.url, self._posted)

    async def listen(self, intake: Intake) -> None:
        """Takes posts in until stopped; those that have come are dealt with."""
        self._serving = True
        looking = asyncio.create_task(self._look_back())
        try:
            await self._desk.serve(partial(_take_in, intake), together=self._together)
        finally:
            looking.cancel()
            await asyncio.wait([looking])

    async def stop(self) -> None:
        """Takes nothing more in: VK is to post again."""
        self._stopping.set()
        self._desk.close()

    # --- what VK posts ---------------------------------------------------------------------

    async def _posted(self, request: http.Request) -> http.Response:
        """Answers one post. Whatever is no `ok` is posted again by VK."""
        try:
            event = self._checked(orjson.loads(await read_whole(request, LARGEST_POST)))
        except TooLarge:
            return http.Response(status=413)
        except orjson.JSONDecodeError:
            return http.Response(status=400)
        except Stranger as stranger:
            log.warning("vk-post-refused", why=str(stranger))
            return http.Response(status=403)
        if event["type"] == "confirmation":
            answer = await self._confirmation()
        else:
            answer = "ok" if await self._is_taken(event) else ""
        return http.Response(text=answer) if answer else come_again()

    def _checked(self, event: Any) -> Event:
        """The event, if it is VK's and about this community. Raises Stranger.

        To confirm an address VK asks before a secret is set; such a question needs none.
        """
        if not isinstance(event, dict) or not isinstance(event.get("type"), str):
            raise Stranger("form")
        secret = event.pop("secret", None)
        asks = event["type"] == "confirmation" and secret is None
        if not asks and not hmac.compare_digest(str(secret).encode(), self._callback.secret.encode()):
            raise Stranger("secret")
        if event.get("group_id") != self._api.group_id:
            raise Stranger("group")
        return event

    async def _is_taken(self, event: Event) -> bool:
        """Whether it is on disk; False also where that takes longer than VK waits."""
        if not self._serving or self._desk.closed:
            return False
        self._events.free_buttons([event])
        found = self._events.read([event])
        if not found:
            return True
        taking = asyncio.ensure_future(self._desk.take(found[0]))
        done, _ = await asyncio.wait([taking], timeout=self._patience)
        if not done:
            taking.add_done_callback(_overlook)
        return bool(done) and taking.exception() is None

    async def _confirmation(self) -> str:
        """What VK asks for to believe that this address is the community's.

        The string changes whenever the community's settings do, so it is fetched when VK asks; the
        kept one is said where that fails, or where somebody asks too often.
        """
        if self._codes.wait("") == 0:
            try:
                found = await self._api.call(
                    "groups.getCallbackConfirmationCode", {"group_id": self._api.group_id}
                )
                self._code = found["code"]
            except Exception as error:  # noqa: BLE001 - VK asks again
                log.warning("vk-confirmation-unknown", error=type(error).__name__)
        return self._code

    # --- what VK posts no more -------------------------------------------------------------

    async def _look_back(self) -> None:
        """Answers whoever wrote while nobody was here; repeats until VK has said who that is."""
        left: Sequence[Told] | None = None
        tries = 0
        while left is None or left:
            try:
                if left is None:
                    left = self._events.read(await self._events.unanswered())
                results = await asyncio.gather(*map(self._desk.take, left), return_exceptions=True)
                left = [one for one, failed in zip(left, results, strict=True) if failed]
            except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again
                log.warning("vk-looking-back-failed", error=type(error).__name__)
            if left is None or left:
                await self._pause(PAUSES[min(tries, len(PAUSES) - 1)], self._stopping)
                tries += 1
            if self._stopping.is_set():
                return


async def _take_in(intake: Intake, batch: Sequence[Told]) -> None:
    """Parts of a long text come as posts of their own; side by side they are one."""
    await intake(whole(sorted(batch, key=lambda one: one.address)))


def _overlook(taking: asyncio.Future[None]) -> None:
    """Nobody waits for it any more: VK posts it again, and it counts once."""
    if not taking.cancelled():
        taking.exception()
