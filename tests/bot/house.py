"""The program around the browser chat, in this process: it can be stopped and started like a server."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.channels.channel import Channel
from bot.channels.web import DemoPerson, WebChannel
from bot.inbox import Inbox
from bot.outbox import Outbox
from bot.papers import Papers
from bot.senders import Pause, Senders, pause_until
from handlers import LIBRARY
from handlers.dialogue.library import Library
from services import access, regulations
from storage.people import Account, Person
from storage.privacy import Consent
from storage.store import Store, Unit

TERRITORY = "vsevolozhsk"


class House:
    """One store and one web channel over it, with everything between."""

    def __init__(
        self,
        store: Store,
        *,
        library: Library = LIBRARY,
        demo: Callable[[], Awaitable[list[DemoPerson]]] | None = None,
        public_url: str | None = None,
        pause: Pause = pause_until,
    ) -> None:
        self.store = store
        self.library = library
        self.regulation = regulations.load(TERRITORY)
        self.demo = demo
        self.public_url = public_url
        self.pause = pause
        self.port = 0
        self.later = timedelta()
        self.others: list[Channel] = []
        self._listening: asyncio.Task[None] | None = None

    def now(self) -> datetime:
        return datetime.now(UTC) + self.later

    async def start(self) -> "House":
        """Opens the port (the same one again after a stop)."""
        papers = Papers(self.store, self.library)
        self.senders = Senders(papers.prepare, pause=self.pause)
        known = {self.regulation.id: self.regulation}
        self.inbox = Inbox(self.store, known, self.library, self.senders, clock=self.now)
        self.outbox = Outbox(self.store, known, self.library, papers.prepare, clock=self.now)
        self.channel = WebChannel(
            self.store,
            territory=TERRITORY,
            regulation=self.regulation,
            host="127.0.0.1",
            port=self.port,
            public_url=self.public_url,
            demo=self.demo,
            clock=self.now,
        )
        await self.channel.start()
        self.url = f"http://127.0.0.1:{self.channel.port}"
        self.port = self.channel.port
        self.inbox.web_url = self.outbox.web_url = self.channel.url
        self._listening = asyncio.create_task(self.channel.listen(partial(self.inbox.take, self.channel)))
        return self

    async def stop(self) -> None:
        """Ends as the program does: no new posts, what has come is dealt with, screens have left."""
        await self.channel.stop()
        if self._listening is not None:
            await self._listening
        await self.senders.finish(5.0)
        await self.inbox.acknowledge()
        await self.channel.close()

    async def tell_notices(self) -> int:
        """One beat of the outbox."""
        return await self.outbox.work([self.channel, *self.others])

    # --- people ------------------------------------------------------------------------------

    async def step(self, work: Callable[[Unit], Awaitable]):
        return await self.store.step(TERRITORY, work)

    async def person(self, last: str | None = None, *, consented: bool = True) -> int:
        async def make(unit: Unit) -> int:
            person = Person(last=last, first="Анна" if last else None, created_at=self.now())
            unit.session.add(person)
            await unit.session.flush()
            if consented:
                unit.session.add(
                    Consent(
                        person_id=person.id,
                        kind="data",
                        version="1",
                        given=True,
                        channel="web",
                        at=self.now(),
                    )
                )
            return person.id

        return await self.step(make)

    async def messenger(self, person_id: int, source: str, address: str) -> int:
        """An account of the person on another channel."""

        async def make(unit: Unit) -> int:
            account = Account(
                channel=source.partition(":")[0], source=source, address=address, person_id=person_id,
                used_at=self.now(),
            )  # fmt: skip
            unit.session.add(account)
            await unit.session.flush()
            return account.id

        return await self.step(make)

    async def link(self, person_id: int) -> str:
        """A one-time link into the browser, as a masked screen shows it."""
        return await self.step(lambda unit: access.open_browser_link(unit, person_id, self.now()))

    async def invitation(self, role: str = "teacher") -> str:
        return await self.step(lambda unit: access.make(unit, access.INVITATION, self.now(), role=role))
