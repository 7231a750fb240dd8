"""The clock: APScheduler wakes the workers; what is due is always read from the tables."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()
Work = Callable[[], Awaitable[Any]]


class _Worker:
    """Work that never overlaps with itself and never dies of one failure."""

    def __init__(self, name: str, work: Work) -> None:
        self._name = name
        self._work = work
        self._again = False
        self.task: asyncio.Task[None] | None = None

    def wake(self) -> asyncio.Task[None]:
        """Begins, unless it is at work already."""
        if self.task is None or self.task.done():
            self.task = asyncio.ensure_future(self._run())
        return self.task

    def wake_again(self) -> None:
        """Begins, or goes over it once more after what it is doing: there may be something new."""
        self._again = True
        self.wake()

    async def beat(self) -> None:
        """What the scheduler calls. Its shutdown cancels what it called; work must not be."""
        await asyncio.shield(self.wake())

    async def _run(self) -> None:
        going = True
        while going:
            self._again = False
            try:
                await self._work()
            except Exception:
                log.exception("work-failed", work=self._name)
            going = self._again


class Schedule:
    """Interval jobs that never overlap, never misfire and never die of one failure."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._workers: dict[str, _Worker] = {}

    def every(self, seconds: float, name: str, work: Work) -> None:
        """Does the work again and again; while it still runs, a beat is left out."""
        worker = self._workers[name] = _Worker(name, work)
        self._scheduler.add_job(worker.beat, "interval", seconds=seconds, id=name)

    def now(self, name: str) -> None:
        """Wakes a worker without waiting for its beat; one that is not there is nobody's loss."""
        if name in self._workers:
            self._workers[name].wake_again()

    def start(self) -> None:
        """Begins to beat."""
        self._scheduler.start()

    async def stop(self, seconds: float) -> None:
        """No more beats; what runs may end, at most so long."""
        if self._scheduler.running:  # not when the program ends because it could not start
            self._scheduler.shutdown(wait=False)
        running = [worker.task for worker in self._workers.values() if worker.task is not None]
        self._workers.clear()
        if running:
            _, late = await asyncio.wait(running, timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)
