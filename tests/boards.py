"""A board without a network: it keeps posts, repeats harmlessly or not, refuses and breaks to order."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.channel import Posted
from bot.publisher import Publisher
from services import publishing
from services.publishing import Known
from tests.colleagues import District


class Easel:
    """A board of a test.

    `fails` are raised by the next calls; `after` says that they had their effect. `during` happens
    while the next post is on its way.
    """

    def __init__(self, kind: str = "vk", *, repeatable: bool = True) -> None:
        self.kind = kind
        self.source = f"{kind}:1"
        self.longest = 4096
        self.strong = not repeatable
        self.comments = repeatable
        self.repeatable = repeatable
        self.fails: list[Exception] = []
        self.after = False
        self.during: Callable[[], Awaitable[Any]] | None = None
        self.posts: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        self.called: list[str] = []

    async def title(self) -> str:
        return f"Наш {self.kind}"

    def _maybe_fail(self) -> None:
        if self.fails:
            raise self.fails.pop(0)

    async def publish(self, text: str, *, token: str, suggested: str | None = None) -> Posted:
        self.called.append("publish")
        if self.during is not None:
            during, self.during = self.during, None
            await during()
        if not self.after:
            self._maybe_fail()
        if not (self.repeatable and token in self.tokens):
            number = str(len(self.called))
            self.posts[number] = text
            self.tokens[token] = number
        self._maybe_fail()
        number = self.tokens[token]
        return Posted(number, f"https://{self.kind}.example/{number}")

    async def edit(self, post: str, text: str) -> None:
        self.called.append("edit")
        self._maybe_fail()
        self.posts[post] = text

    async def delete(self, post: str) -> None:
        self.called.append("delete")
        self._maybe_fail()
        self.posts.pop(post, None)

    async def close(self) -> None:
        """Nothing to let go."""


class Press:
    """A wall and a channel of the district, and the worker that serves them."""

    def __init__(self, district: District) -> None:
        self.district = district
        self.wall = Easel("vk")
        self.news = Easel("telegram", repeatable=False)
        self.boards = [self.wall, self.news]
        self.publisher = self.worker()

    def worker(self) -> Publisher:
        theatre = self.district.theatre
        packs = {self.district.pack.id: self.district.pack}
        return Publisher(theatre.store, packs, clock=theatre.clock)

    async def opens(self) -> "Press":
        """The program starts: boards and doors stand in the store."""
        doors = [
            Known("telegram:1", "telegram", link="https://t.me/aid_bot?start={code}"),
            Known("vk:1", "vk", link="https://vk.me/aid?ref={code}"),
        ]
        found = [Known(one.source, one.kind, await one.title(), one.longest, one.strong, one.comments)
                 for one in self.boards]  # fmt: skip
        await self.district.step(lambda unit: publishing.note_boards(unit, found, doors))
        return self

    async def works(self, publisher: Publisher | None = None) -> None:
        """Everything due is done."""
        for board in self.boards:
            await (publisher or self.publisher).work(self.district.pack.id, board)
