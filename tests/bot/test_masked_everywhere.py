"""Every dialogue there is, opened by everybody on a masked channel: nothing personal comes or goes.

The wanderers of test_masking go where chance leads them, over real HTTP; here no dialogue is left out.
"""

import asyncio
import inspect
import random
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

import bot.__main__ as program
from bot.papers import Papers
from handlers import LIBRARY
from handlers.dialogue import course
from handlers.dialogue.layout import Button
from handlers.dialogue.wire import wire_link
from services import comments, notices
from services.comments import Said
from services.values import Personal
from storage.notices import LOST, Notice
from storage.people import Person
from storage.store import Store, Unit
from tests.papers import text_of
from tests.play import MOMENT, Play, Stage, Theatre
from tests.shelves import rows, traces
from tests.staff_lists import table
from tests.unmistakable import FAMILY, FATHERS, GIVEN, OWN_WORDS, ROLES, leaks, rename, settle

TYPED = "ъписьмо"
"""Stands in everything that is typed here, and in nothing that is in the store before."""
PLAIN = ("Встреча коллег", "1", "15:30", "завтра", "Назад", "Отмена")
WORDS = (f"{TYPED} {FAMILY} {GIVEN}", f"{TYPED} {OWN_WORDS}", *PLAIN[1:])
DESK = ("event-new", "event-edit", "publication-new", "publication-edit")
"""What is typed here is an announcement, which is kept and is nobody's own words."""
LAST = ("my-withdrawal", "erase")
"""After these somebody is a stranger."""
ELSEWHERE = tuple(f">{name}" for name in (*DESK, *LAST, "resume"))
ROSTER = (
    ["ФИО", "Дата рождения", "Должность", "Категория", "Стаж", "Организация", "Телефон", "Электронная почта"],
    [f"{FAMILY} {GIVEN} {FATHERS}", "05.05.1980", "учитель музыки", "нет", 9, "школа № 5", "", ""],
    [f"{FAMILY}-{FAMILY} {GIVEN}", "06.06.1999", "учитель", "нет", 1, "школа № 5", "+79210000000", "ъ@ъ.рф"],
)
STEPS = 7


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A municipality of unmistakable people, and a staff list of theirs that was loaded."""
    rename(monkeypatch)
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "store.db"
    asyncio.run(settle(made, MOMENT.date(), "masked", "masked:1"))
    (tmp_path / "list.xlsx").write_bytes(table(*ROSTER))
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{made}")
    assert program.main(["roster", "import", "list.xlsx", "--yes"]) == 0
    return made


@pytest.fixture
async def theatre(file: Path) -> AsyncIterator[Theatre]:
    store = Store(f"sqlite+aiosqlite:///{file}")
    await store.open()
    theatre = Theatre(store)
    await asked_in_public(theatre)
    await theatre.store.step(theatre.regulation.id, partial(lost_on_the_way, now=theatre.now))
    yield theatre
    await store.close()


async def asked_in_public(theatre: Theatre) -> None:
    """Under a post somebody of ours has asked, and a stranger; another stranger suggests a post."""
    for number, (author, kind) in enumerate((("1", "comment"), ("777", "comment"), ("778", "suggested"))):
        asked = Said(
            channel="vk", source="masked:1", address=author, kind=kind, place=f"{kind}-{number}", post="5",
            text=f"#вопрос {FAMILY}: {OWN_WORDS}", link=f"https://vk.example/wall-1_5?reply={number}",
            at=theatre.now,
        )  # fmt: skip
        await theatre.store.step(
            theatre.regulation.id,
            partial(comments.take, regulation=theatre.regulation, said=asked, now=theatre.now),
        )


async def lost_on_the_way(unit: Unit, now: datetime) -> None:
    """Something has reached nobody: it waits for a coordinator, of somebody with a name."""
    for person in await unit.session.scalars(select(Person).where(Person.last.is_not(None)).limit(9)):
        about = {"event": 1, "request": 1, "who": Personal(FAMILY)}
        key = f"lost-{person.id}"
        await notices.write(unit, person_id=person.id, kind="request-message", key=key, now=now, **about)
    await unit.session.execute(
        update(Notice).where(Notice.key.startswith("lost-")).values(status="undeliverable", why="no-account")
    )


class Wanderer:
    """Somebody who opens a dialogue about what is his, and presses and types what comes to hand."""

    def __init__(self, play: Play, chance: random.Random, known: dict[str, list[Any]]) -> None:
        self.play = play
        self.chance = chance
        self.known = known

    async def opens(self, name: str) -> None:
        wanted = list(inspect.signature(LIBRARY.dialogues[name].tell).parameters)[1:]
        await self.play.pays(wire_link(name, [self.chance.choice(self.known[one]) for one in wanted]))

    async def wanders(self, name: str) -> None:
        await self.opens(name)
        for _ in range(STEPS):
            if (buttons := self._buttons(name)) and self.chance.random() < 0.75:
                await self.play.pays(self.chance.choice(buttons).payload)
            else:
                await self.play.types(self.chance.choice(PLAIN if name in DESK else WORDS))
        await self.play.types("/cancel")

    def _buttons(self, name: str) -> list[Button]:
        """What can be pressed without leaving for a place that needs care."""
        buttons = [button for row in self.play.sheet.rows for button in row if button.payload]
        careful = name in (*DESK, *LAST)
        return [button for button in buttons if careful or not button.payload.startswith(ELSEWHERE)]


async def known_to(theatre: Theatre, person: int) -> dict[str, list[Any]]:
    """What a link's arguments may be, by their names: his own where there are such."""
    found = {name: await rows(theatre.store, name) for name in ("requests", "support_sessions")}
    people = [row["id"] for row in await rows(theatre.store, "people")]
    requests = [row["id"] for row in found["requests"] if person in (row["teacher_id"], row["helper_id"])]
    records = [row["id"] for row in found["support_sessions"] if row["provider_id"] == person]
    events = [row["id"] for row in await rows(theatre.store, "events")]
    asked = await rows(theatre.store, "comments")
    return {
        "request": requests[-9:] or [row["id"] for row in found["requests"]],
        "record": records[-9:] or [row["id"] for row in found["support_sessions"][-9:]],
        "event": events,
        "person": people[:9],
        "batch": [row["id"] for row in await rows(theatre.store, "roster_batches")],
        "number": [0],
        "pile": ["new", "changed", "unclear", "missing", "skipped"],
        "proposal": [1],
        "indicator": [one.id for one in theatre.regulation.indicators],
        "period": ["", "2026", "2025/26"],
        "school": [0, 5],
        "organisation": [5],
        "side": ["in", "out"],
        "which": ["coming", "begun", "mine"],
        "kind": ["data", "publication"],
        "how": ["capacity", "pause"],
        "form": ["", "express", "full"],
        "topic": ["", "C.diversity"],
        "assessment": [row["id"] for row in await rows(theatre.store, "assessments")][:9],
        "code": ["", *(row["code"] for row in asked)],
        "comment": [row["id"] for row in asked],
        "publication": [1, 2],
        "place": [1, 2],
        "notice": [row["id"] for row in await rows(theatre.store, "notices") if row["status"] in LOST],
        "on": [0, 1],
    }


async def people_of(theatre: Theatre, stage: Stage) -> list[Wanderer]:
    """The cast with what each has to do with, and a stranger."""
    accounts = {
        row["address"]: row["person_id"]
        for row in await rows(theatre.store, "accounts")
        if row["channel"] == stage.name
    }
    addresses = [str(number) for number in range(1, len(ROLES) + 2)]
    return [
        Wanderer(
            theatre.person(one, stage), random.Random(one), await known_to(theatre, accounts.get(one, 0))
        )
        for one in addresses
    ]


@pytest.mark.timeout(300)
async def test_no_dialogue_shows_or_takes_anything_personal(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
):
    told: set[str] = set()
    tell = course.tell

    async def noting(dialogue: Any, *rest: Any) -> Any:
        told.add(dialogue.name)
        return await tell(dialogue, *rest)

    monkeypatch.setattr(course, "tell", noting)
    stage = Stage(masked=True, name="masked")
    people = await people_of(theatre, stage)
    names = [name for name in LIBRARY.dialogues if name not in LAST]
    for name in [*names, *LAST]:
        for one in people:
            await one.wanders(name)
        theatre.now += timedelta(minutes=20)
        while await theatre.deliver(stage):
            pass
    assert not theatre.defects
    assert told == set(LIBRARY.dialogues)
    papers = Papers(theatre.store, LIBRARY)
    for delivery in [*stage.shown, *(sent for sent, _ in stage.notified)]:
        assert not leaks(repr(delivery.sheet)), delivery.sheet
        await papers.prepare(stage, delivery)
        if delivery.attachment is not None and not delivery.attachment.picture:
            assert not leaks(text_of(delivery.attachment.content)), delivery.attachment.name
    assert await traces(theatre.store, TYPED) == []
