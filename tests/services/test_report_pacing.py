"""Whoever presses a button while a report is gathered has his turn."""

import asyncio

from services.reports.pacing import AT_ONCE, gently


async def test_others_have_their_turn_in_between():
    turns = []

    async def other() -> None:
        while True:
            turns.append(1)
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    assert [row async for row in gently(range(3 * AT_ONCE))] == list(range(3 * AT_ONCE))
    task.cancel()
    assert len(turns) == 3
