"""The wall of the community of ВКонтакте.

Only a user's token may write there: a community's own gets code 27 (official schema 5.199). Where
`VK_WALL_TOKEN` is given its calls go through an API of their own, at the community's common pace.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import locales
from bot.channels.channel import Denied, Posted, SendError, Unsure
from bot.channels.vk_api import INTERNAL, CallError, NoAnswer, VkApi, as_send_error

KIND: Final = "vk"
LONGEST: Final = 15_000
"""Signs of a post; VK names no number in its schema, people have met 15,895."""
REASONS: Final = {
    5: "token",
    7: "wall-right",
    15: "wall-right",
    17: "token",
    27: "wall-token",
    28: "wall-token",
    210: "wall-right",
    214: "wall-right",
    219: "wall-limit",
    222: "wall-links",
    224: "wall-limit",
}
"""What the coordinator is told where it is of no use to try again (dev.vk.com/en/reference/errors)."""
UNKNOWN: Final = frozenset({1, INTERNAL})
NOT_THERE: Final = 104


class VkWall:
    """One community's wall; posts are the community's own. `guid` makes a repeat harmless."""

    kind = KIND
    longest = LONGEST
    strong = False
    comments = True
    repeatable = True

    def __init__(self, api: VkApi, *, own: bool) -> None:
        """`own`: the API is the wall's alone and ends with it."""
        self.source = f"{KIND}:{api.group_id}"
        self._api = api
        self._own = own

    async def title(self) -> str:
        """The community's name."""
        found = await _said(self._api.call("groups.getById", {"group_id": self._api.group_id}))
        return str(found["groups"][0]["name"])

    async def publish(self, text: str, *, token: str, suggested: str | None = None) -> Posted:
        """Puts a post up in the name of the community."""
        content: dict[str, Any] = {"from_group": 1, "message": _plain(text), "guid": token}
        if suggested is not None:
            content["post_id"] = int(suggested)
        made = await self._do("wall.post", content)
        number = made["post_id"]
        return Posted(str(number), f"https://vk.ru/wall{self._owner}_{number}")

    async def edit(self, post: str, text: str) -> None:
        """Gives a post another text."""
        await self._do("wall.edit", {"post_id": int(post), "message": _plain(text)}, missing="gone")

    async def delete(self, post: str) -> None:
        """Takes a post down."""
        try:
            await self._do("wall.delete", {"post_id": int(post)}, missing="gone")
        except Denied as error:
            if error.reason != "gone":
                raise

    async def close(self) -> None:
        """Lets the connections go that were made for the wall."""
        if self._own:
            await self._api.close()

    @property
    def _owner(self) -> int:
        return -self._api.group_id

    async def _do(self, method: str, params: dict[str, Any], *, missing: str = "") -> Any:
        call = self._api.call(method, {"owner_id": self._owner, **params})
        return await _said(call, lambda code: missing if code == NOT_THERE else REASONS.get(code, ""))


async def _said(call: Awaitable[Any], reason: Callable[[int], str] = lambda _: "") -> Any:
    """What VK answered; its errors as those of a board."""
    try:
        return await call
    except Exception as error:
        raise _as_board_error(error, reason) from error


def _as_board_error(error: Exception, reason: Callable[[int], str]) -> SendError:
    if isinstance(error, CallError) and (why := reason(error.code)):
        return Denied(why)
    unknown = isinstance(error, CallError) and error.code in UNKNOWN
    if unknown or (isinstance(error, NoAnswer) and error.reached):
        return Unsure(str(error))
    return as_send_error(error)


def _plain(text: str) -> str:
    return text.replace(locales.STRONG, "").replace(locales.PLAIN, "")
