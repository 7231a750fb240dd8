"""The methods about messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from tests.fakes.vk.calls import Call
from tests.fakes.vk.conversations import Message, Snackbar
from tests.fakes.vk.files import Stored
from tests.fakes.vk.keyboards import Keyboard, read_keyboard
from tests.fakes.vk.parameters import INT32
from tests.fakes.vk.phone import PRESS_LIFE, Phone
from tests.fakes.vk.refusals import Refused, ours, wrong
from tests.fakes.vk.registry import Methods

if TYPE_CHECKING:
    from tests.fakes.vk.server import FakeVk

Params = Mapping[str, Any]

TEXT_LIMIT = 4096
EDIT_LIFE = 24 * 3600.0
"""Seconds after which a message can no longer be edited."""
SNACKBAR_LIMIT = 90
TO_WHOM = "you should specify peer_id, user_id, domain, chat_id or user_ids param"
ANSWERS = {
    "show_snackbar": {"text"},
    "open_link": {"link"},
    "open_app": {"app_id", "owner_id", "hash"},
}
"""What ``event_data`` may do, and the fields that it then has beside its type."""

METHODS = Methods()


# ---- writing


@dataclass(slots=True)
class _Content:
    """The checked content of a message."""

    text: str
    files: list[Stored]
    keyboard: Keyboard | None


def _content(vk: FakeVk, params: Params) -> _Content:
    text = params.get("message", "").strip()
    if len(text) > TEXT_LIMIT:
        raise wrong("", 914)
    files = vk.files.attached(params.get("attachment", ""))
    if not text and not files:
        raise wrong("message is empty or invalid")
    keyboard = read_keyboard(params.get("keyboard"))
    if keyboard is not None and not vk.bot_features:
        raise Refused(912)
    return _Content(text, files, keyboard)


@METHODS.does("messages.send")
def send(vk: FakeVk, call: Call) -> Any:
    """Write to one person or to several, once for each ``random_id``."""
    params = call.params
    named = [name for name in ("peer_id", "peer_ids", "user_id") if name in params]
    if not named:
        raise wrong(TO_WHOM)
    if len(named) > 1:
        raise ours(f"{' and '.join(named)} at once")
    vk.check_group(params)
    random_id = _random_id(params)
    content = _content(vk, params)
    if params.get("intent", "default") != "default":
        raise wrong("", 943)
    if "payload" in params:
        _check_json("payload", params["payload"])
    if named != ["peer_ids"]:
        return _send_one(vk, call, vk.person(params[named[0]]), random_id, content).message_id
    peers = params["peer_ids"]
    if len(set(peers)) < len(peers):
        raise ours("peer_ids names somebody twice")
    return [_item(vk, call, phone, random_id, content) for phone in [vk.person(peer) for peer in peers]]


def _item(vk: FakeVk, call: Call, phone: Phone, random_id: int, content: _Content) -> dict[str, Any]:
    try:
        message = _send_one(vk, call, phone, random_id, content)
    except Refused as refusal:
        return {"peer_id": phone.id, "error": refusal.in_item()}
    ids = {"message_id": message.message_id, "conversation_message_id": message.number}
    return {"peer_id": phone.id, **ids}


def _send_one(vk: FakeVk, call: Call, phone: Phone, random_id: int, content: _Content) -> Message:
    if (earlier := phone.sent_with(random_id)) is not None:
        earlier.asked += 1
        vk.repeats.append(call)
        return earlier
    phone.check_access()
    phone.met = True
    payload = call.params.get("payload")
    message = phone.write(
        from_bot=True, random_id=random_id, text=content.text, files=content.files, payload=payload
    )
    phone.show_keyboard(message, content.keyboard)
    vk.deliver("message_reply", message.as_json())
    return message


def _random_id(params: Params) -> int:
    random_id = params.get("random_id")
    if random_id is None:
        raise wrong("random_id is a required parameter")
    if random_id == 0:
        raise ours("random_id 0 lets a repeat through")
    if random_id not in INT32:
        raise wrong("random_id should be an int32")
    return int(random_id)


# ---- changing


@METHODS.does("messages.edit")
def edit(vk: FakeVk, call: Call) -> Any:
    """Change a message of the community; the buttons stay unless others are given, files do not."""
    params = call.params
    vk.check_group(params)
    content = _content(vk, params)
    if content.keyboard is not None and not content.keyboard.inline:
        raise ours("an edited message takes an inline keyboard only", 911)
    phone = vk.person(params["peer_id"])
    message = _to_edit(phone, params)
    phone.check_access()
    if not message.from_bot:
        raise wrong("", 15)
    if vk.now() - message.date > EDIT_LIFE:
        raise Refused(909)
    was = message.text
    message.text, message.files = content.text, content.files
    if content.keyboard is not None:
        message.put_keyboard(content.keyboard)
    phone.changed(message, was)
    vk.deliver("message_edit", message.as_json())
    return 1


def _to_edit(phone: Phone, params: Params) -> Message:
    names = [name for name in ("message_id", "conversation_message_id", "cmid") if name in params]
    if not names:
        raise wrong("message_id is undefined")
    if len(names) > 1:
        raise ours(f"{' and '.join(names)} at once")
    wanted = params[names[0]]
    if names == ["message_id"]:
        found = next((message for message in phone.messages if message.message_id == wanted), None)
        if found is None:  # seen: code 15 where the id is one of another conversation
            raise wrong("", 15)
        return found
    found = phone.find(wanted)
    if found is None:
        raise wrong(f"{names[0]} is invalid")
    return found


# ---- pressed buttons


@METHODS.does("messages.sendMessageEventAnswer")
def send_message_event_answer(vk: FakeVk, call: Call) -> Any:
    """Answer a pressed button: once, and within a minute."""
    params = call.params
    snackbar = _snackbar(params.get("event_data"))
    press = vk.presses.get(params["event_id"])
    if press is None or press.phone.id != params["user_id"] or press.phone.id != params["peer_id"]:
        raise wrong("invalid event_id")
    if press.answered:
        raise wrong("invalid event_id")
    if vk.now() - press.moment > PRESS_LIFE:
        raise Refused(100, "invalid event_id")
    press.answer = snackbar
    press.phone.pop_up(snackbar)
    return 1


def _snackbar(text: str | None) -> Snackbar:
    if not text:
        return Snackbar()
    data = _check_json("event_data", text)
    kind = data.get("type") if isinstance(data, dict) else None
    if kind not in ANSWERS:
        raise wrong("event_data has an invalid type")
    if stray := sorted(data.keys() - ANSWERS[kind] - {"type"}):
        raise ours(f'event_data has an unknown field "{stray[0]}"')
    if kind == "show_snackbar" and not 1 <= len(str(data.get("text", ""))) <= SNACKBAR_LIMIT:
        raise wrong(f"event_data text should have 1-{SNACKBAR_LIMIT} characters")
    if kind == "open_link" and not str(data.get("link", "")).startswith(("https://", "http://")):
        raise wrong("event_data link is invalid")
    return Snackbar(str(data.get("text", "")), data.get("link"))


def _check_json(name: str, text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise wrong(f"{name} contains incorrect JSON") from None


# ---- looking


@METHODS.does("messages.getConversations")
def get_conversations(vk: FakeVk, call: Call) -> Any:
    """List the conversations, the newest message first."""
    params = call.params
    vk.check_group(params)
    phones = [phone for phone in vk.phones if phone.messages]
    phones.sort(key=lambda phone: phone.messages[-1].message_id, reverse=True)
    unread = sum(1 for phone in phones if phone.unread)
    match params.get("filter", "all"):
        case "unanswered":
            phones = [phone for phone in phones if phone.is_unanswered]
        case "unread":
            phones = [phone for phone in phones if phone.unread]
        case "important":
            phones = []
    offset = params.get("offset", 0)
    shown = phones[offset : offset + params.get("count", 20)]
    items = [
        {"conversation": phone.as_json(), "last_message": phone.messages[-1].as_json()} for phone in shown
    ]
    found = {"count": len(phones), "unread_count": unread, "items": items}
    return found | _extended(vk, params, shown)


@METHODS.does("messages.getHistory")
def get_history(vk: FakeVk, call: Call) -> Any:
    """List the messages of a conversation, newest first unless ``rev`` says otherwise."""
    params = call.params
    vk.check_group(params)
    named = [name for name in ("peer_id", "user_id") if name in params]
    if len(named) != 1:
        raise wrong("peer_id is undefined")
    phone = next((phone for phone in vk.phones if phone.id == params[named[0]]), None)
    if phone is None:
        return {"count": 0, "items": []}
    backwards = params.get("rev", False)
    messages = list(phone.messages) if backwards else phone.messages[::-1]
    begin = params.get("offset", 0)
    if (start := params.get("start_message_id", 0)) > 0:
        begin += sum(1 for one in messages if _comes_before(one, start, backwards=backwards))
    elif begin < 0:
        raise wrong("offset should be greater or equal to 0")
    begin = max(begin, 0)
    items = [message.as_json() for message in messages[begin : begin + params.get("count", 20)]]
    return {"count": len(messages), "items": items} | _extended(vk, params, [phone])


def _comes_before(message: Message, start: int, *, backwards: bool) -> bool:
    return message.message_id < start if backwards else message.message_id > start


def _extended(vk: FakeVk, params: Params, phones: list[Phone]) -> dict[str, Any]:
    if not params.get("extended"):
        return {}
    return {"profiles": [phone.as_user() for phone in phones], "groups": [vk.as_group()]}
