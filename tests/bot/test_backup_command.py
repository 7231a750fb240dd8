"""`backup` and `restore` from the command line: an exit status, and one line that says what to do."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from storage.instance import InstanceLock


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place with a store of its own, to which the settings point."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite+aiosqlite:///var/store.db")
    assert main(["migrate"]) == 0
    return tmp_path


def positions(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as store:
        return [source for (source,) in store.execute("SELECT source FROM cursors")]


def put(file: Path, source: str) -> None:
    with closing(sqlite3.connect(file)) as store:
        store.execute("INSERT INTO cursors (source, position, at) VALUES (?, '1', '2026-11-23')", (source,))
        store.commit()


def test_there_and_back(folder: Path, capsys: pytest.CaptureFixture[str]):
    store = folder / "var" / "store.db"
    put(store, "kept")
    assert main(["backup", "copy.db"]) == 0
    put(store, "lost")
    assert main(["restore", "copy.db"]) == 0
    assert positions(store) == ["kept"]
    said = capsys.readouterr()
    assert "the old store is kept: var/store.db.before-restore-" in said.err
    assert said.err.endswith("restored\n")
    assert said.out == ""


def test_a_running_program_is_not_restored_under_its_feet(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["backup", "copy.db"]) == 0
    lock = InstanceLock(str(folder / "var" / "store.db"))
    lock.take()
    assert main(["backup", "second.db"]) == 0
    assert main(["restore", "copy.db"]) == 1
    lock.release()
    assert "restore: the store store.db is in use by another run: stop it first" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["backup", "no/such/folder/copy.db"], "backup: cannot write no/such/folder/copy.db: No such file"),
        (["restore", "nowhere.db"], "restore: there is no file nowhere.db"),
        (["restore", "var/store.db"], "restore: that is the store itself: name the backup"),
    ],
)
def test_what_cannot_be_done_says_why_in_a_line(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str
):
    assert main(words) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[-1].startswith(says)
