"""The self-assessment: what is asked of whom, and scoring that is exact to the last answer."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import framework
from services.framework import Answers, FormId, Framework, ProfileId
from services.regulation_reader import DIRECTORY, RegulationError
from services.regulations import load as load_regulation

FRAMEWORK = framework.load()
PROFILES: dict[ProfileId, int] = {"teacher": 23, "novice": 25, "manager": 19, "methodist": 23}
PERSONAL = {"W1", "W2"}

FORMS = st.sampled_from(["full", "express"])
WHO = st.sampled_from(sorted(PROFILES))
ANSWER = st.none() | st.integers(0, 3)


@st.composite
def runs(draw: st.DrawFn, whole: bool = False) -> tuple[ProfileId, FormId, Answers]:
    """A run of the self-assessment, perhaps broken off in the middle."""
    profile, form = draw(WHO), draw(FORMS)
    ids = [item.id for item in FRAMEWORK.items_for(profile, form, 1)]
    answers = {one: draw(ANSWER) for one in ids}
    return profile, form, answers if whole else {one: answers[one] for one in ids if draw(st.booleans())}


def all_answered(profile: ProfileId, value: int | None, form: FormId = "full") -> dict[str, int | None]:
    return {item.id: value for item in FRAMEWORK.items_for(profile, form, 1)}


def level(deficit: Fraction) -> str:
    """The levels as they are written down, in fractions and not in integers."""
    if deficit < Fraction(1, 4):
        return "none"
    if deficit < Fraction(1, 2):
        return "low"
    return "medium" if deficit < Fraction(3, 4) else "high"


# ── What is asked ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("profile", PROFILES)
def test_each_profile_has_its_own_length(profile):
    full = FRAMEWORK.items_for(profile, "full", 1)
    express = FRAMEWORK.items_for(profile, "express", 1)
    assert len(full) == PROFILES[profile]
    assert len(express) == 10
    assert {item.id for item in express} <= {item.id for item in full} - PERSONAL


def test_novices_are_asked_about_their_first_years_and_managers_about_their_school():
    blocks = {
        one: {FRAMEWORK.block(item.id).id for item in FRAMEWORK.items_for(one, "full", 1)} for one in PROFILES
    }
    assert blocks == {
        "teacher": set("ABCDW"),
        "novice": set("ABCDNW"),
        "manager": set("BCDMW"),
        "methodist": set("ABDTW"),
    }


@given(profile=WHO, form=FORMS, seed=st.integers() | st.text(max_size=8))
def test_a_run_keeps_its_order_blocks_stay_together_the_personal_one_is_last(profile, form, seed):
    items = FRAMEWORK.items_for(profile, form, seed)
    assert items == FRAMEWORK.items_for(profile, form, seed)
    assert len({item.id for item in items}) == len(items)
    blocks = [FRAMEWORK.block(item.id).id for item in items]
    in_file = [block.id for block in FRAMEWORK.blocks]
    assert blocks == sorted(blocks, key=in_file.index)
    assert (set(blocks[-2:]) == {"W"}) is (form == "full")


def test_runs_differ_inside_their_blocks():
    assert len({FRAMEWORK.items_for("teacher", "full", seed) for seed in range(20)}) > 15


def test_the_order_of_a_seed_is_the_same_in_every_process():
    first = [item.id for item in FRAMEWORK.items_for("teacher", "full", 1)][:8]
    assert first == ["A2", "A1", "A3", "B3", "B6", "B1", "B7", "B8"]


def test_a_personal_block_stays_last_wherever_it_stands_in_the_file(tmp_path):
    text = (DIRECTORY / "framework.yaml").read_text("utf-8")
    head, blocks = text.split("\nblocks:\n")
    others, personal = blocks.split("  - id: W\n")
    moved = framework.load(written(tmp_path, f"{head}\nblocks:\n  - id: W\n{personal.rstrip()}\n{others}"))
    assert moved.blocks[0].id == "W"
    assert {item.id for item in moved.items_for("novice", "full", 1)[-2:]} == PERSONAL


def test_every_statement_and_button_fits_a_phone():
    for block in FRAMEWORK.blocks:
        for item in block.items:
            assert all(len(text) <= 70 for text in (item.prompt, *item.variants.values())), item.id
            assert set(item.variants) <= {"preschool", "additional"}
    assert [option.value for option in FRAMEWORK.scale.options] == [0, 1, 2, 3]


def test_a_kindergarten_is_asked_in_its_own_words():
    item = next(one for one in FRAMEWORK.items_for("teacher", "full", 1) if one.id == "A2")
    assert "ЕГЭ" in item.prompt_for("school")
    assert item.prompt_for(None) == item.prompt_for("other") == item.prompt
    kindergarten = [one.prompt_for("preschool") for one in FRAMEWORK.items_for("novice", "full", 1)]
    assert not [text for text in kindergarten if "урок" in text or " класс" in text or "ВПР" in text]


def test_topics_are_competencies_the_profile_is_asked_about():
    titles = [topic.title for topic in FRAMEWORK.topics("teacher")]
    assert len(titles) == 10
    assert "Разные дети" in titles
    assert "Ресурс" not in titles
    assert "Первые годы" in [topic.title for topic in FRAMEWORK.topics("novice")]
    assert FRAMEWORK.competency("C1") is FRAMEWORK.competency("C.diversity")
    assert FRAMEWORK.block("C.diversity") is FRAMEWORK.block("C")


@pytest.mark.parametrize(
    ("roles", "novice", "profile"),
    [
        ({"teacher"}, False, "teacher"),
        ({"teacher"}, True, "novice"),
        ({"teacher", "manager"}, True, "manager"),
        ({"teacher", "member"}, False, "methodist"),
        (set(), False, "teacher"),
    ],
)
def test_the_profile_is_suggested_and_not_asked(roles, novice, profile):
    assert FRAMEWORK.profile_for(roles, novice=novice) == profile


def test_every_level_leads_to_forms_of_the_shipped_territory():
    pack = load_regulation("vsevolozhsk")
    known = {form.catalog for form in pack.forms}
    for one in FRAMEWORK.levels:
        assert set(one.forms) <= known
    assert [FRAMEWORK.level(one).first_contact_working_days for one in ("high", "medium", "low")] == [
        3,
        5,
        None,
    ]


# ── Levels ────────────────────────────────────────────────────────────────────────────────────────


@given(runs())
def test_integer_levels_are_the_levels_of_exact_fractions(run):
    profile, form, answers = run
    result = FRAMEWORK.score(profile, form, answers)
    for score in (*result.blocks, *result.competencies):
        items = [item for item in FRAMEWORK.items_for(profile, form, 1) if belongs(score, item.id)]
        given_ = [answers[item.id] for item in items if answers.get(item.id) is not None]
        single = form == "express" and len(items) == 1
        assert (score.asked, score.answered) == (len(items), len(given_))
        if single or not given_ or Fraction(len(given_), len(items)) < Fraction(3, 5):
            assert score.level is None
            assert score.why == ("single_item" if single else "few_answers")
        else:
            deficits = [1 - Fraction(one, 3) for one in given_]
            assert score.deficit == sum(deficits) / len(deficits)
            assert score.level == level(score.deficit)
            assert score.why is None


def belongs(score: framework.Score, item_id: str) -> bool:
    place = FRAMEWORK.block(item_id) if score.kind == "block" else FRAMEWORK.competency(item_id)
    return place.id == score.id


@given(lacking=st.integers(0, 300), answered=st.integers(1, 100))
def test_thresholds_are_the_three_integer_comparisons(lacking, answered):
    lacking = min(lacking, 3 * answered)
    s, n = lacking, answered
    reached = sum((4 * s >= 3 * n, 2 * s >= 3 * n, 4 * s >= 9 * n))
    assert FRAMEWORK._level_of(s, n) == ("none", "low", "medium", "high")[reached]


@pytest.mark.parametrize(("answer", "expected"), [(3, "none"), (2, "low"), (1, "medium"), (0, "high")])
def test_one_answer_everywhere_gives_one_level_everywhere(answer, expected):
    result = FRAMEWORK.score("teacher", "full", all_answered("teacher", answer))
    assert {score.level for score in (*result.blocks, *result.competencies)} == {expected}
    assert [score.id for score in result.blocks] == ["A", "B", "C", "D"]
    assert result.flags == ("flat",)


@given(runs(), st.randoms())
def test_the_order_of_answers_does_not_matter(run, shuffle):
    profile, form, answers = run
    mixed = list(answers.items())
    shuffle.shuffle(mixed)
    assert FRAMEWORK.score(profile, form, dict(mixed)) == FRAMEWORK.score(profile, form, answers)


@given(runs(whole=True), st.data())
def test_a_better_answer_never_makes_a_level_worse(run, data):
    profile, form, answers = run
    improvable = [one for one, value in answers.items() if value is not None and value < 3]
    if not improvable:
        return
    better = data.draw(st.sampled_from(improvable))
    before = FRAMEWORK.score(profile, form, answers)
    after = FRAMEWORK.score(profile, form, answers | {better: answers[better] + 1})
    order = [one.id for one in FRAMEWORK.levels]
    for old, new in zip(
        (*before.blocks, *before.competencies), (*after.blocks, *after.competencies), strict=True
    ):
        assert (old.level is None) == (new.level is None)
        if old.level:
            assert order.index(new.level) <= order.index(old.level)


@given(runs(whole=True))
def test_not_about_me_leaves_the_denominator(run):
    profile, form, answers = run
    without = {one: value for one, value in answers.items() if value is not None}
    scored, bare = (FRAMEWORK.score(profile, form, one) for one in (answers, without))
    assert (scored.blocks, scored.competencies) == (bare.blocks, bare.competencies)


@given(runs(), st.integers(0, 3), st.integers(0, 3))
def test_the_personal_block_and_strangers_change_nothing(run, first, second):
    profile, form, answers = run
    plain = {one: value for one, value in answers.items() if one not in PERSONAL}
    more = plain | {"W1": first, "W2": second, "X9": first}
    assert FRAMEWORK.score(profile, form, more) == FRAMEWORK.score(profile, form, plain)


@pytest.mark.parametrize("answer", [4, -1, True, 1.0, "2"])
def test_an_answer_off_the_scale_is_refused(answer):
    with pytest.raises(ValueError, match="not an answer"):
        FRAMEWORK.score("teacher", "full", {"A1": answer})


def test_two_of_three_answers_are_enough_and_one_is_not():
    two = FRAMEWORK.score("teacher", "full", {"A1": 0, "A2": 3, "A3": None})
    assert two.competencies[0].level == "medium"
    one = FRAMEWORK.score("teacher", "full", {"A1": 0, "A2": None, "A3": None})
    assert (one.competencies[0].level, one.competencies[0].why) == (None, "few_answers")
    assert one.competencies[0].deficit == 1  # known, but not shown
    assert FRAMEWORK.score("teacher", "full", {}).competencies[0].deficit is None


def test_exactly_three_fifths_are_enough():
    blocks = FRAMEWORK.score("novice", "full", {"C1": 2, "C2": 2, "C4": 2, "C5": None}).blocks
    assert [(one.answered, one.asked, one.level) for one in blocks if one.id == "C"] == [(3, 5, "low")]


# ── Strong sides, difficulties, priorities ────────────────────────────────────────────────────────


def test_strong_sides_and_difficulties_come_in_order():
    answers = all_answered("teacher", 3) | {"C1": 0, "C2": 0, "C3": 1, "B7": 1, "B1": 2, "B2": 2, "A1": 2}
    result = FRAMEWORK.score("teacher", "full", answers)
    assert [one.id for one in result.hardest] == ["C.diversity", "B.digital", "B.plan"]
    assert [one.id for one in result.strong][-1] == "A.subject"
    assert "B.plan" not in {one.id for one in result.strong}
    assert "A.subject" not in {one.id for one in result.can_show}
    assert "C.behaviour" in {one.id for one in result.can_show}
    assert result.reliable


@given(runs(whole=True))
def test_whatever_has_a_level_is_strong_or_hard(run):
    result = FRAMEWORK.score(*run)
    known = [one for one in (result.blocks if result.preliminary else result.competencies) if one.level]
    assert sorted(one.id for one in known) == sorted(one.id for one in (*result.strong, *result.hardest))
    hard = [one.deficit for one in result.hardest]
    assert hard == sorted(hard, reverse=True)
    assert all(one >= Fraction(1, 4) for one in hard)
    assert {one.id for one in result.can_show} <= {one.id for one in result.strong}


def test_priorities_weigh_difficulty_by_importance():
    answers = all_answered("teacher", 3) | {
        "C1": 0,
        "C2": 0,
        "C3": 0,
        "B7": 1,
        "B1": 2,
        "B2": 2,
        "D1": 1,
        "D2": 1,
    }
    result = FRAMEWORK.score("teacher", "full", answers)
    importance = {"C.diversity": "later", "B.digital": "now", "B.plan": "later", "D.dialog": "not_needed"}
    chosen = FRAMEWORK.priorities(result, importance)
    assert [(one.competency, one.weight) for one in chosen] == [
        ("B.digital", Fraction(2, 3)),
        ("C.diversity", Fraction(1, 2)),  # 1 * 1/2
    ]  # B.plan weighs 1/6: below a quarter; D.dialog is not wanted
    assert FRAMEWORK.priorities(result, {"A.subject": "now"}) == ()
    with pytest.raises(KeyError):
        FRAMEWORK.priorities(result, {"C.diversity": "someday"})


def test_a_difficulty_of_exactly_a_quarter_stays_a_priority():
    answers = all_answered("teacher", 3) | {"D1": 1, "D2": 2}  # D = 1/2, later: exactly 1/4
    result = FRAMEWORK.score("teacher", "full", answers)
    (only,) = FRAMEWORK.priorities(result, {"D.dialog": "later"})
    assert only.weight == FRAMEWORK.rules.priority_from == Fraction(1, 4)


def test_the_short_form_gives_levels_of_blocks_only():
    result = FRAMEWORK.score("teacher", "express", all_answered("teacher", 1, "express") | {"A1": 0})
    assert result.preliminary
    assert result.competencies == result.can_show == ()
    assert {one.id: (one.level, one.why) for one in result.blocks} == {
        "A": (None, "single_item"),
        "B": ("medium", None),
        "C": ("medium", None),
        "D": ("medium", None),
    }
    assert [one.id for one in result.hardest] == ["B", "C", "D"]
    assert FRAMEWORK.priorities(result, {"B": "now"}) == ()


# ── Reliability, the personal block, change ───────────────────────────────────────────────────────


def test_the_same_answer_ten_times_is_flat_and_nine_times_is_not():
    express = all_answered("teacher", 2, "express")
    assert FRAMEWORK.score("teacher", "express", express).flags == ("flat",)
    assert FRAMEWORK.score("teacher", "express", express | {"A1": 3}).flags == ()
    assert FRAMEWORK.score("teacher", "express", express | {"A1": None}).flags == ()


def test_more_than_two_fifths_not_about_me_is_unreliable():
    ids = list(all_answered("teacher", 2, "express"))
    varied = {one: number % 4 for number, one in enumerate(ids)}
    assert FRAMEWORK.score("teacher", "express", varied | dict.fromkeys(ids[:4])).reliable
    assert FRAMEWORK.score("teacher", "express", varied | dict.fromkeys(ids[:5])).flags == ("many_not_mine",)


@pytest.mark.parametrize(("median", "flags"), [(None, ()), (1.9, ("fast",)), (2.0, ()), (12, ())])
def test_answers_faster_than_reading_are_unreliable(median, flags):
    assert FRAMEWORK.score("teacher", "full", {"A1": 1, "A2": 2}, median).flags == flags


@pytest.mark.parametrize(
    ("answers", "low"),
    [
        ({"W1": 1, "W2": 1}, True),
        ({"W1": 0, "W2": 1, "A1": 3}, True),
        ({"W1": 1, "W2": 2}, False),
        ({"W1": 1, "W2": None}, False),
        ({"W1": 0}, False),
        ({}, False),
    ],
)
def test_low_resources_are_both_low(answers, low):
    assert FRAMEWORK.resource_low(answers) is low


def test_a_trend_needs_four_months_and_a_real_shift():
    before = FRAMEWORK.score("teacher", "full", all_answered("teacher", 2))
    answers = all_answered("teacher", 2) | {"B7": 3, "C6": 0, "A1": 3, "D1": 3, "D2": 3, "D3": None}
    after = FRAMEWORK.score("teacher", "full", answers)
    assert FRAMEWORK.trend(before, after, 119) is None
    shifts = {one.id: one for one in FRAMEWORK.trend(before, after, 120) or ()}
    assert {one.id: one.change for one in shifts.values() if one.change != "same"} == {
        "B.digital": "better",
        "C.upbringing": "worse",
        "D.dialog": "better",
        "D": "better",
    }
    assert shifts["A.subject"].after == Fraction(2, 9)  # moved, but by less than a quarter
    assert "D.colleagues" not in shifts  # one answer of two is not enough


def test_a_shift_of_exactly_a_quarter_is_a_shift():
    before = FRAMEWORK.score("novice", "full", all_answered("novice", 2))
    after = FRAMEWORK.score("novice", "full", all_answered("novice", 2) | {"N1": 3, "N2": 3, "N3": 3})
    moved = {one.id: one for one in FRAMEWORK.trend(before, after, 120) or ()}["N.start"]
    assert (moved.before - moved.after, moved.change) == (Fraction(1, 4), "better")


def test_runs_of_another_form_or_version_are_not_compared(tmp_path):
    full = FRAMEWORK.score("teacher", "full", all_answered("teacher", 2))
    express = FRAMEWORK.score("teacher", "express", all_answered("teacher", 2, "express"))
    assert FRAMEWORK.trend(full, express, 200) is None
    text = (DIRECTORY / "framework.yaml").read_text("utf-8")
    newer = framework.load(written(tmp_path, text.replace('version: "1"', 'version: "2"')))
    assert FRAMEWORK.trend(full, newer.score("teacher", "full", all_answered("teacher", 2)), 200) is None


@given(runs(whole=True), st.data())
def test_a_trend_is_exact_and_turns_round(run, data):
    profile, form, answers = run
    other = {one: data.draw(ANSWER) for one in answers}
    before, after = FRAMEWORK.score(profile, form, answers), FRAMEWORK.score(profile, form, other)
    there, back = FRAMEWORK.trend(before, after, 150), FRAMEWORK.trend(after, before, 150)
    turned = {"better": "worse", "worse": "better", "same": "same"}
    assert [turned[one.change] for one in there or ()] == [one.change for one in back or ()]
    for one in there or ():
        least = Fraction(15, 100) if one.kind == "block" else Fraction(25, 100)
        assert (one.change == "same") is (abs(one.before - one.after) < least)


# ── The file ──────────────────────────────────────────────────────────────────────────────────────


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "framework.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("- id: A2\n", "- id: A1\n", "A1"),
        ("- id: B1\n", "- id: A1\n", "A1 stands here more than once"),
        ("- id: B.plan\n", "- id: A.subject\n", "A.subject stands here more than once"),
        ("profiles: [teacher, methodist]", "profiles: [pupil]", "one of: teacher, novice"),
        ("express: []", "express: [manager]", "express form of a profile"),
        ("value: 2,", "value: 5,", "0, 1, 2, 3"),
        ("at_least: 1/2", "at_least: 7/8", "growing at_least"),
        ("at_least: 1/2", "at_least: 1/0", "a fraction"),
        ('at_least: "0"', "at_least: 1/8", "the first of them 0"),
        ("button: Пока не умею", "button: " + "я" * 41, "at most 40"),
        ("\nversion:", "\nversoin:", "version"),
    ],
)
def test_a_broken_framework_is_refused_with_a_sentence(tmp_path, right, wrong, sentence):
    text = (DIRECTORY / "framework.yaml").read_text("utf-8")
    assert right in text
    with pytest.raises(RegulationError, match=sentence):
        framework.load(written(tmp_path, text.replace(right, wrong, 1)))


def test_the_framework_is_read_once():
    assert framework.load() is FRAMEWORK
    assert isinstance(FRAMEWORK, Framework)
