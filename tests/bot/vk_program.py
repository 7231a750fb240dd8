"""The program for a community of ВКонтакте: it reads by long poll, or VK posts to it."""

from pathlib import Path

from tests.bot.program import Program
from tests.fakes.vk import FakeVk, Phone
from tests.fakes.vk.callback import Server
from tests.fakes.vk.server import TOLD

SECRET = "aSecretOfTheCommunity"
ADDRESS = "https://bot.example/hooks/vk"
WAYS = ["long poll", "callback"]


class VkProgram(Program):
    """`callback` has VK post to a public address, behind which the program stands wherever it started."""

    def __init__(self, vk: FakeVk, folder: Path, *, callback: bool = False, **settings: str) -> None:
        known = {"VK_TOKEN": vk.token, "VK_GROUP_ID": str(vk.group_id), "VK_API_URL": vk.url}
        if callback:
            known |= {"VK_CALLBACK_URL": ADDRESS, "VK_CALLBACK_SECRET": SECRET}
        super().__init__(folder, **{**known, **settings})
        self.vk = vk
        self._met = False
        self.server: Server | None = None
        if callback:
            vk.long_poll["enabled"] = False
            self.server = vk.callbacks.add(ADDRESS, "bot", SECRET)
            self.server.told.update(TOLD)
            self.vk.callbacks.lead(ADDRESS, "")

    async def start(self, *, wait: bool = True) -> None:
        """Starts it; a community that is posted from has confirmed its address then."""
        await super().start(wait=wait)
        if self.server is None:
            if wait and not self._met:  # what happens before the first poll is told to nobody
                await self.vk.listened()
            self._met = True
            return
        self.vk.callbacks.lead(ADDRESS, self.url)
        if self.server.status != "ok":
            assert await self.vk.callbacks.confirm(self.server), self.server.posts

    async def kill(self) -> None:
        await self._leaves()
        await super().kill()

    async def stop(self) -> int:
        status = await super().stop()
        await self._leaves()
        return status

    async def _leaves(self) -> None:
        if self.server is not None:
            self.vk.callbacks.lead(ADDRESS, "")


async def comes_in(phone: Phone) -> None:
    await phone.starts()
    await phone.sees("Здравствуйте!")
    await phone.presses("О данных и согласии")
    await phone.sees("Отозвать согласие")
    await phone.presses("Согласен, согласна")
    await phone.sees("Спасибо")


async def as_far_as_the_questions(phone: Phone) -> None:
    await phone.types("Самодиагностика")
    await phone.sees("Это не аттестация")
    await phone.presses("Коротко, 10 вопросов")
    await phone.sees("Кто вы сейчас?")
    await phone.presses("Я педагог")
    await phone.sees("1 из 10")
