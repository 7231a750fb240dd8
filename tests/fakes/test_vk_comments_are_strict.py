"""What stands under the stand-in's posts: it refuses what VK refuses, keeps what VK keeps, tells of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from vk_api import ApiError

from tests.fakes.test_vk_is_strict import Client
from tests.fakes.vk import FakeVk
from tests.fakes.vk.refusals import OURS

GROUP = 224_000_111
OWNER = -GROUP
Forbidden = tuple[str, dict[str, Any], int, str]


@pytest.fixture
async def vk() -> AsyncIterator[FakeVk]:
    async with FakeVk(pace=False) as platform:
        platform.wall.put("Задайте вопрос", platform.now())
        platform.opens_discussion("Разное")
        yield platform


@pytest.fixture
async def editor(vk: FakeVk) -> AsyncIterator[Client]:
    async with Client(vk, vk.wall_token) as made:
        yield made


@pytest.fixture
async def community(vk: FakeVk) -> AsyncIterator[Client]:
    async with Client(vk) as made:
        yield made


def under(**params: Any) -> dict[str, Any]:
    whole = {"owner_id": OWNER, "post_id": 1, "from_group": GROUP, "message": "x", "guid": "one", **params}
    return {name: value for name, value in whole.items() if value is not None}


def commenting(code: int, words: str, **params: Any) -> Forbidden:
    return "wall.createComment", under(**params), code, words


def board(**params: Any) -> dict[str, Any]:
    whole = {"group_id": GROUP, "topic_id": 1, "from_group": 1, "message": "x", "guid": "one", **params}
    return {name: value for name, value in whole.items() if value is not None}


FORBIDDEN: dict[str, Forbidden] = {
    "no text": commenting(100, "message is empty or invalid", message=None),
    "only blanks": commenting(100, "message is empty or invalid", message=" \n"),
    "4097 characters": commenting(100, f"message is longer than 4096 {OURS}", message="я" * 4097),
    "on another wall": commenting(100, f"owner_id is not the community's {OWNER} {OURS}", owner_id=-1),
    "on one's own wall": commenting(100, f"owner_id is not the community's {OWNER} {OURS}", owner_id=None),
    "as another": commenting(100, f"from_group is not the community's {GROUP} {OURS}", from_group=1),
    "as nobody": commenting(100, "from_group is not the community's", from_group=None),
    "without guid": commenting(100, f"without guid a repeat makes a second comment {OURS}", guid=None),
    "guid of 256": commenting(100, f"guid is longer than 255 {OURS}", guid="x" * 256),
    "under nothing": commenting(212, "Access to post comments denied", post_id=99),
    "under no post": commenting(100, "post_id is undefined", post_id=None),
    "to no comment": commenting(100, "reply_to_comment is not under this post", reply_to_comment=77),
    "unknown parameter": commenting(100, f'unknown parameter "text" {OURS}', text="x"),
}
OF_EDITORS: dict[str, Forbidden] = {
    "in no discussion": ("board.createComment", board(topic_id=9), 100, "topic_id is not of this community"),
    "in another community": ("board.createComment", board(group_id=1), 15, "Access denied"),
    "as a person": (
        "board.createComment",
        board(from_group=0),
        100,
        f"without from_group the words are a person's {OURS}",
    ),
    "no words": ("board.createComment", board(message=" "), 100, "message is empty or invalid"),
    "no guid": ("board.createComment", board(guid=None), 100, "without guid a repeat"),
    "101 comments": (
        "wall.getComments",
        {"owner_id": OWNER, "post_id": 1, "count": 101},
        100,
        "less or equal",
    ),
    "comments elsewhere": ("wall.getComments", {"owner_id": -1, "post_id": 1}, 100, "owner_id is not"),
    "a suggestion that is none": (
        "wall.post",
        {"owner_id": OWNER, "from_group": 1, "message": "x", "guid": "two", "post_id": 1},
        100,
        "post_id is no suggested post",
    ),
}


@pytest.mark.parametrize("name", FORBIDDEN)
async def test_forbidden_comment_is_refused(name: str, vk: FakeVk, community: Client) -> None:
    await _is_refused(vk, community, FORBIDDEN[name])


@pytest.mark.parametrize("name", OF_EDITORS)
async def test_forbidden_call_of_an_editor_is_refused(name: str, vk: FakeVk, editor: Client) -> None:
    await _is_refused(vk, editor, OF_EDITORS[name])


async def _is_refused(vk: FakeVk, client: Client, forbidden: Forbidden) -> None:
    method, params, number, words = forbidden
    with pytest.raises(ApiError) as refused:
        await client(method, **params)
    assert refused.value.code == number
    assert words in refused.value.error["error_msg"]
    assert vk.comments.all == []
    assert [(call.method, call.code) for call in vk.mistakes] == [(method, number)]


@pytest.mark.parametrize("method", ["board.createComment", "wall.getComments"])
async def test_what_the_communitys_token_may_not(vk: FakeVk, community: Client, method: str) -> None:
    params = board() if method.startswith("board") else {"owner_id": OWNER, "post_id": 1}
    with pytest.raises(ApiError) as refused:
        await community(method, **params)
    assert refused.value.code == 27
    assert vk.mistakes == []


async def test_closed_comments_and_a_token_without_the_right(vk: FakeVk, community: Client) -> None:
    vk.comments.closed.add(1)
    with pytest.raises(ApiError) as closed:
        await community("wall.createComment", **under())
    vk.comments.closed.clear()
    vk.rights.discard("wall")
    with pytest.raises(ApiError) as without:
        await community("wall.createComment", **under())
    assert (closed.value.code, without.value.code) == (213, 15)
    assert vk.mistakes == []


async def test_an_answer_stands_in_the_thread_and_its_repeat_shows_nothing_new(
    vk: FakeVk, community: Client, editor: Client
) -> None:
    poll = await community.poll(wait=0)
    anna = vk.phone(7)
    post = vk.wall.posts[0]
    asked = await anna.comments(post, "вопрос: как?")
    first = await community("wall.createComment", **under(reply_to_comment=asked.id))
    again = await community("wall.createComment", **under(reply_to_comment=asked.id))
    assert first == again == {"comment_id": 2, "parents_stack": [asked.id]}
    assert len(vk.repeats) == 1
    thanks = await anna.comments(post, "спасибо", answers=vk.comments.all[1])
    told = [event["object"] for event in await poll.news()]
    assert [one["from_id"] for one in told] == [7, OWNER, 7]
    assert [one["parents_stack"] for one in told] == [[], [asked.id], [asked.id]]
    assert {one["post_id"] for one in told} == {post.id}
    assert {one["owner_id"] for one in told} == {OWNER}
    assert vk.comments.replies(asked) == [vk.comments.all[1]]
    found = await editor("wall.getComments", owner_id=OWNER, post_id=1, sort="desc", count=2)
    assert [one["id"] for one in found["items"]] == [thanks.id, 2]
    assert found["count"] == 3


async def test_a_discussion_is_written_in_by_an_editor(vk: FakeVk, editor: Client, community: Client) -> None:
    poll = await community.poll(wait=0)
    asked = await vk.phone(7).discusses(1, "вопрос: где?")
    number = await editor("board.createComment", **board())
    assert await editor("board.createComment", **board()) == number
    told = await poll.news()
    assert [event["type"] for event in told] == ["board_post_new"] * 2
    assert [event["object"]["from_id"] for event in told] == [7, OWNER]
    assert told[0]["object"]["topic_id"] == 1
    assert told[0]["object"]["topic_owner_id"] == OWNER
    assert vk.comments.discussion(1) == [asked, vk.comments.all[1]]


async def test_a_suggested_post_is_seen_when_it_is_published(
    vk: FakeVk, editor: Client, community: Client
) -> None:
    poll = await community.poll(wait=0)
    suggested = await vk.phone(7).suggests("Наш опыт")
    own = await vk.phone(8).posts("Здравствуйте")
    assert vk.wall.texts == ["Задайте вопрос", "Здравствуйте"]
    with pytest.raises(ApiError) as hidden:
        await community("wall.createComment", **under(post_id=suggested.id))
    assert hidden.value.code == 212
    params = {"owner_id": OWNER, "from_group": 1, "message": "Наш опыт", "guid": "two"}
    made = await editor("wall.post", **params, post_id=suggested.id)
    assert made != {"post_id": suggested.id}
    assert await editor("wall.post", **params, post_id=suggested.id) == made
    assert vk.wall.texts == ["Задайте вопрос", "Здравствуйте", "Наш опыт"]
    told = [event["object"] for event in await poll.news()]
    assert [(one["post_type"], one["from_id"]) for one in told] == [
        ("suggest", 7),
        ("post", 8),
        ("post", OWNER),
    ]
    assert told[1]["id"] == own.id
