"""`python -m benchmarks.notices`: thousands of notices through the community, beside single calls of vk_api.

This bot is its own `run` with the settings of the README over SQLite. The platform is the tests' strict
stand-in, which keeps VK's pace; it lives in the process of the benchmark, so its work is not counted. When
the bot has come to rest the notices are written to its store as a command line would write them, due at
once. What is counted is the CPU of the bot's process, threads included, until the last of them is
acknowledged in the store, without what it spends at rest in as many seconds.

Two lots: reminders of a few events (the same words for many), and answers that are different for everyone.
The peer sends the same messages one by one: a bare loop over vk_api's `messages.send`, nothing stored.
"""

import argparse
import asyncio
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from benchmarks.platform import cpu_seconds
from services.values import Personal, dumps
from tests.fakes.vk import FakeVk

ROOT = Path(__file__).parents[1]
HERE = "vsevolozhsk"
FIRST_ADDRESS = 100_000
AN_EVENT = 200  # so many people sign up for the same one
AT_REST = 5.0
HEADING = f"{'':20} notices/s    requests   CPU ms each"


@dataclass(slots=True)
class Figures:
    """What one lot cost in one round."""

    per_second: float
    requests: int
    cpu_ms: float


# --- what is sent ----------------------------------------------------------------------------


def reminder(number: int, now: datetime) -> tuple[str, dict[str, Any]]:
    """Two hundred people hear the same words."""
    event = number // AN_EVENT + 1
    title = f"Практикум «Формирующее оценивание на уроке», группа {event}"
    starts = (now + timedelta(days=1)).replace(minute=event % 60, second=0, microsecond=0)
    args = {"event": event, "title": title, "form": "семинар", "at": starts, "place": "школа № 4, кабинет 12"}
    return "event-reminder", args


def answer(number: int, _now: datetime) -> tuple[str, dict[str, Any]]:
    """Everybody hears something of his own."""
    words = f"Добрый день! Посмотрела ваш план урока № {number}, в четверг после трёх могу подъехать."
    args = {"request": number, "number": number, "topic": "Как давать обратную связь ученикам",
            "who": Personal(f"Невыдуманова Анна {number}-я", "П-23AB"), "text": Personal(words)}  # fmt: skip
    return "request-message", args


LOTS: dict[str, Callable[[int, datetime], tuple[str, dict[str, Any]]]] = {
    "the same for many": reminder,
    "each his own": answer,
}


def insert(database: sqlite3.Connection, table: str, rows: list[dict[str, object]]) -> None:
    names = ", ".join(rows[0])
    marks = ", ".join(f":{name}" for name in rows[0])
    database.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def as_kept(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def settle_in(file: Path, source: str, people: int) -> None:
    """So many people who have agreed and write in the community."""
    now = as_kept(datetime.now(UTC) - timedelta(days=1))
    ids = range(1, people + 1)
    database = sqlite3.connect(file)
    insert(database, "people", [
        {"id": n, "territory": HERE, "ref": f"{n:X}", "last": "Невыдуманова", "first": "Анна",
         "match_state": "matched", "listed": 1, "created_at": now} for n in ids
    ])  # fmt: skip
    insert(database, "accounts", [
        {"territory": HERE, "channel": "vk", "source": source, "address": str(FIRST_ADDRESS + n),
         "person_id": n, "locale": "ru", "used_at": now} for n in ids
    ])  # fmt: skip
    insert(database, "consents", [
        {"territory": HERE, "person_id": n, "kind": "data", "version": "1", "given": 1, "channel": "vk",
         "at": now} for n in ids
    ])  # fmt: skip
    database.commit()
    database.close()


def write(file: Path, lot: str, people: int) -> None:
    """The notices, due now, in short transactions as CORE asks of other processes."""
    now = datetime.now(UTC)
    due, until = as_kept(now), as_kept(now + timedelta(minutes=5))
    rows: list[dict[str, object]] = []
    for n in range(1, people + 1):
        kind, args = LOTS[lot](n, now)
        rows.append(
            {"territory": HERE, "person_id": n, "key": f"{lot}-{n}", "kind": kind, "args": dumps(args),
             "due_at": due, "expires_at": until, "status": "pending", "lease_until": due, "attempts": 0}
        )  # fmt: skip
    database = sqlite3.connect(file, timeout=10)
    for start in range(0, len(rows), 1000):
        insert(database, "notices", rows[start : start + 1000])
        database.commit()
    database.close()


# --- this bot --------------------------------------------------------------------------------


async def ours(lot: str, people: int) -> Figures:
    """One drain of the outbox by the program itself."""
    async with community(people) as vk:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "store.db"
            environment = {
                "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "WEB_PORT": "0",
                "DATABASE_URL": f"sqlite+aiosqlite:///{file}", "VK_TOKEN": vk.token,
                "VK_GROUP_ID": str(vk.group_id), "VK_API_URL": vk.url,
            }  # fmt: skip
            made = await started(folder, environment, "-m", "bot", "migrate")
            assert await made.wait() == 0
            settle_in(file, f"vk:{vk.group_id}", people)
            process = await started(folder, environment, "-m", "bot", "run")
            try:
                await vk.listened(within=60)
                await asyncio.sleep(AT_REST / 2)
                before = cpu_seconds(process.pid)
                await asyncio.sleep(AT_REST)
                idle = (cpu_seconds(process.pid) - before) / AT_REST
                return await drained(vk, file, lot, people, pid=process.pid, idle=idle)
            finally:
                process.terminate()
                await process.wait()


async def drained(vk: FakeVk, file: Path, lot: str, people: int, *, pid: int, idle: float) -> Figures:
    asked, before = len(vk.requests), cpu_seconds(pid)
    await asyncio.to_thread(write, file, lot, people)
    began = time.perf_counter()
    await vk.until(lambda: delivered(vk) >= people, within=300)
    looking = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    while (
        waiting := looking.execute("SELECT COUNT(*) FROM notices WHERE status <> 'sent'").fetchone()[0]
    ) > 0:
        await asyncio.sleep(0.05)
        assert time.perf_counter() - began < 300, f"{waiting} were not acknowledged"
    took = time.perf_counter() - began
    spent = cpu_seconds(pid) - before - idle * took
    looking.close()
    check(vk, people)
    return Figures(people / took, len(vk.requests) - asked, 1000 * spent / people)


# --- the peer --------------------------------------------------------------------------------


async def peer(lot: str, people: int, calls: int) -> Figures:
    """Single calls from a process that does nothing else; it says itself what they cost."""
    async with community(people) as vk:
        now = datetime.now(UTC)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.single_calls", vk.url, vk.token,
            cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        messages = [message_of(lot, n, now) for n in range(1, calls + 1)]
        out, _ = await process.communicate(orjson.dumps(messages))
        told = orjson.loads(out)
        check(vk, calls)
        return Figures(calls / told["seconds"], len(vk.requests), 1000 * told["cpu"] / calls)


def message_of(lot: str, number: int, now: datetime) -> dict[str, Any]:
    """The parameters that this bot's channel gives the same notice."""
    from bot.channels.vk import LIMITS
    from bot.channels.vk_shapes import content
    from handlers import LIBRARY
    from handlers.dialogue.layout import lay_out
    from handlers.dialogue.shown import screen_shown
    from handlers.dialogue.voice import Voice
    from services import regulations

    kind, args = LOTS[lot](number, now)
    voice = Voice("ru", False, regulations.load(HERE).zone, now)
    sheet = lay_out(screen_shown(LIBRARY.notices[kind].show(**args)), LIMITS, voice)
    more = {"peer_id": FIRST_ADDRESS + number, "random_id": number, "dont_parse_links": 1}
    return content(sheet.parts[0], sheet.rows) | more


# --- both ------------------------------------------------------------------------------------


def community(people: int) -> FakeVk:
    vk = FakeVk()
    for n in range(1, people + 1):
        vk.phone(FIRST_ADDRESS + n, met=True)
    return vk


def delivered(vk: FakeVk) -> int:
    return len(vk.calls) and sum(1 for phone in vk.phones if phone.messages)


def check(vk: FakeVk, people: int) -> None:
    assert not vk.mistakes, vk.mistakes[0]
    found = [len(phone.messages) for phone in vk.phones]
    assert sorted(found)[-people:] == [1] * people, "everybody once"
    assert sum(found) == people


async def started(folder: str, environment: dict[str, str], *words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=folder, env=environment, stderr=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip


def line(figures: Figures) -> str:
    return f"{figures.per_second:9.0f} {figures.requests:11} {figures.cpu_ms:13.3f}"


def medians(rows: list[Figures]) -> Figures:
    values = [statistics.median(getattr(row, name) for row in rows) for name in Figures.__slots__]
    return Figures(values[0], int(values[1]), values[2])


def rounds(options: argparse.Namespace) -> Iterator[tuple[str, str, Any]]:
    for lot in options.lots or LOTS:
        yield lot, "Метод-актив", lambda lot=lot: ours(lot, options.notices)
        yield lot, "single calls", lambda lot=lot: peer(lot, options.notices, options.calls)


async def main() -> None:
    parser = argparse.ArgumentParser(description="Notices through the community beside single calls.")
    parser.add_argument("--notices", type=int, default=5000)
    parser.add_argument("--calls", type=int, default=500, help="of the peer, which is slower")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--lots", nargs="*", choices=list(LOTS))
    options = parser.parse_args()
    found: dict[tuple[str, str], list[Figures]] = {}
    print(f"{'':28} {HEADING}")
    for number in range(1, options.rounds + 1):
        for lot, who, measure in rounds(options):
            figures = await measure()
            found.setdefault((lot, who), []).append(figures)
            print(f"round {number}  {lot:18} {who:20} {line(figures)}", flush=True)
    print(f"\nmedians of {options.rounds} rounds, {options.notices} notices")
    for (lot, who), rows in found.items():
        print(f"{lot:18} {who:20} {line(medians(rows))}")
    for lot in options.lots or LOTS:
        mine, single = (medians(found[lot, who]).cpu_ms for who in ("Метод-актив", "single calls"))
        print(f"{lot}: {mine / single:.2f} of the CPU of single calls")


if __name__ == "__main__":
    asyncio.run(main())
