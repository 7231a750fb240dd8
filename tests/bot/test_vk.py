"""ВКонтакте: the real vk_api package, the real program, a strict server of the API over HTTP."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from locales import PLAIN, STRONG
from tests.bot.browsing import Visitor
from tests.bot.program import Program
from tests.bot.vk_program import SECRET, WAYS, VkProgram, as_far_as_the_questions, comes_in
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vk import FakeVk, Phone
from tests.fakes.vk.orders import EVERY
from tests.staff_lists import table

SURE, HARD = "Уверенно, могу показать", "С трудом, нужна помощь"
SLOW = 30.0
pytestmark = pytest.mark.asyncio(loop_scope="module")
alike = pytest_asyncio.fixture(scope="module", loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=WAYS)
async def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@alike
async def vk(way: str) -> AsyncIterator[FakeVk]:
    async with FakeVk() as fake:
        yield fake
        assert fake.mistakes == []


@alike
async def program(way: str, vk: FakeVk, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[VkProgram]:
    made = VkProgram(vk, tmp_path_factory.mktemp("program"), callback=way == "callback")
    await made.start()
    yield made
    assert await made.stop() == 0, "\n".join(made.lines)
    assert not any(secret in line for secret in (vk.token, SECRET) for line in made.lines)
    assert not any('"error"' in line and "Traceback" in line for line in made.lines)


async def test_from_the_greeting_to_a_result_with_its_picture(vk: FakeVk, program: VkProgram):
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
    assert "Темы, где вам бывает трудно" in result.text
    seen = [text for message in anna.messages for text in (message.text, *message.was)]
    assert not any(mark in text for mark in ("*", "<", STRONG, PLAIN) for text in seen), "no markup here"


async def test_a_press_edits_its_message_and_words_bring_a_new_one(vk: FakeVk, program: VkProgram):
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


async def test_an_old_button_changes_nothing_and_says_so(vk: FakeVk, program: VkProgram):
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


async def test_what_no_dialogue_can_use_gets_a_friendly_sentence(vk: FakeVk, program: VkProgram):
    anna = vk.phone(104, "Анна")
    await comes_in(anna)
    forwards = partial(anna.forwards, "чужие слова")
    for does in (anna.sends_sticker, anna.sends_voice, anna.sends_geo, anna.calls, forwards):
        await does()
        await anna.sees("не умею читать")
    await anna.sends_photo()
    await anna.sees("Файлы здесь не нужны")
    await vk.quiet()


async def test_a_program_without_silent_buttons_presses_by_a_message(vk: FakeVk, program: VkProgram):
    anna = vk.phone(105, "Анна", callbacks=False)
    await comes_in(anna)
    await as_far_as_the_questions(anna)
    assert {button.action for button in anna.last.buttons} == {"text"}
    await anna.presses(SURE)
    await anna.sees("2 из 10")
    await vk.quiet()


async def test_a_link_brings_its_code_along(vk: FakeVk, program: VkProgram):
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


async def comes_in_as(role: str, phone: Phone, program: VkProgram) -> None:
    status, printed, _ = await program.runs("-m", "bot", "invite", "--role", role)
    assert status == 0
    await phone.starts(ref=printed.split()[0])
    await phone.sees("Здравствуйте!")
    await phone.presses("О данных и согласии")
    await phone.sees("Отозвать согласие")
    await phone.presses("Согласен, согласна")
    await phone.sees("Код принят")
    await phone.quiet()


async def test_a_menu_larger_than_the_keyboard_is_paged(vk: FakeVk, program: VkProgram):
    anna = vk.phone(109, "Анна")
    await comes_in_as("coordinator", anna, program)
    await anna.types("меню")
    shown = await anna.sees("Чем помочь?")
    labels = set(shown.labels)
    while "Мои данные" not in labels:
        before = len(labels)
        await anna.presses(lambda button: button.label.endswith(" ›"))
        shown = await anna.sees("Чем помочь?")
        labels |= set(shown.labels)
        assert len(labels) > before, shown.labels
    assert anna.last.number == shown.number
    await anna.presses("Мои данные")
    await anna.sees("Отвечает за них")
    await vk.quiet()


async def test_a_staff_list_is_sent_and_read(vk: FakeVk, program: VkProgram):
    anna = vk.phone(110, "Анна")
    await comes_in_as("coordinator", anna, program)
    await anna.types("/roster")
    await anna.sees("Пришлите список педагогов")
    await vk.quiet()
    rows = table(["ФИО", "Должность", "Школа"], ["Осокорева Пелагея Савельевна", "учитель химии", "СОШ № 77"])
    await anna.sends_doc("список.xlsx", rows)
    await anna.sees("Новые: 1", within=SLOW)
    await vk.quiet()


async def test_whoever_denies_messages_and_writes_again_is_answered(vk: FakeVk, program: VkProgram):
    anna = vk.phone(107, "Анна")
    await comes_in(anna)
    await anna.denies()
    await vk.quiet()
    await anna.types("меню")
    await anna.sees("Чем помочь?")
    await vk.quiet()


async def test_a_long_text_in_two_parts_is_one_answer(vk: FakeVk, program: VkProgram):
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


async def test_where_an_edit_is_refused_the_screen_comes_anew(vk: FakeVk, program: VkProgram):
    anna = vk.phone(401, "Анна")
    await comes_in(anna)
    await anna.types("/assess")
    asked = await anna.sees("Это не аттестация")
    vk.fail("messages.edit", 909)
    await anna.presses("Коротко, 10 вопросов")
    who = await anna.sees("Кто вы сейчас?")
    assert who.number > asked.number
    await vk.quiet()


async def test_a_press_is_freed_before_its_screen_is_changed(vk: FakeVk, program: VkProgram):
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


@pytest.mark.parametrize("how", WAYS)
async def test_what_was_written_while_the_program_was_down_is_answered_once(how: str, tmp_path: Path):
    """VK forgets what happened meanwhile, or gives up posting it."""
    async with FakeVk() as vk:
        program = VkProgram(vk, tmp_path, callback=how == "callback")
        await program.start()
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
        vk.callbacks.gives_up()
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


@pytest.mark.parametrize("how", WAYS)
async def test_a_platform_that_was_away_gets_every_answer_afterwards(how: str, tmp_path: Path):
    async with FakeVk() as vk:
        program = VkProgram(vk, tmp_path, callback=how == "callback")
        await program.start()
        anna = vk.phone(601, "Анна")
        await comes_in(anna)
        await vk.quiet()
        await vk.down(html=True)
        await anna.types("меню")
        await vk.up()
        await anna.sees("Чем помочь?", within=60)
        await vk.quiet(within=SLOW)
        assert await program.stop() == 0


async def test_a_platform_that_is_silent_at_the_start_holds_up_no_other_channel(tmp_path: Path):
    async with FakeVk() as vk:
        program = VkProgram(vk, tmp_path)
        silent = vk.hold(EVERY, after_effect=False)
        _, printed, _ = await program.runs("-m", "bot", "invite", "--role", "teacher")
        await Program.start(program)
        async with Visitor(program) as anna:
            await anna.enters(printed.split()[0])
            await anna.sees("Здравствуйте!")
        await silent.caught()
        assert not [line for line in program.lines if '"vk-' in line]  # nobody has waited in vain
        silent.release()
        await vk.listened()
        boris = vk.phone(602, "Борис")
        await boris.starts()
        await boris.sees("Здравствуйте!")
        assert await program.stop() == 0
        assert vk.mistakes == []


# --- one person on both ----------------------------------------------------------------------


async def test_what_was_begun_in_telegram_goes_on_in_vk_from_the_same_question(tmp_path: Path):
    async with FakeVk() as vk, FakeTelegram() as telegram:
        program = VkProgram(vk, tmp_path, TELEGRAM_TOKEN=telegram.token, TELEGRAM_API_URL=telegram.url)
        await program.start()
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
