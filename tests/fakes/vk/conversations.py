"""Messages between a person and the community, as the person reads them and as VK shows them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.calls import Changes
from tests.fakes.vk.files import Stored
from tests.fakes.vk.keyboards import Button, Keyboard

if TYPE_CHECKING:
    from tests.fakes.vk.server import FakeVk

_touches = itertools.count(1)


@dataclass(slots=True, eq=False)
class Message:
    """A message of a conversation. It changes in place when the bot edits it."""

    conversation: Conversation = field(repr=False)
    message_id: int
    """Counts over all conversations of the community."""
    number: int
    """Counts within the conversation: VK's ``conversation_message_id``."""
    from_bot: bool
    date: int
    random_id: int = 0
    text: str = ""
    keyboard: list[list[Button]] = field(default_factory=list)
    """The rows of buttons inside it."""
    files: list[Stored] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list, repr=False)
    """What else hangs on it, as VK shows it: a sticker, a voice."""
    payload: str | None = None
    fields: dict[str, Any] = field(default_factory=dict, repr=False)
    """What else stands in it, as VK shows it: geo, ref, reply_message, fwd_messages."""
    raw_keyboard: dict[str, Any] | None = field(default=None, repr=False)
    edited: int = 0
    """How often the bot edited it."""
    edit_date: int | None = None
    was: list[str] = field(default_factory=list, repr=False)
    """The texts before the edits, oldest first."""
    asked: int = 1
    """How often the bot asked for it: repeats with its ``random_id`` show nothing new."""
    touched: int = field(default_factory=lambda: next(_touches), repr=False)
    """Grows whenever the message appears or changes; orders it against what the person did."""

    @property
    def buttons(self) -> list[Button]:
        """All buttons inside it, row by row."""
        return [button for row in self.keyboard for button in row]

    @property
    def labels(self) -> list[str]:
        """The labels of all its buttons."""
        return [button.label for button in self.buttons]

    def as_json(self) -> dict[str, Any]:
        """Return the message as API 5.199 shows it."""
        shown: dict[str, Any] = {
            "date": self.date,
            "from_id": -self.conversation.vk.group_id if self.from_bot else self.conversation.id,
            "id": self.message_id,
            "version": 10_000_000 + self.touched,
            "out": int(self.from_bot),
            "fwd_messages": [],
            "important": False,
            "is_hidden": False,
            "attachments": [*(stored.as_attachment() for stored in self.files), *self.attachments],
            "conversation_message_id": self.number,
            "text": self.text,
            "peer_id": self.conversation.id,
            "random_id": self.random_id,
            **self.fields,
        }
        rest = {"payload": self.payload, "keyboard": self.raw_keyboard, "update_time": self.edit_date}
        return shown | {name: value for name, value in rest.items() if value is not None}

    def put_keyboard(self, keyboard: Keyboard | None) -> None:
        """Show other buttons; an empty keyboard takes them away."""
        self.keyboard = keyboard.rows if keyboard else []
        self.raw_keyboard = keyboard.raw if keyboard and keyboard.rows else None

    def lines(self) -> Iterable[str]:
        """Yield the message as a failed test shows it."""
        who = "bot" if self.from_bot else self.conversation.title
        notes = f" (edited {self.edited}x)" if self.edited else ""
        notes += "".join(f" <{stored.kind} {stored.name}>" for stored in self.files)
        notes += "".join(f" <{attachment['type']}>" for attachment in self.attachments)
        notes += "".join(f" <{name}>" for name in self.fields)
        first, *rest = self.text.splitlines() or [""]
        yield f"  #{self.number} {who}{notes}: {first}"
        yield from (f"      {line}" for line in rest)
        yield from ("      " + " ".join(map(str, row)) for row in self.keyboard)


@dataclass(frozen=True, slots=True)
class Snackbar:
    """What ``messages.sendMessageEventAnswer`` did on the phone."""

    text: str = ""
    """The notice that fades; empty where the button only stopped turning."""
    link: str | None = None


What = str | Callable[[Message], Any]
"""A piece of text, or a test of a message."""


class Conversation:
    """What VK keeps of one person's conversation with the community, and what the person sees of it."""

    def __init__(self, vk: FakeVk, peer_id: int, title: str) -> None:
        self.vk = vk
        self.id = peer_id
        self.title = title
        self.messages: list[Message] = []
        """All messages of both sides, oldest first."""
        self.keys: list[list[Button]] = []
        self.keys_once = False
        self.snackbars: list[Snackbar] = []
        self.unread = 0
        """How many messages of the person the community has neither read nor answered."""
        self.changes = Changes()
        self._sent: dict[int, Message] = {}
        """What the bot sent, by its ``random_id``."""
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
    def lasting(self) -> list[str]:
        """The labels of the lasting keyboard, empty while there is none."""
        return [key.label for row in self.keys for key in row]

    @property
    def is_unanswered(self) -> bool:
        """Whether the last word is the person's."""
        return bool(self.messages) and not self.messages[-1].from_bot

    def find(self, number: int) -> Message | None:
        """Return a message by its number in the conversation."""
        return self.messages[number - 1] if 0 < number <= len(self.messages) else None

    def sent_with(self, random_id: int) -> Message | None:
        """Return what the bot has already sent with this ``random_id``."""
        return self._sent.get(random_id)

    def write(self, *, from_bot: bool, random_id: int = 0, **fields: Any) -> Message:
        """Put a new message into the conversation."""
        message = Message(
            self,
            self.vk.next_message_id(),
            len(self.messages) + 1,
            from_bot,
            int(self.vk.now()),
            random_id,
            **fields,
        )
        self.messages.append(message)
        if random_id:
            self._sent[random_id] = message
        self.unread = 0 if from_bot else self.unread + 1
        self.tell()
        return message

    def show_keyboard(self, message: Message, keyboard: Keyboard | None) -> None:
        """Show buttons in a message, or in place of the letters."""
        if keyboard is None:
            return
        if keyboard.inline:
            message.put_keyboard(keyboard)
        else:
            self.keys, self.keys_once = keyboard.rows, keyboard.one_time

    def changed(self, message: Message, was: str) -> None:
        """Note that the bot edited a message."""
        message.was.append(was)
        message.edited += 1
        message.edit_date = int(self.vk.now())
        message.touched = next(_touches)
        self.tell()

    def pop_up(self, snackbar: Snackbar) -> None:
        """Show the answer to a pressed button."""
        self.snackbars.append(snackbar)
        self.tell()

    def as_json(self) -> dict[str, Any]:
        """Return the conversation as ``messages.getConversations`` shows it."""
        newest = self.messages[-1]
        of_person = [message.message_id for message in self.messages if not message.from_bot]
        of_bot = [message.message_id for message in self.messages if message.from_bot]
        read = of_person[-self.unread - 1] if len(of_person) > self.unread else 0
        shown: dict[str, Any] = {
            "peer": {"id": self.id, "type": "user", "local_id": self.id},
            "last_message_id": newest.message_id,
            "last_conversation_message_id": newest.number,
            "in_read": read,
            "out_read": of_bot[-1] if of_bot else 0,
            "sort_id": {"major_id": 0, "minor_id": newest.message_id},
            "important": False,
            "unanswered": self.is_unanswered,
            "version": 10_000_000 + newest.touched,
        }
        if self.unread:
            shown["unread_count"] = self.unread
        return shown

    async def sees(self, what: What, within: float = 10.0, *, fresh: bool = True) -> Message:
        """Wait until the bot shows something, and return the message.

        Looked at are the bot's messages that appeared or changed since the person last did
        something; with ``fresh=False`` all of them. Fails with the whole conversation written out.
        """
        found = await self.changes.until(lambda: self._shown(what, fresh=fresh), within)
        if found is None:
            raise AssertionError(f"not seen within {within} s: {what!r}\n{self.dump()}")
        return found

    async def sees_snackbar(self, fragment: str = "", within: float = 10.0) -> Snackbar:
        """Wait for the answer to a pressed button with this piece of text."""
        found = await self.changes.until(
            lambda: next((bar for bar in reversed(self.snackbars) if fragment in bar.text), None), within
        )
        if found is None:
            raise AssertionError(f"no such notice within {within} s: {fragment!r}\n{self.dump()}")
        return found

    def shows(self, what: What, *, fresh: bool = False) -> bool:
        """Tell whether the conversation shows something right now."""
        return self._shown(what, fresh=fresh) is not None

    def dump(self) -> str:
        """Return the conversation as text, for the message of a failed test."""
        lines = [f"conversation {self.id} «{self.title}», newest last:"]
        for message in self.messages[-30:]:
            lines += message.lines()
        if self.keys:
            lines.append("  lasting keyboard: " + " ".join(f"[{label}]" for label in self.lasting))
        lines += [f"  notice over the chat: {bar.text}" for bar in self.snackbars[-3:] if bar.text]
        lines += [f"  refused: {call}" for call in self.vk.mistakes[-5:]]
        lines += self.vk.state()
        return "\n".join(lines)

    def tell(self) -> None:
        """Wake everyone who waits for something to happen here."""
        self.changes.tell()
        self.vk.changes.tell()

    def _shown(self, what: What, *, fresh: bool) -> Message | None:
        for message in reversed(self.messages):
            if message.from_bot and (not fresh or message.touched > self._acted) and _fits(message, what):
                return message
        return None

    def _act(self) -> None:
        """Note that the person does something: what follows is the answer to it."""
        self._acted = next(_touches)


def _fits(message: Message, what: What) -> bool:
    return what in message.text if isinstance(what, str) else bool(what(message))
