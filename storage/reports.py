"""What a report is made of beside the figures: sessions, who gave them, who asked about what."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    cast,
    distinct,
    extract,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from storage.events import Event
from storage.indicators.asked import HELPED, REQUESTS, SESSIONS, Condition, Fit, Span, sessions_of
from storage.members import Membership
from storage.people import Employment, Person, RoleGrant

GROUPS: Final = {
    "direction": SESSIONS.c.direction,
    "form": SESSIONS.c.form,
    "channel": SESSIONS.c.channel,
    "role": SESSIONS.c.provider_role,
    "month": extract("year", SESSIONS.c.held_on) * 100 + extract("month", SESSIONS.c.held_on),
}
"""What sessions are told by; a month is the number YYYYMM."""


def _counted(span: Span, schools: tuple[int, ...] | None, provider: int | None) -> Condition:
    """The sessions of a span: at some schools or with people of theirs, by one provider alone."""
    conditions = [sessions_of(span)]
    if schools is not None:
        guests = select(HELPED.c.session_id).where(
            HELPED.c.territory == span.territory, HELPED.c.organisation_id.in_(schools)
        )
        conditions.append(or_(SESSIONS.c.organisation_id.in_(schools), SESSIONS.c.id.in_(guests)))
    if provider is not None:
        conditions.append(SESSIONS.c.provider_id == provider)
    return and_(*conditions)


def support(
    span: Span, schools: tuple[int, ...] | None = None, provider: int | None = None
) -> CompoundSelect[Any]:
    """Sessions, minutes and distinct people helped: `part`, `key`, `sessions`, `minutes`, `people`.

    `part` is "all" or one of GROUPS. With `schools` the people of those schools alone are counted.
    """
    rows = []
    for part, key in {"all": literal_column("''"), **GROUPS}.items():
        rows.append(_sums(part, key).where(_counted(span, schools, provider)).group_by(*_by(part, key)))
        people = _people(part, key).where(_counted(span, schools, provider)).group_by(*_by(part, key))
        rows.append(people if schools is None else people.where(HELPED.c.organisation_id.in_(schools)))
    return union_all(*rows)


def _by(part: str, key: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    return () if part == "all" else (key,)


def _sums(part: str, key: ColumnElement[Any]) -> Select[Any]:
    columns: tuple[Any, ...] = (
        literal_column(f"'{part}'").label("part"),
        cast(key, String).label("key"),
        func.count().label("sessions"),
        func.coalesce(func.sum(SESSIONS.c.minutes), 0).label("minutes"),
        literal_column("0").label("people"),
    )
    return select(*columns).select_from(SESSIONS)


def _people(part: str, key: ColumnElement[Any]) -> Select[Any]:
    columns: tuple[Any, ...] = (
        literal_column(f"'{part}'"),
        cast(key, String),
        literal_column("0"),
        literal_column("0"),
        func.count(distinct(HELPED.c.person_id)),
    )
    return select(*columns).join_from(SESSIONS, HELPED, HELPED.c.session_id == SESSIONS.c.id)


def sessions(
    span: Span,
    schools: tuple[int, ...] | None = None,
    provider: int | None = None,
    most: int | None = None,
) -> Select[Any]:
    """The sessions themselves, the oldest first."""
    names: tuple[str, ...] = ("id", "held_on", "form", "direction", "topic", "channel", "minutes")
    names += ("provider_role", "provider_id", "organisation_id", "request_id", "event_id")
    chosen = (
        select(*(SESSIONS.c[name] for name in names))
        .where(_counted(span, schools, provider))
        .order_by(SESSIONS.c.held_on, SESSIONS.c.id)
    )
    return chosen if most is None else chosen.limit(most)


def helped_in(span: Span, schools: tuple[int, ...] | None = None, provider: int | None = None) -> Select[Any]:
    """How many were helped in each of those sessions, of the schools alone: `session_id`, `people`.

    A statement of its own: asked for beside each session, SQLite reads all of a territory every time.
    """
    columns: tuple[Any, ...] = (HELPED.c.session_id, func.count().label("people"))
    chosen = (
        select(*columns)
        .join_from(SESSIONS, HELPED, HELPED.c.session_id == SESSIONS.c.id)
        .where(_counted(span, schools, provider))
        .group_by(HELPED.c.session_id)
    )
    return chosen if schools is None else chosen.where(HELPED.c.organisation_id.in_(schools))


def helpers(span: Span, schools: tuple[int, ...] | None) -> CompoundSelect[Any]:
    """Whoever helped, by role: `person_id`, `role`, `sessions`, `minutes`, `people`."""
    who: tuple[Any, ...] = (SESSIONS.c.provider_id.label("person_id"), SESSIONS.c.provider_role.label("role"))
    sums = (
        select(
            *who,
            func.count().label("sessions"),
            func.sum(SESSIONS.c.minutes).label("minutes"),
            literal_column("0").label("people"),
        )
        .where(_counted(span, schools, None))
        .group_by(*who)
    )
    helped = (
        select(*who, literal_column("0"), literal_column("0"), func.count(distinct(HELPED.c.person_id)))
        .join_from(SESSIONS, HELPED, HELPED.c.session_id == SESSIONS.c.id)
        .where(_counted(span, schools, None))
        .group_by(*who)
    )
    return union_all(sums, helped)


def at_events(span: Span, fit: Fit) -> Select[Any]:
    """Everybody at the events that fit: `event_id`, `person_id`."""
    chosen = (
        select(SESSIONS.c.event_id, HELPED.c.person_id)
        .join_from(SESSIONS, HELPED, HELPED.c.session_id == SESSIONS.c.id)
        .where(sessions_of(span), SESSIONS.c.event_id.is_not(None))
    )
    condition = fit.condition(SESSIONS)
    return chosen if condition is None else chosen.where(condition)


def events(began: datetime, after: datetime) -> Select[Any]:
    """The events that began between two moments."""
    columns: tuple[Any, ...] = (
        Event.id,
        Event.title,
        Event.form,
        Event.level,
        Event.starts_at,
        Event.minutes,
    )
    return (
        select(*columns)
        .where(Event.starts_at >= began, Event.starts_at < after)
        .order_by(Event.starts_at, Event.id)
    )


def asked(territory: str, began: datetime, after: datetime, schools: tuple[int, ...] | None) -> Select[Any]:
    """Who opened requests about what: `topic`, `person_id`, `requests`. For sums, never for names."""
    chosen = (
        select(REQUESTS.c.topic, REQUESTS.c.teacher_id.label("person_id"), func.count().label("requests"))
        .where(REQUESTS.c.territory == territory, REQUESTS.c.opened_at >= began, REQUESTS.c.opened_at < after)
        .group_by(REQUESTS.c.topic, REQUESTS.c.teacher_id)
    )
    return chosen if schools is None else chosen.where(REQUESTS.c.organisation_id.in_(schools))


def posts_of_askers(territory: str, began: datetime, after: datetime) -> Select[Any]:
    """The posts of those who opened requests, the main one of each first, and when teaching began."""
    columns: tuple[Any, ...] = (
        Person.id.label("person_id"),
        Person.started_on,
        Employment.subject,
        Employment.since,
        Employment.until,
    )
    return (
        select(*columns)
        .outerjoin(Employment, Employment.person_id == Person.id)
        .where(Person.id.in_(_askers(territory, began, after)))
        .order_by(Person.id, Employment.external, Employment.id)
    )


def _askers(territory: str, began: datetime, after: datetime) -> Select[Any]:
    return select(REQUESTS.c.teacher_id).where(
        REQUESTS.c.territory == territory,
        REQUESTS.c.opened_at >= began,
        REQUESTS.c.opened_at < after,
    )


def names() -> Select[Any]:
    """Everybody's name and the signs that stand for it."""
    columns: tuple[Any, ...] = (Person.id, Person.ref, Person.last, Person.first, Person.patronymic)
    return select(*columns, Membership.number).outerjoin(Membership, Membership.person_id == Person.id)


def grants(person_id: int, now: datetime, roles: Sequence[str]) -> Select[Any]:
    """The roles among these that somebody holds at a moment, and for which school."""
    columns: tuple[Any, ...] = (RoleGrant.role, RoleGrant.organisation_id)
    return select(*columns).where(
        RoleGrant.person_id == person_id,
        RoleGrant.since <= now,
        or_(RoleGrant.until.is_(None), RoleGrant.until > now),
        RoleGrant.role.in_(roles),
    )
