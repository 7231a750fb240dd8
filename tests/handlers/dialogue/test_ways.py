"""Back, cancel, pause, going on, starting over, coming in: what every dialogue has for nothing."""

from datetime import timedelta

import pytest

from handlers.dialogue.conversation import Arrived, Filed
from tests.handlers.dialogue.house import World
from tests.handlers.dialogue.scenes import asks, kept, written
from tests.play import Stage, Theatre


async def test_back_leads_to_the_first_question_and_no_further(house: Theatre):
    anna = await asks(house.person())
    for sees in ("Как удобнее?", "Расскажите подробнее.", "Какая тема?"):
        await anna.presses("‹ Назад")
        anna.sees(sees)
    assert "‹ Назад" not in anna.labels
    await anna.types("назад")
    anna.sees("Назад отсюда некуда.", "Какая тема?")


async def test_what_was_cancelled_can_be_brought_back(house: Theatre):
    anna = await asks(house.person())
    await anna.presses("Отмена")
    anna.sees("Отменено. Ваши ответы пока целы.", "Вернуть", "Меню")
    await anna.types("отмена")
    anna.sees("Сейчас нечего отменять.", "Отменено.")
    await anna.presses("Вернуть")
    anna.sees("Отправить?", "Тема: Планирование урока")
    await anna.presses("Да")
    assert len(await written(house)) == 1


async def test_cancelling_before_any_answer_leaves_nothing_to_bring_back(house: Theatre):
    anna = house.person()
    await anna.pays(">ask")
    await anna.types("/cancel")
    anna.sees("Отменено.")
    assert anna.labels == ["Меню"]
    assert "целы" not in anna.text


async def test_bringing_back_twice_is_harmless(house: Theatre):
    anna = await asks(house.person())
    await anna.presses("Отмена")
    link = anna.button("Вернуть").payload
    await anna.pays(link)
    await anna.pays(link)
    anna.sees("Отправить?")
    await anna.presses("Да")
    await anna.pays(link)
    anna.sees("Этого разговора уже нет", "Отправлено")
    assert len(await written(house)) == 1


async def test_a_pause_keeps_the_place_over_a_restart_and_on_another_channel(house: Theatre):
    anna = house.person()
    await anna.pays(">survey")
    for label in ("Оценка 4", "Оценка 3"):
        await anna.presses(label)
    await anna.presses("Пауза")
    anna.sees("Пауза. Сохранено 2 ответа.", "Продолжить")
    later = house.again()
    later.now += timedelta(days=20)
    there = await later.person(stage=anna.stage).also_on(Stage(name="other"), "9")
    await there.types("меню")
    await there.presses("Продолжить: опрос")
    there.sees("Продолжаем с того же места.", "Вопрос 3 из 3")
    await there.presses("Оценка 1")
    there.sees("сумма 8")
    assert await written(later) == ["sum/8"]


async def test_a_restart_in_the_middle_loses_nothing(house: Theatre):
    """The process dies between any two messages."""
    stage = Stage()
    theatre = house
    for label in (None, "Планирование урока", "Пропустить", "Онлайн", "Да"):
        theatre = theatre.again()
        anna = theatre.person(stage=stage)
        await (anna.presses(label) if label else anna.pays(">ask"))
    anna.sees("Отправлено")
    assert len(await written(theatre)) == 1


async def test_starting_over_keeps_what_was_typed_as_an_offer(house: Theatre):
    anna = await asks(house.person())
    await anna.types("меню")
    await anna.presses("Продолжить: просьба")
    await anna.presses("Начать заново")
    anna.sees("Какая тема?")
    await anna.presses("Обратная связь")
    anna.sees("Оставить: Не слушают")
    assert len((await kept(house)).runs) == 1


async def test_marks_survive_a_detour_and_going_back(house: Theatre):
    anna = house.person()
    await anna.pays(">many:=5")
    await anna.presses("Тема 1")
    await anna.presses("Тема 3")
    await anna.types("меню")
    await anna.presses("Продолжить: темы")
    anna.sees("✓ Тема 1", "✓ Тема 3", "Готово, выбрано 2")
    await anna.presses("Готово, выбрано 2")
    await anna.presses("‹ Назад")
    anna.sees("✓ Тема 1", "✓ Тема 3")
    assert not any(label.startswith("Оставить") for label in anna.labels)
    await anna.presses("✓ Тема 1")
    await anna.presses("Готово, выбрано 1")
    await anna.presses("Онлайн")
    anna.sees("Выбрано: 3.")


async def test_a_choice_of_several_may_be_skipped(house: Theatre):
    anna = house.person()
    await anna.pays(">many:=5")
    await anna.presses("Пропустить")
    await anna.presses("Онлайн")
    anna.sees("Выбрано: —.")


async def test_first_contact_brings_the_greeting_whatever_is_said(house: Theatre):
    for number, said in enumerate(("привет", "меню", "🙂", "/ask", "спасибо")):
        anna = house.person(f"n{number}")
        await anna.types(said)
        anna.sees("Чем помочь?" if said == "меню" else "Здравствуйте.")
    stranger = house.person("s")
    await stranger.sends_sticker()
    stranger.sees("Здравствуйте.", "Такое сообщение я не умею читать")


async def test_an_invitation_survives_help_and_cancel_until_the_consent(house: Theatre):
    anna = house.person()
    await anna.types("/start ABCDEFGHJK")
    await anna.types("/help")
    anna.sees("Помощь тут.")
    await anna.types("/cancel")
    await anna.types("/start")
    await anna.types("отмена")
    anna.sees("Отменено.")
    await anna.pays(">secret")
    anna.sees("Сначала — пара слов о ваших данных.")
    await anna.presses("Согласиться")
    anna.sees("Начато с кодом ABCDEFGHJK.")
    await anna.types("/start")
    anna.sees("Чем помочь?")
    assert (await kept(house)).runs == []


async def test_another_invitation_begins_anew(house: Theatre):
    anna = house.person()
    await anna.types("/start ABCDEFGHJK")
    await anna.types("/start\nBCDEFGHJKM")
    await anna.presses("Согласиться")
    anna.sees("Начато с кодом BCDEFGHJKM.")
    assert (await kept(house)).runs == []


async def test_arriving_shows_where_the_talk_stands_and_tells_nothing(house: Theatre, world: World):
    anna = await asks(house.person())
    told = world.told
    await anna.does(Arrived())
    anna.sees("Отправить?")
    assert world.told == told


async def test_notices_are_visible_and_shown_once(house: Theatre):
    anna = house.person()
    await anna.pays(">ask")
    await anna.sends_sticker()
    anna.sees("Такое сообщение я не умею читать", "Какая тема?")
    assert anna.sheet.notice.startswith("Такое сообщение")
    await anna.does(Arrived())
    assert "не умею" not in anna.text
    assert anna.sheet.notice == ""


async def test_files_are_taken_where_they_are_asked_for(house: Theatre):
    anna = house.person()
    await anna.pays(">paper")
    await anna.sends_file(row=0)
    anna.sees("Этот файл здесь принять нельзя", "Пришлите файл.")
    await anna.sends_file(row=12)
    anna.sees("Файл 12.")
    assert anna.sheet.document.name == "report.xlsx"
    await anna.pays(">ask")
    await anna.sends_file(row=13)
    anna.sees("Файлы здесь не нужны", "Какая тема?")
    await anna.does(Filed(14, "a.jpg", "Обратная связь"))
    anna.sees("Файлы здесь не нужны", "Расскажите подробнее.")


async def test_a_picture_comes_with_its_sentence(house: Theatre):
    anna = house.person()
    await anna.pays(">picture")
    assert anna.sheet.picture.args == {"who": "Зубова"}
    await anna.presses("Дальше")
    anna.sees("Вот отчёт.")
    assert anna.sheet.picture.args == {"names": ["Зубова"]}
    assert anna.sheet.document.name == "list.xlsx"


@pytest.mark.parametrize(
    ("said", "help_"),
    [
        ("x" * 1001, "Получилось 1\xa0001 знак, а поместится 1\xa0000"),
        ("y" * 1002, "1\xa0002 знака"),
        ("   ", "Пустое сообщение"),
    ],
)
async def test_what_cannot_be_taken_gets_a_sentence_of_help(house: Theatre, said: str, help_: str):
    anna = house.person()
    await anna.pays(">ask")
    await anna.presses("Обратная связь")
    await anna.types(said)
    anna.sees(help_, "Расскажите подробнее.")
    await anna.types("z" * 1000)
    anna.sees("Как удобнее?")


async def test_a_person_who_reads_english_is_answered_in_english(house: Theatre):
    from bot.channels.channel import Incoming
    from handlers.dialogue.conversation import Pressed, Typed

    anna = house.person()
    first = Incoming(("e0",), anna.address, Pressed(">ask"), locale="en")
    await house.inbox.take(anna.stage, [first])
    await house.senders.drained()
    anna.sees("Which topic?", "Planning a lesson", "Cancel")
    anna.sees("Обратная связь")  # a text that English lacks is said in Russian rather than not at all
    for said, sees in (
        ("planning a lesson", "Расскажите подробнее."),
        ("skip", "What suits you?"),
        ("back", "Расскажите"),
        ("xx", "What suits you?"),
        ("Отмена", "Cancelled"),
        ("menu", "How can I help?"),
    ):
        await house.inbox.take(anna.stage, [Incoming((said,), anna.address, Typed(said), locale="en")])
        await house.senders.drained()
        anna.sees(sees)


async def test_words_where_a_file_is_asked_for_are_told_what_to_send(house: Theatre):
    anna = house.person()
    await anna.pays(">paper")
    await anna.types("вот мой список")
    anna.sees("Здесь нужен файл. Пришлите его одним сообщением.")
    await anna.sends_file(row=12)
    assert "Здесь нужен файл" not in anna.text


async def test_a_number_out_of_bounds_is_told_the_bounds_and_not_searched_for(house: Theatre):
    """«0» stands in «60 мин», and is no search for it."""
    anna = house.person()
    await anna.pays(">numbered:=3")
    await anna.types("1")
    await anna.types("0")
    anna.sees("Напишите число от 1 до 500.")
    assert "Нашлось" not in anna.text
