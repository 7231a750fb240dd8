"""Whatever a file holds, a staff list or a refusal comes out, and nothing else happens."""

import math
import random
import string
import zipfile
from dataclasses import fields
from datetime import date
from io import BytesIO
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.staff_list import Refusal, StaffListError, read
from tests.staff_lists import TODAY, part, repacked, table

HEAD = ["ФИО", "Должность", "Дата рождения", "Стаж", "Категория", "Телефон", "E-mail", "ОО"]
HEADED = table(["ФИО", "Должность"], ["Ким Анна Ивановна", "учитель химии"])
MANY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=120)


def read_or_refused(content: bytes) -> None:
    """Nothing but a list or a refusal comes out, and its texts fit where they will be kept."""
    try:
        staff = read(content, today=TODAY)
    except StaffListError as error:
        refused = error.key in set(Refusal)
    else:
        refused = False
        for row in staff.people:
            assert row.last or row.first
            for field in fields(row):
                value = getattr(row, field.name)
                assert not isinstance(value, str) or (len(value) <= 300 and value.isprintable())
    assert refused or staff is not None


@MANY
@given(st.binary(max_size=2_000), st.booleans())
def test_any_bytes_are_read_or_refused(content: bytes, zipped: bool) -> None:
    read_or_refused((b"PK\x03\x04" if zipped else b"") + content)


@MANY
@given(st.integers(0, 10**6), st.sampled_from(["flip", "cut", "xml"]))
def test_damaged_files_are_read_or_refused(seed: int, how: str) -> None:
    chance = random.Random(seed)
    with zipfile.ZipFile(BytesIO(HEADED)) as archive:
        name = chance.choice(archive.namelist())
    data = bytearray(part(HEADED, name) if how == "xml" else HEADED)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(data))
        data[place : place + chance.randint(1, 3)] = chance.choice(
            string.printable
        ).encode() * chance.randint(0, 3)
    if how == "cut":
        del data[chance.randrange(len(data)) :]
    read_or_refused(repacked(HEADED, {name: bytes(data)}) if how == "xml" else bytes(data))


SNIPPETS = st.sampled_from(
    [
        "ФИО",
        "учитель",
        "математики,",
        "12",
        "лет",
        "Ким",
        "А.Б.",
        "№5",
        "___",
        "(внеш.",
        "нет",
        "«СОШ",
        "@",
        "1.1.80",
    ]
)
TEXTS = st.text(max_size=40) | st.lists(SNIPPETS, max_size=6).map(" ".join)
CELLS = (
    st.none() | TEXTS | st.integers() | st.floats() | st.dates() | st.datetimes() | st.booleans() | st.times()
)


@MANY
@given(st.lists(st.lists(CELLS, max_size=8), max_size=12), st.booleans())
def test_any_cells_are_read_or_refused(rows: list[list[Any]], headed: bool) -> None:
    legal = [[_legal(cell) for cell in row] for row in rows]
    read_or_refused(table(*([HEAD] if headed else []), *legal))


def _legal(cell: Any) -> Any:
    """What Excel itself could have saved."""
    if isinstance(cell, str):
        return "".join(sign for sign in cell if sign.isprintable() or sign in "\n\t") or None
    if isinstance(cell, date) and cell.year < 1901:
        return None
    return str(cell) if isinstance(cell, float) and not math.isfinite(cell) else cell
