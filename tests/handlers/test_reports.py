"""«Отчёт»: a file within one's rights, made after the answer; a report of one's own work."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from bot.papers import Papers
from handlers import LIBRARY
from services.errors import NotAllowed
from storage.people import Account, RoleGrant
from storage.store import Unit
from tests.handlers.test_indicators import joins
from tests.papers import letters, records, sheets, text_of
from tests.play import Play, Stage, Theatre
from tests.shelves import person_of
from tests.town import PLACE, Town

NAMES = ("Анненкова", "Борисова", "Помогаева")


@pytest.fixture
async def theatre_with_town(theatre: Theatre) -> Theatre:
    town = Town()
    school = town.school("Школа № 5")
    anna, boris = town.teacher(school, "Анненкова"), town.teacher(school, "Борисова")
    methodist = town.helper(last="Помогаева")
    town.session(methodist, anna, at=school, topic="C.feedback", held_on=date(2026, 3, 12))
    town.session(methodist, boris, at=school, held_on=date(2025, 3, 12))
    await town.save(theatre.store)
    return theatre


async def content(play: Play) -> bytes:
    """The file that the last screen brings, made as the program makes it."""
    delivery = next(one for one in reversed(play.stage.shown) if one.address == play.address)
    delivery.attachment = None
    await Papers(play.theatre.store, LIBRARY).prepare(play.stage, delivery)
    assert delivery.attachment is not None
    assert delivery.attachment.name == play.sheet.document.name
    return delivery.attachment.content


async def asks(play: Play, *labels: str) -> Play:
    await play.types("Отчёт")
    for label in labels:
        await play.presses(label)
    return play


async def test_a_coordinator_gets_tables_with_people(theatre_with_town: Theatre):
    olga = await joins(theatre_with_town, "coordinator")
    await asks(olga, "Таблицы (.xlsx)")
    olga.sees("Готово: отчёт, 2026 год. В нём есть имена")
    assert olga.sheet.document is not None
    assert olga.sheet.document.name == "report-2026.xlsx"
    found = sheets(await content(olga))
    people = [row for row in records(found["Люди"]) if row["Код"] == "VSV-F3"]
    assert {row["Фамилия, имя, отчество"]: row["В счёте"] for row in people} == {
        "Анненкова Анна Ивановна": "в счёте",
        "Борисова Анна Ивановна": "ещё не охвачен(а)",
    }


async def test_from_the_indicators_the_report_is_of_the_period_in_sight(theatre_with_town: Theatre):
    olga = await joins(theatre_with_town, "coordinator")
    await olga.types("Показатели")
    await olga.presses("Другой период, отчёт")
    await olga.types("2025")
    await olga.presses("Другой период, отчёт")
    await olga.presses("Отчёт за этот же период")
    olga.sees("Отчёт, 2025 год")
    await olga.presses("Записка (.docx)")
    said = letters(await content(olga))
    assert "2025 год · по состоянию на 31 декабря 2025" in said
    assert "1 из 2" in said
    await olga.presses("Другой файл")
    olga.sees("Отчёт, 2025 год")


async def test_another_period_is_chosen_in_the_report_itself(theatre_with_town: Theatre):
    olga = await joins(theatre_with_town, "coordinator")
    await asks(olga, "Другой период")
    await olga.types("завтра")
    olga.sees("2026-H1")
    await olga.types("2025/26")
    olga.sees("Отчёт, 2025/2026 учебный год")
    await olga.presses("Данные для программ (.zip)")
    assert olga.sheet.document is not None
    assert olga.sheet.document.name == "report-2025-26.zip"
    assert '"period": "2025/26"' in text_of(await content(olga))


async def test_an_observer_gets_numbers_and_nobody_is_named(theatre_with_town: Theatre):
    watcher = await joins(theatre_with_town, "observer")
    for label in ("Таблицы (.xlsx)", "Записка (.docx)", "Данные для программ (.zip)"):
        await asks(watcher, label)
        watcher.sees("никто не назван")
        said = text_of(await content(watcher))
        assert not [name for name in NAMES if name in said]
    assert watcher.labels.count("О моей работе (.docx)") == 0


@pytest.mark.parametrize("role", ["teacher", "manager"])
async def test_nobody_else_gets_a_report(theatre_with_town: Theatre, role: str):
    somebody = await joins(theatre_with_town, role)
    await somebody.types("/report")
    assert somebody.sheet.document is None
    assert "Таблицы (.xlsx)" not in somebody.labels
    if role == "manager":
        await somebody.types("Показатели")
        assert not [label for label in somebody.labels if "отчёт" in label.lower()]


@pytest.mark.parametrize("role", ["member", "methodist"])
async def test_a_helper_gets_a_report_of_his_own_work_alone(theatre_with_town: Theatre, role: str):
    elena = await joins(theatre_with_town, role)
    me = await person_of(theatre_with_town, role)
    town = Town()
    town.numbers = iter(range(900, 990))
    school = town.school("Школа № 7")
    pupil = town.teacher(school, "Ученикова")
    town.session(me, pupil, at=school, provider_role=role, minutes=90, held_on=date(2026, 5, 4))
    await theatre_with_town.store.step(PLACE, lambda unit: town.write(unit, PLACE))
    await asks(elena)
    assert elena.labels[0] == "О моей работе (.docx)"
    assert "Таблицы (.xlsx)" not in elena.labels
    await elena.presses("О моей работе (.docx)")
    elena.sees("Кому вы помогали, в нём не названо.")
    assert elena.sheet.document is not None
    assert (elena.sheet.document.name, elena.sheet.document.personal) == ("activity-2026.docx", True)
    said = letters(await content(elena))
    assert "1 сеанс, 1 человек, 1,5 ч." in said
    assert "4 мая 2026" in said
    assert not [name for name in (*NAMES, "Ученикова") if name in said]


async def test_on_a_masked_channel_a_coordinator_gets_numbers_alone(theatre_with_town: Theatre):
    olga = await joins(theatre_with_town, "coordinator", stage=Stage(masked=True))
    for label in ("Таблицы (.xlsx)", "Записка (.docx)", "Данные для программ (.zip)"):
        await asks(olga, label)
        olga.sees("Имена сюда не передают", "С именами — в веб-чате")
        said = text_of(await content(olga))
        assert not [name for name in NAMES if name in said]


async def test_ones_own_work_does_not_pass_on_a_masked_channel(theatre_with_town: Theatre):
    elena = await joins(theatre_with_town, "member", stage=Stage(masked=True))
    await asks(elena, "О моей работе (.docx)")
    elena.sees("сюда передать нельзя")
    assert elena.sheet.document is None


async def test_a_report_loses_its_names_when_its_reader_goes_on_where_they_may_not_go(
    theatre_with_town: Theatre,
):
    olga = await joins(theatre_with_town, "coordinator")
    await asks(olga, "Таблицы (.xlsx)")
    there = await olga.also_on(Stage(masked=True, name="masked"), "9")
    await there.types("что это")
    there.sees("Имена сюда не передают")
    said = text_of(await content(there))
    assert not [name for name in NAMES if name in said]


async def test_an_old_screen_brings_no_file_to_whoever_has_lost_the_role(theatre_with_town: Theatre):
    olga = await joins(theatre_with_town, "coordinator")
    elena = await joins(theatre_with_town, "member")
    await asks(olga, "Таблицы (.xlsx)")
    await asks(elena, "О моей работе (.docx)")
    before = {play.address: play.sheet.document for play in (olga, elena)}

    async def end(unit: Unit) -> None:
        ended = theatre_with_town.now - timedelta(days=1)
        await unit.connection.execute(
            update(RoleGrant).where(RoleGrant.territory == PLACE).values(until=ended)
        )

    await theatre_with_town.store.step(PLACE, end)
    papers = Papers(theatre_with_town.store, LIBRARY)
    for play in (olga, elena):
        paper = before[play.address]
        assert paper is not None
        person = await person_of(theatre_with_town, play.address)
        async with theatre_with_town.store.reading(PLACE) as session:
            with pytest.raises(NotAllowed):
                await LIBRARY.makers[paper.maker](session, person, paper.args)
        delivery = next(one for one in reversed(play.stage.shown) if one.address == play.address)
        await papers.prepare(play.stage, delivery)
        assert delivery.attachment is None, "the screen is shown, without the file"


async def test_a_report_is_in_the_language_of_the_account(theatre_with_town: Theatre):
    watcher = await joins(theatre_with_town, "observer")

    async def english(unit: Unit) -> None:
        await unit.connection.execute(update(Account).where(Account.territory == PLACE).values(locale="en"))

    await theatre_with_town.store.step(PLACE, english)
    await watcher.types("/report")
    await watcher.presses("Note (.docx)")
    said = letters(await content(watcher))
    assert "What is missing" in said
    assert "доля педагогических работников" in said, "the titles stay word for word"
