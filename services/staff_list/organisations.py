"""Names of schools: told from other text, and brought to a key that all their spellings share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from services.staff_list.text import clean, fold
from services.staff_list.words import SpelledHouse, words

TITLE_LENGTH: Final = 300
KEY_LENGTH: Final = 120
_NUMBER_SIGN: Final = re.compile(r"№|\bn\b|\bno\b")
_GLUED: Final = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_NOT_WORD: Final = re.compile(r"[^\w]+|_")
_SPACED: Final = re.compile(r"[^\w./-]+|_")
_LEADING_ZEROS: Final = re.compile(r"\b0+(?=\d)")
_LONG: Final = 5


@lru_cache(maxsize=4_000)
def organisation_key(text: str) -> str:
    """What «МОУ «СОШ № 5»», «МОУ СОШ №5» and «школа 5» have in common: «школа 5»; empty for no name.

    The kind of house comes first, then the words in order of the alphabet, the number last.
    """
    folded = _GLUED.sub(" ", _SPACED.sub(" ", _NUMBER_SIGN.sub(" ", fold(text))))
    kindergarten = words().says("organisations.kindergarten_forms", folded)
    house, rest = _house(folded)
    rest = words().patterns["organisations.dropped"].sub(" ", _NOT_WORD.sub(" ", _without_namesake(rest)))
    rest = words().patterns["organisations.places"].sub(" ", rest)
    parts = _LEADING_ZEROS.sub("", rest).split()
    numbers = [part for part in parts if part.isdigit()]
    names = sorted({_stem(part) for part in parts if not part.isdigit() and len(part) > 1})
    if house is None and not names and not numbers:
        return ""
    assumed = words().names["kindergarten" if kindergarten else "school"] if kindergarten or numbers else ""
    kind = house.name if house else assumed
    return " ".join(part for part in (kind, *names, *dict.fromkeys(numbers)) if part)[:KEY_LENGTH].strip()


def _house(folded: str) -> tuple[SpelledHouse | None, str]:
    """The type of house, and the text without it (a school of a centre is a centre)."""
    for house in words().houses:
        if house.pattern.search(folded):
            rest = house.pattern.sub(" ", folded)
            for other in words().houses:
                if other.name == words().names["school"]:
                    rest = other.pattern.sub(" ", rest)
            return house, rest
    return None, folded


def _without_namesake(text: str) -> str:
    """«… № 5 им. А. С. Пушкина»: the number is enough; without a number or a name the person stays."""
    found = words().patterns["organisations.named_after"].search(text)
    if not found:
        return text
    before, after = text[: found.start()], text[found.end() :]
    left = words().patterns["organisations.dropped"].sub(" ", _NOT_WORD.sub(" ", before)).split()
    numbers = " ".join(re.findall(r"\d+", after))
    return f"{before} {numbers}" if left or numbers else after


def _stem(word: str) -> str:
    if len(word) < _LONG:
        return word
    return words().patterns["organisations.endings"].sub("", word).rstrip("аеиоуыэюяйь")


@lru_cache(maxsize=4_000)
def organisation_kind(text: str) -> str:
    """school, kindergarten, extra (of supplementary education) or other."""
    folded = _SPACED.sub(" ", fold(text))
    house, _ = _house(folded)
    if house:
        return house.kind
    return "kindergarten" if words().says("organisations.kindergarten_forms", folded) else "school"


def closest_key(key: str, known: Iterable[str]) -> str | None:
    """The known key that is meant: the same, or the only one that says more or less of the same.

    «школа 6» is «школа 6 всеволожск» if no other school 6 is known; other numbers never fit.
    """
    keys = sorted(set(known))
    if key in keys:
        return key
    parts = set(key.split())
    near = [other for other in keys if _near(parts, set(other.split()))]
    return near[0] if len(near) == 1 else None


def _near(one: set[str], other: set[str]) -> bool:
    digits = {part for part in one if part.isdigit()}
    if digits != {part for part in other if part.isdigit()} or not (one <= other or other <= one):
        return False
    return bool(digits) or len(one & other) > 1


@lru_cache(maxsize=4_000)
def organisation_in(text: str) -> str | None:
    """The organisation that a heading, a section or a sheet's title names."""
    cleaned = clean(text)
    folded = fold(cleaned)
    begin = words().patterns["organisations.begins"].search(folded)
    if not begin:
        return None
    start = begin.start()
    before = folded[:start].split()
    # «Романовская СОШ»: the name of the place stands before the word.
    if before and words().says("organisations.endings", before[-1]) and not _is_office(before[-1]):
        start = folded.rindex(before[-1], 0, start)
    end = words().patterns["organisations.ends"].search(folded, start)
    title = cleaned[start : end.start() if end else len(cleaned)].strip(" ,.;:-–—")
    return _nominative(_balanced(title))[:TITLE_LENGTH] if _says_which(title) else None


def _is_office(word: str) -> bool:
    return words().says("not_names", word)


def _says_which(title: str) -> bool:
    return len(organisation_key(title).split()) > 1


def _nominative(title: str) -> str:
    """«Романовской СОШ», as it stands after «Список педагогов», is «Романовская СОШ»; quotes stay."""
    head, quote, name = title.partition("«")
    for ending, instead in words().nominative:
        head = ending.sub(instead, head)
    whole = head + quote + name
    return whole[:1].upper() + whole[1:]


def _balanced(title: str) -> str:
    """Without a closing quote that has lost its opening one."""
    if title.count("»") > title.count("«"):
        return title.rstrip("»").rstrip()
    return title
