"""CORE 6: a telling can neither hang nor trap a person."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from handlers.dialogue.library import Library, Person, Talk, Telling, dialogue
from handlers.dialogue.nouns import Ask, Call, Choice, Result, Screen
from handlers.dialogue.telling import BadTelling, Entry, Told, tell
from services import regulations
from tests.handlers.dialogue.house import World
from tests.handlers.dialogue.scenes import asks, kept, written
from tests.play import MOMENT, Theatre

ONE = [Choice(1, "Один")]


def talk() -> Talk:
    person = Person(1, "vsevolozhsk", "4F7", None, frozenset(), None, True, 1, "stage")
    return Talk(person, regulations.load("vsevolozhsk"), MOMENT, "run", False, (), None, MOMENT)


def told(telling, journal: list[Entry] | None = None, said: Entry | None = None) -> Told:
    library = Library()
    dialogue("it", library=library)(telling)
    return asyncio.run(tell(library.dialogues["it"], talk(), [], journal or [], said))


async def same_key(_talk: Talk) -> Telling:
    while True:
        yield Ask("t-topic", key="same", choices=ONE)


async def without_end(_talk: Talk) -> Telling:
    number = 0
    while True:
        number += 1
        yield Ask("t-topic", key=("n", number), choices=ONE)


async def no_screen(_talk: Talk) -> Telling:
    yield Ask("t-topic", key="one", choices=ONE)


async def calls_itself(_talk: Talk) -> Telling:
    yield Call(calls_itself, key="deeper")


async def calls_without_end(_talk: Talk) -> Telling:
    async def nothing(_talk: Talk) -> Telling:
        yield Result(1)

    while True:
        yield Call(nothing, key="again")


async def result_to_nobody(_talk: Talk) -> Telling:
    yield Result(1)


async def called_without_result(_talk: Talk) -> Telling:
    yield Call(no_screen, key="inner")


async def no_answer_possible(_talk: Talk) -> Telling:
    yield Ask("t-topic", key="one")
    yield Screen("t-menu")


async def something_else(_talk: Talk) -> AsyncGenerator:
    yield "t-menu"


@pytest.mark.parametrize(
    "telling",
    [
        same_key,
        without_end,
        no_screen,
        calls_itself,
        calls_without_end,
        result_to_nobody,
        called_without_result,
        no_answer_possible,
        something_else,
    ],
)
def test_a_bad_telling_raises_instead_of_hanging(telling):
    journal = [Entry("same", 1), Entry("one", 1), Entry("inner/one", 1)]
    with pytest.raises(BadTelling):
        told(telling, journal + [Entry(f"n:{number}", 1) for number in range(1, 400)])


def test_the_299th_question_is_asked_and_the_300th_raises():
    answers = [Entry(f"n:{number}", 1) for number in range(1, 299)]
    assert told(without_end, answers).key == "n:299"
    with pytest.raises(BadTelling):
        told(without_end, [*answers, Entry("n:299", 1)])


def test_every_telling_is_closed_wherever_it_stops():
    closed = []

    async def inner(_talk: Talk) -> Telling:
        try:
            yield Ask("t-topic", key="in", choices=ONE)
            yield Result(1)
        finally:
            closed.append("inner")

    async def outer(_talk: Talk) -> Telling:
        try:
            yield Call(inner, key="call")
            yield Screen("t-menu")
            closed.append("behind the screen")
        finally:
            closed.append("outer")

    async def scene(answers: list[Entry]) -> list[str]:
        library = Library()
        dialogue("it", library=library)(outer)
        closed.clear()
        await tell(library.dialogues["it"], talk(), [], answers)
        return list(closed)  # before the loop turns once more

    assert asyncio.run(scene([])) == ["inner", "outer"]
    assert asyncio.run(scene([Entry("call/in", 1)])) == ["inner", "outer"]


async def test_a_telling_that_breaks_on_kept_answers_is_parked(house: Theatre, world: World):
    anna = await asks(house.person())
    world.broken = True
    await anna.presses("Да")
    anna.sees("Не получилось: у нас неполадка, ваши ответы целы", "Меню", "Попробовать ещё раз")
    state = await kept(house)
    assert (state.runs, state.asked, len(state.parked)) == ([], "", 1)
    await anna.presses("Меню")
    anna.sees("Чем помочь?")
    assert not any(label.startswith("Продолжить") for label in anna.labels)
    world.broken = False
    await anna.pays(f">resume:{state.parked[0].id}")
    anna.sees("Отправить?")
    await anna.presses("Да")
    assert len(await written(house)) == 1


async def test_commands_lead_out_without_telling_what_is_broken(house: Theatre, world: World):
    anna = await asks(house.person())
    world.broken = True
    told_so_far = world.told
    for command, sees in (("/menu", "Чем помочь?"), ("/help", "Помощь тут."), ("/start", "Здравствуйте.")):
        await anna.types(command)
        anna.sees(sees)
    assert world.told == told_so_far
    assert not house.defects


async def test_a_dialogue_that_breaks_while_it_opens_costs_no_other(house: Theatre, world: World):
    """A link to a broken dialogue: the survey begun before is set aside with its answers, not lost."""
    anna = house.person()
    await anna.pays(">survey")
    await anna.presses("Оценка 3")
    world.topics = None
    await anna.pays(">ask")
    anna.sees("Не получилось")
    await anna.presses("Попробовать ещё раз")
    anna.sees("Вопрос 2 из 3")


async def test_a_broken_link_after_an_end_leaves_what_waits_in_its_place(house: Theatre, world: World):
    anna = house.person()
    await anna.pays(">survey")
    await anna.presses("Оценка 3")
    await anna.types("/help")
    world.topics = None
    await anna.pays(">ask")
    anna.sees("Не получилось")
    assert [run.dialogue for run in (await kept(house)).runs] == ["survey"]


async def test_a_rule_that_forbids_at_the_opening_is_told_and_the_menu_offered(house: Theatre):
    anna = house.person()
    await anna.pays(">forbidden")
    anna.sees("Мест больше нет", "Меню")
    state = await kept(house)
    assert (state.runs, state.parked, state.asked) == ([], [], "")


async def test_what_is_parked_does_not_grow_for_ever(house: Theatre):
    anna = house.person()
    for number in range(15):
        await anna.pays(f">ask:={number}")
        await anna.presses("Обратная связь")
        await anna.types("отмена")
    for number in range(15):
        await anna.pays(f">ask:={number}")
        await anna.presses("Обратная связь")
    state = await kept(house)
    assert len(state.runs) <= 6
    assert len(state.parked) <= 6
