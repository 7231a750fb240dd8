"""The shapes in which VK tells what people do, and in which it takes what they are shown."""

from collections.abc import Sequence
from typing import Any

import orjson

import locales
from bot.channels.channel import Brought
from handlers.dialogue.layout import Button, Sheet
from handlers.dialogue.said import Filed, Other, Pressed, Said, Typed

START = {"command": "start"}


# --- what VK tells ---------------------------------------------------------------------------


def event_id(event: dict[str, Any]) -> str:
    """The id that VK gives an event; the same where it is told twice."""
    return str(event["event_id"])


def read_said(message: dict[str, Any], saw: int | None, *, came_by: str = "") -> tuple[Said, Brought | None]:
    """What a message says, and the file that came with it.

    A link brings its code (`ref`) along with whatever is said first. Whether VK repeats the code with
    what follows is not documented: the one by which the person `came_by` already counts no more.
    """
    carried, ref = _loaded(message.get("payload")), message.get("ref") or ""
    if carried == START or (ref and ref != came_by):
        return Typed(f"/start {ref}".strip(), saw), None
    if isinstance(carried, dict) and "p" in carried:
        return Pressed(str(carried["p"])), None
    files = [found for found in map(_file, message.get("attachments") or ()) if found]
    if files:
        name, file = files[0]
        return Filed(0, name, message.get("text") or "", more=len(files) - 1), file
    if message.get("text"):
        return Typed(message["text"], saw), None
    return Other(), None


def _file(attachment: dict[str, Any]) -> tuple[str, Brought] | None:
    kind = attachment["type"]
    found = attachment.get(kind) or {}
    if kind == "doc" and found.get("url"):
        return found.get("title") or "file", Brought(found["url"], found.get("size"))
    if kind == "photo" and found.get("sizes"):
        largest = max(found["sizes"], key=lambda size: size.get("width", 0) * size.get("height", 0))
        return "photo.jpg", Brought(largest["url"], None)
    return None


def _loaded(payload: Any) -> Any:
    if not isinstance(payload, str) or not payload:
        return payload or None
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError:
        return None


def payload(carried: Any) -> str:
    """What our button carried; anything else is an old or foreign one."""
    carried = _loaded(carried)
    return str(carried["p"]) if isinstance(carried, dict) and "p" in carried else ""


# --- what is sent ----------------------------------------------------------------------------


def content(text: str, rows: Sequence[Sequence[Button]], *, presses: bool = True) -> dict[str, Any]:
    """The parameters of a message: plain words, and the buttons inside it."""
    content: dict[str, Any] = {"message": text.replace(locales.STRONG, "").replace(locales.PLAIN, "")}
    if rows:
        content["keyboard"] = keyboard(rows, presses=presses)
    return content


def keyboard(rows: Sequence[Sequence[Button]], *, presses: bool) -> str:
    """The buttons inside a message; `presses` says whether the client knows those that send none."""
    buttons = [[_button(button, presses=presses) for button in row] for row in rows]
    return orjson.dumps({"inline": True, "buttons": buttons}).decode()


def _button(button: Button, *, presses: bool) -> dict[str, Any]:
    if button.url:
        return {"action": {"type": "open_link", "link": button.url, "label": button.label}}
    payload = orjson.dumps({"p": button.payload}).decode()
    kind = "callback" if presses else "text"
    color = "primary" if button.tone == "next" else "secondary"
    return {"action": {"type": kind, "label": button.label, "payload": payload}, "color": color}


def lasting(sheet: Sheet) -> str:
    """The keyboard under the chat."""
    row = [{"action": {"type": "text", "label": label}, "color": "secondary"} for label in sheet.lasting]
    return orjson.dumps({"one_time": False, "inline": False, "buttons": [row]}).decode()


def attached(kind: str, saved: dict[str, Any]) -> str:
    """The name by which a message bears what was uploaded."""
    key = f"_{saved['access_key']}" if saved.get("access_key") else ""
    return f"{kind}{saved['owner_id']}_{saved['id']}{key}"
