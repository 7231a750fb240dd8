"""A staff list comes in whole, however a school wrote it; what is no person is told with its reason."""

import re
import zipfile
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.staff_list import (
    Note,
    Omission,
    Post,
    Refusal,
    StaffList,
    StaffListError,
    StaffRow,
    read,
)
from tests.staff_lists import TODAY, messy, part, repacked, spreadsheet, table

HEAD = [
    "№ п/п",
    "Ф.И.О. (полностью)",
    "Должность",
    "Дата рождения",
    "Пед. стаж",
    "Кв. категория",
    "Телефон",
    "E-mail",
]
MANY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=120)


def people(*rows: list[Any]) -> tuple[StaffRow, ...]:
    return read(table(*rows), today=TODAY).people


def reasons(staff: StaffList) -> list[tuple[int, Omission]]:
    return [(omission.row, omission.reason) for omission in staff.skipped]


def refusal(content: bytes) -> str:
    with pytest.raises(StaffListError) as caught:
        read(content, today=TODAY)
    return caught.value.key


FIRST = [
    "Фёдорова Дарья Анатольевна",
    "зам. директора по УВР",
    "04.04.1975",
    18,
    "первая",
    "8 (965) 223-15-81",
]
FIRST += ["T0@School.example"]
SECOND = [
    "  Кисeлёвa\xa0Галинa  Дмитриeвна ",
    "учитель нач. классов",
    date(1965, 1, 1),
    "5 лет 8 мес.",
    "б/к",
    89232571831,
]


def test_a_list_as_schools_send_them() -> None:
    content = spreadsheet(
        {
            "Педкадры": [
                ["Список педагогических работников МОУ «СОШ № 5»"],
                ["по состоянию на 01.09.2025 г."],
                [],
                HEAD,
                [1, *FIRST],
                [2, *SECOND],
                [],
                [None, "Всего: 2"],
                [None, "Директор ____________"],
            ]
        },
        merged=["A1:H1", "A2:H2"],
    )  # fmt: skip
    staff = read(content, today=TODAY)
    assert staff.list_date == date(2025, 9, 1)
    assert staff.organisations == {"школа 5": "МОУ «СОШ № 5»"}
    first, second = staff.people
    assert first.plain() == {
        "sheet": "Педкадры",
        "row": 5,
        "last": "Фёдорова",
        "first": "Дарья",
        "patronymic": "Анатольевна",
        "birth_year": 1975,
        "experience_years": 18,
        "position": "заместитель директора по УВР",
        "subject": None,
        "category": "первая",
        "organisation": "МОУ «СОШ № 5»",
    }
    assert (first.kind, first.phone, first.email) == ("manager", "+79652231581", "t0@school.example")
    assert first.birth_date == date(1975, 4, 4)
    assert (second.last, second.first, second.patronymic) == ("Киселёва", "Галина", "Дмитриевна")
    assert (second.position, second.subject, second.category) == ("учитель", "начальные классы", None)
    assert (second.experience_years, second.experience_months) == (5, 8)
    assert second.experience == pytest.approx(5 + 8 / 12)
    assert reasons(staff) == [
        (1, Omission.HEADING),
        (2, Omission.HEADING),
        (7, Omission.EMPTY),
        (8, Omission.TOTAL),
        (9, Omission.SIGNATURE),
    ]


@MANY
@given(st.integers(0, 10**9))
def test_a_messy_list_comes_back_whole(seed: int) -> None:
    made = messy(seed)
    found = read(made.content, today=TODAY).people
    assert len(found) == len(made.people)
    for row, real in zip(found, made.people, strict=True):
        for name in ("last", "first", "patronymic", "position", "subject", "category", "phone", "email"):
            assert getattr(row, name) == getattr(real, name), name
        assert (row.birth_year, row.organisation_key) == (real.born.year, real.school)
        assert (row.experience_years, row.experience_months) == (real.years, real.months)
        assert row.birth_date in ({real.born} if "born" in made.fields else {None})
        assert row.unclear == ()


def test_the_school_of_a_section_a_heading_or_a_sheet() -> None:
    first = [
        ["ФИО", "Должность"],
        ["Ким Анна Ивановна", "учитель химии"],
        ["МОУ «СОШ № 4»"],
        ["Ли Вера Ильинична", "учитель права"],
        ["Учителя физики"],
        ["Дюма Ян Ильич", None],
    ]
    second = [
        ["Учителя Романовской СОШ на 1 октября 2025 г."],
        ["ФИО", "Возраст"],
        ["Ом Ия Ивановна", 40],
    ]
    staff = read(spreadsheet({"СОШ 3": first, "2": second}), today=TODAY)
    schools = [one.organisation for one in staff.people]
    assert schools == ["СОШ 3", "МОУ «СОШ № 4»", "МОУ «СОШ № 4»", "Романовская СОШ"]
    assert (staff.people[2].position, staff.people[2].subject) == ("учитель", "физика")
    assert (staff.people[3].birth_year, staff.list_date) == (1985, date(2025, 10, 1))


def test_titles_in_two_rows_numbered_and_repeated() -> None:
    rows = [
        ["№", "ФИО", None, None, "Дата", "Стаж", None, "Аттестация"],
        [
            None,
            "Фамилия",
            "Имя",
            "Отчество",
            "рождения",
            "общий",
            "педагогический",
            "категория",
            "дата присвоения",
        ],
        [1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, "Ким", "Анна", "Ивановна", "01.02.1980", 20, 15, "высшая", "12.03.2020"],
        ["№", "ФИО", None, None, "Дата", "Стаж", None, "Аттестация"],
        [
            None,
            "Фамилия",
            "Имя",
            "Отчество",
            "рождения",
            "общий",
            "педагогический",
            "категория",
            "дата присвоения",
        ],
        [2, "Ли", "Вера", "Ильинична", "01.02.1981", 20, 15, "первая", "12.03.2020"],
    ]
    staff = read(table(*rows), today=TODAY)
    assert [(one.last, one.first, one.birth_year) for one in staff.people] == [
        ("Ким", "Анна", 1980),
        ("Ли", "Вера", 1981),
    ]
    assert {(one.experience_years, one.unclear) for one in staff.people} == {(15, ())}
    assert [one.category for one in staff.people] == ["высшая", "первая"]
    assert reasons(staff) == [(3, Omission.HEADER), (5, Omission.HEADER)]


def test_a_list_without_titles() -> None:
    found = people(
        [1, "Ким Анна Ивановна", "учитель химии", date(1980, 2, 1), "89111234567"],
        [2, "Ли Вера Ильинична", "директор", date(1981, 2, 1), "89111234568"],
    )
    assert [(one.last, one.position, one.subject, one.birth_year) for one in found] == [
        ("Ким", "учитель", "химия", 1980),
        ("Ли", "директор", None, 1981),
    ]
    assert all(Note.NO_HEADER in one.notes for one in found)


def test_noise_is_told_with_its_reason() -> None:
    staff = read(
        table(
            ["ОО", "ФИО", "должность", "возраст", "стаж"],
            ["СОШ 5", "вакансия", "учитель физики"],
            ["СОШ 5", None, "учитель", "сорок", "-3"],
            ["СОШ 5", "???", "учитель"],
            ["итого", 57],
            [None, "Исп. Иванова И.И., тел. 2-15-81"],
            ["Директор", "Иванова И.И."],
            ["Начальная школа"],
        ),
        today=TODAY,
    )
    assert staff.people == ()
    assert [reason for _, reason in reasons(staff)] == [
        Omission.VACANCY, Omission.NO_NAME, Omission.NO_NAME, Omission.TOTAL,
        Omission.SIGNATURE, Omission.SIGNATURE, Omission.SECTION,
    ]  # fmt: skip


def test_hidden_empty_and_other_sheets_are_told() -> None:
    rows = [["ФИО", "Должность"], ["Ким Анна Ивановна", "учитель химии"]]
    content = spreadsheet({"А": rows, "Б": [["инструкция"]], "В": [], "Г": rows}, hidden=["Г"])
    staff = read(content, today=TODAY)
    assert len(staff.people) == 1
    assert {omission.sheet: omission.reason for omission in staff.skipped} == {
        "Б": Omission.SHEET_NO_LIST,
        "В": Omission.SHEET_EMPTY,
        "Г": Omission.SHEET_HIDDEN,
    }


def test_a_name_merged_over_two_rows_is_one_person_with_two_posts() -> None:
    rows = [["ФИО", "Должность"], ["Ким Анна Ивановна", "учитель химии"], [None, "педагог-психолог"]]
    (found,) = read(spreadsheet({"А": rows}, merged=["A2:A3"]), today=TODAY).people
    assert (found.position, found.other_posts) == ("учитель", (Post("педагог-психолог"),))


def test_formulas_are_never_worked_out() -> None:
    content = table(
        ["ФИО", "Стаж"], ["Ким Анна Ивановна", "=10+5"], ['=HYPERLINK("http://x","Ли Вера Ильинична")', 1]
    )
    (found,) = read(content, today=TODAY).people
    assert (found.last, found.experience_years) == ("Ким", None)
    written = part(content, "xl/worksheets/sheet1.xml")
    sheet = re.sub(rb"(<f>10\+5</f>)<v(?: ?/>|></v>)", rb"\1<v>15</v>", written)
    assert sheet != written
    saved = repacked(content, {"xl/worksheets/sheet1.xml": sheet})
    assert read(saved, today=TODAY).people[0].experience_years == 15


HEADED = table(["ФИО", "Должность"], ["Ким Анна Ивановна", "учитель химии"])
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def test_files_that_are_refused_say_why() -> None:
    assert refusal(b"") == Refusal.NOT_XLSX
    assert refusal("ФИО;Должность".encode()) == Refusal.NOT_XLSX
    assert refusal(OLD + b"\0" * 600) == Refusal.OLD_XLS
    assert refusal(OLD + "EncryptedPackage".encode("utf-16-le")) == Refusal.ENCRYPTED
    assert refusal(HEADED[:-40]) == refusal(b"PK\x03\x04 and no more") == Refusal.BROKEN
    assert refusal(repacked(HEADED, {"[Content_Types].xml": None})) == Refusal.NOT_XLSX
    assert refusal(repacked(HEADED, {"xl/workbook.xml": b"<workbook"})) == Refusal.BROKEN
    assert refusal(table(["просто текст"], ["и ещё"])) == Refusal.NO_LIST
    assert refusal(repacked(HEADED, {}, zipfile.ZIP_BZIP2)) == Refusal.BROKEN


def test_limits_hold_before_anything_is_unpacked() -> None:
    assert refusal(b"PK" + b"\0" * (5 * 1024 * 1024)) == Refusal.TOO_LARGE
    assert (
        refusal(repacked(HEADED, {"xl/media/image.png": b"\0" * (51 * 1024 * 1024)}))
        == Refusal.UNPACKS_TOO_LARGE
    )
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    assert refusal(repacked(HEADED, {"xl/worksheets/sheet1.xml": bomb})) == Refusal.BROKEN
    sheet = part(HEADED, "xl/worksheets/sheet1.xml").replace(b"</row>", b"<c/>" * 250_000 + b"</row>", 1)
    assert refusal(repacked(HEADED, {"xl/worksheets/sheet1.xml": sheet})) == Refusal.UNPACKS_TOO_LARGE
    assert refusal(repacked(HEADED, {"xl/styles.xml": b"<a/>" * 4_000_001})) == Refusal.UNPACKS_TOO_LARGE
    assert refusal(spreadsheet({str(number): [["ФИО"]] for number in range(21)})) == Refusal.TOO_MANY_SHEETS
    assert refusal(table(*([number] for number in range(20_001)))) == Refusal.TOO_MANY_ROWS
    sheet = (
        part(HEADED, "xl/worksheets/sheet1.xml").replace(b'r="2"', b'r="1048576"').replace(b"A2", b"A1048576")
    )
    assert refusal(repacked(HEADED, {"xl/worksheets/sheet1.xml": sheet})) == Refusal.TOO_MANY_ROWS


def test_a_wrong_size_written_in_the_file_loses_no_rows() -> None:
    sheet = part(HEADED, "xl/worksheets/sheet1.xml").replace(
        b'<dimension ref="A1:B2"', b'<dimension ref="A1"'
    )
    assert len(read(repacked(HEADED, {"xl/worksheets/sheet1.xml": sheet}), today=TODAY).people) == 1
