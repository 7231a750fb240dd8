"""Where posts wait for the intake: what came meanwhile is taken in together, with one commit to disk."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.channels.channel import Intake, Told

log = structlog.get_logger()
REST_SECONDS = 0.5  # how long the rest of what a client has cut in pieces may be on its way


class Closed(Exception):
    """Nothing is taken in any more (or it failed): the browser is to come again."""


@dataclass(frozen=True, slots=True)
class _Post:
    incoming: Told
    taken: asyncio.Future[None]


class Desk:
    """Hands posts to the intake and tells each when it is safely kept."""

    def __init__(self, goes_on: Callable[[Told], bool] = lambda _: False) -> None:
        """`goes_on` tells what may be a part of something: the next post is waited for a moment then."""
        self._goes_on = goes_on
        self._posts: asyncio.Queue[_Post | None] = asyncio.Queue()
        self._working: set[asyncio.Task[None]] = set()
        self.closed = False

    async def take(self, incoming: Told) -> None:
        """Returns when what came is on disk. Raises Closed when it cannot be taken in now."""
        if self.closed:
            raise Closed
        taken = asyncio.get_running_loop().create_future()
        self._posts.put_nowait(_Post(incoming, taken))
        await taken

    async def serve(self, intake: Intake, *, together: bool) -> None:
        """Takes posts in until `close`, then ends what has come. `together` = one batch at a time."""
        ending = False
        while not ending:
            posts, ending = await self._waiting()
            if not posts:
                continue
            work = asyncio.create_task(_take_in(intake, posts))
            if together:
                await work
            else:
                self._working.add(work)
                work.add_done_callback(self._working.discard)
        if self._working:
            await asyncio.wait(self._working)

    def close(self) -> None:
        """No more posts; those that have come are still taken in."""
        self.closed = True
        self._posts.put_nowait(None)

    async def _waiting(self) -> tuple[list[_Post], bool]:
        posts: list[_Post] = []
        parts: set[str] = set()
        until = 0.0
        post = await self._posts.get()
        while post is not None:
            posts.append(post)
            if not self._goes_on(post.incoming):
                parts.discard(post.incoming.address)
            else:
                parts.add(post.incoming.address)
                until = until or asyncio.get_running_loop().time() + REST_SECONDS
            if self._posts.empty() and not parts:
                return posts, False
            try:
                async with asyncio.timeout_at(until if parts else None):
                    post = await self._posts.get()
            except TimeoutError:
                return posts, False
        return posts, True


async def _take_in(intake: Intake, posts: list[_Post]) -> None:
    try:
        await intake([post.incoming for post in posts])
    except Exception:
        if len(posts) > 1:  # one that breaks must not keep the others out
            for post in posts:
                await _take_in(intake, [post])
            return
        log.exception("post-not-taken")
        for post in posts:
            if not post.taken.done():
                post.taken.set_exception(Closed())
        return
    for post in posts:
        if not post.taken.done():
            post.taken.set_result(None)
