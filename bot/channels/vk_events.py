"""What the community of ВКонтакте tells, read for the inbox; and what is remembered of each chat."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
import structlog

from bot.channels import vk_comments
from bot.channels.channel import Commented, Gone, Incoming, Told
from bot.channels.joining import joined
from bot.channels.vk_api import VkApi
from bot.channels.vk_shapes import event_id, payload, read_said
from handlers.dialogue.said import Pressed

log = structlog.get_logger()
CHATS_FROM = 2_000_000_000
MOST_REMEMBERED = 20_000
A_PAGE = 200
UNANSWERED_SINCE = timedelta(days=3)
LANGUAGES = {3: "en"}
FREE_SECONDS = 1.0


@dataclass(slots=True)
class Chat:
    """What is remembered of a chat while the program runs: the last message, the last screen."""

    last: int = 0
    screen_no: int = 0
    screen_message: int = 0
    attached: int = 0  # the last message with a picture or file: it is not edited
    presses: bool = True  # whether this person's program knows buttons that send no message
    ref: str = ""  # the last link by which he came


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed on the message with this number; 0 where a message brought the press."""

    message: int


class VkEvents:
    """Reads events, whichever way they came. Messages of group chats are not for it."""

    def __init__(
        self,
        api: VkApi,
        *,
        masked: bool,
        public: bool = True,
        discussions: bool = False,
        clock: Callable[[], datetime],
    ) -> None:
        """`public` takes in what is written where everybody reads it; `discussions` can be answered there."""
        self._api = api
        self._masked = masked
        self._public = public
        self._discussions = discussions
        self._clock = clock
        self._chats: dict[str, Chat] = {}
        self._freeing: set[asyncio.Task[None]] = set()
        self._freed: dict[str, None] = {}

    def chat(self, address: str) -> Chat:
        """What is remembered of this chat."""
        chat = self._chats.get(address)
        if chat is None:
            if len(self._chats) >= MOST_REMEMBERED:
                self._chats.pop(next(iter(self._chats)))
            chat = self._chats[address] = Chat()
        return chat

    def read(self, events: Sequence[dict[str, Any]]) -> list[Told]:
        """What people did, in order; parts of a long text that came together are one."""
        return whole(found for event in in_order(events) if (found := self._read(event)) is not None)

    async def close(self) -> None:
        """Lets the last pressed buttons be freed."""
        if self._freeing:
            await asyncio.wait(self._freeing, timeout=FREE_SECONDS)

    # --- pressed buttons -------------------------------------------------------------------

    def free_buttons(self, events: Sequence[dict[str, Any]]) -> None:
        """Answers presses, before anything else is done: VK forgets them after a minute."""
        for event in events:
            press = event.get("object")
            if event.get("type") != "message_event" or not isinstance(press, dict):
                continue
            if (name := str(press.get("event_id"))) in self._freed:  # told again
                continue
            if len(self._freed) >= MOST_REMEMBERED:
                self._freed.pop(next(iter(self._freed)))
            self._freed[name] = None
            task = asyncio.create_task(self._free(name, press))
            self._freeing.add(task)
            task.add_done_callback(self._freeing.discard)

    async def _free(self, name: str, press: dict[str, Any]) -> None:
        try:
            params = {key: press[key] for key in ("event_id", "user_id", "peer_id")}
            await self._api.share("messages.sendMessageEventAnswer", params)
        except Exception as error:  # noqa: BLE001 - an old press only leaves the button turning
            self._freed.pop(name, None)
            log.info("press-not-answered", error=type(error).__name__, code=getattr(error, "code", None))

    # --- what nothing tells any more -------------------------------------------------------

    async def unanswered(self) -> list[dict[str, Any]]:
        """The last messages of conversations nobody has answered, as if they had just come.

        For when nothing tells what came meanwhile: at the very first start, where VK has lost the
        history that a kept position asks for (`failed` 1 and 3), and where it posts events and has
        given some up. Not older than what was seen is remembered, or somebody would be answered twice.

        VK lists conversations by their newest message and can list the unanswered ones alone; of that
        list whatever is answered while it is read would pull the next page over somebody's head.
        """
        since = (self._clock() - UNANSWERED_SINCE).timestamp()
        last: dict[int, dict[str, Any]] = {}
        offset, fresh = 0, True
        while fresh:
            params = {"count": A_PAGE, "offset": offset, "group_id": self._api.group_id}
            items = (await self._api.call("messages.getConversations", params))["items"]
            page = [item["last_message"] for item in items if "last_message" in item]
            last |= {message["peer_id"]: message for message in page}
            offset += len(items)
            fresh = len(items) == A_PAGE and any(message["date"] >= since for message in page)
        return [
            {"type": "message_new", "object": {"message": message, "client_info": {}}}
            for message in last.values()
            if message["from_id"] > 0 and message["date"] >= since
        ]

    # --- reading ---------------------------------------------------------------------------

    def _read(self, event: dict[str, Any]) -> Told | None:
        """One event; what cannot be read is passed over, or it would keep out all that follow."""
        try:
            return next(self._incoming(event), None)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            log.error("vk-event-unreadable", kind=event.get("type"), error=type(error).__name__)
            return None

    def _incoming(self, event: dict[str, Any]) -> Iterator[Told]:
        kind, about = event["type"], event["object"]
        if kind == "message_new":
            message = _message(about)
            if 0 < message["peer_id"] < CHATS_FROM:
                yield self._read_message(message, about.get("client_info") or {}, event)
        elif kind == "message_event" and about["peer_id"] < CHATS_FROM:
            yield self._read_press(event)
        elif kind in ("message_allow", "message_deny"):
            yield Gone((event_id(event),), str(about["user_id"]), reachable=kind == "message_allow")
        elif kind in vk_comments.EVENTS and self._public:
            yield from self._said_in_public(event)

    def _said_in_public(self, event: dict[str, Any]) -> Iterator[Commented]:
        found = vk_comments.read(event, self._api.group_id, discussions=self._discussions)
        if found is not None:
            yield found

    def _read_press(self, event: dict[str, Any]) -> Incoming:
        about = event["object"]
        message = about.get("conversation_message_id") or 0
        return Incoming(
            (event_id(event),),
            str(about["peer_id"]),
            Pressed(payload(about["payload"])),
            handle=Press(message),
        )

    def _read_message(
        self, message: dict[str, Any], client: dict[str, Any], event: dict[str, Any]
    ) -> Incoming:
        address, number = str(message["peer_id"]), message["conversation_message_id"]
        chat = self.chat(address)
        if actions := client.get("button_actions"):
            chat.presses = "callback" in actions
        saw = None
        if chat.screen_no:
            saw = chat.screen_no if number > chat.screen_message else chat.screen_no - 1
        chat.last = max(chat.last, number)
        said, file = read_said(message, saw, came_by=chat.ref)
        chat.ref = message.get("ref") or chat.ref
        return Incoming(
            (f"message-{address}-{number}",),  # the same whether we were told of it or asked
            address,
            said,
            locale=LANGUAGES.get(client.get("lang_id", 0), "ru"),
            handle=Press(0) if isinstance(said, Pressed) else None,
            body=orjson.dumps(event).decode(),
            file=None if self._masked else file,
        )


def whole(found: Iterable[Told]) -> list[Told]:
    """Parts of a long text that stand side by side as one; what was said in public comes after."""
    told = list(found)
    private = [one for one in told if not isinstance(one, Commented)]
    return [*joined(private), *(one for one in told if isinstance(one, Commented))]


def in_order(events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same events, the messages of each chat by their numbers: VK promises no order."""
    places: dict[Any, list[int]] = {}
    for place, event in enumerate(events):
        if (number := _number(event)) is not None:
            places.setdefault(number[0], []).append(place)
    ordered = list(events)
    for mine in places.values():
        found = sorted((events[place] for place in mine), key=lambda event: _number(event) or ())
        for place, event in zip(mine, found, strict=True):
            ordered[place] = event
    if any(one is not other for one, other in zip(ordered, events, strict=True)):
        log.info("vk-out-of-order")
    return ordered


def _number(event: dict[str, Any]) -> tuple[int, int] | None:
    """Chat and number of a new message."""
    try:
        message = _message(event["object"]) if event["type"] == "message_new" else {}
        return int(message["peer_id"]), int(message["conversation_message_id"])
    except (KeyError, TypeError, ValueError):
        return None


def _message(about: dict[str, Any]) -> dict[str, Any]:
    """The message of an event; before version 5.103 nothing stood beside it."""
    message: dict[str, Any] = about.get("message", about)
    return message
