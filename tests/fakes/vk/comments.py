"""What people and the community write under posts and in discussions, and the methods about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.vk.calls import Call
from tests.fakes.vk.refusals import Refused, ours, wrong
from tests.fakes.vk.registry import Methods
from tests.fakes.vk.wall import Post

if TYPE_CHECKING:
    from tests.fakes.vk.server import FakeVk

Params = Mapping[str, Any]

LONGEST = 4096
"""Ours: the schema names no number."""
LONGEST_GUID = 255
"""Ours as well."""

METHODS = Methods()


@dataclass(slots=True, eq=False)
class Comment:
    """A comment under a post, or a message of a discussion."""

    id: int
    from_id: int
    date: int
    text: str
    post: int = 0
    topic: int = 0
    reply_to: int = 0
    """The comment that it answers."""
    thread: int = 0
    """The comment under which it stands; 0 directly under the post."""
    guid: str = ""

    def as_event(self, owner_id: int) -> dict[str, Any]:
        """Return the comment as an event tells of it."""
        shown: dict[str, Any] = {
            "id": self.id,
            "from_id": self.from_id,
            "date": self.date,
            "text": self.text,
        }
        if self.topic:
            return {**shown, "topic_id": self.topic, "topic_owner_id": owner_id}
        if self.reply_to:
            shown["reply_to_comment"] = self.reply_to
        return {
            **shown,
            "post_id": self.post,
            "owner_id": owner_id,
            "post_owner_id": owner_id,
            "parents_stack": [self.thread] if self.thread else [],
        }

    def as_json(self, owner_id: int) -> dict[str, Any]:
        """Return the comment as a list of comments shows it."""
        shown = self.as_event(owner_id)
        shown.pop("post_owner_id", None)
        return shown | {"thread": {"count": 0, "items": []}}


class Comments:
    """Everything that stands under posts and in discussions, oldest first."""

    def __init__(self, owner_id: int) -> None:
        self.owner_id = owner_id
        self.all: list[Comment] = []
        self.topics: dict[int, str] = {}
        self.closed: set[int] = set()
        """The posts whose comments are closed."""

    def under(self, post: int) -> list[Comment]:
        """Return what stands under a post."""
        return [one for one in self.all if one.post == post and not one.topic]

    def discussion(self, topic: int) -> list[Comment]:
        """Return the messages of a discussion."""
        return [one for one in self.all if one.topic == topic]

    def replies(self, comment: Comment) -> list[Comment]:
        """Return what the community has answered to a comment."""
        return [one for one in self.all if one.reply_to == comment.id and one.from_id == self.owner_id]

    def put(self, from_id: int, text: str, now: float, **where: Any) -> Comment:
        """Write a comment down; an answer to one that stands in a thread joins that thread."""
        comment = Comment(len(self.all) + 1, from_id, int(now), text, **where)
        above = next((one for one in self.all if one.id == comment.reply_to), None)
        if above is not None:
            comment.thread = above.thread or above.id
        self.all.append(comment)
        return comment

    def with_guid(self, guid: str) -> Comment | None:
        """Return what the community has written with this ``guid``."""
        return next((one for one in self.all if one.guid and one.guid == guid), None)


def _content(params: Params) -> str:
    text: str = params.get("message", "").strip()
    if not text:
        raise wrong("message is empty or invalid")
    if len(text) > LONGEST:
        raise ours(f"message is longer than {LONGEST}")
    guid = params.get("guid", "")
    if not guid:
        raise ours("without guid a repeat makes a second comment")
    if len(guid) > LONGEST_GUID:
        raise ours(f"guid is longer than {LONGEST_GUID}")
    return text


def _standing(vk: FakeVk, post_id: int) -> Post:
    found = next((one for one in vk.wall.posts if one.id == post_id), None)
    if found is None or found.suggested_by:
        raise Refused(212, mistake=not any(one.id == post_id for one in vk.wall.ever))
    return found


@METHODS.does("wall.createComment")
def create_comment(vk: FakeVk, call: Call) -> Any:
    """Write a comment in the name of the community, once for each ``guid``."""
    params, known = call.params, vk.comments
    if params.get("owner_id") != known.owner_id:
        raise ours(f"owner_id is not the community's {known.owner_id}")
    if params.get("from_group") != vk.group_id:
        raise ours(f"from_group is not the community's {vk.group_id}")
    text = _content(params)
    if (earlier := known.with_guid(params["guid"])) is not None:
        vk.repeats.append(call)
        return _made(earlier)
    post = _standing(vk, params["post_id"])
    if post.id in known.closed:
        raise Refused(213)
    above = params.get("reply_to_comment", 0)
    if above and not any(one.id == above for one in known.under(post.id)):
        raise wrong("reply_to_comment is not under this post")
    made = known.put(known.owner_id, text, vk.now(), post=post.id, reply_to=above, guid=params["guid"])
    vk.deliver("wall_reply_new", made.as_event(known.owner_id))
    return _made(made)


def _made(comment: Comment) -> dict[str, Any]:
    return {"comment_id": comment.id, "parents_stack": [comment.thread] if comment.thread else []}


@METHODS.does("wall.getComments")
def get_comments(vk: FakeVk, call: Call) -> Any:
    """Tell what stands under a post."""
    params = call.params
    if params.get("owner_id") != vk.comments.owner_id:
        raise ours(f"owner_id is not the community's {vk.comments.owner_id}")
    post = _standing(vk, params.get("post_id", 0))
    found = vk.comments.under(post.id)
    if params.get("sort") == "desc":
        found.reverse()
    begin = params.get("offset", 0)
    shown = [one.as_json(vk.comments.owner_id) for one in found[begin : begin + params.get("count", 10)]]
    return {"count": len(found), "items": shown, "can_post": True, "groups_can_post": True}


@METHODS.does("board.createComment")
def create_board_comment(vk: FakeVk, call: Call) -> Any:
    """Write in a discussion in the name of the community, once for each ``guid``."""
    params, known = call.params, vk.comments
    vk.check_group(params)
    if not params.get("from_group"):
        raise ours("without from_group the words are a person's")
    text = _content(params)
    if (earlier := known.with_guid(params["guid"])) is not None:
        vk.repeats.append(call)
        return earlier.id
    if params["topic_id"] not in known.topics:
        raise wrong("topic_id is not of this community")
    made = known.put(known.owner_id, text, vk.now(), topic=params["topic_id"], guid=params["guid"])
    vk.deliver("board_post_new", made.as_event(known.owner_id))
    return made.id
