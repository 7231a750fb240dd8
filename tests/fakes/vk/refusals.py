"""How VK says no: status 200, and an error with a code in place of the response."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OURS = "(the stand-in's own rule)"

WORDS = {
    1: "Unknown error occurred",
    3: "Unknown method passed",
    5: "User authorization failed",
    6: "Too many requests per second",
    7: "Permission to perform this action is denied",
    8: "Invalid request",
    9: "Flood control",
    10: "Internal server error",
    12: "Unable to compile code",
    13: "Runtime error occurred during code invocation",
    14: "Captcha needed",
    15: "Access denied",
    17: "Validation required",
    18: "User was deleted or banned",
    27: "Group authorization failed",
    28: "Application authorization failed",
    29: "Rate limit reached",
    100: "One of the parameters specified was missing or invalid",
    104: "Not found",
    118: "Invalid server",
    121: "Invalid hash",
    129: "Invalid photo",
    105: "Couldn't save file",
    210: "Access to wall's post denied",
    212: "Access to post comments denied",
    213: "Access to status replies denied",
    214: "Access to adding post denied",
    222: "Hyperlinks are forbidden",
    223: "Too many replies",
    900: "Can't send messages for users from blacklist",
    901: "Can't send messages for users without permission",
    902: "Can't send messages to this user due to their privacy settings",
    909: "Can't edit this message, because it's too old",
    910: "Can't sent this message, because it's too big",
    911: "Keyboard format is invalid",
    912: "This is a chat bot feature, change this status in settings",
    914: "Message is too long",
    920: "Can't edit this kind of message",
    943: "Cannot use this intent",
    2000: "Servers number limit is reached",
}
"""VK's own sentences; behind a colon some of them say more."""


class Refused(Exception):
    """An answer with an error.

    ``mistake`` tells a wrongly built call, which would be refused at any time, from one that the
    state of the world made wrong (the person forbids messages, the press is forgotten).
    """

    def __init__(self, code: int, more: str = "", *, mistake: bool = False, **fields: Any) -> None:
        words = WORDS.get(code, "Unknown error occurred")
        self.words = f"{words}: {more}" if more else words
        super().__init__(f"{code} {self.words}")
        self.code = code
        self.mistake = mistake
        self.fields = {**_extra(code), **fields}

    def body(self, method: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return the JSON object that VK answers with; the parameters come without the token."""
        shown = {"method": method, "oauth": 1, **params}
        asked = [{"key": key, "value": str(value)} for key, value in shown.items()]
        told = {"error_code": self.code, "error_msg": self.words, "request_params": asked}
        return {"error": told | self.fields}

    def in_execute(self, method: str) -> dict[str, Any]:
        """Return the entry among ``execute_errors``."""
        return {"method": method, "error_code": self.code, "error_msg": self.words}

    def in_item(self) -> dict[str, Any]:
        """Return what stands beside a peer where ``peer_ids`` named several."""
        return {"code": self.code, "description": self.words}


def _extra(code: int) -> dict[str, Any]:
    if code == 14:
        return {
            "captcha_sid": "239633676097",
            "captcha_img": "https://api.vk.ru/captcha.php?sid=239633676097",
        }
    if code == 17:
        return {"redirect_uri": "https://m.vk.ru/login?act=security_check"}
    return {}


def wrong(more: str, code: int = 100) -> Refused:
    """Return the refusal of a wrongly built call: a mistake of the bot."""
    return Refused(code, more, mistake=True)


def ours(more: str, code: int = 100) -> Refused:
    """Return a refusal that real VK would not speak: it would pass over the mistake."""
    return wrong(f"{more} {OURS}", code)
