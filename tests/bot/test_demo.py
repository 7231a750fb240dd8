"""The invented municipality: as the service itself would have written it."""

import asyncio
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.__main__ import main
from bot.app import App
from bot.demo import build
from bot.demo.town import Size, cast_of
from bot.settings import Settings
from services import event_notices, regulations
from services.regulations import Regulation
from services.values import loads
from storage.events import Event, SignUp
from storage.notices import Notice
from storage.people import Organisation
from storage.store import Store

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PACK = regulations.load("vsevolozhsk")
SMALL = Size(teachers=200, sessions=300, requests=40, events=40, assessments=20)
SIXTH = Path(__file__).parent.parent / "regulations" / "podgornoe.yaml"


async def read(file: Path, work):
    store = Store(f"sqlite+aiosqlite:///{file}")
    await store.open()
    try:
        return await store.step(PACK.id, work)
    finally:
        await store.close()


async def test_events_name_their_school_once(tmp_path: Path):
    ready = await build.prepared(tmp_path, PACK, NOW, size=SMALL)

    async def places(unit):
        rows = await unit.session.execute(
            select(Event, Organisation).join(Organisation, Organisation.id == Event.organisation_id)
        )
        return [(await event_notices.where(unit, event), school.short) for event, school in rows]

    found = await read(ready.file, places)
    assert found
    for where, school in found:
        assert where.count(school) == 1, where


async def test_whoever_signed_up_will_be_reminded_of_the_day_it_is_now(tmp_path: Path):
    """Also where the municipality was built days ago and has only been moved to today."""
    for now in (NOW, NOW + timedelta(days=9)):
        ready = await build.prepared(tmp_path, PACK, now, size=SMALL)

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
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    packs = tmp_path / "packs"
    shutil.copytree(build.PACKS, packs)
    monkeypatch.setattr(build, "PACKS", packs)
    built: list[int] = []
    for _ in range(2):
        await build.prepared(tmp_path, PACK, NOW, size=SMALL, building=lambda: built.append(1))
    assert len(built) == 1
    pack = packs / "vsevolozhsk.yaml"
    pack.write_text(pack.read_text("utf-8").replace("minutes: 40", "minutes: 45"), "utf-8")
    await build.prepared(tmp_path, PACK, NOW, size=SMALL, building=lambda: built.append(1))
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


# --- every municipality --------------------------------------------------------------------

EVERY = [*regulations.names(), SIXTH]


@pytest.fixture(params=EVERY, ids=lambda one: Path(one).stem)
def pack(request: pytest.FixtureRequest) -> Regulation:
    return regulations.load(request.param)


def test_the_municipality_is_made_of_its_regulation(pack: Regulation):
    made = build.invent(pack, NOW.date(), SMALL)
    assert made.rows == build.invent(pack, NOW.date(), SMALL).rows  # the same every time
    forms = {one.id for one in pack.forms}
    kinds = {one.id for one in pack.organisation_kinds}
    channels = {one.id for one in pack.channels}
    sessions = made.rows["support_sessions"]
    assert {row["form"] for row in sessions} <= forms
    assert {row["channel"] for row in sessions} <= channels
    assert {row["form"] for row in made.rows["events"]} <= forms
    asked = {pack.form(row["form"]) for row in made.rows["requests"]}
    assert asked
    assert all(form.on_request for form in asked)
    assert {row["kind"] for row in made.rows["organisations"]} <= kinds | {"service"}
    assert {row["territory"] for rows in made.rows.values() for row in rows} == {pack.id}
    told = {one.role: one.name for one in cast_of(pack)}
    assert told["member"].endswith(pack.term("member_short"))
    assert told["methodist"].endswith(pack.term("methodist"))


async def test_every_indicator_of_every_regulation_is_counted_in_its_municipality(
    pack: Regulation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """`demo --fill`, then `indicators --json`: what can be counted has a number, all else says why."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'store.db'}"
    now = datetime.now(UTC)
    made = await build.fill(url, pack, pack.local(now).date(), SMALL)
    await build.remind(url, pack, now)
    assert len(made.rows["support_sessions"]) > 250
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("REGULATION", pack.id if pack.id in regulations.names() else str(SIXTH))
    year = f"{now.year - 1}/{now.year % 100:02}"
    assert await asyncio.to_thread(main, ["indicators", "--json", "--period", year]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["regulation"] == pack.id
    assert [(one["id"], one["title"], one["clause"]) for one in found["indicators"]] == [
        (one.id, one.title, one.clause) for one in pack.indicators
    ]
    for one, said in zip(pack.indicators, found["indicators"], strict=True):
        if one.measure.name == "recorded":
            assert said["value"] == (0 if one.value_type == "count" else None), one.id
            assert said["why"], one.id
        else:
            assert said["value"], one.id
            assert said["numerator"] > 0, one.id


def test_demo_fill_ends_with_a_filled_store_of_the_named_regulation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """As it is called, in full size; a second time the store is left alone."""
    words = ["demo", "--regulation", "tomsk", "--fill", f"sqlite+aiosqlite:///{tmp_path / 'store.db'}"]
    assert main(words) == 0
    assert "people" in capsys.readouterr().err
    assert main(words) == 1
    assert "already has people" in capsys.readouterr().err
