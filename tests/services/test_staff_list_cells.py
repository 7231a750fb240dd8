"""What stands in a cell of a staff list, in the many ways in which schools write it."""

from datetime import date
from typing import Any

import pytest

from services.staff_list import (
    Doubt,
    Note,
    Omission,
    Post,
    StaffRow,
    closest_key,
    organisation_key,
    organisation_kind,
    read,
)
from tests.staff_lists import TODAY, table


def people(*rows: list[Any]) -> tuple[StaffRow, ...]:
    return read(table(*rows), today=TODAY).people


def person(**cells: Any) -> StaffRow:
    """The only person of a list with these columns, a name included."""
    cells = {"ФИО": "Иванова Мария Петровна", "№": 1} | cells
    (found,) = people(list(cells), list(cells.values()))
    return found


@pytest.mark.parametrize(
    ("written", "last", "first", "patronymic"),
    [
        ("ИВАНОВА МАРИЯ ПЕТРОВНА", "Иванова", "Мария", "Петровна"),
        ("иванова мария петровна", "Иванова", "Мария", "Петровна"),
        ("Мария Петровна Иванова", "Иванова", "Мария", "Петровна"),
        ("Мария Иванова", "Иванова", "Мария", None),
        ("Бондарчук Валентина", "Бондарчук", "Валентина", None),
        ("1. Ocипова O.A.", "Осипова", "О.", "А."),
        ("О. А. Осипова", "Осипова", "О.", "А."),
        ("Исаева И.И.", "Исаева", "И.", "И."),
        ("ПЕТРОВА - ВОДКИНА Анна Ивановна", "Петрова-Водкина", "Анна", "Ивановна"),
        ("Алиева Гюльнара Мамед кызы", "Алиева", "Гюльнара", "Мамед кызы"),
        ("Абрамович Роман Аркадьевич", "Абрамович", "Роман", "Аркадьевич"),
        ("Кадров Иван Ильич (совм.)", "Кадров", "Иван", "Ильич"),
        ("Иванова Мария Ивановна - декрет", "Иванова", "Мария", "Ивановна"),
        ("3ахарова Анна Львовна", "Захарова", "Анна", "Львовна"),
        ("Семёнова Але\u0308на Ивановна", "Семёнова", "Алёна", "Ивановна"),
    ],
)
def test_names(written: str, last: str, first: str, patronymic: str | None) -> None:
    found = person(ФИО=written)
    assert (found.last, found.first, found.patronymic) == (last, first, patronymic)


def test_a_name_that_leaves_a_question_is_asked_about() -> None:
    assert person(ФИО="Осипова О.А.").unclear == (Doubt.NAME_INITIALS,)
    assert person(ФИО="Мария Ивановна").unclear == (Doubt.NAME_INCOMPLETE,)
    assert person(ФИО="Popova Anna").unclear == (Doubt.NAME_LATIN,)
    assert person(ФИО="Нгуен Тхи Ким Ань").unclear == (Doubt.NAME_UNUSUAL,)
    assert person(ФИО="Иванова (Петрова) Мария Ивановна").former_last == "Петрова"


def test_three_columns_of_names_even_when_they_are_mixed_up() -> None:
    head = ["Фамилия", "Имя", "Отчество", "Предмет"]
    found = people(
        head,
        ["Дюма", "Любовь", "-", "химия"],
        ["Ким Анна Ивановна", None, None, "физика"],
        ["Ли", "Е.", "В.", "право"],
    )
    assert [(one.last, one.first, one.patronymic) for one in found] == [
        ("Дюма", "Любовь", None),
        ("Ким", "Анна", "Ивановна"),
        ("Ли", "Е.", "В."),
    ]
    (merged,) = people(["ФИО", None, None, "Должность"], ["Ким", "Анна", "Ивановна", "учитель физики"])
    assert (merged.last, merged.first, merged.patronymic) == ("Ким", "Анна", "Ивановна")


@pytest.mark.parametrize(
    ("cell", "day", "year"),
    [
        (date(1975, 4, 4), date(1975, 4, 4), 1975),
        ("04.04.1975 г.р.", date(1975, 4, 4), 1975),
        ("4/4/75", date(1975, 4, 4), 1975),
        ("12.03.05", date(2005, 3, 12), 2005),
        ("4 октября 1975 г.", date(1975, 10, 4), 1975),
        ("О4.О4.1975", date(1975, 4, 4), 1975),
        ("12.03.1980 (46 лет)", date(1980, 3, 12), 1980),
        (27123, date(1974, 4, 4), 1974),
        ("апрель 1975", None, 1975),
        ("1975 г.", None, 1975),
        (51, None, 1975),
        ("51 год", None, 1975),
        ("-", None, None),
    ],
)
def test_births(cell: Any, day: date | None, year: int | None) -> None:
    found = person(**{"Дата рождения": cell})
    assert (found.birth_date, found.birth_year, found.unclear) == (day, year, ())
    assert found.birth_by_age == (cell in (51, "51 год")) == (Note.BIRTH_BY_AGE in found.notes)


@pytest.mark.parametrize("cell", ["сорок", "31.02.1980", date(2026, 1, 1), 1890, "№ 5", -5])
def test_births_that_cannot_be(cell: Any) -> None:
    assert person(**{"Дата рождения": cell}).unclear[0] in {Doubt.BIRTH_ODD, Doubt.BIRTH_UNREADABLE}


@pytest.mark.parametrize(
    ("cell", "years", "months"),
    [
        (5, 5, None), (5.5, 5, 6), ("12 лет 3 мес.", 12, 3), ("12л.3м.", 12, 3), ("5,5", 5, 6),
        ("1 год", 1, None), ("3 мес.", 0, 3), ("менее года", 0, None), ("нет", 0, None), ("12-03-05", 12, 3),
        ("0 лет 11 мес.", 0, 11),
        ("5 лет 14 мес.", 6, 2), ("15 дней", 0, 0), ("-", None, None), (None, None, None),
    ],
)  # fmt: skip
def test_experience(cell: Any, years: int | None, months: int | None) -> None:
    found = person(Стаж=cell)
    assert (found.experience_years, found.experience_months, found.unclear) == (years, months, ())


def test_experience_that_must_be_asked_about() -> None:
    for cell in ("-3", "сорок", date(2026, 3, 12), "более 20 лет", "20/15"):
        assert person(Стаж=cell).unclear == (Doubt.EXPERIENCE_UNREADABLE,)
    assert person(Стаж=40, Возраст=30).unclear == (Doubt.EXPERIENCE_EXCEEDS_AGE,)
    assert person(**{"Стаж общий/педагогический": "20/15"}).experience_years == 15
    assert person(**{"Общий стаж": 20, "Пед. стаж": 15}).experience_years == 15
    assert person(**{"Общий стаж": 20}).experience_years is None


@pytest.mark.parametrize(
    ("written", "category"),
    [
        ("Первая", "первая"), ("1 кк", "первая"), ("1 кв. кат.", "первая"), ("I", "первая"),
        ("1-я", "первая"), ("высшей категории", "высшая"),
        ("первая, 12.03.2020", "первая"), ("ПКК", "первая"), (1, "первая"), ("ВКК", "высшая"),
        ("BKK", "высшая"),
        ("выс.", "высшая"), ("высшая (приказ от 21.01.2021 № 11)", "высшая"), ("выcшая", "высшая"),
        ("Педагог-наставник", "педагог-наставник"), ("высшая, педагог-методист", "педагог-методист"),
        ("СЗД", None), ("б/к", None), ("нет", None), ("не имеет", None),
        ("соответствие занимаемой должности", None),
    ],
)  # fmt: skip
def test_categories(written: Any, category: str | None) -> None:
    found = person(Категория=written)
    assert (found.category, found.category_stated, found.unclear) == (category, True, ())


def test_a_category_that_is_none_of_ours() -> None:
    assert person(Категория="вторая").unclear == (Doubt.CATEGORY_UNKNOWN,)
    assert person(Категория="-").category_stated is False


@pytest.mark.parametrize(
    ("written", "position", "subject"),
    [
        ("учителя математики", "учитель", "математика"),
        ("учитель математики и физики", "учитель", "математика и физика"),
        ("Учитель истории,обществознания,права", "учитель", "история, обществознание и право"),
        ("уч-ль рус.яз. и лит-ры", "учитель", "русский язык и литература"),
        ("учитель иностранного языка (английский)", "учитель", "английский язык"),
        ("учитель удмуртского языка", "учитель", "удмуртский язык"),
        ("учитель труда (технологии)", "учитель", "технология"),
        ("физическая культура (совм.)", "учитель", "физическая культура"),
        ("преподаватель-организатор ОБЖ", "преподаватель-организатор", "ОБЗР"),
        ("учитель - логопед", "учитель-логопед", None),
        ("соц.педагог", "социальный педагог", None),
        ("учитель химии, классный руководитель 5а", "учитель", "химия"),
        ("Заведующая", "заведующий", None),
        ("и.о. директора", "исполняющий обязанности директора", None),
        ("Советник директора по воспитанию", "советник директора по воспитанию", None),
    ],
)
def test_position_and_subject_apart(written: str, position: str, subject: str | None) -> None:
    found = person(**{"Должность/предмет": written})
    assert (found.position, found.subject, found.unclear) == (position, subject, ())


def test_several_posts_unknown_ones_and_other_trades() -> None:
    found = person(Должность="учитель истории, зам. директора по ВР")
    assert (found.position, found.kind) == ("заместитель директора по ВР", "manager")
    assert found.other_posts == (Post("учитель", "история"),)
    assert Note.SEVERAL_POSTS in found.notes
    assert person(Должность="звездочёт").unclear == (Doubt.POSITION_UNKNOWN,)
    assert person(Должность="учитель космонавтики").unclear == (Doubt.SUBJECT_UNKNOWN,)
    assert person(Должность="учитель", Предмет="Космонавтика").subject == "Космонавтика"
    staff = read(table(["ФИО", "Должность"], ["Ким Анна Ивановна", "лаборант"]), today=TODAY)
    assert staff.people == ()
    assert [omission.reason for omission in staff.skipped] == [Omission.NOT_TEACHING]


def test_part_time_leave_and_contacts() -> None:
    assert person(Должность="учитель музыки (внеш. совм.)").part_time == "external"
    assert person(**{"Вид занятости": "внутренний совместитель"}).part_time == "internal"
    assert person(ФИО="Осипова Анна Ивановна (совм.)").part_time == "stated"
    assert person(Совместитель="нет").part_time is None
    assert Note.ON_LEAVE in person(Примечание="отпуск по уходу за ребёнком").notes
    both = person(Контакты="8 813 70 21581, 8(911)123-45-67; mаil@Mail.ru")
    assert (both.phone, both.email) == ("+79111234567", "mail@mail.ru")
    odd = person(Телефон="2-15-81", Почта="нет собаки")
    assert (odd.phone, odd.email) == (None, None)
    assert odd.notes == (Note.PHONE_UNREADABLE, Note.EMAIL_UNREADABLE)


def test_spellings_of_one_school_share_a_key_and_the_fullest_is_shown() -> None:
    five = ["МОУ «СОШ № 5»", "МОУ СОШ №5", "школа 5", "Cош5", 'МОУ "СОШ № 05"', "школы № 5", "5", "МБОУ № 5"]
    assert {organisation_key(name) for name in five} == {"школа 5"}
    assert organisation_key("СОШ № 5 им. А. С. Пушкина") == "школа 5"
    assert organisation_key("Муниципальное общеобразовательное учреждение «Средняя школа № 5»") == "школа 5"
    assert organisation_key("гимназия № 5") != "школа 5" != organisation_key("СОШ № 15")
    assert organisation_key("Романовской СОШ") == organisation_key("МОУ «Романовская СОШ»")
    assert organisation_key("МДОБУ «ДСКВ № 12»") == organisation_key("детский сад №12")
    assert organisation_kind("МДОБУ «ДСКВ № 12»") == "kindergarten"
    assert organisation_key(" — ") == ""
    town = organisation_key("МОУ «СОШ № 6» г. Всеволожска")
    assert closest_key(town, ["школа 6", "школа 16"]) == "школа 6"
    assert closest_key("школа 6", [town, "школа сертолов 6"]) is None
    found = people(
        ["ОО", "ФИО"], ["Гимназия 2", "Ким Анна Ивановна"], ["МОБУ «Гимназия № 2»", "Ли Вера Ильинична"]
    )
    assert {one.organisation for one in found} == {"МОБУ «Гимназия № 2»"}
    assert found[0].organisation_stated == "Гимназия 2"
