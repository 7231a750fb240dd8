"""A small municipality for the scenes of indicators: schools, people, posts, sessions, written as rows."""

import itertools
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import delete, insert

from services import indicators, regulations
from services.indicators import Figure
from services.regulation_records import Measure
from services.regulations import Period, Regulation
from storage.consultations import Request
from storage.events import Event
from storage.members import Membership
from storage.people import Employment, Organisation, Person, RoleGrant
from storage.sessions import SessionPerson, SupportSession
from storage.store import Store, Unit

PLACE = "vsevolozhsk"
PACK = regulations.load(PLACE)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
YEAR = Period.parse("2026")
TABLES = (
    Organisation, Person, Employment, RoleGrant, Membership, Event, Request, SupportSession, SessionPerson
)  # fmt: skip
YEARS_AGO = date(2010, 9, 1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class Town:
    """Rows by table. Everything made here stands in the store after `save`."""

    rows: dict[type, list[dict[str, Any]]] = field(default_factory=lambda: {table: [] for table in TABLES})
    numbers: Any = field(default_factory=lambda: itertools.count(101))

    def add(self, table: type, **values: Any) -> int:
        number = values.setdefault("id", next(self.numbers)) if table is not SessionPerson else 0
        self.rows[table].append({"territory": PLACE, **values})
        return number

    def school(self, title: str = "", **values: Any) -> int:
        number = next(self.numbers)
        name = title or f"Школа № {number}"
        known = {"kind": "school", "has_deficits": False, "closed_on": None}
        return self.add(
            Organisation, id=number, title=name, short=name, match_key=str(number), **known | values
        )

    def person(self, last: str | None = "Невыдуманова", **values: Any) -> int:
        number = next(self.numbers)
        known = {
            "first": "Анна",
            "patronymic": "Ивановна",
            "search": (last or "").lower(),
            "birth_date": None,
            "birth_year": None,
            "young_through": None,
            "started_on": None,
            "left_on": None,
            "erased_at": None,
            "match_state": "matched",
            "listed": True,
            "created_at": LONG_AGO,
        }
        return self.add(Person, id=number, ref=f"R{number}", last=last, **known | values)

    def job(self, person: int, school: int, **values: Any) -> int:
        known = {"kind": "teacher", "external": False, "since": None, "until": None, "subject": None}
        return self.add(Employment, person_id=person, organisation_id=school, **known | values)

    def teacher(self, school: int, last: str | None = "Невыдуманова", **values: Any) -> int:
        job = {
            name: values.pop(name)
            for name in ("external", "since", "until", "subject", "kind")
            if name in values
        }
        person = self.person(last, **{"birth_date": date(1980, 5, 5), "started_on": YEARS_AGO} | values)
        self.job(person, school, **job)
        return person

    def young(self, school: int, last: str | None = "Молодцова", **values: Any) -> int:
        return self.teacher(
            school, last, **{"birth_date": date(2000, 5, 5), "started_on": date(2025, 9, 1)} | values
        )

    def grant(self, person: int, role: str, school: int | None = None) -> None:
        self.add(
            RoleGrant,
            person_id=person,
            role=role,
            organisation_id=school,
            order_number=None,
            since=LONG_AGO,
            until=None,
            granted_until=None,
        )

    def helper(self, role: str = "methodist", last: str = "Помогаева") -> int:
        person = self.person(last)
        self.grant(person, role)
        return person

    def appointed(self, person: int, **values: Any) -> None:
        """A member of the active by an order."""
        known = {
            "number": next(self.numbers),
            "capacity": 8,
            "topics": [],
            "directions": [],
            "subjects": [],
            "since": date(2026, 1, 1),
            "until": None,
            "paused": False,
            "order_number": "№ 7",
        }
        self.add(Membership, person_id=person, **known | values)

    def request(self, teacher: int, school: int | None = None, **values: Any) -> int:
        """A request of the spring, answered or not."""
        number = next(self.numbers)
        known = {
            "topic": "C.diversity",
            "form": "VSV-S1",
            "state": "offered",
            "opened_at": datetime(2026, 3, 10, 9, tzinfo=UTC),
        }
        return self.add(
            Request, id=number, run=f"q{number}", teacher_id=teacher, organisation_id=school, **known | values
        )

    def session(self, provider: int, *people: int, at: int | None = None, **values: Any) -> int:
        """One support; `at` is the school that stands beside everybody helped."""
        number = next(self.numbers)
        held_on = values.pop("held_on", date(2026, 3, 12))
        known = {
            "provider_role": "methodist",
            "form": "VSV-S1",
            "direction": "VSV-N4",
            "topic": None,
            "channel": "in_person",
            "minutes": 40,
            "held_at": datetime.combine(held_on, time(9), UTC),
            "organisation_id": None,
            "request_id": None,
            "event_id": None,
            "result": None,
            "recommendation": None,
            "composition": None,
            "next_step_on": None,
            "for_deficits": False,
            "recorded_by": provider,
            "recorded_at": datetime.combine(held_on, time(10), UTC),
            "voided_at": None,
        }
        self.add(
            SupportSession,
            id=number,
            run=f"r{number}",
            provider_id=provider,
            held_on=held_on,
            **known | values,
        )
        for person in people:
            self.add(SessionPerson, session_id=number, person_id=person, organisation_id=at)
        return number

    def consilium(self, provider: int, school: int | None, **values: Any) -> int:
        whole = {"composition": "методисты", "recommendation": "разобрать уроки", "for_deficits": True}
        return self.session(provider, form="VSV-S3", organisation_id=school, **whole | values)

    async def save(self, store: Store, place: str = PLACE) -> None:
        """Puts the rows into the store in place of all others of the same tables."""

        async def put(unit: Unit) -> None:
            for table in reversed(TABLES):
                await unit.connection.execute(delete(table).where(table.territory == place))
            await self.write(unit, place)

        await store.step(place, put)

    async def write(self, unit: Unit, place: str = PLACE) -> None:
        """Puts the rows into the store beside what is there."""
        for table in TABLES:
            rows = [row | {"territory": place} for row in self.rows[table]]
            if rows:
                await unit.connection.execute(insert(table), rows)


async def figures(
    store: Store, period: Period = YEAR, pack: Regulation = PACK, now: datetime = NOW, **how: Any
):
    async with store.reading(PLACE) as session:
        return {
            figure.indicator.id: figure
            for figure in await indicators.figures(session, pack, period, now, **how)
        }


async def figure(store: Store, an_id: str = "VSV-F3", **how: Any) -> Figure:
    return (await figures(store, only=[an_id], **how))[an_id]


def pack_counting(name: str, value_type: str = "count", **measure: Any) -> Regulation:
    """The pack with its figure about topics counted by another measure."""
    changed = tuple(
        replace(
            one,
            measure=Measure(name, **measure),
            value_type=value_type,
            breakdown=("organisation", "topic", "form", "direction"),
        )
        if one.id == "VSV-D2"
        else one
        for one in PACK.indicators
    )
    return replace(PACK, indicators=changed)


def left_out(found: Figure) -> dict[str, int]:
    return {one.reason: one.count for one in found.excluded}


def pack_with(an_id: str, **measure: Any) -> Regulation:
    """The pack with one indicator counted otherwise."""
    changed = tuple(
        replace(one, measure=replace(one.measure, **measure)) if one.id == an_id else one
        for one in PACK.indicators
    )
    return replace(PACK, indicators=changed)
