"""`Play`: a person and a screen, over the whole road of a message and a real store, no network."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bot.channels.channel import Delivery, Incoming
from bot.inbox import Inbox
from bot.outbox import Outbox
from bot.senders import Senders
from handlers import LIBRARY
from handlers.dialogue.conversation import Filed, Other, Pressed, Said, Typed
from handlers.dialogue.layout import Button, Limits, Sheet
from handlers.dialogue.library import Library
from locales import PLAIN, STRONG
from services import regulations
from storage.people import Account
from storage.store import Store, Unit, is_trouble
from tests import early_writes

MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Stage:
    """A channel that shows its sheets to the test. It can mask, refuse and fail to order."""

    name = "stage"

    def __init__(
        self,
        *,
        masked: bool = False,
        limits: Limits | None = None,
        name: str = "stage",
        greeting_only: bool = False,
        territory: str = "vsevolozhsk",
    ) -> None:
        self.name = name
        self.source = f"{name}:1"
        self.territory = territory
        self.limits = limits or Limits()
        self.masked = masked
        self.greeting_only = greeting_only
        self.shown: list[Delivery] = []
        self.notified: list[tuple[Delivery, str]] = []
        self.fails: list[Exception] = []

    async def show(self, delivery: Delivery) -> None:
        if self.fails:
            raise self.fails.pop(0)
        if delivery.sheet is not None:
            self.shown.append(delivery)

    async def notify(self, delivery: Delivery, *, token: str) -> None:
        if self.fails:
            raise self.fails.pop(0)
        self.notified.append((delivery, token))

    def link(self, code: str) -> str | None:
        return f"https://stage.example/{code}"


class Theatre:
    """A store, an inbox and a clock that moves only when told."""

    def __init__(
        self,
        store: Store,
        library: Library = LIBRARY,
        web_url: str = "https://web.example",
        regulation: str | Path = "vsevolozhsk",
    ) -> None:
        self.store = store
        self._pack = regulation
        self.library = library
        self.web_url = web_url
        self.now = MOMENT
        self.regulation = regulations.load(regulation)
        self.senders = Senders(self._prepare)
        self.inbox = Inbox(
            store,
            {self.regulation.id: self.regulation},
            library,
            self.senders,
            web_url=web_url,
            clock=self.clock,
        )
        self.events = itertools.count(1)
        self.defects: list[Exception] = []
        self._watch_defects()

    def again(self) -> "Theatre":
        """The program after a restart: the same store and hour, nothing else remembered."""
        theatre = Theatre(self.store, self.library, self.web_url, self._pack)
        theatre.now, theatre.events = self.now, self.events
        return theatre

    def _watch_defects(self) -> None:
        step = self.inbox._step

        async def watched(*args):
            try:
                return await step(*args)
            except Exception as error:
                if not is_trouble(error):
                    self.defects.append(error)
                raise

        self.inbox._step = watched

    def clock(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    async def _prepare(self, channel: object, delivery: Delivery) -> None:
        """Pictures and files are drawn by their own tests."""

    async def deliver(self, *stages: "Stage") -> int:
        """Lets the outbox send what is due, over these channels."""
        packs = {self.regulation.id: self.regulation}
        outbox = Outbox(
            self.store, packs, self.library, self._prepare, web_url=self.web_url, clock=self.clock
        )
        return await outbox.work(stages)

    def person(self, address: str = "1", stage: Stage | None = None) -> "Play":
        return Play(self, stage or Stage(territory=self.regulation.id), address)


class Play:
    """One person on one channel: what he does, and what he then sees."""

    def __init__(self, theatre: Theatre, stage: Stage, address: str) -> None:
        self.theatre = theatre
        self.stage = stage
        self.address = address

    async def does(self, said: Said, event: str | None = None) -> "Play":
        event = event or str(next(self.theatre.events))
        await self.theatre.inbox.take(self.stage, [Incoming((event,), self.address, said)])
        await self.theatre.senders.drained()
        assert not early_writes.found, early_writes.found.pop()
        return self

    async def also_on(self, stage: Stage, address: str) -> "Play":
        """The same person on another channel too."""

        async def link(unit: Unit) -> None:
            mine = Account.__table__.c
            source = (Account.source == self.stage.source) & (Account.address == self.address)
            person = await unit.session.scalar(select(mine.person_id).where(source, mine.territory != ""))
            unit.session.add(
                Account(
                    channel=stage.name,
                    source=stage.source,
                    address=address,
                    person_id=person,
                    locale="ru",
                    used_at=self.theatre.now,
                )
            )

        await self.theatre.store.step(stage.territory, link)
        return Play(self.theatre, stage, address)

    async def types(self, text: str, event: str | None = None, saw: int | None = None) -> "Play":
        return await self.does(Typed(text, saw), event)

    async def presses(self, label: str, event: str | None = None) -> "Play":
        return await self.does(Pressed(self.button(label).payload), event)

    async def pays(self, payload: str, event: str | None = None) -> "Play":
        return await self.does(Pressed(payload), event)

    async def sends_sticker(self) -> "Play":
        return await self.does(Other())

    async def sends_file(self, row: int = 0, name: str = "a.xlsx") -> "Play":
        return await self.does(Filed(row, name))

    async def agrees(self) -> "Play":
        """First contact as far as the consent."""
        await self.types("/start")
        await self.presses("О данных и согласии")
        return await self.presses("Согласен, согласна")

    @property
    def sheet(self) -> Sheet:
        mine = [delivery.sheet for delivery in self.stage.shown if delivery.address == self.address]
        assert mine, "nothing has been shown yet"
        assert mine[-1] is not None
        return mine[-1]

    @property
    def text(self) -> str:
        return "\n\n".join(self.sheet.parts).replace(STRONG, "").replace(PLAIN, "")

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.sheet.rows for button in row]

    def button(self, label: str | Callable[[Button], bool]) -> Button:
        buttons = [button for row in self.sheet.rows for button in row]
        wanted = (lambda b: b.label == label) if isinstance(label, str) else label
        found = next((button for button in buttons if wanted(button)), None)
        assert found, f"no button {label!r} among {self.labels} under:\n{self.text}"
        return found

    def sees(self, *fragments: str) -> "Play":
        for fragment in fragments:
            assert fragment in self.text or fragment in self.labels, (
                f"{fragment!r} is not on:\n{self.text}\n{self.labels}\ndefects: {self.theatre.defects[-1:]}"
            )
        return self
