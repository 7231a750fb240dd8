"""Chats and the messages in them, as the people who read them see them."""

from __future__ import annotations

import html
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.calls import Changes
from tests.fakes.telegram.files import StoredFile
from tests.fakes.telegram.formatting import Words
from tests.fakes.telegram.keyboards import Button, Key, Markup
from tests.fakes.telegram.refusals import Refused, bad, unlucky

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram

_touches = itertools.count(1)


@dataclass(slots=True, eq=False)
class Message:
    """A message in a chat. It changes in place when the bot edits it."""

    chat: Chat = field(repr=False)
    message_id: int
    from_bot: bool
    date: int
    text: str = ""
    """What is read: the text, or the caption of a photo or document, without markup."""
    html: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list, repr=False)
    keyboard: list[list[Button]] = field(default_factory=list)
    """The rows of buttons under it."""
    photo: StoredFile | None = None
    document: StoredFile | None = None
    edited: int = 0
    """How often the bot edited it."""
    edit_date: int | None = None
    was: list[str] = field(default_factory=list, repr=False)
    """The texts before the edits, oldest first."""
    album: str | None = None
    reply_to: int | None = None
    silent: bool = False
    fields: dict[str, Any] = field(default_factory=dict, repr=False)
    """What else stands in it, as the Bot API shows it: sticker, voice, contact."""
    raw_markup: dict[str, Any] | None = field(default=None, repr=False)
    editable: bool = field(default=True, repr=False)
    preview: Any = field(default=None, repr=False)
    touched: int = field(default_factory=lambda: next(_touches), repr=False)
    """Grows whenever the message appears or changes; orders it against what the person did."""

    @property
    def buttons(self) -> list[Button]:
        """All buttons under it, row by row."""
        return [button for row in self.keyboard for button in row]

    @property
    def labels(self) -> list[str]:
        """The labels of all its buttons."""
        return [button.text for button in self.buttons]

    @property
    def has_media(self) -> bool:
        """Whether its words are a caption."""
        return self.photo is not None or self.document is not None

    def as_json(self, *, with_reply: bool = True) -> dict[str, Any]:
        """Return the message as the Bot API shows it; what it replies to is shown one level deep."""
        shown: dict[str, Any] = {
            "message_id": self.message_id,
            **self.chat.signature(from_bot=self.from_bot),
            "chat": self.chat.as_json(),
            "date": self.date,
            **self.fields,
        }
        if self.text:
            named, marks = ("caption", "caption_entities") if self._captioned else ("text", "entities")
            shown[named] = self.text
            if self.entities:
                shown[marks] = self.entities
        if self.photo is not None:
            shown["photo"] = self.photo.as_sizes()
        if self.document is not None:
            shown["document"] = self.document.as_document()
        if self.album is not None:
            shown["media_group_id"] = self.album
        if self.edit_date is not None:
            shown["edit_date"] = self.edit_date
        if self.raw_markup is not None:
            shown["reply_markup"] = self.raw_markup
        if with_reply and self.reply_to is not None and (other := self.chat.find(self.reply_to)) is not None:
            shown["reply_to_message"] = other.as_json(with_reply=False)
        return shown

    @property
    def _captioned(self) -> bool:
        return self.has_media or bool(self.fields.keys() & {"voice", "video", "audio", "animation"})

    def put(self, words: Words) -> None:
        """Show other words."""
        self.text, self.entities, self.html = words.text, words.entities, words.html

    def put_markup(self, markup: Markup) -> None:
        """Show other buttons."""
        self.keyboard, self.raw_markup = markup.rows, markup.raw

    def look(self) -> tuple[Any, ...]:
        """Return all that an edit compares before it says «not modified»."""
        files = (self.photo and self.photo.unique_id, self.document and self.document.unique_id)
        return (self.text, self.entities, self.raw_markup, self.preview, files)

    def lines(self) -> Iterable[str]:
        """Yield the message as a failed test shows it."""
        who = "bot" if self.from_bot else self.chat.title
        notes = f" (edited {self.edited}x)" if self.edited else ""
        for kind, stored in (("photo", self.photo), ("document", self.document)):
            if stored is not None:
                notes += f" <{kind} {stored.name}>"
        notes += "".join(f" <{name}>" for name in self.fields)
        first, *rest = (self.text or "").splitlines() or [""]
        yield f"  #{self.message_id} {who}{notes}: {first}"
        yield from (f"      {line}" for line in rest)
        yield from ("      " + " ".join(map(str, row)) for row in self.keyboard)


@dataclass(frozen=True, slots=True)
class Popup:
    """What answerCallbackQuery showed over the chat."""

    text: str
    alert: bool = False
    """A window that the person has to close, and not a notice that fades."""
    url: str | None = None


What = str | Callable[[Message], Any]
"""A piece of text, or a test of a message."""


class Chat:
    """What the platform keeps of one chat, and what those in it see."""

    kind = "private"

    def __init__(self, platform: FakeTelegram, chat_id: int, title: str, username: str | None) -> None:
        self.platform = platform
        self.id = chat_id
        self.title = title
        self.username = username
        self.messages: list[Message] = []
        """All messages of both sides, oldest first; deleted ones are gone."""
        self.keys: list[list[Key]] = []
        self.popups: list[Popup] = []
        self.actions: list[str] = []
        """What sendChatAction showed («typing»)."""
        self.changes = Changes()
        self._by_id: dict[int, Message] = {}
        self._ids = itertools.count(1)
        self._highest = 0
        self._acted = 0
        """The touch number of the moment when the person last did something."""

    @property
    def last(self) -> Message:
        """The newest message of the bot."""
        for message in reversed(self.messages):
            if message.from_bot:
                return message
        raise AssertionError(f"the bot has written nothing\n{self.dump()}")

    @property
    def texts(self) -> list[str]:
        """What the bot has written, oldest first."""
        return [message.text for message in self.messages if message.from_bot]

    @property
    def keyboard(self) -> list[str]:
        """The labels of the lasting keyboard, empty while there is none."""
        return [key.text for row in self.keys for key in row]

    def as_json(self) -> dict[str, Any]:
        """Return the chat as the Bot API shows it."""
        raise NotImplementedError

    def signature(self, *, from_bot: bool) -> dict[str, Any]:
        """Return who signs a message in this chat."""
        raise NotImplementedError

    def check_access(self) -> None:
        """Refuse the bot what it may not write here."""

    def find(self, message_id: int) -> Message | None:
        """Return a message by its id, None if it is not (or no longer) there."""
        return self._by_id.get(message_id)

    def had(self, message_id: int) -> bool:
        """Tell whether there ever was a message with this id."""
        return 0 < message_id <= self._highest

    def of_bot(self, message_id: int, what: str) -> Message:
        """Return a message that the bot wants to change; ``what`` stands in the refusal."""
        message = self.find(message_id)
        if message is None:
            raise unlucky(f"{what} not found") if self.had(message_id) else bad(f"{what} not found")
        return message

    def write(self, *, from_bot: bool, **fields: Any) -> Message:
        """Put a new message into the chat."""
        self._highest = next(self._ids)
        message = Message(self, self._highest, from_bot, int(self.platform.now()), **fields)
        self.messages.append(message)
        self._by_id[message.message_id] = message
        self._tell()
        return message

    def show_markup(self, markup: Markup) -> None:
        """Show or take away the lasting keyboard."""
        if markup.keys is not None:
            self.keys = markup.keys
        elif markup.removes:
            self.keys = []

    def changed(self, message: Message) -> None:
        """Note that the bot edited a message."""
        message.edited += 1
        message.edit_date = int(self.platform.now())
        message.touched = next(_touches)
        self._tell()

    def drop(self, message: Message) -> None:
        """Delete a message for both sides."""
        self.messages.remove(message)
        del self._by_id[message.message_id]
        self._tell()

    def pop_up(self, popup: Popup) -> None:
        """Show the answer to a pressed button over the chat."""
        self.popups.append(popup)
        self._tell()

    def show_action(self, action: str) -> None:
        """Show that the bot is typing."""
        self.actions.append(action)
        self._tell()

    async def sees(self, what: What, within: float = 10.0, *, fresh: bool = True) -> Message:
        """Wait until the bot shows something, and return the message.

        Looked at are the bot's messages that appeared or changed since the person last did
        something; with ``fresh=False`` all of them. Fails with the whole chat written out.
        """
        found = await self.changes.until(lambda: self._shown(what, fresh=fresh), within)
        if found is None:
            raise AssertionError(f"not seen within {within} s: {what!r}\n{self.dump()}")
        return found

    async def sees_popup(self, fragment: str = "", within: float = 10.0) -> Popup:
        """Wait for the answer to a pressed button with this piece of text."""
        found = await self.changes.until(
            lambda: next((popup for popup in reversed(self.popups) if fragment in popup.text), None), within
        )
        if found is None:
            raise AssertionError(f"no such notice within {within} s: {fragment!r}\n{self.dump()}")
        return found

    def shows(self, what: What, *, fresh: bool = False) -> bool:
        """Tell whether the chat shows something right now."""
        return self._shown(what, fresh=fresh) is not None

    def dump(self) -> str:
        """Return the chat as text, for the message of a failed test."""
        lines = [f"chat {self.id} «{self.title}», newest last:"]
        for message in self.messages[-30:]:
            lines += message.lines()
        if self.keys:
            lines.append("  lasting keyboard: " + " ".join(f"[{label}]" for label in self.keyboard))
        lines += [f"  notice over the chat: {popup.text}" for popup in self.popups[-3:]]
        lines += [f"  refused: {call}" for call in self.platform.mistakes[-5:]]
        lines += self.platform.state()
        return "\n".join(lines)

    def _shown(self, what: What, *, fresh: bool) -> Message | None:
        for message in reversed(self.messages):
            if message.from_bot and (not fresh or message.touched > self._acted) and _fits(message, what):
                return message
        return None

    def _act(self) -> None:
        """Note that the person does something: what follows is the answer to it."""
        self._acted = next(_touches)

    def _tell(self) -> None:
        self.changes.tell()
        self.platform.changes.tell()


def _fits(message: Message, what: What) -> bool:
    return what in message.text if isinstance(what, str) else bool(what(message))


class Channel(Chat):
    """A channel for announcements; the bot is its administrator unless told otherwise."""

    kind = "channel"

    def __init__(
        self,
        platform: FakeTelegram,
        chat_id: int,
        title: str,
        username: str | None,
        *,
        member: bool,
        may_post: bool,
    ) -> None:
        super().__init__(platform, chat_id, title, username)
        self.member = member
        self.may_post = may_post

    def as_json(self) -> dict[str, Any]:
        """Return the chat as the Bot API shows it."""
        shown: dict[str, Any] = {"id": self.id, "type": "channel", "title": self.title}
        return shown | ({"username": self.username} if self.username else {})

    def signature(self, *, from_bot: bool) -> dict[str, Any]:
        """Return who signs: a channel signs with itself."""
        return {"sender_chat": self.as_json()}

    def check_access(self) -> None:
        """Refuse the bot what it may not write here."""
        if not self.member:
            raise Refused("Forbidden: bot is not a member of the channel chat", 403)
        if not self.may_post:
            raise unlucky("need administrator rights in the channel chat")


def plain(text: str) -> Words:
    """Return words without any markup, as a person types them."""
    return Words(text, [], html.escape(text, quote=False))
