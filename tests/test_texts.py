"""The texts are whole, and what checks them sees what is not."""

import ast
from pathlib import Path

import pytest
from fluent_compiler.bundle import FluentBundle

import locales
from handlers.dialogue.library import Library, dialogue
from tests import texts
from tests.texts import check_names, compare, named, read


def test_every_text_is_in_every_language_and_none_is_missing_or_unused():
    assert texts.check() == []


@pytest.mark.parametrize("locale", locales.known())
def test_each_text_is_prepared_by_itself_as_in_its_whole_language(locale: str):
    files = list(locales.sources(locale))
    problems: list[str] = []
    found = read(files, problems)
    source = "\n".join(locales.marked(file.read_text(encoding="utf-8")) for file in files)
    whole = FluentBundle.from_string(locale, source, use_isolating=False)
    assert all(locales.has(key, locale) for key in found)
    for key, text in found.items():
        if not text.variables:
            assert locales.say(locale, key, {}) == whole.format(key, {})[0], key


def language(folder: Path, source: str) -> tuple[dict[str, texts.Text], list[str]]:
    file = folder / "topic.ftl"
    file.write_text(source, encoding="utf-8")
    problems: list[str] = []
    return read([file], problems), problems


def test_keys_and_variables_are_compared(tmp_path: Path):
    ru, _ = language(tmp_path, "a-one = { $n } раз\na-two = Да\na-three = Три\n")
    en, _ = language(tmp_path, "a-one = { $count } times\na-two = Yes\na-four = Four\n")
    assert list(compare(ru, en, "en")) == [
        "en: a-four is in no other language",
        "en: a-three is missing",
        "en: a-one differs in count, n",
    ]


def test_junk_and_doubles_are_seen(tmp_path: Path):
    _, problems = language(tmp_path, "a-one = Да\na-one = Нет\na-two = { $\n**не текст**\n")
    assert [problem.split(": ", 1)[1] for problem in problems] == [
        "a-one is there twice",
        "not a text: 'a-two = { $\\nне текст'",
    ]


def test_the_longest_variant_is_measured(tmp_path: Path):
    found, _ = language(tmp_path, "a-one = раз { $n ->\n    [one] слово\n   *[many] длинных слов\n} конец\n")
    assert found["a-one"].variables == {"n"}
    assert found["a-one"].length == len("раз длинных слов конец")


@pytest.mark.parametrize(
    ("code", "problems"),
    [
        ('Words("a-one")', ["nobody says a-two"]),
        ('Words("a-lost")', ["code.py:1: there is no text a-lost", "nobody says a-one", "nobody says a-two"]),
        ('DomainError("a-one" if x else "a-two")', []),
        ('DomainError(f"a-{x}")', []),
        ('Words("a-" + x)', []),
        (
            'Words(f"b-{x}")',
            ["code.py:1: there is no text like b\\-.+", "nobody says a-one", "nobody says a-two"],
        ),
        (
            'Call(pick, key="k", say="a-one", say_day="a-lost")',
            ["code.py:1: there is no text a-lost", "nobody says a-two"],
        ),
        ('KINDS = {"x": "a-one", "y": "a-two"}', []),
    ],
)
def test_what_the_code_names_is_compared_with_what_is_written(tmp_path: Path, code: str, problems: list[str]):
    (tmp_path / "code.py").write_text(code)
    written, _ = language(tmp_path, "a-one = Да\na-two = Нет\ncommand-cancel = О\ncommand-back = Н\n")
    found = named([tmp_path / "code.py"], tmp_path)
    assert list(check_names(written, found, Library())) == problems
    assert ast.parse(code)


def test_every_dialogue_needs_its_title_and_a_command_its_word_and_help(tmp_path: Path):
    library = Library()
    dialogue("plain", library=library)(lambda talk: talk)
    dialogue("spoken", library=library, command=True)(lambda talk: talk)
    written, _ = language(tmp_path, "title-plain = П\ntitle-gone = Г\ncommand-cancel = О\ncommand-back = Н\n")
    assert list(check_names(written, named([], tmp_path), library)) == [
        "a dialogue has no about-spoken",
        "a dialogue has no command-spoken",
        "a dialogue has no title-spoken",
        "nobody says title-gone",
    ]


# --- the facade -----------------------------------------------------------------------------


def test_a_text_with_a_value_missing_is_never_shown_broken():
    with pytest.raises(locales.TextMissing):
        locales.say("ru", "kit-number", {"least": 1})
    with pytest.raises(locales.TextMissing):
        locales.say("ru", "no-such-text", {})


@pytest.mark.parametrize("number", [0, 1, 2, 5, 11, 21, 999, 1000, 1_234_567, -1, -1000])
@pytest.mark.parametrize("locale", ["ru", "en"])
def test_a_number_is_said_the_same_whether_small_or_not(locale: str, number: int):
    for key in ("kit-done", "kit-paused"):
        said = locales.say(locale, key, {"count": locales.number(number)})
        assert said == locales.say(locale, key, {"count": number})


def test_a_language_that_is_not_there_is_answered_in_russian():
    for locale in ("de", "", "../ru", "uk"):
        assert locales.say(locale, "kit-yes", {}) == "Да"
    assert locales.say("en", "kit-yes", {}) == "Yes"


def test_emphasis_becomes_marks_that_nobody_can_forge():
    assert locales.unmarked(f"{locales.STRONG}важно{locales.PLAIN}") == "важно"
    assert locales.spellings("command-menu") == {"меню", "menu"}


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("Ёлка!", "елка"), ("  МЕНЮ. ", "меню"), ("№ 5", "5"), ("C++", "c++"), ("👍", ""), ("а-б", "а б")],
)
def test_typed_words_are_compared_without_case_and_signs(typed: str, folded: str):
    assert locales.folded(typed) == folded
