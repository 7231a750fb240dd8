"""CORE 3: answers are an ordered journal, read once when said; what is cut comes back as an offer."""

from datetime import timedelta

from tests.handlers.dialogue.house import World, build
from tests.handlers.dialogue.scenes import asks, kept, written
from tests.play import Theatre


async def test_a_yes_to_one_thing_never_confirms_another(house: Theatre, world: World):
    anna = await asks(house.person())
    anna.sees("срок: завтра")
    world.term = "через месяц"
    await anna.presses("Да")
    anna.sees("кое-что изменилось", "срок: через месяц")
    assert await written(house) == []
    await anna.presses("Да")
    assert await written(house) == ["ask/lesson/online/0/через месяц"]


async def test_a_yes_under_an_older_confirmation_does_not_confirm_the_newer_one(house: Theatre):
    """The old message still stands in the chat, after a way back and another answer."""
    anna = await asks(house.person())
    old = anna.button("Да").payload
    await anna.presses("‹ Назад")
    await anna.presses("Визит в школу")
    anna.sees("форма: Визит в школу")
    await anna.pays(old)
    anna.sees("Эта кнопка уже не действует", "форма: Визит в школу")
    assert await written(house) == []
    await anna.presses("Да")
    assert await written(house) == ["ask/lesson/visit/0/завтра"]


async def test_an_answer_that_the_world_has_overtaken_is_asked_again_and_the_rest_is_offered(
    house: Theatre, world: World
):
    anna = await asks(house.person())
    world.topics = ["feedback", "yolka"]
    await anna.presses("Да")
    anna.sees("кое-что изменилось", "Какая тема?", "Обратная связь")
    assert "Планирование урока" not in anna.labels
    await anna.presses("Обратная связь")
    anna.sees("Расскажите подробнее.", "Оставить: Не слушают")
    await anna.presses("Оставить: Не слушают")
    anna.sees("Как удобнее?", "Оставить: Онлайн")
    await anna.types("оставить")
    anna.sees("Отправить?", "Тема: Обратная связь")
    assert "Оставить: Да" not in anna.labels
    await anna.presses("Да")
    anna.sees("Не слушают")
    assert await written(house) == ["ask/feedback/online/0/завтра"]


async def test_what_was_typed_when_the_question_had_vanished_is_offered(house: Theatre, world: World):
    """The topic is gone just while the details are being typed: the details are not lost."""
    anna = house.person()
    await anna.pays(">ask")
    await anna.presses("Планирование урока")
    world.topics = ["feedback"]
    await anna.types("Три недели одно и то же")
    anna.sees("кое-что изменилось", "Какая тема?")
    await anna.presses("Обратная связь")
    anna.sees("Оставить: Три недели одно и то же")
    await anna.presses("Оставить: Три недели одно и то же")
    await anna.presses("Онлайн")
    await anna.presses("Да")
    anna.sees("Три недели одно и то же")


async def test_what_was_typed_when_a_rule_forbids_is_offered(house: Theatre, world: World):
    anna = house.person()
    await anna.pays(">picky")
    await anna.types("что-то")
    await anna.types("что это?")
    anna.sees("Не понял ответ")
    await anna.types("ответ")
    anna.sees("ЧТО-ТО/ОТВЕТ")


async def test_words_are_read_when_they_are_said_and_never_again(house: Theatre):
    """«Завтра» said on the 23rd is the 24th for ever; said on the 24th it is the 25th."""
    anna = house.person()
    await anna.pays(">when")
    await anna.types("завтра")
    house.now += timedelta(days=1)
    await anna.types("15:30")
    anna.sees("В какой день?")
    await anna.types("завтра")
    await anna.types("9 утра")
    anna.sees("Встреча сегодня, 24 ноября, в 15:30 — завтра, 25 ноября, в 09:00?")
    house.now += timedelta(hours=2)
    await anna.presses("Да")
    assert (await written(house))[0].startswith("2026-11-24T15:30")


async def test_the_moment_of_the_beginning_is_pinned(house: Theatre, world: World):
    anna = house.person()
    await anna.pays(">ask")
    began = world.now
    for label in ("Обратная связь", "Пропустить", "Онлайн"):
        house.now += timedelta(days=9)
        await anna.presses(label)
        assert world.now == began == (await kept(house)).runs[0].began


async def test_the_journal_keeps_the_order_of_asking_and_back_takes_the_last(house: Theatre):
    anna = await asks(house.person())
    assert [entry.key for entry in (await kept(house)).runs[0].journal] == ["topic", "details", "form"]
    await anna.presses("‹ Назад")
    await anna.types("назад")
    assert [entry.key for entry in (await kept(house)).runs[0].journal] == ["topic"]
    anna.sees("Расскажите подробнее.", "Оставить: Не слушают")


async def test_a_changed_answer_cuts_what_stood_behind_it(house: Theatre):
    """Back to the topic, another topic: details and form are asked again, not silently reused."""
    anna = await asks(house.person())
    for _ in range(3):
        await anna.types("назад")
    anna.sees("Какая тема?", "Оставить: Планирование урока")
    await anna.presses("Обратная связь")
    anna.sees("Расскажите подробнее.")


async def test_a_question_that_a_new_version_adds_is_simply_asked(house: Theatre, world: World):
    """In the middle, after three answers: the two behind it are not asked again."""
    anna = await asks(house.person())
    world.extra = True
    newer = house.again()
    anna = newer.person(stage=anna.stage)
    await anna.presses("Да")
    anna.sees("Какой предмет?")
    await anna.types("Математика")
    anna.sees("Отправить?", "форма: Онлайн")
    await anna.presses("‹ Назад")
    await anna.presses("‹ Назад")
    await anna.presses("‹ Назад")
    anna.sees("Какой предмет?")


async def test_what_stands_behind_an_added_question_is_cut_by_going_back(house: Theatre, world: World):
    anna = await asks(house.person())
    world.extra = True
    await anna.presses("Да")
    anna.sees("Какой предмет?")
    await anna.types("назад")
    anna.sees("Какая тема?")
    await anna.presses("Обратная связь")
    await anna.types("Математика")
    anna.sees("Расскажите подробнее.", "Оставить: Не слушают")


async def test_a_question_that_a_new_version_drops_costs_nothing(house: Theatre, world: World):
    world.extra = True
    anna = house.person()
    await anna.pays(">ask")
    await anna.presses("Планирование урока")
    await anna.types("Математика")
    world.extra = False
    await anna.types("Не слушают")
    anna.sees("Как удобнее?")


async def test_a_day_that_has_gone_by_meanwhile_is_asked_for_again(house: Theatre):
    anna = house.person()
    await anna.pays(">when")
    await anna.presses("сегодня, 23 ноября")
    house.now += timedelta(days=2)
    await anna.types("15:30")
    anna.sees("кое-что изменилось", "В какой день?")
    assert anna.labels[0] == "сегодня, 25 ноября"


async def test_a_run_of_a_dialogue_that_no_longer_exists_is_set_aside(house: Theatre, world: World):
    anna = await asks(house.person())
    yes = anna.button("Да").payload
    newer = Theatre(house.store, build(world))
    newer.events, newer.now = house.events, house.now
    del newer.library.dialogues["ask"]
    anna = newer.person(stage=anna.stage)
    await anna.pays(yes)
    anna.sees("Эта кнопка уже не действует", "Здравствуйте.")
    await anna.types("меню")
    anna.sees("Чем помочь?")
    assert not any(label.startswith("Продолжить") for label in anna.labels)
    assert not newer.defects
    back = house.again().person(stage=anna.stage)
    await back.pays(f">resume:{(await kept(house)).parked[0].id}")
    back.sees("Отправить?")
