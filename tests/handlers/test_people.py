"""Coming in: what somebody meets who writes for the first time; codes, names, the menu."""

from datetime import timedelta

import pytest

from handlers.dialogue.said import Arrived
from services import access, people
from tests import shelves
from tests.colleagues import District
from tests.play import Play, Stage, Theatre


async def reads_consent(person: Play) -> None:
    await person.presses("О данных и согласии")


async def test_any_first_message_gets_the_greeting_and_consent_opens_the_menu(theatre: Theatre):
    anna = theatre.person()
    await anna.types("добрый день")
    anna.sees("Здравствуйте!", "О данных и согласии")
    await anna.presses("О данных и согласии")
    anna.sees("Ваши ответы в самодиагностике видите только вы.", "Пока нет")
    await anna.presses("Согласен, согласна")
    anna.sees("Спасибо", "Назвать себя", "У меня есть код", "Меню")
    await anna.types("меню")
    anna.sees("Чем помочь?")


async def test_whoever_refuses_keeps_help_and_may_change_his_mind(theatre: Theatre):
    anna = theatre.person()
    await anna.types("/start")
    await anna.presses("О данных и согласии")
    await anna.presses("Пока нет")
    anna.sees("кроме самого отказа", "+7 (81370) 00-000")
    await anna.types("/help")
    anna.sees("Живой человек", "«Мои данные»")
    await anna.types("/privacy")
    anna.sees("хранится только отказ")
    await anna.types("/menu")
    anna.sees("Здравствуйте!")
    await anna.presses("О данных и согласии")
    await anna.presses("Согласен, согласна")
    await anna.types("/menu")
    anna.sees("Чем помочь?")


async def test_the_greeting_can_tell_what_is_done_here_first(theatre: Theatre):
    anna = theatre.person()
    await anna.types("/start")
    await anna.presses("Что вы умеете?")
    anna.sees("Самодиагностика: за три минуты")
    await reads_consent(anna)
    await anna.presses("Прочитать полностью")
    anna.sees("Я даю согласие свободно")
    await anna.presses("Согласен, согласна")
    anna.sees("Спасибо")


async def test_before_the_consent_help_privacy_and_cancel_answer_and_all_else_repeats_the_screen(
    theatre: Theatre,
):
    anna = theatre.person()
    await anna.types("/start")
    for words in ("сколько стоит ипотека", "/consult", "/menu", "/settings"):
        await anna.types(words)
        anna.sees("Здравствуйте!", "О данных и согласии")
        assert len(anna.text.split("\n\n")) == 2, "the screen again with one sentence"
    await anna.types("/help")
    anna.sees("Я помощник муниципальной методической службы", "О данных и согласии")
    await anna.types("/privacy")
    anna.sees("О вас ничего не хранится, кроме номера этого чата")
    await anna.types("/start")
    await anna.types("/cancel")
    anna.sees("Отменено", "Меню")
    await anna.types("что дальше")
    assert anna.labels


async def test_what_was_typed_before_the_consent_is_kept_nowhere(theatre: Theatre):
    anna = theatre.person()
    await anna.types("Кукушкина Аделаида, школа 77")
    await anna.types("/start Кукушкина Аделаида")
    await anna.types("/help Кукушкина")
    await anna.types("/start")
    await anna.types("Кукушкина")
    await reads_consent(anna)
    await anna.types("я Кукушкина, и я против")
    await anna.presses("Пока нет")
    await anna.types("Аделаида")
    assert await shelves.traces(theatre.store, "кукушкин", "аделаид") == []
    (refusal,) = await shelves.rows(theatre.store, "consents")
    assert (refusal["given"], refusal["kind"]) == (False, "data")
    for table in ("role_grants", "notices", "employments", "wrong_codes", "one_time_codes"):
        assert await shelves.rows(theatre.store, table) == [], table


async def test_the_consent_keeps_version_channel_and_the_moment_of_the_press(theatre: Theatre):
    anna = theatre.person(stage=Stage(name="telegram"))
    await anna.types("/start")
    theatre.now += timedelta(days=3)
    await reads_consent(anna)
    theatre.now += timedelta(hours=5)
    pressed = theatre.now
    await anna.presses("Согласен, согласна")
    (consent,) = await shelves.rows(theatre.store, "consents")
    assert consent["version"] == theatre.regulation.privacy.processing.version
    assert consent["channel"] == "telegram"
    assert pressed <= consent["at"] <= pressed + timedelta(seconds=1)


async def test_the_lasting_keyboard_comes_with_the_consent_and_not_before(theatre: Theatre):
    anna = theatre.person()
    await anna.types("/start")
    assert anna.sheet.lasting == ()
    await reads_consent(anna)
    await anna.presses("Пока нет")
    assert anna.sheet.lasting == ()
    await anna.types("/start")
    await reads_consent(anna)
    await anna.presses("Согласен, согласна")
    assert anna.sheet.lasting == ("Меню", "Помощь")


# --- codes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "between", [(), ("/help",), ("Начать",), ("/cancel", "/start"), ("/privacy", "/help", "Старт", "ой")]
)
async def test_an_invitation_survives_whatever_comes_before_the_consent(theatre: Theatre, between):
    code = await shelves.code(theatre, role="methodist")
    olga = theatre.person()
    await olga.types(f"/start {code.lower()}")
    for words in between:
        await olga.types(words)
    while "О данных и согласии" in olga.labels:
        await reads_consent(olga)
    await olga.presses("Согласен, согласна")
    olga.sees("Ваша роль теперь: Методист")
    person_id = await shelves.person_of(theatre, "1")
    assert await shelves.roles(theatre, person_id) == {"methodist"}
    assert (await shelves.person(theatre, person_id))["match_state"] == "unmatched"


async def test_a_code_works_once_and_says_what_to_do_when_it_does_not(theatre: Theatre):
    code = await shelves.code(theatre, role="coordinator")
    first, second = theatre.person("1"), theatre.person("2")
    await first.types(f"/start {code}")
    await reads_consent(first)
    await first.presses("Согласен, согласна")
    await second.types(f"/start {code}")
    await reads_consent(second)
    await second.presses("Согласен, согласна")
    second.sees("уже использован", "Ввести другой код", "Назвать себя", "Меню")
    assert await shelves.roles(theatre, await shelves.person_of(theatre, "2")) == {"teacher"}

    old = await shelves.code(theatre, role="member")
    theatre.now += timedelta(days=15)
    await second.presses("Ввести другой код")
    await second.types("не код")
    second.sees("не похоже на код")
    await second.types(old)
    second.sees("Срок этого кода вышел")
    await second.presses("Ввести другой код")
    await second.types("ABCD EFGH 23")
    second.sees("Такого кода нет")
    fresh = await shelves.code(theatre, role="member")
    await second.types(f"/start {fresh}")
    second.sees("Ваша роль теперь: Член актива")
    assert await shelves.roles(theatre, await shelves.person_of(theatre, "2")) == {"teacher", "member"}


async def test_after_five_wrong_codes_one_waits_an_hour(theatre: Theatre):
    anna = theatre.person()
    await anna.agrees()
    right = await shelves.code(theatre, role="member")
    for number in range(5):
        await anna.types(f"/start ABCDEFGH2{number + 3}")
        anna.sees("Такого кода нет")
    await anna.types(f"/start {right}")
    anna.sees("Попробуйте через час", "+7 (81370) 00-000")
    theatre.now += timedelta(minutes=61)
    await anna.types(f"/start {right}")
    anna.sees("Код принят")
    assert await shelves.rows(theatre.store, "wrong_codes") == []


async def test_what_cannot_be_a_code_is_told_and_not_counted(theatre: Theatre):
    anna = theatre.person()
    await anna.agrees()
    for _ in range(7):
        await anna.types("/start vk_post_17")
        anna.sees("Такого кода нет")
    assert await shelves.rows(theatre.store, "wrong_codes") == []


async def test_a_code_of_the_staff_list_joins_the_record_that_is_there(theatre: Theatre):
    known = await shelves.listed(theatre, "Соловьёва", "Вера", "Павловна", birth_year=1980)
    code = await shelves.code(theatre, person_id=known)
    vera = theatre.person()
    await vera.types(f"/start {code}")
    await reads_consent(vera)
    await vera.presses("Согласен, согласна")
    vera.sees("Соловьёва Вера Павловна", "Это вы?")
    await vera.presses("Да, это я")
    vera.sees("служба вас узнала")
    assert await shelves.person_of(theatre, "1") == known
    (only,) = await shelves.rows(theatre.store, "people")
    assert (only["id"], only["match_state"]) == (known, "matched")
    (consent,) = await shelves.rows(theatre.store, "consents")
    assert consent["person_id"] == known
    assert await shelves.roles(theatre, known) == {"teacher"}
    await vera.types("/menu")
    vera.sees("Чем помочь?")
    assert "Назвать себя" not in vera.labels
    (talk,) = await shelves.rows(theatre.store, "conversations")
    assert talk["person_id"] == known


async def test_a_code_that_came_to_the_wrong_person_stays_good_for_the_right_one(theatre: Theatre):
    known = await shelves.listed(theatre, "Соловьёва", "Вера", "Павловна")
    code = await shelves.code(theatre, person_id=known)
    stranger, vera = theatre.person("1"), theatre.person("2")
    await stranger.agrees()
    await stranger.types(f"/start {code}")
    await stranger.presses("Нет, не я")
    assert await shelves.person_of(theatre, "1") != known
    await vera.types(f"/start {code}")
    await reads_consent(vera)
    await vera.presses("Согласен, согласна")
    await vera.presses("Да, это я")
    vera.sees("служба вас узнала")


async def test_whoever_is_known_as_somebody_else_is_not_joined_until_a_coordinator_says_so(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher")
    other = await district.listed("Соловьёва")
    await district.step(lambda unit: people.settle(unit, anna.id, people.MATCHED))
    code = await shelves.code(theatre, person_id=other)
    await anna.types(f"/start {code}")
    await anna.presses("Да, это я")
    anna.sees("две записи, и они расходятся", "ничего не пропадёт")
    assert await shelves.person_of(theatre, anna.address) == anna.id
    assert len(await shelves.rows(theatre.store, "people")) == 2


async def test_on_a_masked_channel_a_code_of_the_list_lets_in_without_a_name(theatre: Theatre):
    known = await shelves.listed(theatre, "Соловьёва", "Вера", "Павловна")
    code = await shelves.code(theatre, person_id=known)
    vera = theatre.person(stage=Stage(masked=True))
    await vera.types(f"/start {code}")
    await reads_consent(vera)
    await vera.presses("Согласен, согласна")
    vera.sees("служба вас узнала")
    assert all("Соловьёва" not in "".join(shown.sheet.parts) for shown in vera.stage.shown)
    assert await shelves.person_of(theatre, "1") == known


# --- naming oneself ------------------------------------------------------------------------


async def test_naming_oneself_reads_forgivingly_and_waits_for_the_coordinator(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator")
    await district.school("школа № 2")
    anna = theatre.person("1", district.hall)
    await anna.agrees()
    await anna.presses("Назвать себя")
    anna.sees("Как вас зовут?")
    await anna.types("анна")
    anna.sees("Нужны и фамилия, и имя")
    await anna.types("Petrova Anna")
    anna.sees("русскими буквами")
    await anna.types("Петрова А. И.")
    anna.sees("полностью")
    await anna.types("анна ивановна ПЕТРОВА")
    anna.sees("Где вы работаете?", "школа № 2", "школа № 5", "Нет в списке")
    await anna.types("школа №2")
    anna.sees("Что вы ведёте?")
    await anna.types("матем")
    await anna.presses("Математика")
    anna.sees("Петрова Анна Ивановна", "Место работы: школа № 2", "Предмет: Математика")
    await anna.presses("Всё верно")
    anna.sees("Координатор найдёт вас")
    person = await shelves.person(theatre, await shelves.person_of(theatre, "1"))
    assert (person["last"], person["first"], person["patronymic"]) == ("Петрова", "Анна", "Ивановна")
    assert (person["match_state"], person["search"]) == ("waiting", "петрова анна ивановна")
    await district.later(timedelta(hours=1))
    assert "назвал себя и ждёт" in boss.note()
    await anna.types("/menu")
    assert "Назвать себя" not in anna.labels


async def test_a_school_that_is_not_listed_stops_nobody(theatre: Theatre):
    anna = theatre.person()
    await anna.agrees()
    await anna.presses("Назвать себя")
    await anna.types("Петрова Анна")
    await anna.types("лицей на Марсе")
    anna.sees("Такого места в списке не нашлось")
    await anna.presses("Нет в списке")
    await anna.presses("Пропустить")
    anna.sees("Предмет: не указано")
    await anna.presses("Не сохранять")
    anna.sees("Не сохранено")
    assert await shelves.traces(theatre.store, "Петрова") == []


async def test_whoever_leads_a_school_is_entered_as_such(theatre: Theatre):
    district = District(theatre)
    await district.school("школа № 2")
    anna = theatre.person("1", district.hall)
    await anna.agrees()
    await anna.presses("Назвать себя")
    await anna.types("Петрова Анна")
    await anna.presses("школа № 2")
    await anna.types("управление")
    await anna.presses("Всё верно")
    (job,) = await shelves.rows(theatre.store, "employments")
    assert (job["kind"], job["subject"]) == ("manager", None)


async def test_a_name_is_given_in_the_web_chat_where_the_messenger_is_masked(theatre: Theatre):
    masked, web = Stage(masked=True, name="masked"), Stage(name="web")
    anna = theatre.person("1", masked)
    await anna.agrees()
    await anna.presses("Назвать себя")
    anna.sees("только в веб-чате", "Ответить в веб-чате")
    await anna.types("Петрова Анна Ивановна")
    anna.sees("Здесь личное передавать нельзя")
    there = await anna.also_on(web, "w1")
    await there.does(Arrived())
    there.sees("Как вас зовут?")
    await there.types("Петрова Анна Ивановна")
    there.sees("Где вы работаете?")
    await there.presses("Нет в списке")
    await there.presses("Пропустить")
    await there.presses("Всё верно")
    await anna.types("/menu")
    assert all("Петрова" not in part for shown in masked.shown for part in shown.sheet.parts)


# --- menu and help -------------------------------------------------------------------------


async def test_each_role_finds_first_what_it_does_most(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher")
    await anna.types("/menu")
    assert anna.labels[:2] == ["Консультация", "Самодиагностика"]
    assert anna.labels[-4:] == ["Настройки", "Связать аккаунты", "Мои данные", "Помощь"]
    olga = await district.comes("Смирнова", "methodist")
    await olga.types("/menu")
    assert olga.labels[0] == "Записать сопровождение"
    await olga.types("/help")
    lines = [line for line in olga.text.splitlines() if line.startswith("«")]
    assert lines[0].startswith("«Записать сопровождение»")
    assert any(line.startswith("«Мои данные»") for line in lines)


async def test_what_was_begun_stands_first_in_the_menu(theatre: Theatre):
    district = District(theatre)
    await district.school("школа № 5")
    anna = theatre.person("1", district.hall)
    await anna.agrees()
    await anna.presses("Назвать себя")
    await anna.types("Петрова Анна Ивановна")
    await anna.types("/menu")
    assert anna.labels[0] == "Продолжить: назвать себя"


# --- one person on two channels ------------------------------------------------------------


async def test_two_accounts_become_one_person_and_what_waits_on_either_goes_on(theatre: Theatre):
    here, there = Stage(name="telegram"), Stage(name="vk")
    anna, again = theatre.person("1", here), theatre.person("9", there)
    await anna.agrees()
    await anna.types("/start " + await shelves.code(theatre, role="member"))
    await anna.types("/link")
    await anna.presses("Получить код")
    code = next(word for word in anna.text.replace(":", " ").split() if access.tidy(word) == word)
    await again.agrees()
    await again.presses("Назвать себя")
    await again.types("Петрова Анна Ивановна")
    await again.types("/link")
    await again.presses("Ввести код")
    await again.types(code)
    again.sees("Объединить этот аккаунт")
    await again.presses("Объединить")
    again.sees("теперь это один человек")
    one = await shelves.person_of(theatre, "1")
    assert await shelves.person_of(theatre, "9") == one
    assert await shelves.roles(theatre, one) == {"teacher", "member"}
    assert len(await shelves.rows(theatre.store, "people")) == 1
    await again.types("/menu")
    again.sees("Продолжить: назвать себя")
    await anna.types("/menu")
    anna.sees("Продолжить: назвать себя")
