"""Charts of a report, readable in black and white: lengths with their numbers beside them."""

import io
from collections.abc import Sequence
from textwrap import wrap
from typing import Any, Final

from services.charts import BAR, GROUND, INK, PAPER

WIDTH: Final = 6.3
SHARPNESS: Final = 200
_SIGNS: Final = 44
_LETTERS: Final = 10


def shares(rows: Sequence[tuple[str, float, str, float | None, str]]) -> bytes:
    """Shares in percent, each with last year's beneath: (title, now, its words, before, its words).

    A length is told in words beside it; last year's bar is paler and thinner. Gives a PNG.
    """
    figure, axes = _empty(sum(0.62 + 0.17 * (len(wrap(row[0], _SIGNS)) - 1) for row in rows) + 0.2)
    top, ticks = 0.0, []
    most = max([100.0, *(row[1] for row in rows), *(row[3] or 0.0 for row in rows)])
    for title, now, said, before, said_before in rows:
        ticks.append((top, "\n".join(wrap(title, _SIGNS))))
        axes.barh(top, now, height=0.36, color=BAR)
        axes.text(now + most / 80, top, said, va="center", fontsize=_LETTERS, color=INK)
        if before is not None:
            axes.barh(top + 0.34, before, height=0.2, color=GROUND, edgecolor=INK, linewidth=0.5, hatch="///")
            axes.text(before + most / 80, top + 0.36, said_before, va="center", fontsize=8, color=INK)
        top += 1.0
    axes.set_yticks([place for place, _ in ticks], [words for _, words in ticks], fontsize=_LETTERS)
    axes.set_ylim(top - 0.3, -0.5)
    axes.set_xlim(0, most * 1.3)
    axes.xaxis.set_visible(False)
    return _png(figure)


def months(rows: Sequence[tuple[str, int]]) -> bytes:
    """Sessions by month: (short name of the month, how many). Gives a PNG."""
    figure, axes = _empty(2.4)
    places = range(len(rows))
    axes.bar(places, [count for _, count in rows], color=BAR, width=0.7)
    for place, (_name, count) in zip(places, rows, strict=True):
        axes.text(place, count, str(count), ha="center", va="bottom", fontsize=9, color=INK)
    axes.set_xticks(list(places), [name for name, _ in rows], fontsize=9)
    axes.yaxis.set_visible(False)
    return _png(figure)


def _empty(height: float) -> tuple[Any, Any]:
    """A drawing without matplotlib's pyplot: nothing of it is shared between threads."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), facecolor=PAPER, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.tick_params(length=0)
    axes.spines[["top", "right", "bottom", "left"]].set_visible(False)
    return figure, axes


def _png(figure: Any) -> bytes:
    made = io.BytesIO()
    figure.savefig(made, format="png", dpi=SHARPNESS)
    return made.getvalue()
