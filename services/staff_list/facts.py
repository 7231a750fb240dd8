"""Category, telephone, e-mail and terms of employment, as they stand in a cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from services.staff_list.model import PartTime
from services.staff_list.text import fold, latin
from services.staff_list.words import words
from services.staff_list.workbook import Cell

_PHONE: Final = re.compile(r"\+?\d[\d\s()./-]{4,22}\d")
_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.ASCII)
_NATIONAL: Final = 10
_WITH_CODE: Final = 11
_SHORTEST_FOREIGN: Final = 11
_LONGEST: Final = 15
_LOOK_ALIKE_SMALL: Final = str.maketrans("abcehkmoptxyi", "авсенкмортхуі")
_UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Category:
    """A qualification category; `stated` when the cell says so, «none» included."""

    name: str | None = None
    stated: bool = False
    known: bool = True


@lru_cache(maxsize=4_000)
def category(text: str) -> Category:
    """One of the four categories; «СЗД» and «б/к» state that there is none."""
    folded = fold(text)
    if not folded:
        return Category()
    for variant in (folded, folded.translate(_LOOK_ALIKE_SMALL)):
        for item in words().categories:
            if item.pattern.search(variant):
                return Category(known=False) if item.name == _UNKNOWN else Category(item.name, stated=True)
    if words().says("blank", folded):
        return Category(stated=folded.isalpha())
    return Category(known=False)


def phone(cell: Cell) -> str | None:
    """The first telephone as +7…, a mobile one before the others; None where there is none."""
    if isinstance(cell, int | float):
        cell = str(int(cell))
    if not isinstance(cell, str):
        return None
    numbers = [number for found in _PHONE.finditer(cell) if (number := _number(found[0]))]
    return next((number for number in numbers if number.startswith("+79")), numbers[0] if numbers else None)


def _number(text: str) -> str | None:
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) == _NATIONAL:
        return "+7" + digits
    if len(digits) == _WITH_CODE and digits[0] in "78":
        return "+7" + digits[1:]
    if text.startswith("+") and _SHORTEST_FOREIGN <= len(digits) <= _LONGEST:
        return "+" + digits
    return None


def email(cell: Cell) -> str | None:
    """The first address, in small letters, Cyrillic look-alikes put right."""
    if not isinstance(cell, str) or "@" not in cell:
        return None
    found = _EMAIL.search(latin(cell).replace(" @", "@").replace("@ ", "@"))
    return found[0].lower().strip(".") if found else None


def part_time(*texts: str, titled: bool = False) -> PartTime | None:
    """Whether somebody has his main work elsewhere; `titled` when the column itself is about that."""
    vocabulary = words()
    stated: PartTime | None = None
    for text in texts:
        folded = fold(text)
        if vocabulary.says("part_time.external", folded):
            return "external"
        if vocabulary.says("part_time.internal", folded):
            stated = "internal"
        elif not vocabulary.says("part_time.mainly", folded) and (
            vocabulary.says("part_time.stated", folded)
            or (titled and vocabulary.says("part_time.ticked", folded))
        ):
            stated = stated or "stated"
    return stated


def on_leave(*texts: str) -> bool:
    """Whether a note says that the person is on parental leave."""
    return any(words().says("on_leave", fold(text)) for text in texts)
