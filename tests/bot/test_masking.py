"""Nothing personal in Telegram: everybody wanders through every dialogue, and every call is read.

The people of this store have names that stand in no text of ours, so a single one of them in a
call to the platform is a leak.
"""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.bot.program import Program
from tests.fakes.telegram import FakeTelegram, Phone
from tests.unmistakable import FAMILY, FATHERS, GIVEN, OWN_WORDS, ROLES, leaks, rename, settle

TYPED = (
    "/menu", "Помощь", "/consult", "/requests", "/events", "/log", "/indicators", "/privacy", "/assess",
    FAMILY, f"{FAMILY} {GIVEN} {FATHERS}", OWN_WORDS, "1", "15:30", "завтра", "Отмена", "Назад",
)  # fmt: skip


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
async def test_nothing_personal_is_ever_sent_to_a_masked_channel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    rename(monkeypatch)
    chance = random.Random(7)
    async with FakeTelegram() as telegram:
        (tmp_path / "var").mkdir()
        file = tmp_path / "var" / "metodaktiv.db"
        await settle(file, datetime.now(UTC).date(), "telegram", f"telegram:{telegram.bot['id']}")
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
            sent = json.dumps(call.params, ensure_ascii=False, default=str)
            assert not leaks(sent), f"{leaks(sent)} in {call.method}: {sent}"
        written = "\n".join(program.lines)
        assert not leaks(written)
        assert "dead-letter" not in written, written
