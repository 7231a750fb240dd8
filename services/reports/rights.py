"""Who gets which report. What is not granted is refused, at the press and again when the file is made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import NotAllowed
from services.indicators.rights import OBSERVER
from services.members import COORDINATOR, HELPERS, helps_as
from storage import reports as queries

READERS: Final = frozenset({COORDINATOR, OBSERVER})
"""Whoever gets the report of the service."""
REPORTERS: Final = frozenset(HELPERS)
"""Whoever gets a report about his own work."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What a report may hold: the numbers of `schools`, the people of `names` (None: of all of them)."""

    schools: frozenset[int] | None
    names: frozenset[int] | None

    @property
    def sees_people(self) -> bool:
        """Whether anybody may be named."""
        return self.names is None or bool(self.names)

    def without_people(self) -> "Reader":
        """The same numbers, and nobody named."""
        return Reader(self.schools, frozenset())


EVERYTHING: Final = Reader(None, None)
"""What the command line sees: whoever runs it holds the store in his hands."""


async def reader(session: AsyncSession, person_id: int, now: datetime) -> Reader:
    """What this person's report may hold. Coordinators name people, observers do not (VSV 2.1).

    A role that is limited to a school sees that school. NotAllowed for everybody else.
    """
    rows = (await session.execute(queries.grants(person_id, now, sorted(READERS)))).all()
    if not rows:
        raise NotAllowed
    return Reader(
        _schools({school for _role, school in rows}),
        _schools({school for role, school in rows if role == COORDINATOR}),
    )


def _schools(some: set[int | None]) -> frozenset[int] | None:
    return None if None in some else frozenset(one for one in some if one is not None)


async def reporter(session: AsyncSession, person_id: int, now: datetime) -> str:
    """The role in which this person helps others now. NotAllowed for whoever helps nobody."""
    rows = await session.execute(queries.grants(person_id, now, sorted(REPORTERS)))
    role = helps_as([role for role, _school in rows])
    if role is None:
        raise NotAllowed
    return role
