"""«Мои записи»: who sees a record, and how one is taken out of the counts."""

import pytest

from tests.colleagues import Colleague, District
from tests.play import Theatre


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


async def finds(person: Colleague, letters: str, whole: str) -> None:
    await person.types("/log")
    await person.presses("Найти по фамилии")
    await person.types(letters)
    await person.chooses(whole)


async def test_a_record_is_voided_with_a_reason_and_stays_readable(district: District):
    olga = await district.comes("Методистова", "methodist")
    await district.listed("Петрова")
    await finds(olga, "пет", "Петрова")
    await olga.presses("Сохранить")
    await olga.presses("Мои записи")
    await olga.chooses("сегодня, 23 ноября · Петрова О.")
    olga.sees("Запись № 1", "Аннулировать")
    await olga.presses("Аннулировать")
    olga.sees("Она останется видна вместе с причиной, но считаться не будет.")
    await olga.presses("Другая причина")
    await olga.types("Перепутала школу")
    olga.sees(
        "Аннулировать запись: Петрова О., школа № 5, Индивидуальная помощь", "Причина: Перепутала школу"
    )
    await olga.presses("Аннулировать")
    olga.sees("Аннулирована: сегодня, 23 ноября, в 12:00. Причина: Перепутала школу")
    assert "Аннулировать" not in olga.labels
    (session,) = await district.sessions()
    assert (session.voided_by, session.void_reason) == (olga.id, "Перепутала школу")
    await olga.pays(">record-void:=1")
    olga.sees("Аннулирована:")
    await olga.pays(">records")
    assert olga.offers("· аннулирована")
    await olga.types("/log")
    assert not olga.offers("Петрова")


async def test_nobody_else_opens_or_voids_a_record_but_a_coordinator(district: District):
    olga = await district.comes("Методистова", "methodist")
    await district.listed("Петрова")
    await finds(olga, "пет", "Петрова")
    await olga.presses("Сохранить")
    other = await district.comes("Белова", "methodist")
    chief = await district.comes("Ким", "coordinator")
    for name in ("record", "record-void"):
        await other.pays(f">{name}:=1")
        other.sees("Это открыто не всем ролям")
    await other.pays(">records")
    other.sees("Записей пока нет.")
    await chief.pays(">record-void:=1")
    await chief.presses("Записано дважды")
    await chief.presses("Аннулировать")
    (session,) = await district.sessions()
    assert (session.voided_by, session.void_reason) == (chief.id, "twice")


async def test_my_records_open_from_the_first_question(district: District):
    olga = await district.comes("Методистова", "methodist")
    await olga.types("/log")
    await olga.presses("Мои записи")
    olga.sees("Записей пока нет.", "Ещё запись")
