"""A person's name from one cell or three."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from services.staff_list.model import Doubt, Note
from services.staff_list.text import cyrillic_name, fold, has_latin
from services.staff_list.words import words

NAME_LENGTH: Final = 80
_WORD_LENGTH: Final = 45
_LONGEST_NAME: Final = 7  # words
_FULL: Final = 3
_NUMBERING: Final = re.compile(r"^\s*\d+\s*[.)]?\s+|^\s*\d+[.)]\s*")
_AFTER: Final = re.compile(r"[\s,;]*[(\d].*$")
_FORMER: Final = re.compile(r"\(\s*([^\W\d_]{2,45}(?:-[^\W\d_]{2,45})?)\s*\)")
_INITIALS: Final = re.compile(r"\b([^\W\d_])\.\s*([^\W\d_])(?:\.|\b(?!\w))")
_GLUED: Final = re.compile(r"\.(?=\w)")
_INITIAL: Final = re.compile(r"^[^\W\d_]\.?$")
_HYPHEN: Final = re.compile(r"\s*[-\u2010-\u2015]\s*")
_NAME_WORD: Final = re.compile(r"^[^\W\d_]+(?:['-][^\W\d_]+)*\.?$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name's parts, initials as «О.»; what is wrong with it, and what was put right."""

    last: str | None = None
    first: str | None = None
    patronymic: str | None = None
    former: str | None = None
    doubts: tuple[Doubt, ...] = ()
    notes: tuple[Note, ...] = ()


def whole(text: str) -> Name | None:
    """The name in one cell; None where the text is no name."""
    former, parts = _split(text)
    if not parts or len(parts) > _LONGEST_NAME or not all(_is_name_word(part) for part in parts):
        return None
    if not _capital(parts) or _is_no_name(parts):
        return None
    name = _initials_first(parts) or _ordered(parts)
    return _finished(replace(name, former=former))


def in_parts(last: str, first: str, patronymic: str) -> Name | None:
    """The name in two or three cells; where they are mixed up, it is read as one."""
    cells = [_split(text)[1] for text in (last, first, patronymic)]
    if any(len(cell) > 1 for cell in cells) or not cells[0]:
        return whole(" ".join(text for text in (last, first, patronymic) if text))
    flat = [word for cell in cells for word in cell]
    if not all(_is_name_word(word) for word in flat) or _is_no_name(flat):
        return None
    parts = [cell[0] if cell else None for cell in cells]
    return _finished(Name(parts[0], parts[1], parts[2], _split(last)[0]))


def _split(text: str) -> tuple[str | None, list[str]]:
    """A former surname in brackets, and the words of the name without numbering and what follows it."""
    text = _NUMBERING.sub("", cyrillic_name(text)).strip(" /\\|*\"'«».,;:")
    if words().says("blank", fold(text)):
        return None, []
    former = _FORMER.search(text)
    kept = former is not None and not words().says("name_tail", fold(former[1])) and former[1][0].isupper()
    if former:
        text = f"{text[: former.start()]} {text[former.end() :]}"
    tail = words().patterns["name_tail"].search(fold(text))
    if tail and tail.start() > 0:
        text = text[: tail.start()].rstrip(" ,;:(-–—")
    text = _GLUED.sub(". ", _INITIALS.sub(r"\1. \2. ", _AFTER.sub("", text)))
    pieces = _HYPHEN.sub("-", text).replace(",", " ").split()
    return former[1] if former and kept else None, [piece for piece in pieces if piece != "."]


def _is_name_word(word: str) -> bool:
    return len(word) <= _WORD_LENGTH and _NAME_WORD.match(word) is not None


def _capital(parts: list[str]) -> bool:
    """Names begin with capitals; small letters throughout only where a patronymic shows what it is."""
    body = [part for part in parts if not words().says("patronymic_words", fold(part))]
    if all(part[0].isupper() for part in body):
        return True
    return all(part.islower() for part in body) and any(_is_patronymic(part) for part in body)


def _is_no_name(parts: list[str]) -> bool:
    """«Учителя начальных классов»; with a patronymic it is a name, though somebody be called Кадров."""
    if len(parts) == _FULL and any(_is_patronymic(part) for part in parts[1:]):
        return False
    return words().says("not_names", " ".join(fold(part) for part in parts))


def _is_patronymic(word: str) -> bool:
    return words().says("patronymic", fold(word))


def _is_given(word: str) -> bool:
    return fold(word) in words().given_names


def _initials_first(parts: list[str]) -> Name | None:
    """«О.А. Осипова»."""
    if len(parts) == _FULL and _INITIAL.match(parts[0]) and _INITIAL.match(parts[1]):
        return Name(parts[2], parts[0], parts[1])
    if len(parts) == _FULL - 1 and _INITIAL.match(parts[0]):
        return Name(parts[1], parts[0])
    return None


def _ordered(parts: list[str]) -> Name:
    if len(parts) == 1:
        return Name(parts[0])
    if len(parts) == _FULL - 1:
        return _two(parts)
    if len(parts) > _FULL:
        return _many(parts)
    one, two, three = parts
    swapped = (Note.NAME_ORDER,)
    if _is_patronymic(two) and not _INITIAL.match(three) and (_is_given(one) or not _is_patronymic(three)):
        return Name(three, one, two, notes=swapped)
    if _is_given(one) and not _is_given(two) and not _INITIAL.match(two) and _is_patronymic(three):
        return Name(two, one, three, notes=swapped)
    return Name(one, two, three)


def _two(parts: list[str]) -> Name:
    one, two = parts
    if _is_patronymic(two) and _is_given(one):
        return Name(None, one, two)
    if _is_given(one) and not _is_given(two) and not _INITIAL.match(two):
        return Name(two, one, notes=(Note.NAME_ORDER,))
    return Name(one, two)


def _many(parts: list[str]) -> Name:
    last, first, *rest = parts
    known = words().says("patronymic_words", fold(rest[-1])) or len(rest) == 1
    return Name(last, first, " ".join(rest), doubts=() if known else (Doubt.NAME_UNUSUAL,))


def _finished(name: Name) -> Name:
    last, first, patronymic, former = (
        _capitalised(part) for part in (name.last, name.first, name.patronymic, name.former)
    )
    doubts = list(name.doubts)
    if not last or not first:
        doubts.append(Doubt.NAME_INCOMPLETE)
    elif first.endswith(".") or last.endswith("."):
        doubts.append(Doubt.NAME_INITIALS)
    if any(part and has_latin(part) for part in (last, first, patronymic)):
        doubts.append(Doubt.NAME_LATIN)
    return Name(last, first, patronymic, former, tuple(doubts), name.notes)


def _capitalised(part: str | None) -> str | None:
    if part is None:
        return None
    return " ".join(_word_capitalised(word) for word in part.split())[:NAME_LENGTH]


def _word_capitalised(word: str) -> str:
    if _INITIAL.match(word):
        return word[0].upper() + "."
    if words().says("patronymic_words", fold(word)):
        return word.lower()
    if word.isupper() or word.islower():
        return "-".join(piece.capitalize() for piece in word.split("-"))
    return word.rstrip(".")
