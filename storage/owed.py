"""Screens that are owed: saved with the conversation, and owed until a platform has taken them (CORE 13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, case, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.base import Moment
from storage.conversations import Conversation
from storage.people import Account
from storage.prepared import Prepared

OWED_BATCH = 100
Place = tuple[int, int]

_no = bindparam("no", type_=Integer)
_there = (
    Conversation.person_id == bindparam("person"),
    Conversation.account_id == bindparam("account"),
    Conversation.territory.is_not(None),
)
_SHOWN = Prepared(
    update(Conversation)
    .where(*_there)
    .values(
        shown_no=case((Conversation.shown_no < _no, _no), else_=Conversation.shown_no),
        owed_until=case((Conversation.screen_no <= _no, None), else_=Conversation.owed_until),
    )
    .execution_options(synchronize_session=False)
)
_HOPELESS = Prepared(
    update(Conversation)
    .where(*_there, Conversation.screen_no <= _no)
    .values(owed_until=None)
    .execution_options(synchronize_session=False)
)
_EXPIRED = Prepared(
    select(
        Conversation.territory,
        Conversation.person_id,
        Account.id,
        Account.channel,
        Account.source,
        Account.address,
        Account.locale,
        Conversation.screen,
        Conversation.screen_no,
    )
    .join(Account, Account.id == Conversation.account_id)
    .where(
        Conversation.owed_until.is_not(None),
        Conversation.owed_until < bindparam("now", type_=Moment),
        Conversation.source == bindparam("of_source"),
        Conversation.territory == Account.territory,
    )
    .order_by(Conversation.owed_until)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=Conversation, key_share=True)
)
_LEASE = Prepared(
    update(Conversation)
    .where(Conversation.person_id == bindparam("person"), Conversation.territory == bindparam("of"))
    .values(owed_until=bindparam("lease", type_=Moment))
    .execution_options(synchronize_session=False)
)


_LET_GO = Prepared(
    update(Conversation)
    .where(Conversation.owed_until > bindparam("now", type_=Moment), Conversation.territory.is_not(None))
    .values(owed_until=bindparam("now", type_=Moment))
    .execution_options(synchronize_session=False)
)


@dataclass(frozen=True, slots=True)
class Owed:
    """A screen that no platform has confirmed."""

    territory: str
    person_id: int
    account_id: int
    channel: str
    source: str
    address: str
    locale: str
    screen: str
    screen_no: int


async def claim(
    connection: AsyncConnection,
    *,
    now: datetime,
    lease: datetime,
    sources: Iterable[str],
    most: int = OWED_BATCH,
) -> list[Owed]:
    """Takes screens whose sender has died or given up, so many of every source.

    The lease keeps others away. Sources that nobody serves here are left alone.
    """
    owed: list[Owed] = []
    for source in sources:
        rows = await _EXPIRED.rows(connection, now=now, of_source=source, most=most)
        owed += [Owed(*row) for row in rows]
    if owed:
        leases = [{"person": one.person_id, "of": one.territory, "lease": lease} for one in owed]
        await _LEASE.run_each(connection, leases)
    return owed


async def let_go(connection: AsyncConnection, now: datetime) -> int:
    """Ends every lease: for a store that no other process serves, so that whoever held them is dead."""
    return await _LET_GO.run(connection, now=now)


async def confirm(
    connection: AsyncConnection, shown: dict[Place, int], hopeless: dict[Place, int]
) -> set[Place]:
    """Notes what the platforms have taken and what they never will; gives the places noted.

    A place is (person, account); with it goes the screen's number. The highest number counts.
    What is hopeless is no longer owed, but nobody has seen it. On PostgreSQL a conversation that
    is being talked in is left for the next time, so that confirmations wait for nobody.
    """
    places = await _free(connection, {*shown, *hopeless})
    for statement, batch in ((_SHOWN, shown), (_HOPELESS, hopeless)):
        rows = [
            {"person": person, "account": account, "no": number}
            for (person, account), number in sorted(batch.items())
            if (person, account) in places
        ]
        if rows:
            await statement.run_each(connection, rows)
    return places


async def _free(connection: AsyncConnection, places: set[Place]) -> set[Place]:
    """The places whose conversation nobody holds just now; all of them where nobody can."""
    if connection.dialect.name == "sqlite" or not places:
        return places
    people = {person for person, _ in places}
    ours = select(Conversation.person_id).where(
        Conversation.person_id.in_(people), Conversation.territory.is_not(None)
    )
    locked = ours.order_by(Conversation.person_id).with_for_update(skip_locked=True, key_share=True)
    free = set((await connection.execute(locked)).scalars())
    held = set((await connection.execute(ours)).scalars()) - free if len(free) < len(people) else set()
    return {place for place in places if place[0] not in held}
