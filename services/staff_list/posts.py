"""What somebody is and what he teaches: position and subject apart, both in the nominative."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from services.staff_list.model import Doubt, Kind, Post
from services.staff_list.text import cyrillic, fold
from services.staff_list.words import PostKind, words

POST_LENGTH: Final = 120
_JOINT: Final = re.compile(r"[\s.,-]+(?:и\s*)?$")
_LONG_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_EDGES: Final = " .,;:/()«»\"'+-–—"


@dataclass(frozen=True, slots=True)
class Posts:
    """The main post and the others of a cell. `teaching` is False for staff the lists are not about."""

    main: Post
    others: tuple[Post, ...] = ()
    kind: Kind = "teacher"
    teaching: bool = True
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """A position's place in the text; its tail runs to `until`, where the next one begins."""

    start: int
    end: int
    name: str
    kind: PostKind
    teaches: bool
    until: int = 0


@lru_cache(maxsize=8_000)
def posts(position: str, subject: str) -> Posts:
    """The posts of the position's and the subject's cells, either of them empty where there is none.

    A managing post goes before a teaching one, whatever the order: a deputy head who also has
    lessons is a deputy head.
    """
    position = cyrillic(position)
    stated = _stated(cyrillic(subject))
    found = [item for item in _positions(position) if item.kind != "none"]
    if not found:
        return _without_position(position, stated)
    ours = [item for item in found if item.kind != "other"]
    if not ours:
        return Posts(Post(found[0].name), teaching=False)
    ours.sort(key=lambda item: item.kind != "manager")
    read = [_post(position, item) for item in ours]
    main, *rest = (post for post, _ in read)
    others = tuple(dict.fromkeys(post for post in rest if post != main))
    taught = stated or main.subject or next((post.subject for post in others if post.subject), None)
    kind: Kind = "manager" if ours[0].kind == "manager" else "teacher"
    doubted = not stated and any(doubt for _, doubt in read)
    return Posts(
        Post(main.position, taught), others, kind, doubts=(Doubt.SUBJECT_UNKNOWN,) if doubted else ()
    )


def _positions(text: str) -> list[_Found]:
    """Every position named, in order; a long name hides the short ones inside it."""
    folded = fold(text)
    found: list[_Found] = []
    for spelled in words().positions:
        found += [
            _Found(place.start(), place.end(), spelled.name, spelled.kind, spelled.teaches)
            for place in spelled.pattern.finditer(folded)
            if place.end() > place.start()
        ]
        folded = spelled.pattern.sub(lambda place: "·" * len(place[0]), folded)
    found.sort(key=lambda item: item.start)
    ends = [*(item.start for item in found[1:]), len(text)][: len(found)]
    return [
        _Found(item.start, item.end, item.name, item.kind, item.teaches, until)
        for item, until in zip(found, ends, strict=True)
    ]


def _post(text: str, item: _Found) -> tuple[Post, Doubt | None]:
    tail = text[item.end : item.until]
    if item.kind == "manager":
        area = words().patterns["area"].match(fold(tail))
        name = f"{item.name} {_JOINT.sub('', tail[area.start(1) : area.end(1)])}" if area else item.name
        return Post(name[:POST_LENGTH]), None
    if not item.teaches:
        return Post(item.name), None
    names, rest = subjects_in(tail)
    if not names:
        names = subjects_in(text[: item.start])[0]
    if not names and rest:
        return Post(item.name, tail.strip(_EDGES)[:POST_LENGTH]), Doubt.SUBJECT_UNKNOWN
    return Post(item.name, joined(names)), None


def subjects_in(text: str) -> tuple[list[str], bool]:
    """The subjects a text names, in its order, and whether it says something else too."""
    folded = fold(text)
    found: list[tuple[int, str]] = []
    for spelled in words().subjects:
        found += [(place.start(), spelled.name or "") for place in spelled.pattern.finditer(folded)]
        folded = spelled.pattern.sub(lambda place: "·" * len(place[0]), folded)
    language, foreign = words().patterns["language"], words().names["foreign"]
    found += [(place.start(), place[1] + words().names["language"]) for place in language.finditer(folded)]
    folded = language.sub("", folded)
    names = list(dict.fromkeys(name for _, name in sorted(found)))
    if foreign in names and any(name != foreign and language.search(name) for name in names):
        names.remove(foreign)  # «иностранный язык (английский)»
    rest = words().patterns["beside_subjects"].sub("", folded)
    return names, _LONG_WORD.search(rest) is not None


def joined(names: list[str]) -> str | None:
    """«а», «а и б», «а, б и в»."""
    if not names:
        return None
    head = ", ".join(names[:-1])
    return (f"{head} и {names[-1]}" if head else names[-1])[:POST_LENGTH]


def _stated(text: str) -> str | None:
    """The subject's own cell: ours where every word of it is known, else as it stands."""
    if not text or words().says("blank", fold(text)):
        return None
    names, rest = subjects_in(text)
    return joined(names) if names and not rest else text.strip(_EDGES)[:POST_LENGTH] or None


def _without_position(text: str, stated: str | None) -> Posts:
    if not text or words().says("blank", fold(text)):
        return Posts(Post(words().names["teacher"] if stated else None, stated))
    names, _ = subjects_in(text)
    if names:
        return Posts(Post(words().names["teacher"], stated or joined(names)))
    return Posts(Post(text.strip(_EDGES)[:POST_LENGTH] or None, stated), doubts=(Doubt.POSITION_UNKNOWN,))
