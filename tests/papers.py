"""What stands in a file, as text and as cells: .xlsx, .docx, archives, pages."""

import io
import re
import zipfile
from typing import Any

import docx
from openpyxl import load_workbook


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """The cells of a spreadsheet by the title of the sheet; no formula is computed."""
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def records(rows: list[list[Any]]) -> list[dict[str, Any]]:
    """The rows of a sheet by the titles of its columns, without the notes under it."""
    head, *rest = rows
    some = rest[: next((at for at, row in enumerate(rest) if not any(row)), len(rest))]
    return [dict(zip(head, row, strict=True)) for row in some]


def letters(content: bytes) -> str:
    """Every text of a document with those of its tables, header and footer."""
    document = docx.Document(io.BytesIO(content))
    section = document.sections[0]
    texts = [one.text for one in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    texts += [one.text for part in (section.header, section.footer) for one in part.paragraphs]
    return "\n".join(texts)


def text_of(content: bytes) -> str:
    """All that can be read in a file; an archive (every office document is one) with all that it holds."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if not name.endswith(".png")]
    return "\n".join(re.sub(r"<[^>]*>", " ", part.decode("utf-8", "replace")) for part in parts)
