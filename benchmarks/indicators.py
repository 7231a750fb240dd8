"""`python -m benchmarks.indicators`: the indicators beside plain indexed SQL, over a large SQLite store.

A store of 1,000,000 sessions and 50,000 teachers is made in a temporary folder, sessions in the
order of time, as life writes them. Then two lots of numbers are counted for a month, a quarter and
a year, by the service and by the statements that one would write by hand, one for each number, on
the same indexes: the figures alone, and the figures with all that `indicators --json` prints.
Rounds are interleaved; what is compared is CPU time of the process, the best of the rounds.

Last comes what a screen of the chat costs the step of its message (docs/decisions/0005): give
`--sessions 12000 --teachers 2500` for the size of a municipality.
"""

import argparse
import asyncio
import random
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import storage.tables  # noqa: F401 - every table registers itself
from services import indicators, regulations
from services.regulations import Period, Regulation
from storage.base import Base
from storage.engine import threaded_engine
from storage.store import Store, Unit

NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)
YEARS = 3
AT_A_SCHOOL = 80
METHODISTS = 400
WORDS = "Разобрали план урока, договорились попробовать к пятнице и созвониться."
PERIODS = {"month": "2026-12", "quarter": "2026-Q4", "year": "2026"}


async def make(file: Path, sessions: int, teachers: int) -> None:
    """The schema by the tables themselves, the rows by plain bulk inserts."""
    engine = threaded_engine(f"sqlite+aiosqlite:///{file}")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    await engine.dispose()
    dice = random.Random(20261121)  # a fixed seed is the point
    database = sqlite3.connect(file)
    database.execute("PRAGMA synchronous=OFF")
    pack = regulations.load("vsevolozhsk")
    _fill_people(database, dice, teachers)
    _fill_sessions(database, dice, pack, sessions, teachers)
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def insert(database: sqlite3.Connection, table: str, rows: list[dict[str, object]]) -> None:
    names = ", ".join(rows[0])
    marks = ", ".join(f":{name}" for name in rows[0])
    database.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def _fill_people(database: sqlite3.Connection, dice: random.Random, teachers: int) -> None:
    schools = max(1, teachers // AT_A_SCHOOL)
    houses = [
        {"id": n, "territory": "vsevolozhsk", "title": f"Школа № {n}", "short": f"Школа № {n}",
         "match_key": str(n), "kind": dice.choice(("school", "preschool", "additional")), "has_deficits": 0}
        for n in range(1, schools + 1)
    ]  # fmt: skip
    insert(database, "organisations", houses)
    people, posts = [], []
    for n in range(1, teachers + METHODISTS + 1):
        born = dice.randint(1958, 2003)
        started = date(min(born + 22 + dice.randint(0, 4), 2026), dice.randint(1, 12), 1)
        people.append(
            {"id": n, "territory": "vsevolozhsk", "ref": f"{n:X}", "last": "Невыдуманова", "first": "Анна",
             "patronymic": "Ивановна", "search": "невыдуманова анна ивановна", "birth_year": born,
             "birth_date": f"{born}-0{dice.randint(1, 9)}-15" if dice.random() < 0.8 else None,
             "started_on": started.isoformat(), "match_state": "matched", "listed": 1,
             "created_at": "2024-01-01 00:00:00.000000"}
        )  # fmt: skip
        posts.append(
            {"territory": "vsevolozhsk", "person_id": n, "organisation_id": dice.randint(1, schools),
             "position": "учитель", "subject": dice.choice(("математика", "физика", "русский язык")),
             "kind": "teacher" if n <= teachers and dice.random() < 0.97 else "manager",
             "external": dice.random() < 0.03, "until": "2026-09-01" if dice.random() < 0.02 else None}
        )  # fmt: skip
    insert(database, "people", people)
    insert(database, "employments", posts)


def _fill_sessions(
    database: sqlite3.Connection, dice: random.Random, pack: Regulation, sessions: int, teachers: int
) -> None:
    forms = [form.id for form in pack.forms if form.mode != "organisation"]
    channels = [channel.id for channel in pack.channels]
    first = NOW.date() - timedelta(days=365 * YEARS)
    for start in range(1, sessions + 1, 50_000):
        rows, helped = [], []
        for n in range(start, min(start + 50_000, sessions + 1)):
            day = first + timedelta(days=1 + (n - 1) * 365 * YEARS // sessions)
            form = "VSV-S3" if dice.random() < 0.0005 else dice.choice(forms)
            rows.append(
                {"id": n, "territory": "vsevolozhsk", "run": f"r{n}", "form": form,
                 "provider_id": teachers + dice.randint(1, METHODISTS), "direction": "VSV-N4",
                 "provider_role": "methodist" if dice.random() < 0.55 else "member",
                 "topic": f"B.{dice.randint(1, 9)}", "channel": dice.choice(channels), "minutes": 40,
                 "held_on": day.isoformat(), "held_at": f"{day} 09:00:00.000000", "result": WORDS,
                 "organisation_id": 1, "for_deficits": form == "VSV-S3",
                 "composition": "…", "recommendation": "…", "request_id": n if dice.random() < 0.3 else None,
                 "recorded_by": 1, "recorded_at": f"{day} 10:00:00.000000",
                 "voided_at": f"{day} 11:00:00.000000" if dice.random() < 0.01 else None}
            )  # fmt: skip
            helped += [
                {"territory": "vsevolozhsk", "session_id": n, "person_id": person, "organisation_id": 1}
                for person in {dice.randint(1, teachers) for _ in range(3 if dice.random() < 0.1 else 1)}
            ]
        insert(database, "support_sessions", rows)
        insert(database, "session_people", helped)


# --- by hand ---------------------------------------------------------------------------------

LIST = """SELECT e.person_id FROM employments e JOIN people p ON p.id = e.person_id
  JOIN organisations o ON o.id = e.organisation_id
  WHERE e.territory = 'vsevolozhsk' AND e.kind = 'teacher' AND NOT e.external
  AND (e.since IS NULL OR e.since <= :last) AND (e.until IS NULL OR e.until > :last)
  AND (p.left_on IS NULL OR p.left_on > :last) AND (o.closed_on IS NULL OR o.closed_on > :last)"""
YOUNG = (
    LIST
    + """ AND p.started_on > date(:last, '-3 years')
  AND (p.birth_date > date(:last, '-35 years')
       OR p.birth_date IS NULL AND p.birth_year > CAST(strftime('%Y', :last) AS INTEGER) - 35)"""
)
HELP = """FROM support_sessions s JOIN session_people h ON h.session_id = s.id
  WHERE s.territory = 'vsevolozhsk' AND s.held_on BETWEEN :first AND :last AND s.voided_at IS NULL"""
ALONE = """ AND s.provider_role = 'methodist'
  AND s.form IN ('VSV-S1', 'VSV-S2', 'VSV-S7', 'VSV-S8', 'VSV-S11', 'VSV-S16', 'VSV-S17')"""
BY_VK = " AND (s.channel = 'vk' OR s.form = 'VSV-S2')"
HOLD = """FROM support_sessions s WHERE s.territory = 'vsevolozhsk' AND s.form = 'VSV-S3'
  AND s.held_on BETWEEN :first AND :last AND s.voided_at IS NULL AND s.organisation_id IS NOT NULL
  AND s.for_deficits AND s.composition <> '' AND s.recommendation <> ''"""


def helped(condition: str, whom: str, what: str = "COUNT(DISTINCT h.person_id)", by: str = "") -> str:
    group = f" GROUP BY {by}" if by else ""
    key = f"{by}, " if by else ""
    return f"SELECT {key}{what} {HELP}{condition} AND +h.person_id IN ({whom}){group}"


def at_work(whom: str, by: str, condition: str | None = None) -> str:
    helped_too = (
        f" AND +e.person_id IN (SELECT h.person_id {HELP}{condition})" if condition is not None else ""
    )
    fields = whom.replace("SELECT e.person_id", f"SELECT {by}, COUNT(DISTINCT e.person_id)", 1)
    return f"{fields}{helped_too} GROUP BY {by}"


F3 = (f"SELECT COUNT(DISTINCT person_id) FROM ({LIST})", helped(ALONE, LIST), helped(ALONE + BY_VK, LIST))
F2 = (f"SELECT COUNT(DISTINCT person_id) FROM ({YOUNG})", helped("", YOUNG))
F4 = (f"SELECT COUNT(*) {HOLD}",)
FIGURES = (*F3, *F2, *F4)
EVERYTHING = (
    *FIGURES,
    *(helped(ALONE, LIST, f"COUNT(DISTINCT s.{column})") for column in ("id", "request_id")),
    *(helped(ALONE, LIST, by=f"s.{column}") for column in ("channel", "provider_id", "topic")),
    *(at_work(LIST, by, ALONE) for by in ("e.organisation_id", "e.subject")),
    *(at_work(LIST, by) for by in ("e.organisation_id", "e.subject")),
    *(helped("", YOUNG, f"COUNT(DISTINCT s.{column})") for column in ("id", "request_id")),
    helped("", YOUNG, by="s.form"),
    *(at_work(YOUNG, by, "") for by in ("e.organisation_id", "o.kind")),
    *(at_work(YOUNG, by) for by in ("e.organisation_id", "o.kind")),
    f"SELECT s.organisation_id, COUNT(*) {HOLD} GROUP BY 1",
    "SELECT provider_role, COUNT(*) FROM support_sessions s WHERE s.territory = 'vsevolozhsk'"
    " AND s.held_on BETWEEN :first AND :last AND s.voided_at IS NULL"
    + ALONE.replace("= 'methodist'", "<> 'methodist'")
    + " GROUP BY 1",
    """SELECT COUNT(*) FROM support_sessions s WHERE s.territory = 'vsevolozhsk'
    AND s.held_on BETWEEN :first AND :last AND s.voided_at IS NOT NULL""",
)
FOUR = ("VSV-F2", "VSV-F3", "VSV-F4", "VSV-F9")


def period_of(name: str) -> Period:
    """A month is no reporting period of its own; it is made for the measurement."""
    if name == "month":
        return Period("quarter", date(2026, 12, 1), date(2027, 1, 1))
    return Period.parse(PERIODS[name])


async def cpu(work: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds of CPU that the process spends on it, threads included."""
    begun = time.process_time()
    await work()
    return (time.process_time() - begun) * 1000


async def main() -> None:
    """Makes the store, measures, prints a line for each period and lot."""
    parser = argparse.ArgumentParser(description="The indicators beside plain indexed SQL.")
    parser.add_argument("--sessions", type=int, default=1_000_000)
    parser.add_argument("--teachers", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--file", type=Path, help="keep the store here and use it again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = options.file or Path(folder) / "store.db"
        if not file.exists():
            await make(file, options.sessions, options.teachers)
        await compare(file, options.rounds)
        await steps(file, options.rounds)


async def compare(file: Path, rounds: int) -> None:
    pack = regulations.load("vsevolozhsk")
    store = Store(f"sqlite+aiosqlite:///{file}")
    plain = sqlite3.connect(f"file:{file}?mode=ro", uri=True, check_same_thread=False)
    plain.execute("PRAGMA cache_size=-32000")
    lots = {
        "VSV-F3": (F3, {"parts": None, "only": ["VSV-F3"]}),
        "four figures": (FIGURES, {"parts": None, "only": FOUR}),
        "with all parts": (EVERYTHING, {"only": FOUR}),
    }
    print(f"{'':16}{'':10}{'plain, ms':>12}{'service, ms':>13}{'ratio':>8}")
    for lot, (statements, wanted) in lots.items():
        for name in PERIODS:
            period = period_of(name)
            bounds = {"first": period.start.isoformat(), "last": (period.end - timedelta(days=1)).isoformat()}

            async def by_hand() -> None:
                for statement in statements:  # noqa: B023 - used within the same turn
                    await asyncio.to_thread(lambda: plain.execute(statement, bounds).fetchall())  # noqa: B023

            async def by_service() -> None:
                async with store.reading(pack.id) as session:
                    await indicators.figures(session, pack, period, NOW, **wanted)  # noqa: B023

            times: dict[str, list[float]] = {"hand": [], "service": []}
            await by_service()
            for _ in range(rounds):
                times["hand"].append(await cpu(by_hand))
                times["service"].append(await cpu(by_service))
            hand, service = min(times["hand"]), min(times["service"])
            print(f"{lot:16}{name:10}{hand:12.0f}{service:13.0f}{service / hand:8.2f}", flush=True)
    plain.close()
    await store.close()


async def steps(file: Path, rounds: int) -> None:
    """CPU of what the screens of the chat count inside the step of a message."""
    pack = regulations.load("vsevolozhsk")
    store = Store(f"sqlite+aiosqlite:///{file}")
    await store.open()
    period = Period.parse("2026")

    async def the_list(unit: Unit) -> None:
        await indicators.figures(unit.session, pack, period, NOW, parts=None)

    async def one_figure(unit: Unit) -> None:
        (found,) = await indicators.figures(
            unit.session, pack, period, NOW, only=["VSV-F3"], parts=frozenset()
        )
        await indicators.year_before(unit.session, found, pack)

    async def by_schools(unit: Unit) -> None:
        parts = frozenset({"organisation"})
        await indicators.figures(unit.session, pack, period, NOW, only=["VSV-F3"], parts=parts)

    for name, work in (("list", the_list), ("one figure", one_figure), ("its schools", by_schools)):
        times = [await cpu(lambda: store.step(pack.id, work)) for _ in range(rounds * 4)]  # noqa: B023
        print(f"step: {name:24}{min(times):21.1f} ms", flush=True)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main())
