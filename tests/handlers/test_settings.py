"""Settings: language on all channels, reminders one does not want, where notices go."""

import asyncio
from datetime import timedelta

from services import notices
from storage.store import Unit
from tests import shelves
from tests.colleagues import Colleague, District
from tests.play import Stage, Theatre


async def test_the_language_changes_at_once_and_everywhere(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher")
    vk = await anna.also_on(Stage(name="vk"), "v1")
    await anna.types("настройки")
    anna.sees("Пишу вам сюда")
    await anna.presses("Язык")
    await anna.presses("In English")
    anna.sees("All right, I write in English.", "Settings")
    await vk.types("/menu")
    vk.sees("How can I help?")
    await vk.types("Settings")
    await vk.presses("Language")
    await vk.presses("По-русски")
    vk.sees("Хорошо, пишу по-русски.")


async def test_where_notices_go_is_shown_the_channel_used_last_first(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher", stage=Stage(name="telegram"))
    vk = await anna.also_on(Stage(name="vk"), "v1")
    theatre.now += timedelta(hours=1)
    await vk.types("/settings")
    theatre.now += timedelta(hours=1)
    await vk.types("/settings")
    vk.sees("Пишу вам сюда: ВКонтакте, а если не получится — Telegram")


async def test_a_reminder_turned_off_is_not_sent_and_everything_else_is(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher")
    await remind(district, anna, "first")
    await anna.types("/settings")
    anna.sees("Напоминания о событиях: включены")
    await anna.presses("Напоминания")
    await anna.presses("Напоминания о событиях: включены")
    anna.sees("Напоминания о событиях теперь выключены")
    await anna.presses("Настройки")
    anna.sees("Напоминания о событиях: выключены")
    await district.later(timedelta(hours=2))
    assert anna.notes() == ["Служба записала вас. Теперь консультации и события будут записаны за вами."]
    statuses = {row["kind"]: row["status"] for row in await shelves.rows(theatre.store, "notices")}
    assert statuses == {"event-reminder": "muted", "match-new": "sent"}
    await anna.pays(">reminders")
    await anna.presses("Напоминания о событиях: выключены")
    anna.sees("Напоминания о событиях теперь включены")
    assert await shelves.rows(theatre.store, "muted_reminders") == []


async def remind(district: District, person: Colleague, key: str) -> None:
    async def write(unit: Unit) -> None:
        for kind in ("event-reminder", "match-new"):
            due = district.theatre.now + timedelta(hours=1)
            await notices.write(
                unit,
                person_id=person.id,
                kind=kind,
                key=f"{kind}-{key}",
                now=district.theatre.now,
                due_at=due,
            )

    await district.step(write)


async def test_a_code_for_linking_works_a_quarter_of_an_hour_and_once(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher")
    vk = theatre.person("v1", Stage(name="vk"))
    await vk.agrees()
    await anna.types("/link")
    await anna.presses("Получить код")
    code = anna.text.split("«/start ")[1].split("»")[0]
    theatre.now += timedelta(minutes=16)
    await vk.types(f"/start {code}")
    vk.sees("Срок этого кода вышел")
    await anna.types("/link")
    await anna.presses("Получить код")
    code = anna.text.split("«/start ")[1].split("»")[0]
    await vk.types(f"/start {code}")
    vk.sees("служба вас узнала")
    assert await shelves.person_of(theatre, "v1") == anna.id
    await vk.types(f"/start {code}")
    vk.sees("уже использован")


async def test_two_who_type_each_others_codes_at_once_become_one(theatre: Theatre):
    """Each locks his own conversation and then needs the other's (CORE 21)."""
    anna, vk = theatre.person("a1"), theatre.person("v1", Stage(name="vk"))
    codes = []
    for one in (anna, vk):
        await one.agrees()
        person = await shelves.person_of(theatre, one.address)
        codes.append(await shelves.code(theatre, person_id=person, purpose="link"))
    await asyncio.gather(anna.types(f"/start {codes[1]}"), vk.types(f"/start {codes[0]}"))
    assert await shelves.person_of(theatre, "a1") == await shelves.person_of(theatre, "v1")
    assert not theatre.defects
    for one in (anna, vk):
        await one.types("меню")
        one.sees("Чем помочь?")


async def test_second_thoughts_about_linking_change_nothing(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher")
    code = await shelves.code(theatre, person_id=anna.id, purpose="link")
    vk = theatre.person("v1", Stage(name="vk"))
    await vk.agrees()
    await vk.types("/link")
    await vk.presses("Ввести код")
    await vk.types(code)
    await vk.presses("Нет")
    vk.sees("Ничего не изменено")
    assert await shelves.person_of(theatre, "v1") != anna.id
