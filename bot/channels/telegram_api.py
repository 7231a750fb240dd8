"""Calls to the Bot API through aiogram's session, with the hot ones posted as plain JSON.

aiogram brings the connection, the proxy, the server's address, the typed errors and every rare
call; a screen shown to a person needs neither a validated request nor a validated answer, and
without them a call costs a third (docs/decisions/0003-telegram-calls.md).
"""

import html
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiogram.methods
import orjson
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.utils.token import TokenValidationError
from aiohttp import ClientError, ClientTimeout
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

import locales
from bot.channels.channel import Later, Refused, SendError, Trouble, Unreachable

__all__ = [
    "AiogramError",
    "TelegramAPIError",
    "TelegramApi",
    "TelegramNetworkError",
    "TelegramUnauthorizedError",
    "TokenValidationError",
    "as_html",
    "as_send_error",
    "deep_link",
]

JSON = {"Content-Type": "application/json"}
NOT_PASSED_ON = (ProxyConnectionError, ProxyError, ProxyTimeoutError)
"""What the proxy's package raises; aiogram lets it through as it is."""
GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "bot can't initiate conversation")


class TelegramApi:
    """One bot's Bot API. Errors are aiogram's own."""

    def __init__(self, token: str, *, base_url: str | None = None, proxy: str | None = None) -> None:
        server = TelegramAPIServer.from_base(base_url) if base_url else PRODUCTION
        self._session = AiohttpSession(api=server, proxy=proxy, json_loads=orjson.loads)
        self.bot = Bot(token, session=self._session)
        self._urls: dict[str, str] = {}
        self._token = token

    async def call(self, method: str, params: dict[str, Any], *, timeout: float = 20.0) -> Any:
        """Posts JSON and gives the result as it came; raises aiogram's errors."""
        client = await self._session.create_session()
        url = self._urls.get(method)
        if url is None:
            url = self._urls[method] = self._session.api.api_url(token=self._token, method=method)
        try:
            async with client.post(
                url, data=orjson.dumps(params), headers=JSON, timeout=ClientTimeout(total=timeout)
            ) as response:
                content = await response.read()
        except TimeoutError as error:
            raise TelegramNetworkError(self._named(method), "timeout") from error
        except (ClientError, *NOT_PASSED_ON) as error:
            raise TelegramNetworkError(self._named(method), type(error).__name__) from error
        if response.status == 200:  # noqa: PLR2004 - HTTP OK
            try:
                return orjson.loads(content)["result"]
            except (orjson.JSONDecodeError, KeyError, TypeError) as error:
                raise ClientDecodeError("not an answer of the Bot API", error, "") from error
        self._session.check_response(
            self.bot, self._named(method), response.status, content.decode(errors="replace")
        )
        raise TelegramNetworkError(self._named(method), f"status {response.status}")

    async def server_time(self) -> datetime | None:
        """The platform's clock, from the Date header of an answer; None if it sends none."""
        client = await self._session.create_session()
        url = self._session.api.api_url(token=self._token, method="getMe")
        try:
            async with client.post(url, timeout=ClientTimeout(total=10)) as response:
                stamp = response.headers.get("Date")
        except (ClientError, TimeoutError, *NOT_PASSED_ON) as error:
            raise TelegramNetworkError(self._named("getMe"), type(error).__name__) from error
        return parsedate_to_datetime(stamp) if stamp else None

    @staticmethod
    def _named(method: str) -> aiogram.methods.TelegramMethod[Any]:
        model = getattr(aiogram.methods, method[0].upper() + method[1:])
        made: aiogram.methods.TelegramMethod[Any] = model.model_construct()
        return made

    async def close(self) -> None:
        """Lets the connections go."""
        await self._session.close()


def as_html(text: str) -> str:
    """Our text in Telegram's markup: emphasis shown, everything else as it was typed."""
    escaped = html.escape(text, quote=False)
    return escaped.replace(locales.STRONG, "<b>").replace(locales.PLAIN, "</b>")


def deep_link(username: str, code: str) -> str:
    """The address that opens the bot with a code."""
    return f"https://t.me/{username}?start={code}"


def as_send_error(error: Exception) -> SendError:
    """What an error of the platform means for whoever wants to send (PLATFORMS: aiogram errors)."""
    if isinstance(error, TelegramRetryAfter):
        return Later(error.retry_after)
    if isinstance(error, TelegramForbiddenError | TelegramMigrateToChat):
        return Unreachable(type(error).__name__)
    if isinstance(error, TelegramBadRequest):
        if any(sign in error.message.lower() for sign in GONE):
            return Unreachable(error.message)
        return Refused(error.message)
    if isinstance(error, (TelegramAPIError, ClientDecodeError, ClientError, OSError, *NOT_PASSED_ON)):
        return Trouble(type(error).__name__)
    raise error
