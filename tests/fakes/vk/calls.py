"""What the bot asked and what it was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LONG_POLL = "longpoll"
UPLOAD = "upload"
FILE = "file"
"""The names under which what is no method stands among the calls and the ordered failures."""


@dataclass(slots=True, eq=False)
class Call:
    """One call of the bot: of a method, by itself or inside an ``execute``; a poll, an upload, a download."""

    method: str
    params: dict[str, Any]
    """What it was given, without the token; with their proper types once they were read."""
    moment: float
    """The platform's clock when the call came, seconds since 1970."""
    within: Call | None = field(default=None, repr=False)
    """The ``execute`` that carried it."""
    inner: list[Call] = field(default_factory=list, repr=False)
    """The calls that an ``execute`` carries, in their order."""
    status: int | None = None
    """The HTTP status of the answer; None while there is none, or if it was lost."""
    answer: Any = None
    """The answered JSON object (text, if an answer without JSON was ordered)."""
    took_effect: bool = False
    lost: bool = False
    """The connection was dropped instead of an answer."""
    mistake: bool = False
    with_wall_token: bool = False
    """It came with the token of a person who may write on the wall, not with the community's."""

    @property
    def ok(self) -> bool:
        """Whether the bot was told that it worked."""
        return self.status == 200 and isinstance(self.answer, dict) and "error" not in self.answer

    @property
    def result(self) -> Any:
        """What VK answered, None if it refused."""
        return self.answer.get("response") if isinstance(self.answer, dict) else None

    @property
    def is_of_a_method(self) -> bool:
        """Whether a method was called: polls, uploads and downloads are none."""
        return self.method not in {LONG_POLL, UPLOAD, FILE}

    @property
    def code(self) -> int | None:
        """The code of VK's error, None where there is none."""
        return self._error.get("error_code")

    @property
    def words(self) -> str:
        """The words of VK's error, empty where there is none."""
        return str(self._error.get("error_msg", ""))

    @property
    def whole(self) -> list[Call]:
        """The call and all that it carries."""
        return [self, *self.inner]

    @property
    def peers(self) -> set[int]:
        """The people that the call is about."""
        found: set[int] = set()
        for name in ("peer_id", "user_id", "peer_ids"):
            found.update(_numbers(self.params.get(name)))
        return found

    @property
    def _error(self) -> Mapping[str, Any]:
        return self.answer.get("error", {}) if isinstance(self.answer, dict) else {}

    def __str__(self) -> str:
        shown = {name: _short(value) for name, value in self.params.items()}
        end = f"{self.code} {self.words}" if self.code else str(self.status)
        return f"{self.method}({shown}) -> {end}"


def _numbers(value: Any) -> set[int]:
    parts = value if isinstance(value, list) else str(value if value is not None else "").split(",")
    return {int(part) for part in parts if str(part).strip().lstrip("-").isdecimal()}


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 120 else text[:117] + "..."
