"""How the platform says no."""

from __future__ import annotations

from typing import Any

OURS = "(the stand-in's own rule)"


class Refused(Exception):
    """An answer with ``ok: false``.

    ``mistake`` tells a wrongly built call, which would be refused at any time, from one that
    the state of the world made wrong (the message was deleted, nothing was modified).
    """

    def __init__(
        self,
        description: str,
        code: int = 400,
        *,
        mistake: bool = False,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(description)
        self.description = description
        self.code = code
        self.mistake = mistake
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        """Return the JSON object that Telegram answers with."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


def bad(words: str) -> Refused:
    """Return the refusal of a wrongly built call: a mistake of the bot."""
    return Refused(f"Bad Request: {words}", mistake=True)


def ours(words: str) -> Refused:
    """Return a refusal that real Telegram would not speak: it would silently ignore the mistake."""
    return bad(f"{words} {OURS}")


def unlucky(words: str) -> Refused:
    """Return a refusal that a faultless bot may meet, because the world has moved on."""
    return Refused(f"Bad Request: {words}")


def too_many(seconds: int) -> Refused:
    """Return the refusal of a bot that is too fast."""
    return Refused(f"Too Many Requests: retry after {seconds}", 429, retry_after=seconds)
