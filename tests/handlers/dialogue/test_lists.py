"""Many choices: pages, search by letters, numbered lists, several at once, days and hours."""

import pytest

from handlers.dialogue.layout import Limits
from tests.handlers.dialogue.house import LONG, name_of
from tests.handlers.dialogue.scenes import written
from tests.play import Play, Stage, Theatre

TELEGRAM = Limits(text=4096, buttons=90, columns=4, label=40, payload=64, page=8)
VK = Limits(text=4096, buttons=10, columns=5, label=40, payload=255, page=8, rows=6)
TEN = Limits(buttons=10)
WEB = Limits(text=20_000, buttons=100, columns=4, label=120, payload=64, page=12)
CHANNELS = {"telegram": TELEGRAM, "vk": VK, "ten": TEN, "forty": Limits(), "web": WEB}


def choices(anna: Play) -> list[str]:
    """The labels of the choices alone."""
    buttons = [button for row in anna.sheet.rows for button in row]
    return [b.label for b in buttons if b.payload and ".!" not in b.payload and not b.payload.startswith(">")]


async def all_pages(anna: Play) -> list[str]:
    """Every choice that turning the pages brings into sight, until the first page comes again."""
    found = choices(anna)
    while True:
        await anna.pays(anna.button(lambda b: b.label.endswith("›")).payload)
        if choices(anna)[0] == found[0]:
            return found
        found += choices(anna)


@pytest.mark.parametrize("limits", CHANNELS.values(), ids=CHANNELS)
async def test_every_choice_of_a_long_list_is_on_exactly_one_page(house: Theatre, world, limits: Limits):
    world.people = 45
    anna = house.person(stage=Stage(limits=limits))
    await anna.pays(">list")
    assert len(choices(anna)) <= limits.page
    assert await all_pages(anna) == [name_of(number) for number in range(45)]
    assert sum(map(len, anna.sheet.rows)) <= limits.buttons
    assert len(anna.sheet.rows) <= limits.rows


async def test_a_list_a_little_longer_than_a_page_is_not_torn(house: Theatre, world):
    world.people = 10
    anna = house.person()
    await anna.pays(">list")
    assert len(choices(anna)) == 10
    assert "›" not in anna.labels


async def test_from_twenty_on_a_list_is_searched_by_letters(house: Theatre):
    anna = house.person()
    await anna.pays(">list")
    anna.sees("можно написать первые буквы")
    await anna.types("гигид")
    anna.sees("Нашлось по «гигид»", "Показать все")
    assert choices(anna) == [name_of(223)]
    await anna.types("кого угодно")
    anna.sees("Такого в списке нет. Попробуйте первые три буквы.")
    assert choices(anna) == [name_of(223)]
    await anna.presses("Показать все")
    assert len(choices(anna)) == 8
    await anna.types("ГИГИ")
    await anna.presses("›")
    await anna.presses(name_of(227))
    anna.sees(f"Это {name_of(227)}.")


async def test_a_label_typed_in_full_chooses_wherever_it_stands(house: Theatre):
    anna = house.person()
    await anna.pays(">list")
    await anna.types(name_of(299).upper())
    anna.sees(f"Это {name_of(299)}.")


async def test_typed_words_search_too_where_they_cannot_be_read(house: Theatre):
    anna = house.person()
    await anna.pays(">when")
    await anna.types("29")
    anna.sees("Нашлось по «29»")
    assert choices(anna) == ["вс, 29 ноября"]


async def test_an_old_pager_and_a_page_that_never_was_do_no_harm(house: Theatre):
    anna = house.person()
    await anna.pays(">list")
    turn = anna.button("›").payload
    for page in ("!p999", "!p²", "!p-1", f"!p{'9' * 5000}", "!p1"):
        await anna.pays(turn.replace("!p1", page))
        assert choices(anna)
    assert not house.defects
    await anna.pays(">ask")
    await anna.pays(turn)
    anna.sees("Эта кнопка уже не действует", "Какая тема?")


@pytest.mark.parametrize("limits", CHANNELS.values(), ids=CHANNELS)
async def test_labels_too_long_for_a_button_become_a_numbered_list(house: Theatre, limits: Limits):
    anna = house.person(stage=Stage(limits=limits))
    await anna.pays(">numbered:=23")
    if limits.label > len(LONG) + 3:
        assert choices(anna)[0] == f"{LONG} 1"
        return
    assert choices(anna)[:3] == ["1", "2", "3"]
    assert f"1. {LONG} 1\n2. {LONG} 2\n3. {LONG} 3" in anna.text
    assert await all_pages(anna) == [str(number) for number in range(1, 24)]
    await anna.types("17")
    anna.sees("Сколько минут?")


@pytest.mark.parametrize("limits", CHANNELS.values(), ids=CHANNELS)
async def test_several_are_marked_over_pages(house: Theatre, limits: Limits):
    anna = house.person(stage=Stage(limits=limits))
    await anna.pays(">many")
    await anna.presses("Тема 2")
    await anna.types("тема 20")
    await anna.presses("✓ Тема 2")
    await anna.presses("Тема 1")
    for _ in range(3):
        await anna.pays(anna.button(lambda b: b.label.endswith("›")).payload)
    anna.sees("Готово, выбрано 2")
    await anna.presses("Готово, выбрано 2")
    await anna.presses("Онлайн")
    anna.sees("Выбрано: 20, 1.")
    assert await written(house) == ["many/[20, 1]"]


@pytest.mark.parametrize("limits", [TEN, Limits(buttons=40), VK], ids=["ten", "forty", "vk"])
async def test_a_day_and_an_hour_are_chosen_with_few_buttons_and_with_many(house: Theatre, limits: Limits):
    anna = house.person(stage=Stage(limits=limits))
    await anna.pays(">when")
    assert choices(anna)[:2] == ["сегодня, 23 ноября", "завтра, 24 ноября"]
    days = await all_pages(anna)
    assert len(days) == 21
    assert days[2:4] == ["ср, 25 ноября", "чт, 26 ноября"]
    await anna.types("25.11")
    anna.sees("Во сколько ср, 25 ноября?")
    assert "10:00" in choices(anna)
    await anna.presses("10:00")
    await anna.types("вчера")
    anna.sees("Этот день уже прошёл", "В какой день?")
    await anna.types("25 ноября")
    await anna.types("в 3 часа дня")
    anna.sees("Встреча ср, 25 ноября, в 10:00 — ср, 25 ноября, в 15:00?")


async def test_of_today_only_the_hours_to_come_are_offered(house: Theatre):
    anna = house.person()
    await anna.pays(">when")
    await anna.presses("сегодня, 23 ноября")
    assert choices(anna)[0] == "13:00"  # it is noon in the territory
    await anna.types("11:59")
    anna.sees("Это время сегодня уже прошло")
    await anna.types("12:30")
    anna.sees("В какой день?")


async def test_a_day_in_the_past_may_be_skipped(house: Theatre):
    anna = house.person()
    await anna.pays(">past")
    assert choices(anna)[:2] == ["сегодня, 23 ноября", "вчера, 22 ноября"]
    await anna.types("завтра")
    anna.sees("Этот день ещё не наступил")
    await anna.presses("Пропустить")
    anna.sees("минут.")


@pytest.mark.parametrize("limits", CHANNELS.values(), ids=CHANNELS)
async def test_the_links_of_a_last_screen_are_paged_too(house: Theatre, limits: Limits):
    """Twenty-five links with long labels, under a text of eighteen thousand characters."""
    anna = house.person(stage=Stage(limits=limits))
    await anna.pays(">long")
    found = []
    for _ in range(26):
        found += [b.payload for row in anna.sheet.rows for b in row if b.payload.startswith(">")]
        assert sum(map(len, anna.sheet.rows)) <= limits.buttons
        turn = next((b for row in anna.sheet.rows for b in row if b.label.endswith("›")), None)
        if turn is None or len(set(found)) < len(found):
            break
        await anna.pays(turn.payload)
    assert {f">ask:={number}" for number in range(25)} <= set(found)
    await anna.types("7" if limits.label < 90 else f"{LONG} 6")
    anna.sees("Какая тема?")
