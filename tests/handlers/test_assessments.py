"""Self-assessment: from the first question to a result that only its owner sees."""

from sqlalchemy import select

from services import charts
from storage.assessments import Assessment, ChosenTopic, ResourceAnswers
from tests.play import Play, Stage, Theatre

HARD, ALONE, SURE = "С трудом, нужна помощь", "Сам(а), но бывает трудно", "Уверенно, могу показать"


async def begins(theatre: Theatre, form: str, stage: Stage | None = None) -> Play:
    anna = theatre.person("7", stage)
    await anna.agrees()
    await anna.types("Самодиагностика")
    await anna.presses(form)
    if "Кто вы сейчас?" in anna.text:
        await anna.presses("Я педагог")
    return anna


async def answers(anna: Play, *labels: str) -> None:
    for label in labels:
        await anna.presses(label)


async def rows(theatre: Theatre, table):
    async def read(unit):
        return list((await unit.session.scalars(select(table))).all())

    return await theatre.store.step("vsevolozhsk", read)


async def test_express_takes_eleven_presses_and_shows_a_preliminary_result(theatre: Theatre):
    anna = await begins(theatre, "Коротко, 10 вопросов")
    anna.sees("1 из 10")
    await answers(anna, *[SURE] * 5, *[HARD] * 5)
    anna.sees("предварительно", "Попросить помощи", "Что важно мне сейчас", "Пройти полностью")
    assert anna.sheet.picture is not None
    kept = await rows(theatre, Assessment)
    assert [row.form for row in kept] == ["express"]


async def test_full_form_keeps_the_personal_block_apart(theatre: Theatre):
    anna = await begins(theatre, "Полностью")
    await answers(anna, *[ALONE] * 21, "Пока не умею", "Пока не умею")
    anna.sees("Похоже, сил сейчас немного")
    (kept,) = await rows(theatre, Assessment)
    (apart,) = await rows(theatre, ResourceAnswers)
    assert "W1" not in kept.answers
    assert "W1" in apart.answers


async def test_a_pause_is_resumed_at_the_same_question_from_another_command(theatre: Theatre):
    anna = await begins(theatre, "Полностью")
    await answers(anna, SURE, SURE, SURE)
    await anna.presses("Пауза")
    anna.sees("Пауза", "Продолжить")
    await anna.types("/menu")
    anna.sees("Продолжить: самодиагностика")
    await anna.types("/assess")
    anna.sees("4 из 23", "Продолжаем с того же места")


async def test_back_changes_the_last_answer_only(theatre: Theatre):
    anna = await begins(theatre, "Коротко, 10 вопросов")
    await answers(anna, SURE, SURE)
    await anna.presses("‹ Назад")
    anna.sees("2 из 10")
    await answers(anna, HARD)
    anna.sees("3 из 10")


async def test_priorities_are_a_dialogue_of_their_own(theatre: Theatre):
    anna = await begins(theatre, "Полностью")
    await answers(anna, *[HARD] * 23)
    await anna.presses("Что важно мне сейчас")
    await answers(anna, "Важно сейчас", "Можно позже", "Не нужно")
    anna.sees("Запомнил")
    chosen = await rows(theatre, ChosenTopic)
    assert sorted(row.importance for row in chosen) == ["later", "not_needed", "now"]


async def test_after_the_short_form_one_chooses_among_weak_topics_without_levels(theatre: Theatre):
    anna = await begins(theatre, "Коротко, 10 вопросов")
    await answers(anna, *[HARD] * 10)
    await anna.presses("Что важно мне сейчас")
    anna.sees("Предварительно")
    first = anna.labels[0]
    await anna.presses(first)
    await anna.presses("Готово, выбрано 1")
    anna.sees("Запомнил")


async def test_nobody_else_can_open_my_result(theatre: Theatre):
    anna = await begins(theatre, "Коротко, 10 вопросов")
    await answers(anna, *[HARD] * 10)
    (kept,) = await rows(theatre, Assessment)
    boris = theatre.person("8")
    await boris.agrees()
    await boris.pays(f">topics:={kept.id}")
    boris.sees("Этого результата нет")


async def test_repeating_is_never_forbidden_and_a_trend_needs_120_days(theatre: Theatre):
    from datetime import timedelta

    anna = await begins(theatre, "Полностью")
    await answers(anna, *[HARD] * 23)
    theatre.now += timedelta(days=30)
    await anna.types("/assess")
    await anna.presses("Полностью")
    await answers(anna, *[SURE] * 23)
    assert "С прошлого раза" not in anna.text
    theatre.now += timedelta(days=130)
    await anna.types("/assess")
    await anna.presses("Полностью")
    await answers(anna, *[HARD] * 23)
    anna.sees("С прошлого раза")


async def test_the_last_press_twice_writes_once(theatre: Theatre):
    anna = await begins(theatre, "Коротко, 10 вопросов")
    await answers(anna, *[SURE] * 9)
    last = anna.button(SURE)
    await anna.pays(last.payload)
    await anna.pays(last.payload)
    assert len(await rows(theatre, Assessment)) == 1
    anna.sees("Эта кнопка уже не действует")


def test_the_picture_is_a_png_with_every_topic():
    drawn = charts.level_bars(
        {"rows": [["Планирование", 33, "зона роста"], ["Разные дети", 80, "труднее всего"]]}
    )
    assert drawn.startswith(b"\x89PNG")
