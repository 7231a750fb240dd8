"""The road of one message: order, the three kinds of error, duplicates, owed screens. CORE 8–14, 17, 21."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

import handlers
from bot.channels.channel import Commented, Gone, Incoming, Refused, Trouble, Unreachable
from handlers.dialogue.conversation import Pressed, Typed
from handlers.dialogue.library import Library, Talk, Telling, dialogue
from handlers.dialogue.nouns import Ask, Screen
from handlers.dialogue.reading import text
from services import people
from services.errors import NotAllowed
from storage import owed
from storage.comments import Comment
from storage.conversations import Conversation, DeadLetter
from storage.people import Account
from storage.store import GaveUp, Store, Unit
from tests.bot.stages import Pauses, SlowStage, breathe
from tests.play import MOMENT, Stage, Theatre
from tests.storage.scenes import HERE, Rests, add, count, noted, opponent, somebody_waits

LEASE = timedelta(seconds=31)


@dataclass
class World:
    """What the little dialogues are to run into, and how often they were told."""

    fails: list[Exception] = field(default_factory=list)
    told: int = 0


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def house(store: Store, world: World) -> Theatre:
    return Theatre(store, library(world))


def library(world: World) -> Library:
    made = Library()
    made.dialogues = {name: handlers.LIBRARY.dialogues[name] for name in ("start", "menu", "help")}

    @dialogue("writes", before_consent=True, library=made)
    async def writes(talk: Talk) -> Telling:
        world.told += 1
        await add(talk.unit.connection, f"run {talk.run}")
        if world.fails:
            raise world.fails.pop(0)
        yield Screen("start-agreed")

    @dialogue("asks", before_consent=True, library=made)
    async def asks(talk: Talk) -> Telling:
        said = yield Ask("kit-empty", key="said", read=text())
        await add(talk.unit.connection, f"said {said}", str(talk.person.id))
        yield Screen("start-agreed")

    @dialogue("waits", before_consent=True, library=made)
    async def waits(_talk: Talk) -> Telling:
        await asyncio.sleep(0)
        yield Screen("start-agreed")

    @dialogue("unsayable", before_consent=True, library=made)
    async def unsayable(_talk: Talk) -> Telling:
        yield Screen("no-such-text")

    return made


def said(what: str, *events: str, address: str = "1", saw: int | None = None, handle: Any = None) -> Incoming:
    words = Pressed(what) if what.startswith(">") else Typed(what, saw)
    return Incoming(events or ("1",), address, words, handle=handle, body=f"raw {what}")


async def takes(theatre: Theatre, stage: Stage, *messages: Incoming | Gone) -> None:
    await theatre.inbox.take(stage, list(messages))


def texts(stage: Stage, address: str = "1") -> list[str]:
    return [d.sheet.parts[0].split("\n")[0] for d in stage.shown if d.sheet and d.address == address]


async def letters(theatre: Theatre) -> Sequence[DeadLetter]:
    async def work(unit: Unit) -> Sequence[DeadLetter]:
        return (await unit.session.scalars(select(DeadLetter))).all()

    return await theatre.store.step(HERE, work)


async def conversation(theatre: Theatre) -> Conversation:
    async def work(unit: Unit) -> Conversation:
        return (await unit.session.scalars(select(Conversation))).one()

    return await theatre.store.step(HERE, work)


# --- the three kinds of error --------------------------------------------------------------


async def test_a_domain_error_is_a_sentence_and_nothing_of_the_telling_lasts(house: Theatre, world: World):
    world.fails = [NotAllowed()]
    anna = house.person()
    await anna.pays(">writes", event="7")
    assert await noted(house.store) == []
    assert await letters(house) == []
    assert len(anna.stage.shown) == 1
    await anna.pays(">writes", event="7")
    assert world.told == 1, "the update is known, nothing is done again"


@pytest.mark.parametrize("error", [RuntimeError("ours"), KeyError("ours"), FileNotFoundError("ours")])
async def test_a_defect_is_tried_twice_from_a_clean_state_and_then_buried(
    house: Theatre, world: World, error: Exception
):
    world.fails = [error, error]
    stage = Stage()
    await takes(house, stage, said(">writes", "7", handle="press"))
    await house.senders.drained()
    assert world.told == 2
    assert await noted(house.store) == []
    [letter] = await letters(house)
    assert (letter.event_id, letter.source, letter.body) == ("7", "stage:1", "raw >writes")
    assert letter.error.startswith(type(error).__name__)
    assert letter.account_id
    [shown] = stage.shown
    assert shown.sheet and letter.reference in shown.sheet.parts[0], "the person sees the reference"
    assert [button.label for row in shown.sheet.rows for button in row] == ["Меню"], "and a way to go on"
    assert shown.handles == ["press"]
    await takes(house, stage, said(">writes", "7"))
    assert world.told == 2, "the update is acknowledged for good"
    await takes(house, stage, said(">writes", "8"))
    await house.senders.drained()
    assert texts(stage)[-1] == "Спасибо. Теперь можно начинать."


async def test_a_defect_that_happens_once_is_nobodys_business(house: Theatre, world: World):
    world.fails = [RuntimeError("a rare one")]
    anna = house.person()
    await anna.pays(">writes")
    anna.sees("Спасибо. Теперь можно начинать.")
    assert len(await noted(house.store)) == 1
    assert await letters(house) == []


async def test_trouble_of_the_infrastructure_is_waited_out_and_never_buried(house: Theatre, world: World):
    world.fails = [ConnectionResetError() for _ in range(50)]
    house.store._sleep = rests = Rests()
    anna = house.person()
    await anna.pays(">writes")
    anna.sees("Спасибо. Теперь можно начинать.")
    assert (world.told, len(rests.taken)) == (51, 50)
    assert len(await noted(house.store)) == 1
    assert await letters(house) == []


async def test_nothing_is_acknowledged_while_the_trouble_lasts(house: Theatre, world: World):
    world.fails = [ConnectionResetError() for _ in range(9)]
    house.store._sleep = Rests(at_3=house.store.give_up)
    with pytest.raises(GaveUp):
        await takes(house, Stage(), said(">writes", "7"))
    house.store._ending = False
    assert await letters(house) == []
    world.fails = []
    anna = house.person()
    await anna.pays(">writes", event="7")
    anna.sees("Спасибо. Теперь можно начинать.")


async def test_a_dialogue_that_waits_is_a_defect(house: Theatre):
    anna = house.person()
    await anna.pays(">waits")
    [letter] = await letters(house)
    assert letter.error.startswith("WaitedInside")
    anna.sees("Меню")


async def test_a_screen_that_cannot_be_laid_out_is_a_defect_before_the_commit(house: Theatre):
    anna = house.person()
    await anna.pays(">unsayable")
    [letter] = await letters(house)
    assert letter.error.startswith("TextMissing")
    assert letter.reference in anna.text
    await anna.types("/help")
    assert len(await letters(house)) == 1


async def test_a_conversation_that_cannot_be_read_begins_afresh_and_is_kept_in_the_letter(house: Theatre):
    anna = house.person()
    await anna.pays(">asks")

    async def spoil(unit: Unit) -> None:
        await unit.session.execute(update(Conversation).values(state='{"from": "another world'))

    await house.store.step(HERE, spoil)
    await anna.types("слова")
    [letter] = await letters(house)
    assert letter.reference in anna.text
    assert '{"from": "another world' in letter.body
    await anna.pays(">asks")
    anna.sees("Пустое сообщение. Напишите ответ словами.")


async def test_a_blocking_that_cannot_be_noted_is_buried_too(house: Theatre, monkeypatch):
    async def broken(*_args: object) -> None:
        raise RuntimeError("ours")

    monkeypatch.setattr(people, "note_reachability", broken)
    await takes(house, Stage(), Gone(("7",), "1", reachable=False))
    [letter] = await letters(house)
    assert (letter.event_id, letter.account_id) == ("7", None)
    monkeypatch.undo()
    await takes(house, Stage(), Gone(("7",), "1", reachable=False))
    assert len(await letters(house)) == 1


# --- duplicates ----------------------------------------------------------------------------


async def test_the_same_update_writes_once_and_its_screen_is_not_repeated(house: Theatre, world: World):
    stage = Stage()
    for theatre in (house, house, house.again()):
        await takes(theatre, stage, said(">writes", "7"))
        await theatre.senders.drained()
        await theatre.inbox.acknowledge()
    assert world.told == 1
    assert len(await noted(house.store)) == 1
    assert texts(stage) == ["Спасибо. Теперь можно начинать."]


async def test_the_same_update_twice_at_once_writes_once(house: Theatre, world: World):
    """As webhooks do; and a second process (the same store, other memory)."""
    stage, other = Stage(), house.again()
    await asyncio.gather(
        *(takes(theatre, stage, said(">writes", "7")) for theatre in (house, other) for _ in range(4))
    )
    for theatre in (house, other):
        await theatre.senders.drained()
    assert world.told == 1
    assert len(await noted(house.store)) == 1


async def test_a_repeated_update_shows_the_screen_again_if_it_may_not_have_arrived(house: Theatre):
    house.senders._pause = Pauses()
    stage = SlowStage()
    await takes(house, stage, said(">writes", "7"))
    for _ in range(5):
        await stage.answers(Trouble("down"))
    await house.senders.drained()
    assert texts(stage) == []
    await takes(house, stage, said(">writes", "7", handle="press"))
    await stage.answers()
    assert texts(stage) == ["Спасибо. Теперь можно начинать."]
    assert stage.handled == ["press"]
    await takes(house, stage, said(">writes", "7", handle="again"))
    await stage.answers()
    assert texts(stage) == ["Спасибо. Теперь можно начинать."], "confirmed in memory"
    await house.inbox.acknowledge()
    await takes(house.again(), stage, said(">writes", "7"))
    assert texts(stage) == ["Спасибо. Теперь можно начинать."], "confirmed in the store"
    assert stage.handled == ["press", "again"], "buttons are freed all the same"


async def test_a_repeated_update_of_another_account_gets_its_screen_there(house: Theatre):
    anna = house.person()
    await anna.pays(">writes", event="7")
    phone = await anna.also_on(Stage(name="other"), "9")
    await phone.types("/help")
    await house.senders.drained()
    await anna.pays(">writes", event="7")
    assert len(anna.stage.shown) == 2


async def test_parts_of_a_text_that_come_with_one_already_answered_are_not_lost(house: Theatre):
    """The first part was an answer already; the rest is offered, not taken for the next answer."""
    anna = house.person()
    await anna.pays(">asks", event="1")
    await anna.types("первая часть", event="2")
    assert await noted(house.store) == ["said первая часть"]
    await anna.pays(">asks", event="3")
    await takes(house, anna.stage, said("первая часть и вторая", "2", "4"))
    await house.senders.drained()
    assert await noted(house.store) == ["said первая часть"]
    assert any("первая часть и вторая" in label for label in anna.labels), anna.labels


# --- order, and nobody waits for anybody ---------------------------------------------------


async def test_messages_of_one_person_keep_their_order(house: Theatre):
    stage = Stage()
    people = [str(number) for number in range(5)]
    batch = []
    for number, what in enumerate((">asks", "/cancel", ">asks", "ответ")):
        for person in people:
            words = f"{what} {person}" if what == "ответ" else what
            batch.append(said(words, f"{person}/{number}", address=person, saw=99))
    await takes(house, stage, *batch)
    await house.senders.drained()
    assert await noted(house.store) == [f"said ответ {person}" for person in people]
    for person in people:
        assert texts(stage, person)[-1] == "Спасибо. Теперь можно начинать."


async def test_a_send_that_hangs_keeps_nobody_waiting(house: Theatre):
    stage = SlowStage()
    await takes(house, stage, said(">writes", "1", address="1"), said(">writes", "2", address="2"))
    await takes(house, stage, said("/help", "3", address="1"))
    await stage.answers(address="2")
    assert texts(stage, "2") == ["Спасибо. Теперь можно начинать."]
    assert texts(stage, "1") == []
    assert len(await noted(house.store)) == 2
    await stage.answers(address="1")
    await stage.answers(address="1")
    await house.senders.drained()
    assert len(texts(stage, "1")) == 2


@pytest.mark.parametrize("error", [RuntimeError("ours"), Refused("bad"), Trouble("down"), Unreachable()])
async def test_no_failing_send_ends_the_intake(house: Theatre, error: Exception):
    house.senders._pause = Pauses()
    stage = Stage()
    stage.fails = [error] * 5
    await takes(house, stage, said(">writes", "1"))
    await takes(house, stage, said("/help", "2", address="2"))
    await house.senders.drained()
    stage.fails = []
    await takes(house, stage, said("/help", "3"))
    await house.senders.drained()
    assert len(texts(stage, "1")) >= 1


async def test_a_screen_the_platform_refuses_gives_way_to_a_reference(house: Theatre):
    anna = house.person()
    anna.stage.fails = [Refused("bad markup")]
    await anna.pays(">writes")
    anna.sees("Меню")
    assert "Спасибо" not in anna.text


async def test_a_crowd_at_one_account_takes_one_connection(house: Theatre):
    """Whoever waits for his turn does so before he takes anything from the others (CORE 21)."""
    stage = Stage()
    await takes(house, stage, said("/help", "0"))
    if house.store.in_place:
        crowd = await asyncio.gather(*(takes(house, stage, said("/help", f"{n}")) for n in range(1, 30)))
        assert len(crowd) == 29
        return
    async with opponent(house.store) as other:
        await other.execute(
            select(Conversation.person_id).where(Conversation.territory == HERE).with_for_update()
        )
        crowd = [asyncio.create_task(takes(house, stage, said("/help", f"{n}"))) for n in range(1, 30)]
        await somebody_waits(other)
        assert house.store._writer.pool.checkedout() == 1
        await takes(house, stage, said("/help", "100", address="2"))
    await asyncio.gather(*crowd)
    await house.senders.drained()
    assert len(texts(stage, "2")) == 1


# --- acknowledging -------------------------------------------------------------------------


async def test_the_send_begins_before_the_acknowledgement_which_comes_before_the_return(house: Theatre):
    happened: list[str] = []
    acknowledge, step = house.store.acknowledge, house.store.step

    async def noting(work):
        happened.append("acknowledged")
        return await acknowledge(work)

    async def stepping(territory, work, **how):
        done = await step(territory, work, **how)
        happened.append("committed")
        return done

    class Noting(Stage):
        async def show(self, delivery) -> None:
            happened.append(f"sent {delivery.address}")

    house.store.acknowledge, house.store.step = noting, stepping
    await takes(house, Noting(), said(">writes", "1"), said(">writes", "2", address="2"))
    happened.append("returned")
    assert happened[-1] == "returned"
    if house.store.in_place:
        assert happened[:4] == ["committed", "sent 1", "committed", "sent 2"]
        assert happened[4] == "acknowledged"


async def test_many_acknowledgements_at_once_are_one_transaction(house: Theatre):
    house.senders.shown = {(1, 1): 1}
    begun = 0
    acknowledge = house.store.acknowledge

    async def counting(work):
        nonlocal begun
        begun += 1
        return await acknowledge(work)

    house.store.acknowledge = counting
    await asyncio.gather(*(house.inbox.acknowledge() for _ in range(20)))
    assert begun == 1
    assert not house.senders.has_news


async def test_what_the_platforms_took_is_forgotten_only_after_its_commit(house: Theatre):
    anna = house.person()
    await anna.pays(">writes")
    kept_here = await conversation(house)
    place = (kept_here.person_id, kept_here.account_id)
    house.senders.shown = {place: 1}
    attempts = 0
    confirm = owed.confirm

    async def fails_at_first(*args):
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            assert house.senders.shown == {place: 1}
            raise ConnectionResetError
        house.senders.shown[place] = 5  # taken meanwhile
        return await confirm(*args)

    house.store._sleep = Rests()
    owed.confirm, kept = fails_at_first, owed.confirm
    try:
        await house.inbox.acknowledge()
    finally:
        owed.confirm = kept
    assert (await conversation(house)).shown_no == 1
    assert house.senders.shown == {place: 5}


async def test_an_acknowledgement_that_fails_is_told_to_everybody_who_waits(house: Theatre):
    async def fails(_work):
        raise RuntimeError("ours")

    house.senders.shown = {(1, 1): 1}
    kept, house.store.acknowledge = house.store.acknowledge, fails
    said_so = await asyncio.gather(*(house.inbox.acknowledge() for _ in range(3)), return_exceptions=True)
    assert [type(error) for error in said_so] == [RuntimeError] * 3
    house.store.acknowledge = kept
    await house.inbox.acknowledge()
    assert not house.senders.has_news


# --- owed screens --------------------------------------------------------------------------


async def test_a_dead_process_owes_its_screens_until_another_shows_them(house: Theatre):
    dead, stage = SlowStage(), Stage()
    await takes(house, dead, said(">writes", "1"))
    await breathe()
    alive = house.again()
    assert await alive.inbox.show_owed([stage]) == 0, "the first one may still be sending"
    alive.now += LEASE
    assert await alive.inbox.show_owed([stage]) == 1
    await alive.senders.drained()
    assert texts(stage) == ["Спасибо. Теперь можно начинать."]
    assert await alive.inbox.show_owed([stage]) == 0
    await alive.inbox.acknowledge()
    alive.now += timedelta(days=1)
    assert await alive.inbox.show_owed([stage]) == 0
    await house.senders.finish(0)


async def test_two_workers_show_every_owed_screen_once(house: Theatre):
    dead, stage = SlowStage(), Stage()
    await takes(house, dead, *(said("/help", f"{n}", address=f"{n}") for n in range(12)))
    one, two = house.again(), house.again()
    one.now += LEASE
    two.now += LEASE
    shown = await asyncio.gather(one.inbox.show_owed([stage]), two.inbox.show_owed([stage]))
    for theatre in (one, two):
        await theatre.senders.drained()
    assert sum(shown) == 12
    assert sorted(delivery.address for delivery in stage.shown) == sorted(f"{n}" for n in range(12))
    await house.senders.finish(0)


async def test_more_than_a_batch_of_owed_screens_is_shown_at_once(house: Theatre, monkeypatch):
    monkeypatch.setattr(owed, "OWED_BATCH", 5)
    dead, stage = SlowStage(), Stage()
    await takes(house, dead, *(said("/help", f"{n}", address=f"{n}") for n in range(12)))
    alive = house.again()
    alive.now += LEASE
    assert await alive.inbox.show_owed([stage]) == 12
    await alive.senders.drained()
    assert len(stage.shown) == 12
    await house.senders.finish(0)


async def test_an_owed_screen_that_cannot_be_read_holds_up_no_other(house: Theatre):
    dead, stage = SlowStage(), Stage()
    await takes(house, dead, *(said("/help", f"{n}", address=f"{n}") for n in range(3)))

    async def spoil(unit: Unit) -> None:
        first = select(Account.person_id).where(Account.address == "0", Account.territory == HERE)
        await unit.session.execute(
            update(Conversation)
            .where(Conversation.person_id == first.scalar_subquery())
            .values(screen='{"w":')
            .execution_options(synchronize_session=False)
        )

    await house.store.step(HERE, spoil)
    alive = house.again()
    alive.now += LEASE
    assert await alive.inbox.show_owed([stage]) == 3
    await alive.senders.drained()
    assert len(stage.shown) == 3
    await alive.inbox.acknowledge()
    alive.now += LEASE
    assert await alive.inbox.show_owed([stage]) == 0
    await house.senders.finish(0)


async def test_whoever_cannot_be_reached_is_owed_nothing_until_he_comes_back(house: Theatre):
    anna = house.person()
    anna.stage.fails = [Unreachable()]
    await takes(house, anna.stage, said(">asks", "1"))
    await house.senders.drained()
    await house.inbox.acknowledge()
    house.now += LEASE
    assert await house.inbox.show_owed([anna.stage]) == 0

    async def unreachable(unit: Unit) -> bool:
        return (await unit.session.scalars(select(Account.unreachable_at))).one() is not None

    assert await house.store.step(HERE, unreachable)
    await anna.types("слова наугад", event="2")
    assert not await house.store.step(HERE, unreachable)
    assert await noted(house.store) == [], "he has never seen the question that these words would answer"
    await anna.types("ответ", event="3")
    assert await noted(house.store) == ["said ответ"]


async def test_blocking_and_coming_back_are_noted_once(house: Theatre):
    anna = house.person()
    await anna.types("/help")
    await takes(house, anna.stage, Gone(("g1",), "1", reachable=False))
    await takes(house, anna.stage, Gone(("g2",), "1", reachable=True))
    await takes(house, anna.stage, Gone(("g1",), "1", reachable=False))

    async def unreachable(unit: Unit) -> list[object]:
        return list(await unit.session.scalars(select(Account.unreachable_at)))

    assert await house.store.step(HERE, unreachable) == [None]
    assert await count(house.store, DeadLetter) == 0


# --- said in public --------------------------------------------------------------------------


def asked_in_public(event: str = "comment-7-1") -> Commented:
    return Commented((event,), "55", "comment", event, "7", "Вопрос: как быть?", "https://x.example", MOMENT)


async def test_what_is_said_in_public_opens_no_conversation_and_is_taken_once(theatre: Theatre):
    for _ in range(2):
        await theatre.inbox.take(Stage(name="vk"), [asked_in_public(), asked_in_public()])
    assert not theatre.defects

    async def look(unit: Unit) -> tuple[int, int]:
        talks = list(await unit.session.scalars(select(Conversation)))
        return len(talks), len(list(await unit.session.scalars(select(Comment))))

    assert await theatre.store.step(HERE, look) == (0, 1)


async def test_a_defect_over_something_public_is_buried_and_keeps_nobody_waiting(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
):
    async def fails(*_: Any) -> None:
        raise KeyError("ours")

    monkeypatch.setattr("bot.inbox.comments.take", fails)
    stage = Stage(name="vk")
    await theatre.inbox.take(stage, [asked_in_public(), said("меню", "2")])
    await theatre.senders.drained()
    [letter] = await letters(theatre)
    assert (letter.event_id, letter.body, letter.account_id) == ("comment-7-1", "", None)
    assert len(stage.shown) == 1
