"""Public questions as people see them: the coordinators' list, one question, that of a request."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, select

from services import members
from services.comment_drafts import heading
from services.comment_places import is_answered
from services.comment_replies import ANSWER, CLAIMED, GENERAL, POSTED
from services.comment_replies import WAITING as DUE
from services.comment_requests import OPEN, WAITING
from services.errors import DomainError
from services.faces import face
from services.regulations import Regulation
from services.values import Personal
from storage.comments import Comment, CommentReply
from storage.store import Unit

LISTED = 40
READERS = (members.COORDINATOR, members.METHODIST)


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in the list: its number, the day, its first words, and what kind of thing it is."""

    id: int
    at: datetime
    heading: Personal
    kind: str


@dataclass(frozen=True, slots=True)
class ReplyView:
    """What was answered publicly: waiting, claimed, posted, refused, unclear or dropped; and the words."""

    state: str
    text: Personal | None
    link: Personal | None

    @property
    def stands(self) -> bool:
        """Whether it can be read there, or will be."""
        return self.state in (DUE, CLAIMED, POSTED)


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question.

    `author` is None for somebody unknown, `answered` says whether the assistant speaks under such
    posts. `draft` is the publication that a suggested post would become, `request` what the question
    became.
    """

    id: int
    kind: str
    state: str
    at: datetime
    text: Personal | None
    link: Personal | None
    author: Personal | None
    answerable: bool
    answered: bool
    draft: int | None
    request: int | None
    general: ReplyView | None
    answer: ReplyView | None

    @property
    def open(self) -> bool:
        """Whether it waits for somebody."""
        return self.state in (OPEN, WAITING)

    @property
    def takes_answer(self) -> bool:
        """Whether somebody who helps can answer under it now."""
        return self.answerable and self.state != WAITING and not (self.answer and self.answer.stands)


async def waiting(unit: Unit, viewer: int, now: datetime) -> list[QuestionLine]:
    """The questions that wait for somebody, suggested posts first, then the oldest; for READERS."""
    await members.require(unit, viewer, now, *READERS)
    rows = await unit.session.scalars(
        select(Comment)
        .where(Comment.state.in_((OPEN, WAITING)), Comment.text.is_not(None))
        .order_by(case((Comment.state == WAITING, 0), else_=1), Comment.at, Comment.id)
        .limit(LISTED)
    )
    return [QuestionLine(row.id, row.at, Personal(heading(row.text or "")), row.kind) for row in rows]


async def count(unit: Unit, roles: Collection[str]) -> int:
    """How many questions wait, for a coordinator; 0 for everybody else."""
    if members.COORDINATOR not in roles:
        return 0
    rows = await unit.session.scalars(
        select(Comment.id).where(Comment.state.in_((OPEN, WAITING)), Comment.text.is_not(None)).limit(LISTED)
    )
    return len(list(rows))


async def mine(unit: Unit, person_id: int) -> list[str]:
    """The codes of the person's own questions that are no requests yet, the oldest first."""
    rows = await unit.session.scalars(
        select(Comment.code)
        .where(Comment.person_id == person_id, Comment.state == OPEN)
        .order_by(Comment.id)
        .limit(LISTED)
    )
    return list(rows)


async def one(
    unit: Unit, regulation: Regulation, comment_id: int, viewer: int, now: datetime
) -> QuestionView:
    """One question, for READERS."""
    await members.require(unit, viewer, now, *READERS)
    comment = await unit.session.get(Comment, comment_id)
    if comment is None:
        raise DomainError("comments-gone")
    return await _view(unit, regulation, comment, now)


async def of_request(
    unit: Unit, regulation: Regulation, request_id: int, now: datetime
) -> QuestionView | None:
    """The question that became this request. Who may see the request may see it."""
    comment = await unit.session.scalar(select(Comment).where(Comment.request_id == request_id))
    return None if comment is None else await _view(unit, regulation, comment, now)


async def link_of_request(unit: Unit, request_id: int) -> Personal | None:
    """Where the question of this request stands for everybody to read."""
    link = await unit.session.scalar(select(Comment.link).where(Comment.request_id == request_id))
    return Personal(link) if link else None


async def _view(unit: Unit, regulation: Regulation, comment: Comment, now: datetime) -> QuestionView:
    rows = await unit.session.scalars(select(CommentReply).where(CommentReply.comment_id == comment.id))
    replies = {row.kind: ReplyView(row.state, _personal(row.text), _personal(row.link)) for row in rows}
    author = None
    if comment.person_id is not None:
        author = (await face(unit, comment.person_id, regulation.local(now).date())).card
    return QuestionView(
        id=comment.id,
        kind=comment.kind,
        state=comment.state,
        at=comment.at,
        text=_personal(comment.text),
        link=_personal(comment.link),
        author=author,
        answerable=comment.answerable,
        answered=await is_answered(unit, comment.source, comment.post),
        draft=comment.publication_id if comment.state == WAITING else None,
        request=comment.request_id,
        general=replies.get(GENERAL),
        answer=replies.get(ANSWER),
    )


def _personal(text: str | None) -> Personal | None:
    return Personal(text) if text else None
