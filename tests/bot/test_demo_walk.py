"""`demo`: a newcomer's first minutes. The municipality is built once, and the loop can be walked in it."""

import asyncio
import itertools
import re
import sqlite3
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import pytest_asyncio

from tests.bot.browsing import Visitor
from tests.bot.program import Program
from tests.staff_lists import table

pytestmark = pytest.mark.asyncio(loop_scope="module")
alike = pytest_asyncio.fixture(scope="module", loop_scope="module")
YOUNG, MEMBER = "молодой педагог", "член актива"
METHODIST, COORDINATOR = "муниципальный методист", "координатор"
YOUNG_TEACHERS, BY_METHODISTS = "Поддержка молодых педагогов", "Индивидуальная помощь методистов"
BY_MEMBERS = r"За период ([\d\s]+) сеанс\w* членов актива сюда не вход[ия]т"
SPACES = "\u00a0\u202f "


class Demo:
    """`python -m bot demo` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""
        self.said: list[str] = []
        self.ids = itertools.count(10_000_000)  # of posts: the same person may sit down again

    async def start(self) -> None:
        """Starts it and waits until the page answers."""
        settings = Program(self.folder).settings
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "demo", cwd=self.folder, env=settings, stderr=PIPE, stdout=DEVNULL
        )
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.said.append(line.decode().rstrip())
            if found := re.match(r"Open (http\S+) and choose", self.said[-1]):
                self.url = found[1]
                break
        async with Visitor(self) as guest:
            status, self.page, _ = await guest.get("/")
        assert status == 200, "\n".join(self.said)

    async def restart(self) -> None:
        await self.stop()
        self.said.clear()
        await self.start()

    async def stop(self) -> None:
        self.process.terminate()
        assert await self.process.wait() == 0

    def sits(self, title: str) -> Visitor:
        """The browser of the invented person with these words in the list."""
        people = re.findall(r'href="(/as/\d+)/chat"><strong>([^<]+)', self.page)
        base = next(base for base, label in people if title in label)
        visitor = Visitor(SimpleNamespace(url=self.url), base)
        visitor.ids = self.ids
        return visitor


@alike
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    made = Demo(tmp_path_factory.mktemp("demo"))
    await made.start()
    yield made
    await made.stop()


async def opens_menu(visitor: Visitor) -> None:
    await visitor.looks()
    await visitor.types("Меню")
    await visitor.sees("Чем помочь?")


async def figure(boss: Visitor, title: str) -> tuple[int, int, str]:
    """The people counted, the sessions behind them, and the whole screen of an indicator."""
    await opens_menu(boss)
    await boss.presses("Показатели")
    await boss.sees("Какой открыть?")
    await boss.presses(title)
    screen = boss.text((await boss.sees("За этим"))["number"])
    return number(r"([\d\s]+) из [\d\s]+ педагог", screen), number(r"За этим ([\d\s]+) сеанс", screen), screen


def number(pattern: str, text: str) -> int:
    found = re.search(pattern.replace(r"\s", SPACES), text)
    assert found, text
    return int(re.sub(f"[{SPACES}]", "", found[1]))


async def asks_for_help(teacher: Visitor) -> None:
    await opens_menu(teacher)
    await teacher.presses("Консультация")
    await teacher.sees("С чем нужна помощь?")
    await teacher.presses("Поведение и мотивация")
    await teacher.sees("Напишите пару слов")
    await teacher.types("На задних партах шумят")
    await teacher.sees("Какая помощь подошла бы?")
    await teacher.presses("Индивидуальная помощь")
    await teacher.sees("Как вам удобнее?")
    await teacher.presses("Как удобнее коллеге")
    await teacher.sees("Отправить заявку?")
    await teacher.presses("Отправить")
    await teacher.sees("отправлена коллеге")


async def logs_help(helper: Visitor, letters: str, label: str) -> None:
    await opens_menu(helper)
    await helper.presses("Записать сопровождение")
    await helper.sees("Кому?")
    await helper.presses("Найти по фамилии")
    await helper.sees("первые буквы")
    await helper.types(letters)
    await helper.sees("Кто из них?")
    await helper.presses(label)
    await helper.sees("Записываю сопровождение")
    await helper.presses("Сохранить")
    await helper.sees("Записано")


async def test_a_members_help_moves_the_young_teachers_and_not_the_methodists_figure(demo: Demo):
    async with demo.sits(YOUNG) as alina, demo.sits(MEMBER) as elena, demo.sits(COORDINATOR) as boss:
        young, behind_young, _ = await figure(boss, YOUNG_TEACHERS)
        helped, behind, said = await figure(boss, BY_METHODISTS)
        by_members = number(BY_MEMBERS, said)

        await asks_for_help(alina)
        await elena.sees("Нужна ваша помощь: «Поведение и мотивация»")
        await elena.presses("Возьмусь")
        await elena.sees("Вы помогаете")
        await alina.sees("вам поможет член актива")
        await elena.presses("Готово")
        await elena.sees("Записываю сопровождение")
        await elena.presses("Сохранить")
        await elena.sees("Педагога попросили подтвердить")
        await alina.sees("Всё так? Оцените")

        assert (await figure(boss, YOUNG_TEACHERS))[:2] == (young + 1, behind_young + 1)
        *counted, said = await figure(boss, BY_METHODISTS)
        assert counted == [helped, behind]
        assert number(BY_MEMBERS, said) == by_members + 1
        assert "п. 4.1 считает муниципальных методистов" in said


async def test_a_methodists_help_moves_the_figure_by_one_and_again_only_the_sessions(demo: Demo):
    async with demo.sits(METHODIST) as natalia, demo.sits(COORDINATOR) as boss:
        helped, behind, _ = await figure(boss, BY_METHODISTS)
        for again in (0, 1):
            await logs_help(natalia, "Голубева М", "Голубева М. И., школа № 5")
            assert (await figure(boss, BY_METHODISTS))[:2] == (helped + 1, behind + 1 + again)


async def test_a_staff_list_sent_in_the_chat_is_read_and_written(demo: Demo):
    rows = (
        ["ФИО", "Дата рождения", "Должность", "Категория", "Стаж", "Организация"],
        ["Небывалова Агриппина Ильинична", "05.05.1980", "учитель музыки", "нет", 9, "школа № 5"],
    )
    async with demo.sits(COORDINATOR) as boss:
        await boss.looks()
        await boss.types("/roster")
        await boss.sees("Пришлите список")
        status, _, _ = await boss.post(
            f"{boss.base}/file/{next(boss.ids)}?name=список.xlsx",
            {"Origin": demo.url, "Content-Type": "application/octet-stream"},
            data=table(*rows),
        )
        assert status == 200
        await boss.sees("Новые: 1")
        await boss.presses("Посмотреть")
        await boss.sees("Новые: 1")
        await boss.presses("Записать")
        await boss.sees("Записать список")
        await boss.presses("Записать")
        await boss.sees("Список список.xlsx записан")


async def test_the_municipality_is_as_large_and_as_messy_as_a_real_one(demo: Demo):
    [file] = (demo.folder / "var" / "demo").glob("vsevolozhsk-*.db")
    store = sqlite3.connect(f"file:{file}?mode=ro", uri=True)

    def count(what: str) -> int:
        return int(store.execute(f"SELECT count(*) FROM {what}").fetchone()[0])

    assert count("organisations") >= 60
    assert count("people") >= 2500
    assert count("support_sessions") >= 12_000
    assert count("requests") == 900
    assert count("events") == 120
    assert count("assessments") == 1500
    assert count("support_sessions WHERE form = 'VSV-S3'") == 9, "консилиумы"
    assert count("support_sessions WHERE voided_at IS NOT NULL") > 0
    assert count("employments WHERE until IS NOT NULL") > 0, "leavers"
    assert count("(SELECT 1 FROM people WHERE last IS NOT NULL GROUP BY search HAVING count(*) > 1)") > 0
    states = {state for (state,) in store.execute("SELECT DISTINCT state FROM requests")}
    assert states == {"offered", "unassigned", "accepted", "done", "closed", "cancelled"}
    store.close()


async def test_it_is_built_once_and_nothing_of_a_walk_is_kept(demo: Demo):
    async def counted() -> int:
        async with demo.sits(COORDINATOR) as boss:
            return (await figure(boss, BY_METHODISTS))[0]

    await demo.restart()
    assert not any("Building" in line for line in demo.said)
    before = await counted()
    async with demo.sits(METHODIST) as natalia:
        await logs_help(natalia, "Голубева М", "Голубева М. И., школа № 5")
    assert await counted() == before + 1
    await demo.restart()
    assert await counted() == before
