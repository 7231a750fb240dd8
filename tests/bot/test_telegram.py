"""Telegram: the real aiogram client, the real program, a strict Bot API server; the loop is in test_loop."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.bot.program import Program
from tests.fakes.telegram import FakeTelegram, Phone

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


async def test_where_telegram_is_off_it_greets_and_leads_to_the_browser(
    telegram: FakeTelegram, tmp_path: Path
):
    program = Program(
        tmp_path,
        TELEGRAM_TOKEN=telegram.token,
        TELEGRAM_API_URL=telegram.url,
        TELEGRAM_PERSONAL_DATA="off",
        WEB_PUBLIC_URL="https://chat.example",
    )
    await program.start()
    boris = telegram.phone(201, "Борис")
    await boris.starts()
    await boris.sees("Здесь видны только открытые события")
    await boris.sends_document("staff.xlsx", b"personal")
    greeting = await boris.sees("Файлы здесь не нужны")
    assert [one.url[:27] for one in greeting.buttons if one.url] == ["https://chat.example/enter/"]
    await boris.types("/assess")
    await boris.sees("Живой человек")
    await boris.presses("События")
    await boris.sees("Открытых событий впереди пока нет")
    await telegram.quiet()
    assert await program.stop() == 0
    assert telegram.calls_of("getFile") == []
    listed = telegram.calls_of("setMyCommands")[-1].params["commands"]
    assert {one["command"] for one in listed} == {"start", "events", "help", "privacy"}


async def test_a_platform_that_is_silent_at_the_start_holds_up_nothing_and_is_met_when_it_speaks(
    tmp_path: Path,
):
    async with FakeTelegram() as telegram:
        program = Program(tmp_path, TELEGRAM_TOKEN=telegram.token, TELEGRAM_API_URL=telegram.url)
        silent = telegram.hold("deleteWebhook", after_effect=False)
        await program.start()
        assert not [line for line in program.lines if '"telegram-' in line]  # nobody has waited in vain
        await silent.caught()
        silent.release()
        anna = telegram.phone(301, "Анна")
        await anna.starts()
        await anna.sees("Здравствуйте!")
        assert await program.stop() == 0


async def test_a_platform_that_was_down_at_the_start_learns_the_commands_afterwards(tmp_path: Path):
    async with FakeTelegram() as telegram:
        program = Program(tmp_path, TELEGRAM_TOKEN=telegram.token, TELEGRAM_API_URL=telegram.url)
        for method in ("deleteWebhook", "getMe", "setMyCommands"):
            telegram.fail(method, 502, html=True)
        await program.start()
        anna = telegram.phone(302, "Анна")
        await anna.starts()
        await anna.sees("Здравствуйте!")
        freed = [call for call in telegram.calls if call.method in ("deleteWebhook", "getUpdates")]
        assert [call.method for call in freed[:3]] == ["deleteWebhook", "deleteWebhook", "getUpdates"]
        await anna.types("меню")
        await anna.sees("Сначала")
        await telegram.called("setMyCommands", language_code="en")
        first, *_ = telegram.calls_of("getUpdates")
        assert "offset" not in first.params  # after a quiet week the platform's numbers begin anywhere
        assert await program.stop() == 0


async def test_an_orderly_end_notes_what_is_still_being_sent_so_that_nothing_comes_twice(tmp_path: Path):
    async with FakeTelegram() as telegram:
        program = Program(tmp_path, TELEGRAM_TOKEN=telegram.token, TELEGRAM_API_URL=telegram.url)
        await program.start()
        anna = telegram.phone(303, "Анна")
        await anna.starts()
        await anna.sees("Здравствуйте!")
        sent = telegram.hold("sendMessage")
        await anna.types("/help")
        await sent.caught()
        ending = asyncio.create_task(program.stop())
        await telegram.called("getUpdates", timeout=0)  # it fetches no more
        sent.release()
        assert await ending == 0
        await program.start()
        await anna.types("ещё")
        await anna.sees("Не понял вас")
        await telegram.quiet()
        texts = [call.params["text"] for call in telegram.calls_of("sendMessage")]
        assert len(texts) == len(set(texts))
        assert await program.stop() == 0


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
