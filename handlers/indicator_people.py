"""A figure opened: the people behind it and those it has not reached, their sessions, one session."""

from typing import Final

from handlers import indicator_words as words
from handlers.dialogue.library import Talk, Telling, dialogue
from handlers.dialogue.nouns import Ask, Choice, Label, Link, Screen
from handlers.indicator_look import COVERED, MENU, UNCOVERED, VIEWERS, Look, look_at
from services import indicators
from services.indicators import Card, PersonBehind, SessionBehind
from services.values import Listing, Words

PEOPLE_AT_ONCE: Final = 40
"""Of more people than this the school is asked first."""
OF_REQUESTS: Final = frozenset({"coordinator", "methodist"})
"""Who may see everybody's requests."""


@dialogue("indicator-people", roles=VIEWERS)
async def tell_people(
    talk: Talk, indicator: str, period: str = "", school: int = 0, side: str = COVERED
) -> Telling:
    """Those behind the number, or those not reached: of many the school first; then the sessions."""
    look = await look_at(talk, indicator, period, school)
    covered = side != UNCOVERED
    unit, scope, viewer = talk.unit, look.scope, look.viewer
    where = look.school
    about_nobody = look.indicator.measure.who is None
    schools = (
        ()
        if about_nobody
        else await indicators.schools_behind(
            unit, scope, look.indicator, viewer, covered=covered, school=where
        )
    )
    if not schools:
        yield Screen("indicators-nobody", links=[look.back, MENU])
        return
    if not where and sum(one.people for one in schools) > PEOPLE_AT_ONCE:
        where = yield Ask(
            "indicators-which-school",
            key="school",
            choices=[
                Choice(one.id, Words("indicators-school-people", school=one.short, count=one.people))
                for one in schools
            ],
        )
    people = await indicators.people_behind(
        unit, scope, look.indicator, viewer, covered=covered, school=where
    )
    person = yield Ask(
        "indicators-people" if covered else "indicators-people-not",
        key="person",
        choices=[Choice(one.id, _person(one)) for one in people],
        personal=True,
        title=look.indicator.short,
        count=len(people),
    )
    chosen = next(one for one in people if one.id == person)
    sessions = await indicators.sessions_of_person(unit, scope, look.indicator, viewer, person)
    if not sessions:
        yield Screen("indicators-no-sessions", name=chosen.name, links=[look.back, MENU])
        return
    session = yield Ask(
        "indicators-sessions",
        key="session",
        choices=[Choice(one.id, _session(look, one)) for one in sessions],
        personal=True,
        name=chosen.name,
        count=len(sessions),
        counted=sum(one.counts for one in sessions),
    )
    yield await _card(look, session)


def _person(one: PersonBehind) -> Words:
    key = "indicators-person-gone" if one.gone else "indicators-person"
    return Words("indicators-person-by-year" if one.by_year and not one.gone else key, name=one.name)


def _session(look: Look, one: SessionBehind) -> Words:
    """A session as a choice: what it was, and why it does not count if it does not."""
    key = "indicators-session" if one.counts else "indicators-session-not"
    role = words.role_of(look.talk.regulation, one.role)
    return Words(key, day=one.day, form=one.form, role=role)


@dialogue("indicator-sessions", roles=VIEWERS)
async def tell_sessions(talk: Talk, indicator: str, period: str = "", school: int = 0) -> Telling:
    """The sessions of a figure that counts sessions; one of them opens."""
    look = await look_at(talk, indicator, period, school)
    found = await indicators.sessions_behind(
        talk.unit, look.scope, look.indicator, look.viewer, school=school
    )
    if not found:
        yield Screen("indicators-no-rows", links=[look.back, MENU])
        return
    session = yield Ask(
        "indicators-held-list",
        key="session",
        choices=[Choice(one.id, _held(one)) for one in found],
        title=look.indicator.short,
        count=sum(one.counts for one in found),
    )
    yield await _card(look, session)


def _held(one: SessionBehind) -> Words:
    key = "indicators-held" if one.counts else "indicators-held-not"
    return Words(key, day=one.day, place=one.place or one.form)


async def _card(look: Look, session: int) -> Screen:
    talk = look.talk
    day = talk.regulation.local(talk.now).date()
    card = await indicators.session_card(talk.unit, talk.regulation, look.viewer, session, day)
    links = [look.back, MENU]
    if card.request is not None and OF_REQUESTS & talk.person.roles:
        links.insert(0, Link("request", Words("request-open"), card.request))
    return Screen("indicators-card", lines=_card_lines(look, card), number=card.id, links=links)


def _card_lines(look: Look, card: Card) -> Listing:
    role = words.role_of(look.talk.regulation, card.role)
    people: list[Label] = list(card.people)
    if card.others:
        people.append(Words("indicators-others", count=card.others))
    said = (
        ("indicators-card-place", card.place),
        ("indicators-card-people", Listing(people) if people else None),
        ("indicators-card-topic", card.topic),
        ("indicators-card-result", card.result),
        ("indicators-card-composition", card.composition),
        ("indicators-card-recommendation", card.recommendation),
        ("indicators-card-term", card.next_step_on),
        ("indicators-card-request", card.request),
        ("indicators-card-asked-at", card.asked_at),
        ("indicators-card-voided", card.voided_at),
    )
    return words.lines(
        Words(
            "indicators-card-head",
            form=card.form,
            channel=card.channel or "",
            minutes=card.minutes,
            day=card.day,
        ),
        Words("indicators-card-provider", name=card.provider, role=role),
        *(Words(key, value=value) for key, value in said if value is not None),
    )
