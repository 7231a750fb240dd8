"""The browser chat in a real browser: headless Chromium, as a person sits before it."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect
from sqlalchemy import func, select

from bot.channels.web import DemoPerson
from services import notices
from services.values import Personal
from storage.installation import epoch
from storage.notices import Notice
from storage.store import Store
from storage.web import WebMessage
from tests.bot.browsing import LIBRARY
from tests.bot.house import House

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
shared = pytest_asyncio.fixture(scope="module", loop_scope="module")
own = pytest_asyncio.fixture(loop_scope="module")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-default-apps", "--disable-sync", "--no-first-run", "--disable-dev-shm-usage",
)  # fmt: skip
WELL = "Уверенно, могу показать"
PHONE, WIDE = {"width": 360, "height": 740}, {"width": 1400, "height": 900}
expect.set_options(timeout=30_000)


@shared
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        await browser.close()


@own
async def house(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[House]:
    file = tmp_path / "store.db"
    file.write_bytes(sqlite_template.read_bytes())
    store = Store(f"sqlite+aiosqlite:///{file}")
    await store.open()
    await store.step("", lambda unit: epoch(unit.connection))
    people: list[DemoPerson] = []

    async def listed() -> list[DemoPerson]:
        return people

    made = House(store, library=LIBRARY, demo=None)
    made.people, made.listed = people, listed
    await made.start()
    yield made
    await made.stop()
    await store.close()


class Desk:
    """Opens browsers as different people and notices every complaint of theirs."""

    def __init__(self, house: House, chromium: Browser) -> None:
        self.house = house
        self.chromium = chromium
        self.complaints: list[str] = []
        self.contexts: list[BrowserContext] = []

    async def browser(self, **options) -> BrowserContext:
        context = await self.chromium.new_context(
            **{"viewport": PHONE, "locale": "ru-RU", "timezone_id": "Asia/Tokyo", **options}
        )
        context.set_default_timeout(40_000)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("console", self._hear)
        self.contexts.append(context)
        return context

    def _hear(self, message) -> None:
        harmless = ("Failed to load resource", "net::ERR")
        if message.type in ("error", "warning") and not any(word in message.text for word in harmless):
            self.complaints.append(message.text)

    async def comes_in(self, person: int, **options) -> Page:
        context = await self.browser(**options)
        page = await context.new_page()
        await self.enters(page, person)
        return page

    async def enters(self, page: Page, person: int) -> None:
        await page.goto(f"{self.house.url}/enter/{await self.house.link(person)}")
        await page.get_by_role("button", name="Войти").click()
        await sees(page, "Чем помочь?")


@own
async def desk(house: House, chromium: Browser) -> AsyncIterator[Desk]:
    made = Desk(house, chromium)
    yield made
    for context in made.contexts:
        await context.close()
    assert made.complaints == []


@own
async def anna(desk: Desk, house: House) -> Page:
    return await desk.comes_in(await house.person("Петрова"))


def messages(page: Page) -> Locator:
    return page.locator("article")


def newest(page: Page) -> Locator:
    return page.locator("article.bot").last


async def sees(page: Page, words: str | re.Pattern[str]) -> None:
    await expect(newest(page)).to_contain_text(words)


async def presses(page: Page, label: str) -> None:
    await newest(page).get_by_role("button", name=label, exact=True).click()


async def types(page: Page, words: str) -> None:
    await page.get_by_label("Сообщение").last.fill(words)
    await page.get_by_role("button", name="Отправить").click()


async def as_far_as_the_wish(page: Page) -> None:
    await presses(page, "Самодиагностика")
    await sees(page, "Показываю каждому ученику")
    await presses(page, WELL)
    await sees(page, "Что поможет?")


async def written(house: House) -> int:
    """How often the dialogue has written what it writes at its end."""

    async def look(unit) -> int:
        query = select(func.count()).select_from(Notice).where(Notice.kind == "written")
        return await unit.session.scalar(query)

    return await house.step(look)


async def kept(house: House, words: str) -> int:
    async def look(unit) -> int:
        found = await unit.session.scalars(select(WebMessage).where(WebMessage.author == "person"))
        return sum(words in message.content for message in found)

    return await house.step(look)


# --- the talk ------------------------------------------------------------------------------------


async def test_from_the_link_to_a_written_answer_and_a_reload(house: House, anna: Page):
    await as_far_as_the_wish(anna)
    await expect(messages(anna)).to_have_count(1)
    await types(anna, "образцы <b>уроков</b> & <img src=x onerror=alert(1)>")
    await sees(anna, "Записано: well, образцы <b>уроков</b> & <img src=x onerror=alert(1)>")
    await expect(messages(anna)).to_have_count(3)
    before = await anna.locator("#log").inner_text()
    await anna.reload()
    await sees(anna, "Записано: well")
    assert await anna.locator("#log").inner_text() == before
    assert await anna.locator("#log img").count() == 0
    assert await written(house) == 1
    await expect(anna.get_by_label("Сообщение").last).to_have_value("")


async def test_what_is_typed_while_the_server_is_down_arrives_exactly_once(house: House, anna: Page):
    await as_far_as_the_wish(anna)
    await house.stop()
    await expect(anna.get_by_role("status")).to_contain_text("Нет связи")
    await types(anna, "образцы уроков")
    await expect(anna.locator("article.person")).to_contain_text("Отправляется…")
    await house.start()
    await sees(anna, "Записано: well, образцы уроков")
    await expect(anna.get_by_role("status")).to_be_empty()
    await expect(anna.locator("article.person")).to_have_count(1)
    await expect(anna.locator("article.person .fate")).to_have_count(0)
    assert await written(house) == 1 and await kept(house, "образцы уроков") == 1


async def test_what_was_not_sent_when_the_page_was_closed_is_sent_by_the_next_one(house: House, anna: Page):
    await as_far_as_the_wish(anna)
    await house.stop()
    await types(anna, "образцы уроков")
    await expect(anna.locator("article.person")).to_contain_text("Отправляется…")
    context = anna.context
    await anna.close()
    await house.start()
    again = await context.new_page()
    await again.goto(f"{house.url}/chat")
    await sees(again, "Записано: well, образцы уроков")
    assert await written(house) == 1 and await kept(house, "образцы уроков") == 1


async def test_a_press_without_connection_counts_once_when_it_is_back(house: House, anna: Page):
    await presses(anna, "Самодиагностика")
    await sees(anna, "Показываю каждому ученику")
    await anna.context.set_offline(True)
    await presses(anna, WELL)
    await expect(anna.get_by_role("button", name=WELL)).to_have_attribute("aria-busy", "true")
    await expect(anna.get_by_role("status")).to_contain_text("Нет связи")
    await anna.context.set_offline(False)
    await sees(anna, "Что поможет?")
    await expect(messages(anna)).to_have_count(1)


async def test_two_browsers_of_one_person_show_the_same_and_an_old_button_is_harmless(
    desk: Desk, house: House
):
    person = await house.person("Петрова")
    at_school, at_home = await desk.comes_in(person), await desk.comes_in(person)
    await presses(at_school, "Самодиагностика")
    await sees(at_home, "Показываю каждому ученику")
    old = newest(at_home).get_by_role("button", name="С трудом, нужна помощь")
    await types(at_school, WELL)
    await sees(at_school, "Что поможет?")
    await sees(at_home, "Что поможет?")
    await expect(old).to_have_count(0)
    older = messages(at_home).get_by_role("button", name="С трудом, нужна помощь")
    await older.first.click()
    await sees(at_home, "не действует")
    await sees(at_home, "Что поможет?")
    await types(at_home, "образцы уроков")
    await sees(at_school, "Записано: well, образцы уроков")
    assert await at_school.locator("#log").inner_text() == await at_home.locator("#log").inner_text()
    assert await written(house) == 1


async def test_a_hasty_double_tap_answers_once(house: House, anna: Page):
    await presses(anna, "Самодиагностика")
    await sees(anna, "Показываю каждому ученику")
    await newest(anna).get_by_role("button", name=WELL).dblclick()
    await sees(anna, "Что поможет?")
    await expect(newest(anna)).not_to_contain_text("не действует")


async def test_the_second_click_of_a_slow_double_click_does_not_answer_the_next_question(anna: Page):
    await presses(anna, "Самодиагностика")
    await sees(anna, "Показываю каждому ученику")
    place = await newest(anna).get_by_role("button", name=WELL).bounding_box()
    assert place is not None
    at = (place["x"] + 20, place["y"] + 20)
    await anna.mouse.click(*at)
    await sees(anna, "Что поможет?")
    back = newest(anna).get_by_role("button", name="Назад")
    box = await back.bounding_box()
    assert box is not None
    await anna.mouse.move(box["x"] + 20, box["y"] + 20)
    await anna.mouse.down(click_count=2)
    await anna.mouse.up(click_count=2)
    await expect(back).not_to_have_attribute("aria-busy", "true")
    await types(anna, "образцы")
    await sees(anna, "Записано: well, образцы")


async def test_a_picture_is_shown_and_a_file_is_downloaded(anna: Page):
    await presses(anna, "Картинка")
    await sees(anna, "Две темы из девяти")
    picture = newest(anna).get_by_role("img", name="То же самое сказано в сообщении словами")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 1
    await presses(anna, "Меню")
    await sees(anna, "Чем помочь?")
    await presses(anna, "Справка")
    await sees(anna, "Вот справка")
    async with anna.expect_download() as coming:
        await newest(anna).get_by_role("link", name="Скачать: Справка №1.txt").click()
    download = await coming.value
    assert download.suggested_filename == "Справка №1.txt"
    assert "Справка" in Path(await download.path()).read_text(encoding="utf-8")


async def test_a_file_is_sent_where_one_is_asked_for(anna: Page):
    await presses(anna, "Список")
    await sees(anna, "Пришлите список.")
    chooser = newest(anna).get_by_label("Выбрать файл")
    large = {"name": "огромный.xlsx", "mimeType": "application/octet-stream", "buffer": b"x" * 10_500_000}
    await chooser.set_input_files(files=[large])
    await expect(anna.locator("article.failed")).to_contain_text("файл больше 10 МБ")
    await chooser.set_input_files(
        files=[{"name": "список.xlsx", "mimeType": "application/octet-stream", "buffer": b"PK" * 50_000}]
    )
    await sees(anna, "Получен файл 1.")
    await expect(anna.locator("article.person", has_text="список.xlsx")).to_have_count(1)
    await expect(anna.locator("article.waiting")).to_have_count(0)


async def test_menu_and_help_are_always_there_and_contacts_can_be_touched(anna: Page):
    await presses(anna, "Самодиагностика")
    await sees(anna, "Показываю каждому ученику")
    await anna.get_by_role("navigation").get_by_role("button", name="Помощь").click()
    await sees(anna, "Живой человек")
    page = newest(anna).get_by_role("link", name="https://service.example/contacts")
    await expect(page).to_have_attribute("rel", "noopener noreferrer")
    phone = newest(anna).get_by_role("link", name="+7 813 700-00-00")
    await expect(phone).to_have_attribute("href", "tel:+78137000000")
    await anna.get_by_role("navigation").get_by_role("button", name="Меню").click()
    await sees(anna, "Чем помочь?")
    await expect(anna.locator("[aria-busy]")).to_have_count(0)


async def test_a_draft_survives_a_reload(anna: Page):
    await anna.get_by_label("Сообщение").last.fill("Начала писать\nи не дописала")
    await anna.reload()
    await sees(anna, "Чем помочь?")
    await expect(anna.get_by_label("Сообщение").last).to_have_value("Начала писать\nи не дописала")


async def test_news_do_not_tear_away_from_what_is_being_read(house: House, anna: Page):
    for _ in range(6):
        await types(anna, "меню")
        await expect(anna.locator(".fate")).to_have_count(0)
    await expect(anna.locator("article.bot")).to_have_count(7)
    await anna.locator("#log").evaluate("one => { one.scrollTop = 0; }")
    person = 1

    async def tell(unit) -> None:
        await notices.write(
            unit, person_id=person, kind="answered", key="n", now=house.now(), number=1,
            text=Personal("Вам ответили"),
        )  # fmt: skip

    await house.step(tell)
    assert await house.tell_notices() == 1
    await expect(anna.get_by_role("button", name="Есть новое")).to_be_visible()
    assert await anna.locator("#log").evaluate("one => one.scrollTop") == 0
    await anna.get_by_role("button", name="Есть новое").click()
    await expect(newest(anna)).to_be_in_viewport()
    await expect(anna.get_by_role("button", name="Есть новое")).to_be_hidden()


async def test_leaving_in_one_window_is_told_in_the_other(desk: Desk, house: House, anna: Page):
    second = await anna.context.new_page()
    await second.goto(f"{house.url}/chat")
    await sees(second, "Чем помочь?")
    await anna.get_by_role("button", name="Выйти").click()
    await expect(anna.get_by_role("heading", name="Вы вышли")).to_be_visible()
    await types(second, "меню")
    await expect(second.get_by_role("status")).to_contain_text("вход закончился")
    await second.get_by_role("link", name="Как войти снова").click()
    await expect(second.get_by_role("heading", name="Вход в веб-чат")).to_be_visible()


async def test_the_paper_with_a_code_leads_in(desk: Desk, house: House):
    code = await house.invitation()
    page = await (await desk.browser()).new_page()
    await page.goto(house.url)
    await page.get_by_label("Код из приглашения").fill(f"{code[:4].lower()} {code[4:]}")
    await page.get_by_role("button", name="Дальше с этим кодом").click()
    await page.get_by_role("button", name="Войти").click()
    await sees(page, f"Код {code}")


# --- for everybody -------------------------------------------------------------------------------


async def test_everything_can_be_done_from_the_keyboard(anna: Page):
    await anna.locator("body").press("Tab")
    await expect(anna.get_by_role("link", name="К полю для сообщения")).to_be_focused()
    button = newest(anna).get_by_role("button", name="Самодиагностика")
    for _ in range(6):
        if await button.evaluate("one => one === document.activeElement"):
            break
        await anna.keyboard.press("Tab")
    await expect(button).to_be_focused()
    assert await button.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    await anna.keyboard.press("Enter")
    await sees(anna, "Показываю каждому ученику")
    await expect(newest(anna)).to_be_focused()
    await anna.keyboard.press("Tab")
    await anna.keyboard.press("Space")
    await sees(anna, "Что поможет?")
    await anna.get_by_label("Сообщение").last.focus()
    await anna.keyboard.type("первая строка")
    await anna.keyboard.press("Shift+Enter")
    await anna.keyboard.type("вторая")
    await anna.keyboard.press("Enter")
    await sees(anna, re.compile("Записано: well, первая строка\\s+вторая"))
    await expect(anna.get_by_label("Сообщение").last).to_be_focused()


async def test_a_screen_reader_is_told_what_comes(anna: Page):
    log = anna.get_by_role("log", name="Разговор")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log.get_by_role("article", name="Сообщение службы")).to_have_count(1)
    await types(anna, "меню")
    await expect(log.get_by_role("article", name="Вы", exact=True)).to_have_count(1)
    assert await anna.locator("html").get_attribute("lang") == "ru"
    assert await anna.locator("main").count() == 1 and await anna.locator("h1").count() == 1


CONTRAST = """() => {
  const light = (part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const shine = ([r, g, b]) => 0.2126 * light(r / 255) + 0.7152 * light(g / 255) + 0.0722 * light(b / 255);
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0.5) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const one of document.querySelectorAll("body *")) {
    const words = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!words || !one.checkVisibility()) continue;
    const [a, b] = [shine(parts(getComputedStyle(one).color)), shine(ground(one))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(one.textContent.trim().slice(0, 30) + " " + ratio.toFixed(2));
  }
  return poor;
}"""
SMALL = """() => [...document.querySelectorAll("button, .button, textarea, header a")]
  .filter((one) => one.checkVisibility())
  .filter((one) => one.getBoundingClientRect().height < 44 || one.getBoundingClientRect().width < 44)
  .map((one) => one.textContent)"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 320, "height": 568}, PHONE, WIDE], ids=["320", "360", "1400"])
async def test_it_can_be_read_and_touched_on_every_screen(
    desk: Desk, house: House, scheme: str, size: dict[str, int]
):
    person = await house.person("Петрова")
    page = await desk.comes_in(person, viewport=size, color_scheme=scheme)
    await types(page, "оченьдлинноесловобезпробелов" * 6)
    await sees(page, "Не понял вас")
    await expect(page.locator("article.person .fate")).to_have_count(0)
    for address in ("/chat", "/enter/NOSUCHCODE", f"/enter/{await house.link(person)}"):
        if address != "/chat":
            await page.goto(house.url + address)
        assert await page.evaluate(CONTRAST) == []
        assert await page.evaluate(SMALL) == []
        assert await page.evaluate(WIDER) <= 0
    assert float((await page.evaluate("getComputedStyle(document.body).fontSize")).removesuffix("px")) >= 18


async def test_times_are_those_of_the_territory(anna: Page):
    shown = await newest(anna).locator("time").inner_text()
    moment = await newest(anna).locator("time").get_attribute("datetime")
    local = "{hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Moscow'}"
    here = await anna.evaluate(f"at => new Date(at).toLocaleTimeString('ru', {local})", moment)
    assert shown == here


# --- demo ----------------------------------------------------------------------------------------


async def test_in_the_demo_several_people_talk_side_by_side(desk: Desk, house: House):
    await house.stop()
    house.demo = house.listed
    await house.start()
    for title, role in (("Петрова", "учитель"), ("Орлова", "член актива"), ("Белова", "координатор")):
        house.people.append(DemoPerson(await house.person(title), title, role))
    page = await (await desk.browser(viewport=WIDE)).new_page()
    await page.goto(house.url)
    await page.get_by_role("button", name="Открыть отмеченных рядом").click()
    teacher, member = (page.frame_locator(f"iframe >> nth={number}") for number in (0, 1))
    for column in (teacher, member):
        await expect(column.locator("article.bot").last).to_contain_text("Чем помочь?")
    await teacher.get_by_role("button", name="Самодиагностика").click()
    await expect(teacher.locator("article.bot").last).to_contain_text("Показываю каждому ученику")
    await expect(member.locator("article.bot").last).to_contain_text("Чем помочь?")
    await page.get_by_role("link", name="Белова").click()
    await expect(page.locator("iframe")).to_have_count(2)
    await page.get_by_role("link", name="Все люди").click()
    await page.get_by_role("link", name="Петрова").click()
    await sees(page, "Показываю каждому ученику")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Петрова")
