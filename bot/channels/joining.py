"""What a client cut in pieces is one message again: the parts of a long text, the files of one album."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.channels.channel import Gone, Incoming, Told
from handlers.dialogue.said import Filed, Typed

ALMOST_WHOLE = 4000
"""Clients cut only what is near their limit of 4096 signs; a shorter part was the last."""


def joined(found: Iterable[Incoming | Gone]) -> Iterator[Incoming | Gone]:
    """The same in order, parts that arrived together as one with all their ids.

    Parts of an album bear the same `handle`.
    """
    last: Incoming | Gone | None = None
    tail = 0
    for one in found:
        whole = _whole(last, one, tail) if isinstance(last, Incoming) else None
        if whole is None and last is not None:
            yield last
        last = whole or one
        said = one.said if isinstance(one, Incoming) else None
        tail = len(said.text) if isinstance(said, Typed) else 0
    if last is not None:
        yield last


def may_go_on(one: Told) -> bool:
    """Whether this is perhaps a part, and the rest of it still on its way."""
    return isinstance(one, Incoming) and isinstance(one.said, Typed) and len(one.said.text) >= ALMOST_WHOLE


def _whole(first: Incoming, second: Incoming | Gone, tail: int) -> Incoming | None:
    """Both as one; `tail` is the length of the last part so far."""
    if not isinstance(second, Incoming) or second.address != first.address:
        return None
    events = first.event_ids + second.event_ids
    if isinstance(first.said, Typed) and isinstance(second.said, Typed) and tail >= ALMOST_WHOLE:
        text = first.said.text + second.said.text
        return replace(first, event_ids=events, said=Typed(text, first.said.saw))
    if not (isinstance(first.said, Filed) and isinstance(second.said, Filed)):
        return None
    if first.handle is None or first.handle != second.handle:
        return None
    return replace(first, event_ids=events, said=replace(first.said, more=first.said.more + 1))
