"""«Мои данные»: what is kept is told, consents are withdrawn, the file is taken, the person is forgotten."""

from datetime import timedelta

from handlers import my_data_file
from tests import shelves
from tests.colleagues import Colleague, District
from tests.play import Stage, Theatre


async def page(theatre: Theatre, person: Colleague) -> str:
    """The file that the last screen brings, as it is made after the commit."""
    paper = person.sheet.document
    assert paper is not None
    assert (paper.maker, paper.personal) == ("my-data", True)
    async with theatre.store.reading("vsevolozhsk") as session:
        return (await my_data_file.make(session, person.id, paper.args)).decode()


async def test_it_says_what_is_kept_and_why(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher")
    await anna.types("мои данные")
    anna.sees("Отвечает за них: МУ «ВРМЦ»", "имя, место работы, предмет", "Обработка данных: согласие")
    await anna.presses("Что хранится и зачем")
    anna.sees("роли (1) — чтобы открыть вам", "Что останется и после удаления", "152-ФЗ, ст. 9", "Мои данные")


async def test_a_consent_is_shown_with_day_and_channel_and_its_text(theatre: Theatre):
    anna = theatre.person(stage=Stage(name="telegram"))
    await anna.agrees()
    await anna.types("/privacy")
    await anna.presses("Согласия")
    anna.sees("Обработка данных: согласие, сегодня, 23 ноября, Telegram")
    await anna.presses("Текст: публикация имени")
    anna.sees("разрешённых для распространения")
    await anna.presses("Согласия")
    await anna.presses("Текст: обработка данных")
    anna.sees("Я даю согласие свободно")


async def test_the_name_is_published_by_a_consent_of_its_own_and_taken_down_again(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator")
    anna = await district.comes("Петрова", "teacher", "member")
    await anna.types("/privacy")
    await anna.presses("Согласия")
    await anna.presses("Разрешить публиковать имя")
    anna.sees("разрешённых для распространения")
    await anna.presses("Согласен, согласна")
    anna.sees("Спасибо, записано")
    await anna.presses("Согласия")
    anna.sees("Публикация имени: согласие")
    await anna.presses("Не публиковать моё имя")
    anna.sees("за три рабочих дня", "На помощь вам это не влияет")
    await anna.presses("Оставить как есть")
    anna.sees("Всё осталось как было")
    await anna.presses("Согласия")
    await anna.presses("Не публиковать моё имя")
    await anna.presses("Не публиковать моё имя")
    anna.sees("больше не публикуется")
    await anna.presses("Согласия")
    anna.sees("Публикация имени: согласие", "отозвано", "Разрешить публиковать имя")
    await district.later(timedelta(minutes=1))
    assert "Петрова Анна Ивановна" in boss.note()
    assert await shelves.roles(theatre, anna.id) == {"teacher", "member"}


async def test_refusing_publication_changes_nothing_in_the_help(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher")
    await anna.pays(">my-publication")
    await anna.presses("Пока нет")
    anna.sees("Помогать вам будут так же")
    await anna.types("/consult")
    assert "Отмена" in anna.labels


async def test_withdrawing_says_what_happens_stops_everything_and_can_be_taken_back(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher", "member")
    await anna.types("/privacy")
    await anna.presses("Согласия")
    await anna.presses("Отозвать согласие")
    anna.sees("перестану вам писать", "роли закроются", "через 30 дней")
    await anna.presses("Отозвать согласие")
    anna.sees("Согласие отозвано", "Удалить мои данные", "+7 (81370) 00-000")
    assert await shelves.roles(theatre, anna.id) == set()
    await anna.types("/menu")
    anna.sees("Здравствуйте!")
    await anna.types("/privacy")
    anna.sees("Согласия сейчас нет", "Удалить мои данные", "Получить файлом")
    await anna.types("/start")
    await anna.presses("О данных и согласии")
    await anna.presses("Согласен, согласна")
    assert await shelves.roles(theatre, anna.id) == {"teacher", "member"}
    await anna.types("/menu")
    anna.sees("Чем помочь?")


async def test_a_withdrawal_of_what_was_never_given_is_a_sentence(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher")
    for payload in (">my-withdrawal:publication", ">my-withdrawal:nonsense"):
        await anna.pays(payload)
        anna.sees("отзывать нечего")


# --- the file ------------------------------------------------------------------------------


async def test_the_file_holds_everything_in_words(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher", subject="Математика")
    await anna.types("/assess")
    await anna.presses("Коротко, 10 вопросов")
    await anna.presses("Я педагог")
    for _ in range(10):
        await anna.presses("Сам(а), но бывает трудно")
    await anna.asks(words="Двое не успевают <за> классом")
    await anna.types("/assess")
    await anna.presses("Полностью" if "Полностью" in anna.labels else anna.labels[1])
    await anna.types("/privacy")
    await anna.presses("Получить файлом")
    anna.sees("откроется в любом браузере")
    text = await page(theatre, anna)
    for words in (
        "<!doctype html>", "Петрова", "Математика", "школа № 5", "педагогический работник",
        "Сам(а), но бывает трудно", "Двое не успевают &lt;за&gt; классом", "обработка данных",
        "23.11.2026", "Муниципальное учреждение",
    ):  # fmt: skip
        assert words in text, words
    for secret in ("vsevolozhsk", "VSV-", "privacy-", "None"):
        assert secret not in text, secret


async def test_the_file_shows_no_record_of_the_house_where_nothing_was_begun(theatre: Theatre):
    anna = await District(theatre).comes("Петрова", "teacher")
    await anna.types("/privacy")
    await anna.presses("Получить файлом")
    text = await page(theatre, anna)
    assert "Петрова" in text
    assert "runs" not in text
    assert "Ответы в начатых разговорах" not in text


async def test_the_file_speaks_the_language_of_the_account(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher")
    await anna.types("/settings")
    await anna.presses("Язык")
    await anna.presses("In English")
    await anna.types("/privacy")
    await anna.presses("Get it as a file")
    assert "Surname" in await page(theatre, anna)


async def test_a_masked_messenger_gets_a_sentence_and_the_way_to_the_web_chat(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher", stage=district.masked)
    await anna.types("/privacy")
    await anna.presses("Получить файлом")
    anna.sees("Сюда файл с личным отправить нельзя", "Открыть в веб-чате")
    assert anna.sheet.document is None


async def test_nothing_of_this_names_anybody_on_a_masked_messenger(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator", stage=district.masked)
    anna = await district.comes("Петрова", "teacher", stage=district.masked)
    await anna.pays(">my-publication")
    await anna.presses("Согласен, согласна")
    for payload in (">privacy", ">my-kept", ">my-consents", ">my-file", ">settings"):
        await anna.pays(payload)
    await anna.pays(">my-withdrawal:publication")
    await anna.presses("Не публиковать моё имя")
    await district.later(timedelta(minutes=1))
    assert boss.notes(district.masked)
    sheets = [one.sheet for one in district.masked.shown]
    sheets += [one.sheet for one, _ in district.masked.notified]
    for sheet in sheets:
        said = "".join([*sheet.parts, *(button.label for row in sheet.rows for button in row)])
        for word in ("Петров", "Громов", "Анна", "школа № 5"):
            assert word not in said


# --- the erasure ---------------------------------------------------------------------------


async def erases(person: Colleague) -> None:
    await person.types("/privacy")
    await person.presses("Удалить мои данные")
    person.sees("Останется по закону", "отметка о согласии")
    await person.presses("Дальше к удалению")
    person.sees("Вернуть будет нельзя")
    await person.presses("Удалить навсегда")
    person.sees("Данные удалены")


async def test_whoever_is_erased_starts_as_a_stranger(theatre: Theatre):
    district = District(theatre)
    web, vk = Stage(name="web"), Stage(name="vk")
    olga = await district.comes("Смирнова", "methodist", school="школа № 9")
    await district.enrol(await district.comes("Громова", "coordinator", school="школа № 9"), olga)
    anna = await district.comes("Петрова", "teacher")
    other = await anna.also_on(vk, "v1")
    await other.types("/help")
    await anna.also_on(web, "w1")
    await anna.asks(words="Кукушкинд не успевает")
    await anna.pays(">register")
    await anna.types("/assess")
    await anna.presses(anna.labels[0])
    await anna.types("/consult")
    await anna.presses("Планирование урока" if "Планирование урока" in anna.labels else anna.labels[1])
    await anna.types("Ещё Кукушкинд")
    await erases(anna)
    assert "Продолжить" not in "".join(anna.labels)
    assert await shelves.traces(theatre.store, "кукушкинд", "петров") == []
    accounts = await shelves.rows(theatre.store, "accounts")
    assert [row["source"] for row in accounts if row["address"] in (anna.address, "v1", "w1")] == ["stage:1"]
    stranger = await shelves.person_of(theatre, anna.address)
    assert stranger != anna.id
    for table in ("consents", "role_grants", "notices", "requests"):
        for row in await shelves.rows(theatre.store, table):
            assert stranger not in (row.get("person_id"), row.get("teacher_id")), table
    await anna.types("привет")
    await anna.types("/menu")
    anna.sees("Здравствуйте!", "О данных и согласии")
    await other.types("привет")
    other.sees("Здравствуйте!")
    await anna.types("/privacy")
    anna.sees("О вас ничего не хранится")
    await anna.pays(">erase")
    anna.sees("удалять нечего")


async def test_a_second_thought_keeps_everything(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher")
    await anna.pays(">erase")
    await anna.presses("Дальше к удалению")
    await anna.presses("Оставить как есть")
    anna.sees("Всё осталось как было")
    assert (await shelves.person(theatre, anna.id))["last"] == "Петрова"


async def test_an_old_button_of_the_erasure_erases_nobody(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher")
    await anna.pays(">erase")
    await anna.presses("Дальше к удалению")
    old = anna.button("Удалить навсегда").payload
    await anna.types("/menu")
    await anna.pays(old)
    assert (await shelves.person(theatre, anna.id))["last"] == "Петрова"


async def test_the_erasure_asked_for_after_the_withdrawal_is_one_press_away(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher")
    await anna.pays(">my-withdrawal:data")
    await anna.presses("Отозвать согласие")
    await anna.presses("Удалить мои данные")
    await anna.presses("Дальше к удалению")
    await anna.presses("Удалить навсегда")
    anna.sees("Данные удалены")
    consent = (await shelves.rows(theatre.store, "consents"))[0]
    assert consent["withdrawn_at"] is not None, "the proof stays, under a number"


async def test_whoever_was_erased_may_come_again_as_somebody_new(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher", "methodist")
    await erases(anna)
    await anna.presses("Начать")
    await anna.presses("О данных и согласии")
    await anna.presses("Согласен, согласна")
    person = await shelves.person_of(theatre, anna.address)
    assert person != anna.id
    assert await shelves.roles(theatre, person) == {"teacher"}
