"""A public question answered, and made a request by whoever asked it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from services import comment_replies as replies
from services import consultations, notices
from services.comment_places import is_answered
from services.consultations import Opened
from services.errors import NotAllowed
from services.regulations import Regulation
from storage.comments import Comment
from storage.people import Account
from storage.store import Unit

WAITING, OPEN, REQUESTED, CLOSED = "waiting", "open", "requested", "closed"


async def answer(unit: Unit, regulation: Regulation, comment: Comment, now: datetime) -> None:
    """The general public answer, where one may be given; else the coordinators hear of the question."""
    if comment.answerable and await is_answered(unit, comment.source, comment.post):
        await replies.write_general(unit, comment, now)
    elif comment.state == OPEN:
        await replies.tell_coordinators(unit, regulation, comment, "comments-unanswered", now)


@dataclass(frozen=True, slots=True)
class Asked:
    """The author's own question: its number, his words, and the request that it has become."""

    id: int
    text: str
    request: int | None


async def asked_with(unit: Unit, code: str, person_id: int) -> Asked | None:
    """The question that a link refers to, for whoever wrote it; None for everybody else.

    The link stands where everybody can open it. The author is known by his account alone.
    """
    comment = await unit.session.scalar(select(Comment).where(Comment.code == code))
    if comment is None or not comment.text or not await _is_his(unit, comment, person_id):
        return None
    return Asked(comment.id, comment.text, comment.request_id)


async def _is_his(unit: Unit, comment: Comment, person_id: int) -> bool:
    found = await unit.session.scalar(
        select(Account.id).where(
            Account.source == comment.source,
            Account.address == comment.address,
            Account.person_id == person_id,
        )
    )
    return found is not None


async def request_of(
    unit: Unit,
    regulation: Regulation,
    comment_id: int,
    *,
    by: int,
    topic: str | None,
    now: datetime,
) -> Opened:
    """The author makes his question a request; one that is a request already stays the same.

    NotAllowed for anybody else, and for whoever may not ask for help.
    """
    comment = await locked(unit, comment_id)
    if not await _is_his(unit, comment, by):
        raise NotAllowed
    comment.person_id = by
    return await make_request(unit, regulation, comment, topic, now)


async def make_request(
    unit: Unit,
    regulation: Regulation,
    comment: Comment,
    topic: str | None,
    now: datetime,
    *,
    tell: bool = False,
) -> Opened:
    """Opens the request of a question whose author is known; `tell` has him told that it is one."""
    assert comment.person_id is not None
    opened = await consultations.open_question(
        unit,
        regulation,
        run=f"comment-{comment.id}",
        teacher_id=comment.person_id,
        topic=topic,
        channel=comment.channel,
        details=comment.text or "",
        now=now,
    )
    comment.state, comment.request_id = REQUESTED, opened.id
    if tell:
        await notices.write(
            unit,
            person_id=comment.person_id,
            kind="comments-requested",
            key=f"comments-requested:{comment.id}",
            now=now,
            due_at=regulation.next_allowed(now),
            request=opened.id,
            number=str(opened.id),
            until=opened.due_at,
        )
    return opened


async def locked(unit: Unit, comment_id: int) -> Comment:
    """The question as it stands now, held until the step ends; NotAllowed if there is none."""
    found = await unit.session.scalar(
        select(Comment)
        .where(Comment.id == comment_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotAllowed
    return found
