"""Checks every text: `python -m tests.texts`, part of `make check`. Exit status 1 where something is wrong.

Each language has the same keys with the same variables; every key that the code names exists,
and every key is named; no text is longer than the shortest channel takes at once. Words of the
regulation (`$term_…`) are filled in by the voice: a language says them where it needs them, and
only such as every regulation has.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fluent.syntax import FluentParser, visitor
from fluent.syntax.ast import Junk, Message, SelectExpression, TextElement, VariableReference

import locales
from handlers import LIBRARY
from handlers.dialogue.library import Library
from services.regulation_records import CONSILIUM_TERMS, FLAG_TERMS, REQUIRED_TERMS

HOUSE = Path(locales.__file__).parent.parent
FLOORS = ("handlers", "services", "bot", "locales")
LONGEST = 4096
SAYING = {"Words", "Ask", "Screen", "Confirm", "Decide", "DomainError", "Unclear"}
SAYING_BY_NAME = {"say", "say_day", "say_time", "yes", "no"}
OF_DIALOGUES = ("title", "command", "about")
OF_THE_KIT = ("command-cancel", "command-back")
KNOWN_TERMS = {*REQUIRED_TERMS, *CONSILIUM_TERMS, *FLAG_TERMS}
_TERM = re.compile(r"[tT]erm_([a-z_]+)_(?:nom|gen|dat|acc|ins|pre)")
_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9_]+)+")


@dataclass
class Text:
    """A message of a language file: what it needs, and how long it can become at the least."""

    variables: set[str] = field(default_factory=set)
    length: int = 0


class _Reader(visitor.Visitor):
    def __init__(self) -> None:
        self.text = Text()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802 - the visitor's protocol
        self.text.variables.add(node.id.name)

    def visit_TextElement(self, node: TextElement) -> None:  # noqa: N802
        self.text.length += len(node.value)

    def visit_SelectExpression(self, node: SelectExpression) -> None:  # noqa: N802
        self.visit(node.selector)
        lengths = []
        for variant in node.variants:
            before, self.text.length = self.text.length, 0
            self.visit(variant.value)
            lengths.append(self.text.length)
            self.text.length = before
        self.text.length += max(lengths)


def read(files: Iterable[Path], problems: list[str]) -> dict[str, Text]:
    """The texts of a language by key."""
    texts: dict[str, Text] = {}
    for file in files:
        source = locales._EMPHASIS.sub(r"\1", file.read_text(encoding="utf-8"))
        for entry in FluentParser().parse(source).body:
            if isinstance(entry, Junk):
                problems.append(f"{file}: not a text: {entry.content.strip()[:60]!r}")
            if isinstance(entry, Message):
                if entry.id.name in texts:
                    problems.append(f"{file}: {entry.id.name} is there twice")
                reader = _Reader()
                reader.visit(entry)
                texts[entry.id.name] = reader.text
    return texts


def compare(first: dict[str, Text], other: dict[str, Text], name: str) -> Iterator[str]:
    """Where two languages differ."""
    for key in sorted(first.keys() ^ other.keys()):
        yield f"{name}: {key} is missing" if key in first else f"{name}: {key} is in no other language"
    for key in sorted(first.keys() & other.keys()):
        differ = ", ".join(sorted(_own(first[key]) ^ _own(other[key])))
        if differ:
            yield f"{name}: {key} differs in {differ}"


def _own(text: Text) -> set[str]:
    """What a text wants to be given; words of the regulation come by themselves."""
    return {name for name in text.variables if not name.lower().startswith("term_")}


def check_terms(texts: dict[str, Text], name: str) -> Iterator[str]:
    """Words of the regulation that not every regulation has."""
    for key, text in sorted(texts.items()):
        for wanted in sorted(text.variables - _own(text)):
            term = _TERM.fullmatch(wanted)
            if term is None or term[1] not in KNOWN_TERMS:
                yield f"{name}: {key} says {wanted}, which no regulation need have"


@dataclass
class Named:
    """What the code names: keys that must exist, families of keys, and any text that may be one."""

    needed: dict[str, str] = field(default_factory=dict)
    families: dict[str, str] = field(default_factory=dict)
    mentioned: set[str] = field(default_factory=set)


def named(files: Iterable[Path], root: Path = HOUSE) -> Named:
    """What the program's files name, with the place of each."""
    found = Named()
    for file in files:
        place = str(file.relative_to(root))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.mentioned.add(node.value)
            elif isinstance(node, ast.JoinedStr | ast.BinOp):
                _note_family(node, found, place, needed=False)
            elif isinstance(node, ast.Call):
                for said in _said(node):
                    _note(said, found, f"{place}:{node.lineno}")
    return found


def _said(call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call that name texts."""
    function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if function in SAYING and call.args:
        yield call.args[0]
    if function in SAYING | {"Call"}:
        yield from (keyword.value for keyword in call.keywords if keyword.arg in SAYING_BY_NAME)


def _note(said: ast.expr, found: Named, place: str) -> None:
    if isinstance(said, ast.IfExp):
        _note(said.body, found, place)
        _note(said.orelse, found, place)
    elif isinstance(said, ast.Constant) and isinstance(said.value, str):
        found.needed.setdefault(said.value, place)
    elif isinstance(said, ast.JoinedStr | ast.BinOp):
        _note_family(said, found, place, needed=True)


def _note_family(said: ast.JoinedStr | ast.BinOp, found: Named, place: str, *, needed: bool) -> None:
    """A key put together (f"title-{name}" or "title-" + name): any text of that pattern may be meant."""
    pieces = said.values if isinstance(said, ast.JoinedStr) else [said.left, said.right]
    parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in pieces]
    pattern = "".join(parts)
    if re.match(r"[a-z]+(\\-[a-z]+)*\\-", pattern):
        found.families[pattern] = found.families.get(pattern) or (place if needed else "")


def check_names(texts: dict[str, Text], found: Named, library: Library) -> Iterator[str]:
    """Keys that the code names and nobody has written, and texts that nobody names."""
    for key, place in sorted(found.needed.items()):
        if key not in texts:
            yield f"{place}: there is no text {key}"
    for pattern, place in sorted(found.families.items()):
        if place and not any(re.fullmatch(pattern, key) for key in texts):
            yield f"{place}: there is no text like {pattern}"
    wanted = set(OF_THE_KIT)
    for dialogue in library.dialogues.values():
        kinds = OF_DIALOGUES if dialogue.command else OF_DIALOGUES[:1]
        wanted |= {f"{kind}-{dialogue.name}" for kind in kinds}
    for key in sorted(wanted - texts.keys()):
        yield f"a dialogue has no {key}"
    families = [pattern for pattern in found.families if not pattern.startswith(OF_DIALOGUES)]
    for key in sorted(texts.keys() - wanted - found.mentioned):
        if not any(re.fullmatch(pattern, key) for pattern in families):
            yield f"nobody says {key}"


def check() -> list[str]:
    """Everything that is wrong with the texts."""
    problems: list[str] = []
    languages = {locale: read(locales.sources(locale), problems) for locale in locales.known()}
    first = languages[locales.FIRST]
    for locale, texts in languages.items():
        problems += compare(first, texts, locale)
        problems += check_terms(texts, locale)
        problems += [
            f"{locale}: {key} has {text.length} signs, {LONGEST} fit"
            for key, text in texts.items()
            if text.length > LONGEST
        ]
        problems += [f"{locale}: {key} is no name for a text" for key in texts if not _KEY.fullmatch(key)]
    files = [file for floor in FLOORS for file in sorted((HOUSE / floor).rglob("*.py"))]
    return problems + list(check_names(first, named(files), LIBRARY))


def main() -> int:
    """Says what is wrong, a line each."""
    problems = check()
    for problem in problems:
        print(problem)  # noqa: T201 - a command of make
    if not problems:
        print("texts: every key in every language, none missing, none unused")  # noqa: T201
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
