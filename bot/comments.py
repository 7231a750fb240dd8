"""The worker of public replies: claims what is due, writes it in the community, settles it."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

import locales
from bot.channels.channel import Channel, Denied, Later, PublicReply, Refused, Replies, SendError
from bot.outbox import backoff, token
from handlers.comments import general
from handlers.dialogue.voice import Voice
from services import comment_drafts, comment_replies
from services.comment_replies import Due
from services.regulations import Regulation
from storage import comments
from storage.comments import Claimed
from storage.installation import epoch
from storage.store import Store, Unit

log = structlog.get_logger()
BATCH: Final = 20
LEASE: Final = timedelta(seconds=60)
SEND_SECONDS: Final = 45.0  # shorter than the lease: nobody else may take what is still being written
TRIES: Final = 60  # more than a day at half an hour each: later nobody waits for it
TRIES_BROKEN: Final = 5


class PublicReplies:
    """Writes public replies. Any number of workers may run; a reply is in one worker's hands at a time.

    One that may have arrived is written again with the same token, by which the platform knows it.
    """

    def __init__(
        self,
        store: Store,
        regulations: dict[str, Regulation],
        *,
        wake_outbox: Callable[[], None] = lambda: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._regulations = regulations
        self._wake_outbox = wake_outbox
        self._clock = clock
        self._worker = secrets.token_hex(8)
        self._epoch = ""
        self._busy = asyncio.Lock()

    async def work(self, channels: Sequence[Channel]) -> int:
        """Writes everything that is due; gives the number of replies dealt with."""
        speaking = [one for one in channels if isinstance(one, Replies) and not one.greeting_only]
        if self._busy.locked() or not speaking:
            return 0
        async with self._busy:
            if not self._epoch:
                self._epoch = await self._store.step("", lambda unit: epoch(unit.connection))
            done = 0
            for channel in speaking:
                await self._open_published(channel.territory)
                while batch := await self._claim(channel):
                    for reply in batch:
                        await self._one(reply, channel)
                    done += len(batch)
            return done

    async def _open_published(self, territory: str) -> None:
        """Suggested posts that stand on the wall by now become questions that are answered."""

        async def look(unit: Unit) -> int:
            return await comment_drafts.notice_published(unit, self._regulations[territory], self._clock())

        if await self._store.step(territory, look):
            self._wake_outbox()

    async def _claim(self, channel: Channel) -> list[Claimed]:
        """Takes what is due. The claim is durable, and so is what caused it, before anything leaves."""
        now = self._clock()

        async def claim(unit: Unit) -> list[Claimed]:
            return await comments.claim(
                unit.connection,
                territory=channel.territory,
                source=channel.source,
                now=now,
                lease=now + LEASE,
                worker=self._worker,
                limit=BATCH,
            )

        return await self._store.step(channel.territory, claim, durable=True)

    async def _one(self, reply: Claimed, channel: Channel) -> None:
        due = await self._store.step(reply.territory, lambda unit: comment_replies.due(unit, reply))
        if due is None:
            await self._settle(reply, comment_replies.DROPPED)
            return
        assert isinstance(channel, Replies)
        try:
            async with asyncio.timeout(SEND_SECONDS):
                posted = await channel.reply(self._written(due, channel), token=self._token(reply))
        except Exception as error:  # noqa: BLE001 - logged where the reply is put back
            await self._again(reply, error)
        else:
            await self._settle(reply, comment_replies.POSTED, link=posted.link)

    def _written(self, due: Due, channel: Channel) -> PublicReply:
        """The words for everybody: whatever is personal would be left out here."""
        regulation = self._regulations[channel.territory]
        zone, terms = regulation.zone, regulation.terms
        voice = Voice(locales.FIRST, masked=True, zone=zone, now=self._clock(), terms=terms)
        text = due.text or voice.say(general(channel.link(due.code) or "", news=due.news))
        return PublicReply(due.kind, due.place, due.post, text)

    def _token(self, reply: Claimed) -> str:
        return str(token(self._epoch, f"{reply.territory}/reply/{reply.id}/{reply.round}"))

    async def _again(self, reply: Claimed, error: Exception) -> None:
        """Puts the reply back for later; where it is of no use, or too often, somebody is told."""
        broken = isinstance(error, Refused) or not isinstance(error, SendError | TimeoutError)
        reason = str(error) if isinstance(error, Denied) else type(error).__name__
        if broken:
            log.error("reply-broke", reply=reply.id, exc_info=error)
        else:
            log.warning("reply-delayed", reply=reply.id, attempts=reply.attempts, error=reason)
        if isinstance(error, Denied) or reply.attempts >= (TRIES_BROKEN if broken else TRIES):
            await self._settle(reply, comment_replies.REFUSED, reason=reason)
            return
        wait = timedelta(seconds=error.seconds) if isinstance(error, Later) else backoff(reply.attempts)
        await self._settle(reply, comment_replies.WAITING, due_at=self._clock() + wait, reason=reason)

    async def _settle(
        self,
        reply: Claimed,
        state: str,
        *,
        due_at: datetime | None = None,
        link: str | None = None,
        reason: str | None = None,
    ) -> None:
        now, regulation = self._clock(), self._regulations[reply.territory]

        async def write(unit: Unit) -> bool:
            done = await comments.settle(
                unit.connection,
                reply,
                worker=self._worker,
                state=state,
                now=now,
                due_at=due_at,
                link=link,
                reason=reason,
            )
            if done and link is not None:
                await comment_replies.note_posted(unit, regulation, reply, link, now)
            elif done and state == comment_replies.REFUSED:
                await comment_replies.note_refused(unit, regulation, reply, now)
            return done

        if not await self._store.step(reply.territory, write):
            log.warning("reply-settled-late", reply=reply.id, state=state)
        elif state != comment_replies.WAITING:
            self._wake_outbox()
