"""The invented municipality: as the service itself would have written it."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import App
from bot.demo import build, town, year
from bot.settings import Settings
from services import event_notices, regulations
from services.values import loads
from storage.events import Event, SignUp
from storage.notices import Notice
from storage.people import Organisation
from storage.store import Store

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PACK = regulations.load("vsevolozhsk")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(town, "TEACHERS", 200)
    for name, number in (("SESSIONS", 300), ("REQUESTS", 40), ("EVENTS", 40), ("ASSESSMENTS", 20)):
        monkeypatch.setattr(year, name, number)


async def read(file: Path, work):
    store = Store(f"sqlite+aiosqlite:///{file}")
    await store.open()
    try:
        return await store.step(PACK.id, work)
    finally:
        await store.close()


async def test_events_name_their_school_once(small: None, tmp_path: Path):
    ready = await build.prepared(tmp_path, PACK, NOW)

    async def places(unit):
        rows = await unit.session.execute(
            select(Event, Organisation).join(Organisation, Organisation.id == Event.organisation_id)
        )
        return [(await event_notices.where(unit, event), school.short) for event, school in rows]

    found = await read(ready.file, places)
    assert found
    for where, school in found:
        assert where.count(school) == 1, where


async def test_whoever_signed_up_will_be_reminded_of_the_day_it_is_now(small: None, tmp_path: Path):
    """Also where the municipality was built days ago and has only been moved to today."""
    for now in (NOW, NOW + timedelta(days=9)):
        ready = await build.prepared(tmp_path, PACK, now)

        async def told(unit, now=now):
            events = {one.id: one for one in await unit.session.scalars(select(Event))}
            ahead = {number for number, one in events.items() if one.starts_at > now}
            signed = await unit.session.execute(select(SignUp.event_id, SignUp.person_id))
            notices = list(await unit.session.scalars(select(Notice)))
            return events, {tuple(row) for row in signed if row[0] in ahead}, notices

        events, signed, notices = await read(ready.file, told)
        reminders = [one for one in notices if one.kind == event_notices.REMINDER]
        reminded = {(loads(one.args)["event"], one.person_id) for one in reminders}
        assert signed
        assert reminded == signed
        for one in reminders:
            args = loads(one.args)
            assert args["at"] == events[args["event"]].starts_at
            assert now < one.due_at < args["at"]


async def test_it_is_built_anew_only_when_what_it_is_made_of_has_changed(
    small: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    packs = tmp_path / "packs"
    shutil.copytree(build.PACKS, packs)
    monkeypatch.setattr(build, "PACKS", packs)
    built: list[int] = []
    for _ in range(2):
        await build.prepared(tmp_path, PACK, NOW, building=lambda: built.append(1))
    assert len(built) == 1
    pack = packs / "vsevolozhsk.yaml"
    pack.write_text(pack.read_text("utf-8").replace("minutes: 40", "minutes: 45"), "utf-8")
    await build.prepared(tmp_path, PACK, NOW, building=lambda: built.append(1))
    assert len(built) == 2


def test_every_worker_goes_by_the_clock_of_the_demo(tmp_path: Path):
    """At night it is a working day there: what is written by another clock would not be due."""

    def clock() -> datetime:
        return NOW

    app = App(
        Settings(_env_file=None, database_url=f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"),
        demo=[],
        clock=clock,
    )
    assert {one._clock for one in (app.inbox, app.outbox, app.files, app.rosters)} == {clock}
