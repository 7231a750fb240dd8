"""The wall and the news channel over HTTP: the real clients, strict servers, and a clock that is told."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.channels.channel import Board
from bot.channels.telegram_api import TelegramApi
from bot.channels.telegram_news import TelegramNews
from bot.channels.vk_api import VkApi
from bot.channels.vk_wall import VkWall
from bot.pace import Pace
from bot.publisher import Publisher
from services import publications
from storage.publications import PublicationPlace
from tests.colleagues import Colleague, District
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Channel
from tests.fakes.vk import FakeVk
from tests.handlers.test_events import at
from tests.handlers.test_publications import TEXT, news
from tests.play import Theatre

MINUTES = timedelta(minutes=2)


@dataclass
class Town:
    """A coordinator, both platforms, and the worker between them."""

    district: District
    olga: Colleague
    vk: FakeVk
    telegram: FakeTelegram
    news: Channel
    boards: list[Board]
    publisher: Publisher

    async def publishes(self, *ways: str) -> None:
        await news(self.olga)
        for way in ways or ("Опубликовать сейчас",):
            await (self.olga.presses if way in self.olga.labels else self.olga.types)(way)
        await self.works()

    async def works(self) -> None:
        for board in self.boards:
            await self.publisher.work(self.district.pack.id, board)

    async def later(self, wait: timedelta = MINUTES) -> None:
        self.district.theatre.now += wait
        await self.works()

    async def place(self, kind: str) -> PublicationPlace:
        source = next(board.source for board in self.boards if board.kind == kind)
        mine = select(PublicationPlace).where(PublicationPlace.source == source)
        return await self.district.step(lambda unit: unit.session.scalar(mine))

    async def became(self, kind: str) -> tuple[str, str | None]:
        found = await self.place(kind)
        return found.state, found.reason


@pytest.fixture
async def town(theatre: Theatre) -> AsyncIterator[Town]:
    district = District(theatre)
    async with FakeVk(pace=False) as vk, FakeTelegram() as telegram:
        channel = telegram.channel(username="news_of_service")
        quick = Pace(overall=10_000, per_chat=10_000)
        api = VkApi(vk.wall_token, vk.group_id, base_url=vk.url, pace=quick)
        bot = TelegramApi(telegram.token, base_url=telegram.url)
        boards: list[Board] = [VkWall(api, own=True), TelegramNews(bot, "@news_of_service")]
        publisher = Publisher(theatre.store, {district.pack.id: district.pack}, clock=theatre.clock)
        await publisher.note(district.pack.id, boards, [], ask=True)
        olga = await district.comes("Орлова", "coordinator")
        yield Town(district, olga, vk, telegram, channel, boards, publisher)
        for board in boards:
            await board.close()
        await bot.close()
        assert vk.mistakes == []
        assert telegram.mistakes == []


async def test_a_post_stands_in_both_places_with_links_is_changed_and_goes(town: Town):
    await town.publishes()
    assert town.vk.wall.texts == [f"Практика\nНовая практика\n\n{TEXT}"]
    assert [one.html for one in town.news.messages] == [f"Практика\n<b>Новая практика</b>\n\n{TEXT}"]
    await town.olga.presses("К публикации")
    town.olga.sees(town.vk.wall.posts[0].link, "https://t.me/news_of_service/1")
    await town.olga.presses("Изменить")
    await town.olga.presses("Текст")
    await town.olga.types("1 < 2 & **не жирно**")
    town.olga.sees("— ВКонтакте, «Метод-актив» —", "— Telegram, «Новости» —")
    await town.olga.presses("Сохранить")
    await town.works()
    assert town.vk.wall.texts[0].endswith("1 < 2 & **не жирно**")
    assert town.news.messages[0].text.endswith("1 < 2 & **не жирно**")
    await town.olga.presses("К публикации")
    await town.olga.presses("Удалить")
    await town.olga.presses("Удалить")
    await town.works()
    assert (town.vk.wall.posts, town.news.messages) == ([], [])


async def test_a_post_waits_for_its_moment(town: Town):
    await town.publishes("Выбрать время", "завтра", "10:00")
    assert (town.vk.wall.posts, town.news.messages) == ([], [])
    town.district.theatre.now = at(town.district, 24, "10:00")
    await town.works()
    assert (len(town.vk.wall.posts), len(town.news.messages)) == (1, 1)


@pytest.mark.parametrize(
    ("code", "reason"),
    [(5, "token"), (15, "wall-right"), (27, "wall-token"), (214, "wall-right"), (222, "wall-links")],
)
async def test_a_right_that_is_missing_on_the_wall_is_named(town: Town, code: int, reason: str):
    town.vk.fail("wall.post", code)
    await town.publishes()
    assert await town.became("vk") == ("failed", reason)
    assert await town.became("telegram") == ("published", None)
    await town.later()
    assert len(town.vk.calls_of("wall.post")) == 1


async def test_the_communitys_own_token_is_told_from_a_persons(town: Town):
    town.boards[0] = VkWall(VkApi(town.vk.token, town.vk.group_id, base_url=town.vk.url), own=True)
    await town.publishes()
    assert await town.became("vk") == ("failed", "wall-token")
    await town.boards[0].close()
    town.boards[0] = VkWall(VkApi(town.vk.wall_token, town.vk.group_id, base_url=town.vk.url), own=True)
    await town.olga.presses("К публикации")
    await town.olga.presses("ВКонтакте: что делать")
    await town.olga.presses("Попробовать ещё раз")
    await town.works()
    assert await town.became("vk") == ("published", None)


@pytest.mark.parametrize("code", [6, 9, 14])
async def test_a_wall_that_asks_to_wait_is_waited_for(town: Town, code: int):
    town.vk.fail("wall.post", code)
    await town.publishes()
    assert await town.became("vk") == ("waiting", "later")
    await town.later()
    assert len(town.vk.wall.posts) == 1


@pytest.mark.parametrize("how", ["cut", "502", "10", "html"])
async def test_an_answer_of_the_wall_that_is_lost_is_asked_for_with_the_same_guid(town: Town, how: str):
    match how:
        case "cut":
            town.vk.cut("wall.post", after_effect=True)
        case "10":
            town.vk.fail("wall.post", 10, after_effect=True)
        case _:
            town.vk.breaks("wall.post", 502 if how == "502" else 200, after_effect=True)
    await town.publishes()
    assert await town.became("vk") == ("waiting", "unsure")
    await town.later()
    assert await town.became("vk") == ("published", None)
    assert len(town.vk.wall.ever) == 1
    assert len({call.params["guid"] for call in town.vk.calls_of("wall.post")}) == 1
    assert len(town.vk.repeats) == 1


async def test_a_wall_that_is_down_is_known_to_have_done_nothing(town: Town):
    await town.vk.down()
    await town.publishes()
    assert await town.became("vk") == ("waiting", "down")
    assert await town.became("telegram") == ("published", None)
    await town.olga.presses("К публикации")
    town.olga.sees("ВКонтакте: пока не отвечает", "https://t.me/news_of_service/1")
    await town.vk.up()
    await town.later()
    assert len(town.vk.wall.posts) == 1


@pytest.mark.parametrize("how", ["cut", "502"])
async def test_an_answer_of_the_channel_that_is_lost_is_the_coordinators_to_decide(town: Town, how: str):
    if how == "cut":
        town.telegram.cut("sendMessage", after_effect=True)
    else:
        town.telegram.fail("sendMessage", 502, html=True, after_effect=True)
    await town.publishes()
    await town.later()
    assert await town.became("telegram") == ("unclear", "unsure")
    assert len(town.news.messages) == 1
    await town.olga.presses("К публикации")
    town.olga.sees("Telegram: неясно, вышло ли.", town.vk.wall.posts[0].link)
    await town.olga.presses("Telegram: что делать")
    await town.olga.presses("Вышло")
    await town.later()
    assert len(town.news.messages) == 1


async def test_telegram_is_down_while_the_wall_has_it(town: Town):
    await town.telegram.down()
    await town.publishes()
    assert await town.became("telegram") == ("waiting", "down")
    assert len(town.vk.wall.posts) == 1
    await town.telegram.up()
    await town.later()
    assert len(town.news.messages) == 1


async def test_a_bot_that_is_no_administrator_and_a_channel_that_is_not_there(town: Town):
    town.news.may_post = False
    await town.publishes()
    assert await town.became("telegram") == ("failed", "news-right")
    town.news.may_post, town.news.member = True, False
    await town.olga.pays(">publication-again:=1")
    await town.works()
    assert await town.became("telegram") == ("failed", "news-right")
    town.telegram.fail("sendMessage", 400, "Bad Request: chat not found")
    await town.olga.pays(">publication-again:=1")
    await town.works()
    assert await town.became("telegram") == ("failed", "news-chat")
    town.news.member = True
    await town.olga.pays(">publication-again:=1")
    await town.works()
    assert len(town.news.messages) == 1


async def test_telegram_that_asks_to_wait_is_waited_for(town: Town):
    town.telegram.fail("sendMessage", 429, retry_after=30)
    await town.publishes()
    assert await town.became("telegram") == ("waiting", "later")
    await town.later(timedelta(seconds=29))
    assert town.news.messages == []
    await town.later(timedelta(seconds=2))
    assert len(town.news.messages) == 1


async def test_what_people_have_deleted_themselves_is_gone_and_nobodys_loss(town: Town):
    await town.publishes()
    town.vk.wall.posts.clear()
    town.news.drop(town.news.messages[0])
    await town.olga.presses("К публикации")
    await town.olga.presses("Изменить")
    await town.olga.presses("Вид")
    await town.olga.presses("Документы")
    await town.olga.presses("Сохранить")
    await town.works()
    assert await town.became("vk") == await town.became("telegram") == ("failed", "gone")
    now = town.district.theatre.now
    await town.district.step(
        lambda unit: publications.withdraw(unit, by=town.olga.id, publication_id=1, now=now)
    )
    await town.works()
    assert await town.became("vk") == await town.became("telegram") == ("deleted", None)


async def test_an_old_message_of_the_channel_is_deleted_by_people(town: Town):
    await town.publishes()
    town.telegram.passes(49 * 3600)
    now = town.district.theatre.now
    await town.district.step(
        lambda unit: publications.withdraw(unit, by=town.olga.id, publication_id=1, now=now)
    )
    await town.works()
    assert await town.became("telegram") == ("failed", "too-late")
    assert await town.became("vk") == ("deleted", None)
    await town.olga.pays(">publication:=1")
    town.olga.sees("Telegram: не удалилось.", "Сделайте это сами")


async def test_the_same_words_again_and_a_lost_answer_to_an_edit_do_no_harm(town: Town):
    await town.publishes()
    town.telegram.cut("editMessageText", after_effect=True)
    town.vk.cut("wall.edit", after_effect=True)
    await town.olga.presses("К публикации")
    await town.olga.presses("Изменить")
    await town.olga.presses("Текст")
    await town.olga.types("Другой текст")
    await town.olga.presses("Сохранить")
    await town.works()
    await town.later()
    assert await town.became("vk") == await town.became("telegram") == ("published", None)
    assert town.news.messages[0].edited == 1
