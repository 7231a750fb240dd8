"""The coordinator finds those who named themselves in the staff list; they hear of it."""

import asyncio
from datetime import timedelta

from tests import shelves
from tests.colleagues import Colleague, District
from tests.play import Play, Stage, Theatre


async def names_himself(district: District, address: str, name: str, school: str = "школа № 5") -> Play:
    await district.school(school)
    person = Colleague(district.theatre, district.hall, address)
    await person.agrees()
    await person.presses("Назвать себя")
    await person.types(name)
    await person.presses(school)
    await person.presses("Пропустить")
    await person.presses("Всё верно")
    return person


async def test_it_is_she_and_both_histories_become_one(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    known = await shelves.listed(
        theatre, "Соловьёва", "Вера", "Павловна", birth_year=1980, phone="+79000000000"
    )
    await shelves.listed(theatre, "Соловьёв", "Вадим", "Олегович")
    vera = await names_himself(district, "1", "соловьева вера павловна")
    await vera.types("/assess")
    await boss.types("/menu")
    assert boss.labels[0] == "Ждут сверки: 1"
    await boss.presses("Ждут сверки: 1")
    boss.sees("1 человек назвал себя")
    await boss.chooses("Соловьева Вера")
    await boss.chooses("Соловьёва Вера Павловна")
    boss.sees("Объединить две записи?")
    await boss.presses("Это он(а)")
    boss.sees("Готово, человеку сообщу: Соловьева Вера Павловна")
    assert await shelves.person_of(theatre, "1") == known
    kept = await shelves.person(theatre, known)
    assert (kept["last"], kept["birth_year"], kept["match_state"]) == ("Соловьёва", 1980, "matched")
    assert await shelves.roles(theatre, known) == {"teacher"}
    await district.later(timedelta(minutes=1))
    assert "нашла вас в списке" in vera.note()
    await vera.types("ой")
    assert vera.labels, "her conversation goes on"
    await vera.types("/menu")
    vera.sees("Чем помочь?")
    await boss.types("/menu")
    assert "Ждут сверки: 1" not in boss.labels


async def test_a_new_person_is_entered_and_one_of_elsewhere_is_not(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    new = await names_himself(district, "1", "Новикова Нина Юрьевна")
    other = await names_himself(district, "2", "Чужова Чара Львовна")
    await boss.types("/menu")
    await boss.presses("Ждут сверки: 2")
    await boss.chooses("Новикова")
    boss.sees("Похожих записей в списке не нашлось")
    await boss.presses("Новый человек")
    boss.sees("Записать как нового человека?")
    await boss.presses("Новый человек")
    await boss.presses("К списку ожидающих")
    await boss.chooses("Чужова")
    await boss.presses("Не наш")
    await boss.presses("Не наш")
    await district.later(timedelta(minutes=1))
    assert "записала вас" in new.note()
    assert "не нашла вас" in other.note()
    ours, theirs = await shelves.person_of(theatre, "1"), await shelves.person_of(theatre, "2")
    assert (await shelves.person(theatre, ours))["match_state"] == "matched"
    assert (await shelves.person(theatre, theirs))["match_state"] == "outside"
    assert await shelves.roles(theatre, theirs) == set()
    await other.types("/consult")
    other.sees("Это открыто не всем ролям")
    await boss.types("/menu")
    assert not any(label.startswith("Ждут сверки") for label in boss.labels)


async def test_a_changed_surname_is_found_by_its_bearer_or_by_letters(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    await shelves.listed(theatre, "Кузнецова", "Вера", "Павловна")
    await shelves.listed(theatre, "Рябинина", "Вероника")
    await names_himself(district, "1", "Соловьёва Вера Павловна")
    await boss.types("/menu")
    await boss.presses("Ждут сверки: 1")
    await boss.chooses("Соловьёва")
    assert boss.offers("Кузнецова Вера Павловна")
    await boss.presses("Найти по фамилии")
    await boss.types("ряб")
    assert boss.offers("Рябинина Вероника")
    await boss.presses("Найти по фамилии")
    await boss.types("кузнец")
    await boss.chooses("Кузнецова")
    await boss.presses("Нет")
    boss.sees("Ничего не изменено")


async def test_two_coordinators_do_not_settle_the_same_person_twice(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    second = await district.comes("Лунина", "coordinator", school="школа № 9")
    known = await shelves.listed(theatre, "Соловьёва", "Вера", "Павловна")
    await names_himself(district, "1", "Соловьёва Вера Павловна")
    for one in (boss, second):
        await one.types("/menu")
        await one.presses("Ждут сверки: 1")
        await one.chooses("Соловьёва")
        await one.chooses("Соловьёва Вера Павловна")
    await boss.presses("Это он(а)")
    await second.presses("Это он(а)")
    second.sees("Никто не ждёт сверки")
    assert await shelves.person_of(theatre, "1") == known


async def test_joining_and_writing_at_the_same_moment_lose_nothing(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    known = await shelves.listed(theatre, "Соловьёва", "Вера", "Павловна")
    vera = await names_himself(district, "1", "Соловьёва Вера Павловна")
    await vera.types("/assess")
    await vera.presses(vera.labels[0])
    await boss.types("/menu")
    await boss.presses("Ждут сверки: 1")
    await boss.chooses("Соловьёва")
    await boss.chooses("Соловьёва Вера Павловна")
    await asyncio.gather(boss.presses("Это он(а)"), vera.types("/help"), vera.types("/menu"))
    assert await shelves.person_of(theatre, "1") == known
    assert not theatre.defects
    await vera.types("/menu")
    vera.sees("Продолжить: самодиагностика")
    assert len(await shelves.rows(theatre.store, "conversations")) == 2


async def test_only_coordinators_see_who_waits(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher", "methodist")
    await names_himself(district, "1", "Соловьёва Вера")
    await anna.types("/menu")
    assert not any(label.startswith("Ждут") for label in anna.labels)
    for payload in (">matches", ">invite", ">invite:=1"):
        await anna.pays(payload)
        anna.sees("Это открыто не всем ролям")


async def test_on_a_masked_channel_nobody_is_named(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9", stage=district.masked)
    await names_himself(district, "1", "Соловьёва Вера Павловна")
    await boss.types("/menu")
    await boss.presses("Ждут сверки: 1")
    boss.sees("Ответить в веб-чате")
    for shown in district.masked.shown:
        said = "".join([*shown.sheet.parts, *(b.label for row in shown.sheet.rows for b in row)])
        assert "Соловьёва" not in said
        assert "школа № 5" not in said


async def test_an_invitation_from_the_list_lets_in_as_oneself(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    known = await shelves.listed(theatre, "Соловьёва", "Вера", "Павловна")
    await boss.pays(">invite")
    await boss.types("мороз")
    boss.sees("Никого не нашлось")
    await boss.presses("Пригласить по списку")
    await boss.types("соло")
    await boss.chooses("Соловьёва Вера")
    boss.sees("Код для Соловьёва Вера Павловна")
    code = boss.text.split("«/start ")[1].split("»")[0]
    vera = theatre.person("1", Stage(name="vk"))
    await vera.types(f"/start {code}")
    await vera.presses("О данных и согласии")
    await vera.presses("Согласен, согласна")
    await vera.presses("Да, это я")
    assert await shelves.person_of(theatre, "1") == known
