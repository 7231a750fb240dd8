"""A proxy named in the settings: every call passes through it, and no other way is tried."""

from pathlib import Path

import pytest

from bot.channels.channel import Trouble, Unsure
from bot.channels.telegram_api import TelegramApi, TelegramNetworkError, as_send_error
from bot.channels.telegram_news import TelegramNews
from tests.bot import messengers
from tests.bot.program import Program
from tests.bot.proxy import NAME, PASSWORD, Proxy
from tests.bot.vk_program import VkProgram, as_far_as_the_questions, comes_in
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vk import FakeVk

SURE = "Уверенно, могу показать"
ONLY_THERE = f"http://{NAME}"


def program_behind(proxy: Proxy, platform: messengers.Platform, folder: Path) -> Program:
    """The program for a platform whose address is known to the proxy alone."""
    if isinstance(platform, FakeVk):
        return VkProgram(platform, folder, VK_API_URL=ONLY_THERE, VK_PROXY=proxy.url)
    settings = {"TELEGRAM_TOKEN": platform.token, "TELEGRAM_API_URL": ONLY_THERE}
    return Program(folder, TELEGRAM_PROXY=proxy.url, TELEGRAM_PERSONAL_DATA="allow", **settings)


@pytest.mark.parametrize("messenger", ["telegram", "vk by long poll"])
async def test_a_conversation_with_its_picture_passes_through_the_proxy(messenger: str, tmp_path: Path):
    async with messengers.platform_of(messenger) as platform, Proxy(platform.url) as proxy:
        program = program_behind(proxy, platform, tmp_path)
        await program.start()
        anna = platform.phone(101, "Анна")
        await comes_in(anna)
        await platform.quiet()
        await as_far_as_the_questions(anna)
        for number in range(1, 11):
            await anna.sees(f"{number} из 10")
            await anna.presses(SURE)
        assert messengers.has_picture(await anna.sees("спасибо. Это видите только вы"))
        await platform.quiet()
        assert await program.stop() == 0, "\n".join(program.lines)
        assert platform.mistakes == []
        assert not any(PASSWORD in line or '"error"' in line for line in program.lines)
    passed = " ".join(proxy.passed)
    if isinstance(platform, FakeVk):
        ways = ("/method/groups.getById", "/method/messages.send", "/wh", "/upload")
        assert all(way in passed for way in ways), passed
    else:
        assert set(proxy.passed) == {f"CONNECT {NAME}:80"}


async def test_a_proxy_that_refuses_or_is_gone_is_trouble_that_passes():
    async with FakeTelegram() as telegram, Proxy(telegram.url) as proxy:
        api = TelegramApi(telegram.token, base_url=ONLY_THERE, proxy=proxy.url)
        proxy.refuses, before = True, proxy.url
        for ask in (lambda: api.call("getMe", {}), api.server_time):
            with pytest.raises(TelegramNetworkError):
                await ask()
        with pytest.raises(Exception, match="502") as refused:
            await api.bot.get_me()
        assert isinstance(as_send_error(refused.value), Trouble)
        with pytest.raises(Trouble) as unpublished:
            await TelegramNews(api, "@news_of_service").publish("Новости", token="1")
        assert not isinstance(unpublished.value, Unsure)  # nothing has left, so it may be tried again
        proxy.refuses = False
        assert (await api.call("getMe", {}))["id"] == telegram.bot["id"]
        await api.close()
    gone = TelegramApi(telegram.token, base_url=ONLY_THERE, proxy=before)
    with pytest.raises(TelegramNetworkError):
        await gone.call("getMe", {})
    with pytest.raises(Exception, match="connect") as lost:
        await gone.bot.get_me()
    assert isinstance(as_send_error(lost.value), Trouble)
    await gone.close()
