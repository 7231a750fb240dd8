"""Requests as people see them: lists and one request, each within what he may see.

The teacher, whoever helps, coordinators and methodists see a request; the words of the shared
conversation are seen by its two sides alone. Until a helper has accepted, he sees post and school
of the teacher, not the name.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from services import comment_views, members
from services import consultation_words as words
from services.comment_views import QuestionView
from services.consultation_steps import OPEN, Action, Side, State, begin_seeing, may
from services.consultation_talk import denied, messages
from services.faces import Face, faces
from services.regulations import Regulation
from services.values import Personal, Words
from storage.consultations import Request, RequestMessage
from storage.sessions import SupportSession
from storage.store import Unit

LISTED = 40
LOOKED_AT = 400
SHOWN_MESSAGES = 4
ENDED_SHOWN = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Line:
    """A request in a list: its number, topic, where it stands, and who the viewer is to it."""

    id: int
    topic: str | Words
    state: str
    side: str


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message; `author` is None for the viewer himself."""

    author: Personal | None
    at: datetime
    text: Personal


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request as plain values. `may` names what the viewer can do with it now.

    `proposed_mine` says whose the proposed time is, `earlier` counts messages that are not shown,
    `way` is None where any suits; `question` is what was asked in public, where the request came of that.
    """

    id: int
    number: str
    topic: str | Words
    form: str
    way: str | None
    state: str
    side: str
    details: Personal | None
    teacher: Personal
    helper: Personal | None
    helper_role: str | None
    due_at: datetime | None
    meeting_at: datetime | None
    proposed_at: datetime | None
    proposed_mine: bool
    proposal: int
    messages: tuple[MessageView, ...]
    earlier: int
    session: int | None
    rating: int | None
    denied: bool
    lacks_topic: bool
    question: QuestionView | None
    may: frozenset[str]


async def mine(unit: Unit, regulation: Regulation, viewer: int, now: datetime) -> list[Line]:
    """The viewer's own requests, those he answers, and for a coordinator those nobody has.

    What waits for the viewer comes first, ended ones last and only for two months.
    """
    roles = await members.roles_of(unit, viewer, now)
    whose = [Request.teacher_id == viewer]
    if members.helps_as(roles):
        whose.append(Request.helper_id == viewer)
    if members.COORDINATOR in roles:
        whose.append(Request.state == State.UNASSIGNED)
    rows = await unit.session.scalars(
        select(Request)
        .where(or_(*whose), or_(Request.state.in_(OPEN), Request.ended_at > now - ENDED_SHOWN))
        .order_by(Request.id.desc())
        .limit(LOOKED_AT)
    )
    lines = [
        Line(row.id, words.topic_shown(regulation, row.topic), row.state, _side(row, viewer)) for row in rows
    ]
    return sorted(lines, key=_urgency)[:LISTED]


async def asked(unit: Unit, viewer: int, roles: Collection[str]) -> list[int]:
    """The requests that wait for this helper's answer, the oldest first; none for whoever helps nobody."""
    if not members.helps_as(roles):
        return []
    return await _numbers(unit, Request.state == State.OFFERED, Request.helper_id == viewer)


async def nobodys(unit: Unit, roles: Collection[str]) -> list[int]:
    """The requests on the coordinators' list, the oldest first; none for everybody else."""
    if members.COORDINATOR not in roles:
        return []
    return await _numbers(unit, Request.state == State.UNASSIGNED)


async def _numbers(unit: Unit, *which: ColumnElement[bool]) -> list[int]:
    rows = await unit.session.scalars(select(Request.id).where(*which).order_by(Request.id).limit(LOOKED_AT))
    return list(rows)


def _side(row: Request, viewer: int) -> str:
    if row.teacher_id == viewer:
        return Side.TEACHER
    return Side.HELPER if row.helper_id == viewer else Side.COORDINATOR


_WAITS_FOR = {
    (Side.HELPER, State.OFFERED),
    (Side.TEACHER, State.DONE),
    (Side.COORDINATOR, State.UNASSIGNED),
}


def _urgency(line: Line) -> tuple[bool, bool, int]:
    """What nobody has: the one that waits longest first; of everything else the newest first."""
    longest = line.side == Side.COORDINATOR
    return (
        (line.side, line.state) not in _WAITS_FOR,
        line.state not in OPEN,
        line.id if longest else -line.id,
    )


async def view(
    unit: Unit, regulation: Regulation, request_id: int, viewer: int, now: datetime
) -> RequestView:
    """One request for whoever may see it; DomainError or NotAllowed for everybody else."""
    request, side = await begin_seeing(unit, request_id, viewer, now)
    last: list[RequestMessage] = []
    count = 0
    if side in (Side.TEACHER, Side.HELPER):
        last, count = await messages(unit, request.id, viewer, SHOWN_MESSAGES)
    people = {request.teacher_id, request.helper_id, *(one.author_id for one in last)}
    present = [one for one in people if one is not None]
    seen = await faces(unit, present, regulation.local(now).date())
    helper = seen.get(request.helper_id or 0)
    role = members.helps_as(await members.roles_of(unit, helper.person_id, now)) if helper else None
    talk = tuple(_message(one, viewer, seen) for one in last)
    question = await comment_views.of_request(unit, regulation, request.id, now)
    rating = None
    if request.session_id is not None:
        rating = await unit.session.scalar(
            select(SupportSession.rating).where(SupportSession.id == request.session_id)
        )
    return RequestView(
        id=request.id,
        number=str(request.id),
        topic=words.topic_shown(regulation, request.topic),
        form=words.form_of(regulation, request.form),
        way=words.way_title(regulation, request.way),
        state=request.state,
        side=side,
        details=Personal(request.details) if request.details else None,
        teacher=_teacher(seen[request.teacher_id], request, side),
        helper=helper.card if helper else None,
        helper_role=regulation.term(f"{role}_short") if role else None,
        due_at=request.due_at,
        meeting_at=request.meeting_at,
        proposed_at=request.proposed_at,
        proposed_mine=request.proposed_by == viewer,
        proposal=request.proposal_no,
        messages=talk,
        earlier=count - len(talk),
        session=request.session_id,
        rating=rating,
        denied=request.state == State.DONE and await denied(unit, request),
        lacks_topic=not request.topic,
        question=question,
        may=_may(request, side, viewer) | _more(request, side, question),
    )


def _teacher(face: Face, request: Request, side: Side) -> Personal:
    return face.post if side == Side.HELPER and request.state == State.OFFERED else face.card


def _may(request: Request, side: Side, viewer: int) -> frozenset[str]:
    """What the table permits, without what makes no sense: agreeing needs the other's proposal."""
    allowed = {action for action in Action if may(side, action, request.state)}
    if request.proposed_at is None or request.proposed_by == viewer:
        allowed.discard(Action.AGREE)
    return frozenset(allowed)


def _more(request: Request, side: Side, question: QuestionView | None) -> frozenset[str]:
    """What a question asked in public brings along: a topic to choose, an answer for everybody to read."""
    topic = side == Side.TEACHER and not request.topic and may(side, Action.CANCEL, request.state)
    talks = side == Side.HELPER and may(side, Action.TALK, request.state)
    answer = talks and question is not None and question.takes_answer
    return frozenset({"topic"} if topic else ()) | frozenset({"answer"} if answer else ())


def _message(message: RequestMessage, viewer: int, seen: dict[int, Face]) -> MessageView:
    author = None if message.author_id == viewer else seen[message.author_id].name
    return MessageView(author, message.at, Personal(message.text))
