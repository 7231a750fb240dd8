"""Telegram: long polling, screens edited in place on a press and sent anew after words."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import structlog
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import BotCommand, BufferedInputFile, InlineKeyboardMarkup

import locales
from bot.channels.channel import Brought, Delivery, Gone, Incoming, Intake, Refused
from bot.channels.joining import joined
from bot.channels.telegram_api import TelegramApi, as_html, as_send_error, deep_link
from bot.pace import Pace
from handlers.dialogue.conversation import Filed, Other, Pressed, Typed
from handlers.dialogue.layout import Button, Limits, Sheet
from handlers.dialogue.library import Library

log = structlog.get_logger()
LIMITS = Limits(text=4096, buttons=90, columns=4, label=40, payload=64, page=8)
CAPTION = 1024
LARGEST_FILE = 20 * 1024 * 1024
FETCH_SECONDS = 60
POLL_SECONDS = 25
BATCH = 100
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
UPDATES = ["message", "callback_query", "my_chat_member"]
MOST_REMEMBERED = 20_000
CANNOT_EDIT = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
)


@dataclass(slots=True)
class _Chat:
    """What is remembered of a chat while the program runs: the last message, the last screen."""

    last: int = 0
    screen_no: int = 0
    screen_message: int = 0
    screen_date: int = 0
    picture: int = 0  # the last message with a picture or file: its text cannot be edited


@dataclass(frozen=True, slots=True)
class _Press:
    query: str
    message: int


class TelegramChannel:
    """One bot. Messages of groups are not for it; in private chats every update is answered."""

    name = "telegram"
    limits = LIMITS

    def __init__(
        self,
        api: TelegramApi,
        *,
        territory: str,
        library: Library,
        masked: bool,
        greeting_only: bool = False,
        pace: Pace | None = None,
    ) -> None:
        self.api = api
        self.source = f"telegram:{api.bot.id}"
        self.territory = territory
        self.masked = masked
        self.greeting_only = greeting_only
        self.username: str | None = None
        self._library = library
        self._pace = pace or Pace(overall=30, per_chat=1)
        self._chats: dict[str, _Chat] = {}
        self._stopping = asyncio.Event()
        self._fetching: asyncio.Task[list[dict[str, Any]]] | None = None
        self._freed = self._introduced = False

    # --- receiving -------------------------------------------------------------------------

    async def start(self) -> None:
        """Asks the platform for nothing: one that is silent would hold up the other channels."""

    async def _introduce(self) -> None:
        """Frees the way for polling, learns the bot's name and states its commands.

        Without the first nothing can be fetched; the others are tried again before the next fetch.
        """
        if not self._freed:
            await self.api.call("deleteWebhook", {"drop_pending_updates": False})
            self._freed = True
        try:
            self.username = (await self.api.call("getMe", {})).get("username")
            for locale in locales.known():
                await self.api.bot.set_my_commands(
                    self._commands(locale), language_code=None if locale == "ru" else locale
                )
            self._introduced = True
        except Exception as error:  # noqa: BLE001 - what is not the platform's is raised again below
            trouble = as_send_error(error)
            self._introduced = isinstance(trouble, Refused)  # it would be refused again
            log.warning("telegram-not-introduced", error=type(trouble).__name__)

    def _commands(self, locale: str) -> list[BotCommand]:
        public = self._library.public if self.greeting_only else None
        named = [one for one in self._library.commands() if public is None or one.name in public]
        return [
            BotCommand(command=dialogue.name, description=locales.say(locale, f"command-{dialogue.name}", {}))
            for dialogue in named
        ]

    async def listen(self, intake: Intake) -> None:
        """Fetches batches until stopped. The next fetch confirms a batch, so it waits for the intake."""
        offset: int | None = None
        failures = 0
        while not self._stopping.is_set():
            try:
                updates = await self._fetch(offset)
            except asyncio.CancelledError:
                break
            except Exception as error:  # noqa: BLE001 - whatever it is, the reading goes on
                pause = PAUSES[min(failures, len(PAUSES) - 1)]
                failures += 1
                self._complain(error, pause)
                await self._rest(pause)
                continue
            failures = 0
            if updates:
                await intake(list(self._incoming(updates)))
                offset = updates[-1]["update_id"] + 1
        if offset is not None:
            await self._confirm(offset)

    async def _fetch(self, offset: int | None) -> list[dict[str, Any]]:
        params: dict[str, Any] = {"timeout": POLL_SECONDS, "limit": BATCH, "allowed_updates": UPDATES}
        if offset is not None:
            params["offset"] = offset
        self._fetching = asyncio.ensure_future(self._updates(params))
        return await self._fetching

    async def _updates(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        if not self._introduced:
            await self._introduce()
        updates: list[dict[str, Any]] = await self.api.call("getUpdates", params, timeout=POLL_SECONDS + 10.0)
        return updates

    async def _confirm(self, offset: int) -> None:
        try:
            await self.api.call("getUpdates", {"offset": offset, "timeout": 0, "limit": 1}, timeout=2.0)
        except Exception as error:  # noqa: BLE001 - unconfirmed updates come again and are recognised
            log.info("telegram-not-confirmed", error=type(error).__name__)

    def _complain(self, error: Exception, pause: float) -> None:
        if isinstance(error, TelegramConflictError):
            log.error("telegram-second-reader", remedy="stop the other program that uses this token")
        elif isinstance(error, TelegramUnauthorizedError | TelegramNotFound):
            log.error("telegram-token-refused", remedy="check TELEGRAM_TOKEN with @BotFather")
        else:
            log.warning("telegram-fetch-failed", error=type(error).__name__, pause=pause)

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            pass

    async def stop(self) -> None:
        """Ends the fetching at once; a batch being taken in is finished by `listen`."""
        self._stopping.set()
        if self._fetching is not None:
            self._fetching.cancel()

    async def close(self) -> None:
        """Lets the connections go."""
        await self.api.close()

    def _incoming(self, updates: Sequence[dict[str, Any]]) -> Iterator[Incoming | Gone]:
        return joined(found for update in updates if (found := self._read(update)) is not None)

    def _read(self, update: dict[str, Any]) -> Incoming | Gone | None:
        event = (str(update["update_id"]),)
        if query := update.get("callback_query"):
            return self._read_press(event, query)
        if member := update.get("my_chat_member"):
            address = str(member["chat"]["id"])
            if member["chat"]["type"] != "private":
                return None
            return Gone(event, address, reachable=member["new_chat_member"]["status"] != "kicked")
        message = update.get("message")
        if not message or message["chat"]["type"] != "private":
            return None
        return self._read_message(event, message, update)

    def _read_press(self, event: tuple[str, ...], query: dict[str, Any]) -> Incoming | None:
        message = query.get("message")
        if not message or message["chat"]["type"] != "private":
            return None
        return Incoming(
            event,
            str(message["chat"]["id"]),
            Pressed(query.get("data", "")),
            handle=_Press(query["id"], message["message_id"]),
        )

    def _read_message(
        self, event: tuple[str, ...], message: dict[str, Any], update: dict[str, Any]
    ) -> Incoming:
        address = str(message["chat"]["id"])
        chat = self._chat(address)
        saw = self._saw(chat, message)
        chat.last = max(chat.last, message["message_id"])
        said: Any
        if "text" in message:
            said = Typed(message["text"], saw)
        elif "document" in message or "photo" in message:
            name = message.get("document", {}).get("file_name", "photo.jpg")
            said = Filed(0, name, message.get("caption", ""))
        else:
            said = Other()
        body = orjson.dumps(update).decode()
        group = message.get("media_group_id")
        file = None if self.masked else _brought(message)
        return Incoming(event, address, said, handle=group, body=body, file=file)

    @staticmethod
    def _saw(chat: _Chat, message: dict[str, Any]) -> int | None:
        """The screen in sight when these words were sent; Telegram numbers messages of both sides."""
        if not chat.screen_no:
            return None
        after = message["message_id"] > chat.screen_message and message["date"] >= chat.screen_date
        return chat.screen_no if after else chat.screen_no - 1

    def _chat(self, address: str) -> _Chat:
        chat = self._chats.get(address)
        if chat is None:
            if len(self._chats) >= MOST_REMEMBERED:
                self._chats.pop(next(iter(self._chats)))
            chat = self._chats[address] = _Chat()
        return chat

    # --- sending ---------------------------------------------------------------------------

    async def show(self, delivery: Delivery) -> None:
        """Edits the pressed message where it is the newest, otherwise sends; then frees the button."""
        presses = [handle for handle in delivery.handles if isinstance(handle, _Press)]
        try:
            if delivery.sheet is not None:
                await self._show_sheet(delivery, presses)
        except Exception as error:
            raise as_send_error(error) from error
        finally:
            for press in presses:
                await self._answer(press)
            delivery.handles = [handle for handle in delivery.handles if not isinstance(handle, _Press)]

    async def _show_sheet(self, delivery: Delivery, presses: list[_Press]) -> None:
        sheet = delivery.sheet
        assert sheet is not None
        chat = self._chat(delivery.address)
        newest = presses[-1].message if presses else 0
        chat.last = max(chat.last, newest)
        editable = (
            newest == chat.last
            and newest != chat.picture
            and len(sheet.parts) == 1
            and not delivery.attachment
            and not sheet.lasting
        )
        if not (presses and editable and await self._edit(delivery.address, newest, sheet, chat)):
            await self._send(delivery, chat)
        chat.screen_no = delivery.screen_no or chat.screen_no

    async def _edit(self, address: str, message: int, sheet: Sheet, chat: _Chat) -> bool:
        params = {"chat_id": int(address), "message_id": message, **_content(sheet.parts[-1], sheet.rows)}
        try:
            edited = await self.api.call("editMessageText", params)
        except TelegramBadRequest as error:
            reason = error.message.lower()
            if "message is not modified" in reason:
                chat.screen_message = message
                return True
            if any(sign in reason for sign in CANNOT_EDIT):
                return False
            raise
        chat.screen_message, chat.screen_date = message, edited.get("edit_date", 0)
        return True

    async def _send(self, delivery: Delivery, chat: _Chat) -> None:
        sheet = delivery.sheet
        assert sheet is not None
        if sheet.lasting:
            await self._post(delivery.address, _lasting(sheet), chat)
        for part in sheet.parts[:-1]:
            await self._post(delivery.address, _content(part, ()), chat)
        text = sheet.parts[-1]
        if delivery.attachment is not None:
            text = await self._attach(delivery, chat, text)
        if text:
            await self._post(delivery.address, _content(text, sheet.rows), chat)

    async def _post(self, address: str, content: dict[str, Any], chat: _Chat) -> None:
        sent = await self.api.call("sendMessage", {"chat_id": int(address), **content})
        chat.last = chat.screen_message = sent["message_id"]
        chat.screen_date = sent["date"]

    async def _attach(self, delivery: Delivery, chat: _Chat, text: str) -> str:
        """Sends the picture or file, with the text as its caption if it fits; gives what is left."""
        attachment, sheet = delivery.attachment, delivery.sheet
        assert attachment is not None
        assert sheet is not None
        fits = len(text.encode("utf-16-le")) // 2 <= CAPTION
        markup = _inline(sheet.rows) if fits and sheet.rows else None
        send = self.api.bot.send_photo if attachment.picture else self.api.bot.send_document
        content: Any = BufferedInputFile(attachment.content, attachment.name)
        sent = await send(
            int(delivery.address),
            content,
            caption=as_html(text) if fits else None,
            parse_mode="HTML",
            reply_markup=InlineKeyboardMarkup.model_validate(markup) if markup else None,
        )
        chat.last = chat.screen_message = chat.picture = sent.message_id
        chat.screen_date = int(sent.date.timestamp())
        return "" if fits else text

    async def _answer(self, press: _Press) -> None:
        try:
            await self.api.call("answerCallbackQuery", {"callback_query_id": press.query})
        except Exception as error:  # noqa: BLE001 - an old query only leaves the button blinking
            log.info("press-not-answered", error=type(error).__name__)

    async def notify(self, delivery: Delivery, *, token: str) -> None:
        """Sends a notice at Telegram's pace; Telegram has no key against repeats."""
        del token
        await self._pace.wait(delivery.address)
        try:
            await self._send(delivery, self._chat(delivery.address))
        except Exception as error:
            raise as_send_error(error) from error

    async def fetch(self, token: str) -> bytes:
        """The content of a file that somebody sent here. Raises SendError."""
        try:
            file = await self.api.bot.get_file(token)
            given = file.file_path is not None and (file.file_size or 0) <= LARGEST_FILE
            path = file.file_path if given else None
            content = await self.api.bot.download_file(path, timeout=FETCH_SECONDS) if path else None
        except Exception as error:
            raise as_send_error(error) from error
        if content is None:
            raise Refused("the platform does not give this file")
        return content.read()

    def link(self, code: str) -> str | None:
        """The deep link that opens the bot with a code."""
        return deep_link(self.username, code) if self.username else None


def _brought(message: dict[str, Any]) -> Brought | None:
    """The document of a message, or the largest size of its photo, which stands last."""
    found = message.get("document") or (message.get("photo") or [None])[-1]
    return Brought(found["file_id"], found.get("file_size")) if found else None


def _content(text: str, rows: Sequence[Sequence[Button]]) -> dict[str, Any]:
    content: dict[str, Any] = {
        "text": as_html(text),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if rows:
        content["reply_markup"] = _inline(rows)
    return content


def _inline(rows: Sequence[Sequence[Button]]) -> dict[str, Any]:
    return {"inline_keyboard": [[_button(button) for button in row] for row in rows]}


def _button(button: Button) -> dict[str, str]:
    if button.url:
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": button.payload}


def _lasting(sheet: Sheet) -> dict[str, Any]:
    keyboard = [[{"text": label} for label in sheet.lasting]]
    return {
        "text": as_html(sheet.lasting_text),
        "parse_mode": "HTML",
        "reply_markup": {"keyboard": keyboard, "resize_keyboard": True, "is_persistent": True},
    }
