"""Addresses to which platforms post what happens, beside the pages of the one server."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web as http

from bot.channels.channel import CannotStart

Hook = Callable[[http.Request], Awaitable[http.Response]]
AGAIN = {"Retry-After": "5"}


class TooLarge(Exception):
    """More was posted than was agreed."""


class Hooks:
    """Which channel takes what is posted to which address; a platform's server is no page of ours."""

    def __init__(self) -> None:
        self._hooks: dict[str, Hook] = {}
        self.pages: frozenset[str] = frozenset()
        """The first parts of the addresses that the pages have for themselves."""

    def add(self, url: str, hook: Hook) -> None:
        """Serves the path of this address from now on. Raises CannotStart where it is a page's."""
        path = urlsplit(url).path.rstrip("/")
        if path.strip("/").partition("/")[0] in self.pages:
            raise CannotStart(
                f"{url}: this path belongs to the browser chat; choose another, such as /hooks/vk"
            )
        if path in self._hooks:
            raise CannotStart(f"{url}: two platforms cannot post to one path")
        self._hooks[path] = hook

    def find(self, request: http.Request) -> Hook | None:
        """Who takes in what is posted here, if anybody."""
        return self._hooks.get(request.path.rstrip("/")) if request.method == "POST" else None


async def read_whole(request: http.Request, most: int) -> bytes:
    """What was posted. Raises TooLarge where it is longer than so many bytes."""
    content = bytearray()
    async for chunk in request.content.iter_any():
        content += chunk
        if len(content) > most:
            raise TooLarge
    return bytes(content)


def come_again() -> http.Response:
    """Nothing was taken in: the platform is to post the same again."""
    return http.Response(status=503, headers=AGAIN)
