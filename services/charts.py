"""Pictures: drawn from plain values, readable on a phone by day and by night, never by colour alone."""

import io
from typing import Any

WIDTH = 6.4
ROW = 0.52
INK, PAPER, BAR, GROUND = "#1b1f24", "#ffffff", "#2f6f9f", "#d9e2ea"


def level_bars(args: dict[str, Any]) -> bytes:
    """A bar a topic: its name above, how hard it is by length, its level in words at the end.

    `rows` are (title, 0–100, level). Gives a PNG; matplotlib is imported here, since it takes
    half a second and 80 MiB and most processes never draw.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    rows = list(reversed(args["rows"]))
    figure = Figure(figsize=(WIDTH, 0.5 + ROW * max(len(rows), 1)), facecolor=PAPER, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot(facecolor=PAPER)
    places = range(len(rows))
    axes.barh(places, [100] * len(rows), height=0.3, color=GROUND)
    axes.barh(places, [row[1] for row in rows], height=0.3, color=BAR)
    for place, (title, _share, level) in zip(places, rows, strict=True):
        axes.text(0, place + 0.22, title, fontsize=12, color=INK, va="bottom")
        axes.text(100, place + 0.22, level, fontsize=11, color=INK, va="bottom", ha="right", style="italic")
    axes.set_xlim(0, 100)
    axes.set_ylim(-0.4, len(rows) - 0.2)
    axes.axis("off")
    made = io.BytesIO()
    figure.savefig(made, format="png", dpi=150)
    return made.getvalue()
