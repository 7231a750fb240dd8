"""The community of ВКонтакте: long poll, callback buttons, screens edited in place on a press."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import structlog

from bot.channels import vk_comments
from bot.channels.channel import (
    Attachment,
    Commented,
    Delivery,
    Denied,
    Gone,
    Incoming,
    Intake,
    Posted,
    PublicReply,
)
from bot.channels.joining import joined
from bot.channels.vk_api import CallError, LongPoll, VkApi, as_send_error
from bot.channels.vk_shapes import attached, content, event_id, keyboard, lasting, payload, read_said
from bot.outbox import token as number_of
from handlers.dialogue.layout import Limits, Sheet
from handlers.dialogue.said import Pressed
from storage import installation
from storage.store import Store, Unit

log = structlog.get_logger()
NAME = "vk"
EVENTS = ("message_new", "message_event", "message_allow", "message_deny", *vk_comments.EVENTS)
RIGHTS = frozenset({"manage", "messages", "photos", "docs", "wall"})
LIMITS = Limits(text=4096, buttons=10, columns=3, label=40, payload=200, page=5, rows=6)
CHATS_FROM = 2_000_000_000
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
EMPTY_AGAIN = 1.0  # seconds: an empty answer before them is none that was waited for
LARGEST_FILE = 20 * 1024 * 1024
MOST_REMEMBERED = 20_000
A_PAGE = 200
UNANSWERED_SINCE = timedelta(days=3)
CANNOT_EDIT = frozenset({100, 15, 909, 910, 920})
LANGUAGES = {3: "en"}


@dataclass(slots=True)
class _Chat:
    """What is remembered of a chat while the program runs: the last message, the last screen."""

    last: int = 0
    screen_no: int = 0
    screen_message: int = 0
    attached: int = 0  # the last message with a picture or file: it is not edited
    presses: bool = True  # whether this person's program knows buttons that send no message


@dataclass(frozen=True, slots=True)
class _Press:
    """A button that was pressed on the message with this number; 0 where a message brought the press."""

    message: int


class Stopped(Exception):
    """The channel takes nothing in any more."""


class VkChannel:
    """One community. Messages of group chats are not for it; private ones are all answered."""

    name = NAME
    limits = LIMITS

    def __init__(
        self,
        api: VkApi,
        store: Store,
        *,
        territory: str,
        masked: bool,
        greeting_only: bool = False,
        wall: VkApi | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`wall` calls with the token of a person, which alone may write in discussions."""
        self.api = api
        self._wall = wall
        self.source = f"{NAME}:{api.group_id}"
        self.territory = territory
        self.masked = masked
        self.greeting_only = greeting_only
        self.screen_name = f"club{api.group_id}"
        self._store = store
        self._clock = clock
        self._epoch = ""
        self._chats: dict[str, _Chat] = {}
        self._stopping = asyncio.Event()
        self._taking = asyncio.Lock()
        self._answering: set[asyncio.Task[None]] = set()

    # --- receiving -------------------------------------------------------------------------

    async def start(self) -> None:
        """Learns the community's name; a platform that is down is no obstacle."""
        self._epoch = await self._store.step("", lambda unit: installation.epoch(unit.connection))
        try:
            found = await self.api.call("groups.getById", {"group_id": self.api.group_id})
            self.screen_name = found["groups"][0]["screen_name"] or self.screen_name
        except Exception as error:  # noqa: BLE001 - what is not the platform's is raised again below
            log.warning("vk-not-ready", error=type(as_send_error(error)).__name__)

    async def listen(self, intake: Intake) -> None:
        """Takes in what a thread of its own fetches, until stopped."""
        reader = _Reader(self, intake, asyncio.get_running_loop())
        reader.position = await self._store.step("", self._read_position)
        reader.start()
        await self._stopping.wait()
        reader.stopping.set()
        async with self._taking:
            return

    async def stop(self) -> None:
        """Takes nothing more in; a batch under way is finished by `listen`."""
        self._stopping.set()

    async def close(self) -> None:
        """Lets the connections go."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=1.0)
        await self.api.close()

    async def take(self, intake: Intake, events: Sequence[dict[str, Any]], position: str) -> None:
        """Takes a batch in and notes how far the community has been read, in this order."""
        async with self._taking:
            if self._stopping.is_set():
                raise Stopped
            self._free_buttons(events)
            if found := [*joined(self._incoming(events)), *self._said_in_public(events)]:
                await intake(found)
            if position:
                await self._store.step("", lambda unit: self._note_position(unit, position))

    async def unanswered(self) -> list[dict[str, Any]]:
        """The last messages of conversations nobody has answered, as if they had just come.

        For when nothing tells what came meanwhile: at the very first start, and where VK has lost
        the history that a kept position asks for (`failed` 1 and 3). Not older than what was seen
        is remembered, or somebody would be answered twice.
        """
        since = (self._clock() - UNANSWERED_SINCE).timestamp()
        params = {"filter": "unanswered", "count": A_PAGE, "group_id": self.api.group_id}
        items: list[dict[str, Any]] = []
        while True:
            found = await self.api.call("messages.getConversations", {**params, "offset": len(items)})
            items += found["items"]
            if len(found["items"]) < A_PAGE:
                break
        return [
            {"type": "message_new", "object": {"message": item["last_message"], "client_info": {}}}
            for item in items
            if item["last_message"]["from_id"] > 0 and item["last_message"]["date"] >= since
        ]

    async def _read_position(self, unit: Unit) -> str:
        return await installation.position(unit.connection, self.source)

    async def _note_position(self, unit: Unit, position: str) -> None:
        await installation.note_position(unit.connection, self.source, position, self._clock())

    def _free_buttons(self, events: Sequence[dict[str, Any]]) -> None:
        """Answers presses before anything else: VK forgets them after a minute."""
        for event in events:
            if event["type"] == "message_event":
                task = asyncio.create_task(self._free(event["object"]))
                self._answering.add(task)
                task.add_done_callback(self._answering.discard)

    async def _free(self, press: dict[str, Any]) -> None:
        params = {name: press[name] for name in ("event_id", "user_id", "peer_id")}
        try:
            await self.api.share("messages.sendMessageEventAnswer", params)
        except Exception as error:  # noqa: BLE001 - an old press only leaves the button turning
            log.info("press-not-answered", error=type(error).__name__)

    def _incoming(self, events: Sequence[dict[str, Any]]) -> Iterator[Incoming | Gone]:
        for event in events:
            kind, about = event["type"], event["object"]
            if kind == "message_new" and 0 < about["message"]["peer_id"] < CHATS_FROM:
                yield self._read_message(about["message"], about.get("client_info") or {}, event)
            elif kind == "message_event" and about["peer_id"] < CHATS_FROM:
                yield self._read_press(event)
            elif kind in ("message_allow", "message_deny"):
                address = str(about["user_id"])
                yield Gone((event_id(event),), address, reachable=kind == "message_allow")

    def _said_in_public(self, events: Sequence[dict[str, Any]]) -> Iterator[Commented]:
        for event in events:
            if event["type"] in vk_comments.EVENTS and not self.greeting_only:
                found = vk_comments.read(event, self.api.group_id, discussions=self._wall is not None)
                if found is not None:
                    yield found

    def _read_press(self, event: dict[str, Any]) -> Incoming:
        about = event["object"]
        message = about.get("conversation_message_id") or 0
        return Incoming(
            (event_id(event),),
            str(about["peer_id"]),
            Pressed(payload(about["payload"])),
            handle=_Press(message),
        )

    def _read_message(
        self, message: dict[str, Any], client: dict[str, Any], event: dict[str, Any]
    ) -> Incoming:
        address, number = str(message["peer_id"]), message["conversation_message_id"]
        chat = self._chat(address)
        if actions := client.get("button_actions"):
            chat.presses = "callback" in actions
        saw = None
        if chat.screen_no:
            saw = chat.screen_no if number > chat.screen_message else chat.screen_no - 1
        chat.last = max(chat.last, number)
        said, file = read_said(message, saw)
        return Incoming(
            (f"message-{address}-{number}",),  # the same whether the long poll told of it or we asked
            address,
            said,
            locale=LANGUAGES.get(client.get("lang_id", 0), "ru"),
            handle=_Press(0) if isinstance(said, Pressed) else None,
            body=orjson.dumps(event).decode(),
            file=None if self.masked else file,
        )

    def _chat(self, address: str) -> _Chat:
        chat = self._chats.get(address)
        if chat is None:
            if len(self._chats) >= MOST_REMEMBERED:
                self._chats.pop(next(iter(self._chats)))
            chat = self._chats[address] = _Chat()
        return chat

    # --- sending ---------------------------------------------------------------------------

    async def show(self, delivery: Delivery) -> None:
        """Edits the pressed message where it is the newest, otherwise sends."""
        presses = [handle for handle in delivery.handles if isinstance(handle, _Press)]
        delivery.handles = [handle for handle in delivery.handles if not isinstance(handle, _Press)]
        if delivery.sheet is None:
            return
        chat = self._chat(delivery.address)
        pressed = presses[-1].message if presses else 0
        chat.last = max(chat.last, pressed)
        try:
            if not await self._edit(delivery, delivery.sheet, chat, pressed):
                key = f"{delivery.person_id}/{delivery.address}/{delivery.screen_no}"
                await self._send(delivery, chat, lambda part: number_of(self._epoch, key, part))
        except Exception as error:
            raise as_send_error(error) from error
        chat.screen_no = delivery.screen_no or chat.screen_no

    async def notify(self, delivery: Delivery, *, token: str) -> None:
        """Sends a notice; VK drops a repeat by its number."""
        try:
            await self._send(delivery, self._chat(delivery.address), lambda part: number_of("", token, part))
        except Exception as error:
            raise as_send_error(error) from error

    async def _edit(self, delivery: Delivery, sheet: Sheet, chat: _Chat, pressed: int) -> bool:
        whole = len(sheet.parts) == 1 and not delivery.attachment and not sheet.lasting
        if not (pressed and pressed == chat.last and pressed != chat.attached and whole):
            return False
        params = {
            "peer_id": int(delivery.address),
            "cmid": pressed,
            **content(sheet.parts[0], sheet.rows, presses=chat.presses),
        }
        params.setdefault("keyboard", keyboard((), presses=True))
        try:
            await self.api.share("messages.edit", params)
        except CallError as error:
            if error.code in CANNOT_EDIT:
                return False
            raise
        chat.screen_message = pressed
        return True

    async def _send(self, delivery: Delivery, chat: _Chat, number: Callable[[int], int]) -> None:
        sheet = delivery.sheet
        assert sheet is not None
        contents = [content(part, ()) for part in sheet.parts[:-1]]
        contents.append(content(sheet.parts[-1], sheet.rows, presses=chat.presses))
        if sheet.lasting:
            contents.insert(0, {"message": sheet.lasting_text, "keyboard": lasting(sheet)})
        if delivery.attachment is not None:
            contents[-1]["attachment"] = await self._upload(delivery.address, delivery.attachment)
        for part, one in enumerate(contents):
            sent = await self.api.share(
                "messages.send",
                {"peer_ids": delivery.address, "random_id": number(part), "dont_parse_links": 1, **one},
            )
            if sent[0].get("error"):
                told = sent[0]["error"]
                raise CallError("messages.send", told["code"], told.get("description", ""))
            chat.last = chat.screen_message = sent[0]["conversation_message_id"]
        if delivery.attachment is not None:
            chat.attached = chat.last

    async def _upload(self, address: str, attachment: Attachment) -> str:
        """Gives the picture or file to VK and returns the name by which a message bears it."""
        if attachment.picture:
            server = await self.api.call("photos.getMessagesUploadServer", {"peer_id": int(address)})
            sent = await self.api.upload(server["upload_url"], "photo", attachment.name, attachment.content)
            [saved] = await self.api.call("photos.saveMessagesPhoto", sent)
            return attached("photo", saved)
        params = {"peer_id": int(address), "type": "doc"}
        server = await self.api.call("docs.getMessagesUploadServer", params)
        sent = await self.api.upload(server["upload_url"], "file", attachment.name, attachment.content)
        saved = await self.api.call("docs.save", {"file": sent["file"], "title": attachment.name})
        return attached("doc", saved["doc"])

    async def reply(self, reply: PublicReply, *, token: str) -> Posted:
        """Answers under a post or in a discussion as the community; VK drops a repeat by its token."""
        group = self.api.group_id
        method, params = vk_comments.call_of(reply, group, token)
        api = self._wall if reply.kind == vk_comments.DISCUSSION else self.api
        if api is None:
            raise Denied("no token for discussions")
        try:
            return vk_comments.posted(reply, group, await api.call(method, params))
        except Exception as error:
            raise vk_comments.as_reply_error(error) from error

    async def fetch(self, token: str) -> bytes:
        """The content of a file that somebody sent here. Raises SendError."""
        try:
            return await self.api.download(token, LARGEST_FILE)
        except Exception as error:
            raise as_send_error(error) from error

    def link(self, code: str) -> str | None:
        """The address that opens a chat with the community and brings a code along."""
        return f"https://vk.me/{self.screen_name}?ref={code}"


class _Reader(threading.Thread):
    """Waits for VK and hands over what comes; fetches on only when all of it is committed.

    A thread of its own, since the package waits in the middle of a call; it dies with the program.
    """

    def __init__(self, channel: VkChannel, intake: Intake, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(name="vk-long-poll", daemon=True)
        self.position = ""
        self.stopping = threading.Event()
        self._channel = channel
        self._intake = intake
        self._loop = loop
        self._poll: LongPoll | None = None
        self._failures = 0

    def run(self) -> None:
        """Fetches until stopped; every kind of failure is followed by a longer pause."""
        while not self.stopping.is_set():
            try:
                came = self._once()
            except (Stopped, CancelledError, RuntimeError):
                if self.stopping.is_set() or self._loop.is_closed():
                    return
                came = False
            except Exception as error:  # noqa: BLE001 - whatever it is, the reading goes on
                self._complain(error)
                self._poll = None
                came = False
            if came:
                self._failures = 0
            else:
                self.stopping.wait(PAUSES[min(self._failures, len(PAUSES) - 1)])
                self._failures += 1

    def _once(self) -> bool:
        """One look; False where it brought nothing although nothing was waited for."""
        if self._poll is None:
            self._poll = self._channel.api.poll()
            if self.position:
                self._poll.ts = self.position
        poll = self._poll
        began = self._loop.time()
        events = poll.news() if self.position else []
        if not events and poll.ts != self.position:
            log.warning("vk-history-lost", position=self.position, now=poll.ts)
            events = self._wait(self._channel.unanswered())
        self._wait(self._channel.take(self._intake, events, poll.ts))
        self.position = poll.ts
        return bool(events) or self._loop.time() - began >= EMPTY_AGAIN

    def _wait(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _complain(self, error: Exception) -> None:
        pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
        if isinstance(error, CallError) and error.code in (5, 15, 27):
            log.error("vk-token-refused", code=error.code, remedy="check VK_TOKEN and its rights")
        else:
            log.warning("vk-fetch-failed", error=type(error).__name__, pause=pause)
