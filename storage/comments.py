"""Questions put where everybody reads them, and what the service answers there.

The row of a reply is the order to a worker as well, claimed with a lease like a notice.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, bindparam, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Moment, Territorial

_IS_WAITING = "state IN ('waiting', 'claimed')"  # word for word in index and query, or the index is not used


class Comment(Territorial, Base):
    """One question: under a post, in a discussion, or a post of the author's own.

    `channel` is an id of the pack's channels, `source` the community. `kind` is comment, discussion,
    post or suggested, `place` the platform's own number for it and `post` that of what it stands
    under. `code` opens the chat with a reference to it. `address` is the author's account there and
    `person_id` who that is, set only for somebody who has consented. `answerable` says whether the
    service can write there. `state`: waiting (a suggested post nobody has published yet), open,
    requested (`request_id`), closed. Words and address of who never came go after a while.
    """

    __tablename__ = "comments"
    __table_args__ = (
        UniqueConstraint("territory", "source", "place"),
        UniqueConstraint("territory", "code"),
        Index(None, "territory", "state", "at"),
        Index(None, "territory", "source", "address"),
        Index(None, "territory", "channel", "at"),
        Index(None, "territory", "person_id"),
        Index(None, "territory", "request_id"),
        Index(None, "territory", "publication_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(60))
    address: Mapped[str | None] = mapped_column(String(80), info={"personal": True})
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(12))
    place: Mapped[str] = mapped_column(String(60))
    post: Mapped[str] = mapped_column(String(40))
    publication_id: Mapped[int | None] = mapped_column(ForeignKey("publications.id"))
    text: Mapped[str | None] = mapped_column(Text, info={"personal": True})
    link: Mapped[str | None] = mapped_column(String(200), info={"personal": True})
    at: Mapped[datetime]
    code: Mapped[str] = mapped_column(String(16))
    answerable: Mapped[bool]
    state: Mapped[str] = mapped_column(String(10))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("requests.id"))
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    closed_at: Mapped[datetime | None]


class CommentReply(Territorial, Base):
    """What the service writes under a question, once of each kind.

    `kind` is general (the assistant's own, with the link) or answer (words of `author_id`).
    `state`: waiting (until `due_at`), claimed (in a worker's hands until `lease_until`), posted
    (`link`), refused (`reason`), unclear (a backup was restored: it may stand there), dropped.
    `round` rises when somebody has it tried once more; what makes a repeat harmless depends on it.
    """

    __tablename__ = "comment_replies"
    __table_args__ = (
        UniqueConstraint("territory", "comment_id", "kind"),
        Index("ix_comment_replies_due", "due_at", "id",
              sqlite_where=text(_IS_WAITING), postgresql_where=text(_IS_WAITING)),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    source: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(8))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str | None] = mapped_column(Text, info={"personal": True})
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    round: Mapped[int] = mapped_column(default=1)
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime]
    worker: Mapped[str | None] = mapped_column(String(40))
    attempts: Mapped[int] = mapped_column(default=0)
    link: Mapped[str | None] = mapped_column(String(200), info={"personal": True})
    reason: Mapped[str | None] = mapped_column(String(120))
    posted_at: Mapped[datetime | None]


class QuietPost(Territorial, Base):
    """A post or discussion under which the assistant does not answer publicly, by whose wish."""

    __tablename__ = "quiet_posts"

    territory: Mapped[str] = mapped_column(String(40), primary_key=True)
    source: Mapped[str] = mapped_column(String(60), primary_key=True)
    post: Mapped[str] = mapped_column(String(40), primary_key=True)
    silenced_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


_pick = (
    select(CommentReply.id)
    .where(
        text(_IS_WAITING),
        CommentReply.due_at <= bindparam("now", type_=Moment),
        CommentReply.lease_until <= bindparam("now", type_=Moment),
        CommentReply.source == bindparam("place"),
        CommentReply.territory == bindparam("here"),
    )
    .order_by(CommentReply.due_at, CommentReply.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .cte("pick")
)
_CLAIM = (
    update(CommentReply)
    .where(CommentReply.id.in_(select(_pick.c.id)), CommentReply.territory == bindparam("here"))
    .values(
        state="claimed",
        lease_until=bindparam("lease", type_=Moment),
        worker=bindparam("by"),
        attempts=CommentReply.attempts + 1,
    )
    .returning(
        CommentReply.id,
        CommentReply.territory,
        CommentReply.comment_id,
        CommentReply.kind,
        CommentReply.round,
        CommentReply.attempts,
        CommentReply.due_at,
    )
    .execution_options(synchronize_session=False)
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A due reply in this worker's hands until its lease ends."""

    id: int
    territory: str
    comment_id: int
    kind: str
    round: int
    attempts: int
    due_at: datetime


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
    """Takes what is due in a community and nobody else holds, oldest first."""
    values = {"here": territory, "place": source, "now": now, "lease": lease, "by": worker, "limit": limit}
    found = [Claimed(*row) for row in await connection.execute(_CLAIM, values)]
    return sorted(found, key=lambda one: (one.due_at, one.id))


async def settle(
    connection: AsyncConnection,
    reply: Claimed,
    *,
    worker: str,
    state: str,
    now: datetime,
    due_at: datetime | None = None,
    link: str | None = None,
    reason: str | None = None,
) -> bool:
    """Writes what became of a claimed reply; False when the lease went to somebody else."""
    done = await connection.execute(
        update(CommentReply)
        .where(
            CommentReply.id == reply.id,
            CommentReply.territory == reply.territory,
            CommentReply.worker == worker,
            CommentReply.attempts == reply.attempts,
            CommentReply.state == "claimed",
        )
        .values(
            state=state,
            due_at=due_at or reply.due_at,
            lease_until=due_at or now,
            link=link,
            reason=reason,
            posted_at=now if state == "posted" else None,
        )
        .execution_options(synchronize_session=False)
    )
    return done.rowcount == 1


async def let_go(connection: AsyncConnection, now: datetime) -> int:
    """Ends the leases of a process that died, where nobody else serves this store."""
    done = await connection.execute(
        update(CommentReply)
        .where(CommentReply.state == "claimed", CommentReply.territory.is_not(None))
        .values(state="waiting", lease_until=now)
        .execution_options(synchronize_session=False)
    )
    return done.rowcount


async def hold(connection: AsyncConnection, now: datetime) -> int:
    """After a restore: what was due may stand there since the backup, so people look and decide.

    Gives the number of replies that are unclear now.
    """
    done = await connection.execute(
        update(CommentReply)
        .where(text(_IS_WAITING), CommentReply.due_at <= now, CommentReply.territory.is_not(None))
        .values(state="unclear", reason="restored", worker=None)
        .execution_options(synchronize_session=False)
    )
    return done.rowcount
