"""CORE 2: what is written before the last question cannot survive, and no scene may see it tried."""

import pytest

from tests import early_writes
from tests.handlers.dialogue.house import World
from tests.handlers.dialogue.scenes import asks, written
from tests.play import Theatre


@pytest.mark.parametrize("way", ["orm", "core"])
async def test_a_write_before_the_last_question_does_not_survive(house: Theatre, world: World, way: str):
    """Neither through the session nor past it on the connection; and the watch of `Play` sees it."""
    world.early = way
    anna = house.person()
    await anna.pays(">ask")
    with pytest.raises(AssertionError, match="written before the question details"):
        await anna.presses("Планирование урока")
    assert await written(house) == []
    for answer in ("Не слушают", "Онлайн"):
        with pytest.raises(AssertionError, match="written before"):
            await anna.types(answer)
    await anna.presses("Да")
    assert await written(house) == ["early", "ask/lesson/online/0/завтра"]
    assert not early_writes.found


async def test_what_a_refused_end_wrote_is_undone_and_the_answers_stay(house: Theatre, world: World):
    anna = await asks(house.person())
    world.full = True
    await anna.presses("Да")
    anna.sees("Мест больше нет для «Планирование урока».", "Отправить?")
    assert await written(house) == []
    world.full = False
    await anna.presses("Да")
    anna.sees("Отправлено")
    assert await written(house) == ["ask/lesson/online/0/завтра"]


async def test_what_a_broken_end_wrote_is_undone(house: Theatre, world: World):
    anna = await asks(house.person())
    world.broken = True
    await anna.presses("Да")
    anna.sees("Не получилось: у нас неполадка")
    assert await written(house) == []
