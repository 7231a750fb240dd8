"""How VK's events about comments, discussions and posts are read, and what its refusals mean."""

from typing import Any

import pytest

from bot.channels import vk_comments
from bot.channels.channel import Commented, Denied, Later, PublicReply, Trouble
from bot.channels.vk_api import CallError, NoAnswer

GROUP = 224
WORDS = "Вопрос: как быть?"


def comment(**fields: Any) -> dict[str, Any]:
    about = {"id": 77, "from_id": 7, "date": 1_800_000_000, "text": WORDS, "post_id": 15, "owner_id": -GROUP}
    return {"type": "wall_reply_new", "object": {**about, **fields}}


def message(**fields: Any) -> dict[str, Any]:
    about = {"id": 9, "from_id": 7, "date": 1, "text": WORDS, "topic_id": 3, "topic_owner_id": -GROUP}
    return {"type": "board_post_new", "object": {**about, **fields}}


def post(**fields: Any) -> dict[str, Any]:
    about = {"id": 31, "from_id": 7, "date": 1, "text": WORDS, "owner_id": -GROUP, "post_type": "post"}
    return {"type": "wall_post_new", "object": {**about, **fields}}


def read(event: dict[str, Any], *, discussions: bool = True) -> Commented | None:
    return vk_comments.read(event, GROUP, discussions=discussions)


def test_a_comment_has_the_places_own_number():
    found = read(comment())
    assert found is not None
    assert found.event_ids == ("comment-15-77",)
    assert (found.address, found.kind, found.post, found.text) == ("7", "comment", "15", WORDS)
    assert found.link == "https://vk.ru/wall-224_15?reply=77"
    assert not found.answers


def test_the_owner_may_stand_under_either_name():
    event = comment(post_owner_id=-GROUP)
    del event["object"]["owner_id"]
    assert read(event) is not None


def test_a_comment_in_a_thread_leads_there_and_answers_somebody():
    found = read(comment(parents_stack=[70], reply_to_comment=71))
    assert found is not None
    assert (found.answers, found.link) == (True, "https://vk.ru/wall-224_15?reply=77&thread=70")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[id5|Вера], вопрос есть", "вопрос есть"),
        ("[club224|Метод-актив] вопрос", "вопрос"),
        ("[id5:bp-224_12|Вера], вопрос", "вопрос"),
        ("спросите [id5|Веру], вопрос к ней", "спросите Веру, вопрос к ней"),
        ("[не ссылка] вопрос", "[не ссылка] вопрос"),
    ],
)
def test_whom_it_was_addressed_to_is_no_part_of_the_words(text: str, words: str):
    found = read(comment(text=text))
    assert found is not None
    assert found.text == words


@pytest.mark.parametrize(
    "event",
    [
        comment(from_id=-GROUP),
        comment(from_id=-5),
        comment(from_id=0),
        comment(owner_id=-5),
        comment(text=""),
        comment(text="[id5|Вера], "),
        message(from_id=-GROUP),
        post(from_id=-GROUP),
        post(post_type="postpone"),
        post(post_type="copy"),
    ],
    ids=str,
)
def test_what_is_nobodys_question_is_not_taken(event: dict[str, Any]):
    assert read(event) is None


@pytest.mark.parametrize("discussions", [True, False])
def test_a_discussion_is_answerable_with_an_editors_token(discussions: bool):
    found = read(message(), discussions=discussions)
    assert found is not None
    assert (found.kind, found.post, found.place) == ("discussion", "topic-3", "discussion-3-9")
    assert (found.link, found.answerable) == ("https://vk.ru/topic-224_3?post=9", discussions)


def test_a_post_and_a_suggested_one_stand_in_the_same_place_under_two_events():
    written, suggested = read(post()), read(post(post_type="suggest"))
    assert written is not None
    assert suggested is not None
    assert (written.kind, suggested.kind) == ("post", "suggested")
    assert written.place == suggested.place == "post-31"
    assert written.event_ids != suggested.event_ids


def test_where_an_answer_goes():
    under = PublicReply("comment", "comment-15-77", "15", "x")
    method, params = vk_comments.call_of(under, GROUP, "42")
    assert method == "wall.createComment"
    assert params == {
        "owner_id": -GROUP, "post_id": 15, "from_group": GROUP, "message": "x", "guid": "42",
        "reply_to_comment": 77,
    }  # fmt: skip
    posted = vk_comments.posted(under, GROUP, {"comment_id": 78, "parents_stack": [77]})
    assert posted.link == "https://vk.ru/wall-224_15?reply=78&thread=77"
    _, params = vk_comments.call_of(PublicReply("post", "post-31", "31", "x"), GROUP, "42")
    assert "reply_to_comment" not in params
    there = PublicReply("discussion", "discussion-3-9", "topic-3", "x")
    method, params = vk_comments.call_of(there, GROUP, "42")
    assert (method, params["topic_id"], params["from_group"]) == ("board.createComment", 3, 1)
    assert vk_comments.posted(there, GROUP, 10).link == "https://vk.ru/topic-224_3?post=10"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        *((code, Denied) for code in (15, 212, 213, 222)),
        (223, Later),
        (6, Later),
        (10, Trouble),
        (5, Trouble),
    ],
)
def test_what_a_refusal_means(code: int, kind: type):
    assert isinstance(vk_comments.as_reply_error(CallError("wall.createComment", code, "")), kind)


def test_no_answer_is_trouble():
    assert isinstance(vk_comments.as_reply_error(NoAnswer("cut")), Trouble)
