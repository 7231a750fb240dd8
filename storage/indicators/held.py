"""Figures about what was held: sessions of some forms, and requests by topic."""

from dataclasses import dataclass
from datetime import datetime
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
    """Sessions to count as events: which fit, what must be recorded of each, at which schools."""

    fit: Fit
    needs: tuple[str, ...] = ()
    each_organisation: bool = False
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
    return chosen if what.schools is None else chosen.where(_at(what.schools))


def _at(schools: tuple[int, ...]) -> Condition:
    guests = select(HELPED.c.session_id).where(HELPED.c.organisation_id.in_(schools))
    return or_(SESSIONS.c.organisation_id.in_(schools), SESSIONS.c.id.in_(guests))


@lru_cache(maxsize=KEPT)
def counts(span: Span, what: Held, parts: tuple[str, ...]) -> CompoundSelect[Any]:
    """Sessions by what they lack (`part` "lacks"), the unit counted ("all"), and by each part."""
    every = rows(span, what).cte("every")
    whole = select(every).where(every.c.lacks == WHOLE).subquery("whole_held")
    pairs = _pairs(whole)
    unit: FromClause = pairs if what.each_organisation else whole
    statements = [_row("lacks", every.c.lacks), _row("all", null()).select_from(unit)]
    for part in parts:
        if part in {"organisation", "organisation_kind"}:
            statements.append(_by_house(part, pairs if what.each_organisation else _places(whole)))
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


def _pairs(whole: Subquery) -> Subquery:
    """Each session with each of its organisations: the one it was for, those its guests came from."""
    own = select(whole.c.id, whole.c.organisation_id).where(whole.c.organisation_id.is_not(None))
    guests = (
        select(HELPED.c.session_id, HELPED.c.organisation_id)
        .join_from(HELPED, whole, whole.c.id == HELPED.c.session_id)
        .where(HELPED.c.organisation_id.is_not(None))
    )
    return union(own, guests).subquery("pairs")


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
    if what.schools is not None:
        conditions.append(_at(what.schools))
    return select(func.count()).select_from(SESSIONS).where(and_(*conditions))


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
