"""VK posts what happens: `ok` is said when it is on disk, and never to a stranger."""

import asyncio
import io
import itertools
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import orjson
import pytest
from structlog.testing import capture_logs

from bot.app import App
from bot.channels.channel import CannotStart, Commented
from bot.channels.vk_callback import LARGEST_POST
from bot.settings import Settings
from storage.store import Store
from tests.bot.vk_house import VkHouse
from tests.bot.vk_program import ADDRESS, SECRET, as_far_as_the_questions, comes_in
from tests.fakes.vk import FakeVk, Phone

ASKED, TOLD = "меню", "Чем помочь?"
CODE = "groups.getCallbackConfirmationCode"
PATH = "/hooks/vk"


@pytest.fixture
async def vk() -> AsyncIterator[FakeVk]:
    async with FakeVk(pace=False) as fake:
        yield fake
        assert fake.mistakes == []


@pytest.fixture
async def house(store: Store, vk: FakeVk) -> AsyncIterator[VkHouse]:
    made = await VkHouse(store, vk, callback=True).start()
    yield made
    await made.stop()


@pytest.fixture
async def anna(vk: FakeVk, house: VkHouse) -> Phone:
    phone = vk.phone(7, "Анна")
    await comes_in(phone)
    await vk.quiet()
    return phone


class Poster:
    """Whoever posts to the address: VK's words, or a stranger's."""

    def __init__(self, house: VkHouse) -> None:
        self.house = house
        self.numbers = itertools.count(1)

    def event(self, kind: str = "message_new", number: int = 100, **changed: Any) -> dict[str, Any]:
        message = {
            "peer_id": 7, "from_id": 7, "conversation_message_id": number, "text": ASKED, "date": 0,
        }  # fmt: skip
        event = {
            "type": kind, "group_id": self.house.vk.group_id, "secret": SECRET, "v": "5.199",
            "event_id": f"event-{number}", "object": {"message": message, "client_info": {}},
        }  # fmt: skip
        return {name: value for name, value in {**event, **changed}.items() if value is not None}

    async def posts(self, body: Any, path: str = PATH, how: str = "POST") -> tuple[int, str, str]:
        """Status, text, and after how many seconds to come again."""
        data = io.BytesIO(body if isinstance(body, bytes) else orjson.dumps(body))
        async with aiohttp.ClientSession() as session:
            sent = session.request(how, f"{self.house.url}{path}", data=data, allow_redirects=False)
            async with sent as answer:
                return answer.status, await answer.text(), answer.headers.get("Retry-After", "")


# --- what is kept ----------------------------------------------------------------------------


async def test_ok_is_said_when_it_is_on_disk(vk: FakeVk, house: VkHouse, anna: Phone):
    house.gate.clear()
    posting = asyncio.create_task(Poster(house).posts(Poster(house).event()))
    await vk.until(lambda: len(house.brought[-1]) and getattr(house.brought[-1][0].said, "text", "") == ASKED)
    assert not posting.done()
    house.gate.set()
    assert await posting == (200, "ok", "")
    await anna.sees(TOLD)


async def test_what_is_posted_again_counts_once(vk: FakeVk, house: VkHouse, anna: Phone):
    before = len(anna.texts)
    vk.duplicate(copies=3)
    with capture_logs() as log:
        await anna.types(ASKED)
        await anna.sees(TOLD)
        await vk.quiet()
    assert len(anna.texts) == before + 1, anna.dump()
    assert sum(line["event"] == "told-again" for line in log) == 2


async def test_a_press_that_is_posted_again_is_freed_once(vk: FakeVk, house: VkHouse, anna: Phone):
    vk.duplicate("message_event", copies=3)
    await anna.presses("Меню")
    await anna.sees(TOLD)
    await vk.quiet()
    assert len(vk.calls_of("messages.sendMessageEventAnswer")) == len(vk.presses)


async def test_what_takes_longer_than_vk_waits_is_posted_again_and_counts_once(store: Store, vk: FakeVk):
    house = await VkHouse(store, vk, callback=True, patience=0.05).start()
    anna = vk.phone(7, "Анна")
    house.gate.clear()
    await anna.starts()
    server = house.server
    assert server is not None
    late = await vk.until(lambda: next((post for post in server.posts if post.status == 503), None))
    assert late.rest is not None
    house.gate.set()
    await anna.sees("Здравствуйте!")
    await vk.quiet()
    assert len(anna.texts) == 1
    assert server.posts[-1].taken and server.posts[-1].counter > 0
    await house.stop()


async def test_what_could_not_be_kept_is_posted_again(vk: FakeVk, house: VkHouse, anna: Phone):
    house.fails += [RuntimeError("the disk is full")] * 2
    with capture_logs() as log:
        await anna.types(ASKED)
        await anna.sees(TOLD)
        await vk.quiet()
    assert sum(TOLD in text for text in anna.texts) == 1
    assert sum(line["event"] == "post-not-taken" for line in log) == 2
    assert vk.token not in repr(log) and SECRET not in repr(log)


async def test_everything_is_refused_before_and_after_and_comes_again(store: Store, vk: FakeVk):
    """VK's posts are no reason to lose anything while the program starts or ends."""
    house = await VkHouse(store, vk, callback=True).start(listens=False)
    poster = Poster(house)
    assert await poster.posts(poster.event()) == (503, "", "5")
    await house.listens()
    anna = vk.phone(7, "Анна")
    await comes_in(anna)
    await vk.quiet()
    await house.community.stop()
    assert await poster.posts(poster.event()) == (503, "", "5")
    await anna.types(ASKED)
    await house.stop()
    house = await house.start()
    await anna.sees(TOLD)
    await vk.quiet()
    assert sum(TOLD in text for text in anna.texts) == 1
    await house.stop()


async def test_a_question_under_a_post_is_taken_once_too(vk: FakeVk, house: VkHouse, anna: Phone):
    post = vk.wall.put("Новое в школах района", vk.now())
    vk.duplicate("wall_reply_new")
    with capture_logs() as log:
        await anna.comments(post, "Вопрос: как оценивать работу в группах?")
        await vk.quiet()
    assert house.server is not None
    assert [one.taken for one in house.server.posts if one.body["type"] == "wall_reply_new"] == [True] * 2
    brought = [one for batch in house.brought for one in batch if isinstance(one, Commented)]
    assert {one.text for one in brought} == {"Вопрос: как оценивать работу в группах?"}
    assert not [line for line in log if line["log_level"] == "error"]


# --- in order --------------------------------------------------------------------------------


async def test_two_quick_answers_keep_their_order(vk: FakeVk, house: VkHouse, anna: Phone):
    await as_far_as_the_questions(anna)
    asked = {anna.last.text}
    for _ in range(3):
        await anna.presses("Не про меня")
        await anna.sees(lambda message: message.text not in asked)
        asked.add(anna.last.text)
    await anna.types("/menu")
    await anna.types("/help")
    await anna.sees("Живой человек")
    await vk.quiet()
    assert "Живой человек" in anna.texts[-1], anna.dump()


async def test_words_that_come_late_answer_no_later_question(vk: FakeVk, house: VkHouse, anna: Phone):
    await anna.types("/consult")
    await anna.sees("С чем нужна помощь?")
    await anna.presses(anna.last.labels[0])
    await anna.sees("Напишите пару слов")
    await vk.quiet()
    vk.disorder()
    await anna.types("что это?")
    await anna.types("двое не успевают")
    await anna.sees("Вы написали раньше, чем увидели этот вопрос")
    await vk.quiet()
    assert "Какая помощь подошла бы?" in anna.texts[-1]


async def test_parts_of_a_long_text_are_one_answer(vk: FakeVk, house: VkHouse, anna: Phone):
    await anna.types("/consult")
    await anna.sees("С чем нужна помощь?")
    await anna.presses(anna.last.labels[0])
    await anna.sees("Напишите пару слов")
    await vk.quiet()
    await anna.types("очень длинно " * 400)
    await anna.sees("Сократите, пожалуйста")
    await vk.quiet()
    assert sum("Сократите, пожалуйста" in text for text in anna.texts) == 1
    assert not anna.shows("Вы написали")


# --- strangers -------------------------------------------------------------------------------

REFUSED: dict[str, tuple[dict[str, Any], int]] = {
    "a wrong secret": ({"secret": "guessed"}, 403),
    "no secret": ({"secret": None}, 403),
    "an empty secret": ({"secret": ""}, 403),
    "a secret that is no text": ({"secret": {"$ne": ""}}, 403),
    "another group": ({"group_id": 1}, 403),
    "no group": ({"group_id": None}, 403),
    "no kind": ({"type": None}, 403),
    "a confirmation with a wrong secret": ({"type": "confirmation", "secret": "guessed"}, 403),
    "a confirmation for another group": ({"type": "confirmation", "secret": None, "group_id": 1}, 403),
}


@pytest.mark.parametrize("stranger", REFUSED)
async def test_strangers_are_refused_and_change_nothing(
    stranger: str, vk: FakeVk, house: VkHouse, anna: Phone
):
    changed, status = REFUSED[stranger]
    poster, before = Poster(house), len(house.brought)
    with capture_logs() as log:
        assert await poster.posts(poster.event(**changed)) == (status, "", "")
    assert len(house.brought) == before
    assert [line["event"] for line in log] == ["vk-post-refused"]
    assert "guessed" not in repr(log) and SECRET not in repr(log)


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"{", 400), (b"\xff", 400), (b"[]", 403), (b"1", 403), (b" " * (LARGEST_POST + 1), 413)],
)
async def test_what_is_no_event_is_refused(body: bytes, status: int, house: VkHouse):
    assert (await Poster(house).posts(body))[0] == status


async def test_a_post_of_many_forwarded_messages_is_read(vk: FakeVk, house: VkHouse, anna: Phone):
    await anna.forwards(*["очень длинное сообщение " * 40] * 100)
    await anna.sees("не умею читать")
    await vk.quiet()


async def test_only_its_own_path_is_open_to_posts(vk: FakeVk, house: VkHouse, anna: Phone):
    poster = Poster(house)
    assert (await poster.posts(poster.event(), path="/hooks/other"))[0] == 403  # as for any page
    assert (await poster.posts(b"", how="GET"))[0] == 404
    assert (await poster.posts(poster.event(), path=f"{PATH}/"))[:2] == (200, "ok")
    await anna.sees(TOLD)
    await vk.quiet()


# --- proving oneself -------------------------------------------------------------------------


async def test_vk_is_told_its_own_string_and_a_new_one_when_it_has_changed(vk: FakeVk, house: VkHouse):
    server = house.server
    assert server is not None and server.status == "ok"
    vk.changes_confirmation()
    assert await vk.callbacks.confirm(server)
    server.secret = ""  # confirmed before a secret was set
    assert await vk.callbacks.confirm(server)


async def test_where_vk_tells_no_string_the_last_one_is_said(vk: FakeVk, house: VkHouse):
    vk.fail(CODE, 10)
    assert house.server is not None
    assert await vk.callbacks.confirm(house.server)


async def test_without_any_string_vk_is_to_ask_again(store: Store, vk: FakeVk):
    house = await VkHouse(store, vk, callback=True).start(listens=False)
    poster = Poster(house)
    vk.fail(CODE, 10)
    asked = poster.event("confirmation", object=None)
    assert await poster.posts(asked) == (503, "", "5")
    assert await poster.posts(asked) == (200, vk.confirmation, "")
    await house.stop()


async def test_whoever_asks_for_the_string_again_and_again_does_not_busy_vk(vk: FakeVk, house: VkHouse):
    poster = Poster(house)
    for _ in range(40):
        await poster.posts(poster.event("confirmation", object=None, secret=None))
    assert len(vk.calls_of(CODE)) < 12


# --- what VK posts no more -------------------------------------------------------------------


async def test_whoever_wrote_while_nobody_was_here_is_answered_though_vk_gave_up(store: Store, vk: FakeVk):
    house = await VkHouse(store, vk, callback=True).start()
    people = [vk.phone(100 + number, f"Учитель {number}") for number in range(12)]
    for phone in people[:4]:
        await comes_in(phone)
    await vk.quiet()
    await house.stop()
    for phone in people[:4]:
        await phone.types(ASKED)
    for phone in people[4:]:
        await phone.starts()
    vk.callbacks.gives_up()
    vk.fail("messages.getConversations", 10, times=2)
    with capture_logs() as log:
        house = await house.start()
        for phone in people[:4]:
            await phone.sees(TOLD)
        for phone in people[4:]:
            await phone.sees("Здравствуйте!")
        await vk.quiet()
    assert sum(line["event"] == "vk-looking-back-failed" for line in log) == 2
    for phone in people:
        assert sum(TOLD in text or "Здравствуйте!" in text for text in phone.texts) == 1, phone.dump()
    await house.stop()


async def test_what_is_both_found_and_posted_is_answered_once(store: Store, vk: FakeVk):
    house = await VkHouse(store, vk, callback=True).start()
    anna = vk.phone(7, "Анна")
    await comes_in(anna)
    await vk.quiet()
    await house.stop()
    await anna.types(ASKED)
    house = await house.start()  # looks back, and VK posts it once more
    await anna.sees(TOLD)
    await vk.quiet()
    assert sum(TOLD in text for text in anna.texts) == 1
    await house.stop()


@pytest.mark.postgres
async def test_two_processes_share_what_is_posted(postgres_database: str, vk: FakeVk):
    """Whichever of them VK's post reaches; the same post at both counts once."""
    stores = [Store(postgres_database) for _ in range(2)]
    for one in stores:
        await one.open()
    first = await VkHouse(stores[0], vk, callback=True).start()
    second = VkHouse(stores[1], vk)
    second.server = first.server
    await second.start()  # from here on the address leads to the second
    anna = vk.phone(7007, "Анна")
    await anna.starts()
    await anna.sees("Здравствуйте!")
    await vk.quiet()
    assert first.server is not None
    first.vk.callbacks.lead(ADDRESS, first.url)
    await anna.presses("О данных и согласии")
    await anna.sees("Отозвать согласие")
    await vk.quiet()
    event = Poster(first).event(number=900)
    event["object"]["message"] |= {"peer_id": anna.id, "from_id": anna.id, "text": "/help"}
    before = len(anna.texts)
    answers = await asyncio.gather(*(Poster(one).posts(event) for one in (first, second)))
    assert [answer[:2] for answer in answers] == [(200, "ok")] * 2
    await anna.sees("Живой человек")
    await vk.quiet()
    assert len(anna.texts) == before + 1, anna.dump()
    await second.stop()
    first.vk.callbacks.lead(ADDRESS, first.url)
    await first.stop()
    for one in stores:
        await one.close()


# --- settings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"vk_callback_secret": None}, "VK_CALLBACK_SECRET"),
        ({"vk_callback_secret": ""}, "VK_CALLBACK_SECRET"),
        ({"vk_callback_url": "https://bot.example/say"}, "belongs to the browser chat"),
        ({"vk_callback_url": "https://bot.example/static/vk"}, "belongs to the browser chat"),
    ],
)
async def test_what_cannot_be_served_is_said_at_the_start(changed: dict[str, Any], said: str, tmp_path):
    known = {"vk_token": "vk1.a.none", "vk_group_id": 1, "vk_api_url": "http://127.0.0.1:9", "web_port": 0,
             "vk_callback_url": "https://bot.example/hooks/vk", "vk_callback_secret": SECRET}  # fmt: skip
    settings = Settings(_env_file=None, database_url=f"sqlite+aiosqlite:///{tmp_path / 'a.db'}",
                        **{**known, **changed})  # fmt: skip
    with pytest.raises(CannotStart, match=said):
        await App(settings).run()


@pytest.mark.parametrize(
    "url", ["bot.example/hooks", "https://bot.example", "https://bot.example/", "ftp://a/b"]
)
def test_an_address_that_cannot_be_posted_to_is_no_setting(url: str):
    with pytest.raises(ValueError, match="whole address with a path"):
        Settings(_env_file=None, vk_callback_url=url)
