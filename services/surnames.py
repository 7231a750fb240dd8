"""Whether a text that everybody will read names somebody of the roster.

Titles and announcements are not personal data as long as nobody is named in them. A surname is
found in any case of Russian declension («мастер-класс Петровой»); a common word that is somebody's
surname is found too, so this warns and never forbids.
"""

import re
from collections.abc import Iterable

from sqlalchemy import func, select

from storage.people import Person
from storage.store import Unit

_WORDS = re.compile(r"[А-Яа-яЁёA-Za-z]+")
_SHORT = 3
_ENDINGS = sorted(
    (
        "ого", "ему", "ому", "ыми", "ими", "ами", "ями", "ой", "ей", "ою", "ею", "ым", "им", "ом", "ем",
        "ам", "ям", "ах", "ях", "ых", "их", "ый", "ий", "ая", "яя", "ую", "юю", "а", "я", "о", "е", "у",
        "ю", "ы", "и", "ь",
    ),
    key=len,
    reverse=True,
)  # fmt: skip


async def named(unit: Unit, *texts: str) -> tuple[str, ...]:
    """The words of these texts that are surnames of people in the store, as they were written."""
    words = list(dict.fromkeys(word for text in texts for word in _WORDS.findall(text)))
    starts = {start for word in words for start in _starts(word)}
    if not starts:
        return ()
    found = await unit.session.scalars(
        select(Person.last)
        .where(Person.erased_at.is_(None), func.substr(Person.last, 1, _SHORT).in_(sorted(starts)))
        .distinct()
    )
    known = {stem for last in found if last for stem in _stems(_WORDS.findall(last))}
    return tuple(word for word in words if _starts(word) and stem(word) in known)


def _starts(word: str) -> Iterable[str]:
    """How a surname of this word may begin in the store; a word of two letters counts if capital."""
    if len(word) < _SHORT and not word[0].isupper():
        return ()
    start = word[:_SHORT].casefold()
    return {spelt for one in (start, *_yo(start)) for spelt in (one.capitalize(), one.upper(), one)}


def _yo(start: str) -> Iterable[str]:
    """Spellings with ё of a beginning written with е, and the other way."""
    swapped = {start.replace("ё", "е")}
    swapped |= {start[:at] + "ё" + start[at + 1 :] for at, sign in enumerate(start) if sign == "е"}
    return swapped


def _stems(parts: Iterable[str]) -> set[str]:
    return {stem(part) for part in parts if len(part) > 1}


def stem(word: str) -> str:
    """What a surname keeps in every case: «Петрова», «Петровой», «Петров» give «петров»."""
    folded = word.casefold().replace("ё", "е")
    for ending in _ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= _SHORT:
            return folded[: -len(ending)]
    return folded
