"""«Удаление по заявлению»: a coordinator erases somebody who has asked for it in writing."""

from handlers.dialogue import reading
from handlers.dialogue.library import Talk, Telling, dialogue
from handlers.dialogue.nouns import Ask, Choice, Confirm, Link, Screen
from services import erasure, registrations
from services.cards import Card
from services.values import Listing, Words

AGAIN = Link("erasure", Words("erasure-again"))
MENU = Link("menu", Words("command-menu"))


@dialogue("erasure", roles={"coordinator"}, command=True)
async def erase_as_asked(talk: Talk) -> Telling:
    """Found by letters, what goes and what stays, asked twice: it cannot be undone."""
    by, day = talk.person.id, talk.regulation.local(talk.now).date()
    text = yield Ask("erasure-letters", key="letters", read=reading.text(limit=60), personal=True)
    found = await registrations.search(talk.unit, text, None, by=by, day=day, now=talk.heard, known=False)
    if not found:
        yield Screen("erasure-nobody", links=[AGAIN, MENU])
        return
    choices = [Choice(card.id, card.label) for card in found]
    who = yield Ask("erasure-who", key="who", personal=True, choices=choices)
    await erasure.may_erase(talk.unit, by=by, person_id=who, now=talk.heard)
    card = next(card for card in found if card.id == who)
    first = yield _what(talk, card)
    if not first or not (yield _sure(card)):
        yield Screen("privacy-left", links=[AGAIN, MENU])
        return
    await erasure.erase_as_asked(
        talk.unit, talk.regulation, by=by, person_id=who, run=talk.run, now=talk.heard
    )
    yield Screen("erasure-done", links=[AGAIN, MENU])


def _what(talk: Talk, card: Card) -> Confirm:
    kept = talk.regulation.privacy.kept_by_law
    law = Listing([Words("privacy-law-short", what=one.what) for one in kept], lines=True)
    go_on, leave = "erase-go-on", "privacy-leave"
    return Confirm("erasure-what", key="first", personal=True, yes=go_on, no=leave, who=card.label, law=law)


def _sure(card: Card) -> Confirm:
    yes, leave = "erase-for-ever", "privacy-leave"
    return Confirm("erasure-sure", key="second", personal=True, yes=yes, no=leave, who=card.label)
