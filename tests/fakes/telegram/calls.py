"""What the bot asked and what it was answered, and waking those who wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file inside a multipart request."""

    name: str
    data: bytes = field(repr=False)
    mime: str = "application/octet-stream"


@dataclass(slots=True, eq=False)
class Call:
    """One call of the bot."""

    method: str
    params: dict[str, Any]
    moment: float
    """The platform's clock when the call came, seconds since 1970."""
    uploads: dict[str, Upload] = field(default_factory=dict)
    in_webhook: bool = False
    """The call stood in the body of a webhook's response: the bot never learns its result."""
    status: int | None = None
    """The HTTP status of the answer; None while there is none, or if it was lost."""
    answer: Any = None
    """The answered JSON object (text, if a failure in HTML was ordered)."""
    took_effect: bool = False
    lost: bool = False
    """The connection was dropped instead of an answer."""
    mistake: bool = False

    @property
    def ok(self) -> bool:
        """Whether the bot was told that it worked."""
        return self.status == 200

    @property
    def result(self) -> Any:
        """What the platform answered, None if it refused."""
        return self.answer.get("result") if isinstance(self.answer, dict) else None

    @property
    def description(self) -> str:
        """The platform's words, empty where it said none."""
        return str(self.answer.get("description", "")) if isinstance(self.answer, dict) else ""

    def __str__(self) -> str:
        shown = {name: _short(value) for name, value in self.params.items()}
        return f"{self.method}({shown}) -> {self.status} {self.description}"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 120 else text[:117] + "..."


class Changes:
    """Wakes everyone who waits for something to happen: no lock, no polling."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self) -> None:
        """Let all who wait look again."""
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def next(self) -> None:
        """Wait for the next change."""
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            await waiting
        finally:
            self._waiting.discard(waiting)

    async def until(self, look: Callable[[], T | None], within: float) -> T | None:
        """Return what ``look`` finds as soon as that is true; None after ``within`` seconds."""
        try:
            async with asyncio.timeout(within):
                while not (found := look()):
                    await self.next()
                return found
        except TimeoutError:
            return look() or None
