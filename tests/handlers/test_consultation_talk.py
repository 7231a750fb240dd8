"""The shared conversation of a request, its end, and both on a channel that hides people."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from handlers.dialogue.conversation import Arrived
from tests.colleagues import Colleague, District, text_of
from tests.play import Stage, Theatre


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


async def both(
    district: District, *, helper: str = "member", masked: Iterable[str] = ()
) -> tuple[Colleague, Colleague]:
    """A teacher and a helper in the middle of a request."""
    anna = await district.comes("Петрова", "teacher", stage=district.masked if "teacher" in masked else None)
    boris = await district.comes(
        "Громова", helper, school="школа № 1", stage=district.masked if "helper" in masked else None
    )
    await anna.asks(words="Двое не успевают")
    await district.deliver()
    await boris.answers("Возьмусь")
    await district.deliver()
    return anna, boris


async def proposes(person: Colleague, day: str, clock: str) -> None:
    await person.presses("Предложить время")
    await person.types(day)
    await person.types(clock)


async def test_what_one_writes_arrives_at_the_other(district: District):
    anna, boris = await both(district)
    await boris.presses("Написать")
    boris.sees("Прочтёт только ваш собеседник.")
    await boris.types("Здравствуйте! Завтра удобно?")
    boris.sees("Передано.", "Вы, сегодня, 23 ноября, в 12:00: Здравствуйте! Завтра удобно?")
    await district.deliver()
    assert anna.note() == "Заявка № 1, «Разные дети»\nГромова А. И.: Здравствуйте! Завтра удобно?"
    await anna.answers("Ответить")
    await anna.types("Да, после трёх")
    anna.sees("Громова А. И., сегодня, 23 ноября, в 12:00: Здравствуйте!")
    await district.deliver()
    assert "Петрова А. И.: Да, после трёх" in boris.note()


async def test_a_word_of_the_late_evening_arrives_in_the_morning(district: District):
    anna, boris = await both(district)
    district.theatre.now = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
    told = len(anna.notes())
    await boris.presses("Написать")
    await boris.types("Не спится")
    boris.sees("Передам завтра, 24 ноября, в 08:00: вечером и ночью мы никого не беспокоим.")
    await district.deliver()
    assert len(anna.notes()) == told
    await district.later(datetime(2026, 11, 24, 5, 0, 1, tzinfo=UTC))
    assert "Не спится" in anna.note()


async def test_a_time_is_proposed_countered_agreed_and_recalled_an_hour_before(district: District):
    anna, boris = await both(district)
    await proposes(boris, "завтра", "15:00")
    boris.sees("Предложили.", "Вы предложили: завтра, 24 ноября, в 15:00. Ждём ответа.")
    await district.deliver()
    assert "вам предлагают встретиться: завтра, 24 ноября, в 15:00" in anna.note()
    await anna.answers("Предложить другое")
    await anna.types("завтра")
    await anna.types("16:30")
    await district.deliver()
    await anna.answers("Время подходит")
    anna.sees("Этого предложения уже нет")
    await boris.answers("Время подходит")
    boris.sees("Договорились: завтра, 24 ноября, в 16:30", "Встреча: завтра, 24 ноября, в 16:30.")
    await boris.answers("Время подходит")
    boris.sees("Договорились")
    await district.deliver()
    assert "Договорились: завтра, 24 ноября, в 16:30" in anna.note()
    before = len(anna.notes()), len(boris.notes())
    await district.later(datetime(2026, 11, 24, 12, 29, tzinfo=UTC))
    assert (len(anna.notes()), len(boris.notes())) == before
    await district.later(datetime(2026, 11, 24, 12, 30, tzinfo=UTC))
    assert "Напоминаю: встреча сегодня, 24 ноября, в 16:30." in anna.note()
    assert "Громова А. И., школа № 1" in anna.note()
    assert "Петрова А. И., школа № 5" in boris.note()
    await district.later(datetime(2026, 11, 24, 13, 0, tzinfo=UTC))
    assert (len(anna.notes()), len(boris.notes())) == (before[0] + 1, before[1] + 1)
    assert (await district.steps())[-3:] == ["proposed", "proposed", "agreed"]


async def test_another_time_takes_the_old_reminder_away(district: District):
    anna, boris = await both(district)
    await proposes(boris, "завтра", "15:00")
    await district.deliver()
    await anna.answers("Время подходит")
    await proposes(anna, "завтра", "17:00")
    anna.sees("Встреча: завтра, 24 ноября, в 15:00.", "Вы предложили: завтра, 24 ноября, в 17:00")
    await district.deliver()
    await boris.answers("Время подходит")
    await district.deliver()
    told = len(anna.notes()), len(boris.notes())
    await district.later(datetime(2026, 11, 24, 11, 0, tzinfo=UTC))
    assert (len(anna.notes()), len(boris.notes())) == told
    await district.later(datetime(2026, 11, 24, 13, 0, tzinfo=UTC))
    assert (len(anna.notes()), len(boris.notes())) == (told[0] + 1, told[1] + 1)


async def test_a_meeting_before_the_morning_is_announced_in_time_and_a_dropped_one_not(district: District):
    anna, boris = await both(district)
    await proposes(boris, "завтра", "07:30")
    await district.deliver()
    await anna.answers("Время подходит")
    await district.deliver()
    told = len(boris.notes())
    await district.later(datetime(2026, 11, 24, 3, 30, tzinfo=UTC))
    assert "в 07:30." in boris.note()
    await proposes(anna, "24.11", "15:00")
    await district.later(datetime(2026, 11, 24, 6, 0, tzinfo=UTC))
    await boris.answers("Время подходит")
    await boris.presses("Передать другому")
    await boris.presses("Передать другому")
    await district.later(datetime(2026, 11, 24, 11, 0, 1, tzinfo=UTC))
    assert len(boris.notes()) == told + 2


async def test_a_time_that_has_passed_is_refused_and_nothing_is_lost(district: District):
    _, boris = await both(district)
    await boris.presses("Предложить время")
    await boris.types("сегодня")
    await boris.types("09:00")
    boris.sees("Выберите более позднее.", "В какое время, сегодня, 23 ноября?")
    await boris.types("18:00")
    boris.sees("Предложили.")


async def test_proposing_a_time_at_once_takes_the_request(district: District):
    anna = await district.comes("Петрова", "teacher")
    boris = await district.comes("Громова", "member")
    await anna.asks()
    await district.deliver()
    await boris.answers("Предложить время")
    await boris.types("завтра")
    await boris.types("15:00")
    boris.sees("Вы помогаете.", "Вы предложили: завтра, 24 ноября, в 15:00")
    await district.deliver()
    assert ["вам поможет" in one or "вам предлагают" in one for one in anna.notes()] == [True, True]


async def test_ready_is_saved_with_one_press_confirmed_and_rated(district: District):
    anna, boris = await both(district, helper="methodist")
    await proposes(boris, "завтра", "15:00")
    await district.deliver()
    await anna.answers("Время подходит")
    await district.later(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    await boris.pays(">request:=1")
    await boris.presses("Готово")
    boris.sees(
        "Кому: Петрова А. И., школа № 5",
        "Форма: Индивидуальная помощь · Видеосвязь · 40 мин · вчера, 24 ноября",
        "Тема: Разные дети",
        "По заявке № 1",
    )
    assert boris.labels[0] == "Сохранить"
    assert not boris.offers("Без заявки")
    await boris.presses("Сохранить")
    boris.sees("Записано. Педагога попросили подтвердить.")
    await district.deliver()
    assert "помощь по теме «Разные дети» записана, вчера, 24 ноября, 40 минут" in anna.note()
    await anna.answers("Подтвердить и оценить")
    await anna.presses("5 — очень помогло")
    anna.sees("Спасибо, отметили.", "Завершена. Ваша оценка: 5 из 5.")
    await district.deliver()
    assert "Оценка: 5 из 5. Спасибо вам." in boris.note()
    await anna.answers("Подтвердить и оценить")
    anna.sees("Завершена.")
    (session,) = await district.sessions()
    assert (session.provider_id, session.provider_role, session.form) == (boris.id, "methodist", "VSV-S1")
    assert (session.rating, session.request_id, session.channel) == (5, 1, "video")
    assert session.confirmed_at is not None
    assert session.held_on.isoformat() == "2026-11-24"
    assert await district.helped() == [(session.id, anna.id, district.schools["школа № 5"])]
    assert (await district.steps())[-2:] == ["finished", "confirmed"]


async def test_no_meeting_is_said_and_the_record_voided_opens_the_request_again(district: District):
    anna, boris = await both(district)
    await boris.presses("Готово")
    await boris.presses("Сохранить")
    await district.deliver()
    await anna.answers("Подтвердить и оценить")
    await anna.presses("Встречи не было")
    anna.sees("Попросили коллегу поправить запись.")
    await anna.pays(">request-rate:=1")
    await anna.presses("Встречи не было")
    await district.deliver()
    assert sum("встречи не было" in one for one in boris.notes()) == 1
    await boris.answers("Посмотреть запись")
    await boris.presses("Аннулировать")
    await boris.presses("Встречи не было")
    await boris.presses("Аннулировать")
    boris.sees("Аннулирована:", "Причина: Встречи не было")
    await district.deliver()
    assert "заявка снова открыта" in anna.note()
    assert (await district.request()).state == "accepted"
    await boris.pays(">request-finish:=1")
    await boris.presses("Сохранить")
    await district.deliver()
    await anna.answers("Подтвердить и оценить")
    await anna.presses("4 — помогло")
    first, second = await district.sessions()
    assert (first.voided_at is not None, second.rating) == (True, 4)


async def test_a_group_that_was_asked_for_may_be_recorded_whole(district: District):
    anna = await district.comes("Петрова", "teacher")
    boris = await district.comes("Громова", "member", school="школа № 1")
    vera = await district.listed("Смирнова")
    await anna.asks(form="Групповая консультация", way="Очно")
    await district.deliver()
    await boris.answers("Возьмусь")
    await boris.presses("Готово")
    await boris.presses("Кому")
    await boris.presses("Найти по фамилии")
    await boris.types("сми")
    await boris.chooses("Смирнова")
    await boris.presses("Форма")
    await boris.types("Групповая консультация")
    await boris.presses("Сохранить")
    boris.sees("Заявка № 1 — от другого человека")
    await boris.presses("Кому")
    await boris.presses("Несколько человек")
    await boris.presses("Из одной школы")
    await boris.presses("школа № 5")
    await boris.presses("Петрова А. И., школа № 5")
    await boris.presses("Смирнова О., школа № 5")
    await boris.chooses("Готово, выбрано 2")
    await boris.presses("Готово, выбрано 2")
    boris.sees("Форма: Групповая консультация · Очно · 60 мин")
    await boris.presses("Сохранить")
    boris.sees("Педагога попросили подтвердить.")
    assert [row[1] for row in await district.helped()] == sorted([anna.id, vera])


async def test_the_next_helper_does_not_read_what_was_written_to_the_first(district: District):
    anna, boris = await both(district)
    await boris.presses("Написать")
    await boris.types("Позвоню сама")
    await anna.pays(">request-write:=1")
    await anna.types("Только вам: устала")
    other = await district.comes("Белова", "member")
    await boris.pays(">request-decline:=1")
    await boris.presses("Передать другому")
    await district.deliver()
    await other.answers("Возьмусь")
    assert "устала" not in other.text
    assert "Позвоню" not in other.text
    await anna.pays(">request:=1")
    anna.sees("Только вам: устала", "Позвоню сама", "Вам помогает член актива Белова")
    await boris.pays(">request:=1")
    boris.sees("уже не у вас")


def everything(stage: Stage) -> str:
    shown = [text_of(one) for one in stage.shown if one.sheet] + [text_of(one) for one, _ in stage.notified]
    sheets = [one.sheet for one in [*stage.shown, *(one for one, _ in stage.notified)] if one.sheet]
    labels = [button.label for sheet in sheets for row in sheet.rows for button in row]
    return "\n".join([*shown, *labels])


PRIVATE = ("Петрова", "Громова", "Анна", "учитель", "школа", "не успевают", "Тайна", "устала")


async def test_a_masked_helper_learns_only_that_there_is_something(district: District):
    anna, boris = await both(district, masked=["helper"])
    chief = await district.comes("Ким", "coordinator")
    await district.enrol(chief, boris)
    assert boris.notes()[0].startswith("Новая заявка № 1: «Разные дети».\nИндивидуальная помощь · Видеосвязь")
    assert "Открыть в веб-чате" in boris.note_labels()
    await anna.pays(">request-write:=1")
    await anna.types("Тайна: устала")
    await district.deliver()
    assert boris.note() == "Вам ответили по заявке № 1."
    assert boris.note_labels() == ["Ответить", "Открыть заявку", "Открыть в веб-чате"]
    await boris.answers("Открыть заявку")
    boris.sees("Кто просит: П-", "Подробности — в веб-чате.", "Переписка — в веб-чате.")
    await boris.presses("Написать")
    boris.sees("только в веб-чате")
    web = await district.also(boris, district.hall)
    await web.does(Arrived())
    web.sees("Напишите, что передать.")
    await web.types("Держитесь")
    web.sees("Передано.", "Петрова А. И., сегодня", "Тайна: устала")
    await district.deliver()
    assert "Громова А. И.: Держитесь" in anna.note()
    await boris.pays(">request:=1")
    await proposes(boris, "завтра", "15:00")
    await district.deliver()
    await anna.answers("Время подходит")
    await district.later(datetime(2026, 11, 24, 11, 0, tzinfo=UTC))
    await boris.pays(">request-finish:=1")
    await boris.presses("Сохранить")
    await district.deliver()
    await anna.answers("Подтвердить и оценить")
    await anna.presses("5 — очень помогло")
    await district.deliver()
    told = everything(district.masked)
    assert not [word for word in PRIVATE if word in told]
    assert "Оценка: 5 из 5" in told


async def test_a_masked_teacher_gets_help_without_a_name_on_the_way(district: District):
    anna, boris = await both(district, masked=["teacher"])
    chief = await district.comes("Ким", "coordinator")
    await district.enrol(chief, boris)
    assert "вам поможет член актива" in anna.note()
    await boris.presses("Написать")
    await boris.types("Тайна: устала")
    await district.deliver()
    assert anna.note() == "Вам ответили по заявке № 1."
    await proposes(boris, "завтра", "15:00")
    await district.deliver()
    await anna.answers("Время подходит")
    anna.sees("Договорились: завтра, 24 ноября, в 15:00", "Вам помогает член актива М-1")
    await district.later(timedelta(days=2))
    await boris.pays(">request-finish:=1")
    await boris.presses("Сохранить")
    await district.deliver()
    await anna.answers("Подтвердить и оценить")
    anna.sees("Вам помогли: М-1")
    await anna.presses("5 — очень помогло")
    assert (await district.request()).details is None
    told = everything(district.masked)
    assert not [word for word in PRIVATE if word in told]
