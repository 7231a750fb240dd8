"""The worker of the outbox: claims what is due, sends it at the platform's pace, settles it."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from bot.channels.channel import Channel, Delivery, Later, Refused, SendError, Unattended, Unreachable
from bot.senders import Prepare
from handlers.dialogue.layout import Sheet, lay_out
from handlers.dialogue.library import Library
from handlers.dialogue.shown import screen_shown
from handlers.dialogue.voice import Voice
from services import access, people, settings
from services.regulations import Regulation
from services.values import loads
from storage import notices
from storage.installation import epoch
from storage.notices import Claimed
from storage.people import Account
from storage.store import Store, Unit

log = structlog.get_logger()
BATCH = 50
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
        self._epoch = ""
        self._busy = asyncio.Lock()

    async def work(self, channels: Sequence[Channel]) -> int:
        """Sends everything that is due; gives the number of notices dealt with."""
        if self._busy.locked() or not channels:
            return 0
        async with self._busy:
            if not self._epoch:
                self._epoch = await self._store.step("", lambda unit: epoch(unit.connection))
            done = 0
            while batch := await self._claim():
                work = (self._deliver(notice, channels) for notice in batch)
                for notice, failed in zip(
                    batch, await asyncio.gather(*work, return_exceptions=True), strict=True
                ):
                    if failed is not None:  # its lease will end, and somebody tries again
                        log.error("notice-left", notice=notice.id, exc_info=failed)
                done += len(batch)
                if len(batch) < BATCH:
                    break
            return done

    async def _claim(self) -> list[Claimed]:
        """Takes what is due. The claim is durable, and so is what caused it, before anything leaves."""
        now = self._clock()

        async def claim(unit: Unit) -> list[Claimed]:
            return await notices.claim(
                unit.connection, now=now, lease=now + LEASE, worker=self._worker, limit=BATCH
            )

        return await self._store.step("", claim, durable=True)

    async def _deliver(self, notice: Claimed, channels: Sequence[Channel]) -> None:
        """Offers the notice to the person's accounts, the one used last first, until one takes it."""
        if not await self._is_due(notice):
            return
        by_source = {channel.source: channel for channel in channels if not channel.greeting_only}
        accounts = await self._store.step(notice.territory, lambda unit: self._accounts(notice, unit))
        ways = [(account, False) for account in accounts if account.source in by_source]
        delayed: Exception | None = None
        for account, anyway in ways:
            try:
                await self._send(notice, account, by_source[account.source], anyway=anyway)
            except Unattended as error:
                if anyway:
                    delayed = error
                else:
                    ways.append((account, True))
            except Unreachable:
                await self._forget(notice, account)
            except Exception as error:  # noqa: BLE001 - logged where the notice is put back
                delayed = error
                if isinstance(error, Later) or notice.attempts < PATIENCE:
                    break  # it may have arrived after all: the same way first, a few times
            else:
                await self._settle(notice, "sent", account_id=account.id)
                return
        if delayed is None:
            await self._settle(notice, "undeliverable", reason="no-account")
        else:
            await self._again(notice, delayed)

    async def _is_due(self, notice: Claimed) -> bool:
        """Settles what is not to be sent: held up into the night, too late, or no longer wanted."""
        now = self._clock()
        if later := self._held_till(notice, now):
            await self._settle(notice, "pending", due_at=later, reason="quiet-hours")
        elif notice.expires_at is not None and notice.expires_at < now:
            await self._settle(notice, "expired")
        elif not await self._is_wanted(notice):
            await self._settle(notice, "muted")
        else:
            return True
        return False

    def _held_till(self, notice: Claimed, now: datetime) -> datetime | None:
        """When the quiet hours end, for what was held up into them and can wait so long."""
        form = self._library.notices.get(notice.kind)
        later = self._regulations[notice.territory].next_allowed(now)
        urgent = notice.expires_at is not None and notice.expires_at < later
        return later if form is not None and form.by_day and later > now and not urgent else None

    async def _is_wanted(self, notice: Claimed) -> bool:
        """False for a reminder that the person has turned off since it was written."""
        if notice.kind not in settings.REMINDERS:
            return True
        return await self._store.step(
            notice.territory,
            lambda unit: settings.is_wanted(unit, notice.territory, notice.person_id, notice.kind),
        )

    async def _accounts(self, notice: Claimed, unit: Unit) -> list[Account]:
        return await people.reachable_accounts(unit, notice.territory, notice.person_id)

    async def _send(self, notice: Claimed, account: Account, channel: Channel, *, anyway: bool) -> None:
        sheet = await self._sheet(notice, account, channel)
        delivery = Delivery(
            account.address, sheet, person_id=notice.person_id, account_id=account.id, anyway=anyway
        )
        async with asyncio.timeout(self._send_seconds):
            await self._prepare(channel, delivery)
            number = token(self._epoch, f"{notice.territory}/{notice.key}")
            await channel.notify(delivery, token=str(number))

    async def _sheet(self, notice: Claimed, account: Account, channel: Channel) -> Sheet:
        now = self._clock()
        zone = self._regulations[notice.territory].zone
        voice = Voice(account.locale, channel.masked, zone, now, public_only=channel.greeting_only)
        shown = screen_shown(self._library.notices[notice.kind].show(**loads(notice.args)))
        if channel.masked and shown.has_personal() and self.web_url:
            code = await self._store.step(
                notice.territory,
                lambda unit: access.open_browser_link(unit, notice.person_id, now, notice_id=notice.id),
            )
            shown.web_link = f"{self.web_url}/enter/{code}"
        return lay_out(shown, channel.limits, voice)

    async def _again(self, notice: Claimed, error: Exception) -> None:
        """Puts the notice back for later; too often, and the coordinator's list shows it."""
        broken = isinstance(error, Refused) or not isinstance(error, SendError | TimeoutError)
        name = type(error).__name__
        if broken:
            log.error("notice-broke", kind=notice.kind, notice=notice.id, exc_info=error)
        else:
            log.warning("notice-delayed", kind=notice.kind, attempts=notice.attempts, error=name)
        if notice.attempts >= (TRIES_BROKEN if broken else TRIES):
            await self._settle(notice, "undeliverable", reason=name)
            return
        wait = timedelta(seconds=error.seconds) if isinstance(error, Later) else backoff(notice.attempts)
        await self._settle(notice, "pending", due_at=self._clock() + wait, reason=name)

    async def _forget(self, notice: Claimed, account: Account) -> None:
        now = self._clock()
        await self._store.step(
            notice.territory, lambda unit: people.mark_unreachable(unit, notice.territory, account.id, now)
        )

    async def _settle(
        self,
        notice: Claimed,
        status: str,
        *,
        due_at: datetime | None = None,
        account_id: int | None = None,
        reason: str | None = None,
    ) -> None:
        now = self._clock()

        async def write(unit: Unit) -> bool:
            return await notices.settle(
                unit.connection,
                notice,
                worker=self._worker,
                status=status,
                now=now,
                due_at=due_at,
                account_id=account_id,
                reason=reason,
            )

        if not await self._store.step(notice.territory, write):
            log.warning("notice-settled-late", notice=notice.id, status=status)
