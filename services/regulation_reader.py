"""How a reviewed YAML file becomes frozen records, and which line does not fit.

The records themselves are the schema: a field's type says what may stand there, a field without
a default must stand there, and whatever is not a field is unknown. Scalars are taken as they were
typed, so ``clause: 2.2`` stays the text ``2.2`` and ``09:00`` never turns into a number.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, time
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

from services.errors import DomainError

DIRECTORY: Final = Path(__file__).resolve().parent.parent / "regulations"

_BAD: Final = object()  # stands for a value that could not be read; its problem is already noted
_NULL: Final = "tag:yaml.org,2002:null"
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOOLS: Final = {"true": True, "yes": True, "false": False, "no": False}
_SCALARS: Final[dict[type, tuple[Callable[[str], Any], str]]] = {
    int: (int, "a whole number"),
    bool: (lambda text: _BOOLS[text.lower()], "true or false"),
    date: (date.fromisoformat, "a date such as 2026-11-21"),
    time: (time.fromisoformat, 'a time such as "09:00"'),
    Fraction: (Fraction, "a fraction such as 1/4"),
    str: (str, "a text"),
}

Record = TypeVar("Record")


class RegulationError(DomainError):
    """What was asked of a pack cannot be done: ``str()`` says it for a terminal, ``key`` for a screen."""

    def __init__(self, sentence: str, key: str = "error-regulation", /, **args: Any) -> None:
        super().__init__(key, **args)
        self.args = (sentence,)


@dataclass(frozen=True, slots=True)
class AtMost:
    """A text is at most so many characters long (a button 40, a message 4096)."""

    characters: int


Finding = tuple[str, str, str, str]  # where, what, remedy, code
Findings = Iterator[Finding]
Button = Annotated[str, AtMost(40)]
Text = Annotated[str, AtMost(4096)]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a data file: its line from 1, its place, what is wrong, what to do."""

    line: int
    where: str
    what: str
    remedy: str
    code: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.where or 'the file'}: {self.what}. {self.remedy}."


class Reader:
    """Reads one file; ``problems`` and the ``lines`` of every place are there afterwards."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}

    def read_file(self, path: Path, kind: type[Record]) -> Record | None:
        """Read ``path`` as a ``kind``; None if something in it keeps the record from being built."""
        try:
            node = yaml.compose(path.read_text("utf-8"), Loader=_LOADER)
        except (OSError, UnicodeDecodeError) as error:
            self.note("", f"the file cannot be read ({error})", "Give the name of a UTF-8 file", "syntax")
            return None
        except (yaml.YAMLError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            self.lines[""] = mark.line + 1 if mark else 1
            what = f"this is not YAML ({getattr(error, 'problem', None) or error})"
            self.note("", what, "Check indents, colons and quotes near this line", "syntax")
            return None
        if node is None:
            self.note("", "the file is empty", "Begin with a copy of another pack", "syntax")
            return None
        value = self._read(node, kind, "")
        return None if value is _BAD else value

    def note(self, where: str, what: str, remedy: str, code: str) -> None:
        """Keep a problem under the line of the nearest known place."""
        self.problems.append(Problem(self.line(where), where, what, remedy, code))

    def line(self, where: str) -> int:
        """Return the line, from 1, where a place or the nearest place around it begins."""
        while where and where not in self.lines:
            where = where.rpartition(".")[0]
        return self.lines.get(where, 1)

    def _read(self, node: yaml.Node, kind: Any, where: str) -> Any:
        self.lines[where] = node.start_mark.line + 1
        origin, inner = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self._limited(self._read(node, inner[0], where), inner[1], where)
        if origin in (Union, UnionType):
            (wanted,) = (one for one in inner if one is not NoneType)
            return None if node.tag == _NULL else self._read(node, wanted, where)
        if is_dataclass(kind):
            return self._record(node, kind, where)
        if origin is None:
            return self._scalar(node, kind, where)
        return {Literal: self._choice, tuple: self._several, Mapping: self._mapping}[origin](
            node, inner, where
        )

    def _scalar(self, node: yaml.Node, kind: type, where: str) -> Any:
        convert, expected = _SCALARS[kind]
        if not isinstance(node, yaml.ScalarNode):
            return self._wrong(where, expected)
        text = node.value.strip()
        if not text or node.tag == _NULL:
            self.note(where, "nothing stands here", f"Write {expected}", "empty")
            return _BAD
        try:
            return convert(text)
        except (ValueError, KeyError, ZeroDivisionError):
            return self._wrong(where, expected)

    def _limited(self, value: Any, limit: AtMost, where: str) -> Any:
        if value is not _BAD and len(value) > limit.characters:
            what = f"{len(value)} characters, but a channel shows at most {limit.characters}"
            self.note(where, what, "Shorten the text", "too_long")
        return value

    def _choice(self, node: yaml.Node, known: tuple[str, ...], where: str) -> Any:
        if isinstance(node, yaml.ScalarNode) and node.value in known:
            return node.value
        return self._wrong(where, "one of: " + ", ".join(known))

    def _several(self, node: yaml.Node, inner: tuple[Any, ...], where: str) -> Any:
        if not isinstance(node, yaml.SequenceNode):
            return self._wrong(where, "a list, each entry after a dash")
        kind, seen = inner[0], set[str]()
        values = []
        for number, entry in enumerate(node.value, 1):
            name = _id_of(entry) if is_dataclass(kind) else None
            place = f"{where}.{name or number}"
            value = self._read(entry, kind, place)
            if name in seen:
                what = f"the id {name} stands here a second time"
                self.note(place, what, "Give each entry an id of its own", "duplicate_id")
            seen |= {name} if name else set()
            values += [] if value is _BAD else [value]
        return tuple(values)

    def _mapping(self, node: yaml.Node, inner: tuple[Any, ...], where: str) -> Any:
        pairs = self._pairs(node, where)
        if pairs is None:
            return self._wrong(where, "names with values after a colon")
        values = {key: self._read(value, inner[1], f"{where}.{key}") for key, value in pairs.items()}
        return MappingProxyType({key: value for key, value in values.items() if value is not _BAD})

    def _record(self, node: yaml.Node, kind: Any, where: str) -> Any:
        if isinstance(node, yaml.ScalarNode) and hasattr(kind, "of_text"):
            text = self._scalar(node, str, where)
            return text if text is _BAD else kind.of_text(text)
        pairs = self._pairs(node, where)
        if pairs is None:
            return self._wrong(where, "names with values after a colon")
        hints = _hints(kind)
        inside = f"{where}." if where else ""
        for key in pairs.keys() - hints.keys():
            self.lines[inside + key] = pairs[key].start_mark.line + 1
            near = difflib.get_close_matches(key, hints, 1)
            remedy = f"Did you mean {near[0]}" if near else "Known here: " + ", ".join(hints)
            self.note(inside + key, f"{key} is not known here", remedy, "unknown_key")
        values = {
            key: self._read(pairs[key], hint, inside + key) for key, hint in hints.items() if key in pairs
        }
        missing = _required(kind) - pairs.keys()
        for key in sorted(missing):
            self.note(inside + key, f"{key} is missing", f"Add a line that begins with {key}:", "missing")
        return _BAD if missing or _BAD in values.values() else kind(**values)

    def _pairs(self, node: yaml.Node, where: str) -> dict[str, yaml.Node] | None:
        if not isinstance(node, yaml.MappingNode):
            return None
        pairs: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in pairs:
                self.lines[where] = key.start_mark.line + 1
                what = f"{name} stands here a second time"
                self.note(where, what, "Keep one of the two lines", "duplicate_key")
            pairs[name] = value
        return pairs

    def _wrong(self, where: str, expected: str) -> object:
        self.note(where, f"this is not {expected}", f"Write {expected}", "bad_type")
        return _BAD


def unknown(where: str, kind: str, name: str, known: Iterable[str]) -> Finding:
    """What is found where something is referred to that is not in the file."""
    remedy = "Use one of these: " + ", ".join(sorted(known))
    return where, f"there is no {kind} {name}", remedy, "unknown_" + kind.replace(" ", "_")


def load_file(path: Path, kind: type[Record]) -> Record:
    """Read ``path`` as a ``kind``; RegulationError names the first of its problems and how many more."""
    reader = Reader()
    record = reader.read_file(path, kind)
    if record is None or reader.problems:
        first, *others = sorted(reader.problems)
        more = f" There are {len(others)} more." if others else ""
        raise RegulationError(f"{path.name}, {first}{more} All are listed by: regulation check")
    return record


def find_file(name: str | Path) -> Path:
    """Return the file of a pack: a path as it is, a bare name in ``regulations/`` beside the program."""
    path = Path(name)
    if path.suffix:
        return path.resolve()
    packs = sorted(one.stem for one in DIRECTORY.glob("*.yaml"))
    if str(name) not in packs:
        known = ", ".join(packs)
        raise RegulationError(f"There is no pack {name} in {DIRECTORY}. There are: {known}.")
    return DIRECTORY / f"{name}.yaml"


def _id_of(node: yaml.Node) -> str | None:
    if isinstance(node, yaml.MappingNode):
        return next((str(value.value) for key, value in node.value if key.value == "id"), None)
    return None


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


@cache
def _required(kind: Any) -> frozenset[str]:
    wanted = (one for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING)
    return frozenset(one.name for one in wanted)
