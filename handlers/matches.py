"""Those who named themselves: the coordinator finds them in the staff list, and they are told.

On the same list stand records that contradict each other (handlers/joins.py).
"""

from typing import Any

from handlers.dialogue import reading
from handlers.dialogue.library import Talk, Telling, dialogue, notice
from handlers.dialogue.nouns import Ask, Call, Choice, Confirm, Link, Screen
from handlers.joins import decide, label
from handlers.people import waits
from services import joins, registrations
from services.cards import Card
from services.values import Words

NEW, OUTSIDE, SEARCH = "new", "outside", "search"
OTHERWISE = (
    Choice(SEARCH, Words("matches-search")),
    Choice(NEW, Words("matches-new")),
    Choice(OUTSIDE, Words("matches-outside")),
)
SAME = "matches-is-same"
JOIN = "join-"
MENU = Link("menu", Words("command-menu"))


@waits
async def people_waiting(talk: Talk) -> Link | None:
    """For the coordinator's menu: how many wait to be found."""
    if "coordinator" not in talk.person.roles:
        return None
    number = await registrations.count_waiting(talk.unit) + await joins.count_waiting(
        talk.unit, talk.person.id
    )
    return Link("matches", Words("matches-waiting", count=number)) if number else None


@dialogue("matches", roles={"coordinator"})
async def match_people(talk: Talk) -> Telling:
    """One of those who wait: the coordinator says which record of the staff list he is."""
    by, day = talk.person.id, talk.regulation.local(talk.now).date()
    waiting = await registrations.waiting(talk.unit, by=by, day=day, now=talk.heard)
    cases = await joins.waiting(talk.unit, by=by, day=day, now=talk.heard)
    if not waiting and not cases:
        ways = [Link("invite", Words("invite-open")), Link("menu", Words("command-menu"))]
        yield Screen("matches-none", links=ways)
        return
    choices = [Choice(card.id, card.label) for card in waiting]
    choices += [Choice(f"{JOIN}{case.id}", label(case)) for case in cases]
    say = "matches-who-or-which" if cases else "matches-who"
    who = yield Ask(say, key="who", personal=True, choices=choices, count=len(choices))
    more = [Link("matches", Words("matches-on"))] if len(choices) > 1 else []
    if case := next((case for case in cases if who == f"{JOIN}{case.id}"), None):
        decided = yield Call(decide, key="join", case=case)
        if not decided:
            yield Screen("matches-left", links=[Link("matches", Words("matches-on"))])
            return
        yield Screen("joins-done", links=[*more, MENU])
        return
    person = next(card for card in waiting if card.id == who)
    found = await registrations.candidates(talk.unit, person, by=by, day=day, now=talk.heard)
    answer = yield _which("matches-which" if found else "matches-nobody", person, found, key="which")
    step = 0
    while answer == SEARCH:
        step += 1
        text = yield Ask("matches-letters", key=("letters", step), read=reading.text(limit=60), personal=True)
        found = await registrations.search(talk.unit, text, person, by=by, day=day, now=talk.heard)
        answer = yield _which(
            "matches-which" if found else "matches-nobody", person, found, key=("found", step)
        )
    same = next((card for card in found if card.id == answer), None)
    if not (yield _sure(person, same, answer)):
        yield Screen("matches-left", links=[Link("matches", Words("matches-on"))])
        return
    await _settle(talk, person.id, answer)
    yield Screen("matches-done", who=person.label, links=[*more, MENU])


def _which(say: str, person: Card, found: list[Card], *, key: str | tuple[str, int]) -> Ask:
    writes = [Words("matches-writes", who=card.label) if card.writes else card.label for card in found]
    choices = [Choice(card.id, label) for card, label in zip(found, writes, strict=True)]
    return Ask(say, key=key, personal=True, choices=[*choices, *OTHERWISE], who=person.label)


def _sure(person: Card, same: Card | None, answer: str | int) -> Confirm:
    if same is not None:
        return Confirm("matches-sure-same", personal=True, yes=SAME, who=person.label, same=same.label)
    return Confirm(f"matches-sure-{answer}", personal=True, yes=f"matches-{answer}", who=person.label)


async def _settle(talk: Talk, person_id: int, answer: str | int) -> None:
    about: dict[str, Any] = {"by": talk.person.id, "person_id": person_id, "run": talk.run, "now": talk.heard}
    if answer == NEW:
        await registrations.accept_new(talk.unit, talk.regulation, **about)
    elif answer == OUTSIDE:
        await registrations.decline(talk.unit, talk.regulation, **about)
    else:
        await registrations.match(talk.unit, talk.regulation, same_as=int(answer), **about)


@dialogue("invite", roles={"coordinator"})
async def invite(talk: Talk, person: int = 0) -> Telling:
    """A one-time code for somebody of the staff list, to be handed to him."""
    by, day = talk.person.id, talk.regulation.local(talk.now).date()
    if person:
        card = await registrations.standing(talk.unit, person, day)
        yield await _code(talk, card)
        return
    text = yield Ask("invite-letters", key="letters", read=reading.text(limit=60), personal=True)
    found = await registrations.search(talk.unit, text, None, by=by, day=day, now=talk.heard)
    if not found:
        yield Screen("invite-nobody", links=[Link("invite", Words("invite-open"))])
        return
    choices = [Choice(card.id, card.label) for card in found]
    who = yield Ask("invite-who", key="who", personal=True, choices=choices)
    card = next(card for card in found if card.id == who)
    yield await _code(talk, card)


async def _code(talk: Talk, card: Card) -> Screen:
    code = await registrations.invite(talk.unit, by=talk.person.id, person_id=card.id, now=talk.heard)
    return Screen("invite-code", who=card.label, code=code, links=[Link("invite", Words("invite-open"))])


# --- notices -------------------------------------------------------------------------------


@notice("people-waiting")
def somebody_waits() -> Screen:
    """To a coordinator, once a day: somebody has named himself."""
    return Screen("match-somebody-waits", links=[Link("matches", Words("matches-open"))])


@notice("match-found")
def found() -> Screen:
    """To the person: found in the staff list."""
    return Screen("match-found", links=[Link("menu", Words("command-menu"))])


@notice("match-new")
def accepted() -> Screen:
    """To the person: the coordinator has entered him."""
    return Screen("match-new", links=[Link("menu", Words("command-menu"))])


@notice("match-outside")
def outside() -> Screen:
    """To the person: not one of this territory's teachers."""
    return Screen("match-outside", links=[Link("register", Words("register-again"))])
