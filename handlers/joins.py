"""Two records that contradict each other: the coordinator says what holds, and the person is told."""

from collections.abc import Sequence
from typing import Any

from handlers.dialogue.library import Talk, Telling, notice
from handlers.dialogue.nouns import Ask, Choice, Confirm, Link, Result, Screen
from services import joins
from services.joins import Case, Difference
from services.values import Listing, Words

ONE_PERSON, TWO_PEOPLE = "one-person", "two-people"
SAME = (
    Choice(ONE_PERSON, Words("joins-one-person"), alone=True),
    Choice(TWO_PEOPLE, Words("joins-two-people"), alone=True),
)
BOTH_SCHOOLS = Choice(joins.BOTH, Words("joins-both-schools"))
MENU = Link("menu", Words("command-menu"))


def label(case: Case) -> Words:
    """Both sides in a line of the list."""
    return Words("joins-label", one=case.pair.one.label, two=case.pair.two.label)


async def decide(talk: Talk, case: Case) -> Telling:
    """Whether it is one person, and which values hold; the result says whether it was decided."""
    pair = case.pair
    sides: dict[str, Any] = {"one": pair.one.label, "two": pair.two.label}
    lines = [_line(difference) for difference in pair.differences]
    same = yield Ask(
        "joins-compare",
        key="same",
        personal=True,
        choices=SAME,
        differences=Listing(lines, lines=True) if lines else Words("joins-no-difference"),
        **sides,
    )
    holds: dict[str, str] = {}
    if same == ONE_PERSON:
        for difference in pair.differences:
            holds[difference.what] = yield _which(difference)
    if not (yield _sure(same, _held(pair.differences, holds), **sides)):
        yield Result(False)
        return
    about: dict[str, Any] = {"by": talk.person.id, "case_id": case.id, "run": talk.run, "now": talk.heard}
    if same == ONE_PERSON:
        await joins.unite(talk.unit, talk.regulation, holds=holds, **about)
    else:
        await joins.part(talk.unit, talk.regulation, **about)
    yield Result(True)


def _what(difference: Difference) -> Words:
    return Words(f"joins-what-{difference.what}")


def _line(difference: Difference) -> Words:
    return Words("joins-difference", what=_what(difference), one=difference.one, two=difference.two)


def _which(difference: Difference) -> Ask:
    both = [BOTH_SCHOOLS] if difference.what == joins.SCHOOL else []
    return Ask(
        "joins-which",
        key=("holds", difference.what),
        personal=True,
        what=_what(difference),
        choices=[Choice(joins.ONE, difference.one), Choice(joins.TWO, difference.two), *both],
    )


def _held(differences: Sequence[Difference], holds: dict[str, str]) -> Listing | Words:
    lines = []
    for difference in differences:
        values = {joins.ONE: difference.one, joins.TWO: difference.two}
        value = values.get(holds.get(difference.what, ""), BOTH_SCHOOLS.label)
        lines.append(Words("joins-held", what=_what(difference), value=value))
    return Listing(lines, lines=True) if lines else Words("joins-holds-none")


def _sure(same: str, holds: Listing | Words, **sides: Any) -> Confirm:
    if same == ONE_PERSON:
        return Confirm("joins-sure-one", personal=True, yes="joins-one-person", holds=holds, **sides)
    return Confirm("joins-sure-two", personal=True, yes="joins-two-people", **sides)


# --- notices -------------------------------------------------------------------------------


@notice("join-waiting")
def two_wait() -> Screen:
    """To a coordinator: two records are said to be one person's, and they contradict each other."""
    return Screen("joins-waiting", links=[Link("matches", Words("matches-open"))])


@notice("join-one")
def is_one() -> Screen:
    """To the person: the records are one now."""
    return Screen("joins-are-one", links=[MENU])


@notice("join-two")
def are_two(phone: str) -> Screen:
    """To whoever asked: the coordinator holds them for two people."""
    return Screen("joins-are-two", phone=phone, links=[MENU])
