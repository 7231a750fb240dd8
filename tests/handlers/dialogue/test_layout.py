"""Properties of laying out: whatever a screen holds, it fits the channel and nothing of it is lost."""

import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import locales
from handlers.dialogue.layout import Limits, Sheet, lay_out
from handlers.dialogue.nouns import Ask, Choice, Confirm, Link, Screen
from handlers.dialogue.shown import Shown, ask_shown, screen_shown
from handlers.dialogue.splitting import cut, length, split
from handlers.dialogue.state import Run, State
from handlers.dialogue.telling import SAID, TYPED, Entry
from handlers.dialogue.voice import Voice
from handlers.dialogue.wire import wire_key, wire_value
from services.values import Personal, Words
from tests.handlers.dialogue.test_lists import CHANNELS, VK
from tests.play import MOMENT

VOICE = Voice("ru", False, ZoneInfo("Europe/Moscow"), MOMENT)
MASKED = Voice("ru", True, ZoneInfo("Europe/Moscow"), MOMENT)
LETTERS = st.text(alphabet="абв гдеABC 09.,-\n😀👩‍👩‍👧é", max_size=60)
LABELS = st.text(alphabet="абвгдежз ABC09😀-", min_size=1, max_size=70).filter(str.strip)
MARKED = st.lists(st.tuples(st.booleans(), st.text(alphabet="абвг \n😀", max_size=80)), max_size=12)
VALUES = st.one_of(st.integers(-(10**17), 10**17), st.text(max_size=40))
channels = pytest.mark.parametrize("limits", CHANNELS.values(), ids=CHANNELS)


def fits(sheet: Sheet, limits: Limits) -> None:
    buttons = [button for row in sheet.rows for button in row]
    assert len(buttons) <= limits.buttons
    assert len(sheet.rows) <= limits.rows
    assert all(1 <= len(row) <= limits.columns for row in sheet.rows)
    assert all(1 <= length(button.label) <= limits.label for button in buttons)
    assert all(len(button.payload.encode()) <= min(64, limits.payload) for button in buttons)
    assert all(bool(button.payload) != bool(button.url) for button in buttons)
    for part in sheet.parts:
        assert 1 <= length(part) <= limits.text
        assert balanced(part)
        assert part.strip(locales.STRONG + locales.PLAIN + " \n")


def balanced(part: str) -> bool:
    marks = "".join(sign for sign in part if sign in (locales.STRONG, locales.PLAIN))
    return re.fullmatch(f"({locales.STRONG}{locales.PLAIN})*", marks) is not None


def bare(text: str) -> str:
    return re.sub(rf"[\s{locales.STRONG}{locales.PLAIN}]", "", text)


@st.composite
def questions(draw) -> Shown:
    values = draw(st.lists(VALUES, unique=True, max_size=60))
    many = draw(st.booleans())
    ask = Ask(
        "kit-refused",
        key=draw(st.one_of(st.just("k"), st.text(alphabet="абв.#xyz", min_size=1, max_size=40))),
        choices=[Choice(value, draw(LABELS), alone=draw(st.booleans())) for value in values],
        read=draw(st.sampled_from([None, str])),
        skippable=draw(st.booleans()),
        many=many,
        why=draw(LETTERS).strip() or "?",
    )
    run = Run("ask", [], "abcdefgh", MOMENT, journal=[Entry("x", 1)] * draw(st.integers(0, 1)))
    if draw(st.booleans()):
        words = Entry(ask.key, draw(LABELS), draw(st.sampled_from([TYPED, SAID])))
        run.suggest([Entry(ask.key, values[:3]) if many else words])
    shown = ask_shown(ask, run, f"in/{ask.key}", pausable=draw(st.booleans()), resumed=draw(st.booleans()))
    shown.notice = draw(st.sampled_from([None, Words("kit-stale")]))
    shown.page = draw(st.integers(0, 99))
    shown.find = draw(st.sampled_from(["", "", "а", "нет такого"]))
    return shown


@channels
@settings(max_examples=60, deadline=None)
@given(shown=questions())
def test_a_question_fits_and_comes_back_from_the_store_as_it_was(limits: Limits, shown: Shown):
    sheet = lay_out(shown, limits, VOICE)
    fits(sheet, limits)
    again = Shown.unpack(shown.pack())
    assert again == shown
    assert lay_out(again, limits, VOICE) == sheet


@channels
@settings(max_examples=60, deadline=None)
@given(shown=questions())
def test_every_choice_is_on_exactly_one_page(limits: Limits, shown: Shown):
    shown.find = ""
    pressed: list[str] = []
    for page in range(len(shown.choices) + 1):
        shown.page = page
        buttons = [button for row in lay_out(shown, limits, VOICE).rows for button in row]
        found = [b.payload for b in buttons if not re.search(r"\.!\w+$", b.payload)]
        if page and found[:1] == pressed[-len(found) :][:1]:
            break
        pressed += found
    lead = f"{shown.run}.{wire_key(shown.key, shown.print)}."
    assert sorted(pressed) == sorted(lead + wire_value(choice.value) for choice in shown.choices)


@channels
@settings(max_examples=40, deadline=None)
@given(labels=st.lists(LABELS, max_size=40), text=LETTERS)
def test_every_link_of_a_last_screen_is_on_a_page(limits: Limits, labels: list[str], text: str):
    links = [Link("ask", label, number) for number, label in enumerate(labels)]
    shown = screen_shown(Screen("kit-refused", links=links, why=text.strip() or "?"), "abcdefgh")
    found: set[str] = set()
    for page in range(len(labels) + 1):
        shown.page = page
        sheet = lay_out(shown, limits, VOICE)
        fits(sheet, limits)
        found |= {button.payload for row in sheet.rows for button in row if button.payload.startswith(">")}
    assert found == {f">ask:={number}" for number in range(len(labels))}


@pytest.mark.parametrize("voice", [VOICE, MASKED], ids=["open", "masked"])
@channels
def test_the_fullest_question_there_can_be_still_fits(limits: Limits, voice: Voice):
    """Several marked, found by letters, skippable, gone on with, under a web link: nothing is dropped."""
    choices = [Choice(number, Personal(f"Учитель {number}", f"П-{number}")) for number in range(100)]
    ask = Ask("kit-yes", key="k", choices=choices, many=True, skippable=True, read=str)
    run = Run("x", [], "abcdefgh", MOMENT, journal=[Entry("a", 1)])
    for pausable in (False, True):
        shown = ask_shown(ask, run, "k", pausable=pausable, resumed=True)
        shown.picked, shown.find, shown.web_link = (
            (1, 2),
            "у" if voice is VOICE else "п",
            "https://web.example/enter/X",
        )
        sheet = lay_out(shown, limits, voice)
        fits(sheet, limits)
        labels = [button.label for row in sheet.rows for button in row]
        wanted = {"Готово, выбрано 2", "Показать все", "Пропустить", "Начать заново", "‹ Назад"}
        assert {*wanted, "Открыть в веб-чате"} <= set(labels)


def test_more_links_than_fit_a_notice_are_refused_rather_than_dropped():
    shown = screen_shown(Screen("kit-yes", links=[Link("ask", "Открыть", n) for n in range(11)]))
    with pytest.raises(ValueError, match="no pages"):
        lay_out(shown, VK, VOICE)


def test_a_payload_that_does_not_fit_is_refused():
    run = Run("x", [], "abcdefgh", MOMENT)
    shown = ask_shown(
        Ask("kit-yes", key="k" * 14, choices=[Choice("v" * 30, "a")]),
        run,
        "k" * 14,
        pausable=False,
        resumed=False,
    )
    with pytest.raises(ValueError, match="does not fit"):
        lay_out(shown, Limits(payload=20), VOICE)


# --- splitting ------------------------------------------------------------------------------


def text_of(pieces: list[tuple[bool, str]]) -> str:
    return "".join(f"{locales.STRONG}{text}{locales.PLAIN}" if strong else text for strong, text in pieces)


@settings(max_examples=300, deadline=None)
@given(pieces=MARKED, most=st.integers(16, 60))
def test_a_long_text_is_cut_into_parts_that_fit_with_nothing_lost(pieces: list[tuple[bool, str]], most: int):
    text = text_of(pieces)
    parts = split(text, most)
    assert all(length(part) <= most for part in parts)
    assert all(balanced(part) for part in parts)
    assert bare("".join(parts)) == bare(text)
    assert strong_letters("".join(parts)) == strong_letters(text)
    assert len(parts) == 1 or all(bare(part) for part in parts)


def strong_letters(text: str) -> str:
    found = re.findall(f"{locales.STRONG}(.*?){locales.PLAIN}", text, re.DOTALL)
    return "".join(map(bare, found))


def test_a_text_is_cut_at_a_paragraph_else_a_line_else_a_word():
    assert split("а" * 20 + "\n\n" + "б" * 15, 32) == ["а" * 20, "б" * 15]
    assert split("а" * 20 + "\n" + "б" * 15, 32) == ["а" * 20, "б" * 15]
    assert split("раз два три четыре пять шесть", 20) == ["раз два три четыре", "пять шесть"]
    assert split("а" * 40, 20) == ["а" * 19, "а" * 19, "аа"]
    assert split("", 20) == [""]
    assert split("😀" * 20, 16) == ["😀" * 7, "😀" * 7, "😀" * 6]


@settings(max_examples=100, deadline=None)
@given(label=LABELS, most=st.integers(2, 40))
def test_a_label_is_cut_with_a_sign_that_it_was(label: str, most: int):
    short = cut(label, most)
    assert length(short) <= most
    assert short == label if length(label) <= most else short.endswith("…")


# --- what travels ---------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(values=st.lists(VALUES, unique=True, min_size=2, max_size=20))
def test_different_values_travel_differently_and_within_a_button(values: list):
    wires = [wire_value(value) for value in values]
    assert len(set(wires)) == len(values)
    assert not any(wire.startswith("!") for wire in wires)
    assert all(len(wire.encode()) <= 30 for wire in wires)


@pytest.mark.parametrize("make", [lambda: Confirm("kit-yes", who="А"), lambda: Ask("kit-yes", key="k")])
def test_only_a_confirmation_depends_on_all_it_shows(make: Callable[[], Ask]):
    assert bool(make().fingerprint()) == isinstance(make(), Confirm)


def test_the_fingerprint_of_a_confirmation_covers_text_choices_and_picture():
    from handlers.dialogue.nouns import Picture

    prints = {
        Confirm("kit-yes", who="А").fingerprint(),
        Confirm("kit-yes", who="Б").fingerprint(),
        Confirm("kit-no", who="А").fingerprint(),
        Confirm("kit-yes", who=Personal("А")).fingerprint(),
        Confirm("kit-yes", who="А", yes="kit-done").fingerprint(),
        Confirm("kit-yes", who="А", picture=Picture("bars", {"n": 1})).fingerprint(),
        Confirm("kit-yes", who="А", picture=Picture("bars", {"n": 2})).fingerprint(),
    }
    assert len(prints) == 7
    assert Confirm("kit-yes", who="А").fingerprint() in prints


DIGITS = st.integers(0, 9)
JSON = st.one_of(st.none(), st.integers(-(2**53), 2**53), st.text(max_size=20), st.lists(DIGITS, max_size=4))
ENTRY = st.builds(Entry, st.text(min_size=1, max_size=9), JSON, st.sampled_from(["", TYPED, "ab12"]))
ENTRIES = st.lists(ENTRY, max_size=5)
PILE = st.lists(st.deferred(lambda: RUNS), max_size=4)
RUNS = st.builds(
    Run,
    st.sampled_from(["ask", "survey"]),
    st.lists(st.one_of(st.integers(0, 9), st.text(max_size=5)), max_size=2),
    st.text(alphabet="abc", min_size=8, max_size=8),
    st.just(MOMENT),
    ENTRIES,
    ENTRIES,
)


@settings(max_examples=100, deadline=None)
@given(runs=PILE, parked=PILE, asked=st.text(max_size=9), offers=ENTRIES)
def test_a_conversation_comes_back_from_the_store_as_it_was(runs, parked, asked, offers):
    for run in runs:
        run.suggest(offers)
    state = State(runs, parked, asked)
    assert State.unpack(state.pack()) == state
