"""Requests below the screens: races, workers, rights."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services import consultation_talk, consultation_views, consultations
from services.consultation_steps import ALLOWED, Action, Side, State
from services.errors import DomainError, NotAllowed
from services.session_drafts import Draft
from storage.store import Unit
from tests.colleagues import Colleague, District
from tests.play import Theatre

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


async def test_the_same_run_opens_one_request(district: District):
    anna = await district.comes("Петрова", "teacher")

    async def work(unit: Unit) -> int:
        request = await consultations.open_request(
            unit,
            district.pack,
            run="once",
            teacher_id=anna.id,
            topic="B.plan",
            form="VSV-S1",
            way=None,
            details=None,
            now=NOW,
        )
        return request.id

    assert await district.step(work) == await district.step(work)


@pytest.mark.parametrize(
    ("topic", "form", "way"),
    [("W.resource", "VSV-S1", None), ("C.diversity", "VSV-S5", None), ("C.diversity", "VSV-S1", "owl")],
)
async def test_what_the_pack_does_not_have_is_refused(
    district: District, topic: str, form: str, way: str | None
):
    anna = await district.comes("Петрова", "teacher")

    async def work(unit: Unit) -> None:
        await consultations.open_request(
            unit,
            district.pack,
            run="x",
            teacher_id=anna.id,
            topic=topic,
            form=form,
            way=way,
            details=None,
            now=NOW,
        )

    with pytest.raises(DomainError) as refused:
        await district.step(work)
    assert refused.value.key == "request-unknown-choice"


async def test_of_two_who_take_it_at_once_one_has_it(district: District):
    anna = await district.comes("Петрова", "teacher")
    first = await district.comes("Громова", "member")
    second = await district.comes("Белова", "member")
    number = await district.opened(anna)
    for _ in range(4):
        await district.later(timedelta(days=1, seconds=1))
    assert (await district.request(number)).state == State.UNASSIGNED

    async def take(person: Colleague) -> str:
        try:
            await district.step(
                lambda unit: consultations.accept(unit, district.pack, number, by=person.id, now=NOW)
            )
        except DomainError as error:
            return error.key
        return "taken"

    took = await asyncio.gather(take(first), take(second), take(first), take(second))
    assert sorted(took) == ["request-taken-by-other"] * 2 + ["taken"] * 2
    assert (await district.steps(number)).count("accepted") == 1


async def test_any_number_of_workers_move_each_request_once(district: District):
    for topic in ("C.diversity", "B.plan", "D.dialog"):
        teacher = await district.comes("Петрова", "teacher")
        await district.opened(teacher, topic)
    for name in ("Громова", "Белова"):
        await district.comes(name, "member")
    for topic in ("C.diversity", "B.plan", "D.dialog"):
        teacher = await district.comes("Смирнова", "teacher")
        await district.opened(teacher, topic)
    late = NOW + timedelta(days=1, hours=1)

    async def move() -> int:
        moved: int = await district.step(lambda unit: consultations.move_on(unit, district.pack, late))
        return moved

    assert sum(await asyncio.gather(*(move() for _ in range(6)))) == 3
    assert await move() == 0
    for number in (4, 5, 6):
        assert await district.steps(number) == ["opened", "offered", "reminded"]


async def test_a_batch_leaves_the_rest_to_the_next_call(district: District, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(consultations, "BATCH", 2)
    await district.comes("Громова", "member")
    for topic in ("C.diversity", "B.plan", "D.dialog"):
        teacher = await district.comes("Петрова", "teacher")
        await district.opened(teacher, topic)
    late = NOW + timedelta(days=1, hours=1)
    moves = [
        await district.step(lambda unit: consultations.move_on(unit, district.pack, late)) for _ in range(3)
    ]
    assert moves == [2, 1, 0]


async def test_who_is_no_party_may_do_nothing(district: District):
    anna = await district.comes("Петрова", "teacher")
    boris = await district.comes("Громова", "member")
    number = await district.opened(anna)
    await district.step(lambda unit: consultations.accept(unit, district.pack, number, by=boris.id, now=NOW))
    others = [
        await district.comes("Чужова", "teacher", "manager", "observer"),
        await district.comes("Белова", "member"),
    ]
    draft = await district.step(
        lambda unit: consultation_talk.draft(unit, district.pack, number, by=boris.id, now=NOW)
    )
    pack, later = district.pack, NOW + timedelta(days=1)
    for one in others:
        by = {"by": one.id, "now": NOW}
        tries: list[Callable[[Unit], Coroutine[Any, Any, Any]]] = [
            lambda unit, by=by: consultations.accept(unit, pack, number, **by),
            lambda unit, by=by: consultations.decline(unit, pack, number, **by),
            lambda unit, by=by: consultations.cancel(unit, pack, number, **by),
            lambda unit, by=by: consultations.candidates(unit, pack, number, **by),
            lambda unit, by=by: consultations.assign(unit, pack, number, helper_id=boris.id, **by),
            lambda unit, by=by: consultation_talk.write(unit, pack, number, text="x", run="r", **by),
            lambda unit, by=by: consultation_talk.propose(unit, pack, number, moment=later, **by),
            lambda unit, by=by: consultation_talk.agree(unit, pack, number, proposal=1, **by),
            lambda unit, by=by: consultation_talk.draft(unit, pack, number, **by),
            lambda unit, by=by: consultation_talk.finish(unit, pack, number, record=draft, run="r", **by),
            lambda unit, by=by: consultation_talk.confirm(unit, pack, number, rating=5, **by),
            lambda unit, by=by: consultation_talk.deny(unit, pack, number, **by),
            lambda unit, one=one: consultation_views.view(unit, pack, number, one.id, NOW),
        ]
        for work in tries:
            with pytest.raises(NotAllowed):
                await district.step(work)
        assert (
            await district.step(lambda unit, one=one: consultation_views.mine(unit, pack, one.id, NOW)) == []
        )


async def test_a_helper_who_lost_the_role_loses_the_request_too(district: District):
    anna = await district.comes("Петрова", "teacher")
    boris = await district.comes("Громова", "member")
    number = await district.opened(anna)
    await district.ends(boris, "member")
    with pytest.raises(NotAllowed):
        await district.step(
            lambda unit: consultations.accept(unit, district.pack, number, by=boris.id, now=NOW)
        )


def test_the_table_names_only_what_exists_and_the_clock_touches_offers_alone():
    assert all(states <= set(State) for states in ALLOWED.values())
    assert {states for (side, _), states in ALLOWED.items() if side == Side.CLOCK} == {
        frozenset({State.OFFERED})
    }
    ends = {State.CLOSED, State.CANCELLED}
    assert all(not states & ends for (_, action), states in ALLOWED.items() if action != Action.SEE)


async def test_a_draft_of_somebody_else_does_not_finish_a_request(district: District):
    anna = await district.comes("Петрова", "teacher")
    boris = await district.comes("Громова", "member")
    stranger = await district.listed("Смирнова")
    number = await district.opened(anna)
    await district.step(lambda unit: consultations.accept(unit, district.pack, number, by=boris.id, now=NOW))
    draft = Draft(
        people=(stranger,),
        organisation_id=None,
        form="VSV-S1",
        direction="VSV-N4",
        topic=None,
        channel="phone",
        minutes=30,
        held_on=NOW.date(),
        request_id=number,
    )
    with pytest.raises(DomainError) as refused:
        await district.step(
            lambda unit: consultation_talk.record(
                unit, district.pack, by=boris.id, draft=draft, run="r", now=NOW
            )
        )
    assert refused.value.key == "session-not-of-request"
