"""Failures to order, and the pace that Telegram allows."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.calls import Call, Changes
from tests.fakes.telegram.refusals import too_many

EVERY = "*"
"""In place of a method's name: every method, getUpdates and downloads included."""

WORDS = {
    400: "Bad Request: ordered by the test",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    409: "Conflict: terminated by other getUpdates request",
    429: "Too Many Requests: retry after {retry_after}",
    500: "Internal Server Error",
    502: "Bad Gateway",
    504: "Gateway Timeout",
}

When = Callable[[Call], bool]


@dataclass(slots=True, eq=False)
class Order:
    """A failure that the next fitting calls meet."""

    method: str
    after_effect: bool
    """The call takes effect, and only its answer goes wrong."""
    times: int | None
    """How many calls more; None for all until the order is cancelled."""
    when: When | None
    cuts: bool = False
    status: int = 500
    body: dict[str, Any] = field(default_factory=dict)
    page: str | None = None
    """The answer in HTML, as a proxy in front of the platform gives it."""
    met: list[Call] = field(default_factory=list)
    """The calls that met this failure."""

    def fits(self, call: Call) -> bool:
        """Tell whether this call meets the failure."""
        if self.times == 0 or self.method not in (EVERY, call.method.lower()):
            return False
        return self.when is None or self.when(call)

    def cancel(self) -> None:
        """Let no further call meet it."""
        self.times = 0

    def spoil(self, call: Call) -> None:
        """Write into a call what the bot was answered because of this order."""
        call.status = None if self.cuts else self.status
        call.answer = None if self.cuts else self.page or self.body
        call.lost = self.cuts

    def meet(self, call: Call) -> None:
        """Count a call that met it."""
        self.met.append(call)
        if self.times is not None:
            self.times -= 1


class Hold:
    """Keeps calls waiting until the test lets them go."""

    def __init__(self, method: str, when: When | None, *, after_effect: bool) -> None:
        self.method = method
        self.after_effect = after_effect
        self.held: list[Call] = []
        """The calls that have come, oldest first; they stay here after their release."""
        self._when = when
        self._changes = Changes()
        self._open = asyncio.Event()

    def fits(self, call: Call) -> bool:
        """Tell whether this call has to wait."""
        if self._open.is_set() or self.method not in (EVERY, call.method.lower()):
            return False
        return self._when is None or self._when(call)

    async def keep(self, call: Call) -> None:
        """Let a call wait for the release."""
        self.held.append(call)
        self._changes.tell()
        await self._open.wait()

    async def caught(self, count: int = 1, within: float = 10.0) -> list[Call]:
        """Wait until so many calls are held, and return them."""
        found = await self._changes.until(lambda: self.held if len(self.held) >= count else None, within)
        if found is None:
            raise AssertionError(f"{len(self.held)} of {count} calls of {self.method} came within {within} s")
        return found

    def release(self) -> None:
        """Let all held calls go on, and hold no more."""
        self._open.set()


class Orders:
    """All failures and holds that a test has ordered."""

    def __init__(self) -> None:
        self._orders: list[Order] = []
        self._holds: list[Hold] = []

    def add(self, order: Order) -> Order:
        """Let the next fitting calls meet a failure; earlier orders come first."""
        self._orders = [known for known in self._orders if known.times != 0]
        self._orders.append(order)
        return order

    def add_hold(self, hold: Hold) -> Hold:
        """Let fitting calls wait."""
        self._holds.append(hold)
        return hold

    def heal(self) -> None:
        """Cancel every failure and release every hold."""
        for order in self._orders:
            order.cancel()
        for hold in self._holds:
            hold.release()
        self._orders.clear()
        self._holds.clear()

    def next_for(self, call: Call) -> Order | None:
        """Return the failure that this call meets, if any."""
        return next((order for order in self._orders if order.fits(call)), None)

    async def keep_waiting(self, call: Call, *, after_effect: bool) -> None:
        """Let a call wait for the holds that it fits."""
        for hold in [hold for hold in self._holds if hold.after_effect == after_effect and hold.fits(call)]:
            await hold.keep(call)


def page(status: int, words: str) -> str:
    """Return an answer as a proxy in front of the platform gives it."""
    return f"<html><head><title>{status} {words}</title></head><body><h1>{status} {words}</h1></body></html>"


@dataclass(slots=True)
class Bucket:
    """So many calls at once, and so many a second afterwards."""

    size: float
    rate: float
    filled: float
    at: float

    def wait(self, now: float, count: int) -> float:
        """Return the seconds until ``count`` calls may pass; 0 for at once."""
        self.filled = min(self.size, self.filled + (now - self.at) * self.rate)
        self.at = now
        return max(0.0, (min(count, self.size) - self.filled) / self.rate)

    def spend(self, count: int) -> None:
        """Take what passed out of the bucket."""
        self.filled -= count


class Pace:
    """Telegram's advice as a rule: 30 messages a second in all, one a second in a chat, bursts allowed.

    A channel or group gets 20 a minute. How large a burst Telegram lets pass is not
    documented; three messages in a private chat are our own guess.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._all = Bucket(30, 30, 30, now())
        self._chats: dict[int, Bucket] = {}

    def spend(self, chat_id: int, count: int = 1) -> None:
        """Let messages into a chat, or refuse them with 429."""
        now = self._now()
        chat = self._chats.get(chat_id)
        if chat is None:
            size, rate = (3.0, 1.0) if chat_id > 0 else (20.0, 20 / 60)
            chat = self._chats[chat_id] = Bucket(size, rate, size, now)
        wait = max(self._all.wait(now, count), chat.wait(now, count))
        if wait > 0:
            raise too_many(max(1, math.ceil(wait)))
        self._all.spend(count)
        chat.spend(count)
