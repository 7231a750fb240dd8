"""Per-chat senders: one call in flight, the newest wins, failures stay here. CORE 12, 13, 14."""

import asyncio
from dataclasses import replace

import pytest

from bot import senders as module
from bot.channels.channel import Attachment, Delivery, Later, Refused, Trouble, Unreachable
from bot.senders import PAUSES, Senders
from handlers.dialogue.nouns import Document, Picture
from tests.bot.stages import Pauses, SlowStage, breathe, screen, sheet

ME = (1, 10)


async def nothing(_channel: object, _delivery: Delivery) -> None:
    """There are no pictures here."""


@pytest.fixture
async def stage():
    return SlowStage()


def texts(stage: SlowStage) -> list[str]:
    return [delivery.sheet.parts[0] for delivery in stage.shown if delivery.sheet]


async def test_one_call_in_flight_and_the_newest_screen_wins(stage: SlowStage):
    senders = Senders(nothing)
    for number in range(1, 6):
        senders.show(stage, screen(number, handle=f"press {number}"))
    await stage.answers()
    await stage.answers()
    await senders.drained()
    assert texts(stage) == ["screen 1", "screen 5"]
    assert stage.handled == [f"press {number}" for number in range(1, 6)], "every button is freed"
    assert stage.most_at_once == {"1": 1}
    assert senders.shown == {ME: 5}


async def test_a_slow_chat_delays_nobody_else(stage: SlowStage):
    senders = Senders(nothing)
    for person in range(1, 4):
        senders.show(stage, screen(1, address=str(person), person=person))
    await stage.answers(address="3")
    await stage.answers(address="2")
    assert [delivery.address for delivery in stage.shown] == ["3", "2"]
    assert senders.shown == {(3, 30): 1, (2, 20): 1}
    await stage.answers()
    await senders.drained()


async def test_an_answer_without_a_screen_frees_the_button_only(stage: SlowStage):
    senders = Senders(nothing)
    senders.show(stage, screen(1))
    senders.show(stage, Delivery("1", None, 1, 1, 10, ["a"]))
    senders.show(stage, Delivery("1", None, 1, 1, 10, ["b"]))
    await stage.answers()
    await stage.answers()
    await senders.drained()
    assert texts(stage) == ["screen 1"]
    assert stage.handled == ["a", "b"]


async def test_a_screen_that_is_on_its_way_already_is_not_sent_again(stage: SlowStage):
    """A redelivered update, or a lease that ended while the platform was slow."""
    senders = Senders(nothing)
    senders.show(stage, screen(2))
    await breathe()
    senders.show(stage, screen(2, handle="pressed twice"))
    senders.show(stage, screen(1))
    await stage.answers()
    await stage.answers()
    await senders.drained()
    assert texts(stage) == ["screen 2"]
    assert stage.handled == ["pressed twice"]
    senders.show(stage, screen(2))
    await stage.answers()
    assert texts(stage) == ["screen 2", "screen 2"], "later it is shown as asked"


async def test_an_older_screen_never_follows_a_newer_one(stage: SlowStage):
    senders = Senders(nothing)
    senders.show(stage, screen(3))
    senders.show(stage, screen(5))
    senders.show(stage, screen(4))
    await stage.answers()
    await stage.answers()
    await senders.drained()
    assert texts(stage) == ["screen 3", "screen 5"]


# --- failures ------------------------------------------------------------------------------


async def test_trouble_is_retried_with_growing_rests_and_then_stays_owed(stage: SlowStage):
    senders = Senders(nothing, pause=(pauses := Pauses()))
    senders.show(stage, screen(1))
    for _ in range(len(PAUSES) + 1):
        await stage.answers(Trouble("down"))
    await senders.drained()
    assert pauses.taken == list(PAUSES)
    assert not senders.has_news
    senders.show(stage, screen(1))
    await stage.answers(Trouble("down"))
    await stage.answers()
    await senders.drained()
    assert senders.shown == {ME: 1}


async def test_a_platform_that_asks_to_wait_is_waited_for(stage: SlowStage):
    senders = Senders(nothing, pause=(pauses := Pauses()))
    senders.show(stage, screen(1))
    await stage.answers(Later(37.0))
    await stage.answers()
    await senders.drained()
    assert pauses.taken == [37.0]
    assert senders.shown == {ME: 1}


async def test_a_newer_screen_takes_the_place_of_one_that_waits_to_be_tried_again(stage: SlowStage):
    senders = Senders(nothing, pause=(pauses := Pauses(hold=True)))
    senders.show(stage, screen(1, handle="first"))
    await stage.answers(Trouble("down"))
    senders.show(stage, screen(2, handle="second"))
    pauses.end()
    await stage.answers()
    await senders.drained()
    assert texts(stage) == ["screen 2"]
    assert stage.handled == ["first", "second"]


async def test_whoever_blocks_us_is_unreachable_and_nothing_is_owed_to_him(stage: SlowStage):
    """Nothing of it counts as seen: his next words answer no question that he has never read."""
    senders = Senders(nothing)
    senders.show(stage, screen(4))
    await stage.answers(Unreachable())
    await senders.drained()
    assert senders.unreachable == {("vsevolozhsk", 10)}
    assert senders.hopeless == {ME: 4}
    assert senders.shown == {}


@pytest.mark.parametrize(
    "error", [Refused("bad markup"), RuntimeError("a defect of the channel"), KeyError("x")]
)
async def test_a_screen_that_is_at_fault_itself_gives_way_to_an_apology(stage: SlowStage, error: Exception):
    senders = Senders(nothing)
    senders.show(stage, screen(3, handle="press"), apology=lambda reference: sheet(f"sorry {reference}"))
    await stage.answers(error)
    apology = await stage.answers()
    await senders.drained()
    assert apology.sheet and apology.sheet.parts[0].startswith("sorry ")
    assert len(apology.sheet.parts[0].split()[1]) == 4
    assert stage.handled == ["press"]
    assert (senders.shown, senders.hopeless) == ({}, {ME: 3})


async def test_an_apology_that_fails_too_is_the_end_of_it(stage: SlowStage):
    senders = Senders(nothing)
    senders.show(stage, screen(3), apology=lambda reference: sheet("sorry"))
    await stage.answers(Refused("bad markup"))
    await stage.answers(Refused("still bad"))
    await senders.drained()
    assert senders.hopeless == {ME: 3}


async def test_no_failure_ends_a_chats_sender(stage: SlowStage):
    senders = Senders(nothing, pause=Pauses())
    for number, error in enumerate((RuntimeError(), Unreachable(), Refused(), None), 1):
        senders.show(stage, screen(number))
        await stage.answers(error)
    await senders.drained()
    assert texts(stage) == ["screen 4"]


# --- pictures and files --------------------------------------------------------------------


async def test_a_picture_that_cannot_be_drawn_leaves_the_words(stage: SlowStage):
    async def fails(_channel: object, _delivery: Delivery) -> None:
        raise ZeroDivisionError

    senders = Senders(fails)
    delivery = screen(1)
    delivery.sheet = replace(sheet("screen 1"), picture=Picture("radar", {}))
    senders.show(stage, delivery)
    await stage.answers()
    await senders.drained()
    assert texts(stage) == ["screen 1"]


async def test_a_file_that_cannot_be_made_is_apologised_for(stage: SlowStage):
    async def fails(_channel: object, delivery: Delivery) -> None:
        if delivery.sheet and delivery.sheet.document:
            raise ZeroDivisionError

    senders = Senders(fails)
    delivery = screen(1)
    delivery.sheet = replace(sheet("screen 1"), document=Document("report", "a.docx", {}))
    senders.show(stage, delivery, apology=lambda reference: sheet("sorry"))
    await stage.answers()
    await senders.drained()
    assert texts(stage) == ["sorry"]


async def test_a_store_in_trouble_is_waited_for_and_a_file_is_made_once(stage: SlowStage):
    made = 0

    async def locked_at_first(_channel: object, delivery: Delivery) -> None:
        nonlocal made
        if delivery.attachment is None:
            made += 1
            if made == 1:
                raise ConnectionResetError
            delivery.attachment = Attachment("a", b"", picture=False)

    senders = Senders(locked_at_first, pause=(pauses := Pauses()))
    senders.show(stage, screen(1))
    await stage.answers(Trouble("down"))
    await stage.answers()
    await senders.drained()
    assert made == 2
    assert pauses.taken == [1.0, 2.0]


# --- bounds and the end --------------------------------------------------------------------


async def test_above_the_bound_a_screen_simply_stays_owed(stage: SlowStage, monkeypatch):
    monkeypatch.setattr(module, "MOST_PENDING", 3)
    senders = Senders(nothing)
    for person in range(1, 6):
        senders.show(stage, screen(1, address=str(person), person=person))
    await breathe()
    assert len(stage.calls) == 3
    assert senders.room() == 0
    senders.show(stage, screen(2))
    for _ in range(4):
        await stage.answers()
    await senders.drained()
    assert senders.shown == {ME: 2, (2, 20): 1, (3, 30): 1}
    assert senders.room() == 3


async def test_the_end_lets_calls_finish_and_keeps_what_they_tell(stage: SlowStage):
    senders = Senders(nothing, pause=Pauses(hold=True))
    senders.show(stage, screen(1, address="1", person=1))
    senders.show(stage, screen(1, address="2", person=2))
    await stage.answers(Trouble("down"), address="2")
    ending = asyncio.create_task(senders.finish(60))
    await stage.answers(address="1")
    await ending
    assert senders.shown == {ME: 1}, "whoever was resting is owed his screen"
    senders.show(stage, screen(2))
    await senders.drained()
    assert senders.shown == {ME: 1}


async def test_the_end_waits_only_so_long_for_a_call_that_hangs(stage: SlowStage):
    senders = Senders(nothing)
    senders.show(stage, screen(1))
    await breathe()
    await senders.finish(0)
    assert not senders.has_news


async def test_what_the_store_has_noted_is_forgotten_and_what_came_meanwhile_is_not(stage: SlowStage):
    senders = Senders(nothing)
    senders.shown = {ME: 7, (2, 20): 1}
    senders.hopeless = {(3, 30): 2}
    senders.noted({ME: 6, (2, 20): 1}, {(3, 30): 2})
    assert senders.shown == {ME: 7}
    assert senders.hopeless == {}
    assert senders.shown_no(1, 10) == 7
    assert senders.shown_no(1, 11) == 0
