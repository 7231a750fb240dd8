"""«Люди и школы»: what a coordinator does now and then, on one screen."""

from handlers.dialogue.library import LIBRARY, Talk, Telling, dialogue
from handlers.dialogue.nouns import Label, Link, Screen
from handlers.people import ON_DESK, command_name
from services.values import Words

INVITE = "invite"


@dialogue("desk", roles={"coordinator"}, command=True)
async def show_desk(talk: Talk) -> Telling:
    """Everything about people and organisations that is not done every day."""
    names = [name for name in (*ON_DESK[:1], INVITE, *ON_DESK[1:]) if name in LIBRARY.dialogues]
    links = [Link(name, _label(talk, name)) for name in names]
    yield Screen("desk-screen", links=[*links, Link("menu", Words("command-menu"))])


def _label(talk: Talk, name: str) -> Label:
    """What stands on its button here."""
    return Words("invite-open") if name == INVITE else command_name(talk, name)
