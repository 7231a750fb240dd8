"""What stands before the browser chat speaks every language of the house; one chooses, nobody guesses."""

import re
from collections.abc import AsyncIterator

import pytest

from bot.channels.web import DemoPerson
from services import people
from storage.store import Store
from tests.bot.browsing import LIBRARY, Visitor
from tests.bot.house import House

RUSSIAN, ENGLISH = "Вход в веб-чат", "Coming into the web chat"


@pytest.fixture
async def house(store: Store) -> AsyncIterator[House]:
    made = await House(store, library=LIBRARY).start()
    yield made
    await made.stop()


def ways(page: str) -> list[str]:
    """Where the page's links, forms and hidden fields lead."""
    return re.findall(r'(?:href|action|value)="([^"]*)"', page)


async def test_the_front_page_is_russian_and_one_press_from_english(house: House):
    async with Visitor(house) as guest:
        _, page, _ = await guest.get("/", headers={"Accept-Language": "en-US,en;q=0.9"})
        assert RUSSIAN in page and 'lang="ru"' in page
        assert "/?lang=en" in ways(page) and "In English" in page
        _, page, _ = await guest.get("/?lang=en")
        assert ENGLISH in page and 'lang="en"' in page
        assert "/?lang=ru" in ways(page) and "По-русски" in page
        _, page, _ = await guest.get("/?lang=xx%22%3E")
        assert RUSSIAN in page and "xx" not in page


async def test_the_language_stays_from_the_typed_code_into_the_chat(house: House):
    code = await house.invitation()
    async with Visitor(house) as guest:
        _, page, _ = await guest.get("/?lang=en")
        assert "en" in ways(page), "the form of the code carries it on"
        _, _, headers = await guest.get("/enter", params={"code": code, "lang": "en"})
        assert headers["Location"] == f"/enter/{code}?lang=en"
        _, page, _ = await guest.get(headers["Location"])
        assert "Ready to come in" in page and f"/enter/{code}?lang=en" in ways(page)
        status, _, _ = await guest.post(f"/enter/{code}?lang=en")
        assert status == 303
        _, page, _ = await guest.get("/chat")
        assert '<html lang="en">' in page and "Message" in page


async def test_a_trouble_with_a_link_is_said_in_the_language_chosen(house: House):
    code = await house.link(await house.person("Петрова"))
    async with Visitor(house) as guest:
        await guest.enters(code)
    async with Visitor(house) as other:
        _, page, _ = await other.get(f"/enter/{code}?lang=en")
        assert "This link has been used" in page
        _, page, _ = await other.post(f"/enter/{code}?lang=en")
        assert "This link has been used" in page and f"/enter/{code}?lang=ru" in ways(page)
        _, page, _ = await other.get("/nowhere?lang=en")
        assert "There is no such page" in page and "/?lang=en" in ways(page)


async def test_whoever_is_known_is_met_in_his_own_language(house: House):
    person = await house.person("Петрова")
    await house.messenger(person, "telegram:1", "7")
    await house.step(lambda unit: people.set_locale(unit, person, "en"))
    code = await house.link(person)
    async with Visitor(house) as anna:
        _, page, _ = await anna.get(f"/enter/{code}")
        assert "Ready to come in" in page
        await anna.enters(code)
        _, page, _ = await anna.get(f"/enter/{code}")
        assert "This link has been used" in page and "Open my chat" in page
        _, page, _ = await anna.post("/leave")
        assert "You have signed out" in page


async def test_the_demo_too(store: Store):
    shown: list[DemoPerson] = []

    async def listed() -> list[DemoPerson]:
        return shown

    house = await House(store, library=LIBRARY, demo=listed).start()
    shown.append(DemoPerson(await house.person("Петрова"), "Петрова", "педагог"))
    number = shown[0].person_id
    async with Visitor(house) as guest:
        _, page, _ = await guest.get("/")
        assert "Кем войти?" in page and "/?lang=en" in ways(page)
        _, page, _ = await guest.get("/?lang=en")
        assert "Who will you be?" in page and "en" in ways(page)
        _, page, _ = await guest.get(f"/demo?people={number}&lang=en")
        assert "Everybody" in page and "/?lang=en" in ways(page)
    await house.stop()
