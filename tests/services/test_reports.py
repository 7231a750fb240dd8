"""Reports: the figures are the indicators' own, people stand in them only for those who may see them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from handlers import report_files
from services import indicators, regulations, reports
from services.errors import NotAllowed
from services.regulations import Period
from services.reports import EVERYTHING, Reader, Report
from services.reports.lists import stage_of
from storage.comments import Comment
from storage.consultations import Request
from storage.events import Event
from storage.people import RoleGrant
from storage.store import Store, Unit
from tests.papers import letters, records, sheets, text_of
from tests.town import NOW, PACK, PLACE, YEAR, Town, figures

NUMBERS = EVERYTHING.without_people()
PEOPLE_SHEETS = {"Записи", "Кто помогал", "Люди"}


async def gathered(store: Store, reader: Reader = EVERYTHING, period: Period = YEAR) -> Report:
    async with store.reading(PLACE) as session:
        return await reports.gather(session, PACK, period, reader, NOW)


def book(report: Report) -> dict[str, list[dict]]:
    return {title: records(rows) for title, rows in sheets(report_files.make(report, "book", "ru")).items()}


def event(town: Town, by: int, title: str = "Обратная связь", **values) -> int:
    known = {
        "run": f"e{next(town.numbers)}", "title": title, "form": "VSV-S5", "direction": "VSV-N3",
        "level": "municipal", "starts_at": datetime(2026, 3, 12, 9, tzinfo=UTC), "minutes": 90,
        "place": "каб. 204", "nonformal": True, "online": False, "calendar": False, "public": True,
        "revision": 1, "created_by": by, "created_at": NOW, "changed_at": NOW,
    }  # fmt: skip
    return town.add(Event, **known | values)


def asks(town: Town, person: int, topic: str, times: int = 1) -> None:
    for _ in range(times):
        town.add(
            Request, run=f"q{next(town.numbers)}", teacher_id=person, organisation_id=None, topic=topic,
            form="VSV-S1", state="open", opened_at=NOW - timedelta(days=1), reminded=False, steps=0,
            offer_no=0, proposal_no=0, meeting_no=0,
        )  # fmt: skip


class Place:
    """Two schools, one of three people and one of nine, help of a methodist and of a member."""

    def __init__(self) -> None:
        self.town = town = Town()
        self.small, self.large = town.school("Школа № 1"), town.school("Школа № 2")
        self.few = [town.teacher(self.small, f"Малова{one}") for one in "абв"]
        self.many = [town.teacher(self.large, f"Большова{one}") for one in "абвгдежзи"]
        self.methodist, self.member = town.helper(last="Помогаева"), town.helper("member", "Соседова")
        town.session(self.methodist, self.few[0], at=self.small, topic="B1", request_id=7)
        town.session(self.methodist, *self.many[:4], at=self.large, channel="vk", minutes=30)
        town.session(
            self.member, self.many[0], at=self.large, provider_role="member", direction="VSV-N1",
            form="VSV-S17", held_on=date(2026, 5, 4),
        )  # fmt: skip
        town.session(self.methodist, self.many[0], at=self.large, held_on=date(2025, 3, 1))
        town.session(self.methodist, self.many[8], at=self.large, voided_at=NOW)


async def test_every_figure_of_the_file_is_that_of_the_indicators(store: Store):
    place = Place()
    await place.town.save(store)
    wanted = await figures(store)
    found = book(await gathered(store))["Показатели"]
    rows = {row["Код"]: row for row in found}
    assert [code for code in rows if "/" not in code] == [one.id for one in PACK.indicators]
    for figure in wanted.values():
        row, indicator = rows[figure.indicator.id], figure.indicator
        assert (row["Пункт"], row["Показатель"]) == (indicator.clause, indicator.title)
        assert (row["Значение"], row["Числитель"], row["Знаменатель"]) == (
            figure.value, figure.numerator, figure.denominator,
        )  # fmt: skip
        assert (row["Сеансы"], row["Заявки"]) == (figure.sessions, figure.requests)
        assert (row["Из записей помощника"], row["Правило счёта"]) == (figure.sources.store, PACK.version)
        assert row["На какой день"] == datetime(2026, 11, 21)  # noqa: DTZ001 - a spreadsheet has no zones
        for part in figure.of_which:
            inner = rows[f"{indicator.id}/{part.id}"]
            assert (inner["Показатель"], inner["Числитель"]) == (part.title, part.numerator)
    assert rows["VSV-F3"]["Значение"] == 41.7
    assert rows["VSV-F3"]["Тот же срок прошлого года"] == 8.3
    assert rows["VSV-F3"]["Изменение"] == 33.4
    assert "аннулированные записи — 1" in rows["VSV-F3"]["Не вошли и почему"]
    assert rows["VSV-F7"]["Почему нет числа"] == PACK.indicator("VSV-F7").why


async def test_each_breakdown_stands_in_the_file_as_it_is(store: Store):
    place = Place()
    await place.town.save(store)
    found, wanted = book(await gathered(store)), await figures(store)
    told = [*found["По школам"], *found["Другие разрезы"]]
    rows = [row for figure in wanted.values() for row in figure.breakdown]
    assert len(told) == len(rows)
    f3 = [row for row in found["По школам"] if row["Код"] == "VSV-F3"]
    assert [(row["Строка"], row["Числитель"], row["Знаменатель"]) for row in f3] == [
        ("Школа № 1", 1, 3),
        ("Школа № 2", 4, 9),
    ]


async def test_support_is_told_in_sessions_people_and_hours(store: Store):
    place = Place()
    await place.town.save(store)
    found = book(await gathered(store))
    rows = {(row["По чему"], row["Строка"]): row for row in found["Сопровождение"]}
    whole = rows["Всего", None]
    assert (whole["Сеансы"], whole["Люди"], whole["Часы"]) == (3, 5, 1.8)
    by_vk = rows["По каналам", "социальная сеть «ВКонтакте»"]
    assert (by_vk["Сеансы"], by_vk["Люди"], by_vk["Часы"]) == (1, 4, 0.5)
    assert rows["По месяцам", "май 2026"]["Сеансы"] == 1
    assert rows["По тому, кто помог", "Член актива"]["Сеансы"] == 1
    assert len(found["Записи"]) == 3
    helpers = {row["Фамилия, имя, отчество"]: row for row in found["Кто помогал"]}
    assert helpers["Помогаева Анна Ивановна"]["Сеансы"] == 2
    assert helpers["Соседова Анна Ивановна"]["Люди"] == 1


async def test_people_behind_the_figures_stand_on_a_locked_sheet(store: Store):
    place = Place()
    await place.town.save(store)
    report = await gathered(store)
    people = [row for row in book(report)["Люди"] if row["Код"] == "VSV-F3"]
    assert len(people) == 12
    assert sum(row["В счёте"] == "в счёте" for row in people) == 5
    assert {row["Учреждение"] for row in people} == {"Школа № 1", "Школа № 2"}
    assert "Малова" not in text_of(report_files.make(report, "note", "ru"))


async def test_without_names_nobody_is_named_in_any_file_and_small_groups_are_unsaid(store: Store):
    place = Place()
    await place.town.save(store)
    report = await gathered(store, NUMBERS)
    found = book(report)
    assert not PEOPLE_SHEETS & found.keys()
    f3 = [row for row in found["По школам"] if row["Код"] == "VSV-F3"]
    assert [(row["Значение"], row["Знаменатель"]) for row in f3] == [(None, None), (None, None)]
    assert f3[0]["Примечание"] == f3[1]["Примечание"] == "не показано: мало людей"
    assert not [row for row in found["Другие разрезы"] if row["По чему"] == "По темам"]
    assert {row["Люди"] for row in found["Сопровождение"] if row["По чему"] == "По каналам"} == {"меньше 5"}
    for file in report_files.every(report, "ru"):
        said = text_of(file.content)
        assert not [name for name in ("Малова", "Большова", "Помогаева", "Соседова") if name in said]


async def test_a_small_school_is_told_where_there_is_nothing_to_work_it_out_from(store: Store):
    place = Place()
    third = place.town.school("Школа № 3")
    for _ in range(20):
        place.town.teacher(third)
    await place.town.save(store)
    report = await gathered(store, NUMBERS)
    hidden = {
        line.key
        for line in report.lines
        if line.indicator.id == "VSV-F3" and line.hidden and line.by == "organisation"
    }
    assert hidden == {str(place.small), str(place.large)}


# --- lists -----------------------------------------------------------------------------------


async def test_nonformal_education_adds_up_to_its_figure(store: Store):
    place = Place()
    town = place.town
    first, second = event(town, place.methodist), event(town, place.methodist, "Вдвоём")
    formal = event(town, place.methodist, "С документом", nonformal=False)
    guest = town.person("Гостева")
    town.session(place.methodist, guest, *place.many[:6], at=place.large, form="VSV-S5", event_id=first)
    town.session(place.methodist, *place.few[:2], at=place.small, form="VSV-S5", event_id=second)
    town.session(place.methodist, *place.many, at=place.large, form="VSV-S5", event_id=formal)
    await town.save(store)
    report = await gathered(store)
    listed = report.nonformal
    assert listed is not None
    everybody = frozenset().union(*(line.group.people for line in listed.lines))
    figure = (await figures(store, only=["VSV-D1"]))["VSV-D1"]
    assert len(everybody) == listed.people == figure.numerator == 8
    (line,) = listed.lines
    assert (line.title, line.group.joined, line.minutes) == (None, 2, 180)


async def test_an_event_with_enough_people_is_told_by_its_title(store: Store):
    place = Place()
    made = event(place.town, place.methodist)
    place.town.session(place.methodist, *place.many[:6], at=place.large, form="VSV-S5", event_id=made)
    await place.town.save(store)
    (row,) = book(await gathered(store))["Неформальное образование"]
    assert (row["Событие"], row["Люди"], row["Часы"]) == ("Обратная связь", 6, 1.5)
    assert row["День"] == datetime(2026, 3, 12)  # noqa: DTZ001


async def test_difficulties_are_told_by_topic_subject_and_stage_of_five_people_at_least(store: Store):
    town = Town()
    school = town.school()
    topic, other = "C.feedback", "C.diversity"
    mathematicians = [town.teacher(school, subject="алгебра", started_on=date(2025, 9, 1)) for _ in range(6)]
    physicists = [town.teacher(school, subject="физика") for _ in range(5)]
    musician = town.teacher(school, subject="музыка")
    for person in (*mathematicians, *physicists, musician):
        asks(town, person, topic)
    asks(town, mathematicians[0], topic, 2)
    asks(town, musician, other, 9)
    await town.save(store)
    report = await gathered(store, NUMBERS)
    listed = report.difficulties
    assert listed is not None
    told = [
        (one.topic, one.subject, one.stage, one.group.count, len(one.group.people)) for one in listed.lines
    ]
    # the lone musician takes the physicists with her, and her other topic takes this one whole
    assert told == [(None, None, None, 23, 12)]
    figure = (await figures(store, only=["VSV-D2"]))["VSV-D2"]
    assert sum(one.group.count for one in listed.lines) == figure.numerator


async def test_a_topic_large_enough_is_told_by_its_subjects(store: Store):
    town = Town()
    school = town.school()
    for _ in range(6):
        asks(town, town.teacher(school, subject="алгебра", started_on=date(2025, 9, 1)), "C.feedback")
    for _ in range(5):
        asks(town, town.teacher(school, subject="физика"), "C.feedback")
    for _ in range(7):
        asks(town, town.teacher(school, subject=None), "C.diversity")
    await town.save(store)
    listed = (await gathered(store)).difficulties
    assert listed is not None
    assert [(one.topic, one.subject, one.stage, one.group.count) for one in listed.lines] == [
        ("C.feedback", "Математика", "0", 6),
        ("C.feedback", "Физика", "10", 5),
        ("C.diversity", "", "10", 7),
    ]


async def test_four_people_are_never_told(store: Store):
    town = Town()
    school = town.school()
    for _ in range(4):
        asks(town, town.teacher(school), "C.feedback", 3)
    await town.save(store)
    report = await gathered(store)
    assert report.difficulties is not None
    assert report.difficulties.lines == ()
    assert "меньше пяти человек, поэтому список не показан" in letters(
        report_files.make(report, "note", "ru")
    )


@pytest.mark.parametrize(
    ("started", "stage"),
    [
        (None, "unknown"), (date(2023, 11, 22), "0"), (date(2023, 11, 21), "3"), (date(2016, 11, 22), "3"),
        (date(2016, 11, 21), "10"), (date(2006, 11, 21), "20"),
    ],
)  # fmt: skip
def test_a_stage_begins_on_its_day(started: date | None, stage: str):
    assert stage_of(started, date(2026, 11, 21)) == stage


# --- the note --------------------------------------------------------------------------------


async def test_the_note_says_what_is_missing_and_draws_advice_from_facts_alone(store: Store):
    place = Place()
    third = place.town.school("Школа № 3")
    for _ in range(6):
        place.town.teacher(third)
    await place.town.save(store)
    said = letters(report_files.make(await gathered(store), "note", "ru"))
    for indicator in PACK.indicators:
        assert indicator.title in said
    assert "МУ «ВРМЦ» · 2026 год · по состоянию на 21 ноября 2026" in said
    assert "1 января 2026 – 21 ноября 2026" in said
    f7 = PACK.indicator("VSV-F7")
    assert f"Заполнить. П. 4.2: {f7.title}. Число: ____" in said
    assert "Индивидуальная помощь методистов (п. 4.1): ещё не охвачены 13 из 18." in said
    assert "пока нет ни одного охваченного — Школа № 3 (всего 1)." in said
    assert "Заполнить. Рекомендации" in said
    assert "5 из 18" in said


async def test_an_empty_store_gives_every_file_and_gaps_in_place_of_numbers(store: Store):
    report = await gathered(store)
    kinds = [file.kind for file in report_files.every(report, "ru")]
    assert kinds[:3] == ["xlsx", "docx", "json"]
    assert letters(report_files.make(report, "note", "en")).count("Fill in.") >= len(PACK.indicators) // 2


# --- rights ----------------------------------------------------------------------------------


async def reader_of(store: Store, person: int) -> Reader:
    async with store.reading(PLACE) as session:
        return await reports.reader(session, person, NOW)


async def test_coordinators_read_people_observers_numbers_and_nobody_else_anything(store: Store):
    place = Place()
    town = place.town
    olga, watcher = town.helper("coordinator"), town.helper("observer")
    head, teacher = town.helper("manager"), place.many[0]
    former = town.person()
    town.grant(former, "coordinator")
    town.rows[RoleGrant][-1]["until"] = NOW - timedelta(days=1)
    await town.save(store)
    assert await reader_of(store, olga) == EVERYTHING
    assert await reader_of(store, watcher) == NUMBERS
    for person in (head, teacher, former, place.member, place.methodist):
        with pytest.raises(NotAllowed):
            await reader_of(store, person)


async def test_a_coordinator_of_one_school_reads_that_school_alone(store: Store):
    place = Place()
    olga = place.town.person("Школина")
    place.town.grant(olga, "coordinator", place.small)
    await place.town.save(store)
    reader = await reader_of(store, olga)
    assert reader == Reader(frozenset({place.small}), frozenset({place.small}))
    found = book(await gathered(store, reader))
    f3 = next(row for row in found["Показатели"] if row["Код"] == "VSV-F3")
    assert (f3["Числитель"], f3["Знаменатель"]) == (1, 3)
    assert {row["Учреждение"] for row in found["Люди"]} == {"Школа № 1"}
    assert len(found["Записи"]) == 1
    whole = next(row for row in found["Сопровождение"] if row["По чему"] == "Всего")
    assert (whole["Сеансы"], whole["Люди"]) == (1, 1)


# --- one's own work --------------------------------------------------------------------------


async def activity_of(store: Store, person: int):
    async with store.reading(PLACE) as session:
        return await reports.activity(session, PACK, YEAR, person, NOW)


async def test_a_helper_reports_his_own_work_and_names_nobody_he_helped(store: Store):
    place = Place()
    await place.town.save(store)
    own = await activity_of(store, place.methodist)
    whole = next(one for one in own.support if one.part == "all")
    assert (whole.sessions, whole.people, whole.minutes, own.requests) == (2, 5, 70, 1)
    assert own.role == "methodist"
    assert own.name.text == "Помогаева Анна Ивановна"
    assert {one.day for one in own.sessions} == {date(2026, 3, 12)}
    theirs = await activity_of(store, place.member)
    assert (theirs.role, len(theirs.sessions)) == ("member", 1)
    for person in (place.many[0], place.few[0]):
        with pytest.raises(NotAllowed):
            await activity_of(store, person)


async def test_indicators_and_report_agree_over_every_kind_of_period(store: Store):
    place = Place()
    await place.town.save(store)
    for key in ("2026-H1", "2026-Q1", "2025/26", "2026-03-12"):
        period = Period.parse(key)
        async with store.reading(PLACE) as session:
            wanted = await indicators.figures(session, PACK, period, NOW)
        assert (await gathered(store, period=period)).figures == wanted


@pytest.mark.parametrize("name", regulations.names())
async def test_every_regulation_has_its_report_in_its_own_words(store: Store, name: str):
    pack = regulations.load(name)
    async with store.reading(pack.id) as session:
        period = Period.current(pack, NOW)
        report = await reports.gather(session, pack, period, EVERYTHING, NOW)
    for language in ("ru", "en"):
        files = {file.kind: file.content for file in report_files.every(report, language)}
        said = letters(files["docx"])
        assert pack.term("service_unit") in said
        rows = next(iter(sheets(files["xlsx"]).values()))
        for indicator in pack.indicators:
            assert indicator.title in said
            assert indicator.title in [row[2] for row in rows]


async def test_questions_of_strangers_stand_beside_the_figure_and_not_in_it(store: Store):
    place = Place()
    await place.town.save(store)

    async def ask(unit: Unit) -> None:
        for number in range(3):
            known = {"kind": "comment", "post": "1", "at": NOW, "answerable": True, "state": "open"}
            unit.session.add(
                Comment(channel="vk", source="vk:1", place=str(number), code=f"c{number}", **known)
            )

    await store.step(PLACE, ask)
    report = await gathered(store)
    row = next(one for one in book(report)["Показатели"] if one["Код"] == "VSV-F3")
    assert (row["Обращения незнакомых"], row["Числитель"]) == (3, 5)
    said = letters(report_files.make(report, "note", "ru"))
    assert "Обращений в сообществе от тех, кого помощник не знает: 3." in said
    assert (await gathered(store, Reader(frozenset({place.small}), frozenset()))).appeals == {}
