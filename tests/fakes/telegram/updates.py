"""What happened and the bot has not yet confirmed."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aiogram.types import Update as UpdateModel

from tests.fakes.telegram.calls import Changes
from tests.fakes.telegram.refusals import Refused, ours

KINDS = frozenset(UpdateModel.model_fields) - {"update_id"}
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LIFE = 24 * 3600.0
"""Seconds after which Telegram forgets an update that nobody confirmed."""
FUTURE = 10
"""An offset this far beyond the newest update is taken for a mistake, and nothing is confirmed."""

OTHER_POLL = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_SET = "Conflict: terminated by setWebhook request"


@dataclass(slots=True, eq=False)
class Update:
    """One update in the queue."""

    update_id: int
    kind: str
    payload: dict[str, Any]
    lane: tuple[str, int]
    """Updates of one lane come to a webhook one after the other; lanes do not wait for each other."""
    moment: float
    handed: int = 0
    """How often the bot was given it."""
    on_handed: Callable[[], None] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the update as the Bot API shows it."""
        return {"update_id": self.update_id, self.kind: self.payload}

    def hand_over(self) -> None:
        """Note that the bot is given it."""
        self.handed += 1
        if self.on_handed is not None:
            self.on_handed()


class Queue:
    """The updates of one bot, with Telegram's rules of confirming them."""

    def __init__(self, now: Callable[[], float], changes: Changes, first_id: int | None = None) -> None:
        self._now = now
        self._changes = changes
        self._ids = itertools.count(first_id or random.randint(100_000_000, 900_000_000))
        self._next = next(self._ids)
        self._waiting: deque[Update] = deque()
        self._poll: asyncio.Future[None] | None = None
        self.allowed = KINDS - NOT_BY_DEFAULT
        self.listener: Callable[[Update], None] | None = None
        """The webhook, which takes updates as they come."""

    @property
    def unconfirmed(self) -> list[Update]:
        """All that the bot has not confirmed, oldest first."""
        return list(self._waiting)

    @property
    def is_empty(self) -> bool:
        """Whether the bot has confirmed everything."""
        return not self._waiting

    def put(
        self, kind: str, payload: dict[str, Any], about: int, on_handed: Callable[[], None] | None = None
    ) -> None:
        """Queue an update, if the bot wants such updates at all."""
        if kind not in self.allowed:
            return
        update = Update(self._next, kind, payload, (kind, about), self._now(), on_handed=on_handed)
        self._next = next(self._ids)
        self._waiting.append(update)
        if self.listener is not None:
            self.listener(update)
        elif self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Choose the kinds of updates; None keeps the choice, an empty list restores the default."""
        if kinds is None:
            return
        stray = sorted(set(kinds) - KINDS)
        if stray:
            raise ours(f'unknown update type "{stray[0]}" in allowed_updates')
        self.allowed = frozenset(kinds) or KINDS - NOT_BY_DEFAULT

    async def take(self, offset: int, limit: int, wait: float) -> list[Update]:
        """Confirm everything below ``offset`` and return what follows, at once if there is something.

        A poll that has to wait ends an older one that still waits, with 409, as two instances of
        one bot would end each other.
        """
        self._confirm(offset)
        self._changes.tell()
        if not self._waiting and wait > 0:
            self.end_poll(Refused(OTHER_POLL, 409))
            await self._wait(wait)
        batch = list(itertools.islice(self._waiting, limit))
        for update in batch:
            update.hand_over()
        return batch

    def end_poll(self, why: Refused) -> None:
        """End the waiting poll, if there is one, with this refusal."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(why)

    def forget(self, update: Update) -> None:
        """Drop an update that a webhook has taken."""
        if self._waiting and self._waiting[0] is update:
            self._waiting.popleft()
        elif update in self._waiting:
            self._waiting.remove(update)
        self._changes.tell()

    def clear(self) -> None:
        """Drop everything (drop_pending_updates)."""
        self._waiting.clear()

    async def _wait(self, wait: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(wait):
                await poll
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None

    def _confirm(self, offset: int) -> None:
        while self._waiting and self._now() - self._waiting[0].moment > LIFE:
            self._waiting.popleft()
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        elif offset <= self._next + FUTURE:
            while self._waiting and self._waiting[0].update_id < offset:
                self._waiting.popleft()
