"""`roster import` and `roster undo`: what they print, and what they do to the store."""

import json
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import bot.__main__ as program
from storage.engine import threaded_engine
from storage.migrate import newest
from storage.store import Store
from tests.services.test_roster import ANNA, BORIS, HEAD, sheet
from tests.staff_lists import table

PERSON = {
    "sheet", "row", "last", "first", "patronymic", "birth_year", "experience_years", "position", "subject",
    "category", "organisation",
}  # fmt: skip
NAMESAKE = ["Петрова Анна Ивановна", "05.06.1999", "учитель музыки", "нет", 1, "СОШ № 5"]


class Terminal:
    """A command line over one store."""

    def __init__(
        self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.folder = folder
        self.capsys = capsys
        self.patch = monkeypatch
        self.out = self.err = ""

    def file(self, content: bytes, name: str = "список.xlsx") -> str:
        (self.folder / name).write_bytes(content)
        return str(self.folder / name)

    def runs(self, *words: str, answers: str = "") -> int:
        self.patch.setattr(sys, "stdin", StringIO(answers))
        status = program.main(["roster", *words])
        captured = self.capsys.readouterr()
        self.out, self.err = captured.out, captured.err
        return status

    def json(self, *words: str) -> dict[str, Any]:
        assert self.runs(*words, "--json") == 0, self.err
        return json.loads(self.out)


@pytest.fixture
def terminal(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    import asyncio

    asyncio.run(stamp(database_url))
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.chdir(tmp_path)
    return Terminal(tmp_path, capsys, monkeypatch)


async def stamp(url: str) -> None:
    """An empty store at the newest schema."""
    from tests.conftest import empty

    store = Store(url)
    await store.open()
    if not store.in_place:
        await store.step("", empty)
    await store.close()
    engine = threaded_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32))"))
        await connection.execute(text("DELETE FROM alembic_version"))
        await connection.execute(text(f"INSERT INTO alembic_version VALUES ('{newest()}')"))
    await engine.dispose()


def test_a_dry_run_prints_the_piles_and_writes_nothing(terminal: Terminal):
    file = terminal.file(sheet(ANNA, BORIS, ["Всего: 2"], heading="01.09.2026"))
    found = terminal.json("import", file, "--dry-run")
    assert set(found) >= {"new", "changed", "unclear", "skipped"}
    assert found["batch"] is None and found["list_date"] == "2026-09-01"
    assert set(found["new"][0]) == PERSON
    assert found["new"][0] == {
        "sheet": "Лист1", "row": 3, "last": "Петрова", "first": "Анна", "patronymic": "Ивановна",
        "birth_year": 1980, "experience_years": 10, "position": "учитель", "subject": "химия",
        "category": "первая", "organisation": "СОШ № 5",
    }  # fmt: skip
    assert all(set(one) >= {"sheet", "row", "reason"} for one in found["skipped"])
    assert found["organisations"] == [{"title": "СОШ № 5", "kind": "school", "people": 2}]
    assert "ничего не записано" in terminal.err
    assert terminal.json("import", file, "--dry-run")["new"] == found["new"]


def test_with_yes_it_writes_and_a_second_time_brings_nothing_new(terminal: Terminal):
    file = terminal.file(sheet(ANNA, BORIS))
    first = terminal.json("import", file, "--yes")
    assert first["written"] == {"added": 2, "updated": 0, "left": 0, "opened": 1}
    assert f"roster undo {first['batch']}" in terminal.err and "записано 2 из 2" in terminal.err
    again = terminal.json("import", file, "--yes")
    assert (again["new"], again["changed"], again["unclear"]) == ([], [], [])
    assert again["batch"] == first["batch"] and "уже записан" in terminal.err


def test_what_changes_is_told_with_what_it_was(terminal: Terminal):
    terminal.json("import", terminal.file(sheet(ANNA)), "--yes")
    newer = terminal.file(sheet([*ANNA[:3], "высшая", *ANNA[4:]], NAMESAKE))
    found = terminal.json("import", newer, "--yes")
    assert found["new"] == [] and found["changed"] == []
    assert [one["birth_year"] for one in found["unclear"]] == [1980, 1999]
    alone = terminal.file(sheet([*ANNA[:3], "высшая", *ANNA[4:]]))
    (changed,) = terminal.json("import", alone, "--dry-run")["changed"]
    assert changed["was"] == {"category": "первая"} and changed["category"] == "высшая"


def test_unclear_rows_are_printed_and_left_to_the_coordinator(terminal: Terminal):
    terminal.json("import", terminal.file(sheet(ANNA)), "--yes")
    file = terminal.file(sheet(NAMESAKE, BORIS))
    assert terminal.runs("import", file, "--yes") == 0
    assert "Неясные, нужно ваше решение: 1" in terminal.out
    assert "может быть: Петрова Анна Ивановна, 1980, учитель, химия" in terminal.out
    assert "ждут решения координатора" in terminal.err
    (asked,) = terminal.json("import", file, "--yes")["unclear"]
    assert asked["reasons"] == ["Имя то же, а дата рождения другая: тёзка или опечатка."]
    assert asked["candidates"][0]["who"].startswith("Петрова Анна Ивановна, 1980")


def test_without_yes_it_asks(terminal: Terminal):
    file = terminal.file(sheet(ANNA))
    for answer, line in (("нет\n", "Ничего не записано"), ("", "добавьте --yes")):
        assert terminal.runs("import", file, answers=answer) == 1
        assert line in terminal.err.splitlines()[-1]
    assert terminal.runs("import", file, answers="да\n") == 0
    assert "загрузка №" in terminal.err


def test_undo_takes_a_batch_back(terminal: Terminal):
    batch = terminal.json("import", terminal.file(sheet(ANNA, BORIS)), "--yes")["batch"]
    assert terminal.json("undo", str(batch)) == {"batch": batch, "removed": 2, "restored": 0, "stayed": []}
    assert terminal.runs("undo", str(batch)) == 1
    assert terminal.err == f"roster: Загрузку № {batch} отменить нельзя: она не записана или уже отменена.\n"
    assert terminal.runs("undo", "999") == 1
    assert terminal.err == (
        "roster: Загрузки № 999 нет. Номер назвала команда roster import, когда записала список.\n"
    )
    assert terminal.json("import", terminal.file(sheet(ANNA, BORIS)), "--yes")["written"]["added"] == 2


def test_a_school_can_be_named_for_rows_that_name_none(terminal: Terminal):
    file = terminal.file(table(HEAD[:-1], ANNA[:-1]))
    assert terminal.json("import", file, "--dry-run")["new"][0]["organisation"] is None
    assert "--school" in terminal.err
    found = terminal.json("import", file, "--school", "СОШ № 7", "--yes")
    assert found["new"][0]["organisation"] == "СОШ № 7"


def test_what_cannot_be_read_is_one_line_that_says_what_to_do(terminal: Terminal):
    for content, name, words in (
        (b"text", "a.xlsx", "Это не файл Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "старый формат .xls"),
        (b"x" * (6 * 1024 * 1024), "b.xlsx", "больше 5 МБ"),
        (table(["Меню", "Суп"]), "c.xlsx", "Не нашёл"),
    ):
        assert terminal.runs("import", terminal.file(content, name), "--yes") == 1
        assert terminal.out == "" and terminal.err.count("\n") == 1 and words in terminal.err
    assert terminal.runs("import", str(terminal.folder / "nowhere.xlsx")) == 1
    assert "не открывается" in terminal.err and terminal.err.count("\n") == 1
    assert "Проверьте имя и папку" in terminal.err
