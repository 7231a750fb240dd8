"""What `doctor` looks at: one check, its finding, and how it can be mended."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

Mend = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `remedy` says what to do where it is not well.

    `mend` does it, where it can be done from here.
    """

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    mend: Mend | None = field(default=None, compare=False)

    def plain(self) -> dict[str, Any]:
        """The check as another program reads it."""
        return {"name": self.name, "ok": self.ok, "detail": self.detail, "remedy": self.remedy}
