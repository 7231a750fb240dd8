"""One person with a telephone, in a private chat with the bot."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.chats import Chat, Message, Popup, plain
from tests.fakes.telegram.files import PIXEL, StoredFile
from tests.fakes.telegram.formatting import CAPTION_LIMIT, TEXT_LIMIT, is_start_code, start_code, units
from tests.fakes.telegram.keyboards import Button, Key
from tests.fakes.telegram.refusals import Refused, bad

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram

QUERY_LIFE = 60.0
"""Seconds in which a pressed button may be answered; Telegram names no number, bots observe about this."""

Which = str | Callable[[Button], Any]
"""The label of a button, or a test of a button."""


@dataclass(slots=True, eq=False)
class Press:
    """One press of a button, and what became of it."""

    button: Button
    query_id: str
    """Empty where Telegram asks nobody: a link, a text to copy."""
    phone: Phone
    message: Message
    moment: float
    delivered: bool = False
    """The bot has been given it at least once."""
    answer: Popup | None = None

    @property
    def answered(self) -> bool:
        """Whether the bot has answered it, so that the button stops waiting."""
        return self.answer is not None


class Phone(Chat):
    """What one person does and sees. Every action of a person is a coroutine."""

    def __init__(
        self,
        platform: FakeTelegram,
        user_id: int,
        first_name: str,
        username: str | None,
        language_code: str | None,
        *,
        met: bool,
    ) -> None:
        super().__init__(platform, user_id, first_name, username)
        self.user: dict[str, Any] = {"id": user_id, "is_bot": False, "first_name": first_name}
        if username:
            self.user["username"] = username
        if language_code:
            self.user["language_code"] = language_code
        self.met = met
        """The person has written to the bot before; without that a bot can reach nobody."""
        self.blocked = False
        self.deleted = False
        self.presses_done: list[Press] = []

    # ---- what the platform asks

    def as_json(self) -> dict[str, Any]:
        """Return the chat as the Bot API shows it."""
        shown: dict[str, Any] = {"id": self.id, "type": "private", "first_name": self.title}
        return shown | ({"username": self.username} if self.username else {})

    def signature(self, *, from_bot: bool) -> dict[str, Any]:
        """Return who signs a message."""
        return {"from": self.platform.bot if from_bot else self.user}

    def check_access(self) -> None:
        """Refuse the bot what it may not write here."""
        if not self.met:
            raise bad("chat not found")
        if self.deleted:
            raise Refused("Forbidden: user is deactivated", 403)
        if self.blocked:
            raise Refused("Forbidden: bot was blocked by the user", 403)

    # ---- words

    async def types(self, text: str) -> list[Message]:
        """Send a text; a long one leaves as several messages that arrive together, as clients do it."""
        parts = split_text(text.strip())
        if not parts:
            raise AssertionError("a client sends no empty message")
        self._act()
        return [self._send(text=part) for part in parts]

    async def starts(self, code: str | None = None) -> Message:
        """Press «Start», or follow an invitation link with a code. Unblocks the bot, as clients do."""
        if code is not None and not is_start_code(code):
            raise AssertionError(f"no client passes this code on: {code!r}")
        if self.blocked:
            await self.unblocks()
        return (await self.types("/start" if code is None else f"/start {code}"))[0]

    async def presses_keyboard(self, label: str) -> Message:
        """Press a button of the lasting keyboard: its label is sent as a text."""
        key = self._key(label)
        if key.asks == "request_contact":
            return await self.sends_contact()
        if key.asks == "request_location":
            return await self.sends_location()
        if key.asks is not None:
            raise AssertionError(f"the stand-in cannot press a button with {key.asks}")
        return (await self.types(label))[0]

    async def edits(self, message: Message, text: str) -> None:
        """Edit a message of one's own."""
        if message.from_bot:
            raise AssertionError("a person edits only what he wrote himself")
        self._act()
        message.was.append(message.text)
        message.put(plain(text))
        message.edit_date = int(self.platform.now())
        self.platform.deliver("edited_message", message.as_json(), self.id)

    async def deletes(self, message: Message) -> None:
        """Delete a message for both sides; the bot is told nothing."""
        self._act()
        self.drop(message)

    # ---- buttons

    async def presses(self, which: Which, *, of: Message | None = None) -> Press:
        """Press a button under the newest message that has it, or under an old one given by ``of``."""
        message, button = self._button(which, of)
        self._check_able()
        self._act()
        if button.action in {"url", "copy_text"}:
            press = Press(button, "", self, message, self.platform.now())
            code = start_code(button.url or "")
            if code is not None and self.platform.is_own_link(button.url or ""):
                await self.starts(code)
        elif button.action == "callback_data":
            press = self._ask(message, button)
        else:
            raise AssertionError(f"the stand-in cannot press a button with {button.action}")
        self.presses_done.append(press)
        return press

    def _ask(self, message: Message, button: Button) -> Press:
        press = Press(button, str(secrets.randbelow(1 << 62)), self, message, self.platform.now())
        query = {
            "id": press.query_id,
            "from": self.user,
            "message": message.as_json(),
            "chat_instance": str(self.id * 7919),
            "data": button.data,
        }
        self.platform.asked(press, query)
        return press

    def _button(self, which: Which, of: Message | None) -> tuple[Message, Button]:
        if of is not None and self.find(of.message_id) is not of:
            raise AssertionError(f"message #{of.message_id} is deleted\n{self.dump()}")
        for message in [of] if of is not None else reversed(self.messages):
            for button in message.buttons:
                if button.text == which if isinstance(which, str) else which(button):
                    return message, button
        where = "under any message" if of is None else f"under message #{of.message_id}"
        raise AssertionError(f"no button {which!r} {where}\n{self.dump()}")

    def _key(self, label: str) -> Key:
        for key in (key for row in self.keys for key in row):
            if key.text == label:
                return key
        raise AssertionError(f"no button {label!r} on the lasting keyboard\n{self.dump()}")

    # ---- files and the rest

    async def sends_photo(
        self, data: bytes = PIXEL, *, caption: str = "", name: str = "photo.png", size: int | None = None
    ) -> Message:
        """Send a photo; ``size`` claims another number of bytes than ``data`` has."""
        self._act()
        return self._send(text=caption, photo=self._keep("Photo", name, data, size))

    async def sends_document(
        self,
        name: str = "document.txt",
        data: bytes = b"text",
        *,
        caption: str = "",
        mime: str | None = None,
        size: int | None = None,
    ) -> Message:
        """Send a file; ``size`` claims another number of bytes than ``data`` has."""
        self._act()
        return self._send(text=caption, document=self._keep("Document", name, data, size, mime))

    async def sends_album(self, count: int = 3, *, caption: str = "") -> list[Message]:
        """Send several photos at once: as many messages with one album id; the first has the caption."""
        if not 2 <= count <= 10:
            raise AssertionError("an album has 2-10 photos")
        self._act()
        album = str(secrets.randbelow(1 << 53))
        photos = [self._keep("Photo", f"photo{n}.png", PIXEL) for n in range(count)]
        captions = [caption, *[""] * count]
        return [
            self._send(text=text, photo=photo, album=album)
            for text, photo in zip(captions, photos, strict=False)
        ]

    async def sends_sticker(self, emoji: str = "👍") -> Message:
        """Send a sticker."""
        kept = self._keep("Sticker", "sticker.webp", b"RIFF-sticker")
        look = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return await self.sends(sticker=kept.as_media(emoji=emoji, **look))

    async def sends_voice(self, duration: int = 3) -> Message:
        """Send a voice message of so many seconds."""
        kept = self._keep("Voice", "voice.ogg", b"OggS-voice")
        return await self.sends(voice=kept.as_media(duration=duration, mime_type="audio/ogg"))

    async def sends_contact(self, phone_number: str = "+79990000000") -> Message:
        """Send one's own telephone number."""
        return await self.sends(
            contact={"phone_number": phone_number, "first_name": self.title, "user_id": self.id}
        )

    async def sends_location(self, latitude: float = 59.93, longitude: float = 30.31) -> Message:
        """Send a place."""
        return await self.sends(location={"latitude": latitude, "longitude": longitude})

    async def sends(self, **fields: Any) -> Message:
        """Send a message of any other kind: ``fields`` are those of the Bot API's Message."""
        self._act()
        return self._send(fields=fields)

    # ---- the chat itself

    async def blocks(self) -> None:
        """Block the bot: it is told so, and every message of it is refused from now on."""
        self._set_blocked("member", "kicked")

    async def unblocks(self) -> None:
        """Let the bot write again."""
        self._set_blocked("kicked", "member")

    async def deletes_account(self) -> None:
        """Leave Telegram: the bot is told nothing and gets 403 from now on."""
        self.deleted = True

    async def quiet(self, idle: float = 0.05, within: float = 10.0) -> None:
        """Wait until the bot has taken every update and does nothing more; see FakeTelegram.quiet."""
        await self.platform.quiet(idle, within)

    def _set_blocked(self, before: str, after: str) -> None:
        self._act()
        self.blocked = after == "kicked"
        bot = {"user": self.platform.bot}
        change = {
            "chat": self.as_json(),
            "from": self.user,
            "date": int(self.platform.now()),
            "old_chat_member": {**bot, "status": before} | ({"until_date": 0} if before == "kicked" else {}),
            "new_chat_member": {**bot, "status": after} | ({"until_date": 0} if after == "kicked" else {}),
        }
        self.platform.deliver("my_chat_member", change, self.id)

    def _keep(
        self, kind: str, name: str, data: bytes, size: int | None = None, mime: str | None = None
    ) -> StoredFile:
        return self.platform.files.keep(kind, name, data, mime=mime, size=size)

    def _check_able(self) -> None:
        if self.blocked:
            raise AssertionError("who has blocked the bot has to unblock it before writing")
        if self.deleted:
            raise AssertionError("this account is deleted")

    def _send(self, *, text: str = "", **fields: Any) -> Message:
        self._check_able()
        if fields and units(text) > CAPTION_LIMIT:
            raise AssertionError(f"no client sends a caption over {CAPTION_LIMIT}")
        self.met = True
        words = plain(text)
        if text.startswith("/") and not fields:
            command = text.split(maxsplit=1)[0]
            words.entities = [{"type": "bot_command", "offset": 0, "length": units(command)}]
        message = self.write(from_bot=False, **fields)
        message.put(words)
        self.platform.deliver("message", message.as_json(), self.id)
        return message


def split_text(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """Cut a long text as clients do: at a line's end or a blank where there is one, within the limit."""
    parts = []
    while units(text) > limit:
        head = text[:limit]
        while units(head) > limit:
            head = head[:-1]
        cut = max(head.rfind("\n"), head.rfind(" "))
        head = head[:cut] if cut > 0 else head
        parts.append(head.strip())
        text = text[len(head) :].strip()
    return [*parts, text] if text else parts
