"""Who signed up for an event and who came: for those who lead it and for coordinators."""

from typing import Any

from handlers.dialogue.library import Talk, Telling, dialogue
from handlers.dialogue.nouns import Ask, Call, Choice, Confirm, Link, Result, Screen
from handlers.events import ALL, card_of
from handlers.session_whom import find_person
from services import attendance, event_cards, session_drafts
from services.event_cards import Participant
from services.faces import Face, faces
from services.values import Listing, Words

EVERYBODY, NOBODY = -1, 0
ENOUGH = "enough"


@dialogue("event-people")
async def show_people(talk: Talk, event: int) -> Telling:
    """Who has a place and who waits; for those who lead and for coordinators."""
    people = await event_cards.participants(
        talk.unit, talk.regulation, by=talk.person.id, event_id=event, now=talk.heard
    )
    card = await card_of(talk, event)
    links = [Link("event", Words("events-open"), event), ALL]
    if card.why is None and card.starts_at <= talk.heard:
        links.insert(0, Link("event-attendance", Words("events-mark"), event))
    coming = sum(one.coming for one in people)
    lines = Listing([_line(number, one) for number, one in enumerate(people, start=1)], lines=True)
    say = "events-people-list" if people else "events-people-none"
    yield Screen(
        say,
        title=card.title,
        signed=card.signed,
        waiting=card.waiting,
        coming=coming,
        lines=lines,
        links=links,
    )


def _line(number: int, one: Participant) -> Words:
    state = "events-person-waits" if one.waiting else "events-person-comes" if one.coming else "events-person"
    return Words(state, number=str(number), who=one.face.card)


@dialogue("event-attendance")
async def mark_attendance(talk: Talk, event: int) -> Telling:
    """Who came: one screen over those who signed up, then whoever came without; it counts at once."""
    by = talk.person.id
    asked: dict[str, Any] = {"by": by, "event_id": event, "now": talk.heard}
    people = await event_cards.participants(talk.unit, talk.regulation, **asked)
    marked = await event_cards.attended(talk.unit, talk.regulation, **asked)
    card = await card_of(talk, event)
    if card.came is None:
        came = yield Call(first_marks, key="first", people=people, title=card.title)
    else:
        came = yield Call(corrections, key="again", people=people, marked=marked, title=card.title)
    if talk.person.roles.intersection(session_drafts.LOGGERS):
        came = yield Call(unannounced, key="more", came=came)
    shown = await faces(talk.unit, came, talk.regulation.local(card.starts_at).date())
    names = Listing(sorted((face.name for face in shown.values()), key=lambda name: name.text))
    links = [Link("event", Words("events-open"), event), ALL]
    say = "events-attendance-check" if came else "events-attendance-nobody"
    sure = yield Confirm(
        say,
        yes="events-attendance-yes",
        no="events-make-no",
        title=card.title,
        count=len(came),
        names=names,
    )
    if not sure:
        yield Screen("events-as-before", title=card.title, links=links)
        return
    count = await attendance.mark(
        talk.unit, talk.regulation, by=by, event_id=event, came=came, run=talk.run, now=talk.heard
    )
    yield Screen("events-attendance-kept", title=card.title, count=count, links=links)


async def first_marks(_talk: Talk, people: list[Participant], title: str) -> Telling:
    """Everybody on the list, or those marked on it; whoever waited may have come as well."""
    if not people:
        yield Result([])
        return
    placed = [one.face.person_id for one in people if not one.waiting]
    choices = [
        *([Choice(EVERYBODY, Words("events-everybody", count=len(placed)), alone=True)] if placed else []),
        Choice(NOBODY, Words("events-nobody")),
        *_named([one.face for one in people]),
    ]
    said = yield Ask("events-attendance", key="came", choices=choices, many=True, personal=True, title=title)
    picked = [one for one in said if one not in (EVERYBODY, NOBODY)]
    yield Result(list(dict.fromkeys([*(placed if EVERYBODY in said else ()), *picked])))


async def corrections(_talk: Talk, people: list[Participant], marked: list[Face], title: str) -> Telling:
    """What was marked, less those taken off, with those put on."""
    here = {face.person_id for face in marked}
    others = [one.face for one in people if one.face.person_id not in here]
    if marked:
        asked: dict[str, Any] = {"title": title, "count": len(marked)}
        here -= set((yield _some("events-take-off", "off", marked, **asked)))
    if others:
        here |= set((yield _some("events-put-on", "on", others)))
    yield Result(sorted(here - {NOBODY}))


def _some(say: str, key: str, people: list[Face], **args: Any) -> Ask:
    choices = [Choice(NOBODY, Words("events-nobody-here"), alone=True), *_named(people)]
    return Ask(say, key=key, choices=choices, many=True, personal=True, **args)


async def unannounced(_talk: Talk, came: list[int]) -> Telling:
    """Whoever came without signing up, found one by one."""
    number = 0
    while (
        yield Ask(
            "events-more",
            key=("more", number),
            choices=[Choice(ENOUGH, Words("events-no-more"), alone=True), Choice("add", Words("events-add"))],
            count=len(came),
        )
    ) != ENOUGH:
        found = yield Call(find_person, key=("who", number))
        came = list(dict.fromkeys([*came, found.person_id]))
        number += 1
    yield Result(came)


def _named(people: list[Face]) -> list[Choice]:
    return [Choice(face.person_id, face.card) for face in people]
