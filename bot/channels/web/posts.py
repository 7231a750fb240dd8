"""Reads what a page posts; whatever is not exactly as the page writes it is refused."""

import re
from dataclasses import dataclass
from typing import Any

import orjson

from bot.channels.channel import Brought
from handlers.dialogue.said import LONGEST_TYPED, Arrived, Filed, Pressed, Said, Typed

LONGEST_PAYLOAD = 200
LONGEST_NAME = 200
LARGEST_FILE = 10 * 1024 * 1024
GREATEST = 2**53
_ID = re.compile(r"[0-9a-f-]{8,40}")


class BadPost(Exception):
    """The page never posts this."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed on this message."""

    message: int


@dataclass(frozen=True, slots=True)
class Post:
    """One thing a person did in a browser; its id is the same at every retry."""

    id: str
    said: Said
    press: Press | None = None
    file: Brought | None = None


def read_post(content_type: str, body: bytes) -> Post:
    """What was done. Raises BadPost."""
    if content_type != "application/json":
        raise BadPost("content type")
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadPost("not JSON") from error
    if not isinstance(sent, dict):
        raise BadPost("not an object")
    post_id = _text(sent, "id", 40)
    if not _ID.fullmatch(post_id):
        raise BadPost("id")
    kind = sent.get("kind")
    if kind == "press":
        press = Press(_number(sent, "message"))
        return Post(post_id, Pressed(_text(sent, "payload", LONGEST_PAYLOAD)), press)
    if kind == "text":
        return Post(post_id, Typed(_text(sent, "text", LONGEST_TYPED), saw=_number(sent, "saw")))
    if kind == "open":
        return Post(post_id, Arrived())
    raise BadPost("kind")


def read_file(post_id: str, name: str, content: bytes) -> Post:
    """A file that was sent under this name. Raises BadPost."""
    if not _ID.fullmatch(post_id) or not name or len(name) > LONGEST_NAME or not _is_clean(name):
        raise BadPost("file")
    if len(content) > LARGEST_FILE:
        raise BadPost("too large")
    return Post(post_id, Filed(0, name), file=Brought(None, len(content), content))


def _text(sent: dict[str, Any], name: str, most: int) -> str:
    text = sent.get(name)
    if not isinstance(text, str) or len(text) > most or not _is_clean(text):
        raise BadPost(name)
    return text


def _is_clean(text: str) -> bool:
    """No half characters and no zero, which a database would not take."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _number(sent: dict[str, Any], name: str) -> int:
    number = sent.get(name, 0)
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < GREATEST:
        raise BadPost(name)
    return number
