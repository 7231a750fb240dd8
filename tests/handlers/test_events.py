"""Events: from the coordinator's first question to the support that they count as."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from sqlalchemy import select

from bot.channels.channel import SendError, Unreachable
from bot.papers import Papers
from services import event_cards, events, privacy
from services.events import Plan
from storage.events import AttendanceMark, SignUp
from storage.notices import Notice
from storage.privacy import Consent
from tests.colleagues import Colleague, District
from tests.play import Theatre

TITLE = "Обратная связь на уроке"
ROOM = "каб. 204"


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


def at(district: District, day: int, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=district.pack.zone)


async def event(district: District, by: Colleague, **what) -> int:
    plan = replace(
        Plan(
            title=TITLE,
            form="VSV-S5",
            direction="VSV-N3",
            starts_at=at(district, 25, "15:00"),
            minutes=60,
            place=ROOM,
            leaders=(by.id,),
        ),
        **what,
    )
    run = f"run-{next(district.numbers)}"
    return await district.step(
        lambda unit: events.create(
            unit, district.pack, by=by.id, run=run, plan=plan, now=district.theatre.now
        )
    )


async def joins(person: Colleague, number: int) -> Colleague:
    await person.pays(f">event-join:={number}")
    return person


async def told(district: District, person: Colleague, kind: str = "event-reminder") -> list[str]:
    async def read(unit):
        rows = await unit.session.scalars(
            select(Notice.status)
            .where(Notice.person_id == person.id, Notice.kind == kind)
            .order_by(Notice.id)
        )
        return list(rows)

    return await district.step(read)


async def rows(district: District, table):
    async def read(unit):
        return list(await unit.session.scalars(select(table).order_by(table.id)))

    return await district.step(read)


# --- made, found, joined ---------------------------------------------------------------------


async def make(olga: Colleague, title: str = TITLE, *, day: str = "завтра", clock: str = "15:00") -> None:
    await olga.types("/events")
    await olga.presses("Создать событие")
    await olga.types(title)
    await olga.presses("Мастер-класс")
    await olga.presses("Мероприятия и организация")
    await olga.types(day)
    await olga.types(clock)
    await olga.presses("60 мин")
    await olga.types(ROOM)
    await olga.presses("школа № 5")
    await olga.types("2")
    await olga.types("Разберём три приёма.")
    await olga.presses("муниципальное")
    await olga.presses("Из единого календаря")
    await olga.presses("Неформальное образование")
    await olga.presses("Готово, выбрано 2")


async def test_from_the_first_question_to_the_support_that_counts(district: District):
    olga = await district.comes("Орлова", "coordinator")
    anna = await district.comes("Петрова", "teacher", school="школа № 1")
    await make(olga)
    await olga.presses("Веду я")
    olga.sees("2 места", "школа № 5, каб. 204", "завтра, 24 ноября, в 15:00 · 60 мин", "Ведёт Орлова А. И.")
    olga.sees("Входит в единый календарь", "документ после него не выдают", "Разберём три приёма.")
    assert "Внимание" not in olga.text
    await olga.presses("Создать событие")
    olga.sees("Готово", TITLE)

    await anna.types("События")
    await anna.types("1")
    anna.sees("Осталось 2 места из 2", "Мастер-класс · муниципальное", "Ведёт Орлова А. И.")
    await anna.presses("Записаться")
    anna.sees("Записал вас", "Напомню накануне и перед началом.")

    await district.later(at(district, 23, "15:00"))
    assert anna.note().startswith(f"Напоминаю: завтра, 24 ноября, в 15:00 — «{TITLE}»")
    assert anna.note_labels() == ["Приду", "Не смогу", "Как добраться"]
    await anna.answers("Приду")
    anna.sees("ждём вас")
    await district.later(at(district, 24, "13:59"))
    assert len(anna.notes()) == 1
    await district.later(at(district, 24, "14:00"))
    assert anna.notes()[1].startswith("Напоминаю: сегодня, 24 ноября, в 15:00")
    await anna.answers("Как добраться")
    anna.sees("школа № 5", ROOM, "+7 (81370)")

    await district.later(at(district, 24, "16:00"))
    await olga.answers("Отметить, кто был")
    await olga.presses("Был 1, кто записан")
    await olga.presses("Готово, выбрано 1")
    await olga.presses("Больше никого")
    olga.sees("был 1 человек", "Петрова А. И.")
    await olga.presses("Записать")
    olga.sees("Записано")
    (session,) = await district.sessions()
    assert (session.form, session.direction, session.provider_id, session.provider_role) == (
        "VSV-S5",
        "VSV-N3",
        olga.id,
        "coordinator",
    )
    assert (session.minutes, str(session.held_on), session.channel) == (60, "2026-11-24", "in_person")
    assert not district.pack.form(session.form).individual_help
    assert await district.helped() == [(session.id, anna.id, district.schools["школа № 1"])]
    assert len(anna.notes()) == 2


async def test_whoever_does_not_make_events_sees_the_list_at_once_and_may_not_make_any(district: District):
    anna = await district.comes("Петрова", "teacher")
    await anna.types("/events")
    anna.sees("Впереди пока нет событий")
    await anna.pays(">event-new")
    anna.sees("Это открыто не всем ролям")


async def test_a_surname_of_the_roster_in_the_title_is_warned_of_in_any_case(district: District):
    olga = await district.comes("Орлова", "coordinator")
    await district.listed("Ковалёв")
    await make(olga, "Мастер-класс Ковалевой для молодых педагогов")
    await olga.presses("Веду я")
    olga.sees("похоже на фамилию из списков: Ковалевой")
    await olga.presses("Не сейчас")
    olga.sees("события не создаю")
    assert await rows(district, SignUp) == []


async def test_the_last_press_twice_makes_one_event(district: District):
    olga = await district.comes("Орлова", "methodist")
    await make(olga)
    await olga.presses("Веду я")
    press = olga.button("Создать событие").payload
    await olga.pays(press)
    await olga.pays(press)
    ahead = await district.step(
        lambda unit: event_cards.upcoming(unit, person_id=olga.id, now=district.theatre.now, stranger=False)
    )
    assert len(ahead) == 1


async def test_a_colleague_who_leads_is_told_and_asked_who_came(district: District):
    olga = await district.comes("Орлова", "coordinator")
    vera = await district.comes("Громова", "methodist")
    await make(olga)
    await olga.presses("Ведёт коллега")
    await olga.types("гро")
    await olga.presses("Громова А. И., школа № 5")
    olga.sees("Ведёт Громова А. И.")
    await olga.presses("Создать событие")
    await district.deliver()
    assert "Вы ведёте событие" in vera.note()
    await district.later(at(district, 24, "16:00"))
    assert "Кто был?" in vera.note()
    await vera.types("/menu")
    await vera.presses("Отметить, кто был (1)")
    vera.sees("не отмечено")


async def test_a_stranger_sees_public_events_without_names_and_links(district: District):
    olga = await district.comes("Орлова", "coordinator")
    vera = await district.comes("Громова", "member")
    await event(district, olga, leaders=(olga.id, vera.id), online=True, place="https://meet.example/secret")
    await event(district, olga, title="Только для своих", public=False)

    async def publishes(unit):
        unit.session.add(
            Consent(
                person_id=vera.id,
                kind=privacy.PUBLICATION,
                version="1",
                given=True,
                channel="stage",
                at=district.theatre.now,
            )
        )

    await district.step(publishes)
    guest = district.theatre.person("1")
    await guest.types("/start")
    await guest.presses("О данных и согласии")
    await guest.presses("Пока нет")
    await guest.types("/events")
    assert "Только для своих" not in guest.text
    await guest.types("1")
    guest.sees("Громова А. И.", "Онлайн; ссылку увидят те, кто записан", "Прийти можно и так")
    assert "Орлова" not in guest.text
    assert "secret" not in guest.text
    assert "Записаться" not in guest.labels
    await guest.pays(">event:=2")
    guest.sees("Такого события нет")
    await guest.pays(">event-join:=1")
    guest.sees("Сначала — пара слов о ваших данных.")
    assert await rows(district, SignUp) == []


# --- places ----------------------------------------------------------------------------------


async def test_who_waits_first_gets_the_freed_place_and_is_told_once(district: District):
    olga = await district.comes("Орлова", "coordinator")
    anna, boris, vera = [await district.comes(name, "teacher") for name in ("Петрова", "Белов", "Громова")]
    number = await event(district, olga, places=1)
    await joins(anna, number)
    (await joins(boris, number)).sees("мест больше нет", "ваш номер 1")
    (await joins(vera, number)).sees("ваш номер 2")
    (await joins(vera, number)).sees("ваш номер 2")
    assert len(await rows(district, SignUp)) == 3
    await anna.presses("Не смогу")
    await anna.presses("Да, я не смогу")
    anna.sees("больше нет в списке")
    await district.deliver()
    assert "Освободилось место, и оно ваше" in boris.note()
    assert vera.notes() == []
    await district.later(at(district, 25, "14:00"))
    assert await told(district, anna) == ["withdrawn", "withdrawn"]
    assert await told(district, boris) == ["expired", "sent"]
    assert await told(district, vera) == []
    await vera.pays(f">event-leave:={number}")
    await vera.presses("Да, я не смогу")
    assert len(boris.notes()) == 2


async def test_two_race_for_the_last_place_and_one_gets_it(district: District):
    olga = await district.comes("Орлова", "coordinator")
    people = [await district.comes(f"Учитель{sign}", "teacher") for sign in "абвг"]
    number = await event(district, olga, places=1)
    await asyncio.gather(*(joins(person, number) for person in people))
    signed = await rows(district, SignUp)
    assert sorted(one.waiting for one in signed) == [False, True, True, True]
    assert sum("Записал вас" in person.text for person in people) == 1
    for person in people:
        await person.pays(f">event-leave:={number}")
    leaving = people[:3]
    while leaving:  # whoever was moved up meanwhile is asked anew, since he now gives a place away
        await asyncio.gather(*(person.presses("Да, я не смогу") for person in leaving))
        leaving = [person for person in leaving if "Да, я не смогу" in person.labels]
    (last,) = [one for one in await rows(district, SignUp) if one.ended_at is None]
    assert (last.person_id, last.waiting) == (people[3].id, False)
    await district.deliver()
    assert "Освободилось место" in people[3].note() or "Записал вас" in people[3].text


async def test_a_press_twice_takes_one_place(district: District):
    olga = await district.comes("Орлова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    number = await event(district, olga, places=2)
    await anna.pays(f">event:={number}")
    press = anna.button("Записаться").payload
    await asyncio.gather(anna.pays(press), anna.pays(press))
    assert len(await rows(district, SignUp)) == 1
    anna.sees("Записал вас")


async def test_more_places_are_filled_from_the_queue(district: District):
    olga = await district.comes("Орлова", "coordinator")
    anna, boris = [await district.comes(name, "teacher") for name in ("Петрова", "Белов")]
    number = await event(district, olga, places=1)
    await joins(anna, number)
    await joins(boris, number)
    await olga.pays(f">event-edit:={number}")
    await olga.presses("Число мест")
    await olga.types("5")
    await olga.presses("Сохранить")
    await district.deliver()
    assert "Освободилось место" in boris.note()
    assert anna.notes() == []


async def test_whoever_withdraws_consent_leaves_his_place_to_the_next(district: District):
    olga = await district.comes("Орлова", "coordinator")
    anna, boris = [await district.comes(name, "teacher") for name in ("Петрова", "Белов")]
    number = await event(district, olga, places=1)
    await joins(anna, number)
    await joins(boris, number)
    await district.step(
        lambda unit: privacy.withdraw(
            unit, district.pack, person_id=anna.id, kind=privacy.DATA, run="w", now=district.theatre.now
        )
    )
    await district.deliver()
    assert "Освободилось место" in boris.note()
    await district.later(at(district, 25, "14:00"))
    assert anna.notes() == []


async def test_whoever_leads_or_comes_too_late_cannot_join(district: District):
    olga = await district.comes("Орлова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    number = await event(district, olga)
    (await joins(olga, number)).sees("Это событие ведёте вы")
    await district.later(at(district, 25, "15:00"))
    (await joins(anna, number)).sees("уже началось")
    (await joins(anna, 999)).sees("Такого события нет")
    (await joins(anna, 10**17)).sees("Такого события нет")


# --- reminders -------------------------------------------------------------------------------


async def test_after_a_reminder_one_leaves_and_comes_back_and_is_not_reminded_again(district: District):
    olga = await district.comes("Орлова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    number = await event(district, olga)
    await joins(anna, number)
    await district.later(at(district, 24, "15:00"))
    await anna.answers("Не смогу")
    await anna.presses("Да, я не смогу")
    await joins(anna, number)
    anna.sees("Напомню перед началом.")
    await district.later(at(district, 24, "20:00"))
    assert len(anna.notes()) == 1
    await district.later(at(district, 25, "14:00"))
    await district.deliver()
    assert len(anna.notes()) == 2


@pytest.mark.parametrize(
    ("starts", "signs_up", "reminded"),
    [
        ((24, "11:00"), (23, "12:00"), ["24 10:00"]),  # made less than a day ahead
        ((23, "12:40"), (23, "12:00"), []),  # made less than an hour ahead
        ((24, "08:10"), (23, "12:00"), ["23 20:30"]),
        ((24, "08:40"), (23, "12:00"), ["24 08:00"]),
        ((24, "22:00"), (23, "12:00"), ["23 20:30", "24 21:00"]),
        ((25, "07:00"), (23, "12:00"), ["24 08:00", "25 06:00"]),
        ((25, "15:00"), (24, "15:01"), ["25 14:00"]),  # signs up late
        ((25, "15:00"), (25, "14:30"), []),
    ],
)
async def test_reminders_leave_when_they_should(district: District, starts, signs_up, reminded):
    olga = await district.comes("Орлова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    number = await event(district, olga, starts_at=at(district, *starts))
    district.theatre.now = at(district, *signs_up)
    await joins(anna, number)
    for count, moment in enumerate(reminded, start=1):
        day, clock = moment.split()
        await district.later(at(district, int(day), clock) - timedelta(seconds=5))
        assert len(anna.notes()) == count - 1
        await district.later(timedelta(seconds=5))
        assert len(anna.notes()) == count
    await district.later(at(district, 26, "12:00"))
    assert len(anna.notes()) == len(reminded)


async def test_reminders_follow_the_clock_of_the_territory(theatre: Theatre):
    siberian = replace(theatre.regulation, time_zone="Asia/Novokuznetsk")
    theatre.regulation = siberian
    theatre.inbox._regulations[siberian.id] = siberian
    district = District(theatre)
    olga = await district.comes("Орлова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    number = await event(district, olga, starts_at=at(district, 25, "10:00"))
    assert at(district, 25, "10:00").utcoffset() == timedelta(hours=7)
    await joins(anna, number)
    anna.sees("25 ноября, в 10:00")
    await district.later(at(district, 24, "09:59"))
    assert anna.notes() == []
    await district.later(datetime(2026, 11, 24, 3, 0, tzinfo=UTC))
    assert "завтра, 25 ноября, в 10:00" in anna.note()
    await district.later(datetime(2026, 11, 25, 2, 0, tzinfo=UTC))
    assert "сегодня, 25 ноября, в 10:00" in anna.note()


async def test_a_new_time_is_told_and_takes_the_old_reminders_back(district: District):
    olga = await district.comes("Орлова", "coordinator")
    anna, boris = [await district.comes(name, "teacher") for name in ("Петрова", "Белов")]
    number = await event(district, olga, places=1)
    await joins(anna, number)
    await joins(boris, number)
    await olga.pays(f">event-edit:={number}")
    await olga.presses("День и время")
    await olga.types("27.11")
    await olga.types("10:00")
    olga.sees("О перемене узнают 2 человека.")
    await olga.presses("Сохранить")
    await district.deliver()
    assert "новое время: пт, 27 ноября, в 10:00" in anna.note()
    assert "новое время" in boris.note()
    await district.later(at(district, 25, "14:30"))
    assert len(anna.notes()) == 1
    await district.later(at(district, 26, "10:00"))
    await district.later(at(district, 27, "09:00"))
    assert [text.split()[0] for text in anna.notes()] == ["У", "Напоминаю:", "Напоминаю:"]
    assert await told(district, anna) == ["withdrawn", "withdrawn", "sent", "sent"]
    assert len(boris.notes()) == 1


async def test_a_new_place_is_told_and_stands_in_the_reminders(district: District):
    olga = await district.comes("Орлова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    number = await event(district, olga)
    await joins(anna, number)
    await district.later(at(district, 24, "15:00"))
    await olga.pays(f">event-edit:={number}")
    await olga.presses("Место")
    await olga.types("актовый зал")
    await olga.presses("Пропустить")
    await olga.presses("Сохранить")
    await district.later(at(district, 25, "14:00"))
    first, second, third = anna.notes()
    assert ROOM in first
    assert "новое место" in second
    assert "актовый зал" in third


async def test_a_cancelled_event_is_told_with_its_reason_and_never_reminded_of(district: District):
    olga = await district.comes("Орлова", "coordinator")
    anna, boris = [await district.comes(name, "teacher") for name in ("Петрова", "Белов")]
    number = await event(district, olga, places=1)
    await joins(anna, number)
    await joins(boris, number)
    await olga.pays(f">event-cancel:={number}")
    await olga.presses("Нет помещения")
    olga.sees("Об отмене узнают 2 человека.")
    await olga.presses("Отменить событие")
    await district.later(at(district, 26, "12:00"))
    for person in (anna, boris):
        (text,) = person.notes()
        assert text.startswith(f"«{TITLE}» не состоится: не нашлось помещения.")
    assert all("Кто был?" not in text for text in olga.notes())
    (await joins(anna, number)).sees("отменено")
    await olga.pays(f">event-cancel:={number}")
    await olga.presses("Нет помещения")
    await olga.presses("Отменить событие")
    olga.sees("уже отменили")


async def test_a_reason_in_own_words_is_left_out_where_personal_data_may_not_go(district: District):
    olga = await district.comes("Орлова", "coordinator")
    anna = await district.comes("Петрова", "teacher", stage=district.masked)
    number = await event(district, olga)
    await joins(anna, number)
    await olga.pays(f">event-cancel:={number}")
    await olga.presses("Другая причина")
    await olga.types("заболела Орлова")
    await olga.presses("Отменить событие")
    await district.deliver()
    assert "Орлова" not in anna.note()
    assert "не состоится: •••" in anna.note()
    await anna.pays(f">event:={number}")
    assert "Орлова" not in anna.text


async def test_nothing_leaves_in_the_quiet_hours_but_news_of_what_starts_in_them(district: District):
    olga = await district.comes("Орлова", "coordinator")
    anna, boris = [await district.comes(name, "teacher") for name in ("Петрова", "Белов")]
    day = await event(district, olga)
    night = await event(district, olga, starts_at=at(district, 23, "23:30"), title="Ночь музеев")
    await joins(anna, day)
    await joins(boris, night)
    await district.later(at(district, 23, "22:00"))
    for number in (day, night):
        await olga.pays(f">event-cancel:={number}")
        await olga.presses("Мало желающих")
        await olga.presses("Отменить событие")
    await district.deliver()
    assert anna.notes() == []
    assert "Ночь музеев" in boris.note()
    await district.later(at(district, 24, "07:59"))
    assert anna.notes() == []
    await district.later(at(district, 24, "08:00"))
    assert "не состоится" in anna.note()


async def test_what_a_dead_platform_held_up_does_not_come_at_night(district: District):
    olga = await district.comes("Орлова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    number = await event(district, olga, starts_at=at(district, 25, "20:30"))
    await joins(anna, number)
    gone = await event(district, olga, title="Круглый стол", starts_at=at(district, 26, "12:00"))
    await joins(anna, gone)
    district.theatre.now = at(district, 24, "20:30")
    await olga.pays(f">event-cancel:={gone}")
    await olga.presses("Мало желающих")
    await olga.presses("Отменить событие")
    district.hall.fails = [SendError(), SendError()]
    await district.deliver()
    for clock in ("21:00", "23:30"):
        await district.later(at(district, 24, clock))
        assert anna.notes() == []
    await district.later(at(district, 25, "08:00"))
    assert ["Круглый стол" in text for text in anna.notes()] == [True]
    assert await told(district, anna) == ["expired", "pending", "withdrawn", "withdrawn"]


async def test_a_reminder_goes_to_the_channel_that_can_be_reached(district: District):
    olga = await district.comes("Орлова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    await joins(anna, await event(district, olga))
    district.hall.fails = [Unreachable()]
    await district.later(at(district, 24, "15:00"))
    assert anna.notes() == []
    assert await told(district, anna) == ["undeliverable", "pending"]


# --- who came --------------------------------------------------------------------------------


async def test_attendance_is_corrected_by_marking_again_and_never_doubled(district: District):
    olga = await district.comes("Орлова", "coordinator")
    vera = await district.comes("Громова", "methodist")
    anna, boris = [await district.comes(name, "teacher") for name in ("Петрова", "Белов")]
    await district.listed("Яковлев", school="школа № 7")
    number = await event(district, olga, leaders=(vera.id,))
    await joins(anna, number)
    await joins(boris, number)
    await vera.pays(f">event-attendance:={number}")
    await vera.presses("Были все 2, кто записан")
    await vera.presses("Готово, выбрано 1")
    await vera.presses("Больше никого")
    await vera.presses("Записать")
    vera.sees("ещё не началось")
    assert await district.sessions() == []

    await district.later(at(district, 25, "15:10"))
    await vera.types("/cancel")
    await vera.pays(f">event-attendance:={number}")
    await vera.presses("Петрова А. И., школа № 5")
    await vera.presses("Готово, выбрано 1")
    await vera.presses("Добавить по фамилии")
    await vera.types("яко")
    await vera.presses("Яковлев О., школа № 7")
    vera.sees("Отмечены 2 человека")
    await vera.presses("Больше никого")
    await vera.presses("Записать")
    vera.sees("были 2 человека")
    (session,) = await district.sessions()
    assert (session.provider_id, session.provider_role) == (vera.id, "methodist")
    assert anna.id in [person for _, person, _ in await district.helped()]

    await olga.pays(f">event-attendance:={number}")
    olga.sees("отмечены 2 человека")
    await olga.presses("Петрова А. И., школа № 5")
    await olga.presses("Готово, выбрано 1")
    await olga.presses("Белов А. И., школа № 5")
    await olga.presses("Готово, выбрано 1")
    await olga.presses("Больше никого")
    last = olga.button("Записать").payload
    await olga.pays(last)
    await olga.pays(last)
    (same,) = await district.sessions()
    assert same.id == session.id
    people = [person for _, person, _ in await district.helped()]
    assert boris.id in people
    assert anna.id not in people
    assert len(people) == 2
    marks = [(one.person_id, one.came, one.marked_by) for one in await rows(district, AttendanceMark)]
    assert (anna.id, True, vera.id) in marks
    assert (boris.id, False, vera.id) in marks
    assert marks[-2:] == [(boris.id, True, olga.id), (anna.id, False, olga.id)]
    await anna.pays(f">event:={number}")
    anna.sees("Были 2 человека.")


async def test_nobody_but_leaders_and_coordinators_sees_names_or_marks(district: District):
    olga = await district.comes("Орлова", "coordinator")
    vera = await district.comes("Громова", "methodist")
    anna = await district.comes("Петрова", "teacher")
    number = await event(district, olga)
    await joins(anna, number)
    await district.later(at(district, 25, "15:30"))
    for person in (vera, anna):
        for dialogue in ("event-people", "event-attendance"):
            await person.pays(f">{dialogue}:={number}")
            assert "Петрова" not in person.text
            person.sees("Это открыто не всем ролям")
        await person.pays(f">event:={number}")
        assert not {"Кто записан", "Отметить, кто был", "Изменить", "Отменить событие"} & set(person.labels)
    for dialogue in ("event-edit", "event-cancel"):
        await vera.pays(f">{dialogue}:={number}")
        vera.sees("Это открыто не всем ролям")
    await olga.pays(f">event-people:={number}")
    olga.sees("Записано 1", "Петрова А. И., школа № 5")


async def test_names_never_pass_on_a_masked_channel(district: District):
    olga = await district.comes("Орлова", "coordinator", stage=district.masked)
    anna = await district.comes("Петрова", "teacher")
    number = await event(district, olga)
    await joins(anna, number)
    await olga.pays(f">event:={number}")
    assert "Орлова" not in olga.text
    await olga.pays(f">event-people:={number}")
    assert "Петрова" not in olga.text
    olga.sees("П-")
    await district.later(at(district, 25, "16:00"))
    await olga.pays(f">event-attendance:={number}")
    olga.sees("только в веб-чате", "Ответить в веб-чате")
    assert all("Петрова" not in label for label in olga.labels)


async def test_a_cancelled_event_does_not_count_and_an_empty_one_neither(district: District):
    olga = await district.comes("Орлова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    number = await event(district, olga)
    await joins(anna, number)
    await district.later(at(district, 25, "16:00"))

    async def marks(came: bool) -> None:
        await olga.pays(f">event-attendance:={number}")
        if "Был 1, кто записан" in olga.labels:
            await olga.presses("Был 1, кто записан")
        else:
            await olga.presses("Петрова А. И., школа № 5")
        await olga.presses("Готово, выбрано 1")
        await olga.presses("Больше никого")
        await olga.presses("Записать")
        olga.sees("был 1 человек" if came else "никого не было")

    await marks(came=True)
    await marks(came=False)
    (voided,) = await district.sessions()
    assert (voided.voided_by, voided.void_reason) == (olga.id, "nobody-came")
    await marks(came=True)
    first, second = await district.sessions()
    assert first.voided_at is not None
    assert second.voided_at is None
    await olga.pays(f">event-cancel:={number}")
    await olga.presses("Другая причина")
    await olga.types("записали по ошибке")
    await olga.presses("Отменить событие")
    assert all(one.voided_at is not None for one in await district.sessions())
    assert (await district.sessions())[-1].void_reason == "записали по ошибке"
    await district.deliver()
    assert all("не состоится" not in text for text in anna.notes())


# --- the calendar ----------------------------------------------------------------------------


async def test_the_file_opens_in_any_calendar(district: District):
    olga = await district.comes("Орлова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    place = await district.school("школа № 1, с углублённым изучением; корпус 2")
    number = await event(district, olga, organisation_id=place, announcement="Приёмы:\nодин, два; три")
    await joins(anna, number)
    await anna.presses("В мой календарь")
    anna.sees("откройте файл")
    document = anna.sheet.document
    assert document is not None
    assert document.name.endswith(".ics")
    papers = Papers(district.theatre.store, district.theatre.library)
    delivery = next(one for one in reversed(anna.stage.shown) if one.address == anna.address)
    await papers.prepare(anna.stage, delivery)
    assert delivery.attachment is not None
    content = delivery.attachment.content
    (entry,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert entry["SUMMARY"] == TITLE
    assert entry["LOCATION"].endswith(f"корпус 2, {ROOM}")
    assert entry["DESCRIPTION"] == "Приёмы:\nодин, два; три"
    assert entry.decoded("DTSTART") == at(district, 25, "15:00")
    assert entry.decoded("DTEND") - entry.decoded("DTSTART") == timedelta(hours=1)
    assert entry["UID"] == f"event-{number}@vsevolozhsk.metodaktiv"
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert "Орлова".encode() not in content
