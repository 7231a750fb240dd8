"""The browser as a channel: screens are written down for the page, which asks for what is new."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from aiohttp import web as http
from sqlalchemy.exc import IntegrityError

from bot.channels.channel import CannotStart, Delivery, Intake, Refused, Unattended, Unreachable
from bot.channels.web import content
from bot.channels.web.demo import DemoPerson
from bot.channels.web.desk import Desk
from bot.channels.web.hooks import Hooks
from bot.channels.web.posts import Press
from bot.channels.web.server import Site
from bot.channels.web.streams import Streams
from handlers.dialogue.layout import Limits
from services import web as browsers
from services.regulations import Regulation
from storage import web
from storage.store import Store, Unit
from storage.web import Chat, Message, Paper

log = structlog.get_logger()
LIMITS = Limits(text=20_000, buttons=60, columns=3, label=120, payload=200, page=12)
LARGEST_PAPER = 20 * 1024 * 1024
LOOK_SECONDS = 1.0
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - what to open, not what to bind


class WebChannel:
    """The chat in the browser: nothing of it is masked, every person enters by a link of his own.

    With `demo`, one enters as any of the invented people it lists, without a code.
    """

    name = browsers.CHANNEL
    limits = LIMITS
    masked = False
    greeting_only = False

    def __init__(
        self,
        store: Store,
        *,
        territory: str,
        regulation: Regulation,
        host: str,
        port: int,
        public_url: str | None = None,
        demo: Callable[[], Awaitable[list[DemoPerson]]] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.source = f"{self.name}:{territory}"
        self.territory = territory
        self._store = store
        self._host = host
        self._port = port
        self._public_url = public_url
        self._demo = demo is not None
        self._clock = clock
        self._desk = Desk()
        self._streams = Streams()
        self._stopping = asyncio.Event()
        self._runner: http.AppRunner | None = None
        self.site = Site(
            store,
            territory=territory,
            source=self.source,
            regulation=regulation,
            desk=self._desk,
            streams=self._streams,
            entered=self._streams.expect,
            secure=bool(public_url and public_url.startswith("https://")),
            demo=demo,
            clock=clock,
        )

    @property
    def port(self) -> int:
        """The port that is served; with port 0 it is known once `start` has returned."""
        addresses = self._runner.addresses if self._runner else []
        return addresses[0][1] if addresses else self._port

    @property
    def url(self) -> str:
        """The address that people open; with port 0 it is known once `start` has returned."""
        if self._public_url:
            return self._public_url
        host = EVERYWHERE.get(self._host, f"[{self._host}]" if ":" in self._host else self._host)
        return f"http://{host}:{self.port}"

    async def start(self) -> None:
        """Opens the port and serves the page; posts wait until `listen`. Raises CannotStart."""
        runner = http.AppRunner(self.site.app(), access_log=None, handle_signals=False, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await http.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            await runner.cleanup()
            raise CannotStart(
                f"cannot listen on {self._host}:{self._port} ({os.strerror(error.errno or 0)}): "
                "stop the other program or set WEB_HOST, WEB_PORT"
            ) from None
        self._runner = runner
        log.info("web-chat", address=self.url)

    async def listen(self, intake: Intake) -> None:
        """Takes posts in until `stop`; each is answered only after the intake has returned."""
        looking = None
        if not self._store.in_place:
            looking = asyncio.create_task(self._look_for_others())
        try:
            await self._desk.serve(intake, together=self._store.in_place)
        finally:
            if looking is not None:
                await looking

    async def stop(self) -> None:
        """Refuses new posts and ends the streams; browsers come again by themselves."""
        self._stopping.set()
        self._desk.close()
        self._streams.end()

    async def close(self) -> None:
        """Gives the port back."""
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def hooks(self) -> Hooks:
        """Where other channels have their platforms post to this server, once `start` has returned."""
        return self.site.hooks

    # --- showing ---------------------------------------------------------------------------

    async def show(self, delivery: Delivery) -> None:
        """Writes a screen down: in place of the pressed message if that is the newest, else below."""
        presses = [handle for handle in delivery.handles if isinstance(handle, Press)]
        delivery.handles = [handle for handle in delivery.handles if not isinstance(handle, Press)]
        if delivery.sheet is None:
            return
        chat = Chat(self.territory, delivery.account_id)
        message = self._message(delivery)
        pressed = presses[-1].message if presses else 0
        await self._write(
            delivery, message, lambda unit: web.show(unit.connection, chat, message, pressed=pressed)
        )

    async def notify(self, delivery: Delivery, *, token: str) -> None:
        """Writes a notice down; the token keeps a repeat out.

        Raises Unreachable where no browser is known, Unattended where none is open now.
        """
        chat = Chat(self.territory, delivery.account_id)
        if not self._demo and not await self._store.step(
            self.territory, lambda unit: browsers.is_at_home(unit, chat.account_id, self._clock())
        ):
            raise Unreachable
        if not (delivery.anyway or self._demo or self._streams.is_attended(chat.account_id)):
            raise Unattended
        message = self._message(delivery, token=f"notice-{token}")
        await self._write(delivery, message, lambda unit: web.add(unit.connection, chat, message))

    def link(self, code: str) -> str:
        """The address that opens the chat with a code."""
        return f"{self.url}/enter/{code}"

    def _message(self, delivery: Delivery, token: str | None = None) -> Message:
        assert delivery.sheet is not None
        attachment = delivery.attachment
        if attachment is not None and len(attachment.content) > LARGEST_PAPER:
            raise Refused(f"a file of {len(attachment.content)} bytes")
        paper = None
        if attachment is not None:
            paper = Paper(content.safe_name(attachment.name), attachment.picture, attachment.content)
        return Message(
            "bot",
            content.screen(delivery.sheet, attachment),
            self._clock(),
            screen_no=delivery.screen_no,
            token=token,
            paper=paper,
        )

    async def _write(
        self, delivery: Delivery, message: Message, work: Callable[[Unit], Coroutine[Any, Any, Any]]
    ) -> None:
        try:
            await self._store.step(self.territory, work)
        except IntegrityError as error:  # the account has been erased: who looks now sees the last word
            self._streams.farewell(delivery.account_id, message.content)
            raise Unreachable from error
        self._streams.wake(delivery.account_id)

    # --- who looks -------------------------------------------------------------------------

    async def _moved_on(self, known: dict[int, int], unit: Unit) -> list[int]:
        return await web.moved_on(unit.connection, self.territory, known)

    async def _look_for_others(self) -> None:
        """Wakes the streams of chats to which another process has written."""
        while not self._stopping.is_set():
            known = self._streams.known()
            if known:
                for account_id in await self._store.step(self.territory, partial(self._moved_on, known)):
                    self._streams.wake(account_id)
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._stopping.wait()
            except TimeoutError:
                continue
