"""«Актив»: who helps and how much each has on; somebody is appointed, changed, ends his term."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from handlers.dialogue import reading
from handlers.dialogue.library import Talk, Telling, dialogue, notice
from handlers.dialogue.nouns import Ask, Call, Choice, Confirm, Label, Link, Result, Screen
from handlers.dialogue.picking import pick_day
from handlers.matches import invite
from handlers.people import capital
from handlers.session_card import Card
from services import cards, consultation_words, member_views, members, registrations
from services.consultation_words import direction_title, topic_title
from services.faces import Face
from services.member_views import Duties, Line
from services.regulations import Regulation
from services.values import Listing, Personal, Words

COORDINATOR = {"coordinator"}
ADD, SAVE, INVITE, END, EVERYTHING, NO_TERM, NO_ORDER = "add", "save", "invite", "end", "all", "never", "none"
USUAL_CAPACITIES = (2, 4, 6, 8, 10, 15, 20)
NAMED_TOPICS = 3
"""So many topics or subjects are named on the card; of more it says how many there are."""
SCHOOL_YEAR = (9, 1)
FEW = 5
LIST = Link("members", Words("members-back"))
MENU = Link("menu", Words("command-menu"))


# --- who helps -----------------------------------------------------------------------------


@dialogue("members", roles=COORDINATOR, command=True)
async def show_members(talk: Talk) -> Telling:
    """Everybody who helps, or «Добавить» and a search by letters; then the card."""
    found = await member_views.listing(talk.unit, talk.regulation, by=talk.person.id, now=talk.heard)
    who = yield Ask(
        "members-list" if found else "members-nobody",
        key="who",
        personal=True,
        choices=[
            Choice(ADD, Words("members-add"), alone=True),
            *(Choice(line.face.person_id, _line(talk, line)) for line in found),
        ],
        count=len(found),
        active=capital(talk.regulation.term("active_full")),
    )
    if who == ADD:
        who = yield Call(_find, key="find")
    yield Call(show_member, key="member", person=who)


def _line(talk: Talk, line: Line) -> Words:
    return Words(
        "members-line",
        ref=line.face.ref,
        name=line.face.name,
        role=talk.regulation.term(f"{line.role}_short"),
        load=line.load,
        capacity=line.capacity,
        state=_state(line),
    )


def _state(line: Line) -> Label:
    """What keeps requests away from him, or until when he helps: the weightiest of it."""
    if line.left:
        return Words("members-line-left")
    if not line.reachable:
        return Words("members-line-silent")
    if line.paused:
        return Words("members-line-paused")
    if line.since is not None:
        return Words("members-line-since", day=line.since)
    return Words("members-line-until", day=line.until) if line.until is not None else ""


async def _find(talk: Talk) -> Telling:
    """Letters of a name, then a press on whoever was meant; other letters look again."""
    found: list[cards.Card] = []
    say, day = "members-letters", talk.regulation.local(talk.now).date()
    for step in count():
        choices = [Choice(card.id, card.label) for card in found]
        letters = reading.text(limit=60)
        answer = yield Ask(say, key=("letters", step), personal=True, read=letters, choices=choices)
        if isinstance(answer, int):
            yield Result(answer)
            return
        found = await registrations.search(
            talk.unit, answer, None, by=talk.person.id, day=day, now=talk.heard
        )
        say = "members-found" if found else "members-not-found"


# --- the card ------------------------------------------------------------------------------


@dialogue("member", roles=COORDINATOR)
async def show_member(talk: Talk, person: int) -> Telling:
    """What somebody takes on: a press on a line changes that line, «Сохранить» writes all of it once."""
    card = await member_views.card(talk.unit, talk.regulation, person, by=talk.person.id, now=talk.now)
    duties = card.duties
    for step in count():
        line = yield _card(talk, card, duties, step)
        if line == INVITE:
            yield Call(invite, key="invite", person=person)
        elif line == END:
            yield Call(end_membership, key="end", person=person)
        if line == SAVE:
            break
        duties = yield Call(LINES[line], key=(line, step), duties=duties)
    number = await members.enrol(
        talk.unit,
        talk.regulation,
        by=talk.person.id,
        person_id=person,
        now=talk.heard,
        **asdict(duties),
    )
    code = [] if card.writes else [Link("invite", Words("invite-person"), person)]
    say = "members-saved" if card.writes else "members-saved-silent"
    yield Screen(say, who=card.face.card, ref=f"М-{number}", links=[*code, LIST, MENU])


def _card(talk: Talk, card: member_views.Card, duties: Duties, step: int) -> Card:
    """Nothing to save while nothing is changed: then the card leads on to a code, or to the last day."""
    pack = talk.regulation
    settled = card.helps and duties == card.duties
    save = [] if settled else [Choice(SAVE, Words("members-save"), alone=True)]
    ways = [Choice(INVITE, Words("invite-person"))] if duties == card.duties else []
    ways += [Choice(END, Words("members-end"))] if settled else []
    return Card(
        "members-card" if card.helps else "members-new-card",
        key=("card", step),
        choices=[*save, *(Choice(name, label) for name, label in LABELS.items()), *ways],
        who=card.face.card,
        ref=card.face.ref,
        role=pack.role(duties.role).short,  # type: ignore[arg-type] # one of two
        topics=_some([topic_title(pack, one) for one in duties.topics]),
        directions=_some([direction_title(pack, one) for one in duties.directions]),
        subjects=_some([_subject(pack, one) for one in duties.subjects]),
        count=duties.capacity,
        since=duties.since,
        until=duties.until or Words("members-no-term"),
        order=Personal(duties.order_number) if duties.order_number else Words("members-no-order"),
    )


def _some(titles: Sequence[str | None]) -> Label | Listing:
    """The titles in a line; of many the first ones and how many more."""
    if not titles:
        return Words("members-everything")
    more = len(titles) - NAMED_TOPICS
    named = Listing(titles[:NAMED_TOPICS])
    return Words("members-and-more", names=named, count=more) if more > 0 else named


def _subject(pack: Regulation, named: str) -> str:
    return next((one.title for one in pack.subjects if one.id == named), named)


# --- its lines -----------------------------------------------------------------------------


async def _role(talk: Talk, duties: Duties) -> Telling:
    choices = [Choice(one, talk.regulation.role(one).short) for one in ("member", "methodist")]
    yield Result(replace(duties, role=(yield Ask("members-role", key="role", choices=choices))))


def _several(say: str, choices: Sequence[Choice]) -> Ask:
    """Some of them, or everything: what is marked takes the place of what was named before."""
    return Ask(
        say, key="named", many=True, choices=[Choice(EVERYTHING, Words("members-everything")), *choices]
    )


def _named(answer: Sequence[str]) -> tuple[str, ...]:
    return () if EVERYTHING in answer else tuple(sorted(answer))


async def _topics(talk: Talk, duties: Duties) -> Telling:
    choices = [Choice(one.id, one.title) for one in consultation_words.all_topics(talk.regulation)]
    yield Result(replace(duties, topics=_named((yield _several("members-topics", choices)))))


async def _directions(talk: Talk, duties: Duties) -> Telling:
    choices = [Choice(one.id, one.short) for one in talk.regulation.directions]
    yield Result(replace(duties, directions=_named((yield _several("members-directions", choices)))))


async def _subjects(talk: Talk, duties: Duties) -> Telling:
    choices = [Choice(one.id, one.title) for one in talk.regulation.subjects]
    yield Result(replace(duties, subjects=_named((yield _several("members-subjects", choices)))))


async def _capacity(_talk: Talk, duties: Duties) -> Telling:
    bounds = reading.whole(least=1, most=members.MOST_CAPACITY)
    usual = [Choice(one, Words("members-so-many", count=one)) for one in USUAL_CAPACITIES]
    yield Result(
        replace(duties, capacity=(yield Ask("members-capacity", key="capacity", choices=usual, read=bounds)))
    )


async def _since(talk: Talk, duties: Duties) -> Telling:
    today = talk.regulation.local(talk.now).date()
    choices = [_day(one) for one in (today, *_beginnings(today))]
    read = reading.day(today, past=True)
    said = yield Ask("members-since", key="since", choices=choices, read=read)
    yield Result(replace(duties, since=date.fromisoformat(said)))


async def _until(talk: Talk, duties: Duties) -> Telling:
    today = talk.regulation.local(talk.now).date()
    ends = [one for one in _endings(max(today, duties.since)) if one >= duties.since]
    choices = [Choice(NO_TERM, Words("members-no-term"), alone=True), *map(_day, ends)]
    said = yield Ask("members-until", key="until", choices=choices, read=reading.day(today))
    yield Result(replace(duties, until=None if said == NO_TERM else date.fromisoformat(said)))


def _day(day: date) -> Choice:
    return Choice(day.isoformat(), Words("kit-day", day=day))


def _beginnings(today: date) -> list[date]:
    """Where terms usually begin: the school year, the calendar year, the coming month."""
    autumn = date(today.year, *SCHOOL_YEAR)
    begun = autumn if autumn <= today else autumn.replace(year=today.year - 1)
    coming = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return sorted({begun, date(today.year, 1, 1), coming} - {today})


def _endings(first: date) -> list[date]:
    """Where terms usually end: the lessons, the school year, the calendar year, a year from now."""
    days = [
        date(first.year + ahead, month, day)
        for ahead in (0, 1)
        for month, day in ((5, 31), (8, 31), (12, 31))
    ]
    return [day for day in days if day > first][:FEW]


async def _order(_talk: Talk, duties: Duties) -> Telling:
    said = yield Ask(
        "members-order",
        key="order",
        read=reading.text(limit=members.LONGEST_ORDER),
        choices=[Choice(NO_ORDER, Words("members-without-order"))],
        personal=True,
    )
    yield Result(replace(duties, order_number=None if said == NO_ORDER else said))


LINES: Mapping[str, Callable[..., Any]] = {
    "role": _role,
    "topics": _topics,
    "directions": _directions,
    "subjects": _subjects,
    "capacity": _capacity,
    "since": _since,
    "until": _until,
    "order_number": _order,
}
LABELS = {
    "topics": Words("members-line-topics"),
    "subjects": Words("members-line-subjects"),
    "directions": Words("members-line-directions"),
    "capacity": Words("members-line-capacity"),
    "since": Words("members-line-from"),
    "until": Words("members-line-to"),
    "order_number": Words("members-line-order"),
    "role": Words("members-line-role"),
}


# --- the last day --------------------------------------------------------------------------


@dialogue("member-end", roles=COORDINATOR)
async def end_membership(talk: Talk, person: int) -> Telling:
    """«Последний день»: from the next one he is asked no more; what he has in hand is shown."""
    about: dict[str, Any] = {"by": talk.person.id, "now": talk.heard}
    card = await member_views.card(talk.unit, talk.regulation, person, **about)
    day = yield Call(pick_day, key="day", say="members-last-day", who=card.face.card)
    left = await member_views.in_hand(talk.unit, person, **about)
    yes, no = "members-end-yes", "members-go-on"
    if not (yield Confirm("members-end-sure", yes=yes, no=no, who=card.face.card, day=day, count=len(left))):
        yield Screen("members-goes-on", who=card.face.card, links=[LIST, MENU])
        return
    await members.end(talk.unit, talk.regulation, person_id=person, last_day=day, **about)
    yield _ended(card.face, day, left)


def _ended(face: Face, day: date, left: Sequence[int]) -> Screen:
    hand_on = [
        Link("request-assign", Words("members-hand-on", number=str(number)), number) for number in left[:FEW]
    ]
    return Screen("members-ended", who=face.card, day=day, count=len(left), links=[*hand_on, LIST, MENU])


# --- notices -------------------------------------------------------------------------------


@notice("member-appointed")
def appointed(**told: Any) -> Screen:
    """To the person: the service counts on him from this day."""
    return Screen("members-told-appointed", links=[Link("settings", Words("command-settings")), MENU], **told)


@notice("member-ended")
def ended(**told: Any) -> Screen:
    """To the person: the last day on which requests come to him."""
    return Screen("members-told-ended", links=[Link("requests", Words("command-requests")), MENU], **told)
