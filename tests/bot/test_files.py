"""Files that people send in Telegram, over HTTP: noted by their number, fetched after the commit."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.channel import Incoming, Refused, Trouble
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_api import TelegramApi
from handlers import LIBRARY
from handlers.dialogue.conversation import Filed
from tests.fakes.telegram import FakeTelegram


class Line:
    """A Telegram channel with the real client, and what came over it."""

    def __init__(self, fake: FakeTelegram, *, masked: bool) -> None:
        self.fake = fake
        api = TelegramApi(fake.token, base_url=fake.url)
        self.channel = TelegramChannel(api, territory="vsevolozhsk", library=LIBRARY, masked=masked)
        self.came: asyncio.Queue[Incoming] = asyncio.Queue()

    async def intake(self, batch) -> None:
        for message in batch:
            self.came.put_nowait(message)

    async def gets(self) -> Incoming:
        return await asyncio.wait_for(self.came.get(), 10)


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as telegram:
        yield telegram
        assert telegram.mistakes == []


@pytest.fixture
async def line(fake: FakeTelegram) -> AsyncIterator[Line]:
    made = Line(fake, masked=False)
    listening = asyncio.create_task(made.channel.listen(made.intake))
    yield made
    await made.channel.stop()
    await listening
    await made.channel.close()


async def test_a_document_comes_by_its_number_and_is_fetched_whole(fake: FakeTelegram, line: Line):
    content = bytes(range(256)) * 5000
    phone = fake.phone(1, "Анна")
    await phone.sends_document("Педкадры.xlsx", content)
    message = await line.gets()
    assert message.said == Filed(0, "Педкадры.xlsx")
    assert message.file is not None and (message.file.size, message.file.content) == (len(content), None)
    assert await line.channel.fetch(message.file.token or "") == content


async def test_of_a_photo_the_largest_size_is_meant(fake: FakeTelegram, line: Line):
    await fake.phone(1, "Анна").sends_photo()
    message = await line.gets()
    assert message.file is not None and not (message.file.token or "").endswith("s")


async def test_what_the_platform_does_not_give_is_refused(fake: FakeTelegram, line: Line):
    await fake.phone(1, "Анна").sends_document("a.xlsx", b"x", size=21 * 1024 * 1024)
    message = await line.gets()
    assert message.file is not None
    with pytest.raises(Refused):
        await line.channel.fetch(message.file.token or "")


async def test_trouble_on_the_way_can_be_tried_again(fake: FakeTelegram, line: Line):
    await fake.phone(1, "Анна").sends_document("a.xlsx", b"whole")
    message = await line.gets()
    assert message.file is not None
    fake.fail("getFile", 502, html=True)
    with pytest.raises(Trouble):
        await line.channel.fetch(message.file.token or "")
    fake.cut("getFile")
    with pytest.raises(Trouble):
        await line.channel.fetch(message.file.token or "")
    assert await line.channel.fetch(message.file.token or "") == b"whole"


async def test_a_masked_channel_brings_no_file(fake: FakeTelegram):
    masked = Line(fake, masked=True)
    listening = asyncio.create_task(masked.channel.listen(masked.intake))
    await fake.phone(1, "Анна").sends_document("Педкадры.xlsx", b"secret")
    message = await masked.gets()
    assert message.said == Filed(0, "Педкадры.xlsx") and message.file is None
    await masked.channel.stop()
    await listening
    await masked.channel.close()


async def test_files_that_come_together_are_one_answer_that_knows_of_the_others(line: Line):
    await line.fake.phone(1, "Анна", met=True).sends_album(3)
    came = await line.gets()
    assert isinstance(came.said, Filed)
    assert (came.said.more, len(came.event_ids)) == (2, 3)
