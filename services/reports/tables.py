"""Tables of a report, and what programs read: CSV and JSON. Text from people is never a formula here."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

Cell = str | int | float | date | None

_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for programs, its title for people, its width in signs."""

    key: str
    title: str
    width: int = 14


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a `name` for programs and a `title` for people.

    `notes` stand under it. A `locked` one cannot be changed by accident; `rows` have a cell for
    every column. A wide one is printed on pages side by side: `breaks` are the columns that begin one.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    locked: bool = False
    breaks: tuple[int, ...] = ()


def clean(text: str) -> str:
    """The text without signs that no document may hold (controls, halves of signs)."""
    return _NOT_IN_XML.sub("", text)


def harmless(text: str) -> str:
    """The text as a cell of CSV: what a spreadsheet would take for a formula begins with an apostrophe.

    Blanks in front do not help the formula: some programs drop them.
    """
    plain = clean(text)
    risky = plain.startswith(_BEGINS_FORMULA) or plain.lstrip().startswith(_BEGINS_FORMULA)
    return "'" + plain if risky else plain


def csv_of(table: Table) -> bytes:
    """The table as a Russian spreadsheet opens it: semicolons, decimal commas, UTF-8 with its mark."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([harmless(column.title) for column in table.columns])
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return (BYTE_ORDER_MARK + made.getvalue()).encode()


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell).replace(".", ",")


def json_of(head: Mapping[str, Any], tables: Sequence[Table]) -> bytes:
    """Everything as one object: the head, then each table as a list of rows by the names of columns."""
    found = dict(head) | {
        table.name: [
            {column.key: _value(cell) for column, cell in zip(table.columns, row, strict=True)}
            for row in table.rows
        ]
        for table in tables
    }
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _value(cell: Cell) -> Any:
    return cell.isoformat() if isinstance(cell, date) else cell
