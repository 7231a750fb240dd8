"""The browser chat: who may come in, and how long a browser is known.

A browser comes in by a one-time link of a person (access.BROWSER), or by an invitation or a code
that joins accounts, with which the conversation then deals. It is
known by a secret in a cookie, of which the store keeps the hash alone. It is forgotten thirty
days after it was last used.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Row

from services import access, notices
from services.errors import DomainError
from services.values import loads
from storage import conversations
from storage.access import OneTimeCode, WebSession
from storage.conversations import Conversation
from storage.notices import Notice
from storage.people import Account, Person
from storage.privacy import Consent
from storage.store import Unit

CHANNEL = "web"
SESSION_LIFE = timedelta(days=30)
RENEWED_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A known browser. `renewed` says that its thirty days have just begun anew."""

    account_id: int
    person_id: int
    address: str
    locale: str
    consented: bool
    renewed: bool = False


@dataclass(frozen=True, slots=True)
class Entrance:
    """Who has come in. `secret` goes into the cookie; None where the browser was known already."""

    visitor: Visitor
    secret: str | None
    invitation: str | None = None


_consented = exists().where(
    Consent.territory == Account.territory,
    Consent.person_id == Account.person_id,
    Consent.kind == "data",
    Consent.given.is_(True),
    Consent.withdrawn_at.is_(None),
)
_WHO = select(Account.id, Account.person_id, Account.address, Account.locale, _consented)


async def recognise(unit: Unit, secret: str, now: datetime) -> Visitor | None:
    """The browser with this cookie; None for one that is unknown, has left or was away too long."""
    if not secret:
        return None
    digest = access.digest(secret)
    row = (
        await unit.connection.execute(
            _WHO.add_columns(WebSession.expires_at)
            .join(WebSession, WebSession.account_id == Account.id)
            .where(
                Account.territory == unit.territory,
                WebSession.territory == unit.territory,
                WebSession.digest == digest,
                WebSession.ended_at.is_(None),
                WebSession.expires_at > now,
            )
        )
    ).first()
    if row is None:
        return None
    renewed = row.expires_at < now + SESSION_LIFE - RENEWED_AFTER
    if renewed:
        await unit.connection.execute(
            update(WebSession)
            .where(WebSession.territory == unit.territory, WebSession.digest == digest)
            .values(expires_at=now + SESSION_LIFE)
        )
    return Visitor(row[0], row[1], row[2], row[3], bool(row[4]), renewed)


async def look(unit: Unit, code: str, now: datetime) -> OneTimeCode:
    """The code that a browser brings, unspent. Raises DomainError when it opens nothing (any more)."""
    for purpose in (access.BROWSER, access.LINK):
        try:
            return await access.look(unit, code, purpose, now)
        except DomainError as error:
            if error.key != "access-unknown-code":
                raise
    return await access.look(unit, code, access.INVITATION, now)


async def enter(
    unit: Unit, code: str, now: datetime, *, source: str, known: Visitor | None, locale: str = "ru"
) -> Entrance:
    """Comes in with a code. Raises DomainError when it opens nothing (any more).

    A person's link is spent here. An invitation, or a code that joins accounts, is not: the
    conversation spends it. A browser that is known already keeps its account when it brings one.
    `locale` is the language in which a stranger goes on.
    """
    found = await look(unit, code, now)
    if found.purpose != access.BROWSER:
        visitor = known or await _stranger(unit, source, locale, now)
        secret = None if known else await _open_session(unit, visitor.account_id, now)
        return Entrance(visitor, secret, code.strip().upper())
    assert found.person_id is not None, "a link into the browser is always somebody's"
    await access.spend(unit, code, access.BROWSER, now, by=found.person_id)
    visitor = await account_of(unit, found.person_id, source, now)
    await _show_again(unit, found, now)
    if known is not None and known.account_id == visitor.account_id:
        return Entrance(visitor, None)
    return Entrance(visitor, await _open_session(unit, visitor.account_id, now))


async def account_of(unit: Unit, person_id: int, source: str, now: datetime) -> Visitor:
    """The person's browser account, made when he first comes; he is now reached there first."""
    await unit.connection.execute(
        select(Person.id)
        .where(Person.territory == unit.territory, Person.id == person_id)
        .with_for_update(key_share=True)
    )
    mine = (
        Account.territory == unit.territory,
        Account.source == source,
        Account.person_id == person_id,
    )
    row = (await unit.connection.execute(_WHO.where(*mine).order_by(Account.id).limit(1))).first()
    if row is None:
        await _open_account(unit, person_id, source, now)
        row = (await unit.connection.execute(_WHO.where(*mine).order_by(Account.id).limit(1))).one()
    else:
        await unit.connection.execute(
            update(Account)
            .where(Account.territory == unit.territory, Account.id == row[0])
            .values(used_at=now, unreachable_at=None)
        )
    return _visitor(row)


async def leave(unit: Unit, secret: str, now: datetime) -> None:
    """The browser is known no more."""
    await unit.connection.execute(
        update(WebSession)
        .where(WebSession.territory == unit.territory, WebSession.digest == access.digest(secret))
        .values(ended_at=now)
    )


async def is_at_home(unit: Unit, account_id: int, now: datetime) -> bool:
    """Whether any browser may still open this account's chat."""
    found = await unit.connection.scalar(
        select(WebSession.id)
        .where(
            WebSession.territory == unit.territory,
            WebSession.account_id == account_id,
            WebSession.ended_at.is_(None),
            WebSession.expires_at > now,
        )
        .limit(1)
    )
    return found is not None


def _visitor(row: Row[int, int, str, str, bool]) -> Visitor:
    return Visitor(row[0], row[1], row[2], row[3], bool(row[4]))


async def _stranger(unit: Unit, source: str, locale: str, now: datetime) -> Visitor:
    """An account of somebody who has not said yet who he is."""
    address = secrets.token_hex(16)
    await conversations.create(
        unit.connection,
        territory=unit.territory,
        channel=CHANNEL,
        source=source,
        address=address,
        locale=locale,
        now=now,
    )
    row = await unit.connection.execute(
        _WHO.where(Account.territory == unit.territory, Account.source == source, Account.address == address)
    )
    return _visitor(row.one())


async def _open_account(unit: Unit, person_id: int, source: str, now: datetime) -> None:
    account_id = await unit.connection.scalar(
        Account.__table__.insert().returning(Account.id),  # type: ignore[attr-defined]
        {
            "territory": unit.territory,
            "channel": CHANNEL,
            "source": source,
            "address": secrets.token_hex(16),
            "person_id": person_id,
            "locale": await language(unit, person_id),
            "used_at": now,
        },
    )
    flavour = sqlite_insert if unit.connection.dialect.name == "sqlite" else pg_insert
    await unit.connection.execute(
        flavour(Conversation)
        .values(territory=unit.territory, person_id=person_id, account_id=account_id)
        .on_conflict_do_nothing()
    )


async def language(unit: Unit, person_id: int | None) -> str:
    """The language of the account this person used last; Russian for nobody in particular."""
    found: str | None = await unit.connection.scalar(
        select(Account.locale)
        .where(Account.territory == unit.territory, Account.person_id == person_id)
        .order_by(Account.used_at.desc())
        .limit(1)
    )
    return found or "ru"


async def _open_session(unit: Unit, account_id: int, now: datetime) -> str:
    secret = secrets.token_urlsafe(32)
    await unit.connection.execute(
        WebSession.__table__.insert(),  # type: ignore[attr-defined]
        {
            "territory": unit.territory,
            "digest": access.digest(secret),
            "account_id": account_id,
            "made_at": now,
            "expires_at": now + SESSION_LIFE,
        },
    )
    return secret


async def _show_again(unit: Unit, code: OneTimeCode, now: datetime) -> None:
    """A notice that was masked elsewhere and led here by this code is said again in full."""
    if code.notice_id is None:
        return
    row = (
        await unit.connection.execute(
            select(Notice.kind, Notice.args).where(
                Notice.territory == unit.territory,
                Notice.id == code.notice_id,
                Notice.person_id == code.person_id,
            )
        )
    ).first()
    if row is not None:
        await notices.write(
            unit,
            person_id=code.person_id or 0,
            kind=row.kind,
            key=f"web-{code.digest[:24]}",
            now=now,
            **loads(row.args),
        )
