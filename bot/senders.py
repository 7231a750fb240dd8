"""Per-chat senders: one call in flight per chat, the newest screen wins, nobody waits for another.

The intake never waits for a send, and no failure of a send reaches it. What could not be sent
stays owed in the store and is claimed again later (CORE 13, 14).
"""

import asyncio
import itertools
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from bot.channels.channel import Channel, Delivery, Later, Refused, SendError, Trouble, Unreachable
from handlers.dialogue.layout import Sheet
from storage.owed import Place
from storage.store import is_trouble

log = structlog.get_logger()
MOST_PENDING = 2000
PAUSES = (1.0, 2.0, 4.0, 8.0)
LONGEST_REST = 900.0
REFERENCE_SIGNS = "23456789АВЕКМНРСТ"
Prepare = Callable[[Channel, Delivery], Awaitable[None]]
Apology = Callable[[str], Sheet]
Pause = Callable[[float, asyncio.Event], Awaitable[None]]


def new_reference() -> str:
    """Four signs by which a person and whoever mends the program speak of the same failure."""
    return "".join(secrets.choice(REFERENCE_SIGNS) for _ in range(4))


async def pause_until(seconds: float, event: asyncio.Event) -> None:
    """Waits so long, or until the event."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


@dataclass(slots=True)
class _Job:
    delivery: Delivery
    apology: Apology | None


@dataclass(slots=True)
class _Chat:
    """What is in flight to one chat, and the newest screen that waits behind it."""

    current: _Job | None
    waiting: _Job | None = None

    def put(self, job: _Job) -> None:
        """The newest screen wins; the presses that the others were to answer are answered with it."""
        delivery = job.delivery
        if any(_covers(other, delivery) for other in (self.current, self.waiting)):
            delivery.sheet = None
        if self.waiting is None:
            if delivery.sheet is not None or delivery.handles:
                self.waiting = job
            return
        handles = self.waiting.delivery.handles + delivery.handles
        if delivery.sheet is not None:
            self.waiting = job
        self.waiting.delivery.handles = handles


def _covers(job: _Job | None, delivery: Delivery) -> bool:
    """Whether this screen, or a newer one of the same person, is on its way already."""
    if job is None or job.delivery.sheet is None or job.delivery.person_id != delivery.person_id:
        return False
    return 0 < delivery.screen_no <= job.delivery.screen_no


class Senders:
    """Sends screens and remembers what became of them until the store has noted it.

    `shown` are the newest screens taken by a platform, `hopeless` those that never will be,
    `unreachable` the accounts that refuse everything.
    """

    def __init__(self, prepare: Prepare, *, pause: Pause = pause_until) -> None:
        self._prepare = prepare
        self._pause = pause
        self._chats: dict[tuple[str, str], _Chat] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()
        self.shown: dict[Place, int] = {}
        self.hopeless: dict[Place, int] = {}
        self.unreachable: set[tuple[str, int]] = set()

    def show(self, channel: Channel, delivery: Delivery, apology: Apology | None = None) -> None:
        """Puts a screen on its way; one that still waits for the same chat is superseded.

        `apology` makes what is shown instead, with a reference, where the screen itself is at fault.
        """
        place = (channel.source, delivery.address)
        job = _Job(delivery, apology)
        chat = self._chats.get(place)
        if chat is not None:
            chat.put(job)
            return
        if not self.room() or self._closing.is_set():
            return
        self._chats[place] = chat = _Chat(job)
        task = asyncio.create_task(self._run(channel, place, chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def room(self) -> int:
        """How many more chats can be sent to at once; above that a screen simply stays owed."""
        return max(0, MOST_PENDING - len(self._chats))

    async def _run(self, channel: Channel, place: tuple[str, str], chat: _Chat) -> None:
        try:
            while chat.current is not None:
                await self._send(channel, chat.current, chat)
                chat.current, chat.waiting = chat.waiting, None
        finally:
            del self._chats[place]

    async def _send(self, channel: Channel, job: _Job, chat: _Chat) -> None:
        """One screen with its retries; a newer one ends them."""
        for tries in itertools.count():
            rest = await self._attempt(channel, job, tries)
            if rest is None:
                return
            await self._pause(min(rest, LONGEST_REST), self._closing)
            if self._closing.is_set():
                return
            if chat.waiting is not None and chat.waiting.delivery.sheet is not None:
                newer = chat.waiting.delivery
                newer.handles = job.delivery.handles + newer.handles
                return

    async def _attempt(self, channel: Channel, job: _Job, tries: int) -> float | None:
        """Tries once; gives the seconds to rest before the next try, None when there is none."""
        delivery = job.delivery
        place = (delivery.person_id, delivery.account_id)
        try:
            await self._attach(channel, delivery)
            await channel.show(delivery)
        except Unreachable:
            self.unreachable.add((channel.territory, delivery.account_id))
            _raise_to(self.hopeless, place, delivery)
        except SendError as error:
            if isinstance(error, Refused):
                return self._apologise(channel, job, error)
            reason = type(error.__cause__ or error).__name__
            log.warning("send-failed", channel=channel.name, error=reason, tries=tries + 1)
            if tries >= len(PAUSES):
                return None
            return error.seconds if isinstance(error, Later) else PAUSES[tries]
        except Exception as error:  # noqa: BLE001 - logged with its reference there
            return self._apologise(channel, job, error)
        else:
            _raise_to(self.shown, place, delivery)
        return None

    async def _attach(self, channel: Channel, delivery: Delivery) -> None:
        """Makes the picture or file. A picture says nothing that its text does not, so it may fail."""
        try:
            await self._prepare(channel, delivery)
        except SendError:
            raise
        except Exception as error:
            if is_trouble(error):
                raise Trouble(type(error).__name__) from error
            if delivery.sheet is None or delivery.sheet.document is not None:
                raise
            log.exception("picture-failed", channel=channel.name)

    def _apologise(self, channel: Channel, job: _Job, error: Exception) -> float | None:
        """A defect of ours: shows a reference in place of the screen, or gives it up."""
        delivery, reference = job.delivery, new_reference()
        log.error("screen-failed", channel=channel.name, reference=reference, exc_info=error)
        _raise_to(self.hopeless, (delivery.person_id, delivery.account_id), delivery)
        if job.apology is None or delivery.sheet is None:
            return None
        delivery.sheet, delivery.screen_no, delivery.attachment = job.apology(reference), 0, None
        job.apology = None
        return 0.0

    def shown_no(self, person_id: int, account_id: int) -> int:
        """The newest screen taken by the platform whose note is still on its way to the store."""
        return self.shown.get((person_id, account_id), 0)

    @property
    def has_news(self) -> bool:
        """Whether the store has something to note."""
        return bool(self.shown or self.hopeless or self.unreachable)

    def noted(self, shown: dict[Place, int], hopeless: dict[Place, int]) -> None:
        """Forgets what a committed transaction has written."""
        for kept, written in ((self.shown, shown), (self.hopeless, hopeless)):
            for place, number in written.items():
                if kept.get(place) == number:
                    del kept[place]

    async def drained(self) -> None:
        """Returns when nothing is in flight."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def finish(self, seconds: float) -> None:
        """Lets what is in flight end, at most so long; the rest stays owed."""
        self._closing.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)


def _raise_to(numbers: dict[Place, int], place: Place, delivery: Delivery) -> None:
    if delivery.sheet is not None and delivery.screen_no:
        numbers[place] = max(numbers.get(place, 0), delivery.screen_no)
