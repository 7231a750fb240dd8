"""Figures about people: each counted once, however often and by however many he was helped."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from services.indicators.asking import Scope, counted, fit
from services.indicators.records import Excluded, Figure, Part, Row, Sources, percent
from services.indicators.titles import subject_ids
from services.regulation_records import OfWhich
from services.regulations import Indicator
from services.values import Words
from storage.indicators import people as queries
from storage.indicators.asked import (
    EXPERIENCED,
    EXTERNAL,
    FORMER,
    LEFT,
    LISTED,
    NO_BIRTH,
    NO_START,
    NOT_YET,
    OTHER_POST,
    STRANGER,
    YOUNG_BY_YEAR,
    Counted,
    Fit,
    Staff,
)
from storage.indicators.lists import PLACED


@dataclass(frozen=True, slots=True)
class _Asked:
    """One indicator with what it is counted from and the fits of its parts."""

    indicator: Indicator
    what: Counted
    parts: tuple[Fit, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """So many people who stand alike: in the territory, in the schools asked about, by age, by fits."""

    post: int
    here: int
    age: int
    flags: tuple[int, ...]
    people: int


async def people_helped(
    session: AsyncSession, scope: Scope, indicators: Sequence[Indicator], parts: frozenset[str] | None
) -> dict[str, Figure]:
    """The figures of these indicators; unless `parts` is None with sessions, requests and those parts.

    VSV 4.1-2, 4.1-3, 4.2-4. For the numbers alone one statement for each staff list that indicators
    share; with all else one for each figure.
    """
    asked = [
        _Asked(
            one,
            counted(scope, one),
            tuple(fit(scope.regulation, one.measure, part) for part in one.of_which),
        )
        for one in indicators
    ]
    if parts is not None:
        return await _with_details(session, scope, asked, parts)
    figures: dict[str, Figure] = {}
    for listed, group in _sharing(asked).items():
        fits = tuple(dict.fromkeys(one for member in group for one in (member.what.fit, *member.parts)))
        rows = await session.execute(queries.totals(scope.span, listed, fits))
        kinds = [_Kind(post, here, age, tuple(flags), people) for post, here, age, *flags, people in rows]
        figures |= {one.indicator.id: _figure(scope, one, kinds, fits) for one in group}
    return figures


def _sharing(asked: Iterable[_Asked]) -> dict[Staff, list[_Asked]]:
    """The indicators by the list they can be counted over together; one without age joins any.

    Where age is taken at the first support, a list belongs to one kind of support only.
    """
    groups: dict[Staff, list[_Asked]] = {}
    for one in sorted(asked, key=lambda one: one.what.staff.young is None):
        found = (staff for staff, members in groups.items() if _joins(one.what, staff, members[0].what))
        groups.setdefault(next(found, one.what.staff), []).append(one)
    return groups


def _joins(one: Counted, staff: Staff, first: Counted) -> bool:
    if staff.young and staff.young.at_first_support:
        return one.staff == staff and one.fit == first.fit
    return one.staff in (staff, replace(staff, young=None))


# --- the number ------------------------------------------------------------------------------


def _figure(scope: Scope, one: _Asked, kinds: Sequence[_Kind], fits: Sequence[Fit]) -> Figure:
    what, indicator = one.what, one.indicator
    flag = fits.index(what.fit)
    reached = [kind for kind in kinds if _is_reached(what, kind, flag)]
    numerator = _people(reached)
    share = indicator.value_type == "share"
    base = _people(kind for kind in kinds if kind.here == LISTED and _is_base(what, kind)) if share else None
    return Figure(
        indicator=indicator,
        period=scope.period,
        as_of=scope.as_of,
        rule_version=scope.regulation.version,
        value=percent(numerator, base) if base is not None else numerator,
        numerator=numerator,
        denominator=base,
        excluded=_excluded(scope, what, kinds, flag),
        sources=Sources(store=numerator),
        of_which=tuple(
            _part(row, _people(kind for kind in kinds if _is_reached(what, kind, fits.index(narrower))), base)
            for row, narrower in zip(indicator.of_which, one.parts, strict=True)
        ),
        gone=_people(kind for kind in reached if kind.here != LISTED),
        by_year=_people(kind for kind in kinds if kind.here == LISTED and kind.age == YOUNG_BY_YEAR)
        if what.staff.young
        else 0,
        why=Words("indicators-why-nobody") if base == 0 else None,
    )


def _part(row: OfWhich, people: int, base: int | None) -> Part:
    value = people if base is None else percent(people, base)
    return Part(row.id, row.title, row.short, value, people, base)


def _people(kinds: Iterable[_Kind]) -> int:
    return sum(kind.people for kind in kinds)


def _is_meant(what: Counted, kind: _Kind) -> bool:
    return what.staff.young is None or kind.age >= YOUNG_BY_YEAR


def _is_base(what: Counted, kind: _Kind) -> bool:
    if what.staff.young and what.base == "under_age":
        return kind.age >= EXPERIENCED or kind.age == NO_START
    return what.base == "all" or _is_meant(what, kind)


def _is_reached(what: Counted, kind: _Kind, flag: int) -> bool:
    """In the list and helped, or gone since and helped at a school of ours; each counts once."""
    if not _is_meant(what, kind):
        return False
    if kind.here == LISTED:
        return kind.flags[flag] > 0
    return kind.post in (LEFT, FORMER) and kind.flags[flag] == PLACED


def _excluded(scope: Scope, what: Counted, kinds: Sequence[_Kind], flag: int) -> tuple[Excluded, ...]:
    """Whom the list or the numerator leaves out, and why; what is nobody is left out of this too."""
    found: dict[str, int] = defaultdict(int)
    for kind in kinds:
        reason = _reason(scope, what, kind, flag)
        if reason:
            found[reason] += kind.people
    order = ("left", "external_part_time", "no_birth_year", "no_experience", "other_post", "not_in_list")
    return tuple(Excluded(reason, found[reason]) for reason in order if found[reason])


def _reason(scope: Scope, what: Counted, kind: _Kind, flag: int) -> str | None:
    if kind.here == LISTED:
        unknown = {NO_BIRTH: "no_birth_year", NO_START: "no_experience"}
        return unknown.get(kind.age) if what.staff.young else None
    if kind.here in (LEFT, EXTERNAL) and _is_meant(what, kind):
        return "left" if kind.here == LEFT else "external_part_time"
    if kind.flags[flag] < (1 if scope.schools is None else PLACED):
        return None
    if kind.post == OTHER_POST and what.staff.young is None:
        return "other_post"
    astray = kind.post in (LEFT, FORMER) and _is_meant(what, kind) and kind.flags[flag] < PLACED
    return "not_in_list" if kind.post in (STRANGER, NOT_YET) or astray else None


# --- what stands behind it -------------------------------------------------------------------


async def _with_details(
    session: AsyncSession, scope: Scope, asked: Sequence[_Asked], parts: frozenset[str]
) -> dict[str, Figure]:
    """The figures with sessions, requests, parts and what was left aside.

    Figures that count alike are counted once; what they are broken down by is counted beside them.
    """
    wanted = {one.indicator.id: _parts(one.indicator, parts) for one in asked}
    subjects: tuple[tuple[str, str], ...] = ()
    if any("subject" in some for some in wanted.values()):
        subjects = await subject_ids(session, scope.regulation)
    aside = await _aside(session, scope, asked)
    alike: dict[tuple[Counted, tuple[Fit, ...]], list[_Asked]] = defaultdict(list)
    for one in asked:
        alike[one.what, one.parts].append(one)
    figures: dict[str, Figure] = {}
    for (what, narrower), group in alike.items():
        some = tuple(dict.fromkeys(part for one in group for part in wanted[one.indicator.id]))
        found: dict[str, dict[str, int]] = defaultdict(dict)
        statement = queries.detail(scope.span, what, narrower, some, subjects)
        for part, key, count in await session.execute(statement):
            found[part][key or ""] = count
        kinds = [_kind(key, people) for key, people in found["kinds"].items()]
        for one in group:
            figure = _figure(scope, one, kinds, (what.fit, *narrower))
            figure = _detailed(figure, found, wanted[one.indicator.id])
            left_out = (*figure.excluded, *aside.get(one.indicator.id, ()))
            figures[one.indicator.id] = replace(figure, excluded=left_out)
    return figures


def _kind(key: str, people: int) -> _Kind:
    post, here, age, *flags = map(int, key.split())
    return _Kind(post, here, age, tuple(flags), people)


async def _aside(session: AsyncSession, scope: Scope, asked: Sequence[_Asked]) -> dict[str, list[Excluded]]:
    """Sessions that would count but for one thing, by indicator."""
    fits = tuple((one.indicator.id, one.what.fit) for one in asked)
    left: dict[str, list[Excluded]] = defaultdict(list)
    for an_id, reason, count in await session.execute(queries.aside(scope.span, fits, scope.schools)):
        if count:
            name = reason if reason == "voided" else f"provider_{reason}"
            left[an_id].append(Excluded(name, count, "sessions"))
    return {an_id: sorted(some, key=lambda one: one.reason) for an_id, some in left.items()}


def _parts(indicator: Indicator, parts: frozenset[str]) -> tuple[str, ...]:
    return tuple(one for one in indicator.breakdown if one in parts and one in queries.PEOPLE_PARTS)


def _detailed(figure: Figure, found: Mapping[str, Mapping[str, int]], parts: Sequence[str]) -> Figure:
    rows = [row for part in parts for row in _rows(figure, part, found)]
    return replace(
        figure,
        sessions=found["sessions"][""],
        requests=found["requests"][""],
        breakdown=tuple(rows),
    )


def _rows(figure: Figure, part: str, found: Mapping[str, Mapping[str, int]]) -> Iterable[Row]:
    """A part of the post has its own base; of any other the share is of everybody.

    An indicator of institutions (VSV 4.2) names each that has anybody on its list.
    """
    people, bases = found.get(part, {}), found.get(part + "/of")
    keys = dict.fromkeys([*people, *(bases or ())])
    if part == "organisation" and figure.indicator.level == "institution":
        keys |= dict.fromkeys(found.get("organisation/all", {}))
    for key in keys:
        base = None
        if figure.denominator is not None:
            base = figure.denominator if bases is None else bases.get(key, 0)
        number = people.get(key, 0)
        yield Row(part, key, key, number if base is None else percent(number, base), number, base)
