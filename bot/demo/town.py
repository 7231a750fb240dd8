"""Schools and people of the invented municipality."""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from services import framework as frameworks
from services.people import search_key
from services.regulations import Regulation
from services.staff_list import organisation_key

SEED = 20261122
YEAR = 365.25
CASES = ("nom", "gen", "dat", "acc", "ins", "pre")
CAST_SCHOOL = 5
"""Where the cast works: a school with a number."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large the municipality is and how much its service has done in a year and a bit."""

    schools: int = 38
    preschools: int = 18
    additional: int = 4
    teachers: int = 2500
    methodists: int = 14
    members: int = 45
    sessions: int = 12_000
    requests: int = 900
    events: int = 120
    assessments: int = 1_500
    consiliums: int = 9

    def within(self, regulation: Regulation) -> "Size":
        """The same with only such organisations as the regulation is about."""
        kinds = {one.id for one in regulation.organisation_kinds}
        return replace(
            self,
            preschools=self.preschools if "preschool" in kinds else 0,
            additional=self.additional if "additional" in kinds else 0,
        )


FULL = Size()


@cache
def words() -> dict[str, Any]:
    """The words that the municipality is made of."""
    read: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text("utf-8"))
    return read


@dataclass(slots=True)
class Town:
    """The rows of every table, by its name, and who is who among them."""

    regulation: Regulation
    today: date
    size: Size = FULL
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311 - invented, not secret
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    teachers: list[int] = field(default_factory=list)
    novices: list[int] = field(default_factory=list)
    methodists: list[int] = field(default_factory=list)
    members: list[int] = field(default_factory=list)
    cast: dict[str, int] = field(default_factory=dict)
    home: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.size = self.size.within(self.regulation)

    def add(self, table: str, **row: Any) -> int:
        """Puts a row in; gives its number, counted from one for each table."""
        rows = self.rows.setdefault(table, [])
        rows.append({"territory": self.regulation.id, **row})
        return len(rows)

    def moment(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A moment of the territory's day."""
        zone = self.regulation.zone
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)

    def working_day(self, ago: int) -> date:
        """The last working day so many days ago or earlier."""
        day = self.today - timedelta(days=ago)
        while not self.regulation.working_time.is_working_day(day):
            day -= timedelta(days=1)
        return day


def settle(town: Town) -> None:
    """Organisations, then everybody who works there, then the cast and its roles."""
    _organisations(town)
    service = len(town.rows["organisations"])
    for number in range(town.size.teachers):
        person = _teacher(town, number)
        town.teachers.append(person)
    for organisation in range(1, town.size.schools + 1):
        _post(
            town, _person(town, age=48, years=22), organisation, "manager", words()["titles"]["posts"]["head"]
        )
    for _ in range(town.size.methodists):
        person = _person(town, age=44, years=20)
        _post(town, person, service, "methodist", town.regulation.term("methodist_short"))
        _role(town, person, "methodist")
        town.methodists.append(person)
    town.members = _members(town)
    _cast(town)


def _organisations(town: Town) -> None:
    titles, places, size = words()["titles"], words()["places"], town.size
    for number in range(1, size.schools + 1):
        by_place = number > max(size.schools - len(places), CAST_SCHOOL)
        place = places[number - size.schools + len(places) - 1] if by_place else ""
        title = (
            titles["place_school"].format(place=place) if by_place else titles["school"].format(number=number)
        )
        short = place if by_place else titles["school_short"].format(number=number)
        _organisation(town, title, short, "school", deficits=number % 7 == 3)
    for kind, count in (("preschool", size.preschools), ("additional", size.additional)):
        for number in range(1, count + 1):
            _organisation(
                town, titles[kind].format(number=number), titles[f"{kind}_short"].format(number=number), kind
            )
    service = town.regulation.term("service_unit")
    _organisation(town, service, service, "service")


def _organisation(town: Town, title: str, short: str, kind: str, *, deficits: bool = False) -> None:
    key = organisation_key(title)
    town.add("organisations", title=title, short=short, match_key=key, kind=kind, has_deficits=deficits)


def _teacher(town: Town, number: int) -> int:
    """One pedagogical worker; every fourteenth is young and new, every ninetieth has left."""
    chance, size = town.chance, town.size
    others = size.preschools + size.additional
    novice = number % 14 == 0
    age = chance.randint(22, 33) if novice else chance.randint(27, 66)
    years = chance.uniform(0.1, 2.6) if novice else min(age - 22, chance.uniform(3.2, 38))
    person = _person(town, age=age, years=max(years, 0.1), namesake=number % 83 == 0)
    roll = chance.random()
    schools = chance.randint(1, size.schools)
    organisation = schools if roll < 0.78 or not others else size.schools + chance.randint(1, others)
    kind = (
        "teacher"
        if organisation <= size.schools
        else "preschool"
        if organisation <= size.schools + size.preschools
        else "additional"
    )
    subject = chance.choice(words()["subjects"]) if kind == "teacher" else None
    left = town.working_day(chance.randint(20, 200)) if number % 90 == 7 else None
    _post(town, person, organisation, "teacher", words()["titles"]["posts"][kind], subject, until=left)
    if left:
        town.rows["people"][person - 1]["left_on"] = left
    if novice and not left:
        town.novices.append(person)
    return person


def _person(town: Town, *, age: int, years: float, namesake: bool = False) -> int:
    chance = town.chance
    pool = words()["men" if chance.random() < 0.14 else "women"]
    last, first = chance.choice(pool["last"]), chance.choice(pool["first"])
    patronymic = chance.choice(pool["patronymic"])
    if namesake and town.rows.get("people"):
        twin = town.rows["people"][chance.randrange(len(town.rows["people"]))]
        last, first, patronymic = twin["last"], twin["first"], twin["patronymic"]
    born = town.today - timedelta(days=int(age * YEAR + chance.randint(0, 360)))
    number = len(town.rows.get("people", ())) + 1
    return town.add(
        "people",
        ref=_reference(number),
        last=last,
        first=first,
        patronymic=patronymic,
        search=search_key(last, first, patronymic),
        birth_date=born if chance.random() < 0.8 else None,
        birth_year=born.year,
        started_on=town.today - timedelta(days=int(years * YEAR)),
        category=chance.choice([None, None, "первая", "высшая"]) if years > 3 else None,
        match_state="listed",
        listed=True,
        created_at=town.moment(town.working_day(500), 10),
        left_on=None,
    )


def _reference(number: int) -> str:
    signs = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
    scattered = (number * 104_729) % len(signs) ** 4
    made = ""
    for _ in range(4):
        scattered, rest = divmod(scattered, len(signs))
        made += signs[rest]
    return made


def _post(
    town: Town,
    person: int,
    organisation: int,
    kind: str,
    position: str,
    subject: str | None = None,
    until: date | None = None,
) -> None:
    since = town.today - timedelta(days=town.chance.randint(30, 3000))
    town.home[person] = organisation
    town.add(
        "employments",
        person_id=person,
        organisation_id=organisation,
        position=position,
        subject=subject,
        kind=kind,
        external=town.chance.random() < 0.02,
        since=min(since, (until or town.today) - timedelta(days=1)),
        until=until,
    )


def _role(town: Town, person: int, role: str) -> None:
    town.add("role_grants", person_id=person, role=role, since=town.moment(town.working_day(420), 9))


def _account(town: Town, person: int) -> None:
    """A browser of his own, so that he can be asked before anybody has opened it."""
    account = town.add(
        "accounts",
        channel="web",
        source=f"web:{town.regulation.id}",
        address=f"demo-{person}",
        person_id=person,
        locale="ru",
        used_at=town.moment(town.working_day(1), 9),
    )
    town.add("conversations", person_id=person, account_id=account)


def consents(town: Town, person: int, ago: int) -> None:
    """The person has agreed, and may be talked to."""
    text = town.regulation.privacy.processing
    at = town.moment(town.working_day(ago), 12)
    town.add(
        "consents", person_id=person, kind="data", version=str(text.version), given=True, channel="web", at=at
    )


def _members(town: Town) -> list[int]:
    experienced = [
        p for p in town.teachers if p not in set(town.novices) and not town.rows["people"][p - 1]["left_on"]
    ]
    chosen = town.chance.sample(experienced, town.size.members)
    subjects = {row["person_id"]: row["subject"] for row in town.rows["employments"]}
    topics = [one.id for one in frameworks.load(town.regulation.framework).topics("teacher")]
    for number, person in enumerate([*chosen, *town.methodists], start=1):
        if person in chosen:
            _role(town, person, "member")
            _role(town, person, "teacher")
        own = subjects.get(person)
        town.add(
            "memberships",
            person_id=person,
            number=number,
            capacity=town.chance.randint(3, 8) if number > 1 else 30,
            topics=[] if number > 1 else topics,  # the first is of the cast: a visitor's request is his
            directions=[],
            subjects=[own] if own and number % 3 == 0 else [],
            since=town.working_day(400),
            until=town.today + timedelta(days=240),
            order_number=f"{100 + number}",
        )
    return chosen


def _cast(town: Town) -> None:
    """Those whom a visitor of the demo may be. The teacher has never been helped yet."""
    chance = town.chance
    coordinator = _person(town, age=45, years=20)
    _post(
        town,
        coordinator,
        len(town.rows["organisations"]),
        "methodist",
        town.regulation.term("methodist_short"),
    )
    manager = _person(town, age=41, years=16)
    _post(town, manager, CAST_SCHOOL, "manager", words()["titles"]["posts"]["manager"])
    teacher = _person(town, age=38, years=12)
    _post(
        town, teacher, CAST_SCHOOL, "teacher", words()["titles"]["posts"]["teacher"], words()["subjects"][2]
    )
    novice = _person(town, age=24, years=1.2)
    _post(town, novice, CAST_SCHOOL, "teacher", words()["titles"]["posts"]["teacher"], words()["subjects"][1])
    town.cast = {
        "teacher": teacher,
        "novice": novice,
        "manager": manager,
        "member": town.members[0],
        "methodist": town.methodists[0],
        "coordinator": coordinator,
    }
    for role, person in (
        ("coordinator", coordinator),
        ("manager", manager),
        ("teacher", teacher),
        ("teacher", novice),
    ):
        _role(town, person, role)
    _named(town)
    for person in town.cast.values():
        _account(town, person)
    helpers = {*town.members, *town.methodists}
    for person in {*helpers, *town.cast.values()}:
        consents(town, person, chance.randint(200, 380))


def _named(town: Town) -> None:
    """The cast bears the names that the list of the demo says."""
    for role, told in words()["cast"].items():
        row = town.rows["people"][town.cast[role] - 1]
        given = told["name"].split()
        row["first"] = given[0]
        row["last"] = row["last"] if row["last"].endswith("а") else words()["women"]["last"][0]
        row["patronymic"] = given[1] if len(given) > 1 else words()["women"]["patronymic"][0]
        row["search"] = search_key(row["last"], row["first"], row["patronymic"])


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody of the cast as the list of the demo names him, in the words of the regulation."""

    role: str
    name: str
    about: str


def cast_of(regulation: Regulation) -> list[Told]:
    """Whom a visitor may be."""
    said = {
        f"{name}_{case}": getattr(term, case) for name, term in regulation.terms.items() for case in CASES
    }
    said |= {name: term.nom for name, term in regulation.terms.items()}
    counting = [one.clause for one in regulation.indicators if "methodist" in one.measure.provider_roles]
    said["clause"] = counting[0] if counting else ""
    return [
        Told(
            role,
            f"{told['name']}, {told['who'].format(**said)}",
            (told["about"] if counting else told.get("uncounted", told["about"])).format(**said),
        )
        for role, told in words()["cast"].items()
    ]
