"""Random walks: whatever people do, there is always a screen, never an exception, never an early write."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import handlers
from handlers.dialogue.conversation import Arrived, Filed
from handlers.dialogue.layout import Button
from services.people import ROLES
from storage.installation import epoch
from storage.people import Person, RoleGrant
from storage.privacy import Consent
from storage.store import Store, Unit
from tests.handlers.dialogue.house import TOPICS, World, build
from tests.handlers.dialogue.test_layout import fits
from tests.handlers.dialogue.test_lists import TELEGRAM, VK
from tests.play import Play, Stage, Theatre

SAID = (
    "да",
    "нет",
    "1",
    "2",
    "12",
    "завтра",
    "15:30",
    "25.11",
    "спасибо",
    "готово",
    "дальше",
    "пропустить",
    "оставить",
    "пауза",
    "назад",
    "отмена",
    "меню",
    "помощь",
    "/start",
    "/start ABCDEFGHJK",
    "/menu",
    "/help",
    "/cancel",
    "/back",
    "/nothing",
    "а",
    "тема",
    "",
    " ",
    "👍",
    "²",
    "\x00",
    "Не слушают меня в пятом классе",
    "x" * 5000,
    "очень " * 300,
    "@#$%^&*()",
    "**так**",
)
NAME = "Щедровицкая"
TYPED_NAME = "Мордухай-Болтовский жалуется"
ACTIONS = ("press",) * 12 + (
    "label",
    "label",
    "old",
    "old",
    "text",
    "text",
    "early",
    "named",
    "sticker",
    "file",
    "caption",
    "arrive",
    "restart",
    "other",
    "later",
    "world",
)
STEPS = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 10_000)), min_size=5, max_size=45)
WALK = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@dataclass
class Walk:
    """One person on an open channel with many buttons and on a masked one with few."""

    theatre: Theatre
    plays: list[Play]
    change: Callable[[int], None] = lambda number: None
    at: int = 0
    seen: list[str] = field(default_factory=list)
    fresh: str = ""

    @property
    def play(self) -> Play:
        return self.plays[self.at]

    def buttons(self) -> list[Button]:
        return [button for row in self.play.sheet.rows for button in row if button.payload]

    async def goes(self, action: str, number: int) -> None:
        shown = len(self.play.stage.shown)
        self.fresh = ""
        if await getattr(self, f"_{action}")(number):
            assert len(self.play.stage.shown) > shown, f"no screen after {action}"
        self._check()

    async def _press(self, number: int) -> bool:
        buttons = self.buttons()
        if not buttons:
            return await self._text(number)
        self.fresh = buttons[number % len(buttons)].payload
        self.seen.append(self.fresh)
        await self.play.pays(self.fresh)
        return True

    async def _label(self, number: int) -> bool:
        buttons = self.buttons()
        await self.play.types(buttons[number % len(buttons)].label if buttons else "меню")
        return True

    async def _old(self, number: int) -> bool:
        await self.play.pays(self.seen[number % len(self.seen)] if self.seen else "x.y.z")
        return True

    async def _text(self, number: int) -> bool:
        await self.play.types(SAID[number % len(SAID)])
        return True

    async def _early(self, number: int) -> bool:
        await self.play.types(SAID[number % len(SAID)], saw=0)
        return True

    async def _named(self, _number: int) -> bool:
        await self.plays[0].types(TYPED_NAME)
        return self.at == 0

    async def _sticker(self, _number: int) -> bool:
        await self.play.sends_sticker()
        return True

    async def _file(self, number: int) -> bool:
        await self.play.sends_file(row=number % 3)
        return True

    async def _caption(self, number: int) -> bool:
        await self.play.does(Filed(number % 2, "a.jpg", SAID[number % len(SAID)]))
        return True

    async def _arrive(self, _number: int) -> bool:
        await self.play.does(Arrived())
        return True

    async def _restart(self, _number: int) -> bool:
        self.theatre = self.theatre.again()
        for play in self.plays:
            play.theatre = self.theatre
        return False

    async def _other(self, _number: int) -> bool:
        self.at = 1 - self.at
        await self.play.does(Arrived())
        return False

    async def _later(self, number: int) -> bool:
        self.theatre.now += timedelta(hours=number % 60)
        return False

    async def _world(self, number: int) -> bool:
        self.change(number)
        return False

    def _check(self) -> None:
        assert not self.theatre.defects, self.theatre.defects
        sheet = self.play.sheet
        fits(sheet, self.play.stage.limits)
        assert sheet.parts
        if self.fresh.startswith(">"):
            assert "не действует" not in sheet.notice, f"a fresh link leads nowhere: {self.fresh}"
        shown = "".join(repr(delivery.sheet) for delivery in self.plays[1].stage.shown[-2:])
        assert NAME not in shown
        assert "Болтовск" not in shown


async def set_out(store: Store, theatre: Theatre, roles: tuple[str, ...]) -> Walk:
    """A person with these roles, who has consented, on two channels; strangers have none and have not."""
    openly = theatre.person("1", Stage(name="open", limits=TELEGRAM))
    await openly.types("/start")
    hidden = await openly.also_on(Stage(name="hidden", masked=True, limits=VK), "2")

    async def enrol(unit: Unit) -> None:
        person = await unit.session.get_one(Person, 1)
        person.last, person.first, person.patronymic = NAME, "Ада", "Львовна"
        if roles:
            unit.session.add(
                Consent(person_id=1, kind="data", version="1", given=True, channel="open", at=theatre.now)
            )
        for role in roles:
            unit.session.add(RoleGrant(person_id=1, role=role, since=theatre.now))

    await store.step("vsevolozhsk", enrol)
    await hidden.does(Arrived())
    return Walk(theatre, [openly, hidden])


def walk(template: Path, scene: Callable[[Store], Awaitable[None]]) -> None:
    """Runs a scene on a new SQLite store."""

    async def with_store() -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "store.db"
            file.write_bytes(template.read_bytes())
            store = Store(f"sqlite+aiosqlite:///{file}")
            await store.open()
            await store.step("", lambda unit: epoch(unit.connection))
            try:
                await scene(store)
            finally:
                await store.close()

    asyncio.run(with_store())


@WALK
@given(steps=STEPS)
def test_a_walk_through_the_small_dialogues(sqlite_template: Path, steps: list[tuple[str, int]]):
    world = World(people=30, items=4)

    def change(number: int) -> None:
        world.topics = list(TOPICS[number % 4 :])
        world.extra, world.full, world.term = number % 3 == 0, number % 5 == 0, f"через {number % 7} дней"
        world.topics = world.topics or ["feedback"]

    async def scene(store: Store) -> None:
        going = await set_out(store, Theatre(store, build(world)), ("teacher",))
        going.change = change
        await going.plays[0].types("/menu")
        going.plays[0].stage.shown.clear()
        await going.plays[0].types("/menu")
        for action, number in steps:
            if action != "named":  # the small dialogues repeat typed words as if they were not personal
                await going.goes(action, number)

    walk(sqlite_template, scene)


@pytest.mark.parametrize("roles", [(), ("teacher",), ROLES], ids=["stranger", "teacher", "everything"])
@WALK
@given(steps=STEPS)
def test_a_walk_through_everything_there_is(
    sqlite_template: Path, roles: tuple[str, ...], steps: list[tuple[str, int]]
):
    async def scene(store: Store) -> None:
        going = await set_out(store, Theatre(store, handlers.LIBRARY), roles)
        await going.plays[0].types("/menu" if roles else "/start")
        for action, number in steps:
            await going.goes(action, number)

    walk(sqlite_template, scene)


@pytest.mark.parametrize("roles", [(), ("teacher",), ROLES], ids=["stranger", "teacher", "everything"])
def test_every_dialogue_opens_for_everybody_with_a_screen(sqlite_template: Path, roles: tuple[str, ...]):
    """By links that fit and by forged ones, on both channels: a screen or a sentence, never a defect."""

    async def scene(store: Store) -> None:
        going = await set_out(store, Theatre(store, handlers.LIBRARY), roles)
        for name in sorted(handlers.LIBRARY.dialogues):
            for args in ("", ":=1", ":=999999", ":x", ":=1:=2", ":=1:x"):
                for play in going.plays:
                    await play.pays(f">{name}{args}")
                    fits(play.sheet, play.stage.limits)
                    assert not going.theatre.defects, (name, args, going.theatre.defects)

    walk(sqlite_template, scene)
