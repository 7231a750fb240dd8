"""Questions put where everybody reads them: heard, kept, answered, closed.

What counts as a question the regulation says (VSV 4.1-3 counts help given in the community): a mark,
any comment under a post published as «задайте вопрос», a post of somebody's own. Nothing else is
kept. How it becomes a request is in ``services/comment_requests.py``, what is answered publicly in
``services/comment_replies.py``.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, select

from services import comment_drafts, members, privacy
from services.access import CODE_SIGNS, QUESTION, QUESTION_LENGTH
from services.comment_drafts import SUGGESTED
from services.comment_places import is_marked, publication_at
from services.comment_requests import CLOSED, OPEN, WAITING, answer, locked, make_request
from services.regulations import Regulation
from storage.comments import Comment
from storage.people import Account
from storage.privacy import Consent
from storage.publications import Publication
from storage.store import Unit

POST: Final = "post"
STAFF: Final = frozenset({members.METHODIST, members.COORDINATOR, members.MEMBER})


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody has written for everybody to read, as its channel tells it.

    `channel` is an id of the pack's channels, `answers` says that it answers another comment; the
    rest is as in the table.
    """

    channel: str
    source: str
    address: str
    kind: str
    place: str
    post: str
    text: str
    link: str
    at: datetime
    answers: bool = False
    answerable: bool = True


# --- heard -----------------------------------------------------------------------------------


async def take(unit: Unit, regulation: Regulation, said: Said, now: datetime) -> None:
    """Keeps a question, has it answered publicly once, and opens a request where the author is known.

    What is no question is not kept, nor what those who help write without asking anything
    themselves. The same place is taken once, however often it is told.
    """
    publication = await publication_at(unit, said.source, said.post)
    if not _is_question(regulation, said, publication):
        return
    person_id = await _author(unit, said.source, said.address)
    roles = await members.roles_of(unit, person_id, now) if person_id is not None else frozenset()
    if said.kind != SUGGESTED and roles & STAFF and not _asks_for_himself(regulation, said, roles):
        return
    known = await unit.session.scalar(
        select(Comment).where(Comment.source == said.source, Comment.place == said.place)
    )
    if known is not None:
        if known.state == WAITING and said.kind == POST:
            await comment_drafts.note_by_hand(unit, regulation, known, said.link, now)
        return
    comment = _row(said, person_id, publication)
    unit.session.add(comment)
    await unit.session.flush()
    if said.kind == SUGGESTED:
        await comment_drafts.write(unit, regulation, comment, now)
        return
    if person_id is not None and roles & {members.TEACHER, members.MANAGER}:
        await make_request(unit, regulation, comment, None, now, tell=True)
    await answer(unit, regulation, comment, now)


def _is_question(regulation: Regulation, said: Said, publication: Publication | None) -> bool:
    if said.kind in (POST, SUGGESTED):
        return True
    asked_for = publication is not None and publication.asks and not said.answers
    return asked_for or is_marked(said.text, regulation.publications.question_marks)


def _asks_for_himself(regulation: Regulation, said: Said, roles: Collection[str]) -> bool:
    """A member or methodist answers people here; only a teacher's own mark makes it a question."""
    teaches = bool({members.TEACHER, members.MANAGER}.intersection(roles))
    return teaches and is_marked(said.text, regulation.publications.question_marks)


def _row(said: Said, person_id: int | None, publication: Publication | None) -> Comment:
    return Comment(
        channel=said.channel,
        source=said.source,
        address=said.address,
        person_id=person_id,
        kind=said.kind,
        place=said.place,
        post=said.post,
        publication_id=publication.id if publication else None,
        text=said.text,
        link=said.link,
        at=said.at,
        code=QUESTION + "".join(secrets.choice(CODE_SIGNS) for _ in range(QUESTION_LENGTH)),
        answerable=said.answerable,
        state=WAITING if said.kind == SUGGESTED else OPEN,
    )


async def _author(unit: Unit, source: str, address: str) -> int | None:
    """Whose account this is, of those who have consented."""
    found: int | None = await unit.session.scalar(
        select(Account.person_id).where(Account.source == source, Account.address == address, _consented())
    )
    return found


def _consented() -> ColumnElement[bool]:
    return exists().where(
        Consent.person_id == Account.person_id,
        Consent.territory == Account.territory,
        Consent.kind == privacy.DATA,
        Consent.given.is_(True),
        Consent.withdrawn_at.is_(None),
    )


async def close(unit: Unit, comment_id: int, *, by: int, now: datetime) -> None:
    """A coordinator has dealt with a question in his own way; it leaves the list."""
    await members.require(unit, by, now, members.COORDINATOR)
    comment = await locked(unit, comment_id)
    if comment.state in (OPEN, WAITING):
        comment.state, comment.closed_by, comment.closed_at = CLOSED, by, now
