"""Whose a public question is, how long it is kept, and how many are nobody's we know."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, String, cast, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services import comment_replies as replies
from services import privacy
from services.comment_drafts import SUGGESTED
from services.comment_requests import CLOSED, OPEN, WAITING
from services.regulations import Indicator, Regulation
from storage.comments import Comment
from storage.people import Account
from storage.publications import Publication
from storage.store import Unit

KEPT: Final = timedelta(days=30)
"""So long the words of somebody are kept who was answered publicly and never came."""
FORGOTTEN_A_STEP: Final = 200
_COMMENTS: Any = Comment.__table__


@privacy.when_agreeing
async def adopt(unit: Unit, person_id: int) -> None:
    """Whoever consents: what he asked from his accounts before is his."""
    await _give(unit, person_id)


@privacy.when_leaving
async def leave(unit: Unit, regulation: Regulation, person_id: int, now: datetime) -> None:
    """Whoever leaves: his questions wait no longer, and what was to be answered is not."""
    del regulation
    await _give(unit, person_id)
    await unit.session.execute(
        update(Comment)
        .where(Comment.person_id == person_id, Comment.state.in_((OPEN, WAITING)))
        .values(state=CLOSED, closed_at=now)
        .execution_options(synchronize_session=False)
    )
    await replies.drop_of(unit, person_id)
    drafts = select(Comment.publication_id).where(
        Comment.person_id == person_id, Comment.publication_id.is_not(None), Comment.kind == SUGGESTED
    )
    await unit.session.execute(
        update(Publication)
        .where(Publication.id.in_(drafts), Publication.state == "draft")
        .values(state="withdrawn", withdrawn_at=now, title="", text="")
        .execution_options(synchronize_session=False)
    )


async def _give(unit: Unit, person_id: int) -> None:
    mine = await unit.session.execute(
        select(Account.source, Account.address).where(Account.person_id == person_id)
    )
    for source, address in mine.all():
        await unit.session.execute(
            update(Comment)
            .where(Comment.source == source, Comment.address == address, Comment.person_id.is_(None))
            .values(person_id=person_id)
            .execution_options(synchronize_session=False)
        )


async def forget_old(unit: Unit, now: datetime) -> int:
    """Words, address and link of those who never came go thirty days after they were written.

    That somebody asked stays, for the count. Where a question stood goes with its author, also after
    an erasure: by the platform's own number it could be found again. Of every territory, some in one
    step; gives their number.
    """
    old = select(_COMMENTS.c.id).where(
        _COMMENTS.c.territory.is_not(None),
        _COMMENTS.c.person_id.is_(None),
        _COMMENTS.c.at < now - KEPT,
        or_(_COMMENTS.c.text.is_not(None), _COMMENTS.c.address.is_not(None)),
    )
    nobodys = select(_COMMENTS.c.id).where(
        _COMMENTS.c.territory.is_not(None),
        _COMMENTS.c.address.is_(None),
        _COMMENTS.c.place.not_like("gone-%"),
    )
    forgotten = await _set(unit, old, text=None, address=None, link=None, state=CLOSED)
    await _set(unit, nobodys, place=literal("gone-") + cast(_COMMENTS.c.id, String), post="")
    return forgotten


async def _set(unit: Unit, which: Select[Any], **values: Any) -> int:
    ids = list((await unit.connection.scalars(which.limit(FORGOTTEN_A_STEP))).all())
    if ids:
        await unit.connection.execute(
            update(_COMMENTS)
            .where(_COMMENTS.c.territory.is_not(None), _COMMENTS.c.id.in_(ids))
            .values(values)
        )
    return len(ids)


async def appeals(
    session: AsyncSession, indicator: Indicator, began: datetime, after: datetime
) -> int | None:
    """How many questions in the community were asked by somebody unknown, from one moment to another.

    None for an indicator without a line about such a channel: they are no part of any figure
    (VSV 4.1-3, «считается только педагог, найденный в списке»).
    """
    channels = {one for part in indicator.of_which for one in part.channels}
    if not channels:
        return None
    found = await session.scalar(
        select(func.count())
        .select_from(Comment)
        .where(
            Comment.channel.in_(sorted(channels)),
            Comment.person_id.is_(None),
            Comment.at >= began,
            Comment.at < after,
        )
    )
    return found or 0
