"""Requests: from «Консультация» to whoever takes it, told from both sides."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.colleagues import Colleague, District
from tests.play import Theatre

TUESDAY = datetime(2026, 11, 24, 9, 0, 1, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 25, 9, 0, 2, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 26, 9, 0, 3, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 9, 0, 4, tzinfo=UTC)


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


async def opens(person: Colleague, name: str, *args: int) -> None:
    """A button of some old message."""
    await person.pays(">" + ":".join([name, *(f"={one}" for one in args)]))


async def test_a_request_reaches_the_helper_at_once_and_he_takes_it(district: District):
    anna = await district.comes("Петрова", "teacher", subject="математика")
    boris = await district.comes("Громова", "member", school="школа № 1")
    await anna.asks()
    anna.sees("Заявка № 1 отправлена", "до завтра, 24 ноября, в 12:00")

    await district.deliver()
    assert "Нужна ваша помощь: «Разные дети»" in boris.note()
    assert "Просит учитель, математика, школа № 5. Индивидуальная помощь · Видеосвязь" in boris.note()
    assert "«Двое не успевают»" in boris.note()
    assert "Петрова" not in boris.note()
    await boris.answers("Возьмусь")
    boris.sees("Педагогу уже сказали", "Кто просит: Петрова А. И., школа № 5", "Готово")

    await district.deliver()
    assert "вам поможет член актива Громова А. И., школа № 1" in anna.note()
    await anna.types("/requests")
    await anna.chooses("в работе")
    anna.sees("Вам помогает член актива Громова А. И., школа № 1", "Написать", "Отменить заявку")
    assert await district.steps() == ["opened", "offered", "accepted"]


async def test_the_topic_of_the_self_assessment_is_not_asked_again(district: District):
    anna = await district.comes("Петрова", "teacher")
    await anna.pays(">consult:C.diversity")
    anna.sees("«Разные дети»", "Прочтут тот, к кому придёт заявка")
    await anna.types("/cancel")
    await anna.pays(">consult:C.nowhere")
    anna.sees("С чем нужна помощь?")


async def test_the_list_has_the_topics_of_ones_own_questions(district: District):
    anna = await district.comes("Петрова", "teacher")
    await anna.types("/consult")
    await anna.types("Первые годы")
    anna.sees("С чем нужна помощь?")
    await anna.types("/assess")
    await anna.presses("Коротко, 10 вопросов")
    await anna.presses("Первые три года или после перерыва")
    for _ in range(10):
        await anna.presses("С трудом, нужна помощь")
    await anna.types("/consult")
    assert "Разные дети" in anna.labels
    await anna.types("Первые годы")
    anna.sees("«Первые годы»", "Прочтут тот, к кому придёт заявка")


async def test_an_open_request_on_the_topic_is_shown_instead_of_a_second_one(district: District):
    anna = await district.comes("Петрова", "teacher")
    await anna.asks()
    await anna.types("/consult")
    await anna.presses("Разные дети")
    anna.sees("у вас уже есть открытая заявка № 1", "Открыть заявку")
    await anna.presses("Открыть заявку")
    anna.sees("Коллегу подбирает координатор")


async def test_nothing_is_sent_until_it_is_confirmed(district: District):
    anna = await district.comes("Петрова", "teacher")
    await district.comes("Громова", "member")
    await anna.types("/consult")
    await anna.presses("Разные дети")
    await anna.types("Двое не успевают")
    await anna.presses("Консультация ВКонтакте")
    anna.sees("Консультация ВКонтакте · ВКонтакте", "Двое не успевают")
    await anna.presses("Не отправлять")
    anna.sees("заявка не отправлена")
    await anna.types("/requests")
    anna.sees("Заявок пока нет.")


async def test_whoever_cannot_hands_it_on_and_the_teacher_hears_it(district: District):
    anna = await district.comes("Петрова", "teacher")
    first = await district.comes("Громова", "member")
    second = await district.comes("Белова", "methodist")
    await anna.asks()
    await district.deliver()
    await first.answers("Передать другому")
    first.sees("Передать заявку № 1")
    await first.presses("Передать другому")
    first.sees("передали дальше")
    await district.deliver()
    assert "не сможет помочь, и заявку № 1 («Разные дети») передали другому" in anna.note()
    assert anna.note_labels()[:2] == ["Открыть заявку", "Отменить заявку"]
    assert "Нужна ваша помощь" in second.note()

    await first.answers("Возьмусь")
    first.sees("уже ведёт другой коллега")
    await first.answers("Передать другому")
    first.sees("уже не у вас, делать ничего не нужно")
    await second.answers("Возьмусь")
    await district.deliver()
    assert "вам поможет методист Белова А. И." in anna.note()
    assert len(first.notes()) == 1


async def test_when_nobody_is_left_the_coordinator_assigns_by_hand(district: District):
    anna = await district.comes("Петрова", "teacher")
    only = await district.comes("Громова", "member")
    other = await district.comes("Белова", "member")
    chief = await district.comes("Ким", "coordinator")
    await district.enrol(chief, other, topics=["B.plan"])
    await anna.asks()
    await district.deliver()
    await only.answers("Передать другому")
    await only.presses("Передать другому")
    await district.deliver()
    assert "другого подберёт координатор" in anna.note()
    assert "Заявке № 1 («Разные дети») нужен помощник" in chief.note()

    await chief.types("/requests")
    await chief.chooses("ждёт назначения")
    chief.sees("Никому не назначена.", "Кто просит: Петрова А. И., школа № 5", "Назначить")
    await chief.presses("Назначить")
    await chief.chooses("Белова А. И. · 0 из 8 за месяц")
    chief.sees("Предложили. Педагогу сказали.", "Ждём ответа до завтра, 24 ноября, в 12:00: Белова А. И.")
    await district.deliver()
    assert "Координатор предложил заявку № 1" in anna.note()
    await other.answers("Возьмусь")
    assert (await district.request()).helper_id == other.id


async def test_silence_brings_a_reminder_the_next_helper_and_then_the_list(district: District):
    anna = await district.comes("Петрова", "teacher")
    first = await district.comes("Громова", "member")
    second = await district.comes("Белова", "member")
    third = await district.comes("Умнова", "member")
    chief = await district.comes("Ким", "coordinator")
    await anna.asks()
    await district.later(timedelta(hours=3))
    assert len(first.notes()) == 1
    await district.later(TUESDAY)
    assert "Напоминаю: коллега ждёт помощи с темой «Разные дети»" in first.note()
    assert "до завтра, 25 ноября, в 12:00" in first.note()
    assert "пока нет ответа, коллеге напомнили" in anna.note()
    await district.later(WEDNESDAY)
    assert "Нужна ваша помощь" in second.note()
    assert "Ответа не было, и заявку № 1 («Разные дети») передали другому" in anna.note()
    await district.later(THURSDAY)
    await district.later(FRIDAY)
    assert "коллегу подберёт координатор" in anna.note()
    assert "нужен помощник" in chief.note()
    assert third.notes() == []
    assert [len(one.notes()) for one in (anna, first, second, chief)] == [4, 2, 2, 1]
    assert await district.steps() == [
        "opened", "offered", "reminded", "lapsed", "offered", "reminded", "lapsed", "listed"
    ]  # fmt: skip


async def test_whoever_was_late_may_still_take_what_nobody_has(district: District):
    anna = await district.comes("Петрова", "teacher")
    first = await district.comes("Громова", "member")
    second = await district.comes("Белова", "member")
    await anna.asks()
    for day in (TUESDAY, WEDNESDAY, THURSDAY, FRIDAY):
        await district.later(day)
    await second.answers("Возьмусь")
    second.sees("Педагогу уже сказали")
    await first.answers("Возьмусь")
    first.sees("Заявку № 1 уже ведёт другой коллега. Спасибо, что откликнулись.")
    await second.answers("Возьмусь")
    second.sees("Вы помогаете.")
    assert (await district.steps()).count("accepted") == 1


async def test_the_teacher_cancels_and_late_presses_are_harmless(district: District):
    anna = await district.comes("Петрова", "teacher")
    boris = await district.comes("Громова", "member")
    await anna.asks()
    await district.deliver()
    await anna.presses("Открыть заявку")
    await anna.presses("Отменить заявку")
    anna.sees("Отменить заявку № 1 («Разные дети»)?")
    await anna.presses("Отменить заявку")
    anna.sees("Заявка № 1 отменена")
    await district.deliver()
    assert "Педагог отменил заявку № 1" in boris.note()
    await boris.answers("Возьмусь")
    boris.sees("Заявку № 1 педагог отменил, делать ничего не нужно.")
    await boris.answers("Передать другому")
    boris.sees("Заявку № 1 педагог отменил")
    await opens(anna, "request-cancel", 1)
    await anna.presses("Отменить заявку")
    anna.sees("отменил, делать ничего не нужно")
    assert await district.steps() == ["opened", "offered", "cancelled"]


async def test_what_was_not_sent_yet_is_taken_back_with_the_request(district: District):
    anna = await district.comes("Петрова", "teacher")
    boris = await district.comes("Громова", "member")
    await anna.asks()
    await anna.presses("Открыть заявку")
    await anna.presses("Отменить заявку")
    await anna.presses("Отменить заявку")
    await district.deliver()
    assert boris.notes() == []


async def test_in_the_evening_nobody_is_disturbed(district: District):
    anna = await district.comes("Петрова", "teacher")
    boris = await district.comes("Громова", "member")
    district.theatre.now = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
    await anna.asks()
    anna.sees("Ответа ждём до ср, 25 ноября, в 09:00")
    await district.deliver()
    assert boris.notes() == []
    await district.later(datetime(2026, 11, 24, 5, 0, 1, tzinfo=UTC))
    assert len(boris.notes()) == 1


async def test_over_the_weekend_the_clock_of_the_answer_stands_still(district: District):
    anna = await district.comes("Петрова", "teacher")
    boris = await district.comes("Громова", "member")
    district.theatre.now = datetime(2026, 11, 27, 13, 0, tzinfo=UTC)
    await anna.asks()
    await district.later(datetime(2026, 11, 30, 12, 59, tzinfo=UTC))
    assert len(boris.notes()) == 1
    await district.later(datetime(2026, 11, 30, 13, 1, tzinfo=UTC))
    assert len(boris.notes()) == 2


async def test_a_member_never_gets_his_own_request(district: District):
    both = await district.comes("Громова", "teacher", "member")
    other = await district.comes("Белова", "member")
    await both.asks()
    await district.deliver()
    assert both.notes() == []
    assert len(other.notes()) == 1


async def test_a_request_is_closed_to_strangers_and_its_words_to_everybody_but_two(district: District):
    anna = await district.comes("Петрова", "teacher")
    boris = await district.comes("Громова", "member")
    await anna.asks(words="Тайные подробности")
    await district.deliver()
    stranger = await district.comes("Чужова", "teacher")
    member = await district.comes("Белова", "member")
    methodist = await district.comes("Умнова", "methodist")
    chief = await district.comes("Ким", "coordinator")
    await boris.answers("Возьмусь")
    await boris.presses("Написать")
    await boris.types("Завтра позвоню")
    for person in (stranger, member):
        for name in ("request", "request-accept", "request-write", "request-time", "request-finish"):
            await opens(person, name, 1)
            person.sees("Это открыто не всем ролям")
        await opens(person, "request", 77)
        person.sees("Это открыто не всем ролям")
    for person in (methodist, chief):
        await opens(person, "request", 1)
        person.sees("Тайные подробности", "Помогает член актива Громова А. И.")
        assert "Завтра позвоню" not in person.text
        await opens(person, "request-write", 1)
        assert "Написать" not in person.labels
        await opens(person, "request-finish", 1)
        person.sees("Это открыто не всем ролям")
    await opens(methodist, "request-assign", 1)
    methodist.sees("Это открыто не всем ролям")


async def test_the_coordinator_may_take_a_request_away_and_both_hear_it(district: District):
    anna = await district.comes("Петрова", "teacher")
    boris = await district.comes("Громова", "member")
    chief = await district.comes("Ким", "coordinator")
    await anna.asks()
    await district.deliver()
    await boris.answers("Возьмусь")
    other = await district.comes("Белова", "methodist")
    await opens(chief, "request-assign", 1)
    await chief.chooses("Белова")
    await district.deliver()
    assert "Координатор передал заявку № 1" in boris.note()
    assert "Нужна ваша помощь" in other.note()
    await opens(boris, "request", 1)
    boris.sees("Заявка № 1 уже не у вас")


async def test_what_waits_for_me_comes_first_and_what_waits_longest_before_it(district: District):
    chief = await district.comes("Ким", "coordinator", "methodist")
    anna = await district.comes("Петрова", "teacher")
    await anna.asks(topic="Планирование", form="Обобщение опыта")
    boris = await district.comes("Громова", "member", "teacher")
    await chief.pays(">request-accept:=1")
    for topic in ("Разные дети", "Воспитание"):
        await boris.asks(topic=topic, words=None)
    for number in (2, 3):
        await chief.pays(f">request-decline:={number}")
        await chief.presses("Передать другому")
    await chief.types("/requests")
    lines = [label for label in chief.labels + chief.text.splitlines() if "№" in label]
    assert [line.partition("№ ")[2][0] for line in lines] == ["2", "3", "1"]


async def test_a_school_asks_for_a_consilium_through_its_manager_alone(district: District):
    anna = await district.comes("Петрова", "teacher")
    head = await district.comes("Директорова", "manager")
    await anna.types("/consult")
    await anna.presses("Разные дети")
    await anna.presses("Пропустить")
    assert not anna.offers("Методический консилиум")
    await head.types("/consult")
    await head.types("Качество и риски")
    await head.presses("Пропустить")
    assert head.offers("Методический консилиум")


async def test_the_menu_says_what_waits_for_a_helper_and_a_single_one_opens_at_once(district: District):
    boris = await district.comes("Громова", "member")
    other = await district.comes("Яшина", "member")
    anna = await district.comes("Петрова", "teacher")
    await boris.types("/menu")
    assert not any("Ждут вашего ответа" in label for label in boris.labels)
    await district.opened(anna)
    for one in (anna, other, boris):
        await one.types("/menu")
    assert not any("Ждут вашего ответа" in label for label in (*anna.labels, *other.labels))
    assert boris.labels[0] == "Ждут вашего ответа: 1"
    await boris.presses("Ждут вашего ответа: 1")
    boris.sees("Заявка № 1", "Возьмусь")
    await district.enrol(await district.comes("Ким", "coordinator"), other, topics=["A.subject"])
    await district.opened(anna, "B.plan")
    await boris.types("/menu")
    await boris.presses("Ждут вашего ответа: 2")
    assert boris.offers("№ 2 · ")
    for number in (1, 2):
        await opens(boris, "request-accept", number)
    await boris.types("/menu")
    assert not any("Ждут вашего ответа" in label for label in boris.labels)


async def test_the_menu_says_to_coordinators_alone_what_nobody_has(district: District):
    chief = await district.comes("Ким", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    olga = await district.comes("Смирнова", "observer", "manager")
    await chief.types("/menu")
    assert not any("Заявки без помощника" in label for label in chief.labels)
    for topic in ("C.diversity", "B.plan"):
        await district.opened(anna, topic)
    for one in (anna, olga):
        await one.types("/menu")
        assert not any("Заявки без помощника" in label for label in one.labels)
    await chief.types("/menu")
    assert chief.labels[0] == "Заявки без помощника: 2"
    await chief.presses("Заявки без помощника: 2")
    assert chief.offers("№ 1 · ")
    await opens(anna, "request-cancel", 1)
    await anna.presses("Отменить заявку")
    await chief.types("/menu")
    await chief.presses("Заявки без помощника: 1")
    chief.sees("Заявка № 2", "Назначить")
