"""Buttons: under a message (inline) and in place of the letters (the lasting reply keyboard)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.fakes.telegram.formatting import check_url, units
from tests.fakes.telegram.refusals import Refused, bad, ours

BUTTONS_LIMIT = 100
"""Telegram's for inline keyboards (observed, not documented), our own safe cap for reply keyboards."""
ROW_LIMIT = 8
"""Our own cap for both kinds: clients show about so many; what Telegram does beyond is not documented."""
MARKUP_BYTES_LIMIT = 10_000
"""Observed: about ten kilobytes of JSON are refused as «reply markup is too long»."""
DATA_LIMIT = 64
"""Bytes, not characters: 32 Cyrillic letters."""
COPY_LIMIT = 256
PLACEHOLDER_LIMIT = 64

ACTIONS = (
    "callback_data",
    "url",
    "copy_text",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "callback_game",
    "pay",
    "disabled",
)
REQUESTS = ("request_contact", "request_location", "request_poll", "request_users", "request_chat", "web_app")
STYLES = {"danger", "success", "primary"}


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message, as a person sees it."""

    text: str
    data: str | None = None
    """What the bot gets when it is pressed (callback_data)."""
    url: str | None = None
    action: str = "callback_data"
    style: str | None = None

    def __str__(self) -> str:
        return f"[{self.text}]"


@dataclass(frozen=True, slots=True)
class Key:
    """A button of the lasting keyboard; pressing it sends its label."""

    text: str
    asks: str | None = None
    """``request_contact`` and the like."""


@dataclass(slots=True)
class Markup:
    """A checked ``reply_markup``."""

    rows: list[list[Button]] = field(default_factory=list)
    raw: dict[str, Any] | None = None
    """The inline keyboard as the Bot API shows it; None where there is none."""
    keys: list[list[Key]] | None = None
    removes: bool = False
    forces_reply: bool = False

    @property
    def is_inline(self) -> bool:
        """Whether it may stand under an edited message."""
        return self.keys is None and not self.removes and not self.forces_reply


def read_markup(value: Mapping[str, Any] | None) -> Markup:
    """Return the checked markup, or refuse the call."""
    if value is None:
        return Markup()
    if "inline_keyboard" in value:
        return _inline(value)
    if "keyboard" in value:
        return _lasting(value)
    if value.get("remove_keyboard"):
        return Markup(removes=True)
    if value.get("force_reply"):
        _check_placeholder(value)
        return Markup(forces_reply=True)
    raise ours("reply_markup says nothing")


def _inline(value: Mapping[str, Any]) -> Markup:
    rows = [[_button(button) for button in row] for row in value["inline_keyboard"] if row]
    _check_size(rows, value)
    raw = {"inline_keyboard": [row for row in value["inline_keyboard"] if row]} if rows else None
    return Markup(rows=rows, raw=raw)


def _lasting(value: Mapping[str, Any]) -> Markup:
    rows = [[_key(key) for key in row] for row in value["keyboard"] if row]
    if not rows:
        raise ours("a reply keyboard without buttons")
    _check_size(rows, value)
    _check_placeholder(value)
    return Markup(keys=rows)


def _check_size(rows: list[list[Button]] | list[list[Key]], value: Mapping[str, Any]) -> None:
    if sum(map(len, rows)) > BUTTONS_LIMIT or len(orjson.dumps(value)) > MARKUP_BYTES_LIMIT:
        raise bad("reply markup is too long")
    if any(len(row) > ROW_LIMIT for row in rows):
        raise ours(f"more than {ROW_LIMIT} buttons in a row")


def _check_placeholder(value: Mapping[str, Any]) -> None:
    placeholder = value.get("input_field_placeholder")
    if placeholder is not None and not 1 <= units(placeholder) <= PLACEHOLDER_LIMIT:
        raise ours(f"input_field_placeholder must have 1-{PLACEHOLDER_LIMIT} characters")


def _button(value: Mapping[str, Any]) -> Button:
    if not value["text"].strip():
        raise ours("inline keyboard button text must be non-empty")
    actions = [name for name in ACTIONS if name in value]
    if not actions or "" in (value.get("callback_data"), value.get("url")):
        raise _unparsed("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise ours(f"an inline keyboard button has several actions: {', '.join(actions)}")
    if value.get("style") is not None and value["style"] not in STYLES:
        raise ours(f"no such style of a button: {value['style']!r}")
    if "icon_custom_emoji_id" in value:
        raise ours("an icon on a button needs Telegram Premium or a bought username")
    action = actions[0]
    _check_action(action, value[action])
    return Button(value["text"], value.get("callback_data"), value.get("url"), action, value.get("style"))


def _check_action(action: str, value: Any) -> None:
    match action:
        case "callback_data" if len(value.encode()) > DATA_LIMIT:
            raise bad("BUTTON_DATA_INVALID")
        case "url":
            check_url(value, "inline keyboard button URL")
        case "web_app":
            check_url(value["url"], "inline keyboard button Web App URL", https_only=True)
        case "copy_text" if not 1 <= units(value["text"]) <= COPY_LIMIT:
            raise bad("BUTTON_COPY_TEXT_INVALID")
        case "callback_game" | "pay":
            raise bad("BUTTON_TYPE_INVALID")
        case "login_url":
            raise bad("BOT_DOMAIN_INVALID")


def _key(value: Mapping[str, Any]) -> Key:
    if not value["text"].strip():
        raise ours("keyboard button text must be non-empty")
    asks = [name for name in REQUESTS if value.get(name)]
    if len(asks) > 1:
        raise ours(f"a keyboard button has several actions: {', '.join(asks)}")
    if "web_app" in asks:
        check_url(value["web_app"]["url"], "keyboard button Web App URL", https_only=True)
    return Key(value["text"], asks[0] if asks else None)


def _unparsed(words: str) -> Refused:
    return bad(f"can't parse inline keyboard button: {words}")
