"""Names read as people write them; two records of one person joined with nothing lost."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from services import people
from services.errors import DomainError
from services.people import SaidName
from storage.base import Base
from storage.people import Account, Employment, Organisation, Person, RoleGrant
from storage.privacy import Consent
from storage.references import PEOPLE, is_owner, referring
from storage.sessions import SessionPerson, SupportSession
from storage.store import Unit
from tests import shelves
from tests.play import Theatre

# --- names ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Петрова Анна Ивановна", ("Петрова", "Анна", "Ивановна")),
        ("  петрова   анна\nивановна ", ("Петрова", "Анна", "Ивановна")),
        ("ПЕТРОВА АННА", ("Петрова", "Анна", None)),
        ("Анна Ивановна Петрова", ("Петрова", "Анна", "Ивановна")),
        ("Анна Петрова", ("Петрова", "Анна", None)),
        ("Мамедов Али Гасан оглы", ("Мамедов", "Али", "Гасан оглы")),
        ("Римская-Корсакова Анна", ("Римская-Корсакова", "Анна", None)),
        ("петров-водкин кузьма сергеевич", ("Петров-Водкин", "Кузьма", "Сергеевич")),
        ("Петpова Анна", ("Петрова", "Анна", None)),  # a Latin p
        ("Ким Ян", ("Ким", "Ян", None)),
    ],
)
def test_a_name_is_read_as_people_write_it(said: str, name: tuple[str, str, str | None]):
    assert people.read_name(said) == SaidName(*name)


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ("Анна", "people-name-part"),
        ("Анна Ивановна", "people-name-part"),
        ("Петрова А.И.", "people-name-initials"),
        ("А. И. Петрова", "people-name-initials"),
        ("Petrova Anna Ivanovna", "people-name-letters"),
        ("12345", "people-name-unclear"),
        ("!!!", "people-name-unclear"),
        ("я не хочу говорить как меня зовут потому что боюсь", "people-name-unclear"),
    ],
)
def test_what_is_missing_is_said(said: str, trouble: str):
    with pytest.raises(DomainError) as error:
        people.read_name(said)
    assert error.value.key == trouble


@given(st.text(max_size=300))
def test_anything_typed_is_a_name_or_a_sentence(said: str):
    try:
        name = people.read_name(said)
    except DomainError as error:
        name, trouble = None, error.key
    if name is None:
        assert trouble.startswith("people-name-")
        return
    for part in (name.last, name.first, name.patronymic):
        assert part is None or 1 < len(part) <= people.LONGEST_NAME
    assert len(people.search_key(name.last, name.first, name.patronymic)) <= 260


letters = st.text("абвгдежзиклмнопрстуфхцчшэюя", min_size=3, max_size=12)


@given(letters, letters, letters)
def test_small_letters_and_capitals_give_the_same_name(last: str, first: str, middle: str):
    said = f"{last}ова {first}а {middle}овна"
    try:
        small = people.read_name(said)
    except DomainError:
        return
    assert people.read_name(said.upper()) == small
    assert people.read_name(f"  {said.title()} ") == small


# --- joining two records -------------------------------------------------------------------


async def two_records(theatre: Theatre) -> tuple[int, int]:
    keep = await shelves.listed(theatre, "Соловьёва", "Вера", "Павловна", birth_year=1980)
    gone = await shelves.listed(theatre, "Соловьева", "Вера")
    return keep, gone


async def merge(theatre: Theatre, keep: int, gone: int) -> None:
    await shelves.step(theatre, lambda unit: people.merge(unit, keep, gone, theatre.now))


REFERRING = [pytest.param(column, id=str(column)) for column in referring(PEOPLE)]


@pytest.mark.parametrize("column", REFERRING)
async def test_every_reference_of_every_table_moves(theatre: Theatre, column: Any):
    """A table that is added later is covered without anybody thinking of it."""
    keep, gone = await two_records(theatre)

    async def fill(unit: Unit) -> None:
        await shelves.Filler(unit, theatre.now).row(column.table, **{column.name: gone})

    await shelves.step(theatre, fill)
    await merge(theatre, keep, gone)
    found = [row[column.name] for row in await shelves.rows(theatre.store, column.table.name)]
    assert keep in found
    assert gone not in found
    assert [row["id"] for row in await shelves.rows(theatre.store, "people")].count(gone) == 0


UNIQUE = [
    pytest.param(column, id=str(column))
    for column in referring(PEOPLE)
    if column.primary_key
    or any(
        column.name in {one.name for one in getattr(rule, "columns", ())}
        for rule in column.table.constraints | column.table.indexes
        if getattr(rule, "unique", False) or type(rule).__name__ == "UniqueConstraint"
    )
]


@pytest.mark.parametrize("column", UNIQUE)
async def test_rows_that_would_collide_become_one(theatre: Theatre, column: Any):
    keep, gone = await two_records(theatre)

    async def fill(unit: Unit) -> None:
        filler = shelves.Filler(unit, theatre.now)
        same = {}
        for key in column.table.foreign_keys:
            if key.parent is not column and (not key.parent.nullable or key.parent.primary_key):
                same[key.parent.name] = await filler.row(key.column.table)
        rest = {
            one.name: shelves.a_value(one, 7) or theatre.now
            for one in column.table.primary_key
            if not one.foreign_keys and len(column.table.primary_key) > 1
        }
        for person in (keep, gone):
            if "run" in column.table.c and column.table.name != "attendance_marks":
                rest["run"] = f"run{person}"
            elif "run" in column.table.c:
                rest["run"] = "run"
            await filler.row(column.table, **{column.name: person}, **same, **rest)

    await shelves.step(theatre, fill)
    await merge(theatre, keep, gone)
    found = [row[column.name] for row in await shelves.rows(theatre.store, column.table.name)]
    assert set(found) == {keep}


async def test_both_histories_stay_and_one_event_counts_once(theatre: Theatre):
    keep, gone = await two_records(theatre)

    async def fill(unit: Unit) -> None:
        now = theatre.now
        for number, helped in enumerate(((keep,), (gone,), (keep, gone)), start=1):
            session = SupportSession(
                run=f"r{number}", provider_id=keep, provider_role="member", form="VSV-S1", channel="video",
                minutes=30, held_on=date(2026, 11, number), held_at=now, recorded_by=keep, recorded_at=now,
            )  # fmt: skip
            unit.session.add(session)
            await unit.session.flush()
            unit.session.add_all([SessionPerson(session_id=session.id, person_id=one) for one in helped])
        for role, person in (("teacher", keep), ("teacher", gone), ("member", gone)):
            unit.session.add(RoleGrant(person_id=person, role=role, since=now - timedelta(days=1)))
        unit.session.add(Consent(person_id=gone, kind="data", version="1", given=True, channel="vk", at=now))
        account = Account(channel="vk", source="vk:1", address="7", person_id=gone, locale="ru", used_at=now)
        unit.session.add(account)

    await shelves.step(theatre, fill)
    await merge(theatre, keep, gone)
    helped = await shelves.rows(theatre.store, "session_people")
    assert sorted((row["session_id"], row["person_id"]) for row in helped) == [
        (1, keep),
        (2, keep),
        (3, keep),
    ]
    grants = await shelves.rows(theatre.store, "role_grants")
    assert sorted(row["role"] for row in grants) == ["member", "teacher"]
    assert await shelves.person_of(theatre, "7") == keep
    (consent,) = await shelves.rows(theatre.store, "consents")
    assert consent["person_id"] == keep


async def test_of_two_sign_ups_the_standing_one_wins_and_the_past_stays(theatre: Theatre):
    keep, gone = await two_records(theatre)

    async def fill(unit: Unit) -> None:
        filler, table = shelves.Filler(unit, theatre.now), Base.metadata.tables["sign_ups"]
        event = await filler.row(Base.metadata.tables["events"])
        for number, (person, ended) in enumerate(((keep, True), (keep, False), (gone, True), (gone, False))):
            over = {"ended_at": theatre.now} if ended else {}
            await filler.row(table, event_id=event, person_id=person, run=f"r{number}", **over)

    await shelves.step(theatre, fill)
    await merge(theatre, keep, gone)
    found = await shelves.rows(theatre.store, "sign_ups")
    assert {row["person_id"] for row in found} == {keep}
    assert sorted(row["ended_at"] is None for row in found) == [False, False, False, True]


async def test_the_record_kept_learns_what_it_did_not_know(theatre: Theatre):
    keep, gone = await two_records(theatre)

    async def tell(unit: Unit) -> None:
        person = await unit.session.get_one(Person, gone)
        person.phone, person.birth_year, person.match_state = "+79001112233", 1971, "waiting"

    await shelves.step(theatre, tell)
    await merge(theatre, keep, gone)
    kept = await shelves.person(theatre, keep)
    assert (kept["phone"], kept["birth_year"], kept["last"]) == ("+79001112233", 1980, "Соловьёва")


async def test_a_school_named_by_oneself_gives_way_to_the_staff_list(theatre: Theatre):
    keep = await shelves.listed(theatre, "Соловьёва", "Вера")

    async def fill(unit: Unit) -> int:
        school = Organisation(title="школа № 5", short="школа № 5", match_key="школа 5")
        person = Person(created_at=theatre.now, last="Соловьева", first="Вера", match_state="waiting")
        unit.session.add_all([school, person])
        await unit.session.flush()
        for one, batch in ((keep, 1), (person.id, None)):
            unit.session.add(Employment(person_id=one, organisation_id=school.id, batch_id=batch))
        return person.id

    gone = await shelves.step(theatre, fill)
    await merge(theatre, keep, gone)
    (job,) = await shelves.rows(theatre.store, "employments")
    assert (job["person_id"], job["batch_id"]) == (keep, 1)


async def test_a_record_that_is_not_there_is_a_sentence(theatre: Theatre):
    keep, gone = await two_records(theatre)
    with pytest.raises(DomainError, match="people-gone"):
        await merge(theatre, keep, gone + 99)


async def test_an_id_is_never_given_again(theatre: Theatre):
    keep, gone = await two_records(theatre)
    await merge(theatre, keep, gone)
    assert await shelves.listed(theatre, "Новая", "Нина") > gone


# --- who is written to ---------------------------------------------------------------------


async def test_whoever_has_withdrawn_or_refused_is_written_to_nowhere(theatre: Theatre):
    anna, olga = theatre.person("1"), theatre.person("2")
    await anna.agrees()
    await olga.types("/start")
    await olga.presses("О данных и согласии")
    await olga.presses("Пока нет")

    async def addresses(unit: Unit, address: str) -> list[str]:
        person = await unit.session.scalar(select(Account.person_id).where(Account.address == address))
        found = await people.ways_to(unit, unit.territory, [person or 0])
        return [way.address for way in found.get(person or 0, ())]

    assert await shelves.step(theatre, lambda unit: addresses(unit, "1")) == ["1"]
    assert await shelves.step(theatre, lambda unit: addresses(unit, "2")) == []


def test_every_column_that_names_a_person_says_whether_the_row_is_about_him():
    from storage.references import ACTORS

    for column in referring(PEOPLE):
        known = is_owner(column) or column.name in ACTORS or column.name.endswith("_by")
        assert known, f"{column}: add its name to OWNERS or ACTORS in storage/references.py"


def test_whatever_looks_like_a_person_refers_to_one():
    """A plain number would be forgotten when two records are joined or one is erased."""
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            if column.name.endswith(("_by", "person_id")):
                assert column.foreign_keys, f"{column} should be a foreign key to people"
