"""The shared conversation of a request: words, the time to meet, and how it ends."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from services import consultation_notices as told
from services import consultations, sessions
from services.consultation_steps import Action, Side, State, begin, note
from services.errors import DomainError
from services.faces import Face, faces
from services.regulations import Regulation
from services.session_drafts import Draft, draft_of_request
from services.values import Personal
from storage.consultations import Request, RequestMessage, RequestStep
from storage.sessions import SupportSession
from storage.store import Unit

BEST_RATING = 5
LONGEST_MESSAGE = 1000


async def write(
    unit: Unit, regulation: Regulation, request_id: int, *, by: int, text: str, run: str, now: datetime
) -> datetime:
    """What one side writes goes to the other at once, in the quiet hours in the morning.

    Gives the moment from which it is brought. The same run writes once.
    """
    request, side = await begin(unit, request_id, by, Action.TALK, now)
    leaves_at = regulation.next_allowed(now)
    known = await unit.session.scalar(select(RequestMessage.id).where(RequestMessage.run == run))
    if known is not None:
        return leaves_at
    message = RequestMessage(
        run=run,
        request_id=request.id,
        author_id=by,
        whom_id=_other(request, side),
        text=text[:LONGEST_MESSAGE],
        at=now,
    )
    unit.session.add(message)
    await unit.session.flush()
    me, _ = await _both(unit, regulation, request, side, now)
    await told.tell(
        unit,
        regulation,
        request,
        _other(request, side),
        kind="request-message",
        now=now,
        step=f"message:{message.id}",
        who=me.name,
        text=Personal(message.text),
    )
    return leaves_at


async def propose(
    unit: Unit, regulation: Regulation, request_id: int, *, by: int, moment: datetime, now: datetime
) -> None:
    """One side proposes when to meet; a helper who does so takes the request by it.

    An agreed time stands until the new one is agreed to. Proposing what the other has proposed is
    agreeing to it. DomainError for a moment that has passed.
    """
    request, side = await begin(unit, request_id, by, Action.PROPOSE, now)
    if moment <= now:
        raise DomainError("request-time-past")
    if request.state == State.OFFERED:
        await consultations.accept(unit, regulation, request_id, by=by, now=now)
    if moment == request.proposed_at and request.proposed_by != by:
        await agree(unit, regulation, request_id, by=by, proposal=request.proposal_no, now=now)
        return
    if moment in (request.meeting_at, request.proposed_at):
        return
    request.proposed_at, request.proposed_by = moment, by
    request.proposal_no = await note(unit, request, "proposed", now, by=by)
    me, _ = await _both(unit, regulation, request, side, now)
    await told.tell(
        unit,
        regulation,
        request,
        _other(request, side),
        kind="request-time-proposed",
        now=now,
        starts_at=moment,
        at=moment,
        proposal=request.proposal_no,
        who=me.name,
    )


async def agree(
    unit: Unit, regulation: Regulation, request_id: int, *, by: int, proposal: int, now: datetime
) -> datetime:
    """The other side agrees to the time proposed at step `proposal`; both are reminded an hour before.

    Gives the agreed moment; agreeing twice changes nothing. DomainError when another time was
    proposed meanwhile, or it has passed.
    """
    request, side = await begin(unit, request_id, by, Action.AGREE, now)
    if request.proposed_at is None and request.meeting_at is not None and request.proposal_no == proposal:
        return request.meeting_at
    if request.proposed_at is None or request.proposal_no != proposal or request.proposed_by == by:
        raise DomainError("request-time-changed")
    if request.proposed_at <= now:
        raise DomainError("request-time-past")
    await told.withdraw_meeting(unit, request)
    request.meeting_at, request.proposed_at, request.proposed_by = request.proposed_at, None, None
    request.meeting_no = await note(unit, request, "agreed", now, by=by)
    me, other = await _both(unit, regulation, request, side, now)
    await told.tell(
        unit,
        regulation,
        request,
        other.person_id,
        kind="request-time-agreed",
        now=now,
        starts_at=request.meeting_at,
        at=request.meeting_at,
        who=me.name,
    )
    for one, his in ((me, other), (other, me)):
        await told.remind_of_meeting(
            unit, regulation, request, person_id=one.person_id, other=his.card, now=now
        )
    return request.meeting_at


async def draft(unit: Unit, regulation: Regulation, request_id: int, *, by: int, now: datetime) -> Draft:
    """The record of the help as «Готово» proposes it: everything the request knows already."""
    request, _ = await begin(unit, request_id, by, Action.FINISH, now)
    return await draft_of_request(unit, regulation, request, by, now)


async def record(
    unit: Unit, regulation: Regulation, *, by: int, draft: Draft, run: str, now: datetime
) -> int:
    """Records a support and gives the session's id; a request that it answers is finished by it.

    DomainError like ``sessions.record``, and where the request is no longer in this helper's hands.
    """
    if draft.request_id is None:
        return await sessions.record(unit, regulation, by=by, record=draft, run=run, now=now)
    return await finish(unit, regulation, draft.request_id, by=by, record=draft, run=run, now=now)


async def finish(
    unit: Unit, regulation: Regulation, request_id: int, *, by: int, record: Draft, run: str, now: datetime
) -> int:
    """«Готово»: the help is recorded as a support session, and the teacher is asked to confirm it.

    Gives the session's id. DomainError like ``sessions.record``.
    """
    request, side = await begin(unit, request_id, by, Action.FINISH, now)
    if request.teacher_id not in record.people:
        raise DomainError("session-not-of-request", number=str(request.id))
    answer = replace(record, request_id=request.id)
    session_id = await sessions.record(unit, regulation, by=by, record=answer, run=run, now=now)
    await told.withdraw_meeting(unit, request)
    request.state, request.session_id, request.ended_at = State.DONE, session_id, now
    request.proposed_at = request.proposed_by = None
    await note(unit, request, "finished", now, by=by)
    me, _ = await _both(unit, regulation, request, side, now)
    await told.tell(
        unit,
        regulation,
        request,
        request.teacher_id,
        kind="request-finished",
        now=now,
        who=me.name,
        minutes=record.minutes,
        day=record.held_on,
    )
    return session_id


async def confirm(
    unit: Unit, regulation: Regulation, request_id: int, *, by: int, rating: int, now: datetime
) -> None:
    """The teacher confirms that there was help and rates it from 1 to 5; the helper is told."""
    request, _ = await begin(unit, request_id, by, Action.CONFIRM, now)
    if not 1 <= rating <= BEST_RATING:
        raise DomainError("request-unknown-choice")
    session = await unit.session.get_one(SupportSession, request.session_id)
    session.confirmed_at, session.rating = now, rating
    request.state = State.CLOSED
    await note(unit, request, "confirmed", now, by=by)
    await _tell_helper(unit, regulation, request, kind="request-rated", now=now, rating=rating)


async def deny(unit: Unit, regulation: Regulation, request_id: int, *, by: int, now: datetime) -> None:
    """The teacher says that there was no such help; the helper is asked to mend or void the record."""
    request, _ = await begin(unit, request_id, by, Action.DENY, now)
    if await denied(unit, request):
        return
    await note(unit, request, "denied", now, by=by)
    await _tell_helper(unit, regulation, request, kind="request-denied", now=now, session=request.session_id)


async def denied(unit: Unit, request: Request) -> bool:
    """Whether the teacher has said that there was no help as it stands recorded now."""
    last = await unit.session.scalar(
        select(RequestStep.kind)
        .where(RequestStep.request_id == request.id, RequestStep.kind.in_(("finished", "denied")))
        .order_by(RequestStep.no.desc())
        .limit(1)
    )
    return last == "denied"


async def _tell_helper(
    unit: Unit, regulation: Regulation, request: Request, *, kind: str, now: datetime, **args: Any
) -> None:
    assert request.helper_id is not None
    await told.tell(unit, regulation, request, request.helper_id, kind=kind, now=now, **args)


def _other(request: Request, side: Side) -> int:
    assert request.helper_id is not None
    return request.helper_id if side == Side.TEACHER else request.teacher_id


async def _both(
    unit: Unit, regulation: Regulation, request: Request, side: Side, now: datetime
) -> tuple[Face, Face]:
    """My face and the other side's."""
    assert request.helper_id is not None
    today = regulation.local(now).date()
    seen = await faces(unit, (request.teacher_id, request.helper_id), today)
    teacher, helper = seen[request.teacher_id], seen[request.helper_id]
    return (teacher, helper) if side == Side.TEACHER else (helper, teacher)


async def messages(unit: Unit, request_id: int, viewer: int, most: int) -> tuple[list[RequestMessage], int]:
    """The last messages from or to this person in their order, and how many there are in all.

    Who took the request over later does not read what was written to whoever had it before.
    """
    whose = (
        RequestMessage.request_id == request_id,
        or_(RequestMessage.author_id == viewer, RequestMessage.whom_id == viewer),
    )
    rows = await unit.session.scalars(
        select(RequestMessage).where(*whose).order_by(RequestMessage.id.desc()).limit(most)
    )
    last = list(rows)[::-1]
    count = await unit.session.scalar(select(func.count()).select_from(RequestMessage).where(*whose))
    return last, count or 0
