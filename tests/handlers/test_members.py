"""«Актив»: who helps and how much each has on; appointed, changed, paused, ended."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from services import people
from storage.people import Person, RoleGrant
from tests import shelves
from tests.colleagues import Colleague, District
from tests.play import Stage, Theatre


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


async def opens(boss: Colleague, whom: str) -> None:
    """«Люди и школы» → «Актив» → somebody of the list."""
    await boss.types("/menu")
    await boss.presses("Люди и школы")
    await boss.presses("Актив")
    await boss.chooses(whom)


async def adds(boss: Colleague, letters: str, whom: str) -> None:
    await boss.types("/members")
    await boss.chooses("Добавить")
    await boss.types(letters)
    await boss.chooses(whom)


async def known(district: District, last: str, *roles: str) -> Colleague:
    """Somebody who writes here and was found in the staff list."""
    person = await district.comes(last, *roles)
    await district.step(lambda unit: people.settle(unit, person.id, people.MATCHED))
    return person


async def grants(district: District, person: int) -> list[tuple[str, date, date | None]]:
    """The helping roles ever given to a person, by local day: since, and the first day without it."""
    rows = await shelves.rows(district.theatre.store, "role_grants")
    day = district.pack.local
    return [
        (row["role"], day(row["since"]).date(), row["until"] and day(row["until"]).date())
        for row in rows
        if row["person_id"] == person and row["role"] in ("member", "methodist")
    ]


async def test_the_list_says_how_much_each_has_on_who_pauses_and_until_when(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    olga = await district.comes("Олегова", "member")
    vera = await district.comes("Верина", "methodist")
    await district.enrol(boss, olga, capacity=4, until=date(2027, 5, 31))
    await district.enrol(boss, vera, topics=["B.plan"])
    for name in ("Петрова", "Сидорова"):
        await district.opened(await district.comes(name, "teacher"))
    await vera.types("/settings")
    await vera.presses("Не принимаю новые заявки")
    await boss.types("/menu")
    await boss.presses("Люди и школы")
    await boss.presses("Актив")
    boss.sees(
        "Муниципальный методический актив",
        "Помогают 2 человека",
        "М-1 · Олегова А. И., член актива · 2 из 4 · по 31 мая 2027",
        "М-2 · Верина А. И., методист · 0 из 8 · новых не берёт",
    )


async def test_somebody_of_the_staff_list_is_appointed_and_asked_from_then_on(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    anna = await district.comes("Петрова", "teacher")
    olga = await known(district, "Олегова", "teacher")
    await boss.types("/members")
    boss.sees("Пока никого нет")
    await boss.presses("Добавить")
    await boss.types("цапля")
    boss.sees("Никого не нашлось")
    await boss.types("олег")
    await boss.chooses("Олегова Анна")
    boss.sees("Пока не помогает", "Будет: Член актива", "Темы: все", "Заявок в месяц: 8", "без срока")
    await boss.presses("Темы")
    await boss.chooses("Разные дети")
    await boss.presses("Готово, выбрано 1")
    await boss.presses("Заявок в месяц")
    await boss.types("3")
    await boss.presses("По какой день")
    await boss.types("31.05.2027")
    await boss.presses("Приказ")
    await boss.types("№ 128-од")
    boss.sees("Темы: Разные дети", "Заявок в месяц: 3", "31 мая 2027", "Приказ: № 128-од")
    assert await shelves.rows(district.theatre.store, "memberships") == [], "nothing before «Сохранить»"
    assert await grants(district, olga.id) == []
    await boss.presses("Сохранить")
    boss.sees("Записано: Олегова А. И., школа № 5", "пишу М-1")
    (row,) = await shelves.rows(district.theatre.store, "memberships")
    assert (row["person_id"], row["topics"], row["capacity"]) == (olga.id, ["C.diversity"], 3)
    assert (row["until"], row["order_number"]) == (date(2027, 5, 31), "№ 128-од")
    assert await grants(district, olga.id) == [("member", date(2026, 11, 23), date(2027, 6, 1))]
    await district.later(timedelta(minutes=1))
    assert "Ваша роль: Член актива" in olga.note()
    await anna.asks()
    await district.later(timedelta(minutes=1))
    assert "Разные дети" in olga.note()


async def test_each_line_changes_alone_and_one_save_writes_all_of_them(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    olga = await district.comes("Олегова", "member")
    await district.enrol(boss, olga)
    await opens(boss, "Олегова")
    assert "Сохранить" not in boss.labels, "nothing is changed yet"
    before = boss.text.splitlines()
    for line, said, changed in (
        ("Заявок в месяц", "4 заявки", "Заявок в месяц: 4"),
        ("Приказ", "№ 7", "Приказ: № 7"),
        ("С какого дня", "1 октября", "Срок: 1 октября — без срока"),
        ("По какой день", "31.12.2026", "Срок: 1 октября — 31 декабря"),
    ):
        await boss.presses(line)
        await boss.types(said)
        after = boss.text.splitlines()
        name = changed.partition(":")[0]
        assert [one for one in after if not one.startswith(name)] == [
            one for one in before if not one.startswith(name)
        ]
        assert changed in after
        assert boss.labels[0] == "Сохранить"
        before = after
    for line, label, changed in (
        ("Предметы", "Математика", "Предметы: Математика"),
        ("Направления", "Аналитика", "Направления: Аналитика"),
    ):
        await boss.presses(line)
        await boss.types(label)
        await boss.presses("Готово, выбрано 1")
        boss.sees(changed)
    await boss.presses("Предметы")
    await boss.chooses("все")
    await boss.presses("Готово, выбрано 1")
    boss.sees("Предметы: все")
    await boss.presses("Сохранить")
    (row,) = await shelves.rows(district.theatre.store, "memberships")
    assert (row["capacity"], row["order_number"], row["directions"]) == (4, "№ 7", ["VSV-N1"])
    assert (row["since"], row["until"]) == (date(2026, 10, 1), date(2026, 12, 31))
    assert row["subjects"] == []
    (grant,) = await grants(district, olga.id)
    assert grant[2] == date(2027, 1, 1), "the role he held already goes on as long as the term, not twice"


async def test_a_term_that_ends_before_it_begins_is_a_sentence_and_loses_nothing(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    await district.listed("Олегов")
    await adds(boss, "олег", "Олегов")
    await boss.presses("Заявок в месяц")
    await boss.types("двадцать тысяч")
    boss.sees("Напишите число от 1 до 200")
    await boss.types("5")
    await boss.presses("По какой день")
    await boss.types("01.01.2026")
    await boss.presses("Сохранить")
    boss.sees("Срок заканчивается раньше, чем начинается", "Заявок в месяц: 5")
    assert await shelves.rows(district.theatre.store, "memberships") == []
    await boss.presses("По какой день")
    await boss.presses("без срока")
    await boss.presses("Сохранить")
    boss.sees("Записано")


async def test_whoever_has_never_come_in_gets_his_code_by_one_press_and_comes_as_teacher_and_member(
    district: District,
):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    oleg = await district.listed("Олегов")
    await adds(boss, "олег", "Олегов")
    await boss.presses("Сохранить")
    boss.sees("Сюда ещё не пишет")
    await boss.presses("Выписать код")
    boss.sees("Код для Олегов Олег")
    code = boss.text.split("«/start ")[1].split("»")[0]
    newcomer = Colleague(district.theatre, district.hall, "7")
    await newcomer.types(f"/start {code}")
    await newcomer.presses("О данных и согласии")
    await newcomer.presses("Согласен, согласна")
    await newcomer.presses("Да, это я")
    assert await shelves.person_of(district.theatre, "7") == oleg
    assert await shelves.roles(district.theatre, oleg) == {"member", "teacher"}
    await newcomer.types("/menu")
    newcomer.sees("Записать сопровождение", "Консультация")


async def test_the_card_of_somebody_known_leads_to_his_code_too(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    await district.enrol(boss, await district.comes("Олегова", "member"))
    await opens(boss, "Олегова")
    await boss.presses("Выписать код")
    boss.sees("Код для Олегова Анна Ивановна")


async def test_a_member_who_becomes_a_methodist_is_one_in_the_end(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    olga = await district.comes("Олегова", "teacher", "member")
    await opens(boss, "Олегова")
    await boss.presses("Роль")
    await boss.presses("Методист")
    await boss.presses("Сохранить")
    assert await shelves.roles(district.theatre, olga.id) == {"teacher", "methodist"}
    await opens(boss, "Олегова А. И., методист")
    boss.sees("Методист, М-1")


async def test_the_last_day_is_said_confirmed_and_then_over(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    olga = await district.comes("Олегова", "member")
    await district.enrol(boss, olga)
    await district.opened(await district.comes("Петрова", "teacher"))
    await opens(boss, "Олегова")
    await boss.presses("Последний день")
    await boss.types("22 ноября 2026")
    boss.sees("Этот день уже прошёл")
    await boss.types("30 ноября")
    boss.sees("Последний день: 30 ноября", "Заявок в работе: 1")
    await boss.presses("Оставить как есть")
    boss.sees("Ничего не изменено")
    assert (await grants(district, olga.id))[0][2] is None
    await opens(boss, "Олегова")
    await boss.presses("Последний день")
    await boss.types("30 ноября")
    await boss.presses("Записать последний день")
    boss.sees("Записано: Олегова", "Кому их передать?", "Передать заявку № 1")
    assert (await grants(district, olga.id))[0][2] == date(2026, 12, 1)
    await district.later(timedelta(minutes=1))
    assert "действует по 30 ноября включительно" in olga.note()
    await boss.presses("Передать заявку № 1")
    boss.sees("№ 1")
    district.theatre.now += timedelta(days=9)
    assert await shelves.roles(district.theatre, olga.id) == set()
    await boss.types("/members")
    boss.sees("Пока никого нет")


async def test_the_list_says_whom_no_request_can_reach(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    await district.listed("Тихонов")
    await adds(boss, "тих", "Тихонов")
    await boss.presses("Сохранить")
    gone = await shelves.listed(district.theatre, "Ушедшева", "Анна")
    await adds(boss, "ушед", "Ушедшева")
    await boss.presses("Сохранить")
    leave = update(Person).where(Person.id == gone).values(left_on=date(2026, 11, 20))
    await district.step(lambda unit: unit.session.execute(leave))
    await boss.types("/members")
    boss.sees("Тихонов О., член актива · 0 из 8 · ещё не пишет сюда")
    boss.sees("Ушедшева А., член актива · 0 из 8 · в списке школы больше нет")


async def test_whoever_has_ended_begins_again_without_holding_the_role_twice(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    olga = await known(district, "Олегова", "teacher", "member")
    await district.enrol(boss, olga, capacity=3, topics=["B.plan"])
    await olga.pays(">helping:pause")
    await opens(boss, "Олегова")
    await boss.presses("Последний день")
    await boss.types("сегодня")
    await boss.presses("Записать последний день")
    district.theatre.now += timedelta(days=2)
    await adds(boss, "олег", "Олегова")
    boss.sees("Пока не помогает", "Заявок в месяц: 3")
    await boss.presses("Сохранить")
    first, second = await grants(district, olga.id)
    assert first[2] == date(2026, 11, 24)
    assert (second[1], second[2]) == (date(2026, 11, 25), None)
    (row,) = await shelves.rows(district.theatre.store, "memberships")
    assert row["paused"] is False, "the pause of last time is over too"
    await opens(boss, "М-1")


async def test_two_coordinators_with_the_same_card_do_not_write_over_each_other(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    second = await district.comes("Лунина", "coordinator", school="школа № 9")
    olga = await district.comes("Олегова", "member")
    await district.enrol(boss, olga)
    for one, said in ((boss, "4 заявки"), (second, "6 заявок")):
        await opens(one, "Олегова")
        await one.presses("Заявок в месяц")
        await one.presses(said)
    await boss.presses("Сохранить")
    await second.presses("Сохранить")
    second.sees("здесь кое-что изменилось", "Заявок в месяц: 4")
    (row,) = await shelves.rows(district.theatre.store, "memberships")
    assert row["capacity"] == 4


async def test_two_coordinators_at_the_same_moment_appoint_once(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    second = await district.comes("Лунина", "coordinator", school="школа № 9")
    oleg = await district.listed("Олегов")
    for times in (1, 2):
        for one in (boss, second):
            await one.types("/cancel")
            await adds(one, "олег", "Олегов")
        await asyncio.gather(boss.presses("Сохранить"), second.presses("Сохранить"))
        assert len(await grants(district, oleg)) == times
        (row,) = await shelves.rows(district.theatre.store, "memberships")
        assert (row["person_id"], row["number"]) == (oleg, 1)
        over = update(RoleGrant).where(RoleGrant.person_id == oleg).values(until=district.theatre.now)
        await district.step(lambda unit, end=over: unit.session.execute(end))
        district.theatre.now += timedelta(minutes=1)
    assert not district.theatre.defects


async def test_nobody_is_appointed_who_has_withdrawn_his_consent_or_left(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    olga = await district.comes("Олегова", "teacher")
    await olga.pays(">my-withdrawal:data")
    await olga.presses("Отозвать согласие")
    await boss.pays(f">member:={olga.id}")
    await boss.presses("Сохранить")
    boss.sees("отозвал согласие")
    gone = await shelves.listed(district.theatre, "Ушедшева", "Анна", left_on=date(2026, 11, 1))
    await boss.pays(f">member:={gone}")
    await boss.presses("Сохранить")
    boss.sees("отмечен ушедшим")
    other = await district.comes("Чужова", "teacher")
    await district.step(lambda unit: people.settle(unit, other.id, people.OUTSIDE))
    await boss.pays(f">member:={other.id}")
    await boss.presses("Сохранить")
    boss.sees("не из Всеволожского района")
    await boss.pays(">member:=4711")
    boss.sees("Этой записи уже нет")
    assert await shelves.rows(district.theatre.store, "memberships") == []
    assert await grants(district, olga.id) == []


async def test_only_coordinators_open_it(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    olga = await district.comes("Олегова", "teacher", "member", "methodist")
    await olga.types("/menu")
    assert not {"Люди и школы", "Актив", "Школы"} & set(olga.labels)
    for payload in (">members", f">member:={boss.id}", f">member-end:={boss.id}", ">desk"):
        await olga.pays(payload)
        olga.sees("Это открыто не всем ролям")


async def test_on_a_masked_channel_the_list_waits_in_the_web_chat_and_a_card_has_no_name(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9", stage=district.masked)
    olga = await district.comes("Олегова", "member")
    await district.enrol(boss, olga, order_number="№ 8 об Олеговой")
    await boss.types("/members")
    boss.sees("Ответить в веб-чате")
    await boss.pays(f">member:={olga.id}")
    boss.sees("М-1", "Заявок в месяц: 8")
    await boss.pays(f">member-end:={olga.id}")
    for shown in district.masked.shown:
        said = "".join([*shown.sheet.parts, *(b.label for row in shown.sheet.rows for b in row)])
        assert "Олегов" not in said


async def test_the_menu_stays_short_and_help_tells_of_everything(district: District):
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    await boss.types("/menu")
    assert not {"Актив", "Школы", "Список педагогов", "Удаление по заявлению"} & set(boss.labels)
    await boss.presses("Люди и школы")
    assert boss.labels == [
        "Актив", "Пригласить по списку", "Школы", "Список педагогов", "Удаление по заявлению", "Меню",
    ]  # fmt: skip
    await boss.types("/help")
    boss.sees("«Актив» — ", "«Школы» — ", "«Удаление по заявлению» — ", "«Люди и школы» — ")


# --- a pause -------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["member", "methodist"])
async def test_a_helper_pauses_and_goes_on_by_one_press(district: District, role: str):
    anna = await district.comes("Петрова", "teacher")
    olga = await district.comes("Олегова", role)
    await olga.types("/settings")
    olga.sees("Новые заявки: принимаю")
    await olga.presses("Не принимаю новые заявки")
    old = olga.button("Снова принимаю").payload
    olga.sees("новые заявки пойдут к коллегам")
    await olga.presses("Настройки")
    olga.sees("Новые заявки: не принимаю")
    assert (await district.request(await district.opened(anna))).helper_id is None
    await olga.presses("Снова принимаю")
    olga.sees("снова приходят к вам")
    await olga.pays(old)
    olga.sees("снова приходят к вам")
    assert (await district.request(await district.opened(anna, "B.plan"))).helper_id == olga.id
    assert len(await shelves.rows(district.theatre.store, "memberships")) == 1


async def test_whoever_helps_nobody_has_nothing_to_pause(district: District):
    anna = await district.comes("Петрова", "teacher", stage=Stage(name="vk"))
    await anna.types("/settings")
    assert "Новые заявки" not in anna.text
    await anna.pays(">helping:pause")
    anna.sees("Это открыто не всем ролям")
    olga = await district.comes("Олегова", "member")
    await olga.pays(">helping:nonsense")
    olga.sees("принимать заявки или нет")
    assert await shelves.rows(district.theatre.store, "memberships") == []
