"""One person with a telephone, in a conversation with the community."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.fakes.vk.conversations import Conversation, Message, Snackbar
from tests.fakes.vk.files import PIXEL, Stored
from tests.fakes.vk.keyboards import Button
from tests.fakes.vk.refusals import Refused

if TYPE_CHECKING:
    from tests.fakes.vk.comments import Comment
    from tests.fakes.vk.server import FakeVk
    from tests.fakes.vk.wall import Post

PRESS_LIFE = 60.0
"""Seconds in which a pressed button may be answered (VK's page about events)."""
TYPED_LIMIT = 4096
START = "Начать"
ACTIONS = [
    "text",
    "vkpay",
    "open_app",
    "location",
    "open_link",
    "callback",
    "intent_subscribe",
    "intent_unsubscribe",
]

_REF = re.compile(r"[^\s&?#]{1,128}")

Which = str | Callable[[Button], Any]
"""The label of a button, or a test of a button."""


@dataclass(slots=True, eq=False)
class Press:
    """One press of a button, and what became of it."""

    button: Button
    event_id: str
    """Empty where VK asks nobody: a link, or a button that sent a message."""
    phone: Phone
    message: Message | None
    """The message with the button; None for the lasting keyboard."""
    moment: float
    sent: Message | None = None
    """The message that the press sent."""
    answer: Snackbar | None = None

    @property
    def turning(self) -> bool:
        """Whether the person still sees the button turn."""
        lives = self.phone.vk.now() - self.moment <= PRESS_LIFE
        return bool(self.event_id) and self.answer is None and lives

    @property
    def answered(self) -> bool:
        """Whether the bot has answered it, so that the button stopped turning."""
        return self.answer is not None


class Phone(Conversation):
    """What one person does and sees. Every action of a person is a coroutine."""

    def __init__(
        self,
        vk: FakeVk,
        user_id: int,
        first_name: str,
        last_name: str,
        *,
        lang_id: int,
        callbacks: bool,
        met: bool,
    ) -> None:
        super().__init__(vk, user_id, first_name)
        self.first_name = first_name
        self.last_name = last_name
        self.lang_id = lang_id
        self.callbacks = callbacks
        """Whether the client knows buttons that send no message; an old one sends their label instead."""
        self.met = met
        """The person has a conversation with the community: written in it, or been written to."""
        self.allowed = met
        """The community may write."""
        self.private = False
        """Settings forbid messages from communities (902)."""
        self.blacklisted = False
        """The community has put the person on its blacklist (900)."""
        self.deleted = False
        self.presses_done: list[Press] = []
        self._ref: dict[str, str] = {}

    # ---- what the platform asks

    def as_user(self) -> dict[str, Any]:
        """Return the person as ``users.get`` shows him."""
        shown = {"id": self.id, "first_name": self.first_name, "last_name": self.last_name}
        if self.deleted:
            return {**shown, "first_name": "DELETED", "last_name": "", "deactivated": "deleted"}
        return {**shown, "can_access_closed": True, "is_closed": False}

    def check_access(self) -> None:
        """Refuse the bot what it may not write here."""
        for forbidden, code in (
            (self.deleted, 18),
            (self.blacklisted, 900),
            (self.private, 902),
            (not self.allowed, 901),
        ):
            if forbidden:
                raise Refused(code)

    @property
    def client_info(self) -> dict[str, Any]:
        """What the person's program can do."""
        actions = ACTIONS if self.callbacks else ["text", "location", "open_link"]
        return {
            "button_actions": list(actions),
            "keyboard": True,
            "inline_keyboard": True,
            "carousel": self.callbacks,
            "lang_id": self.lang_id,
        }

    @property
    def turning(self) -> list[Press]:
        """The presses whose buttons still turn."""
        return [press for press in self.presses_done if press.turning]

    # ---- words

    async def starts(self, ref: str | None = None, source: str | None = None) -> Message:
        """Open the conversation for the first time, perhaps by a link with a ``ref``, and press «Начать»."""
        if self.messages or self.met:
            raise AssertionError(f"«{START}» stands only in an empty conversation; see follows()")
        if ref is not None:
            await self.follows(ref, source)
        self._act()
        return self._send(text=START, payload='{"command":"start"}')

    async def follows(self, ref: str, source: str | None = None) -> None:
        """Open the conversation by a link ``vk.me/…?ref=…``: the bot learns of it with the next message."""
        if not _REF.fullmatch(ref):
            raise AssertionError(f"no client passes this code on: {ref!r}")
        self._ref = {"ref": ref, "ref_source": source or ""}

    async def types(self, text: str) -> list[Message]:
        """Send a text; a long one leaves as several messages that arrive together, as clients do it."""
        parts = _split(text.strip())
        if not parts:
            raise AssertionError("a client sends no empty message")
        self._act()
        return [self._send(text=part) for part in parts]

    async def presses_keyboard(self, which: Which) -> Press:
        """Press a button of the lasting keyboard."""
        for key in (key for row in self.keys for key in row):
            if _is(key, which):
                return await self._press(key, None)
        raise AssertionError(f"no button {which!r} on the lasting keyboard\n{self.dump()}")

    # ---- buttons

    async def presses(self, which: Which, *, of: Message | None = None) -> Press:
        """Press a button inside the newest message that has it, or inside an old one given by ``of``."""
        message, button = self._button(which, of)
        return await self._press(button, message)

    async def _press(self, button: Button, message: Message | None) -> Press:
        self._check_able()
        self._act()
        press = Press(button, "", self, message, self.vk.now())
        self.presses_done.append(press)
        if button.action == "callback" and self.callbacks:
            self._ask(press)
        elif button.action in {"text", "callback"}:
            press.sent = self._send(text=button.label, payload=button.payload)
        elif button.action == "location":
            press.sent = self._send(fields=_geo(59.93, 30.31), payload=button.payload)
        elif button.action == "open_link":
            await self._open(button.link or "")
        else:
            raise AssertionError(f"the stand-in cannot press a button of type {button.action}")
        if message is None and self.keys_once and press.sent is not None:
            self.keys = []
        return press

    def _ask(self, press: Press) -> None:
        press.event_id = secrets.token_hex(6)
        about: dict[str, Any] = {
            "user_id": self.id,
            "peer_id": self.id,
            "event_id": press.event_id,
            "payload": press.button.data,
        }
        if press.message is not None:
            about["conversation_message_id"] = press.message.number
        self.vk.asked(press, about)

    async def _open(self, link: str) -> None:
        parts = urlsplit(link)
        ref = parse_qs(parts.query).get("ref")
        if ref and parts.hostname == "vk.me" and parts.path.strip("/") in self.vk.names:
            await self.follows(ref[0])

    def _button(self, which: Which, of: Message | None) -> tuple[Message, Button]:
        for message in [of] if of is not None else reversed(self.messages):
            for button in message.buttons:
                if _is(button, which):
                    return message, button
        where = "in any message" if of is None else f"in message #{of.number}"
        raise AssertionError(f"no button {which!r} {where}\n{self.dump()}")

    # ---- files and the rest

    async def sends_photo(self, data: bytes = PIXEL, *, text: str = "", name: str = "photo.png") -> Message:
        """Send a photo."""
        return await self.sends(text=text, files=[self._keep("photo", name, data)])

    async def sends_doc(
        self, name: str = "document.txt", data: bytes = b"text", *, text: str = "", size: int | None = None
    ) -> Message:
        """Send a file; ``size`` claims another number of bytes than ``data`` has."""
        return await self.sends(text=text, files=[self._keep("doc", name, data, size)])

    async def sends_sticker(self, sticker_id: int = 9008) -> Message:
        """Send a sticker."""
        url = f"https://vk.ru/sticker/1-{sticker_id}-128"
        sticker = {
            "inner_type": "base_sticker_new",
            "product_id": 279,
            "sticker_id": sticker_id,
            "images": [{"url": url, "width": 128, "height": 128}],
            "is_allowed": True,
        }
        return await self.sends(attachments=[{"type": "sticker", "sticker": sticker}])

    async def sends_voice(self, duration: int = 3) -> Message:
        """Send a voice message of so many seconds."""
        kept = self._keep("doc", "voice.ogg", b"OggS-voice")
        voice = {
            "id": kept.id,
            "owner_id": self.id,
            "duration": duration,
            "waveform": [0, 5, 31, 5, 0],
            "link_ogg": kept.url,
            "link_mp3": kept.url,
            "access_key": kept.key,
        }
        return await self.sends(attachments=[{"type": "audio_message", "audio_message": voice}])

    async def calls(self) -> Message:
        """Ring the community, which nobody answers."""
        call = {
            "initiator_id": self.id,
            "receiver_id": self.vk.group_id,
            "state": "canceled_by_initiator",
            "time": int(self.vk.now()),
            "video": False,
        }
        return await self.sends(attachments=[{"type": "call", "call": call}])

    async def sends_geo(self, latitude: float = 59.93, longitude: float = 30.31) -> Message:
        """Send a place."""
        return await self.sends(fields=_geo(latitude, longitude))

    async def forwards(self, *what: Message | str, text: str = "") -> Message:
        """Forward messages: of this conversation, or texts of somebody else."""
        forwarded = [_foreign(one, number) for number, one in enumerate(what, start=1)]
        return await self.sends(text=text, fields={"fwd_messages": forwarded})

    async def replies(self, message: Message, text: str) -> Message:
        """Send a text as a reply to a message of the conversation."""
        return await self.sends(text=text, fields={"reply_message": _foreign(message, 0)})

    async def sends(self, **content: Any) -> Message:
        """Send a message of any other kind; see ``Message`` for what it may hold."""
        self._act()
        return self._send(**content)

    # ---- what everybody reads

    async def comments(self, post: Post, text: str, *, answers: Comment | None = None) -> Comment:
        """Write a comment under a post, perhaps as an answer to another."""
        above = answers.id if answers is not None else 0
        made = self.vk.comments.put(self.id, text, self.vk.now(), post=post.id, reply_to=above)
        self.vk.deliver("wall_reply_new", made.as_event(self.vk.wall.owner_id))
        return made

    async def discusses(self, topic: int, text: str) -> Comment:
        """Write in a discussion."""
        made = self.vk.comments.put(self.id, text, self.vk.now(), topic=topic)
        self.vk.deliver("board_post_new", made.as_event(self.vk.wall.owner_id))
        return made

    async def posts(self, text: str) -> Post:
        """Write on the wall of a community that lets everybody do so."""
        made = self.vk.wall.put(text, self.vk.now(), written_by=self.id)
        self.vk.deliver("wall_post_new", made.as_json())
        return made

    async def suggests(self, text: str) -> Post:
        """Suggest a post, which nobody sees until somebody publishes it."""
        made = self.vk.wall.put(text, self.vk.now(), suggested_by=self.id)
        self.vk.deliver("wall_post_new", made.as_json())
        return made

    # ---- the conversation itself

    async def allows(self) -> None:
        """Allow the community to write, without a word to it: a widget, the button in its menu."""
        self.allowed, self.private = True, False
        self.vk.deliver("message_allow", {"user_id": self.id, "key": ""})

    async def denies(self) -> None:
        """Forbid the community to write: it is told so, and every message gets 901 from now on."""
        self.allowed = False
        self.vk.deliver("message_deny", {"user_id": self.id})

    async def closes_messages(self) -> None:
        """Forbid messages from communities in one's settings: the community is told nothing and gets 902."""
        self.private = True

    async def deletes_account(self) -> None:
        """Leave VK: the community is told nothing and gets 18."""
        self.deleted = True

    async def quiet(self, idle: float = 0.05, within: float = 10.0) -> None:
        """Wait until the bot has been told everything and does nothing more; see FakeVk.quiet."""
        await self.vk.quiet(idle, within)

    def _keep(self, kind: str, name: str, data: bytes, size: int | None = None) -> Stored:
        date = int(self.vk.now())
        return self.vk.files.keep(kind, name, data, owner_id=self.id, date=date, size=size)

    def _check_able(self) -> None:
        if self.deleted:
            raise AssertionError("this account is deleted")
        if self.blacklisted:
            raise AssertionError("who is on the blacklist cannot write to the community")

    def _send(self, *, fields: dict[str, Any] | None = None, **content: Any) -> Message:
        """Write to the community; whoever writes may be answered."""
        self._check_able()
        self.met = self.allowed = True
        self.private = False
        message = self.write(from_bot=False, fields={**(fields or {}), **self._ref}, **content)
        self._ref = {}
        self.vk.deliver("message_new", self._as_event(message))
        return message

    def _as_event(self, message: Message) -> dict[str, Any]:
        if self.vk.tells_old_shape:
            return message.as_json()
        return {"message": message.as_json(), "client_info": self.client_info}


def _is(button: Button, which: Which) -> bool:
    return button.label == which if isinstance(which, str) else bool(which(button))


def _geo(latitude: float, longitude: float) -> dict[str, Any]:
    return {"geo": {"type": "point", "coordinates": {"latitude": latitude, "longitude": longitude}}}


def _foreign(what: Message | str, number: int) -> dict[str, Any]:
    if isinstance(what, str):
        return {
            "date": 0,
            "from_id": 1,
            "text": what,
            "attachments": [],
            "conversation_message_id": number,
            "id": 0,
            "peer_id": 1,
        }
    shown = what.as_json()
    kept = ("date", "from_id", "text", "attachments", "conversation_message_id", "id", "peer_id", "payload")
    return {name: shown[name] for name in kept if name in shown}


def _split(text: str, limit: int = TYPED_LIMIT) -> list[str]:
    """Cut a long text as clients do: at a line's end or a blank where there is one."""
    parts = []
    while len(text) > limit:
        cut = max(text.rfind("\n", 0, limit), text.rfind(" ", 0, limit))
        head = text[: cut if cut > 0 else limit]
        parts.append(head.strip())
        text = text[len(head) :].strip()
    return [*parts, text] if text else parts
