"""Long lists gone through without keeping others waiting."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Final, TypeVar

Row = TypeVar("Row")
AT_ONCE: Final = 1000
"""So many rows take a few milliseconds; then whoever presses a button meanwhile has his turn."""


async def gently(rows: Iterable[Row]) -> AsyncIterator[Row]:
    """The rows, with a turn for everybody else after every thousand."""
    for number, row in enumerate(rows, start=1):
        yield row
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)
