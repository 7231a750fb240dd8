"""The life of a request as a table: who may do what while it stands where, and the history of it.

offered ──accept──► accepted ──finish──► done ──confirm──► closed
 │  ▲ │                │  ▲                │
 │  │ └─decline, lapse─┤  └────reopen──────┘
 │  offer              │
 │  │                  ▼
 └─►unassigned ◄───────┘        cancel, by the teacher, from the first three: cancelled
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from services import members
from services.errors import DomainError, NotAllowed
from storage.consultations import Request, RequestStep
from storage.store import Unit


class State(StrEnum):
    """Where a request stands."""

    OFFERED = "offered"
    UNASSIGNED = "unassigned"
    ACCEPTED = "accepted"
    DONE = "done"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Side(StrEnum):
    """Who somebody is to a request: `FORMER` was asked before, `READER` is a methodist who may look."""

    TEACHER = "teacher"
    HELPER = "helper"
    COORDINATOR = "coordinator"
    FORMER = "former"
    READER = "reader"
    CLOCK = "clock"


class Action(StrEnum):
    """What can be done to a request."""

    SEE = "see"
    TALK = "talk"
    ACCEPT = "accept"
    DECLINE = "decline"
    REMIND = "remind"
    LAPSE = "lapse"
    ASSIGN = "assign"
    CANCEL = "cancel"
    PROPOSE = "propose"
    AGREE = "agree"
    FINISH = "finish"
    CONFIRM = "confirm"
    DENY = "deny"


OPEN = frozenset({State.OFFERED, State.UNASSIGNED, State.ACCEPTED})
TALKED = frozenset({State.ACCEPTED, State.DONE})
_OFFERED, _ACCEPTED, _DONE = (frozenset({one}) for one in (State.OFFERED, State.ACCEPTED, State.DONE))
_UNASSIGNED = frozenset({State.UNASSIGNED})

ALLOWED: Mapping[tuple[Side, Action], frozenset[State]] = {
    (Side.TEACHER, Action.SEE): frozenset(State),
    (Side.HELPER, Action.SEE): frozenset(State),
    (Side.COORDINATOR, Action.SEE): frozenset(State),
    (Side.READER, Action.SEE): frozenset(State),
    (Side.TEACHER, Action.TALK): TALKED,
    (Side.HELPER, Action.TALK): TALKED,
    (Side.HELPER, Action.ACCEPT): _OFFERED,
    (Side.FORMER, Action.ACCEPT): _UNASSIGNED,
    (Side.HELPER, Action.DECLINE): _OFFERED | _ACCEPTED,
    (Side.CLOCK, Action.REMIND): _OFFERED,
    (Side.CLOCK, Action.LAPSE): _OFFERED,
    (Side.COORDINATOR, Action.ASSIGN): OPEN,
    (Side.TEACHER, Action.CANCEL): OPEN,
    (Side.TEACHER, Action.PROPOSE): _ACCEPTED,
    (Side.HELPER, Action.PROPOSE): _OFFERED | _ACCEPTED,
    (Side.TEACHER, Action.AGREE): _ACCEPTED,
    (Side.HELPER, Action.AGREE): _ACCEPTED,
    (Side.HELPER, Action.FINISH): _ACCEPTED,
    (Side.TEACHER, Action.CONFIRM): _DONE,
    (Side.TEACHER, Action.DENY): _DONE,
}


def may(side: Side, action: Action, state: str) -> bool:
    """Whether the table permits it."""
    return state in ALLOWED.get((side, action), frozenset())


async def lock(unit: Unit, request_id: int) -> Request:
    """The request's row as it stands now, held until the step ends; NotAllowed if there is none."""
    found = await unit.session.scalar(
        select(Request)
        .where(Request.id == request_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotAllowed
    return found


async def sides_of(unit: Unit, request: Request, person_id: int, now: datetime) -> tuple[Side, ...]:
    """Who the person is to this request now; empty for everybody it does not concern."""
    roles = await members.roles_of(unit, person_id, now)
    helps = members.helps_as(roles) is not None
    sides = (
        (Side.TEACHER, person_id == request.teacher_id),
        (Side.HELPER, helps and person_id == request.helper_id),
        (Side.COORDINATOR, members.COORDINATOR in roles),
        (Side.READER, members.METHODIST in roles),
        (Side.FORMER, helps and person_id in await asked_before(unit, request.id)),
    )
    return tuple(side for side, is_one in sides if is_one)


async def begin(unit: Unit, request_id: int, by: int, action: Action, now: datetime) -> tuple[Request, Side]:
    """Locks the request for an action of a person; DomainError with the reason where it may not be."""
    request = await lock(unit, request_id)
    sides = await sides_of(unit, request, by, now)
    for side in sides:
        if may(side, action, request.state):
            return request, side
    raise refusal(request, sides, action)


async def begin_seeing(unit: Unit, request_id: int, viewer: int, now: datetime) -> tuple[Request, Side]:
    """The request for somebody who may see it, without holding it; DomainError for everybody else."""
    request = await unit.session.scalar(select(Request).where(Request.id == request_id))
    if request is None:
        raise NotAllowed
    sides = await sides_of(unit, request, viewer, now)
    for side in sides:
        if may(side, Action.SEE, request.state):
            return request, side
    raise refusal(request, sides, Action.SEE)


def refusal(request: Request, sides: Collection[Side], action: Action) -> DomainError:
    """Why it cannot be done, as a sentence for whoever tried."""
    number = str(request.id)
    handed_on = Side.FORMER in sides and (Side.HELPER, action) in ALLOWED and Side.HELPER not in sides
    if not handed_on and not any((side, action) in ALLOWED for side in sides):
        return NotAllowed()
    if request.state == State.CANCELLED:
        return DomainError("request-is-cancelled", number=number)
    if handed_on:
        taken = action == Action.ACCEPT
        return DomainError("request-taken-by-other" if taken else "request-passed-on", number=number)
    if request.state in (State.DONE, State.CLOSED):
        return DomainError("request-is-done", number=number)
    return DomainError("request-not-now", number=number)


async def asked_before(unit: Unit, request_id: int) -> frozenset[int]:
    """Everybody this request was ever offered to."""
    rows = await unit.session.scalars(
        select(RequestStep.whom_id).where(RequestStep.request_id == request_id, RequestStep.kind == "offered")
    )
    return frozenset(one for one in rows if one is not None)


async def note(
    unit: Unit, request: Request, kind: str, now: datetime, *, by: int | None = None, whom: int | None = None
) -> int:
    """Adds a step to the history of a locked request and gives its number."""
    request.steps += 1
    unit.session.add(
        RequestStep(request_id=request.id, no=request.steps, kind=kind, at=now, by_id=by, whom_id=whom)
    )
    await unit.session.flush()
    return request.steps
