"""Which parameters a method has and what may stand in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.vk.refusals import ours, wrong

_INTEGER = re.compile(r"-?\d{1,19}")
_VERSION = re.compile(r"(\d)\.(\d{1,3})")
OLDEST = (5, 131)
INT32 = range(-(1 << 31), 1 << 31)
COMMON = frozenset({"lang", "captcha_sid", "captcha_key", "success_token"})
"""What every method takes beside the token and the version."""

_EVENTS = """
    message_new message_reply message_allow message_deny message_edit message_typing_state message_read
    message_event message_reaction_event photo_new photo_comment_new photo_comment_edit photo_comment_restore
    photo_comment_delete audio_new video_new video_comment_new video_comment_edit video_comment_restore
    video_comment_delete wall_post_new wall_repost wall_reply_new wall_reply_edit wall_reply_restore
    wall_reply_delete board_post_new board_post_edit board_post_restore board_post_delete market_comment_new
    market_comment_edit market_comment_restore market_comment_delete poll_vote_new group_join group_leave
    group_change_settings group_change_photo group_officers_edit user_block user_unblock like_add like_remove
    donut_subscription_create donut_subscription_prolonged donut_subscription_cancelled
    donut_subscription_price_changed donut_subscription_expired donut_money_withdraw
    donut_money_withdraw_error
"""
EVENTS = tuple(_EVENTS.split())
"""The kinds of events that a community may have told."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What may stand in one parameter."""

    kind: str = "string"
    """string, integer, boolean, integers, words."""
    required: bool = False
    least: int | None = None
    most: int | None = None
    """The largest integer, the most items, the most characters."""
    choices: frozenset[str] = frozenset()


_TEXT = Slot()
_BOOL = Slot("boolean")
_ID = Slot("integer", least=1)
_NEEDED_ID = Slot("integer", required=True, least=1)
_COUNT = Slot("integer", least=0, most=200)
_FIELDS = Slot("words")
_GROUP = {"group_id": _NEEDED_ID}
_OWN_GROUP = {"group_id": Slot("integer", least=0)}
_SERVER = {
    "url": Slot(required=True),
    "title": Slot(required=True, most=14),
    "secret_key": Slot(most=50),
}
_WALL = {"owner_id": Slot("integer")}
_POST = {
    "message": _TEXT,
    "attachments": Slot("words", most=10),
    "signed": _BOOL,
    "close_comments": _BOOL,
    **_WALL,
}
_CONTENT = {
    "message": _TEXT,
    "attachment": _TEXT,
    "keyboard": _TEXT,
    "dont_parse_links": _BOOL,
    "disable_mentions": _BOOL,
}

METHODS: dict[str, dict[str, Slot]] = {
    "execute": {"code": Slot(required=True)},
    "users.get": {
        "user_ids": Slot("words", most=1000),
        "fields": _FIELDS,
        "name_case": Slot(choices=frozenset({"nom", "gen", "dat", "acc", "ins", "abl"})),
    },
    "account.getAppPermissions": {},
    "wall.post": {
        "from_group": _BOOL,
        "guid": _TEXT,
        "mute_notifications": _BOOL,
        "post_id": Slot("integer", least=1),
        **_POST,
    },
    "wall.createComment": {
        "post_id": _NEEDED_ID,
        "from_group": Slot("integer", least=0),
        "message": _TEXT,
        "reply_to_comment": _ID,
        "guid": _TEXT,
        **_WALL,
    },
    "wall.getComments": {
        "post_id": _NEEDED_ID,
        "offset": Slot("integer", least=0),
        "count": Slot("integer", least=0, most=100),
        "sort": Slot(choices=frozenset({"asc", "desc", "smart"})),
        **_WALL,
    },
    "board.createComment": {
        "topic_id": _NEEDED_ID,
        "message": _TEXT,
        "from_group": _BOOL,
        "guid": _TEXT,
        **_GROUP,
    },
    "wall.edit": {"post_id": Slot("integer", required=True, least=0), **_POST},
    "wall.delete": {"post_id": Slot("integer", least=0), **_WALL},
    "wall.getById": {"posts": Slot("words", required=True, most=100), "extended": _BOOL},
    "groups.getById": {"group_id": _TEXT, "group_ids": Slot("words", most=500), "fields": _FIELDS},
    "groups.getLongPollServer": _GROUP,
    "groups.getLongPollSettings": _GROUP,
    "groups.setLongPollSettings": _GROUP
    | {"enabled": _BOOL, "api_version": _TEXT}
    | dict.fromkeys(EVENTS, _BOOL),
    "groups.getTokenPermissions": {},
    "groups.getCallbackConfirmationCode": _GROUP,
    "groups.getCallbackServers": _GROUP | {"server_ids": Slot("integers")},
    "groups.addCallbackServer": _GROUP | _SERVER,
    "groups.editCallbackServer": _GROUP | _SERVER | {"server_id": Slot("integer", required=True, least=0)},
    "groups.getCallbackSettings": _GROUP | {"server_id": Slot("integer", least=0)},
    "groups.setCallbackSettings": _GROUP
    | {"server_id": Slot("integer", least=0), "api_version": _TEXT}
    | dict.fromkeys(EVENTS, _BOOL),
    "messages.send": {
        "peer_id": Slot("integer"),
        "peer_ids": Slot("integers", most=100),
        "user_id": _ID,
        "random_id": Slot("integer"),
        "payload": Slot(most=1000),
        "intent": _TEXT,
        **_CONTENT,
        **_OWN_GROUP,
    },
    "messages.edit": {
        "peer_id": Slot("integer", required=True),
        "message_id": _ID,
        "conversation_message_id": _ID,
        "cmid": _ID,
        "keep_forward_messages": _BOOL,
        "keep_snippets": _BOOL,
        **_CONTENT,
        **_OWN_GROUP,
    },
    "messages.sendMessageEventAnswer": {
        "event_id": Slot(required=True),
        "user_id": _NEEDED_ID,
        "peer_id": Slot("integer", required=True),
        "event_data": Slot(most=1000),
    },
    "messages.getConversations": {
        "offset": Slot("integer", least=0),
        "count": _COUNT,
        "filter": Slot(choices=frozenset({"all", "unread", "unanswered", "important"})),
        "extended": _BOOL,
        "start_message_id": _ID,
        "fields": _FIELDS,
        **_OWN_GROUP,
    },
    "messages.getHistory": {
        "offset": Slot("integer"),
        "count": _COUNT,
        "user_id": _ID,
        "peer_id": Slot("integer"),
        "start_message_id": Slot("integer", least=-1),
        "rev": _BOOL,
        "extended": _BOOL,
        "fields": _FIELDS,
        **_OWN_GROUP,
    },
    "photos.getMessagesUploadServer": {"peer_id": Slot("integer")},
    "photos.saveMessagesPhoto": {
        "photo": Slot(required=True),
        "server": Slot("integer", required=True),
        "hash": Slot(required=True),
    },
    "docs.getMessagesUploadServer": {
        "type": Slot(choices=frozenset({"doc", "audio_message", "graffiti"})),
        "peer_id": Slot("integer", required=True),
    },
    "docs.save": {"file": Slot(required=True), "title": _TEXT, "tags": _TEXT, "return_tags": _BOOL},
}
"""What the stand-in knows of VK API 5.199; for any other method it answers code 3."""


def check_version(value: str | None) -> None:
    """Refuse a call whose ``v`` is missing or too old for what the stand-in answers."""
    if not value:
        raise wrong("v (version) is required", 8)
    found = _VERSION.fullmatch(value)
    if found is None:
        raise wrong("v is invalid")
    if (int(found[1]), int(found[2])) < OLDEST:
        raise ours(f"versions below {'.'.join(map(str, OLDEST))} are not answered here", 8)


def read_params(method: str, raw: Mapping[str, str]) -> dict[str, Any]:
    """Return the parameters with their proper types, or refuse the call."""
    slots = METHODS.get(method)
    if slots is None:
        raise wrong("", 3)
    params: dict[str, Any] = {}
    for name, value in raw.items():
        if name in COMMON:
            continue
        if name not in slots:
            raise ours(f'unknown parameter "{name}"')
        if value != "" or slots[name].kind == "string":
            params[name] = _read(slots[name], name, value)
    for name, slot in slots.items():
        if slot.required and params.get(name) in (None, ""):
            raise wrong(f"{name} is undefined")
    return params


def as_form(params: Mapping[str, Any]) -> dict[str, str]:
    """Return arguments inside an ``execute`` as the strings that a form would bring."""
    return {name: _as_text(name, value) for name, value in params.items() if value is not None}


def _as_text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return ",".join(_as_text(name, item) for item in value)
    if isinstance(value, dict):
        raise ours(f"{name} is an object")
    return str(value)


def _read(slot: Slot, name: str, value: str) -> Any:
    if slot.kind == "integer":
        return _in_range(slot, name, _integer(name, value))
    if slot.kind == "boolean":
        if value not in {"0", "1"}:
            raise ours(f"{name} is {value!r} and neither 0 nor 1")
        return value == "1"
    if slot.kind in {"integers", "words"}:
        parts = [part.strip() for part in value.split(",")]
        items = [_integer(name, part) for part in parts] if slot.kind == "integers" else parts
        if slot.most is not None and len(items) > slot.most:
            raise wrong(f"{name} has more than {slot.most} items")
        return items
    if slot.choices and value not in slot.choices:
        raise wrong(f"{name} should be one of {', '.join(sorted(slot.choices))}")
    if slot.most is not None and len(value) > slot.most:
        raise wrong(f"{name} is longer than {slot.most}")
    return value


def _integer(name: str, value: str) -> int:
    if not _INTEGER.fullmatch(value):
        raise wrong(f"{name} not integer")
    return int(value)


def _in_range(slot: Slot, name: str, value: int) -> int:
    if slot.least is not None and value < slot.least:
        raise wrong(f"{name} should be greater or equal to {slot.least}")
    if slot.most is not None and value > slot.most:
        raise wrong(f"{name} should be less or equal to {slot.most}")
    return value
