"""A spreadsheet: a sheet for each table, written as text, number or day and never as a formula."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from services.reports.tables import Column, Table, clean

LONGEST_CELL: Final = 32_767
MOST_ROWS: Final = 1_048_576
SHEET_NAME: Final = 31
_NOT_IN_NAME: Final = str.maketrans("[]:*?/\\'", "        ")
_LINE: Final = 15
_MOST_LINES: Final = 12
_MANY_ROWS: Final = 20_000
_WIDE_SCALE: Final = 60


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every sheet when it is printed: above, below left, and whose file it is.

    `page` has «&P» and «&N» where the number of the page and of all pages go.
    """

    title: str
    header: str
    page: str
    author: str
    made_at: datetime


def workbook(tables: Sequence[Table], frame: Frame) -> bytes:
    """The file. XlsxWriter is imported here, since most processes never write one."""
    import xlsxwriter

    made = io.BytesIO()
    large = sum(len(table.rows) for table in tables) > _MANY_ROWS
    options = {
        "in_memory": not large,  # by rows through a file of its own instead, which is gone at the end
        "constant_memory": large,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    book = xlsxwriter.Workbook(made, options)
    created = frame.made_at.replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": frame.title, "author": frame.author, "created": created})
    formats = _formats(book)
    taken: set[str] = set()
    for table in tables:
        sheet = book.add_worksheet(_sheet_name(table.title, taken))
        _write(sheet, table, formats)
        _dress(sheet, table, frame)
    book.close()
    return made.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    shared = {"valign": "top", "font_name": "Arial", "font_size": 10}
    return {
        "head": book.add_format(
            shared
            | {"bold": True, "text_wrap": True, "bg_color": "#d9e2ea", "border": 1, "valign": "vcenter"}
        ),
        "text": book.add_format(shared | {"text_wrap": True}),
        "number": book.add_format(shared | {"num_format": "General", "align": "right", "indent": 1}),
        "day": book.add_format(shared | {"num_format": "dd.mm.yyyy", "align": "left"}),
        "note": book.add_format(shared | {"italic": True}),
    }


def _sheet_name(title: str, taken: set[str]) -> str:
    name = " ".join(clean(title).translate(_NOT_IN_NAME).split())[:SHEET_NAME].strip() or "-"
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{name[: SHEET_NAME - 3]} {number}"
    taken.add(name.casefold())
    return name


def _write(sheet: Any, table: Table, formats: dict[str, Any]) -> None:
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(0, number, clean(column.title), formats["head"])
    sheet.set_row(0, _height([column.title for column in table.columns], table.columns))
    rows = table.rows[: MOST_ROWS - len(table.notes) - 3]
    for at, row in enumerate(rows, start=1):
        texts = [cell if isinstance(cell, str) else "" for cell in row]
        if any(len(text) > column.width for text, column in zip(texts, table.columns, strict=True)):
            sheet.set_row(at, _height(texts, table.columns))
        for number, cell in enumerate(row):
            _write_cell(sheet, at, number, cell, formats)
    for at, note in enumerate(table.notes, start=len(rows) + 2):
        sheet.write_string(at, 0, clean(note)[:LONGEST_CELL], formats["note"])


def _write_cell(sheet: Any, at: int, number: int, cell: Any, formats: dict[str, Any]) -> None:
    if isinstance(cell, str):
        if text := clean(cell)[:LONGEST_CELL]:
            sheet.write_string(at, number, text, formats["text"])
    elif isinstance(cell, date):
        sheet.write_datetime(at, number, datetime(cell.year, cell.month, cell.day), formats["day"])  # noqa: DTZ001
    elif cell is not None:
        sheet.write_number(at, number, cell, formats["number"])


def _height(texts: Sequence[str], columns: Sequence[Column]) -> int:
    """So many points that wrapped text is seen whole: no program measures that when it opens a file."""
    lines = [
        sum(-(-max(len(line), 1) // max(column.width - 1, 1)) for line in text.split("\n"))
        for text, column in zip(texts, columns, strict=True)
    ]
    return _LINE * min(max(lines, default=1), _MOST_LINES)


def _dress(sheet: Any, table: Table, frame: Frame) -> None:
    """How it looks on the screen and on paper."""
    last = len(table.columns) - 1
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), last)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.5, right=0.5, top=0.9, bottom=0.8)
    if table.breaks:
        sheet.set_print_scale(_WIDE_SCALE)
        sheet.set_v_pagebreaks(list(table.breaks))
        sheet.repeat_columns(0, 1)
    else:
        sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header("&L" + _escaped(frame.header) + "&R" + _escaped(table.title))
    sheet.set_footer("&L" + _escaped(frame.title) + "&R" + frame.page)
    if table.locked:
        sheet.protect("", {"autofilter": True, "sort": True, "select_locked_cells": True})


def _escaped(text: str) -> str:
    """«&» begins a command in headers."""
    return clean(text).replace("&", "&&")[:100]
