"""Publications: written once, looked at, approved, and put up at every board there is (VSV 6.2).

Coordinators alone decide what the service tells everybody. What a worker does with an approved post
stands in ``services/publishing.py``, what is shown of it in ``services/publication_views.py``. A post
never names people: whoever approves it is warned where a surname of the roster stands in it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from services import members
from services.errors import DomainError
from services.event_rows import LARGEST
from services.regulations import Regulation
from services.values import Personal
from storage.events import Event
from storage.publications import Board, Publication, PublicationPlace
from storage.store import Unit

DRAFT, APPROVED, WITHDRAWN = "draft", "approved", "withdrawn"
PUBLISH, EDIT, DELETE = "publish", "edit", "delete"
WAITING, CLAIMED, PUBLISHED, FAILED = "waiting", "claimed", "published", "failed"
UNCLEAR, DELETED, DROPPED = "unclear", "deleted", "dropped"
STUCK: Final = (FAILED, UNCLEAR)
"""Where a coordinator has to do something."""
UNSURE: Final = "unsure"
"""The reason of a place that waits and of which nobody knows whether the last try had an effect."""
BY_HAND: Final = "by-hand"
"""The reason where the board's number of the post is unknown, so that only people can change it."""
LONGEST_TITLE, LONGEST_TEXT = 120, 3000
"""In UTF-16 units; with all that is added around them they fit every board there is."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a post says. `kind` is an id of the pack's kinds, `event_id` what it is about.

    `asks`: people are invited to ask, and any comment under the post is a question. `suggested` is the
    reference of a draft that somebody has suggested: until it is approved its words are his own.
    """

    kind: str
    title: str
    text: str
    event_id: int | None = None
    asks: bool = False
    suggested: str = ""

    @property
    def shown_title(self) -> str | Personal:
        """The title as a screen may show it."""
        return Personal(self.title, self.suggested) if self.suggested else self.title

    def shown(self, text: str) -> str | Personal:
        """The text, or what is made of it, as a screen may show it."""
        return Personal(text) if self.suggested else text


# --- written and approved --------------------------------------------------------------------


async def compose(
    unit: Unit, regulation: Regulation, *, by: int, run: str, words: Wording, now: datetime
) -> int:
    """A coordinator writes a post; gives its number. It is a draft, and the same run makes one.

    DomainError where words are missing or too long, or the event is nothing to invite everybody to.
    """
    await members.require(unit, by, now, members.COORDINATOR)
    made = await unit.session.scalar(select(Publication.id).where(Publication.run == run))
    if made is not None:
        return made
    await _check(unit, regulation, words, now)
    post = Publication(run=run, created_by=by, created_at=now, changed_at=now, state=DRAFT)
    _write(post, words)
    unit.session.add(post)
    await unit.session.flush()
    return post.id


async def approve(
    unit: Unit, *, by: int, publication_id: int, now: datetime, at: datetime | None = None
) -> None:
    """A coordinator approves a draft: it is put up everywhere now, or at a moment to come.

    DomainError when it was approved or withdrawn before, the moment has passed, or there is no board.
    """
    await members.require(unit, by, now, members.COORDINATOR)
    post = await locked(unit, publication_id)
    if post.state != DRAFT:
        raise DomainError(
            "publications-approved-before" if post.state == APPROVED else "publications-withdrawn"
        )
    due = _ahead(at, now)
    boards = list(await unit.session.scalars(select(Board.source).order_by(Board.source)))
    if not boards:
        raise DomainError("publications-no-boards")
    post.state, post.approved_by, post.approved_at, post.publish_at = APPROVED, by, now, due
    unit.session.add_all(
        PublicationPlace(
            publication_id=post.id, source=source, wanted=post.revision, due_at=due, lease_until=now
        )
        for source in boards
    )
    await unit.session.flush()


async def move(
    unit: Unit, *, by: int, publication_id: int, now: datetime, at: datetime | None = None
) -> None:
    """An approved post that has appeared nowhere yet gets another moment, or appears now."""
    await members.require(unit, by, now, members.COORDINATOR)
    post = await locked(unit, publication_id)
    places = await places_of(unit, post.id)
    if post.state != APPROVED or any(one.state != WAITING or one.attempts for one in places):
        raise DomainError("publications-under-way")
    post.publish_at = due = _ahead(at, now)
    for one in places:
        one.due_at = due
    await unit.session.flush()


# --- changed and withdrawn -------------------------------------------------------------------


async def change(
    unit: Unit,
    regulation: Regulation,
    *,
    by: int,
    publication_id: int,
    words: Wording,
    now: datetime,
) -> None:
    """Gives a post other words; where it has appeared it is edited."""
    await members.require(unit, by, now, members.COORDINATOR)
    post = await locked(unit, publication_id)
    if post.state == WITHDRAWN:
        raise DomainError("publications-withdrawn")
    await _check(unit, regulation, words, now, was=post.event_id)
    _write(post, words)
    post.revision += 1
    post.changed_by, post.changed_at = by, now
    for one in await places_of(unit, post.id):
        one.wanted = post.revision
        if one.state == PUBLISHED or (one.task == EDIT and one.state in STUCK):
            want(one, EDIT, now)
    await unit.session.flush()


async def withdraw(unit: Unit, *, by: int, publication_id: int, now: datetime) -> None:
    """Takes a post back: where it has appeared it is deleted, where it waits it does not appear.

    Where nobody knows whether it has appeared a coordinator has to look.
    """
    await members.require(unit, by, now, members.COORDINATOR)
    post = await locked(unit, publication_id)
    if post.state == WITHDRAWN:
        raise DomainError("publications-withdrawn")
    post.state, post.withdrawn_by, post.withdrawn_at = WITHDRAWN, by, now
    for one in await places_of(unit, post.id):
        if one.state == PUBLISHED or one.task == EDIT:
            if one.state != CLAIMED:  # whoever has it in hands sees to it
                want(one, DELETE, now)
        elif one.state == FAILED or (one.state == WAITING and one.reason != UNSURE):
            one.state = DROPPED
        elif one.state == WAITING:
            one.state = UNCLEAR
    await unit.session.flush()


async def allow_replies(unit: Unit, *, by: int, publication_id: int, on: bool, now: datetime) -> None:
    """Whether the assistant answers publicly under this post."""
    await members.require(unit, by, now, members.COORDINATOR)
    post = await locked(unit, publication_id)
    post.replies, post.changed_by, post.changed_at = on, by, now
    await unit.session.flush()


# --- where something went wrong --------------------------------------------------------------


async def again(unit: Unit, *, by: int, place_id: int, now: datetime) -> int:
    """Tries once more at a board; gives the number of the post.

    Where it is unclear whether the post has appeared it is published anew, and may then stand there
    twice: the coordinator has looked. DomainError where there is nothing to try.
    """
    await members.require(unit, by, now, members.COORDINATOR)
    post, place = await _stuck(unit, place_id)
    if place.reason == BY_HAND or (post.state == WITHDRAWN and place.task != DELETE):
        raise DomainError("publications-only-by-hand")
    if place.state == UNCLEAR:
        place.round += 1
    want(place, place.task, now)
    await unit.session.flush()
    return post.id


async def resolve(unit: Unit, *, by: int, place_id: int, now: datetime) -> int:
    """«Вышло», or done by hand: the board is as it should be; gives the number of the post."""
    await members.require(unit, by, now, members.COORDINATOR)
    post, place = await _stuck(unit, place_id)
    if place.task == DELETE:
        place.state = DELETED
    elif post.state == WITHDRAWN:
        place.state = DROPPED
    else:
        place.state, place.done = PUBLISHED, place.wanted
        place.published_at = place.published_at or now
    place.reason = None
    await unit.session.flush()
    return post.id


async def _stuck(unit: Unit, place_id: int) -> tuple[Publication, PublicationPlace]:
    number = await unit.session.scalar(
        select(PublicationPlace.publication_id).where(PublicationPlace.id == min(place_id, LARGEST))
    )
    post = await locked(unit, number or 0)
    place = next(one for one in await places_of(unit, post.id) if one.id == place_id)
    if place.state not in STUCK:
        raise DomainError("publications-settled-before")
    return post, place


# --- rows ------------------------------------------------------------------------------------


async def locked(unit: Unit, publication_id: int) -> Publication:
    """The post's row, which nobody else changes until this transaction ends. DomainError if none."""
    found: Publication | None = await unit.session.scalar(
        select(Publication)
        .where(Publication.id == min(publication_id, LARGEST))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise DomainError("publications-gone")
    return found


async def places_of(unit: Unit, publication_id: int) -> list[PublicationPlace]:
    """Where the post stands or is to stand, locked, in a fixed order."""
    rows = await unit.session.scalars(
        select(PublicationPlace)
        .where(PublicationPlace.publication_id == publication_id)
        .order_by(PublicationPlace.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(rows)


def units(text: str) -> int:
    """How long a text is as the strictest board counts, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def want(place: PublicationPlace, task: str, now: datetime) -> None:
    """Has something done at a board at once, or by people where the board's number is unknown."""
    place.task, place.tries, place.reason = task, 0, None
    if task != PUBLISH and place.post_id is None:
        place.state, place.reason = FAILED, BY_HAND
        return
    place.state, place.due_at, place.lease_until = WAITING, now, now


def _ahead(at: datetime | None, now: datetime) -> datetime:
    if at is not None and at <= now:
        raise DomainError("publications-in-the-past")
    return at or now


def _write(post: Publication, words: Wording) -> None:
    post.kind, post.title, post.text = words.kind, words.title.strip(), words.text.strip()
    post.event_id, post.asks = words.event_id, words.asks


async def _check(
    unit: Unit, regulation: Regulation, words: Wording, now: datetime, *, was: int | None = None
) -> None:
    regulation.post_kind(words.kind)
    title, text = words.title.strip(), words.text.strip()
    if not 0 < units(title) <= LONGEST_TITLE or not 0 < units(text) <= LONGEST_TEXT:
        raise DomainError("publications-unclear-words")
    if words.event_id is None or words.event_id == was:
        return
    event = await unit.session.get(Event, min(words.event_id, LARGEST))
    if event is None or event.cancelled_at is not None or event.starts_at <= now or not event.public:
        raise DomainError("publications-no-such-event")
