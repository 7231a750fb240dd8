"""«Показатели»: the list, one figure in words, down to people and sessions, within one's rights."""

from datetime import date

from sqlalchemy import insert, select

from storage.people import Account, Person, RoleGrant
from storage.store import Unit
from tests.play import Play, Stage, Theatre
from tests.town import LONG_AGO, PLACE, Town


async def joins(
    theatre: Theatre, role: str, *, school: int | None = None, stage: Stage | None = None
) -> Play:
    """Somebody who has agreed and holds a role."""
    play = theatre.person(role, stage)
    await play.agrees()

    async def grant(unit: Unit) -> None:
        person = await unit.session.scalar(select(Account.person_id).where(Account.address == role))
        row = {
            "territory": PLACE,
            "person_id": person,
            "role": role,
            "organisation_id": school,
            "since": LONG_AGO,
        }
        await unit.connection.execute(insert(RoleGrant), row)

    await theatre.store.step(PLACE, grant)
    return play


async def chooses(play: Play, fragment: str) -> None:
    """Presses the button with this in its label, or the number of the line that has it."""
    for line in play.text.splitlines():
        number, dot, rest = line.partition(". ")
        if dot and number.isdigit() and fragment in rest:
            await play.presses(number)
            return
    await play.presses(next(label for label in play.labels if fragment in label))


async def opens(play: Play, title: str) -> None:
    """From the list to one indicator."""
    await play.types("Показатели")
    await chooses(play, title)


F2, F3, F4 = "Поддержка молодых", "Индивидуальная помощь методистов", "Методические консилиумы"


async def test_the_loop_is_seen_at_once(theatre: Theatre):
    """A member moves F2 and the sessions, not F3; a methodist moves F3 by one; again, sessions only."""
    town = Town()
    school = town.school("Школа № 5")
    pupil, elder = town.young(school, "Молодцова"), town.teacher(school, "Старшинова")
    methodist, member = town.helper(), town.helper("member")
    await town.save(theatre.store)
    olga = await joins(theatre, "coordinator")
    await opens(olga, F2)
    olga.sees("0 %", "0 из 1 педагога")

    async def happens(*people: int, role: str, number: int) -> None:
        later = Town()
        later.numbers = iter(range(number, number + 9))
        provider = member if role == "member" else methodist
        later.session(provider, *people, at=school, provider_role=role, held_on=date(2026, 11, 23))
        await theatre.store.step(PLACE, lambda unit: later.write(unit, PLACE))

    await happens(pupil, role="member", number=501)
    await opens(olga, F2)
    olga.sees("100 %", "1 из 1 педагога", "За этим 1 сеанс, 0 заявок.")
    await opens(olga, F3)
    olga.sees("0 %", "0 из 2 педагогов", "За этим 0 сеансов")
    olga.sees("За период 1 сеанс членов актива сюда не входит: п. 4.1 считает муниципальных методистов.")
    await happens(elder, role="methodist", number=502)
    await opens(olga, F3)
    olga.sees("50 %", "1 из 2 педагогов", "За этим 1 сеанс")
    await happens(elder, role="methodist", number=503)
    await opens(olga, F3)
    olga.sees("50 %", "1 из 2 педагогов", "За этим 2 сеанса")


async def test_one_figure_says_value_parts_change_and_ways_in(theatre: Theatre):
    town = Town()
    school = town.school("Школа № 5")
    people = [town.teacher(school) for _ in range(8)]
    methodist = town.helper()
    for number, person in enumerate(people[:3]):
        town.session(methodist, person, at=school, channel="vk" if number == 0 else "phone", request_id=7)
    town.session(methodist, people[0], at=school, held_on=date(2025, 3, 1))
    await town.save(theatre.store)
    olga = await joins(theatre, "coordinator")
    await opens(olga, F3)
    olga.sees("(п. 4.1)", "37,5 %", "3 из 8 педагогов", "1 января – сегодня, 23 ноября")
    olga.sees("в том числе через ВКонтакте: 12,5 % (1)", "3 сеанса, 1 заявка")
    olga.sees("На 25 п. п. больше, чем за тот же срок прошлого года.")
    assert olga.labels[:4] == ["По школам", "Кто эти 3", "Кто ещё не охвачен", "Как считается"]


async def test_a_number_opens_to_people_their_sessions_and_one_card(theatre: Theatre):
    town = Town()
    school = town.school("Школа № 5")
    anna, boris = town.teacher(school, "Анненкова"), town.teacher(school, "Борисова")
    session = town.session(
        town.helper(last="Помогаева"),
        anna,
        at=school,
        topic="B1",
        result="Договорились",
        held_on=date(2026, 3, 12),
    )
    town.session(town.helper("member"), boris, at=school, provider_role="member")
    await town.save(theatre.store)
    olga = await joins(theatre, "coordinator")
    await opens(olga, F3)
    await olga.presses("Кто это")
    await chooses(olga, "Анненкова А. И., Школа № 5")
    olga.sees("Записей за период: 1, из них в счёт: 1")
    await chooses(olga, "Индивидуальная помощь")
    olga.sees(
        f"Запись № {session}", "Помогаева А. И. (Методист)", "Анненкова А. И.", "40 мин", "Договорились"
    )
    await olga.presses("К показателю")
    await olga.presses("Кто ещё не охвачен")
    await chooses(olga, "Борисова")
    olga.sees("не в счёт: Член актива")
    await olga.presses("‹ Назад")
    olga.sees("Ещё не охвачены: 1")


async def test_of_many_people_the_school_is_asked_first(theatre: Theatre):
    town = Town()
    big, small = town.school("Школа № 1"), town.school("Школа № 2")
    for number in range(45):
        town.teacher(big if number else small, f"Учителева{number}")
    await town.save(theatre.store)
    olga = await joins(theatre, "coordinator")
    await opens(olga, F3)
    await olga.presses("Кто ещё не охвачен")
    olga.sees("Из какой школы?", "Школа № 1 — 44", "Школа № 2 — 1")
    await olga.presses("Школа № 2 — 1")
    await chooses(olga, "Учителева0")
    olga.sees("за этот период записей о помощи нет")


async def test_schools_parts_how_and_readings(theatre: Theatre):
    town = Town()
    first, second = town.school("Школа № 2"), town.school("Школа № 10")
    anna = town.young(first, birth_date=None, birth_year=2000)
    town.young(second)
    town.young(second, started_on=None)
    town.teacher(second, external=True)
    town.session(town.helper(), anna, at=first, form="VSV-S1", topic="B1")
    await town.save(theatre.store)
    olga = await joins(theatre, "coordinator")
    await opens(olga, F3)
    await olga.presses("По школам")
    olga.sees("Школа № 2 — 100 % (1 из 1)", "Школа № 10 — 0 % (0 из 2)")
    await chooses(olga, "Школа № 2")
    olga.sees("Школа № 2", "100 %", "1 из 1 педагога", "Кто это")
    assert "По школам" not in olga.labels
    await olga.presses("Подробнее")
    await chooses(olga, "По каналам")
    olga.sees("очно — 100 % (1 из 1)")
    await opens(olga, F2)
    olga.sees("У 1 педагога не указан год рождения или стаж")
    await olga.presses("Как считается")
    olga.sees("доля педагогических работников в возрасте до 35 лет", "п. 4.1", "VSV-2026-11-21")
    olga.sees("не указано начало стажа — 1", "возраст взят по году рождения", "половина — вверх")
    await olga.presses("Как понято положение")
    olga.sees("до 35 лет: ещё не исполнилось 35", "Можно и иначе: 35 включительно")


async def test_another_period_by_button_and_by_words(theatre: Theatre):
    town = Town()
    school = town.school()
    town.session(town.helper(), town.teacher(school), at=school, held_on=date(2025, 10, 1))
    await town.save(theatre.store)
    olga = await joins(theatre, "coordinator")
    await olga.types("/indicators")
    olga.sees("Показатели, 2026 год", f"{F3} — 0 %")
    await chooses(olga, "Другой период, отчёт")
    olga.sees("Отчёт за этот же период", "2026 год", "1-е полугодие 2026", "4-й квартал 2026")
    await olga.presses("›")
    olga.sees("2026/2027 учебный год", "2025 год")
    await olga.types("когда-нибудь")
    olga.sees("«когда-нибудь» — не период")
    await olga.types("2025-h2")
    olga.sees("Показатели, 2-е полугодие 2025", f"{F3} — 100 %")
    await chooses(olga, F3)
    olga.sees("100 %", "1 июля 2025 – 31 декабря 2025")
    await olga.presses("Все показатели")
    olga.sees("2-е полугодие 2025")


async def test_a_consilium_opens_to_its_records(theatre: Theatre):
    town = Town()
    school = town.school("Школа № 7", has_deficits=True)
    methodist = town.helper()
    town.consilium(methodist, school, held_on=date(2026, 10, 1), next_step_on=date(2026, 12, 24))
    town.consilium(methodist, school, for_deficits=False)
    await town.save(theatre.store)
    olga = await joins(theatre, "coordinator")
    await opens(olga, F4)
    olga.sees("1 ед.", "Не вошли записи, где не отмечены образовательные дефициты — 1")
    await olga.presses("Что это за записи")
    olga.sees("1 октября · Школа № 7", "12 марта · Школа № 7 · не в счёт")
    await chooses(olga, "1 октября · Школа № 7")
    olga.sees("Состав: методисты", "Рекомендация: разобрать уроки", "24 декабря")


async def test_what_nobody_has_brought_says_why(theatre: Theatre):
    olga = await joins(theatre, "methodist")
    await opens(olga, "Диагностика компетенций")
    olga.sees("нет данных", "Самодиагностика сюда не входит")
    assert "Кто ещё не охвачен" not in olga.labels


async def test_a_manager_sees_his_school_and_its_people_alone(theatre: Theatre):
    town = Town()
    mine, other = town.school("Моя школа"), town.school("Чужая школа")
    methodist = town.helper()
    for school, last in ((mine, "Анненкова"), (other, "Чужакова")):
        town.session(methodist, town.teacher(school, last), at=school, topic="B1", result="личное")
    await town.save(theatre.store)
    head = await joins(theatre, "manager", school=mine)
    await opens(head, F3)
    head.sees("1 из 1 педагога")
    assert "По школам" not in head.labels
    await head.presses("Кто это")
    assert "Чужакова" not in head.text + "".join(head.labels)
    await chooses(head, "Анненкова")
    await chooses(head, "Индивидуальная помощь")
    head.sees("Анненкова")
    assert "личное" not in head.text
    assert "Тема" not in head.text
    await head.pays(f">indicator:VSV-F3:2026:={other}")
    head.sees("Это открыто не всем ролям")
    await head.pays(f">indicator-people:VSV-F3:2026:={other}:in")
    head.sees("Это открыто не всем ролям")


async def test_an_observer_sees_numbers_no_names_and_no_small_groups(theatre: Theatre):
    town = Town()
    small, big = town.school("Школа № 1"), town.school("Школа № 2")
    methodist = town.helper(last="Помогаева")
    town.session(methodist, town.teacher(small), at=small)
    for _ in range(5):
        town.teacher(big)
    await town.save(theatre.store)
    guest = await joins(theatre, "observer")
    await opens(guest, F3)
    guest.sees("1 из 6 педагогов")
    assert not [label for label in guest.labels if label.startswith("Кто")]
    await guest.pays(">indicator-people:VSV-F3:2026:=0:in")
    guest.sees("Это открыто не всем ролям")
    await opens(guest, F3)
    await guest.presses("Подробнее")
    assert "По темам" not in guest.labels
    await chooses(guest, "По тем, кто помогал")
    guest.sees("П-")
    assert "Помогаева" not in guest.text
    await guest.presses("К показателю")
    await guest.presses("По школам")
    await chooses(guest, "Школа № 1")
    guest.sees("Здесь меньше пяти человек")
    await opens(guest, F3)
    await guest.presses("По школам")
    await chooses(guest, "Школа № 2")
    guest.sees("0 из 5 педагогов")


async def test_a_masked_channel_shows_references_only(theatre: Theatre):
    town = Town()
    school = town.school("Школа № 5")
    anna = town.teacher(school, "Анненкова")
    town.session(town.helper(last="Помогаева"), anna, at=school, result="секретное")
    town.consilium(town.helper(last="Советникова"), school, composition="Невидимкин", recommendation="тайное")
    await town.save(theatre.store)
    stage = Stage(masked=True)
    olga = await joins(theatre, "coordinator", stage=stage)
    await opens(olga, F3)
    olga.sees("1 из 1 педагога")
    await olga.presses("Подробнее")
    await chooses(olga, "По тем, кто помогал")
    olga.sees("П-")
    await olga.presses("К показателю")
    await olga.presses("Кто это")
    olga.sees("только в веб-чате", "Ответить в веб-чате")
    await opens(olga, F4)
    await olga.presses("Что это за записи")
    await chooses(olga, "Школа № 5")
    olga.sees("Запись №")
    for delivery in stage.shown:
        assert delivery.sheet is not None
        said = "".join(delivery.sheet.parts) + "".join(b.label for row in delivery.sheet.rows for b in row)
        for name in ("Анненкова", "Помогаева", "Советникова", "секретное", "Невидимкин", "тайное"):
            assert name not in said


async def test_teachers_have_no_indicators_and_forged_links_are_answered(theatre: Theatre):
    teacher = theatre.person("9")
    await teacher.agrees()
    await teacher.types("/indicators")
    teacher.sees("Это открыто не всем ролям")
    olga = await joins(theatre, "coordinator")
    for payload in (">indicator:VSV-F99:2026", ">indicator:VSV-F3:никогда", ">indicator-how:=5:=6:x"):
        await olga.pays(payload)
        assert "неполадка" not in olga.text
    assert await theatre.store.step(PLACE, lambda unit: unit.session.scalar(select(Person.id).limit(1)))


async def logs(helper: Play, last: str) -> None:
    """A record of support from a phone."""
    await helper.types("/log")
    await helper.presses("Найти по фамилии")
    await helper.types(last)
    await chooses(helper, last)
    await helper.presses("Сохранить")
    helper.sees("Записано")


async def test_a_record_from_a_phone_moves_the_figure_of_whoever_looks_next(theatre: Theatre):
    town = Town()
    school = town.school("Школа № 5")
    town.young(school, "Анненкова", search="анненкова анна ивановна")
    await town.save(theatre.store)
    olga, member, methodist = [await joins(theatre, role) for role in ("coordinator", "member", "methodist")]
    await logs(member, "Анненкова")
    await opens(olga, F2)
    olga.sees("1 из 1 педагога", "За этим 1 сеанс")
    await opens(olga, F3)
    olga.sees("0 из 1 педагога", "За период 1 сеанс членов актива сюда не входит")
    await logs(methodist, "Анненкова")
    await opens(olga, F3)
    olga.sees("1 из 1 педагога", "За этим 1 сеанс")
    await logs(methodist, "Анненкова")
    await opens(olga, F3)
    olga.sees("1 из 1 педагога", "За этим 2 сеанса")
