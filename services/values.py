"""Values that travel in messages: what may be shown where, and how it is kept as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Personal:
    """Something about a person: a name, a contact, his own words.

    Where personal data may not go the reference is shown instead, and where there is none,
    nothing but a sign that something was left out (149-ФЗ ст. 10 ч. 8).
    """

    text: str
    ref: str | None = None


@dataclass(frozen=True, slots=True, init=False)
class Words:
    """A text of the locales by its key, with the values that fill it."""

    key: str
    args: Mapping[str, Any]

    def __init__(self, key: str, /, **args: Any) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "args", args)


@dataclass(frozen=True, slots=True)
class Listing:
    """Several values as one: inside a sentence («а, б, в») or a line each."""

    items: Sequence[Any]
    lines: bool = False


def dumps(value: Any) -> str:
    """JSON text of plain values and of those above; moments must be aware."""
    return orjson.dumps(
        value, default=_encode, option=orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
    ).decode()


def loads(text: str | bytes) -> Any:
    """The values that `dumps` wrote."""
    return decode(orjson.loads(text))


def _encode(value: Any) -> Any:
    if isinstance(value, Personal):
        return {"~p": [value.text, value.ref]}
    if isinstance(value, Words):
        return {"~w": [value.key, dict(value.args)]}
    if isinstance(value, Listing):
        return {"~l": [list(value.items), value.lines]}
    if isinstance(value, datetime):
        return {"~t": value.isoformat()}
    if isinstance(value, date):
        return {"~d": value.isoformat()}
    raise TypeError(f"a message cannot carry {type(value).__name__}")


def decode(value: Any) -> Any:
    """The value that plain JSON data stands for."""
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((sign, inner),) = value.items()
        if sign in _DECODERS:
            return _DECODERS[sign](decode(inner))
    return {key: decode(item) for key, item in value.items()}


_DECODERS: dict[str, Any] = {
    "~p": lambda pair: Personal(*pair),
    "~w": lambda pair: Words(pair[0], **pair[1]),
    "~l": lambda pair: Listing(*pair),
    "~t": datetime.fromisoformat,
    "~d": date.fromisoformat,
}
