"""Whether two records are one person. Namesakes are common: where the data do not tell, it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from services.staff_list.model import Doubt, KnownPerson, StaffRow
from services.staff_list.text import fold


class Bond(IntEnum):
    """What speaks for one person, the strongest highest; ASK means that it cannot be told."""

    NONE = 0
    ASK = 1
    SCHOOL = 2  # same full name and organisation, no birth known on one side
    YEAR = 3
    YEAR_AND_SCHOOL = 4
    DAY = 5


@dataclass(frozen=True, slots=True)
class Identity:
    """What identifies a person, folded."""

    last: str
    first: str
    patronymic: str
    former: str
    birth_date: date | None
    birth_year: int | None
    by_age: bool
    organisation_key: str | None


@dataclass(frozen=True, slots=True)
class Relation:
    """How two records are bound, and what to ask where that is unclear."""

    bond: Bond
    doubt: Doubt | None = None


NOTHING = Relation(Bond.NONE)


def identity(person: StaffRow | KnownPerson) -> Identity:
    """The identity of a row or of a known person."""
    birth = person.birth_date
    return Identity(
        fold(person.last or ""),
        fold(person.first or ""),
        fold(person.patronymic or ""),
        fold(person.former_last or "") if isinstance(person, StaffRow) else "",
        birth,
        birth.year if birth else person.birth_year,
        isinstance(person, StaffRow) and person.birth_by_age,
        person.organisation_key,
    )


def relation(one: Identity, other: Identity) -> Relation:
    """Whether the same name means the same person."""
    if one.last != other.last or not (
        _fits(one.first, other.first) and _fits(one.patronymic, other.patronymic)
    ):
        return NOTHING
    births = _births(one, other)
    if births is False:
        return _contradicting(one, other)
    if _is_short(one) or _is_short(other):
        return Relation(Bond.ASK, Doubt.SAME_OR_NAMESAKE)
    if one.birth_date and one.birth_date == other.birth_date:
        return Relation(Bond.DAY)
    return _agreeing(one, other, years=births is True)


def _contradicting(one: Identity, other: Identity) -> Relation:
    """The same school has two of that name, or one of the births is a slip: nobody can tell."""
    whole = one.patronymic == other.patronymic and not (_is_short(one) or _is_short(other))
    near = _colleagues(one, other) or one.birth_year == other.birth_year
    return Relation(Bond.ASK, Doubt.NAMESAKE) if near and whole else NOTHING


def _agreeing(one: Identity, other: Identity, *, years: bool) -> Relation:
    """What the same name with the same year, or with no year, is worth."""
    whole = one.patronymic == other.patronymic
    approximate = one.by_age or other.by_age
    colleagues = _colleagues(one, other)
    if years and colleagues and (whole or not approximate):
        return Relation(Bond.YEAR_AND_SCHOOL)
    if years and whole and not approximate:
        return Relation(Bond.YEAR)
    if not years and whole and colleagues:
        return Relation(Bond.SCHOOL)
    return Relation(Bond.ASK, Doubt.SAME_OR_NAMESAKE)


def _colleagues(one: Identity, other: Identity) -> bool:
    return one.organisation_key is not None and one.organisation_key == other.organisation_key


def renamed(one: Identity, other: Identity) -> Doubt | None:
    """What to ask if the two may be one person under a changed or misspelt name."""
    same_day = one.birth_date is not None and one.birth_date == other.birth_date
    same_first = bool(one.first) and one.first == other.first and not _is_short(one)
    same_patronymic = bool(one.patronymic) and one.patronymic == other.patronymic
    if one.last == other.last:
        return Doubt.NAME_DIFFERS if same_day and (same_first or same_patronymic) else None
    if not same_first or (one.patronymic and other.patronymic and not same_patronymic):
        return None
    if other.last == one.former:
        return None if _births(one, other) is False else Doubt.SURNAME_CHANGED
    same_year = one.birth_year is not None and one.birth_year == other.birth_year
    if same_day or (
        same_patronymic and _colleagues(one, other) and same_year and _births(one, other) is not False
    ):
        return Doubt.SURNAME_CHANGED
    return None


def _fits(one: str, other: str) -> bool:
    """Equal, absent on one side, or an initial of the other."""
    if one == other or not one or not other:
        return True
    return (one.endswith(".") or other.endswith(".")) and one[0] == other[0]


def _is_short(person: Identity) -> bool:
    return not person.first or person.first.endswith(".") or person.patronymic.endswith(".")


def _births(one: Identity, other: Identity) -> bool | None:
    """Whether the births agree; None where one of them is not known. Years by age may be one off."""
    if one.birth_date and other.birth_date:
        return one.birth_date == other.birth_date
    if one.birth_year is None or other.birth_year is None:
        return None
    return abs(one.birth_year - other.birth_year) <= (1 if one.by_age or other.by_age else 0)
