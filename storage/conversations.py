"""The hot path: what every message reads and writes, in three prepared statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Moment, Territorial
from storage.people import Account, Person, RoleGrant
from storage.prepared import Prepared
from storage.privacy import Consent
from storage.trouble import LostRace

DELETED_A_STEP = 500


class Conversation(Territorial, Base):
    """Where a person's talk stands: the answers given, the screen, and whether it was shown.

    The screen is owed to `account_id` (of the bot or community `source`) while
    `shown_no < screen_no`; `owed_until` is the lease of whoever is sending it, and is empty when
    nothing is owed (storage.owed).
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_owed", "source", "owed_until",
              sqlite_where=text("owed_until IS NOT NULL"), postgresql_where=text("owed_until IS NOT NULL")),
        {"info": {"erased": "rows"}},
    )  # fmt: skip

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    source: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[str] = mapped_column(Text, default="", info={"personal": True, "values": True})
    screen: Mapped[str] = mapped_column(Text, default="", info={"personal": True, "values": True})
    screen_no: Mapped[int] = mapped_column(default=0)
    shown_no: Mapped[int] = mapped_column(default=0)
    owed_until: Mapped[datetime | None]


class Seen(Base):
    """An update that has been dealt with; kept for seven days."""

    __tablename__ = "seen"
    __table_args__ = (Index(None, "at"), {"sqlite_with_rowid": False})

    source: Mapped[str] = mapped_column(String(60), primary_key=True)
    event_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime]


class DeadLetter(Territorial, Base):
    """An update that broke the program twice; kept for thirty days for whoever mends it."""

    __tablename__ = "dead_letters"
    __table_args__ = (
        Index(None, "territory", "at"),
        Index(None, "territory", "account_id"),
        {"info": {"erased": "rows"}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    source: Mapped[str] = mapped_column(String(60))
    event_id: Mapped[str] = mapped_column(String(80))
    error: Mapped[str] = mapped_column(Text, info={"personal": True})
    body: Mapped[str] = mapped_column(Text, info={"personal": True})
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Standing:
    """Account, person and conversation of whoever wrote, as plain values."""

    territory: str
    account_id: int
    channel: str
    source: str
    locale: str
    used_at: datetime
    unreachable: bool
    person_id: int
    ref: str
    profile: str | None
    last: str | None
    first: str | None
    patronymic: str | None
    consented: bool
    roles: frozenset[str]
    account_shown: int | None
    state: str
    screen: str
    screen_no: int
    shown_no: int


def _flavours(table: type[Base], **values: Any) -> list[Any]:
    """An INSERT that leaves a row that is already there alone, in the words of either database."""
    return [insert(table).values(**values).on_conflict_do_nothing() for insert in (sqlite_insert, pg_insert)]


_SEEN = Prepared(
    *_flavours(
        Seen,
        source=bindparam("source"),
        event_id=bindparam("event_id"),
        at=bindparam("at", type_=Moment),
    )
)
_consented = exists().where(
    Consent.territory == Account.territory,
    Consent.person_id == Account.person_id,
    Consent.kind == "data",
    Consent.given.is_(True),
    Consent.withdrawn_at.is_(None),
)
_STANDING = Prepared(
    select(
        Account.id,
        Account.channel,
        Account.source,
        Account.locale,
        Account.used_at,
        Account.unreachable_at,
        Person.id,
        Person.ref,
        Person.profile,
        Person.last,
        Person.first,
        Person.patronymic,
        _consented,
        RoleGrant.role,
        Conversation.account_id,
        Conversation.state,
        Conversation.screen,
        Conversation.screen_no,
        Conversation.shown_no,
    )
    .select_from(Account)
    .join(Person, Person.id == Account.person_id)
    .outerjoin(Conversation, Conversation.person_id == Person.id)
    .outerjoin(
        RoleGrant,
        and_(
            RoleGrant.person_id == Person.id,
            RoleGrant.territory == bindparam("territory"),
            or_(RoleGrant.until.is_(None), RoleGrant.until > bindparam("now", type_=Moment)),
        ),
    )
    .where(
        Account.territory == bindparam("territory"),
        Account.source == bindparam("source"),
        Account.address == bindparam("address"),
    )
)
_LOCK = Prepared(
    select(Conversation.person_id)
    .join(Account, Account.person_id == Conversation.person_id)
    .where(
        Account.territory == bindparam("territory"),
        Account.source == bindparam("source"),
        Account.address == bindparam("address"),
    )
    .with_for_update(key_share=True, of=Conversation)
)
_SAVE = Prepared(
    update(Conversation)
    .where(Conversation.person_id == bindparam("person"), Conversation.territory == bindparam("of"))
    .values(
        account_id=bindparam("account"),
        source=bindparam("of_source"),
        state=bindparam("new_state"),
        screen=bindparam("new_screen"),
        screen_no=bindparam("no"),
        shown_no=bindparam("shown"),
        owed_until=bindparam("owed", type_=Moment),
    )
    .execution_options(synchronize_session=False)
)


async def remember(connection: AsyncConnection, source: str, event_ids: Iterable[str], now: datetime) -> int:
    """Notes the parts of an update; gives how many of them are new. 0: all of it has been dealt with."""
    new = 0
    for event_id in event_ids:
        new += await _SEEN.run(connection, source=source, event_id=event_id, at=now)
    return new


async def standing(
    connection: AsyncConnection, territory: str, source: str, address: str, now: datetime
) -> Standing | None:
    """Who wrote and where the talk stands; on PostgreSQL the conversation's row is locked first."""
    whose = {"territory": territory, "source": source, "address": address}
    locked: Sequence[Any] = ()
    if connection.dialect.name == "postgresql":
        locked = await _LOCK.rows(connection, **whose)
    rows = await _STANDING.rows(connection, **whose, now=now)
    if not rows:
        return None
    found = _standing(territory, rows)
    if locked and locked[0][0] != found.person_id:
        raise LostRace  # the account went over to another person while we waited for the lock
    return found


def _standing(territory: str, rows: Sequence[Sequence[Any]]) -> Standing:
    (account_id, channel, source, locale, used_at, unreachable_at, person_id, ref, profile, last, name,
     patronymic, consented, _role, account_shown, state, screen, screen_no, shown_no) = rows[0]  # fmt: skip
    return Standing(
        territory=territory,
        account_id=account_id,
        channel=channel,
        source=source,
        locale=locale,
        used_at=used_at,
        unreachable=unreachable_at is not None,
        person_id=person_id,
        ref=ref,
        profile=profile,
        last=last,
        first=name,
        patronymic=patronymic,
        consented=bool(consented),
        roles=frozenset(row[13] for row in rows if row[13]),
        account_shown=account_shown,
        state=state or "",
        screen=screen or "",
        screen_no=screen_no or 0,
        shown_no=shown_no or 0,
    )


async def create(
    connection: AsyncConnection,
    *,
    territory: str,
    channel: str,
    source: str,
    address: str,
    locale: str,
    now: datetime,
) -> None:
    """Makes person, account and conversation for whoever writes for the first time.

    Two processes may try at once: the loser of the race on the account's unique key is rolled
    back by the unit of work and tries again.
    """
    person_id = await connection.scalar(
        Person.__table__.insert().returning(Person.id),  # type: ignore[attr-defined]
        {"territory": territory, "created_at": now},
    )
    account_id = await connection.scalar(
        Account.__table__.insert().returning(Account.id),  # type: ignore[attr-defined]
        {
            "territory": territory,
            "channel": channel,
            "source": source,
            "address": address,
            "person_id": person_id,
            "locale": locale,
            "used_at": now,
        },
    )
    await connection.execute(
        Conversation.__table__.insert(),  # type: ignore[attr-defined]
        {"territory": territory, "person_id": person_id, "account_id": account_id, "source": source},
    )


async def save(
    connection: AsyncConnection,
    standing: Standing,
    *,
    state: str,
    screen: str,
    screen_no: int,
    owed_until: datetime,
) -> None:
    """Keeps the conversation; its screen is owed from this commit on."""
    same_account = standing.account_shown == standing.account_id
    saved = await _SAVE.run(
        connection,
        person=standing.person_id,
        of=standing.territory,
        account=standing.account_id,
        of_source=standing.source,
        new_state=state,
        new_screen=screen,
        no=screen_no,
        shown=standing.shown_no if same_account else 0,
        owed=owed_until,
    )
    if not saved:  # an account that was joined to a person who has never talked
        await _begin(connection, standing, standing.person_id)
        await save(
            connection, standing, state=state, screen=screen, screen_no=screen_no, owed_until=owed_until
        )


async def _begin(connection: AsyncConnection, standing: Standing, person_id: int) -> None:
    sqlite, postgresql = _flavours(
        Conversation, territory=standing.territory, person_id=person_id,
        account_id=standing.account_id, source=standing.source,
    )  # fmt: skip
    await connection.execute(sqlite if connection.dialect.name == "sqlite" else postgresql)


async def move(connection: AsyncConnection, standing: Standing, person_id: int) -> Standing:
    """Takes the conversation along when its account joins another person's record.

    The state given back is that person's own: what waits there goes on waiting.
    """
    await _begin(connection, standing, person_id)
    row = (
        await connection.execute(
            select(Conversation.screen_no, Conversation.state)
            .where(Conversation.person_id == person_id, Conversation.territory == standing.territory)
            .with_for_update(key_share=True)
        )
    ).one()
    await connection.execute(
        update(Conversation)
        .where(Conversation.person_id == standing.person_id, Conversation.territory == standing.territory)
        .values(state="", screen="", owed_until=None)
    )
    return replace(
        standing,
        person_id=person_id,
        account_shown=None,
        state=row.state,
        screen_no=max(row.screen_no, standing.screen_no),
    )


async def touch(connection: AsyncConnection, standing: Standing, now: datetime) -> None:
    """Notes that the account is in use and can be reached."""
    await connection.execute(
        update(Account)
        .where(Account.id == standing.account_id, Account.territory == standing.territory)
        .values(used_at=now, unreachable_at=None)
    )


async def forget_seen(connection: AsyncConnection, before: datetime) -> int:
    """Deletes old update ids, a few at a time; gives the number deleted."""
    old = select(Seen.source, Seen.event_id).where(Seen.at < before).limit(DELETED_A_STEP)
    done = await connection.execute(delete(Seen).where(tuple_(Seen.source, Seen.event_id).in_(old)))
    return done.rowcount


async def forget_dead_letters(connection: AsyncConnection, before: datetime) -> int:
    """Deletes old dead letters of every territory; gives the number deleted."""
    done = await connection.execute(
        delete(DeadLetter).where(DeadLetter.at < before, DeadLetter.territory.is_not(None))
    )
    return done.rowcount
