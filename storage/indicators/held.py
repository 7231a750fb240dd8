"""Figures about what was held: sessions of some forms, and requests by topic."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Null,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union,
    union_all,
)

from storage.indicators.asked import HELPED, HOUSES, REQUESTS, SESSIONS, Condition, Fit, Span, sessions_of
from storage.indicators.people import KEPT

WHOLE: Final = "whole"
_PARTS: Final = {
    "organisation": "organisation_id",
    "form": "form",
    "channel": "channel",
    "methodist": "provider_id",
    "topic": "topic",
    "direction": "direction",
}
HELD_PARTS: Final = frozenset({*_PARTS, "organisation_kind"})
_RECORDED: Final[dict[str, Condition]] = {
    "organisation": SESSIONS.c.organisation_id.is_not(None),
    "deficits": SESSIONS.c.for_deficits,
    "composition": func.coalesce(SESSIONS.c.composition, "") != "",
    "recommendation": func.coalesce(SESSIONS.c.recommendation, "") != "",
}


@dataclass(frozen=True, slots=True)
class Held:
    """Sessions to count as events: which fit, what must be recorded of each, at which schools.

    `unit` is what is counted: "session", "session_and_organisation" (each of them with each of its
    organisations) or "organisation" (each once). `flagged`: of the organisations that bear the flag now.
    """

    fit: Fit
    needs: tuple[str, ...] = ()
    unit: str = "session"
    flagged: bool = False
    schools: tuple[int, ...] | None = None


def rows(span: Span, what: Held) -> Select[Any]:
    """The sessions that fit; `lacks` is the first thing not recorded, or WHOLE."""
    columns = [SESSIONS.c[name] for name in ("id", "held_on", *_PARTS.values())]
    missing = [(~_RECORDED[need], need) for need in what.needs]
    lacks = case(*missing, else_=WHOLE) if missing else literal_column(f"'{WHOLE}'")
    chosen = select(*columns, lacks.label("lacks")).where(sessions_of(span))
    condition = what.fit.condition(SESSIONS)
    if condition is not None:
        chosen = chosen.where(condition)
    return chosen.where(*_where(span, what))


def _where(span: Span, what: Held) -> list[Condition]:
    conditions = [] if what.schools is None else [_at(what.schools)]
    return [*conditions, _at(_flagged(span.territory))] if what.flagged else conditions


def _at(schools: tuple[int, ...] | Select[Any]) -> Condition:
    guests = select(HELPED.c.session_id).where(HELPED.c.organisation_id.in_(schools))
    return or_(SESSIONS.c.organisation_id.in_(schools), SESSIONS.c.id.in_(guests))


def _flagged(territory: str) -> Select[Any]:
    return select(HOUSES.c.id).where(HOUSES.c.territory == territory, HOUSES.c.has_deficits)


@lru_cache(maxsize=KEPT)
def counts(span: Span, what: Held, parts: tuple[str, ...]) -> CompoundSelect[Any]:
    """Sessions by what they lack (`part` "lacks"), the unit counted ("all"), and by each part."""
    every = rows(span, what).cte("every")
    whole = select(every).where(every.c.lacks == WHOLE).subquery("whole_held")
    pairs = _pairs(whole, span, what)
    units: dict[str, FromClause] = {
        "session": whole,
        "session_and_organisation": pairs,
        "organisation": select(pairs.c.organisation_id).distinct().subquery("reached"),
    }
    unit = units[what.unit]
    statements = [_row("lacks", every.c.lacks), _row("all", null()).select_from(unit)]
    for part in parts:
        if part in {"organisation", "organisation_kind"}:
            statements.append(_by_house(part, _places(whole) if what.unit == "session" else pairs))
        else:
            statements.append(_row(part, whole.c[_PARTS[part]]))
    return union_all(*statements)


def _row(part: str, key: ColumnElement[Any]) -> Select[Any]:
    columns: tuple[Any, ...] = (
        literal_column(f"'{part}'").label("part"),
        cast(key, String).label("key"),
        func.count().label("n"),
    )
    chosen = select(*columns)
    return chosen if isinstance(key, Null) else chosen.group_by(key)


def _places(whole: Subquery) -> Subquery:
    placed = select(whole.c.id, whole.c.organisation_id).where(whole.c.organisation_id.is_not(None))
    return placed.subquery("at_house")


def _pairs(whole: Subquery, span: Span, what: Held) -> Subquery:
    """Each session with each of its organisations: the one it was for, those its guests came from.

    Where organisations are counted, only those that are asked about stand here.
    """
    own = select(whole.c.id, whole.c.organisation_id).where(whole.c.organisation_id.is_not(None))
    guests = (
        select(HELPED.c.session_id, HELPED.c.organisation_id)
        .join_from(HELPED, whole, whole.c.id == HELPED.c.session_id)
        .where(HELPED.c.organisation_id.is_not(None))
    )
    both = union(own, guests).subquery("pairs")
    if what.unit != "organisation":
        return both
    chosen = select(both)
    if what.flagged:
        chosen = chosen.where(both.c.organisation_id.in_(_flagged(span.territory)))
    if what.schools is not None:
        chosen = chosen.where(both.c.organisation_id.in_(what.schools))
    return chosen.subquery("asked_about")


def _by_house(part: str, pairs: Subquery) -> Select[Any]:
    key = HOUSES.c.id if part == "organisation" else HOUSES.c.kind
    return _row(part, key).join_from(pairs, HOUSES, HOUSES.c.id == pairs.c.organisation_id)


def voided(span: Span, what: Held) -> Select[Any]:
    """How many sessions of these forms were taken back."""
    conditions = [
        SESSIONS.c.territory == span.territory,
        SESSIONS.c.held_on.between(span.first, span.last),
        SESSIONS.c.voided_at.is_not(None),
    ]
    condition = what.fit.condition(SESSIONS)
    if condition is not None:
        conditions.append(condition)
    return select(func.count()).select_from(SESSIONS).where(and_(*conditions, *_where(span, what)))


def requests(
    territory: str, began: datetime, after: datetime, schools: tuple[int, ...] | None
) -> Select[Any]:
    """Requests opened from one moment until another, by topic: `key`, `n`."""
    chosen = (
        select(REQUESTS.c.topic.label("key"), func.count().label("n"))
        .where(REQUESTS.c.territory == territory, REQUESTS.c.opened_at >= began, REQUESTS.c.opened_at < after)
        .group_by(REQUESTS.c.topic)
    )
    return chosen if schools is None else chosen.where(REQUESTS.c.organisation_id.in_(schools))


def answered(
    territory: str, began: datetime, after: datetime, last: date, schools: tuple[int, ...] | None
) -> Select[Any]:
    """Requests opened from one moment until another, by school and topic.

    `organisation_id`, `topic`, `answered` (1 where support was recorded by the last day), `n`.
    """
    recorded = select(SESSIONS.c.id).where(
        SESSIONS.c.territory == territory,
        SESSIONS.c.request_id == REQUESTS.c.id,
        SESSIONS.c.voided_at.is_(None),
        SESSIONS.c.held_on <= last,
    )
    answer = case((recorded.exists(), 1), else_=0).label("answered")
    every = select(REQUESTS.c.organisation_id, REQUESTS.c.topic, answer).where(
        REQUESTS.c.territory == territory, REQUESTS.c.opened_at >= began, REQUESTS.c.opened_at < after
    )
    if schools is not None:
        every = every.where(REQUESTS.c.organisation_id.in_(schools))
    rows = every.subquery("opened")
    columns = (rows.c.organisation_id, rows.c.topic, rows.c.answered)
    return select(*columns, func.count().label("n")).group_by(*columns)
