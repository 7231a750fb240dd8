"""«Не дошло»: what the assistant could not tell people, and the coordinator's two ways on."""

import locales
from handlers.dialogue.library import Talk, Telling, dialogue
from handlers.dialogue.nouns import Ask, Choice, Link, Screen
from handlers.people import waits
from services import members, undelivered
from services.undelivered import Card, Lost
from services.values import Listing, Words

COORDINATORS = {members.COORDINATOR}
MENU = Link("menu", Words("command-menu"))
ALL = Link("notices", Words("notices-all"))


@waits
async def unheard(talk: Talk) -> Link | None:
    """For a coordinator's menu: what people have not been told."""
    if members.COORDINATOR not in talk.person.roles:
        return None
    count = await undelivered.count(talk.unit, talk.heard)
    return Link("notices", Words("notices-wait", count=count)) if count else None


@dialogue("notices", roles=COORDINATORS, command=True)
async def list_notices(talk: Talk) -> Telling:
    """Whom something has not reached: one is chosen."""
    lines = await undelivered.listing(talk.unit, talk.regulation, by=talk.person.id, now=talk.heard)
    if not lines:
        yield Screen("notices-none", links=[MENU])
        return
    choices = [Choice(line.id, _line(line)) for line in lines]
    chosen = yield Ask("notices-choose", key="notice", choices=choices)
    yield await _shown(talk, chosen)


def _line(line: Lost) -> Words:
    brief = Words(f"notices-brief-{line.why}")
    return Words("notices-line", who=line.who, what=_kind(line.kind), at=line.at, why=brief)


def _kind(kind: str) -> Words:
    """What such a notice tells, in plain words; an earlier version may have written other kinds."""
    key = f"notices-kind-{kind}"
    return Words(key if locales.has(key) else "notices-kind-other")


@dialogue("notice", roles=COORDINATORS)
async def open_notice(talk: Talk, notice: int) -> Telling:
    """One of them: whom, what, when, why."""
    yield await _shown(talk, notice)


@dialogue("notice-again", roles=COORDINATORS)
async def send_again(talk: Talk, notice: int) -> Telling:
    """«Отправить ещё раз»; pressed twice, it is sent once."""
    due = await undelivered.again(
        talk.unit, talk.regulation, by=talk.person.id, notice_id=notice, now=talk.heard
    )
    if due is None:
        yield await _shown(talk, notice)
    elif due > talk.heard:
        yield Screen("notices-goes-later", at=due, links=[ALL, MENU])
    else:
        yield Screen("notices-goes", links=[ALL, MENU])


@dialogue("notice-told", roles=COORDINATORS)
async def told_myself(talk: Talk, notice: int) -> Telling:
    """«Сообщил сам»: nothing more is to be sent."""
    await undelivered.told(talk.unit, by=talk.person.id, notice_id=notice, now=talk.heard)
    yield await _shown(talk, notice)


async def _shown(talk: Talk, notice: int) -> Screen:
    """The notice, or what has become of it."""
    by, now = talk.person.id, talk.heard
    card = await undelivered.card(talk.unit, talk.regulation, by=by, notice_id=notice, now=now)
    if card is None:
        state = await undelivered.standing(talk.unit, by=by, notice_id=notice, now=now)
        return Screen(f"notices-is-{state}", links=[ALL, MENU])
    lost = card.lost
    again = [] if lost.late else [Link("notice-again", Words("notices-again"), lost.id)]
    told = Link("notice-told", Words("notices-told"), lost.id)
    return Screen(
        "notices-card",
        who=lost.who,
        what=_kind(lost.kind),
        at=lost.at,
        lines=Listing(_lines(card), lines=True),
        links=[*again, told, ALL, MENU],
    )


def _lines(card: Card) -> list[Words]:
    """What it was about, why it has not arrived, and what is to be expected of another try."""
    lines = [Words("notices-event", title=card.event)] if card.event else []
    lines += [Words("notices-request", number=str(card.request))] if card.request else []
    lines.append(Words(f"notices-why-{card.lost.why}"))
    if card.lost.late:
        lines.append(Words("notices-late"))
    else:
        lines.append(Words("notices-reachable" if card.reachable else "notices-unreachable"))
    return lines
