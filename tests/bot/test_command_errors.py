"""What an administrator mistypes: each command answers with one line that says what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from storage.instance import InstanceLock
from tests.bot.program import ROOT

NOWHERE = "postgresql+asyncpg://nobody@127.0.0.1:1/none"


@pytest.fixture(autouse=True)
def logs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's own way to log would outlast these scenes, which share a process with others."""
    monkeypatch.setattr("bot.logs.configure", lambda **_: None)


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The one line that the command ends with; standard output stays empty."""
    assert main(list(words)) == 1
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert line.startswith(f"{words[0]}: ")
    return line


@pytest.mark.parametrize(
    "command",
    [
        ("migrate",),
        ("indicators", "--json"),
        ("invite", "--role", "teacher", "--json"),
        ("roster", "undo", "1"),
        ("run",),
    ],
)
@pytest.mark.parametrize("url", ["nonsense", NOWHERE, "oracle://x/y"])
def test_a_store_that_cannot_be_opened_is_said_so(
    command: tuple[str, ...],
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    line = refused(capsys, *command)
    assert "check DATABASE_URL" in line
    assert url not in line, "an address may hold a password"


def test_a_file_that_is_no_store_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "a.db").write_text("a letter, and rather a long one " * 40)
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    assert "check DATABASE_URL" in refused(capsys, "indicators")


@pytest.mark.parametrize("command", [("demo",), ("run",), ("indicators",), ("invite", "--role", "member")])
def test_an_unknown_pack_is_named_with_those_there_are(
    command: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REGULATION", "atlantis")
    line = refused(capsys, *command)
    assert "atlantis" in line
    assert "vsevolozhsk" in line


def test_a_mistake_of_the_program_itself_is_not_hidden(monkeypatch: pytest.MonkeyPatch):
    async def breaks(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.commands.migrate.main", breaks)
    with pytest.raises(ZeroDivisionError):
        main(["migrate"])


def test_a_second_demo_in_the_same_folder_leaves_the_first_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    store = tmp_path / "var" / "demo" / "vsevolozhsk.db"
    store.parent.mkdir(parents=True)
    store.write_text("what somebody is walking through")
    first = InstanceLock(str(store))
    first.take()
    assert main(["demo"]) == 1
    assert "is in use by another run" in capsys.readouterr().err.splitlines()[-1]
    assert store.read_text() == "what somebody is walking through"
    first.release()


def test_a_port_that_is_taken_ends_the_demo_with_one_line(tmp_path: Path):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = {**os.environ, "PYTHONPATH": str(ROOT), "WEB_PORT": str(taken.getsockname()[1])}
        ended = subprocess.run(
            [sys.executable, "-m", "bot", "demo"],
            cwd=tmp_path,
            env=settings,
            capture_output=True,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert ended.stderr.splitlines()[-1].startswith("demo: cannot listen on 127.0.0.1:")
    assert "Open http" not in ended.stderr
