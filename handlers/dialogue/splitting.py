"""Cutting long texts and labels to what a channel can carry. Lengths are UTF-16 units."""

import re

import locales

LEAST = 16
_NOTHING = re.compile(f"{locales.STRONG}(\\s*){locales.PLAIN}")


def length(text: str) -> int:
    """How long messengers hold a text to be: UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(label: str, most: int) -> str:
    """A label that fits, with a sign that something was left out."""
    return label if length(label) <= most else _head(label, most - 1).rstrip() + "…"


def split(text: str, most: int) -> list[str]:
    """Cuts a long text at a paragraph, else a line, else a word, into parts of at most `most` units.

    Nothing but the space at the cuts is lost. Emphasis that a cut goes through is closed in one
    part and opened again in the next.
    """
    if most < LEAST:
        raise ValueError(f"a text cannot be cut into parts of {most}")
    parts: list[str] = []
    text = _NOTHING.sub(r"\1", text).strip()
    while length(text) > most:
        head = _head(text, most - 1)
        at = _boundary(head)
        part, text = text[:at].rstrip(), text[at:].lstrip()
        if part.endswith(locales.STRONG):
            part, text = part[:-1].rstrip(), locales.STRONG + text
        if part.rfind(locales.STRONG) > part.rfind(locales.PLAIN):
            part += locales.PLAIN
            text = text[1:].lstrip() if text.startswith(locales.PLAIN) else locales.STRONG + text
        if part:
            parts.append(part)
    return [*parts, text] if text or not parts else parts


def _boundary(head: str) -> int:
    """Where to cut: not so early that a part would be nearly empty."""
    for sign in ("\n\n", "\n", " "):
        at = head.rfind(sign)
        if at > len(head) // 3:
            return at
    return len(head)


def _head(text: str, most: int) -> str:
    """The beginning of a text, at most so long, with no sign cut in two."""
    if length(text[:most]) <= most:
        return text[:most]
    least, most_signs = most // 2, most
    while least < most_signs:
        middle = (least + most_signs + 1) // 2
        least, most_signs = (middle, most_signs) if length(text[:middle]) <= most else (least, middle - 1)
    return text[:least]
