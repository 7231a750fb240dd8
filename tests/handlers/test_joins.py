"""Two records that contradict each other: nothing is lost, a coordinator decides, the person is told."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from services import joins
from services.errors import DomainError
from storage.people import Employment, Person
from storage.store import Unit
from tests import shelves
from tests.colleagues import Colleague, District
from tests.early_writes import Tally
from tests.play import Stage, Theatre

MEANWHILE = "О вас у службы две записи, и они расходятся"


async def code_of(person: Colleague) -> str:
    """The code that somebody gets in one messenger, to be typed in the other."""
    await person.types("/link")
    await person.presses("Получить код")
    return person.text.split("«/start ")[1].split("»")[0]


async def brings(person: Colleague, code: str) -> None:
    await person.types("/link")
    await person.presses("Ввести код")
    await person.types(code)
    await person.presses("Объединить")


async def knows(district: District, person_id: int, **more: Any) -> None:
    """What the service knows of a record."""
    known = update(Person).where(Person.id == person_id).values(**more)
    if more:
        await district.step(lambda unit: unit.session.execute(known))


async def two_records(
    district: District,
    one: str = "Петрова",
    two: str = "Петрова",
    schools: tuple[str, str] = ("школа № 5",) * 2,
) -> tuple[Colleague, Colleague]:
    """The same woman, as she came in by two messengers."""
    here = await district.comes(one, "teacher", school=schools[0])
    there = await district.comes(two, "teacher", school=schools[1], stage=Stage(name="vk"))
    return here, there


async def comes_to_the_case(boss: Colleague, fragment: str = " и ") -> None:
    await boss.types("/menu")
    await boss.presses("Ждут сверки: 1")
    await boss.chooses(fragment)


async def jobs(theatre: Theatre, person_id: int) -> list[tuple[str, date | None]]:
    schools = {row["id"]: row["short"] for row in await shelves.rows(theatre.store, "organisations")}
    return [
        (schools[row["organisation_id"]], row["until"])
        for row in await shelves.rows(theatre.store, "employments")
        if row["person_id"] == person_id
    ]


# --- without a contradiction ------------------------------------------------------------------


async def test_where_nothing_contradicts_the_two_are_joined_at_once(theatre: Theatre):
    district = District(theatre)
    here, there = await two_records(district)
    await knows(district, here.id, birth_year=1980, phone="+7 900 111-22-33")
    await knows(district, there.id, birth_date=date(1980, 3, 12), phone="89001112233", patronymic="И.")
    await brings(there, await code_of(here))
    there.sees("теперь это один человек")
    assert await shelves.rows(theatre.store, "joins") == []


# --- one person --------------------------------------------------------------------------------


async def test_different_surnames_are_put_before_the_coordinator_and_both_go_on(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    here, there = await two_records(district, "Петрова", "Сидорова")
    await here.asks()
    await brings(there, await code_of(here))
    there.sees(MEANWHILE, "ничего не пропадёт", "Решение сообщу")
    for one in (here, there):
        await one.types("/menu")
        one.sees("Чем помочь?")
    await there.asks()
    assert await shelves.person_of(theatre, there.address) == there.id
    await district.later(timedelta(minutes=1))
    assert any("две записи — его, но они расходятся" in note for note in boss.notes())
    await boss.answers("Посмотреть")
    boss.sees("Ждут вашего решения: 1")
    await boss.chooses("Сидорова")
    boss.sees("Первая: Сидорова Анна Ивановна, школа № 5", "Вторая: Петрова Анна Ивановна, школа № 5")
    boss.sees("Имя: Сидорова Анна Ивановна или Петрова Анна Ивановна")
    await boss.presses("Один человек")
    boss.sees("Имя: что верно?")
    await boss.chooses("Сидорова Анна Ивановна")
    boss.sees("Объединить две записи?", "Имя: Сидорова Анна Ивановна")
    await boss.presses("Один человек")
    boss.sees("Готово, человеку сообщу")
    one = await shelves.person_of(theatre, here.address)
    assert await shelves.person_of(theatre, there.address) == one
    kept = await shelves.person(theatre, one)
    assert (kept["last"], kept["search"], kept["match_state"]) == (
        "Сидорова",
        "сидорова анна ивановна",
        "matched",
    )
    asked = {row["teacher_id"] for row in await shelves.rows(theatre.store, "requests")}
    assert asked == {one}, "the requests of both are hers"
    assert len(await shelves.rows(theatre.store, "requests")) == 2
    (case,) = await shelves.rows(theatre.store, "joins")
    assert (case["outcome"], case["settled_by"]) == ("one", boss.id)
    await boss.types("/menu")
    assert not any(label.startswith("Ждут сверки") for label in boss.labels)


async def test_she_is_told_where_she_was_last_and_elsewhere_if_that_fails(theatre: Theatre):
    from bot.channels.channel import Unreachable

    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    here, there = await two_records(district, "Петрова", "Сидорова")
    await brings(there, await code_of(here))
    theatre.now += timedelta(hours=1)
    await there.types("/menu")
    await comes_to_the_case(boss)
    await boss.presses("Один человек")
    await boss.chooses("Петрова")
    await boss.presses("Один человек")
    there.stage.fails.append(Unreachable())
    theatre.now += timedelta(minutes=1)
    await theatre.deliver(here.stage, there.stage)
    assert there.notes() == []
    assert "теперь это одна, и всё, что было в обеих, на месте" in here.note()
    await there.types("/menu")
    there.sees("Чем помочь?")


async def test_each_difference_is_asked_and_only_that(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    here, there = await two_records(district, schools=("школа № 5", "школа № 7"))
    await knows(district, here.id, birth_date=date(1980, 3, 12), email="a@example.org", category="высшая")
    await knows(district, there.id, birth_year=1981, email="b@example.org", category="высшая")
    await brings(there, await code_of(here))
    await comes_to_the_case(boss)
    boss.sees("Дата рождения: 1981 или 12.03.1980", "Почта: b@example.org или a@example.org")
    boss.sees("Место работы: школа № 7, учитель или школа № 5, учитель")
    assert "Категория" not in boss.text
    await boss.presses("Один человек")
    boss.sees("Дата рождения: что верно?")
    await boss.presses("12.03.1980")
    boss.sees("Почта: что верно?")
    await boss.presses("b@example.org")
    boss.sees("Место работы: что верно?")
    await boss.presses("Работает в обоих местах")
    boss.sees("Место работы: Работает в обоих местах")
    await boss.presses("Один человек")
    one = await shelves.person_of(theatre, here.address)
    kept = await shelves.person(theatre, one)
    assert (kept["birth_date"], kept["birth_year"], kept["email"]) == (
        date(1980, 3, 12),
        None,
        "b@example.org",
    )
    assert sorted(await jobs(theatre, one)) == [("школа № 5", None), ("школа № 7", None)]


@pytest.mark.parametrize("right", ["школа № 5", "школа № 7"])
async def test_a_school_that_does_not_hold_ends_in_the_list_and_goes_where_it_was_only_said(
    right: str, theatre: Theatre
):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    here, there = await two_records(district, schools=("школа № 5", "школа № 7"))
    await knows(district, here.id, listed=True)
    of_the_list = update(Employment).where(Employment.person_id == here.id).values(batch_id=1)
    await district.step(lambda unit: unit.session.execute(of_the_list))
    await brings(there, await code_of(here))
    await comes_to_the_case(boss)
    await boss.presses("Один человек")
    await boss.presses(f"{right}, учитель")
    await boss.presses("Один человек")
    today = theatre.regulation.local(theatre.now).date()
    expected = {
        "школа № 5": [("школа № 5", None)],
        "школа № 7": [("школа № 5", today), ("школа № 7", None)],
    }
    assert await shelves.person_of(theatre, there.address) == here.id, "the record of the list stays"
    assert sorted(await jobs(theatre, here.id)) == expected[right]


async def test_both_in_the_list_without_any_difference_is_the_coordinators_too(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    here, there = await two_records(district)
    for one in (here, there):
        await knows(district, one.id, listed=True)
    await brings(there, await code_of(here))
    there.sees(MEANWHILE)
    await comes_to_the_case(boss)
    boss.sees("служба знает обе записи как разных людей")
    await boss.presses("Один человек")
    boss.sees("Данные обеих совпадают")
    await boss.presses("Один человек")
    assert await shelves.person_of(theatre, there.address) == await shelves.person_of(theatre, here.address)


async def test_what_was_begun_on_either_goes_on_after_the_decision(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    here, there = await two_records(district, "Петрова", "Сидорова")
    await brings(there, await code_of(here))
    await there.types("/assess")
    await there.presses("Коротко, 10 вопросов")
    await comes_to_the_case(boss)
    await boss.presses("Один человек")
    await boss.chooses("Петрова")
    await boss.presses("Один человек")
    await here.types("/menu")
    here.sees("Продолжить: самодиагностика")


# --- two people ---------------------------------------------------------------------------------


async def test_two_people_stay_two_and_nobody_is_asked_again(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    here, there = await two_records(district, "Петрова", "Сидорова")
    await brings(there, await code_of(here))
    await comes_to_the_case(boss)
    await boss.presses("Два человека")
    boss.sees("Оставить записи раздельными?")
    await boss.presses("Два человека")
    theatre.now += timedelta(minutes=1)
    await theatre.deliver(here.stage, there.stage)
    assert "это разные люди" in there.note()
    assert await shelves.person_of(theatre, there.address) == there.id
    await brings(there, await code_of(here))
    there.sees("как двух разных людей")
    await brings(here, await code_of(there))
    here.sees("как двух разных людей")
    assert len(await shelves.rows(theatre.store, "joins")) == 1


async def test_second_thoughts_of_the_coordinator_change_nothing(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    here, there = await two_records(district, "Петрова", "Сидорова")
    await brings(there, await code_of(here))
    await comes_to_the_case(boss)
    await boss.presses("Два человека")
    await boss.presses("Нет")
    boss.sees("Ничего не изменено")
    await boss.types("/menu")
    boss.sees("Ждут сверки: 1")


# --- who decides, and what he may see -----------------------------------------------------------


async def test_a_pair_is_asked_about_once_however_often_a_code_is_brought(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    here, there = await two_records(district, "Петрова", "Сидорова")
    await brings(there, await code_of(here))
    await brings(here, await code_of(there))
    here.sees(MEANWHILE)
    assert len(await shelves.rows(theatre.store, "joins")) == 1
    await district.later(timedelta(minutes=1))
    assert len(boss.notes()) == 1


async def test_nobody_decides_about_himself(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    other = await district.comes("Лунина", "coordinator", school="школа № 9")
    there = await district.comes("Сидорова", "teacher", stage=Stage(name="vk"))
    await brings(there, await code_of(boss))
    await district.later(timedelta(minutes=1))
    assert boss.notes() == []
    await boss.pays(">matches")
    boss.sees("Никто не ждёт сверки")
    with pytest.raises(DomainError, match="joins-about-you"):
        await district.step(lambda unit: part(unit, theatre, boss, 1))
    await comes_to_the_case(other)
    other.sees("Громова")


async def part(unit: Unit, theatre: Theatre, by: Colleague, case: int) -> None:
    await joins.part(unit, theatre.regulation, by=by.id, case_id=case, run="r", now=theatre.now)


async def test_two_coordinators_do_not_decide_twice_and_others_never(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    second = await district.comes("Лунина", "coordinator", school="школа № 9")
    here, there = await two_records(district, "Петрова", "Сидорова")
    await brings(there, await code_of(here))
    for one in (boss, second):
        await comes_to_the_case(one)
        await one.presses("Два человека")
    await boss.presses("Два человека")
    await second.presses("Два человека")
    second.sees("Никто не ждёт сверки")
    with pytest.raises(DomainError, match="people-match-done"):
        await district.step(lambda unit: part(unit, theatre, second, 1))
    with pytest.raises(DomainError):
        await district.step(lambda unit: part(unit, theatre, here, 1))


async def test_of_two_coordinators_at_the_same_moment_one_decides(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    second = await district.comes("Лунина", "coordinator", school="школа № 9")
    here, there = await two_records(district, "Петрова", "Сидорова")
    await brings(there, await code_of(here))
    for one, whose in ((boss, "Петрова"), (second, "Сидорова")):
        await comes_to_the_case(one)
        await one.presses("Один человек")
        await one.chooses(whose)
    await asyncio.gather(boss.presses("Один человек"), second.presses("Один человек"))
    assert not theatre.defects
    done = [one for one in (boss, second) if "Готово, человеку сообщу" in one.text]
    assert len(done) == 1
    (case,) = await shelves.rows(theatre.store, "joins")
    assert case["settled_by"] == done[0].id
    kept = await shelves.person(theatre, await shelves.person_of(theatre, here.address))
    assert kept["last"] == ("Петрова" if done == [boss] else "Сидорова")


async def test_the_list_takes_the_same_number_of_statements_for_few_and_for_many(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    costs, day = [], theatre.regulation.local(theatre.now).date()
    for number in (1, 6):
        for _ in range(number):
            here, there = await two_records(district, "Петрова", "Сидорова")
            await brings(there, await code_of(here))
        before = Tally.statements
        found = await district.step(lambda unit: joins.waiting(unit, by=boss.id, day=day, now=theatre.now))
        costs.append(Tally.statements - before)
    assert len(found) == 7
    assert costs[0] == costs[1]


async def test_data_that_have_changed_meanwhile_are_looked_at_again(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    here, there = await two_records(district, "Петрова", "Сидорова")
    await brings(there, await code_of(here))
    await comes_to_the_case(boss)
    await boss.presses("Один человек")
    await boss.chooses("Петрова")
    for person, year in ((here, 1980), (there, 1990)):
        await knows(district, person.id, birth_year=year)
    await boss.presses("Один человек")
    boss.sees("Дата рождения: что верно?")
    assert await shelves.person_of(theatre, there.address) == there.id

    async def unite(unit: Unit) -> None:
        await joins.unite(
            unit, theatre.regulation, by=boss.id, case_id=1, holds={"name": "one"}, run="r", now=theatre.now
        )

    with pytest.raises(DomainError, match="joins-changed"):
        await district.step(unite)


async def test_a_pair_joined_by_other_means_waits_no_longer(theatre: Theatre):
    from services import people

    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    here, there = await two_records(district, "Петрова", "Сидорова")
    await brings(there, await code_of(here))
    await district.step(lambda unit: people.merge(unit, here.id, there.id, theatre.now))
    await boss.types("/menu")
    assert not any(label.startswith("Ждут сверки") for label in boss.labels)


async def test_on_a_masked_channel_neither_side_is_named(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9", stage=district.masked)
    here, there = await two_records(district, "Петрова", "Сидорова")
    await brings(there, await code_of(here))
    await boss.types("/menu")
    await boss.presses("Ждут сверки: 1")
    boss.sees("Ответить в веб-чате")
    await district.later(timedelta(minutes=1))
    said = [shown.sheet for shown in district.masked.shown] + [
        sent.sheet for sent, _ in district.masked.notified
    ]
    for sheet in said:
        words = "".join([*sheet.parts, *(button.label for row in sheet.rows for button in row)])
        assert "Петрова" not in words
        assert "Сидорова" not in words


async def test_an_erasure_takes_the_case_along(theatre: Theatre):
    from services import erasure

    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    here, there = await two_records(district, "Петрова", "Сидорова")
    await brings(there, await code_of(here))

    async def erase(unit: Unit) -> None:
        about = {"person_id": here.id, "account_id": None, "run": "r", "now": theatre.now}
        await erasure.erase(unit, theatre.regulation, **about)

    await district.step(erase)
    assert await shelves.rows(theatre.store, "joins") == []
    await boss.types("/menu")
    assert not any(label.startswith("Ждут сверки") for label in boss.labels)


# --- what contradicts what -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two", "differs"),
    [
        ({"last": "Соловьёва"}, {"last": "СОЛОВЬЕВА"}, []),
        ({"first": "Вера"}, {"first": "В."}, []),
        ({"first": "Вера"}, {"first": "Н."}, ["name"]),
        ({"first": "Вера"}, {"first": "Нина"}, ["name"]),
        ({"patronymic": None}, {"patronymic": "Павловна"}, []),
        ({"patronymic": "Петровна"}, {"patronymic": "Павловна"}, ["name"]),
        ({"last": None, "first": None, "patronymic": None}, {}, []),
        ({"birth_year": 1980}, {"birth_date": date(1980, 5, 1)}, []),
        ({"birth_date": date(1980, 5, 2)}, {"birth_date": date(1980, 5, 1)}, ["birth"]),
        ({"birth_year": 1981}, {"birth_date": date(1980, 5, 1)}, ["birth"]),
        ({"birth_year": 1981}, {}, []),
        ({"started_on": date(2010, 9, 1)}, {"started_on": date(2011, 9, 1)}, ["started"]),
        ({"phone": "8 (900) 111-22-33"}, {"phone": "+79001112233"}, []),
        ({"phone": "8 (900) 111-22-34"}, {"phone": "+79001112233"}, ["phone"]),
        ({"email": "Vera@Example.org"}, {"email": "vera@example.org"}, []),
        ({"category": "первая"}, {"category": "высшая"}, ["category"]),
    ],
)
async def test_only_what_both_say_differently_is_a_difference(
    one: dict[str, Any], two: dict[str, Any], differs: list[str], theatre: Theatre
):
    district = District(theatre)
    here, there = await two_records(district, "Соловьёва", "Соловьёва")
    await knows(district, here.id, **one)
    await knows(district, there.id, **two)
    day = theatre.regulation.local(theatre.now).date()
    for pair in ((here.id, there.id), (there.id, here.id)):
        found = await district.step(lambda unit, pair=pair: joins.compare(unit, *pair, day))
        assert [difference.what for difference in found.differences] == differs
        assert found.contradicts == bool(differs)


async def test_a_code_of_a_record_that_is_gone_is_a_sentence(theatre: Theatre):
    district = District(theatre)
    here, there = await two_records(district)
    day = theatre.regulation.local(theatre.now).date()
    with pytest.raises(DomainError, match="people-gone"):
        await district.step(lambda unit: joins.compare(unit, here.id, there.id + 99, day))
