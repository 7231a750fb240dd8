"""The demo's municipality with names and words that stand in no text of ours: one of them is a leak."""

import copy
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.demo import build, town, year
from services import regulations
from storage.engine import threaded_engine

FAMILY, GIVEN, FATHERS = "Ъыгова", "Ъянина", "Ъюговна"
OWN_WORDS = "ъжалоба на ъклассе"
PARTS = ("ъыгов", "ъянин", "ъюговн", "ъжалоб", "ъклассе")
SMALLER = town.Size(teachers=200, sessions=600, requests=120, events=40, assessments=60)
ROLES = ("teacher", "novice", "manager", "member", "methodist", "coordinator")


def rename(patch: pytest.MonkeyPatch) -> None:
    """The demo's municipality with names and words that nobody else has."""
    words = copy.deepcopy(town.words())
    for kind in ("women", "men"):
        words[kind] = {"last": [FAMILY], "first": [GIVEN], "patronymic": [FATHERS]}
    for told in words["cast"].values():
        told["name"] = f"{GIVEN} {FATHERS}"
    for key in ("details", "results", "void_reasons"):
        words[key] = [OWN_WORDS]
    words |= {"composition": OWN_WORDS, "recommendation": OWN_WORDS}
    patch.setattr(town, "words", lambda: words)
    patch.setattr(year, "words", lambda: words)


def leaks(said: str) -> list[str]:
    """What of the names and words stands in it."""
    return [word for word in PARTS if word in said.lower()]


async def settle(file: Path, today: date, channel: str, source: str) -> None:
    """Fills the store and gives everybody of the cast an account there, with the addresses 1 to 6."""
    url = f"sqlite+aiosqlite:///{file}"
    made = await build.fill(url, regulations.load("vsevolozhsk"), today, SMALLER)
    engine = threaded_engine(url)
    async with engine.begin() as connection:
        for address, role in enumerate(ROLES, start=1):
            await connection.execute(
                text(
                    "INSERT INTO accounts (territory, channel, source, address, person_id, locale, used_at)"
                    " VALUES ('vsevolozhsk', :channel, :source, :address, :person, 'ru', :now)"
                ),
                {
                    "channel": channel,
                    "source": source,
                    "address": str(address),
                    "person": made.cast[role],
                    "now": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
                },
            )
    await engine.dispose()
