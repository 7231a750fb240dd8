"""The clock and the pace: beats without overlap, wakes without loss, calls spaced out. CORE 12."""

import asyncio

import pytest

from bot.pace import MOST_REMEMBERED, Pace
from bot.schedule import Schedule
from tests.bot.stages import breathe


class Work:
    """Counts how often it is done, and lasts until it is let go."""

    def __init__(self, *, hold: bool = False, fail: bool = False) -> None:
        self.begun = self.ended = self.at_once = self.most_at_once = 0
        self.fail = fail
        self.gate = asyncio.Event()
        if not hold:
            self.gate.set()

    async def __call__(self) -> None:
        self.begun += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.gate.wait()
            if self.fail:
                raise RuntimeError("ours")
        finally:
            self.at_once -= 1
        self.ended += 1


def beat(schedule: Schedule, name: str) -> asyncio.Task[None]:
    """What APScheduler does when the time has come."""
    return asyncio.ensure_future(schedule._scheduler.get_job(name).func())


@pytest.fixture
async def schedule():
    made = Schedule()
    yield made
    await made.stop(0)


async def test_a_beat_is_left_out_while_the_work_still_runs(schedule: Schedule):
    schedule.every(1, "work", work := Work(hold=True))
    beats = [beat(schedule, "work") for _ in range(3)]
    await breathe()
    assert work.begun == 1
    work.gate.set()
    await asyncio.gather(*beats)
    assert work.begun == 1
    await beat(schedule, "work")
    assert (work.begun, work.most_at_once) == (2, 1)


async def test_a_wake_while_the_work_runs_is_not_lost(schedule: Schedule):
    """It may have looked already before the new row was there."""
    schedule.every(1, "work", work := Work(hold=True))
    schedule.now("work")
    await breathe()
    for _ in range(5):
        schedule.now("work")
    await breathe()
    assert work.begun == 1
    work.gate.set()
    await breathe()
    assert (work.begun, work.ended, work.most_at_once) == (2, 2, 1)
    schedule.now("nobody")


async def test_work_that_fails_is_done_again_the_next_time(schedule: Schedule):
    schedule.every(1, "work", work := Work(fail=True))
    await beat(schedule, "work")
    work.fail = False
    await beat(schedule, "work")
    assert (work.begun, work.ended) == (2, 1)


async def test_beats_are_neither_dropped_for_being_late_nor_made_up_for(schedule: Schedule):
    """APScheduler's own way drops what is a second late."""
    schedule.every(60, "work", Work())
    schedule.start()
    job = schedule._scheduler.get_job("work")
    assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)


async def test_the_end_cancels_no_work_that_ends_in_time(schedule: Schedule):
    schedule.every(60, "work", work := Work(hold=True))
    schedule.start()
    schedule.now("work")
    await breathe()
    ending = asyncio.create_task(schedule.stop(60))
    await breathe()
    work.gate.set()
    await ending
    assert work.ended == 1
    schedule.now("work")
    await breathe()
    assert work.begun == 1


async def test_the_schedulers_own_shutdown_cancels_the_beat_and_not_the_work(schedule: Schedule):
    schedule.every(60, "work", work := Work(hold=True))
    cancelled = beat(schedule, "work")
    await breathe()
    cancelled.cancel()
    await breathe()
    work.gate.set()
    await breathe()
    assert work.ended == 1


async def test_the_end_does_not_wait_for_ever(schedule: Schedule):
    schedule.every(60, "work", work := Work(hold=True))
    schedule.now("work")
    await breathe()
    await schedule.stop(0)
    assert (work.begun, work.ended, work.at_once) == (1, 0, 0)


async def test_a_schedule_that_never_began_can_end():
    await Schedule().stop(0)


# --- the pace ------------------------------------------------------------------------------


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))


async def test_calls_are_spaced_out_overall_and_per_chat():
    clock = Clock()
    pace = Pace(overall=10, per_chat=1, now=clock, sleep=clock.sleep)
    for chat in ("a", "b", "c", "a"):
        await pace.wait(chat)
    assert clock.slept == [0.1, 0.2, 1.0]
    clock.now += 60
    await pace.wait("a")
    assert clock.slept == [0.1, 0.2, 1.0], "whoever has been quiet goes at once"


async def test_chats_that_have_long_been_free_are_forgotten():
    clock = Clock()
    pace = Pace(overall=1e9, per_chat=1e9, now=clock, sleep=clock.sleep)
    for number in range(MOST_REMEMBERED + 1):
        clock.now += 1
        await pace.wait(str(number))
    assert len(pace._chats) == 1
