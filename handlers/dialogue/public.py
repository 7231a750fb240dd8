"""The turn on a channel where only what is public may be seen (`greeting_only`).

Whatever is said there, it answers with a public dialogue: one screen, told to a stranger, with
nothing written and the person's own conversation as it was. The way on is the browser.
"""

from dataclasses import replace

from handlers.dialogue import words
from handlers.dialogue.course import MENU, START, Circumstances
from handlers.dialogue.library import Dialogue, Talk
from handlers.dialogue.said import Filed, Pressed, Said, Typed, cleaned
from handlers.dialogue.shown import Shown, screen_shown
from handlers.dialogue.state import new_run
from handlers.dialogue.telling import BadTelling, tell
from handlers.dialogue.wire import read_link
from services.values import Words


async def in_public(at: Circumstances, stored: Shown | None, said: Said) -> Shown:
    """The public screen that was asked for, or else the greeting. Raises BadTelling for one that asks."""
    dialogue, notice = _meant(at, stored, said)
    stranger = replace(at.person, name=None, roles=frozenset(), profile=None, consented=False)
    talk = Talk(stranger, at.regulation, at.now, new_run(), at.voice.masked, (), at.unit, at.now)
    at.unit.guard()
    told = await tell(dialogue, talk, [], [])
    await at.unit.undo()
    if not told.ended:
        raise BadTelling(f"{dialogue.name} asks where only what is public may be seen")
    shown = screen_shown(told.stop)  # type: ignore[arg-type] # an end is a screen
    shown.public, shown.notice = True, notice
    shown.web_link = await at.web_link() if at.web_link else None
    return shown


def _meant(at: Circumstances, stored: Shown | None, said: Said) -> tuple[Dialogue, Words | None]:
    """The public dialogue that this opens, and a word about what it cannot have here."""
    greeting = at.library.public[START]
    match said:
        case Pressed(payload):
            name = read_link(cleaned(payload))[0] if payload.startswith(">") else ""
            found = greeting if name == MENU else at.library.public.get(name)
            return (found, None) if found else (greeting, Words("kit-not-here"))
        case Typed(text):
            name, rest = _typed(at, stored, cleaned(text))
            if name == START and rest:
                return greeting, Words("public-code")
            return at.library.public.get(name, greeting), None
        case Filed():
            return greeting, Words("kit-no-files")
    return greeting, None


def _typed(at: Circumstances, stored: Shown | None, text: str) -> tuple[str, str]:
    """What words open: a command, or the label of a button in sight."""
    named = words.command(text, at.library)
    if named is not None or stored is None or not stored.public:
        return named or ("", "")
    payload = words.as_link(text, stored, at.limits, at.voice)
    return (read_link(payload)[0] if payload else "", "")
