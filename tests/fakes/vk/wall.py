"""The community's wall, and the methods about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.vk.calls import Call
from tests.fakes.vk.refusals import Refused, ours, wrong
from tests.fakes.vk.registry import Methods

if TYPE_CHECKING:
    from tests.fakes.vk.server import FakeVk

Params = Mapping[str, Any]

LONGEST = 15_895
"""Characters of a post; VK's schema names no number, people have met this one."""
LONGEST_GUID = 255
"""Ours: the schema names no number."""

_POST = re.compile(r"(-?\d+)_(\d+)")
_LINK = re.compile(r"https?://\S+")
_MEDIA = re.compile(r"(photo|doc|video|audio|page|note|poll|album)-?\d+_\d+(_\w+)?")

METHODS = Methods()


@dataclass(slots=True, eq=False)
class Post:
    """A post of the community; it changes in place when somebody edits it."""

    id: int
    owner_id: int
    date: int
    text: str
    guid: str = ""
    attachments: list[str] = field(default_factory=list)
    edited: int = 0
    """How often it was edited."""
    was: list[str] = field(default_factory=list)
    """The texts before the edits, oldest first."""
    written_by: int = 0
    """The person who wrote it; 0 for the community itself."""
    suggested_by: int = 0
    """The person who suggests it, as long as nobody has published it."""

    @property
    def link(self) -> str:
        """The address of the post for people."""
        return f"https://vk.ru/wall{self.owner_id}_{self.id}"

    def as_json(self) -> dict[str, Any]:
        """Return the post as VK shows it."""
        return {
            "inner_type": "wall_wallpost",
            "id": self.id,
            "owner_id": self.owner_id,
            "from_id": self.suggested_by or self.written_by or self.owner_id,
            "date": self.date,
            "text": self.text,
            "post_type": "suggest" if self.suggested_by else "post",
            "comments": {"count": 0},
            **({"edited": self.date} if self.edited else {}),
        }


class Wall:
    """What stands on the wall, oldest first, and what ever stood there."""

    def __init__(self, group_id: int) -> None:
        self.owner_id = -group_id
        self.posts: list[Post] = []
        self.ever: list[Post] = []

    @property
    def texts(self) -> list[str]:
        """What is read on the wall now, oldest first."""
        return [post.text for post in self.posts if not post.suggested_by]

    def with_guid(self, guid: str) -> Post | None:
        """Return the post that was made with this ``guid``, whatever has become of it since."""
        return next((post for post in self.ever if post.guid == guid), None)

    def put(
        self,
        text: str,
        now: float,
        guid: str = "",
        attachments: list[str] | None = None,
        *,
        written_by: int = 0,
        suggested_by: int = 0,
    ) -> Post:
        """Put a post up, or down as a suggestion."""
        post = Post(len(self.ever) + 1, self.owner_id, int(now), text, guid, attachments or [])
        post.written_by, post.suggested_by = written_by, suggested_by
        self.posts.append(post)
        self.ever.append(post)
        return post

    def publish(self, post: Post, text: str, now: float, guid: str, attachments: list[str]) -> Post:
        """Put a suggested post up in the name of the community: it gets a number of its own."""
        self.posts.remove(post)
        return self.put(text, now, guid, attachments)


def _check_owner(vk: FakeVk, params: Params) -> None:
    """Refuse another wall than the community's; without ``owner_id`` it would be the person's own."""
    if params.get("owner_id") != vk.wall.owner_id:
        raise ours(f"owner_id is not the community's {vk.wall.owner_id}")
    if not vk.editor:
        raise Refused(214)


def _content(params: Params) -> tuple[str, list[str]]:
    text, attached = params.get("message", "").strip(), params.get("attachments", [])
    if not text and not attached:
        raise wrong("message or attachments should be set")
    if len(text) > LONGEST:
        raise wrong(f"message is longer than {LONGEST}")
    for one in attached:
        if not _MEDIA.fullmatch(one) and not _LINK.fullmatch(one):
            raise wrong(f"attachment {one!r} is invalid")
    if sum(bool(_LINK.fullmatch(one)) for one in attached) > 1:
        raise wrong("attachments has more than one link")
    return text, attached


@METHODS.does("wall.post")
def post(vk: FakeVk, call: Call) -> Any:
    """Put a post up in the name of the community, once for each ``guid``."""
    params = call.params
    _check_owner(vk, params)
    guid = params.get("guid", "")
    if not guid:
        raise ours("without guid a repeat makes a second post")
    if len(guid) > LONGEST_GUID:
        raise ours(f"guid is longer than {LONGEST_GUID}")
    if not params.get("from_group"):
        raise ours("without from_group the post is a person's")
    text, attached = _content(params)
    if (earlier := vk.wall.with_guid(guid)) is not None:
        vk.repeats.append(call)
        return {"post_id": earlier.id}
    if "post_id" in params:
        made = vk.wall.publish(_suggested(vk, params["post_id"]), text, vk.now(), guid, attached)
    else:
        made = vk.wall.put(text, vk.now(), guid, attached)
    vk.deliver("wall_post_new", made.as_json())
    return {"post_id": made.id}


def _standing(vk: FakeVk, post_id: int) -> Post:
    found = next((one for one in vk.wall.posts if one.id == post_id), None)
    if found is None:
        raise Refused(104, mistake=not any(one.id == post_id for one in vk.wall.ever))
    return found


def _suggested(vk: FakeVk, post_id: int) -> Post:
    found = next((one for one in vk.wall.posts if one.id == post_id and one.suggested_by), None)
    if found is None:
        raise wrong("post_id is no suggested post")
    return found


@METHODS.does("wall.edit")
def edit(vk: FakeVk, call: Call) -> Any:
    """Give a post another text; what is attached goes unless it is named again."""
    _check_owner(vk, call.params)
    text, attached = _content(call.params)
    found = _standing(vk, call.params["post_id"])
    found.was.append(found.text)
    found.text, found.attachments = text, attached
    found.edited += 1
    vk.changes.tell()
    return {"post_id": found.id}


@METHODS.does("wall.delete")
def delete(vk: FakeVk, call: Call) -> Any:
    """Take a post down."""
    _check_owner(vk, call.params)
    if "post_id" not in call.params:
        raise wrong("post_id is undefined")
    vk.wall.posts.remove(_standing(vk, call.params["post_id"]))
    vk.changes.tell()
    return 1


@METHODS.does("wall.getById")
def get_by_id(vk: FakeVk, call: Call) -> Any:
    """Tell about posts; what is not there is passed over."""
    wanted = []
    for name in call.params["posts"]:
        found = _POST.fullmatch(name)
        if found is None:
            raise wrong("posts is invalid")
        if int(found[1]) == vk.wall.owner_id:
            wanted.append(int(found[2]))
    return {"items": [one.as_json() for one in vk.wall.posts if one.id in wanted]}
