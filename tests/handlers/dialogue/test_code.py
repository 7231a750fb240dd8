"""What the code of every dialogue keeps to, seen by reading it (CORE 2, DESIGN 2 and 11)."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import handlers
from handlers import LIBRARY

HERE = Path(handlers.__file__).parent
FILES = sorted(HERE.rglob("*.py"))
TOPICS = sorted(HERE.glob("*.py"))
KIT = sorted((HERE / "dialogue").glob("*.py"))
PLATFORMS = {"aiogram", "vk_api", "aiohttp", "requests", "httpx", "maxapi"}


def guarded_yields(tree: ast.AST) -> Iterator[int]:
    """Lines where a yield stands under a finally, a with or a bare except."""
    for node in ast.walk(tree):
        bodies: list[ast.AST] = []
        if isinstance(node, ast.With | ast.AsyncWith):
            bodies = [*node.items, *node.body]
        elif isinstance(node, ast.Try | ast.TryStar):
            wide = any(handler.type is None or catches_all(handler.type) for handler in node.handlers)
            bodies = node.body if node.finalbody or wide else []
            bodies = [*bodies, *node.finalbody]
        for body in bodies:
            yield from (inner.lineno for inner in own(body) if isinstance(inner, ast.Yield | ast.YieldFrom))


def own(node: ast.AST) -> Iterator[ast.AST]:
    """What runs in the same function."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from own(child)


def catches_all(kind: ast.expr) -> bool:
    return any(
        isinstance(name, ast.Name) and name.id in ("Exception", "BaseException", "GeneratorExit")
        for name in ast.walk(kind)
    )


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(HERE)))
def test_no_dialogue_guards_a_yield_and_none_knows_a_platform(file: Path):
    tree = ast.parse(file.read_text())
    assert not list(guarded_yields(tree)), "finally, with, except around a yield: it runs at every message"
    assert not set(imported(tree)) & PLATFORMS


@pytest.mark.parametrize("file", TOPICS, ids=lambda file: file.name)
def test_what_is_said_about_a_topic_reaches_past_no_service(file: Path):
    tree = ast.parse(file.read_text())
    assert "storage" not in set(imported(tree))
    asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert "masked" not in asked, "what may pass is decided by the kit"


def test_the_survey_is_told_in_under_thirty_lines():
    survey = inspect.getsource(LIBRARY.dialogues["assess"].tell)
    assert "framework.items_for" in survey
    assert len(survey.splitlines()) < 30


@pytest.mark.parametrize("file", KIT, ids=lambda file: file.name)
def test_the_kit_stays_readable(file: Path):
    lines = file.read_text().splitlines()
    assert len(lines) < 400
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 45, f"{node.name} does not fit a screen"


@pytest.mark.parametrize(
    "body",
    [
        "try:\n  yield 1\n finally:\n  pass",
        "with x:\n  yield 1",
        "async with x:\n  y = yield 1",
        "try:\n  yield 1\n except:\n  pass",
        "try:\n  yield 1\n except Exception:\n  pass",
        "try:\n  yield 1\n except (ValueError, BaseException):\n  pass",
        "try:\n  pass\n finally:\n  yield 1",
    ],
)
def test_the_reader_sees_what_is_forbidden(body: str):
    assert list(guarded_yields(ast.parse(f"async def f():\n {body}")))


@pytest.mark.parametrize(
    "body",
    [
        "try:\n  yield 1\n except DomainError:\n  pass",
        "try:\n  pass\n finally:\n  pass\n yield 1",
        "with x:\n  def g():\n   yield 1",
    ],
)
def test_the_reader_lets_pass_what_is_not(body: str):
    assert not list(guarded_yields(ast.parse(f"async def f():\n {body}")))
