"""A staff list from the bytes of a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from services.staff_list import dates
from services.staff_list.columns import Header, guess, header_at, is_numbering
from services.staff_list.model import Omission, Refusal, Skipped, StaffList, StaffListError, StaffRow
from services.staff_list.organisations import organisation_in, organisation_key
from services.staff_list.people import Place, read_row
from services.staff_list.repeated import without_repetition
from services.staff_list.workbook import Row, Sheet, open_sheets

HEADER_WITHIN: Final = 200  # filled rows: whoever writes more above a table writes no table


def read(content: bytes, *, today: date) -> StaffList:
    """The people of a list; ages count to the day the list states, else to `today`.

    Raises `StaffListError` (its key is a `Refusal`) for what is no readable list, and nothing else.
    Thousands of rows take seconds: not for the event loop.
    """
    pages = [_Page(sheet, today) for sheet in open_sheets(content)]
    stated = next((page.list_date for page in pages if page.list_date), None)
    for page in pages:
        page.read(stated)
    if not any(page.header for page in pages):
        raise StaffListError(Refusal.NO_LIST)
    people, repeated = without_repetition(_placed(pages))
    titles = _titles(people)
    order = {page.sheet.title: number for number, page in enumerate(pages)}
    skipped = sorted(
        (*(omission for page in pages for omission in page.skipped), *repeated),
        key=lambda omission: (order[omission.sheet], omission.row),
    )
    return StaffList(
        tuple(
            replace(person, organisation=titles.get(person.organisation_key or "", person.organisation))
            for person in people
        ),
        tuple(skipped),
        stated,
        titles,
    )


@dataclass(slots=True)
class _Page:
    """A sheet while it is read: what stands above the table first, then its rows."""

    sheet: Sheet
    today: date
    start: int = 0
    header: Header | None = None
    list_date: date | None = None
    organisation: str | None = None
    people: list[StaffRow] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def __post_init__(self) -> None:
        rows = self.sheet.rows
        for index in range(min(len(rows), HEADER_WITHIN)):
            self.header = header_at(rows, index, None)
            if self.header:
                self.start = index
                self._read_heading(
                    [cell for row in rows[:index] for cell in row.cells if isinstance(cell, str)]
                )
                break
        else:
            self.header = guess(rows)
        self.organisation = self.organisation or organisation_in(self.sheet.title)

    def _read_heading(self, texts: Sequence[str]) -> None:
        days = (dates.list_day(text, self.today) for text in texts)
        self.list_date = next((day for day in days if day), None)
        self.organisation = next((found for text in texts if (found := organisation_in(text))), None)

    def read(self, list_date: date | None) -> None:
        """Goes through the rows; a date stated on another sheet counts here too."""
        rows = self.sheet.rows
        if not rows:
            self._skip(0, Omission.SHEET_HIDDEN if self.sheet.hidden else Omission.SHEET_EMPTY)
        elif not self.header:
            self._skip(0, Omission.SHEET_NO_LIST)
        else:
            for row in rows[: self.start]:
                self._skip(row.number, Omission.HEADING)
            as_of = self.list_date or list_date or self.today
            self._read_table(rows, self.header, Place(self.sheet.title, as_of, self.organisation))

    def _read_table(self, rows: Sequence[Row], header: Header, place: Place) -> None:
        index = self.start + header.depth
        while index < len(rows):
            row, above = rows[index], rows[index - 1].number if index else 0
            if row.number > above + 1:
                self.skipped.append(Skipped(place.sheet, above + 1, Omission.EMPTY, {"last": row.number - 1}))
            again = header_at(rows, index, header)
            if again:
                header = again
                self._skip(row.number, Omission.HEADER)
                index += again.depth
                continue
            place = self._take(row, header, place)
            index += 1

    def _take(self, row: Row, header: Header, place: Place) -> Place:
        """Reads one row; a section's title changes the place of those below."""
        person = Omission.HEADER if is_numbering(row) else read_row(row, header, place)
        if isinstance(person, StaffRow):
            self.people.append(person)
            return place
        self._skip(row.number, person)
        if person is not Omission.SECTION:
            return place
        title = row.text(row.filled()[0])
        organisation = organisation_in(title)
        return replace(place, organisation=organisation) if organisation else replace(place, section=title)

    def _skip(self, row: int, reason: Omission) -> None:
        self.skipped.append(Skipped(self.sheet.title, row, reason))


def _placed(pages: Iterable[_Page]) -> list[StaffRow]:
    """Everybody, in order; where a file names one organisation only, all of it belongs there."""
    pages = list(pages)
    people = [person for page in pages for person in page.people]
    named = {organisation_key(page.organisation): page.organisation for page in pages if page.organisation}
    keys = named.keys() | {person.organisation_key for person in people if person.organisation_key}
    if len(named) != 1 or len(keys) != 1:
        return people
    ((key, title),) = named.items()
    return [
        person
        if person.organisation_key
        else replace(person, organisation=title, organisation_key=key or None)
        for person in people
    ]


def _titles(people: Iterable[StaffRow]) -> dict[str, str]:
    """The fullest spelling of each organisation, by its key."""
    titles: dict[str, str] = {}
    for person in people:
        if person.organisation_key and person.organisation:
            known = titles.get(person.organisation_key, "")
            titles[person.organisation_key] = max(
                known, person.organisation, key=lambda title: (len(title), title)
            )
    return titles
