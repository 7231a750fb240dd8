"""Nothing personal in a masked messenger: everybody wanders through every dialogue, and every call is read.

The people of this store have names that stand in no text of ours, so a single one of them in a
call to the platform is a leak.
"""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.bot import messengers
from tests.bot.messengers import Phone, Platform
from tests.fakes.vk import FakeVk
from tests.unmistakable import FAMILY, FATHERS, GIVEN, OWN_WORDS, ROLES, leaks, rename, settle

TYPED = (
    "/menu", "Помощь", "/consult", "/requests", "/events", "/log", "/indicators", "/privacy", "/assess",
    FAMILY, f"{FAMILY} {GIVEN} {FATHERS}", OWN_WORDS, "1", "15:30", "завтра", "Отмена", "Назад",
)  # fmt: skip
FILE = "ъыгова.xlsx"


def source_of(platform: Platform) -> str:
    """The platform's bot or community, as accounts are kept under it."""
    return f"vk:{platform.group_id}" if isinstance(platform, FakeVk) else f"telegram:{platform.bot['id']}"


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


def nothing_is_fetched(platform: Platform) -> None:
    """A file that came is not even asked for."""
    assert platform.calls_of("getFile") == platform.calls_of("file") == []


def nothing_leaks(platform: Platform) -> None:
    """Whatever was sent there, in a call by itself or in what it carries."""
    for call in platform.calls:
        sent = json.dumps(call.params, ensure_ascii=False, default=str)
        assert not leaks(sent), f"{leaks(sent)} in {call.method}: {sent}"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("messenger", ["telegram", "vk by long poll"])
async def test_nothing_personal_is_ever_sent_to_a_masked_channel(
    messenger: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    rename(monkeypatch)
    chance = random.Random(7)
    async with messengers.platform_of(messenger) as platform:
        (tmp_path / "var").mkdir()
        file = tmp_path / "var" / "metodaktiv.db"
        source = source_of(platform)
        await settle(file, datetime.now(UTC).date(), source.partition(":")[0], source)
        program = messengers.program_on(platform, tmp_path, messenger, "mask")
        program.settings["WEB_PUBLIC_URL"] = "https://chat.example"
        await program.start()
        phones = [platform.phone(number, GIVEN, met=True) for number in range(1, len(ROLES) + 1)]
        for phone in phones:
            await phone.types("/menu")
            await phone.sees("Чем помочь?")
        for _ in range(70):
            for phone in phones:
                await wanders(phone, chance)
            await platform.quiet(idle=0.01, within=30)
        await messengers.sends_file(phones[0], FILE, b"personal")
        await platform.quiet(idle=0.05, within=30)
        assert await program.stop() == 0
        assert platform.mistakes == []
        nothing_is_fetched(platform)
        nothing_leaks(platform)
        written = "\n".join(program.lines)
        assert not leaks(written)
        assert "dead-letter" not in written, written
