"""`indicators`: every indicator of the regulation over a period, as a table or as JSON."""

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.commands import CommandError, json_option, show_json
from bot.settings import Settings

if TYPE_CHECKING:
    from services.indicators import Figure
    from services.regulations import Period, Regulation

LOCALE = "ru"
"""The titles of a regulation are Russian; so is what stands beside them."""


def add(parser: argparse.ArgumentParser) -> None:
    """Which period."""
    parser.description = "Print the indicators of the regulation, counted from the store."
    parser.add_argument(
        "--period",
        help="2026, 2026-H1, 2026-Q3, 2025/26 or 2026-11-21 (default: the current year of the regulation)",
    )
    json_option(parser)


async def main(options: argparse.Namespace, settings: Settings) -> None:
    """Counts from one snapshot and prints; the store may be in use meanwhile."""
    from services import indicators, regulations
    from services.regulation_reader import RegulationError
    from services.regulations import Period
    from storage.migrate import migrate
    from storage.store import Store

    now = datetime.now(UTC)
    try:
        regulation = regulations.load(settings.regulation)
        period = Period.parse(options.period) if options.period else Period.current(regulation, now)
    except RegulationError as error:
        raise CommandError(str(error)) from error
    settings.prepare_folder()
    await migrate(settings.database_url)
    store = Store(settings.database_url)
    try:
        async with store.reading(regulation.id) as session:
            figures = await indicators.figures(session, regulation, period, now)
    finally:
        await store.close()
    if options.json:
        show_json(plain(regulation, period, figures))
        return
    for line in table(regulation, period, figures):
        print(line)  # noqa: T201 - this is the command's result


def plain(regulation: "Regulation", period: "Period", figures: "tuple[Figure, ...]") -> dict[str, Any]:
    """What `--json` prints: the keys stay, more may be added."""
    return {
        "regulation": regulation.id,
        "period": period.key,
        "period_start": period.start.isoformat(),
        "period_end": period.end.isoformat(),
        "as_of": figures[0].as_of.isoformat() if figures else None,
        "rule_version": regulation.version,
        "indicators": [_plain(figure) for figure in figures],
    }


def _plain(figure: "Figure") -> dict[str, Any]:
    indicator = figure.indicator
    found: dict[str, Any] = {
        "id": indicator.id,
        "title": indicator.title,
        "short": indicator.short,
        "clause": indicator.clause,
        "kind": indicator.kind,
        "level": indicator.level,
        "unit": indicator.unit,
        "value": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "sessions": figure.sessions,
        "requests": figure.requests,
        "excluded": [{"reason": one.reason, "count": one.count, "of": one.of} for one in figure.excluded],
        "sources": {
            "store": figure.sources.store,
            "import": figure.sources.imported,
            "manual": figure.sources.manual,
        },
        "of_which": [
            {
                "id": part.id,
                "title": part.title,
                "value": part.value,
                "numerator": part.numerator,
                "denominator": part.denominator,
            }
            for part in figure.of_which
        ],
        "breakdown": [
            {
                "by": row.by,
                "key": row.key,
                "title": _said(row.title),
                "value": row.value,
                "numerator": row.numerator,
                "denominator": row.denominator,
            }
            for row in figure.breakdown
        ],
        "left_since": figure.gone,
        "by_birth_year": figure.by_year,
        "period": figure.period.key,
        "as_of": figure.as_of.isoformat(),
        "rule_version": figure.rule_version,
    }
    if figure.why is not None:
        found["why"] = _said(figure.why)
    return found


def _said(text: Any) -> str:
    """A title or a reason as words: of the pack, of the locales, or a name."""
    import locales
    from services.values import Personal, Words

    if isinstance(text, Words):
        return locales.say(LOCALE, text.key, text.args)
    return text.text if isinstance(text, Personal) else str(text)


def table(regulation: "Regulation", period: "Period", figures: "tuple[Figure, ...]") -> list[str]:
    """The figures for people: a line each, and why one has nothing to say."""
    lines = [f"{regulation.territory.short}, {period.key}, {regulation.version}"]
    if figures:
        lines[0] += f", {figures[0].as_of:%d.%m.%Y}"
    width = max((len(figure.indicator.short) for figure in figures), default=0)
    for figure in figures:
        indicator = figure.indicator
        name = f"{indicator.id:8} {indicator.short:{width}}"
        lines.append(f"{name}  {_value(figure):>12}  {_base(figure)}".rstrip())
        lines += [
            f"{'':8} {'  ' + part.short:{width}}  {_number(part.value) + ' %':>12}  {part.numerator}"
            for part in figure.of_which
            if part.value is not None
        ]
        if figure.why is not None:
            lines.append(f"{'':8} {_said(figure.why)}")
    return lines


def _value(figure: "Figure") -> str:
    import locales

    if figure.value is None:
        return locales.say(LOCALE, "indicators-no-data", {})
    return _number(figure.value) + (" %" if figure.is_share else f" {figure.indicator.unit}")


def _number(value: float | None) -> str:
    return "" if value is None else str(value).replace(".", ",")


def _base(figure: "Figure") -> str:
    return "" if figure.denominator is None else f"{figure.numerator} / {figure.denominator}"
