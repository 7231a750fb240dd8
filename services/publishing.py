"""What a worker does with a post at a board, and what becomes of the order when it ends or fails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from services import comment_drafts, notices
from services.publication_views import Post, as_seen, channel_name, words_of
from services.publications import (
    CLAIMED,
    DELETE,
    DELETED,
    DROPPED,
    EDIT,
    FAILED,
    PUBLISH,
    PUBLISHED,
    UNCLEAR,
    UNSURE,
    WAITING,
    WITHDRAWN,
    locked,
    want,
)
from services.regulations import Regulation
from storage.events import Event
from storage.publications import Board, Claimed, Door, Publication, PublicationPlace
from storage.store import Unit

STUCK_NOTICE = "publication-stuck"
EVENT_OFF, DIED, NO_BOARD = "event-off", "died", "no-board"


@dataclass(frozen=True, slots=True)
class Known:
    """A board or a door as its channel states it."""

    source: str
    kind: str
    title: str = ""
    longest: int = 0
    strong: bool = False
    comments: bool = False
    link: str = ""


async def note_boards(unit: Unit, boards: Sequence[Known], doors: Sequence[Known]) -> None:
    """Writes down where one can publish now and by which doors people come in.

    A name or an address that its platform did not tell, since it is down, stays as it was. What was
    to be done at a board that is there no more is left to the coordinator.
    """
    standing = {one.source: one for one in await unit.session.scalars(select(Board))}
    for one in boards:
        board = standing.pop(one.source, None) or Board(source=one.source, title="")
        board.kind, board.title = one.kind, one.title[:200] or board.title
        board.longest, board.strong, board.comments = one.longest, one.strong, one.comments
        unit.session.add(board)
    open_doors = {one.source: one for one in await unit.session.scalars(select(Door))}
    for one in doors:
        door = open_doors.pop(one.source, None) or Door(source=one.source, link="")
        door.kind, door.link = one.kind, one.link or door.link
        if door.link:
            unit.session.add(door)
    for gone in (*standing.values(), *open_doors.values()):
        await unit.session.delete(gone)
    await unit.session.flush()
    await _leave_orders(unit, [one.source for one in boards])


async def _leave_orders(unit: Unit, sources: Sequence[str]) -> None:
    """Nobody serves these places any more; what was in hands when that ended may have appeared."""
    left = await unit.session.scalars(
        select(PublicationPlace)
        .where(PublicationPlace.state.in_((WAITING, CLAIMED)), PublicationPlace.source.not_in(sources))
        .order_by(PublicationPlace.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for place in left:
        unsure = place.task == PUBLISH and (place.state == CLAIMED or place.reason == UNSURE)
        place.settled = place.attempts
        place.state, place.reason = UNCLEAR if unsure else FAILED, NO_BOARD
    await unit.session.flush()


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done at a board: with which post, of which revision.

    `suggested` is the board's number of what somebody has suggested there.
    """

    post: Post
    revision: int
    suggested: str | None = None


async def prepare(
    unit: Unit, regulation: Regulation, order: Claimed, *, worker: str, repeatable: bool, now: datetime
) -> Work | None:
    """What is to be done now; None where the order has come to its end without.

    An order whose worker died may have been carried out. Where a repeat would be a second post nobody
    knows, and the coordinator decides. A post that was withdrawn meanwhile does not appear.
    """
    held = await _held(unit, order, worker)
    if held is None:
        return None
    post, place = held
    if order.task == PUBLISH:
        unsure = _may_be_there(order, place)
        withdrawn = post.state == WITHDRAWN
        if withdrawn and not unsure:
            _end(place, DROPPED, None)
            return None
        if unsure and (withdrawn or not repeatable):
            place.state, place.reason = UNCLEAR, DIED if order.left_behind else place.reason
            await _tell(unit, regulation, post, place, now)
            return None
        event = await unit.session.get(Event, post.event_id) if post.event_id else None
        if event is not None and event.cancelled_at is not None and not unsure:
            place.state, place.reason = FAILED, EVENT_OFF
            await _tell(unit, regulation, post, place, now)
            return None
    suggested = await comment_drafts.origin(unit, order.publication_id, order.source)
    return Work(await as_seen(unit, regulation, words_of(post), now), post.revision, suggested)


async def done(
    unit: Unit,
    order: Claimed,
    work: Work,
    *,
    worker: str,
    now: datetime,
    post_id: str | None = None,
    link: str | None = None,
) -> bool:
    """The board has done it; what has been wanted since comes next. False when the lease went elsewhere."""
    held = await _held(unit, order, worker)
    if held is None:
        return False
    post, place = held
    if order.task == DELETE:
        _end(place, DELETED, None)
        return True
    if order.task == PUBLISH:
        place.post_id, place.link, place.published_at = post_id, link, now
    place.done = work.revision
    _end(place, PUBLISHED, None)
    if post.state == WITHDRAWN:
        want(place, DELETE, now)
    elif place.wanted > place.done:
        want(place, EDIT, now)
    await unit.session.flush()
    return True


async def later(
    unit: Unit, order: Claimed, *, worker: str, at: datetime, reason: str, counts: bool = True
) -> bool:
    """It is tried again at that moment; `counts` as a try without success. False as with `done`."""
    held = await _held(unit, order, worker)
    if held is None:
        return False
    _, place = held
    _end(place, WAITING, UNSURE if _may_be_there(order, place) else reason, due_at=at)
    place.tries += counts
    await unit.session.flush()
    return True


async def give_up(
    unit: Unit,
    regulation: Regulation,
    order: Claimed,
    *,
    worker: str,
    unclear: bool,
    reason: str,
    now: datetime,
) -> bool:
    """The coordinator has to do something, and is told. False as with `done`."""
    held = await _held(unit, order, worker)
    if held is None:
        return False
    post, place = held
    if post.state == WITHDRAWN and order.task == EDIT:
        _end(place, PUBLISHED, None)
        want(place, DELETE, now)
        await unit.session.flush()
        return True
    unclear = unclear or _may_be_there(order, place)
    place.state, place.reason = UNCLEAR if unclear else FAILED, reason
    await _tell(unit, regulation, post, place, now)
    return True


def _may_be_there(order: Claimed, place: PublicationPlace) -> bool:
    """Whether an earlier try may have put the post up; no later one that fails makes that impossible."""
    return order.task == PUBLISH and (order.left_behind or place.reason == UNSURE)


async def _held(unit: Unit, order: Claimed, worker: str) -> tuple[Publication, PublicationPlace] | None:
    """Post and place, locked in the order of everybody else, if this worker still holds the place."""
    post = await locked(unit, order.publication_id)
    place: PublicationPlace | None = await unit.session.scalar(
        select(PublicationPlace)
        .where(
            PublicationPlace.id == order.id,
            PublicationPlace.worker == worker,
            PublicationPlace.attempts == order.attempts,
            PublicationPlace.state == CLAIMED,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (post, place) if place is not None else None


def _end(place: PublicationPlace, state: str, reason: str | None, due_at: datetime | None = None) -> None:
    place.state, place.reason, place.settled = state, reason, place.attempts
    if due_at is not None:
        place.due_at = place.lease_until = due_at


async def _tell(
    unit: Unit, regulation: Regulation, post: Publication, place: PublicationPlace, now: datetime
) -> None:
    """Whoever decided last about this post is told that something has to be done."""
    place.settled = place.attempts
    await unit.session.flush()
    board = await unit.session.get(Board, (unit.territory, place.source))
    teller = post.withdrawn_by or post.changed_by or post.approved_by
    if teller is not None:
        await notices.write(
            unit,
            person_id=teller,
            kind=STUCK_NOTICE,
            key=f"publication:{place.id}:{place.attempts}",
            now=now,
            due_at=regulation.next_allowed(now),
            publication=post.id,
            title=post.title,
            channel=channel_name(regulation, board.kind) if board else place.source,
            unclear=place.state == UNCLEAR,
        )
