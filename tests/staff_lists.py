"""Spreadsheets for the scenes: plain ones, and lists as messy as schools send them."""

import random
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from openpyxl import Workbook

TODAY = date(2026, 9, 1)
EXCEL_DAY_ZERO = date(1899, 12, 30)
LAST = [
    "Иванов",
    "Петров",
    "Соловьёв",
    "Ким",
    "Ёлкин",
    "Киселёв",
    "Фёдоров",
    "Дюма",
    "Живаго",
    "Щербаков",
    "Черных",
    "Бондарчук",
    "Семёнов",
    "Ильин",
]
WOMEN = ["Анна", "Мария", "Елена", "Ольга", "Алёна", "Ксения", "Любовь", "Наталья", "Юлия", "Вера"]
MEN = ["Пётр", "Иван", "Олег", "Илья", "Артём", "Фёдор", "Сергей", "Никита"]
FATHERS = ["Иванов", "Петров", "Сергеев", "Анатолиев", "Николаев", "Андреев", "Алексеев"]
SAME_FOR_ALL = {"Ким", "Дюма", "Живаго", "Черных", "Бондарчук"}
POSTS = [
    ("учитель", "математика", ["учитель математики", "Учитель матем.", "учителя математики"]),
    ("учитель", "физическая культура", ["учитель физкультуры", "учитель физической культуры", "уч. физ-ры"]),
    (
        "учитель",
        "русский язык и литература",
        ["учитель русского языка и литературы", "учитель рус. яз. и лит."],
    ),
    ("учитель", "начальные классы", ["учитель начальных классов", "Учитель нач. классов", "учитель нач.кл."]),
    (
        "учитель",
        "история и обществознание",
        ["учитель истории и обществознания", "учитель истории, обществознания"],
    ),
    ("учитель", "ОБЗР", ["учитель ОБЗР", "учитель ОБЖ"]),
    ("педагог-психолог", None, ["педагог-психолог", "Педагог - психолог", "психолог"]),
    ("социальный педагог", None, ["социальный педагог", "соц. педагог"]),
    ("заместитель директора", None, ["заместитель директора", "зам. директора", "завуч"]),
    ("директор", None, ["директор", "Директор школы"]),
]
CATEGORIES = {
    "первая": ["первая", "Первая", "1 кк", "1 кв. кат.", "I", "первая кв. категория", "перв."],
    "высшая": ["высшая", "Высшая", "ВКК", "выс.", "высшая кв. категория", "BKK"],
    "педагог-методист": ["педагог-методист", "Педагог - методист"],
    "педагог-наставник": ["педагог-наставник", "Педагог-наставник"],
    None: ["нет", "б/к", "без категории", "СЗД", "соответствие занимаемой должности", "-", None],
}
SCHOOLS = {
    "школа 5": ["МОУ «СОШ № 5»", "МОУ СОШ №5", "школа 5", "СОШ № 5", "МОУ «СОШ №5»"],
    "гимназия 2": ["МОБУ «Гимназия № 2»", "Гимназия 2", "гимназия №2"],
    "школа романовск": ["МОУ «Романовская СОШ»", "Романовская СОШ"],
}
TITLES = {
    "fio": [
        "ФИО",
        "Ф.И.О. (полностью)",
        "Фамилия, имя, отчество",
        "Ф. И. О. педагога",
        "Педагогический работник",
    ],
    "last": ["Фамилия"],
    "first": ["Имя"],
    "patronymic": ["Отчество", "Отчество (при наличии)"],
    "post": ["Должность", "Занимаемая должность", "должность/предмет", "Долж-\nность"],
    "born": ["Дата рождения", "дата рожд.", "Число, месяц, год рождения"],
    "year": ["Год рождения", "Год рожд."],
    "age": ["Возраст", "возраст (полных лет)"],
    "experience": ["Пед. стаж", "стаж", "Стаж (педагогический), лет", "Педстаж"],
    "category": ["Категория", "Кв. категория", "Квалификационная категория", "Квалифи-\nкационная категория"],
    "phone": ["Телефон", "Моб. тел.", "Контактный телефон"],
    "email": ["E-mail", "эл. почта", "Адрес электронной почты", "Е-mail"],
    "school": ["ОО", "Организация", "Школа", "Наименование ОО"],
    "noise": ["Образование", "Общий стаж", "Дата аттестации", "Курсы (год)", "Нагрузка"],
}


def spreadsheet(
    sheets: Mapping[str, Sequence[Sequence[Any]]], *, merged: Sequence[str] = (), hidden: Sequence[str] = ()
) -> bytes:
    """A workbook with these rows; `merged` ranges belong to the first sheet."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        if title in hidden:
            sheet.sheet_state = "hidden"
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def table(*rows: Sequence[Any]) -> bytes:
    """One sheet «Лист1» of these rows."""
    return spreadsheet({"Лист1": rows})


def repacked(
    content: bytes, changes: Mapping[str, bytes | None], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """The same archive with some parts replaced, added or (None) left out."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", method) as new:
        parts = {name: old.read(name) for name in old.namelist()} | dict(changes)
        for name, data in parts.items():
            if data is not None:
                new.writestr(name, data)
    return out.getvalue()


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name)


@dataclass(frozen=True)
class Colleague:
    """Somebody as he really is."""

    last: str
    first: str
    patronymic: str | None
    born: date
    years: int
    months: int | None
    position: str
    subject: str | None
    ways_to_say_post: tuple[str, ...]
    category: str | None
    school: str
    phone: str
    email: str


def colleagues(random: random.Random, count: int, schools: Sequence[str]) -> list[Colleague]:
    """So many people, no two of one surname and name."""
    found: dict[tuple[str, str], Colleague] = {}
    while len(found) < count:
        person = _colleague(random, len(found), random.choice(schools))
        found.setdefault((person.last, person.first), person)
    return list(found.values())


def _colleague(random: random.Random, number: int, school: str) -> Colleague:
    woman = random.random() < 0.8
    last, first = random.choice(LAST), random.choice(WOMEN if woman else MEN)
    if woman and last not in SAME_FOR_ALL:
        last += "а"
    if random.random() < 0.1:
        last += "-Романова" if woman else "-Романов"
    patronymic = random.choice(FATHERS) + ("на" if woman else "ич")
    born = date(1958, 1, 1) + timedelta(days=random.randrange(46 * 365))
    position, subject, ways = random.choice(POSTS)
    return Colleague(
        last=last,
        first=first,
        patronymic=patronymic if random.random() < 0.95 else None,
        born=born,
        years=random.randrange(min(40, 2026 - born.year - 18)),
        months=random.choice([None, None, 1, 5, 11]),
        position=position,
        subject=subject,
        ways_to_say_post=tuple(ways),
        category=random.choice(list(CATEGORIES)),
        school=school,
        phone=f"+79{random.randrange(10**9):09}",
        email=f"t{number}@school{random.randrange(9)}.example",
    )


@dataclass(frozen=True)
class Messy:
    """A file, who is really in it, and which fields it has."""

    content: bytes
    people: list[Colleague]
    fields: set[str]


def messy(seed: int) -> Messy:
    """A list with the oddities of real ones, drawn by the seed; whatever it holds can be read back."""
    chance = random.Random(seed)
    by_heading = chance.random() < 0.4
    schools = [chance.choice(list(SCHOOLS))] if by_heading else list(SCHOOLS)[: chance.randint(1, 3)]
    people = colleagues(chance, chance.randint(1, 25), schools)
    fields = _layout(chance, by_heading=by_heading)
    half = len(people) // 2 if chance.random() < 0.3 else 0
    shares = [people[:half], people[half:]] if half else [people]
    sheets = {
        f"Лист{number}": _sheet(chance, share, fields, schools[0] if by_heading else None)
        for number, share in enumerate(shares, 1)
    }
    return Messy(spreadsheet(sheets), people, set(fields))


def _layout(chance: random.Random, *, by_heading: bool) -> list[str]:
    blocks = [["fio"] if chance.random() < 0.6 else ["last", "first", "patronymic"], ["post"], ["category"]]
    blocks += [[chance.choice(["born", "year", "age"])], ["experience"], ["phone"], ["email"], ["noise"]]
    blocks += [] if by_heading else [["school"]]
    chance.shuffle(blocks)
    return ["number", *(field for block in blocks for field in block)]


def _sheet(
    chance: random.Random, people: Sequence[Colleague], fields: Sequence[str], school: str | None
) -> list[list[Any]]:
    rows: list[list[Any]] = []
    if school:
        rows.append([f"Список педагогических работников {chance.choice(SCHOOLS[school])}"])
        rows.append([f"по состоянию на {TODAY:%d.%m.%Y} г."])
        rows += [[]] * chance.randint(0, 2)
    header = ["№ п/п" if field == "number" else chance.choice(TITLES[field]) for field in fields]
    rows.append(header)
    if chance.random() < 0.2:
        rows.append([number for number, _ in enumerate(fields, 1)])
    for number, person in enumerate(people, 1):
        rows.append([number if field == "number" else _written(chance, person, field) for field in fields])
        if chance.random() < 0.05:
            rows.append(chance.choice([[], header, [None, None]]))
    if chance.random() < 0.5:
        rows += [[], [None, f"Всего: {len(people)}"], [], [None, "Директор ____________ И. И. Иванова"]]
    return rows


def _written(chance: random.Random, person: Colleague, field: str) -> Any:
    age = TODAY.year - person.born.year
    ways: dict[str, list[Any]] = {
        "patronymic": [person.patronymic] if person.patronymic else [None, "-", "нет"],
        "year": [person.born.year, f"{person.born.year} г.", str(person.born.year)],
        "age": [age, f"{age} лет"],
        "category": CATEGORIES[person.category],
        "email": [person.email, person.email.upper(), f" {person.email} "],
        "school": SCHOOLS[person.school],
        "noise": ["высшее", 12, "2024", None, "12.03.2019", "АППО"],
        "post": [_spaced(chance, way) for way in person.ways_to_say_post],
        "fio": [_name(chance, " ".join(filter(None, (person.last, person.first, person.patronymic))))],
        "last": [_name(chance, person.last)],
        "first": [_name(chance, person.first)],
        "born": [_birth(chance, person.born)],
        "experience": [_experience(chance, person)],
        "phone": [_phone(chance, person.phone)],
    }
    return chance.choice(ways[field])


def _name(chance: random.Random, name: str) -> str:
    if chance.random() < 0.1:
        name = name.upper()
    if chance.random() < 0.15:
        name = re.sub(
            "[аеосрху]", lambda letter: chance.choice(letter[0] + "aeocpxy"["аеосрху".index(letter[0])]), name
        )
    return _spaced(chance, name)


def _spaced(chance: random.Random, text: str) -> str:
    if chance.random() < 0.1:
        return f"  {text.replace(' ', '  ')} "
    return text.replace(" ", "\xa0") if chance.random() < 0.1 else text


def _birth(chance: random.Random, born: date) -> Any:
    months = [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ]
    return chance.choice(
        [
            born,
            f"{born:%d.%m.%Y}",
            f"{born:%d.%m.%Y} г.р.",
            born.isoformat(),
            f"{born.day} {months[born.month - 1]} {born.year} г.",
            (born - EXCEL_DAY_ZERO).days,
            f"{born:%d/%m/%Y}",
        ]
    )


def _experience(chance: random.Random, person: Colleague) -> Any:
    if person.months is not None:
        return chance.choice(
            [f"{person.years} лет {person.months} мес.", f"{person.years}л. {person.months}м."]
        )
    return chance.choice([person.years, f"{person.years} лет", str(person.years)])


def _phone(chance: random.Random, phone: str) -> Any:
    digits = phone[2:]
    spaced = f"8 ({digits[:3]}) {digits[3:6]}-{digits[6:8]}-{digits[8:]}"
    return chance.choice([phone, int("8" + digits), spaced, "8" + digits, digits])
