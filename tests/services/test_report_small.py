"""Small groups: never told, never to be worked out from what is told."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.indicators.records import SMALLEST_OPEN
from services.reports.small import Group, rolled, unsaid

PEOPLE = st.frozensets(st.integers(1, 30), min_size=1, max_size=12)
GROUPS = st.dictionaries(
    st.text("абвгд", max_size=2), st.builds(Group, PEOPLE, st.integers(1, 9)), max_size=8
)
SIZES = st.dictionaries(st.text("абвгд", max_size=2), st.integers(0, 12), max_size=8)


@settings(deadline=None)
@given(GROUPS)
def test_every_group_told_is_large_enough_and_nothing_is_lost(groups: dict[str, Group]):
    told, rest = rolled(groups)
    everybody = frozenset().union(*(one.people for one in groups.values()))
    shown = [*told.values(), *([rest] if rest else [])]
    assert all(len(one.people) >= SMALLEST_OPEN for one in shown)
    assert all(told[key] == groups[key] for key in told)
    if len(everybody) >= SMALLEST_OPEN:
        assert frozenset().union(*(one.people for one in shown)) == everybody
        assert sum(one.count for one in shown) == sum(one.count for one in groups.values())
        assert sum(one.joined for one in shown) == len(groups)
    else:
        assert shown == []


def test_a_lone_small_group_takes_the_smallest_of_the_others_with_it():
    five, six, two = (Group(frozenset(range(start, stop)), 1) for start, stop in ((0, 5), (10, 16), (20, 22)))
    told, rest = rolled({"five": five, "six": six, "two": two})
    assert told == {"six": six}
    assert rest is not None
    assert (len(rest.people), rest.count, rest.joined) == (7, 2, 2)


@settings(deadline=None)
@given(SIZES)
def test_what_is_left_unsaid_is_never_one_and_never_few(sizes: dict[str, int]):
    hidden = unsaid(sizes)
    small = {key for key, size in sizes.items() if 0 < size < SMALLEST_OPEN}
    assert small <= hidden
    assert not hidden or small
    spare = any(sizes[key] for key in sizes.keys() - hidden)
    if hidden and spare:
        assert len(hidden) > 1
        assert sum(sizes[key] for key in hidden) >= SMALLEST_OPEN


def test_a_group_of_nobody_may_be_told_and_hides_nothing():
    assert unsaid({"a": 0, "b": 7}) == frozenset()
    assert unsaid({"a": 0, "b": 3, "c": 9, "d": 7}) == {"b", "d"}
