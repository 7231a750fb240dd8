"""Staff lists in the store: previewed, written, taken back; nothing merged or lost in silence."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.roster_work import RosterWork
from services import (
    people,
    regulations,
    roster,
    roster_batches,
    roster_undo,
    roster_views,
    roster_writing,
)
from services.errors import DomainError, NotAllowed
from services.roster_preview import CHANGED, MISSING, NEW, UNCLEAR, short_title
from services.values import loads
from storage.notices import Notice
from storage.people import Employment, Organisation, Person, RoleGrant
from storage.roster import RosterBatch, RosterRow
from storage.store import Store
from tests.staff_lists import table

HERE = "vsevolozhsk"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HEAD = ["ФИО", "Дата рождения", "Должность", "Категория", "Стаж", "Школа"]
ANNA = ["Петрова Анна Ивановна", "01.02.1980", "учитель химии", "первая", 10, "СОШ № 5"]
BORIS = ["Ким Борис Олегович", "03.04.1990", "учитель физики", "нет", 2, "СОШ № 5"]


class Office:
    """A store with a coordinator, and a clock that moves only when told."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOW
        self.pack = regulations.load(HERE)
        self.work = RosterWork(store, {HERE: self.pack}, clock=self.clock)
        self.by = 0

    def clock(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    async def does(self, work: Any) -> Any:
        return await self.store.step(HERE, work)

    async def appoint(self) -> None:
        async def grant(unit):
            person = Person(last="Орлова", first="Ольга", created_at=NOW)
            unit.session.add(person)
            await unit.session.flush()
            unit.session.add(RoleGrant(person_id=person.id, role="coordinator", since=NOW))
            return person.id

        self.by = await self.does(grant)

    async def previews(self, *rows: list[Any], date_of_list: str = ""):
        staff = await self.work.read(HERE, sheet(*rows, heading=date_of_list))
        return await self.work.preview(HERE, staff)

    async def loads(self, *rows: list[Any], date_of_list: str = "", name: str = "список.xlsx") -> int:
        """A list previewed, stored and written; gives the number of the batch."""
        batch = await self.keeps(*rows, date_of_list=date_of_list, name=name)
        await self.does(lambda unit: roster.order(unit, batch, by=self.by, now=self.clock()))
        await self.work.work()
        return batch

    async def keeps(self, *rows: list[Any], date_of_list: str = "", name: str = "список.xlsx") -> int:
        staff = await self.work.read(HERE, sheet(*rows, heading=date_of_list))
        preview = await self.work.preview(HERE, staff)
        return await self.work.keep(HERE, staff, name, preview, by=self.by)

    async def undoes(self, batch: int) -> None:
        await self.does(lambda unit: roster.order_undo(unit, batch, by=self.by, now=self.clock()))
        await self.work.work()

    async def all(self, kind: Any) -> list[Any]:
        async def read(unit):
            return list(
                (await unit.session.scalars(select(kind).order_by(*kind.__table__.primary_key))).all()
            )

        return await self.does(read)

    async def person(self, last: str) -> Person:
        (found,) = [one for one in await self.all(Person) if one.last == last]
        return found

    async def posts(self, person: Person) -> list[Employment]:
        return [one for one in await self.all(Employment) if one.person_id == person.id]

    async def batch(self, number: int) -> roster_views.Batch:
        return await self.does(lambda unit: roster_views.batch(unit, number, by=self.by, now=self.now))

    async def items(self, number: int, pile: str) -> list[roster_views.Item]:
        return await self.does(lambda unit: roster_views.items(unit, number, pile, by=self.by, now=self.now))

    async def decides(self, batch: int, number: int, choice: str, whom: int | None = None) -> None:
        await self.does(
            lambda unit: roster.decide(
                unit, batch, number, by=self.by, choice=choice, whom=whom, now=self.clock()
            )
        )


def sheet(*rows: list[Any], heading: str = "") -> bytes:
    above = [[f"Список педагогов по состоянию на {heading}"]] if heading else []
    return table(*above, HEAD, *rows)


@pytest.fixture
async def office(store: Store) -> Office:
    made = Office(store)
    await made.appoint()
    return made


async def test_a_list_is_looked_at_before_anything_is_written(office: Office):
    preview = await office.previews(ANNA, BORIS)
    assert preview.counts()["new"] == 2
    assert [(one.key, one.title, one.kind, one.people) for one in preview.schools] == [
        ("школа 5", "СОШ № 5", "school", 2)
    ]
    assert len(await office.all(Person)) == 1
    assert await office.all(RosterBatch) == []


async def test_people_posts_and_schools_come_in_with_everything_the_list_says(office: Office):
    batch = await office.loads(ANNA, BORIS, date_of_list="01.09.2026")
    anna = await office.person("Петрова")
    assert (anna.first, anna.patronymic, anna.search) == ("Анна", "Ивановна", "петрова анна ивановна")
    assert (anna.birth_date, anna.birth_year, anna.category) == (date(1980, 2, 1), 1980, "первая")
    assert (anna.started_on, anna.started_precision) == (date(2016, 9, 1), "year")
    assert (anna.listed, anna.match_state, anna.left_on) == (True, people.LISTED, None)
    (post,) = await office.posts(anna)
    assert (post.position, post.subject, post.kind, post.external) == ("учитель", "химия", "teacher", False)
    assert (post.batch_id, post.since, post.until) == (batch, None, None)
    (school,) = await office.all(Organisation)
    assert (school.title, school.short, school.match_key, school.kind) == (
        "СОШ № 5", "СОШ № 5", "школа 5", "school",
    )  # fmt: skip
    counts = (await office.batch(batch)).counts
    assert (counts["added"], counts["opened"]) == (2, 1)
    assert {row.facts for row in await office.all(RosterRow) if row.pile == NEW} == {"{}"}


async def test_a_long_list_is_written_a_few_people_at_a_time(office: Office, monkeypatch: pytest.MonkeyPatch):
    """Nobody who talks meanwhile waits for the whole list: a transaction takes under 50 ms."""
    step, people_after = office.store.step, [len(await office.all(Person))]

    async def watched(territory: str, work: Any, **rest: Any) -> Any:
        done = await step(territory, work, **rest)
        if territory:
            people_after.append(
                await step(territory, lambda unit: unit.session.scalar(select(func.count(Person.id))))
            )
        return done

    monkeypatch.setattr(office.store, "step", watched)
    await office.loads(*([f"{one}{two}ова Анна Ивановна", *ANNA[1:]] for one in "БВГДКЛМ" for two in "ауоие"))
    assert people_after[-1] - people_after[0] == 35
    assert max(after - before for before, after in pairwise(people_after)) == roster_writing.A_STEP


async def test_the_same_list_twice_brings_nothing_new(office: Office):
    await office.loads(ANNA, BORIS)
    again = await office.previews(ANNA, BORIS)
    assert (again.counts()["new"], again.counts()["changed"], again.counts()["same"]) == (0, 0, 2)
    standing = await office.work.standing(HERE, await office.work.read(HERE, sheet(ANNA, BORIS)))
    assert standing is not None and standing.state == "written"
    with pytest.raises(DomainError):
        await office.keeps(ANNA, BORIS)


async def test_what_a_newer_list_says_differently_is_shown_and_then_changed(office: Office):
    await office.loads(ANNA, date_of_list="01.09.2025")
    newer = ["Петрова Анна Ивановна", "01.02.1980", "учитель физики", "высшая", 11, "СОШ № 5"]
    preview = await office.previews(newer, date_of_list="01.09.2026")
    (line,) = preview.pile(CHANGED)
    assert dict(line.was) == {"subject": "химия", "category": "первая"}
    await office.loads(newer, date_of_list="01.09.2026")
    anna = await office.person("Петрова")
    assert (anna.category, anna.started_on) == ("высшая", date(2015, 9, 1))
    assert [post.subject for post in await office.posts(anna)] == ["физика"]


async def test_experience_that_grows_as_time_does_is_no_change(office: Office):
    await office.loads(ANNA, date_of_list="01.09.2025")
    for years, changes in ((11, 0), (12, 0), (10, 1), (14, 1)):
        row = [*ANNA[:4], years, ANNA[5]]
        preview = await office.previews(row, date_of_list="02.09.2026")
        assert len(preview.pile(CHANGED)) == changes, years


async def test_who_moves_to_another_school_leaves_the_old_post_with_its_days(office: Office):
    await office.loads(ANNA, date_of_list="01.09.2025")
    moved = [*ANNA[:5], "СОШ № 6"]
    preview = await office.previews(moved, date_of_list="01.09.2026")
    assert preview.pile(CHANGED)[0].was["organisation"] == "СОШ № 5"
    await office.loads(moved, date_of_list="01.09.2026")
    old, new = await office.posts(await office.person("Петрова"))
    assert (old.until, new.since, new.until) == (date(2026, 9, 1), date(2026, 9, 1), None)


async def test_an_external_part_timer_keeps_the_post_at_home(office: Office):
    await office.loads(ANNA)
    beside = [*ANNA[:2], "учитель химии (внешний совместитель)", *ANNA[3:5], "СОШ № 6"]
    preview = await office.previews(beside)
    assert dict(preview.pile(CHANGED)[0].was) == {"part_time": None}
    await office.loads(beside)
    posts = await office.posts(await office.person("Петрова"))
    assert [(post.external, post.until) for post in posts] == [(False, None), (True, None)]
    assert (await office.previews(beside)).counts()["same"] == 1


async def test_namesakes_are_never_made_one_in_silence(office: Office):
    await office.loads(ANNA)
    other = ["Петрова Анна Ивановна", "05.06.1999", "учитель музыки", "нет", 1, "СОШ № 5"]
    batch = await office.loads(other, BORIS)
    assert len([one for one in await office.all(Person) if one.last == "Петрова"]) == 1
    (item,) = await office.items(batch, UNCLEAR)
    detail = await office.does(
        lambda unit: roster_views.detail(unit, batch, item.number, by=office.by, now=office.now)
    )
    ((whom, card),) = detail.candidates
    assert "1980" in card.text and [reason.key for reason in item.reasons] == ["roster-namesake"]
    await office.decides(batch, item.number, roster.NEW)
    namesakes = [one for one in await office.all(Person) if one.last == "Петрова"]
    assert [one.birth_year for one in namesakes] == [1980, 1999]
    assert namesakes[0].id == whom
    with pytest.raises(DomainError):
        await office.decides(batch, item.number, roster.SAME, whom)


async def test_a_changed_surname_is_asked_and_then_written(office: Office):
    await office.loads(ANNA)
    married = ["Смирнова Анна Ивановна", *ANNA[1:]]
    batch = await office.keeps(married)
    (item,) = await office.items(batch, UNCLEAR)
    anna = await office.person("Петрова")
    await office.decides(batch, item.number, roster.SAME, anna.id)
    await office.does(lambda unit: roster.order(unit, batch, by=office.by, now=office.clock()))
    await office.work.work()
    found = await office.person("Смирнова")
    assert (found.id, found.search) == (anna.id, "смирнова анна ивановна")
    await office.undoes(batch)
    assert (await office.person("Петрова")).search == "петрова анна ивановна"


async def test_the_same_as_another_row_of_the_list(office: Office):
    short = ["Петрова А. И.", None, "учитель биологии", None, None, "СОШ № 5"]
    batch = await office.keeps(ANNA, short)
    (item,) = await office.items(batch, UNCLEAR)
    await office.decides(batch, item.number, roster.SAME, -1)
    await office.does(lambda unit: roster.order(unit, batch, by=office.by, now=office.clock()))
    await office.work.work()
    anna = await office.person("Петрова")
    assert anna.first == "Анна"
    assert (await office.batch(batch)).waiting == 0


async def test_a_decision_waits_until_the_row_it_points_at_is_answered(office: Office):
    await office.loads(ANNA)
    namesake = ["Петрова Анна Ивановна", "05.06.1999", "учитель музыки", "нет", 1, "СОШ № 5"]
    short = ["Петрова А. И.", "05.06.1999", "учитель музыки", None, None, "СОШ № 5"]
    batch = await office.loads(namesake, short)
    first, second = await office.items(batch, UNCLEAR)
    with pytest.raises(DomainError, match="roster-answer-first"):
        await office.decides(batch, second.number, roster.SAME, -first.number)
    await office.decides(batch, first.number, roster.NEW)
    await office.decides(batch, second.number, roster.SAME, -first.number)
    assert (await office.batch(batch)).waiting == 0


async def test_who_is_missing_from_a_newer_list_leaves_only_when_confirmed(office: Office):
    await office.loads(ANNA, BORIS, date_of_list="01.09.2025")
    batch = await office.loads(ANNA, date_of_list="01.09.2026")
    (item,) = await office.items(batch, MISSING)
    boris = await office.person("Ким")
    assert boris.left_on is None and "Ким" in item.label.text
    await office.does(
        lambda unit: roster.mark_left(unit, batch, [item.number], by=office.by, now=office.clock())
    )
    boris = await office.person("Ким")
    (post,) = await office.posts(boris)
    assert (boris.left_on, post.until) == (date(2026, 9, 1), date(2026, 9, 1))
    assert (await office.batch(batch)).counts["left"] == 1
    back = await office.previews(BORIS, date_of_list="01.10.2026")
    assert back.pile(CHANGED)[0].was["left_on"] == date(2026, 9, 1)
    await office.loads(BORIS, date_of_list="01.10.2026")
    assert (await office.person("Ким")).left_on is None


async def test_an_older_list_misses_nobody_and_says_that_it_is_older(office: Office):
    await office.loads(ANNA, BORIS, date_of_list="01.09.2026")
    preview = await office.previews(ANNA, date_of_list="01.09.2025")
    assert preview.older and preview.pile(MISSING) == []


async def test_rows_that_name_no_school_wait_for_one(office: Office):
    content = table(HEAD[:-1], ANNA[:-1], BORIS[:-1])
    staff = await office.work.read(HERE, content)
    preview = await office.work.preview(HERE, staff)
    assert preview.homeless == 2
    batch = await office.work.keep(HERE, staff, "a.xlsx", preview, by=office.by)
    with pytest.raises(DomainError):
        await office.does(lambda unit: roster.place(unit, batch, "?", by=office.by, now=office.clock()))
    await office.does(lambda unit: roster.place(unit, batch, "СОШ № 7", by=office.by, now=office.clock()))
    await office.work.work()
    told = await office.batch(batch)
    assert (told.state, told.counts["homeless"], told.counts["schools"]) == ("ready", 0, 1)
    await office.does(lambda unit: roster.order(unit, batch, by=office.by, now=office.clock()))
    await office.work.work()
    assert [one.match_key for one in await office.all(Organisation)] == ["школа 7"]
    assert len(await office.all(Employment)) == 2


async def test_what_changed_meanwhile_is_shown_anew_instead_of_written(office: Office):
    first = await office.keeps(ANNA)
    second = await office.keeps(ANNA, BORIS)
    for batch in (first, second):
        await office.does(
            lambda unit, batch=batch: roster.order(unit, batch, by=office.by, now=office.clock())
        )
    await office.work.work()
    told = await office.batch(second)
    assert (told.state, told.counts["new"], told.counts["same"]) == ("ready", 1, 1)
    await office.does(lambda unit: roster.order(unit, second, by=office.by, now=office.clock()))
    await office.work.work()
    assert sorted(one.last for one in await office.all(Person)) == ["Ким", "Орлова", "Петрова"]


async def test_an_answer_survives_a_new_sorting_of_the_same_question(office: Office):
    await office.loads(ANNA)
    namesake = ["Петрова Анна Ивановна", "05.06.1999", "учитель музыки", "нет", 1, "СОШ № 5"]
    batch = await office.keeps(namesake, BORIS)
    (item,) = await office.items(batch, UNCLEAR)
    await office.decides(batch, item.number, roster.NEW)
    await office.loads(BORIS)
    await office.does(lambda unit: roster.order(unit, batch, by=office.by, now=office.clock()))
    await office.work.work()
    assert (await office.batch(batch)).state == "ready"
    await office.does(lambda unit: roster.order(unit, batch, by=office.by, now=office.clock()))
    await office.work.work()
    assert len([one for one in await office.all(Person) if one.last == "Петрова"]) == 2


# --- a defect of ours ----------------------------------------------------------------------


async def told_of(office: Office) -> list[tuple[str, dict[str, Any]]]:
    return [(one.kind, loads(one.args)) for one in await office.all(Notice)]


async def tries(office: Office, times: int) -> None:
    """The worker looks every second; a batch that failed is tried again when its lease is over."""
    for _ in range(times):
        await office.work.work()
        await office.work.work()
        office.now += timedelta(seconds=61)


def breaks(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, after: int = 0) -> list[int]:
    """Makes a portion of work fail after so many that succeed; gives the list of failures."""
    real, calls, failed = getattr(module, name), [0], list[int]()

    async def broken(*args: Any) -> Any:
        calls[0] += 1
        if calls[0] > after:
            failed.append(calls[0])
            raise RuntimeError("ours")
        return await real(*args)

    monkeypatch.setattr(module, name, broken)
    return failed


async def test_a_writing_that_breaks_three_times_stops_and_is_told_with_a_number(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as broken:
        failed = breaks(broken, roster_writing, "write_some")
        batch = await office.loads(ANNA, BORIS)
        office.now += timedelta(seconds=61)
        await tries(office, 1)
        assert await told_of(office) == [], "twice may be chance"
        await tries(office, 5)
        assert len(failed) == 3
    ((kind, told),) = await told_of(office)
    assert (kind, told["batch"]) == ("roster-failed", batch)
    assert len(told["reference"]) == 4
    assert (await office.batch(batch)).is_half_written
    assert [one.last for one in await office.all(Person)] == ["Орлова"]
    await office.does(lambda unit: roster.order(unit, batch, by=office.by, now=office.clock()))
    await office.work.work()
    assert (await office.batch(batch)).is_written
    assert {one.last for one in await office.all(Person)} == {"Орлова", "Петрова", "Ким"}


async def test_a_broken_list_does_not_hold_up_another(office: Office, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as broken:
        breaks(broken, roster_writing, "write_some")
        batch = await office.loads(ANNA)
        office.now += timedelta(seconds=61)
        await tries(office, 3)
    other = await office.loads(BORIS)
    assert (await office.batch(other)).is_written
    assert (await office.batch(batch)).is_half_written
    await office.undoes(batch)
    assert (await office.batch(batch)).state == "undone"
    assert {one.last for one in await office.all(Person)} == {"Орлова", "Ким"}


async def test_failures_that_are_no_row_of_three_are_forgotten(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as broken:
        breaks(broken, roster_writing, "write_some")
        batch = await office.loads(ANNA)
        office.now += timedelta(seconds=61)
        await tries(office, 1)
    await office.work.work()
    assert (await office.batch(batch)).is_written
    with monkeypatch.context() as broken:
        breaks(broken, roster_undo, "undo_some")
        await office.undoes(batch)
        office.now += timedelta(seconds=61)
        await tries(office, 1)
        assert (await office.batch(batch)).state == "undoing", "two before and two now are not three"
        await tries(office, 1)
    assert (await office.batch(batch)).is_half_undone
    assert [kind for kind, _ in await told_of(office)] == ["roster-written", "roster-failed"]
    await office.undoes(batch)
    assert [one.last for one in await office.all(Person)] == ["Орлова"]


async def test_a_sorting_that_breaks_leaves_the_list_to_be_looked_at(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    batch = await office.keeps(ANNA)
    with monkeypatch.context() as broken:
        breaks(broken, roster_batches, "as_list")
        await office.does(lambda unit: roster.order(unit, batch, by=office.by, now=office.clock()))
        await tries(office, 4)
    assert (await office.batch(batch)).is_open
    assert [kind for kind, _ in await told_of(office)] == ["roster-failed"]


async def test_what_a_failed_writing_left_is_forgotten_after_thirty_days(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as broken:
        breaks(broken, roster_writing, "write_some")
        batch = await office.loads(ANNA, BORIS)
        office.now += timedelta(seconds=61)
        await tries(office, 3)
    office.now += timedelta(days=31)
    await office.work.forget_old()
    assert not [row for row in await office.all(RosterRow) if "Петров" in row.facts]
    await office.does(lambda unit: roster.order(unit, batch, by=office.by, now=office.clock()))
    await office.work.work()
    assert [one.last for one in await office.all(Person)] == ["Орлова"]


# --- who may -------------------------------------------------------------------------------


async def test_only_a_coordinator_may(office: Office):
    batch = await office.keeps(ANNA)
    await office.loads(BORIS)
    other = (await office.person("Ким")).id
    about = {"by": other, "now": office.now}
    refused = [
        lambda unit: roster_views.batch(unit, batch, **about),
        lambda unit: roster_views.recent(unit, **about),
        lambda unit: roster_views.items(unit, batch, NEW, **about),
        lambda unit: roster_views.detail(unit, batch, 1, **about),
        lambda unit: roster.order(unit, batch, **about),
        lambda unit: roster.order_undo(unit, batch, **about),
        lambda unit: roster.drop(unit, batch, **about),
        lambda unit: roster.place(unit, batch, "СОШ № 5", **about),
        lambda unit: roster.mark_left(unit, batch, [1], **about),
        lambda unit: roster.decide(unit, batch, 1, choice=roster.NEW, **about),
        lambda unit: roster.receive(unit, file=1, **about),
    ]
    for work in refused:
        with pytest.raises(NotAllowed):
            await office.does(work)


async def test_a_dropped_preview_keeps_nothing_of_the_list(office: Office):
    batch = await office.keeps(ANNA)
    await office.does(lambda unit: roster.drop(unit, batch, by=office.by, now=office.clock()))
    assert await office.all(RosterRow) == []
    assert await office.keeps(ANNA) != batch


async def test_previews_nobody_used_are_forgotten_after_thirty_days(office: Office):
    batch = await office.keeps(ANNA)
    written = await office.loads(["Петрова Анна Ивановна", "05.06.1999", *BORIS[2:]], BORIS)
    office.now += timedelta(days=31)
    await office.work.forget_old()
    assert (await office.batch(batch)).state == "dropped"
    assert {row.facts for row in await office.all(RosterRow) if row.batch_id == written} == {"{}"}


def test_a_school_is_called_by_what_stands_between_its_quotes():
    assert short_title("МОУ «СОШ № 5»") == "СОШ № 5"
    assert short_title("МДОУ «Детский сад № 5 «Сказка»»") == "Детский сад № 5 «Сказка»"
    assert short_title("Гимназия 2") == "Гимназия 2"
    assert len(short_title("Ц" * 200)) == 60
