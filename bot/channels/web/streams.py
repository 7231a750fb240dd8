"""Open browsers: each has a stream that sends what is new in its chat, and nothing else is kept."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable

MOST_AN_ACCOUNT = 8
JUST_ENTERED = 120.0


class Stream:
    """One open browser. `wake` makes it look for news; `known` is the last number it has sent.

    `is_read` tells at any moment whether the browser is still connected. `farewell` is the content
    of a message that is kept nowhere: the last one of an erased chat.
    """

    def __init__(self, account_id: int, known: int, is_read: Callable[[], bool]) -> None:
        self.account_id = account_id
        self.known = known
        self.is_read = is_read
        self.over = False
        self.farewell = ""
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """There may be news."""
        self._wake.set()

    def end(self) -> None:
        """The stream is to close; the browser opens it again when it wants."""
        self.over = True
        self._wake.set()

    async def news(self, seconds: float) -> bool:
        """Waits for a wake-up, at most so long; False when none came."""
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return False
        self._wake.clear()
        return True


class Streams:
    """All open streams, by account."""

    def __init__(self) -> None:
        self._open: dict[int, list[Stream]] = defaultdict(list)
        self._expected: dict[int, float] = {}
        self.over = False

    def expect(self, account_id: int) -> None:
        """Whoever comes in by a link looks in a moment, though his stream is not open yet."""
        now = time.monotonic()
        self._expected = {one: at for one, at in self._expected.items() if now - at < JUST_ENTERED}
        self._expected[account_id] = now

    def open(self, account_id: int, known: int, is_read: Callable[[], bool]) -> Stream:
        """A new stream; where an account has too many, its oldest ends."""
        self._expected.pop(account_id, None)
        mine = self._open[account_id]
        if len(mine) >= MOST_AN_ACCOUNT:
            mine.pop(0).end()
        stream = Stream(account_id, known, is_read)
        mine.append(stream)
        return stream

    def close(self, stream: Stream) -> None:
        """The browser has gone."""
        mine = self._open[stream.account_id]
        if stream in mine:
            mine.remove(stream)
        if not mine:
            del self._open[stream.account_id]

    def wake(self, account_id: int) -> None:
        """There are news in this account's chat."""
        for stream in self._open.get(account_id, ()):
            stream.wake()

    def farewell(self, account_id: int, content: str) -> None:
        """The chat itself is gone: its browsers get this last message and close."""
        for stream in list(self._open.get(account_id, ())):
            stream.farewell = content
            stream.end()

    def is_attended(self, account_id: int) -> bool:
        """Whether a browser looks at this chat now, or will in a moment."""
        expected = self._expected.get(account_id)
        if expected is not None and time.monotonic() - expected < JUST_ENTERED:
            return True
        return any(stream.is_read() for stream in self._open.get(account_id, ()))

    def known(self) -> dict[int, int]:
        """How far the slowest browser of each open chat has come."""
        return {account_id: min(s.known for s in mine) for account_id, mine in self._open.items() if mine}

    def end(self) -> None:
        """Ends every stream."""
        self.over = True
        for mine in list(self._open.values()):
            for stream in list(mine):
                stream.end()
