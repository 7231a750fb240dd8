"""Organisations as a coordinator sees and marks them: found by letters, with what is kept of each."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from services import members, registrations
from services.errors import DomainError
from services.regulations import Regulation
from services.staff_list.text import fold
from storage.people import Employment, Organisation, Person
from storage.sessions import SupportSession
from storage.store import Unit


@dataclass(frozen=True, slots=True)
class Card:
    """One organisation. `kind` is in the pack's words, `staff` are those who work there now by the list.

    `deficits` is the flag «образовательные дефициты», `flagged_records` the number of its records of
    support that were made while it stood (VSV 4.1-4 counts consiliums of those alone).
    """

    id: int
    title: str
    short: str
    kind: str
    staff: int
    deficits: bool
    flagged_records: int
    closed_on: date | None


async def find(unit: Unit, letters: str, *, by: int, now: datetime) -> list[registrations.Place]:
    """The organisations that have these letters in a name, or are meant by «МОУ СОШ №5». For coordinators.

    Empty letters find all that are open.
    """
    await members.require(unit, by, now, members.COORDINATOR)
    places = await registrations.organisations(unit)
    meant = registrations.find_place(places, letters) if letters.strip() else None
    wanted = fold(" ".join(letters.split()))
    having = [place for place in places if wanted in fold(place.short) or wanted in fold(place.title)]
    first = [place for place in places if place.id == meant]
    return [*first, *(place for place in having if place.id != meant)]


async def card(unit: Unit, regulation: Regulation, organisation_id: int, *, by: int, now: datetime) -> Card:
    """What is kept of an organisation. For coordinators; DomainError where there is none."""
    await members.require(unit, by, now, members.COORDINATOR)
    row = await _one(unit, organisation_id)
    today = regulation.local(now).date()
    staff = await unit.session.scalar(
        select(func.count(Employment.person_id.distinct()))
        .join(Person, Person.id == Employment.person_id)
        .where(
            Employment.organisation_id == organisation_id,
            or_(Employment.since.is_(None), Employment.since <= today),
            or_(Employment.until.is_(None), Employment.until > today),
            or_(Person.left_on.is_(None), Person.left_on > today),
        )
    )
    flagged = await unit.session.scalar(
        select(func.count())
        .select_from(SupportSession)
        .where(
            SupportSession.organisation_id == organisation_id,
            SupportSession.for_deficits.is_(True),
            SupportSession.voided_at.is_(None),
        )
    )
    return Card(
        id=row.id,
        title=row.title,
        short=row.short,
        kind=next((one.title for one in regulation.organisation_kinds if one.id == row.kind), row.kind),
        staff=staff or 0,
        deficits=row.has_deficits,
        flagged_records=flagged or 0,
        closed_on=row.closed_on,
    )


async def mark_deficits(unit: Unit, organisation_id: int, *, by: int, deficits: bool, now: datetime) -> None:
    """Sets or takes away the flag «образовательные дефициты» (VSV 4.1-4). For coordinators.

    Records made before keep the flag as it was then, so a reported figure never moves by this.
    DomainError where there is no such organisation, or it is closed.
    """
    await members.require(unit, by, now, members.COORDINATOR)
    row = await _one(unit, organisation_id)
    if row.closed_on is not None:
        raise DomainError("organisation-closed", place=row.short)
    row.has_deficits = deficits
    await unit.session.flush()


async def _one(unit: Unit, organisation_id: int) -> Organisation:
    found = await unit.session.scalar(select(Organisation).where(Organisation.id == organisation_id))
    if found is None:
        raise DomainError("organisation-gone")
    return found
