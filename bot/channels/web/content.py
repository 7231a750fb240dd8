"""A sheet as the page gets it: plain data, from which the page builds its elements."""

import re
from typing import Any
from urllib.parse import urlsplit

import orjson

import locales
from bot.channels.channel import Attachment
from handlers.dialogue.layout import Button, Sheet

LONGEST_NAME = 150
PNG = b"\x89PNG\r\n\x1a\n"
_EMPHASIS = re.compile(f"({locales.STRONG}|{locales.PLAIN})")
Runs = list[list[str]]


def screen(sheet: Sheet, attachment: Attachment | None) -> str:
    """The content of a message of ours, as JSON."""
    text = "\n\n".join(sheet.parts)
    content: dict[str, Any] = {}
    if sheet.notice and text.startswith(sheet.notice):
        content["notice"] = runs(sheet.notice)
        text = text[len(sheet.notice) :].lstrip("\n")
    content["text"] = runs(text)
    rows = [[made for button in row if (made := _button(button))] for row in sheet.rows]
    if any(rows):
        content["rows"] = [row for row in rows if row]
    if sheet.wants_file:
        content["file"] = True
    if attachment is not None:
        content["paper"] = _paper(attachment)
    return orjson.dumps(content).decode()


def words(text: str) -> str:
    """The content of a message of the person's own, as JSON."""
    return orjson.dumps({"text": runs(locales.unmarked(text))}).decode()


def runs(text: str) -> Runs:
    """The text cut where emphasis begins and ends: `[words]`, or `[words, "strong"]`."""
    found: Runs = []
    strong = False
    for piece in _EMPHASIS.split(text):
        if piece in (locales.STRONG, locales.PLAIN):
            strong = piece == locales.STRONG
        elif piece:
            found.append([piece, "strong"] if strong else [piece])
    return found


def _button(button: Button) -> dict[str, str] | None:
    made = {"label": button.label}
    if button.url:
        if urlsplit(button.url).scheme not in ("http", "https"):
            return None
        made["url"] = button.url
    else:
        made["payload"] = button.payload
    if button.tone:
        made["tone"] = button.tone
    return made


def _paper(attachment: Attachment) -> dict[str, Any]:
    made: dict[str, Any] = {"name": safe_name(attachment.name), "size": len(attachment.content)}
    if attachment.picture:
        made["picture"] = True
        if attachment.content.startswith(PNG):
            made["width"] = int.from_bytes(attachment.content[16:20], "big")
            made["height"] = int.from_bytes(attachment.content[20:24], "big")
    return made


def safe_name(name: str) -> str:
    """A file's name without anything that a header or a folder could take for its own."""
    cleaned = re.sub(r"[^\w .,()№+-]", "_", name).strip(" .")
    return cleaned[-LONGEST_NAME:] or "file"
