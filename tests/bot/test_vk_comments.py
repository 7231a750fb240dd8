"""Questions under the community's posts: the real program, the real package, a strict VK over HTTP."""

import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from tests.bot.program import Program
from tests.bot.vk_program import VkProgram, comes_in
from tests.fakes.vk import FakeVk, Message, Phone
from tests.fakes.vk.comments import Comment

SLOW = 30.0
CREATE = "wall.createComment"
ASKED = "Вопрос: как оценивать работу в группах?"
ANSWER = "Начните с критериев: покажите их детям до работы."
GENERAL = "Спасибо за вопрос"
pytestmark = pytest.mark.asyncio(loop_scope="module")
alike = pytest_asyncio.fixture(scope="module", loop_scope="module")


@alike
async def vk() -> AsyncIterator[FakeVk]:
    async with FakeVk() as fake:
        fake.wall.put("Новое в школах района", fake.now())
        yield fake
        assert fake.mistakes == []


@alike
async def program(vk: FakeVk, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Program]:
    made = VkProgram(vk, tmp_path_factory.mktemp("program"), VK_WALL_TOKEN=vk.wall_token)
    await made.start()
    await vk.listened()
    yield made
    assert await made.stop() == 0, "\n".join(made.lines)
    for secret in (vk.token, vk.wall_token):
        assert not any(secret in line for line in made.lines)
    assert not any('"error"' in line and "Traceback" in line for line in made.lines)


async def enters(vk: FakeVk, program: Program, number: int, role: str) -> Phone:
    """Somebody with a role, who comes in by an invitation."""
    status, printed, _ = await program.runs("-m", "bot", "invite", "--role", role)
    assert status == 0
    phone = vk.phone(number, f"{role} {number}")
    await phone.starts(ref=printed.split()[0])
    await phone.sees("Здравствуйте!")
    await phone.presses("О данных и согласии")
    await phone.sees("Отозвать согласие")
    await phone.presses("Согласен, согласна")
    await phone.sees("Код принят")
    return phone


async def reply_to(vk: FakeVk, asked: Comment) -> Comment:
    """The one answer of the community, after everything has become quiet."""
    await vk.until(lambda: vk.comments.replies(asked), within=SLOW)
    await vk.quiet(within=SLOW)
    [reply] = vk.comments.replies(asked)
    return reply


async def picks(phone: Phone, shown: Message, fragment: str) -> None:
    """Presses what has this in its label, or the number of the line that has it."""
    for line in shown.text.splitlines():
        number, dot, rest = line.partition(". ")
        if dot and number.isdigit() and fragment in rest:
            await phone.presses(number)
            return
    await phone.presses(lambda button: fragment in button.label)


def code_in(text: str) -> str:
    found = re.search(r"https://vk\.me/\w+\?ref=(Q\w+)", text)
    assert found, text
    return found[1]


TROUBLES: dict[str, Callable[[FakeVk], object]] = {
    "no trouble": lambda vk: None,
    "the event is told twice": lambda vk: vk.duplicate("wall_reply_new"),
    "the answer is lost": lambda vk: vk.cut(CREATE, after_effect=True),
    "cut before": lambda vk: vk.cut(CREATE),
    "a page of 502": lambda vk: vk.breaks(CREATE, 502),
    "a page after the effect": lambda vk: vk.breaks(CREATE, 502, after_effect=True),
    "too fast": lambda vk: vk.fail(CREATE, 6),
    "VK's own error": lambda vk: vk.fail(CREATE, 10, after_effect=True),
    "out of order": lambda vk: vk.disorder(2),
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_marked_question_gets_exactly_one_reply_with_a_link(
    trouble: str, vk: FakeVk, program: Program
):
    anna = vk.phone(1000 + list(TROUBLES).index(trouble), "Анна")
    TROUBLES[trouble](vk)
    asked = await anna.comments(vk.wall.posts[0], ASKED)
    reply = await reply_to(vk, asked)
    assert GENERAL in reply.text
    assert code_in(reply.text)
    assert (reply.thread, reply.from_id) == (asked.id, vk.comments.owner_id)
    assert anna.messages == [], "nobody who has not written is written to"
    vk.heal()


async def test_what_is_not_marked_and_what_the_community_says_get_none(vk: FakeVk, program: Program):
    post = vk.wall.put("Спасибо всем за семинар", vk.now())
    anna = vk.phone(1101, "Анна")
    await anna.comments(post, "Спасибо, было полезно")
    own = vk.comments.put(vk.comments.owner_id, "Вопрос всем: о чём поговорим?", vk.now(), post=post.id)
    vk.deliver("wall_reply_new", own.as_event(vk.comments.owner_id))
    asked = await anna.comments(post, "[club1|Метод-актив], #вопрос а когда следующий?", answers=own)
    reply = await reply_to(vk, asked)
    await anna.comments(post, "Спасибо!", answers=reply)
    await vk.quiet(within=SLOW)
    assert [one.text for one in vk.comments.under(post.id) if GENERAL in one.text] == [reply.text]


async def test_the_program_is_killed_after_the_reply_and_repeats_it_without_a_second(tmp_path: Path):
    async with FakeVk() as vk:
        post = vk.wall.put("Новость", vk.now())
        program = VkProgram(vk, tmp_path)
        await program.start()
        await vk.listened()
        hold = vk.hold(CREATE)
        asked = await vk.phone(1, "Анна").comments(post, ASKED)
        [call] = await hold.caught(within=SLOW)
        assert call.took_effect
        await program.kill()
        hold.release()
        await program.start()
        await vk.until(lambda: len(vk.repeats) == 1, within=SLOW)
        await vk.quiet(within=SLOW)
        assert len(vk.comments.replies(asked)) == 1
        assert await program.stop() == 0
        assert vk.mistakes == []


async def test_what_was_asked_while_the_program_was_down_is_answered_once(tmp_path: Path):
    async with FakeVk() as vk:
        post = vk.wall.put("Новость", vk.now())
        program = VkProgram(vk, tmp_path)
        await program.start()
        await vk.listened()
        await reply_to(vk, await vk.phone(1, "Анна").comments(post, ASKED))
        await program.kill()
        asked = [await vk.phone(number, "Анна").comments(post, ASKED) for number in range(2, 12)]
        await program.start()
        for one in asked:
            await reply_to(vk, one)
        assert await program.stop() == 0
        assert vk.mistakes == []


async def test_closed_comments_are_not_knocked_at_again(vk: FakeVk, program: Program):
    post = vk.wall.put("Обсуждать здесь нечего", vk.now())
    vk.comments.closed.add(post.id)
    asked = await vk.phone(1201, "Анна").comments(post, ASKED)
    await vk.until(
        lambda: [call for call in vk.refusals if call.params.get("reply_to_comment") == asked.id], within=SLOW
    )
    await vk.quiet(within=SLOW)
    assert len(vk.calls_of(CREATE, reply_to_comment=asked.id)) == 1
    assert vk.comments.replies(asked) == []


# --- discussions -----------------------------------------------------------------------------


async def test_a_discussion_is_answered_with_the_editors_token(vk: FakeVk, program: Program):
    topic = vk.opens_discussion("Молодым педагогам")
    anna = vk.phone(1301, "Анна")
    await anna.discusses(topic, "Просто здороваюсь")
    await anna.discusses(topic, ASKED)
    await vk.until(lambda: len(vk.comments.discussion(topic)) == 3, within=SLOW)
    await vk.quiet(within=SLOW)
    reply = vk.comments.discussion(topic)[-1]
    assert (len(vk.comments.discussion(topic)), reply.from_id) == (3, vk.comments.owner_id)
    assert code_in(reply.text)


async def test_without_that_token_it_is_the_coordinators(tmp_path: Path):
    async with FakeVk() as vk:
        program = VkProgram(vk, tmp_path)
        await program.start()
        await vk.listened()
        chief = await enters(vk, program, 1, "coordinator")
        topic = vk.opens_discussion("Молодым педагогам")
        await vk.phone(2, "Анна").discusses(topic, ASKED)
        await vk.quiet(within=SLOW)
        await chief.types("/comments")
        await picks(chief, await chief.sees("Эти вопросы ждут"), "в обсуждении")
        await chief.sees("нужен ключ редактора")
        assert vk.calls_of("board.createComment") == []
        await vk.quiet(within=SLOW)
        assert await program.stop() == 0
        assert vk.mistakes == []


# --- from the question to the record ---------------------------------------------------------


async def test_the_author_opens_the_link_and_whoever_helps_answers_under_the_post(
    vk: FakeVk, program: Program
):
    helper = await enters(vk, program, 1401, "methodist")
    post = vk.wall.put("Задавайте вопросы", vk.now())
    anna, other = vk.phone(1402, "Анна"), vk.phone(1403, "Вера")
    asked = await anna.comments(post, ASKED)
    code = code_in((await reply_to(vk, asked)).text)

    await comes_in(other)
    await other.follows(code)
    await other.types("Здравствуйте")
    await other.sees("отправляет свой вопрос тот, кто задал его")
    assert not any(ASKED in text for text in other.texts)

    await anna.starts(ref=code)
    await anna.sees("Здравствуйте!")
    await anna.presses("О данных и согласии")
    await anna.sees("Отозвать согласие")
    await anna.presses("Согласен, согласна")
    await anna.sees("отправить ваш вопрос")
    await anna.presses("Отправить мой вопрос")
    await anna.sees(ASKED)
    await vk.quiet(within=SLOW)
    await anna.types("Разные дети")
    await anna.sees("отправлена коллеге")
    await anna.presses("Открыть заявку")
    await anna.sees(f"https://vk.ru/wall-{vk.group_id}_{post.id}?reply={asked.id}")

    await helper.types("/requests")
    await picks(helper, await helper.sees("Ваши заявки"), "ждёт вашего ответа")
    await helper.sees("Ответьте, пожалуйста")
    await helper.presses("Возьмусь")
    await helper.sees("что поможете вы")
    await helper.presses("Ответить под записью")
    await helper.sees("увидят все")
    await vk.quiet(within=SLOW)
    await helper.types(ANSWER)
    await helper.sees("Так это увидят все")
    await helper.presses("Опубликовать ответ")
    await helper.sees("Ответ принят")
    await vk.until(lambda: len(vk.comments.replies(asked)) == 2, within=SLOW)
    await vk.quiet(within=SLOW)
    assert [one.text for one in vk.comments.replies(asked)][1:] == [ANSWER]


async def test_a_known_author_has_his_request_without_any_link(vk: FakeVk, program: Program):
    anna = vk.phone(1501, "Анна")
    await comes_in(anna)
    await vk.quiet(within=SLOW)
    asked = await anna.comments(vk.wall.posts[0], ASKED)
    await reply_to(vk, asked)
    await anna.types("/requests")
    await anna.sees("вопрос из сообщества")
    await vk.quiet(within=SLOW)


async def test_the_coordinator_makes_a_post_quiet(tmp_path: Path):
    async with FakeVk() as vk:
        program = VkProgram(vk, tmp_path)
        await program.start()
        await vk.listened()
        chief = await enters(vk, program, 1, "coordinator")
        post, other = vk.wall.put("Обсуждаем программу", vk.now()), vk.wall.put("Новость", vk.now())
        anna = vk.phone(2, "Анна")
        await reply_to(vk, await anna.comments(post, "вопрос про программу"))
        await chief.types("/comments")
        await picks(chief, await chief.sees("Эти вопросы ждут"), "вопрос про программу")
        await chief.sees("считается обращением")
        await chief.presses("Не отвечать под этой записью")
        await chief.sees("больше не отвечает")
        unheard = await anna.comments(post, "вопрос ещё один")
        await reply_to(vk, await anna.comments(other, ASKED))
        assert vk.comments.replies(unheard) == []
        assert await program.stop() == 0
        assert vk.mistakes == []


async def test_what_is_suggested_is_published_by_the_coordinator_and_answered_once(tmp_path: Path):
    async with FakeVk() as vk:
        program = VkProgram(vk, tmp_path, VK_WALL_TOKEN=vk.wall_token)
        await program.start()
        await vk.listened()
        chief = await enters(vk, program, 1, "coordinator")
        suggested = await vk.phone(2, "Анна").suggests("Наш опыт. Как мы ведём дневник наблюдений.")
        await vk.quiet(within=SLOW)
        await chief.types("/comments")
        await picks(chief, await chief.sees("Эти вопросы ждут"), "предложенная запись")
        await chief.sees("предложенная запись")
        await chief.presses("Открыть черновик")
        await chief.sees("дневник наблюдений")
        await chief.presses("Посмотреть и опубликовать")
        await chief.sees("дневник наблюдений")
        await chief.presses("Опубликовать сейчас")
        [post] = await vk.until(lambda: [one for one in vk.wall.posts if not one.suggested_by], within=SLOW)
        await vk.until(lambda: vk.comments.under(post.id), within=SLOW)
        await vk.quiet(within=SLOW)
        [reply] = vk.comments.under(post.id)
        assert "Спасибо, что поделились" in reply.text
        assert "дневник наблюдений" in post.text
        assert len(vk.calls_of("wall.post", post_id=suggested.id)) == len(vk.wall.posts) == 1
        assert await program.stop() == 0
        assert vk.mistakes == []


async def test_the_figure_says_how_many_are_unknown(vk: FakeVk, program: Program):
    chief = await enters(vk, program, 1701, "coordinator")
    await reply_to(vk, await vk.phone(1702, "Анна").comments(vk.wall.posts[0], ASKED))
    await chief.types("/indicators")
    await chief.sees("Показатели")
    await vk.quiet(within=SLOW)
    await chief.types("Индивидуальная помощь методистов")
    await chief.sees("Обращений в сообществе от тех, кого помощник не знает")
    await vk.quiet(within=SLOW)
