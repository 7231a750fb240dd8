"""«Список педагогов»: from the file in the chat to people in the store, and back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.channel import Brought, Incoming, Refused, Trouble
from bot.files import Files
from bot.roster_work import RosterWork
from handlers.dialogue.conversation import Filed
from services import roster, roster_writing
from services.staff_list import Doubt, Note, Omission, Refusal
from services.values import Words
from storage.files import ReceivedFile
from storage.people import Employment, Organisation, Person
from storage.roster import RosterBatch
from storage.sessions import SessionPerson, SupportSession
from tests.colleagues import Colleague, District
from tests.play import Stage, Theatre
from tests.services.test_roster import ANNA, BORIS, HEAD, sheet
from tests.staff_lists import table

NAMESAKE = ["Петрова Анна Ивановна", "05.06.1999", "учитель музыки", "нет", 1, "СОШ № 5"]


class Post(Stage):
    """A messenger that keeps the files people send."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.files: dict[str, bytes] = {}
        self.troubles: list[Exception] = []

    async def fetch(self, token: str) -> bytes:
        if self.troubles:
            raise self.troubles.pop(0)
        return self.files[token]


class Office:
    """The service's office: a coordinator with a messenger, and the program's workers."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre
        self.district = District(theatre)
        self.post = Post()
        self.district.hall = self.post
        packs = {theatre.regulation.id: theatre.regulation}
        self.rosters = RosterWork(theatre.store, packs, clock=theatre.clock)
        self.files = Files(theatre.store, list(packs), {roster.PURPOSE: self.rosters}, clock=theatre.clock)
        self.olga: Colleague

    async def work(self) -> None:
        """Everything the program does by itself."""
        await self.files.work([self.post])
        await self.rosters.work()
        await self.theatre.deliver(self.post)

    async def sends(self, content: bytes, name: str = "Педкадры.xlsx", **size: int) -> None:
        token = f"file-{len(self.post.files)}"
        self.post.files[token] = content
        message = Incoming(
            (f"f{len(self.post.files)}",),
            self.olga.address,
            Filed(0, name),
            file=None if self.post.masked else Brought(token, size.get("size", len(content))),
        )
        await self.theatre.inbox.take(self.post, [message])
        await self.theatre.senders.drained()

    async def brings(self, *rows: list[Any], name: str = "Педкадры.xlsx") -> None:
        """A list sent and read."""
        await self.olga.types("/roster")
        await self.sends(sheet(*rows), name)
        await self.work()

    async def all(self, kind: Any) -> list[Any]:
        async def read(unit):
            return list((await unit.session.scalars(select(kind).order_by(kind.id))).all())

        return await self.district.step(read)

    async def names(self) -> list[str | None]:
        return sorted(one.last or "" for one in await self.all(Person) if one.listed)


@pytest.fixture
async def office(theatre: Theatre) -> Office:
    made = Office(theatre)
    made.olga = await made.district.comes("Орлова", "coordinator", school="методический кабинет")
    return made


async def helps(office: Office, by: int, whom: int) -> None:
    """A record of support, as «Записать сопровождение» leaves it."""

    async def record(unit):
        now = office.theatre.now
        session = SupportSession(
            run="r", provider_id=by, provider_role="coordinator", form="VSV-S1", channel="phone", minutes=30,
            held_on=now.date(), held_at=now, recorded_by=by, recorded_at=now,
        )  # fmt: skip
        unit.session.add(session)
        await unit.session.flush()
        unit.session.add(SessionPerson(session_id=session.id, person_id=whom))

    await office.district.step(record)


async def test_from_the_file_to_people_in_the_store(office: Office):
    olga = office.olga
    await olga.types("Список педагогов")
    olga.sees("файл Excel (.xlsx) до 5 МБ")
    await office.sends(sheet(ANNA, BORIS))
    olga.sees("Файл получен, читаю")
    assert await office.names() == []
    await office.work()
    assert "Список Педкадры.xlsx прочитан.\nНовые: 2\n" in olga.note()
    assert "Новые организации: СОШ № 5 (2)" in olga.note()
    await olga.answers("Посмотреть")
    olga.sees("Педкадры.xlsx — ждёт решения", "Записать", "Новые: 2", "Не загружать")
    await olga.presses("Новые: 2")
    await olga.chooses("Петрова")
    olga.sees(
        "Петрова Анна Ивановна, 1980, учитель, химия",
        "дата рождения: 01.02.1980",
        "стаж, лет: 10",
        "категория: первая",
    )
    await olga.presses("К списку")
    await olga.presses("Записать")
    olga.sees("Записать список Педкадры.xlsx?")
    await olga.presses("Записать")
    olga.sees("Записываю")
    await office.work()
    assert "записан.\nДобавлены: 2\nНовые организации: 1" in olga.note()
    assert await office.names() == ["Ким", "Петрова"]


async def test_somebody_of_a_written_list_gets_his_code_by_one_press(office: Office):
    await office.brings(ANNA, BORIS)
    olga = office.olga
    await olga.answers("Посмотреть")
    await olga.presses("Новые: 2")
    await olga.chooses("Петрова")
    assert "Выписать код" not in olga.labels, "nobody is in the store yet"
    await olga.presses("К списку")
    await olga.presses("Записать")
    await olga.presses("Записать")
    await office.work()
    await olga.answers("Посмотреть")
    await olga.presses("Новые: 2")
    await olga.chooses("Петрова")
    await olga.presses("Выписать код")
    olga.sees("Код для Петрова Анна Ивановна, СОШ № 5")
    code = olga.text.split("«/start ")[1].split("»")[0]
    anna = Colleague(office.theatre, office.post, "7")
    await anna.types(f"/start {code}")
    await anna.presses("О данных и согласии")
    await anna.presses("Согласен, согласна")
    await anna.presses("Да, это я")
    anna.sees("служба вас узнала")


async def test_a_written_list_is_taken_back_from_the_chat(office: Office):
    await office.brings(ANNA, BORIS)
    olga = office.olga
    await olga.answers("Посмотреть")
    await olga.presses("Записать")
    await olga.presses("Записать")
    await office.work()
    await olga.answers("Посмотреть")
    await olga.presses("Отменить загрузку")
    olga.sees("Новые люди уйдут из базы")
    await olga.presses("Отменить загрузку")
    await office.work()
    assert "отменена.\nУбраны: 2" in olga.note()
    assert await office.names() == []


async def test_what_could_not_be_taken_back_is_named_with_the_reason(office: Office):
    await office.brings(ANNA)
    olga = office.olga
    await olga.answers("Посмотреть")
    await olga.presses("Записать")
    await olga.presses("Записать")
    await office.work()
    (anna,) = [one for one in await office.all(Person) if one.listed]
    await helps(office, olga.id, anna.id)
    await olga.answers("Посмотреть")
    await olga.presses("Отменить загрузку")
    await olga.presses("Отменить загрузку")
    await office.work()
    assert "Петрова Анна Ивановна, 1980, учитель, химия, СОШ № 5 — есть записи о поддержке" in olga.note()
    await olga.answers("Посмотреть")
    await olga.presses("Кто остался и почему")
    olga.sees("Остались:", "Попробовать ещё раз")


async def test_unclear_rows_are_settled_one_by_one(office: Office):
    await office.brings(ANNA)
    olga = office.olga
    await olga.answers("Посмотреть")
    await olga.presses("Записать")
    await olga.presses("Записать")
    await office.work()
    short = ["Ким Б. О.", None, "учитель физики", None, None, "СОШ № 5"]
    await office.brings(NAMESAKE, BORIS, short)
    assert "Неясные, нужно ваше решение: 2" in olga.note()
    await olga.types("/roster")
    await olga.presses("Присланные списки")
    await olga.chooses("ждёт решения")
    await olga.presses("Разобрать неясные: 2")
    olga.sees(
        "Петрова Анна Ивановна, 1999, учитель, музыка",
        "Имя то же, а дата рождения другая",
        "Это Петрова Анна Ивановна, 1980, учитель, химия, СОШ № 5",
    )
    await olga.chooses("Новый человек")
    olga.sees("решено. Осталась 1 неясная строка.")
    await olga.presses("Следующая строка")
    olga.sees("Вместо имени — инициалы.")
    await olga.chooses("Это Ким Борис Олегович")
    olga.sees("Неясных строк больше нет.")
    await olga.presses("К списку")
    await olga.presses("Записать")
    await olga.presses("Записать")
    await office.work()
    assert await office.names() == ["Ким", "Петрова", "Петрова"]


async def test_who_is_missing_is_marked_only_by_hand(office: Office):
    await office.brings(ANNA, BORIS)
    olga = office.olga
    await olga.answers("Посмотреть")
    await olga.presses("Записать")
    await olga.presses("Записать")
    await office.work()
    await office.brings(ANNA, ["Новикова Вера Олеговна", "01.01.1991", "учитель", "нет", 1, "СОШ № 5"])
    await olga.answers("Посмотреть")
    await olga.presses("Кого нет в списке: 1")
    olga.sees("1 человек работает у нас в школе этого списка")
    await olga.chooses("Ким")
    await olga.presses("Готово, выбрано 1")
    olga.sees("ушёл 1 человек")
    await olga.presses("К списку")
    await olga.presses("Записать")
    await olga.presses("Записать")
    await office.work()
    (boris,) = [one for one in await office.all(Person) if one.last == "Ким"]
    assert boris.left_on is not None


async def test_rows_without_a_school_are_asked_about_before_writing(office: Office):
    olga = office.olga
    await olga.types("/roster")
    await office.sends(table(HEAD[:-1], ANNA[:-1]))
    await office.work()
    assert "Без названия школы: 1" in olga.note()
    await olga.answers("Посмотреть")
    await olga.presses("Записать")
    olga.sees("В 1 строке не названа школа")
    await olga.types("???")
    olga.sees("Не понял, какая это школа", "не названа школа")
    await olga.types("МОУ «СОШ № 7»")
    olga.sees("Сверяю список с этой школой")
    await office.work()
    await olga.answers("Посмотреть")
    await olga.presses("Записать")
    await olga.presses("Записать")
    await office.work()
    assert [one.title for one in await office.all(Organisation)][-1] == "МОУ «СОШ № 7»"
    assert len(await office.all(Employment)) == 2


async def test_the_same_file_again_is_recognised(office: Office):
    await office.brings(ANNA)
    olga = office.olga
    await office.brings(ANNA)
    assert "прочитан" in olga.note()
    await olga.answers("Посмотреть")
    await olga.presses("Записать")
    await olga.presses("Записать")
    await office.work()
    await office.brings(ANNA, name="Копия.xlsx")
    assert "здесь уже есть, второй раз не записываю" in olga.note()
    assert len(await office.all(RosterBatch)) == 1
    await olga.types("/roster")
    await olga.presses("Присланные списки")
    await olga.chooses("Педкадры.xlsx")
    olga.sees("записан", "Отменить загрузку")


async def test_what_has_changed_meanwhile_is_shown_again_before_it_is_written(office: Office):
    await office.brings(ANNA, name="один.xlsx")
    await office.brings(ANNA, BORIS, name="два.xlsx")
    olga = office.olga
    for name in ("один.xlsx", "два.xlsx"):
        await olga.types("/roster")
        await olga.presses("Присланные списки")
        await olga.chooses(name)
        await olga.presses("Записать")
        await olga.presses("Записать")
    await office.work()
    assert "данные в базе изменились" in olga.note() and "Новые: 1\nБез изменений: 1" in olga.note()
    assert await office.names() == ["Петрова"]


async def test_a_list_is_not_loaded_and_nothing_of_it_is_kept(office: Office):
    await office.brings(ANNA)
    olga = office.olga
    await olga.answers("Посмотреть")
    await olga.presses("Не загружать")
    await olga.presses("Не загружать")
    olga.sees("список забыт")
    await olga.types("/menu")
    assert "Список ждёт решения" not in olga.labels


async def test_a_list_that_waits_stands_on_top_of_the_menu(office: Office):
    await office.brings(ANNA)
    await office.olga.types("/menu")
    await office.olga.presses("Список ждёт решения")
    office.olga.sees("ждёт решения", "Записать")


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        ("приказ.docx", 100, "Это не файл Excel"),
        ("фото.jpg", 100, "Это не файл Excel"),
        ("список.XLS", 100, "старый формат .xls"),
        ("список.xlsx", 6 * 1024 * 1024, "больше 5 МБ"),
    ],
)
async def test_a_file_of_the_wrong_kind_or_size_is_refused_in_a_sentence(
    office: Office, name: str, size: int, words: str
):
    await office.olga.types("/roster")
    await office.sends(b"x", name, size=size)
    office.olga.sees(words, "Пришлите список педагогов")
    await office.work()
    assert office.olga.notes() == []


async def test_a_file_that_is_no_list_is_refused_with_the_reason(office: Office):
    olga = office.olga
    for content, words in (
        (b"not a spreadsheet", "Это не файл Excel"),
        (table(["Меню", "Суп"]), "Не нашёл в нём"),
    ):
        await olga.types("/roster")
        await office.sends(content, "Столовая.xlsx")
        await office.work()
        assert "Файл Столовая.xlsx загрузить не получилось." in olga.note() and words in olga.note()


async def test_a_file_that_nobody_asked_for_is_not_even_noted(office: Office):
    await office.olga.types("/menu")
    await office.sends(sheet(ANNA))
    office.olga.sees("Файлы здесь не нужны")
    assert await office.all(ReceivedFile) == []


async def test_a_platform_in_trouble_gives_the_file_later_and_one_that_refuses_is_told(office: Office):
    olga = office.olga
    await olga.types("/roster")
    office.post.troubles = [Trouble("down")]
    await office.sends(sheet(ANNA))
    await office.work()
    assert olga.notes() == []
    office.theatre.now = office.theatre.now.replace(hour=10)
    await office.work()
    assert "прочитан" in olga.note()
    await olga.types("/roster")
    office.post.troubles = [Refused("file is too big")]
    await office.sends(sheet(ANNA, BORIS))
    await office.work()
    assert "Мессенджер не отдал файл" in olga.note()
    assert {(one.state, one.content) for one in await office.all(ReceivedFile)} == {
        ("done", None),
        ("failed", None),
    }


async def test_a_file_that_breaks_the_reader_is_given_up_and_its_sender_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    async def breaks(*_args, **_values):
        raise ZeroDivisionError

    monkeypatch.setattr(office.rosters, "preview", breaks)
    await office.brings(ANNA)
    assert office.olga.notes() == []
    office.theatre.now += timedelta(minutes=1)
    await office.work()
    assert "У нас неполадка" in office.olga.note()
    office.theatre.now += timedelta(hours=1)
    assert await office.files.work([office.post]) == 0


async def test_on_a_masked_channel_the_list_goes_by_the_web_chat(office: Office):
    office.post.masked = True
    await office.olga.types("/roster")
    office.olga.sees("только в веб-чате")
    await office.sends(sheet(ANNA))
    assert await office.all(ReceivedFile) == []
    office.post.masked = False
    await office.brings(ANNA)
    office.post.masked = True
    await office.olga.types("/menu")
    await office.olga.presses("Список ждёт решения")
    assert "Педкадры" not in office.olga.text
    await office.olga.presses("Новые: 1")
    assert "Петрова" not in office.olga.text
    office.olga.sees("только в веб-чате")


async def test_only_a_coordinator_gets_there(office: Office):
    anna = await office.district.comes("Громова", "methodist")
    for way in ("/roster", ">roster-batch:=1", ">roster-undo:=1", ">roster-pile:=1:new"):
        await (anna.types(way) if way.startswith("/") else anna.pays(way))
        anna.sees("Это открыто не всем ролям")


async def test_a_large_list_is_looked_at_school_by_school(office: Office):
    rows = [
        [
            f"Иванова Вера Олег{'а' * number}вна",
            f"01.02.19{60 + number % 30}",
            "учитель",
            "нет",
            3,
            f"СОШ № {number % 2 + 5}",
        ]
        for number in range(2, 30)
    ]
    people = [
        [f"{last}{row[0][7:]}", *row[1:]] for row in rows for last in ("Иванова", "Петрова", "Сидорова")
    ]
    await office.brings(*people)
    await office.olga.answers("Посмотреть")
    await office.olga.presses("Новые: 84")
    office.olga.sees("Какую школу показать?")
    await office.olga.presses("СОШ № 5")
    office.olga.sees("Новые: 42")


def test_every_reason_has_its_sentence_in_every_language():
    import locales

    args = {"limit": 5, "sheet": "А", "row": 2, "last": 9}
    for reason in (*Refusal, *Omission, *Doubt, *Note):
        for locale in locales.known():
            assert locales.has(Words(reason).key, locale)
            assert locales.say(locale, reason, args)


async def test_of_several_files_at_once_the_first_is_taken_and_it_is_said(office: Office):
    office.post.files["one"] = sheet(ANNA)
    await office.olga.types("/roster")
    album = Incoming(
        ("a1", "a2", "a3"), office.olga.address, Filed(0, "Первый.xlsx", more=2), file=Brought("one", 1)
    )
    await office.theatre.inbox.take(office.post, [album])
    await office.theatre.senders.drained()
    office.olga.sees("Пришло несколько файлов, взял первый", "Файл получен")
    await office.olga.types("/roster")
    await office.sends(sheet(BORIS))
    assert "несколько файлов" not in office.olga.text


async def test_a_list_that_cannot_be_written_is_told_with_a_number_and_can_go_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    async def broken(*_args: Any) -> Any:
        raise RuntimeError("ours")

    await office.brings(ANNA, BORIS)
    await office.olga.answers("Посмотреть")
    await office.olga.presses("Записать")
    await office.olga.presses("Записать")
    with monkeypatch.context() as breaking:
        breaking.setattr(roster_writing, "write_some", broken)
        for _ in range(6):
            await office.work()
            office.theatre.now += timedelta(seconds=61)
    assert "записать не получилось: у нас неполадка, номер" in office.olga.note()
    assert "Педкадры.xlsx" in office.olga.note()
    assert len([note for note in office.olga.notes() if "неполадка" in note]) == 1
    await office.olga.answers("Посмотреть")
    office.olga.sees("записан не до конца", "Дописать", "Отменить загрузку")
    await office.olga.presses("Дописать")
    await office.olga.presses("Записать")
    await office.work()
    assert "записан." in office.olga.note()
    assert await office.names() == ["Ким", "Петрова"]
