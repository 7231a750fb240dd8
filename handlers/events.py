"""Events for everybody: what is ahead, one event, a place in it, what reminders say and offer."""

from datetime import datetime
from typing import Any

from handlers.dialogue.library import Talk, Telling, dialogue, maker, notice
from handlers.dialogue.nouns import Ask, Call, Choice, Confirm, Document, Link, Screen
from handlers.people import waits
from services import calendar_files, event_cards, events, members, reminders, sign_ups
from services.event_cards import SIGNED, Card, Line
from services.events import Plan
from services.values import Listing, Personal, Words

COMING, BEGUN = "coming", "begun"
MENU = Link("menu", Words("command-menu"))
CONSENT = Link("start", Words("events-consent"))
ALL = Link("event-list", Words("events-all"), COMING)
LEVELS = {
    "municipal": "events-level-municipal",
    "regional": "events-level-regional",
    "federal": "events-level-federal",
    "institution": "events-level-institution",
}
LINES = {
    (COMING, None): "events-line",
    (COMING, "signed"): "events-line-signed",
    (COMING, "waiting"): "events-line-waiting",
    (BEGUN, True): "events-line-marked",
    (BEGUN, False): "events-line-unmarked",
}


# --- lists and the card ----------------------------------------------------------------------


@waits
async def events_waiting(talk: Talk) -> Link | None:
    """For the menu of whoever leads or coordinates: where it is not marked who came."""
    begun = await event_cards.begun(talk.unit, by=talk.person.id, now=talk.heard)
    count = sum(not line.marked for line in begun)
    return Link("event-list", Words("events-begun", count=count), BEGUN) if count else None


@dialogue("events", before_consent=True, command=True)
async def open_events(talk: Talk) -> Telling:
    """What is ahead; whoever makes or leads events comes to his desk first."""
    stranger = not talk.person.consented
    if stranger or not await event_cards.has_desk(talk.unit, talk.person.id, talk.heard):
        yield Call(list_events, key="list")
        return
    ahead = await event_cards.upcoming(talk.unit, person_id=talk.person.id, now=talk.heard, stranger=False)
    begun = await event_cards.begun(talk.unit, by=talk.person.id, now=talk.heard)
    unmarked = sum(not line.marked for line in begun)
    make = [Link("event-new", Words("events-make"))] if talk.person.roles.intersection(events.MAKERS) else []
    mark = [Link("event-list", Words("events-begun", count=unmarked), BEGUN)] if begun else []
    links = [*(mark if unmarked else ()), *make, ALL, *(() if unmarked else mark), MENU]
    lines = [Words("events-desk-ahead", ahead=len(ahead))]
    lines += [Words("events-desk-unmarked", unmarked=unmarked)] if unmarked else []
    yield Screen("events-desk", lines=Listing(lines, lines=True), links=links)


@dialogue("event-list", before_consent=True)
async def list_events(talk: Talk, which: str = COMING) -> Telling:
    """Events to choose one of: those ahead, or those that are this person's to mark."""
    stranger = not talk.person.consented
    which = BEGUN if which == BEGUN and not stranger else COMING
    if which == BEGUN:
        lines = await event_cards.begun(talk.unit, by=talk.person.id, now=talk.heard)
    else:
        lines = await event_cards.upcoming(
            talk.unit, person_id=talk.person.id, now=talk.heard, stranger=stranger
        )
    if not lines:
        yield Screen("events-none", links=[CONSENT if stranger else MENU])
        return
    say = "events-choose-begun" if which == BEGUN else "events-choose-public" if stranger else "events-choose"
    chosen = yield Ask(say, key="event", choices=[_line(line, which) for line in lines])
    yield await _shown(talk, chosen)


def _line(line: Line, which: str) -> Choice:
    say = LINES[which, line.marked if which == BEGUN else line.mine]
    return Choice(line.id, Words(say, at=line.starts_at, title=line.title))


@dialogue("event", before_consent=True, entrance="e")
async def open_event(talk: Talk, event: int) -> Telling:
    """One event: all there is to know, and what this person can do with it."""
    yield await _shown(talk, event)


async def card_of(talk: Talk, event: int) -> Card:
    """The event as this person may see it."""
    return await event_cards.card(
        talk.unit,
        talk.regulation,
        event,
        viewer=talk.person.id,
        now=talk.heard,
        stranger=not talk.person.consented,
    )


async def _shown(talk: Talk, event: int) -> Screen:
    card = await card_of(talk, event)
    lines = [*facts(talk, card), *_state(talk, card)]
    return Screen("events-card", title=card.title, lines=Listing(lines, lines=True), links=_links(talk, card))


def facts(talk: Talk, card: Card) -> list[Any]:
    """What there is to know of an event, a line each."""
    return [
        Words("events-card-form", form=card.form, level=Words(LEVELS[card.level])),
        Words("events-card-when", at=card.starts_at, minutes=card.minutes),
        card.where or Words("events-card-online"),
        Words("events-card-leaders", count=len(card.leaders), who=Listing(card.leaders)),
        *notes(talk, card),
    ]


def notes(talk: Talk, event: Card | Plan) -> list[Words | str]:
    """Its tags, called as the regulation calls them, and what it is about."""
    pack, lines = talk.regulation, list[Words | str]()
    if event.calendar and "calendar" in pack.terms:
        lines.append(Words("events-card-calendar", term=pack.term("calendar", "acc")))
    if event.nonformal and "nonformal" in pack.terms:
        lines.append(Words("events-card-nonformal", term=pack.term("nonformal")))
    return [*lines, event.announcement] if event.announcement else lines


def _state(talk: Talk, card: Card) -> list[Words]:
    """Where it stands: cancelled, over, how many places, and what this person has."""
    if card.why is not None:
        return [Words("events-card-off", why=card.why)]
    if card.starts_at <= talk.heard:
        over = [Words("events-card-over")] if card.ends_at <= talk.heard else [Words("events-card-on")]
        return over if card.came is None else [*over, Words("events-card-came", count=card.came)]
    lines = []
    if card.left is not None and card.places is not None:
        full = Words("events-card-full", waiting=card.waiting)
        lines.append(Words("events-card-left", left=card.left, places=card.places) if card.left else full)
    if card.mine is not None:
        has = Words("events-card-signed")
        lines.append(has if card.mine == SIGNED else Words("events-card-waiting", turn=card.turn))
    return [*lines, *([Words("events-card-public")] if not talk.person.consented else [])]


def _links(talk: Talk, card: Card) -> list[Link]:
    if not talk.person.consented:
        return [CONSENT, ALL]
    ahead = card.why is None and card.starts_at > talk.heard
    links: list[Link] = []
    if ahead and card.mine is None and not card.leads:
        links.append(Link("event-join", Words("events-queue" if card.left == 0 else "events-join"), card.id))
    if card.why is None and not ahead and card.sees_people:
        links.append(Link("event-attendance", Words("events-mark"), card.id))
    if ahead:
        links += [way_to(card.id), Link("event-file", Words("events-file"), card.id)]
    if card.sees_people:
        links.append(Link("event-people", Words("events-people"), card.id))
    if ahead and card.manages:
        links.append(Link("event-edit", Words("events-edit"), card.id))
    if ahead and card.public and members.COORDINATOR in talk.person.roles:
        links.append(Link("publication-new", Words("publications-tell"), card.id))
    if card.why is None and card.manages:
        links.append(Link("event-cancel", Words("events-cancel"), card.id))
    if ahead and card.mine is not None:
        links.append(cannot(card.id) if card.mine == SIGNED else _unqueue(card.id))
    return [*links, ALL]


def way_to(event: int) -> Link:
    """«Как добраться»."""
    return Link("event-way", Words("events-way"), event)


def cannot(event: int) -> Link:
    """«Не смогу»."""
    return Link("event-leave", Words("events-cannot"), event)


def _unqueue(event: int) -> Link:
    return Link("event-leave", Words("events-unqueue"), event)


# --- a place ---------------------------------------------------------------------------------


@dialogue("event-join")
async def join(talk: Talk, event: int) -> Telling:
    """One press gives a place, or a turn in the queue."""
    place = await sign_ups.join(
        talk.unit, talk.regulation, event_id=event, person_id=talk.person.id, run=talk.run, now=talk.heard
    )
    card = await card_of(talk, event)
    if place.waiting:
        links = [Link("event", Words("events-open"), event), _unqueue(event), ALL]
        yield Screen("events-queued", title=card.title, at=card.starts_at, turn=place.turn, links=links)
    else:
        yield _joined(talk, card)


def _joined(talk: Talk, card: Card) -> Screen:
    ahead = sum(one.due_at > talk.heard for one in reminders.reminders(talk.regulation, card.starts_at))
    return Screen(
        "events-joined",
        title=card.title,
        at=card.starts_at,
        where=card.where or "",
        reminders=ahead,
        links=[Link("event-file", Words("events-file"), card.id), way_to(card.id), cannot(card.id), ALL],
    )


@dialogue("event-leave")
async def leave(talk: Talk, event: int) -> Telling:
    """«Не смогу»: the place goes to whoever waits first, so it is asked once more."""
    card = await card_of(talk, event)
    back = [Link("event", Words("events-open"), event), ALL]
    if card.mine is None:
        yield Screen("events-not-on-list", title=card.title, links=back)
        return
    say = "events-give-check" if card.waiting else "events-leave-check"
    say = say if card.mine == SIGNED else "events-unqueue-check"
    answers = {"yes": "events-leave-yes", "no": "events-leave-no"}
    if not (yield Confirm(say, title=card.title, at=card.starts_at, **answers)):
        yield Screen("events-stays", title=card.title, at=card.starts_at, links=back)
        return
    await sign_ups.leave(talk.unit, talk.regulation, event_id=event, person_id=talk.person.id, now=talk.heard)
    yield Screen("events-left", title=card.title, links=[Link("event", Words("events-open"), event), ALL])


@dialogue("event-coming")
async def confirm_coming(talk: Talk, event: int) -> Telling:
    """«Приду»."""
    await sign_ups.confirm_coming(talk.unit, event_id=event, person_id=talk.person.id, now=talk.heard)
    card = await card_of(talk, event)
    links = [way_to(event), Link("event", Words("events-open"), event), cannot(event)]
    yield Screen("events-coming", title=card.title, at=card.starts_at, where=card.where or "", links=links)


@dialogue("event-way")
async def tell_way(talk: Talk, event: int) -> Telling:
    """«Как добраться»: the place in full, or the link."""
    card = await card_of(talk, event)
    say = "events-way-online" if card.online else "events-way-place"
    phone = talk.regulation.privacy.operator.phone
    links = [Link("event", Words("events-open"), event), ALL]
    where = Listing([one for one in (card.institution, card.place) if one], lines=True)
    yield Screen(say, title=card.title, at=card.starts_at, where=where, phone=phone, links=links)


@dialogue("event-file")
async def give_file(talk: Talk, event: int) -> Telling:
    """The event for one's own calendar."""
    card = await card_of(talk, event)
    document = Document("event", f"event-{card.id}.ics", {"event": card.id})
    links = [Link("event", Words("events-open"), event), ALL]
    yield Screen("events-file-here", title=card.title, document=document, links=links)


@maker("event")
async def make_file(session: Any, _person_id: int, args: dict[str, Any]) -> bytes:
    """The event as a calendar file."""
    return await calendar_files.event_file(session, args["event"])


# --- what people are told --------------------------------------------------------------------


@notice("event-reminder", by_day=True)
def remind(event: int, title: str, form: str, at: datetime, place: str) -> Screen:
    """A day and an hour before."""
    coming = Link("event-coming", Words("events-come"), event)
    links = [coming, cannot(event), way_to(event)]
    return Screen("events-reminder", title=title, form=form, at=at, place=place, links=links)


@notice("event-placed", by_day=True)
def tell_placed(event: int, title: str, form: str, at: datetime, place: str) -> Screen:
    """Somebody left, and the place is now this person's."""
    coming = Link("event-coming", Words("events-come"), event)
    links = [coming, cannot(event), way_to(event)]
    return Screen("events-placed", title=title, form=form, at=at, place=place, links=links)


@notice("event-changed", by_day=True)
def tell_changed(
    event: int, title: str, form: str, at: datetime, place: str, *, moved: bool, elsewhere: bool
) -> Screen:
    """The time or the place is another."""
    say = "events-changed-both" if moved and elsewhere else "events-moved" if moved else "events-elsewhere"
    links = [Link("event", Words("events-open"), event), cannot(event), way_to(event)]
    return Screen(say, title=title, form=form, at=at, place=place, links=links)


@notice("event-cancelled", by_day=True)
def tell_cancelled(
    event: int, title: str, form: str, at: datetime, place: str, *, why: Words | Personal
) -> Screen:
    """It does not take place."""
    del event, place
    return Screen("events-cancelled", title=title, form=form, at=at, why=why, links=[ALL])


@notice("event-lead", by_day=True)
def tell_leader(event: int, title: str, form: str, at: datetime, place: str) -> Screen:
    """A coordinator has put this person down as the one who leads."""
    links = [Link("event", Words("events-open"), event), Link("event-file", Words("events-file"), event)]
    return Screen("events-lead", title=title, form=form, at=at, place=place, links=links)


@notice("event-mark", by_day=True)
def ask_who_came(event: int, title: str, form: str, at: datetime, place: str) -> Screen:
    """It is over, and whoever led it is asked who came."""
    del form, at, place
    links = [
        Link("event-attendance", Words("events-mark"), event),
        Link("event", Words("events-open"), event),
    ]
    return Screen("events-over", title=title, links=links)
