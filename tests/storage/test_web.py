"""The browser chat's own messages, where two write and read at once."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import web
from storage.store import Store
from storage.web import Chat, Message
from tests.storage.scenes import HERE, NOW, comes, opponent

pytestmark = pytest.mark.postgres


@pytest.fixture
def database_url(postgres_database: str) -> str:
    return postgres_database


class Meanwhile:
    """A connection between whose first and second statement something else is committed."""

    def __init__(self, connection: AsyncConnection, what: Any) -> None:
        self.connection = connection
        self.what = what

    async def _then(self, result: Any) -> Any:
        what, self.what = self.what, None
        if what:
            await what()
        return result

    async def execute(self, statement: Any) -> Any:
        return await self._then(await self.connection.execute(statement))

    async def scalar(self, statement: Any) -> Any:
        return await self._then(await self.connection.scalar(statement))


async def test_a_message_that_comes_while_a_browser_looks_is_missed_by_none(store: Store):
    chat = Chat(HERE, (await comes(store)).account_id)
    async with opponent(store) as reader, opponent(store) as writer:

        async def somebody_writes() -> None:
            await web.add(writer, chat, Message("bot", "{}", NOW))
            await writer.commit()

        known, seen = 0, set()
        for connection in (Meanwhile(reader, somebody_writes), reader):
            news = await web.since(connection, chat, known)
            known = news.last
            seen |= {message.number for message in news.messages}
            assert all(news.first and number >= news.first for number in seen), "drawn, and taken away again"
        assert len(seen) == 1
