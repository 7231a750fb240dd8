"""Every figure equals a recount from raw rows, over towns of every kind."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.indicators import percent
from services.regulations import Period
from storage.people import Employment, Organisation, Person
from storage.sessions import SessionPerson, SupportSession
from storage.store import Store
from tests.town import NOW, PACK, Town, figure, figures

ALONE = {form.id for form in PACK.forms if form.individual_help}


class Recount:
    """The rules once more, in plain Python over the rows of a town: slow and simple."""

    def __init__(self, town: Town, period: Period, day: date, schools: frozenset[int] | None) -> None:
        self.rows = town.rows
        self.period, self.day, self.schools = period, day, schools
        self.people = {row["id"]: row for row in town.rows[Person]}
        self.houses = {row["id"]: row for row in town.rows[Organisation]}
        self.sessions = [
            row
            for row in town.rows[SupportSession]
            if row["voided_at"] is None and period.start <= row["held_on"] <= day
        ]

    def jobs(self, person: int) -> list[dict[str, Any]]:
        """What a list says of him; his own word does not count."""
        return [
            row
            for row in self.rows[Employment]
            if row["person_id"] == person and row["kind"] == "teacher" and self.people[person]["listed"]
        ]

    def is_live(self, job: dict[str, Any]) -> bool:
        person, house = self.people[job["person_id"]], self.houses[job["organisation_id"]]
        ends = [job["until"], house["closed_on"], person["left_on"]]
        erased = person["erased_at"]
        return (
            (job["since"] is None or job["since"] <= self.day)
            and all(end is None or end > self.day for end in ends)
            and (erased is None or erased.astimezone(PACK.zone).date() > self.day)
        )

    def listed(self, person: int) -> list[int]:
        """The schools at which he is on the list."""
        return [
            job["organisation_id"] for job in self.jobs(person) if self.is_live(job) and not job["external"]
        ]

    def is_gone(self, person: int) -> bool:
        """Has worked here and does so no more."""
        jobs = [job for job in self.jobs(person) if job["since"] is None or job["since"] <= self.day]
        main = [job for job in jobs if not job["external"]]
        return bool(main) and not any(self.is_live(job) for job in jobs)

    def is_young(self, person: int) -> bool:
        row = self.people[person]
        if row["started_on"] is None or years(row["started_on"], self.day) >= 3:
            return False
        if row["birth_date"] is not None:
            return years(row["birth_date"], self.day) < 35
        if row["birth_year"] is not None:
            return (self.day - timedelta(days=1)).year - row["birth_year"] < 35
        return row["young_through"] is not None and row["young_through"] >= self.day

    def base(self, *, young: bool) -> set[int]:
        return {
            person
            for person in self.people
            if any(self.schools is None or school in self.schools for school in self.listed(person))
            and (not young or self.is_young(person))
        }

    def given(self, *, alone: bool) -> list[tuple[int, int, int | None]]:
        """Session, person and school of everything that fits."""
        fitting = {
            row["id"]
            for row in self.sessions
            if not alone or (row["provider_role"] == "methodist" and row["form"] in ALONE)
        }
        return [
            (row["session_id"], row["person_id"], row["organisation_id"])
            for row in self.rows[SessionPerson]
            if row["session_id"] in fitting
        ]

    def counts(self, person: int, school: int | None, base: set[int], *, young: bool) -> bool:
        if person in base:
            return True
        ours = school is not None and (self.schools is None or school in self.schools)
        return ours and self.is_gone(person) and (not young or self.is_young(person))

    def figure(self, *, young: bool, alone: bool) -> tuple[int, int, int]:
        base = self.base(young=young)
        hits = [row for row in self.given(alone=alone) if self.counts(row[1], row[2], base, young=young)]
        return len({person for _, person, _ in hits}), len(base), len({session for session, _, _ in hits})

    def by_school(self, *, young: bool, alone: bool) -> dict[str, tuple[int, int]]:
        base = self.base(young=young)
        hits = [row for row in self.given(alone=alone) if self.counts(row[1], row[2], base, young=young)]
        helped = {person for _, person, _ in hits}
        found = {}
        for school in self.houses:
            if self.schools is not None and school not in self.schools:
                continue
            here = {person for person in base if school in self.listed(person)}
            gone = {person for _, person, place in hits if person not in base and place == school}
            found[str(school)] = (len(here & helped) + len(gone), len(here))
        return found


def years(since: date, day: date) -> int:
    return day.year - since.year - ((day.month, day.day) < (since.month, since.day))


DAYS = st.sampled_from(
    [date(2025, 6, 1), date(2026, 1, 1), date(2026, 5, 31), date(2026, 7, 1), date(2026, 11, 21),
     date(2026, 12, 9)]
)  # fmt: skip
MAYBE = st.one_of(st.none(), DAYS)


@st.composite
def towns(draw: st.DrawFn) -> Town:
    town = Town()
    schools = [town.school()]
    for _ in range(draw(st.integers(0, 2))):
        kind, closed = draw(st.sampled_from(["school", "preschool"])), draw(MAYBE)
        schools.append(town.school(kind=kind, closed_on=closed))
    people = []
    for _ in range(draw(st.integers(1, 5))):
        born = draw(
            st.sampled_from(
                [{"birth_date": date(1991, 11, 21)}, {"birth_date": date(1991, 11, 22)}, {"birth_year": 1991},
                 {"birth_year": 1992}, {"birth_date": date(1970, 1, 1)}, {"birth_date": date(2001, 2, 3)}, {},
                 {"young_through": date(2026, 9, 30)}, {"young_through": date(2027, 3, 31)}]
            )
        )  # fmt: skip
        erased = draw(st.sampled_from([None, None, None, datetime(2026, 6, 30, 21, 30, tzinfo=UTC)]))
        people.append(
            town.person(
                **born,
                started_on=draw(
                    st.sampled_from([None, date(2010, 9, 1), date(2023, 11, 22), date(2025, 9, 1)])
                ),
                left_on=draw(st.one_of(st.none(), st.none(), DAYS)),
                erased_at=erased,
                listed=draw(st.sampled_from([True, True, True, False])),
            )
        )
        for _ in range(draw(st.integers(0, 2))):
            town.job(
                people[-1],
                draw(st.sampled_from(schools)),
                kind=draw(st.sampled_from(["teacher", "teacher", "teacher", "manager"])),
                external=draw(st.sampled_from([False, False, True])),
                since=draw(MAYBE),
                until=draw(MAYBE),
            )
    helper = town.helper()
    for _ in range(draw(st.integers(0, 7))):
        town.session(
            helper,
            *draw(st.lists(st.sampled_from(people), max_size=3, unique=True)),
            at=draw(st.one_of(st.none(), st.sampled_from(schools))),
            held_on=draw(DAYS),
            provider_role=draw(st.sampled_from(["methodist", "methodist", "member"])),
            form=draw(st.sampled_from(["VSV-S1", "VSV-S2", "VSV-S9", "VSV-S12"])),
            voided_at=draw(st.sampled_from([None, None, None, NOW])),
        )
    return town


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(towns(), st.sampled_from(["2026", "2026-H1", "2026-Q3", "2025/26", "2026-07-01"]), st.booleans())
async def test_every_figure_equals_a_recount_from_the_rows(store: Store, town: Town, key: str, narrow: bool):
    await town.save(store)
    period = Period.parse(key)
    schools = frozenset({town.rows[Organisation][0]["id"]}) if narrow else None
    day = min(date(2026, 11, 21), period.end - timedelta(days=1))
    recount = Recount(town, period, day, schools)
    found = await figures(store, period, schools=schools)
    for an_id, rules in (
        ("VSV-F3", {"young": False, "alone": True}),
        ("VSV-F2", {"young": True, "alone": False}),
        ("VSV-F9", {"young": True, "alone": False}),
    ):
        one = found[an_id]
        numerator, base, sessions = recount.figure(**rules)
        assert (one.numerator, one.denominator, one.sessions) == (numerator, base, sessions), an_id
        assert one.value == percent(numerator, base)
        rows = {
            row.key: (row.numerator, row.denominator) for row in one.breakdown if row.by == "organisation"
        }
        wanted = recount.by_school(**rules)
        assert {key: pair for key, pair in rows.items() if pair != (0, 0)} == {
            key: pair for key, pair in wanted.items() if pair != (0, 0)
        }, an_id
        alone = await figure(store, an_id, period=period, schools=schools, parts=None)
        assert (alone.numerator, alone.denominator) == (numerator, base)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(towns(), st.randoms(use_true_random=False))
async def test_order_voiding_and_a_members_help_are_as_they_must_be(store: Store, town: Town, dice):
    await town.save(store)
    before = await figures(store, parts=None)
    for table in (Employment, SupportSession, SessionPerson):
        dice.shuffle(town.rows[table])
    await town.save(store)
    assert await figures(store, parts=None) == before

    person, helper = town.rows[Person][0]["id"], town.rows[Person][-1]["id"]
    school = town.rows[Organisation][0]["id"]
    town.session(helper, person, at=school, provider_role="member")
    await town.save(store)
    helped = await figures(store, parts=None)
    assert helped["VSV-F3"].numerator == before["VSV-F3"].numerator
    assert helped["VSV-F2"].numerator >= before["VSV-F2"].numerator

    town.session(helper, person, at=school)
    await town.save(store)
    assert (await figure(store, parts=None)).numerator - before["VSV-F3"].numerator in (0, 1)
    for row in town.rows[SupportSession][-2:]:
        row["voided_at"] = NOW
    await town.save(store)
    assert await figures(store, parts=None) == before
