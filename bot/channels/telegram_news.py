"""The news channel in Telegram, of which the bot is an administrator.

Telegram knows no key against repeats: whether a message whose answer was lost has appeared, only a
look into the channel can tell.
"""

from typing import Any, Final

from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiohttp import ClientConnectorError

from bot.channels.channel import Denied, Later, Posted, Refused, SendError, Trouble, Unsure
from bot.channels.telegram_api import NOT_PASSED_ON, TelegramApi, as_html, as_send_error

KIND: Final = "telegram"
LONGEST: Final = 4096
NO_RIGHTS: Final = (
    "not enough rights",
    "need administrator rights",
    "chat_admin_required",
    "chat_write_forbidden",
)
NO_CHAT: Final = ("chat not found", "channel_private", "channel_invalid")
SAME: Final = "message is not modified"
GONE: Final = ("message to edit not found", "message to delete not found", "message_id_invalid")
TOO_LATE: Final = ("message can't be edited", "message can't be deleted")
_PRIVATE: Final = "-100"


class TelegramNews:
    """One channel. `chat` is its @name or number."""

    kind = KIND
    longest = LONGEST
    strong = True
    comments = False
    repeatable = False

    def __init__(self, api: TelegramApi, chat: str) -> None:
        self.source = f"{KIND}:{chat}"
        self._api = api
        self._chat: int | str = int(chat) if chat.removeprefix("-").isdecimal() else chat

    async def title(self) -> str:
        """The channel's name."""
        return str((await self._do("getChat", {}))["title"])

    async def publish(self, text: str, *, token: str, suggested: str | None = None) -> Posted:
        """Sends a message into the channel; a repeat with the same token is another message."""
        del token, suggested
        sent = await self._do("sendMessage", _content(text))
        number, chat = sent["message_id"], sent["chat"]
        name = chat.get("username") or f"c/{str(chat['id']).removeprefix(_PRIVATE)}"
        return Posted(str(number), f"https://t.me/{name}/{number}")

    async def edit(self, post: str, text: str) -> None:
        """Gives a message another text."""
        try:
            await self._do("editMessageText", {"message_id": int(post), **_content(text)})
        except Refused as error:
            if SAME not in str(error).lower():
                raise

    async def delete(self, post: str) -> None:
        """Takes a message down."""
        try:
            await self._do("deleteMessage", {"message_id": int(post)})
        except Denied as error:
            if error.reason != "gone":
                raise

    async def close(self) -> None:
        """The API is the bot's."""

    async def _do(self, method: str, params: dict[str, Any]) -> Any:
        try:
            return await self._api.call(method, {"chat_id": self._chat, **params})
        except Exception as error:
            raise _as_board_error(error) from error


def _content(text: str) -> dict[str, Any]:
    return {"text": as_html(text), "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


def _as_board_error(error: Exception) -> SendError:
    """What an error means for a post. Only a connection that never was is sure to have done nothing."""
    if isinstance(error, TelegramUnauthorizedError | TelegramNotFound):
        return Denied("token")
    if isinstance(error, TelegramForbiddenError):
        return Denied("news-right")
    if isinstance(error, TelegramMigrateToChat):
        return Denied("news-chat")
    if isinstance(error, TelegramBadRequest):
        return _refusal(error)
    found = as_send_error(error)
    if isinstance(found, Later) or isinstance(error.__cause__, (ClientConnectorError, *NOT_PASSED_ON)):
        return found
    return Unsure(str(found)) if isinstance(found, Trouble) else found


def _refusal(error: TelegramBadRequest) -> SendError:
    words = error.message.lower()
    reasons = {"news-right": NO_RIGHTS, "news-chat": NO_CHAT, "gone": GONE, "too-late": TOO_LATE}
    for reason, signs in reasons.items():
        if any(sign in words for sign in signs):
            return Denied(reason)
    return Refused(error.message)
