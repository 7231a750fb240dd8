"""`make bench`: this bot beside a bare aiogram echo, in one run, round by round.

Both are processes of their own, driven over HTTP by the same people. This bot is its own `run`
with the settings of the README: polling, SQLite, masked. What is measured are the presses on
the survey's questions: answers to the last question and the way back, so that no round ends.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.platform import TOKEN, Platform, cpu_seconds, peak_mib

ROOT = Path(__file__).parents[1]
HEADING = "  upd/s  CPU ms   p50/p99 busy  p50/p99 at rest  first s   MiB"
BOTS = {"aiogram echo, no store": ["-m", "benchmarks.echo"], "Метод-актив": ["-m", "bot", "run"]}


@dataclass(slots=True)
class Figures:
    """One bot in one round. Times are milliseconds."""

    per_second: float
    cpu_ms: float
    p50: float
    p99: float
    rest_p50: float
    rest_p99: float
    first_answer_s: float
    peak_mib: float


async def measured(words: list[str], people: int, seconds: float, rate: float) -> Figures:
    """Starts the bot, brings everybody to the first question, measures at saturation and at rest."""
    platform = Platform()
    await platform.start()
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": platform.url, "WEB_PORT": "0",
        }  # fmt: skip
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable, *words, cwd=folder, env=environment, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            first = platform.person(1)
            platform.types(first, "/start")
            await asyncio.wait_for(first.seen.wait(), 60)
            first_answer = time.perf_counter() - began
            await asyncio.gather(*(to_first_question(platform, number) for number in range(1, people + 1)))
            await saturated(platform, 2.0)  # warm-up
            busy, count, cpu = await saturated(platform, seconds, process.pid)
            at_rest = await at_rate(platform, rate, seconds)
            return Figures(
                count / seconds, 1000 * cpu / count, *quantiles(busy), *quantiles(at_rest),
                first_answer, peak_mib(process.pid),
            )  # fmt: skip
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
            await platform.stop()


async def to_first_question(platform: Platform, number: int) -> None:
    """From the greeting to question one; a bot without a survey is there at once."""
    person = platform.person(number)
    platform.types(person, "/start")
    await asyncio.wait_for(person.seen.wait(), 60)
    for label in ("О данных", "Согласен", "/assess", "Коротко", "Я педагог"):
        if "1 из 10" in person.text:
            return
        if label.startswith("/"):
            platform.types(person, label)
        else:
            platform.press(person, label)
        await asyncio.wait_for(person.seen.wait(), 60)


async def saturated(platform: Platform, seconds: float, pid: int = 0) -> tuple[list[float], int, float]:
    """Everybody presses again as soon as he has his screen."""
    platform.latencies, platform.measuring, platform.again = [], True, True
    cpu = cpu_seconds(pid) if pid else 0.0
    for person in platform.people.values():
        platform.press(person)
    await asyncio.sleep(seconds)
    spent = cpu_seconds(pid) - cpu if pid else 0.0
    latencies = list(platform.latencies)
    platform.again = False
    await asyncio.gather(*(person.seen.wait() for person in platform.people.values() if person.waiting))
    platform.measuring = False
    return latencies, max(len(latencies), 1), spent


async def at_rate(platform: Platform, rate: float, seconds: float) -> list[float]:
    """Presses leave by the clock, whoever is free."""
    platform.latencies, platform.measuring = [], True
    began = time.perf_counter()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        free = (person for person in platform.people.values() if not person.waiting)
        person = min(free, key=lambda one: one.pressed_at, default=None)
        if person is not None:
            platform.press(person)
    await asyncio.gather(*(person.seen.wait() for person in platform.people.values() if person.waiting))
    platform.measuring = False
    return platform.latencies


def quantiles(latencies: list[float]) -> tuple[float, float]:
    ordered = sorted(latencies)
    return 1000 * statistics.median(ordered), 1000 * ordered[int(0.99 * (len(ordered) - 1))]


async def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--rate", type=float, default=50.0)
    options = parser.parse_args()
    found: dict[str, list[Figures]] = {name: [] for name in BOTS}
    for number in range(1, options.rounds + 1):
        for name, words in BOTS.items():
            figures = await measured(words, options.people, options.seconds, options.rate)
            found[name].append(figures)
            print(f"round {number}  {name:24} {line(figures)}", flush=True)
    print(f"\nmedians of {options.rounds} rounds, {options.people} people")
    print(f"{'':24} {HEADING}")
    medians = {name: median(rows) for name, rows in found.items()}
    for name, figures in medians.items():
        print(f"{name:24} {line(figures)}")
    echo, ours = found.values()
    pairs = [mine.per_second / peer.per_second for mine, peer in zip(ours, echo, strict=True)]
    rounds = ", ".join(f"{pair:.2f}" for pair in pairs)
    print(f"updates/s against the echo: {statistics.median(pairs):.2f} (rounds: {rounds})")


def line(figures: Figures) -> str:
    return (
        f"{figures.per_second:7.0f} {figures.cpu_ms:7.2f} {figures.p50:7.1f}/{figures.p99:6.1f}"
        f" {figures.rest_p50:9.1f}/{figures.rest_p99:6.1f} {figures.first_answer_s:8.1f}"
        f" {figures.peak_mib:5.0f}"
    )


def median(rows: list[Figures]) -> Figures:
    return Figures(*(statistics.median(getattr(row, name) for row in rows) for name in Figures.__slots__))


if __name__ == "__main__":
    asyncio.run(main())
