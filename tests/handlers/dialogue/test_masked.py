"""A masked channel: nothing personal goes out, and nothing personal is taken in (DESIGN 6)."""

import pytest

from handlers.dialogue.layout import Limits
from storage.conversations import Conversation
from tests.handlers.dialogue.house import World, name_of
from tests.handlers.dialogue.scenes import kept, written
from tests.play import Play, Stage, Theatre


@pytest.fixture
def masked(house: Theatre) -> Play:
    return house.person(stage=Stage(masked=True))


def everything(play: Play) -> str:
    return "\n".join(repr(delivery.sheet) for delivery in play.stage.shown)


async def everything_kept(theatre: Theatre) -> str:
    async def read(unit) -> str:
        from sqlalchemy import select

        row = (await unit.session.execute(select(Conversation.state, Conversation.screen))).one()
        return "\n".join(row)

    return await theatre.store.step("vsevolozhsk", read)


async def test_personal_questions_are_skipped_or_led_to_the_web(house: Theatre, masked: Play):
    await masked.pays(">card")
    masked.sees("можно ответить только в веб-чате", "Ответить в веб-чате", "Отмена")
    assert "Ваш телефон?" not in everything(masked)
    assert masked.button("Ответить в веб-чате").url.startswith("https://web.example/enter/")
    await masked.types("Зубова Анна Петровна")
    masked.sees("Здесь личное передавать нельзя", "Ответить в веб-чате")
    assert "Зубова" not in everything(masked)
    assert "Зубова" not in await everything_kept(house)


async def test_early_words_to_a_personal_question_are_not_kept_either(house: Theatre, masked: Play):
    await masked.pays(">card")
    await masked.types("Зубова Анна", saw=0)
    masked.sees("можно ответить только в веб-чате")
    assert "Зубова" not in everything(masked) + await everything_kept(house)


async def test_a_file_or_caption_for_a_personal_question_is_refused(house: Theatre, masked: Play):
    from handlers.dialogue.conversation import Filed

    await masked.pays(">card")
    await masked.does(Filed(5, "Зубова.pdf", "Зубова Анна"))
    masked.sees("Здесь личное передавать нельзя")
    assert "Зубова" not in everything(masked) + await everything_kept(house)


async def test_whoever_has_answered_in_the_web_chat_goes_on_here(house: Theatre, masked: Play):
    await masked.pays(">list:=1")
    await masked.presses("Продолжить здесь")
    masked.sees("можно ответить только в веб-чате")
    assert "Эта кнопка уже не действует" not in masked.text
    openly = await masked.also_on(Stage(name="web"), "w")
    await openly.sends_sticker()
    await openly.presses(name_of(3))
    await masked.presses("Продолжить здесь")
    assert masked.text == "Это П-3."
    assert name_of(3) not in everything(masked)


async def test_what_was_answered_elsewhere_is_used_and_not_lost(house: Theatre, masked: Play):
    """The phone given on an open channel stays given, though here it would have been skipped."""
    await masked.pays(">card")
    openly = await masked.also_on(Stage(name="web"), "w")
    await openly.pays(">card")
    openly.sees("Ваш телефон?")
    await openly.types("8 921 000-00-00", saw=99)
    await openly.types("Зубова Анна", saw=99)
    openly.sees("Какой предмет?")
    await masked.pays(">card")
    masked.sees("Какой предмет?")
    await masked.types("математика")
    masked.sees("Карточка: П-1, •••, математика.")
    assert await written(house) == ["card/8 921 000-00-00/Зубова Анна/математ"]
    assert "Зубова" not in everything(masked)
    assert "921" not in everything(masked)


async def test_offers_of_earlier_words_do_not_show_them(house: Theatre, masked: Play):
    await masked.pays(">ask")
    await masked.presses("Обратная связь")
    await masked.types("Ученик Зубов не слушает")
    await masked.presses("‹ Назад")
    masked.sees("Оставить: прежний ответ")
    assert "Зубов" not in everything(masked)
    await masked.presses("Оставить: прежний ответ")
    masked.sees("Как удобнее?")


async def test_on_a_hidden_question_only_the_ways_out_can_be_pressed_or_typed(house: Theatre, masked: Play):
    await masked.pays(">list:=1")
    masked.sees("можно ответить только в веб-чате")
    assert masked.labels == ["Ответить в веб-чате", "Продолжить здесь", "Отмена"]
    run = (await kept(house)).runs[0].id
    for value in ("=5", "!done", "!keep", "!skip", "!all", "!p3"):
        await masked.pays(f"{run}.who.{value}")
        masked.sees("Здесь личное передавать нельзя")
    for words in (name_of(5), "5", "далее", "дальше", "оставить"):
        await masked.types(words)
        masked.sees("Здесь личное передавать нельзя")
    assert (await kept(house)).runs[0].journal == []
    await masked.presses("Отмена")
    masked.sees("Отменено.")


async def test_letters_searched_for_on_an_open_channel_do_not_show_up_here(house: Theatre, masked: Play):
    for link in (">list:=1", ">list"):
        await masked.pays(link)
        openly = await masked.also_on(Stage(name=f"web{len(link)}"), "w")
        await openly.pays(link)
        await openly.types("гигид", saw=99)
        openly.sees("Нашлось по «гигид»")
        await masked.sends_sticker()
        assert "гигид" not in everything(masked).lower()


async def test_people_appear_as_references_and_can_be_chosen_by_them(masked: Play, world: World):
    world.people = 5
    await masked.pays(">list")
    assert masked.labels[:2] == ["П-0", "П-1"]
    await masked.types(name_of(3))
    masked.sees("Кого вы имеете в виду?")
    await masked.types("п-3")
    masked.sees("Это П-3.")
    assert not any(name_of(number) in everything(masked) for number in range(5))


async def test_pictures_are_drawn_masked_and_personal_files_stay_away(house: Theatre, masked: Play):
    await masked.pays(">picture")
    assert masked.sheet.picture.args == {"who": "П-7"}
    await masked.presses("Дальше")
    assert masked.sheet.picture.args == {"names": ["П-7"]}
    assert masked.sheet.document is None
    masked.sees("Открыть в веб-чате")


async def test_an_open_channel_never_shows_a_web_link_made_for_a_masked_one(house: Theatre, masked: Play):
    await masked.pays(">card")
    openly = await masked.also_on(Stage(name="web"), "w")
    await openly.sends_sticker()
    openly.sees("Ваш телефон?" if "Ваш телефон?" in openly.text else "Как вас зовут?")
    assert "Открыть в веб-чате" not in openly.labels


async def test_where_buttons_hold_no_address_it_stands_in_the_text(house: Theatre):
    masked = house.person(stage=Stage(masked=True, limits=Limits(urls=False)))
    await masked.pays(">card")
    masked.sees("https://web.example/enter/")
    assert "Открыть в веб-чате" not in masked.labels
