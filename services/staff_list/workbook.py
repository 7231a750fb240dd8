"""The rows of a spreadsheet that strangers sent: checked before it is opened, read as plain values.

Nothing in the file is executed: formulas come as the values that were saved beside them, parts that
are not sheets are never looked at, and every size is limited before anything is unpacked.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from itertools import islice, pairwise
from typing import Any, Final

from services.staff_list.model import Refusal, StaffListError
from services.staff_list.text import clean

MIB: Final = 1024 * 1024
FILE_LIMIT: Final = 5 * MIB
UNPACKED_LIMIT: Final = 50 * MIB
SHEET_LIMIT: Final = 20
ROW_LIMIT: Final = 20_000
COLUMN_LIMIT: Final = 100
PART_LIMIT: Final = 2_000
SCAN_LIMIT: Final = 100_000  # rows looked through, empty ones included
MERGE_LIMIT: Final = 5_000
TAG_LIMIT: Final = 4_000_000  # each costs memory when read, however small it is in the file
ROW_TAG_LIMIT: Final = 200_000
NUMBER_LIMIT: Final = 10**15

_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_FLAG: Final = 0x1
_ENTITIES: Final = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le")
)
_ROW: Final = re.compile(rb"<(?:\w+:)?row\b")
_MERGE: Final = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]{0,200}?\bref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\""
)
_ERROR_VALUE: Final = re.compile(r"#(?:[A-ZА-Я/]{1,8}[!?]?|[A-ZА-Я]+/0!)")

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty; `number` as the person sees it."""

    number: int
    cells: tuple[Cell, ...]

    def text(self, column: int) -> str:
        """The cell as text, empty where there is none."""
        cell = self.cells[column] if column < len(self.cells) else None
        return "" if cell is None else str(cell)

    def filled(self) -> list[int]:
        """The columns that hold something."""
        return [column for column, cell in enumerate(self.cells) if cell is not None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's rows in order; a hidden sheet comes without rows."""

    title: str
    rows: tuple[Row, ...]
    hidden: bool = False


def open_sheets(content: bytes) -> list[Sheet]:
    """Every sheet of the workbook; `StaffListError` says why there is none."""
    merges = _inspect(content)
    try:
        return _read(content, merges)
    except StaffListError:
        raise
    except Exception as error:  # whatever openpyxl stumbles over, the file is at fault
        raise StaffListError(Refusal.BROKEN) from error


def _inspect(content: bytes) -> dict[str, list[tuple[str, int, int]]]:
    """Refuses what is no small honest .xlsx; finds the merged columns of each part, a by-product."""
    if len(content) > FILE_LIMIT:
        raise StaffListError(Refusal.TOO_LARGE, limit=FILE_LIMIT // MIB)
    if content.startswith(_OLD_OFFICE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        raise StaffListError(Refusal.ENCRYPTED if encrypted else Refusal.OLD_XLS)
    if not content.startswith(b"PK"):
        raise StaffListError(Refusal.NOT_XLSX)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_parts(archive.infolist())
            tags, merges = 0, {}
            for part in archive.infolist():
                if not part.filename.endswith((".xml", ".rels")):
                    continue
                data = archive.read(part)  # never beyond its declared size
                tags += data.count(b"<")
                _check_part(part.filename, data, tags)
                merges[part.filename] = _merged_columns(data) if _is_sheet(part.filename) else []
            return merges
    except StaffListError:
        raise
    except Exception as error:  # zipfile raises many kinds at damaged archives
        raise StaffListError(Refusal.BROKEN) from error


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
        raise StaffListError(Refusal.ENCRYPTED)
    # With other methods zipfile unpacks a block without a limit.
    if any(part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for part in parts):
        raise StaffListError(Refusal.BROKEN)
    if len(parts) > PART_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise StaffListError(Refusal.UNPACKS_TOO_LARGE, limit=UNPACKED_LIMIT // MIB)
    names = {part.filename for part in parts}
    if len(names) < len(parts):
        raise StaffListError(Refusal.BROKEN)
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise StaffListError(Refusal.NOT_XLSX)


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/")


def _check_part(name: str, data: bytes, tags: int) -> None:
    """Refuses entities, millions of tags (of all parts so far) and rows of thousands of cells."""
    if any(sign in data for sign in _ENTITIES):
        raise StaffListError(Refusal.BROKEN)
    starts = [0, *(found.start() for found in _ROW.finditer(data)), len(data)] if _is_sheet(name) else []
    if tags > TAG_LIMIT or any(data.count(b"<", *place) > ROW_TAG_LIMIT for place in pairwise(starts)):
        raise StaffListError(Refusal.UNPACKS_TOO_LARGE, limit=UNPACKED_LIMIT // MIB)


def _merged_columns(data: bytes) -> list[tuple[str, int, int]]:
    """The ranges of one column that are merged over several rows."""
    return [
        (left.decode(), int(top), int(bottom))
        for left, top, right, bottom in islice(
            (found.groups() for found in _MERGE.finditer(data)), MERGE_LIMIT
        )
        if left == right and int(bottom) > int(top)
    ]


def _read(content: bytes, merges: dict[str, list[tuple[str, int, int]]]) -> list[Sheet]:
    from openpyxl import load_workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        names = book.sheetnames
        if len(names) > SHEET_LIMIT:
            raise StaffListError(Refusal.TOO_MANY_SHEETS, limit=SHEET_LIMIT)
        budget = _Budget()
        sheets = []
        for name in names:
            sheet: Any = book[name]
            if not isinstance(sheet, ReadOnlyWorksheet):  # a chart has no rows
                continue
            title = clean(str(name))
            if sheet.sheet_state != "visible":
                sheets.append(Sheet(title, (), hidden=True))
                continue
            path = str(getattr(sheet, "_worksheet_path", ""))
            sheets.append(Sheet(title, _spread(_rows(sheet, budget), merges.get(path.lstrip("/"), []))))
        return sheets
    finally:
        book.close()


@dataclass(slots=True)
class _Budget:
    """What is left of the limits that all sheets share."""

    rows: int = ROW_LIMIT
    scan: int = SCAN_LIMIT

    def take(self, *, filled: bool) -> None:
        self.scan -= 1
        self.rows -= filled
        if self.rows < 0 or self.scan < 0:
            raise StaffListError(Refusal.TOO_MANY_ROWS, limit=ROW_LIMIT)


def _rows(sheet: Any, budget: _Budget) -> list[Row]:
    sheet.reset_dimensions()  # many programs write a wrong size, and rows beyond it would be lost
    rows = []
    found: Iterator[tuple[Any, ...]] = sheet.iter_rows(
        min_row=1, max_row=SCAN_LIMIT + 1, min_col=1, max_col=COLUMN_LIMIT, values_only=True
    )
    for number, raw in enumerate(found, 1):
        cells = () if not any(value is not None for value in raw) else tuple(_cell(value) for value in raw)
        filled = any(cell is not None for cell in cells)
        budget.take(filled=filled)
        if filled:
            rows.append(Row(number, _trimmed(cells)))
    return rows


def _trimmed(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return cells[:end]


def _cell(value: Any) -> Cell:
    """A value of ours: whole floats as int, moments as dates, text cleaned and cut, errors as nothing."""
    if isinstance(value, str):
        text = clean(value)
        return None if _ERROR_VALUE.fullmatch(text) else text or None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    # Neither NaN nor infinity is less than the limit; a truth value is an int for Python, not for us.
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < NUMBER_LIMIT:
        return None
    return int(value) if value == int(value) else value


def _spread(rows: list[Row], merges: Iterable[tuple[str, int, int]]) -> tuple[Row, ...]:
    """A value merged over several rows of one column stands in each of them (a person with two posts)."""
    from openpyxl.utils import column_index_from_string

    cells = [list(row.cells) for row in rows]
    numbers = [row.number for row in rows]
    budget = SCAN_LIMIT
    for letters, top, bottom in merges:
        column = column_index_from_string(letters) - 1
        start = bisect_left(numbers, top)
        if start == len(rows) or numbers[start] != top or column >= len(cells[start]):
            continue
        value = cells[start][column]
        for index in range(start + 1, len(rows)):
            budget -= 1
            if numbers[index] > bottom or budget < 0:
                break
            cells[index] += [None] * (column + 1 - len(cells[index]))
            if cells[index][column] is None:
                cells[index][column] = value
    return tuple(Row(row.number, tuple(line)) for row, line in zip(rows, cells, strict=True))
