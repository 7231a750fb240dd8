"""Posts that people suggest: a draft for the coordinators, answered once when it stands on the wall."""

import re
from datetime import datetime
from typing import Final

from sqlalchemy import select

from services import comment_replies as replies
from services import members
from services.comment_places import is_marked
from services.comment_requests import CLOSED, OPEN, WAITING, answer, make_request
from services.publications import DRAFT, LONGEST_TITLE, WITHDRAWN
from services.regulations import Regulation
from storage.comments import Comment
from storage.publications import Publication, PublicationPlace
from storage.store import Unit

SUGGESTED: Final = "suggested"
HEADING: Final = 60
A_STEP: Final = 50
_LINE = re.compile(r"([^\n]+)\n+(?=\s*\S)")
_SENTENCE = re.compile(r"([^.!?…]{3,}[.!?…]+)\s+(?=\S)")


async def write(unit: Unit, regulation: Regulation, comment: Comment, now: datetime) -> None:
    """What somebody suggests becomes a draft for the coordinators, who publish it or not."""
    text = comment.text or ""
    kinds = regulation.publications.kinds
    usual = next((kind for kind in kinds if not kind.event), kinds[0])
    title, rest = _as_post(text)
    post = Publication(
        run=f"comment-{comment.id}",
        kind=usual.id,
        title=title,
        text=rest,
        asks=False,
        replies=True,
        state=DRAFT,
        revision=1,
        created_at=now,
        changed_at=now,
    )
    unit.session.add(post)
    await unit.session.flush()
    comment.publication_id = post.id
    await replies.tell_coordinators(unit, regulation, comment, "comments-suggested", now)


def _as_post(text: str) -> tuple[str, str]:
    """A title and what stands under it: the first line or sentence, where anything follows it."""
    whole = text.strip()
    for end in (_LINE, _SENTENCE):
        found = end.match(whole)
        if found is not None and len(found[1]) <= LONGEST_TITLE:
            return found[1].strip(), whole[found.end() :].strip()
    return heading(whole), whole


def heading(text: str) -> str:
    """The first words of a text, for a list."""
    line = " ".join(text.split())
    return line if len(line) <= HEADING else line[: HEADING - 1].rsplit(" ", 1)[0] + "…"


async def notice_published(unit: Unit, regulation: Regulation, now: datetime) -> int:
    """Suggested posts that have been published since are questions now, answered once.

    Gives the number of them; at most some in one step.
    """
    rows = await unit.session.execute(
        select(Comment, PublicationPlace.post_id, PublicationPlace.link)
        .join(PublicationPlace, PublicationPlace.publication_id == Comment.publication_id)
        .where(
            Comment.state == WAITING,
            PublicationPlace.source == Comment.source,
            PublicationPlace.territory == Comment.territory,
            PublicationPlace.state == "published",
            PublicationPlace.post_id.is_not(None),
        )
        .order_by(Comment.id)
        .limit(A_STEP)
    )
    found = rows.all()
    for comment, post, link in found:
        comment.post, comment.link = str(post), link
        await _appeared(unit, regulation, comment, now)
    return len(found)


async def note_by_hand(
    unit: Unit, regulation: Regulation, comment: Comment, link: str, now: datetime
) -> None:
    """Somebody has published a suggestion in the community itself: the draft is needed no more."""
    draft = await unit.session.get(Publication, comment.publication_id)
    if draft is not None and draft.state == DRAFT:
        draft.state, draft.withdrawn_at = WITHDRAWN, now
    comment.link = link
    await _appeared(unit, regulation, comment, now)


async def _appeared(unit: Unit, regulation: Regulation, comment: Comment, now: datetime) -> None:
    """What is marked is a question from now on; anything else is somebody's news, thanked for once."""
    asks = is_marked(comment.text or "", regulation.publications.question_marks)
    comment.state = OPEN if asks else CLOSED
    if asks and comment.person_id is not None:
        roles = await members.roles_of(unit, comment.person_id, now)
        if {members.TEACHER, members.MANAGER}.intersection(roles):
            await make_request(unit, regulation, comment, None, now, tell=True)
    await answer(unit, regulation, comment, now)


async def origin(unit: Unit, publication_id: int, source: str) -> str | None:
    """The number under which a draft was suggested in this community, while nobody has published it."""
    found: str | None = await unit.session.scalar(
        select(Comment.post).where(
            Comment.publication_id == publication_id, Comment.state == WAITING, Comment.source == source
        )
    )
    return found
