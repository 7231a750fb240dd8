"""«Удаление по заявлению»: found by letters, told what goes and what stays, asked twice, then gone."""

from datetime import timedelta

import pytest

from tests import shelves
from tests.colleagues import Colleague, District
from tests.play import Theatre


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


async def finds(boss: Colleague, letters: str, whom: str) -> None:
    await boss.types("/menu")
    await boss.presses("Люди и школы")
    await boss.presses("Удаление по заявлению")
    await boss.types(letters)
    await boss.chooses(whom)


async def test_what_goes_and_stays_is_said_and_after_two_confirmations_it_is_gone(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    vera = await district.comes("Соловьёва", "teacher", "member")
    await district.enrol(boss, vera, order_number="№ 5 о Соловьёвой")
    await vera.types("/help")
    await finds(boss, "соло", "Соловьёва")
    boss.sees(
        "Соловьёва Анна Ивановна, школа № 5",
        "Уйдут имя, контакты",
        "Останется по закону, без имени:",
        "Дальше к удалению",
    )
    await boss.presses("Дальше к удалению")
    boss.sees("Точно удалить?", "Сверьте имя и место работы с заявлением")
    assert (await shelves.person(district.theatre, vera.id))["last"] == "Соловьёва", "nothing is gone yet"
    await boss.presses("Удалить навсегда")
    boss.sees("Данные удалены", "письменно")
    assert await shelves.traces(district.theatre.store, "соловьёв", "соловьев") == []
    person = await shelves.person(district.theatre, vera.id)
    assert (person["match_state"], person["erased_at"] is not None) == ("erased", True)
    accounts = await shelves.rows(district.theatre.store, "accounts")
    assert [row["person_id"] for row in accounts] == [boss.id], "no account of hers is left"
    assert await shelves.roles(district.theatre, vera.id) == set()
    await vera.types("/menu")
    vera.sees("Здравствуйте!")
    assert await shelves.person_of(district.theatre, vera.address) != vera.id


async def test_second_thoughts_at_either_question_erase_nothing(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    vera = await district.comes("Соловьёва", "teacher")
    before = await shelves.person(district.theatre, vera.id)
    await finds(boss, "соло", "Соловьёва")
    await boss.presses("Оставить как есть")
    boss.sees("Всё осталось как было")
    await boss.presses("Найти другого")
    await boss.types("соло")
    await boss.chooses("Соловьёва")
    await boss.presses("Дальше к удалению")
    await boss.presses("Оставить как есть")
    boss.sees("Всё осталось как было")
    assert await shelves.person(district.theatre, vera.id) == before
    await vera.types("/menu")
    vera.sees("Чем помочь?")


async def test_also_somebody_nobody_has_found_in_the_list_can_be_erased(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    await district.school("школа № 5")
    anna = Colleague(district.theatre, district.hall, "1")
    await anna.agrees()
    await anna.presses("Назвать себя")
    await anna.types("Кукушкина Аделаида Львовна")
    await anna.presses("школа № 5")
    await anna.presses("Пропустить")
    await anna.presses("Всё верно")
    await finds(boss, "кукуш", "Кукушкина")
    await boss.presses("Дальше к удалению")
    await boss.presses("Удалить навсегда")
    assert await shelves.traces(district.theatre.store, "кукушкин", "аделаид") == []
    await district.later(timedelta(days=1))
    assert not district.theatre.defects


async def test_nobody_erases_himself_or_nobody_this_way(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    await boss.types("/erasure")
    await boss.types("цапля")
    boss.sees("Никого не нашлось", "Найти другого")
    await finds(boss, "гром", "Громова")
    boss.sees("Свои данные так не удаляют")
    assert "Дальше к удалению" not in boss.labels
    second = await district.comes("Лунина", "coordinator")
    await district.comes("Соловьёва", "teacher")
    for one in (boss, second):
        await one.types("/menu")
        await one.types("/erasure")
        if "Начать заново" in one.labels:
            await one.presses("Начать заново")
        await one.types("соло")
        await one.chooses("Соловьёва")
        await one.presses("Дальше к удалению")
    await boss.presses("Удалить навсегда")
    await second.presses("Удалить навсегда")
    assert "Данные удалены" not in second.text
    assert not district.theatre.defects


async def test_only_a_coordinator_opens_it(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    anna = await district.comes("Петрова", "teacher", "manager", "member", "methodist", "observer")
    for said in ("/erasure", "Удаление по заявлению"):
        await anna.types(said)
        anna.sees("Это открыто не всем ролям")
    await finds(boss, "петр", "Петрова")
    await boss.presses("Дальше к удалению")
    await district.ends(boss, "coordinator")
    await boss.presses("Удалить навсегда")
    assert (await shelves.person(district.theatre, anna.id))["last"] == "Петрова"


async def test_on_a_masked_channel_nobody_is_found_or_named(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9", stage=district.masked)
    await district.comes("Соловьёва", "teacher")
    await boss.types("/erasure")
    boss.sees("Ответить в веб-чате")
    await boss.types("соло")
    boss.sees("Здесь личное передавать нельзя")
    for shown in district.masked.shown:
        said = "".join([*shown.sheet.parts, *(b.label for row in shown.sheet.rows for b in row)])
        assert "Соловьёва" not in said
        assert "соло" not in said
