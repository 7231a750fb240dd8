"""Kill -9 at random moments while many answer at once: nothing lost, nothing doubled, all answered.

At the last kill others write who hear nothing until the program is back.
"""

import asyncio
import json
import random
import sqlite3
from pathlib import Path

import pytest

from services import framework
from tests.bot import messengers
from tests.bot.messengers import Phone
from tests.bot.program import Program

ITEMS = framework.load()
LABELS = {option.value: option.button for option in ITEMS.scale.options}
PROMPTS = {item.prompt: item.id for item in ITEMS.items_for("teacher", "express", "any")}
PATIENCE = 300.0


class Progress:
    """How many answers have been pressed so far, for whoever waits for a number."""

    def __init__(self) -> None:
        self.pressed = 0
        self._changed = asyncio.Condition()

    async def one_more(self) -> None:
        async with self._changed:
            self.pressed += 1
            self._changed.notify_all()

    async def reaches(self, number: int) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self.pressed >= number)


async def answers_the_express_form(phone: Phone, chance: random.Random, progress: Progress) -> dict[str, int]:
    """Goes from the greeting to the result, choosing by chance; gives what was pressed."""
    pressed: dict[str, int] = {}
    await phone.starts()
    for wait_for, press in (
        ("Здравствуйте!", "О данных и согласии"),
        ("Отозвать согласие", "Согласен, согласна"),
    ):
        await phone.presses(press, of=await phone.sees(wait_for, within=PATIENCE))
    await phone.sees("Спасибо", within=PATIENCE)
    await phone.types("/assess")
    for wait_for, press in (("Это не аттестация", "Коротко, 10 вопросов"), ("Кто вы сейчас?", "Я педагог")):
        await phone.presses(press, of=await phone.sees(wait_for, within=PATIENCE))
    for number in range(1, 11):
        asked = await phone.sees(f"· {number} из 10", within=PATIENCE)
        item = next(found for prompt, found in PROMPTS.items() if prompt in asked.text)
        pressed[item] = chance.choice(list(LABELS))
        await phone.presses(LABELS[pressed[item]], of=asked)  # after a kill an older question may stand below
        await progress.one_more()
    await phone.sees("Это видите только вы", within=PATIENCE)
    return pressed


async def kills(
    program: Program, moments: list[int], progress: Progress, chance: random.Random, late: list[Phone]
) -> None:
    """Kills whenever so many answers are under way, a breath later, and starts the program again."""
    for moment in moments:
        await progress.reaches(moment)
        await asyncio.sleep(chance.uniform(0, 0.03))
        await program.kill()
        if moment == moments[-1]:
            for phone in late:
                await phone.starts()
        await program.start()


def kept(file: Path) -> dict[str, list[dict[str, int]]]:
    """What the store has, by the messenger's address, read with nothing but sqlite3."""
    found: dict[str, list[dict[str, int]]] = {}
    with sqlite3.connect(file) as connection:
        rows = connection.execute(
            "SELECT accounts.address, assessments.answers FROM assessments"
            " JOIN accounts ON accounts.person_id = assessments.person_id"
        )
        for address, answers in rows:
            found.setdefault(address, []).append(json.loads(answers))
    connection.close()
    return found


SIZES = [("telegram", 60, 5, 20), ("vk by long poll", 30, 3, 20), ("vk by callback", 30, 3, 20)]
FULL = [pytest.param(one, 300, 20, 50, marks=pytest.mark.drill) for one in messengers.MESSENGERS]


@pytest.mark.timeout(1500)
@pytest.mark.parametrize(("messenger", "people", "times", "meanwhile"), [*SIZES, *FULL])
async def test_every_answer_is_kept_once_and_everybody_is_answered(
    messenger: str, people: int, times: int, meanwhile: int, tmp_path: Path
):
    chance = random.Random(20261122)
    how = {} if messenger == "telegram" else {"pace": False}
    async with messengers.platform_of(messenger, **how) as platform:
        program = messengers.program_on(platform, tmp_path, messenger)
        await program.start()
        phones = [platform.phone(1000 + number, f"Учитель {number}") for number in range(people)]
        late = [platform.phone(5000 + number, f"Методист {number}") for number in range(meanwhile)]
        progress = Progress()
        moments = sorted(chance.sample(range(people * 10 - people), times))
        killing = asyncio.create_task(kills(program, moments, progress, chance, late))
        pressed = await asyncio.gather(
            *(
                answers_the_express_form(phone, random.Random(number), progress)
                for number, phone in enumerate(phones)
            )
        )
        await killing
        for phone in late:
            await phone.sees("Здравствуйте!", within=PATIENCE)
        await platform.quiet(idle=0.5, within=60)
        assert await program.stop() == 0
        # after a kill nobody knows which presses were freed already; freeing one twice harms nobody
        assert {call.method for call in platform.mistakes} <= {
            "answerCallbackQuery", "messages.sendMessageEventAnswer",
        }  # fmt: skip
        assert not [line for line in program.lines if platform.token in line]
        for phone in late:
            assert sum("Здравствуйте!" in text for text in phone.texts) == 1, phone.dump()
        stored = kept(tmp_path / "var" / "metodaktiv.db")
        for phone, answers in zip(phones, pressed, strict=True):
            assert stored[str(phone.id)] == [answers]
