"""The running program: puts store, channels, inbox, outbox and clock together, and ends in order."""

import asyncio
import gc
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog

import handlers
from bot.channels.channel import Board, CannotStart, Channel
from bot.comments import PublicReplies
from bot.files import Files
from bot.inbox import Inbox
from bot.outbox import Outbox
from bot.papers import Papers
from bot.publisher import Publisher
from bot.roster_work import RosterWork
from bot.schedule import Schedule
from bot.senders import Senders
from bot.settings import PersonalData, Settings
from handlers.dialogue.library import Library
from services import comment_keeping, consultations, erasure, privacy, regulations, roster, sign_ups
from services.regulations import Regulation
from storage import comments, conversations, owed, publications
from storage.installation import epoch
from storage.instance import InstanceLock
from storage.migrate import migrate
from storage.store import GaveUp, Store, Unit

if TYPE_CHECKING:
    from bot.channels.web import DemoPerson, WebChannel
    from bot.channels.web.hooks import Hooks

log = structlog.get_logger()
SENDERS_END = 5.0
WORK_END = 2.0
STEPS_END = 2.0
SEEN_KEPT = timedelta(days=7)
LETTERS_KEPT = timedelta(days=30)


class App:
    """One process. `run` serves until it is told to stop, and loses nothing when it dies instead."""

    def __init__(
        self,
        settings: Settings,
        library: Library = handlers.LIBRARY,
        *,
        demo: "Sequence[DemoPerson] | None" = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        served: Callable[[str], None] = lambda _address: None,
    ) -> None:
        """`served` is called with the address that people open, once the page is there."""
        self.settings = settings
        self.library = library
        self._demo = demo
        self._clock = clock
        self._served = served
        self.store = Store(settings.database_url)
        regulation = regulations.load(settings.regulation)
        self.regulations: dict[str, Regulation] = {regulation.id: regulation}
        self.papers = Papers(self.store, library)
        self.schedule = Schedule()
        self.senders = Senders(self.papers.prepare)
        self.inbox = Inbox(
            self.store,
            self.regulations,
            library,
            self.senders,
            wake_outbox=partial(self.schedule.now, "outbox"),
            clock=clock,
        )
        self.outbox = Outbox(self.store, self.regulations, library, self.papers.prepare, clock=clock)
        self.comments = PublicReplies(
            self.store,
            self.regulations,
            wake_outbox=partial(self.schedule.now, "outbox"),
            clock=clock,
        )
        self.rosters = RosterWork(
            self.store, self.regulations, wake_outbox=partial(self.schedule.now, "outbox"), clock=clock
        )
        self.files = Files(self.store, list(self.regulations), {roster.PURPOSE: self.rosters}, clock=clock)
        self.publisher = Publisher(
            self.store,
            self.regulations,
            wake_outbox=partial(self.schedule.now, "outbox"),
            clock=clock,
        )
        self.channels: list[Channel] = []
        self.boards: list[Board] = []
        self._web: Channel | None = None
        self._links: list[str | None] = []
        self._stop = asyncio.Event()
        self._lock = InstanceLock(self.store.file) if self.store.file else None

    async def run(self) -> None:
        """Serves every configured channel until `stop` or SIGTERM."""
        await self._open()
        listening: list[asyncio.Task[None]] = []
        try:
            for channel in self._configured():
                self.channels.append(channel)
                await channel.start()
            await self._note_boards(ask=False)
            await self.inbox.show_owed(self.channels)  # before anything comes, or it would come twice
            self._start_clock()
            listening = [
                asyncio.create_task(channel.listen(partial(self.inbox.take, channel)))
                for channel in self.channels
            ]
            gc.collect()
            gc.freeze()
            log.info("ready", channels=[channel.name for channel in self.channels])
            self._served(self.inbox.web_url)
            await self._until_stopped(listening)
        finally:
            await self._end(listening)

    def stop(self) -> None:
        """Asks the program to end; it finishes what it has begun."""
        self._stop.set()

    async def _open(self) -> None:
        self.settings.prepare_folder()
        if self._lock:
            self._lock.take()
        await migrate(self.settings.database_url)
        await self.store.open()
        await self.store.step("", lambda unit: epoch(unit.connection))
        if self._lock:  # nobody else serves this store: what a dead process owed need not wait
            await self.store.step("", lambda unit: owed.let_go(unit.connection, self._clock()))
            await self.store.step("", lambda unit: publications.let_go(unit.connection, self._clock()))
            await self.store.step("", lambda unit: comments.let_go(unit.connection, self._clock()))
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, self.stop)

    def _configured(self) -> Iterator[Channel]:
        """The channels, each made only when the one before has started: the page need not wait."""
        territory = next(iter(self.regulations))
        settings = self.settings
        yield (web := self._web_channel(territory))
        self._web = web
        self.inbox.web_url = self.outbox.web_url = web.url  # with port 0 known only now
        if settings.telegram_token:
            from bot.channels.telegram import TelegramChannel
            from bot.channels.telegram_api import TelegramApi

            api = TelegramApi(
                settings.telegram_token.get_secret_value(),
                base_url=settings.telegram_api_url,
                proxy=settings.telegram_proxy,
            )
            mode = settings.telegram_personal_data
            yield TelegramChannel(
                api,
                territory=territory,
                library=self.library,
                masked=mode is not PersonalData.ALLOW,
                greeting_only=mode is PersonalData.OFF,
            )
            if settings.telegram_news_chat:
                from bot.channels.telegram_news import TelegramNews

                self.boards.append(TelegramNews(api, settings.telegram_news_chat))

        if settings.vk_token and settings.vk_group_id:
            token, group_id = settings.vk_token.get_secret_value(), settings.vk_group_id
            yield self._vk_channel(territory, token, group_id, web.hooks)

    def _vk_channel(self, territory: str, token: str, group_id: int, hooks: "Hooks") -> Channel:
        from bot.channels.vk import VkChannel
        from bot.channels.vk_api import VkApi
        from bot.channels.vk_callback import Callback
        from bot.channels.vk_wall import VkWall

        settings = self.settings
        callback = None
        if settings.vk_callback_url:
            if settings.vk_callback_secret is None:
                raise CannotStart(
                    "VK_CALLBACK_URL needs VK_CALLBACK_SECRET: letters and digits of your choice"
                )
            secret = settings.vk_callback_secret.get_secret_value()
            callback = Callback(settings.vk_callback_url, secret, hooks)
        mode = settings.vk_personal_data
        api = wall = VkApi(token, group_id, base_url=settings.vk_api_url, proxy=settings.vk_proxy)
        if settings.vk_wall_token:
            own = settings.vk_wall_token.get_secret_value()
            wall = VkApi(own, group_id, base_url=settings.vk_api_url, proxy=settings.vk_proxy, pace=api.pace)
        self.boards.append(VkWall(wall, own=wall is not api))
        return VkChannel(
            api,
            self.store,
            territory=territory,
            masked=mode is not PersonalData.ALLOW,
            greeting_only=mode is PersonalData.OFF,
            callback=callback,
            wall=wall if wall is not api else None,
            clock=self._clock,
        )

    def _web_channel(self, territory: str) -> "WebChannel":
        from bot.channels.web import WebChannel

        return WebChannel(
            self.store,
            territory=territory,
            regulation=self.regulations[territory],
            host=self.settings.web_host,
            port=self.settings.web_port,
            public_url=self.settings.web_public_url,
            demo=self._invented if self._demo is not None else None,
            clock=self._clock,
        )

    async def _invented(self) -> "list[DemoPerson]":
        return list(self._demo or ())

    def _start_clock(self) -> None:
        self.schedule.every(1.0, "outbox", lambda: self.outbox.work(self.channels))
        self.schedule.every(1.0, "confirm", self._confirm)
        self.schedule.every(1.0, "comments", lambda: self.comments.work(self.channels))
        self.schedule.every(15.0, "requests", self._move_requests_on)
        self.schedule.every(15.0, "places", self._fill_places)
        self.schedule.every(5.0, "owed", lambda: self.inbox.show_owed(self.channels))
        self.schedule.every(1.0, "files", lambda: self.files.work(self.channels))
        self.schedule.every(1.0, "roster", self.rosters.work)
        self.schedule.every(3600.0, "roster-forget", self.rosters.forget_old)
        self.schedule.every(3600.0, "files-forget", self.files.forget_old)
        territory = next(iter(self.regulations))
        for board in self.boards:
            work = partial(self.publisher.work, territory, board)
            self.schedule.every(1.0, f"publish {board.source}", work)
        self.schedule.every(600.0, "boards", self._note_boards)
        self.schedule.every(1.0, "doors", self._note_new_doors)
        self.schedule.every(5.0, "forget", self._forget)
        self.schedule.every(60.0, "privacy-forget", self._forget_personal)
        self.schedule.every(2.0, "wal", self.store.tidy)
        self.schedule.start()
        self.schedule.now("boards")

    async def _note_boards(self, *, ask: bool = True) -> None:
        """Where one can publish and how one comes in: the browser's links open for one person only."""
        messengers = [one for one in self.channels if one is not self._web]
        links = [one.link("") for one in messengers]
        await self.publisher.note(next(iter(self.regulations)), self.boards, messengers, ask=ask)
        self._links = links

    async def _note_new_doors(self) -> None:
        """A messenger learns its own address when its platform speaks, which may be long after the start."""
        if [one.link("") for one in self.channels if one is not self._web] != self._links:
            await self._note_boards(ask=False)

    async def _confirm(self) -> None:
        if self.senders.has_news:
            await self.inbox.acknowledge()

    async def _move_requests_on(self) -> None:
        """Offers nobody answered are reminded of, passed on, or left to the coordinators."""
        for territory, regulation in self.regulations.items():
            move = partial(_move_on, regulation, self._clock())
            while await self.store.step(territory, move):
                self.schedule.now("outbox")

    async def _fill_places(self) -> None:
        """Whoever waits for a place gets one that has become free without anybody leaving."""
        for territory, regulation in self.regulations.items():
            fill = partial(_fill, regulation, self._clock())
            if await self.store.step(territory, fill):
                self.schedule.now("outbox")

    async def _forget(self) -> None:
        now = self._clock()

        async def some(unit: Unit) -> None:
            await conversations.forget_seen(unit.connection, now - SEEN_KEPT)
            await conversations.forget_dead_letters(unit.connection, now - LETTERS_KEPT)

        await self.store.step("", some)

    async def _forget_personal(self) -> None:
        now = self._clock()
        await self.store.step("", lambda unit: privacy.forget_old(unit, now))
        await self.store.step("", lambda unit: comment_keeping.forget_old(unit, now))
        for territory, regulation in self.regulations.items():
            while await self.store.step(territory, partial(_erase, regulation, now)):
                pass

    async def _until_stopped(self, listening: Sequence[asyncio.Task[None]]) -> None:
        stopped = asyncio.create_task(self._stop.wait())
        await asyncio.wait([stopped, *listening], return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        for task in listening:
            if task.done() and (error := task.exception()):
                raise error

    async def _end(self, listening: Sequence[asyncio.Task[None]]) -> None:
        """Stop fetching, let steps end, note what was shown, give senders their time, close."""
        for channel in self.channels:
            await channel.stop()
        if listening:
            await asyncio.wait(listening, timeout=STEPS_END)
        self.store.give_up()
        if listening:
            await asyncio.wait(listening)
        await self.schedule.stop(WORK_END)
        await self.senders.finish(SENDERS_END)
        if self.senders.has_news:
            with suppress(GaveUp):
                await self.inbox.acknowledge()
        for board in self.boards:
            await board.close()
        for channel in self.channels:
            await channel.close()
        await self.store.close()
        if self._lock:
            self._lock.release()
        log.info("ended")


async def _fill(regulation: Regulation, now: datetime, unit: Unit) -> int:
    return await sign_ups.fill(unit, regulation, now)


async def _erase(regulation: Regulation, now: datetime, unit: Unit) -> int:
    return await erasure.erase_withdrawn(unit, regulation, now)


async def _move_on(regulation: Regulation, now: datetime, unit: Unit) -> int:
    return await consultations.move_on(unit, regulation, now)
