"""Publications in the real program: written in one messenger, standing in both, killed in between."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bot.program import Program
from tests.bot.vk_program import VkProgram
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Channel
from tests.fakes.vk import FakeVk, Message, Phone

What = str | Callable[[Message], bool]
TEXT = "Приходите на открытые уроки."
PATIENCE = 60.0


def is_card(message: Message) -> bool:
    """Whether this is the card of the post, and not a notice about it."""
    return message.text.startswith("Новая практика")


@dataclass
class Town:
    """The program between both platforms, and a coordinator with the community open on her phone."""

    vk: FakeVk
    telegram: FakeTelegram
    news: Channel
    program: Program
    olga: Phone

    async def presses(self, label: str, then: What) -> Message:
        await self.olga.presses(label)
        return await self.olga.sees(then)

    async def types(self, words: str, then: What) -> Message:
        await self.vk.quiet()  # words answer what was confirmed as shown before they came
        await self.olga.types(words)
        return await self.olga.sees(then)

    async def writes(self, *, title: str = "Новая практика") -> Message:
        """A piece of news, as far as its last look."""
        await self.types("/publications", "Здесь вы один раз пишете")
        await self.presses("Написать", "Какая это публикация?")
        await self.presses("Практика", "Заголовок")
        await self.types(title, "Напишите текст")
        await self.types(TEXT, "Пригласить задавать вопросы?")
        return await self.presses("Без приглашения", "Так это будет выглядеть.")

    async def publishes(self) -> None:
        await self.writes()
        await self.presses("Опубликовать сейчас", "публикация уходит")

    async def card_says(self, *fragments: str, opens: str = "К публикации") -> Message:
        """Looks at the post again until its card says all this: a worker is on it."""
        card = await self.presses(opens, is_card)
        async with asyncio.timeout(PATIENCE):
            while not all(one in card.text for one in fragments):
                card = await self.presses("Обновить", is_card)
        return card

    async def looks(self, *fragments: str) -> str:
        """The last look at the post, again until all this stands in it: addresses are learned meanwhile."""
        async with asyncio.timeout(PATIENCE):
            while True:
                text = (await self.presses("Без приглашения", "Так это будет выглядеть.")).text
                if all(one in text for one in fragments):
                    return text
                await self.presses("‹ Назад", "Пригласить задавать вопросы?")


@asynccontextmanager
async def opened(folder: Path, **settings: str) -> AsyncIterator[Town]:
    async with FakeVk() as vk, FakeTelegram() as telegram:
        channel = telegram.channel(username="news_of_service")
        known = {
            "TELEGRAM_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "TELEGRAM_NEWS_CHAT": "https://t.me/news_of_service",
            "VK_WALL_TOKEN": vk.wall_token,
        }
        program = VkProgram(vk, folder, **{**known, **settings})
        await program.start()
        await vk.listened()
        _, printed, _ = await program.runs("-m", "bot", "invite", "--role", "coordinator")
        olga = vk.phone(501, "Ольга")
        town = Town(vk, telegram, channel, program, olga)
        await olga.starts(ref=printed.split()[0])
        await olga.sees("Здравствуйте!")
        await town.presses("О данных и согласии", "Отозвать согласие")
        await town.presses("Согласен, согласна", "Код принят")
        try:
            yield town
        finally:
            status = await program.stop()
        assert status == 0, "\n".join(program.lines)
        assert vk.mistakes == telegram.mistakes == []
        for secret in (vk.token, vk.wall_token, telegram.token):
            assert not any(secret in line for line in program.lines)


async def makes_an_event(town: Town) -> None:
    """A public event, a day ahead."""
    await town.types("/events", "Впереди пока ничего нет")
    await town.presses("Создать событие", "Как его назвать?")
    await town.types("Обратная связь", "Какое это событие?")
    await town.types("Мастер-класс", "К какому направлению")
    await town.presses("Мероприятия и организация", "В какой день?")
    await town.types("завтра", "Во сколько начало")
    await town.types("15:00", "Сколько минут")
    await town.types("60", "Где?")
    await town.types("каб. 204", "Сколько мест?")
    await town.types("20", "О чём это?")
    await town.presses("Пропустить", "Какого уровня")
    await town.presses("муниципальное", "Что ещё отметить?")
    await town.presses("Пропустить", "Кто ведёт?")
    await town.presses("Веду я", "каб. 204")
    await town.presses("Создать событие", "Обратная связь")
    await town.presses("Открыть событие", "Обратная связь")


async def test_an_event_is_told_in_both_places_and_its_links_open_it(tmp_path: Path):
    async with opened(tmp_path) as town:
        await makes_an_event(town)
        await town.presses("Рассказать об этом", "Какая это публикация?")
        await town.presses("Событие", "Такой текст готов")
        await town.presses("Оставить так", "Пригласить задавать вопросы?")
        look = await town.looks(f"{town.vk.link}?ref=", f"{town.telegram.link}?start=")
        await town.presses("Опубликовать сейчас", "публикация уходит")
        await town.vk.until(lambda: town.vk.wall.posts)
        await town.telegram.called("sendMessage", chat_id="@news_of_service")
        there, here = town.vk.wall.posts[0], town.news.messages[0]
        assert there.text in look
        assert here.text.splitlines()[1] == "Обратная связь"
        code = re.findall(rf"{town.vk.link}\?ref=(\w+)", there.text)[0]
        assert f"{town.telegram.link}?start={code}" in here.text

        anna = town.vk.phone(502, "Анна")
        await anna.starts(ref=code)
        await anna.sees("Прийти можно и так")
        boris = town.telegram.phone(77, "Борис")
        await boris.starts(code)
        await boris.sees("Прийти можно и так")


async def test_a_messenger_that_is_silent_at_the_start_is_named_as_soon_as_it_has_spoken(tmp_path: Path):
    async with opened(tmp_path) as town:
        await makes_an_event(town)
        await town.presses("Рассказать об этом", "Какая это публикация?")
        await town.presses("Событие", "Такой текст готов")
        await town.presses("Оставить так", "Пригласить задавать вопросы?")
        await town.program.kill()
        silent = town.vk.hold("groups.getById", after_effect=False)
        await town.program.start()
        await town.vk.listened()
        await town.looks(f"https://vk.me/club{town.vk.group_id}?ref=")
        await town.presses("‹ Назад", "Пригласить задавать вопросы?")
        silent.release()
        await town.looks(f"{town.vk.link}?ref=", f"{town.telegram.link}?start=")


async def test_a_community_without_a_persons_token_is_told_which_one_to_get(tmp_path: Path):
    async with opened(tmp_path, VK_WALL_TOKEN="") as town:
        await town.publishes()
        card = await town.card_says("ВКонтакте: не вышло.", "https://t.me/news_of_service/1")
        assert "VK_WALL_TOKEN" in card.text
        assert town.vk.wall.posts == []
        await town.presses("ВКонтакте: что делать", "Нужен ключ пользователя")
        text = await town.presses("Текст, чтобы скопировать", TEXT)
        assert text.text == f"Практика\nНовая практика\n\n{TEXT}"


async def test_killed_between_claim_and_settling(tmp_path: Path):
    async with opened(tmp_path) as town:
        wall = town.vk.hold("wall.post")
        channel = town.telegram.hold(
            "sendMessage", when=lambda call: call.params["chat_id"] == "@news_of_service"
        )
        await town.publishes()
        await wall.caught()
        await channel.caught()
        await town.program.kill()
        wall.release()
        channel.release()
        await town.program.start()
        await town.vk.listened()
        await town.card_says("ВКонтакте: вышло", "Telegram: неясно, вышло ли.")
        assert len(town.vk.wall.ever) == 1
        assert len(town.vk.calls_of("wall.post")) == 2
        assert len(town.news.messages) == 1
        await town.presses("Telegram: что делать", "Помощник перезапустился")
        await town.presses("Вышло", "отметил")
        assert len(town.news.messages) == 1


async def test_one_platform_is_down_and_comes_back(tmp_path: Path):
    async with opened(tmp_path) as town:
        await town.telegram.down()
        await town.publishes()
        await town.card_says("ВКонтакте: вышло", "Telegram: пока не отвечает")
        assert len(town.vk.wall.posts) == 1
        await town.telegram.up()
        await town.card_says("https://t.me/news_of_service/1", "ВКонтакте: вышло", opens="Обновить")
