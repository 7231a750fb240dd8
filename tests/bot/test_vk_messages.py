"""Screens as people see them in ВКонтакте: within its limits, in plain words, with pictures and files."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from handlers.dialogue.library import Library, Talk, Telling, dialogue, drawer, maker
from handlers.dialogue.nouns import Choice, Document, Link, Picture
from storage.store import Store
from tests.bot.browsing import PNG, ask, screen
from tests.bot.vk_house import VkHouse
from tests.fakes.vk import FakeVk, Message, Phone

LIBRARY = Library()
MENU = {
    "schools": "Школы",
    "questions": "Вопросы",
    "long": "Длинно",
    "chart": "Картинка",
    "paper": "Справка",
    "list": "Список",
}
SCHOOLS = [f"Школа № {number}" for number in range(1, 28)]
WORDY = [
    f"Вопрос {number}: как сделать так, чтобы каждому на уроке было интересно" for number in range(1, 13)
]
PAPERS = ["показатели.xlsx", "справка.docx", "встреча.ics"]
LONG = "\n\n".join(f"Абзац {number}. " + "Так бывает не всегда. " * 30 for number in range(1, 15))


@dialogue("start", before_consent=True, command=True, library=LIBRARY)
async def start(talk: Talk, code: str = "") -> Telling:
    yield screen("Здравствуйте!")


@dialogue("menu", command=True, library=LIBRARY)
async def menu(talk: Talk) -> Telling:
    yield screen("Чем помочь?", links=[Link(name, label) for name, label in MENU.items()])


@dialogue("help", before_consent=True, command=True, library=LIBRARY)
async def help_(talk: Talk) -> Telling:
    yield screen("Живой человек: +7 813 700-00-00.")


@dialogue("schools", library=LIBRARY)
async def schools(talk: Talk) -> Telling:
    choices = [Choice(str(number), label) for number, label in enumerate(SCHOOLS)]
    chosen = yield ask("Какая школа?", "school", choices=choices)
    yield screen(f"Выбрано: {SCHOOLS[int(chosen)]}")


@dialogue("questions", library=LIBRARY)
async def questions(talk: Talk) -> Telling:
    choices = [Choice(str(number), label) for number, label in enumerate(WORDY)]
    chosen = yield ask("Что ближе?", "question", choices=choices)
    yield screen(f"Выбрано: {WORDY[int(chosen)]}")


@dialogue("long", library=LIBRARY)
async def long(talk: Talk) -> Telling:
    yield screen(LONG, links=[Link("menu", "Меню")])


@dialogue("chart", library=LIBRARY)
async def chart(talk: Talk) -> Telling:
    yield screen("Две темы из девяти.", picture=Picture("dots"), links=[Link("menu", "Меню")])


@dialogue("paper", library=LIBRARY)
async def paper(talk: Talk) -> Telling:
    choices = [Choice(str(number), name) for number, name in enumerate(PAPERS)]
    name = PAPERS[int((yield ask("Какая?", "paper", choices=choices)))]
    yield screen("Готово.", document=Document("paper", name, {"name": name}), links=[Link("menu", "Меню")])


@dialogue("list", library=LIBRARY)
async def list_(talk: Talk) -> Telling:
    number = yield ask("Пришлите список.", "list", file=True, choices=[Choice("no", "Не сейчас")])
    yield screen(f"Получен файл {number}.", links=[Link("menu", "Меню")])


@drawer("dots", library=LIBRARY)
def dots(args: dict[str, Any]) -> bytes:
    return PNG


@maker("paper", library=LIBRARY)
async def make_paper(session: Any, person_id: int, args: dict[str, Any]) -> bytes:
    return f"Содержимое {args['name']}".encode()


# --- people ----------------------------------------------------------------------------------


@pytest.fixture
async def vk() -> AsyncIterator[FakeVk]:
    async with FakeVk(pace=False) as fake:
        yield fake
        assert fake.mistakes == []


@pytest.fixture
async def house(store: Store, vk: FakeVk) -> AsyncIterator[VkHouse]:
    made = await VkHouse(store, vk, library=LIBRARY).start()
    yield made
    await made.stop()


async def somebody(house: VkHouse, number: int = 7, **how: Any) -> Phone:
    """Somebody known, who sees the menu."""
    person = await house.person("Иванова")
    await house.messenger(person, house.community.source, str(number))
    phone = house.vk.phone(number, "Анна", met=True, **how)
    await phone.types("меню")
    await phone.sees("Чем помочь?")
    await house.vk.quiet()
    return phone


@pytest.fixture
async def anna(house: VkHouse) -> Phone:
    return await somebody(house)


def onward(message: Message) -> str:
    """The button to the next page."""
    return next(label for label in message.labels if label.endswith("›") and not label.startswith("‹"))


# --- larger than VK's keyboard ---------------------------------------------------------------


async def test_a_long_list_is_paged_in_place(vk: FakeVk, anna: Phone):
    await anna.presses("Школы")
    shown = await anna.sees("Какая школа?")
    for _ in range(8):
        assert len(shown.labels) <= 10
        if "Школа № 14" in shown.labels:
            break
        await anna.presses(onward(shown))
        shown = await anna.sees("Какая школа?")
    assert shown.number == 2, "the same message all the while"
    await anna.presses("Школа № 14")
    await anna.sees("Выбрано: Школа № 14")
    await vk.quiet()
    assert anna.turning == []


async def test_long_labels_become_a_numbered_list(vk: FakeVk, anna: Phone):
    await anna.presses("Вопросы")
    shown = await anna.sees("1. Вопрос 1: как сделать так, чтобы каждому на уроке было интересно")
    assert {"1", "2", "3"} <= set(shown.labels)
    await anna.presses("2")
    await anna.sees(f"Выбрано: {WORDY[1]}")
    await vk.quiet()


async def test_the_number_may_be_typed(vk: FakeVk, anna: Phone):
    await anna.presses("Вопросы")
    await anna.sees("1. Вопрос 1")
    await vk.quiet()
    await anna.types("3")
    await anna.sees(f"Выбрано: {WORDY[2]}")
    await vk.quiet()


async def test_an_old_client_turns_pages_by_messages(vk: FakeVk, house: VkHouse):
    olga = await somebody(house, 8, callbacks=False)
    await olga.presses("Школы")
    shown = await olga.sees("Какая школа?")
    assert {button.action for button in shown.buttons} == {"text"}
    await olga.presses(onward(shown))
    shown = await olga.sees(lambda message: "Школа № 6" in message.labels)
    await olga.presses("Школа № 6")
    await olga.sees("Выбрано: Школа № 6")
    await vk.quiet()
    assert len(vk.presses) == 0


async def test_a_long_text_comes_in_parts_with_the_buttons_below(vk: FakeVk, anna: Phone):
    await anna.presses("Длинно")
    last = await anna.sees("Абзац 14.")
    parts = [message for message in anna.messages if message.from_bot and "Абзац" in message.text]
    assert len(parts) >= 3
    assert all(len(part.text) <= 4096 for part in parts)
    assert [part.labels for part in parts[:-1]] == [[]] * (len(parts) - 1)
    assert last.labels == ["Меню"]
    assert "\n\n".join(part.text for part in parts).split() == LONG.split()
    await vk.quiet()


# --- pictures and files ----------------------------------------------------------------------


async def test_a_picture_comes_with_its_sentence_and_is_not_edited_away(vk: FakeVk, anna: Phone):
    await anna.presses("Картинка")
    shown = await anna.sees("Две темы из девяти.")
    assert [(stored.kind, stored.data) for stored in shown.files] == [("photo", PNG)]
    await vk.quiet()
    await anna.presses("Меню")
    menu = await anna.sees("Чем помочь?")
    assert menu.number > shown.number
    assert shown.files
    await vk.quiet()


@pytest.mark.parametrize("name", PAPERS)
async def test_a_document_comes_with_its_name(name: str, vk: FakeVk, anna: Phone):
    await anna.presses("Справка")
    await anna.sees("Какая?")
    await anna.presses(name)
    shown = await anna.sees("Готово.")
    [stored] = shown.files
    assert (stored.kind, stored.name, stored.data.decode()) == ("doc", name, f"Содержимое {name}")
    await vk.quiet()


async def test_where_an_upload_fails_once_the_document_comes_all_the_same(vk: FakeVk, anna: Phone):
    await anna.presses("Справка")
    await anna.sees("Какая?")
    vk.cut("upload")
    vk.fail("docs.save", 118)
    await anna.presses(PAPERS[0])
    await anna.sees(lambda message: message.files)
    await vk.quiet()
    assert sum(bool(message.files) for message in anna.messages) == 1


async def test_a_file_that_is_asked_for_is_taken(vk: FakeVk, anna: Phone, house: VkHouse):
    await anna.presses("Список")
    await anna.sees("Пришлите список.")
    await vk.quiet()
    sent = await anna.sends_doc("список.xlsx", b"rows")
    await anna.sees("Получен файл")
    await vk.quiet()
    assert await house.community.fetch(sent.files[0].url) == b"rows"


async def test_of_several_files_the_first_is_taken_and_the_others_named(vk: FakeVk, anna: Phone):
    await anna.presses("Список")
    await anna.sees("Пришлите список.")
    await vk.quiet()
    files = [anna._keep("doc", f"{number}.xlsx", b"rows") for number in range(3)]
    await anna.sends(files=files)
    await anna.sees("по одному")
    await vk.quiet()
