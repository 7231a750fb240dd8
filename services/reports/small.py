"""Small groups are never told: they are put together with others, or left unsaid in twos.

Whoever knows a total and all parts but one knows that part too. So nothing small stands alone:
either it is told as part of a larger rest, or a second number is left out beside it.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from services.indicators.records import SMALLEST_OPEN

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Group:
    """Some people, how many things of theirs are counted, and how many groups were put together."""

    people: frozenset[int]
    count: int
    joined: int = 1

    @property
    def is_small(self) -> bool:
        """Whether it is about too few people to be told."""
        return len(self.people) < SMALLEST_OPEN

    def __add__(self, other: "Group") -> "Group":
        return Group(self.people | other.people, self.count + other.count, self.joined + other.joined)


NOBODY = Group(frozenset(), 0, 0)


def rolled(groups: Mapping[Key, Group]) -> tuple[dict[Key, Group], Group | None]:
    """The groups that may be told, and all others as one; nothing is lost and nothing small is told.

    Where the others together are still too few, the smallest of the rest joins them. If everybody
    together is too few, nothing is told at all: ({}, None).
    """
    told = {key: group for key, group in groups.items() if not group.is_small}
    rest = sum((group for key, group in groups.items() if key not in told), NOBODY)
    while rest.people and rest.is_small and told:
        smallest = min(told, key=lambda key: (len(told[key].people), str(key)))
        rest += told.pop(smallest)
    return told, rest if rest.people and not rest.is_small else None


def unsaid(sizes: Mapping[Key, int]) -> frozenset[Key]:
    """Whose numbers are left out where the total of all is told: the small, and one beside a lone one.

    A group of nobody tells nothing about anybody.
    """
    hidden = {key for key, size in sizes.items() if 0 < size < SMALLEST_OPEN}
    if not hidden:
        return frozenset()
    others = sorted(
        (key for key in sizes if key not in hidden and sizes[key]), key=lambda key: (sizes[key], str(key))
    )
    for key in others:
        if sum(sizes[one] for one in hidden) >= SMALLEST_OPEN:  # so never one alone
            break
        hidden.add(key)
    return frozenset(hidden)
