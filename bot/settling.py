"""What became of notices, written soon and together: whatever is known at one moment is one step."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import structlog

from services import people
from storage import notices
from storage.notices import Claimed
from storage.store import Store, Unit

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a claimed notice; `gone` are the accounts that could not be written to."""

    notice: Claimed
    status: str
    due_at: datetime | None = None
    account_id: int | None = None
    reason: str | None = None
    gone: tuple[int, ...] = ()

    @property
    def territory(self) -> str:
        """Where the notice belongs."""
        return self.notice.territory


class Settling:
    """Writes outcomes as they come: the answers of one request in one step, and no later than it ends."""

    def __init__(self, store: Store, worker: str, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._worker = worker
        self._clock = clock
        self._known: list[Outcome] = []
        self._writing: asyncio.Task[None] | None = None

    def put(self, outcome: Outcome) -> None:
        """Takes an outcome; it is written with whatever else is known by the time its turn comes."""
        self._known.append(outcome)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())

    async def written(self) -> None:
        """Returns when everything that was put before is in the store, or was left to its lease."""
        if self._writing is not None:
            await asyncio.shield(self._writing)

    async def _write(self) -> None:
        try:
            while self._known:
                known, self._known = sorted(self._known, key=lambda one: one.territory), []
                for territory, outcomes in groupby(known, key=lambda one: one.territory):
                    await self._together(territory, list(outcomes))
        finally:
            self._writing = None

    async def _together(self, territory: str, outcomes: Sequence[Outcome]) -> None:
        """One step for all; where that fails for a reason of its own, a step for each."""
        try:
            late = await self._store.step(territory, lambda unit: self._settle(unit, outcomes))
        except Exception as error:
            if len(outcomes) > 1:
                for outcome in outcomes:
                    await self._together(territory, [outcome])
                return
            # its lease will end, and somebody tries again
            log.exception("notice-left", notice=outcomes[0].notice.id, error=type(error).__name__)
            return
        for outcome in late:
            log.warning("notice-settled-late", notice=outcome.notice.id, status=outcome.status)

    async def _settle(self, unit: Unit, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Gives those whose lease had gone to somebody else."""
        now, late = self._clock(), []
        for outcome in outcomes:
            for account_id in outcome.gone:
                await people.mark_unreachable(unit, unit.territory, account_id, now)
            held = await notices.settle(
                unit.connection,
                outcome.notice,
                worker=self._worker,
                status=outcome.status,
                now=now,
                due_at=outcome.due_at,
                account_id=outcome.account_id,
                reason=outcome.reason,
            )
            if not held:
                late.append(outcome)
        return late
