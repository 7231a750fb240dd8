"""What a person can do to a conversation, in no messenger's terms."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button was pressed; the payload is what it carried."""

    payload: str


@dataclass(frozen=True, slots=True)
class Typed:
    """Words were typed. `saw` is the number of the screen then in sight, if the channel knows it."""

    text: str
    saw: int | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """A file or picture came; `row` is the number under which it was noted, 0 if it was refused.

    `more` are the files that came together with it and are not taken.
    """

    row: int
    name: str
    caption: str = ""
    more: int = 0


@dataclass(frozen=True, slots=True)
class Other:
    """Something no dialogue can use: a sticker, a voice message, a place."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """The person opened the conversation here: he is to see where it stands."""


Said = Pressed | Typed | Filed | Other | Arrived

LONGEST_TYPED = 20_000
_LEFT_OUT = {0: None, **dict.fromkeys(range(0xD800, 0xE000))}


def cleaned(text: str) -> str:
    """Text without signs that no database or messenger takes, at most LONGEST_TYPED long."""
    return text[:LONGEST_TYPED].translate(_LEFT_OUT).strip()
