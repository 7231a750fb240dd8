"""One person on two messengers: what was begun here goes on there, and notices find their way."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial

import pytest

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_api import TelegramApi
from handlers import LIBRARY
from services import notices
from services.values import Personal
from storage.store import Store, Unit
from tests.bot.house import TERRITORY
from tests.bot.vk_house import VkHouse
from tests.bot.vk_program import as_far_as_the_questions, comes_in
from tests.fakes import telegram as tg
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vk import FakeVk, Phone

SURE = "Уверенно, могу показать"
ANNA = 7
SEND = "messages.send"


class TwoMessengers(VkHouse):
    """A house whose people write to the community and to the bot in Telegram."""

    def __init__(self, store: Store, vk: FakeVk, telegram: FakeTelegram) -> None:
        super().__init__(store, vk)
        self.telegram = telegram
        self._numbers = iter(range(1, 100))

    async def start(self, *, listens: bool = True) -> "TwoMessengers":
        await super().start(listens=listens)
        api = TelegramApi(self.telegram.token, base_url=self.telegram.url)
        self.bot = TelegramChannel(api, territory=TERRITORY, library=LIBRARY, masked=False)
        await self.bot.start()
        self._fetching = asyncio.create_task(self.bot.listen(partial(self.inbox.take, self.bot)))
        self.others.append(self.bot)
        return self

    async def stop(self) -> None:
        await self.bot.stop()
        await self._fetching
        await super().stop()
        await self.bot.close()

    async def tells(self, person_id: int) -> str:
        """A notice for this person, and a beat of the outbox; gives the word by which to know it."""
        word = f"слово-{next(self._numbers)}"
        who = {"number": 1, "topic": "Оценивание", "who": Personal("Агния Еремеевна"), "text": Personal(word)}

        async def write(unit: Unit) -> None:
            await notices.write(
                unit, person_id=person_id, kind="request-message", key=word, now=self.now(), request=1, **who
            )

        await self.step(write)
        await self.tell_notices()
        return word


@pytest.fixture
async def vk() -> AsyncIterator[FakeVk]:
    async with FakeVk(pace=False) as fake:
        yield fake
        assert fake.mistakes == []


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake
        assert fake.mistakes == []


@pytest.fixture
async def house(store: Store, vk: FakeVk, telegram: FakeTelegram) -> AsyncIterator[TwoMessengers]:
    made = await TwoMessengers(store, vk, telegram).start()
    yield made
    await made.stop()


async def linked(here: tg.Phone, there: Phone, quiet: Callable[[], Awaitable[None]]) -> None:
    """A code from Telegram makes both accounts one person's."""
    await here.types("/link")
    await here.sees("Один человек может писать")
    await here.presses("Получить код")
    code = (await here.sees("Ваш код")).text.splitlines()[0].split()[-1]
    await comes_in(there)
    await there.types("/link")
    await there.sees("Один человек может писать")
    await there.presses("Ввести код")
    await there.sees("Напишите код")
    await quiet()
    await there.types(code)
    await there.sees("Объединить этот аккаунт")
    await there.presses("Объединить")
    await there.sees("теперь это один человек")
    await quiet()


async def test_what_was_begun_here_goes_on_there_and_back_again(
    house: TwoMessengers, vk: FakeVk, telegram: FakeTelegram
):
    here, there = telegram.phone(ANNA, "Анна"), vk.phone(ANNA, "Анна")
    await comes_in(here)
    await as_far_as_the_questions(here)
    await here.presses(SURE)
    await here.sees("2 из 10")
    await linked(here, there, vk.quiet)
    await there.types("Самодиагностика")
    await there.sees("2 из 10")
    await there.presses(SURE)
    await there.sees("3 из 10")
    await vk.quiet()
    await here.presses(SURE)  # the button of the question that was answered there
    await here.sees("3 из 10")
    await here.presses(SURE)
    await here.sees("4 из 10")
    await telegram.quiet()


async def test_a_notice_goes_where_its_reader_wrote_last_and_falls_back(
    house: TwoMessengers, vk: FakeVk, telegram: FakeTelegram
):
    here, there = telegram.phone(ANNA, "Анна"), vk.phone(ANNA, "Анна")
    await comes_in(here)
    await linked(here, there, vk.quiet)
    stands = await house.stands(ANNA)

    first = await house.tells(stands.person_id)
    await there.sees(first, fresh=False)
    assert not here.shows(first)

    vk.told.discard("message_deny")  # so that only the refusal tells of it
    await there.denies()
    sent = len(vk.calls_of(SEND))
    second = await house.tells(stands.person_id)
    await here.sees(second, fresh=False)
    assert [call.code or call.result[0]["error"]["code"] for call in vk.calls_of(SEND)[sent:]] == [901]
    assert (await house.stands(ANNA)).unreachable

    third = await house.tells(stands.person_id)
    await here.sees(third, fresh=False)
    assert len(vk.calls_of(SEND)) == sent + 1, "VK is not asked again"

    await there.allows()
    await vk.quiet()
    assert not (await house.stands(ANNA)).unreachable
    fourth = await house.tells(stands.person_id)
    await there.sees(fourth, fresh=False)
    assert not here.shows(fourth)


async def test_who_forbids_messages_is_written_to_elsewhere_at_once(
    house: TwoMessengers, vk: FakeVk, telegram: FakeTelegram
):
    here, there = telegram.phone(ANNA, "Анна"), vk.phone(ANNA, "Анна")
    await comes_in(here)
    await linked(here, there, vk.quiet)
    person_id = (await house.stands(ANNA)).person_id
    await there.denies()
    await vk.quiet()
    sent = len(vk.calls_of(SEND))
    word = await house.tells(person_id)
    await here.sees(word, fresh=False)
    assert len(vk.calls_of(SEND)) == sent


async def test_where_vk_is_away_the_notice_goes_to_telegram_after_some_patience(
    house: TwoMessengers, vk: FakeVk, telegram: FakeTelegram
):
    """It may have arrived in spite of the trouble; so the same way comes first, a few times."""
    here, there = telegram.phone(ANNA, "Анна"), vk.phone(ANNA, "Анна")
    await comes_in(here)
    await linked(here, there, vk.quiet)
    person_id = (await house.stands(ANNA)).person_id
    vk.breaks(SEND, 502, times=None)
    word = await house.tells(person_id)
    tries = len(vk.calls_of(SEND))
    while not here.shows(word):
        house.later += timedelta(seconds=30)
        assert await house.tell_notices() == 1
    assert len(vk.calls_of(SEND)) - tries == 2
    vk.heal()
    house.later += timedelta(minutes=5)
    assert await house.tell_notices() == 0
    assert not there.shows(word)
