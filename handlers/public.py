"""What is open to anybody where nothing personal may pass: a greeting, public events, help, the way on.

The kit opens these in place of the dialogues they stand in for, and puts the link into the browser
under each (`handlers/dialogue/public.py`).
"""

from handlers.dialogue.library import Talk, Telling, dialogue
from handlers.dialogue.nouns import Link, Screen
from services import event_cards
from services.values import Listing, Words

EVENTS = Link("events", Words("command-events"))
HELP = Link("help", Words("command-help"))
DATA = Link("privacy", Words("command-privacy"))
MENU = Link("menu", Words("command-menu"))
MOST_EVENTS = 10


@dialogue("public-start", public="start")
async def greet(talk: Talk) -> Telling:
    """The greeting with the service's contacts; all else is by the link under it."""
    service, operator = talk.regulation.term("service_unit"), talk.regulation.privacy.operator
    links = [EVENTS, HELP, DATA]
    yield Screen("public-greeting", service=service, phone=operator.phone, email=operator.email, links=links)


@dialogue("public-events", public="events")
async def announce(talk: Talk) -> Telling:
    """The public events that are ahead: when, what, where."""
    yield await _ahead(talk)


async def _ahead(talk: Talk) -> Screen:
    found = await event_cards.announced(talk.unit, now=talk.now, most=MOST_EVENTS)
    lines = [
        Words(
            "public-event",
            at=one.starts_at,
            title=one.title,
            where=one.where or Words("events-card-online"),
        )
        for one in found
    ]
    if not lines:
        return Screen("public-no-events", links=[HELP, MENU])
    return Screen("public-events", lines=Listing(lines, lines=True), links=[HELP, MENU])


@dialogue("public-event", public="event")
async def announce_one(talk: Talk, event: int) -> Telling:
    """One public event, to which a link of a post has led."""
    one = await event_cards.announced_one(talk.unit, event, now=talk.now)
    if one is None:
        yield await _ahead(talk)
        return
    say = "public-one-event" if one.about else "public-one-event-short"
    links = [EVENTS, HELP, MENU]
    where = one.where or Words("events-card-online")
    yield Screen(say, title=one.title, at=one.starts_at, where=where, about=one.about or "", links=links)


@dialogue("public-help", public="help")
async def tell_help(talk: Talk) -> Telling:
    """What can be done here, what in the browser, and whom to call."""
    phone = talk.regulation.privacy.operator.phone
    yield Screen("public-help", phone=phone, links=[EVENTS, DATA, MENU])


@dialogue("public-privacy", public="privacy")
async def tell_of_data(talk: Talk) -> Telling:
    """That nothing personal is kept from here, and where «Мои данные» are."""
    operator = talk.regulation.privacy.operator
    links = [EVENTS, HELP, MENU]
    yield Screen("public-privacy", operator=operator.name, phone=operator.phone, links=links)
