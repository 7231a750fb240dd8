"""Typed words that do what a button does: commands, labels, numbers of a numbered list.

Words match what is written on the screen, never an internal value.
"""

import re
from collections.abc import Sequence

import locales
from handlers.dialogue.layout import controls, is_hidden, listed
from handlers.dialogue.library import Library
from handlers.dialogue.paging import Item, Limits
from handlers.dialogue.shown import BACK, CANCEL, KEEP, Shown
from handlers.dialogue.voice import Voice
from handlers.dialogue.wire import read_press

LONGEST_ARGUMENT = 200
LONGEST_NUMBER = 4
UNKNOWN = "?"
_SLASH = re.compile(r"/([A-Za-z_]+)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
ALSO = {"done": "kit-say-done", KEEP: "kit-say-keep"}


def command(text: str, library: Library) -> tuple[str, str] | None:
    """The command that the whole message is, and what follows a slash command; None if it is none."""
    slash = _SLASH.fullmatch(text)
    if slash is None:
        named = library.command_words().get(locales.folded(text))
        return (named, "") if named else None
    name = slash[1].lower()
    known = name in (CANCEL, BACK) or (name in library.dialogues and library.dialogues[name].command)
    return (name if known else UNKNOWN, (slash[2] or "")[:LONGEST_ARGUMENT])


def as_press(text: str, shown: Shown, limits: Limits, voice: Voice) -> str | None:
    """What a press on the meant button of this question carries; None where no button is meant."""
    items = [] if is_hidden(shown, voice) else listed(shown, limits, voice)
    item = _meant(text, items, numbers=not shown.counts)
    if item is not None:
        pressed = read_press(item.payload)
        return pressed[2] if pressed else None
    said = locales.folded(text)
    for name, label in controls(shown, voice):
        also = locales.spellings(ALSO[name]) if name in ALSO else ()
        if said and (said == locales.folded(label) or said in also):
            return f"!{name}"
    if said in locales.spellings("kit-say-further") and len(items) > limits.page and not shown.typed:
        return f"!p{shown.page + 1}"
    return None


def as_link(text: str, shown: Shown, limits: Limits, voice: Voice) -> str | None:
    """What the meant link of a last screen carries; None where none is meant."""
    item = _meant(text, listed(shown, limits, voice), numbers=True)
    return item.payload if item else None


def searched(text: str, shown: Shown, voice: Voice) -> bool:
    """Whether some choices, but not all of one, have these letters in their labels."""
    said = locales.folded(text)
    return bool(said) and len(shown.choices) > 1 and any(
        said in locales.folded(voice.say(choice.label)) for choice in shown.choices
    )  # fmt: skip


def _meant(text: str, items: Sequence[Item], *, numbers: bool) -> Item | None:
    """The one item whose label, or else whose number, this is; namesakes are nobody."""
    said = locales.folded(text)
    same = [item for item in items if item.label == text] or [
        item for item in items if said and locales.folded(item.label) == said
    ]
    if same:
        return same[0] if len(same) == 1 else None
    if not (numbers and said.isdecimal() and len(said) <= LONGEST_NUMBER):
        return None
    return next((item for item in items if item.number and item.number == int(said)), None)
