"""A channel whose every call waits until the scene says what becomes of it."""

import asyncio
from collections import deque
from typing import Any

from bot.channels.channel import Delivery
from handlers.dialogue.layout import Sheet
from tests.play import Stage


class SlowStage(Stage):
    """Calls hang in `calls` until they are answered: with None they went well, else they raise."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.calls: deque[tuple[Delivery, asyncio.Future[Exception | None]]] = deque()
        self.handled: list[Any] = []
        self.most_at_once: dict[str, int] = {}

    async def show(self, delivery: Delivery) -> None:
        outcome: asyncio.Future[Exception | None] = asyncio.get_running_loop().create_future()
        call = (delivery, outcome)
        self.calls.append(call)
        mine = [one for one, _ in self.calls if one.address == delivery.address]
        self.most_at_once[delivery.address] = max(self.most_at_once.get(delivery.address, 0), len(mine))
        try:
            error = await outcome
        finally:
            self.calls.remove(call)
        if error is not None:
            raise error
        self.handled += delivery.handles
        delivery.handles = []
        if delivery.sheet is not None:
            self.shown.append(delivery)

    async def answers(self, error: Exception | None = None, *, address: str | None = None) -> Delivery:
        """Ends the oldest call (to that chat), after letting it begin."""
        await breathe()
        found = next(call for call in self.calls if address in (None, call[0].address))
        found[1].set_result(error)
        await breathe()
        return found[0]


async def breathe() -> None:
    """Lets everything run that can run now."""
    for _ in range(20):
        await asyncio.sleep(0)


def sheet(text: str = "s") -> Sheet:
    return Sheet([text])


def screen(number: int = 1, *, address: str = "1", person: int = 1, handle: Any = None) -> Delivery:
    handles = [] if handle is None else [handle]
    return Delivery(address, sheet(f"screen {number}"), number, person, person * 10, handles)


class Pauses:
    """Stands for resting between tries: takes no time, or lasts until the scene ends it."""

    def __init__(self, *, hold: bool = False) -> None:
        self.taken: list[float] = []
        self._gate = asyncio.Event()
        if not hold:
            self._gate.set()

    async def __call__(self, seconds: float, event: asyncio.Event) -> None:
        self.taken.append(seconds)
        waits = [asyncio.ensure_future(self._gate.wait()), asyncio.ensure_future(event.wait())]
        _, late = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in late:
            wait.cancel()
        await asyncio.sleep(0)

    def end(self) -> None:
        self._gate.set()
