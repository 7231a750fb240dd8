"""The staff list beside the sessions, a row a person: what every figure about people is counted from."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    False_,
    FromClause,
    Integer,
    Select,
    and_,
    case,
    cast,
    extract,
    false,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    union_all,
)

from storage.indicators.asked import (
    EXPERIENCED,
    EXTERNAL,
    FORMER,
    HELPED,
    HOUSES,
    JOBS,
    LEFT,
    LISTED,
    NO_BIRTH,
    NO_START,
    NOT_YET,
    OLDER,
    OTHER_POST,
    PEOPLE,
    SESSIONS,
    STRANGER,
    YOUNG,
    YOUNG_BY_YEAR,
    Condition,
    Fit,
    Flag,
    Span,
    Staff,
    Young,
    sessions_of,
)

FITS, PLACED = 1, 2
"""Flags of a session: it fits, or it fits and a school that counts stands beside the person."""


def posts(staff: Staff, *columns: ColumnElement[Any]) -> Select[Any]:
    """Every post of the territory's lists: person, organisation, how it stands, what age says.

    A post that somebody has only said of himself stands on no list yet. Without more columns of a
    post an index alone is read.
    """
    ours: Condition = JOBS.c.kind.in_(staff.posts)
    if staff.houses:
        ours = and_(ours, HOUSES.c.kind.in_(staff.houses))
    if staff.flagged:
        ours = and_(ours, HOUSES.c.has_deficits)
    chosen: list[ColumnElement[Any]] = [
        JOBS.c.person_id,
        JOBS.c.organisation_id,
        case((not_(ours), OTHER_POST), else_=_standing(staff)).label("post"),
        (case((not_(ours), STRANGER), else_=_age(staff.young)) if staff.young else _number(0)).label("age"),
    ]
    if staff.young and staff.young.at_first_support:
        chosen.append(_turns(staff.young.age).label("turns"))
    return (
        select(*chosen, *columns)
        .join_from(JOBS, PEOPLE, PEOPLE.c.id == JOBS.c.person_id)
        .join(HOUSES, HOUSES.c.id == JOBS.c.organisation_id)
        .where(JOBS.c.territory == staff.territory, PEOPLE.c.listed)
    )


def _standing(staff: Staff) -> Flag:
    def begun_and_not_over(day: date, moment: datetime, begun_by: date) -> Condition:
        return and_(
            or_(JOBS.c.since.is_(None), JOBS.c.since <= begun_by),
            _not_over(JOBS.c.until, day),
            _not_over(HOUSES.c.closed_on, day),
            _not_over(PEOPLE.c.left_on, day),
            or_(PEOPLE.c.erased_at.is_(None), PEOPLE.c.erased_at >= moment),
        )

    live = begun_and_not_over(staff.day, staff.after, staff.day)
    within = begun_and_not_over(staff.start, staff.began, staff.day)
    if staff.external:
        return case((live, LISTED), (JOBS.c.since > staff.day, NOT_YET), (within, LEFT), else_=FORMER)
    return case(
        (live, case((JOBS.c.external, EXTERNAL), else_=LISTED)),
        (or_(JOBS.c.external, JOBS.c.since > staff.day), NOT_YET),
        (within, LEFT),
        else_=FORMER,
    )


def _not_over(ends: ColumnElement[Any], day: date) -> Condition:
    return or_(ends.is_(None), ends > day)


def _age(young: Young) -> Flag:
    started = {"teaching": PEOPLE.c.started_on, "here": JOBS.c.since}.get(young.experience, null())
    unknown = and_(*(PEOPLE.c[name].is_(None) for name in ("birth_date", "birth_year", "young_through")))
    below: Condition = or_(
        PEOPLE.c.birth_date > young.born_after,
        and_(PEOPLE.c.birth_date.is_(None), PEOPLE.c.birth_year > young.year_after),
        PEOPLE.c.young_through >= young.on,  # all that an erasure leaves of a birth
    )
    if young.at_first_support:  # decided by everybody(), which knows the day of the support
        below = not_(unknown)
    by_year = and_(PEOPLE.c.birth_date.is_(None), PEOPLE.c.birth_year.is_not(None))
    if young.experience == "diploma":
        return case((unknown, NO_BIRTH), (below, NO_START), else_=OLDER)
    return case(
        (unknown, case((started <= young.started_after, OLDER), else_=NO_BIRTH)),
        (not_(func.coalesce(below, false())), OLDER),
        (started.is_(None), NO_START),
        (started <= young.started_after, EXPERIENCED),
        (by_year, YOUNG_BY_YEAR),
        else_=YOUNG,
    )


def _turns(age: int) -> Flag:
    """The day, as the number YYYYMMDD, on which a person is no longer below the age."""
    return case(
        (PEOPLE.c.birth_date.is_not(None), _digits(PEOPLE.c.birth_date) + age * 10_000),
        (PEOPLE.c.birth_year.is_not(None), (PEOPLE.c.birth_year + age) * 10_000 + 102),
        else_=_digits(PEOPLE.c.young_through) + 1,
    )


def _digits(day: ColumnElement[Any]) -> ColumnElement[int]:
    parts = (("year", 10_000), ("month", 100), ("day", 1))
    return sum((extract(part, day) * factor for part, factor in parts), start=_number(0))


def _number(value: int) -> Flag:
    return literal_column(str(value))


def helped(
    span: Span, fits: tuple[Fit, ...], staff: Staff, jobs: CTE, *columns: ColumnElement[Any]
) -> list[Select[Any]]:
    """Who was helped in the span, a row for each session: `f0`, `f1`, … are 0, FITS or PLACED.

    Fits that are about the young alone have a statement of their own, which looks at nobody else.
    """
    placed: Condition = HELPED.c.organisation_id.is_not(None)
    if staff.schools is not None:
        placed = HELPED.c.organisation_id.in_(staff.schools)
    if staff.houses or staff.flagged:
        fitting = select(HOUSES.c.id).where(HOUSES.c.territory == staff.territory)
        fitting = fitting.where(HOUSES.c.kind.in_(staff.houses)) if staff.houses else fitting
        fitting = fitting.where(HOUSES.c.has_deficits) if staff.flagged else fitting
        placed = and_(placed, HELPED.c.organisation_id.in_(fitting))
    worth = case((placed, PLACED), else_=FITS)
    statements = []
    for of_young in sorted({fit.of_young for fit in fits}):
        conditions = [fit.condition(SESSIONS) if fit.of_young is of_young else false() for fit in fits]
        flags = [_flag(condition, worth).label(f"f{number}") for number, condition in enumerate(conditions)]
        chosen = (
            select(HELPED.c.person_id, *columns, *flags)
            .join_from(SESSIONS, HELPED, HELPED.c.session_id == SESSIONS.c.id)
            .where(sessions_of(span))
        )
        if of_young:
            young = select(jobs.c.person_id).where(jobs.c.age >= YOUNG_BY_YEAR)
            chosen = chosen.where(is_among(HELPED.c.person_id, young))
        named = [one for one in conditions if one is not None]
        if len(named) == len(conditions):
            chosen = chosen.where(or_(*named))
        statements.append(chosen)
    return statements


def is_among(person: ColumnElement[Any], people: Select[Any]) -> Condition:
    """Whether a person is one of some people, looked up in a table of them that is made once.

    A bare IN would be a join to both databases, and knowing no sizes they join it row by row:
    SQLite walks the people for every session, PostgreSQL the sessions for every person.
    """
    return func.coalesce(person.in_(people), false())


def _flag(condition: Condition | None, worth: Flag) -> Flag:
    if condition is None:
        return worth
    return _number(0) if isinstance(condition, False_) else case((condition, worth), else_=0)


def everybody(staff: Staff, jobs: CTE, given: Sequence[FromClause], fits: int) -> CTE:
    """One row a person of the list or of the sessions: `post`, `here`, `age` and a flag for each fit.

    `post` is the standing in the whole territory, `here` that in `schools`.
    """
    at_first = staff.young is not None and staff.young.at_first_support
    flags = [f"f{number}" for number in range(fits)]
    here: ColumnElement[Any] = jobs.c.post
    if staff.schools is not None:
        here = case((jobs.c.organisation_id.in_(staff.schools), jobs.c.post), else_=STRANGER)
    listed = [jobs.c.person_id, jobs.c.post, here.label("here"), jobs.c.age]
    listed += [_number(0).label(name) for name in flags]
    if at_first:
        nothing = cast(null(), Integer)
        listed += [jobs.c.turns.label("turns"), nothing.label("first_on")]
    statements = [select(*listed)]
    for some in given:
        found = [some.c.person_id, *[_number(STRANGER)] * 3, *(some.c[name] for name in flags)]
        if at_first:
            found += [nothing, case((some.c.f0 > 0, _digits(some.c.held_on)), else_=nothing)]
        statements.append(select(*found))
    rows = union_all(*statements).subquery("facts")
    age: ColumnElement[Any] = func.max(rows.c.age)
    if at_first and staff.young is not None:
        first = func.coalesce(func.min(rows.c.first_on), int(staff.young.on.strftime("%Y%m%d")))
        age = case((and_(age >= NO_START, func.max(rows.c.turns) <= first), OLDER), else_=age)
    return (
        select(
            rows.c.person_id,
            func.max(rows.c.post).label("post"),
            func.max(rows.c.here).label("here"),
            age.label("age"),
            *(func.max(rows.c[name]).label(name) for name in flags),
        )
        .group_by(rows.c.person_id)
        .cte("everybody")
    )
