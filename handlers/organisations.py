"""«Школы»: an organisation found by letters, what is kept of it, its flag."""

from itertools import count

from handlers.dialogue import reading
from handlers.dialogue.library import Talk, Telling, dialogue
from handlers.dialogue.nouns import Ask, Call, Choice, Confirm, Link, Result, Screen
from services import organisations
from services.organisations import Card
from services.values import Listing, Words

COORDINATOR = {"coordinator"}
OTHER = Link("organisations", Words("organisations-other"))
MENU = Link("menu", Words("command-menu"))
EFFECTS_OF_CONSILIUM = (Words("organisations-mark-consilium"), Words("organisations-unmark-consilium"))
EFFECTS = (Words("organisations-mark-counts"), Words("organisations-unmark-counts"))
"""What setting the flag does, and what taking it away does."""


@dialogue("organisations", roles=COORDINATOR, command=True)
async def show_organisations(talk: Talk) -> Telling:
    """One of the list, or whichever has these letters."""
    if not await organisations.find(talk.unit, "", by=talk.person.id, now=talk.heard):
        yield Screen("organisations-none", links=[Link("roster", Words("command-roster")), MENU])
        return
    chosen = yield Call(_find, key="find")
    yield _card(talk, await _read(talk, chosen))


async def _find(talk: Talk) -> Telling:
    """Letters or a number, then a press on the one that was meant; other letters look again."""
    letters, say = "", "organisations-which"
    for step in count():
        found = await organisations.find(talk.unit, letters, by=talk.person.id, now=talk.heard)
        say = say if found else "organisations-not-found"
        answer = yield Ask(
            say,
            key=("which", step),
            choices=[Choice(one.id, one.short) for one in found],
            read=reading.text(limit=80),
        )
        if isinstance(answer, int):
            yield Result(answer)
            return
        letters, say = answer, "organisations-found"


async def _read(talk: Talk, organisation: int) -> Card:
    return await organisations.card(
        talk.unit, talk.regulation, organisation, by=talk.person.id, now=talk.heard
    )


@dialogue("organisation", roles=COORDINATOR)
async def show_organisation(talk: Talk, organisation: int) -> Telling:
    """What is kept of one organisation."""
    yield _card(talk, await _read(talk, organisation))


def _card(talk: Talk, card: Card) -> Screen:
    """The flag stands here where the regulation counts by it, its records where a consilium does."""
    pack = talk.regulation
    mark = Words("organisations-unmark" if card.deficits else "organisations-mark")
    may = pack.counts_flagged and card.closed_on is None
    change = [Link("organisation-deficits", mark, card.id)] if may else []
    flag = Words("organisations-flagged" if card.deficits else "organisations-unflagged")
    lines = [
        *([card.title] if card.title != card.short else []),
        Words("organisations-kind", kind=card.kind),
        Words("organisations-staff", count=card.staff),
        *([flag] if pack.counts_flagged else []),
        *([Words("organisations-records", count=card.flagged_records)] if pack.has_consilium else []),
        *([Words("organisations-closed", day=card.closed_on)] if card.closed_on else []),
    ]
    links = [*change, OTHER, MENU]
    return Screen("organisations-card", short=card.short, lines=Listing(lines, lines=True), links=links)


@dialogue("organisation-deficits", roles=COORDINATOR)
async def mark_deficits(talk: Talk, organisation: int) -> Telling:
    """Sets the flag, or takes it away; what was recorded before stays as it was."""
    card = await _read(talk, organisation)
    if not talk.regulation.counts_flagged:
        yield _card(talk, card)
        return
    effects = EFFECTS_OF_CONSILIUM if talk.regulation.has_consilium else EFFECTS
    say = "organisations-sure-unmark" if card.deficits else "organisations-sure-mark"
    yes = "organisations-unmark" if card.deficits else "organisations-mark"
    if (
        yield Confirm(say, yes=yes, no="organisations-leave", short=card.short, effect=effects[card.deficits])
    ):
        await organisations.mark_deficits(
            talk.unit, organisation, by=talk.person.id, deficits=not card.deficits, now=talk.heard
        )
        card = await _read(talk, organisation)
    yield _card(talk, card)
