"""The rules of events: what a plan must be, who may do what, and that nobody is reminded twice."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from services import attendance, event_cards, event_notices, events, people, sign_ups, surnames
from services.errors import DomainError, NotAllowed
from services.events import Plan
from services.sign_ups import Place
from services.values import loads
from storage.events import Event, SignUp
from storage.notices import WAITING, Notice
from tests.colleagues import Colleague, District
from tests.play import MOMENT, Theatre


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


def plan_by(leader: int, **what: Any) -> Plan:
    plan = Plan(
        title="Обратная связь",
        form="VSV-S5",
        direction="VSV-N3",
        starts_at=MOMENT + timedelta(days=2),
        minutes=60,
        place="каб. 204",
        leaders=(leader,),
    )
    return replace(plan, **what)


async def create(district: District, by: int, plan: Plan, run: str = "one") -> int:
    now = district.theatre.now
    return await district.step(
        lambda unit: events.create(unit, district.pack, by=by, run=run, plan=plan, now=now)
    )


async def join(district: District, number: int, person: int, run: str) -> Place:
    now = district.theatre.now
    return await district.step(
        lambda unit: sign_ups.join(unit, district.pack, event_id=number, person_id=person, run=run, now=now)
    )


# --- what a plan must be ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"place": ""},
        {"form": "VSV-S1"},  # individual help is no event
        {"form": "VSV-S3"},  # neither is a consilium
        {"minutes": 0},
        {"minutes": 601},
        {"places": 0},
        {"leaders": ()},
        {"leaders": (777,)},
        {"level": "galactic"},
        {"organisation_id": 777},
        {"starts_at": MOMENT - timedelta(minutes=1)},
    ],
)
async def test_a_plan_that_makes_no_sense_is_refused(district: District, wrong: dict[str, Any]):
    olga = await district.comes("Орлова", "coordinator")
    with pytest.raises(DomainError):
        await create(district, olga.id, plan_by(olga.id, **wrong))


@pytest.mark.parametrize("role", ["teacher", "manager", "member", "observer"])
async def test_only_coordinators_and_methodists_make_events(district: District, role: str):
    anna = await district.comes("Петрова", role)
    with pytest.raises(NotAllowed):
        await create(district, anna.id, plan_by(anna.id))


@pytest.mark.parametrize("role", ["teacher", "member", "methodist", "observer"])
async def test_only_those_concerned_change_cancel_and_mark(district: District, role: str):
    olga = await district.comes("Орлова", "coordinator")
    anna = await district.comes("Петрова", role)
    number = await create(district, olga.id, plan_by(olga.id))
    about = {"by": anna.id, "event_id": number, "now": MOMENT}
    later = about | {"now": MOMENT + timedelta(days=2)}
    pack, plan = district.pack, plan_by(olga.id)
    for forbidden in (
        lambda unit: events.change(unit, pack, run="c", plan=plan, **about),
        lambda unit: events.cancel(unit, pack, reason="few", **about),
        lambda unit: attendance.mark(unit, pack, came=[anna.id], run="m", **later),
        lambda unit: event_cards.participants(unit, pack, **later),
        lambda unit: event_cards.attended(unit, pack, **later),
    ):
        with pytest.raises(NotAllowed):
            await district.step(forbidden)


async def test_the_same_run_makes_one_event(district: District):
    olga = await district.comes("Орлова", "methodist")
    assert await create(district, olga.id, plan_by(olga.id)) == await create(
        district, olga.id, plan_by(olga.id)
    )


async def test_every_form_of_an_event_is_for_a_group_and_never_individual_help(theatre: Theatre):
    forms = events.group_forms(theatre.regulation)
    assert forms
    assert all(form.mode == "group" and not form.individual_help for form in forms)


async def test_without_a_role_nobody_joins(district: District):
    olga = await district.comes("Орлова", "coordinator")
    number = await create(district, olga.id, plan_by(olga.id))
    with pytest.raises(NotAllowed):
        await join(district, number, await district.listed("Белов"), "j")


# --- races -----------------------------------------------------------------------------------


async def test_of_many_at_once_exactly_as_many_as_fit_get_a_place(district: District):
    olga = await district.comes("Орлова", "coordinator")
    crowd = [await district.comes(f"Учитель{n}", "teacher") for n in range(12)]
    number = await create(district, olga.id, plan_by(olga.id, places=5))
    places = await asyncio.gather(
        *(join(district, number, one.id, f"j{one.id}-{again}") for one in crowd for again in (1, 2))
    )
    assert Counter(place.waiting for place in places[::2]) == {False: 5, True: 7}
    assert sorted(place.turn for place in places[::2] if place.waiting) == [1, 2, 3, 4, 5, 6, 7]


async def test_two_who_mark_at_once_leave_one_session(district: District):
    olga = await district.comes("Орлова", "coordinator")
    vera = await district.comes("Громова", "methodist")
    crowd = [(await district.comes(f"Учитель{n}", "teacher")).id for n in range(4)]
    number = await create(district, olga.id, plan_by(vera.id))
    now = MOMENT + timedelta(days=2, hours=1)

    async def mark(by: int, came: list[int], run: str) -> None:
        await district.step(
            lambda unit: attendance.mark(
                unit, district.pack, by=by, event_id=number, came=came, run=run, now=now
            )
        )

    await asyncio.gather(mark(olga.id, crowd[:3], "a"), mark(vera.id, crowd[1:], "b"))
    (session,) = await district.sessions()
    assert session.run == f"event-{number}-1"
    assert [person for _, person, _ in await district.helped()] in (crowd[:3], crowd[1:])
    await mark(olga.id, crowd, "a")  # the same run again changes nothing
    assert len(await district.helped()) == 3


async def test_leaders_are_not_counted_as_helped(district: District):
    olga = await district.comes("Орлова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    number = await create(district, olga.id, plan_by(olga.id))
    count = await district.step(
        lambda unit: attendance.mark(
            unit,
            district.pack,
            by=olga.id,
            event_id=number,
            came=[olga.id, anna.id],
            run="m",
            now=MOMENT + timedelta(days=2),
        )
    )
    assert count == 1
    assert [person for _, person, _ in await district.helped()] == [anna.id]


async def test_when_two_records_become_one_nobody_is_reminded_twice(district: District):
    olga = await district.comes("Орлова", "coordinator")
    anna, twin = await district.comes("Петрова", "teacher"), await district.comes("Петрова", "teacher")
    number = await create(district, olga.id, plan_by(olga.id))
    await join(district, number, anna.id, "a")
    await join(district, number, twin.id, "t")

    async def merge(unit):
        await people.merge(unit, anna.id, twin.id, MOMENT)

    await district.step(merge)
    for hours in (24, 47):
        await district.later(MOMENT + timedelta(hours=hours, minutes=1))
    assert len(anna.notes()) + len(twin.notes()) == 2


@pytest.mark.parametrize("first", [True, False])
async def test_a_place_stays_when_records_become_one_and_the_second_goes_to_the_queue(
    district: District, first: bool
):
    """Whichever of the two records is kept, the place is not lost, and the freed one is given on."""
    olga = await district.comes("Орлова", "coordinator")
    one, other = await district.comes("Петрова", "teacher"), await district.comes("Петрова", "teacher")
    boris, late = await district.comes("Быстров", "teacher"), await district.comes("Позднякова", "teacher")
    full = await create(district, olga.id, plan_by(olga.id, places=2))
    queued = await create(district, olga.id, plan_by(olga.id, places=1, title="Другое"), "two")
    for run, person in (("a", one), ("b", other), ("c", boris), ("d", late)):
        await join(district, full, person.id, run)
    for run, person in (("e", one), ("f", other)):
        await join(district, queued, person.id, run)
    keep, gone = (one, other) if first else (other, one)

    async def merge(unit):
        await people.merge(unit, keep.id, gone.id, MOMENT)

    async def places(unit):
        found = await unit.session.execute(
            select(SignUp.event_id, SignUp.person_id)
            .where(SignUp.ended_at.is_(None), SignUp.waiting.is_(False))
            .order_by(SignUp.event_id, SignUp.person_id)
        )
        return [tuple(row) for row in found]

    async def fill(unit):
        return await sign_ups.fill(unit, district.pack, MOMENT)

    await district.step(merge)
    assert await district.step(places) == sorted([(full, keep.id), (queued, keep.id)])
    assert await district.step(fill) == 1
    assert await district.step(places) == sorted([(full, keep.id), (full, boris.id), (queued, keep.id)])
    assert await district.step(fill) == 0, "and nobody is moved up into a full event"
    await district.deliver()
    assert "Освободилось место" in boris.note()
    assert not late.notes()


# --- nobody twice, nobody at night -----------------------------------------------------------

HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True)
class Act:
    """Something that happens so many half hours after the last thing; `number` picks whom or when."""

    what: str
    after: int
    number: int


acts = st.lists(
    st.builds(
        Act,
        st.sampled_from(["join", "join", "again", "again", "leave", "move", "place", "less", "more"]),
        st.integers(0, 30),
        st.integers(1, 140),
    ),
    max_size=12,
)


async def company(district: District) -> list[Colleague]:
    """A coordinator and three teachers, the same for every example of a test."""
    if not hasattr(district, "company"):
        teachers = [await district.comes(name, "teacher") for name in ("Петрова", "Белов", "Громова")]
        district.company = [await district.comes("Орлова", "coordinator"), *teachers]
    return district.company


class Life:
    """One event from its making to its end, with what everybody was reminded of and when."""

    def __init__(self, district: District, olga: Colleague, crowd: list[Colleague], late: timedelta) -> None:
        self.late = late
        self.district = district
        self.olga = olga
        self.crowd = crowd
        self.number = 0
        self.left_at: dict[int, datetime] = {}

    @property
    def now(self) -> datetime:
        return self.district.theatre.now

    async def passes(self, until: datetime) -> None:
        """The clock goes on; whatever falls due meanwhile is sent, as late as the platform is."""
        while True:
            due = [one.due_at for one in await self.notices() if one.status in WAITING]
            moment = max(self.now, min(due, default=until) + self.late)
            if moment >= until:
                break
            await self.comes_to(moment)
        await self.comes_to(until)

    async def comes_to(self, moment: datetime) -> None:
        self.district.theatre.now = max(self.now, moment)
        await self.district.deliver()
        await self.note_departures()

    async def note_departures(self) -> None:
        for notice in await self.notices():
            if notice.status == "sent" and notice.id not in self.left_at:
                self.left_at[notice.id] = self.now
                if notice.kind == event_notices.REMINDER:
                    assert await self.has_place(notice.person_id)

    async def notices(self) -> list[Notice]:
        lead = f"event:{self.number}:"

        async def read(unit):
            return list(await unit.session.scalars(select(Notice).where(Notice.key.startswith(lead))))

        return await self.district.step(read)

    async def has_place(self, person: int) -> bool:
        async def read(unit):
            return await unit.session.scalar(
                select(SignUp.id).where(
                    SignUp.event_id == self.number,
                    SignUp.person_id == person,
                    SignUp.ended_at.is_(None),
                    SignUp.waiting.is_(False),
                )
            )

        return await self.district.step(read) is not None

    async def leaves(self, person: int) -> None:
        await self.district.step(
            lambda unit: sign_ups.leave(
                unit, self.district.pack, event_id=self.number, person_id=person, now=self.now
            )
        )

    async def change(self, work: Callable[[Plan], Plan], run: str) -> None:
        async def do(unit):
            plan = work(await events.plan_of(unit, self.number))
            await events.change(
                unit,
                self.district.pack,
                by=self.olga.id,
                event_id=self.number,
                run=run,
                plan=plan,
                now=self.now,
            )

        await self.district.step(do)

    async def does(self, act: Act, run: str) -> None:
        person = self.crowd[act.number % len(self.crowd)].id
        places = {"less": 1, "more": 3}
        try:
            if act.what == "join":
                await join(self.district, self.number, person, run)
            elif act.what in ("leave", "again"):
                await self.leaves(person)
                if act.what == "again":
                    await join(self.district, self.number, person, run)
            elif act.what == "move":
                start = self.now + act.number * HALF_HOUR
                await self.change(lambda plan: replace(plan, starts_at=start), run)
            elif act.what == "place":
                await self.change(lambda plan: replace(plan, place=f"каб. {act.number}"), run)
            else:
                await self.change(lambda plan: replace(plan, places=places[act.what]), run)
        except DomainError:
            return


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.integers(1, 150), st.integers(0, 48), st.sampled_from([0, 5, 45, 300]), acts)
@example(100, 0, 0, [Act("join", 0, 3), Act("again", 54, 3)])  # comes back after the reminder of a day
@example(114, 22, 300, [Act("join", 73, 1), Act("place", 9, 1)])  # the platform is late into the night
async def test_nobody_is_reminded_twice_or_at_night(
    district: District, ahead: int, begins: int, late: int, script: list[Act]
):
    pack = district.pack
    district.theatre.now = MOMENT + begins * HALF_HOUR
    olga, *crowd = await company(district)
    life = Life(district, olga, crowd, timedelta(minutes=late))
    start = life.now + ahead * HALF_HOUR
    tag = f"{next(district.numbers)}"
    life.number = await create(district, olga.id, plan_by(olga.id, starts_at=start, places=2), f"e{tag}")
    for number, act in enumerate(script):
        await life.passes(life.now + act.after * HALF_HOUR)
        await life.does(act, f"{tag}-{number}")
        if not late:
            await life.comes_to(life.now)
    event = await district.step(lambda unit: unit.session.get_one(Event, life.number))
    await life.passes(event.starts_at + timedelta(hours=12))

    seen: Counter[tuple[Any, ...]] = Counter()
    for notice in await life.notices():
        if notice.status != "sent":
            continue
        starts_at = loads(notice.args)["at"]
        left = life.left_at[notice.id]
        starts_then = starts_at < pack.next_allowed(left)
        assert not pack.is_quiet(left) or starts_then, (notice.key, pack.local(left))
        if notice.kind == event_notices.REMINDER:
            _, _, revision, _, name = notice.key.split(":")
            seen[notice.person_id, name, starts_at] += 1
            seen[notice.person_id, name, int(revision)] += 1
            assert left <= starts_at
    assert all(times == 1 for times in seen.values()), seen


# --- names in titles -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "title", "found"),
    [
        ("Петрова", "Мастер-класс Петровой", ("Петровой",)),
        ("Петров", "У Петрова в гостях", ("Петрова",)),
        ("Чайковский", "читаем чайковского", ("чайковского",)),
        ("Коваленко", "Урок Коваленко", ("Коваленко",)),
        ("Ёлкина", "Елкиной — 50", ("Елкиной",)),
        ("Елкина", "Ёлкиной — 50", ("Ёлкиной",)),
        ("Петров-Водкин", "Петров-Водкин и его класс", ("Петров", "Водкин")),
        ("Ли", "С кем поговорить, если Ли занят", ("Ли",)),
        ("Ли", "Нужна ли отметка", ()),
        ("ПЕТРОВА", "Мастер-класс Петровой", ("Петровой",)),
        ("Смирнова", "Обратная связь на уроке", ()),
        ("Уроков", "Обратная связь на уроке", ()),
    ],
)
async def test_a_surname_is_found_in_any_case(
    district: District, last: str, title: str, found: tuple[str, ...]
):
    await district.listed(last)
    assert await district.step(lambda unit: surnames.named(unit, title)) == found


async def test_the_card_of_an_event_takes_as_many_statements_with_many_people(district: District):
    olga = await district.comes("Орлова", "coordinator")
    number = await create(district, olga.id, plan_by(olga.id, places=2))
    for last in ("Петрова", "Белов", "Громова"):
        person = await district.comes(last, "teacher")
        await join(district, number, person.id, last)
    card = await district.step(
        lambda unit: event_cards.card(unit, district.pack, number, viewer=olga.id, now=MOMENT, stranger=False)
    )
    assert (card.left, card.signed, card.waiting, card.leads, card.manages) == (0, 2, 1, True, True)
