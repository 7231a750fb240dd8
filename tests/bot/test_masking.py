"""Nothing personal in Telegram: everybody wanders through every dialogue, and every call is read.

The people of this store have names that stand in no text of ours, so a single one of them in a
call to the platform is a leak.
"""

import copy
import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.demo import build, town, year
from services import regulations
from storage.engine import threaded_engine
from tests.bot.program import Program
from tests.fakes.telegram import FakeTelegram, Phone

FAMILY, GIVEN, FATHERS = "Ъыгова", "Ъянина", "Ъюговна"
OWN_WORDS = "ъжалоба на ъклассе"
UNMISTAKABLE = ("ъыгов", "ъянин", "ъюговн", "ъжалоб", "ъклассе")
ROLES = ("teacher", "novice", "manager", "member", "methodist", "coordinator")
TYPED = (
    "/menu", "Помощь", "/consult", "/requests", "/events", "/log", "/indicators", "/privacy", "/assess",
    FAMILY, f"{FAMILY} {GIVEN} {FATHERS}", OWN_WORDS, "1", "15:30", "завтра", "Отмена", "Назад",
)  # fmt: skip


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo's municipality, smaller, with names and words that nobody else has."""
    words = copy.deepcopy(town.words())
    for kind in ("women", "men"):
        words[kind] = {"last": [FAMILY], "first": [GIVEN], "patronymic": [FATHERS]}
    for told in words["cast"].values():
        told["name"] = f"{GIVEN} {FATHERS}, кто-то"
    for key in ("details", "results", "void_reasons"):
        words[key] = [OWN_WORDS]
    monkeypatch.setattr(town, "words", lambda: words)
    monkeypatch.setattr(year, "words", lambda: words)
    monkeypatch.setattr(town, "TEACHERS", 200)
    monkeypatch.setattr(year, "SESSIONS", 600)
    monkeypatch.setattr(year, "REQUESTS", 120)
    monkeypatch.setattr(year, "EVENTS", 40)
    monkeypatch.setattr(year, "ASSESSMENTS", 60)


async def settle(file: Path, bot: int) -> None:
    """Fills the store and gives everybody of the cast a Telegram account, 1 to 6."""
    url = f"sqlite+aiosqlite:///{file}"
    regulation = regulations.load("vsevolozhsk")
    made = await build.fill(url, regulation, datetime.now(UTC).date())
    engine = threaded_engine(url)
    async with engine.begin() as connection:
        for address, role in enumerate(ROLES, start=1):
            await connection.execute(
                text(
                    "INSERT INTO accounts (territory, channel, source, address, person_id, locale, used_at)"
                    " VALUES ('vsevolozhsk', 'telegram', :source, :address, :person, 'ru', :now)"
                ),
                {
                    "source": f"telegram:{bot}",
                    "address": str(address),
                    "person": made.cast[role],
                    "now": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
                },
            )
    await engine.dispose()


async def wanders(phone: Phone, chance: random.Random) -> None:
    """Presses a button of something shown before, or types something."""
    shown = [message for message in phone.messages if message.from_bot and message.buttons]
    pressable = [button for message in shown[-3:] for button in message.buttons if button.data]
    if not pressable or chance.random() < 0.25:
        await phone.types(chance.choice(TYPED))
        return
    message = chance.choice(shown[-3:] if chance.random() < 0.2 else shown[-1:])
    buttons = [button for button in message.buttons if button.data]
    if buttons:
        button = chance.choice(buttons)
        await phone.presses(lambda one: one.data == button.data, of=message)


@pytest.mark.timeout(300)
async def test_nothing_personal_is_ever_sent_to_a_masked_channel(names: None, tmp_path: Path):
    chance = random.Random(7)
    async with FakeTelegram() as telegram:
        (tmp_path / "var").mkdir()
        await settle(tmp_path / "var" / "metodaktiv.db", telegram.bot["id"])
        program = Program(
            tmp_path,
            TELEGRAM_TOKEN=telegram.token,
            TELEGRAM_API_URL=telegram.url,
            WEB_PUBLIC_URL="https://chat.example",
        )
        await program.start()
        phones = [telegram.phone(number, GIVEN, met=True) for number in range(1, len(ROLES) + 1)]
        for phone in phones:
            await phone.types("/menu")
            await phone.sees("Чем помочь?")
        for _ in range(70):
            for phone in phones:
                await wanders(phone, chance)
            await telegram.quiet(idle=0.01, within=30)
        await phones[0].sends_document("ъыгова.xlsx", b"personal")
        await telegram.quiet(idle=0.05, within=30)
        assert await program.stop() == 0
        assert telegram.mistakes == []
        assert telegram.calls_of("getFile") == []
        for call in telegram.calls:
            sent = json.dumps(call.params, ensure_ascii=False, default=str).lower()
            leaked = [word for word in UNMISTAKABLE if word in sent]
            assert not leaked, f"{leaked} in {call.method}: {sent}"
        written = "\n".join(program.lines).lower()
        assert not [word for word in UNMISTAKABLE if word in written]
        assert "dead-letter" not in written, written
