"""One request and everybody around it doing anything in any order; what must hold after every step."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from services import consultation_talk, consultations, sessions
from services.consultation_steps import State
from services.errors import DomainError
from storage.consultations import Request, RequestMessage, RequestStep
from storage.notices import Notice
from storage.sessions import SupportSession
from storage.store import Unit
from tests.colleagues import Colleague, District
from tests.play import Theatre

RUNS = iter(range(1_000_000))


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


PEOPLE = ("teacher", "a", "b", "c", "chief")
MOVES = (
    "accept", "decline", "cancel", "write", "propose", "agree", "finish", "confirm", "deny", "assign", "void"
)  # fmt: skip
STEPS = st.one_of(
    st.just(("clock", "clock")),
    st.just(("clock", "clock")),
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(MOVES)),
    st.tuples(
        st.just("holder"), st.sampled_from(("accept", "decline", "finish", "propose", "agree", "void"))
    ),
    st.tuples(st.just("teacher"), st.sampled_from(("confirm", "agree", "propose", "deny", "write"))),
)
"""`holder` is whoever has the request at that moment."""
AGREED = [("holder", "accept"), ("holder", "propose"), ("teacher", "agree")]


class Story:
    """One request and everybody around it, and what must hold after every step."""

    def __init__(self, district: District, people: dict[str, Colleague], number: int) -> None:
        self.district = district
        self.people = people
        self.number = number

    async def does(self, who: str, what: str) -> None:
        before = await self.picture()
        if what == "clock":
            await self.district.later(timedelta(days=1, minutes=1))
        else:
            holder = (await self.district.request(self.number)).helper_id
            by = self.people[who].id if who in self.people else holder
            if by is None:
                return
            try:
                await self.district.step(lambda unit: self._act(unit, by, what))
            except DomainError:
                assert await self.picture() == before, "what was refused has changed something"
        await self.holds()

    async def _act(self, unit: Unit, by: int, what: str) -> None:
        pack, now, number = self.district.pack, self.district.theatre.now, self.number
        request = await unit.session.get_one(Request, number)
        who = {"by": by, "now": now}
        if what == "write":
            await consultation_talk.write(unit, pack, number, text="слово", run=f"w{next(RUNS)}", **who)
        elif what == "propose":
            moment = (now + timedelta(days=2)).replace(hour=12, minute=request.steps % 60)
            await consultation_talk.propose(unit, pack, number, moment=moment, **who)
        elif what == "agree":
            await consultation_talk.agree(unit, pack, number, proposal=request.proposal_no, **who)
        elif what == "finish":
            draft = await consultation_talk.draft(unit, pack, number, **who)
            await consultation_talk.record(unit, pack, draft=draft, run=f"f{next(RUNS)}", **who)
        elif what == "confirm":
            await consultation_talk.confirm(unit, pack, number, rating=4, **who)
        elif what == "assign":
            helper = self.people["abc"[by % 3]].id
            await consultations.assign(unit, pack, number, helper_id=helper, **who)
        elif what == "void":
            if request.session_id is not None:
                await sessions.void(unit, pack, request.session_id, reason="mistake", **who)
        elif what == "deny":
            await consultation_talk.deny(unit, pack, number, **who)
        else:
            act = {
                "accept": consultations.accept,
                "decline": consultations.decline,
                "cancel": consultations.cancel,
            }[what]
            await act(unit, pack, number, **who)

    async def rows(self, table: Any, *where: Any) -> list[Any]:
        async def read(unit: Unit) -> list[Any]:
            return list(await unit.session.scalars(select(table).where(*where)))

        return await self.district.step(read)

    async def history(self) -> list[RequestStep]:
        rows = await self.rows(RequestStep, RequestStep.request_id == self.number)
        return sorted(rows, key=lambda row: row.no)

    async def picture(self) -> tuple[Any, ...]:
        request = await self.district.request(self.number)
        columns = [getattr(request, column.key) for column in Request.__table__.columns]
        history = [(row.no, row.kind) for row in await self.history()]
        messages = await self.rows(RequestMessage, RequestMessage.request_id == self.number)
        recorded = [(row.id, row.voided_at) for row in await self.rows(SupportSession)]
        told = [(row.id, row.status) for row in await self.notices()]
        return columns, history, len(messages), sorted(recorded), sorted(told)

    async def notices(self) -> list[Notice]:
        return await self.rows(Notice, Notice.key.startswith(f"request:{self.number}:"))

    async def holds(self) -> None:
        request = await self.district.request(self.number)
        history = await self.history()
        assert [row.no for row in history] == list(range(1, request.steps + 1))
        assert retold(history) == (request.state, request.helper_id)
        assert (request.helper_id is None) == (request.state in (State.UNASSIGNED, State.CANCELLED))
        assert (request.due_at is not None) == (request.state == State.OFFERED)
        assert request.meeting_at is None or request.helper_id is not None
        self._asked_fairly(history)
        await self._recorded(request)
        await self._told_once(request, history)

    def _asked_fairly(self, history: list[RequestStep]) -> None:
        refused: set[int | None] = {self.people["teacher"].id}
        for row in history:
            if row.kind == "offered":
                assert row.whom_id != self.people["teacher"].id
                assert row.by_id is not None or row.whom_id not in refused, "asked again by itself"
            if row.kind in ("declined", "lapsed"):
                refused.add(row.by_id or row.whom_id)

    async def _recorded(self, request: Request) -> None:
        mine = await self.rows(SupportSession, SupportSession.request_id == self.number)
        live = [row for row in mine if row.voided_at is None]
        assert len(live) <= 1
        if request.state == State.DONE:
            assert [row.id for row in live] == [request.session_id]
        elif request.state != State.CLOSED:
            assert live == []

    async def _told_once(self, request: Request, history: list[RequestStep]) -> None:
        notices = await self.notices()
        kinds = [row.kind for row in history]
        counted = {
            "request-offer": "offered",
            "request-reminder": "reminded",
            "request-accepted": "accepted",
            "request-finished": "finished",
            "request-rated": "confirmed",
            "request-denied": "denied",
            "request-time-proposed": "proposed",
            "request-time-agreed": "agreed",
        }
        for kind, step in counted.items():
            assert sum(row.kind == kind for row in notices) == kinds.count(step), kind
        soon = [row for row in notices if row.kind == "request-meeting-soon"]
        waiting = [row.person_id for row in soon if row.status in ("pending", "claimed")]
        assert len(waiting) == len(set(waiting))
        if request.meeting_at is None or request.state in (State.DONE, State.CLOSED):
            assert waiting == []


def retold(history: list[RequestStep]) -> tuple[str, int | None]:
    """Where the request stands, from its history alone."""
    state, helper = "", None
    for row in history:
        if row.kind == "offered":
            state, helper = State.OFFERED, row.whom_id
        elif row.kind == "accepted":
            state, helper = State.ACCEPTED, row.by_id
        elif row.kind == "listed":
            state, helper = State.UNASSIGNED, None
        elif row.kind == "cancelled":
            state, helper = State.CANCELLED, None
        elif row.kind in ("finished", "confirmed", "reopened"):
            state = {"finished": State.DONE, "confirmed": State.CLOSED, "reopened": State.ACCEPTED}[row.kind]
    return state, helper


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(begun=st.sampled_from(([], AGREED)), steps=st.lists(STEPS, min_size=4, max_size=14))
async def test_any_order_of_actions_leaves_one_helper_a_whole_history_and_nobody_told_twice(
    district: District, begun: list[tuple[str, str]], steps: list[tuple[str, str]]
):
    people = await everybody(district)
    number = await district.opened(people["teacher"])
    story = Story(district, people, number)
    await story.holds()
    for who, what in [*begun, *steps]:
        await story.does(who, what)
    await district.step(lambda unit: ended(unit, district, number))


async def everybody(district: District) -> dict[str, Colleague]:
    """The people of the story; the same ones in every example, with a fresh teacher."""
    known: dict[str, Colleague] = district.__dict__.setdefault("people", {})
    if not known:
        known["chief"] = await district.comes("Ким", "coordinator")
        for name in "abc":
            known[name] = await district.comes(f"Громова{name}", "member")
            await district.enrol(known["chief"], known[name], capacity=100_000)
    return known | {"teacher": await district.comes("Петрова", "teacher")}


async def ended(unit: Unit, district: District, number: int) -> None:
    """The next example starts with nothing for the clock to do."""
    request = await unit.session.get_one(Request, number)
    if request.state in (State.OFFERED, State.UNASSIGNED, State.ACCEPTED):
        await consultations.cancel(
            unit, district.pack, number, by=request.teacher_id, now=district.theatre.now
        )
