"""Requests for a consultation: opened, offered, answered, handed on, assigned, cancelled.

Every function runs in the caller's unit of work and locks the one request it changes. Who may do
what stands in the table of ``services/consultation_steps.py``; whoever may not gets a sentence.
The agreed time, messages and the end are in ``services/consultation_talk.py``, what people see in
``services/consultation_views.py``.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from services import consultation_notices as told
from services import consultation_words as words
from services import matching, members, privacy
from services.consultation_steps import OPEN, Action, State, begin, lock, note
from services.errors import DomainError
from services.faces import Face, face, faces
from services.regulations import Regulation
from storage.consultations import Request, RequestStep
from storage.store import Unit

REPLY = "reply"
MOST_SILENT = 2
"""After so many helpers who did not answer, the request goes to the coordinator's list."""
BATCH = 20


@dataclass(frozen=True, slots=True)
class Opened:
    """A request just opened: its number, and by when an answer is expected if somebody was asked."""

    id: int
    due_at: datetime | None


async def open_request(
    unit: Unit,
    regulation: Regulation,
    *,
    run: str,
    teacher_id: int,
    topic: str,
    form: str,
    way: str | None,
    details: str | None,
    now: datetime,
) -> Opened:
    """A teacher or manager asks for help; the fitting helper is told at once, or the coordinators.

    `way` is an id of the pack's channels, None where any suits. The same run opens one request.
    DomainError when one about this topic is open already.
    """
    roles = await members.require(unit, teacher_id, now, members.TEACHER, members.MANAGER)
    standing = await unit.session.scalar(select(Request).where(Request.run == run))
    if standing is not None:
        return Opened(standing.id, standing.due_at)
    same = await open_about(unit, teacher_id, topic)
    if same is not None:
        raise DomainError("request-already-open", number=str(same))
    chosen = next((one for one in words.forms(regulation, roles) if one.id == form), None)
    known_way = way is None or any(one.id == way for one in regulation.channels)
    if chosen is None or not known_way or all(one.id != topic for one in words.all_topics(regulation)):
        raise DomainError("request-unknown-choice")
    asked = _Asked(run, teacher_id, topic, chosen.id, chosen.channel or way, details)
    return await _open(unit, regulation, asked, now)


async def open_question(
    unit: Unit,
    regulation: Regulation,
    *,
    run: str,
    teacher_id: int,
    topic: str | None,
    channel: str,
    details: str,
    now: datetime,
) -> Opened:
    """A question asked in public becomes a request, in the form the regulation has for this channel.

    (VSV 4.1-3, «консультации в официальном сообществе».) Without a topic it says so until the teacher
    or whoever helps chooses one. Each question is a request of its own, another open one is no
    obstacle. The same run opens one request.
    """
    await members.require(unit, teacher_id, now, members.TEACHER, members.MANAGER)
    standing = await unit.session.scalar(select(Request).where(Request.run == run))
    if standing is not None:
        return Opened(standing.id, standing.due_at)
    form = words.form_in(regulation, channel)
    known = [one.id for one in words.all_topics(regulation)]
    if form is None or (topic is not None and topic not in known):
        raise DomainError("request-unknown-choice")
    ways = {one.id for one in regulation.channels}
    way = form.channel or (channel if channel in ways else None)
    asked = _Asked(run, teacher_id, topic or words.NO_TOPIC, form.id, way, details)
    return await _open(unit, regulation, asked, now)


async def choose_topic(unit: Unit, request_id: int, *, by: int, topic: str, now: datetime) -> None:
    """The teacher says what a question that became a request is about; once, while it is open."""
    request, _ = await begin(unit, request_id, by, Action.CANCEL, now)
    if request.topic == words.NO_TOPIC:
        request.topic = topic
        await note(unit, request, "topic", now, by=by)


@dataclass(frozen=True, slots=True)
class _Asked:
    run: str
    teacher_id: int
    topic: str
    form: str
    way: str | None
    details: str | None


async def _open(unit: Unit, regulation: Regulation, asked: _Asked, now: datetime) -> Opened:
    teacher = await _teacher(unit, regulation, asked.teacher_id, now)
    request = Request(
        run=asked.run,
        teacher_id=asked.teacher_id,
        organisation_id=teacher.organisation_id,
        topic=asked.topic,
        form=asked.form,
        way=asked.way,
        details=asked.details,
        state=State.UNASSIGNED,
        opened_at=now,
        steps=0,
        offer_no=0,
        proposal_no=0,
        meeting_no=0,
        reminded=False,
    )
    unit.session.add(request)
    await unit.session.flush()
    await note(unit, request, "opened", now, by=asked.teacher_id)
    await _to_next(unit, regulation, request, teacher, now)
    return Opened(request.id, request.due_at)


async def open_about(unit: Unit, teacher_id: int, topic: str) -> int | None:
    """The number of the teacher's open request about a topic."""
    return await unit.session.scalar(
        select(Request.id)
        .where(Request.teacher_id == teacher_id, Request.topic == topic, Request.state.in_(OPEN))
        .order_by(Request.id)
        .limit(1)
    )


async def accept(unit: Unit, regulation: Regulation, request_id: int, *, by: int, now: datetime) -> None:
    """«Возьмусь»: whoever is asked takes it; whoever was asked before may take one nobody has.

    The teacher is told. Accepting twice changes nothing. DomainError when it is another's by now.
    """
    held = await lock(unit, request_id)
    if held.state == State.ACCEPTED and held.helper_id == by:
        return
    request, _ = await begin(unit, request_id, by, Action.ACCEPT, now)
    await _settle_offer(unit, request)
    request.state, request.helper_id = State.ACCEPTED, by
    await note(unit, request, "accepted", now, by=by)
    helper = await face(unit, by, regulation.local(now).date())
    role = members.helps_as(await members.roles_of(unit, by, now)) or members.MEMBER
    await told.tell(
        unit,
        regulation,
        request,
        request.teacher_id,
        kind="request-accepted",
        now=now,
        who=helper.card,
        role=regulation.term(f"{role}_short"),
    )


async def decline(unit: Unit, regulation: Regulation, request_id: int, *, by: int, now: datetime) -> None:
    """«Передать другому»: the next fitting helper is asked, or the coordinators; the teacher is told.

    Who has accepted may still hand on; the agreed time is then off.
    """
    request, _ = await begin(unit, request_id, by, Action.DECLINE, now)
    await _hand_on(unit, regulation, request, by, now)


async def _hand_on(unit: Unit, regulation: Regulation, request: Request, by: int, now: datetime) -> None:
    await _leave(unit, request)
    await note(unit, request, "declined", now, by=by)
    teacher = await _teacher(unit, regulation, request.teacher_id, now)
    await _to_next(unit, regulation, request, teacher, now)
    await _tell_where_it_went(unit, regulation, request, "declined", now)


async def cancel(unit: Unit, regulation: Regulation, request_id: int, *, by: int, now: datetime) -> None:
    """The teacher takes the request back; a helper who knew of it is told."""
    request, _ = await begin(unit, request_id, by, Action.CANCEL, now)
    await _cancel(unit, regulation, request, now)


async def _cancel(unit: Unit, regulation: Regulation, request: Request, now: datetime) -> None:
    helper, accepted = request.helper_id, request.state == State.ACCEPTED
    knew = await _leave(unit, request)
    request.state, request.ended_at = State.CANCELLED, now
    await note(unit, request, "cancelled", now, by=request.teacher_id)
    if helper is not None and (knew or accepted):
        await told.tell(unit, regulation, request, helper, kind="request-cancelled", now=now)


@privacy.when_leaving
async def leave(unit: Unit, regulation: Regulation, person_id: int, now: datetime) -> None:
    """Whoever leaves the service: his own open requests are cancelled, those in his hands go on."""
    rows = await unit.session.scalars(
        select(Request)
        .where(
            Request.state.in_(OPEN),
            or_(Request.teacher_id == person_id, Request.helper_id == person_id),
        )
        .order_by(Request.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    for request in list(rows):
        if request.teacher_id == person_id:
            await _cancel(unit, regulation, request, now)
        else:
            await _hand_on(unit, regulation, request, person_id, now)


async def candidates(
    unit: Unit, regulation: Regulation, request_id: int, *, by: int, now: datetime
) -> list[tuple[matching.Helper, Face]]:
    """Whom a coordinator may assign, whoever fits best first."""
    request, _ = await begin(unit, request_id, by, Action.ASSIGN, now)
    need = await _need(unit, regulation, request, now, but_for=frozenset({request.teacher_id}))
    found = await matching.helpers(unit, regulation, need, now)
    seen = await _faces_of(unit, regulation, found, now)
    return [(one, seen[one.person_id]) for one in found]


async def assign(
    unit: Unit, regulation: Regulation, request_id: int, *, by: int, helper_id: int, now: datetime
) -> None:
    """A coordinator offers the request to somebody by hand; the teacher and whoever had it are told."""
    request, _ = await begin(unit, request_id, by, Action.ASSIGN, now)
    need = await _need(unit, regulation, request, now, but_for=frozenset({request.teacher_id}))
    if all(one.person_id != helper_id for one in await matching.helpers(unit, regulation, need, now)):
        raise DomainError("request-not-assignable")
    before, accepted = request.helper_id, request.state == State.ACCEPTED
    if before == helper_id:
        return
    if await _leave(unit, request) or accepted:
        assert before is not None
        await told.tell(
            unit, regulation, request, before, kind="request-reassigned", now=now, step=f"{request.steps}:off"
        )
    teacher = await _teacher(unit, regulation, request.teacher_id, now)
    await _offer(unit, regulation, request, helper_id=helper_id, teacher=teacher, now=now, by=by)
    await told.tell(
        unit, regulation, request, request.teacher_id, kind="request-news", now=now, what="assigned"
    )


async def move_on(unit: Unit, regulation: Regulation, now: datetime) -> int:
    """What the clock does about offers without an answer; gives the number of requests moved.

    One working day after the offer: a reminder. After the second: the next helper, and after
    `MOST_SILENT` silent ones the coordinators' list. Call it again while it moves anything: each
    call is one short transaction over at most `BATCH` requests, by id, passing over those that
    another worker holds. Doing it twice at the same moment changes nothing more.
    """
    rows = await unit.session.scalars(
        select(Request)
        .where(Request.state == State.OFFERED, Request.due_at <= now)
        .order_by(Request.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    moved = list(rows)
    for request in moved:
        teacher = await _teacher(unit, regulation, request.teacher_id, now)
        if not request.reminded:
            await _remind(unit, regulation, request, teacher, now)
        else:
            await _lapse(unit, regulation, request, teacher, now)
    return len(moved)


async def _remind(unit: Unit, regulation: Regulation, request: Request, teacher: Face, now: datetime) -> None:
    request.reminded, request.due_at = True, _due(regulation, now)
    await note(unit, request, "reminded", now, whom=request.helper_id)
    await told.ask_helper(unit, regulation, request, teacher, now, again=True)
    await told.tell(
        unit, regulation, request, request.teacher_id, kind="request-news", now=now, what="reminded"
    )


async def _lapse(unit: Unit, regulation: Regulation, request: Request, teacher: Face, now: datetime) -> None:
    silent = request.helper_id
    await _leave(unit, request)
    await note(unit, request, "lapsed", now, whom=silent)
    lapses = await unit.session.scalar(
        select(func.count())
        .select_from(RequestStep)
        .where(RequestStep.request_id == request.id, RequestStep.kind == "lapsed")
    )
    if (lapses or 0) >= MOST_SILENT:
        await _to_list(unit, regulation, request, now)
    else:
        await _to_next(unit, regulation, request, teacher, now)
    await _tell_where_it_went(unit, regulation, request, "lapsed", now)


async def _to_next(
    unit: Unit, regulation: Regulation, request: Request, teacher: Face, now: datetime
) -> None:
    """Offers it to the fitting helper who was not asked yet, or puts it on the coordinators' list."""
    need = await _need(unit, regulation, request, now, but_for=await _not_again(unit, request))
    found = await matching.choose(unit, regulation, need, now)
    if found is None:
        await _to_list(unit, regulation, request, now)
    else:
        await _offer(unit, regulation, request, helper_id=found.person_id, teacher=teacher, now=now)


async def _offer(
    unit: Unit,
    regulation: Regulation,
    request: Request,
    *,
    helper_id: int,
    teacher: Face,
    now: datetime,
    by: int | None = None,
) -> None:
    request.state, request.helper_id = State.OFFERED, helper_id
    request.due_at, request.reminded = _due(regulation, now), False
    request.offer_no = await note(unit, request, "offered", now, by=by, whom=helper_id)
    await told.ask_helper(unit, regulation, request, teacher, now)


async def _to_list(unit: Unit, regulation: Regulation, request: Request, now: datetime) -> None:
    request.state = State.UNASSIGNED
    await note(unit, request, "listed", now)
    await told.tell_coordinators(unit, regulation, request, now)


async def _leave(unit: Unit, request: Request) -> bool:
    """Nobody helps with it for the moment; whether the one who did had been told of it."""
    knew = await _settle_offer(unit, request) and request.helper_id is not None
    await told.withdraw_meeting(unit, request)
    request.helper_id = None
    request.meeting_at = request.proposed_at = request.proposed_by = None
    return knew


async def _settle_offer(unit: Unit, request: Request) -> bool:
    request.due_at, request.reminded = None, False
    return await told.withdraw_offer(unit, request)


async def _tell_where_it_went(
    unit: Unit, regulation: Regulation, request: Request, why: str, now: datetime
) -> None:
    """One sentence to the teacher: who did not take it, and who has it now."""
    went = "handed" if request.state == State.OFFERED else "listed"
    await told.tell(
        unit, regulation, request, request.teacher_id, kind="request-news", now=now, what=f"{why}-{went}"
    )


async def _need(
    unit: Unit, regulation: Regulation, request: Request, now: datetime, but_for: frozenset[int]
) -> matching.Need:
    teacher = await _teacher(unit, regulation, request.teacher_id, now)
    return matching.Need(
        topic=request.topic,
        direction=regulation.form(request.form).direction,
        subjects=matching.subject_ids(regulation, teacher.subject),
        organisation_id=request.organisation_id,
        without=but_for,
    )


async def _not_again(unit: Unit, request: Request) -> frozenset[int]:
    """The teacher himself, and whoever has handed the request on or let it lie."""
    rows = await unit.session.execute(
        select(RequestStep.by_id, RequestStep.whom_id).where(
            RequestStep.request_id == request.id, RequestStep.kind.in_(("declined", "lapsed"))
        )
    )
    return frozenset(one for row in rows for one in row if one is not None) | {request.teacher_id}


async def _teacher(unit: Unit, regulation: Regulation, teacher_id: int, now: datetime) -> Face:
    return await face(unit, teacher_id, regulation.local(now).date())


async def _faces_of(
    unit: Unit, regulation: Regulation, found: list[matching.Helper], now: datetime
) -> dict[int, Face]:
    return await faces(unit, [one.person_id for one in found], regulation.local(now).date())


def _due(regulation: Regulation, now: datetime) -> datetime:
    """When an answer is overdue: the pack's number of working days from now."""
    return regulation.add_working_time(now, regulation.deadline(REPLY).working_days or 1)
