"""«Школы»: found by letters, what is kept of one, the flag «образовательные дефициты»."""

from datetime import date

import pytest
from sqlalchemy import update

from storage.people import Organisation
from tests import shelves
from tests.colleagues import Colleague, District
from tests.play import Theatre


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


async def opens(boss: Colleague, school: str) -> None:
    await boss.types("/menu")
    await boss.presses("Люди и школы")
    await boss.presses("Школы")
    await boss.types(school)


async def flags(district: District) -> dict[str, bool]:
    rows = await shelves.rows(district.theatre.store, "organisations")
    return {row["short"]: row["has_deficits"] for row in rows}


async def records_consilium(olga: Colleague) -> None:
    await olga.types("/log")
    await olga.presses("Учреждение")
    await olga.types("школа № 5")
    await olga.presses("Состав")
    await olga.types("Методистова, Ким, завуч")
    await olga.presses("Рекомендация")
    await olga.types("Посетить уроки")
    await olga.presses("Срок")
    await olga.types("15.12")


async def test_a_school_is_found_by_letters_or_number_and_shows_what_is_kept(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    await district.comes("Петрова", "teacher")
    await district.listed("Иванов")
    await district.school("лицей Ладога")
    await opens(boss, "цапля")
    boss.sees("Такой школы в списке нет")
    await boss.types("ладог")
    boss.sees("Нашлось")
    assert boss.labels[0] == "лицей Ладога"
    assert "школа № 5" not in boss.labels
    await boss.types("№ 5")
    await boss.presses("школа № 5")
    boss.sees(
        "школа № 5",
        "Вид: общеобразовательное учреждение",
        "По списку работают: 2",
        "Образовательные дефициты: не отмечены",
        "Записей с этой отметкой пока нет",
        "Поставить отметку",
        "Другая школа",
    )


async def test_with_the_flag_a_methodist_records_a_consilium_that_counts(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    olga = await district.comes("Методистова", "methodist", school="ВРМЦ")
    await district.school("школа № 5")
    await records_consilium(olga)
    olga.sees("Образовательные дефициты: не отмечены", "в показатель не войдёт")
    await olga.presses("Сохранить")
    await opens(boss, "школа № 5")
    await boss.presses("Поставить отметку")
    boss.sees("отметить образовательные дефициты?", "Прежние записи не изменятся")
    assert not any((await flags(district)).values()), "nothing before the confirmation"
    await boss.presses("Оставить как есть")
    boss.sees("Образовательные дефициты: не отмечены")
    await boss.presses("Поставить отметку")
    await boss.presses("Поставить отметку")
    boss.sees("Образовательные дефициты: отмечены", "Снять отметку")
    assert await flags(district) == {"школа № 5": True, "школа № 9": False, "ВРМЦ": False}
    await records_consilium(olga)
    olga.sees("Образовательные дефициты: отмечены")
    assert "в показатель не войдёт" not in olga.text
    await olga.presses("Сохранить")
    olga.sees("Записано: школа № 5")
    before, after = await district.sessions()
    assert (before.for_deficits, after.for_deficits) == (False, True)
    await opens(boss, "школа № 5")
    boss.sees("Записей с этой отметкой: 1")
    await boss.presses("Снять отметку")
    boss.sees("Уже посчитанное останется")
    await boss.presses("Снять отметку")
    boss.sees("не отмечены", "Записей с этой отметкой: 1")
    assert not any((await flags(district)).values())
    assert [one.for_deficits for one in await district.sessions()] == [False, True]


async def test_two_coordinators_never_turn_a_flag_round_by_the_same_press(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    second = await district.comes("Лунина", "coordinator", school="школа № 9")
    for one in (boss, second):
        await opens(one, "школа № 9")
        await one.presses("Поставить отметку")
    old = boss.button("Поставить отметку").payload
    await boss.presses("Поставить отметку")
    await second.presses("Поставить отметку")
    second.sees("снять отметку «образовательные дефициты»?")
    assert await flags(district) == {"школа № 9": True}
    await boss.pays(old)
    assert await flags(district) == {"школа № 9": True}


async def test_a_closed_or_unknown_school_gets_no_flag(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    school = await district.school("школа № 5")
    close = update(Organisation).where(Organisation.id == school).values(closed_on=date(2026, 9, 1))
    await district.step(lambda unit: unit.session.execute(close))
    await opens(boss, "школа № 5")
    boss.sees("Такой школы в списке нет")
    await boss.pays(f">organisation:={school}")
    boss.sees("Закрыта: 1 сентября")
    assert "Поставить отметку" not in boss.labels
    await boss.pays(f">organisation-deficits:={school}")
    await boss.presses("Поставить отметку")
    boss.sees("отметки ей больше не ставят")
    await boss.pays(">organisation-deficits:=4711")
    boss.sees("Такой школы в списке больше нет")
    assert not any((await flags(district)).values())


async def test_nobody_but_a_coordinator_marks_a_school(district: District):
    olga = await district.comes("Методистова", "methodist", "member", "teacher", "manager", "observer")
    school = await district.school("школа № 5")
    for payload in (">organisations", f">organisation:={school}", f">organisation-deficits:={school}"):
        await olga.pays(payload)
        olga.sees("Это открыто не всем ролям")
    assert not any((await flags(district)).values())


async def test_without_a_school_the_way_to_the_staff_list_is_shown(theatre: Theatre):
    code = await shelves.code(theatre, role="coordinator")
    boss = theatre.person()
    await boss.types(f"/start {code}")
    await boss.presses("О данных и согласии")
    await boss.presses("Согласен, согласна")
    await boss.types("Школы")
    boss.sees("Школ пока нет", "Список педагогов")
