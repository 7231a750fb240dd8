"""The vocabulary of staff lists, read once when first needed from `staff_list_words.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml

_FILE: Final = Path(__file__).resolve().parent.parent / "staff_list_words.yaml"
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

PostKind = Literal["teacher", "manager", "other", "none"]


@dataclass(frozen=True, slots=True)
class Spelled:
    """A word of ours and how it is written."""

    name: str | None
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class SpelledPost:
    """A position: `other` staff does not teach, `none` is a duty and no post."""

    name: str
    pattern: re.Pattern[str]
    kind: PostKind
    teaches: bool


@dataclass(frozen=True, slots=True)
class SpelledHouse:
    """A type of organisation; `kind` is school, kindergarten, extra or other."""

    name: str
    pattern: re.Pattern[str]
    kind: str


@dataclass(frozen=True, slots=True)
class Words:
    """Everything of the file, compiled; single patterns are kept by their path («noise.total»)."""

    columns: tuple[tuple[str, int, re.Pattern[str]], ...]  # field, rank, pattern
    categories: tuple[Spelled, ...]
    subjects: tuple[Spelled, ...]
    positions: tuple[SpelledPost, ...]
    houses: tuple[SpelledHouse, ...]
    nominative: tuple[tuple[re.Pattern[str], str], ...]
    months: tuple[re.Pattern[str], ...]
    given_names: frozenset[str]
    names: dict[str, str]  # what the code itself must say, by what it stands for
    patterns: dict[str, re.Pattern[str]]

    def says(self, path: str, text: str) -> bool:
        """Whether the pattern of that path stands in the (folded) text."""
        return self.patterns[path].search(text) is not None


@cache
def words() -> Words:
    """The vocabulary."""
    with _FILE.open(encoding="utf-8") as file:
        data: dict[str, Any] = yaml.load(file, Loader=_LOADER)  # noqa: S506  # a safe loader, the C one
    return Words(
        columns=tuple(
            (column["field"], rank, re.compile(spelled))
            for column in data["columns"]
            for rank, spelled in enumerate(column["spelled"])
        ),
        categories=tuple(
            Spelled(category["name"], re.compile(spelled))
            for category in data["categories"]
            for spelled in category["spelled"]
        ),
        subjects=tuple(Spelled(item["name"], re.compile(item["spelled"])) for item in data["subjects"]),
        positions=tuple(_post(item) for item in data["positions"]),
        houses=tuple(
            SpelledHouse(item["name"], re.compile(item["spelled"]), item["kind"])
            for item in data["organisations"]["types"]
        ),
        nominative=tuple((re.compile(ending), instead) for ending, instead in data["nominative"]),
        months=tuple(re.compile(month) for month in data["months"]),
        given_names=frozenset(name.replace("ё", "е") for name in data["given_names"].split()),
        names=data["names"],
        patterns=dict(_patterns(data)),
    )


def _post(item: dict[str, Any]) -> SpelledPost:
    return SpelledPost(
        item["name"] or "", re.compile(item["spelled"]), item["kind"], bool(item.get("teaches", False))
    )


def _patterns(data: dict[str, Any], path: str = "") -> list[tuple[str, re.Pattern[str]]]:
    found: list[tuple[str, re.Pattern[str]]] = []
    for key, value in data.items():
        if isinstance(value, dict):
            found += _patterns(value, f"{path}{key}.")
        elif isinstance(value, str) and path != "names." and key != "given_names":
            found.append((path + key, re.compile(value)))
    return found
