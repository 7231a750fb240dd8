"""The whole loop, told as it happens: from «мне трудно» to the figures of the regulation.

The program runs as a process of its own and speaks HTTP with a strict messenger. Where that may
carry personal data everything happens there. Where it may not, whatever is about people is said in
the browser behind a one-time link, and in the end no call has carried any of it, either way.
"""

import json
import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

import pytest
import pytest_asyncio

from services import regulations
from tests.bot import messengers
from tests.bot.browsing import Visitor
from tests.bot.messengers import MESSENGERS, Message, Phone, Platform
from tests.bot.program import Program
from tests.staff_lists import table

PACK = regulations.load("vsevolozhsk")
F2, F3 = "Поддержка молодых педагогов", "Индивидуальная помощь методистов"
IN_BROWSER_ONLY = "только в веб-чате"
SURE, HARD = "Уверенно, могу показать", "С трудом, нужна помощь"
SCHOOL, SUBJECT = "СОШ № 77", "Химия"
WORRY = "Двое молчат, третий дерётся"
OFFER, ANSWER = "Приду к вам на урок в кабинет химиков", "Спасибо, жду с пирогом"


@dataclass(frozen=True)
class Name:
    """Somebody invented, whose name stands in no text of ours."""

    last: str
    first: str
    patronymic: str

    def __str__(self) -> str:
        return f"{self.last} {self.first} {self.patronymic}"


YOUNG = Name("Росянкина", "Ульяна", "Прохоровна")
OTHER_YOUNG = Name("Вербейник", "Клим", "Фомич")
ELDER = Name("Осокорева", "Пелагея", "Савельевна")
OTHER_ELDER = Name("Чабрецова", "Фёкла", "Лукинична")
MEMBER = Name("Громобоева", "Агния", "Еремеевна")
METHODIST = Name("Снегирёва", "Майя", "Тихоновна")
PEOPLE = (YOUNG, OTHER_YOUNG, ELDER, OTHER_ELDER, MEMBER, METHODIST)
CONTACTS = ("9217770011", "rosyanka", "9217770022", "osokor")


def staff_list() -> bytes:
    """Two teachers in their first years and two of long standing, with whatever schools write beside."""
    year = datetime.now(UTC).year
    young, elder = date(year - 24, 3, 5), date(year - 47, 5, 3)
    return table(
        ["ФИО", "Дата рождения", "Должность", "Категория", "Стаж", "Телефон", "E-mail", "Школа"],
        [str(YOUNG), young, "учитель химии", "нет", 1, "+7 921 777-00-11", "rosyanka@mail.example", SCHOOL],
        [str(OTHER_YOUNG), young, "учитель физики", "нет", 1, None, None, SCHOOL],
        [str(ELDER), elder, "учитель химии", "высшая", 24, "89217770022", "osokor@mail.example", SCHOOL],
        [str(OTHER_ELDER), elder, "учитель биологии", "первая", 22, None, None, SCHOOL],
    )


# --- people ----------------------------------------------------------------------------------


class Colleague:
    """Somebody with a messenger on the phone and, where nothing personal may pass there, a browser."""

    def __init__(self, platform: Platform, program: Program, number: int, *, masked: bool) -> None:
        self.platform = platform
        self.phone: Phone = platform.phone(number, f"Абонент {number}")
        self.browser = Visitor(program)
        self.masked = masked

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.browser.http.close()

    async def sees(self, fragment: str) -> Message:
        return await self.phone.sees(fragment)

    async def types(self, words: str) -> None:
        """Nobody types so fast that the platform's answer to the program is still on its way."""
        await self.platform.quiet()
        await self.phone.types(words)

    async def sees_button(self, *fragments: str) -> tuple[Message, str]:
        """What is shown now with the label of its first button that fits."""
        shown = await self.phone.sees(lambda message: label_of(message, *fragments))
        return shown, label_of(shown, *fragments) or ""

    async def presses(self, fragment: str) -> None:
        """A button of what is shown now, by its label, a piece of it, or the line that it numbers."""
        shown, label = await self.sees_button(fragment)
        await self.phone.presses(label, of=shown)

    async def answers(self, *labels: str) -> None:
        """The newest button with one of these labels, on a notice or a screen of before."""
        await self.phone.presses(lambda button: messengers.label(button) in labels)

    # --- about people, here or in the browser

    async def says(self, asked: str, words: str, *, then: str = "") -> None:
        """Answers a question about people in words."""
        await self._tells(asked, then, lambda: self.types(words), lambda _: self.browser.types(words))

    async def picks(self, asked: str, fragment: str, *, then: str = "") -> None:
        """Answers a question about people by a press."""
        await self._tells(
            asked, then, lambda: self.presses(fragment), lambda seen: self._clicks(seen, fragment)
        )

    async def reads(self, fragment: str) -> None:
        """Words about people in the newest message, or behind its link."""
        if not self.masked:
            await self.phone.sees(fragment, fresh=False)
            return
        assert not self.phone.shows(fragment)
        link = await self._finds_the_link(self.phone.last)
        assert (await self.browser.get(link))[0] == 200  # a messenger's preview, which spends nothing
        assert [(await self.browser.post(link))[0] for _ in range(2)] == [303, 410]
        await self.browser.sees(fragment)

    async def _tells(
        self, asked: str, then: str, here: Callable[[], Any], there: Callable[[Any], Any]
    ) -> None:
        if self.masked:
            link = await self._finds_the_link(await self.sees(IN_BROWSER_ONLY))
            await self.browser.enters(link.removeprefix("/enter/"))
            assert await there(await self.browser.sees(asked)) == 200
            if then:
                await self.browser.sees(then)
            await self.types("Я снова здесь")
            return
        await self.sees(asked)
        await here()
        if then:
            await self.sees(then)

    async def _finds_the_link(self, message: Message) -> str:
        press = await self.phone.presses(messengers.address, of=message)
        return messengers.address(press.button).removeprefix(self.browser.house.url)

    async def _clicks(self, seen: dict[str, Any], fragment: str) -> int:
        buttons = [button for row in seen["content"]["rows"] for button in row]
        payload = next(button["payload"] for button in buttons if fragment in button["label"])
        return await self.browser.does(kind="press", payload=payload, message=seen["number"])

    # --- what the service says by itself

    async def hears(self, fragment: str) -> bool:
        """Whether a notice has come; at night, when the service disturbs nobody, none does."""
        await self.platform.until(lambda: self.phone.shows(fragment) or is_night(), within=20)
        return self.phone.shows(fragment)

    async def turns_to_the_request(self, fragment: str) -> None:
        """By the notice that tells of it; at night «Заявки» leads to the same."""
        if not await self.hears(fragment):
            await self.opens_the_request()

    async def opens_the_request(self) -> Message:
        await self.types("Заявки")
        await self.presses("№ 1")
        return await self.sees("Заявка № 1:")


def label_of(message: Message, *fragments: str) -> str | None:
    """The label of the button that is meant: itself, the number of its line, or with this piece in it."""
    for fragment in fragments:
        if fragment in message.labels:
            return fragment
        line = re.search(rf"^(\d+)\. .*{re.escape(fragment)}", message.text, re.MULTILINE)
        if line and line[1] in message.labels:
            return line[1]
        if found := next((label for label in message.labels if fragment in label), None):
            return found
    return None


def is_night() -> bool:
    return PACK.is_quiet(datetime.now(UTC))


# --- what happens, a step each ---------------------------------------------------------------


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The administrator's part: codes for three people and a school's staff list, before the first start.

    Gives the folder and the codes by role.
    """
    folder, codes = tmp_path_factory.mktemp("prepared"), {}
    (folder / "список.xlsx").write_bytes(staff_list())
    for role in ("coordinator", "methodist", "member"):
        made = await administers(folder, "invite", "--role", role)
        codes[role] = made["codes"][0]["code"]
    loaded = await administers(folder, "roster", "import", "список.xlsx", "--yes")
    assert loaded["written"]["added"] == 4
    return folder, codes


async def administers(folder: Path, *words: str) -> Any:
    status, out, err = await Program(folder).runs("-m", "bot", *words, "--json")
    assert status == 0, err
    return json.loads(out)


async def arrives(person: Colleague, code: str | None = None) -> None:
    await person.phone.starts(code)
    await person.sees("Здравствуйте!")
    await person.presses("О данных и согласии")
    await person.sees("Отозвать согласие")
    await person.presses("Согласен, согласна")
    await person.sees("Код принят" if code else "Спасибо")
    assert messengers.lasting(person.phone) == ["Меню", "Помощь"]


async def names_himself(person: Colleague, name: Name) -> None:
    await person.presses("Назвать себя")
    await person.says("Как вас зовут?", str(name))
    await person.says("Где вы работаете?", SCHOOL)
    await person.says("Что вы ведёте?", SUBJECT)
    await person.says("Проверьте, пожалуйста.", "Всё верно")
    await person.sees("Координатор найдёт вас в списке")


async def finds_in_the_list(coordinator: Colleague, teacher: Colleague, name: Name) -> None:
    await coordinator.hears("Кто-то назвал себя")
    await coordinator.types("Меню")
    await coordinator.presses("сверки")
    await coordinator.picks("Кого смотрим?", name.last)
    await coordinator.picks("Кто из них?", name.last)
    await coordinator.says("Объединить две записи?", "Это он(а)")
    await coordinator.sees("Готово")
    await teacher.hears("Служба нашла вас в списке")


async def finds_out_what_is_hard(teacher: Colleague) -> None:
    """Every other question is hard for her; the result comes with its picture."""
    await teacher.types("Самодиагностика")
    await teacher.presses("Коротко")
    for number in range(20):
        level = SURE if number % 2 else HARD
        shown, label = await teacher.sees_button("Первые три года", level, "Попросить помощи")
        if label == "Попросить помощи":
            break
        await teacher.phone.presses(label, of=shown)
    assert "Это видите только вы" in shown.text
    assert messengers.has_picture(shown)
    assert "Темы, где вам бывает трудно" in shown.text


async def asks_for_help(teacher: Colleague) -> None:
    await teacher.presses("Попросить помощи")
    if not teacher.masked:  # what may be passed over is not asked where it may not be answered
        await teacher.says("Напишите пару слов", WORRY)
    await teacher.presses("Индивидуальная помощь")
    await teacher.presses("Видеосвязь")
    await teacher.sees("Отправить заявку?")
    await teacher.presses("Отправить")
    await teacher.sees("Заявка № 1 отправлена коллеге")


async def takes_it(member: Colleague) -> None:
    await member.turns_to_the_request("Новая заявка № 1" if member.masked else "Нужна ваша помощь")
    await member.reads(SCHOOL if member.masked else WORRY)
    await member.answers("Возьмусь")
    await member.sees("Вы помогаете.")


async def write_to_each_other(member: Colleague, teacher: Colleague) -> None:
    await member.presses("Написать")
    await member.says("Напишите, что передать", OFFER, then="Вы, сегодня")
    await teacher.turns_to_the_request("Вам ответили по заявке № 1" if teacher.masked else OFFER)
    await teacher.answers("Ответить", "Написать")
    await teacher.says("Напишите, что передать", ANSWER, then=OFFER)
    await member.turns_to_the_request("Вам ответили по заявке № 1" if member.masked else ANSWER)
    await member.reads(ANSWER)


async def agree_on_a_time(member: Colleague, teacher: Colleague) -> None:
    await member.answers("Предложить время")
    await member.sees("Когда удобно встретиться?")
    await member.types("завтра")
    await member.sees("В какое время")
    await member.types("15:00")
    await member.sees("Предложили.")
    await teacher.turns_to_the_request("вам предлагают встретиться")
    await teacher.answers("Время подходит")
    assert re.search(r"Встреча: .* в 15:00\.", (await teacher.sees("Договорились:")).text)
    await member.hears("Договорились:")
    assert re.search(r"Встреча: .* в 15:00\.", (await member.opens_the_request()).text)


async def records_it(member: Colleague) -> None:
    """«Готово» has filled in everything: one press saves it."""
    await member.presses("Готово")
    card = await member.sees("Записываю сопровождение")
    assert "По заявке № 1" in card.text and (YOUNG.last in card.text) is not member.masked
    await member.presses("Сохранить")
    await member.sees("Записано. Педагога попросили подтвердить.")


async def confirms_and_rates(teacher: Colleague, member: Colleague) -> None:
    await teacher.turns_to_the_request("помощь по теме")
    await teacher.answers("Подтвердить и оценить")
    await teacher.presses("5 — очень помогло")
    await teacher.sees("Спасибо, отметили.")
    await member.hears("Оценка: 5 из 5")


async def logs_help(methodist: Colleague, name: Name) -> None:
    await methodist.types("/log")
    await methodist.presses("Найти по фамилии")
    await methodist.says("первые буквы фамилии", name.last[:5])
    await methodist.picks("Кто из них?", name.last)
    await methodist.sees("Форма: Индивидуальная помощь")
    await methodist.presses("Сохранить")
    await methodist.sees("Записано:")


async def logs_it_again(methodist: Colleague, name: Name) -> None:
    await methodist.presses("Ещё запись")
    await methodist.presses("П-" if methodist.masked else name.last)
    await methodist.presses("Сохранить")
    await methodist.sees("Записано:")


async def figure(coordinator: Colleague, title: str) -> str:
    """What the screen of an indicator says."""
    await coordinator.types("/indicators")
    await coordinator.presses(title)
    return (await coordinator.sees(f"{title} (п. 4.1)")).text


async def opens_down(coordinator: Colleague, title: str, name: Name, *, sessions: int, helper: str) -> None:
    """From the figure on the screen to its people, to the sessions of one, to one session."""
    await coordinator.presses("Кто это")
    await coordinator.picks(f"{title}\nВ счёт вошли: 1", name.last)
    said = f"Записей за период: {sessions}, из них в счёт: {sessions}"
    await coordinator.picks(said, "Индивидуальная помощь", then=f"Кто помог: {helper}")
    await coordinator.sees("Индивидуальная помощь ·")


# --- the scene -------------------------------------------------------------------------------


@asynccontextmanager
async def district(messenger: str, mode: str, folder: Path) -> AsyncIterator[tuple[Platform, Program]]:
    """The service at work; afterwards nothing was wrong with any call, and nothing was buried."""
    async with messengers.platform_of(messenger) as platform:
        program = messengers.program_on(platform, folder, messenger, mode)
        await program.start()
        try:
            yield platform, program
            await platform.quiet()
            assert platform.mistakes == []
            assert messengers.turning(platform) == []
        finally:
            assert await program.stop() == 0, "\n".join(program.lines)
        assert not [line for line in program.lines if '"error"' in line or platform.token in line]


@pytest.mark.parametrize(
    ("messenger", "mode"),
    [("telegram", "mask"), ("vk by long poll", "mask"), *((one, "allow") for one in MESSENGERS)],
)
async def test_from_what_is_hard_to_the_figures_of_the_regulation(
    messenger: str, mode: str, prepared: tuple[Path, dict[str, str]], tmp_path: Path
):
    folder, codes = shutil.copytree(prepared[0], tmp_path / "service"), prepared[1]
    async with district(messenger, mode, folder) as (platform, program), AsyncExitStack() as stack:
        made = (Colleague(platform, program, one, masked=mode == "mask") for one in range(701, 705))
        coordinator, member, methodist, teacher = [await stack.enter_async_context(one) for one in made]

        await arrives(coordinator, codes["coordinator"])
        assert "0 из 2 педагогов" in await figure(coordinator, F2)
        assert "0 из 4 педагогов" in await figure(coordinator, F3)

        await arrives(member, codes["member"])
        await names_himself(member, MEMBER)
        await arrives(teacher)
        await names_himself(teacher, YOUNG)
        await finds_in_the_list(coordinator, teacher, YOUNG)

        await finds_out_what_is_hard(teacher)
        await asks_for_help(teacher)
        await takes_it(member)
        await write_to_each_other(member, teacher)
        await agree_on_a_time(member, teacher)
        await records_it(member)
        await confirms_and_rates(teacher, member)

        assert "50 % · 1 из 2 педагогов" in await figure(coordinator, F2)
        await opens_down(coordinator, F2, YOUNG, sessions=1, helper="Громобоева А. Е. (Член актива)")
        untouched = await figure(coordinator, F3)
        assert "0 % · 0 из 4 педагогов" in untouched
        assert "За период 1 сеанс членов актива сюда не входит: п. 4.1 считает" in untouched

        await arrives(methodist, codes["methodist"])
        await names_himself(methodist, METHODIST)
        await logs_help(methodist, ELDER)
        moved = await figure(coordinator, F3)
        assert "25 % · 1 из 4 педагогов" in moved and "За этим 1 сеанс, 0 заявок." in moved
        await logs_it_again(methodist, ELDER)
        again = await figure(coordinator, F3)
        assert "25 % · 1 из 4 педагогов" in again and "За этим 2 сеанса, 0 заявок." in again
        await opens_down(coordinator, F3, ELDER, sessions=2, helper="Снегирёва М. Т. (Методист)")

        if mode == "mask":
            await sends_a_list(coordinator)
            nothing_personal_has_passed(platform, program)


# --- what must not pass ----------------------------------------------------------------------


async def sends_a_list(coordinator: Colleague) -> None:
    await coordinator.types("/roster")
    await coordinator.sees(IN_BROWSER_ONLY)
    await messengers.sends_file(coordinator.phone, "список.xlsx", staff_list())
    await coordinator.sees("Этот файл здесь принять нельзя")


def nothing_personal_has_passed(platform: Platform, program: Program) -> None:
    """Read are all calls with what they were answered, so also what came in, and the program's log."""
    words = [part for name in PEOPLE for part in (name.last, name.first, name.patronymic)]
    private = [word.lower() for word in (*words, *CONTACTS, WORRY, OFFER, ANSWER)]
    calls = [
        json.dumps([call.method, call.params, call.answer], ensure_ascii=False, default=str).lower()
        for call in platform.calls
    ]
    assert len(calls) > 100
    for call in [*calls, "\n".join(program.lines).lower()]:
        assert not [word for word in private if word in call], call
        assert not (SCHOOL.lower() in call and SUBJECT.lower() in call), call
    assert not messengers.documents_to(platform)
    assert platform.calls_of("getFile") == platform.calls_of("file") == []
