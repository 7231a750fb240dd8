"""Fetches the files that people sent, after the commit, and brings each to whoever wanted it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final, Protocol

import structlog

from bot.channels.channel import (
    Channel,
    Fetch,
    Incoming,
    Later,
    Refused,
    SendError,
    Trouble,
    Unreachable,
)
from bot.outbox import backoff
from handlers.dialogue.said import Filed, Said, cleaned
from handlers.dialogue.shown import Shown
from services import files
from services.files import DONE, FAILED, WANTED, Wanted
from services.values import Words
from storage.conversations import Standing
from storage.store import Store, Unit

log = structlog.get_logger()
TRIES: Final = 8
BREAKS: Final = 2
KEPT: Final = timedelta(days=1)


async def noted(
    unit: Unit, message: Incoming, standing: Standing, stored: Shown | None, now: datetime
) -> Said:
    """What was said; a file that the question in sight asks for is noted, and known by its number."""
    said, file = message.said, message.file
    if not isinstance(said, Filed) or file is None or stored is None or not stored.file:
        return said
    row = await files.note(
        unit,
        account_id=standing.account_id,
        source=standing.source,
        name=cleaned(said.name),
        token=file.token,
        size=file.size,
        content=file.content,
        now=now,
    )
    return replace(said, row=row)


class Taker(Protocol):
    """What a file is wanted for. Both may be called twice for one file, after a crash."""

    async def take_file(self, territory: str, file: Wanted, content: bytes) -> None:
        """Uses the file."""

    async def refuse_file(self, territory: str, file: Wanted, why: Words) -> None:
        """Tells its sender why it cannot be used."""


class Files:
    """The worker of received files: one at a time, so that large ones do not pile up in memory."""

    def __init__(
        self,
        store: Store,
        territories: Sequence[str],
        takers: Mapping[str, Taker],
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._territories = territories
        self._takers = takers
        self._clock = clock
        self._busy = asyncio.Lock()

    async def work(self, channels: Sequence[Channel]) -> int:
        """Brings everything that is wanted; gives the number of files dealt with."""
        if self._busy.locked():
            return 0
        async with self._busy:
            done = 0
            for territory in self._territories:
                while file := await self._store.step(territory, partial(files.claim, now=self._clock())):
                    await self._bring(territory, file, channels)
                    done += 1
            return done

    async def forget_old(self) -> None:
        """Forgets the files that were noted or read a day ago."""
        before = self._clock() - KEPT
        for territory in self._territories:
            await self._store.step(territory, partial(files.forget_old, before=before))

    async def _bring(self, territory: str, file: Wanted, channels: Sequence[Channel]) -> None:
        taker = self._takers[file.purpose]
        try:
            content = await _content(file, channels)
        except SendError as error:
            await self._failed(territory, file, taker, error)
            return
        try:
            await taker.take_file(territory, file, content)
        except Exception:
            log.exception("file-broke", purpose=file.purpose, attempts=file.attempts)
            await self._broke(territory, file, taker)
            return
        await self._settle(territory, file, DONE)

    async def _broke(self, territory: str, file: Wanted, taker: Taker) -> None:
        """A defect of ours: once more, and then the sender is told instead of waiting for ever."""
        if file.attempts < BREAKS:
            await self._settle(territory, file, WANTED, backoff(file.attempts).total_seconds())
            return
        await taker.refuse_file(territory, file, Words("files-broke"))
        await self._settle(territory, file, FAILED)

    async def _failed(self, territory: str, file: Wanted, taker: Taker, error: SendError) -> None:
        """Trouble on the way is tried again for a while; then, or when refused, the sender is told."""
        hopeless = isinstance(error, Refused | Unreachable) or file.attempts >= TRIES
        log.warning("file-not-fetched", attempts=file.attempts, error=type(error).__name__)
        if hopeless:
            await taker.refuse_file(territory, file, Words("files-not-fetched"))
            await self._settle(territory, file, FAILED)
            return
        wait = error.seconds if isinstance(error, Later) else backoff(file.attempts).total_seconds()
        await self._settle(territory, file, WANTED, wait)

    async def _settle(self, territory: str, file: Wanted, state: str, wait: float = 0.0) -> None:
        now = self._clock()
        due_at = datetime.fromtimestamp(now.timestamp() + wait, UTC) if wait else None
        work = partial(files.settle, file=file, state=state, now=now, due_at=due_at)
        await self._store.step(territory, work)


async def _content(file: Wanted, channels: Sequence[Channel]) -> bytes:
    if file.content is not None:
        return file.content
    channel = next((one for one in channels if one.source == file.source), None)
    fetch: Fetch | None = getattr(channel, "fetch", None)
    if fetch is None or file.token is None:
        raise Trouble(f"nobody fetches from {file.source}")
    return await fetch(file.token)
