"""One row of a list as a person, or the reason why it is none."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from services.staff_list import dates, facts, names
from services.staff_list.columns import Header
from services.staff_list.model import Doubt, Note, Omission, StaffRow
from services.staff_list.organisations import TITLE_LENGTH, organisation_key
from services.staff_list.posts import Posts, posts
from services.staff_list.text import fold, has_letters
from services.staff_list.words import words
from services.staff_list.workbook import Cell, Row

CONTACT_LENGTH: Final = 120
_SPARSE: Final = 3
_NAME_SPAN: Final = 2  # columns without a title that a merged «ФИО» may cover
_ONE_WORD: Final = re.compile(r"^\s*[^\W\d_]+(?:-[^\W\d_]+)?\s*$")


@dataclass(frozen=True, slots=True)
class Place:
    """What the sheet says about all rows below: its organisation, the day it is of, the last section."""

    sheet: str
    as_of: date
    organisation: str | None = None
    section: str = ""


def read_row(row: Row, header: Header, place: Place) -> StaffRow | Omission:
    """The person of this row; noise, vacancies and staff of other trades are told by their reason."""
    noise = _noise(row, header)
    if noise:
        return noise
    name = _name(row, header)
    if name is None:
        return _nobody(row, header)
    cells = _Cells(row, header)
    post = posts(cells.text("position"), cells.text("subject"))
    if post.main.position is None and place.section:
        section = posts(place.section, cells.text("subject"))
        post = section if not section.doubts else post
    if not post.teaching:
        return Omission.NOT_TEACHING
    return _person(cells, name, post, place)


class _Cells:
    """A row's cells by field; of several columns of a field the first that is filled."""

    def __init__(self, row: Row, header: Header) -> None:
        self.row = row
        self.header = header

    def cell(self, field: str) -> Cell:
        for column in self.header.fields.get(field, ()):
            cell = self.row.cells[column] if column < len(self.row.cells) else None
            if cell is not None and not (isinstance(cell, str) and words().says("blank", fold(cell))):
                return cell
        return None

    def text(self, field: str) -> str:
        cell = self.cell(field)
        return "" if cell is None else str(cell)

    def raw(self, field: str) -> str:
        """As `text`, with the words that mean «nothing»."""
        column = self.header.column(field)
        return "" if column is None else self.row.text(column)


def _person(cells: _Cells, name: names.Name, post: Posts, place: Place) -> StaffRow:
    birth = dates.birth(cells.cell("birth"), place.as_of)
    experience = dates.experience(_experience_cell(cells), cells.header.experience_part)
    category = facts.category(cells.raw("category"))
    phone, email, contact_notes = _contacts(cells)
    organisation = (cells.text("organisation") or place.organisation or "")[:TITLE_LENGTH] or None
    remarks = (cells.text("position"), cells.text("note"), _name_text(cells.row, cells.header))
    part_time = facts.part_time(cells.raw("employment"), titled=True) or facts.part_time(*remarks)
    doubts = [
        *name.doubts,
        birth.doubt,
        experience.doubt,
        *post.doubts,
        None if category.known else Doubt.CATEGORY_UNKNOWN,
        None
        if dates.experience_fits(experience.years, birth.year, place.as_of)
        else Doubt.EXPERIENCE_EXCEEDS_AGE,
    ]
    notes = [
        *name.notes,
        Note.PART_TIME if part_time else None,
        Note.ON_LEAVE if facts.on_leave(cells.text("employment"), *remarks) else None,
        Note.BIRTH_BY_AGE if birth.by_age else None,
        Note.SEVERAL_POSTS if post.others else None,
        *contact_notes,
        Note.NO_HEADER if cells.header.guessed else None,
    ]
    said = StaffRow(
        place.sheet,
        cells.row.number,
        name.last,
        name.first,
        name.patronymic,
        name.former,
        phone=phone,
        email=email,
        part_time=part_time,
        unclear=tuple(doubt for doubt in dict.fromkeys(doubts) if doubt),
        notes=tuple(note for note in dict.fromkeys(notes) if note),
    )
    return _with_facts(
        said, birth=birth, experience=experience, category=category, post=post, organisation=organisation
    )


def _with_facts(
    row: StaffRow,
    *,
    birth: dates.Birth,
    experience: dates.Experience,
    category: facts.Category,
    post: Posts,
    organisation: str | None,
) -> StaffRow:
    """The row with what was read of birth, work and school."""
    return replace(
        row,
        birth_date=birth.day,
        birth_year=birth.year,
        birth_by_age=birth.by_age,
        experience_years=experience.years,
        experience_months=experience.months,
        position=post.main.position,
        subject=post.main.subject,
        other_posts=post.others,
        kind=post.kind,
        category=category.name,
        category_stated=category.stated,
        organisation=organisation,
        organisation_stated=organisation,
        organisation_key=organisation_key(organisation or "") or None,
    )


def _experience_cell(cells: _Cells) -> Cell:
    """«Нет» in this column is no teaching yet, a dash is nothing said."""
    raw = cells.raw("experience")
    return raw if raw and words().says("experience.none", fold(raw)) else cells.cell("experience")


def _contacts(cells: _Cells) -> tuple[str | None, str | None, list[Note]]:
    """Telephone and e-mail; either may stand in the other's column, or both in one."""
    phone = facts.phone(cells.cell("phone")) or facts.phone(cells.cell("email"))
    email = facts.email(cells.cell("email")) or facts.email(cells.cell("phone"))
    notes = []
    if cells.text("phone") and not phone and not facts.email(cells.cell("phone")):
        notes.append(Note.PHONE_UNREADABLE)
    if cells.text("email") and not email and not facts.phone(cells.cell("email")):
        notes.append(Note.EMAIL_UNREADABLE)
    return phone, email if email and len(email) <= CONTACT_LENGTH else None, notes


def _name_text(row: Row, header: Header) -> str:
    """What stands in the columns of the name."""
    if "fio" in header.fields:
        column = header.fields["fio"][0]
        text = row.text(column)
        if _ONE_WORD.match(text):  # one title over three columns
            for following in range(column + 1, column + 1 + _NAME_SPAN):
                titled = following < len(header.titles) and header.titles[following]
                if titled or header.guessed or not _ONE_WORD.match(row.text(following)):
                    break
                text = f"{text} {row.text(following)}"
        return text
    columns = [header.column(field) for field in ("last", "first", "patronymic")]
    return " ".join(row.text(column) for column in columns if column is not None and row.text(column))


def _name(row: Row, header: Header) -> names.Name | None:
    if "fio" in header.fields:
        return names.whole(_name_text(row, header))
    last, first, patronymic = (
        "" if column is None else row.text(column)
        for column in (header.column(field) for field in ("last", "first", "patronymic"))
    )
    return names.in_parts(last, first, patronymic)


def _noise(row: Row, header: Header) -> Omission | None:
    """Totals, vacancies and signatures."""
    vocabulary = words()
    filled = row.filled()
    texts = [
        fold(row.text(column))
        for column in filled
        if has_letters(row.text(column)) or "_" in row.text(column)
    ]
    if any(vocabulary.says("noise.total", text) for text in texts[:2]):
        return Omission.TOTAL
    if vocabulary.says("noise.vacancy", fold(_name_text(row, header))):
        return Omission.VACANCY
    if any(vocabulary.says("noise.underline", text) for text in texts):
        return Omission.SIGNATURE
    if len(filled) <= _SPARSE and not _told_columns(header) & set(filled):
        outside = [fold(row.text(column)) for column in filled if isinstance(row.cells[column], str)]
        if any(vocabulary.says("noise.signature", text) for text in outside):
            return Omission.SIGNATURE
    return None


def _told_columns(header: Header) -> set[int]:
    """The columns that say something about a person beside name and organisation."""
    beside = {"fio", "last", "first", "patronymic", "organisation"}
    return {column for field, columns in header.fields.items() if field not in beside for column in columns}


def _name_columns(header: Header) -> set[int]:
    return {
        column for field in ("fio", "last", "first", "patronymic") for column in header.fields.get(field, ())
    }


def _nobody(row: Row, header: Header) -> Omission:
    """Why a row without a name is none: a section's title, an unfilled post, or simply no name."""
    filled = row.filled()
    texts = [fold(row.text(column)) for column in filled]
    if any(words().says("noise.vacancy", text) for text in texts):
        return Omission.VACANCY
    if len(filled) == 1 and isinstance(row.cells[filled[0]], str) and has_letters(texts[0]):
        if words().says("noise.signature", texts[0]) and filled[0] not in _name_columns(header):
            return Omission.SIGNATURE
        return Omission.SECTION
    return Omission.NO_NAME
