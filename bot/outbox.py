"""The worker of the outbox: claims what is due, sends it at the platform's pace, settles it.

It works on batches: one durable step claims, one step reads where and whether everybody wants to be
told, and what becomes known at the same moment is settled in one (bot/settling.py).
"""

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

import structlog

from bot.channels.channel import Channel, Delivery, Later, Refused, SendError, Unattended, Unreachable
from bot.senders import Prepare
from bot.settling import Outcome, Settling
from handlers.dialogue.layout import Sheet, lay_out
from handlers.dialogue.library import Library
from handlers.dialogue.shown import screen_shown
from handlers.dialogue.voice import Voice
from services import access, people, settings
from services.people import Way
from services.regulations import Regulation
from services.values import loads
from storage import notices
from storage.installation import epoch
from storage.notices import Claimed
from storage.store import Store, Unit

log = structlog.get_logger()
BATCH = 100
BATCHES = 3  # under way at once, so that the pace and not the last answer of a batch decides
LEASE = timedelta(seconds=60)
SEND_SECONDS = 45.0  # shorter than the lease: nobody else may take a notice that is still being sent
PATIENCE = 3  # so often a platform that is down is waited for before the next one is tried
TRIES = 150  # three days at half an hour each
TRIES_BROKEN = 5


def backoff(attempts: int) -> timedelta:
    """How long to wait after so many tries: 2 s, 4 s, 8 s … at most 30 minutes."""
    return timedelta(seconds=min(2.0 ** min(attempts, 11), 1800.0))


def token(installation: str, key: str, part: int = 0) -> int:
    """A number that is the same at every retry of a notice and of nothing else: 31 bits, never 0.

    The installation's epoch is renewed by every restore, so a number is never used again for
    something new (VK drops a `random_id` it has seen).
    """
    digest = hashlib.sha256(f"{installation}/{key}/{part}".encode()).digest()
    return (int.from_bytes(digest[:4], "big") & 0x7FFFFFFF) or 1


@dataclass(slots=True)
class _Round:
    """What is known for all notices of one territory in a batch, and the sheets laid out for them.

    `quiet_till` is `now` where it may be spoken now.
    """

    territory: str
    now: datetime
    quiet_till: datetime
    channels: dict[str, Channel]
    ways: dict[int, list[Way]]
    unwanted: set[tuple[int, str]]
    sheets: dict[tuple[str, str, str, str], Sheet] = field(default_factory=dict)


class Outbox:
    """Sends notices. Any number of workers may run; a notice is in one worker's hands at a time."""

    def __init__(
        self,
        store: Store,
        regulations: dict[str, Regulation],
        library: Library,
        prepare: Prepare,
        *,
        web_url: str = "",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        send_seconds: float = SEND_SECONDS,
    ) -> None:
        self._store = store
        self._regulations = regulations
        self._library = library
        self._prepare = prepare
        self.web_url = web_url
        self._clock = clock
        self._send_seconds = send_seconds
        self._worker = secrets.token_hex(8)
        self._settling = Settling(store, self._worker, clock)
        self._epoch = ""
        self._busy = asyncio.Lock()

    async def work(self, channels: Sequence[Channel]) -> int:
        """Sends everything that is due; gives the number of notices dealt with."""
        if self._busy.locked() or not channels:
            return 0
        async with self._busy:
            if not self._epoch:
                self._epoch = await self._store.step("", lambda unit: epoch(unit.connection))
            done, under_way = 0, set[asyncio.Task[None]]()
            try:
                while batch := await self._claim():
                    done += len(batch)
                    under_way.add(asyncio.create_task(self._deliver(batch, channels)))
                    if len(batch) < BATCH:
                        break
                    if len(under_way) == BATCHES:
                        _, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                await asyncio.gather(*under_way)
            except asyncio.CancelledError:
                for task in under_way:
                    task.cancel()  # the program ends: what has not left by now comes again
                raise
            finally:
                await asyncio.gather(*under_way, return_exceptions=True)
                await self._settling.written()
            return done

    async def _claim(self) -> list[Claimed]:
        """Takes what is due. The claim is durable, and so is what caused it, before anything leaves."""
        now = self._clock()

        async def claim(unit: Unit) -> list[Claimed]:
            return await notices.claim(
                unit.connection, now=now, lease=now + LEASE, worker=self._worker, limit=BATCH
            )

        return await self._store.step("", claim, durable=True)

    async def _deliver(self, batch: Iterable[Claimed], channels: Sequence[Channel]) -> None:
        """A batch, each territory by itself."""
        by_place = groupby(sorted(batch, key=lambda one: one.territory), key=lambda one: one.territory)
        await asyncio.gather(*(self._tell(place, list(some), channels) for place, some in by_place))

    async def _tell(self, territory: str, some: list[Claimed], channels: Sequence[Channel]) -> None:
        """All notices of one territory; whatever fails for a reason of its own is left to its lease."""
        try:
            known = await self._look_up(territory, some, channels)
        except Exception:
            log.exception("notices-left", territory=territory, count=len(some))
            return
        work = (self._offer(notice, known) for notice in some if self._is_due(notice, known))
        for failed in await asyncio.gather(*work, return_exceptions=True):
            if failed is not None:
                log.error("notice-left", territory=territory, exc_info=failed)

    async def _look_up(self, territory: str, some: list[Claimed], channels: Sequence[Channel]) -> _Round:
        """One step says of everybody where he can be reached and what he does not want to be told."""
        now = self._clock()
        whom = sorted({notice.person_id for notice in some})

        async def look(unit: Unit) -> tuple[dict[int, list[Way]], set[tuple[int, str]]]:
            ways = await people.ways_to(unit, territory, whom)
            return ways, await settings.unwanted(unit, territory, whom)

        ways, unwanted = await self._store.step(territory, look)
        return _Round(
            territory,
            now,
            self._regulations[territory].next_allowed(now),
            {channel.source: channel for channel in channels if not channel.greeting_only},
            ways,
            unwanted,
        )

    def _is_due(self, notice: Claimed, known: _Round) -> bool:
        """Settles what is not to be sent: held up into the night, too late, or no longer wanted."""
        if self._waits_for_day(notice, known):
            self._settle(notice, "pending", due_at=known.quiet_till, reason="quiet-hours")
        elif notice.expires_at is not None and notice.expires_at < known.now:
            self._settle(notice, "expired")
        elif (notice.person_id, notice.kind) in known.unwanted:
            self._settle(notice, "muted")
        else:
            return True
        return False

    def _waits_for_day(self, notice: Claimed, known: _Round) -> bool:
        """Whether it was held up into the quiet hours and can wait until they end."""
        form = self._library.notices.get(notice.kind)
        urgent = notice.expires_at is not None and notice.expires_at < known.quiet_till
        return form is not None and form.by_day and known.quiet_till > known.now and not urgent

    async def _offer(self, notice: Claimed, known: _Round) -> None:
        """Offers the notice to the person's accounts, the one used last first, until one takes it."""
        ways = [(way, False) for way in known.ways.get(notice.person_id, ()) if way.source in known.channels]
        gone: list[int] = []
        delayed: Exception | None = None
        for way, anyway in ways:
            try:
                await self._send(notice, way, known, anyway=anyway)
            except Unattended as error:
                if anyway:
                    delayed = error
                else:
                    ways.append((way, True))
            except Unreachable:
                gone.append(way.account_id)
            except Exception as error:  # noqa: BLE001 - logged where the notice is put back
                delayed = error
                if isinstance(error, Later) or notice.attempts < PATIENCE:
                    break  # it may have arrived after all: the same way first, a few times
            else:
                self._settle(notice, "sent", account_id=way.account_id, gone=tuple(gone))
                return
        if delayed is None:
            self._settle(notice, "undeliverable", reason="no-account", gone=tuple(gone))
        else:
            self._again(notice, delayed, tuple(gone))

    async def _send(self, notice: Claimed, way: Way, known: _Round, *, anyway: bool) -> None:
        channel = known.channels[way.source]
        sheet = await self._sheet(notice, way, channel, known)
        delivery = Delivery(
            way.address, sheet, person_id=notice.person_id, account_id=way.account_id, anyway=anyway
        )
        async with asyncio.timeout(self._send_seconds):
            await self._prepare(channel, delivery)
            number = token(self._epoch, f"{notice.territory}/{notice.key}")
            await channel.notify(delivery, token=str(number))

    async def _sheet(self, notice: Claimed, way: Way, channel: Channel, known: _Round) -> Sheet:
        """The notice laid out; the same words to many are laid out once."""
        alike = (notice.kind, notice.args, way.source, way.locale)
        if (sheet := known.sheets.get(alike)) is not None:
            return sheet
        pack = self._regulations[notice.territory]
        voice = Voice(way.locale, channel.masked, pack.zone, known.now, channel.greeting_only, pack.terms)
        shown = screen_shown(self._library.notices[notice.kind].show(**loads(notice.args)))
        if channel.masked and shown.has_personal() and self.web_url:
            code = await self._store.step(
                notice.territory,
                lambda unit: access.open_browser_link(unit, notice.person_id, known.now, notice_id=notice.id),
            )
            shown.web_link = f"{self.web_url}/enter/{code}"
            return lay_out(shown, channel.limits, voice)  # the link is this person's alone
        sheet = known.sheets[alike] = lay_out(shown, channel.limits, voice)
        return sheet

    def _again(self, notice: Claimed, error: Exception, gone: tuple[int, ...]) -> None:
        """Puts the notice back for later; too often, and the coordinator's list shows it."""
        broken = isinstance(error, Refused) or not isinstance(error, SendError | TimeoutError)
        name = type(error).__name__
        if broken:
            log.error("notice-broke", kind=notice.kind, notice=notice.id, exc_info=error)
        else:
            log.warning("notice-delayed", kind=notice.kind, attempts=notice.attempts, error=name)
        if notice.attempts >= (TRIES_BROKEN if broken else TRIES):
            self._settle(notice, "undeliverable", reason=name, gone=gone)
            return
        wait = timedelta(seconds=error.seconds) if isinstance(error, Later) else backoff(notice.attempts)
        self._settle(notice, "pending", due_at=self._clock() + wait, reason=name, gone=gone)

    def _settle(self, notice: Claimed, status: str, **more: Any) -> None:
        self._settling.put(Outcome(notice, status, **more))
