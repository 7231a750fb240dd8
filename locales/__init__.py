"""Every word a person reads, in Fluent files, one per topic and language.

A file may write `**so**` for emphasis: it becomes a pair of marks that a channel turns into
its own markup or drops. Marks in what people typed are removed, so nobody can forge them.

A value named `$term_NAME_CASE` is a word of the territory's regulation in a case: the voice fills
it in by itself, with a capital where it is written `$Term_…`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import structlog
from fluent_compiler.bundle import FluentBundle
from fluent_compiler.types import FluentInt

HERE = Path(__file__).parent
FIRST = "ru"
STRONG, PLAIN = "\ue000", "\ue001"
_EMPHASIS = re.compile(r"\*\*(.+?)\*\*")
_ENTRY = re.compile(r"(-?[a-zA-Z][\w-]*) *=")
_REFERENCE = re.compile(r"\{\s*(-?[a-zA-Z][\w-]*)")
_TERM = re.compile(r"\$((T|t)erm_([a-z_]+)_(nom|gen|dat|acc|ins|pre))\b")
_SIGNS = re.compile(r"[^\w/+#]+")
_MARKS = str.maketrans("", "", STRONG + PLAIN)
log = structlog.get_logger()


class TextMissing(KeyError):
    """No locale has this key, or an argument of it was not given."""


def known() -> list[str]:
    """The languages there are, the first one first."""
    return sorted((path.name for path in HERE.iterdir() if path.is_dir() and path.name.isalpha()),
                  key=lambda name: name != FIRST)  # fmt: skip


def sources(locale: str) -> Iterator[Path]:
    """The Fluent files of a language, by topic."""
    return iter(sorted((HERE / locale).glob("*.ftl")))


@lru_cache
def _entries(locale: str) -> dict[str, str]:
    """Every text of a language as it stands in its file, by key."""
    found: dict[str, list[str]] = {}
    entry: list[str] = []
    for path in sources(locale):
        for line in marked(path.read_text(encoding="utf-8")).splitlines():
            if begins := _ENTRY.match(line):
                entry = found[begins[1]] = []
            elif line.startswith("#"):
                entry = []
            entry.append(line)
    return {key: "\n".join(lines) for key, lines in found.items()}


@cache
def _bundle(locale: str, key: str) -> FluentBundle | None:
    """One text, ready to be said, with those it refers to; None where the language has none of this key.

    Each is prepared when it is first said: to prepare all of them takes seconds of every start.
    """
    source = _source(locale, key)
    return FluentBundle.from_string(locale, source, use_isolating=False) if source else None


def _source(locale: str, key: str) -> str:
    """A text as it is written, with those it refers to."""
    entries = _entries(locale)
    wanted, told = [key], {}
    while wanted:
        one = wanted.pop()
        if one not in told and one in entries:
            told[one] = entries[one]
            wanted += _REFERENCE.findall(entries[one])
    return "\n".join(told.values())


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the regulation that a text says: the value's name, the word's, its case, a capital."""

    value: str
    name: str
    case: str
    capital: bool


@cache
def terms(locale: str, key: str) -> tuple[Term, ...]:
    """The words of the regulation that a text says; none for most."""
    spoken = locale if locale in ("ru", "en") and key in _entries(locale) else FIRST
    found = sorted(set(_TERM.findall(_source(spoken, key))))
    return tuple(Term(value, name, case, first == "T") for value, first, name, case in found)


def marked(source: str) -> str:
    """The text of a Fluent file with `**so**` turned into marks; before that it is not yet Fluent."""
    return _EMPHASIS.sub(rf"{STRONG}\1{PLAIN}", source)


def has(key: str, locale: str = FIRST) -> bool:
    """Whether the language has a text of this name."""
    return key in _entries(locale)


def say(locale: str, key: str, args: Mapping[str, Any]) -> str:
    """The text in this language, or else in Russian.

    Raises TextMissing where the key or a value is missing: a broken sentence is never shown.
    """
    bundle = _bundle(locale if locale in ("ru", "en") else FIRST, key)
    if bundle is None:
        if locale == FIRST:
            raise TextMissing(key)
        return say(FIRST, key, args)
    text, errors = bundle.format(key, args)
    if errors:
        raise TextMissing(f"{key}: {errors[0]}")
    return str(text)


def folded(text: str) -> str:
    """Typed words as they are compared: no case, no ё, no signs around."""
    return " ".join(_SIGNS.sub(" ", text.casefold().replace("ё", "е")).split())


@lru_cache
def spellings(key: str) -> frozenset[str]:
    """How a text without values is said in every language, folded; for matching typed words."""
    return frozenset(folded(say(locale, key, {})) for locale in known())


class _Small(FluentInt):  # type: ignore[misc]
    def format(self, _locale: object) -> str:
        """Its digits: below a thousand every language here writes them alike."""
        return str(int(self))


@lru_cache(maxsize=1000)
def number(value: int) -> int:
    """A whole number as a text takes it; small ones, which are most, are said ten times faster."""
    small: int = _Small(value)
    return small if 0 <= value < 1000 else value  # noqa: PLR2004 - from there on digits are grouped


def unmarked(text: str) -> str:
    """Typed text without the signs that only our own texts may use."""
    return text.translate(_MARKS)
