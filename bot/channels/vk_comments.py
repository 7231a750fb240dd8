"""What people write under posts, in discussions and on the wall, as VK tells it, and the answers to it."""

import re
from datetime import UTC, datetime
from typing import Any, Final

from bot.channels.channel import Commented, Denied, Later, Posted, PublicReply, SendError
from bot.channels.vk_api import CallError, as_send_error

COMMENT, DISCUSSION, POST, SUGGESTED = "comment", "discussion", "post", "suggested"
EVENTS: Final = ("wall_reply_new", "board_post_new", "wall_post_new")
SITE: Final = "https://vk.ru"
TOPIC: Final = "topic-"
"""Stands before the number of a discussion, so that no post has the same one."""
MAY_NOT: Final = frozenset({7, 15, 183, 210, 211, 212, 213, 214, 222})
"""Comments are closed, hidden, or not for links: another try would be refused as well."""
TOO_MANY: Final = 223
TOO_MANY_SECONDS: Final = 600.0
_MENTION = r"\[(?:id|club|public)\d+(?::bp-?\d+_\d+)?\|([^\]]*)\]"
_ADDRESSED = re.compile(rf"\A\s*{_MENTION}\s*,?\s*")
_MENTIONED = re.compile(_MENTION)


def read(event: dict[str, Any], group_id: int, *, discussions: bool) -> Commented | None:
    """What a person has written; None for the community's own words, those of others, and no words.

    `discussions` says whether the service can answer in discussions, which a community's token may
    not (API 5.199).
    """
    about = event["object"]
    words = _plain(about.get("text") or "")
    if about.get("from_id", 0) <= 0 or _owner(about) != -group_id or not words:
        return None
    if event["type"] == "wall_reply_new":
        return _comment(about, group_id, words)
    if event["type"] == "board_post_new":
        return _of_discussion(about, group_id, words, answerable=discussions)
    return _post(about, group_id, words)


def _owner(about: dict[str, Any]) -> int:
    """Whose wall or discussion it is; different events name it differently."""
    names = ("owner_id", "post_owner_id", "topic_owner_id")
    return next((int(about[name]) for name in names if about.get(name)), 0)


def _comment(about: dict[str, Any], group_id: int, words: str) -> Commented:
    post, number = about["post_id"], about["id"]
    above = about.get("parents_stack") or []
    thread = f"&thread={above[0]}" if above else ""
    place = f"comment-{post}-{number}"
    return Commented(
        (place,),
        str(about["from_id"]),
        COMMENT,
        place,
        str(post),
        words,
        f"{SITE}/wall-{group_id}_{post}?reply={number}{thread}",
        _moment(about),
        answers=bool(above or about.get("reply_to_comment")),
    )


def _of_discussion(about: dict[str, Any], group_id: int, words: str, *, answerable: bool) -> Commented:
    topic, number = about["topic_id"], about["id"]
    place = f"discussion-{topic}-{number}"
    return Commented(
        (place,),
        str(about["from_id"]),
        DISCUSSION,
        place,
        f"{TOPIC}{topic}",
        words,
        f"{SITE}/topic-{group_id}_{topic}?post={number}",
        _moment(about),
        answerable=answerable,
    )


def _post(about: dict[str, Any], group_id: int, words: str) -> Commented | None:
    kind = {"post": POST, "suggest": SUGGESTED}.get(about.get("post_type", ""))
    if kind is None:
        return None
    number = about["id"]
    place = f"post-{number}"
    return Commented(
        (f"{kind}-{number}",),
        str(about["from_id"]),
        kind,
        place,
        str(number),
        words,
        f"{SITE}/wall-{group_id}_{number}",
        _moment(about),
    )


def _moment(about: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(about["date"], UTC)


def _plain(text: str) -> str:
    """The words without whom they were addressed to, and without VK's marks around names."""
    return _MENTIONED.sub(r"\1", _ADDRESSED.sub("", text)).strip()


# --- answering -------------------------------------------------------------------------------


def call_of(reply: PublicReply, group_id: int, token: str) -> tuple[str, dict[str, Any]]:
    """The method that writes the answer in the community's name, and its parameters."""
    if reply.kind == DISCUSSION:
        topic = int(reply.post.removeprefix(TOPIC))
        return "board.createComment", {
            "group_id": group_id,
            "topic_id": topic,
            "message": reply.text,
            "from_group": 1,
            "guid": token,
        }
    params: dict[str, Any] = {
        "owner_id": -group_id,
        "post_id": int(reply.post),
        "from_group": group_id,
        "message": reply.text,
        "guid": token,
    }
    if reply.kind == COMMENT:
        params["reply_to_comment"] = int(reply.place.rpartition("-")[2])
    return "wall.createComment", params


def posted(reply: PublicReply, group_id: int, answer: Any) -> Posted:
    """Where the answer stands, from what VK says of it."""
    if reply.kind == DISCUSSION:
        topic = reply.post.removeprefix(TOPIC)
        return Posted(str(answer), f"{SITE}/topic-{group_id}_{topic}?post={answer}")
    number, above = answer["comment_id"], answer.get("parents_stack") or []
    thread = f"&thread={above[0]}" if above else ""
    return Posted(str(number), f"{SITE}/wall-{group_id}_{reply.post}?reply={number}{thread}")


def as_reply_error(error: Exception) -> SendError:
    """What VK's refusal of an answer means for whoever wants to give it."""
    if isinstance(error, CallError) and error.code in MAY_NOT:
        return Denied(f"code {error.code}")
    if isinstance(error, CallError) and error.code == TOO_MANY:
        return Later(TOO_MANY_SECONDS)
    return as_send_error(error)
