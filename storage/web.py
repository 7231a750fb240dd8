"""The browser chat: what a browser shows, as other messengers keep it on their own servers.

Every new or changed message takes the next number of its chat, so a browser that comes back
asks for what came after the last number it knows. The newest messages are kept, no more.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    Row,
    String,
    Text,
    UniqueConstraint,
    case,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Territorial

KEPT = 60


class WebChat(Territorial, Base):
    """How far a browser chat has come. Its row is locked while a message takes its number.

    A number is at least the microsecond in which it was taken, so that after an erasure or a restored
    backup a chat goes on above every number that an open browser may still remember, however fast
    its messages came. It stays below 2**53, which a browser counts exactly.
    """

    __tablename__ = "web_chats"
    __table_args__ = {"info": {"erased": "rows"}}  # noqa: RUF012

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    last: Mapped[int] = mapped_column(BigInteger)


class WebMessage(Territorial, Base):
    """One message as a browser shows it; `changed` is the number of its last change."""

    __tablename__ = "web_messages"
    __table_args__ = (
        UniqueConstraint("territory", "account_id", "token"),
        Index(None, "territory", "account_id", "changed"),
        {"info": {"erased": "rows"}},
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    changed: Mapped[int] = mapped_column(BigInteger)
    author: Mapped[str] = mapped_column(String(8))
    screen_no: Mapped[int] = mapped_column(default=0)
    token: Mapped[str | None] = mapped_column(String(80))
    content: Mapped[str] = mapped_column(Text, info={"personal": True})
    at: Mapped[datetime]


class WebFile(Territorial, Base):
    """The picture or file of a message."""

    __tablename__ = "web_files"
    __table_args__ = {"info": {"erased": "rows"}}  # noqa: RUF012

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200), info={"personal": True})
    picture: Mapped[bool]
    content: Mapped[bytes] = mapped_column(LargeBinary, info={"personal": True})


@dataclass(frozen=True, slots=True)
class Chat:
    """Whose browser chat is meant."""

    territory: str
    account_id: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A picture or file on its way into a chat."""

    name: str
    picture: bool
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """A message to show. `screen_no` is 0 for what is no screen; a token keeps it from coming twice."""

    author: str
    content: str
    at: datetime
    screen_no: int = 0
    token: str | None = None
    paper: Paper | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What changed in a chat: the messages, the first number still kept, the number to ask from next.

    Numbers appear in the order of commits, so whoever has seen one has missed none below it.
    """

    messages: Sequence[Row[int, str, int, str | None, str, datetime, int]]
    first: int
    last: int


async def show(connection: AsyncConnection, chat: Chat, message: Message, *, pressed: int = 0) -> None:
    """Shows a screen: in place of the pressed message where that is the newest, else below.

    The same screen is never shown twice: a repeat takes the place of the first.
    """
    changed = await _next(connection, chat)
    number = await _same_screen(connection, chat, message.screen_no)
    if number is None and pressed and message.paper is None:
        number = await _editable(connection, chat, pressed)
    if number is None:
        await _append(connection, chat, message, changed)
        await _trim(connection, chat)
        return
    await connection.execute(
        update(WebMessage)
        .where(
            WebMessage.territory == chat.territory,
            WebMessage.account_id == chat.account_id,
            WebMessage.number == number,
        )
        .values(changed=changed, content=message.content, screen_no=message.screen_no, at=message.at)
    )


async def add(connection: AsyncConnection, chat: Chat, message: Message) -> bool:
    """Adds a message below all others; False when one with this token is there already."""
    changed = await _next(connection, chat)
    known = select(WebMessage.number).where(
        WebMessage.territory == chat.territory,
        WebMessage.account_id == chat.account_id,
        WebMessage.token == message.token,
    )
    if message.token is not None and await connection.scalar(known) is not None:
        return False
    await _append(connection, chat, message, changed)
    await _trim(connection, chat)
    return True


async def since(connection: AsyncConnection, chat: Chat, number: int) -> News:
    """What is new or changed after this number, in the order of the chat."""
    mine = (WebMessage.territory == chat.territory, WebMessage.account_id == chat.account_id)
    found = await connection.execute(
        select(
            WebMessage.number,
            WebMessage.author,
            WebMessage.screen_no,
            WebMessage.token,
            WebMessage.content,
            WebMessage.at,
            WebMessage.changed,
        )
        .where(*mine, WebMessage.changed > number)
        .order_by(WebMessage.number)
    )
    messages = found.all()
    # looked up last: asked first, a chat still empty then would say that none of these is kept
    first = await connection.scalar(select(func.min(WebMessage.number)).where(*mine))
    return News(messages, first or 0, max([number, *(message.changed for message in messages)]))


async def paper(connection: AsyncConnection, chat: Chat, number: int) -> Paper | None:
    """The picture or file of a message of this chat."""
    row = (
        await connection.execute(
            select(WebFile.name, WebFile.picture, WebFile.content).where(
                WebFile.territory == chat.territory,
                WebFile.account_id == chat.account_id,
                WebFile.number == number,
            )
        )
    ).first()
    return Paper(*row) if row else None


async def moved_on(connection: AsyncConnection, territory: str, known: dict[int, int]) -> list[int]:
    """Which of these chats (account and last number known) another process has added to."""
    rows = await connection.execute(
        select(WebMessage.account_id, func.max(WebMessage.changed))
        .where(WebMessage.territory == territory, WebMessage.account_id.in_(list(known)))
        .group_by(WebMessage.account_id)
    )
    return [account_id for account_id, last in rows if last > known[account_id]]


async def _next(connection: AsyncConnection, chat: Chat) -> int:
    """The chat's next number; its row stays locked until the commit, so numbers appear in order."""
    flavour = sqlite_insert if connection.dialect.name == "sqlite" else pg_insert
    moment = time.time_ns() // 1000
    new = flavour(WebChat).values(territory=chat.territory, account_id=chat.account_id, last=moment)
    rising = case((WebChat.last < new.excluded.last, new.excluded.last), else_=WebChat.last + 1)
    number: int | None = await connection.scalar(
        new.on_conflict_do_update(index_elements=[WebChat.account_id], set_={"last": rising}).returning(
            WebChat.last
        )
    )
    assert number is not None
    return number


async def _same_screen(connection: AsyncConnection, chat: Chat, screen_no: int) -> int | None:
    if not screen_no:
        return None
    number: int | None = await connection.scalar(
        select(WebMessage.number).where(
            WebMessage.territory == chat.territory,
            WebMessage.account_id == chat.account_id,
            WebMessage.screen_no == screen_no,
        )
    )
    return number


async def _editable(connection: AsyncConnection, chat: Chat, pressed: int) -> int | None:
    """The pressed message, if it is the newest and bears no picture or file."""
    with_paper = exists().where(
        WebFile.territory == chat.territory,
        WebFile.account_id == chat.account_id,
        WebFile.number == WebMessage.number,
    )
    newest = (
        await connection.execute(
            select(WebMessage.number, WebMessage.author, with_paper)
            .where(WebMessage.territory == chat.territory, WebMessage.account_id == chat.account_id)
            .order_by(WebMessage.number.desc())
            .limit(1)
        )
    ).first()
    if newest is None or newest[0] != pressed or newest[1] != "bot" or newest[2]:
        return None
    return pressed


async def _append(connection: AsyncConnection, chat: Chat, message: Message, number: int) -> None:
    place = {"territory": chat.territory, "account_id": chat.account_id, "number": number}
    await connection.execute(
        insert(WebMessage).values(
            **place,
            changed=number,
            author=message.author,
            screen_no=message.screen_no,
            token=message.token,
            content=message.content,
            at=message.at,
        )
    )
    if message.paper is not None:
        sheet = message.paper
        await connection.execute(
            insert(WebFile).values(**place, name=sheet.name, picture=sheet.picture, content=sheet.content)
        )


async def _trim(connection: AsyncConnection, chat: Chat) -> None:
    oldest = await connection.scalar(
        select(WebMessage.number)
        .where(WebMessage.territory == chat.territory, WebMessage.account_id == chat.account_id)
        .order_by(WebMessage.number.desc())
        .offset(KEPT)
        .limit(1)
    )
    if oldest is None:
        return
    for table in (WebFile, WebMessage):
        await connection.execute(
            delete(table).where(
                table.territory == chat.territory,
                table.account_id == chat.account_id,
                table.number <= oldest,
            )
        )
