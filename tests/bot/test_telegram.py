"""The loop in Telegram: the real aiogram client, the real program, a strict Bot API server."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.bot.program import Program
from tests.fakes.telegram import FakeTelegram, Phone

SURE, HARD = "Уверенно, могу показать", "С трудом, нужна помощь"


pytestmark = pytest.mark.asyncio(loop_scope="module")
alike = pytest_asyncio.fixture(scope="module", loop_scope="module")


@alike
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake
        assert fake.mistakes == []
        assert fake.unanswered_queries() == []


@alike
async def program(telegram: FakeTelegram, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Program]:
    folder = tmp_path_factory.mktemp("program")
    made = Program(folder, TELEGRAM_TOKEN=telegram.token, TELEGRAM_API_URL=telegram.url)
    await made.start()
    yield made
    assert await made.stop() == 0, "\n".join(made.lines)
    assert not any(telegram.token in line for line in made.lines)


async def comes_in(phone: Phone) -> None:
    await phone.starts()
    await phone.sees("Здравствуйте!")
    await phone.presses("О данных и согласии")
    await phone.sees("Отозвать согласие")
    await phone.presses("Согласен, согласна")
    await phone.sees("Спасибо")


async def test_from_the_greeting_to_a_result_with_its_picture(telegram: FakeTelegram, program: Program):
    anna = telegram.phone(101, "Анна")
    await comes_in(anna)
    assert anna.keyboard == ["Меню", "Помощь"]
    await anna.types("Самодиагностика")
    await anna.sees("Это не аттестация")
    await anna.presses("Коротко, 10 вопросов")
    await anna.sees("Кто вы сейчас?")
    await anna.presses("Я педагог")
    for number in range(1, 11):
        await anna.sees(f"{number} из 10")
        await anna.presses(SURE if number % 2 else HARD)
    result = await anna.sees("спасибо. Это видите только вы")
    assert result.photo is not None
    await telegram.quiet()


async def test_a_press_edits_its_message_and_words_bring_a_new_one(telegram: FakeTelegram, program: Program):
    anna = telegram.phone(102, "Анна")
    await comes_in(anna)
    await anna.types("/assess")
    asked = await anna.sees("Это не аттестация")
    await anna.presses("Коротко, 10 вопросов")
    who = await anna.sees("Кто вы сейчас?")
    assert who.message_id == asked.message_id
    await anna.types("Я педагог")
    first = await anna.sees("1 из 10")
    assert first.message_id > who.message_id
    await telegram.quiet()


async def test_an_old_button_changes_nothing_and_says_so(telegram: FakeTelegram, program: Program):
    anna = telegram.phone(103, "Анна")
    await comes_in(anna)
    await anna.types("/assess")
    old = await anna.sees("Это не аттестация")
    await anna.types("/menu")
    await anna.sees("Чем помочь?")
    await anna.presses("Коротко, 10 вопросов", of=old)
    await anna.sees("Эта кнопка уже не действует")
    await telegram.quiet()


async def test_stickers_voices_places_and_files_get_a_friendly_sentence(
    telegram: FakeTelegram, program: Program
):
    anna = telegram.phone(104, "Анна")
    await comes_in(anna)
    for does in (anna.sends_sticker, anna.sends_voice, anna.sends_location, anna.sends_contact):
        await does()
        await anna.sees("не умею читать")
    await anna.sends_photo()
    await anna.sees("Файлы здесь не нужны")
    await telegram.quiet()


async def test_whoever_blocks_the_bot_and_comes_back_is_answered(telegram: FakeTelegram, program: Program):
    anna = telegram.phone(105, "Анна")
    await comes_in(anna)
    await anna.blocks()
    await telegram.quiet()
    await anna.unblocks()
    await anna.types("меню")
    await anna.sees("Чем помочь?")
    await telegram.quiet()


async def test_a_platform_that_was_down_gets_every_answer_afterwards(
    telegram: FakeTelegram, program: Program
):
    anna = telegram.phone(106, "Анна")
    await comes_in(anna)
    telegram.fail("sendMessage", 502, html=True, times=2)
    await anna.types("меню")
    await anna.sees("Чем помочь?", within=20)
    telegram.fail("sendMessage", 429, retry_after=1)
    await anna.types("/help")
    await anna.sees("Что здесь можно", within=20)
    telegram.cut("getUpdates", times=2)
    await anna.types("меню")
    await anna.sees("Чем помочь?", within=20)
    await telegram.quiet()


async def test_a_lost_answer_of_the_platform_never_loses_the_screen(telegram: FakeTelegram, program: Program):
    anna = telegram.phone(107, "Анна")
    await comes_in(anna)
    telegram.cut("sendMessage", after_effect=True)
    await anna.types("меню")
    await anna.sees("Чем помочь?", within=20)
    await telegram.quiet(idle=1.5)


async def test_two_people_at_once_do_not_wait_for_a_slow_chat(telegram: FakeTelegram, program: Program):
    anna, boris = telegram.phone(108, "Анна"), telegram.phone(109, "Борис")
    await comes_in(anna)
    hold = telegram.hold("sendMessage", when=lambda call: call.params.get("chat_id") in (108, "108"))
    await anna.types("меню")
    await hold.caught()
    await comes_in(boris)
    hold.release()
    await anna.sees("Чем помочь?")
    await telegram.quiet()
