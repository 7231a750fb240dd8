"""A list against the people already known: namesakes are never made one in silence."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.staff_list import (
    Doubt,
    KnownPerson,
    Note,
    Omission,
    Post,
    StaffRow,
    compare,
    organisation_key,
    read,
)
from tests.staff_lists import TODAY, table

FIVE, SIX = organisation_key("СОШ № 5"), organisation_key("СОШ № 6")
KNOWN = KnownPerson(
    7, "Киселёва", "Анна", "Ивановна", date(1980, 2, 1), 1980, FIVE, "учитель", "химия", "первая", 10
)


def row(**changes: Any) -> StaffRow:
    """Her row in a list, year of birth alone, with these changes."""
    plain = StaffRow("А", 2, "Киселева", "Анна", "Ивановна", birth_year=1980, organisation_key=FIVE)
    return replace(plain, **changes)


def test_who_is_not_known_is_new() -> None:
    piles = compare([row(first="Вера"), row(birth_year=1960, organisation_key=SIX)], [KNOWN])
    assert len(piles.new) == 2


def test_the_same_birth_is_the_same_person_wherever_she_works_now() -> None:
    piles = compare([row(birth_date=date(1980, 2, 1), organisation_key=SIX)], [KNOWN])
    assert [dict(found.was) for found in piles.changed] == [{"organisation_key": FIVE}]
    assert compare([row()], [KNOWN]).same[0].person is KNOWN
    assert compare([row(organisation_key=SIX)], [KNOWN]).changed[0].person is KNOWN


def test_only_what_the_list_states_is_a_change() -> None:
    stated = row(
        subject="физика", category="высшая", category_stated=True, experience_years=11, phone="+79111234567"
    )
    (found,) = compare([stated], [KNOWN]).changed
    assert found.was == {"subject": "химия", "category": "первая", "experience_years": 10, "phone": None}
    assert compare([row(category=None)], [KNOWN]).changed == ()
    assert compare([row(category=None, category_stated=True)], [KNOWN]).changed[0].was == {
        "category": "первая"
    }


def test_without_a_birth_the_school_decides() -> None:
    assert compare([row(birth_year=None)], [KNOWN]).same
    (question,) = compare([row(birth_year=None, organisation_key=SIX)], [KNOWN]).unclear
    assert (question.reasons, question.candidates) == ((Doubt.SAME_OR_NAMESAKE,), (KNOWN,))


def test_contradictions_are_asked() -> None:
    for odd in (row(birth_year=1981), row(birth_date=date(1980, 3, 1), organisation_key=SIX)):
        (question,) = compare([odd], [KNOWN]).unclear
        assert question.reasons == (Doubt.NAMESAKE,)


def test_an_age_may_be_one_year_off_in_her_own_school_only() -> None:
    assert compare([row(birth_year=1981, birth_by_age=True)], [KNOWN]).same
    assert compare([row(birth_year=1981, birth_by_age=True, organisation_key=SIX)], [KNOWN]).unclear


def test_initials_and_missing_patronymics_are_asked() -> None:
    assert compare([row(first="А.", patronymic="И.")], [KNOWN]).unclear[0].candidates == (KNOWN,)
    assert compare([row(first="А.", patronymic="П.")], [KNOWN]).new
    assert compare([row(patronymic=None, birth_year=None)], [KNOWN]).unclear
    assert compare([row(patronymic=None)], [KNOWN]).same


def test_a_changed_surname_is_suspected() -> None:
    (question,) = compare([row(last="Петрова")], [KNOWN]).unclear
    assert (question.reasons, question.candidates) == ((Doubt.SURNAME_CHANGED,), (KNOWN,))
    moved = row(last="Петрова", birth_date=date(1980, 2, 1), organisation_key=SIX)
    assert compare([moved], [KNOWN]).unclear[0].reasons == (Doubt.SURNAME_CHANGED,)
    former = row(last="Петрова", former_last="Киселёва", birth_year=None, organisation_key=SIX)
    assert compare([former], [KNOWN]).unclear[0].reasons == (Doubt.SURNAME_CHANGED,)
    assert compare([row(last="Петрова"), row(row=3)], [KNOWN]).new  # the known one stands in the list herself


def test_a_misspelt_patronymic_with_the_same_birthday_is_asked() -> None:
    (question,) = compare([row(patronymic="Иванвна", birth_date=date(1980, 2, 1))], [KNOWN]).unclear
    assert question.reasons == (Doubt.NAME_DIFFERS,)


def test_one_known_person_is_never_given_to_two_rows_nor_two_to_one() -> None:
    assert {one.reasons for one in compare([row(), row(row=3)], [KNOWN]).unclear} == {(Doubt.SEVERAL,)}
    (question,) = compare([row()], [KNOWN, replace(KNOWN, id=8, birth_date=None)]).unclear
    assert question.reasons == (Doubt.SEVERAL,)
    assert [person.id for person in question.candidates] == [7, 8]


def test_several_posts_of_one_known_person_are_one_person() -> None:
    physics = replace(KNOWN, subject="физика", organisation_key=SIX)
    (found,) = compare(
        [row(subject="физика", organisation_key=SIX, position="учитель")], [KNOWN, physics]
    ).same
    assert found.person is physics


def test_a_doubtful_row_goes_to_the_unclear_pile_with_its_own_reasons() -> None:
    (question,) = compare([row(unclear=(Doubt.CATEGORY_UNKNOWN,))], [KNOWN]).unclear
    assert (question.reasons, question.candidates) == ((Doubt.CATEGORY_UNKNOWN,), (KNOWN,))


NAMES = st.builds(
    row,
    row=st.integers(2, 9),
    last=st.sampled_from(["Киселёва", "Киселева", "Ким"]),
    first=st.sampled_from(["Анна", "А.", None, "Вера"]),
    patronymic=st.sampled_from(["Ивановна", "И.", None]),
    birth_year=st.sampled_from([None, 1980, 1981]),
    birth_by_age=st.booleans(),
    organisation_key=st.sampled_from([None, FIVE, SIX]),
)
ELSEWHERE = st.builds(
    replace,
    st.just(KNOWN),
    id=st.integers(1, 4),
    first=st.sampled_from(["Анна", None, "Вера"]),
    birth_date=st.sampled_from([None, date(1980, 2, 1)]),
    organisation_key=st.sampled_from([None, FIVE, SIX]),
)


@given(st.lists(NAMES, max_size=6), st.lists(ELSEWHERE, max_size=5), st.randoms(use_true_random=False))
def test_every_row_is_on_one_pile_whatever_the_order_of_the_known(
    rows: list[StaffRow], known: list[KnownPerson], chance: Any
) -> None:
    piles = compare(rows, known)
    sorted_rows = [*piles.new, *(one.row for one in (*piles.changed, *piles.same, *piles.unclear))]
    assert sorted(map(repr, sorted_rows)) == sorted(map(repr, rows))
    matched = [one.person.id for one in (*piles.changed, *piles.same)]
    assert len(matched) == len(set(matched))
    chance.shuffle(known)
    assert repr(compare(rows, known)) == repr(piles)


def listed(*rows: list[Any]) -> Any:
    return read(table(["ОО", "ФИО", "Должность", "Возраст", "Категория"], *rows), today=TODAY)


def test_who_stands_twice_in_a_list_is_one_with_a_note() -> None:
    staff = listed(
        ["СОШ 5", "Ким Анна Ивановна", "учитель химии", 28, None],
        ["МОУ СОШ № 5", "КИМ АННА ИВАНОВНА", "учитель физики", 28, "высшая"],
    )
    (found,) = staff.people
    assert (found.category, found.other_posts) == ("высшая", (Post("учитель", "физика"),))
    assert Note.TWICE in found.notes
    (left_out,) = staff.skipped
    assert (left_out.row, left_out.reason, dict(left_out.args)) == (
        3,
        Omission.TWICE,
        {"sheet": "Лист1", "row": 2},
    )


def test_rows_that_contradict_each_other_are_asked() -> None:
    (found,) = listed(
        ["СОШ 5", "Ким Анна Ивановна", "учитель химии", 28, "первая"],
        ["СОШ 5", "Ким Анна Ивановна", "учитель химии", 28, "высшая"],
    ).people
    assert found.unclear == (Doubt.ROWS_DIFFER,)


def test_initials_beside_the_full_name_stay_a_row_that_is_asked_about() -> None:
    rows = [
        ["СОШ 5", "Ким Анна Ивановна", "учитель химии", 28, "первая"],
        ["СОШ 5", "Ким А.И.", "химия (совм.)", 28, None],
    ]
    for order in (rows, rows[::-1]):
        full, short = sorted(listed(*order).people, key=lambda one: one.first, reverse=True)
        if full.first == "А.":
            full, short = short, full
        assert full.unclear == ()
        assert short.unclear == (Doubt.NAME_INITIALS, Doubt.SAME_OR_NAMESAKE)
        assert (short.first, short.patronymic, short.like) == ("А.", "И.", ("Лист1", full.row))


def test_namesakes_and_two_schools() -> None:
    one, other = listed(
        ["СОШ 5", "Ким Анна Ивановна", "учитель химии", 28, None],
        ["СОШ 5", "Ким Анна Ивановна", "учитель химии", 48, None],
    ).people
    assert one.unclear == other.unclear == (Doubt.NAMESAKE,)
    assert not any(
        found.unclear
        for found in listed(
            ["СОШ 5", "Ким Анна Ивановна", "учитель химии", 28, None],
            ["СОШ 6", "Ким Анна Ивановна", "учитель химии", 48, None],
        ).people
    )
    third = listed(
        ["СОШ 5", "Ким Анна Ивановна", "учитель химии", 28, None],
        ["СОШ 5", "Ким Анна Ивановна", "учитель химии", 48, None],
        ["СОШ 5", "Ким Анна Ивановна", "учитель физики", None, None],
    ).people[2]
    assert third.unclear == (Doubt.SAME_OR_NAMESAKE,)
    head = ["ОО", "ФИО", "Дата рождения"]
    rows = [[school, "Ким Анна Ивановна", "01.02.1980"] for school in ("СОШ 5", "СОШ 6")]
    first, second = read(table(head, *rows), today=TODAY).people
    assert (first.unclear, second.unclear) == ((), (Doubt.TWO_ORGANISATIONS,))
