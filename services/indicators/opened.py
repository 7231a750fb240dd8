"""A number opened: the schools, people and sessions behind it, as far as the viewer's rights go."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from services import comment_views
from services import consultation_words as words
from services.errors import NotAllowed
from services.faces import Face, faces
from services.indicators.asking import Scope, counted
from services.indicators.held import held
from services.indicators.rights import Viewer
from services.indicators.titles import House, houses, natural
from services.regulations import Indicator, Regulation
from services.values import Personal
from storage.indicators import held as held_queries
from storage.indicators import people as queries
from storage.indicators.held import WHOLE
from storage.people import Account, Employment
from storage.sessions import SessionPerson, SupportSession
from storage.store import Unit

UNKNOWN = House("", "")


@dataclass(frozen=True, slots=True)
class SchoolBehind:
    """A school with so many of the people asked about."""

    id: int
    short: str
    people: int


@dataclass(frozen=True, slots=True)
class PersonBehind:
    """Somebody behind a number. `gone`: has left since; `by_year`: the age is known by year only."""

    id: int
    name: Personal
    gone: bool
    by_year: bool


@dataclass(frozen=True, slots=True)
class SessionBehind:
    """A session in a list. `counts` for the figure it was opened from; `lacks` is what it wants for it."""

    id: int
    day: date
    form: str
    channel: str | None
    role: str
    place: str | None
    counts: bool
    lacks: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One session as plain values; what the viewer may not see is None or left out and numbered.

    `asked_at` is the address of the post or conversation in which the support was asked for.
    """

    id: int
    day: date
    form: str
    channel: str | None
    minutes: int
    role: str
    provider: Personal
    people: tuple[Personal, ...]
    others: int
    place: str | None
    topic: str | None
    result: Personal | None
    composition: Personal | None
    recommendation: Personal | None
    next_step_on: date | None
    request: int | None
    asked_at: Personal | None
    voided_at: datetime | None


async def schools_behind(
    unit: Unit, scope: Scope, indicator: Indicator, viewer: Viewer, *, covered: bool, school: int = 0
) -> list[SchoolBehind]:
    """The schools of those behind a figure (or of those it has not reached), as people count schools."""
    what = counted(scope, indicator)
    statement = queries.by_school(scope.span, what, covered=covered, schools=viewer.of_names(school))
    rows = (await unit.session.execute(statement)).all()
    named = await houses(unit.session)
    found = [SchoolBehind(place, named.get(place, UNKNOWN).short, people) for place, people in rows]
    return sorted(found, key=lambda one: natural(one.short))


async def people_behind(
    unit: Unit, scope: Scope, indicator: Indicator, viewer: Viewer, *, covered: bool, school: int = 0
) -> list[PersonBehind]:
    """Those behind a figure (or those it has not reached) by name; with a school, those of it alone."""
    what = counted(scope, indicator)
    statement = queries.places(scope.span, what, covered=covered, schools=viewer.of_names(school))
    rows = (await unit.session.execute(statement)).all()
    seen = await faces(unit, {row.person_id for row in rows}, scope.as_of)
    people = {
        row.person_id: PersonBehind(
            row.person_id, _called(seen[row.person_id], school), bool(row.gone), bool(row.by_year)
        )
        for row in rows
    }
    return sorted(people.values(), key=lambda one: (one.name.text.casefold(), one.id))


def _called(face: Face, school: int) -> Personal:
    """With the school, unless a school has been chosen already."""
    return face.name if school else face.card


async def sessions_of_person(
    unit: Unit, scope: Scope, indicator: Indicator, viewer: Viewer, person_id: int
) -> list[SessionBehind]:
    """What a person was given in the period, the newest first, and what of it counts here.

    Of somebody who no longer works at the viewer's schools only what he was given there; NotAllowed
    if there is nothing.
    """
    schools = viewer.of_names()
    if schools is not None and await _at_work(unit, [person_id], schools, scope.as_of):
        schools = None
    what = counted(scope, indicator)
    rows = (await unit.session.execute(queries.of_person(scope.span, what.fit, person_id, schools))).all()
    if schools is not None and not rows:
        raise NotAllowed
    return [
        SessionBehind(
            id=row.id,
            day=row.held_on,
            form=words.form_of(scope.regulation, row.form),
            channel=words.way_title(scope.regulation, row.channel),
            role=row.provider_role,
            place=None,
            counts=bool(row.fits),
        )
        for row in rows
    ]


async def _at_work(unit: Unit, people: Collection[int], schools: Collection[int], on: date) -> frozenset[int]:
    """Those of the people who work at one of the schools on this day."""
    found = await unit.session.scalars(
        select(Employment.person_id).where(
            Employment.person_id.in_(sorted(people)),
            Employment.organisation_id.in_(sorted(schools)),
            or_(Employment.since.is_(None), Employment.since <= on),
            or_(Employment.until.is_(None), Employment.until > on),
        )
    )
    return frozenset(found)


async def sessions_behind(
    unit: Unit, scope: Scope, indicator: Indicator, viewer: Viewer, *, school: int = 0
) -> list[SessionBehind]:
    """The sessions that a figure of sessions looks at, the newest first, and what some of them lack."""
    viewer.of_names(school)
    what = held(scope, indicator)
    statement = held_queries.rows(scope.span, what)
    rows = (await unit.session.execute(statement)).all()
    named = await houses(unit.session)
    return [
        SessionBehind(
            id=row.id,
            day=row.held_on,
            form=words.form_of(scope.regulation, row.form),
            channel=words.way_title(scope.regulation, row.channel),
            role="",
            place=named.get(row.organisation_id, UNKNOWN).short or None,
            counts=row.lacks == WHOLE,
            lacks=None if row.lacks == WHOLE else row.lacks,
        )
        for row in sorted(rows, key=lambda row: (row.held_on, row.id), reverse=True)
    ]


async def session_card(
    unit: Unit, regulation: Regulation, viewer: Viewer, session_id: int, day: date
) -> Card:
    """One session within the viewer's rights. NotAllowed if nobody of his schools was helped in it.

    `day` is the day whose posts stand beside the names. A head of a school sees the people of his
    school alone, and neither topic nor result.
    """
    schools = viewer.of_names()
    row = await unit.session.get(SupportSession, session_id)
    if row is None:
        raise NotAllowed
    found = await unit.session.execute(
        select(SessionPerson.person_id, SessionPerson.organisation_id)
        .where(SessionPerson.session_id == session_id)
        .order_by(SessionPerson.person_id)
    )
    helped = found.all()
    mine = [person for person, _school in helped]
    if schools is not None:
        here = await _at_work(unit, mine, schools, day)
        mine = [person for person, school in helped if school in schools or person in here]
    if schools is not None and not mine and row.organisation_id not in schools:
        raise NotAllowed
    seen = await faces(unit, {row.provider_id, *mine}, day)
    place = (await houses(unit.session)).get(row.organisation_id or 0, UNKNOWN).short or None
    return Card(
        id=row.id,
        day=row.held_on,
        form=words.form_of(regulation, row.form),
        channel=words.way_title(regulation, row.channel),
        minutes=row.minutes,
        role=row.provider_role,
        provider=seen[row.provider_id].name,
        people=tuple(seen[one].card for one in mine),
        others=len(helped) - len(mine),
        place=place,
        topic=words.topic_title(regulation, row.topic) if viewer.topics else None,
        result=_said(row.result) if viewer.results or viewer.person == row.provider_id else None,
        composition=_said(row.composition) if viewer.topics else None,
        recommendation=_said(row.recommendation) if viewer.topics else None,
        next_step_on=row.next_step_on,
        request=row.request_id,
        asked_at=await _asked_at(unit, regulation, viewer, row, mine),
        voided_at=row.voided_at,
    )


async def _asked_at(
    unit: Unit, regulation: Regulation, viewer: Viewer, row: SupportSession, helped: Sequence[int]
) -> Personal | None:
    """Where the support was asked for: the post, or the conversation on the channel it went through."""
    if row.request_id is not None and viewer.topics:
        link = await comment_views.link_of_request(unit, row.request_id)
        if link is not None:
            return link
    talk = next((one.talk for one in regulation.channels if one.id == row.channel), None)
    if talk is None or not viewer.results or len(helped) != 1:
        return None
    account = await unit.session.scalar(
        select(Account)
        .where(Account.person_id == helped[0], Account.channel == row.channel)
        .order_by(Account.used_at.desc())
        .limit(1)
    )
    if account is None:
        return None
    community = account.source.rpartition(":")[2]
    return Personal(talk.format(community=community, address=account.address))


def _said(text: str | None) -> Personal | None:
    return Personal(text) if text else None
