"""A channel where nothing personal may pass at all: a greeting, public events, help, and the link."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.channels.channel import Brought, Delivery, Incoming
from handlers import LIBRARY
from handlers.dialogue.conversation import Arrived, Filed, Pressed
from storage.conversations import DeadLetter
from storage.files import ReceivedFile
from storage.people import Account
from storage.privacy import Consent
from tests.colleagues import Colleague, District
from tests.handlers.test_events import event
from tests.play import Play, Stage, Theatre

HERE = "Здесь видны только открытые события"
WAY = "Открыть в веб-чате"


class Silent(Stage):
    """A platform that never answers."""

    async def show(self, delivery: Delivery) -> None:
        await asyncio.Event().wait()


@pytest.fixture
def street() -> Stage:
    return Stage(name="street", masked=True, greeting_only=True)


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


async def known(district: District, street: Stage) -> tuple[Colleague, Colleague]:
    """A teacher who has come in elsewhere, and the same person here."""
    indoors = await district.comes("Вишневецкая", "teacher")
    return indoors, await district.also(indoors, street)


def link_of(person: Play) -> str:
    found = person.button(WAY).url
    assert found is not None
    return found


async def count(theatre: Theatre, table) -> int:
    async def read(unit) -> int:
        return await unit.session.scalar(
            select(func.count()).select_from(table).where(table.territory == unit.territory)
        )

    return await theatre.store.step("vsevolozhsk", read)


async def test_whatever_one_says_first_the_greeting_and_the_link_come(theatre: Theatre, street: Stage):
    for said in ("/start", "привет", "/assess", "Консультация", "/start 7KMP4XQ2", "/nonsense", "/cancel"):
        anna = theatre.person(said, street)
        await anna.types(said)
        anna.sees("Здравствуйте!", HERE, theatre.regulation.privacy.operator.phone, WAY)
        assert link_of(anna).startswith("https://web.example/enter/")
        assert "О данных и согласии" not in anna.labels
    assert await count(theatre, Consent) == 0


async def test_a_sticker_and_an_old_button_get_the_greeting_too(theatre: Theatre, street: Stage):
    anna = theatre.person("1", street)
    await anna.sends_sticker()
    anna.sees(HERE)
    await anna.pays("abcdefgh.consent.yes")
    anna.sees(HERE, "Здесь личное передавать нельзя")
    await anna.pays(">my-file")
    anna.sees(HERE, "Здесь личное передавать нельзя")


async def test_a_file_is_refused_and_never_noted(district: District, street: Stage):
    """Not even where the person's own question, elsewhere, waits for one."""
    indoors = await district.comes("Ростовцева", "coordinator")
    outdoors = await district.also(indoors, street)
    await indoors.types("/roster")
    assert indoors.sheet.wants_file, indoors.text
    file = Incoming(("f1",), outdoors.address, Filed(0, "a.xlsx"), file=Brought("token", 10))
    await district.theatre.inbox.take(street, [file])
    await district.theatre.senders.drained()
    outdoors.sees(HERE, "Файлы здесь не нужны")
    assert await count(district.theatre, ReceivedFile) == 0


async def test_public_events_are_told_with_their_place_and_nobody_signs_up_here(
    district: District, street: Stage
):
    boss = await district.comes("Начальникова", "coordinator")
    indoors, outdoors = await known(district, street)
    open_one = await event(district, boss, title="Открытый урок", public=True)
    await event(district, boss, title="Закрытая встреча", public=False)
    await event(
        district, boss, title="Вебинар", public=True, online=True, place="https://secret.example/room"
    )
    await outdoors.types("События")
    outdoors.sees("«Открытый урок»", "каб. 204", "в 15:00", "«Вебинар»", WAY)
    for hidden in ("Закрытая встреча", "secret.example", "Начальникова"):
        assert hidden not in outdoors.text
    assert outdoors.labels == ["Помощь", "Меню", WAY]
    await outdoors.pays(f">event-join:={open_one}")
    outdoors.sees(HERE, "Здесь личное передавать нельзя")
    await indoors.pays(f">event:={open_one}")
    assert "Вы записаны" not in indoors.text
    district.theatre.now += timedelta(days=30)
    await outdoors.types("События")
    outdoors.sees("Открытых событий впереди пока нет")


async def test_help_and_my_data_lead_to_the_link_and_back(district: District, street: Stage):
    _, outdoors = await known(district, street)
    await outdoors.types("Помощь")
    outdoors.sees("взять ссылку в веб-чат", WAY)
    await outdoors.types("Мои данные")
    outdoors.sees("ничего личного не получает", WAY)
    await outdoors.presses("Меню")
    outdoors.sees(HERE)


async def test_what_was_begun_indoors_stays_as_it_was_and_goes_on_there(district: District, street: Stage):
    indoors, outdoors = await known(district, street)
    await indoors.types("/consult")
    await indoors.chooses("Разные дети")
    question = indoors.text
    for said in ("Двое не успевают", "1", "Назад", "Отмена", "/consult"):
        await outdoors.types(said)
        outdoors.sees(HERE)
        assert "Разные дети" not in outdoors.text
    await outdoors.does(Pressed(indoors.sheet.rows[0][0].payload))
    outdoors.sees(HERE)
    await indoors.does(Arrived())  # as by the link into the browser
    assert question in indoors.text, indoors.text
    await outdoors.types("/start")
    await indoors.types("Двое не успевают")
    assert question in indoors.text, indoors.text
    await indoors.presses("Оставить: Двое не успевают")
    indoors.sees("Какая помощь подошла бы?")
    await outdoors.types("/start")
    await indoors.types("Меню")
    indoors.sees("Чем помочь?", "Продолжить: заявка на консультацию")
    await outdoors.types("/start")
    await indoors.does(Arrived())
    indoors.sees("Чем помочь?", "Продолжить: заявка на консультацию")


async def test_a_question_asked_before_the_channel_was_closed_is_not_shown_again(district: District):
    street = Silent(name="street", masked=True)
    _, outdoors = await known(district, street)
    asked = Incoming(("9001",), outdoors.address, Pressed(">consult"))
    await district.theatre.inbox.take(street, [asked])
    closed = Stage(name="street", masked=True, greeting_only=True)
    again, outdoors.stage = district.theatre.again(), closed
    again.now += timedelta(minutes=2)
    assert await again.inbox.show_owed([closed]) == 1
    await again.senders.drained()
    outdoors.sees("продолжается в веб-чате", "Меню")
    assert "С чем нужна помощь?" not in outdoors.text
    await district.theatre.senders.finish(0)


async def test_a_defect_here_keeps_no_word_of_what_was_said(
    district: District, street: Stage, monkeypatch: pytest.MonkeyPatch
):
    async def broken(_talk):
        raise RuntimeError("ours")
        yield

    indoors, outdoors = await known(district, street)
    await indoors.types("/consult")
    question = indoors.text
    monkeypatch.setitem(LIBRARY.public, "start", replace(LIBRARY.public["start"], tell=broken))
    said = Incoming(("d1",), outdoors.address, Pressed("secret"), body="secret")
    await district.theatre.inbox.take(street, [said])
    await district.theatre.senders.drained()
    outdoors.sees("у нас неполадка")
    monkeypatch.undo()

    async def letters(unit):
        return [row.body for row in await unit.session.scalars(select(DeadLetter))]

    assert await district.step(letters) == [""]
    await indoors.types("что дальше?")
    assert question in indoors.text, indoors.text


async def test_every_public_screen_is_one_screen_for_anybody(district: District, street: Stage):
    """No command, link or word of any dialogue opens anything else here."""
    _, outdoors = await known(district, street)
    starts = ("Здравствуйте!", "Здесь можно посмотреть", "Отсюда служба", "Открытых событий", "Здесь личное")
    for name in LIBRARY.dialogues:
        for said in (f">{name}", f">{name}:=1"):
            await outdoors.pays(said)
            assert outdoors.text.startswith(starts), (said, outdoors.text)
        await outdoors.types(f"/{name}")
        assert outdoors.text.startswith(starts), (name, outdoors.text)
        assert "Вишневецкая" not in outdoors.text


async def test_the_account_is_all_that_is_kept_of_a_stranger(theatre: Theatre, street: Stage):
    anna = theatre.person("1", street)
    await anna.types("Меня зовут Анна Ивановна")

    async def kept(unit):
        from storage.conversations import Conversation

        row = (await unit.session.scalars(select(Conversation))).one()
        return row.state + row.screen

    assert "Ивановна" not in await theatre.store.step("vsevolozhsk", kept)
    assert await count(theatre, Account) == 1
