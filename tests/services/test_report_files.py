"""The writers of a report: whatever people wrote stays text, and whoever opens a file sees all of it."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from services.reports.paper import Cover, Gap, Grid, Heading, Words, paper
from services.reports.tables import Column, Table, clean, csv_of, json_of
from services.reports.workbook import Frame, workbook
from tests.papers import letters, sheets

MADE = datetime(2026, 11, 21, 12, tzinfo=UTC)
FRAME = Frame("Отчёт & Ко", "МУ «ВРМЦ» · 2026 год", "Страница &P из &N", "МУ «ВРМЦ»", MADE)
COVER = Cover("Записка", ("Кто",), "МУ «ВРМЦ» · 2026 год", ("Страница", "из"), "МУ «ВРМЦ»", "ru", MADE)
RISKY = ("=1+1", "+7 921", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", '=HYPERLINK("http://x")')
WORDS = st.text(max_size=40) | st.builds(
    "".join, st.tuples(st.sampled_from("=+-@\t\r\n ＝"), st.text(max_size=12))
)


def table_of(*texts: str, **how) -> Table:
    columns = (Column("what", "Что", 20), Column("number", "Число"))
    return Table("some", "Список", columns, tuple((text, 1.5) for text in texts), **how)


def cells(content: bytes) -> list:
    return [row[0] for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=2)]


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@settings(deadline=None)
@given(WORDS)
def test_no_cell_of_a_spreadsheet_is_a_formula(text: str):
    content = workbook([table_of(text)], FRAME)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    (cell,) = cells(content)
    assert cell.data_type in ("s", "n") and (cell.data_type == "s" or cell.value is None)


@pytest.mark.parametrize("text", RISKY)
def test_what_looks_like_a_formula_is_kept_as_it_was_written(text: str):
    (cell,) = cells(workbook([table_of(text)], FRAME))
    assert cell.data_type == "s"
    assert cell.value.replace("_x000D_", "\r").strip() == text.strip()


@settings(deadline=None)
@given(WORDS)
def test_no_cell_of_csv_begins_like_a_formula_and_nothing_breaks_out_of_it(text: str):
    content = csv_of(table_of(text))
    head, row = read_csv(content)
    assert head == ["Что", "Число"]
    assert row[1] == "1,5"
    assert not row[0].lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert not row[0].startswith(("\t", "\r"))
    assert row[0].removeprefix("'") == clean(text) or row[0] == clean(text)


def test_numbers_below_nothing_stay_numbers_and_days_stay_days():
    columns = (Column("change", "Изменение"), Column("day", "День"), Column("none", "Пусто"))
    table = Table("some", "Список", columns, ((-4.2, date(2026, 3, 12), None),))
    assert read_csv(csv_of(table))[1] == ["-4,2", "2026-03-12", ""]
    assert sheets(workbook([table], FRAME))["Список"][1] == [-4.2, datetime(2026, 3, 12), None]  # noqa: DTZ001
    found = json.loads(json_of({"period": "2026"}, [table]))
    assert found == {"period": "2026", "some": [{"change": -4.2, "day": "2026-03-12", "none": None}]}


@settings(deadline=None)
@given(WORDS)
def test_a_document_says_what_was_written_and_nothing_else(text: str):
    grid = Grid(("Что",), ((text,),), (1.0,))
    content = paper(COVER, [Heading(text), Words(text, bullet=True), Gap(text), grid])
    document = docx.Document(io.BytesIO(content))
    said = document.add_paragraph(clean(text)).text
    assert document.tables[0].rows[1].cells[0].text == said
    assert said in [one.text for one in document.paragraphs[2:-1]]


def test_markup_in_a_title_is_words():
    content = paper(COVER, [Words("<w:p/> & «так» {{ x }}")])
    assert "<w:p/> & «так» {{ x }}" in letters(content)


def test_every_page_has_its_header_and_number_and_the_language_is_russian():
    content = paper(COVER, [Words("Слова")])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        footer, settings = (
            archive.read("word/footer1.xml").decode(),
            archive.read("word/settings.xml").decode(),
        )
        styles = archive.read("word/styles.xml").decode()
    assert " PAGE " in footer and " NUMPAGES " in footer
    assert "autoHyphenation" in settings
    assert 'w:val="ru-RU"' in styles
    assert "МУ «ВРМЦ» · 2026 год" in letters(content)


def test_a_sheet_is_printed_with_its_head_on_every_page_and_a_locked_one_is_locked():
    tables = [table_of("a", notes=("Примечание",)), table_of("b", locked=True)]
    book = load_workbook(io.BytesIO(workbook(tables, FRAME)))
    first, second = book.worksheets
    assert (first.title, second.title) == ("Список", "Список 2")
    assert first.print_title_rows == "$1:$1"
    assert first.oddFooter.right.text == "Страница &P из &N"
    assert first.oddHeader.left.text == "МУ «ВРМЦ» · 2026 год"
    assert first.oddFooter.left.text == "Отчёт && Ко"
    assert (first.protection.sheet, second.protection.sheet) == (False, True)
    assert first["A4"].value == "Примечание"


def test_a_text_too_long_for_a_cell_is_cut_and_a_bad_name_of_a_sheet_is_mended():
    columns = (Column("what", "Что"),)
    tables = [
        Table(
            "one", "Очень [длинное]: название/листа?*, длиннее тридцати знаков", columns, (("я" * 40_000,),)
        ),
        Table("two", "", columns, ()),
    ]
    found = sheets(workbook(tables, FRAME))
    assert list(found) == ["Очень длинное название листа ,", "-"]
    assert len(found["Очень длинное название листа ,"][1][0]) == 32_767


def test_a_very_long_table_is_written_as_whole_and_as_safe():
    rows = tuple((text, number) for number in range(5_200) for text in ("=1+1", "Слова", "", "-"))
    table = Table("some", "Список", (Column("what", "Что"), Column("number", "Число")), rows, ("Конец",))
    found = sheets(workbook([table], FRAME))["Список"]
    assert found[1:5] == [["=1+1", 0], ["Слова", 0], [None, 0], ["-", 0]]
    assert (found[20_800], found[-1]) == (["-", 5_199], ["Конец", None])
