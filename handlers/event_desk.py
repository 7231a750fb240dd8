"""Events for those who hold them: made, changed, called off."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers.dialogue.library import Talk, Telling, dialogue
from handlers.dialogue.nouns import Ask, Call, Choice, Confirm, Link, Result, Screen
from handlers.dialogue.picking import pick_moment
from handlers.dialogue.reading import text, whole
from handlers.events import ALL, LEVELS, MENU, card_of, notes
from handlers.session_whom import find_person
from services import event_cards, event_notices, events, surnames
from services.errors import NotAllowed
from services.events import Plan
from services.faces import faces
from services.values import Listing, Personal, Words

MAKERS = set(events.MAKERS)
NO_LIMIT, OTHER = 0, "other"
MINUTES = (30, 45, 60, 90, 120, 180)
PLACES = (15, 20, 25, 30, 50, 100)
TAGS = {"calendar": "events-tag-calendar", "nonformal": "events-tag-nonformal", "closed": "events-tag-closed"}
WHY = {
    "leader": "events-why-leader",
    "few": "events-why-few",
    "room": "events-why-room",
    "later": "events-why-later",
    OTHER: "events-why-other",
}


# --- the questions about an event, each for making and for changing it --------------------------


async def ask_title(_talk: Talk, plan: Plan) -> Telling:
    """What it is called."""
    yield Result(replace(plan, title=(yield Ask("events-title", key="title", read=text(limit=120)))))


async def ask_form(talk: Talk, plan: Plan) -> Telling:
    """Which of the pack's group forms it has; the usual length and direction come with it."""
    forms = {form.id: form for form in events.group_forms(talk.regulation)}
    choices = [Choice(form.id, form.short) for form in forms.values()]
    form = forms[(yield Ask("events-form", key="form", choices=choices))]
    yield Result(replace(plan, form=form.id, direction=form.direction, minutes=form.minutes))


async def ask_direction(talk: Talk, plan: Plan) -> Telling:
    """Which direction of the regulation it belongs to, the form's own first."""
    usual = talk.regulation.direction(plan.direction)
    others = [one for one in talk.regulation.directions if one.id != usual.id]
    choices = [Choice(usual.id, usual.short, alone=True), *(Choice(one.id, one.short) for one in others)]
    direction = yield Ask("events-direction", key="direction", choices=choices)
    yield Result(replace(plan, direction=direction))


async def ask_when(_talk: Talk, plan: Plan) -> Telling:
    """The day and the time, in the territory's own zone."""
    at = yield Call(pick_moment, key="at", say_day="events-day", say_time="events-time")
    yield Result(replace(plan, starts_at=at))


async def ask_minutes(_talk: Talk, plan: Plan) -> Telling:
    """How long it lasts; what is usual for the form comes first."""
    usual = [plan.minutes] if plan.minutes else []
    lengths = dict.fromkeys([*usual, *MINUTES])
    choices = [Choice(number, Words("events-minutes-choice", minutes=number)) for number in lengths]
    read = whole(least=10, most=events.LONGEST)
    yield Result(
        replace(plan, minutes=(yield Ask("events-minutes", key="minutes", choices=choices, read=read)))
    )


async def ask_where(talk: Talk, plan: Plan) -> Telling:
    """A room, an address or a link; for a place also the institution."""
    place = yield Ask("events-where", key="place", read=text(limit=250))
    online = "://" in place or place.lower().startswith("www.")
    held_at = None
    if not online:
        choices = [Choice(number, short) for number, short in await event_cards.institutions(talk.unit)]
        term = talk.regulation.term("organisation", "gen")
        if choices:
            held_at = yield Ask(
                "events-institution", key="institution", choices=choices, skippable=True, term=term
            )
    yield Result(replace(plan, place=place, online=online, organisation_id=held_at))


async def ask_places(_talk: Talk, plan: Plan) -> Telling:
    """How many fit, or no limit."""
    choices = [
        Choice(NO_LIMIT, Words("events-no-limit"), alone=True),
        *(Choice(number, str(number)) for number in PLACES),
    ]
    number = yield Ask("events-places", key="places", choices=choices, read=whole(least=1, most=5000))
    yield Result(replace(plan, places=number or None))


async def ask_announcement(_talk: Talk, plan: Plan) -> Telling:
    """What it is about, in a few sentences."""
    said = yield Ask("events-announcement", key="announcement", read=text(limit=800), skippable=True)
    yield Result(replace(plan, announcement=said))


async def ask_level(_talk: Talk, plan: Plan) -> Telling:
    """Whose event it is."""
    choices = [Choice(level, Words(LEVELS[level])) for level in events.LEVELS]
    yield Result(replace(plan, level=(yield Ask("events-level", key="level", choices=choices))))


async def ask_tags(talk: Talk, plan: Plan) -> Telling:
    """What else must be known: the single calendar, no document afterwards, not for strangers."""
    terms = talk.regulation.terms
    known = [tag for tag in TAGS if tag == "closed" or tag in terms]
    choices = [Choice(tag, Words(TAGS[tag])) for tag in known]
    tags = (yield Ask("events-tags", key="tags", choices=choices, many=True, skippable=True)) or []
    yield Result(
        replace(
            plan,
            calendar="calendar" in tags,
            nonformal="nonformal" in tags,
            public="closed" not in tags,
        )
    )


async def ask_leaders(talk: Talk, plan: Plan) -> Telling:
    """Who leads, and so gave the support: whoever asks, a colleague, or both."""
    me = talk.person.id
    choices = [
        Choice("me", Words("events-lead-me"), alone=True),
        Choice(OTHER, Words("events-lead-other")),
        Choice("both", Words("events-lead-both")),
    ]
    who = yield Ask("events-leader", key="leader", choices=choices)
    if who == "me":
        yield Result(replace(plan, leaders=(me,)))
        return
    colleague = (yield Call(find_person, key="colleague")).person_id
    yield Result(replace(plan, leaders=(colleague,) if who == OTHER else (me, colleague)))


QUESTIONS: dict[str, Callable[..., Telling]] = {
    "title": ask_title,
    "form": ask_form,
    "direction": ask_direction,
    "when": ask_when,
    "minutes": ask_minutes,
    "where": ask_where,
    "places": ask_places,
    "announcement": ask_announcement,
    "level": ask_level,
    "tags": ask_tags,
    "leaders": ask_leaders,
}
CHANGES = {
    "when": "events-change-when",
    "where": "events-change-where",
    "places": "events-change-places",
    "minutes": "events-change-minutes",
    "title": "events-change-title",
    "announcement": "events-change-announcement",
    "leaders": "events-change-leaders",
    "tags": "events-change-tags",
}


# --- made, changed, called off -----------------------------------------------------------------


@dialogue("event-new", roles=MAKERS)
async def make_event(talk: Talk) -> Telling:
    """A coordinator or methodist lays an event down, question by question."""
    plan = Plan(
        title="", form="", direction="", starts_at=talk.now, minutes=0, place="", leaders=(talk.person.id,)
    )
    for name, question in QUESTIONS.items():
        plan = yield Call(question, key=name, plan=plan)
    shown = await _laid_down(talk, plan)
    if not (yield Confirm("events-check", yes="events-make-yes", no="events-make-no", **shown)):
        yield Screen("events-dropped", links=[Link("event-new", Words("events-anew")), MENU])
        return
    event = await events.create(
        talk.unit, talk.regulation, by=talk.person.id, run=talk.run, plan=plan, now=talk.heard
    )
    links = [
        Link("event", Words("events-open"), event),
        Link("event-file", Words("events-file"), event),
        Link("event-new", Words("events-anew")),
        MENU,
    ]
    yield Screen("events-made", title=plan.title, at=plan.starts_at, links=links)


async def _laid_down(talk: Talk, plan: Plan) -> dict[str, Any]:
    """What the last look shows, with a warning where somebody of the roster seems to be named."""
    names = await surnames.named(talk.unit, plan.title, plan.announcement or "")
    seen = await faces(talk.unit, plan.leaders, talk.regulation.local(talk.heard).date())
    institutions = dict(await event_cards.institutions(talk.unit))
    held_at = institutions.get(plan.organisation_id) if plan.organisation_id else None
    leaders = Listing([seen[one].name for one in plan.leaders])
    lines: list[Any] = [
        Words(
            "events-card-form", form=talk.regulation.form(plan.form).short, level=Words(LEVELS[plan.level])
        ),
        talk.regulation.direction(plan.direction).short,
        Words("events-card-when", at=plan.starts_at, minutes=plan.minutes),
        ", ".join(part for part in (held_at, plan.place) if part),
        Words("events-card-leaders", count=len(plan.leaders), who=leaders),
        Words("events-check-places", places=plan.places or NO_LIMIT),
    ]
    lines += [Words("events-check-closed")] if not plan.public else []
    lines += notes(talk, plan)
    if names:
        named = Listing([Personal(word) for word in names])
        lines.append(Words("events-check-names", count=len(names), names=named))
    return {"title": plan.title, "lines": Listing(lines, lines=True)}


@dialogue("event-edit", roles=MAKERS)
async def change_event(talk: Talk, event: int) -> Telling:
    """One thing about an event is changed; whoever signed up hears of a new time or place."""
    card = await card_of(talk, event)
    if not card.manages:
        raise NotAllowed
    plan = await events.plan_of(talk.unit, event)
    choices = [Choice(name, Words(say)) for name, say in CHANGES.items()]
    name = yield Ask("events-change", key="what", choices=choices, title=plan.title)
    plan = yield Call(QUESTIONS[name], key=name, plan=plan)
    shown = await _laid_down(talk, plan)
    told = card.signed + card.waiting if name in {"when", "where"} else 0
    yes = yield Confirm(
        "events-change-check", yes="events-change-yes", no="events-make-no", told=told, **shown
    )
    links = [Link("event", Words("events-open"), event), Link("event-edit", Words("events-edit"), event), ALL]
    if yes:
        await events.change(
            talk.unit,
            talk.regulation,
            by=talk.person.id,
            event_id=event,
            run=talk.run,
            plan=plan,
            now=talk.heard,
        )
        yield Screen("events-changed", title=plan.title, told=told, links=links)
        return
    yield Screen("events-as-before", title=card.title, links=links)


@dialogue("event-cancel", roles=MAKERS)
async def cancel_event(talk: Talk, event: int) -> Telling:
    """Called off, with a reason that everybody concerned is told."""
    card = await card_of(talk, event)
    if not card.manages:
        raise NotAllowed
    choices = [Choice(code, Words(say)) for code, say in WHY.items()]
    why = yield Ask("events-cancel-why", key="why", choices=choices, title=card.title)
    note = None
    if why == OTHER:
        note = yield Ask("events-cancel-note", key="note", read=text(limit=300), personal=True)
    told = card.signed + card.waiting if talk.heard < card.ends_at else 0
    said = event_notices.reason(why, note)
    sure = yield Confirm(
        "events-cancel-check",
        yes="events-cancel-yes",
        no="events-make-no",
        title=card.title,
        at=card.starts_at,
        why=said,
        told=told,
    )
    if not sure:
        yield Screen(
            "events-as-before", title=card.title, links=[Link("event", Words("events-open"), event), ALL]
        )
        return
    await events.cancel(
        talk.unit, talk.regulation, by=talk.person.id, event_id=event, reason=why, note=note, now=talk.heard
    )
    yield Screen("events-off", title=card.title, told=told, links=[ALL, MENU])
