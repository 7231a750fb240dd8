"""What was decided to be shown: a screen with everything a channel needs to lay it out.

It is kept in the conversation's row, so that it can be shown again, there or on another
channel, without telling the dialogue once more.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from handlers.dialogue.nouns import Ask, Choice, Document, Label, Link, Picture, Screen
from handlers.dialogue.state import Run
from handlers.dialogue.telling import SAID, TYPED, Entry
from services.values import Listing, Personal, Words, decode, dumps

_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d)")
RESTART, BACK, PAUSE, CANCEL, SKIP, KEEP = "restart", "back", "pause", "cancel", "skip", "keep"
HERE = "here"
"""Shows where the conversation stands: for whoever has answered elsewhere and comes back."""


@dataclass(slots=True)
class Shown:
    """A screen as data. `key` says which question of `run` its choices answer; it is empty at an end.

    `controls` are the kit's own buttons; `counts` says that a number is an answer here, not the
    place of a choice in its list. `public` screens, and no others, may pass where only a greeting may.
    """

    words: Words
    run: str = ""
    key: str = ""
    choices: tuple[Choice, ...] = ()
    links: tuple[Link, ...] = ()
    controls: tuple[str, ...] = ()
    notice: Words | None = None
    suggestion: Label | None = None
    print: str = ""
    typed: bool = False
    counts: bool = False
    file: bool = False
    many: bool = False
    picked: tuple[Any, ...] = ()
    personal: bool = False
    page: int = 0
    find: str = ""
    picture: Picture | None = None
    document: Document | None = None
    web_link: str | None = None
    lasting: bool = False
    public: bool = False

    def pack(self) -> str:
        """JSON text for the conversation's row; what has its usual value is left out."""
        packed: dict[str, Any] = {"words": self.words}
        if self.choices:
            packed["choices"] = [[c.value, c.label, c.alone] for c in self.choices]
        if self.links:
            packed["links"] = [[link.dialogue, link.label, *link.args] for link in self.links]
        if self.picture:
            packed["picture"] = [self.picture.drawer, self.picture.args]
        if self.document:
            doc = self.document
            packed["document"] = [doc.maker, doc.name, doc.args, doc.personal, doc.unnamed]
        for name in _PLAIN:
            value = getattr(self, name)
            if value:
                packed[name] = value
        return dumps(packed)

    @staticmethod
    def unpack(text: str) -> "Shown":
        """The screen that `pack` wrote."""
        packed = orjson.loads(text)
        shown = Shown(decode(packed["words"]))
        shown.choices = tuple(Choice(value, decode(label), alone)
                              for value, label, alone in packed.get("choices", ()))  # fmt: skip
        shown.links = tuple(
            Link(name, decode(label), *args) for name, label, *args in packed.get("links", ())
        )
        if "picture" in packed:
            shown.picture = Picture(*decode(packed["picture"]))
        if "document" in packed:
            shown.document = Document(*decode(packed["document"]))
        for name in _PLAIN:
            if name in packed:
                value = packed[name]
                setattr(shown, name, tuple(value) if isinstance(value, list) else decode(value))
        return shown

    def has_personal(self) -> bool:
        """Whether anything on it is about a person, so that a masked channel leaves something out."""
        if self.personal or (self.document and self.document.personal):
            return True
        labels = [choice.label for choice in self.choices] + [link.label for link in self.links]
        papers = [paper.args for paper in (self.picture, self.document) if paper]
        return any(map(is_personal, [self.words, self.notice, *labels, *papers]))


_PLAIN = (
    "run", "key", "controls", "notice", "suggestion", "print", "typed", "counts", "file", "many", "picked",
    "personal", "page", "find", "web_link", "lasting",
    "public",
)  # fmt: skip


def is_personal(value: Any) -> bool:
    """Whether a value, or anything inside it, is about a person."""
    if isinstance(value, Personal):
        return True
    if isinstance(value, Words):
        return any(map(is_personal, value.args.values()))
    if isinstance(value, Listing):
        return any(map(is_personal, value.items))
    if isinstance(value, Mapping):
        return any(map(is_personal, value.values()))
    return isinstance(value, list | tuple) and any(map(is_personal, value))


def screen_shown(screen: Screen, run: str = "") -> Shown:
    """A last screen, or a notice, as it will be laid out. Without a run it cannot be paged."""
    return Shown(screen.words, run, links=screen.links, picture=screen.picture, document=screen.document)


def ask_shown(ask: Ask, run: Run, key: str, *, pausable: bool, resumed: bool) -> Shown:
    """A question as it will be laid out, with the ways back and out and what was answered before."""
    kept = run.suggested.get(key)
    shown = Shown(
        ask.words,
        run.id,
        key,
        choices=ask.choices,
        print=ask.fingerprint(),
        typed=ask.read is not None,
        counts=getattr(ask.read, "counts", False),
        file=ask.file,
        many=ask.many,
        personal=ask.personal,
        picture=ask.picture,
    )
    shown.suggestion = suggestion(shown, kept)
    if ask.many and kept is not None and isinstance(kept.value, list):
        shown.picked = tuple(value for value in kept.value if ask.still_offers([value]))
    wanted = (
        (RESTART, resumed),
        (BACK, bool(run.journal)),
        (PAUSE if pausable else CANCEL, True),
        (SKIP, ask.skippable),
        (KEEP, shown.suggestion is not None),
    )
    shown.controls = tuple(name for name, want in wanted if want)
    return shown


def suggestion(shown: Shown, kept: Entry | None) -> Label | None:
    """What to write on the button that repeats an answer given before; None where it will not do.

    A confirmation is never repeated, and several choices come back as marks instead.
    """
    if kept is None or kept.value is None or shown.print or shown.many:
        return None
    if kept.print == SAID:
        return Personal(kept.value) if shown.typed else None
    for choice in shown.choices:
        if choice.value == kept.value:
            return choice.label
    if kept.print == TYPED and (shown.typed or shown.file):
        return _as_said(kept.value, shown)
    return None


def _as_said(value: Any, shown: Shown) -> Label:
    if not shown.typed or not isinstance(value, str | int):
        return Words("kit-as-before")
    if isinstance(value, str) and _DAY.fullmatch(value):
        return Words("kit-day", day=date.fromisoformat(value))
    return Personal(str(value))
