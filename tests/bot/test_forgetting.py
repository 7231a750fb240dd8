"""What the program lets go by itself: the clock of `run` reaches everything whose time is over."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import App
from bot.settings import Settings
from storage.people import Person
from storage.privacy import Consent
from storage.store import Unit

TERRITORY = "vsevolozhsk"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def test_whoever_withdrew_long_ago_is_erased_by_the_running_program(
    sqlite_template: Path, tmp_path: Path
):
    file = tmp_path / "store.db"
    file.write_bytes(sqlite_template.read_bytes())
    settings = Settings(_env_file=None, database_url=f"sqlite+aiosqlite:///{file}")
    app = App(settings, clock=lambda: NOW)
    await app.store.open()

    async def comes(unit: Unit, withdrawn_at: datetime) -> int:
        person = Person(last="Петрова", first="Анна", created_at=withdrawn_at)
        unit.session.add(person)
        await unit.session.flush()
        consent = Consent(
            person_id=person.id, kind="data", version="1", given=True, channel="web",
            at=withdrawn_at, withdrawn_at=withdrawn_at,
        )  # fmt: skip
        unit.session.add(consent)
        return person.id

    days = (40, 35, 3)
    people = [
        await app.store.step(TERRITORY, lambda unit, ago=ago: comes(unit, NOW - timedelta(days=ago)))
        for ago in days
    ]
    await app._forget_personal()
    names = [
        await app.store.step(TERRITORY, lambda unit, one=one: unit.session.get_one(Person, one))
        for one in people
    ]
    assert [one.last for one in names] == [None, None, "Петрова"]
    await app.store.close()
