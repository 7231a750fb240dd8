"""CORE 4 and 5: words match what is written on the screen, and answer only what was seen."""

import pytest

from bot.channels.channel import Incoming
from handlers.dialogue.conversation import Typed
from tests.handlers.dialogue.house import LONG
from tests.handlers.dialogue.scenes import kept, written
from tests.play import Theatre


@pytest.mark.parametrize("said", ["Ёлка «2026»", "елка 2026", " ЕЛКА   2026!", "ёлка 2026."])
async def test_a_label_may_be_typed_in_any_case_without_signs_and_dots(house: Theatre, said: str):
    anna = house.person()
    await anna.pays(">ask")
    await anna.types(said)
    anna.sees("Расскажите подробнее.")
    assert (await kept(house)).runs[0].journal[0].value == "yolka"


@pytest.mark.parametrize("said", ["yolka", "lesson", "1", "4", "=1", "!all", "²", "①", "topic", "00"])
async def test_internal_values_and_numbers_without_a_list_press_nothing(house: Theatre, said: str):
    anna = house.person()
    await anna.pays(">ask")
    await anna.types(said)
    anna.sees("Какая тема?", "Выберите, пожалуйста, один из вариантов")
    assert (await kept(house)).runs[0].journal == []


async def test_a_number_presses_where_the_screen_numbers_its_choices(house: Theatre):
    anna = house.person()
    await anna.pays(">numbered")
    anna.sees(f"1. {LONG} 1\n2. {LONG} 2")
    assert anna.labels[:4] == ["1", "2", "3", "4"]
    for said in ("²", "13", "9" * 5000):
        await anna.types(said)
        anna.sees("Какая тема?", "Выберите, пожалуйста")
    await anna.types("№ 3.")
    assert (await kept(house)).runs[0].journal[0].value == "v3"


async def test_a_number_is_the_answer_where_a_number_is_asked_for(house: Theatre):
    """The list is numbered, but «2» means two minutes, not the second choice."""
    anna = house.person()
    await anna.pays(">numbered:=3")
    await anna.presses("1")
    anna.sees("Сколько минут?", f"2. {LONG} 60 мин")
    await anna.types("2")
    anna.sees("v1/2 минут")


async def test_of_namesakes_a_typed_name_chooses_nobody(house: Theatre):
    anna = house.person()
    await anna.pays(">twins")
    await anna.types("иванова")
    anna.sees("Кого вы имеете в виду?", "Нашлось по «иванова»")
    assert anna.labels[:2] == ["Иванова", "Иванова"]
    await anna.pays(anna.sheet.rows[0][1].payload)
    anna.sees("Это 2.")


@pytest.mark.parametrize(
    ("said", "sees"),
    [
        ("Меню", "Чем помочь?"),
        ("menu", "Чем помочь?"),
        ("/menu", "Чем помочь?"),
        ("/menu@our_bot", "Чем помочь?"),
        ("/MENU", "Чем помочь?"),
        ("помощь", "Помощь тут."),
        ("отмена", "Отменено"),
        ("/cancel", "Отменено"),
        ("/wat", "Такой команды нет"),
        ("/ask", "Такой команды нет"),
        ("/", "Выберите, пожалуйста"),
    ],
)
async def test_commands_are_words_and_slashes_on_every_channel(house: Theatre, said: str, sees: str):
    anna = house.person()
    await anna.pays(">ask")
    await anna.types(said)
    anna.sees(sees)


@pytest.mark.parametrize("said", ["меню пожалуйста", "помощь учителю", "отмена урока", "назад в школу"])
async def test_a_command_word_counts_only_as_the_whole_message(house: Theatre, said: str):
    anna = house.person()
    await anna.pays(">ask")
    await anna.presses("Планирование урока")
    await anna.types(said)
    anna.sees("Как удобнее?")
    assert (await kept(house)).runs[0].journal[1].value == said


async def test_controls_can_be_typed_as_well(house: Theatre):
    anna = house.person()
    await anna.pays(">ask")
    await anna.presses("Планирование урока")
    await anna.types("пропустить")
    anna.sees("Как удобнее?")
    await anna.pays(">survey")
    await anna.presses("Оценка 2")
    await anna.types("пауза")
    anna.sees("Сохранён 1 ответ")
    await anna.types("продолжить")
    await anna.types("начать заново")
    anna.sees("Вопрос 1 из 3")
    await anna.pays(">many:=40")
    await anna.types("дальше")
    await anna.types("тема 9")
    anna.sees("✓ Тема 9")
    await anna.types("готово")
    anna.sees("Как удобнее?")


async def test_a_link_of_a_last_screen_can_be_typed(house: Theatre):
    anna = house.person()
    await anna.types("/menu")
    await anna.types("Survey")
    anna.sees("Вопрос 1 из 3")


async def test_of_two_quick_messages_the_second_is_offered_not_taken(house: Theatre):
    """Both were sent while the topic was asked: they are not «details» and «form»."""
    anna = house.person()
    await anna.pays(">ask")
    topic = anna.theatre.inbox
    anna.stage.fails = []
    first, second = (
        Incoming((f"q{n}",), anna.address, Typed(said, saw=1))
        for n, said in enumerate(["Обратная связь", "Дети меня не слышат"])
    )
    await topic.take(anna.stage, [first, second])
    await house.senders.drained()
    anna.sees("Вы написали раньше, чем увидели этот вопрос", "Расскажите подробнее.")
    assert [entry.key for entry in (await kept(house)).runs[0].journal] == ["topic"]
    await anna.presses("Оставить: Дети меня не слышат")
    anna.sees("Как удобнее?")
    assert (await kept(house)).runs[0].journal[1].value == "Дети меня не слышат"


async def test_words_offered_are_read_like_any_others_when_they_are_taken(house: Theatre):
    anna = house.person()
    await anna.pays(">when")
    await anna.types("завтра", saw=0)
    anna.sees("Вы написали раньше", "Оставить: завтра")
    await anna.presses("Оставить: завтра")
    anna.sees("Во сколько завтра, 24 ноября?")
    await anna.types("чепуха", saw=0)
    await anna.presses("Оставить: чепуха")
    anna.sees("Не понял время", "Во сколько")


async def test_a_label_of_a_question_not_yet_seen_presses_nothing(house: Theatre):
    anna = house.person()
    await anna.pays(">ask")
    await anna.types("Обратная связь", saw=0)
    anna.sees("Какая тема?", "Вы написали раньше")
    assert not any(label.startswith("Оставить") for label in anna.labels)
    assert (await kept(house)).runs[0].journal == []


async def test_a_yes_typed_before_the_confirmation_was_seen_confirms_nothing(house: Theatre):
    anna = house.person()
    await anna.pays(">ask")
    await anna.presses("Обратная связь")
    await anna.presses("Пропустить")
    await anna.presses("Онлайн")
    await anna.types("да", saw=0)
    anna.sees("Отправить?", "Вы написали раньше")
    assert await written(house) == []
    await anna.types("да")
    assert len(await written(house)) == 1


async def test_words_on_an_account_that_has_not_seen_the_question_show_it_there(house: Theatre):
    """Begun here, gone on with elsewhere: the first words there bring the question."""
    from tests.play import Stage

    anna = house.person()
    await anna.pays(">ask")
    await anna.presses("Обратная связь")
    there = await anna.also_on(Stage(name="other"), "77")
    await there.types("Не слушают")
    there.sees("Расскажите подробнее.", "Оставить: Не слушают")
    await there.types("Совсем не слушают")
    there.sees("Как удобнее?")


async def test_an_early_file_is_offered_too(house: Theatre):
    from tests.play import Stage

    anna = house.person()
    await anna.pays(">paper")
    there = await anna.also_on(Stage(name="other"), "77")
    await there.sends_file(row=5)
    there.sees("Пришлите файл.", "Оставить: прежний ответ")
    await there.presses("Оставить: прежний ответ")
    there.sees("Файл 5.")


async def test_unknown_words_get_the_screen_again_with_one_hint(house: Theatre):
    anna = house.person()
    await anna.pays(">ask")
    await anna.types("что-то совсем другое")
    anna.sees("Какая тема?")
    assert anna.text.count("Выберите, пожалуйста") == 1
    await anna.types("ещё раз другое")
    assert anna.text.count("Выберите, пожалуйста") == 1


async def test_signs_that_no_database_takes_are_left_out(house: Theatre):
    anna = house.person()
    await anna.pays(">ask")
    await anna.presses("Обратная связь")
    await anna.types("не\x00 слы\ud83dшат \ue000важно\ue001")
    anna.sees("Как удобнее?")
    await anna.presses("Онлайн")
    await anna.presses("Да")
    anna.sees("не слышат важно")
    assert not house.defects
    await anna.pays(">start:\x00\ud800")
    await anna.pays("\x00")
    assert not house.defects
