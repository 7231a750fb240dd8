"""The long poll of a community: fetched by a thread of its own, read on only after the commit."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import structlog

from bot.channels.channel import Intake
from bot.channels.vk_api import TOKEN_REFUSED, CallError, LongPoll, VkApi
from bot.channels.vk_events import VkEvents
from storage import installation
from storage.store import Store, Unit

log = structlog.get_logger()
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
EMPTY_AGAIN = 1.0  # seconds: an empty answer before them is none that was waited for
Pause = Callable[[float, threading.Event], object]
"""Waits so many seconds, or until the event."""


class Stopped(Exception):
    """Nothing is taken in any more."""


def pause_until(seconds: float, event: threading.Event) -> None:
    """Waits so long, or until the event."""
    event.wait(seconds)


class VkLongPoll:
    """Brings what happens in the community. `ts` stands in the store, behind all that is committed.

    The thread waits where the package waits, in the middle of a call; it dies with the program.
    """

    def __init__(
        self,
        api: VkApi,
        store: Store,
        events: VkEvents,
        *,
        source: str,
        clock: Callable[[], datetime],
        pause: Pause = pause_until,
    ) -> None:
        self._api = api
        self._store = store
        self._events = events
        self._source = source
        self._clock = clock
        self._pause = pause
        self._position = ""
        self._poll: LongPoll | None = None
        self._failures = 0
        self._stopping = asyncio.Event()
        self._ended = threading.Event()
        self._taking = asyncio.Lock()
        self.reader: threading.Thread | None = None

    async def open(self) -> None:
        """Nothing is prepared: VK keeps what happens until it is asked."""

    async def listen(self, intake: Intake) -> None:
        """Takes in what the thread fetches, until stopped; a batch under way is finished."""
        self._position = await self._store.step("", self._read_position)
        loop = asyncio.get_running_loop()
        self.reader = threading.Thread(
            target=self._fetch, args=(intake, loop), name="vk-long-poll", daemon=True
        )
        self.reader.start()
        await self._stopping.wait()
        self._ended.set()
        async with self._taking:
            return

    async def stop(self) -> None:
        """Takes nothing more in."""
        self._stopping.set()

    # --- on the event loop -----------------------------------------------------------------

    async def _take(self, intake: Intake, events: Sequence[dict[str, Any]], position: str) -> None:
        """Takes a batch in and notes how far the community has been read, in this order."""
        async with self._taking:
            if self._stopping.is_set():
                raise Stopped
            self._events.free_buttons(events)
            if found := self._events.read(events):
                await intake(found)
            if position:
                await self._store.step("", lambda unit: self._note_position(unit, position))

    async def _read_position(self, unit: Unit) -> str:
        return await installation.position(unit.connection, self._source)

    async def _note_position(self, unit: Unit, position: str) -> None:
        await installation.note_position(unit.connection, self._source, position, self._clock())

    # --- in the thread ---------------------------------------------------------------------

    def _fetch(self, intake: Intake, loop: asyncio.AbstractEventLoop) -> None:
        """Fetches until stopped; every kind of failure is followed by a longer pause."""
        while not self._ended.is_set():
            try:
                came = self._once(intake, loop)
            except Exception as error:  # noqa: BLE001 - whatever it is, the reading goes on
                if self._ended.is_set() or loop.is_closed() or isinstance(error, Stopped):
                    break
                self._complain(error)
                self._let_go()
                came = False
            if came:
                self._failures = 0
                continue
            self._pause(self._resting(), self._ended)
            self._failures += 1
        self._let_go()

    def _once(self, intake: Intake, loop: asyncio.AbstractEventLoop) -> bool:
        """One look; False where it brought nothing although nothing was waited for."""
        if self._poll is None:
            self._poll = self._api.poll()
            if self._position:
                self._poll.ts = self._position
        poll = self._poll
        began = loop.time()
        events = poll.news() if self._position else []
        if not events and poll.ts != self._position:
            if self._position:
                log.warning("vk-history-lost", position=self._position, now=poll.ts)
            events = _done(self._events.unanswered(), loop)
        _done(self._take(intake, events, poll.ts), loop)
        self._position = poll.ts
        if events or loop.time() - began >= EMPTY_AGAIN:
            return True
        log.info("vk-nothing-told", pause=self._resting())
        return False

    def _let_go(self) -> None:
        if self._poll is not None:
            self._poll.close()
            self._poll = None

    def _resting(self) -> float:
        return PAUSES[min(self._failures, len(PAUSES) - 1)]

    def _complain(self, error: Exception) -> None:
        code = error.code if isinstance(error, CallError) else None
        if code in TOKEN_REFUSED:
            log.error("vk-token-refused", code=code, remedy="check VK_TOKEN and its rights")
        else:
            log.warning("vk-fetch-failed", error=type(error).__name__, code=code, pause=self._resting())


def _done(work: Any, loop: asyncio.AbstractEventLoop) -> Any:
    return asyncio.run_coroutine_threadsafe(work, loop).result()
