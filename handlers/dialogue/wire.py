"""What a button carries: run, key and value of a press, or a dialogue with its arguments.

A press is `run.key.value`, a control `run.key.!name`, a link `>dialogue:argument:…`. Every one
fits the 64 bytes that the narrowest channel allows: what is longer travels as a hash.
"""

import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

LONGEST = 64
LONGEST_VALUE = 30
LONGEST_KEY = 14
_NUMBER = re.compile(r"=(-?[0-9]{1,18})")


def wire_value(value: str | int) -> str:
    """A choice's value as a press carries it: itself if short, else a hash of it."""
    if not isinstance(value, str):
        return f"={value}"
    plain = not value.startswith(("!", "#", "=")) and value.isprintable()
    if plain and len(value.encode()) <= LONGEST_VALUE:
        return value
    return "#" + blake2b(value.encode(), digest_size=6).hexdigest()


def wire_key(key: str, print_: str = "") -> str:
    """A question's key as a press carries it: itself if short, else a hash of it.

    With the fingerprint of a confirmation it is a hash of both, so that a button under an older
    confirmation is not taken for an answer to a newer one.
    """
    if not print_ and len(key.encode()) <= LONGEST_KEY and "." not in key and not key.startswith("#"):
        return key
    return "#" + blake2b(f"{key}.{print_}".encode(), digest_size=5).hexdigest()


def read_press(payload: str) -> tuple[str, str, str] | None:
    """Run, key and value of a press on a choice or control; None for anything else."""
    run, dot, rest = payload.partition(".")
    key, second, value = rest.partition(".")
    return (run, key, value) if dot and second and run else None


def check_link(dialogue: str, args: Sequence[Any]) -> None:
    """Raises ValueError for a link that a button could not carry whole."""
    for arg in args:
        if isinstance(arg, bool) or not isinstance(arg, str | int):
            raise ValueError(f"a link to {dialogue} cannot carry {arg!r}")  # noqa: TRY004 - one kind of error
        if isinstance(arg, str) and (":" in arg or arg.startswith("=") or not arg.isprintable()):
            raise ValueError(f"a link to {dialogue} cannot carry the text {arg!r}")
    if len(wire_link(dialogue, args).encode()) > LONGEST:
        raise ValueError(f"a link to {dialogue} does not fit {LONGEST} bytes")


def wire_link(dialogue: str, args: Sequence[str | int]) -> str:
    """A link as a button carries it."""
    return ">" + ":".join([dialogue, *(arg if isinstance(arg, str) else f"={arg}" for arg in args)])


def read_link(wire: str) -> tuple[str, list[str | int]]:
    """Dialogue and arguments of a link's button."""
    name, *args = wire[1:].split(":")
    return name, [int(found[1]) if (found := _NUMBER.fullmatch(arg)) else arg for arg in args]
