"""What the service answers publicly: the assistant once, whoever helps once, both as the community.

A reply is written with the fact that causes it and sent by a worker; nothing personal stands in it.
Whoever helps sees it before as everybody will, with a warning where somebody of the roster is named.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, update

from services import members, notices
from services.comment_places import is_answered
from services.consultation_steps import Action, Side, begin, note
from services.errors import DomainError, NotAllowed
from services.regulations import Regulation
from services.values import Personal
from storage.comments import Claimed, Comment, CommentReply
from storage.store import Unit

GENERAL, ANSWER = "general", "answer"
WAITING, CLAIMED, POSTED, REFUSED, DROPPED = "waiting", "claimed", "posted", "refused", "dropped"
LONGEST_ANSWER: Final = 1500
HELPERS: Final = (members.METHODIST, members.COORDINATOR)
OPEN, CLOSED, SUGGESTED = "open", "closed", "suggested"


@dataclass(frozen=True, slots=True)
class Due:
    """A reply as its community needs it: where to, and the words; None for the assistant's own.

    `news`: nothing was asked, somebody has suggested a post that now stands there.
    """

    kind: str
    place: str
    post: str
    code: str
    text: str | None
    news: bool = False


# --- written ---------------------------------------------------------------------------------


async def write_general(unit: Unit, comment: Comment, now: datetime) -> None:
    """The assistant's own reply, with the link that opens the chat; once for a question."""
    if await _reply(unit, comment.id, GENERAL) is None:
        unit.session.add(_row(comment, GENERAL, now))
        await unit.session.flush()


async def answer_request(unit: Unit, request_id: int, *, by: int, text: str, now: datetime) -> int:
    """Whoever helps answers the question of a request under it, as the community; its number.

    It becomes part of the request's history. DomainError where he has answered there already, or
    where one cannot.
    """
    request, side = await begin(unit, request_id, by, Action.TALK, now)
    comment = await unit.session.scalar(select(Comment).where(Comment.request_id == request_id))
    if side != Side.HELPER or comment is None:
        raise NotAllowed
    await _answer(unit, comment, by, text, now)
    await note(unit, request, "answered", now, by=by)
    return comment.id


async def answer_question(unit: Unit, comment_id: int, *, by: int, text: str, now: datetime) -> None:
    """A methodist or coordinator answers a question of somebody who has not come; it is closed by that."""
    await members.require(unit, by, now, *HELPERS)
    comment = await unit.session.scalar(
        select(Comment)
        .where(Comment.id == comment_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if comment is None or comment.state != OPEN:
        raise DomainError("comments-not-open")
    await _answer(unit, comment, by, text, now)
    comment.state, comment.closed_by, comment.closed_at = CLOSED, by, now


async def _answer(unit: Unit, comment: Comment, by: int, text: str, now: datetime) -> None:
    if not comment.answerable:
        raise DomainError("comments-not-answerable")
    reply = await _reply(unit, comment.id, ANSWER)
    if reply is None:
        reply = _row(comment, ANSWER, now)
        unit.session.add(reply)
    elif reply.state in (WAITING, CLAIMED, POSTED):
        raise DomainError("comments-answered-already")
    else:
        reply.round += 1
        reply.attempts, reply.state, reply.reason = 0, WAITING, None
        reply.due_at = reply.lease_until = now
    reply.author_id, reply.text, reply.at = by, text[:LONGEST_ANSWER], now
    await unit.session.flush()


async def _reply(unit: Unit, comment_id: int, kind: str) -> CommentReply | None:
    found: CommentReply | None = await unit.session.scalar(
        select(CommentReply)
        .where(CommentReply.comment_id == comment_id, CommentReply.kind == kind)
        .execution_options(populate_existing=True)
    )
    return found


def _row(comment: Comment, kind: str, now: datetime) -> CommentReply:
    return CommentReply(
        comment_id=comment.id,
        source=comment.source,
        kind=kind,
        at=now,
        state=WAITING,
        round=1,
        due_at=now,
        lease_until=now,
        attempts=0,
    )


async def drop_of(unit: Unit, person_id: int) -> None:
    """What has not left yet to the questions of somebody, or in his words, does not leave any more."""
    his = select(Comment.id).where(Comment.person_id == person_id)
    await unit.session.execute(
        update(CommentReply)
        .where(
            CommentReply.state == WAITING,
            CommentReply.comment_id.in_(his) | (CommentReply.author_id == person_id),
        )
        .values(state=DROPPED)
        .execution_options(synchronize_session=False)
    )


# --- sent ------------------------------------------------------------------------------------


async def due(unit: Unit, reply: Claimed) -> Due | None:
    """What is to be written, as it stands now; None where it is not wanted any more."""
    comment = await unit.session.get(Comment, reply.comment_id)
    if comment is None or comment.text is None:
        return None
    if reply.kind == GENERAL:
        wanted = await is_answered(unit, comment.source, comment.post)
        news = comment.kind == SUGGESTED and comment.state == CLOSED
        return Due(comment.kind, comment.place, comment.post, comment.code, None, news) if wanted else None
    row = await _reply(unit, comment.id, ANSWER)
    if row is None or not row.text:
        return None
    return Due(comment.kind, comment.place, comment.post, comment.code, row.text)


async def note_posted(unit: Unit, regulation: Regulation, reply: Claimed, link: str, now: datetime) -> None:
    """An answer stands there: the author of the question is told, if he is known."""
    comment = await unit.session.get(Comment, reply.comment_id)
    if reply.kind != ANSWER or comment is None or comment.person_id is None:
        return
    await notices.write(
        unit,
        person_id=comment.person_id,
        kind="comments-answered",
        key=f"comments-answered:{reply.id}:{reply.round}",
        now=now,
        due_at=regulation.next_allowed(now),
        link=Personal(link),
        request=comment.request_id or 0,
    )


async def note_refused(unit: Unit, regulation: Regulation, reply: Claimed, now: datetime) -> None:
    """The community does not take it: whoever wrote it is told, or else the coordinators."""
    comment = await unit.session.get(Comment, reply.comment_id)
    row = await _reply(unit, reply.comment_id, reply.kind)
    if comment is None or row is None:
        return
    if row.author_id is not None:
        await notices.write(
            unit,
            person_id=row.author_id,
            kind="comments-refused",
            key=f"comments-refused:{reply.id}:{reply.round}",
            now=now,
            due_at=regulation.next_allowed(now),
            comment=comment.id,
            request=comment.request_id or 0,
            text=Personal(row.text or ""),
        )
    elif comment.state == OPEN:
        await tell_coordinators(unit, regulation, comment, "comments-unanswered", now)


async def tell_coordinators(
    unit: Unit, regulation: Regulation, comment: Comment, kind: str, now: datetime
) -> None:
    """A question waits for somebody: each coordinator hears of it once."""
    for person_id in await members.holders(unit, members.COORDINATOR, now):
        await notices.write(
            unit,
            person_id=person_id,
            kind=kind,
            key=f"{kind}:{comment.id}:{person_id}",
            now=now,
            due_at=regulation.next_allowed(now),
            comment=comment.id,
        )
