"""Acknowledging: what was committed becomes durable, and what the platforms have taken is noted."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.senders import Senders
from services import people
from storage import owed
from storage.store import Store, Unit


class Acknowledgement:
    """One durable transaction for everybody who asks for it at the same time (CORE 13, 17)."""

    def __init__(self, store: Store, senders: Senders, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._senders = senders
        self._clock = clock
        self._next: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()

    async def __call__(self) -> None:
        """Returns when everything committed before the call is on disk."""
        if self._next is None:
            self._next = asyncio.ensure_future(self._write())
        await asyncio.shield(self._next)

    async def _write(self) -> None:
        async with self._writing:
            self._next = None  # whoever comes from here on has committed too late for this one
            senders = self._senders
            shown, hopeless = dict(senders.shown), dict(senders.hopeless)
            gone = sorted(senders.unreachable)

            async def note(unit: Unit) -> set[owed.Place]:
                places = await owed.confirm(unit.connection, shown, hopeless)
                for territory, account_id in gone:
                    await people.mark_unreachable(unit, territory, account_id, self._clock())
                return places

            if not (self._store.in_place or shown or hopeless or gone):
                return  # PostgreSQL has made every commit durable
            places = await self._store.acknowledge(note)
            senders.noted(_of(shown, places), _of(hopeless, places))
            senders.unreachable.difference_update(gone)


def _of(numbers: dict[owed.Place, int], places: set[owed.Place]) -> dict[owed.Place, int]:
    return {place: number for place, number in numbers.items() if place in places}
