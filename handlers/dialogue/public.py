"""The turn on a channel where only what is public may be seen (`greeting_only`).

Whatever is said there, it answers with a public dialogue: one screen, told to a stranger, with
nothing written and the person's own conversation as it was. The way on is the browser.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handlers.dialogue import words
from handlers.dialogue.course import MENU, START, Circumstances
from handlers.dialogue.library import Dialogue, Talk
from handlers.dialogue.said import Filed, Pressed, Said, Typed, cleaned
from handlers.dialogue.shown import Shown, screen_shown
from handlers.dialogue.state import new_run
from handlers.dialogue.telling import BadTelling, tell
from handlers.dialogue.wire import read_link
from services import access
from services.values import Words


async def in_public(at: Circumstances, stored: Shown | None, said: Said) -> Shown:
    """The public screen that was asked for, or else the greeting. Raises BadTelling for one that asks."""
    dialogue, args, notice = _meant(at, stored, said)
    stranger = replace(at.person, name=None, roles=frozenset(), profile=None, consented=False)
    talk = Talk(stranger, at.regulation, at.now, new_run(), at.voice.masked, (), at.unit, at.now)
    at.unit.guard()
    told = await tell(dialogue, talk, args, [])
    await at.unit.undo()
    if not told.ended:
        raise BadTelling(f"{dialogue.name} asks where only what is public may be seen")
    shown = screen_shown(told.stop)  # type: ignore[arg-type] # an end is a screen
    shown.public, shown.notice = True, notice
    shown.web_link = await at.web_link() if at.web_link else None
    return shown


Meant = tuple[Dialogue, list[Any], Words | None]


def _meant(at: Circumstances, stored: Shown | None, said: Said) -> Meant:
    """The public dialogue that this opens, with what, and a word about what it cannot have here."""
    greeting = at.library.public[START]
    match said:
        case Pressed(payload):
            name, args = read_link(cleaned(payload)) if payload.startswith(">") else ("", [])
            opened = _opened(at, name, args)
            return opened or (greeting, [], None if name == MENU else Words("kit-not-here"))
        case Typed(text):
            return _typed(at, stored, cleaned(text)) or (greeting, [], None)
        case Filed():
            return greeting, [], Words("kit-no-files")
    return greeting, [], None


def _opened(at: Circumstances, name: str, args: Sequence[Any]) -> Meant | None:
    """The dialogue that stands in for this one; None where there is none, or the arguments do not fit."""
    found = at.library.public.get(name)
    if found is None:
        return None
    return (found, list(args), None) if found.takes(args) else None


def _typed(at: Circumstances, stored: Shown | None, text: str) -> Meant | None:
    """What words open: a command, a code that says where to, or the label of a button in sight."""
    named = words.command(text, at.library)
    if named is not None:
        name, rest = named
        if name != START or not rest:
            return _opened(at, name, [])
        door, number = access.entrance(rest) or ("", 0)
        into = at.library.entrances.get(door)
        opened = _opened(at, into.name, [number]) if into else None
        return opened or (at.library.public[START], [], Words("public-code"))
    if stored is None or not stored.public:
        return None
    payload = words.as_link(text, stored, at.limits, at.voice)
    return _opened(at, *read_link(payload)) if payload else None
