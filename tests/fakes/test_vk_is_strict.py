"""The stand-in refuses what VK refuses, keeps what VK keeps, and fails to order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, Self

import aiohttp
import pytest
import requests
from jconfig.memory import MemoryConfig
from requests.adapters import HTTPAdapter
from vk_api import ApiError, ApiHttpError, VkApiGroup
from vk_api.bot_longpoll import VkBotLongPoll

from tests.fakes.vk import FakeVk, Phone
from tests.fakes.vk.files import PIXEL
from tests.fakes.vk.refusals import OURS

API = "https://api.vk.ru"
JPEG = b"\xff\xd8\xff\xe0" + bytes(40) + b"\xff\xd9"


class Road(HTTPAdapter):
    """Leads what is meant for VK to the stand-in."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        assert request.url is not None
        request.url = request.url.replace(API, self._url, 1)
        options["timeout"] = 10
        return super().send(request, **options)


class Line(VkApiGroup):
    RPS_DELAY = 0.0


class Client:
    """The real package, each call in a thread."""

    def __init__(self, vk: FakeVk, token: str | None = None, version: str = "5.199") -> None:
        self.session = requests.Session()
        self.session.trust_env = False
        road = Road(vk.url)
        self.session.mount("https://", road)
        self.session.mount("http://", road)
        self.line = Line(
            token=token or vk.token, api_version=version, config=MemoryConfig, session=self.session
        )
        self.line.error_handlers = {}
        self.vk = vk

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.session.close()

    async def __call__(self, name: str, **params: Any) -> Any:
        return await asyncio.to_thread(self.line.method, name, params)

    async def execute(self, *calls: tuple[str, dict[str, Any]]) -> dict[str, Any]:
        return await asyncio.to_thread(self.line.method, "execute", {"code": code(*calls)}, raw=True)

    async def upload(self, url: str, field: str, name: str, data: bytes) -> dict[str, Any]:
        answer = await asyncio.to_thread(self.session.post, url, files={field: (name, data)})
        return dict(answer.json())

    async def poll(self, wait: int = 25) -> Poll:
        return await asyncio.to_thread(Poll, self, wait)


class Poll(VkBotLongPoll):
    """The package's long poll, over the session of the client."""

    __slots__ = ()

    def __init__(self, client: Client, wait: int) -> None:
        super().__init__(client.line, client.vk.group_id, wait=wait)
        self.session.close()
        self.session = client.session

    async def news(self) -> list[dict[str, Any]]:
        return [event.raw for event in await asyncio.to_thread(self.check)]


def code(*calls: tuple[str, dict[str, Any]]) -> str:
    return f"return [{','.join(f'API.{name}({json.dumps(params)})' for name, params in calls)}];"


@pytest.fixture
async def vk() -> AsyncIterator[FakeVk]:
    async with FakeVk() as platform:
        yield platform


@pytest.fixture
async def client(vk: FakeVk) -> AsyncIterator[Client]:
    async with Client(vk) as made:
        yield made


@pytest.fixture
def anna(vk: FakeVk) -> Phone:
    return vk.phone(7, met=True)


def text(number: int = 1, **params: Any) -> dict[str, Any]:
    return {"peer_id": 7, "message": "x", "random_id": number, **params}


def callback(label: str = "Да", **action: Any) -> dict[str, Any]:
    action = {"type": "callback", "label": label, "payload": '{"p":"yes"}', **action}
    return {"action": {name: value for name, value in action.items() if value is not None}}


def inline(*rows: list[Any], **fields: Any) -> str:
    return json.dumps({"inline": True, "buttons": list(rows), **fields}, ensure_ascii=False)


def lasting(*rows: list[Any], **fields: Any) -> str:
    return inline(*rows, **{"inline": False, **fields})


# ---------------------------------------------------------------- forbidden calls

Forbidden = tuple[str, dict[str, Any], int, str]


def says(code: int, words: str, **params: Any) -> Forbidden:
    whole = {name: value for name, value in text(**params).items() if value is not None}
    return "messages.send", whole, code, words


def with_keyboard(words: str, keyboard: str, code: int = 911) -> Forbidden:
    return says(code, words, keyboard=keyboard)


def with_button(words: str, **button: Any) -> Forbidden:
    return with_keyboard(words, inline([{**callback(), **button}]))


LINK = {"type": "open_link", "label": "Сайт", "link": "https://example.ru"}
EDIT = {"peer_id": 7, "message": "x"}
ANSWER = {"event_id": "0123456789ab", "user_id": 7, "peer_id": 7}

FORBIDDEN: dict[str, Forbidden] = {
    "unknown method": ("messages.sing", {}, 3, "Unknown method passed"),
    "method of a user": ("friends.get", {}, 3, "Unknown method passed"),
    "to nobody": says(100, "you should specify peer_id", peer_id=None),
    "to two fields": says(100, f"peer_id and user_id at once {OURS}", user_id=7),
    "to somebody twice": says(100, f"peer_ids names somebody twice {OURS}", peer_id=None, peer_ids="7,7"),
    "to 101": says(100, "more than 100 items", peer_id=None, peer_ids=",".join(map(str, range(1, 102)))),
    "to a word": says(100, "peer_id not integer", peer_id="anna"),
    "to a group chat": says(100, "private conversations only", peer_id=2_000_000_001),
    "to who is not there": says(901, "Can't send messages for users without permission", peer_id=404),
    "as another community": says(15, "Access denied", group_id=1),
    "without random_id": says(100, "random_id is a required parameter", random_id=None),
    "random_id 0": says(100, f"random_id 0 lets a repeat through {OURS}", random_id=0),
    "random_id of 33 bits": says(100, "random_id should be an int32", random_id=1 << 31),
    "no text": says(100, "message is empty or invalid", message=None),
    "only blanks": says(100, "message is empty or invalid", message=" \n "),
    "4097 characters": says(914, "Message is too long", message="я" * 4097),
    "unknown parameter": says(100, f'unknown parameter "mesage" {OURS}', mesage="x"),
    "flag is a word": says(
        100, f"dont_parse_links is 'True' and neither 0 nor 1 {OURS}", dont_parse_links=True
    ),
    "11 attachments": says(100, "too many attachments", attachment=",".join(["photo-1_2"] * 11)),
    "attachment of nothing": says(100, "attachment photo-1_2 is nothing", attachment="photo-1_2"),
    "payload that is no JSON": says(100, "payload contains incorrect JSON", payload="{"),
    "intent": says(943, "Cannot use this intent", intent="bot_ad_promo"),
    "keyboard that is no JSON": with_keyboard("keyboard contains incorrect JSON", "{", 100),
    "keyboard of nothing": with_keyboard("keyboard should be array", "[]"),
    "keyboard of words": with_keyboard("row 0 should be array", json.dumps({"buttons": ["Да"]})),
    "button of words": with_keyboard("button [0][0] should have an action", inline(["Да"])),
    "inline is a word": with_keyboard("should be boolean", inline([callback()], one_time="no")),
    "unknown field of a keyboard": with_keyboard("keyboard contains unknown fields", inline(resize=True)),
    "11 inline buttons": with_keyboard("too much buttons", inline(*[[callback()] * 3] * 3, [callback()] * 2)),
    "7 inline rows": with_keyboard("too much rows", inline(*[[callback()]] * 7)),
    "6 in a row": with_keyboard("row 0 contains too much columns", inline([callback()] * 6)),
    "empty row": with_keyboard("row 0 is empty", inline([])),
    "41 lasting buttons": with_keyboard("too much buttons", lasting(*[[callback()] * 5] * 8, [callback()])),
    "11 lasting rows": with_keyboard("too much rows", lasting(*[[callback()]] * 11)),
    "inline and one_time": with_keyboard("does not support one_time", inline([callback()], one_time=True)),
    "label of nothing": with_keyboard("label should be at least 1", inline([callback(" ")])),
    "label of 41": with_keyboard("label should be at most 40", inline([callback("я" * 41)])),
    "no label": with_keyboard("should contain label", inline([callback(label=None)])),
    "payload of 256 bytes": with_keyboard(
        "payload should be at most 255 bytes", inline([callback(payload=json.dumps("x" * 254))])
    ),
    "128 Cyrillic letters of payload": with_keyboard(
        "payload should be at most 255 bytes", inline([callback(payload=f'"{"ж" * 127}"')])
    ),
    "button payload that is no JSON": with_keyboard("incorrect JSON", inline([callback(payload="yes")])),
    "button payload that is no text": with_keyboard("should be a string", inline([callback(payload={})])),
    "null for a payload": with_button("should be a string", action={**LINK, "payload": None}),
    "unknown type": with_button("action type should be one of", action={"type": "dance", "label": "x"}),
    "unknown field of an action": with_button(
        "action contains unknown fields", action={**callback()["action"], "link": "https://a.ru"}
    ),
    "unknown field of a button": with_button("contains unknown fields", style="primary"),
    "unknown colour": with_button("color should be one of", color="pink"),
    "coloured link": with_button("can not have a color", action=LINK, color="primary"),
    "link to nowhere": with_button("link is invalid", action={**LINK, "link": "example"}),
    "place beside another": with_keyboard(
        "takes the whole width", inline([{"action": {"type": "location"}}, callback()])
    ),
    "edit of no message": ("messages.edit", EDIT, 100, "message_id is undefined"),
    "edit of nothing": ("messages.edit", EDIT | {"cmid": 404}, 100, "cmid is invalid"),
    "edit by two numbers": (
        "messages.edit",
        EDIT | {"cmid": 1, "message_id": 1},
        100,
        f"message_id and cmid at once {OURS}",
    ),
    "edit by another's id": ("messages.edit", EDIT | {"message_id": 404}, 15, "Access denied"),
    "edit of the person's words": (
        "messages.edit",
        EDIT | {"conversation_message_id": 1},
        15,
        "Access denied",
    ),
    "edit to a lasting keyboard": (
        "messages.edit",
        EDIT | {"conversation_message_id": 1, "keyboard": lasting([callback()])},
        911,
        "inline keyboard only",
    ),
    "answer to an invented press": ("messages.sendMessageEventAnswer", ANSWER, 100, "invalid event_id"),
    "answer without a press": ("messages.sendMessageEventAnswer", {}, 100, "event_id is undefined"),
    "answer of 1001": (
        "messages.sendMessageEventAnswer",
        ANSWER | {"event_data": "x" * 1001},
        100,
        "event_data is longer than 1000",
    ),
    "answer that sings": (
        "messages.sendMessageEventAnswer",
        ANSWER | {"event_data": '{"type":"sing"}'},
        100,
        "event_data has an invalid type",
    ),
    "answer with a stray field": (
        "messages.sendMessageEventAnswer",
        ANSWER | {"event_data": '{"type":"show_snackbar","text":"x","link":"https://a.ru"}'},
        100,
        'event_data has an unknown field "link"',
    ),
    "notice of 91": (
        "messages.sendMessageEventAnswer",
        ANSWER | {"event_data": json.dumps({"type": "show_snackbar", "text": "x" * 91})},
        100,
        "event_data text should have 1-90 characters",
    ),
    "answer with a link to nowhere": (
        "messages.sendMessageEventAnswer",
        ANSWER | {"event_data": '{"type":"open_link","link":"example"}'},
        100,
        "event_data link is invalid",
    ),
    "201 conversations": ("messages.getConversations", {"count": 201}, 100, "less or equal to 200"),
    "unknown filter": ("messages.getConversations", {"filter": "new"}, 100, "filter should be one of"),
    "history of nobody": ("messages.getHistory", {}, 100, "peer_id is undefined"),
    "history before its begin": (
        "messages.getHistory",
        {"peer_id": 7, "offset": -1},
        100,
        "offset should be",
    ),
    "conversations before their begin": (
        "messages.getConversations",
        {"offset": -1},
        100,
        "offset should be",
    ),
    "unknown community": ("groups.getById", {"group_id": 1}, 100, "one community only"),
    "old version of events": (
        "groups.setLongPollSettings",
        {"group_id": 224_000_111, "api_version": "5.50"},
        8,
        "versions below 5.131",
    ),
    "unknown event": (
        "groups.setLongPollSettings",
        {"group_id": 224_000_111, "message_sung": 1},
        100,
        'unknown parameter "message_sung"',
    ),
    "another community's poll": ("groups.getLongPollServer", {"group_id": 1}, 15, "Access denied"),
    "poll of no community": ("groups.getLongPollServer", {}, 100, "group_id is undefined"),
    "picture that was not uploaded": (
        "photos.saveMessagesPhoto",
        {"photo": "[]", "server": 857_416, "hash": "x"},
        100,
        "photos_list is invalid",
    ),
    "picture of another server": (
        "photos.saveMessagesPhoto",
        {"photo": "[]", "server": 1, "hash": "x"},
        118,
        "Invalid server",
    ),
    "picture that never came": (
        "photos.saveMessagesPhoto",
        {"photo": '[{"photo":"x"}]', "server": 857_416, "hash": "x"},
        129,
        "Invalid photo",
    ),
    "voice": (
        "docs.getMessagesUploadServer",
        {"peer_id": 7, "type": "audio_message"},
        100,
        "takes no audio_message",
    ),
    "long title": ("docs.save", {"file": "x", "title": "x" * 129}, 100, "title is longer than 128"),
    "document that was not uploaded": ("docs.save", {"file": "x"}, 105, "Couldn't save file"),
    "code of 26 calls": ("execute", {"code": code(*[("users.get", {})] * 26)}, 13, "Too many api calls"),
    "code of none": ("execute", {"code": "return [];"}, 12, "Unable to compile code"),
    "code that does not end": (
        "execute",
        {"code": "return [API.users.get({})"},
        12,
        "Unable to compile code",
    ),
    "code with single quotes": (
        "execute",
        {"code": "return [API.users.get({'user_ids': 7})];"},
        12,
        "Unable to compile code",
    ),
    "code of a programmer": ("execute", {"code": "var a = 1; return a;"}, 12, "the stand-in reads"),
    "code without a call": (
        "execute",
        {"code": "return [1];"},
        12,
        "Unable to compile code: unexpected '1];'",
    ),
    "code with a list": ("execute", {"code": "return [API.users.get([7])];"}, 12, "Unable to compile code"),
    "code with a tail": ("execute", {"code": "return [API.users.get()]; 1"}, 12, "Unable to compile code"),
    "endless code": ("execute", {"code": "return [" + " " * 65_536}, 12, "the code is longer than"),
    "no code": ("execute", {}, 100, "code is undefined"),
}


@pytest.mark.parametrize("name", FORBIDDEN)
async def test_forbidden_call_is_refused_with_the_platforms_code(
    name: str, vk: FakeVk, client: Client, anna: Phone
) -> None:
    method, params, number, words = FORBIDDEN[name]
    await anna.types("Здравствуйте")
    with pytest.raises(ApiError) as refused:
        await client(method, **params)
    assert refused.value.code == number
    assert words in refused.value.error["error_msg"]
    assert len(anna.messages) == 1
    assert [(call.method, call.code) for call in vk.mistakes] == [(method, number)]
    asked = {one["key"] for one in refused.value.error["request_params"]}
    assert {"method", "oauth", *params} <= asked
    assert "access_token" not in asked


RAW: dict[str, tuple[dict[str, Any], int, str]] = {
    "in the address": ({"params": {"user_ids": "7"}}, 8, "parameters in the address"),
    "as JSON": ({"json": {"user_ids": 7}}, 8, "a call is a POST with a form"),
    "twice": ({"data": [("user_ids", "7"), ("user_ids", "8")]}, 8, "more than once"),
    "without a token": ({"data": {"v": "5.199"}}, 5, "User authorization failed: no access_token passed."),
    "without a version": ({"data": {"access_token": ""}}, 8, "Invalid request: v (version) is required"),
    "version of old": (
        {"data": {"access_token": "", "v": "5.92"}},
        8,
        "Invalid request: versions below 5.131",
    ),
    "version of nothing": ({"data": {"access_token": "", "v": "new"}}, 100, "v is invalid"),
}


@pytest.mark.parametrize("name", RAW)
async def test_forbidden_request_is_refused(name: str, vk: FakeVk) -> None:
    sent, number, words = RAW[name]
    if "access_token" in sent.get("data", ()):
        sent = {"data": sent["data"] | {"access_token": vk.token}}
    url = f"{vk.url}/method/users.get"
    async with aiohttp.ClientSession() as session, session.post(url, **sent) as response:
        assert response.status == 200
        error = (await response.json())["error"]
    assert error["error_code"] == number
    assert words in error["error_msg"]
    assert len(vk.mistakes) == 1


async def test_wrong_token_and_other_verbs(vk: FakeVk) -> None:
    async with Client(vk, token="vk1.a.other") as stranger:
        with pytest.raises(ApiError, match=r"\[5\] User authorization failed: invalid access_token"):
            await stranger("users.get")
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{vk.url}/method/users.get") as response:
            assert (await response.json())["error"]["error_code"] == 8
        async with session.post(vk.url) as response:
            assert (await response.json())["error"]["error_code"] == 3
    assert len(vk.mistakes) == 3
    assert vk.token not in str([call.params for call in vk.calls])


Does = Callable[[FakeVk, Phone], Coroutine[Any, Any, Any]]


def sets(**fields: Any) -> Does:
    async def does(vk: FakeVk, phone: Phone) -> None:
        for name, value in fields.items():
            setattr(phone, name, value)

    return does


async def denies(vk: FakeVk, phone: Phone) -> None:
    await phone.denies()


async def closes(vk: FakeVk, phone: Phone) -> None:
    await phone.closes_messages()


async def nothing(vk: FakeVk, phone: Phone) -> None:
    """Somebody of whom the community knows only the number."""


UNREACHABLE: dict[str, tuple[bool, Does, int]] = {
    "never wrote": (False, nothing, 901),
    "forbids": (True, denies, 901),
    "closed to communities": (True, closes, 902),
    "on the blacklist": (True, sets(blacklisted=True), 900),
    "deleted": (True, sets(deleted=True), 18),
}


@pytest.mark.parametrize("name", UNREACHABLE)
async def test_who_cannot_be_written_to(name: str, vk: FakeVk, client: Client) -> None:
    met, does, number = UNREACHABLE[name]
    boris = vk.phone(8, met=met)
    await does(vk, boris)
    with pytest.raises(ApiError) as refused:
        await client("messages.send", **text(peer_id=8))
    assert refused.value.code == number
    [one] = await client("messages.send", **text(2, peer_id=None, peer_ids=8))
    assert one["error"]["code"] == number
    assert one["error"]["description"] == refused.value.error["error_msg"]
    assert boris.messages == []
    assert vk.mistakes == []  # the world, not the call, is against it


async def test_who_allows_again_is_reached_again(vk: FakeVk, client: Client, anna: Phone) -> None:
    await anna.denies()
    await anna.allows()
    await client("messages.send", **text())
    await anna.denies()
    await anna.types("я тут")  # whoever writes may be answered
    await client("messages.send", **text(2))
    assert anna.texts == ["x", "x"]
    assert [event.kind for event in vk.events] == [
        "message_deny",
        "message_allow",
        "message_deny",
        "message_new",
    ]


async def test_old_message_is_not_edited(vk: FakeVk, client: Client, anna: Phone) -> None:
    await client("messages.send", **text())
    vk.passes(24 * 3600 + 1)
    with pytest.raises(ApiError, match=r"\[909\] Can't edit this message, because it's too old"):
        await client("messages.edit", peer_id=7, conversation_message_id=1, message="y")
    assert (anna.last.text, vk.mistakes) == ("x", [])


async def test_community_without_bot_features_has_no_keyboards(
    vk: FakeVk, client: Client, anna: Phone
) -> None:
    vk.bot_features = False
    with pytest.raises(ApiError, match=r"\[912\]"):
        await client("messages.send", **text(keyboard=inline([callback()])))


async def test_token_without_rights(vk: FakeVk, client: Client, anna: Phone) -> None:
    vk.rights = {"messages"}
    assert (await client("groups.getTokenPermissions")) == {
        "mask": 4096,
        "permissions": [{"name": "messages", "setting": 4096}],
    }
    for method, params in (
        ("photos.getMessagesUploadServer", {}),
        ("docs.getMessagesUploadServer", {"peer_id": 7}),
        ("groups.setLongPollSettings", {"group_id": vk.group_id, "message_event": 1}),
    ):
        with pytest.raises(ApiError, match=r"\[15\] Access denied: no access to call this method"):
            await client(method, **params)


# ---------------------------------------------------------------- what is allowed


async def test_largest_message_and_keyboards_pass(vk: FakeVk, client: Client, anna: Phone) -> None:
    label, payload = "я" * 40, f'"{"ж" * 126}x"'
    assert len(payload.encode()) == 255
    rows = [[callback(label, payload=payload)] * 2] * 4 + [[callback()]] * 2
    await client("messages.send", **text(message="я" * 4096, keyboard=inline(*rows)))
    assert (len(anna.last.buttons), len(anna.last.keyboard)) == (10, 6)
    lasting_rows = [[callback()] * 5] * 6 + [[callback()] * 3] * 3 + [[{"action": {"type": "location"}}]]
    await client("messages.send", **text(2, keyboard=lasting(*lasting_rows, one_time=True)))
    assert (len(anna.lasting), len(anna.keys)) == (40, 10)
    await client("messages.send", **text(3, keyboard=lasting()))
    assert (anna.lasting, vk.mistakes) == ([], [])


async def test_links_have_no_colour_and_share_a_row(vk: FakeVk, client: Client, anna: Phone) -> None:
    buttons = [
        {"action": LINK},
        callback() | {"color": "primary"},
        {"action": {"type": "text", "label": "Т"}},
    ]
    await client("messages.send", **text(keyboard=inline(buttons, one_time=False)))
    assert [(button.label, button.action) for button in anna.last.buttons] == [
        ("Сайт", "open_link"),
        ("Да", "callback"),
        ("Т", "text"),
    ]
    assert anna.last.as_json()["keyboard"]["buttons"] == [buttons]


async def test_one_person_and_several_are_answered_differently(
    vk: FakeVk, client: Client, anna: Phone
) -> None:
    await anna.types("раз")
    boris = vk.phone(8, "Борис", met=True)
    await boris.denies()
    assert await client("messages.send", **text()) == 2
    answer = await client("messages.send", peer_ids="7,8", message="y", random_id=2)
    assert answer == [
        {"peer_id": 7, "message_id": 3, "conversation_message_id": 3},
        {
            "peer_id": 8,
            "error": {"code": 901, "description": "Can't send messages for users without permission"},
        },
    ]
    assert (anna.texts, boris.texts, vk.mistakes) == (["x", "y"], [], [])


async def test_edit_keeps_or_changes_the_buttons(vk: FakeVk, client: Client, anna: Phone) -> None:
    await client("messages.send", **text(keyboard=inline([callback()])))
    for name in ("message_id", "conversation_message_id", "cmid"):
        assert await client("messages.edit", peer_id=7, message=name, **{name: 1}) == 1
    assert (anna.last.text, anna.last.labels, anna.last.was) == (
        "cmid",
        ["Да"],
        ["x", "message_id", "conversation_message_id"],
    )
    await client("messages.edit", peer_id=7, message="y", cmid=1, keyboard=inline([callback("Нет")]))
    assert anna.last.labels == ["Нет"]
    await client("messages.edit", peer_id=7, message="y", cmid=1, keyboard=inline())
    assert (anna.last.labels, anna.last.edited) == ([], 5)


async def test_community_and_people(vk: FakeVk, client: Client, anna: Phone) -> None:
    found = await client("groups.getById", group_id=vk.group_id)
    assert (found["groups"][0]["screen_name"], found["profiles"]) == ("metodaktiv", [])
    assert (await client("users.get", user_ids="7,404"))[0]["first_name"] == "Анна"
    code = await client("groups.getCallbackConfirmationCode", group_id=vk.group_id)
    assert code == {"code": vk.confirmation}


async def test_events_are_switched_on_and_off(vk: FakeVk, client: Client, anna: Phone) -> None:
    await client("groups.setLongPollSettings", group_id=vk.group_id, message_new=0, message_reply=1)
    settings = await client("groups.getLongPollSettings", group_id=vk.group_id)
    events = settings["events"]
    assert (settings["is_enabled"], settings["api_version"]) == (True, "5.199")
    assert (events["message_new"], events["message_reply"], events["wall_repost"]) == (0, 1, 0)
    await anna.types("не услышат")
    await client("messages.send", **text())
    assert [event.kind for event in vk.events] == ["message_reply"]
    await client("groups.setLongPollSettings", group_id=vk.group_id, enabled=0)
    with pytest.raises(ApiError, match="longpoll for this group is not enabled"):
        await client("groups.getLongPollServer", group_id=vk.group_id)


async def test_old_version_of_events_tells_them_in_the_old_shape(
    vk: FakeVk, client: Client, anna: Phone
) -> None:
    await client("groups.setLongPollSettings", group_id=vk.group_id, api_version="5.131")
    await anna.types("раз")
    assert "client_info" in vk.events[0].raw["object"]
    vk.long_poll["api_version"] = "5.92"  # as somebody may have left it in the community's settings
    await anna.types("раз")
    assert (vk.events[1].raw["v"], vk.events[1].raw["object"]["text"]) == ("5.92", "раз")


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("data", [PIXEL, JPEG], ids=["png", "jpeg"])
async def test_picture_goes_in_three_steps(vk: FakeVk, client: Client, anna: Phone, data: bytes) -> None:
    server = await client("photos.getMessagesUploadServer", peer_id=7)
    brought = await client.upload(server["upload_url"], "photo", "radar.png", data)
    [saved] = await client("photos.saveMessagesPhoto", **brought)
    name = f"photo{saved['owner_id']}_{saved['id']}_{saved['access_key']}"
    await client("messages.send", **text(message=None, attachment=name))
    [shown] = anna.last.files
    assert (shown.kind, shown.data, shown.owner_id) == ("photo", data, -vk.group_id)
    assert vk.mistakes == []


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", PIXEL[:-4], JPEG[:-2], b"GIF89a" + bytes(20)], ids=repr)
async def test_what_is_no_picture_is_not_saved(vk: FakeVk, client: Client, anna: Phone, data: bytes) -> None:
    server = await client("photos.getMessagesUploadServer")
    brought = await client.upload(server["upload_url"], "photo", "radar.png", data)
    assert brought["photo"] == "[]"
    with pytest.raises(ApiError, match="photos_list is invalid"):
        await client("photos.saveMessagesPhoto", **brought)
    good = await client.upload(server["upload_url"], "photo", "radar.png", PIXEL)
    with pytest.raises(ApiError, match=r"\[121\] Invalid hash"):
        await client("photos.saveMessagesPhoto", **good | {"hash": "other"})


async def test_document_goes_in_three_steps(vk: FakeVk, client: Client, anna: Phone) -> None:
    server = await client("docs.getMessagesUploadServer", peer_id=7, type="doc")
    brought = await client.upload(server["upload_url"], "file", "a.bin", b"PK-data")
    saved = (await client("docs.save", file=brought["file"], title="Отчёт.xlsx"))["doc"]
    assert (saved["title"], saved["ext"], saved["size"]) == ("Отчёт.xlsx", "xlsx", 7)
    name = f"doc{saved['owner_id']}_{saved['id']}_{saved['access_key']}"
    await client("messages.send", **text(attachment=name))
    assert anna.last.files[0].name == "Отчёт.xlsx"
    assert (await client.upload(server["upload_url"], "file", "a.exe", b"MZ"))["error"] == "wrong_file"
    assert (await client.upload(server["upload_url"], "file", "a.txt", b""))["error"] == "no_file"
    assert (await client.upload(f"{vk.url}/upload/nowhere", "file", "a.txt", b"a"))["error"] == "no_file"
    assert len(vk.mistakes) == 1


async def test_files_of_people_are_fetched_from_their_address(
    vk: FakeVk, client: Client, anna: Phone
) -> None:
    await anna.sends_doc("список.xlsx", b"PK-data", text="вот")
    await anna.sends_photo()
    await anna.sends_doc("большой.zip", size=21 << 20)
    [doc], [photo], [large] = (event.raw["object"]["message"]["attachments"] for event in vk.events)
    assert (doc["doc"]["title"], large["doc"]["size"]) == ("список.xlsx", 21 << 20)
    for url, data in ((doc["doc"]["url"], b"PK-data"), (photo["photo"]["sizes"][-1]["url"], PIXEL)):
        assert (await asyncio.to_thread(client.session.get, url)).content == data
    gone = await asyncio.to_thread(client.session.get, f"{vk.url}/file/doc/1/x")
    assert gone.status_code == 404


# ---------------------------------------------------------------- random_id, execute, pace


async def test_same_random_id_shows_nothing_new(vk: FakeVk, client: Client, anna: Phone) -> None:
    boris = vk.phone(8, met=True)
    first = await client("messages.send", peer_ids=7, message="x", random_id=-5)
    again = await client("messages.send", peer_ids=7, message="other", random_id=-5)
    assert first == again
    assert await client("messages.send", **text(-5)) == first[0]["message_id"]
    assert (anna.texts, anna.last.asked, len(vk.repeats)) == (["x"], 3, 2)
    await client("messages.send", **text(-5, peer_id=8))  # a number counts for each person by himself
    assert boris.texts == ["x"]


async def test_lost_answer_is_repeated_without_a_second_message(
    vk: FakeVk, client: Client, anna: Phone
) -> None:
    calls = [("messages.send", text(number)) for number in (1, 2)]
    vk.cut("messages.send", after_effect=True)  # whatever carries it
    with pytest.raises(requests.ConnectionError):
        await client.execute(*calls)
    assert anna.texts == ["x", "x"]
    assert [call.took_effect for call in vk.calls_of("messages.send")] == [True, True]
    assert [call.lost for call in vk.calls] == [True, True, True]
    assert (await client.execute(*calls))["response"] == [1, 2]
    assert anna.texts == ["x", "x"]


async def test_execute_tells_errors_in_order(vk: FakeVk, client: Client, anna: Phone) -> None:
    await vk.phone(8, met=True).denies()
    answer = await client.execute(
        ("messages.send", text(1, peer_id=8)),
        ("messages.send", text(2, dont_parse_links=True)),
        ("messages.send", text(3, message="я" * 5000)),
        ("users.get", {"user_ids": [7, 9]}),
        ("messages.sing", {}),
    )
    assert [result is False for result in answer["response"]] == [True, False, True, False, True]
    assert answer["execute_errors"] == [
        {
            "method": "messages.send",
            "error_code": 901,
            "error_msg": "Can't send messages for users without permission",
        },
        {"method": "messages.send", "error_code": 914, "error_msg": "Message is too long"},
        {"method": "messages.sing", "error_code": 3, "error_msg": "Unknown method passed"},
    ]
    assert [call["id"] for call in answer["response"][3]] == [7]
    assert [call.method for call in vk.mistakes] == ["messages.send", "messages.sing"]
    assert [len(vk.requests), len(vk.calls)] == [1, 6]


async def test_objects_among_the_arguments_of_an_execute(vk: FakeVk, client: Client, anna: Phone) -> None:
    keyboard = json.loads(inline([callback()]))
    answer = await client.execute(("messages.send", text(keyboard=keyboard)))
    assert answer["response"] == [False]
    assert answer["execute_errors"][0]["error_msg"].endswith(f"keyboard is an object {OURS}")


async def test_execute_without_errors_names_none(vk: FakeVk, client: Client, anna: Phone) -> None:
    answer = await client.execute(*[("messages.send", text(number)) for number in range(1, 26)])
    assert answer == {"response": list(range(1, 26))}
    assert len(anna.texts) == 25


async def test_twenty_calls_a_second(client: Client, vk: FakeVk) -> None:
    now = 1_700_000_000.0
    async with FakeVk(clock=lambda: now) as slow, Client(slow) as bot:
        slow.phone(7, met=True)
        for _ in range(19):
            await bot("users.get", user_ids=7)
        await bot.execute(*[("users.get", {"user_ids": 7})] * 25)  # counts once
        with pytest.raises(ApiError, match=r"\[6\] Too many requests per second"):
            await bot("users.get", user_ids=7)
        slow.passes(1.0)
        await bot("users.get", user_ids=7)
        assert slow.mistakes == []
        assert [call.code for call in slow.refusals] == [6]
    async with FakeVk(clock=lambda: now, pace=False) as fast, Client(fast) as bot:
        for _ in range(50):
            await bot("users.get", user_ids=7)


# ---------------------------------------------------------------- long poll


async def test_news_come_in_order_and_again_for_an_old_ts(vk: FakeVk, client: Client, anna: Phone) -> None:
    poll = await client.poll()
    before = poll.ts
    await anna.types("а")
    await anna.types("б")
    first = await poll.news()
    assert [event["object"]["message"]["text"] for event in first] == ["а", "б"]
    assert int(poll.ts) == int(before) + 2
    poll.ts = before
    assert await poll.news() == first
    assert vk.history.untold == []
    message, info = first[0]["object"]["message"], first[0]["object"]["client_info"]
    assert (first[0]["type"], first[0]["group_id"], first[0]["v"]) == ("message_new", vk.group_id, "5.199")
    assert len({event["event_id"] for event in first}) == 2
    assert (message["peer_id"], message["from_id"], message["conversation_message_id"], message["out"]) == (
        7,
        7,
        1,
        0,
    )
    assert "callback" in info["button_actions"]
    assert (info["keyboard"], info["inline_keyboard"], info["lang_id"]) == (True, True, 0)


async def test_poll_waits_for_something_to_happen(vk: FakeVk, client: Client, anna: Phone) -> None:
    poll = await client.poll()
    waiting = asyncio.create_task(poll.news())
    await vk.listened()
    await anna.types("я")
    [event] = await waiting
    assert event["object"]["message"]["text"] == "я"
    assert await (await client.poll(wait=0)).news() == []
    assert vk.calls_of("longpoll")[-1].params == {"act": "a_check", "ts": str(vk.history.ts), "wait": "0"}


async def test_poll_ends_empty_after_its_time(vk: FakeVk) -> None:
    answer = await vk.history.take(vk.history.key, str(vk.history.ts), 0.01)
    assert answer == {"ts": str(vk.history.ts), "updates": []}
    assert vk.history.waiting == 0


async def test_forgotten_history_is_failed_1(vk: FakeVk, client: Client, anna: Phone) -> None:
    poll = await client.poll(wait=0)
    await anna.types("потеряно")
    vk.forget_history()
    assert await poll.news() == []
    assert poll.ts == vk.history.ts  # a number here, as VK writes it
    assert vk.calls_of("longpoll")[-1].answer == {"failed": 1, "ts": vk.history.ts}
    poll.ts = str(vk.history.ts + 5)
    assert await poll.news() == []
    assert vk.calls_of("longpoll")[-1].answer["failed"] == 1
    await anna.types("есть")
    assert [event["object"]["message"]["text"] for event in await poll.news()] == ["есть"]


async def test_old_key_is_failed_2(vk: FakeVk, client: Client, anna: Phone) -> None:
    poll = await client.poll(wait=0)
    before = poll.ts
    vk.expire_key()
    await anna.types("не потеряно")
    assert await poll.news() == []
    assert vk.calls_of("longpoll")[-1].answer == {"failed": 2}
    assert (poll.ts, poll.key) == (before, vk.history.key)
    assert len(await poll.news()) == 1


async def test_lost_information_is_failed_3(vk: FakeVk, client: Client, anna: Phone) -> None:
    poll = await client.poll(wait=0)
    await anna.types("потеряно")
    vk.lose_everything()
    assert await poll.news() == []
    assert vk.calls_of("longpoll")[-1].answer == {"failed": 3}
    assert (poll.ts, poll.key) == (str(vk.history.ts), vk.history.key)
    await anna.types("есть")
    assert len(await poll.news()) == 1


async def test_any_failed_to_order_ends_a_waiting_poll(vk: FakeVk, client: Client, anna: Phone) -> None:
    poll = await client.poll()
    waiting = asyncio.create_task(poll.news())
    await vk.listened()
    vk.fail_poll(4)
    assert await waiting == []
    assert vk.calls_of("longpoll")[-1].answer == {"failed": 4}
    vk.fail_poll(1, 2, 3)
    for number in (1, 2, 3):
        assert await poll.news() == []
        assert vk.calls_of("longpoll")[-1].answer["failed"] == number


async def test_events_twice_and_out_of_order(vk: FakeVk, client: Client, anna: Phone) -> None:
    poll = await client.poll()
    vk.duplicate()
    vk.disorder()
    await anna.types("а")
    await anna.types("б")
    events = await poll.news()
    assert [event["object"]["message"]["text"] for event in events] == ["б", "а", "а"]
    assert events[1]["event_id"] == events[2]["event_id"]


async def test_events_of_which_no_phone_knows(vk: FakeVk, client: Client) -> None:
    poll = await client.poll(wait=0)
    vk.deliver("photo_comment_new", {"id": 5, "from_id": 7, "text": "вопрос"})
    assert await poll.news() == []  # not switched on
    vk.told.add("photo_comment_new")
    vk.deliver("photo_comment_new", {"id": 5, "from_id": 7, "text": "вопрос"})
    assert [event["type"] for event in await poll.news()] == ["photo_comment_new"]


async def test_poll_wrongly_asked(vk: FakeVk) -> None:
    url = f"{vk.url}/wh{vk.group_id}"
    async with aiohttp.ClientSession() as session, session.get(url, params={"act": "a_check"}) as response:
        assert response.status == 400
    assert [call.method for call in vk.mistakes] == ["longpoll"]


# ---------------------------------------------------------------- conversations


async def test_unanswered_conversations_after_downtime(vk: FakeVk, client: Client, anna: Phone) -> None:
    boris, vera = vk.phone(8, "Борис", met=True), vk.phone(9, "Вера", met=True)
    await anna.types("раньше")
    await client("messages.send", **text())
    await vk.down()
    with pytest.raises(requests.ConnectionError):
        await client("users.get")
    await boris.types("раз")
    await boris.types("два")
    await vera.types("вопрос")
    vk.forget_history()
    await vk.up()
    found = await client("messages.getConversations", filter="unanswered", count=200, group_id=vk.group_id)
    assert (found["count"], found["unread_count"]) == (2, 2)
    last = [item["last_message"] for item in found["items"]]
    assert [(message["from_id"], message["text"]) for message in last] == [(9, "вопрос"), (8, "два")]
    assert found["items"][1]["conversation"]["unread_count"] == 2
    history = await client("messages.getHistory", peer_id=8)
    assert [message["text"] for message in history["items"]] == ["два", "раз"]
    await client("messages.send", **text(2, peer_id=9))
    rest = await client("messages.getConversations", filter="unanswered", offset=0, count=1)
    assert [item["conversation"]["peer"]["id"] for item in rest["items"]] == [8]
    unread = await client("messages.getConversations", filter="unread", lang=0)
    assert [item["conversation"]["peer"]["id"] for item in unread["items"]] == [8]
    assert (await client("messages.getConversations", filter="important"))["items"] == []
    assert await client("messages.getHistory", peer_id=404) == {"count": 0, "items": []}
    every = await client("messages.getConversations", offset=1, count=1, extended=1)
    assert [item["conversation"]["peer"]["id"] for item in every["items"]] == [8]
    assert (every["count"], every["profiles"][0]["first_name"]) == (3, "Борис")
    assert vk.mistakes == []


async def test_history_by_pages(vk: FakeVk, client: Client, anna: Phone) -> None:
    for number in range(5):
        await anna.types(str(number))

    async def texts(**params: Any) -> list[str]:
        found = await client("messages.getHistory", peer_id=7, **params)
        assert found["count"] == 5
        return [message["text"] for message in found["items"]]

    assert await texts(count=2) == ["4", "3"]
    assert await texts(count=2, offset=2) == ["2", "1"]
    assert await texts(rev=1, count=2) == ["0", "1"]
    assert await texts(start_message_id=3, count=2) == ["2", "1"]
    assert await texts(start_message_id=3, offset=-1, count=2) == ["3", "2"]


# ---------------------------------------------------------------- people


async def test_first_word_is_a_button(vk: FakeVk, client: Client) -> None:
    anna, boris = vk.phone(7), vk.phone(8)
    await anna.starts()
    await boris.starts(ref="Ab-1", source="wall")
    await boris.types("дальше")
    first, second, third = (event.raw["object"]["message"] for event in vk.events)
    assert (first["text"], first["payload"]) == ("Начать", '{"command":"start"}')
    assert "ref" not in first
    assert (second["ref"], second["ref_source"]) == ("Ab-1", "wall")
    assert "ref" not in third
    with pytest.raises(AssertionError, match="only in an empty conversation"):
        await anna.starts()


async def test_link_into_the_conversation_brings_its_code(vk: FakeVk, client: Client, anna: Phone) -> None:
    button = {"action": {**LINK, "link": f"{vk.link}?ref=Ab-1"}}
    await client("messages.send", **text(keyboard=inline([button])))
    await anna.presses("Сайт")
    assert vk.events == []  # VK tells nobody that a link was pressed
    await anna.types("я по ссылке")
    assert vk.events[0].raw["object"]["message"]["ref"] == "Ab-1"


async def test_pressed_button_turns_until_it_is_answered(vk: FakeVk, client: Client, anna: Phone) -> None:
    await client("messages.send", **text(keyboard=inline([callback()])))
    press = await anna.presses("Да")
    assert (press.turning, anna.turning, vk.unanswered_presses()) == (True, [press], [press])
    about = vk.events[0].raw["object"]
    assert about == {
        "user_id": 7,
        "peer_id": 7,
        "event_id": press.event_id,
        "payload": {"p": "yes"},
        "conversation_message_id": 1,
    }
    answer = {name: about[name] for name in ("event_id", "user_id", "peer_id")}
    shown = json.dumps({"type": "show_snackbar", "text": "Принято"})
    with pytest.raises(ApiError, match="invalid event_id"):
        await client("messages.sendMessageEventAnswer", **answer | {"user_id": 8})
    await client("messages.sendMessageEventAnswer", **answer, event_data=shown)
    assert (await anna.sees_snackbar("Принято")).link is None
    assert (press.turning, press.answered, vk.unanswered_presses()) == (False, True, [])
    with pytest.raises(ApiError, match="invalid event_id"):
        await client("messages.sendMessageEventAnswer", **answer)
    assert len(vk.mistakes) == 2


async def test_press_is_forgotten_after_a_minute(vk: FakeVk, client: Client, anna: Phone) -> None:
    await client("messages.send", **text(keyboard=inline([callback()])))
    press = await anna.presses("Да")
    vk.passes(61)
    assert not press.turning
    with pytest.raises(ApiError, match=r"\[100\].*invalid event_id"):
        await client("messages.sendMessageEventAnswer", event_id=press.event_id, user_id=7, peer_id=7)
    assert vk.mistakes == []  # being late is no mistake of the bot's builder


async def test_old_client_sends_the_label_with_its_payload(vk: FakeVk, client: Client) -> None:
    anna = vk.phone(7, met=True, callbacks=False)
    await client("messages.send", **text(keyboard=inline([callback()])))
    press = await anna.presses("Да")
    assert (press.turning, press.sent) == (False, anna.messages[-1])
    about = vk.events[0].raw["object"]
    assert (about["message"]["text"], about["message"]["payload"]) == ("Да", '{"p":"yes"}')
    assert "callback" not in about["client_info"]["button_actions"]


async def test_newest_button_an_old_one_and_the_lasting_keyboard(
    vk: FakeVk, client: Client, anna: Phone
) -> None:
    for number in (1, 2):
        keyboard = inline([callback(payload=f'{{"n":{number}}}')])
        await client("messages.send", **text(number, message=f"{number}", keyboard=keyboard))
    pressed = [
        await anna.presses("Да"),
        await anna.presses(lambda one: one.data["n"] == 1, of=anna.messages[0]),
    ]
    assert [press.message and press.message.text for press in pressed] == ["2", "1"]
    assert len({press.event_id for press in pressed}) == 2
    menu = {"action": {"type": "text", "label": "Меню"}}
    await client("messages.send", **text(3, keyboard=lasting([menu], one_time=True)))
    await anna.presses_keyboard("Меню")
    assert (anna.messages[-1].text, anna.lasting) == ("Меню", [])
    with pytest.raises(AssertionError, match=r"no button 'Нет' in any message(.|\n)*\[Да\]"):
        await anna.presses("Нет")


async def test_everything_else_that_people_send(vk: FakeVk, client: Client, anna: Phone) -> None:
    await anna.sends_sticker()
    await anna.sends_voice()
    await anna.calls()
    await anna.sends_geo()
    written = await anna.forwards("чужое", text="смотрите")
    await anna.replies(written, "это")
    sticker, voice, call, geo, forwarded, reply = (event.raw["object"]["message"] for event in vk.events)
    kinds = [message["attachments"][0]["type"] for message in (sticker, voice, call)]
    assert kinds == ["sticker", "audio_message", "call"]
    assert geo["geo"]["coordinates"] == {"latitude": 59.93, "longitude": 30.31}
    assert (forwarded["fwd_messages"][0]["text"], reply["reply_message"]["text"]) == ("чужое", "смотрите")


async def test_what_a_person_cannot_do(vk: FakeVk, client: Client) -> None:
    anna = vk.phone(7)
    with pytest.raises(AssertionError, match="no client passes this code on"):
        await anna.starts(ref="a b")
    with pytest.raises(AssertionError, match="a client sends no empty message"):
        await anna.types(" ")
    with pytest.raises(AssertionError, match="on the lasting keyboard"):
        await anna.presses_keyboard("Меню")
    anna.blacklisted = True
    with pytest.raises(AssertionError, match="blacklist"):
        await anna.starts()
    await anna.deletes_account()
    with pytest.raises(AssertionError, match="this account is deleted"):
        await anna.types("я")
    assert (await client("users.get", user_ids=7))[0]["deactivated"] == "deleted"
    assert (anna.messages, vk.events) == ([], [])


async def test_long_text_arrives_as_several_messages(vk: FakeVk, client: Client, anna: Phone) -> None:
    words = "слово " * 1500
    parts = await anna.types(words)
    assert [len(part.text) <= 4096 for part in parts] == [True] * 3
    assert " ".join(part.text for part in parts) == words.strip()


async def test_sees_only_what_followed_the_last_action(vk: FakeVk, client: Client, anna: Phone) -> None:
    await client("messages.send", **text(message="Меню"))
    await anna.sees("Меню")
    await anna.types("дальше")
    assert (anna.shows("Меню", fresh=True), anna.shows("Меню")) == (False, True)
    waiting = asyncio.create_task(anna.sees("Меню"))
    await client("messages.edit", peer_id=7, cmid=1, message="Меню снова")
    assert (await waiting).text == "Меню снова"
    with pytest.raises(AssertionError, match=r"not seen within .* s: 'Спасибо'"):
        await anna.sees("Спасибо", within=0.01)


# ---------------------------------------------------------------- failures to order


async def test_ordered_failures_and_what_the_client_makes_of_them(
    vk: FakeVk, client: Client, anna: Phone
) -> None:
    vk.fail("messages.send", 9)
    vk.breaks("messages.send", 502)
    vk.breaks("messages.send", 200)
    vk.fail("messages.send", 14)
    with pytest.raises(ApiError, match=r"\[9\] Flood control"):
        await client("messages.send", **text())
    with pytest.raises(ApiHttpError):
        await client("messages.send", **text())
    with pytest.raises(requests.JSONDecodeError):
        await client("messages.send", **text())
    with pytest.raises(ApiError) as captcha:
        await client("messages.send", **text())
    assert captcha.value.error["captcha_sid"]
    await client("messages.send", **text())
    assert anna.texts == ["x"]
    assert vk.refusals == []  # ordered failures are no refusals


async def test_failures_for_one_person_meet_a_part_of_an_execute(
    vk: FakeVk, client: Client, anna: Phone
) -> None:
    vk.phone(8, met=True)
    order = vk.fail("messages.send", 10, times=None, peer=8)
    both = [("messages.send", {"peer_ids": peer, "message": "x", "random_id": 1}) for peer in (7, 8)]
    answer = await client.execute(*both)
    assert answer["response"][0][0]["peer_id"] == 7
    assert answer["response"][1] is False
    assert [one["error_code"] for one in answer["execute_errors"]] == [10]
    with pytest.raises(ApiError, match=r"\[10\]"):
        await client("messages.send", **text(peer_id=8))
    order.cancel()
    assert "execute_errors" not in await client.execute(*both)
    assert (len(order.met), vk.refusals) == (2, [])


@pytest.mark.parametrize("after_effect", [False, True])
async def test_lost_answers(vk: FakeVk, client: Client, anna: Phone, after_effect: bool) -> None:
    vk.cut("messages.send", after_effect=after_effect)
    with pytest.raises(requests.ConnectionError):
        await client("messages.send", **text())
    assert anna.texts == (["x"] if after_effect else [])
    [call] = await vk.called("messages.send")
    assert (call.lost, call.took_effect, call.status) == (True, after_effect, None)


async def test_every_method_fails_and_is_healed(vk: FakeVk, client: Client, anna: Phone) -> None:
    poll = await client.poll()
    vk.fail("*", 5, "invalid access_token (4).", times=None)
    for method in ("users.get", "groups.getById"):
        with pytest.raises(ApiError, match=r"\[5\]"):
            await client(method)
    await anna.types("x")
    assert len(await poll.news()) == 1  # a poll is no method
    vk.breaks("*", 503, times=None)
    vk.heal()
    await client("users.get")


async def test_lost_answer_to_a_poll_loses_no_event(vk: FakeVk, client: Client, anna: Phone) -> None:
    poll = await client.poll()
    await anna.types("x")
    vk.cut("longpoll", after_effect=True)
    with pytest.raises(requests.ConnectionError):
        await poll.news()
    assert len(await poll.news()) == 1


async def test_held_and_slow_calls(vk: FakeVk, client: Client, anna: Phone) -> None:
    hold = vk.hold("messages.send", after_effect=False)
    held = asyncio.create_task(client.execute(("messages.send", text())))
    await hold.caught()
    assert anna.texts == []
    hold.release()
    assert (await held)["response"] == [1]
    vk.delay("users.get", 0.05)
    before = asyncio.get_running_loop().time()
    await client("users.get", user_ids=7)
    assert asyncio.get_running_loop().time() - before >= 0.05


async def test_down_with_a_page_and_up_again(vk: FakeVk, client: Client, anna: Phone) -> None:
    poll = await client.poll()
    waiting = asyncio.create_task(poll.news())
    await vk.listened()
    await vk.down(html=True)
    with pytest.raises(requests.ConnectionError):
        await waiting
    with pytest.raises(ApiHttpError, match="502"):
        await client("users.get")
    await anna.types("пока вас не было")
    await vk.up()
    assert len(await poll.news()) == 1


async def test_answered_calls_may_be_forgotten() -> None:
    async with FakeVk(keep_calls=False, pace=False) as vk, Client(vk) as client:
        vk.phone(7, met=True)
        await client.execute(*[("messages.send", text(number)) for number in (1, 2)])
        with pytest.raises(ApiError):
            await client("messages.send", **text(3, message=None))
        assert [(call.method, call.code) for call in vk.calls] == [("messages.send", 100)]


async def test_call_is_kept_without_the_token(vk: FakeVk, client: Client, anna: Phone) -> None:
    await client("messages.send", **text(dont_parse_links=1))
    [call] = vk.calls
    assert call.params == {"peer_id": 7, "message": "x", "random_id": 1, "dont_parse_links": True}
    await client.execute(("messages.send", text(2)))
    assert vk.token not in str([call.params for call in vk.calls])
    assert [call.method for call in vk.calls] == ["messages.send", "execute", "messages.send"]


async def test_quiet_waits_until_all_is_told(vk: FakeVk, client: Client, anna: Phone) -> None:
    poll = await client.poll()
    await anna.types("x")
    with pytest.raises(AssertionError, match="untold events: 1"):
        await vk.quiet(within=0.05)
    await poll.news()
    await vk.quiet(idle=0.01)
