"""People who stand in one list more than once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Any, Final

from services.staff_list.identity import NOTHING, Bond, Identity, Relation, identity, relation
from services.staff_list.model import Args, Doubt, Note, Omission, Post, Skipped, StaffRow

COMPARED_LIMIT: Final = 200  # people of one surname and initial: beyond that a list is a trial of patience
_FILLED: Final = (
    "patronymic",
    "former_last",
    "birth_date",
    "birth_year",
    "experience_years",
    "experience_months",
    "category",
    "organisation",
    "organisation_stated",
    "organisation_key",
    "phone",
    "email",
    "part_time",
)
_CONTRADICTING: Final = ("birth_date", "birth_year", "experience_years", "category")


def without_repetition(rows: Iterable[StaffRow]) -> tuple[list[StaffRow], list[Skipped]]:
    """One row for each person, with a note; the other rows are told as left out.

    Who may be the same or a namesake (initials, contradicting births, a second school) stays a row
    of his own and is asked about.
    """
    people: list[StaffRow] = []
    skipped: list[Skipped] = []
    alike: dict[str, list[tuple[int, Identity]]] = {}
    for row in rows:
        one = _here(row)
        group = alike.setdefault(f"{one.last} {one.first[:1]}", [])
        place, found = _nearest(one, group)
        if found.bond > Bond.ASK and _same_place(row, people[place]):
            first = people[place]
            people[place] = _merged(first, row)
            where: Args = {"sheet": first.sheet, "row": first.row}
            skipped.append(Skipped(row.sheet, row.row, Omission.TWICE, where))
            continue
        group.append((len(people), one))
        if found.bond is Bond.NONE:
            people.append(row)
        else:
            _ask(people, place, row, found.doubt or Doubt.TWO_ORGANISATIONS)
    return people, skipped


def _nearest(one: Identity, group: Sequence[tuple[int, Identity]]) -> tuple[int, Relation]:
    """The earlier person nearest to this one; two equally near ones are both in question."""
    related = [(place, relation(one, other)) for place, other in group[:COMPARED_LIMIT]]
    best = max((found.bond for _, found in related), default=Bond.NONE)
    if best is Bond.NONE:
        return -1, NOTHING
    near = [(place, found) for place, found in related if found.bond is best]
    place, found = near[0]
    if len(near) > 1 and best > Bond.ASK:
        return place, Relation(Bond.ASK, Doubt.SAME_OR_NAMESAKE)
    return place, found


def _here(row: StaffRow) -> Identity:
    """People of a list that names no organisation are colleagues."""
    return replace(identity(row), organisation_key=row.organisation_key or "")


def _same_place(one: StaffRow, other: StaffRow) -> bool:
    return (
        None in {one.organisation_key, other.organisation_key}
        or one.organisation_key == other.organisation_key
    )


def _ask(people: list[StaffRow], place: int, row: StaffRow, doubt: Doubt) -> None:
    """Marks the later row; the earlier one too if it is just as doubtful (two births for one name)."""
    earlier = people[place]
    people.append(_doubted(row, doubt, earlier))
    initials = Doubt.NAME_INITIALS in earlier.unclear and Doubt.NAME_INITIALS not in row.unclear
    if doubt is Doubt.NAMESAKE or initials:
        people[place] = _doubted(earlier, doubt, row)
        if initials:  # the full name stands for itself, the short one is in question
            people[-1] = row


def _doubted(row: StaffRow, doubt: Doubt, like: StaffRow) -> StaffRow:
    return replace(
        row, unclear=(*dict.fromkeys((*row.unclear, doubt)),), like=row.like or (like.sheet, like.row)
    )


def _merged(first: StaffRow, again: StaffRow) -> StaffRow:
    """The first row, its gaps filled from the second; contradictions are asked about."""
    changes: dict[str, Any] = {
        name: getattr(again, name)
        for name in _FILLED
        if getattr(first, name) is None and getattr(again, name)
    }
    unclear = dict.fromkeys((*first.unclear, *again.unclear))
    if any(
        getattr(first, name) is not None and getattr(again, name) not in (None, getattr(first, name))
        for name in _CONTRADICTING
    ):
        unclear[Doubt.ROWS_DIFFER] = None
    notes = dict.fromkeys((*first.notes, *again.notes, Note.TWICE))
    posts = dict.fromkeys((*first.other_posts, Post(again.position, again.subject), *again.other_posts))
    posts.pop(Post(first.position, first.subject), None)
    posts.pop(Post(None), None)
    if posts:
        notes[Note.SEVERAL_POSTS] = None
    if again.kind == "manager" != first.kind:
        posts = {Post(first.position, first.subject): None, **posts}
        posts.pop(Post(again.position, again.subject), None)
        changes |= {"position": again.position, "subject": again.subject or first.subject, "kind": "manager"}
    return replace(first, **changes, other_posts=tuple(posts), unclear=tuple(unclear), notes=tuple(notes))


assert set(_FILLED) <= {entry.name for entry in fields(StaffRow)}
