"""What marks a question, under which posts the assistant answers, and which of them are ours."""

import re
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select

from services import members
from services.errors import DomainError
from storage.comments import Comment, QuietPost
from storage.publications import Publication, PublicationPlace
from storage.store import Unit


def is_marked(text: str, marks: tuple[str, ...]) -> bool:
    """Whether a text is marked as a question: a mark with # anywhere, a word at the beginning."""
    found = _marks(marks).search(text.casefold().replace("ё", "е"))
    return found is not None


@lru_cache
def _marks(marks: tuple[str, ...]) -> re.Pattern[str]:
    spelt = [mark.casefold().replace("ё", "е") for mark in marks]
    tags = [rf"(?<!\w){re.escape(mark)}(?!\w)" for mark in spelt if mark.startswith("#")]
    words = [rf"\A\W*{re.escape(mark)}(?!\w)" for mark in spelt if not mark.startswith("#")]
    return re.compile("|".join([*tags, *words]) or r"(?!)")


async def publication_at(unit: Unit, source: str, post: str) -> Publication | None:
    """What of ours stands in this place of this community."""
    found: Publication | None = await unit.session.scalar(
        select(Publication)
        .join(PublicationPlace, PublicationPlace.publication_id == Publication.id)
        .where(PublicationPlace.source == source, PublicationPlace.post_id == post)
        .limit(1)
    )
    return found


async def is_answered(unit: Unit, source: str, post: str) -> bool:
    """Whether the assistant answers publicly under this post."""
    quiet = await unit.session.scalar(
        select(QuietPost.at).where(QuietPost.source == source, QuietPost.post == post)
    )
    publication = await publication_at(unit, source, post)
    return quiet is None and (publication is None or publication.replies)


async def answer_under(unit: Unit, comment_id: int, *, by: int, wanted: bool, now: datetime) -> None:
    """A coordinator switches public answers under the post of this question on or off.

    A publication of ours keeps that itself. What was asked meanwhile is not answered afterwards.
    """
    await members.require(unit, by, now, members.COORDINATOR)
    comment = await unit.session.get(Comment, comment_id)
    if comment is None:
        raise DomainError("comments-gone")
    publication = await publication_at(unit, comment.source, comment.post)
    if publication is not None:
        publication.replies = wanted
    quiet = await unit.session.scalar(
        select(QuietPost).where(QuietPost.source == comment.source, QuietPost.post == comment.post)
    )
    if wanted and quiet is not None:
        await unit.session.delete(quiet)
    elif not wanted and quiet is None and publication is None:
        unit.session.add(QuietPost(source=comment.source, post=comment.post, silenced_by=by, at=now))
    await unit.session.flush()
