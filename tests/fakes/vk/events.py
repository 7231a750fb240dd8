"""What happened, and how Bots Long Poll tells it."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections import deque
from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram.calls import Changes

LONGEST_WAIT = 90.0
"""Seconds; VK waits no longer however long the bot asks it to."""
KEPT = 100_000
"""So many events are kept; how many VK keeps, and how long, is not documented."""


@dataclass(slots=True, eq=False)
class Event:
    """One event in the history."""

    number: int
    """The ``ts`` of who has been told it."""
    kind: str
    raw: dict[str, Any]
    handed: int = 0
    """How often the bot was told it."""

    @property
    def event_id(self) -> str:
        """The id that stays the same where an event is told twice."""
        return str(self.raw["event_id"])


class History:
    """The events of one community, with VK's rules of asking for them."""

    def __init__(self, group_id: int, changes: Changes) -> None:
        self.key = secrets.token_hex(20)
        self.waiting = 0
        """Polls that wait for something to happen."""
        self._group_id = group_id
        self._changes = changes
        self._last = self._forgotten = random.randint(1, 1000)
        self._events: list[Event] = []
        self._asked = 0
        self._lost_keys: set[str] = set()
        self._failures: deque[int] = deque()
        self._copies: deque[tuple[str, int]] = deque()
        self._disorder = 0
        self._wakers: set[asyncio.Future[None]] = set()

    @property
    def ts(self) -> int:
        """The number of the newest event."""
        return self._last

    @property
    def events(self) -> list[Event]:
        """All that is kept, oldest first."""
        return list(self._events)

    @property
    def untold(self) -> list[Event]:
        """The events that the bot has never been told and may still be; what it asks past is lost to it."""
        return [event for event in self._events if not event.handed and event.number > self._asked]

    def put(self, kind: str, about: dict[str, Any], version: str) -> None:
        """Add an event, once or as often as was ordered."""
        raw = {
            "group_id": self._group_id,
            "type": kind,
            "event_id": secrets.token_hex(20),
            "v": version,
            "object": about,
        }
        copies = 1
        if self._copies and self._copies[0][0] == kind:
            copies = self._copies.popleft()[1]
        for _ in range(copies):
            self._last += 1
            self._events.append(Event(self._last, kind, raw))
        if len(self._events) > 2 * KEPT:
            self._forgotten = self._events[KEPT - 1].number
            del self._events[:KEPT]
        self._wake()

    def forget(self) -> None:
        """Lose the history: whoever asks from before now hears ``failed`` 1."""
        self._events.clear()
        self._forgotten = self._last

    def expire_key(self) -> None:
        """Let the key grow old: whoever asks with it hears ``failed`` 2."""
        self.key = secrets.token_hex(20)
        self._wake()

    def lose_all(self) -> None:
        """Lose history, key and count: whoever asks with the old key hears ``failed`` 3."""
        self._lost_keys.add(self.key)
        self._last += random.randint(10_000, 20_000)
        self.forget()
        self.expire_key()

    def fail(self, *codes: int) -> None:
        """Let the next polls, waiting ones too, hear ``failed`` with these codes."""
        self._failures.extend(codes)
        self._wake()

    def copy(self, kind: str, copies: int) -> None:
        """Tell the next event of a kind so often, each time with the same ``event_id``."""
        self._copies.append((kind, copies))

    def disorder(self, times: int) -> None:
        """Tell the next answers that hold several events backwards."""
        self._disorder += times

    async def take(self, key: str, ts: str, wait: float) -> dict[str, Any]:
        """Return what VK answers to one poll: at once if there is something, else after ``wait`` seconds."""
        answer = self._answer(key, ts)
        if answer is not None or wait <= 0:
            return answer or self._told([])
        waker = asyncio.get_running_loop().create_future()
        self._wakers.add(waker)
        self.waiting += 1
        self._changes.tell()
        try:
            async with asyncio.timeout(min(wait, LONGEST_WAIT)):
                await waker
        except TimeoutError:
            pass
        finally:
            self.waiting -= 1
            self._wakers.discard(waker)
        return self._answer(key, ts) or self._told([])

    def _answer(self, key: str, ts: str) -> dict[str, Any] | None:
        if self._failures:
            return self._failed(self._failures.popleft())
        if key != self.key:
            return self._failed(3 if key in self._lost_keys else 2)
        if not ts.isdecimal() or not self._forgotten <= int(ts) <= self._last:
            return self._failed(1)
        self._asked = max(self._asked, int(ts))
        behind = self._last - int(ts)  # numbers have no gaps
        return self._told(self._events[-behind:]) if behind else None

    def _failed(self, code: int) -> dict[str, Any]:
        return {"failed": code} | ({"ts": self._last} if code == 1 else {})

    def _told(self, events: list[Event]) -> dict[str, Any]:
        if len(events) > 1 and self._disorder:
            self._disorder -= 1
            events.reverse()
        for event in events:
            event.handed += 1
        return {"ts": str(self._last), "updates": [event.raw for event in events]}

    def _wake(self) -> None:
        for waker in self._wakers:
            if not waker.done():
                waker.set_result(None)


def parse_wait(value: str) -> float | None:
    """Return the seconds that a poll wants to wait, None if it does not say."""
    return float(value) if value.isdecimal() else None
