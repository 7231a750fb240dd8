"""Figures about people: how many, behind which sessions, by which parts."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    String,
    and_,
    case,
    cast,
    distinct,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    union,
    union_all,
)

from storage.indicators.asked import (
    FORMER,
    HELPED,
    HOUSES,
    JOBS,
    LEFT,
    LISTED,
    SESSIONS,
    YOUNG_BY_YEAR,
    Condition,
    Counted,
    Fit,
    Span,
    Staff,
    sessions_of,
)
from storage.indicators.lists import PLACED, everybody, helped, is_among, posts

KEPT: Final = 128
"""Statements kept ready: they change with the day, the period and the school asked about, no oftener."""


@lru_cache(maxsize=KEPT)
def totals(span: Span, staff: Staff, fits: tuple[Fit, ...]) -> Select[Any]:
    """How many people of each kind there are: `post`, `here`, `age`, a flag for each fit, `people`."""
    columns = [SESSIONS.c.held_on] if staff.young and staff.young.at_first_support else []
    jobs = posts(staff).cte("jobs")
    given = [one.subquery() for one in helped(span, fits, staff, jobs, *columns)]
    everyone = everybody(staff, jobs, given, len(fits))
    kinds = _columns(everyone, len(fits))
    return select(*kinds, func.count().label("people")).group_by(*kinds)


@dataclass(frozen=True, slots=True)
class Behind:
    """The people behind a figure, as parts of statements.

    `jobs` are posts, `given` the sessions that fit, a row for each person helped. `everyone` are
    the people of both, `reached` those of the list in the numerator, `gone` those in it who have
    left since, `base` those the share is of, `hits` the rows of `given` that count.

    What one part says of another is asked with `is_among`, never by a join.
    """

    jobs: CTE
    given: CTE
    everyone: CTE
    reached: CTE
    gone: CTE
    base: CTE
    hits: CTE


def behind(
    span: Span,
    what: Counted,
    narrower: tuple[Fit, ...] = (),
    subjects: tuple[tuple[str, str], ...] = (),
) -> Behind:
    """Puts together who stands behind a figure and with which sessions.

    `subjects` are spellings of subjects with what they are to be read as; others stay as they are.
    """
    staff = what.staff
    columns: list[ColumnElement[Any]] = [SESSIONS.c.id.label("session_id"), HELPED.c.organisation_id]
    columns += [SESSIONS.c[name] for name in ("held_on", "request_id", *_OF_SESSION.values())]
    subject = case(dict(subjects), value=JOBS.c.subject, else_=JOBS.c.subject) if subjects else JOBS.c.subject
    jobs = posts(staff, HOUSES.c.kind, subject.label("subject")).cte("jobs")
    fits = (what.fit, *narrower)
    (statement,) = helped(span, fits, staff, jobs, *columns)
    given = statement.cte("given")
    everyone = everybody(staff, jobs, [given], len(fits))
    listed, meant = everyone.c.here == LISTED, what.is_meant(everyone.c.age)
    left = everyone.c.post.in_((LEFT, FORMER))

    def of(name: str, *conditions: Condition) -> CTE:
        return select(everyone.c.person_id).where(*conditions).cte(name)

    reached = of("reached", listed, meant, everyone.c.f0 > 0)
    gone = of("gone", left, meant, everyone.c.f0 == PLACED)
    base = of("base", listed, what.is_base(everyone.c.age))
    late = and_(given.c.f0 == PLACED, _is_of(given, gone))
    hits = select(given).where(or_(_is_of(given, reached), late)).cte("hits")
    return Behind(jobs, given, everyone, reached, gone, base, hits)


def _is_of(rows: FromClause, people: CTE) -> Condition:
    return is_among(rows.c.person_id, select(people.c.person_id))


_OF_SESSION: Final = {"form": "form", "channel": "channel", "methodist": "provider_id", "topic": "topic"}
_OF_POST: Final = {"organisation": "organisation_id", "organisation_kind": "kind", "subject": "subject"}
PEOPLE_PARTS: Final = frozenset(_OF_SESSION) | frozenset(_OF_POST)


@lru_cache(maxsize=KEPT)
def detail(
    span: Span,
    what: Counted,
    narrower: tuple[Fit, ...],
    parts: tuple[str, ...],
    subjects: tuple[tuple[str, str], ...] = (),
) -> CompoundSelect[Any]:
    """A figure with all that stands behind it, in rows of `part`, `key`, `n`.

    "kinds" are the rows of `totals` for its fit and the `narrower` ones, their numbers in the key;
    "sessions" and "requests" are counts; each part counts people. A part of the post has its own
    base beside it as `part/of`; "organisation/all" counts the whole list of each organisation,
    whatever the age.
    """
    found = behind(span, what, narrower, subjects)
    rows = [_kinds(found.everyone, 1 + len(narrower))]
    rows += [_count("sessions", found.hits.c.session_id), _count("requests", found.hits.c.request_id)]
    for part in parts:
        if part in _OF_SESSION:
            rows.append(_by(part, found.hits, _OF_SESSION[part]))
        else:
            rows.append(_by(part, places_of(found, what.staff).subquery(), _OF_POST[part]))
            rows.append(_by(part + "/of", base_places(found, what.staff).subquery(), _OF_POST[part]))
    if "organisation" in parts and what.staff.young:
        listed = select(*_placed(found.jobs)).where(*_in_list(found.jobs, what.staff)).subquery()
        rows.append(_by("organisation/all", listed, "organisation_id"))
    return union_all(*rows)


def _kinds(everyone: CTE, fits: int) -> Select[Any]:
    columns = _columns(everyone, fits)
    key: ColumnElement[Any] = cast(columns[0], String)
    for column in columns[1:]:
        key = key + " " + cast(column, String)
    some: tuple[Any, ...] = (
        literal_column("'kinds'").label("part"),
        key.label("key"),
        func.count().label("n"),
    )
    return select(*some).group_by(*columns)


def _columns(everyone: CTE, fits: int) -> list[ColumnElement[Any]]:
    return [everyone.c[name] for name in ("post", "here", "age", *(f"f{number}" for number in range(fits)))]


def _count(name: str, column: ColumnElement[Any]) -> Select[Any]:
    columns: tuple[Any, ...] = (
        literal_column(f"'{name}'").label("part"),
        cast(null(), String).label("key"),
        func.count(distinct(column)).label("n"),
    )
    return select(*columns)


def _by(part: str, people: FromClause, key: str) -> Select[Any]:
    pairs = select(people.c[key].label("key"), people.c.person_id).distinct().subquery()
    columns: tuple[Any, ...] = (literal_column(f"'{part}'"), cast(pairs.c.key, String), func.count())
    return select(*columns).group_by(pairs.c.key)


def places_of(found: Behind, staff: Staff) -> CompoundSelect[Any]:
    """Person and place of everybody in the numerator: where he works, or where he was helped."""
    jobs, given = found.jobs, found.given
    now = select(*_placed(jobs)).where(_is_of(jobs, found.reached), *_in_list(jobs, staff))
    before = (
        select(given.c.person_id, given.c.organisation_id, HOUSES.c.kind, cast(null(), String))
        .join_from(given, HOUSES, HOUSES.c.id == given.c.organisation_id)
        .where(given.c.f0 == PLACED, _is_of(given, found.gone))
    )
    return union(now, before)


def base_places(found: Behind, staff: Staff) -> Select[Any]:
    """Person and place of everybody the share is of."""
    jobs = found.jobs
    return select(*_placed(jobs)).where(_is_of(jobs, found.base), *_in_list(jobs, staff))


def _placed(jobs: CTE) -> list[ColumnElement[Any]]:
    return [jobs.c.person_id, jobs.c.organisation_id, jobs.c.kind, jobs.c.subject]


def _in_list(jobs: CTE, staff: Staff) -> list[Condition]:
    conditions: list[Condition] = [jobs.c.post == LISTED]
    if staff.schools is not None:
        conditions.append(jobs.c.organisation_id.in_(staff.schools))
    return conditions


# --- opening a number ------------------------------------------------------------------------


def places(span: Span, what: Counted, *, covered: bool, schools: frozenset[int] | None) -> Select[Any]:
    """The people behind a figure, or those it has not reached, with their schools.

    `person_id`, `organisation_id`, `by_year` (1 where the age is known by year only), `gone` (1
    for those who have left since). `schools` limits to some of them.
    """
    found = behind(span, what)
    rows: CompoundSelect[Any] | Select[Any] = places_of(found, what.staff)
    if not covered:
        rows = base_places(found, what.staff).where(not_(_is_of(found.jobs, found.reached)))
    shown, everyone = rows.subquery("shown"), found.everyone
    by_year = select(everyone.c.person_id).where(everyone.c.age == YOUNG_BY_YEAR)
    chosen = select(
        shown.c.person_id,
        shown.c.organisation_id,
        case((is_among(shown.c.person_id, by_year), 1), else_=0).label("by_year"),
        case((_is_of(shown, found.gone), 1), else_=0).label("gone"),
    ).distinct()
    return chosen if schools is None else chosen.where(shown.c.organisation_id.in_(schools))


def by_school(span: Span, what: Counted, *, covered: bool, schools: frozenset[int] | None) -> Select[Any]:
    """How many of `places` each school has: `organisation_id`, `people`."""
    shown = places(span, what, covered=covered, schools=schools).subquery("placed")
    people = func.count(distinct(shown.c.person_id)).label("people")
    return select(shown.c.organisation_id, people).group_by(shown.c.organisation_id)


def of_person(span: Span, fit: Fit, person_id: int, schools: frozenset[int] | None) -> Select[Any]:
    """What a person was given in the span, the newest first, and whether it counts (`fits`).

    With `schools` only what he was given while at one of them.
    """
    condition = fit.condition(SESSIONS)
    fits = literal_column("1") if condition is None else case((condition, 1), else_=0)
    columns = [SESSIONS.c[name] for name in ("id", "held_on", "form", "channel", "provider_role")]
    chosen = (
        select(*columns, fits.label("fits"))
        .join_from(HELPED, SESSIONS, SESSIONS.c.id == HELPED.c.session_id)
        .where(HELPED.c.territory == span.territory, HELPED.c.person_id == person_id, sessions_of(span))
        .order_by(SESSIONS.c.held_on.desc(), SESSIONS.c.id.desc())
    )
    return chosen if schools is None else chosen.where(HELPED.c.organisation_id.in_(schools))


# --- what was left aside ---------------------------------------------------------------------


@lru_cache(maxsize=KEPT)
def aside(
    span: Span, asked: tuple[tuple[str, Fit], ...], schools: tuple[int, ...] | None
) -> CompoundSelect[Any]:
    """Sessions that would count but for one thing: `id` of the figure, `reason`, `n`.

    "voided" are those taken back; every other reason is the role in which help was given instead.
    """
    rows = []
    for name, fit in asked:
        anyone = replace(fit, roles=(), of_young=False)
        rows.append(_left(name, literal_column("'voided'"), span, fit, schools, voided=True))
        if fit.roles:
            other = _left(name, SESSIONS.c.provider_role, span, anyone, schools, voided=False)
            rows.append(
                other.where(SESSIONS.c.provider_role.not_in(fit.roles)).group_by(SESSIONS.c.provider_role)
            )
    return union_all(*rows)


def _left(
    name: str,
    reason: ColumnElement[Any],
    span: Span,
    fit: Fit,
    schools: tuple[int, ...] | None,
    *,
    voided: bool,
) -> Select[Any]:
    people = select(HELPED.c.session_id).where(HELPED.c.session_id == SESSIONS.c.id)
    if schools is not None:
        people = people.where(HELPED.c.organisation_id.in_(schools))
    columns: tuple[Any, ...] = (literal_column(f"'{name}'").label("id"), reason.label("reason"))
    conditions = [
        SESSIONS.c.territory == span.territory,
        SESSIONS.c.held_on.between(span.first, span.last),
        SESSIONS.c.voided_at.is_not(None) if voided else SESSIONS.c.voided_at.is_(None),
        people.exists(),
    ]
    condition = fit.condition(SESSIONS)
    if condition is not None:
        conditions.append(condition)
    return select(*columns, func.count().label("n")).where(*conditions)
