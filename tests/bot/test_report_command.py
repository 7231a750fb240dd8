"""`report` from the command line: the files of a period, a list of them, errors on one line."""

import asyncio
import csv
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bot.__main__ import main
from services import regulations
from storage.migrate import migrate
from storage.store import Store
from tests.bot.program import ROOT
from tests.papers import letters, records, sheets, text_of
from tests.town import Town

PACK = regulations.load("vsevolozhsk")
TABLES = {"indicators", "organisations", "breakdowns", "support", "nonformal", "difficulties", "about"}
OF_PEOPLE = {"sessions", "helpers", "people"}


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store that the settings name, with a school and a teacher whose name begins like a formula."""
    address = f"sqlite+aiosqlite:///{tmp_path / 'store.db'}"
    monkeypatch.setenv("DATABASE_URL", address)
    asyncio.run(fill(address))
    return address


async def fill(address: str) -> None:
    await migrate(address)
    store = Store(address)
    await store.open()
    town = Town()
    school = town.school("=HYPERLINK(1)")
    anna = town.teacher(school, "=Аннина")
    town.teacher(school, "Борисова")
    town.session(town.helper(), anna, at=school, held_on=date(2025, 10, 2))
    await town.save(store)
    await store.close()


def printed(capsys: pytest.CaptureFixture[str], out: Path, *words: str) -> dict:
    assert main(["report", "--out", str(out), "--json", *words]) == 0
    found: dict = json.loads(capsys.readouterr().out)
    return found


def test_every_file_is_written_and_listed(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "new" / "folder"
    found = printed(capsys, out, "--period", "2025-H2")
    assert {name: found[name] for name in ("regulation", "period", "as_of", "rule_version", "names")} == {
        "regulation": "vsevolozhsk", "period": "2025-H2", "as_of": "2025-12-31",
        "rule_version": PACK.version, "names": True,
    }  # fmt: skip
    paths = [Path(one["path"]) for one in found["files"]]
    assert sorted(out.iterdir()) == sorted(paths)
    assert [one["bytes"] for one in found["files"]] == [path.stat().st_size for path in paths]
    assert [one["kind"] for one in found["files"][:3]] == ["xlsx", "docx", "json"]
    assert {one["table"] for one in found["files"][3:]} == TABLES | OF_PEOPLE
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}, "names are for their owner alone"


def test_the_numbers_are_those_of_indicators(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["indicators", "--json", "--period", "2025"]) == 0
    wanted = json.loads(capsys.readouterr().out)["indicators"]
    printed(capsys, tmp_path, "--period", "2025")
    told = json.loads((tmp_path / "report-2025.json").read_text("utf-8"))
    rows = {row["indicator"]: row for row in told["indicators"]}
    cells = {
        row["Код"]: row for row in records(sheets((tmp_path / "report-2025.xlsx").read_bytes())["Показатели"])
    }
    for one in wanted:
        row = rows[one["id"]]
        names = ("title", "clause", "unit", "value", "numerator", "denominator", "sessions", "requests")
        assert {name: row[name] for name in names} == {name: one[name] for name in names}
        assert cells[one["id"]]["Значение"] == one["value"]


def test_without_names_no_file_of_people_is_written(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "bare"
    found = printed(capsys, out, "--period", "2025", "--without-names")
    assert found["names"] is False
    assert {one["table"] for one in found["files"][3:]} == TABLES
    for path in out.iterdir():
        said = text_of(path.read_bytes())
        assert "Аннина" not in said and "Помогаева" not in said


def test_what_looks_like_a_formula_is_text_in_every_file(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    printed(capsys, tmp_path, "--period", "2025")
    people = sheets((tmp_path / "report-2025.xlsx").read_bytes())["Люди"]
    assert "=Аннина Анна Ивановна" in [row["Фамилия, имя, отчество"] for row in records(people)]
    text = (tmp_path / "report-2025-people.csv").read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert {row[4] for row in rows[1:]} == {"'=Аннина Анна Ивановна", "Борисова Анна Ивановна"}
    assert "=HYPERLINK(1)" in letters((tmp_path / "report-2025.docx").read_bytes())


def test_a_school_year_makes_a_name_that_is_one_file(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    printed(capsys, tmp_path / "out", "--period", "2025/26")
    assert (tmp_path / "out" / "report-2025-26.xlsx").exists()


def test_by_default_it_is_the_current_year_and_the_paths_are_printed(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["report", "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr()
    assert sorted(said.out.splitlines()) == sorted(map(str, (tmp_path / "out").iterdir()))
    assert said.err.splitlines()[0].startswith("counting Всеволожский район, 20")


@pytest.mark.parametrize("period", ["26", "2026-H3", "завтра"])
def test_a_period_that_is_none_is_one_line_and_nothing_is_written(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], period: str
):
    assert main(["report", "--out", str(tmp_path / "out"), "--json", "--period", period]) == 1
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert "2026-H1" in said.err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_a_file_is_one_line(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "file").write_text("")
    assert main(["report", "--out", str(tmp_path / "file"), "--json"]) == 1
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert "--out" in said.err


def test_what_stood_there_is_replaced_as_a_whole(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "out"
    out.mkdir()
    (out / "report-2025.xlsx").write_text("of last time")
    (out / ".report-2025.xlsx.part").write_text("of a run that died")
    printed(capsys, out, "--period", "2025")
    assert "Показатели" in sheets((out / "report-2025.xlsx").read_bytes())
    assert not list(out.glob("*.part")) and not list(out.glob(".*"))


def test_nothing_that_writes_documents_is_loaded_before_it_is_needed():
    heavy = "{'docx', 'xlsxwriter', 'matplotlib', 'lxml'}"
    look = f"import bot.__main__, bot.app, handlers, sys; print({heavy} & {{*sys.modules}})"
    told = subprocess.run(
        [sys.executable, "-c", look], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "set()"
