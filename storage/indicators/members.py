"""Who is a member of the active on a day."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, Table, and_, distinct, func, or_, select

from storage.indicators.asked import JOBS, PEOPLE
from storage.members import Membership
from storage.people import RoleGrant

MEMBERSHIPS: Final[Table] = Membership.__table__  # type: ignore[assignment]
GRANTS: Final[Table] = RoleGrant.__table__  # type: ignore[assignment]


def count(territory: str, day: date, after: datetime, schools: tuple[int, ...] | None) -> Select[Any]:
    """How many people were appointed on the day and held the role of a member to its end.

    `after` is the first moment after the day. A methodist has an appointment too, but not this role.
    With `schools` only who works at one of them that day.
    """
    held = and_(
        GRANTS.c.territory == territory,
        GRANTS.c.person_id == MEMBERSHIPS.c.person_id,
        GRANTS.c.role == "member",
        GRANTS.c.since < after,
        or_(GRANTS.c.until.is_(None), GRANTS.c.until >= after),
    )
    chosen = (
        select(func.count(distinct(MEMBERSHIPS.c.person_id)))
        .join_from(MEMBERSHIPS, GRANTS, held)
        .join(PEOPLE, PEOPLE.c.id == MEMBERSHIPS.c.person_id)
        .where(
            MEMBERSHIPS.c.territory == territory,
            MEMBERSHIPS.c.since <= day,
            or_(MEMBERSHIPS.c.until.is_(None), MEMBERSHIPS.c.until >= day),
            or_(PEOPLE.c.left_on.is_(None), PEOPLE.c.left_on > day),
        )
    )
    if schools is None:
        return chosen
    there = select(JOBS.c.person_id).where(
        JOBS.c.territory == territory,
        JOBS.c.organisation_id.in_(schools),
        or_(JOBS.c.since.is_(None), JOBS.c.since <= day),
        or_(JOBS.c.until.is_(None), JOBS.c.until > day),
    )
    return chosen.where(MEMBERSHIPS.c.person_id.in_(there))
