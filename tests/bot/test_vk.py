"""ВКонтакте: the real vk_api package, the real program, a strict server of the API over HTTP."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from tests.bot.program import Program
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vk import FakeVk, Phone

SURE, HARD = "Уверенно, могу показать", "С трудом, нужна помощь"
SLOW = 30.0
pytestmark = pytest.mark.asyncio(loop_scope="module")
alike = pytest_asyncio.fixture(scope="module", loop_scope="module")


def program_for(vk: FakeVk, folder: Path, **settings: str) -> Program:
    return Program(folder, VK_TOKEN=vk.token, VK_GROUP_ID=str(vk.group_id), VK_API_URL=vk.url, **settings)


@alike
async def vk() -> AsyncIterator[FakeVk]:
    async with FakeVk() as fake:
        yield fake
        assert fake.mistakes == []


@alike
async def program(vk: FakeVk, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Program]:
    made = program_for(vk, tmp_path_factory.mktemp("program"))
    await made.start()
    await vk.listened()
    yield made
    assert await made.stop() == 0, "\n".join(made.lines)
    assert not any(vk.token in line for line in made.lines)
    assert not any('"error"' in line and "Traceback" in line for line in made.lines)


async def comes_in(phone: Phone) -> None:
    await phone.starts()
    await phone.sees("Здравствуйте!")
    await phone.presses("О данных и согласии")
    await phone.sees("Отозвать согласие")
    await phone.presses("Согласен, согласна")
    await phone.sees("Спасибо")


async def as_far_as_the_questions(phone: Phone) -> None:
    await phone.types("Самодиагностика")
    await phone.sees("Это не аттестация")
    await phone.presses("Коротко, 10 вопросов")
    await phone.sees("Кто вы сейчас?")
    await phone.presses("Я педагог")
    await phone.sees("1 из 10")


async def test_from_the_greeting_to_a_result_with_its_picture(vk: FakeVk, program: Program):
    anna = vk.phone(101, "Анна")
    await comes_in(anna)
    assert [key.label for row in anna.keys for key in row] == ["Меню", "Помощь"]
    await as_far_as_the_questions(anna)
    for number in range(1, 11):
        await anna.sees(f"{number} из 10")
        await anna.presses(SURE if number % 2 else HARD)
    result = await anna.sees("спасибо. Это видите только вы")
    assert [stored.kind for stored in result.files] == ["photo"]
    await vk.quiet()
    assert anna.turning == []


async def test_a_press_edits_its_message_and_words_bring_a_new_one(vk: FakeVk, program: Program):
    anna = vk.phone(102, "Анна")
    await comes_in(anna)
    await anna.types("/assess")
    asked = await anna.sees("Это не аттестация")
    await anna.presses("Коротко, 10 вопросов")
    who = await anna.sees("Кто вы сейчас?")
    assert who.number == asked.number
    await vk.quiet()
    await anna.types("Я педагог")
    first = await anna.sees("1 из 10")
    assert first.number > who.number
    await vk.quiet()


async def test_an_old_button_changes_nothing_and_says_so(vk: FakeVk, program: Program):
    anna = vk.phone(103, "Анна")
    await comes_in(anna)
    await anna.types("/assess")
    old = await anna.sees("Это не аттестация")
    await anna.types("/menu")
    await anna.sees("Чем помочь?")
    await anna.presses("Коротко, 10 вопросов", of=old)
    await anna.sees("Эта кнопка уже не действует")
    await vk.quiet()
    assert anna.turning == []


async def test_what_no_dialogue_can_use_gets_a_friendly_sentence(vk: FakeVk, program: Program):
    anna = vk.phone(104, "Анна")
    await comes_in(anna)
    for does in (anna.sends_sticker, anna.sends_voice, anna.sends_geo, anna.calls):
        await does()
        await anna.sees("не умею читать")
    await anna.sends_photo()
    await anna.sees("Файлы здесь не нужны")
    await vk.quiet()


async def test_a_program_without_silent_buttons_presses_by_a_message(vk: FakeVk, program: Program):
    anna = vk.phone(105, "Анна", callbacks=False)
    await comes_in(anna)
    await as_far_as_the_questions(anna)
    assert {button.action for button in anna.last.buttons} == {"text"}
    await anna.presses(SURE)
    await anna.sees("2 из 10")
    await vk.quiet()


async def test_a_link_brings_its_code_along(vk: FakeVk, program: Program):
    status, printed, _ = await program.runs("-m", "bot", "invite", "--role", "methodist")
    assert status == 0
    code = printed.split()[0]
    anna = vk.phone(106, "Анна")
    await anna.starts(ref=code)
    await anna.sees("Здравствуйте!")
    await anna.presses("О данных и согласии")
    await anna.sees("Отозвать согласие")
    await anna.presses("Согласен, согласна")
    await anna.sees("Код принят. Ваша роль теперь: Методист")
    await vk.quiet()
    await anna.types("меню")
    menu = await anna.sees("Чем помочь?")
    assert "Записать сопровождение" in menu.labels
    await vk.quiet()


async def test_whoever_denies_messages_and_writes_again_is_answered(vk: FakeVk, program: Program):
    anna = vk.phone(107, "Анна")
    await comes_in(anna)
    await anna.denies()
    await vk.quiet()
    await anna.types("меню")
    await anna.sees("Чем помочь?")
    await vk.quiet()


async def test_a_long_text_in_two_parts_is_one_answer(vk: FakeVk, program: Program):
    anna = vk.phone(108, "Анна")
    await comes_in(anna)
    await anna.types("/consult")
    await anna.sees("С чем нужна помощь?")
    await anna.presses(anna.last.labels[0])
    await anna.sees("Напишите пару слов")
    await vk.quiet()
    await anna.types("очень длинно " * 400)
    await anna.sees("Сократите, пожалуйста")
    assert sum("Сократите, пожалуйста" in text for text in anna.texts) == 1
    await vk.quiet()


# --- trouble ---------------------------------------------------------------------------------

SEND = "messages.send"
TROUBLES: dict[str, Callable[[FakeVk], object]] = {
    "code 6": lambda vk: vk.fail(SEND, 6),
    "code 10": lambda vk: vk.fail(SEND, 10, times=2),
    "code 1": lambda vk: vk.fail(SEND, 1),
    "cut before": lambda vk: vk.cut(SEND),
    "cut after": lambda vk: vk.cut(SEND, after_effect=True),
    "502 with a page": lambda vk: vk.breaks(SEND, 502),
    "200 with a page": lambda vk: vk.breaks(SEND, 200),
    "502 after the effect": lambda vk: vk.breaks(SEND, 502, after_effect=True),
    "failed 1": lambda vk: vk.forget_history(),
    "failed 2": lambda vk: vk.expire_key(),
    "failed 3": lambda vk: vk.lose_everything(),
    "failed 4": lambda vk: vk.fail_poll(4, 4),
    "the same event twice": lambda vk: vk.duplicate(),
    "out of order": lambda vk: vk.disorder(2),
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_whatever_happens_the_answer_comes_once(trouble: str, vk: FakeVk, program: Program):
    anna = vk.phone(200 + list(TROUBLES).index(trouble), "Анна")
    await comes_in(anna)
    await vk.quiet()
    before = len(anna.texts)
    TROUBLES[trouble](vk)
    await anna.types("меню")
    await anna.sees("Чем помочь?", within=SLOW)
    await vk.quiet(within=SLOW)
    assert len(anna.texts) == before + 1, anna.dump()
    vk.heal()


@pytest.mark.parametrize("code", [900, 901, 902, 18])
async def test_whoever_cannot_be_written_to_keeps_nobody_busy(code: int, vk: FakeVk, program: Program):
    anna = vk.phone(300 + code, "Анна")
    await comes_in(anna)
    order = vk.fail(SEND, code, times=None, peer=anna.id)
    await anna.types("меню")
    await vk.until(lambda: order.met, within=SLOW)
    await vk.quiet(within=SLOW)
    assert len(order.met) == 1
    order.cancel()
    await anna.types("меню")
    await anna.sees("Чем помочь?", within=SLOW)
    await vk.quiet(within=SLOW)


async def test_where_an_edit_is_refused_the_screen_comes_anew(vk: FakeVk, program: Program):
    anna = vk.phone(401, "Анна")
    await comes_in(anna)
    await anna.types("/assess")
    asked = await anna.sees("Это не аттестация")
    vk.fail("messages.edit", 909)
    await anna.presses("Коротко, 10 вопросов")
    who = await anna.sees("Кто вы сейчас?")
    assert who.number > asked.number
    await vk.quiet()


async def test_a_press_is_freed_before_its_screen_is_changed(vk: FakeVk, program: Program):
    anna = vk.phone(402, "Анна")
    await comes_in(anna)
    await anna.types("/assess")
    await anna.sees("Это не аттестация")
    await vk.quiet()
    before = len(vk.calls)
    await anna.presses("Коротко, 10 вопросов")
    await anna.sees("Кто вы сейчас?")
    await vk.quiet()
    made = [call.method for call in vk.calls[before:] if call.method.startswith("messages.")]
    assert made == ["messages.sendMessageEventAnswer", "messages.edit"]
    assert len([call for call in vk.calls[before:] if call.method == "execute"]) == 1, "both in one request"


# --- the program is away ---------------------------------------------------------------------


async def test_what_was_written_while_the_program_was_down_is_answered_once(tmp_path: Path):
    async with FakeVk() as vk:
        program = program_for(vk, tmp_path)
        await program.start()
        await vk.listened()
        people = [
            vk.phone(500 + number, f"Учитель {number}") for number in range(240)
        ]  # more than VK tells at once
        for phone in people[:2]:
            await comes_in(phone)
        await vk.quiet()
        await program.kill()
        for phone in people[2:26]:
            await phone.starts()
        await people[0].types("меню")
        vk.forget_history()
        for phone in people[26:]:
            await phone.starts()
        await program.start()
        for phone in people[2:]:
            await phone.sees("Здравствуйте!", within=SLOW)
        await people[0].sees("Чем помочь?", within=SLOW)
        await vk.quiet(within=SLOW)
        for phone in people[2:]:
            assert sum("Здравствуйте!" in text for text in phone.texts) == 1
        assert await program.stop() == 0
        assert vk.mistakes == []


async def test_a_platform_that_was_away_gets_every_answer_afterwards(tmp_path: Path):
    async with FakeVk() as vk:
        program = program_for(vk, tmp_path)
        await program.start()
        await vk.listened()
        anna = vk.phone(601, "Анна")
        await comes_in(anna)
        await vk.quiet()
        await vk.down(html=True)
        await anna.types("меню")
        await vk.up()
        await anna.sees("Чем помочь?", within=60)
        await vk.quiet(within=SLOW)
        assert await program.stop() == 0


# --- one person on both ----------------------------------------------------------------------


async def test_what_was_begun_in_telegram_goes_on_in_vk_from_the_same_question(tmp_path: Path):
    async with FakeVk() as vk, FakeTelegram() as telegram:
        program = program_for(vk, tmp_path, TELEGRAM_TOKEN=telegram.token, TELEGRAM_API_URL=telegram.url)
        await program.start()
        await vk.listened()
        here, there = telegram.phone(701, "Анна"), vk.phone(701, "Анна")
        await comes_in(here)
        await as_far_as_the_questions(here)
        await here.presses(SURE)
        await here.sees("2 из 10")
        await here.types("/link")
        await here.sees("Один человек может писать")
        await here.presses("Получить код")
        code = (await here.sees("Ваш код")).text.splitlines()[0].split()[-1]
        await comes_in(there)
        await there.types("/link")
        await there.sees("Один человек может писать")
        await there.presses("Ввести код")
        await there.sees("Напишите код")
        await vk.quiet()
        await there.types(code)
        await there.sees("Объединить этот аккаунт")
        await there.presses("Объединить")
        await there.sees("теперь это один человек")
        await vk.quiet()
        await there.types("Самодиагностика")
        await there.sees("2 из 10")
        await vk.quiet()
        assert await program.stop() == 0
        assert vk.mistakes == []
