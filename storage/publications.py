"""Publications: what the service tells everybody, where it is to stand, and what became of it there.

The row of a place is the order to a worker as well, claimed with a lease like a notice. What has to
be done (`task`) and how far that is (`state`) are two things: a deletion fails as a publishing does.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, bindparam, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Moment, Territorial

_IS_WAITING = "state IN ('waiting', 'claimed')"  # word for word in index and query, or the index is not used


class Publication(Territorial, Base):
    """One post, the same at every place.

    `run` is the run of the dialogue that made it, `kind` an id of the pack's kinds (VSV 6.2).
    `asks`: published as «задайте вопрос», so any comment under it is a question. `replies`: whether
    the assistant answers publicly under it. `state` is draft, approved or withdrawn; `revision` rises
    with every change of the words. `publish_at` is when the approved post is to appear.
    `created_by` is nobody where it came from outside.
    """

    __tablename__ = "publications"
    __table_args__ = (
        UniqueConstraint("territory", "run"),
        Index(None, "territory", "event_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    asks: Mapped[bool] = mapped_column(default=False)
    replies: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    revision: Mapped[int] = mapped_column(default=1)
    publish_at: Mapped[datetime | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None]


class PublicationPlace(Territorial, Base):
    """One post at one board.

    `task` is what is wanted of the board: publish, edit, delete. `state`: waiting (until `due_at`),
    claimed (in a worker's hands until `lease_until`), published, failed (`reason`), unclear (nobody
    knows whether it has appeared, or the change was made), deleted, dropped (it never appeared and
    shall not). `wanted` and `done` are revisions of the post. `attempts` counts claims and `settled`
    is the last one of which the end is known: a gap is a worker that died in between. `tries` are
    those without success since it was wanted. `round` rises when a coordinator has it published once
    more; what makes a repeat harmless depends on it.
    """

    __tablename__ = "publication_places"
    __table_args__ = (
        UniqueConstraint("territory", "publication_id", "source"),
        Index("ix_publication_places_due", "due_at", "id",
              sqlite_where=text(_IS_WAITING), postgresql_where=text(_IS_WAITING)),
        Index(None, "territory", "source", "post_id"),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publications.id"))
    source: Mapped[str] = mapped_column(String(60))
    task: Mapped[str] = mapped_column(String(8), default="publish")
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    wanted: Mapped[int] = mapped_column(default=1)
    done: Mapped[int] = mapped_column(default=0)
    round: Mapped[int] = mapped_column(default=1)
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime]
    worker: Mapped[str | None] = mapped_column(String(40))
    attempts: Mapped[int] = mapped_column(default=0)
    settled: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    post_id: Mapped[str | None] = mapped_column(String(40))
    link: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(String(60))
    published_at: Mapped[datetime | None]


class Board(Territorial, Base):
    """A place where one can publish now; the program writes them down whenever it starts.

    `source` is the community or chat, `kind` an id of the pack's channels, `title` its own name.
    `longest` is how long a post may be, in UTF-16 units; `strong` says whether it shows emphasis,
    `comments` whether the assistant hears of what people write under a post.
    """

    __tablename__ = "boards"

    territory: Mapped[str] = mapped_column(String(40), primary_key=True)
    source: Mapped[str] = mapped_column(String(60), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    longest: Mapped[int]
    strong: Mapped[bool]
    comments: Mapped[bool]


class Door(Territorial, Base):
    """An address that opens a conversation with the assistant; `{code}` in it is where to.

    `kind` is an id of the pack's channels. It stays while its platform is down.
    """

    __tablename__ = "doors"

    territory: Mapped[str] = mapped_column(String(40), primary_key=True)
    source: Mapped[str] = mapped_column(String(60), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    link: Mapped[str] = mapped_column(String(200))


_pick = (
    select(PublicationPlace.id)
    .where(
        text(_IS_WAITING),
        PublicationPlace.due_at <= bindparam("now", type_=Moment),
        PublicationPlace.lease_until <= bindparam("now", type_=Moment),
        PublicationPlace.source == bindparam("board"),
        PublicationPlace.territory == bindparam("here"),
    )
    .order_by(PublicationPlace.due_at, PublicationPlace.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .cte("pick")
)
_CLAIM = (
    update(PublicationPlace)
    .where(PublicationPlace.id.in_(select(_pick.c.id)), PublicationPlace.territory == bindparam("here"))
    .values(
        state="claimed",
        lease_until=bindparam("lease", type_=Moment),
        worker=bindparam("by"),
        attempts=PublicationPlace.attempts + 1,
    )
    .returning(
        PublicationPlace.id,
        PublicationPlace.territory,
        PublicationPlace.publication_id,
        PublicationPlace.source,
        PublicationPlace.task,
        PublicationPlace.wanted,
        PublicationPlace.round,
        PublicationPlace.attempts,
        PublicationPlace.settled,
        PublicationPlace.tries,
        PublicationPlace.post_id,
    )
    .execution_options(synchronize_session=False)
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is to be done at one board, in this worker's hands until its lease ends."""

    id: int
    territory: str
    publication_id: int
    source: str
    task: str
    wanted: int
    round: int
    attempts: int
    settled: int
    tries: int
    post_id: str | None

    @property
    def left_behind(self) -> bool:
        """Whether an earlier attempt has ended without a word: it may have reached the board."""
        return self.attempts - self.settled > 1


async def claim(
    connection: AsyncConnection,
    *,
    territory: str,
    source: str,
    now: datetime,
    lease: datetime,
    worker: str,
    limit: int,
) -> list[Claimed]:
    """Takes what is due at a board and nobody else holds; one statement serves both databases."""
    values = {"here": territory, "board": source, "now": now, "lease": lease, "by": worker, "limit": limit}
    rows = await connection.execute(_CLAIM, values)
    found = [Claimed(*tuple(row)) for row in rows]
    return sorted(found, key=lambda one: one.id)


async def let_go(connection: AsyncConnection, now: datetime) -> None:
    """Ends the leases of a dead process: what it had in hands need not wait for their end."""
    await connection.execute(
        update(PublicationPlace)
        .where(
            text(_IS_WAITING),
            PublicationPlace.lease_until > now,
            PublicationPlace.state == "claimed",
            PublicationPlace.territory.is_not(None),
        )
        .values(lease_until=now)
        .execution_options(synchronize_session=False)
    )


async def hold(connection: AsyncConnection, now: datetime) -> int:
    """After a restore: what was due may have appeared since the backup, so the coordinator decides.

    Gives the number of places that are unclear now. What is due later was done by nobody and waits
    on, and so do changes and deletions: to repeat them does no harm.
    """
    done = await connection.execute(
        update(PublicationPlace)
        .where(
            text(_IS_WAITING),
            PublicationPlace.task == "publish",
            PublicationPlace.due_at <= now,
            PublicationPlace.territory.is_not(None),
        )
        .values(state="unclear", reason="restored", worker=None, settled=PublicationPlace.attempts)
        .execution_options(synchronize_session=False)
    )
    return done.rowcount
