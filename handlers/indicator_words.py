"""A figure in words: its value, what it is of, what changed, what was left out and why."""

from collections.abc import Iterable, Sequence
from typing import Final

from handlers.dialogue.nouns import Label
from services.indicators import Excluded, Figure, Row, Viewer
from services.regulations import Indicator, Regulation
from services.values import Listing, Personal, Words

MOST_LINES: Final = 20
REASONS: Final = {
    "left": "indicators-out-left",
    "external_part_time": "indicators-out-external",
    "no_birth_year": "indicators-out-birth",
    "no_experience": "indicators-out-experience",
    "other_post": "indicators-out-post",
    "not_in_list": "indicators-out-stranger",
    "voided": "indicators-out-voided",
    "no_organisation": "indicators-out-no-organisation",
    "no_deficits": "indicators-out-no-deficits",
    "no_composition": "indicators-out-no-composition",
    "no_recommendation": "indicators-out-no-recommendation",
}
BY_ROLE: Final = "provider_"
PARTS: Final = {
    "organisation": "indicators-by-organisation",
    "organisation_kind": "indicators-by-organisation-kind",
    "form": "indicators-by-form",
    "direction": "indicators-by-direction",
    "channel": "indicators-by-channel",
    "methodist": "indicators-by-methodist",
    "topic": "indicators-by-topic",
    "subject": "indicators-by-subject",
}


def lines(*some: Label | None) -> Listing:
    """Those that are there, a line each."""
    return Listing([one for one in some if one is not None], lines=True)


def value_of(figure: Figure) -> Words:
    """«38,4 %», «9 ед.» or «нет данных»."""
    if figure.value is None:
        return Words("indicators-no-data")
    if figure.is_share:
        return Words("indicators-percent", value=figure.value)
    return Words("indicators-number", value=figure.value, unit=figure.indicator.unit)


def line_of(figure: Figure) -> Words:
    """One indicator in a list: its short name and its value."""
    return Words("indicators-line", title=figure.indicator.short, value=value_of(figure))


def span_of(figure: Figure) -> Words:
    """«1 января – 21 ноября»: the days counted."""
    if figure.period.start >= figure.as_of:
        return Words("indicators-day", day=figure.as_of)
    return Words("indicators-span", first=figure.period.start, last=figure.as_of)


def screen_of(
    figure: Figure,
    before: Figure | None,
    regulation: Regulation,
    place: str | None,
    appeals: int | None = None,
) -> Listing:
    """A whole figure, the thing first: what, how much of what, its parts, the change, the remarks.

    `appeals` are public questions of people nobody knows; the figure does not count them.
    """
    indicator = figure.indicator
    return lines(
        Words("indicators-head", title=indicator.short, clause=indicator.clause),
        None if place is None else Words("indicators-place", place=place),
        _value_line(figure, regulation),
        *(
            Words("indicators-part-of", title=part.short, value=part.value, count=part.numerator)
            for part in figure.of_which
            if part.value is not None
        ),
        Words("indicators-appeals", count=appeals) if appeals else None,
        _behind(figure),
        None if before is None else _change(figure, before),
        *_remarks(figure, regulation),
    )


def _value_line(figure: Figure, regulation: Regulation) -> Words:
    value, span = value_of(figure), span_of(figure)
    counts = {"count": figure.numerator, "total": figure.denominator}
    if figure.value is None or figure.denominator is None:
        return Words("indicators-value", value=value, span=span)
    if not figure.is_share:
        return Words("indicators-ratio", value=value, span=span, **counts)
    if figure.indicator.measure.name == "requests_answered":
        return Words("indicators-share-requests", value=value, span=span, **counts)
    who = figure.indicator.measure.who
    alike = who is not None and who.roles == ("teacher",)
    return Words(
        "indicators-share" if alike else "indicators-share-people",
        value=value,
        span=span,
        **counts,
        **(
            {"one": regulation.term("teacher", "gen"), "many": regulation.term("teachers", "gen")}
            if alike
            else {}
        ),
    )


def _behind(figure: Figure) -> Words | None:
    if figure.sessions is None or figure.requests is None:
        return None
    return Words("indicators-behind", sessions=figure.sessions, requests=figure.requests)


def _change(figure: Figure, before: Figure) -> Words | None:
    """Against the same stretch of last year; what is subtracted is what people see."""
    if figure.value is None:
        return None
    if before.value is None or not before.numerator:
        return Words("indicators-none-before")
    if not figure.is_share:
        return Words("indicators-count-before", value=before.value)
    tenths = round(figure.value * 10) - round(before.value * 10)
    key = "indicators-same" if tenths == 0 else "indicators-more" if tenths > 0 else "indicators-less"
    return Words(key, points=abs(tenths) / 10) if tenths else Words(key)


def _remarks(figure: Figure, regulation: Regulation) -> Iterable[Label]:
    if figure.why is not None:
        yield figure.why
    members = figure.left_aside(BY_ROLE + "member")
    if members:
        yield Words(
            "indicators-members-aside",
            count=members,
            members=regulation.term("members", "gen"),
            clause=figure.indicator.clause,
            methodists=regulation.term("methodists", "acc"),
        )
    if figure.gone:
        yield Words("indicators-gone", count=figure.gone)
    unknown = figure.left_aside("no_birth_year") + figure.left_aside("no_experience")
    if unknown:
        yield Words("indicators-unknown-age", count=unknown)
    for reason in ("no_deficits", "no_composition", "no_recommendation"):
        if figure.left_aside(reason):
            yield Words("indicators-aside", what=Words(REASONS[reason], count=figure.left_aside(reason)))


def role_of(regulation: Regulation, role: str) -> str:
    """What the regulation calls a role for short; the role itself where it does not know it."""
    known = getattr(regulation.roles, role, None)
    return role if known is None else known.short


def row_line(row: Row, viewer: Viewer) -> Words:
    """One line of a breakdown: its own share, or its share of everybody."""
    title = title_of(row, viewer)
    if row.denominator is None:
        return Words("indicators-row-count", title=title, count=row.numerator)
    if row.value is None:
        return Words("indicators-row-nothing", title=title)
    return Words("indicators-row", title=title, value=row.value, count=row.numerator, total=row.denominator)


def title_of(row: Row, viewer: Viewer) -> Label:
    """What the row is called; a methodist by a reference for whoever sees no names."""
    if isinstance(row.title, Personal) and viewer.names is not None:
        return row.title.ref or ""
    return row.title


def rows_of(rows: Sequence[Row], viewer: Viewer) -> Listing:
    """The lines of a breakdown, the greatest first; of too many the rest is numbered."""
    shown: list[Label] = [row_line(row, viewer) for row in rows[:MOST_LINES]]
    if len(rows) > MOST_LINES:
        shown.append(Words("indicators-more-rows", count=len(rows) - MOST_LINES))
    return Listing(shown, lines=True)


def how_of(figure: Figure, regulation: Regulation) -> Listing:
    """How it is counted: the clause, the rule, whom it leaves out, where the numbers come from."""
    indicator = figure.indicator
    formal = indicator.kind == "formal"
    left_out = left_out_of(figure, regulation)
    sources = figure.sources
    return lines(
        Words("indicators-how-title", title=indicator.title),
        Words("indicators-how-formal" if formal else "indicators-how-derived", clause=indicator.clause),
        Words("indicators-how-numerator", text=indicator.numerator),
        None if indicator.denominator is None else Words("indicators-how-base", text=indicator.denominator),
        Words("indicators-how-span", span=span_of(figure)),
        Words("indicators-how-left-out", lines=Listing(left_out, lines=True)) if left_out else None,
        Words("indicators-how-by-year", count=figure.by_year) if figure.by_year else None,
        Words("indicators-how-gone", count=figure.gone) if figure.gone else None,
        Words("indicators-how-rounded") if figure.is_share else None,
        Words(
            "indicators-how-sources", store=sources.store, imported=sources.imported, manual=sources.manual
        ),
        None if indicator.note is None else indicator.note,
        Words("indicators-how-rule", version=figure.rule_version),
    )


def left_out_of(figure: Figure, regulation: Regulation) -> list[Words]:
    """What was left out and why, a line each."""
    return [_left_out(one, regulation) for one in figure.excluded]


def _left_out(one: Excluded, regulation: Regulation) -> Words:
    if one.reason.startswith(BY_ROLE):
        role = role_of(regulation, one.reason.removeprefix(BY_ROLE))
        return Words("indicators-out-provider", role=role, count=one.count)
    return Words(REASONS[one.reason], count=one.count)


def readings_of(indicator: Indicator) -> Listing:
    """What the regulation leaves open, how it is read here, and how else it could be."""
    return Listing(
        [
            Words(
                "indicators-reading" if one.others else "indicators-reading-only",
                question=one.question,
                chosen=one.chosen,
                **({"others": Listing(list(one.others))} if one.others else {}),
            )
            for one in indicator.interpretations
        ],
        lines=True,
    )
