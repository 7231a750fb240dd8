"""«Не дошло»: what reached nobody, as the coordinator sees it, and what he then does."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

import bot.outbox
import locales
from bot.channels.channel import Trouble, Unreachable
from handlers import LIBRARY
from handlers.dialogue.wire import wire_link
from services import erasure as erasures
from services import events, notices, privacy
from storage.notices import Notice, hold
from tests import shelves
from tests.colleagues import Colleague, District
from tests.handlers.test_events import TITLE, at, event, joins
from tests.play import Theatre

AGAIN, TOLD = "Отправить ещё раз", "Сообщил(а) сам(а)"


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


async def write(
    district: District, person: Colleague, kind: str = "match-found", key: str = "one", **more: Any
) -> None:
    await district.step(
        lambda unit: notices.write(
            unit, person_id=person.id, kind=kind, key=key, now=district.theatre.now, **more
        )
    )


async def lost(district: District, person: Colleague, kind: str = "match-found", **more: Any) -> None:
    """Something that no channel takes."""
    await write(district, person, kind, **more)
    district.hall.fails = [Unreachable()]
    await district.deliver()
    district.hall.fails = []


async def stored(district: District) -> dict[str, Any]:
    return (await shelves.rows(district.theatre.store, "notices"))[0]


async def opens(boss: Colleague) -> Colleague:
    await boss.types("/notices")
    await boss.chooses("Петрова")
    return boss


async def test_whom_nothing_reached_is_on_the_coordinators_list_and_hears_it_when_he_is_back(
    district: District,
):
    boss = await district.comes("Громова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    await boss.types("/menu")
    assert not boss.offers("Не дошло")
    await lost(district, anna)
    await boss.types("/menu")
    await boss.presses("Не дошло: 1")
    boss.sees("до людей не дошли")
    assert boss.offers("Петрова А. И., школа № 5 · запись найдена в списке · сегодня, 23 ноября")
    assert boss.offers("писать некуда")
    await boss.chooses("Петрова")
    boss.sees("Петрова А. И., школа № 5", "запись найдена в списке", "ни один мессенджер")
    boss.sees("Написать по-прежнему некуда: лучше позвонить")
    await anna.types("/menu")
    await opens(boss)
    boss.sees("Сейчас написать ему можно")
    await boss.presses(AGAIN)
    boss.sees("Отправляю ещё раз")
    await district.deliver()
    assert len(anna.notes()) == 1
    await boss.types("/menu")
    assert not boss.offers("Не дошло")
    await boss.types("/notices")
    boss.sees("Всё дошло")


async def test_what_is_sent_again_has_all_its_tries_again(
    district: District, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bot.outbox, "TRIES", 2)
    boss = await district.comes("Громова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    await write(district, anna)
    district.hall.fails = [Trouble(), Trouble()]
    await district.deliver()
    await district.later(timedelta(hours=1))
    await opens(boss)
    boss.sees("мессенджер долго не отвечал")
    await boss.presses(AGAIN)
    district.hall.fails = [Trouble()]
    await district.deliver()
    kept = await stored(district)
    assert (kept["status"], kept["attempts"]) == ("pending", 1), "one more failure does not give it up"
    await district.later(timedelta(hours=1))
    assert len(anna.notes()) == 1


async def test_what_a_restore_has_held_is_decided_on_too(district: District):
    boss = await district.comes("Громова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    await write(district, anna)
    await write(district, anna, "match-new", key="two")
    await district.step(lambda unit: hold(unit.connection, district.theatre.now))
    await boss.types("/menu")
    await boss.presses("Не дошло: 2")
    assert boss.offers("неясно, дошло ли")
    await boss.chooses("запись найдена")
    boss.sees("восстановлены из копии", AGAIN)
    await boss.presses(TOLD)
    boss.sees("сообщили лично")
    await boss.presses("Что ещё не дошло")
    await boss.chooses("запись добавлена")
    await boss.presses(AGAIN)
    await district.deliver()
    assert len(anna.notes()) == 1


async def test_told_in_person_is_noted_with_who_and_when_and_never_sent(district: District):
    boss = await district.comes("Громова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    await lost(district, anna)
    await opens(boss)
    again, told = boss.button(AGAIN).payload, boss.button(TOLD).payload
    before = district.theatre.now
    await boss.pays(told)
    first = await stored(district)
    assert (first["status"], first["settled_by"]) == ("told", boss.id)
    assert before < first["sent_at"] <= district.theatre.now
    district.theatre.now += timedelta(minutes=5)
    for payload in (told, again):
        await boss.pays(payload)
        boss.sees("сообщили лично")
    assert await stored(district) == first
    await district.deliver()
    assert anna.notes() == []


async def test_a_double_tap_sends_once_and_an_old_button_says_what_became_of_it(district: District):
    boss = await district.comes("Громова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    await lost(district, anna)
    await anna.types("/menu")
    await opens(boss)
    again, told = boss.button(AGAIN).payload, boss.button(TOLD).payload
    await boss.pays(again)
    for payload in (again, told):
        await boss.pays(payload)
        boss.sees("Уже отправляется")
    await district.deliver()
    for payload in (again, told):
        await boss.pays(payload)
        boss.sees("Это сообщение дошло")
        assert "Петрова" not in boss.text
    await district.deliver()
    assert len(anna.notes()) == 1
    assert (await stored(district))["status"] == "sent"
    await boss.pays(wire_link("notice", [10**12]))
    boss.sees("Такого сообщения больше нет")


async def test_a_masked_channel_shows_references_only(district: District):
    boss = await district.comes("Громова", "coordinator", stage=district.masked)
    anna = await district.comes("Петрова", "teacher")
    await lost(district, anna)
    ref = (await shelves.person(district.theatre, anna.id))["ref"]
    await boss.types("/notices")
    assert boss.offers(ref)
    await boss.chooses(ref)
    boss.sees(ref, "запись найдена в списке")
    await boss.presses(TOLD)
    boss.sees("сообщили лично")
    assert not any("Петрова" in repr(delivery.sheet) for delivery in district.masked.shown)


@pytest.mark.parametrize("role", ["teacher", "manager", "member", "methodist", "observer"])
async def test_nobody_else_sees_or_does_anything_here(district: District, role: str):
    other = await district.comes("Белова", role)
    anna = await district.comes("Петрова", "teacher")
    await lost(district, anna)
    before = await stored(district)
    for name in ("notices", "notice", "notice-again", "notice-told"):
        await other.pays(wire_link(name, [before["id"]] if name != "notices" else []))
        assert not other.offers("Петрова")
    await other.types("/menu")
    assert not other.offers("Не дошло")
    assert await stored(district) == before


async def test_of_an_erased_person_nothing_is_shown(district: District):
    boss = await district.comes("Громова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    await lost(district, anna)
    await opens(boss)
    told = boss.button(TOLD).payload
    await district.step(
        lambda unit: erasures.erase_as_asked(
            unit, district.pack, by=boss.id, person_id=anna.id, run="r", now=district.theatre.now
        )
    )
    assert (await stored(district))["status"] == "withdrawn"
    await district.step(
        lambda unit: unit.session.execute(update(Notice).values(status="undeliverable"))
    )  # as an older version has left it
    await boss.types("/notices")
    boss.sees("Всё дошло")
    await boss.pays(told)
    boss.sees("больше не нужно")
    assert (await stored(district))["status"] == "undeliverable"


async def test_whoever_withdraws_his_consent_is_no_longer_to_be_told(district: District):
    boss = await district.comes("Громова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    await lost(district, anna)
    now = district.theatre.now
    await district.step(
        lambda unit: privacy.withdraw(
            unit, district.pack, person_id=anna.id, kind=privacy.DATA, run="r", now=now
        )
    )
    kept = await stored(district)
    assert kept["status"] == "withdrawn"
    await boss.pays(wire_link("notice-again", [kept["id"]]))
    boss.sees("больше не нужно")


async def test_what_would_come_too_late_is_not_sent_again(district: District):
    boss = await district.comes("Громова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    await lost(district, anna, expires_at=district.theatre.now + timedelta(hours=1))
    await opens(boss)
    again = boss.button(AGAIN).payload
    await district.later(timedelta(hours=2))
    await boss.pays(again)
    boss.sees("Отправлять уже поздно", TOLD)
    assert AGAIN not in boss.labels
    await boss.presses(TOLD)
    assert (await stored(district))["status"] == "told"


async def test_in_the_quiet_hours_it_waits_for_the_morning_unless_that_is_too_late(district: District):
    boss = await district.comes("Громова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    await lost(district, anna)
    await anna.types("/menu")
    await lost(district, anna, "match-new", key="two", expires_at=at(district, 24, "01:00"))
    await anna.types("/menu")
    district.theatre.now = at(district, 23, "23:30")
    await boss.types("/notices")
    await boss.chooses("запись найдена")
    await boss.presses(AGAIN)
    boss.sees("тихие часы", "завтра, 24 ноября")
    await boss.presses("Что ещё не дошло")
    await boss.chooses("запись добавлена")
    await boss.presses(AGAIN)
    boss.sees("Отправляю ещё раз")
    await district.deliver()
    assert len(anna.notes()) == 1
    await district.later(at(district, 24, "12:00"))
    assert len(anna.notes()) == 2


async def test_what_is_older_than_thirty_days_has_served_its_time(district: District):
    boss = await district.comes("Громова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    await lost(district, anna)
    district.theatre.now += timedelta(days=29)
    await opens(boss)
    again = boss.button(AGAIN).payload
    district.theatre.now += timedelta(days=2)
    await boss.types("/menu")
    assert not boss.offers("Не дошло")
    await boss.pays(again)
    boss.sees("больше не нужно")
    assert (await stored(district))["status"] == "undeliverable"


async def test_the_card_says_which_request_or_event_it_was_about(district: District):
    boss = await district.comes("Громова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    await joins(anna, await event(district, boss))
    district.hall.fails = [Unreachable()]
    await district.later(at(district, 24, "15:00"))
    await opens(boss)
    boss.sees("напоминание о событии", f"Событие: «{TITLE}»")
    await boss.presses(TOLD)
    await anna.types("/menu")
    about = {"request": 12, "number": "12", "topic": "Разные дети", "what": "assigned"}
    await lost(district, anna, "request-news", key="two", **about)
    await opens(boss)
    boss.sees("новости заявки", "Заявка № 12")


async def test_what_was_taken_back_needs_nobody_any_more(district: District):
    boss = await district.comes("Громова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    await lost(district, anna)
    await district.step(lambda unit: notices.withdraw(unit, "one"))
    await boss.types("/menu")
    assert not boss.offers("Не дошло")


async def test_a_reminder_that_reached_nobody_needs_nobody_once_the_event_is_cancelled(district: District):
    boss = await district.comes("Громова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    number = await event(district, boss)
    await joins(anna, number)
    district.hall.fails = [Unreachable()]
    await district.later(at(district, 24, "15:00"))
    await boss.types("/menu")
    assert boss.offers("Не дошло: 1")
    await district.step(
        lambda unit: events.cancel(
            unit,
            district.pack,
            by=boss.id,
            event_id=number,
            reason=events.REASONS[0],
            now=district.theatre.now,
        )
    )
    await boss.types("/menu")
    assert not boss.offers("Не дошло")


async def test_a_kind_of_an_earlier_version_is_called_a_message_and_its_failure_ours(district: District):
    boss = await district.comes("Громова", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    await write(district, anna, "of-another-version")
    for _ in range(bot.outbox.TRIES_BROKEN):
        await district.later(timedelta(hours=1))
    await boss.types("/notices")
    assert boss.offers("сообщение · ")
    await boss.chooses("не отправилось")
    boss.sees("неполадка у нас")


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_every_kind_of_notice_has_a_name_in_plain_words(locale: str):
    named = {kind: locales.say(locale, f"notices-kind-{kind}", {}) for kind in LIBRARY.notices}
    assert all(named.values())
    assert [kind for kind in LIBRARY.notices if not locales.has(f"notices-kind-{kind}")] == []
