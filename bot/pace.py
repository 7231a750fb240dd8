"""The pace that platforms ask for: so many calls a second in all, one a second per chat."""

import asyncio
import time
from collections.abc import Awaitable, Callable

MOST_REMEMBERED = 10_000


class Pace:
    """Spaces calls out evenly, overall and per chat. Times are seconds."""

    def __init__(
        self,
        *,
        overall: float,
        per_chat: float,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._gap = 1.0 / overall
        self._chat_gap = 1.0 / per_chat
        self._now = now
        self._sleep = sleep
        self._next = 0.0
        self._chats: dict[str, float] = {}

    async def wait(self, chat: str) -> None:
        """Returns when a call to this chat may leave."""
        now = self._now()
        at = max(now, self._next, self._chats.get(chat, 0.0))
        self._next = max(now, self._next) + self._gap
        self._chats[chat] = at + self._chat_gap
        if len(self._chats) > MOST_REMEMBERED:
            self._chats = {name: free for name, free in self._chats.items() if free > now}
        if at > now:
            await self._sleep(at - now)
