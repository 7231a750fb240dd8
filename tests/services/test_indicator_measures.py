"""Indicators of sessions, institutions, events and requests; breakdowns; what the store is asked."""

from datetime import timedelta
from typing import Any

from sqlalchemy import event, text

from services import indicators
from services.indicators import Scope
from services.indicators.asking import counted
from storage.consultations import Request
from storage.events import Event
from storage.indicators import people as queries
from storage.sessions import SessionPerson
from storage.store import Store
from tests.town import NOW, PACK, PLACE, YEAR, Town, figure, figures, left_out, pack_with


async def test_a_consilium_needs_everything_that_the_pack_asks_for(store: Store):
    town = Town()
    school, guests = town.school(has_deficits=True), town.school()
    methodist = town.helper()
    town.consilium(methodist, school)
    town.consilium(methodist, None)
    town.consilium(methodist, school, for_deficits=False)
    town.consilium(methodist, school, composition="")
    town.consilium(methodist, school, recommendation=None)
    town.consilium(methodist, school, voided_at=NOW)
    wide = town.consilium(methodist, school)
    town.add(SessionPerson, session_id=wide, person_id=town.teacher(guests), organisation_id=guests)
    await town.save(store)
    found = await figure(store, "VSV-F4")
    assert (found.value, found.numerator, found.denominator, found.sessions) == (2, 2, None, 2)
    assert left_out(found) == {
        "no_organisation": 1, "no_deficits": 1, "no_composition": 1, "no_recommendation": 1, "voided": 1
    }  # fmt: skip
    assert [(row.key, row.numerator) for row in found.breakdown] == [(str(school), 2)]
    each = await figure(store, "VSV-F4", pack=pack_with("VSV-F4", count_by="session_and_organisation"))
    assert (each.value, each.sessions) == (3, 2)
    there = await figure(store, "VSV-F4", schools=frozenset({guests}))
    assert there.value == 1


async def test_f9_names_every_institution_with_anybody_on_its_list(store: Store):
    town = Town()
    first, second, empty = town.school("Школа № 1"), town.school("Школа № 2"), town.school("Школа № 3")
    pupil = town.young(first)
    town.young(first)
    town.teacher(second)
    town.session(town.helper("member"), pupil, at=first, provider_role="member")
    await town.save(store)
    found = await figure(store, "VSV-F9")
    assert (found.value, found.numerator, found.denominator) == (50.0, 1, 2)
    rows = [
        (row.key, row.value, row.numerator, row.denominator)
        for row in found.breakdown
        if row.by == "organisation"
    ]
    assert rows == [(str(first), 50.0, 1, 2), (str(second), None, 0, 0)]
    assert str(empty) not in {row.key for row in found.breakdown}


async def test_events_without_a_document_and_requests_by_topic(store: Store):
    town = Town()
    school = town.school()
    anna, head = town.teacher(school), town.teacher(school, kind="manager")
    methodist = town.helper()
    for nonformal in (True, False):
        number = town.add(
            Event, run=f"e{nonformal}", title="Мастер-класс", form="VSV-S5", direction="VSV-N3",
            level="municipal", starts_at=NOW, minutes=60, place="каб. 204", nonformal=nonformal,
            online=False, calendar=False, public=True, revision=1, created_by=methodist,
            created_at=NOW, changed_at=NOW,
        )  # fmt: skip
        town.session(
            methodist, anna, *([head] if nonformal else []), at=school, form="VSV-S5", event_id=number
        )
    for topic in ("B.1", "B.1", "C.2"):
        town.add(
            Request, run=f"q{next(town.numbers)}", teacher_id=anna, organisation_id=school, topic=topic,
            form="VSV-S1", state="open", opened_at=NOW - timedelta(days=1), reminded=False, steps=0,
            offer_no=0, proposal_no=0, meeting_no=0,
        )  # fmt: skip
    await town.save(store)
    found = await figures(store)
    assert (found["VSV-D1"].value, found["VSV-D1"].sessions) == (2, 1)
    assert (found["VSV-D2"].value, found["VSV-D2"].requests) == (3, 3)
    assert {row.key: row.numerator for row in found["VSV-D2"].breakdown} == {"B.1": 2, "C.2": 1}
    assert found["VSV-F2"].requests == 0


async def test_subjects_are_read_as_the_pack_knows_them_and_methodists_by_name(store: Store):
    town = Town()
    school = town.school()
    anna = town.teacher(school, subject="Алгебра")
    town.job(anna, school, subject="геометрия")
    town.teacher(school, subject="каллиграфия")
    town.teacher(school)
    methodist = town.helper(last="Помогаева")
    town.session(methodist, anna, at=school, topic="B.1", request_id=7)
    town.session(methodist, anna, at=school, topic="B.1", request_id=7)
    await town.save(store)
    found = await figure(store)
    subjects = {
        row.key: (row.title, row.numerator, row.denominator) for row in found.breakdown if row.by == "subject"
    }
    assert subjects["mathematics"] == ("Математика", 1, 1)
    assert subjects["каллиграфия"] == ("каллиграфия", 0, 1)
    assert subjects[""][1:] == (0, 1)
    (helper,) = [row for row in found.breakdown if row.by == "methodist"]
    assert helper.title.text == "Помогаева А. И."
    assert helper.title.ref.startswith("П-")
    assert (found.sessions, found.requests) == (2, 1)


async def test_another_territory_is_never_seen(store: Store):
    there = Town()
    school = there.school()
    there.session(there.helper(), there.teacher(school), at=school)
    await there.save(store, "elsewhere")
    found = await figures(store)
    assert (found["VSV-F3"].numerator, found["VSV-F3"].denominator) == (0, 0)


async def test_the_number_of_statements_does_not_depend_on_the_data(store: Store):
    async def statements() -> int:
        said: list[str] = []
        async with store.reading(PLACE) as session:
            connection = await session.connection()

            def note(*args: Any) -> None:
                said.append(args[2])

            event.listen(connection.sync_connection, "before_cursor_execute", note)
            await indicators.figures(session, PACK, YEAR, NOW)
        return len(said)

    town = Town()
    counts = []
    for schools in (1, 5):
        for _ in range(schools):
            school = town.school()
            for _ in range(6):
                town.session(town.helper(), town.young(school, subject="физика"), at=school)
        await town.save(store)
        counts.append(await statements())
    assert counts[0] == counts[1] <= 16


async def test_neither_database_joins_people_row_by_row(store: Store):
    """Whom a list names is looked up in a table made once, whatever the database thinks of its size."""
    await Town().save(store)
    scope = Scope.at(PACK, YEAR, NOW)
    what = counted(scope, PACK.indicator("VSV-F2"))
    statement = queries.detail(scope.span, what, (), ("organisation", "form"))
    async with store.reading(PLACE) as session:
        connection = await session.connection()
        sql = statement.compile(connection.sync_connection.engine, compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN QUERY PLAN" if store.in_place else "EXPLAIN"
        plans = [str(row[-1]) for row in await session.execute(text(f"{explain} {sql}"))]
    plan = "\n".join(plans)
    assert "Semi Join" not in plan
    assert "(session_id=? AND person_id=?)" not in plan
    assert "LIST SUBQUERY" in plan or "hashed SubPlan" in plan
