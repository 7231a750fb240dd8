"""What is shown of publications: the lists, one card, and what a post consists of as people see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from services import event_notices, members
from services.access import entrance_code
from services.errors import DomainError
from services.event_rows import LARGEST
from services.publications import APPROVED, DRAFT, STUCK, WAITING, Wording
from services.regulations import Regulation
from services.values import Personal
from storage.events import Event
from storage.publications import Board, Door, Publication, PublicationPlace
from storage.store import Unit

MOST_LISTED = 200
EVENT_DOOR = "e"


@dataclass(frozen=True, slots=True)
class Place:
    """A board as people call it: the channel's short name and the board's own."""

    source: str
    kind: str
    channel: str
    title: str
    longest: int
    strong: bool
    comments: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A link that opens a conversation: the channel's short name and the address."""

    kind: str
    channel: str
    link: str


@dataclass(frozen=True, slots=True)
class Post:
    """All that a post shows. `sign_up` are the ways to sign up for its event, `ask` those to ask by."""

    kind: str
    title: str
    text: str
    asks: bool
    sign_up: tuple[Way, ...] = ()
    ask: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """An event as a post tells of it; `where` None for one online."""

    id: int
    title: str
    starts_at: datetime
    minutes: int
    where: str | None
    announcement: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A post in a list; `stuck` says that a coordinator has to do something."""

    id: int
    title: str | Personal
    state: str
    at: datetime
    stuck: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a post is at one board. `channel` is the board's source where the board is there no more."""

    id: int
    source: str
    channel: str
    task: str
    state: str
    due_at: datetime
    at: datetime | None
    link: str | None
    reason: str | None
    tries: int


@dataclass(frozen=True, slots=True)
class Card:
    """One post for the coordinators. `untouched`: no board has been tried, so the moment may change."""

    id: int
    words: Wording
    kind: str
    state: str
    replies: bool
    publish_at: datetime | None
    event: str | None
    standings: tuple[Standing, ...]
    untouched: bool


async def boards(unit: Unit, regulation: Regulation) -> list[Place]:
    """Where one can publish now."""
    rows = await unit.session.scalars(select(Board).order_by(Board.kind.desc(), Board.source))
    return [
        Place(
            one.source,
            one.kind,
            channel_name(regulation, one.kind),
            one.title,
            one.longest,
            one.strong,
            one.comments,
        )
        for one in rows
    ]


def channel_name(regulation: Regulation, kind: str) -> str:
    """What people of this territory call a channel."""
    return next((one.short for one in regulation.channels if one.id == kind), kind)


async def ways(unit: Unit, regulation: Regulation, code: str) -> tuple[Way, ...]:
    """The links that open a conversation with this code, one for every messenger."""
    rows = await unit.session.scalars(select(Door).order_by(Door.kind.desc(), Door.source))
    return tuple(
        Way(one.kind, channel_name(regulation, one.kind), one.link.replace("{code}", code)) for one in rows
    )


async def as_seen(unit: Unit, regulation: Regulation, words: Wording, now: datetime) -> Post:
    """All that a post with these words shows; it invites to sign up while its event lies ahead."""
    event = await unit.session.get(Event, words.event_id) if words.event_id else None
    ahead = event is not None and event.cancelled_at is None and event.public and event.starts_at > now
    return Post(
        kind=regulation.post_kind(words.kind).short,
        title=words.title,
        text=words.text,
        asks=words.asks,
        sign_up=await ways(unit, regulation, entrance_code(EVENT_DOOR, event.id)) if event and ahead else (),
        ask=await ways(unit, regulation, "") if words.asks else (),
    )


async def event_to_tell(unit: Unit, event_id: int, now: datetime) -> Told:
    """An event that everybody may be invited to. DomainError for any other."""
    event = await unit.session.get(Event, event_id) if 0 < event_id <= LARGEST else None
    if event is None or event.cancelled_at is not None or event.starts_at <= now or not event.public:
        raise DomainError("publications-no-such-event")
    where = None if event.online else await event_notices.where(unit, event)
    return Told(event.id, event.title, event.starts_at, event.minutes, where, event.announcement)


async def listing(unit: Unit, *, by: int, now: datetime) -> list[Line]:
    """Every post, what needs a decision first, then the newest."""
    await members.require(unit, by, now, members.COORDINATOR)
    bad = (
        select(func.count())
        .select_from(PublicationPlace)
        .where(PublicationPlace.publication_id == Publication.id, PublicationPlace.state.in_(STUCK))
        .scalar_subquery()
    )
    found = await unit.session.execute(
        select(Publication, bad).order_by(Publication.id.desc()).limit(MOST_LISTED)
    )
    lines = [
        Line(
            post.id,
            words_of(post).shown_title,
            post.state,
            post.publish_at or post.created_at,
            stuck=bool(count),
        )
        for post, count in found
    ]
    return sorted(lines, key=lambda line: not line.stuck)


async def stuck(unit: Unit) -> int:
    """How many posts wait for a coordinator's decision somewhere."""
    found = await unit.session.scalar(
        select(func.count(PublicationPlace.publication_id.distinct())).where(
            PublicationPlace.state.in_(STUCK)
        )
    )
    return found or 0


async def card(unit: Unit, regulation: Regulation, *, by: int, publication_id: int, now: datetime) -> Card:
    """One post with how far it is at every board. DomainError if there is none."""
    await members.require(unit, by, now, members.COORDINATOR)
    post = await unit.session.get(Publication, publication_id) if 0 < publication_id <= LARGEST else None
    if post is None:
        raise DomainError("publications-gone")
    event = await unit.session.get(Event, post.event_id) if post.event_id else None
    rows = list(
        await unit.session.scalars(
            select(PublicationPlace)
            .where(PublicationPlace.publication_id == post.id)
            .order_by(PublicationPlace.source.desc())
        )
    )
    named = {one.source: one.channel for one in await boards(unit, regulation)}
    return Card(
        id=post.id,
        words=words_of(post),
        kind=regulation.post_kind(post.kind).short,
        state=post.state,
        replies=post.replies,
        publish_at=post.publish_at,
        event=event.title if event else None,
        standings=tuple(_standing(one, named) for one in rows),
        untouched=post.state in (DRAFT, APPROVED)
        and all(one.state == WAITING and not one.attempts for one in rows),
    )


async def place_of(
    unit: Unit, regulation: Regulation, *, by: int, place_id: int, now: datetime
) -> tuple[Card, Standing]:
    """One board of a post, and the post. DomainError if there is none."""
    await members.require(unit, by, now, members.COORDINATOR)
    number = await unit.session.scalar(
        select(PublicationPlace.publication_id).where(PublicationPlace.id == min(place_id, LARGEST))
    )
    found = await card(unit, regulation, by=by, publication_id=number or 0, now=now)
    return found, next(one for one in found.standings if one.id == place_id)


def words_of(post: Publication) -> Wording:
    """What a post says."""
    suggested = post.created_by is None and post.approved_by is None
    reference = f"№ {post.id}" if suggested else ""
    return Wording(post.kind, post.title, post.text, post.event_id, post.asks, reference)


def _standing(place: PublicationPlace, named: dict[str, str]) -> Standing:
    return Standing(
        id=place.id,
        source=place.source,
        channel=named.get(place.source, place.source),
        task=place.task,
        state=place.state,
        due_at=place.due_at,
        at=place.published_at,
        link=place.link,
        reason=place.reason,
        tries=place.tries,
    )


def by_source(places: Sequence[Place], source: str) -> Place | None:
    """The board of this source, if it is still there."""
    return next((one for one in places if one.source == source), None)
