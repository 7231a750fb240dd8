"""Text as people type it, made comparable: spaces, look-alike letters, «ё»."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

CELL_LENGTH: Final = 500

# Latin (and other) letters that a keyboard left in the wrong layout hides inside Cyrillic words.
_LOOK_ALIKES: Final = str.maketrans("ABCEËHKMOPTXYaceëopxyk", "АВСЕЁНКМОРТХУасеёорхук")
_TO_LATIN: Final = str.maketrans("АВСЕНКМОРТХУасеорхук", "ABCEHKMOPTXYaceopxyk")
_DIGITS_FOR_LETTERS: Final = str.maketrans("03", "оз")
_LETTERS_FOR_DIGITS: Final = str.maketrans("OoОоЗзlI", "00003311")
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|_x000[0-9A-Fa-f]_")
_BROKEN_WORD: Final = re.compile(r"(?<=\w)- (?=\w)")
_WORD: Final = re.compile(r"[^\W_]+")
_CYRILLIC: Final = re.compile("[А-Яа-яЁё]")
_LATIN: Final = re.compile("[A-Za-zËë]")
_TITLE_SIGNS: Final = re.compile(r"[^\w№]+|_")
_LONE_LETTER: Final = re.compile(r"(?<![^\W\d_])[OoОоЗзlI](?![^\W\d_])")
_QUOTES: Final = str.maketrans("„“”‟‹›‘’ʼ`", '""""""\'\'\'\'')
_DASHES: Final = re.compile(r"[\u2010-\u2015\u2212]")


def clean(value: str) -> str:
    """Composed letters, visible signs only, single spaces, at most 500 characters."""
    text = unicodedata.normalize("NFC", value[: 4 * CELL_LENGTH])
    text = _UNSEEN.sub("", text)
    text = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Zs", "Zl", "Zp", "Cs", "Co", "Cn"} else sign
        for sign in text
    )
    return " ".join(text.split())[:CELL_LENGTH].strip()


@lru_cache(maxsize=20_000)
def cyrillic(text: str) -> str:
    """The text with Latin look-alikes replaced in words that hold Cyrillic letters."""
    if not _LATIN.search(text) and not any(sign.isdigit() for sign in text):
        return text
    return _WORD.sub(_cyrillic_word, text)


def _cyrillic_word(found: re.Match[str]) -> str:
    word = found[0]
    if not _CYRILLIC.search(word) or not _LATIN.search(word):
        return word
    changed = word.translate(_LOOK_ALIKES)
    return word if _LATIN.search(changed) else changed


def cyrillic_name(text: str) -> str:
    """As `cyrillic`, for names: words of look-alikes alone («O.A.») and 0, 3 for О, З are put right too."""

    def word(found: re.Match[str]) -> str:
        changed = found[0].translate(_LOOK_ALIKES)
        if _LATIN.search(changed):
            return found[0]
        if _CYRILLIC.search(changed) and any(sign in changed for sign in "03"):
            small = changed.translate(_DIGITS_FOR_LETTERS)
            changed = small.capitalize() if found[0][0] in "03" or changed[0].isupper() else small
        return changed

    return _WORD.sub(word, text)


def latin(text: str) -> str:
    """Cyrillic look-alikes as Latin letters, for addresses."""
    return text.translate(_TO_LATIN)


def digits(text: str) -> str:
    """Letters that were typed for digits («О4.О4.1975»), as digits."""
    return _LONE_LETTER.sub(lambda found: found[0].translate(_LETTERS_FOR_DIGITS), text)


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """For comparing, sign for sign as long as the text: small letters, «е» for «ё», one hyphen."""
    folded = _DASHES.sub("-", cyrillic(text).translate(_QUOTES))
    small = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in folded)
    return small.replace("ё", "е")


@lru_cache(maxsize=5_000)
def fold_title(text: str) -> str:
    """A column's title as bare words; a word broken over two lines of a narrow column is whole again."""
    return " ".join(_TITLE_SIGNS.sub(" ", _BROKEN_WORD.sub("", fold(text))).split())


def has_latin(text: str) -> bool:
    """Whether Latin letters stand in it."""
    return _LATIN.search(text) is not None


def has_letters(text: str) -> bool:
    """Whether any letter stands in it."""
    return any(sign.isalpha() for sign in text)
