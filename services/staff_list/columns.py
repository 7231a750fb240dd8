"""Which column says what: the title row is found wherever it stands, in one line or several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from services.staff_list import facts, names
from services.staff_list.organisations import organisation_in
from services.staff_list.posts import posts
from services.staff_list.text import fold, fold_title
from services.staff_list.words import words
from services.staff_list.workbook import Row

TITLE_LENGTH: Final = 120
DEEPEST: Final = 3
IGNORED: Final = "ignore"
_NAMES: Final = frozenset({"fio", "last", "first", "patronymic"})
_SEVERAL: Final = frozenset({"birth", "phone", "email", "employment", "note"})  # a second column helps out
_WEAK_RANK: Final = 2
_GUESS_ROWS: Final = 300
_GUESS_SHARE: Final = 0.5
_NUMBERED_FROM: Final = 3

Fields = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of each field, and how many rows the titles take."""

    fields: Fields
    depth: int = 1
    titles: tuple[str, ...] = ()
    experience_part: int | None = None  # which of two the teaching one is: «общий/педагогический» is 1
    guessed: bool = False

    def column(self, field: str) -> int | None:
        """The field's first column."""
        columns = self.fields.get(field)
        return columns[0] if columns else None


@lru_cache(maxsize=5_000)
def field_of(title: str) -> tuple[str, int] | None:
    """The field that a column of this title holds, and how sure that is (0 is surest)."""
    if len(title) > TITLE_LENGTH:
        return None
    folded = fold_title(title)
    if not folded:
        return None
    for field, rank, pattern in words().columns:
        if pattern.search(folded):
            return field, rank
    return None


def header_at(rows: Sequence[Row], index: int, current: Header | None) -> Header | None:
    """The header that begins with this row, if one does. Inside a table it must name names again."""
    row = rows[index]
    if current and not current.guessed and not _may_repeat(row, current):
        return None
    titles = [row.text(column) for column in range(len(row.cells))]
    header = _header(titles, 1)
    if header is None:
        return None
    for depth in range(2, DEEPEST + 1):
        below = index + depth - 1
        if (
            below >= len(rows)
            or rows[below].number != row.number + depth - 1
            or not _is_below(rows[below], header)
        ):
            break
        titles = _combined(titles, rows[below])
        header = _header(titles, depth) or header
    return header


def _may_repeat(row: Row, current: Header) -> bool:
    column = current.column("fio") if current.column("fio") is not None else current.column("last")
    if column is not None and (found := field_of(row.text(column))) and found[0] in _NAMES:
        return True
    return any(isinstance(cell, str) and words().says("names_below", cell.lower()) for cell in row.cells)


def _header(titles: Sequence[str], depth: int) -> Header | None:
    ranked: dict[str, list[tuple[int, int]]] = {}
    for column, title in enumerate(titles):
        found = field_of(title)
        if found:
            ranked.setdefault(found[0], []).append((found[1], column))
    if not _is_header(ranked, sum(bool(title) for title in titles)):
        return None
    if "last" not in ranked and "first" in ranked and "fio" in ranked:
        ranked["last"] = ranked.pop("fio")
    fields = {
        field: tuple(column for _, column in sorted(places)[: None if field in _SEVERAL else 1])
        for field, places in ranked.items()
        if field != IGNORED
    }
    if "last" in fields and "first" not in fields and "fio" not in fields:
        fields["fio"] = fields.pop("last")
    experience = fold_title(titles[fields["experience"][0]]) if "experience" in fields else ""
    total, teaching = (
        words().patterns[f"experience.{part}"].search(experience) for part in ("total", "teaching")
    )
    part = int(total.start() < teaching.start()) if total and teaching else None
    return Header(fields, depth, tuple(titles), part)


def _is_header(ranked: Mapping[str, list[tuple[int, int]]], filled: int) -> bool:
    named = ranked.get("last") or ranked.get("fio")
    if not named:
        return False
    others = len(ranked.keys() - {"last" if "last" in ranked else "fio"})
    if "last" not in ranked and min(named)[0] >= _WEAK_RANK:
        return len(ranked.keys() - _NAMES - {IGNORED}) > 1
    return others > 0 or filled == 1


def _is_below(row: Row, header: Header) -> bool:
    """Whether a row goes on with the titles: words of ours, and nobody's name where names will be."""
    filled = row.filled()
    if any(not isinstance(row.cells[column], str) for column in filled):
        return False
    for field in ("fio", "last"):
        column = header.column(field)
        if column is not None and row.text(column):
            found = field_of(row.text(column))
            if row.text(column) != header.titles[column] and (not found or found[0] not in _NAMES):
                return False
    known = sum(_title_below(header.titles, row, column) is not None for column in filled)
    return known * 2 >= len(filled)


def _title_below(titles: Sequence[str], row: Row, column: int) -> tuple[str, int] | None:
    own = titles[column] if column < len(titles) else ""
    below = row.text(column)
    return (
        field_of(f"{own} {below}")
        if own
        else field_of(below) or field_of(f"{_group(titles, column)} {below}")
    )


def _group(titles: Sequence[str], column: int) -> str:
    """The title to the left that spans this column too."""
    return next((title for title in reversed(titles[:column]) if title), "")


def _combined(titles: Sequence[str], row: Row) -> list[str]:
    """Each column's title with what stands below it; a spanning title counts for all its columns."""
    combined = []
    for column in range(max(len(titles), len(row.cells))):
        own = titles[column] if column < len(titles) else ""
        below = row.text(column)
        if not below or own == below:
            combined.append(own)
        elif own:
            alone = field_of(below)
            combined.append(below if alone and alone[0] in _NAMES | {IGNORED} else f"{own} {below}")
        else:
            combined.append(below if field_of(below) else f"{_group(titles, column)} {below}".strip())
    return combined


def is_numbering(row: Row) -> bool:
    """Whether the row only numbers the columns."""
    texts = [str(row.cells[column]) for column in row.filled()]
    return len(texts) >= _NUMBERED_FROM and texts == [str(number) for number in range(1, len(texts) + 1)]


def guess(rows: Sequence[Row]) -> Header | None:
    """The columns of a list without titles, by what stands in them; None if there are no people."""
    votes: dict[str, Counter[int]] = {}
    for row in rows[:_GUESS_ROWS]:
        for column in row.filled():
            field = _looks_like(row, column)
            if field:
                votes.setdefault(field, Counter())[column] += 1
    if not votes.get("fio"):
        return None
    column, count = min(votes["fio"].items(), key=lambda item: (-item[1], item[0]))
    if count < 2 or count < _GUESS_SHARE * min(len(rows), _GUESS_ROWS):  # noqa: PLR2004  # one name is no list
        return None
    fields: dict[str, tuple[int, ...]] = {"fio": (column,)}
    for field in ("birth", "phone", "email", "position", "category", "organisation"):
        ballot = Counter(
            {place: votes_ for place, votes_ in votes.get(field, Counter()).items() if place != column}
        )
        if ballot:
            fields[field] = (min(ballot.items(), key=lambda item: (-item[1], item[0]))[0],)
    return Header(fields, depth=0, guessed=True)


def _looks_like(row: Row, column: int) -> str | None:
    cell = row.cells[column]
    if isinstance(cell, date):
        return "birth"
    text = row.text(column)
    return next((field for field, looks in _LOOKS.items() if looks(text)), None)


def _is_full_name(text: str) -> bool:
    name = names.whole(text)
    return name is not None and bool(name.patronymic) and bool(name.first)


_LOOKS: Final[Mapping[str, Callable[[str], bool]]] = {
    "email": lambda text: facts.email(text) is not None,
    "phone": lambda text: facts.phone(text) is not None,
    "fio": _is_full_name,
    "organisation": lambda text: organisation_in(text) is not None,
    "position": lambda text: any(sign.isalpha() for sign in text) and not posts(text, "").doubts,
    "category": lambda text: bool(facts.category(fold(text)).name),
}
