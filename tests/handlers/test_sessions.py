"""«Записать сопровождение»: three presses for a repeat, a card, groups, the consilium."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.colleagues import Colleague, District, text_of
from tests.play import Theatre


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


async def finds(person: Colleague, letters: str, whole: str) -> None:
    await person.types("/log")
    await person.presses("Найти по фамилии")
    await person.types(letters)
    await person.chooses(whole)


async def test_a_repeat_record_takes_three_presses(district: District):
    olga = await district.comes("Методистова", "methodist", school="ВРМЦ")
    anna = await district.listed("Петрова")
    await finds(olga, "петр", "Петрова О.")
    await olga.presses("Минуты")
    await olga.presses("60 мин")
    await olga.presses("Сохранить")
    district.theatre.now += timedelta(days=1)

    await olga.types("/menu")
    presses = 0
    for label in ("Записать сопровождение", "Петрова О., школа № 5", "Сохранить"):
        await olga.presses(label)
        presses += 1
    assert presses == 3
    olga.sees("Записано: Петрова О., школа № 5\nИндивидуальная помощь, сегодня, 24 ноября.", "Ещё запись")
    first, second = await district.sessions()
    assert (second.form, second.minutes, second.channel) == (first.form, 60, first.channel)
    assert second.held_on.isoformat() == "2026-11-24"
    assert second.provider_role == "methodist"
    assert await district.helped() == [
        (first.id, anna, district.schools["школа № 5"]),
        (second.id, anna, district.schools["школа № 5"]),
    ]


async def test_the_search_forgives_and_helps(district: District):
    olga = await district.comes("Методистова", "methodist")
    await district.listed("Семёнова")
    await district.listed("Семенчук")
    await olga.types("/log")
    await olga.presses("Найти по фамилии")
    olga.sees("Напишите первые буквы фамилии.")
    await olga.types("Цапля")
    olga.sees("Не нашлось такой фамилии. Попробуйте первые три буквы.")
    await olga.types("СЕМЕН")
    assert olga.offers("Семёнова О.")
    assert olga.offers("Семенчук О.")
    await olga.types("семёнов")
    assert not olga.offers("Семенчук")
    await olga.chooses("Семёнова")
    olga.sees("Кому: Семёнова О., школа № 5", "Сохранить")


async def test_a_press_on_a_line_changes_that_line_alone(district: District):
    olga = await district.comes("Методистова", "methodist")
    await district.listed("Петрова")
    await finds(olga, "пет", "Петрова")
    before = olga.text.splitlines()
    for line, press, changed in (
        ("Тема", "Разные дети", "Тема: Разные дети"),
        ("Как", "Телефон", "Форма: Индивидуальная помощь · Телефон · 40 мин · сегодня, 23 ноября"),
        ("Минуты", "15 мин", "Форма: Индивидуальная помощь · Телефон · 15 мин · сегодня, 23 ноября"),
        ("Дата", "вчера, 22 ноября", "Форма: Индивидуальная помощь · Телефон · 15 мин · вчера, 22 ноября"),
        ("Форма", "Посещение занятия", "Форма: Посещение занятия · Телефон · 15 мин · вчера, 22 ноября"),
        ("Направление", "Аналитика", "Направление: Аналитика"),
    ):
        await olga.presses(line)
        await olga.types(press)
        after = olga.text.splitlines()
        name = changed.partition(":")[0]
        assert [one for one in after if not one.startswith(name)] == [
            one for one in before if not one.startswith(name)
        ]
        assert changed in after
        assert olga.labels[0] == "Сохранить"
        before = after
    await olga.presses("Итог")
    await olga.types("Составили план урока")
    olga.sees("Итог: Составили план урока")
    await olga.presses("Сохранить")
    (session,) = await district.sessions()
    assert (session.form, session.channel, session.minutes) == ("VSV-S7", "phone", 15)
    assert (session.topic, session.direction) == ("C.diversity", "VSV-N1")
    assert (session.result, session.held_on.isoformat()) == ("Составили план урока", "2026-11-22")


async def test_a_form_brings_its_usual_length_and_its_only_channel(district: District):
    olga = await district.comes("Методистова", "methodist")
    await district.listed("Петрова")
    await finds(olga, "пет", "Петрова")
    await olga.presses("Форма")
    await olga.types("Консультация ВКонтакте")
    olga.sees("Форма: Консультация ВКонтакте · ВКонтакте · 15 мин · сегодня, 23 ноября")
    await olga.presses("‹ Назад")
    await olga.presses("‹ Назад")
    olga.sees("Форма: Индивидуальная помощь · Очно · 40 мин")


async def test_bad_words_get_a_sentence_and_the_card_stays(district: District):
    olga = await district.comes("Методистова", "methodist")
    await district.listed("Петрова")
    await finds(olga, "пет", "Петрова")
    await olga.presses("Минуты")
    await olga.types("сто часов")
    olga.sees("Напишите число от 5 до 600.")
    await olga.types("50")
    await olga.presses("Дата")
    await olga.types("12.03.2016")
    await olga.presses("Сохранить")
    olga.sees("Это было больше трёх лет назад. Проверьте, пожалуйста, дату.", "· 50 мин ·")
    await olga.presses("Дата")
    await olga.types("вчера")
    await olga.presses("Сохранить")
    olga.sees("Записано")


async def test_an_older_card_does_not_save_the_newer_one(district: District):
    olga = await district.comes("Методистова", "methodist")
    await district.listed("Петрова")
    await finds(olga, "пет", "Петрова")
    old = olga.button("Сохранить").payload
    await olga.presses("Минуты")
    await olga.presses("15 мин")
    await olga.pays(old)
    olga.sees("Эта кнопка уже не действует", "· 15 мин ·")
    assert await district.sessions() == []
    save = olga.button("Сохранить").payload
    await olga.pays(save)
    await olga.pays(save)
    await olga.types("спасибо")
    assert len(await district.sessions()) == 1


async def test_several_people_are_a_group_and_never_individual_help(district: District):
    olga = await district.comes("Методистова", "methodist", school="ВРМЦ")
    first = await district.listed("Петрова")
    second = await district.listed("Смирнова")
    third = await district.listed("Ярова", school="школа № 7")
    await olga.types("/log")
    await olga.presses("Несколько человек")
    await olga.presses("Из одной школы")
    await olga.presses("школа № 5")
    await olga.presses("Петрова О., школа № 5")
    await olga.presses("Смирнова О., школа № 5")
    await olga.chooses("Готово, выбрано 2")
    olga.sees("Выбраны: Петрова О., школа № 5, Смирнова О., школа № 5")
    await olga.presses("Найти по фамилии")
    await olga.types("яр")
    await olga.chooses("Ярова")
    await olga.presses("Готово, выбрано 3")
    olga.sees("Форма: Стажировка")
    await olga.presses("Форма")
    assert not olga.offers("Индивидуальная помощь")
    await olga.types("Мастер-класс")
    await olga.presses("Сохранить")
    (session,) = await district.sessions()
    assert session.form == "VSV-S5"
    assert not district.pack.form(session.form).individual_help
    assert await district.helped() == [
        (session.id, first, district.schools["школа № 5"]),
        (session.id, second, district.schools["школа № 5"]),
        (session.id, third, district.schools["школа № 7"]),
    ]
    await olga.types("/log")
    assert [olga.offers(name) for name in ("Петрова О.", "Смирнова О.", "Ярова О.")] == [True] * 3


async def test_another_person_on_the_card_keeps_the_rest(district: District):
    olga = await district.comes("Методистова", "methodist", school="ВРМЦ")
    await district.listed("Петрова")
    await district.listed("Смирнова")
    await finds(olga, "пет", "Петрова")
    await olga.presses("Минуты")
    await olga.presses("15 мин")
    await olga.presses("Кому")
    await olga.presses("Найти по фамилии")
    await olga.types("сми")
    await olga.chooses("Смирнова")
    olga.sees("Кому: Смирнова О., школа № 5", "Индивидуальная помощь · Очно · 15 мин")
    await olga.presses("Кому")
    await olga.presses("Учреждение")
    await olga.presses("школа № 5")
    olga.sees("Кому: школа № 5", "Форма: Методический консилиум · Очно · 90 мин")


async def test_a_methodical_consilium_has_its_organisation_and_all_it_needs(district: District):
    olga = await district.comes("Методистова", "methodist", school="ВРМЦ")
    school = await district.school("школа № 9", deficits=True)
    await olga.types("/log")
    await olga.presses("Учреждение")
    await olga.types("школа № 9")
    olga.sees("Форма: Методический консилиум", "Образовательные дефициты: отмечены", "Состав: —")
    assert "Итог" not in olga.text, "what no button of this card can change is not on it"
    await olga.presses("Сохранить")
    olga.sees("Кто участвовал в методическом консилиуме?")
    await olga.types("Методистова, Ким, завуч")
    olga.sees("Что рекомендовали Учреждению?")
    await olga.types("Посетить уроки математики")
    olga.sees("К какому дню")
    await olga.types("15.12")
    olga.sees("Рекомендация: Посетить уроки математики", "Срок: 15 декабря")
    assert await district.sessions() == []
    await olga.presses("Сохранить")
    olga.sees("Записано: школа № 9\nМетодический консилиум")
    (session,) = await district.sessions()
    assert (session.form, session.organisation_id, session.for_deficits) == ("VSV-S3", school, True)
    assert (session.composition, session.recommendation) == (
        "Методистова, Ким, завуч",
        "Посетить уроки математики",
    )
    assert session.next_step_on is not None
    assert session.next_step_on.isoformat() == "2026-12-15"
    assert await district.helped() == []


async def test_an_organisation_without_the_flag_is_said_to_be_so(district: District):
    olga = await district.comes("Методистова", "methodist", school="ВРМЦ")
    await olga.types("/log")
    await olga.presses("Учреждение")
    await olga.presses("ВРМЦ")
    olga.sees("Образовательные дефициты: не отмечены", "Без отметки запись в показатель не войдёт")


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        (["member"], "member"),
        (["teacher", "member", "methodist"], "methodist"),
        (["coordinator"], "coordinator"),
        (["coordinator", "member"], "member"),
    ],
)
async def test_the_role_in_which_he_helps_is_kept(district: District, roles: list[str], role: str):
    olga = await district.comes("Методистова", *roles)
    await district.listed("Петрова")
    await finds(olga, "пет", "Петрова")
    await olga.presses("Сохранить")
    assert [one.provider_role for one in await district.sessions()] == [role]


async def test_a_teacher_records_nothing(district: District):
    anna = await district.comes("Петрова", "teacher")
    await anna.types("/log")
    anna.sees("Это открыто не всем ролям")
    await anna.pays(">record:=1")
    anna.sees("Это открыто не всем ролям")


async def test_the_card_knows_the_request_and_its_record_finishes_it(district: District):
    anna = await district.comes("Петрова", "teacher")
    boris = await district.comes("Громова", "member", school="школа № 1")
    await anna.asks(form="Посещение занятия", way="Очно")
    await district.deliver()
    await boris.answers("Возьмусь")
    await boris.types("/log")
    await boris.presses("Петрова А. И., школа № 5")
    boris.sees("Форма: Посещение занятия · Очно · 60 мин", "Тема: Разные дети", "По заявке № 1", "Без заявки")
    await boris.presses("Сохранить")
    boris.sees("Педагога попросили подтвердить.")
    await district.deliver()
    await anna.answers("Подтвердить и оценить")
    await anna.presses("5 — очень помогло")
    (session,) = await district.sessions()
    assert (session.request_id, session.rating, (await district.request()).state) == (1, 5, "closed")


async def test_a_record_may_be_about_something_else_than_the_request(district: District):
    anna = await district.comes("Петрова", "teacher")
    boris = await district.comes("Громова", "member")
    await anna.asks()
    await district.deliver()
    await boris.answers("Возьмусь")
    await boris.types("/log")
    await boris.presses("Петрова А. И., школа № 5")
    await boris.presses("Без заявки")
    assert not boris.offers("По заявке")
    await boris.presses("Сохранить")
    (session,) = await district.sessions()
    assert (session.request_id, (await district.request()).state) == (None, "accepted")


async def test_the_card_of_a_cancelled_request_is_not_saved_as_its_answer(district: District):
    anna = await district.comes("Петрова", "teacher")
    boris = await district.comes("Громова", "member")
    await anna.asks()
    await district.deliver()
    await boris.answers("Возьмусь")
    await boris.presses("Готово")
    await anna.pays(">request-cancel:=1")
    await anna.presses("Отменить заявку")
    await boris.presses("Сохранить")
    boris.sees("Заявку № 1 педагог отменил")
    assert await district.sessions() == []


async def test_on_a_masked_channel_a_repeat_still_takes_three_presses_and_shows_nobody(district: District):
    olga = await district.comes("Методистова", "methodist", school="ВРМЦ", stage=district.masked)
    await district.listed("Петрова")
    web = await district.also(olga, district.hall)
    await finds(web, "пет", "Петрова")
    await web.presses("Итог")
    await web.types("Тайный итог")
    await web.presses("Сохранить")

    await olga.types("/menu")
    await olga.presses("Записать сопровождение")
    await olga.chooses("П-")
    olga.sees("Кому: П-", "Итог: —")
    await olga.presses("Сохранить")
    olga.sees("Записано: П-")
    assert len(await district.sessions()) == 2

    await olga.types("/log")
    await olga.presses("Найти по фамилии")
    olga.sees("можно ответить только в веб-чате", "Ответить в веб-чате")
    await olga.types("/cancel")
    await olga.pays(">records")
    await olga.chooses("П-")
    await olga.presses("Мои записи")
    await olga.pays(">record:=1")
    shown = "\n".join(text_of(one) for one in district.masked.shown if one.sheet)
    labels = [b.label for one in district.masked.shown if one.sheet for row in one.sheet.rows for b in row]
    for word in ("Петрова", "школа", "Тайный"):
        assert word not in shown
        assert not [label for label in labels if word in label]


async def test_the_record_of_a_late_evening_lies_on_its_own_day(district: District):
    olga = await district.comes("Методистова", "methodist")
    await district.listed("Петрова")
    district.theatre.now = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    await finds(olga, "пет", "Петрова")
    await olga.presses("Сохранить")
    (session,) = await district.sessions()
    assert session.held_on.isoformat() == "2026-11-24"
