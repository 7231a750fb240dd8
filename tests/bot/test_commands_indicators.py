"""`indicators` and `regulation check` from the command line: one object or a table, errors on one line."""

import asyncio
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from services import regulations
from services.regulation_reader import DIRECTORY
from storage.migrate import migrate
from storage.store import Store
from tests.town import Town

PACK = regulations.load("vsevolozhsk")
KEYS = {"id", "title", "clause", "kind", "unit", "value", "numerator", "denominator", "excluded", "sources",
        "breakdown"}  # fmt: skip


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A migrated empty store that the settings name."""
    address = f"sqlite+aiosqlite:///{tmp_path / 'store.db'}"
    monkeypatch.setenv("DATABASE_URL", address)
    asyncio.run(migrate(address))
    return address


def fill(url: str, town: Town) -> None:
    async def write() -> None:
        store = Store(url)
        await store.open()
        await town.save(store)
        await store.close()

    asyncio.run(write())


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert main(["indicators", "--json", *words]) == 0
    said = capsys.readouterr()
    return json.loads(said.out)


def test_a_migrated_empty_store_has_every_indicator(url: str, capsys: pytest.CaptureFixture[str]):
    found = printed(capsys)
    today = datetime.now(UTC).astimezone(PACK.zone).date()
    assert found["regulation"] == "vsevolozhsk"
    assert found["rule_version"] == PACK.version
    assert found["period"] == str(today.year)
    assert found["as_of"] == today.isoformat()
    assert [one["id"] for one in found["indicators"]] == [one.id for one in PACK.indicators]
    for one, known in zip(found["indicators"], PACK.indicators, strict=True):
        assert one.keys() >= KEYS
        assert (one["title"], one["clause"], one["kind"]) == (known.title, known.clause, known.kind)
        assert one["value"] == (0 if known.value_type == "count" else None)
        assert one["value"] is not None or one["why"]
        assert one["sources"] == {"store": 0, "import": 0, "manual": 0}


def test_json_is_exactly_as_promised(url: str, capsys: pytest.CaptureFixture[str]):
    town = Town()
    school = town.school("Школа № 5")
    anna = town.teacher(school)
    town.teacher(school)
    town.teacher(school)
    methodist = town.helper(last="Помогаева")
    town.session(methodist, anna, at=school, held_on=date(2025, 10, 2), request_id=3)
    town.session(
        methodist, anna, at=school, held_on=date(2025, 10, 3), voided_at=datetime(2025, 10, 4, tzinfo=UTC)
    )
    fill(url, town)
    found = printed(capsys, "--period", "2025-H2")
    assert (found["period"], found["as_of"]) == ("2025-H2", "2025-12-31")
    (f3,) = [one for one in found["indicators"] if one["id"] == "VSV-F3"]
    assert (f3["value"], f3["numerator"], f3["denominator"], f3["unit"]) == (33.3, 1, 3, "%")
    assert (f3["sessions"], f3["requests"]) == (1, 1)
    assert f3["excluded"] == [{"reason": "voided", "count": 1, "of": "sessions"}]
    assert f3["sources"] == {"store": 1, "import": 0, "manual": 0}
    (vk,) = f3["of_which"]
    assert (vk["id"], vk["value"], vk["numerator"]) == ("vk", 0.0, 0)
    rows = {(row["by"], row["key"]): row for row in f3["breakdown"]}
    assert rows["organisation", str(school)] == {
        "by": "organisation", "key": str(school), "title": "Школа № 5",
        "value": 33.3, "numerator": 1, "denominator": 3,
    }  # fmt: skip
    assert rows["methodist", str(methodist)]["title"] == "Помогаева А. И."
    assert rows["topic", ""]["title"] == "не указано"


@pytest.mark.parametrize(
    ("key", "end"),
    [
        ("2025", "2025-12-31"), ("2025-H1", "2025-06-30"), ("2025-Q3", "2025-09-30"),
        ("2024/25", "2025-08-31"), ("2025-11-21", "2025-11-21"),
    ],
)  # fmt: skip
def test_every_form_of_a_period(url: str, capsys: pytest.CaptureFixture[str], key: str, end: str):
    assert printed(capsys, "--period", key)["as_of"] == end


def test_a_table_for_people(url: str, capsys: pytest.CaptureFixture[str]):
    town = Town()
    school = town.school()
    town.session(town.helper(), town.teacher(school), at=school, held_on=date(2025, 10, 2))
    fill(url, town)
    assert main(["indicators", "--period", "2025"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Всеволожский район, 2025, VSV-2026-11-21, 31.12.2025"
    (f3,) = [line for line in lines if line.startswith("VSV-F3")]
    assert "100,0 %" in f3
    assert "1 / 1" in f3
    assert any("нет данных" in line for line in lines if line.startswith("VSV-F7"))


@pytest.mark.parametrize("period", ["26", "2026-H3", "2026/28", "завтра"])
def test_a_period_that_is_none_is_one_line_and_status_1(
    url: str, capsys: pytest.CaptureFixture[str], period: str
):
    assert main(["indicators", "--json", "--period", period]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "2026-H1" in said.err


def test_an_unknown_pack_is_one_line_and_status_1(
    url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("REGULATION", "atlantis")
    assert main(["indicators"]) == 1
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)


def test_regulation_check_finds_ours_in_order(capsys: pytest.CaptureFixture[str]):
    assert main(["regulation", "check"]) == 0
    assert "vsevolozhsk: in order" in capsys.readouterr().out
    assert main(["regulation", "check", "vsevolozhsk", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "ok": True, "packs": [{"name": "vsevolozhsk", "ok": True, "problems": []}]
    }  # fmt: skip


def test_regulation_check_names_line_what_and_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    text = (DIRECTORY / "vsevolozhsk.yaml").read_text("utf-8")
    spoiled = tmp_path / "spoiled.yaml"
    spoiled.write_text(text.replace("needs: [organisation,", "needs: [organization,"), "utf-8")
    assert main(["regulation", "check", str(spoiled)]) == 1
    said = capsys.readouterr()
    assert "line " in said.out
    assert "one of: organisation" in said.out
    assert len(said.err.splitlines()) == 1
    assert main(["regulation", "check", str(spoiled), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is False
    (problem,) = found["packs"][0]["problems"]
    assert problem.keys() == {"line", "where", "what", "remedy", "code"}
