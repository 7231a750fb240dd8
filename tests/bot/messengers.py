"""What scenes that are told alike on every messenger need to know of the one they are told on."""

from pathlib import Path
from typing import Any

from tests.bot.program import Program
from tests.bot.vk_program import VkProgram
from tests.fakes import telegram as tg
from tests.fakes import vk
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vk import FakeVk

Platform = FakeTelegram | FakeVk
Phone = tg.Phone | vk.Phone
Message = tg.Message | vk.Message
MESSENGERS = ["telegram", "vk by long poll", "vk by callback"]


def platform_of(messenger: str, **how: Any) -> Platform:
    """The messenger's stand-in, not started yet."""
    return FakeTelegram(**how) if messenger == "telegram" else FakeVk(**how)


def program_on(platform: Platform, folder: Path, messenger: str, mode: str = "allow") -> Program:
    """The program for this messenger; `mode` says what of personal data may pass there."""
    if isinstance(platform, FakeVk):
        callback = messenger == "vk by callback"
        return VkProgram(platform, folder, callback=callback, VK_PERSONAL_DATA=mode)
    settings = {"TELEGRAM_TOKEN": platform.token, "TELEGRAM_API_URL": platform.url}
    return Program(folder, TELEGRAM_PERSONAL_DATA=mode, **settings)


def label(button: Any) -> str:
    """The words on a button."""
    return str(button.label if isinstance(button, vk.Button) else button.text)


def address(button: Any) -> str:
    """Where a button leads; empty where it is pressed."""
    return str((button.link if isinstance(button, vk.Button) else button.url) or "")


def has_picture(message: Any) -> bool:
    """Whether the message came with a picture."""
    if isinstance(message, vk.Message):
        return [stored.kind for stored in message.files] == ["photo"]
    return message.photo is not None


async def sends_file(phone: Any, name: str, content: bytes) -> None:
    """Somebody sends a file."""
    await (phone.sends_doc if isinstance(phone, vk.Phone) else phone.sends_document)(name, content)


def documents_to(platform: Platform) -> list[Any]:
    """The calls by which the program has brought files there, pictures aside."""
    if isinstance(platform, FakeVk):
        return [call for call in platform.calls_of("upload") if call.params["field"] != "photo"]
    return [call for call in platform.calls if call.uploads and call.method != "sendPhoto"]


def lasting(phone: Any) -> list[str]:
    """The buttons under the chat."""
    return list(phone.lasting if isinstance(phone, vk.Phone) else phone.keyboard)


def turning(platform: Platform) -> list[Any]:
    """The presses that nobody has answered."""
    if isinstance(platform, FakeVk):
        return list(platform.unanswered_presses())
    return list(platform.unanswered_queries())
