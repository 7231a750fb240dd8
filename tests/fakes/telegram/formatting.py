"""What Telegram makes of the words of a message: parse mode HTML, entities, links, lengths.

All lengths are UTF-16 code units, counted after the markup is taken out, as Telegram counts.
"""

from __future__ import annotations

import html
import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fakes.telegram.refusals import bad, ours

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
BYTES_LIMIT = 1 << 15
"""Markup included; Telegram does not even begin to parse more."""

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
ATTRIBUTES = {
    "a": {"href"},
    "code": {"class"},
    "span": {"class"},
    "blockquote": {"expandable"},
    "tg-emoji": {"emoji-id"},
    "tg-time": {"unix", "format"},
}
FOUND_BY_TELEGRAM = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
)
"""Entity types that a bot may name, but that Telegram finds by itself anyway."""
SET_BY_BOT = frozenset(TAGS.values()) | {"text_mention", "expandable_blockquote"}

_SPECIAL = re.compile(r"[<>&]")
_ENTITY = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));")
_TAG = re.compile(r"<(/?)([^\s<>/]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"""\s+([^\s=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[\w.-]+))?""")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_LINK_IN_TEXT = re.compile(r"(?:https?://)?t\.me/\w+\?start=[^\s<>\"]*")
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(slots=True)
class Words:
    """A text as it is shown, with what is bold or a link in it."""

    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    html: str = ""
    """The text with its markup, as a person who copies it would get it."""


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    attributes: Mapping[str, str]


def units(text: str) -> int:
    """Return the length of a text in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def read_words(
    text: str,
    parse_mode: str | None,
    entities: Sequence[Mapping[str, Any]] | None,
    *,
    limit: int,
    too_long: str,
) -> Words:
    """Return what a message will show, or refuse the call.

    ``too_long`` is what Telegram says beyond ``limit``; a text and a caption differ in both.
    """
    if len(text.encode()) > BYTES_LIMIT:
        raise bad("text is too long")
    if parse_mode and entities:
        raise ours("entities are ignored beside a parse_mode")
    if parse_mode:
        if parse_mode.lower() != "html":
            raise bad("unsupported parse_mode")
        words = parse_html(text)
    else:
        words = Words(text, _check_entities(entities or [], text), html.escape(text, quote=False))
    words = _trimmed(words)
    if units(words.text) > limit:
        raise bad(too_long)
    for link in _LINK_IN_TEXT.findall(words.text):
        check_deep_link(link.rstrip(".,;:!?)»\"'"))
    return words


def _trimmed(words: Words) -> Words:
    """Drop the blanks around a text, as Telegram does before it counts and shows."""
    text = words.text.strip()
    if len(text) == len(words.text):
        return words
    lead = units(words.text[: len(words.text) - len(words.text.lstrip())])
    end = units(text)
    kept = []
    for entity in words.entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] + entity["length"] - lead, end)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return Words(text, kept, words.html.strip())


def parse_html(source: str) -> Words:
    """Parse HTML by the rules of the Bot API, stricter in that every ``<``, ``>`` and ``&`` must be meant."""
    if _SPECIAL.search(source) is None:
        return Words(source, [], source)
    return _Parser(source).run()


class _Parser:
    """One pass over a text; offsets in its refusals are bytes, as Telegram gives them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._shown: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._entities: list[dict[str, Any]] = []

    def run(self) -> Words:
        while (special := _SPECIAL.search(self._source, self._at)) is not None:
            self._show(self._source[self._at : special.start()])
            self._at = special.start()
            self._special(special.group())
        self._show(self._source[self._at :])
        if self._open:
            raise self._refused(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        self._entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return Words("".join(self._shown), self._entities, self._source)

    def _special(self, sign: str) -> None:
        if sign == "&":
            self._entity()
        elif sign == ">":
            raise ours(f'can\'t parse entities: stray ">" at byte offset {self._bytes()}')
        else:
            self._tag()

    def _entity(self) -> None:
        found = _ENTITY.match(self._source, self._at)
        if found is None:
            raise ours(f'can\'t parse entities: stray "&" at byte offset {self._bytes()}')
        named, decimal, hexadecimal = found.groups()
        code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else None
        if code is not None and (code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF):
            raise ours(f"can't parse entities: no such character at byte offset {self._bytes()}")
        self._show(_NAMED[named] if code is None else chr(code))
        self._at = found.end()

    def _tag(self) -> None:
        found = _TAG.match(self._source, self._at)
        if found is None:
            raise self._refused(f"Unclosed start tag at byte offset {self._bytes()}")
        slash, name, rest = found.group(1), found.group(2).lower(), found.group(3)
        if slash:
            self._close(name)
        elif name not in TAGS:
            raise self._refused(f'Unsupported start tag "{name}" at byte offset {self._bytes()}')
        else:
            self._open.append(_Open(name, self._length, self._attributes(name, rest)))
        self._at = found.end()

    def _attributes(self, tag: str, rest: str) -> dict[str, str]:
        attributes: dict[str, str] = {}
        at = 0
        while at < len(rest.rstrip()):
            found = _ATTRIBUTE.match(rest, at)
            if found is None or found.group(1) not in ATTRIBUTES.get(tag, ()):
                raise ours(
                    f'can\'t parse entities: tag "{tag}" at byte offset {self._bytes()} has a stray attribute'
                )
            attributes[found.group(1)] = html.unescape((found.group(2) or "").strip("\"'"))
            at = found.end()
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._refused(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes()}')
        return attributes

    def _close(self, name: str) -> None:
        if not self._open:
            raise self._refused(f"Unexpected end tag at byte offset {self._bytes()}")
        opened = self._open.pop()
        if name != opened.tag:
            raise self._refused(
                f"Unmatched end tag at byte offset {self._bytes()}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        length = self._length - opened.offset
        if length:
            self._entities.append(
                {"type": TAGS[name], "offset": opened.offset, "length": length, **self._details(opened)}
            )

    def _details(self, opened: _Open) -> dict[str, Any]:
        match opened.tag:
            case "a":
                return self._link(opened)
            case "tg-emoji":
                return {"custom_emoji_id": _emoji_id(opened.attributes.get("emoji-id", ""))}
            case "blockquote" if "expandable" in opened.attributes:
                return {"type": "expandable_blockquote"}
            case "code" if opened.attributes.get("class"):
                return {"language": opened.attributes["class"].removeprefix("language-")}
        return {}

    def _link(self, opened: _Open) -> dict[str, Any]:
        url = opened.attributes.get("href", "")
        mention = re.fullmatch(r"tg://user\?id=(\d+)", url)
        if mention:
            return {"type": "text_mention", "user": {"id": int(mention.group(1))}}
        return {"url": check_url(url, "entity URL")}

    def _show(self, text: str) -> None:
        if text:
            self._shown.append(text)
            self._length += units(text)

    def _bytes(self) -> int:
        return len(self._source[: self._at].encode())

    def _refused(self, words: str) -> Exception:
        return bad(f"can't parse entities: {words}")


def _emoji_id(given: str) -> str:
    if not re.fullmatch(r"[1-9]\d{0,18}", given) or int(given) >= 1 << 63:
        raise bad("can't parse entities: Invalid custom emoji identifier specified")
    return given


def _check_entities(entities: Sequence[Mapping[str, Any]], text: str) -> list[dict[str, Any]]:
    """Check the entities that a bot gives itself; those that Telegram finds by itself are dropped."""
    length = units(text)
    kept = []
    for entity in entities:
        kind, offset, span = entity["type"], entity["offset"], entity["length"]
        if kind in FOUND_BY_TELEGRAM:
            continue
        if kind not in SET_BY_BOT:
            raise bad("can't parse MessageEntity: Unsupported type specified")
        _check_place(offset, span, length)
        if kind == "text_link":
            _need(entity, "url")
            check_url(entity["url"], "entity URL")
        elif kind == "text_mention":
            _need(entity, "user")
        elif kind == "custom_emoji":
            _need(entity, "custom_emoji_id")
        kept.append(dict(entity))
    return sorted(kept, key=lambda entity: (entity["offset"], -entity["length"]))


def _check_place(offset: int, span: int, length: int) -> None:
    if offset < 0 or span < 0:
        raise bad(
            f"receive an entity with incorrect {'offset' if offset < 0 else 'length'} {min(offset, span)}"
        )
    if offset > length:
        raise bad(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + span > length:
        raise bad(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
            f"at UTF-16 offset {offset + span}"
        )


def _need(entity: Mapping[str, Any], name: str) -> None:
    if name not in entity:
        raise bad(f"can't parse MessageEntity: Can't find field \"{name}\"")


def check_url(url: str, what: str, *, https_only: bool = False) -> str:
    """Return a link if Telegram takes it: http, https or tg; a host with a dot or an address.

    So ``http://localhost`` is refused, and ``http://127.0.0.1`` is not.
    """
    trouble = _trouble_of_url(url, https_only=https_only)
    if trouble:
        raise bad(f"{what} '{url}' is invalid: {trouble}")
    check_deep_link(url)
    return url


def _trouble_of_url(url: str, *, https_only: bool) -> str:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host = parts.hostname or ""
        _ = parts.port  # raises ValueError where the port is no number
    except ValueError:
        return "Wrong HTTP URL"
    if https_only and parts.scheme != "https":
        return "Only HTTPS links are allowed"
    if parts.scheme == "tg":
        return "" if host else "URL host is empty"
    if parts.scheme not in {"http", "https"}:
        return "Unsupported URL protocol"
    if not host:
        return "URL host is empty"
    return "" if "." in host or _is_address(host) else "Wrong HTTP URL"


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def check_deep_link(url: str) -> None:
    """Refuse a link t.me/BOT?start=CODE whose code no client would pass on: 1-64 of ``A-Za-z0-9_-``."""
    code = start_code(url)
    if code is not None and not is_start_code(code):
        raise ours(f"a deep link carries 1-64 characters A-Z a-z 0-9 _ -, not {code!r}")


def start_code(url: str) -> str | None:
    """Return the code of a link t.me/BOT?start=CODE; None if the link is another."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.hostname not in {"t.me", "telegram.me"}:
        return None
    found = parse_qs(parts.query, keep_blank_values=True).get("start")
    return found[0] if found else None


def is_start_code(code: str) -> bool:
    """Tell whether a client passes this code on to the bot."""
    return _PAYLOAD.fullmatch(code) is not None
