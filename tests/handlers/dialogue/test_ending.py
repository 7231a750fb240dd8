"""CORE 1: a run that has ended is closed. Only an answer, Back and going on tell an open one."""

from tests.handlers.dialogue.house import World
from tests.handlers.dialogue.scenes import asks, kept, written
from tests.play import Theatre


async def test_a_second_tap_on_the_last_button_writes_nothing(house: Theatre, world: World):
    anna = await asks(house.person())
    yes = anna.button("Да").payload
    await anna.pays(yes)
    anna.sees("Отправлено: Планирование урока")
    told = world.told
    await anna.pays(yes)
    anna.sees("Эта кнопка уже не действует", "Отправлено: Планирование урока")
    assert await written(house) == ["ask/lesson/online/0/завтра"]
    assert world.told == told


async def test_a_button_of_an_ended_run_answers_no_later_run_of_the_same_dialogue(
    house: Theatre, world: World
):
    anna = await asks(house.person())
    yes = anna.button("Да").payload
    await anna.pays(yes)
    await asks(anna)
    told = world.told
    await anna.pays(yes)
    anna.sees("Эта кнопка уже не действует", "Отправить?")
    assert world.told == told
    assert await written(house) == ["ask/lesson/online/0/завтра"]


async def test_the_same_press_brought_twice_writes_once(house: Theatre, world: World):
    anna = await asks(house.person())
    yes = anna.button("Да").payload
    await anna.pays(yes, event="e1")
    await anna.pays(yes, event="e1")
    assert await written(house) == ["ask/lesson/online/0/завтра"]


async def test_thanks_after_the_end_shows_the_stored_screen(house: Theatre, world: World):
    anna = await asks(house.person())
    await anna.presses("Да")
    told = world.told
    for words in ("спасибо", "Спасибо!!!", "ок", "👍"):
        await anna.types(words)
        anna.sees("Отправлено: Планирование урока", "Не понял вас")
    await anna.sends_sticker()
    await anna.sends_file(row=3)
    anna.sees("Отправлено: Планирование урока")
    assert world.told == told
    assert len(await written(house)) == 1


async def test_an_ended_run_leaves_nothing_behind(house: Theatre):
    anna = await asks(house.person())
    await anna.presses("Да")
    state = await kept(house)
    assert (state.runs, state.parked, state.asked) == ([], [], "")


async def test_nothing_is_retold_without_an_answer(house: Theatre, world: World):
    """Pages, marks, letters to search by, stale buttons, stickers: the stored screen serves."""
    anna = house.person()
    await anna.pays(">ask")
    old = anna.button("Планирование урока").payload
    await anna.pays(">many:=25")
    told = world.told
    for label in ("›", "Тема 9", "✓ Тема 9", "Тема 10", "‹", "Тема 3"):
        await anna.presses(label)
    await anna.types("тема 2")
    assert {"✓ Тема 2", "✓ Тема 3"} <= set(anna.labels)
    await anna.types("ма 2")
    await anna.presses("Показать все")
    for words in ("непонятно что", "!!!", "", "²"):
        await anna.types(words)
    await anna.pays(old)
    await anna.sends_sticker()
    assert world.told == told
    await anna.presses("Готово, выбрано 3")
    assert world.told == told + 1
