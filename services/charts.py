"""Pictures: drawn from plain values, readable on a phone by day and by night, never by colour alone.

Everything is measured in the pixels of a picture shown 300 wide, as in a chat on a phone of 360:
a letter of 15 stays above 12 even where the messenger makes a tall picture smaller.
"""

import io
from textwrap import wrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, EDGE, SHARPNESS = 300, 10, 3
TITLE, LEVEL, LINE, GAP = 15, 14, 19, 12
BAR_WIDTH, BAR_HEIGHT = 100, 12
LONGEST_LINE = 31
INCH = 72
INK, PAPER, BAR, GROUND = "#1b1f24", "#ffffff", "#2f6f9f", "#d9e2ea"


def level_bars(args: dict[str, Any]) -> bytes:
    """A topic's name, under it how hard it is by the length of a bar, beside that its level in words.

    `rows` are (title, 0–100, level). Gives a PNG.
    """
    made = io.BytesIO()
    level_figure(args["rows"]).savefig(made, format="png", dpi=INCH * SHARPNESS)
    return made.getvalue()


def level_figure(told: list[list[Any]]) -> "Figure":
    """The drawing of `level_bars`, a point for a pixel.

    matplotlib is imported here, since it takes half a second and 80 MiB and most processes never draw.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    rows = [(wrap(title, LONGEST_LINE), share, level) for title, share, level in told]
    lines = sum(len(title) + 1 for title, _share, _level in rows)
    height = 2 * EDGE + max(lines * LINE + GAP * (len(rows) - 1), LINE)
    figure = Figure(figsize=(WIDTH / INCH, height / INCH), facecolor=PAPER)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(height, 0)
    axes.axis("off")
    top = EDGE
    for title, share, level in rows:
        for line in title:
            axes.text(EDGE, top + LINE / 2, line, fontsize=TITLE, color=INK, va="center_baseline")
            top += LINE
        place = (EDGE, top + (LINE - BAR_HEIGHT) / 2)
        axes.add_patch(Rectangle(place, BAR_WIDTH, BAR_HEIGHT, color=GROUND, linewidth=0))
        axes.add_patch(Rectangle(place, BAR_WIDTH * share / 100, BAR_HEIGHT, color=BAR, linewidth=0))
        beside = EDGE + BAR_WIDTH + 8
        axes.text(beside, top + LINE / 2, level, fontsize=LEVEL, color=INK, va="center_baseline")
        top += LINE + GAP
    return figure
