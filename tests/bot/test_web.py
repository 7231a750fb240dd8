"""The browser chat over real HTTP: coming in, talking, losing nothing, keeping strangers out."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from bot.channels.channel import CannotStart, Delivery, Incoming, Unreachable
from bot.channels.web import DemoPerson, WebChannel, content, guard
from bot.channels.web.posts import LARGEST_FILE
from handlers.dialogue.layout import Button, Sheet
from handlers.dialogue.said import Typed
from locales import PLAIN, STRONG
from services import notices
from services import web as browsers
from services.values import Personal
from storage.access import OneTimeCode, WebSession
from storage.conversations import Conversation, Seen
from storage.files import ReceivedFile
from storage.notices import Notice
from storage.people import Account, Person
from storage.privacy import Consent
from storage.store import Store
from storage.web import KEPT, WebChat, WebFile, WebMessage
from tests.bot.browsing import LIBRARY, PNG, Visitor, events
from tests.bot.house import TERRITORY, House
from tests.play import Stage

WELL = "Уверенно, могу показать"


@pytest.fixture
async def house(store: Store) -> AsyncIterator[House]:
    made = await House(store, library=LIBRARY).start()
    yield made
    await made.stop()


@pytest.fixture
async def anna(house: House) -> AsyncIterator[Visitor]:
    """A person who has come in by her link and looks at the menu."""
    async with Visitor(house) as visitor:
        await visitor.enters(await house.link(await house.person("Петрова")))
        await visitor.sees("Чем помочь?")
        yield visitor


async def count(house: House, table: type, *where) -> int:
    async def look(unit) -> int:
        return await unit.session.scalar(select(func.count()).select_from(table).where(*where))

    return await house.step(look)


# --- coming in -----------------------------------------------------------------------------------


async def test_opening_a_link_spends_nothing_and_a_press_comes_in_once(house: House):
    link = await house.link(await house.person("Петрова"))
    async with Visitor(house) as preview, Visitor(house) as anna, Visitor(house) as thief:
        for _ in range(3):
            status, page, _ = await preview.get(f"/enter/{link}")
            assert status == 200 and f'action="/enter/{link}"' in page and "Войти" in page
        assert (await preview.get("/chat"))[0] == 401
        await anna.enters(link.lower())
        await anna.sees("Чем помочь?")
        status, page, _ = await thief.post(f"/enter/{link}")
        assert status == 410 and "уже вошли" in page and "попросите новую ссылку" in page
        assert (await thief.get("/chat"))[0] == 401
        status, page, _ = await anna.get(f"/enter/{link}")
        assert status == 410 and 'href="/chat"' in page


async def test_an_old_link_and_a_wrong_one_say_what_to_do(house: House):
    link = await house.link(await house.person("Петрова"))
    house.later = timedelta(minutes=16)
    async with Visitor(house) as anna:
        for way in (anna.get, anna.post):
            status, page, _ = await way(f"/enter/{link}")
            assert status == 410 and "устарела" in page and "15 минут" in page
            status, page, _ = await way("/enter/NOSUCHCODE")
            assert status == 404 and "Не нашёл такого кода" in page
        assert (await anna.get("/chat"))[0] == 401


async def test_an_invitation_makes_a_stranger_and_leaves_the_code_to_the_conversation(house: House):
    code = await house.invitation()
    async with Visitor(house) as anna:
        assert "Вас пригласили" in (await anna.get(f"/enter/{code}"))[1]
        await anna.enters(code)
        await anna.sees(f"Код {code}")
        assert await count(house, Person) == 1
        assert await count(house, OneTimeCode, OneTimeCode.used_at.is_not(None)) == 0
        await anna.enters(code)
        await anna.looks()
        assert await count(house, Person) == 1, "a known browser keeps its account"


async def test_a_code_from_paper_is_read_as_people_type_it(house: House):
    code = await house.invitation()
    async with Visitor(house) as anna:
        typed = f" {code[:5].lower()} {code[5:]} "
        status, _, headers = await anna.get("/enter", params={"code": typed})
        assert (status, headers["Location"]) == (303, f"/enter/{code}")
        status, page, _ = await anna.get("/enter", params={"code": "<script>"})
        assert status == 404 and "<script>" not in page


async def test_one_person_has_one_chat_in_all_his_browsers(house: House, anna: Visitor):
    person = await house.step(lambda unit: unit.session.scalar(select(Person.id)))
    async with Visitor(house) as at_home:
        await at_home.enters(await house.link(person))
        await at_home.sees("Чем помочь?")
        await at_home.types("Самодиагностика")
        await anna.sees("Показываю каждому ученику")
    assert await count(house, Account) == 1


async def test_a_link_comes_back_to_the_very_question_that_was_masked(house: House):
    stage = Stage(masked=True)
    stage.link = None
    await house.inbox.take(stage, [Incoming(("1",), "7", Typed("/start"))])
    await house.senders.drained()
    person = await house.step(lambda unit: unit.session.scalar(select(Account.person_id)))
    await consent(house, person)
    for event, payload in (("2", "/menu"), ("3", "Самодиагностика"), ("4", WELL)):
        await house.inbox.take(stage, [Incoming((event,), "7", Typed(payload))])
        await house.senders.drained()
    sheet = stage.shown[-1].sheet
    assert sheet is not None
    link = next(button.url for row in sheet.rows for button in row if button.url)
    assert link.startswith(f"{house.channel.url}/enter/")
    async with Visitor(house) as anna:
        await anna.enters(link.rpartition("/")[2])
        message = await anna.sees("Что поможет?")
        assert not any("url" in button for row in message["content"]["rows"] for button in row)
        await anna.types("образцы уроков")
        await anna.sees("Записано: well, образцы уроков")


async def consent(house: House, person: int) -> None:
    async def give(unit) -> None:
        unit.session.add(
            Consent(person_id=person, kind="data", version="1", given=True, channel="web", at=house.now())
        )

    await house.step(give)


async def test_leaving_forgets_the_browser_but_not_the_talk(house: House, anna: Visitor):
    status, page, headers = await anna.post("/leave")
    assert status == 200 and "Вы вышли" in page
    assert 'session-vsevolozhsk=""' in headers["Set-Cookie"]
    assert (await anna.get("/chat"))[0] == 401
    assert await anna.does(kind="open") == 401
    person = await house.step(lambda unit: unit.session.scalar(select(Person.id)))
    await anna.enters(await house.link(person))
    await anna.sees("Чем помочь?")


async def test_a_browser_is_known_for_thirty_days_after_its_last_use(house: House, anna: Visitor):
    house.later = timedelta(days=20)
    status, _, headers = await anna.get("/chat")
    assert status == 200 and "Max-Age=2592000" in headers["Set-Cookie"]
    house.later = timedelta(days=49)
    assert (await anna.get("/chat"))[0] == 200
    house.later = timedelta(days=80)
    assert (await anna.get("/chat"))[0] == 401


# --- talking -------------------------------------------------------------------------------------


async def test_a_press_edits_the_newest_message_and_words_make_a_new_one(anna: Visitor):
    first = max(anna.messages)
    await anna.presses("Самодиагностика")
    message = await anna.sees("Показываю каждому ученику")
    assert message["number"] == first
    await anna.presses(WELL)
    message = await anna.sees("Что поможет?")
    assert message["number"] == first
    await anna.types("образцы уроков")
    message = await anna.sees("Записано: well, образцы уроков")
    assert message["number"] > first
    assert anna.texts()[-2] == "образцы уроков"
    assert [one["author"] for one in anna.messages.values()][-2:] == ["person", "bot"]


async def test_an_old_button_changes_nothing_and_says_so(house: House, anna: Visitor):
    await anna.presses("Самодиагностика")
    await anna.sees("Показываю каждому ученику")
    old = anna.button(WELL)
    await anna.presses(WELL)
    await anna.sees("Что поможет?")
    newest = max(anna.messages)
    assert await anna.does(kind="press", payload=old[1], message=old[0]) == 200
    message = await anna.sees("не действует")
    assert message["number"] == newest, "pressed on the newest message: the notice stands there"
    assert "Что поможет?" in anna.text(newest)
    await anna.types("помощь")
    await anna.sees("Живой человек")
    assert await anna.does(kind="press", payload=old[1], message=old[0]) == 200
    message = await anna.sees("не действует")
    assert message["number"] > newest


async def test_the_same_post_again_and_again_counts_once(house: House, anna: Visitor):
    await anna.presses("Самодиагностика")
    await anna.sees("Показываю каждому ученику")
    await anna.presses(WELL)
    await anna.sees("Что поможет?")
    before = anna.screen
    statuses = await asyncio.gather(*(anna.types("образцы", post_id="0a0a0a0a") for _ in range(5)))
    assert statuses == [200] * 5
    await anna.sees("Записано")
    assert anna.screen == before + 1
    assert anna.texts().count("образцы") == 1
    assert await count(house, Notice, Notice.kind == "written") == 1


async def test_another_person_cannot_spoil_my_ids(house: House, anna: Visitor):
    async with Visitor(house) as thief:
        await thief.enters(await house.link(await house.person("Чужой")))
        await thief.types("меню", post_id="0b0b0b0b")
    await anna.types("Самодиагностика", post_id="0b0b0b0b")
    await anna.sees("Показываю каждому ученику")


async def test_words_answer_only_the_question_that_was_in_sight(anna: Visitor):
    await anna.presses("Самодиагностика")
    await anna.sees("Показываю каждому ученику")
    await anna.presses(WELL)
    await anna.sees("Что поможет?")
    assert await anna.does(kind="text", text="я ещё про прежнее", saw=anna.screen - 1) == 200
    await anna.sees("раньше, чем увидели")


async def test_before_the_consent_no_word_is_kept(house: House):
    async with Visitor(house) as anna:
        await anna.enters(await house.invitation())
        await anna.sees("Здравствуйте!")
        await anna.types("меня зовут Анна")
        await anna.looks()
        assert await count(house, WebMessage, WebMessage.author == "person") == 0


async def test_a_picture_and_a_file_come_with_the_message_and_only_to_their_owner(
    house: House, anna: Visitor
):
    await anna.presses("Картинка")
    message = await anna.sees("Две темы")
    assert message["content"]["paper"] == {
        "name": "dots.png", "size": len(PNG), "picture": True, "width": 1, "height": 1,
    }  # fmt: skip
    async with anna.http.get(f"{house.url}/attachment/{message['number']}") as answer:
        assert await answer.read() == PNG
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
    await anna.presses("Меню")
    menu = await anna.sees("Чем помочь?")
    assert menu["number"] != message["number"], "a picture stays where it is"
    await anna.presses("Справка")
    message = await anna.sees("Вот справка.")
    async with anna.http.get(f"{house.url}/attachment/{message['number']}") as answer:
        assert (await answer.read()).decode().startswith("Справка")
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%D0%A1")
    async with Visitor(house) as other:
        assert (await other.get(f"/attachment/{message['number']}"))[0] == 401
        await other.enters(await house.link(await house.person("Чужой")))
        assert (await other.get(f"/attachment/{message['number']}"))[0] == 404


async def test_a_file_is_taken_where_one_is_asked_for(house: House, anna: Visitor):
    headers = {"Origin": house.url, "Content-Type": "application/octet-stream"}
    status, _, _ = await anna.post("/file/00000001?name=ранний.txt", headers, data=b"early")
    assert status == 200
    await anna.sees("Файлы здесь не нужны")
    await anna.presses("Список")
    message = await anna.sees("Пришлите список.")
    assert message["content"]["file"] is True
    for _ in range(2):
        status, _, _ = await anna.post("/file/00000002?name=список.xlsx", headers, data=b"PK" * 40_000)
        assert status == 200
    await anna.sees("Получен файл 1.")
    assert anna.texts().count("Файл: список.xlsx") == 1
    row = await house.step(lambda unit: unit.session.scalar(select(ReceivedFile)))
    assert (row.name, row.size, row.content) == ("список.xlsx", 80_000, b"PK" * 40_000)
    assert (await anna.post("/file/00000003", headers, data=b"x"))[0] == 400
    assert (await anna.post("/file/x?name=a", headers, data=b"x"))[0] == 400
    large = io.BytesIO(b"x" * (LARGEST_FILE + 1))
    assert (await anna.post("/file/00000004?name=a", headers, data=large))[0] == 413


async def test_an_account_erased_meanwhile_gets_its_last_word_and_nothing_is_kept(
    house: House, anna: Visitor
):
    async with anna.http.get(f"{house.url}/events") as answer:
        stream = events(answer)
        assert (await anext(stream))["event"] == "news"

        async def erase(unit) -> None:
            for table in (WebFile, WebMessage, WebChat, WebSession, Conversation, Account):
                await unit.connection.execute(delete(table).where(table.territory == TERRITORY))

        account = await house.step(lambda unit: unit.session.scalar(select(Account)))
        await house.step(erase)
        with pytest.raises(Unreachable):
            await house.channel.show(Delivery(account.address, Sheet(("Всё стёрто.",)), 9, 1, account.id))
        event = await anext(stream)
        assert event["event"] == "farewell" and "Всё стёрто." in event["data"]
        with pytest.raises(StopAsyncIteration):
            await anext(stream)
    assert await count(house, WebMessage) == 0


async def test_however_fast_one_wrote_an_open_browser_sees_what_comes_after_an_erasure(
    house: House, anna: Visitor
):
    for number in range(20):
        assert await anna.types("меню", post_id=f"{number:08x}") == 200
    await house.senders.drained()
    await anna.looks()

    async def empty(unit) -> None:
        for table in (WebFile, WebMessage, WebChat):
            await unit.connection.execute(delete(table).where(table.territory == TERRITORY))

    await house.step(empty)
    account = await house.step(lambda unit: unit.session.scalar(select(Account)))
    await house.channel.show(Delivery(account.address, Sheet(("Всё стёрто.",)), 90, 1, account.id))
    await anna.looks()
    assert anna.texts() == ["Всё стёрто."]


# --- nothing lost, nothing doubled ---------------------------------------------------------------


async def test_a_browser_that_comes_back_gets_exactly_what_it_missed(house: House, anna: Visitor):
    seen = set(anna.messages)
    async with Visitor(house, same_as=anna) as other:
        await other.looks()
        await other.types("Самодиагностика")
        await other.sees("Показываю каждому ученику")
        missed = await anext(anna.stream())
        assert [m["number"] for m in missed["messages"]] == [n for n in other.messages if n not in seen]
        assert (await anext(anna.stream()))["messages"] == []


async def test_a_screen_shown_again_after_a_restart_stands_there_once(house: House, anna: Visitor):
    await anna.types("Самодиагностика")
    await anna.sees("Показываю каждому ученику")
    await house.senders.drained()

    async def owe(unit) -> None:
        await unit.session.execute(
            update(Conversation)
            .values(shown_no=0, owed_until=house.now() - timedelta(hours=1))
            .execution_options(synchronize_session=False)
        )

    await house.stop()
    await house.step(owe)
    await house.start()
    assert await house.inbox.show_owed([house.channel]) == 1
    await house.senders.drained()
    before = anna.texts()
    anna.known = 0
    await anna.looks()
    assert anna.texts() == before


async def test_a_post_that_was_kept_but_never_answered_is_taken_from_the_repeat(house: House, anna: Visitor):
    """The commit was there, the power went: the browser repeats, the screen comes, nothing twice."""
    asyncio.get_running_loop().call_soon(house.channel._desk.close)
    await anna.types("Самодиагностика", post_id="0c0c0c0c")
    await house.stop()
    assert await count(house, Seen, Seen.event_id.endswith("0c0c0c0c")) <= 1
    await house.start()
    assert await anna.types("Самодиагностика", post_id="0c0c0c0c") == 200
    await anna.sees("Показываю каждому ученику")
    assert anna.texts().count("Самодиагностика") == 1


async def test_a_stopping_server_refuses_posts_and_ends_streams(house: House, anna: Visitor):
    async with anna.http.get(f"{house.url}/events") as answer:
        stream = events(answer)
        await anext(stream)
        await house.channel.stop()
        with pytest.raises(StopAsyncIteration):
            await anext(stream)
    headers = {"Origin": house.url, "Content-Type": "application/json"}
    status, _, sent = await anna.post("/say", headers, data='{"id": "0d0d0d0d", "kind": "open"}')
    assert (status, sent["Retry-After"]) == (503, "1")
    assert (await anna.get("/events"))[0] == 503
    link = await house.link(await house.person("Поздняя"))
    status, page, _ = await anna.post(f"/enter/{link}")
    assert status == 503 and "Ссылка цела" in page
    await house.stop()
    await house.start()


async def test_only_the_newest_messages_are_kept(house: House, anna: Visitor):
    for number in range(KEPT // 2 + 3):
        await anna.types("меню", post_id=f"{number:08x}")
        await house.senders.drained()
    await anna.looks()
    assert len(anna.messages) == KEPT
    assert await count(house, WebMessage) == KEPT


# --- what the system says by itself --------------------------------------------------------------


async def tell(house: House, person: int, key: str, words: str) -> None:
    await house.step(
        lambda unit: notices.write(
            unit, person_id=person, kind="answered", key=key, now=house.now(), number=128,
            text=Personal(words),
        )
    )  # fmt: skip
    assert await house.tell_notices() == 1


async def test_a_notice_comes_to_an_open_browser_and_never_twice(house: House, anna: Visitor):
    person = await house.step(lambda unit: unit.session.scalar(select(Person.id)))
    await tell(house, person, "n1", "Приходите завтра")
    await anna.sees("Приходите завтра")

    async def forget_it_was_sent(unit) -> None:
        await unit.session.execute(
            update(Notice).values(status="pending").execution_options(synchronize_session=False)
        )

    await house.step(forget_it_was_sent)
    await house.tell_notices()
    await anna.looks()
    assert sum("Приходите завтра" in words for words in anna.texts()) == 1


async def test_a_notice_goes_to_the_messenger_while_nobody_looks_at_the_browser(house: House, anna: Visitor):
    """Whoever came in by a link, read and went back to his messenger is told there, and at once."""
    person = await house.step(lambda unit: unit.session.scalar(select(Person.id)))
    stage = Stage()
    await house.messenger(person, stage.source, "7")
    house.others = [stage]
    await anna.enters(await house.link(person))
    await tell(house, person, "n0", "Сейчас откроется")
    assert stage.notified == []
    await anna.sees("Сейчас откроется")
    await anna.get("/healthz")  # the server has noticed that nobody reads any more
    await tell(house, person, "n1", "Приходите завтра")
    assert len(stage.notified) == 1
    stage.fails = [OSError("not this time")]
    await house.step(
        lambda unit: unit.session.execute(
            delete(Account).where(Account.source == stage.source).execution_options(synchronize_session=False)
        )
    )
    await tell(house, person, "n2", "Или послезавтра")
    await anna.sees("Или послезавтра")


async def test_a_browser_that_left_is_not_written_to(house: House, anna: Visitor):
    person = await house.step(lambda unit: unit.session.scalar(select(Person.id)))
    await anna.post("/leave")
    await tell(house, person, "n1", "Приходите завтра")
    assert await count(house, Notice, Notice.status == "undeliverable") == 1
    await anna.enters(await house.link(person))
    await tell(house, person, "n2", "Теперь можно")
    await anna.sees("Теперь можно")


async def test_a_masked_notice_is_said_in_full_behind_its_link(house: House):
    person = await house.person("Петрова")
    stage = Stage(masked=True)
    await house.messenger(person, stage.source, "7")
    house.others = [stage]
    await tell(house, person, "n1", "Мой телефон 123")
    sheet = stage.notified[0][0].sheet
    assert sheet is not None and "Мой телефон" not in "".join(sheet.parts)
    link = next(button.url for row in sheet.rows for button in row if button.url)
    async with Visitor(house) as anna:
        await anna.enters(link.rpartition("/")[2])
        assert await house.tell_notices() == 1
        await anna.sees("Мой телефон 123")
    assert len(stage.notified) == 1


async def test_what_another_process_shows_comes_to_the_browser_too(house: House, anna: Visitor):
    """On PostgreSQL several processes may serve one store."""
    if house.store.in_place:
        return
    store = Store(house.store.url)
    await store.open()
    other = await House(store, library=LIBRARY).start()
    person = await house.step(lambda unit: unit.session.scalar(select(Person.id)))
    other.channel._streams.expect(await house.step(lambda unit: unit.session.scalar(select(Account.id))))
    await tell(other, person, "n1", "Из соседнего процесса")
    await anna.sees("Из соседнего процесса")
    await other.stop()
    await store.close()


# --- keeping strangers out -----------------------------------------------------------------------


FOREIGN = (
    {},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
)


async def test_posts_of_other_pages_are_refused(house: House, anna: Visitor):
    link = await house.link(await house.person("Жертва"))
    for headers in FOREIGN:
        for path in ("/say", "/leave", f"/enter/{link}"):
            sent = {**headers, "Content-Type": "application/json"}
            status, page, _ = await anna.post(path, sent, data='{"id": "0e0e0e0e", "kind": "open"}')
            assert status == 403 and "с другой страницы" in page
    assert (await anna.get("/chat"))[0] == 200


async def test_the_cookie_is_for_the_server_alone(house: House):
    async with Visitor(house) as anna:
        link = await house.link(await house.person("Петрова"))
        _, _, headers = await anna.post(f"/enter/{link}")
        cookie = headers["Set-Cookie"]
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie
        secret = cookie.partition("=")[2].partition(";")[0]
        kept = await house.step(lambda unit: unit.session.scalar(select(WebSession.digest)))
        assert secret not in kept and len(secret) > 40


async def test_behind_https_the_cookie_is_secure(store: Store):
    house = await House(store, library=LIBRARY, public_url="https://chat.example").start()
    assert house.channel.link("CODE") == "https://chat.example/enter/CODE"
    async with Visitor(house) as anna:
        link = await house.link(await house.person("Петрова"))
        _, _, headers = await anna.post(f"/enter/{link}")
        assert headers["Set-Cookie"].startswith("__Host-session-") and "Secure" in headers["Set-Cookie"]
        assert "max-age" in headers["Strict-Transport-Security"]
    await house.stop()


async def test_every_answer_carries_the_headers_that_protect(house: House, anna: Visitor):
    for path in ("/", "/chat", "/enter/NOSUCH", "/nothing", "/healthz", "/static/chat.js", "/events"):
        async with anna.http.get(house.url + path, allow_redirects=False) as answer:
            assert answer.headers["Content-Security-Policy"].startswith(
                "default-src 'self'; object-src 'none'"
            )
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["X-Frame-Options"] == "DENY"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert "aiohttp" not in answer.headers["Server"]
    page = (await anna.get("/chat"))[1]
    assert "style=" not in page and "<script>" not in page and " onclick" not in page


async def test_the_files_of_the_page_may_be_kept_while_their_version_is_the_same(anna: Visitor):
    page = (await anna.get("/chat"))[1]
    address = page.partition('href="/static/chat.css')[2].partition('"')[0]
    _, _, headers = await anna.get(f"/static/chat.css{address}")
    assert "immutable" in headers["Cache-Control"] and headers["Content-Type"].startswith("text/css")
    _, _, headers = await anna.get("/static/chat.css?v=old")
    assert headers["Cache-Control"] == "no-cache"
    assert (await anna.get("/static/../server.py"))[0] == 404
    assert (await anna.get("/static/plain.html"))[0] == 404


UNKNOWN = (
    "",
    "[]",
    "{}",
    '{"id": "../../etc", "kind": "open"}',
    '{"id": "0f0f0f0f", "kind": "shout"}',
    '{"id": "0f0f0f0f", "kind": "text"}',
    '{"id": "0f0f0f0f", "kind": "text", "text": 7}',
    '{"id": "0f0f0f0f", "kind": "text", "text": "a\\u0000b"}',
    '{"id": "0f0f0f0f", "kind": "text", "text": "a", "saw": -1}',
    '{"id": "0f0f0f0f", "kind": "text", "text": "a", "saw": true}',
    '{"id": "0f0f0f0f", "kind": "press", "payload": "' + "a" * 201 + '"}',
    '{"id": "0f0f0f0f", "kind": "press", "payload": "a", "message": 1e300}',
)


async def test_what_the_page_never_posts_is_refused(house: House, anna: Visitor):
    headers = {"Origin": house.url, "Content-Type": "application/json"}
    for body in UNKNOWN:
        assert (await anna.post("/say", headers, data=body))[0] == 400, body
    good = '{"id": "0f0f0f0f", "kind": "open"}'
    assert (await anna.post("/say", {**headers, "Content-Type": "text/plain"}, data=good))[0] == 400
    assert (await anna.post("/say", headers, data=good))[0] == 200


async def test_a_body_too_large_is_refused_and_a_long_text_is_not(house: House, anna: Visitor):
    headers = {"Origin": house.url, "Content-Type": "application/json"}
    assert (await anna.post("/say", headers, data="x" * 70_000))[0] == 413
    assert await anna.types("ы" * 20_000) == 200


async def test_whoever_posts_too_fast_is_asked_to_wait(house: House, anna: Visitor):
    house.channel.site._pace = guard.Turnstile(at_once=2, a_minute=1)
    assert [await anna.does("0f0f0f0f", kind="open") for _ in range(3)] == [200, 200, 429]


async def test_whoever_guesses_codes_is_stopped(house: House):
    house.channel.site._doors._tries = guard.Turnstile(at_once=2, a_minute=1)
    async with Visitor(house) as thief:
        assert [(await thief.get(f"/enter/GUESS{number}"))[0] for number in range(3)] == [404, 404, 429]


def test_a_turnstile_forgets_nobody_who_is_still_being_held_and_lets_others_in():
    turnstile = guard.Turnstile(at_once=2, a_minute=60)
    assert [turnstile.wait("a") for _ in range(3)] == [0, 0, 1]
    assert turnstile.wait("b") == 0


async def test_a_taken_port_is_said_in_one_line(house: House, store: Store):
    second = WebChannel(
        store, territory=TERRITORY, regulation=house.regulation, host="127.0.0.1", port=house.port
    )
    with pytest.raises(CannotStart, match="set WEB_HOST, WEB_PORT"):
        await second.start()
    assert second.url == house.url


async def test_health_answers(anna: Visitor):
    assert (await anna.get("/healthz"))[:2] == (200, "ok\n")
    assert (await anna.get("/"))[0] == 303


# --- what a message is made of -------------------------------------------------------------------


def test_emphasis_becomes_runs_and_a_doubtful_address_no_button():
    sheet = Sheet(
        (f"Внимание.\n\n{STRONG}Важно{PLAIN}: <b>текст</b>",),
        (
            (Button("Да", "r.k.yes", tone="next"), Button("Сайт", url="https://a.example/")),
            (Button("Плохо", url="javascript:alert(1)"),),
        ),
        "Внимание.",
    )
    assert json.loads(content.screen(sheet, None)) == {
        "notice": [["Внимание."]],
        "text": [["Важно", "strong"], [": <b>текст</b>"]],
        "rows": [
            [
                {"label": "Да", "payload": "r.k.yes", "tone": "next"},
                {"label": "Сайт", "url": "https://a.example/"},
            ]
        ],
    }


@pytest.mark.parametrize(
    ("name", "safe"),
    [("a.xlsx", "a.xlsx"), ("../../etc/passwd", "_.._etc_passwd"), ('a"\r\nX: y', "a___X_ y"), ("", "file")],
)
def test_a_file_name_cannot_reach_out_of_its_header(name: str, safe: str):
    assert content.safe_name(name) == safe


# --- demo ----------------------------------------------------------------------------------------


@pytest.fixture
async def demo(store: Store) -> AsyncIterator[House]:
    people: list[DemoPerson] = []

    async def listed() -> list[DemoPerson]:
        return people

    house = await House(store, library=LIBRARY, demo=listed).start()
    for number, title in enumerate(("Петрова", "Смирнов", "Орлова", "Ильина", "Белова")):
        people.append(DemoPerson(await house.person(title), title, f"роль {number} & <b>"))
    yield house
    await house.stop()


async def test_in_the_demo_one_is_whoever_one_likes_and_side_by_side(demo: House):
    async with Visitor(demo) as guest:
        status, page, _ = await guest.get("/")
        assert status == 200 and "роль 0 &amp; &lt;b&gt;" in page and "<b>" not in page
        async with Visitor(demo, "/as/1") as petrova, Visitor(demo, "/as/2") as smirnov:
            assert (await petrova.get("/as/1/chat"))[0] == 200
            await petrova.looks()
            assert await petrova.does(kind="open") == 200
            await petrova.sees("Чем помочь?")
            await petrova.types("Самодиагностика")
            await petrova.sees("Показываю каждому ученику")
            await smirnov.looks()
            assert smirnov.messages == {}
        status, page, headers = await guest.get("/demo?people=1,2&people=5&people=77&people=x")
        assert status == 200 and page.count("<iframe") == 3 and headers["X-Frame-Options"] == "SAMEORIGIN"
        assert (await guest.get("/demo?people=1,2,3,4,5"))[1].count("<iframe") == 4
        assert (await guest.get("/demo"))[0] == 303
        assert (await guest.get("/as/77/chat"))[0] == 401


async def test_without_the_demo_nobody_can_be_somebody(house: House, anna: Visitor):
    person = await house.step(lambda unit: unit.session.scalar(select(Person.id)))
    for path in (f"/as/{person}/chat", f"/as/{person}/events", "/demo?people=1"):
        assert (await anna.get(path))[0] == 404


async def test_whoever_comes_in_by_the_service_is_reached_there_first(house: House):
    person = await house.person("Петрова")
    await house.messenger(person, "telegram:1", "7")

    async def comes(unit):
        return await browsers.account_of(unit, person, house.channel.source, house.now())

    first, second = await house.step(comes), await house.step(comes)
    assert first == second
