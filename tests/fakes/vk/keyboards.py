"""Buttons: inside a message (inline) and in place of the letters (the lasting keyboard)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import orjson

from tests.fakes.vk.refusals import OURS, Refused, wrong

COLUMNS = 5
ROWS, BUTTONS = 10, 40
INLINE_ROWS, INLINE_BUTTONS = 6, 10
LABEL = 40
"""Characters; reported by client libraries, no longer on VK's pages."""
PAYLOAD = 255
"""Bytes: VK's pages said «characters»; with Cyrillic bytes are the safe reading."""
COLOURS = frozenset({"primary", "secondary", "negative", "positive"})

FIELDS = {
    "text": ({"label"}, {"payload"}),
    "callback": ({"label"}, {"payload"}),
    "open_link": ({"label", "link"}, {"payload"}),
    "location": (set(), {"payload"}),
    "vkpay": ({"hash"}, {"payload"}),
    "open_app": ({"app_id", "owner_id", "label"}, {"payload", "hash"}),
}
"""What an action needs and what else it may have, beside its type."""
COLOURED = frozenset({"text", "callback"})
WIDE = frozenset({"location", "vkpay", "open_app"})
"""These take the whole width of the keyboard."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a person sees it."""

    label: str
    action: str = "text"
    payload: str | None = None
    """The JSON that the bot gets when it is pressed."""
    link: str | None = None
    color: str | None = None

    @property
    def data(self) -> Any:
        """What the payload says, None where there is none."""
        return None if self.payload is None else orjson.loads(self.payload)

    def __str__(self) -> str:
        return f"[{self.label}]"


@dataclass(slots=True)
class Keyboard:
    """A checked ``keyboard``."""

    inline: bool
    one_time: bool
    rows: list[list[Button]] = field(default_factory=list)
    raw: dict[str, Any] = field(default_factory=dict)
    """As VK shows it in a message."""


def read_keyboard(text: str | None) -> Keyboard | None:
    """Return the checked keyboard, None where none is given, or refuse the call with code 911."""
    if not text:
        return None
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise wrong("keyboard contains incorrect JSON") from None
    if not isinstance(value, dict) or not isinstance(value.get("buttons"), list):
        raise _bad("keyboard should be array")
    if value.keys() - {"buttons", "inline", "one_time"}:
        raise _bad("keyboard contains unknown fields")
    inline, one_time = value.get("inline", False), value.get("one_time", False)
    if not isinstance(inline, bool) or not isinstance(one_time, bool):
        raise _bad(f"inline and one_time should be boolean {OURS}")
    if inline and one_time:
        raise _bad("inline keyboard does not support one_time")
    rows = [_row(row, number) for number, row in enumerate(value["buttons"])]
    _check_size(rows, inline=inline)
    return Keyboard(
        inline, one_time, rows, {"one_time": one_time, "inline": inline, "buttons": value["buttons"]}
    )


def _check_size(rows: list[list[Button]], *, inline: bool) -> None:
    if len(rows) > (INLINE_ROWS if inline else ROWS):
        raise _bad("keyboard contains too much rows")
    if sum(map(len, rows)) > (INLINE_BUTTONS if inline else BUTTONS):
        raise _bad("keyboard contains too much buttons")


def _row(row: Any, number: int) -> list[Button]:
    if not isinstance(row, list):
        raise _bad(f"row {number} should be array")
    if not row:
        raise _bad(f"row {number} is empty {OURS}")
    if len(row) > COLUMNS:
        raise _bad(f"row {number} contains too much columns")
    buttons = [_button(value, f"button [{number}][{place}]") for place, value in enumerate(row)]
    if len(buttons) > 1 and any(button.action in WIDE for button in buttons):
        raise _bad(f"row {number} has a button beside one that takes the whole width {OURS}")
    return buttons


def _button(value: Any, name: str) -> Button:
    if not isinstance(value, dict) or not isinstance(value.get("action"), dict):
        raise _bad(f"{name} should have an action")
    if value.keys() - {"action", "color"}:
        raise _bad(f"{name} contains unknown fields")
    action = value["action"]
    kind = _kind(action, name)
    color = value.get("color")
    if "color" in value and kind not in COLOURED:
        raise _bad(f"{name} of type {kind} can not have a color")
    if "color" in value and color not in COLOURS:
        raise _bad(f"{name} color should be one of {', '.join(sorted(COLOURS))}")
    if "label" in FIELDS[kind][0]:
        _check_label(action["label"], name)
    if "payload" in action:
        _check_payload(action["payload"], name)
    if kind == "open_link":
        _check_link(action["link"], name)
    label = action.get("label") or {"location": "Отправить местоположение"}.get(kind, kind)
    return Button(label, kind, action.get("payload"), action.get("link"), color)


def _kind(action: Mapping[str, Any], name: str) -> str:
    kind = action.get("type")
    if kind not in FIELDS:
        raise _bad(f"{name} action type should be one of {', '.join(FIELDS)}")
    needed, more = FIELDS[kind]
    if missing := sorted(needed - action.keys()):
        raise _bad(f"{name} action should contain {missing[0]}")
    if action.keys() - needed - more - {"type"}:
        raise _bad("action contains unknown fields")
    return str(kind)


def _check_label(label: Any, name: str) -> None:
    if not isinstance(label, str) or not label.strip():
        raise _bad(f"{name} label should be at least 1 letters length")
    if len(label) > LABEL:
        raise _bad(f"{name} label should be at most {LABEL} letters length")


def _check_payload(payload: Any, name: str) -> None:
    if not isinstance(payload, str):
        raise _bad(f"{name} payload should be a string with JSON {OURS}")
    try:
        orjson.loads(payload)
    except orjson.JSONDecodeError:
        raise _bad(f"{name} payload contains incorrect JSON") from None
    if len(payload.encode()) > PAYLOAD:
        raise _bad(f"{name} payload should be at most {PAYLOAD} bytes")


def _check_link(link: Any, name: str) -> None:
    parts = urlsplit(link) if isinstance(link, str) else None
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _bad(f"{name} link is invalid")


def _bad(words: str) -> Refused:
    return wrong(words, 911)
