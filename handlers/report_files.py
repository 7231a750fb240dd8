"""The files of a report: which there are, what each is called, how each is made."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from handlers.report_note import note
from handlers.report_tables import frame, head, tables
from handlers.report_words import Speaker, file_name
from services.reports import Report
from services.reports.tables import Table, csv_of, json_of
from services.reports.workbook import workbook

BOOK, NOTE, DATA = "book", "note", "data"


@dataclass(frozen=True, slots=True)
class File:
    """One file: its name, what it is (xlsx, docx, json or csv), and of a table how many rows it has."""

    name: str
    kind: str
    content: bytes
    table: str | None = None
    rows: int | None = None


def every(report: Report, language: str) -> Iterator[File]:
    """Each file of a report, one at a time."""
    speaker = _speaker(report, language)
    found, name = tables(report, speaker), file_name("report", report.period.key)
    yield File(f"{name}.xlsx", "xlsx", workbook(found, frame(report, speaker)))
    yield File(f"{name}.docx", "docx", note(report, speaker))
    yield from _data(report, found)


def make(report: Report, kind: str, language: str) -> bytes:
    """One file of a report; what programs read comes in one archive."""
    speaker = _speaker(report, language)
    if kind == BOOK:
        return workbook(tables(report, speaker), frame(report, speaker))
    if kind == NOTE:
        return note(report, speaker)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in _data(report, tables(report, speaker)):
            archive.writestr(file.name, file.content)
    return made.getvalue()


def _speaker(report: Report, language: str) -> Speaker:
    return Speaker(report, language, named=report.all_names)


def _data(report: Report, found: list[Table]) -> Iterator[File]:
    name = file_name("report", report.period.key)
    yield File(f"{name}.json", "json", json_of(head(report), found))
    for table in found:
        yield File(f"{name}-{table.name}.csv", "csv", csv_of(table), table.name, len(table.rows))
