"""How people are named to each other: with school and post, or by a reference where that may not be."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from services.people import reference, short_name
from services.values import Personal
from storage.members import Membership
from storage.people import Employment, Organisation, Person
from storage.store import Unit


@dataclass(frozen=True, slots=True)
class Face:
    """One person as plain values. `ref` stands for all of it where it may not be shown.

    `name` is «Петрова А. И.», `card` has the school too, `post` has post, subject and school
    without the name. `organisation_id` and `subject` are those of the main post.
    """

    person_id: int
    ref: str
    name: Personal
    card: Personal
    post: Personal
    organisation_id: int | None
    subject: str | None


async def faces(unit: Unit, people: Collection[int], on: date) -> dict[int, Face]:
    """The faces of these people with the posts they hold on this day; two statements in all."""
    wanted = sorted(set(people))
    if not wanted:
        return {}
    rows = await unit.session.execute(
        select(Person.id, Person.ref, Person.last, Person.first, Person.patronymic, Membership.number)
        .outerjoin(Membership, Membership.person_id == Person.id)
        .where(Person.id.in_(wanted))
    )
    posts = await _posts(unit, wanted, on)
    return {person.id: _face(person, posts.get(person.id)) for person in rows.all()}


async def face(unit: Unit, person_id: int, on: date) -> Face:
    """The face of one person; KeyError if there is none."""
    return (await faces(unit, [person_id], on))[person_id]


async def workplaces(unit: Unit, people: Collection[int], on: date) -> dict[int, int]:
    """Where each of these people works on this day: person to organisation, the main post counts."""
    return {person: post.organisation_id for person, post in (await _posts(unit, people, on)).items()}


async def kind_of_workplace(unit: Unit, person_id: int, on: date) -> str | None:
    """What kind of organisation the person works at on this day (a school, a kindergarten …), if at any."""
    place = (await workplaces(unit, [person_id], on)).get(person_id)
    return None if place is None else (await unit.session.get_one(Organisation, place)).kind


@dataclass(frozen=True, slots=True)
class _Post:
    organisation_id: int
    short: str
    position: str | None
    subject: str | None


async def _posts(unit: Unit, people: Collection[int], on: date) -> dict[int, _Post]:
    """The main post of each: not an external one if there is another, and the oldest of those."""
    rows = await unit.session.execute(
        select(
            Employment.person_id,
            Employment.organisation_id,
            Organisation.short,
            Employment.position,
            Employment.subject,
        )
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .where(
            Employment.person_id.in_(sorted(set(people))),
            or_(Employment.since.is_(None), Employment.since <= on),
            or_(Employment.until.is_(None), Employment.until > on),
        )
        .order_by(Employment.person_id, Employment.external, Employment.id)
    )
    main: dict[int, _Post] = {}
    for person, organisation, short, position, subject in rows:
        main.setdefault(person, _Post(organisation, short, position, subject))
    return main


def _face(person: Any, post: _Post | None) -> Face:
    ref = f"М-{person.number}" if person.number else reference(person)
    name = Personal(short_name(person).text, ref)
    school = [post.short] if post else []
    about = [part for part in (post.position, post.subject) if part] if post else []
    return Face(
        person_id=person.id,
        ref=ref,
        name=name,
        card=Personal(", ".join([name.text, *school]), ref),
        post=Personal(", ".join([*about, *school]) or ref, ref),
        organisation_id=post.organisation_id if post else None,
        subject=post.subject if post else None,
    )
