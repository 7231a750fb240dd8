"""«Кому?»: people I helped lately, a search by letters, several people, an organisation."""

from dataclasses import dataclass
from itertools import count

from handlers.dialogue.library import Talk, Telling
from handlers.dialogue.nouns import Ask, Call, Choice, Label, Result
from handlers.dialogue.reading import text
from services import session_drafts
from services.errors import DomainError
from services.faces import Face
from services.session_drafts import Place
from services.values import Listing, Words

FIND, SEVERAL, PLACE, RECORDS, ENOUGH, STAFF = "find", "several", "place", "records", "enough", "staff"
NAMED = 4
"""So many people are named on the card; of more it says how many there are."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a record is about: people, or an organisation."""

    people: tuple[Face, ...]
    place: Place | None

    @property
    def label(self) -> Label:
        """How the card names them."""
        if self.place is not None:
            return self.place.short
        names = Listing([one.card for one in self.people[:NAMED]])
        more = len(self.people) - NAMED
        return Words("log-and-more", names=names, count=more) if more > 0 else Words("log-names", names=names)


async def pick_whom(talk: Talk, first: bool = False) -> Telling:
    """Asks whom the record is about; gives a `Whom`, or None for «Мои записи»."""
    recent = await session_drafts.recent_people(talk.unit, talk.regulation, talk.person.id, talk.now)
    ways = [
        Choice(FIND, Words("log-by-name")),
        *([Choice(SEVERAL, Words("log-several"))] if session_drafts.helps_groups(talk.regulation) else []),
        *([Choice(PLACE, Words("log-place"))] if session_drafts.helps_places(talk.regulation) else []),
        *([Choice(RECORDS, Words("log-records"))] if first else []),
    ]
    answer = yield Ask("log-whom", key="whom", choices=[*_people(recent), *ways])
    if answer == RECORDS:
        yield Result(None)
    elif answer == PLACE:
        yield Result(Whom((), (yield Call(pick_place, key="place"))))
    elif answer == SEVERAL:
        yield Result(Whom((yield Call(pick_several, key="several", recent=recent)), None))
    elif answer == FIND:
        yield Result(Whom(((yield Call(find_person, key="find")),), None))
    else:
        yield Result(Whom((next(one for one in recent if one.person_id == answer),), None))


def _people(people: list[Face] | tuple[Face, ...]) -> list[Choice]:
    return [Choice(one.person_id, one.card) for one in people]


async def find_person(talk: Talk) -> Telling:
    """Letters of a name, then a press on whoever was meant; other letters look again."""
    found: list[Face] = []
    say = "log-letters"
    for step in count():
        answer = yield Ask(
            say,
            key=("letters", step),
            choices=_people(found),
            read=text(limit=80),
            personal=True,
            count=len(found),
        )
        if isinstance(answer, int):
            yield Result(next(one for one in found if one.person_id == answer))
            return
        found = await session_drafts.find_people(talk.unit, talk.regulation, talk.person.id, answer, talk.now)
        say = "log-found" if found else "log-not-found"


async def pick_several(_talk: Talk, recent: list[Face]) -> Telling:
    """One by one, or many of one school at once; gives the people chosen."""
    chosen: dict[int, Face] = {}
    for step in count():
        enough = [Choice(ENOUGH, Words("log-enough", count=len(chosen)), alone=True)] if chosen else []
        rest = [one for one in recent if one.person_id not in chosen]
        ways = [Choice(STAFF, Words("log-from-school")), Choice(FIND, Words("log-by-name"))]
        answer = yield Ask(
            "log-several-whom" if chosen else "log-several-first",
            key=("who", step),
            choices=[*enough, *_people(rest), *ways],
            names=Whom(tuple(chosen.values()), None).label,
        )
        if answer == ENOUGH:
            yield Result(tuple(chosen.values()))
            return
        if answer == STAFF:
            people = yield Call(pick_staff, key=("staff", step))
        elif answer == FIND:
            people = [(yield Call(find_person, key=("find", step)))]
        else:
            people = [one for one in rest if one.person_id == answer]
        chosen |= {one.person_id: one for one in people}


async def pick_staff(talk: Talk) -> Telling:
    """People of one school, several at once."""
    place = yield Call(pick_place, key="school")
    staff = await session_drafts.staff_of(talk.unit, talk.regulation, talk.person.id, place.id, talk.now)
    if not staff:
        raise DomainError("session-no-staff", place=place.short)
    people = yield Ask(
        "log-staff", key="people", choices=_people(staff), many=True, personal=True, place=place.short
    )
    yield Result([one for one in staff if one.person_id in people])


async def pick_place(talk: Talk) -> Telling:
    """An organisation of the territory; long lists are searched by letters."""
    places = await session_drafts.places(talk.unit)
    if not places:
        raise DomainError("session-no-places")
    answer = yield Ask("log-which-place", key="place", choices=[Choice(one.id, one.short) for one in places])
    yield Result(next(one for one in places if one.id == answer))
