"""The community's channel in this process, with everything behind it: pauses take no time."""

import asyncio
import threading
from collections.abc import Sequence

from bot.channels.channel import Gone, Incoming
from bot.channels.vk import VkChannel
from bot.channels.vk_api import VkApi
from bot.channels.vk_callback import PATIENCE, Callback, VkCallback
from bot.channels.vk_poll import VkLongPoll
from handlers import LIBRARY
from handlers.dialogue.library import Library
from storage import conversations
from storage.conversations import Standing
from storage.store import Store
from tests.bot.house import TERRITORY, House
from tests.bot.stages import Pauses
from tests.bot.vk_program import ADDRESS, SECRET
from tests.fakes.vk import FakeVk
from tests.fakes.vk.callback import Server
from tests.fakes.vk.server import TOLD

HURRY = 100.0


class PollPauses:
    """Stands for the rests of the thread that reads: they are a hundred times shorter."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    def __call__(self, seconds: float, event: threading.Event) -> None:
        self.taken.append(seconds)
        event.wait(seconds / HURRY)


class VkHouse(House):
    """A house whose people also write to the community; `callback` has VK post what they do."""

    def __init__(
        self,
        store: Store,
        vk: FakeVk,
        *,
        callback: bool = False,
        timeouts: tuple[float, float] = (5.0, 20.0),
        patience: float = PATIENCE,
        library: Library = LIBRARY,
    ) -> None:
        self.pauses = Pauses()
        super().__init__(store, library=library, pause=self.pauses)
        self.vk = vk
        self.poll_pauses = PollPauses()
        self.server: Server | None = None
        if callback:
            vk.long_poll["enabled"] = False
            self.server = vk.callbacks.add(ADDRESS, "bot", SECRET)
            self.server.told.update(TOLD)
        self._timeouts = timeouts
        self._patience = patience
        self._serving: asyncio.Task[None] | None = None
        self.brought: list[list[Incoming | Gone]] = []
        self.gate = asyncio.Event()
        """While it is not set, the database keeps everybody waiting."""
        self.gate.set()
        self.fails: list[Exception] = []
        """What befalls the next batches in place of being taken in."""

    async def start(self, *, listens: bool = True) -> "VkHouse":
        await super().start()
        vk = self.vk
        api = VkApi(vk.token, vk.group_id, base_url=vk.url, timeouts=self._timeouts)
        self.community = VkChannel(api, self.store, territory=TERRITORY, masked=False, clock=self.now)
        events, source = self.community.events, self.community.source
        if self.server is None:
            self.community.receiver = VkLongPoll(
                api, self.store, events, source=source, clock=self.now, pause=self.poll_pauses
            )
        else:
            self.community.receiver = VkCallback(
                api,
                events,
                Callback(ADDRESS, SECRET, self.channel.hooks),
                together=self.store.in_place,
                patience=self._patience,
                pause=self.pauses,
            )
        await self.community.start()
        self.others = [self.community]
        if listens:
            await self.listens()
        return self

    async def listens(self) -> None:
        """Begins to take in what happens."""
        self._serving = asyncio.create_task(self.community.listen(self._take))
        if self.server is None:
            await self.vk.listened()
        else:
            self.vk.callbacks.lead(ADDRESS, self.url)
            assert self.server.status == "ok" or await self.vk.callbacks.confirm(self.server)

    async def _take(self, batch: Sequence[Incoming | Gone]) -> None:
        self.brought.append(list(batch))
        self.vk.changes.tell()
        await self.gate.wait()
        if self.fails:
            raise self.fails.pop(0)
        await self.inbox.take(self.community, batch)

    async def stop(self) -> None:
        self.gate.set()
        await self.community.stop()
        self.vk.heal()
        if self._serving is not None:
            await self._serving
        receiver = self.community.receiver
        if isinstance(receiver, VkLongPoll) and receiver.reader is not None:
            self.vk.expire_key()  # or the thread would wait for news
            await asyncio.to_thread(receiver.reader.join)
        await super().stop()
        await self.community.close()
        if self.server is not None:
            self.vk.callbacks.lead(ADDRESS, "")

    async def stands(self, address: int) -> Standing:
        """Where the conversation of this person stands, once everything known is noted."""
        await self.senders.drained()
        await self.inbox.acknowledge()
        whose = (TERRITORY, self.community.source, str(address), self.now())
        found = await self.step(lambda unit: conversations.standing(unit.connection, *whose))
        assert found is not None
        return found

    async def shows_owed(self) -> None:
        """What nobody has confirmed is shown again, as it is every few seconds."""
        await self.inbox.show_owed([self.community])
