"""Self-assessment: from the first question to a result that only its owner sees."""

from datetime import UTC, timedelta

import orjson
import pytest
from sqlalchemy import select

from services import charts
from services.framework import load
from storage.assessments import Assessment, ChosenTopic, ResourceAnswers
from storage.conversations import Conversation
from storage.people import Organisation
from tests.colleagues import District
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


async def survey_at(theatre: Theatre, pace: timedelta, pause: timedelta = timedelta()) -> Assessment:
    anna = await begins(theatre, "Коротко, 10 вопросов")
    for number in range(1, 11):
        anna.sees(f"{number} из 10")
        theatre.now += pace + (pause if number == 7 else timedelta())
        await anna.presses(SURE if number % 2 else HARD)
    anna.sees("Это видите только вы", "Попросить помощи")
    (kept,) = await rows(theatre, Assessment)
    return kept


async def test_answers_faster_than_reading_are_not_relied_on_and_still_shown(theatre: Theatre):
    """Even with an hour's pause among them: it is the usual answer that counts."""
    kept = await survey_at(theatre, timedelta(seconds=0.8), pause=timedelta(hours=1))
    assert (kept.reliable, kept.pace) == (False, 8)


async def test_answers_at_a_human_pace_are_relied_on(theatre: Theatre):
    kept = await survey_at(theatre, timedelta(seconds=6), pause=timedelta(days=2))
    assert (kept.reliable, kept.pace) == (True, 60)


async def test_answers_whose_moments_are_not_known_are_relied_on(theatre: Theatre):
    """A run begun under a version that did not keep them."""
    anna = await begins(theatre, "Коротко, 10 вопросов")
    await answers(anna, *[SURE, HARD] * 4)

    async def forget(unit):
        row = (await unit.session.scalars(select(Conversation))).one()
        state = orjson.loads(row.state)
        for run in state["runs"]:
            run["j"] = [entry[:2] for entry in run["j"]]
        row.state = orjson.dumps(state).decode()

    await theatre.store.step("vsevolozhsk", forget)
    await answers(anna, SURE, HARD)
    (kept,) = await rows(theatre, Assessment)
    assert (kept.reliable, kept.pace) == (True, None)


@pytest.mark.parametrize(("kind", "words"), [("preschool", True), ("school", False)])
async def test_the_questions_speak_of_the_place_where_one_works(theatre: Theatre, kind: str, words: bool):
    district = District(theatre)
    vera = await district.comes("Садовникова", "teacher", school="детский сад № 4")

    async def make(unit):
        (await unit.session.get_one(Organisation, district.schools["детский сад № 4"])).kind = kind

    await district.step(make)
    items = [item for block in load().blocks for item in block.items]
    theirs = {item.variants["preschool"] for item in items if "preschool" in item.variants}
    usual = {item.prompt for item in items if "preschool" in item.variants}
    await vera.types("/assess")
    await vera.presses("Полностью")
    await vera.presses("Я педагог")
    found = []
    for _ in range(21):
        found.append(any(one in vera.text.splitlines() for one in theirs))
        assert any(one in vera.text.splitlines() for one in usual) <= (not words)
        await vera.presses(SURE)
    assert any(found) == words


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


async def test_the_questions_of_ones_own_role_stand_first(theatre: Theatre):
    olga = await District(theatre).comes("Орлова", "methodist")
    await olga.types("/assess")
    await olga.presses("Коротко, 10 вопросов")
    olga.sees("Кто вы сейчас?")
    assert olga.labels[:2] == ["Методист, член актива, наставник", "Я педагог"]


async def test_whoever_has_another_post_now_is_asked_other_questions_from_then_on(theatre: Theatre):
    anna = await begins(theatre, "Коротко, 10 вопросов")
    assert "Сменилась должность" not in anna.labels
    await answers(anna, *[HARD] * 10)
    await anna.types("/assess")
    await anna.presses("Сменилась должность")
    anna.sees("Кто вы сейчас?")
    await anna.presses("Заместитель или руководитель")
    anna.sees("Коротко, 10 вопросов", "Полностью")
    assert "Сменилась должность" not in anna.labels
    await anna.presses("Коротко, 10 вопросов")
    await answers(anna, *[HARD] * 10)
    assert [row.profile for row in await rows(theatre, Assessment)] == ["teacher", "manager"]
    await anna.types("/assess")
    await anna.presses("Полностью")
    anna.sees("1 из 19")


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


async def test_help_is_offered_with_what_is_hard_and_may_wait_and_not_with_what_is_not_needed(
    theatre: Theatre,
):
    anna = await begins(theatre, "Полностью")
    await answers(anna, *[HARD] * 23)
    await anna.presses("Что важно мне сейчас")
    asked = []
    for weight in ("Можно позже", "Важно сейчас", "Не нужно"):
        asked.append(anna.text.split("\n")[0])
        await anna.presses(weight)
    later, now, never = asked
    assert now.casefold() in anna.text.casefold()
    offered = [f"Попросить помощи: {topic}" for topic in (now, later)]
    assert [label for label in anna.labels if "Попросить" in label] == offered
    assert never.casefold() not in anna.text.casefold()


async def test_a_light_difficulty_that_may_wait_is_left_alone(theatre: Theatre):
    anna = await begins(theatre, "Полностью")
    await answers(anna, *[ALONE] * 23)
    await anna.presses("Что важно мне сейчас")
    await answers(anna, *["Можно позже"] * 3)
    anna.sees("Когда что-то станет важным")
    assert not [label for label in anna.labels if "Попросить" in label]


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


async def test_the_short_form_too_says_what_has_changed_and_only_that(theatre: Theatre):
    anna = await begins(theatre, "Коротко, 10 вопросов")
    await answers(anna, *[HARD] * 10)
    for answer, change in ((SURE, "стало легче"), (SURE, "заметных перемен нет"), (HARD, "стало труднее")):
        theatre.now += timedelta(days=130)
        await anna.types("/assess")
        await anna.presses("Коротко, 10 вопросов")
        await answers(anna, *[answer] * 10)
        (said,) = [line for line in anna.text.splitlines() if line.startswith("С прошлого раза")]
        assert change in said
        assert ("методические компетенции" in said) == (change != "заметных перемен нет")
        assert "пока не видно" not in said


async def test_after_midnight_it_is_the_day_of_the_territory(theatre: Theatre):
    theatre.now = theatre.regulation.local(theatre.now).replace(hour=0, minute=30).astimezone(UTC)
    anna = await begins(theatre, "Коротко, 10 вопросов")
    day = theatre.regulation.local(theatre.now).day
    await answers(anna, *[HARD] * 10)
    await anna.presses("Подробно по темам")
    anna.sees(f"сегодня, {day}")


async def test_the_last_press_twice_writes_once(theatre: Theatre):
    anna = await begins(theatre, "Коротко, 10 вопросов")
    await answers(anna, *[SURE] * 9)
    last = anna.button(SURE)
    await anna.pays(last.payload)
    await anna.pays(last.payload)
    assert len(await rows(theatre, Assessment)) == 1
    anna.sees("Эта кнопка уже не действует")


async def test_the_first_question_has_one_expected_next_step(theatre: Theatre):
    anna = theatre.person("7")
    await anna.agrees()
    await anna.types("Самодиагностика")
    assert [button.label for row in anna.sheet.rows for button in row if button.tone == "next"] == [
        "Коротко, 10 вопросов"
    ]


def test_every_word_of_the_picture_can_be_read_on_a_small_phone():
    """Letters of at least 12 pixels where the whole picture is 300 wide, none over the edge or another."""
    framework = load()
    topics = [one for block in framework.blocks for one in (block, *block.competencies)]
    levels = [level.title for level in framework.levels]
    rows = [[topic.title, 50, levels[number % len(levels)]] for number, topic in enumerate(topics)]
    longest = max(levels, key=len)
    figure = charts.level_figure([*rows, [longest, 100, longest]])
    width, height = figure.get_size_inches() * figure.dpi
    scale = 300 / width * figure.dpi / 72
    said = figure.axes[0].texts
    boxes = [text.get_window_extent() for text in said]
    assert min(text.get_fontsize() * scale for text in said) >= 12
    for box in boxes:
        assert min(box.x0, box.y0) >= 0
        assert box.x1 <= width
        assert box.y1 <= height
    for number, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[number + 1 :])
    spoken = " ".join(text.get_text() for text in said)
    assert all(title in spoken for title, _share, _level in rows)


def test_the_picture_is_a_png_with_every_topic():
    drawn = charts.level_bars(
        {"rows": [["Планирование", 33, "зона роста"], ["Разные дети", 80, "труднее всего"]]}
    )
    assert drawn.startswith(b"\x89PNG")
