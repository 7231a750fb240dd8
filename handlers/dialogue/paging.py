"""Puts the buttons of a list into rows, and a long list onto pages, within a channel's limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from handlers.dialogue.splitting import cut, length

NUMBER, TRIPLE, PAIR = 5, 9, 18
FEW_BUTTONS = 12
MARK = "✓ "


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel can carry. Lengths are UTF-16 units, `payload` is in bytes.

    `page` is how many of a long list are shown at once, `urls` whether a button may hold an address.
    """

    text: int = 4096
    buttons: int = 40
    columns: int = 4
    label: int = 40
    payload: int = 64
    page: int = 8
    urls: bool = True
    rows: int = 100

    @property
    def scarce(self) -> bool:
        """Whether there is so little room that rows must be shared."""
        return min(self.buttons, self.rows) < FEW_BUTTONS


@dataclass(frozen=True, slots=True)
class Button:
    """A label with what it carries back, or with the address it opens.

    `tone` is for channels that can tell buttons apart: "next" is the expected next step, "out"
    leads back or away.
    """

    label: str
    payload: str = ""
    url: str = ""
    tone: str = ""


class Item(NamedTuple):
    """A choice or a link: its place in a numbered list (0 outside one), label and payload."""

    number: int
    label: str
    payload: str
    alone: bool = False
    link: bool = False
    marked: bool = False

    @property
    def line(self) -> str:
        """Its line in a numbered list."""
        return f"{self.number}. {MARK if self.marked else ''}{self.label}"

    @property
    def text(self) -> str:
        """What stands on its button."""
        return (MARK if self.marked else "") + (str(self.number) if self.number else self.label)


def arranged(items: Sequence[Item], limits: Limits) -> list[list[Button]]:
    """The rows of these items: first those that stand alone, then columns as wide as the labels ask."""
    alone: list[list[Button]] = []
    rest: list[Button] = []
    for item in items:
        button = _button(item, limits)
        if item.alone or (item.link and not item.number and not limits.scarce):
            alone.append([button])
        else:
            rest.append(button)
    columns = _columns(rest, limits)
    return alone + [rest[start : start + columns] for start in range(0, len(rest), columns)]


def paged(items: Sequence[Item], limits: Limits, *, rows: int, buttons: int) -> list[list[Item]]:
    """The pages of a list, each within so many rows and buttons; every item is on exactly one."""
    if items and min(rows, buttons) < 1:
        raise ValueError("the channel has no room for a list")
    pages: list[list[Item]] = [[]]
    for item in items:
        longer = [*pages[-1], item]
        full = len(longer) > min(limits.page, buttons)
        if pages[-1] and (full or (len(longer) > rows and len(arranged(longer, limits)) > rows)):
            pages.append([item])
        else:
            pages[-1] = longer
    return pages


def _columns(buttons: Sequence[Button], limits: Limits) -> int:
    longest = max((length(button.label) for button in buttons), default=0)
    fit = 4 if longest <= NUMBER else 3 if longest <= TRIPLE else 2 if longest <= PAIR else 1
    return min(fit, limits.columns)


def _button(item: Item, limits: Limits) -> Button:
    if len(item.payload.encode()) > limits.payload:
        raise ValueError(f"a press of {len(item.payload.encode())} bytes does not fit: {item.payload}")
    return Button(cut(item.text, limits.label), item.payload, tone="next" if item.alone else "")
