"""The stand-in's wall refuses what VK's refuses, and keeps what VK's keeps."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from vk_api import ApiError

from tests.fakes.test_vk_is_strict import Client
from tests.fakes.vk import FakeVk
from tests.fakes.vk.refusals import OURS

OWNER = -224_000_111
Forbidden = tuple[str, dict[str, Any], int, str]


@pytest.fixture
async def vk() -> AsyncIterator[FakeVk]:
    async with FakeVk(pace=False) as platform:
        yield platform


@pytest.fixture
async def editor(vk: FakeVk) -> AsyncIterator[Client]:
    async with Client(vk, vk.wall_token) as made:
        yield made


@pytest.fixture
async def community(vk: FakeVk) -> AsyncIterator[Client]:
    async with Client(vk) as made:
        yield made


def post(**params: Any) -> dict[str, Any]:
    whole = {"owner_id": OWNER, "from_group": 1, "message": "x", "guid": "one", **params}
    return {name: value for name, value in whole.items() if value is not None}


def posting(code: int, words: str, **params: Any) -> Forbidden:
    return "wall.post", post(**params), code, words


FORBIDDEN: dict[str, Forbidden] = {
    "nothing": posting(100, "message or attachments should be set", message=None),
    "only blanks": posting(100, "message or attachments should be set", message=" \n"),
    "15,896 characters": posting(100, "message is longer than 15895", message="я" * 15_896),
    "11 attachments": posting(100, "attachments has more than 10 items", attachments=",".join(["a"] * 11)),
    "attachment of nothing": posting(100, "attachment 'picture' is invalid", attachments="picture"),
    "two links": posting(100, "more than one link", attachments="https://a.ru,https://b.ru"),
    "on one's own wall": posting(100, f"owner_id is not the community's {OWNER} {OURS}", owner_id=None),
    "on another wall": posting(100, f"owner_id is not the community's {OWNER} {OURS}", owner_id=-1),
    "as a person": posting(100, f"without from_group the post is a person's {OURS}", from_group=0),
    "without guid": posting(100, f"without guid a repeat makes a second post {OURS}", guid=None),
    "guid of 256": posting(100, f"guid is longer than 255 {OURS}", guid="x" * 256),
    "unknown parameter": posting(100, f'unknown parameter "text" {OURS}', text="x"),
    "edit of nothing": ("wall.edit", post(from_group=None, guid=None), 100, "post_id is undefined"),
    "edit with a guid": ("wall.edit", post(post_id=1, from_group=None), 100, 'unknown parameter "guid"'),
    "edit to nothing": ("wall.edit", {"owner_id": OWNER, "post_id": 1}, 100, "should be set"),
    "edit of no post": ("wall.edit", {"owner_id": OWNER, "post_id": 9, "message": "x"}, 104, "Not found"),
    "deleting nothing": ("wall.delete", {"owner_id": OWNER}, 100, "post_id is undefined"),
    "deleting no post": ("wall.delete", {"owner_id": OWNER, "post_id": 9}, 104, "Not found"),
    "look at nothing": ("wall.getById", {}, 100, "posts is undefined"),
    "look at a number": ("wall.getById", {"posts": "1"}, 100, "posts is invalid"),
    "messages": ("messages.send", {"peer_id": 7, "random_id": 1, "message": "x"}, 15, OURS),
}


@pytest.mark.parametrize("name", FORBIDDEN)
async def test_forbidden_call_is_refused_with_the_platforms_code(name: str, vk: FakeVk, editor: Client):
    vk.wall.put("before", vk.now())
    method, params, code, words = FORBIDDEN[name]
    with pytest.raises(ApiError) as refused:
        await editor(method, **params)
    assert refused.value.code == code
    assert words in str(refused.value)
    assert [call.method for call in vk.mistakes] == [method]
    assert vk.wall.texts == ["before"]


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("wall.post", post()),
        ("wall.edit", {"owner_id": OWNER, "post_id": 1, "message": "x"}),
        ("wall.delete", {"owner_id": OWNER, "post_id": 1}),
        ("wall.getById", {"posts": f"{OWNER}_1"}),
        ("account.getAppPermissions", {}),
    ],
)
async def test_the_communitys_own_token_may_nothing_of_it(
    method: str, params: dict[str, Any], vk: FakeVk, community: Client
):
    vk.wall.put("before", vk.now())
    with pytest.raises(ApiError) as refused:
        await community(method, **params)
    assert refused.value.code == 27
    assert (vk.wall.texts, vk.mistakes) == (["before"], [])
    inside = await community.execute((method, params))
    assert [error["error_code"] for error in inside["execute_errors"]] == [27]


async def test_a_person_needs_the_right_and_the_office(vk: FakeVk, editor: Client):
    vk.wall_rights = {"groups"}
    with pytest.raises(ApiError) as refused:
        await editor("wall.post", **post())
    assert refused.value.code == 15
    vk.wall_rights, vk.editor = {"wall"}, False
    with pytest.raises(ApiError) as refused:
        await editor("wall.post", **post())
    assert refused.value.code == 214
    assert vk.wall.texts == []


async def test_a_post_appears_once_for_each_guid_is_edited_and_goes(vk: FakeVk, editor: Client):
    vk.told.add("wall_post_new")
    made = await editor("wall.post", **post())
    assert await editor("wall.post", **post(message="y")) == made == {"post_id": 1}
    assert [call.params["guid"] for call in vk.repeats] == ["one"]
    assert await editor("wall.post", **post(guid="two", message="z")) == {"post_id": 2}
    assert vk.wall.texts == ["x", "z"]
    assert [event.raw["object"]["text"] for event in vk.events] == ["x", "z"]
    await editor("wall.edit", owner_id=OWNER, post_id=1, message="new")
    seen = await editor("wall.getById", posts=f"{OWNER}_1,{OWNER}_9,-1_1")
    assert [(one["id"], one["text"]) for one in seen["items"]] == [(1, "new")]
    assert await editor("wall.delete", owner_id=OWNER, post_id=1) == 1
    assert vk.wall.texts == ["z"]
    assert vk.wall.posts[0].link == f"https://vk.ru/wall{OWNER}_2"
    assert vk.mistakes == []


async def test_a_person_makes_three_calls_a_second_beside_the_communitys_twenty():
    moment = [1_000.0]
    async with FakeVk(clock=lambda: moment[0]) as vk, Client(vk, vk.wall_token) as editor, Client(vk) as own:
        for number in range(3):
            await editor("wall.post", **post(guid=str(number)))
        with pytest.raises(ApiError) as refused:
            await editor("wall.post", **post(guid="3"))
        assert refused.value.code == 6
        await own("groups.getById", group_id=vk.group_id)
        moment[0] += 1
        await editor("wall.post", **post(guid="3"))
        assert len(vk.wall.posts) == 4


async def test_rights_and_office_are_told(vk: FakeVk, editor: Client):
    asked = {"group_id": vk.group_id, "fields": "admin_level"}
    assert await editor("account.getAppPermissions") & 8192
    assert (await editor("groups.getById", **asked))["groups"][0]["admin_level"] == 2
    vk.editor = False
    assert "admin_level" not in (await editor("groups.getById", **asked))["groups"][0]
