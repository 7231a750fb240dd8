"""CORE 7: dialogues call dialogues, kept runs form a stack, links carry plain ids."""

from datetime import date

import pytest
from sqlalchemy import delete, select

from handlers.dialogue.nouns import Ask, Call, Choice, Link
from handlers.dialogue.wire import read_link, wire_link
from services.values import Personal
from storage.people import Person, RoleGrant
from storage.privacy import Consent
from storage.store import Unit
from tests.early_writes import Tally
from tests.handlers.dialogue.house import World
from tests.handlers.dialogue.scenes import kept, written
from tests.play import Theatre


async def test_the_same_dialogue_is_called_twice_and_its_results_come_back(house: Theatre):
    anna = house.person()
    await anna.pays(">when")
    for label in ("завтра, 24 ноября", "10:00", "завтра, 24 ноября", "11:00"):
        await anna.presses(label)
    anna.sees("Встреча завтра, 24 ноября, в 10:00 — завтра, 24 ноября, в 11:00?")
    keys = [entry.key for entry in (await kept(house)).runs[0].journal]
    assert keys == ["from/on/day", "from/time", "until/on/day", "until/time"]
    await anna.types("назад")
    anna.sees("Во сколько завтра, 24 ноября?", "Оставить: 11:00")
    await anna.presses("12:00")
    await anna.presses("Да")
    assert len(await written(house)) == 1


async def test_calls_go_deep(house: Theatre):
    anna = house.person()
    await anna.pays(">inner")
    for label in ("11", "22", "0", "22", "22"):
        await anna.presses(label)
    anna.sees("34 минут")


async def test_what_was_begun_waits_in_a_stack_and_is_offered_from_the_top(house: Theatre):
    anna = house.person()
    await anna.pays(">survey")
    await anna.presses("Оценка 1")
    await anna.pays(">ask:=7")
    await anna.presses("Обратная связь")
    await anna.types("меню")
    assert anna.labels[0] == "Продолжить: просьба"
    await anna.presses("Продолжить: просьба")
    anna.sees("Продолжаем с того же места.", "Расскажите подробнее.")
    await anna.presses("Пропустить")
    await anna.presses("Онлайн")
    await anna.presses("Да")
    assert anna.labels[-1] == "Продолжить: опрос"
    await anna.presses("Продолжить: опрос")
    anna.sees("Вопрос 2 из 3", "Начать заново")
    assert await written(house) == ["ask/feedback/online/7/завтра"]


async def test_opening_again_goes_on_only_with_the_same_arguments(house: Theatre):
    anna = house.person()
    await anna.pays(">ask:=5")
    await anna.presses("Обратная связь")
    await anna.pays(">ask:=6")
    anna.sees("Какая тема?")
    await anna.pays(">ask:=5")
    anna.sees("Продолжаем", "Расскажите подробнее.")
    await anna.pays(">ask")
    anna.sees("Какая тема?")


async def test_a_dialogue_left_before_its_first_answer_is_not_kept(house: Theatre):
    anna = house.person()
    await anna.pays(">survey")
    await anna.types("меню")
    assert not any(label.startswith("Продолжить") for label in anna.labels)


async def test_links_carry_arguments_and_never_go_stale(house: Theatre):
    anna = house.person()
    await anna.pays(">ask:=41")
    for label in ("Обратная связь", "Пропустить", "Онлайн", "Да"):
        await anna.presses(label)
    link = anna.button("Открыть").payload
    assert link == ">ask:=42"
    for _ in range(30):
        await anna.types("меню")
    newer = house.again().person(stage=anna.stage)
    await newer.pays(link)
    newer.sees("Какая тема?")
    assert (await kept(house)).runs[-1].args == [42]


@pytest.mark.parametrize(
    "payload",
    [
        ">",
        ">nothing",
        ">ask:five",
        ">ask:=1:=2",
        ">ask:",
        ">ask:=99999999999999999999",
        ">ask:=--5",
        ">ask:=²",
        ">start:a:b",
        ">resume",
        ">resume:zzzzzzzz",
        ">desk",
        "x",
        "..",
        "a.b",
        "a.b.c",
        ".",
        "!",
        ">ask:=1\n",
    ],
)
async def test_forged_and_outdated_buttons_change_nothing(house: Theatre, payload: str):
    anna = house.person()
    await anna.pays(">survey")
    await anna.presses("Оценка 3")
    await anna.pays(payload)
    assert anna.text
    assert not house.defects
    await anna.pays(">survey")
    anna.sees("Вопрос 2 из 3")


@pytest.mark.parametrize(
    "args",
    [
        ("a:b",),
        (1.5,),
        (None,),
        (True,),
        ("=5",),
        ("x" * 60,),
        ("a\n",),
        (Personal("Зубова"),),
        (date(2026, 1, 1),),
        (10**18, 10**18, 10**18),
    ],
)
def test_a_link_that_no_button_could_carry_is_refused_where_it_is_written(args):
    with pytest.raises(ValueError, match="a link to ask"):
        Link("ask", "Открыть", *args)


@pytest.mark.parametrize("args", [[], [5], [-5], ["abc"], ["", "!x", "#"], [0, "2026-11-23", "п-1"]])
def test_arguments_come_back_as_they_went(args):
    assert read_link(wire_link("ask", args)) == ("ask", args)


def test_keys_are_checked_where_they_are_written():
    assert Ask("x", key=("form", 1), choices=[Choice(1, "a")]).key == "form:1"
    for key in ("a/b", "", ("a", "b/c")):
        with pytest.raises(ValueError, match="not a key"):
            Ask("x", key=key)
        with pytest.raises(ValueError, match="not a key"):
            Call(lambda talk: talk, key=key)


async def test_a_message_costs_the_same_statements_at_the_first_answer_and_at_the_thirtieth(
    house: Theatre, world: World
):
    world.items = 31
    anna = house.person()
    await anna.pays(">survey")
    costs = []
    for _ in range(30):
        before = Tally.statements
        await anna.presses("Оценка 2")
        costs.append(Tally.statements - before)
    assert set(costs[1:]) == {costs[1]}


async def test_what_needs_a_role_or_consent_does_not_open_without(house: Theatre):
    anna = house.person()
    await anna.pays(">secret")
    anna.sees("Сначала — пара слов о ваших данных.", "Здравствуйте.")
    await anna.pays(">desk")
    anna.sees("Это открыто не всем ролям", "Чем помочь?")


async def test_a_role_lost_on_the_way_ends_the_right_to_go_on(house: Theatre):
    anna = house.person()
    await anna.types("/help")
    await grant(house, "coordinator")
    await anna.pays(">desk")
    anna.sees("Какой предмет?")
    await anna.types("Математика")
    anna.sees("Как удобнее?")
    await revoke(house, RoleGrant)
    await anna.types("Онлайн")
    anna.sees("Это открыто не всем ролям", "Чем помочь?")
    run = (await kept(house)).parked[0].id
    await anna.pays(f">resume:{run}")
    anna.sees("Это открыто не всем ролям")
    await grant(house, "coordinator")
    await anna.pays(f">resume:{run}")
    anna.sees("Как удобнее?")


async def test_a_consent_withdrawn_on_the_way_ends_the_right_to_go_on(house: Theatre):
    anna = house.person()
    await anna.types("/start")
    await anna.presses("Согласиться")
    await anna.pays(">secret")
    anna.sees("Какой предмет?")
    await revoke(house, Consent)
    await anna.types("Математика")
    anna.sees("Сначала — пара слов о ваших данных.", "Здравствуйте.")


async def grant(theatre: Theatre, role: str) -> None:
    async def write(unit: Unit) -> None:
        person = await unit.session.scalar(select(Person.id))
        unit.session.add(RoleGrant(person_id=person, role=role, since=theatre.now))

    await theatre.store.step("vsevolozhsk", write)


async def revoke(theatre: Theatre, what: type) -> None:
    async def write(unit: Unit) -> None:
        await unit.session.execute(delete(what).where(what.territory == "vsevolozhsk"))

    await theatre.store.step("vsevolozhsk", write)
