"""The stand-in refuses what Telegram refuses, keeps what Telegram keeps, and fails to order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, Self

import aiohttp
import pytest
from aiogram import Bot, Dispatcher, types
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendMessage
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    LinkPreviewOptions,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    WebAppInfo,
)
from aiohttp import web

from tests.fakes.telegram import FakeTelegram, Phone, intake, server
from tests.fakes.telegram.files import PIXEL
from tests.fakes.telegram.formatting import parse_html, units
from tests.fakes.telegram.parameters import known_methods
from tests.fakes.telegram.phone import split_text

Makes = Callable[[Bot, Phone], Any]


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as platform:
        yield platform


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    async with connected(telegram) as client:
        yield client


IDLE: list[AiohttpSession] = []
"""Sessions to use again: making one loads all certificates, which takes longer than a test."""


class connected:  # noqa: N801 -- reads as a verb
    """A real aiogram client; closed without the quarter of a second that aiogram waits for TLS."""

    def __init__(
        self, telegram: FakeTelegram, token: str | None = None, parse_mode: str | None = None
    ) -> None:
        self._session = IDLE.pop() if IDLE else AiohttpSession()
        self._session.api = TelegramAPIServer.from_base(telegram.url)
        defaults = DefaultBotProperties(parse_mode=parse_mode)
        self._bot = Bot(token or telegram.token, session=self._session, default=defaults)

    async def __aenter__(self) -> Bot:
        self._client = await self._session.create_session()
        return self._bot

    async def __aexit__(self, *_: object) -> None:
        await self._client.close()
        IDLE.append(self._session)


@pytest.fixture
def anna(telegram: FakeTelegram) -> Phone:
    return telegram.phone(7, first_name="Анна", met=True)


def inline(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=list(rows))


def button(text: str = "Да", **fields: Any) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, **(fields or {"callback_data": "yes"}))


async def raw(telegram: FakeTelegram, method: str, **params: Any) -> dict[str, Any]:
    """Post JSON, as a client does that aiogram would not let through."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{telegram.url}/bot{telegram.token}/{method}", json=params) as response,
    ):
        body = await response.json()
        assert body["ok"] is (response.status == 200)
        return dict(body)


# ---------------------------------------------------------------- forbidden calls


def says(text: Any, **fields: Any) -> Makes:
    return lambda bot, anna: bot.send_message(anna.id, text, **fields)


def says_with(*rows: list[InlineKeyboardButton]) -> Makes:
    return says("text", reply_markup=inline(*rows))


def html(text: str) -> Makes:
    return says(text, parse_mode="HTML")


def photo(data: bytes = PIXEL, **fields: Any) -> Makes:
    return lambda bot, anna: bot.send_photo(anna.id, BufferedInputFile(data, "p.png"), **fields)


def commands(*pairs: tuple[str, str]) -> Makes:
    listed = [BotCommand(command=name, description=words) for name, words in pairs]
    return lambda bot, anna: bot.set_my_commands(listed)


def group(count: int) -> Makes:
    return lambda bot, anna: bot.send_media_group(
        anna.id, [InputMediaPhoto(media=BufferedInputFile(PIXEL, "p.png")) for _ in range(count)]
    )


def mixed_group(bot: Bot, anna: Phone) -> Any:
    kept = (
        anna.platform.files.keep("Photo", "a.png", PIXEL),
        anna.platform.files.keep("Document", "a.txt", b"a"),
    )
    return bot.send_media_group(
        anna.id, [InputMediaPhoto(media=kept[0].file_id), InputMediaDocument(media=kept[1].file_id)]
    )


OURS = "(the stand-in's own rule)"
UNPARSED = "can't parse entities: "
TEXT_BUTTON = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
HOST = "http://localhost:8080/x"

FORBIDDEN: dict[str, tuple[Makes, str]] = {
    "no text": (says(""), "message text is empty"),
    "only blanks": (says(" \n "), "text must be non-empty"),
    "4097 characters": (says("я" * 4097), "message is too long"),
    "2049 emoji are 4098 units": (says("😀" * 2049), "message is too long"),
    "33 kB": (says("<b>" + "я" * 17000 + "</b>"), "text is too long"),
    "unknown chat": (lambda bot, anna: bot.send_message(404, "x"), "chat not found"),
    "who never wrote": (
        lambda bot, anna: bot.send_message(anna.platform.phone(8).id, "x"),
        "chat not found",
    ),
    "unknown channel": (lambda bot, anna: bot.send_message("@nowhere", "x"), "chat not found"),
    "member of nowhere": (lambda bot, anna: bot.get_chat_member("@nowhere", bot.id), "chat not found"),
    "member of a talk": (
        lambda bot, anna: bot.get_chat_member(anna.id, bot.id),
        "there are no members in the private chat",
    ),
    "unknown parameter": (
        lambda bot, anna: bot(SendMessage(chat_id=anna.id, text="x", paramter=1)),
        f'unknown parameter "paramter" {OURS}',
    ),
    "unknown parse mode": (says("x", parse_mode="BBCode"), "unsupported parse_mode"),
    "unclosed tag": (html("<b>x"), UNPARSED + 'Can\'t find end tag corresponding to start tag "b"'),
    "unknown tag": (html("я<div>x</div>"), UNPARSED + 'Unsupported start tag "div" at byte offset 2'),
    "crossed tags": (
        html("<b><i>test</b></i>"),
        UNPARSED + 'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"',
    ),
    "stray end tag": (html("x</b>"), UNPARSED + "Unexpected end tag at byte offset 1"),
    "unescaped name": (html("Иванов <ivanov@school.ru>"), UNPARSED + "Unsupported start tag"),
    "open angle": (html("5 < 6"), UNPARSED + "Unclosed start tag at byte offset 2"),
    "bare ampersand": (html("Рога & копыта"), UNPARSED + 'stray "&" at byte offset 9 ' + OURS),
    "unknown entity": (html("a&nbsp;b"), UNPARSED + 'stray "&" at byte offset 1 ' + OURS),
    "stray attribute": (
        html('<b class="x">x</b>'),
        UNPARSED + 'tag "b" at byte offset 0 has a stray attribute',
    ),
    "other span": (html("<span>x</span>"), UNPARSED + 'Tag "span" must have class "tg-spoiler"'),
    "link to nowhere": (
        html('<a href="localhost">x</a>'),
        "entity URL 'localhost' is invalid: Wrong HTTP URL",
    ),
    "entity outside": (
        says("hello", entities=[MessageEntity(type="bold", offset=100, length=1)]),
        "entity begins after the end of the text at UTF-16 offset 100",
    ),
    "entity too long": (
        says("hello", entities=[MessageEntity(type="bold", offset=0, length=100)]),
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100",
    ),
    "unknown entity type": (
        says("hello", entities=[MessageEntity(type="shiny", offset=0, length=1)]),
        "can't parse MessageEntity: Unsupported type specified",
    ),
    "entities that would be ignored": (
        says("x", parse_mode="HTML", entities=[MessageEntity(type="bold", offset=0, length=1)]),
        f"entities are ignored beside a parse_mode {OURS}",
    ),
    "65 bytes of data": (says_with([button(callback_data="x" * 65)]), "BUTTON_DATA_INVALID"),
    "33 Cyrillic letters of data": (says_with([button(callback_data="ж" * 33)]), "BUTTON_DATA_INVALID"),
    "empty data": (says_with([button(callback_data="")]), TEXT_BUTTON),
    "button without action": (says_with([button(style="danger")]), TEXT_BUTTON),
    "two actions": (
        says_with([button(callback_data="x", url="https://a.ru")]),
        f"an inline keyboard button has several actions: callback_data, url {OURS}",
    ),
    "button without label": (says_with([button(" ")]), "inline keyboard button text must be non-empty"),
    "unknown style": (says_with([button(callback_data="x", style="pink")]), "no such style of a button"),
    "unknown field of a button": (
        says_with([button(callback_data="x", colour="red")]),
        f'unknown field "colour" in inline_keyboard {OURS}',
    ),
    "local link": (
        says_with([button(url=HOST)]),
        f"inline keyboard button URL '{HOST}' is invalid: Wrong HTTP URL",
    ),
    "ftp link": (
        says_with([button(url="ftp://example.com")]),
        "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
    ),
    "web app without TLS": (
        says_with([button(web_app=WebAppInfo(url="http://example.com"))]),
        "inline keyboard button Web App URL 'http://example.com' is invalid: Only HTTPS links are allowed",
    ),
    "deep link with Cyrillic": (
        says_with([button(url="https://t.me/some_bot?start=код")]),
        "a deep link carries",
    ),
    "deep link of 65": (
        says("https://t.me/some_bot?start=" + "x" * 65),
        "a deep link carries 1-64 characters",
    ),
    "copying 257": (
        says_with([button(copy_text=CopyTextButton(text="x" * 257))]),
        "BUTTON_COPY_TEXT_INVALID",
    ),
    "pay button": (says_with([button(pay=True)]), "BUTTON_TYPE_INVALID"),
    "101 buttons": (says_with(*[[button()] for _ in range(101)]), "reply markup is too long"),
    "11 kB of buttons": (says_with(*[[button("я" * 60)] for _ in range(99)]), "reply markup is too long"),
    "9 in a row": (says_with([button() for _ in range(9)]), f"more than 8 buttons in a row {OURS}"),
    "empty reply keyboard": (
        says("x", reply_markup=ReplyKeyboardMarkup(keyboard=[])),
        f"a reply keyboard without buttons {OURS}",
    ),
    "long placeholder": (
        says("x", reply_markup=ForceReply(input_field_placeholder="x" * 65)),
        "input_field_placeholder must have 1-64 characters",
    ),
    "preview of nothing": (
        says("x", link_preview_options=LinkPreviewOptions(url="not-a-url")),
        "WEBPAGE_URL_INVALID",
    ),
    "reply to nothing": (
        says("x", reply_parameters=ReplyParameters(message_id=99)),
        "message to be replied not found",
    ),
    "unknown effect": (says("x", message_effect_id="99"), "EFFECT_ID_INVALID"),
    "paid broadcast": (says("x", allow_paid_broadcast=True), "FLOODSKIP_NOT_ALLOWED"),
    "forum topic": (says("x", message_thread_id=9), "message thread not found"),
    "caption of 1025": (photo(caption="я" * 1025), "message caption is too long"),
    "no picture": (photo(b"%PDF-1.7"), "IMAGE_PROCESS_FAILED"),
    "empty picture": (photo(b""), "file must be non-empty"),
    "picture of 10 MB": (photo(PIXEL + bytes(10 << 20)), "file is too big"),
    "ribbon": (
        photo(PIXEL[:16] + (9000).to_bytes(4) + (10).to_bytes(4) + PIXEL[24:]),
        "PHOTO_INVALID_DIMENSIONS",
    ),
    "unknown file": (
        lambda bot, anna: bot.send_document(anna.id, "BQAC-nothing"),
        "wrong file identifier/HTTP URL specified",
    ),
    "photo as document": (
        lambda bot, anna: bot.send_document(anna.id, anna.platform.files.keep("Photo", "a", PIXEL).file_id),
        "can't use file of type Photo as Document",
    ),
    "album of one": (group(1), "an album has 2-10 items, not 1"),
    "album of eleven": (group(11), "an album has 2-10 items, not 11"),
    "mixed album": (mixed_group, "document can't be mixed with other media types"),
    "edit of nothing": (
        lambda bot, anna: bot.edit_message_text("x", chat_id=anna.id, message_id=404),
        "message to edit not found",
    ),
    "edit without a message": (
        lambda bot, anna: bot.edit_message_text("x"),
        "message identifier is not specified",
    ),
    "edit to a reply keyboard": (
        lambda bot, anna: bot(
            SendMessage.model_construct(chat_id=anna.id, text="x", reply_markup={"inline_keyboard": "bad"})
        ),
        'field "inline_keyboard" must be of type Array',
    ),
    "answer to an invented query": (
        lambda bot, anna: bot.answer_callback_query("123"),
        "query is too old and response timeout expired or query ID is invalid",
    ),
    "answer of 201": (lambda bot, anna: bot.answer_callback_query("1", "я" * 201), "MESSAGE_TOO_LONG"),
    "answer with a foreign link": (
        lambda bot, anna: bot.answer_callback_query("1", url="https://example.com"),
        "URL_INVALID",
    ),
    "unknown action": (
        lambda bot, anna: bot.send_chat_action(anna.id, "singing"),
        "wrong parameter action in request",
    ),
    "deleting nothing": (lambda bot, anna: bot.delete_message(anna.id, 404), "message to delete not found"),
    "unknown file id": (lambda bot, anna: bot.get_file("nothing"), "invalid file_id"),
    "command in capitals": (commands(("Start", "x")), "BOT_COMMAND_INVALID"),
    "Russian command": (commands(("помощь", "x")), "BOT_COMMAND_INVALID"),
    "command of 33": (commands(("x" * 33, "x")), "command length must not exceed 32"),
    "command without words": (commands(("help", " ")), "command description must be non-empty"),
    "command with 257": (commands(("help", "x" * 257)), "command description length must not exceed 256"),
    "command twice": (commands(("help", "x"), ("help", "y")), "a command stands in the list twice"),
    "101 commands": (commands(*[(f"c{n}", "x") for n in range(101)]), "BOT_COMMANDS_TOO_MUCH"),
    "unknown language": (
        lambda bot, anna: bot.set_my_commands([], language_code="russian"),
        "LANG_CODE_INVALID",
    ),
    "description of 513": (
        lambda bot, anna: bot.set_my_description("x" * 513),
        "description is longer than 512",
    ),
    "webhook without TLS": (
        lambda bot, anna: bot.set_webhook("http://example.com/hook"),
        "bad webhook: An HTTPS URL must be provided for webhook",
    ),
    "webhook secret": (
        lambda bot, anna: bot.set_webhook("https://example.com/hook", secret_token="тайна"),
        "secret token contains unallowed characters",
    ),
    "unknown updates": (
        lambda bot, anna: bot.get_updates(allowed_updates=["messages"]),
        'unknown update type "messages" in allowed_updates',
    ),
}


@pytest.mark.parametrize("name", FORBIDDEN)
async def test_forbidden_call_is_refused_in_the_platforms_words(
    name: str, telegram: FakeTelegram, bot: Bot, anna: Phone
) -> None:
    makes, words = FORBIDDEN[name]
    with pytest.raises(TelegramBadRequest) as refused:
        await makes(bot, anna)
    assert f"Bad Request: {words}" in refused.value.message
    assert anna.messages == []
    assert [call.description for call in telegram.refusals] == [refused.value.message]


RAW: dict[str, tuple[str, dict[str, Any], str]] = {
    "chat missing": ("sendMessage", {"text": "x"}, "chat_id is empty"),
    "text is a number": ("sendMessage", {"chat_id": 7, "text": 5}, 'field "text" must be of type String'),
    "chat is a list": ("sendMessage", {"chat_id": [7], "text": "x"}, 'field "chat_id" must be of type'),
    "flag is a word": (
        "sendMessage",
        {"chat_id": 7, "text": "x", "disable_notification": "yes"},
        'field "disable_notification" must be of type Boolean',
    ),
    "markup is no JSON": (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_markup": "{"},
        "can't parse reply markup JSON object",
    ),
    "markup of nothing": (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_markup": {"buttons": []}},
        f'unknown field "buttons" in reply_markup {OURS}',
    ),
    "button without text": (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_markup": {"inline_keyboard": [[{"callback_data": "x"}]]}},
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    "null in a button": (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "url": None}]]}},
        'can\'t parse inline keyboard button: Field "url" must be of type String',
    ),
    "keyboard of words": (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_markup": {"keyboard": ["Меню"]}},
        'field "keyboard" must be of type Array',
    ),
    "selective is a word": (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_markup": {"keyboard": [[{"text": "A"}]], "selective": "yes"}},
        'field "selective" must be of type Boolean',
    ),
    "reply without a message": (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_parameters": {"quote": "x"}},
        'can\'t find field "message_id"',
    ),
    "no document": ("sendDocument", {"chat_id": 7}, "there is no document in the request"),
    "no media": ("editMessageMedia", {"chat_id": 7, "message_id": 1}, 'parameter "media" is required'),
    "command without description": (
        "setMyCommands",
        {"commands": [{"command": "help"}]},
        "can't parse BotCommand: Can't find field \"description\"",
    ),
    "no file id": ("getFile", {}, "file_id not specified"),
    "scope of nothing": (
        "setMyCommands",
        {"commands": [], "scope": {"type": "all"}},
        'field "type" has a value',
    ),
    "new text is no text": ("editMessageText", {"chat_id": 7, "message_id": 1}, "message text is empty"),
}


@pytest.mark.parametrize("name", RAW)
async def test_forbidden_json_is_refused(name: str, telegram: FakeTelegram, anna: Phone) -> None:
    method, params, words = RAW[name]
    answer = await raw(telegram, method, **params)
    assert answer["error_code"] == 400
    assert f"Bad Request: {words}" in answer["description"]
    assert [call.method for call in telegram.mistakes] == [method]


async def test_unknown_method_token_and_path(telegram: FakeTelegram, anna: Phone) -> None:
    assert await raw(telegram, "sendSmoke") == {"ok": False, "error_code": 404, "description": "Not Found"}
    assert (await raw(telegram, "sendDice", chat_id=7))["error_code"] == 501
    async with connected(telegram, token="1:wrong") as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()
    async with aiohttp.ClientSession() as session, session.get(telegram.url) as response:
        assert response.status == 404
    assert len(telegram.mistakes) == 4


async def test_too_large_a_request_is_refused_before_it_is_read_whole(
    telegram: FakeTelegram, bot: Bot, anna: Phone
) -> None:
    with pytest.raises(TelegramAPIError, match="Request Entity Too Large"):
        await bot.send_document(anna.id, BufferedInputFile(bytes(51 << 20), "big.zip"))


async def test_file_that_nothing_refers_to_is_refused(telegram: FakeTelegram, anna: Phone) -> None:
    form = aiohttp.FormData({"chat_id": "7", "text": "x"})
    form.add_field("stray", b"x", filename="x.txt")
    url = f"{telegram.url}/bot{telegram.token}/sendMessage"
    async with aiohttp.ClientSession() as session, session.post(url, data=form) as response:
        assert "used nowhere" in (await response.json())["description"]


# ---------------------------------------------------------------- what is allowed


async def test_form_json_and_query_are_read_alike(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    markup = {"inline_keyboard": [[{"text": "Да", "callback_data": "ж" * 32}]]}
    await raw(telegram, "sendmessage", chat_id=7, text="x", reply_markup=markup, disable_notification=True)
    await bot.send_message(
        "7", "x", reply_markup=inline([button(callback_data="ж" * 32)]), disable_notification=True
    )
    url = f"{telegram.url}/bot{telegram.token}/sendMessage?chat_id=7&text=x&disable_notification=true"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert response.status == 200
    looks = [(message.text, message.silent, message.labels) for message in anna.messages]
    assert looks == [("x", True, ["Да"]), ("x", True, ["Да"]), ("x", True, [])]
    assert {call.method for call in telegram.calls} == {"sendMessage"}
    assert telegram.mistakes == []


async def test_html_is_shown_without_its_markup(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    sent = await bot.send_message(anna.id, "\n <b>😀 &lt;Имя&gt;</b> &amp; <i>x</i>&#33; ", parse_mode="HTML")
    assert sent.text == anna.last.text == "😀 <Имя> & x!"
    assert [(entity.type, entity.offset, entity.length) for entity in sent.entities or []] == [
        ("bold", 0, 8),
        ("italic", 11, 1),
    ]
    assert sent.html_text == "<b>😀 &lt;Имя&gt;</b> &amp; <i>x</i>!"


@pytest.mark.parametrize(
    ("source", "kind", "more"),
    [
        (
            '<a href="https://example.com/?a=1&amp;b=2">x</a>',
            "text_link",
            {"url": "https://example.com/?a=1&b=2"},
        ),
        ('<a href="tg://user?id=7">x</a>', "text_mention", {"user": {"id": 7}}),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote", {}),
        ('<span class="tg-spoiler">x</span>', "spoiler", {}),
        ('<code class="language-python">x</code>', "code", {"language": "python"}),
        ('<tg-emoji emoji-id="5368324170671202286">x</tg-emoji>', "custom_emoji", None),
        ("<STRONG>x</STRONG >", "bold", {}),
    ],
)
def test_every_tag_of_the_bot_api_is_known(source: str, kind: str, more: dict[str, Any] | None) -> None:
    words = parse_html(source)
    assert words.text == "x"
    [entity] = words.entities
    assert entity["type"] == kind
    assert more is None or entity == {"type": kind, "offset": 0, "length": 1, **more}


async def test_limits_count_what_is_read(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    await bot.send_message(anna.id, "<b>" + "&lt;" * 4096 + "</b>", parse_mode="HTML")
    await bot.send_photo(anna.id, BufferedInputFile(PIXEL, "p.png"), caption="я" * 1024)
    await bot.send_message(anna.id, "x", reply_markup=inline(*[[button() for _ in range(8)]] * 12))
    await bot.send_message(anna.id, "x", reply_markup=inline([button(url="http://127.0.0.1:8080/x")]))
    assert telegram.mistakes == []


# ---------------------------------------------------------------- screens: edits, keyboards, presses


async def test_person_presses_and_the_bot_edits_its_message(
    telegram: FakeTelegram, bot: Bot, anna: Phone
) -> None:
    await bot.send_message(anna.id, "Вопрос 1", reply_markup=inline([button("Дальше", callback_data="r1:1")]))
    press = await anna.presses("Дальше")
    assert telegram.unanswered_queries() == []  # the bot has not been given it yet
    [update] = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "r1:1"
    assert telegram.unanswered_queries() == [press]
    await bot.edit_message_text("Вопрос 2", chat_id=anna.id, message_id=anna.last.message_id)
    await bot.answer_callback_query(update.callback_query.id, "Принято")
    shown = await anna.sees("Вопрос 2")
    assert (shown.edited, shown.was, shown.buttons) == (1, ["Вопрос 1"], [])
    assert (await anna.sees_popup("Принято")).alert is False
    assert press.answered
    assert telegram.unanswered_queries() == []


async def test_query_is_answered_once_and_within_a_minute(
    telegram: FakeTelegram, bot: Bot, anna: Phone
) -> None:
    await bot.send_message(anna.id, "x", reply_markup=inline([button()]))
    first, second = await anna.presses("Да"), await anna.presses("Да")
    await bot.answer_callback_query(first.query_id)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(first.query_id)
    assert len(telegram.mistakes) == 1
    telegram.passes(61)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(second.query_id)
    assert len(telegram.mistakes) == 1  # being late is no mistake of the bot's builder
    assert len(telegram.refusals) == 2


async def test_edit_that_changes_nothing(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    sent = await bot.send_message(anna.id, "<b>x</b>", parse_mode="HTML", reply_markup=inline([button()]))
    with pytest.raises(TelegramBadRequest, match="message is not modified: specified new message content"):
        await bot.edit_message_text(
            "<strong>x</strong>",
            parse_mode="HTML",
            chat_id=anna.id,
            message_id=sent.message_id,
            reply_markup=inline([button()]),
        )
    assert telegram.mistakes == []
    assert anna.last.edited == 0
    await bot.edit_message_reply_markup(chat_id=anna.id, message_id=sent.message_id)
    assert (anna.last.edited, anna.last.buttons) == (1, [])


async def test_what_cannot_be_edited(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    lasting = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Меню")]])
    with_keyboard = await bot.send_message(anna.id, "x", reply_markup=lasting)
    [of_anna] = await anna.types("y")
    for message_id in (with_keyboard.message_id, of_anna.message_id):
        with pytest.raises(TelegramBadRequest, match="message can't be edited"):
            await bot.edit_message_text("z", chat_id=anna.id, message_id=message_id)
    text = await bot.send_message(anna.id, "x")
    with pytest.raises(TelegramBadRequest, match="there is no caption in the message to edit"):
        await bot.edit_message_caption(chat_id=anna.id, message_id=text.message_id, caption="z")
    picture = await bot.send_photo(anna.id, BufferedInputFile(PIXEL, "p.png"))
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text("z", chat_id=anna.id, message_id=picture.message_id)


async def test_edit_takes_no_lasting_keyboard(telegram: FakeTelegram, anna: Phone) -> None:
    await raw(telegram, "sendMessage", chat_id=7, text="x")
    answer = await raw(
        telegram, "editMessageText", chat_id=7, message_id=1, text="y", reply_markup={"remove_keyboard": True}
    )
    # aiogram's model of this method knows only the inline keyboard, so the field itself is unknown
    assert 'unknown field "remove_keyboard" in reply_markup' in answer["description"]


async def test_message_that_the_person_deleted(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    sent = await bot.send_message(anna.id, "x")
    await anna.deletes(anna.last)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("y", chat_id=anna.id, message_id=sent.message_id)
    assert telegram.mistakes == []


async def test_old_messages_cannot_be_deleted(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    old = await bot.send_message(anna.id, "old")
    telegram.passes(48 * 3600 + 1)
    new = await bot.send_message(anna.id, "new")
    assert await bot.delete_message(anna.id, new.message_id)
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await bot.delete_message(anna.id, old.message_id)
    assert [message.text for message in anna.messages] == ["old"]


async def test_lasting_keyboard(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    keys = [
        [KeyboardButton(text="Меню"), KeyboardButton(text="Помощь")],
        [KeyboardButton(text="Номер", request_contact=True)],
    ]
    await bot.send_message(anna.id, "x", reply_markup=ReplyKeyboardMarkup(keyboard=keys))
    assert anna.keyboard == ["Меню", "Помощь", "Номер"]
    assert (await anna.presses_keyboard("Меню")).text == "Меню"
    assert "contact" in (await anna.presses_keyboard("Номер")).fields
    await bot.send_message(anna.id, "y", reply_markup=ReplyKeyboardRemove())
    assert anna.keyboard == []
    with pytest.raises(AssertionError, match="no button 'Меню' on the lasting keyboard"):
        await anna.presses_keyboard("Меню")


async def test_missing_button_shows_the_chat(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    await bot.send_message(anna.id, "Выберите", reply_markup=inline([button("Да"), button("Нет")]))
    with pytest.raises(AssertionError, match=r"no button 'Может быть'(.|\n)*Выберите\n +\[Да\] \[Нет\]"):
        await anna.presses("Может быть")
    with pytest.raises(AssertionError, match=r"not seen within .* s: 'Спасибо'"):
        await anna.sees("Спасибо", within=0.01)


async def test_newest_button_and_an_old_one(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    for number in (1, 2):
        await bot.send_message(
            anna.id, f"{number}", reply_markup=inline([button(callback_data=f"n{number}")])
        )
    old = anna.messages[0]
    pressed = [await anna.presses("Да"), await anna.presses(lambda button: button.data == "n1", of=old)]
    assert [press.message.text for press in pressed] == ["2", "1"]


async def test_link_to_the_bot_starts_it_with_the_code(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    await bot.send_message(
        anna.id, "x", reply_markup=inline([button("Войти", url=f"{telegram.link}?start=Ab-1_")])
    )
    await anna.presses("Войти")
    assert anna.messages[-1].text == "/start Ab-1_"
    with pytest.raises(AssertionError, match="no client passes this code on"):
        await anna.starts("код")


async def test_sees_only_what_followed_the_last_action(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    await bot.send_message(anna.id, "Меню")
    await anna.sees("Меню")
    await anna.types("дальше")
    assert not anna.shows("Меню", fresh=True)
    assert anna.shows("Меню")
    waiting = asyncio.create_task(anna.sees("Меню"))
    await bot.send_message(anna.id, "Меню снова")
    assert (await waiting).text == "Меню снова"


async def test_message_ids_rise_over_both_sides(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    await anna.types("a")
    sent = await bot.send_message(anna.id, "b")
    [answer] = await anna.types("c")
    assert (
        [message.message_id for message in anna.messages]
        == [1, sent.message_id, answer.message_id]
        == [1, 2, 3]
    )


# ---------------------------------------------------------------- what people send


async def test_long_text_arrives_as_several_messages_together(
    telegram: FakeTelegram, bot: Bot, anna: Phone
) -> None:
    words = "слово " * 1500
    parts = await anna.types(words)
    assert len(parts) == 3
    assert all(units(part.text) <= 4096 for part in parts)
    assert " ".join(part.text for part in parts) == words.strip()
    updates = await bot.get_updates()
    assert [update.message and update.message.text for update in updates] == [part.text for part in parts]
    assert split_text("😀" * 4096, 4096) == ["😀" * 2048, "😀" * 2048]


async def test_album_and_other_messages(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    await anna.sends_album(3, caption="Фото")
    await anna.sends_sticker()
    await anna.sends_voice()
    await anna.sends_contact()
    await anna.sends_location()
    updates = [update.message for update in await bot.get_updates() if update.message]
    assert len({update.media_group_id for update in updates[:3]}) == 1
    assert [update.caption for update in updates[:3]] == ["Фото", None, None]
    assert [update.content_type for update in updates] == [
        *["photo"] * 3,
        "sticker",
        "voice",
        "contact",
        "location",
    ]


async def test_own_message_is_edited_by_its_writer(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    [written] = await anna.types("раз")
    await anna.edits(written, "два")
    updates = await bot.get_updates()
    assert updates[1].edited_message is not None
    assert updates[1].edited_message.text == "два"


async def test_files_are_fetched_by_their_id(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    await anna.sends_document("список.xlsx", b"PK-data", mime="application/vnd.ms-excel")
    await anna.sends_document("большой.zip", size=21 << 20)
    messages = [update.message for update in await bot.get_updates()]
    small, large = [message.document for message in messages if message and message.document]
    assert (small.file_name, small.file_size) == ("список.xlsx", 7)
    fetched = await bot.download(small.file_id)
    assert fetched is not None
    assert fetched.read() == b"PK-data"
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(large.file_id)
    async with aiohttp.ClientSession() as session:
        for token, status in ((telegram.token, 404), ("1:x", 401)):
            async with session.get(f"{telegram.url}/file/bot{token}/nothing/here") as response:
                assert response.status == status


async def test_bot_sends_files_and_albums(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    report = await bot.send_document(anna.id, BufferedInputFile(b"report", "отчёт.docx"), caption="Готово")
    assert anna.last.document is not None
    assert (anna.last.document.name, anna.last.document.data, anna.last.text) == (
        "отчёт.docx",
        b"report",
        "Готово",
    )
    assert report.document is not None
    await bot.send_document(anna.id, report.document.file_id)
    assert anna.last.document.data == b"report"
    files: list[Any] = [
        InputMediaPhoto(media=BufferedInputFile(PIXEL, f"{n}.png"), caption=f"{n}") for n in range(3)
    ]
    sent = await bot.send_media_group(anna.id, files)
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.text for message in anna.messages[-3:]] == ["0", "1", "2"]


async def test_text_becomes_a_picture(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    sent = await bot.send_message(anna.id, "x")
    media = InputMediaPhoto(media=BufferedInputFile(PIXEL, "chart.png"), caption="Диаграмма")
    await bot.edit_message_media(media, chat_id=anna.id, message_id=sent.message_id)
    assert (anna.last.text, anna.last.photo is not None) == ("Диаграмма", True)


# ---------------------------------------------------------------- blocking, channels, profile


async def test_blocked_bot_is_told_and_refused(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    sent = await bot.send_message(anna.id, "x", reply_markup=inline([button()]))
    await anna.blocks()
    for forbidden in (
        bot.send_message(anna.id, "y"),
        bot.edit_message_text("y", chat_id=anna.id, message_id=sent.message_id),
        bot.send_chat_action(anna.id, "typing"),
    ):
        with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
            await forbidden
    for act in (anna.types("x"), anna.presses("Да"), anna.sends_sticker()):
        with pytest.raises(AssertionError, match="has to unblock it"):
            await act
    await anna.starts()
    changes = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]
    assert anna.messages[-1].text == "/start"
    await bot.send_message(anna.id, "y")
    await anna.deletes_account()
    with pytest.raises(TelegramForbiddenError, match="Forbidden: user is deactivated"):
        await bot.send_message(anna.id, "z")
    assert telegram.mistakes == []


async def test_channel(telegram: FakeTelegram, bot: Bot) -> None:
    news = telegram.channel(username="news_of_service")
    await bot.send_message("@news_of_service", "Семинар")
    await bot.send_message(news.id, "Семинар 2")
    assert [message.text for message in news.messages] == ["Семинар", "Семинар 2"]
    await bot.edit_message_text("Семинар перенесён", chat_id=news.id, message_id=1)
    await bot.delete_message(news.id, 2)
    assert [message.text for message in news.messages] == ["Семинар перенесён"]
    member = await bot.get_chat_member("@news_of_service", bot.id)
    assert isinstance(member, types.ChatMemberAdministrator)
    assert member.can_post_messages
    news.may_post = False
    for forbidden in (
        bot.send_message(news.id, "x"),
        bot.edit_message_text("x", chat_id=news.id, message_id=1),
        bot.delete_message(news.id, 1),
    ):
        with pytest.raises(TelegramBadRequest, match="need administrator rights in the channel chat"):
            await forbidden
    news.member = False
    for unknown in (
        bot.send_message(news.id, "x"),
        bot.delete_message(news.id, 1),
        bot.get_chat_member(news.id, bot.id),
    ):
        with pytest.raises(TelegramForbiddenError, match="bot is not a member of the channel chat"):
            await unknown
    assert (await bot.get_chat(news.id)).title == "Новости"


async def test_profile_of_the_bot(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    assert (await bot.get_me()).username == "metodaktiv_bot"
    menu = [BotCommand(command="start", description="Начать")]
    assert await bot.set_my_commands(menu, language_code="ru")
    assert [command.command for command in await bot.get_my_commands(language_code="ru")] == ["start"]
    assert await bot.get_my_commands() == []
    assert await bot.delete_my_commands(language_code="ru")
    assert await bot.set_my_description("Помощник")
    assert (await bot.get_my_description()).description == "Помощник"
    assert await bot.set_my_short_description("Коротко")
    assert await bot.set_chat_menu_button(chat_id=anna.id)
    assert (await bot.get_chat_menu_button(chat_id=anna.id)).type == "default"
    assert (await bot.get_chat(anna.id)).first_name == "Анна"
    assert await bot.send_chat_action(anna.id, "typing")
    assert anna.actions == ["typing"]
    assert await bot.log_out()


# ---------------------------------------------------------------- getUpdates


async def test_unconfirmed_updates_come_again(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    for text in ("a", "b", "c"):
        await anna.types(text)
    first = await bot.get_updates(limit=2)
    assert [update.message and update.message.text for update in first] == ["a", "b"]
    assert first[1].update_id == first[0].update_id + 1
    assert [update.update_id for update in await bot.get_updates()][:2] == [
        update.update_id for update in first
    ]
    rest = await bot.get_updates(offset=first[1].update_id + 1)
    assert [update.message and update.message.text for update in rest] == ["c"]
    assert [update.handed for update in telegram.unconfirmed] == [2]
    lower = await bot.get_updates(offset=first[0].update_id)  # what is confirmed never comes back
    assert lower == rest
    assert await bot.get_updates(offset=rest[0].update_id + 1) == []
    assert telegram.unconfirmed == []


async def test_negative_and_far_offsets(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    for text in ("a", "b", "c"):
        await anna.types(text)
    far = await bot.get_updates(offset=2_000_000_000)
    assert len(far) == 3  # an offset from the future confirms nothing
    [last] = await bot.get_updates(offset=-1)
    assert last.message is not None
    assert last.message.text == "c"
    assert len(telegram.unconfirmed) == 1
    telegram.passes(24 * 3600 + 1)
    assert await bot.get_updates() == []  # Telegram keeps updates for a day


async def test_poll_waits_for_something_to_happen(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await telegram.until(lambda: telegram.calls_of("getUpdates"))
    await anna.types("x")
    [update] = await poll
    assert update.message is not None


async def test_unwanted_kinds_are_never_queued(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    await bot.get_updates(allowed_updates=["message"])
    await anna.blocks()
    await anna.starts()
    assert [update.kind for update in telegram.unconfirmed] == ["message"]
    await bot.get_updates(allowed_updates=[])
    await anna.blocks()
    assert [update.kind for update in telegram.unconfirmed] == ["message", "my_chat_member"]


async def test_second_poll_ends_the_first(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=50))
    await telegram.until(lambda: telegram.calls_of("getUpdates"))
    newer = asyncio.create_task(bot.get_updates(timeout=50))
    with pytest.raises(TelegramConflictError, match="Conflict: terminated by other getUpdates request"):
        await older
    await anna.types("x")
    assert len(await newer) == 1


async def test_poll_whose_client_is_gone_takes_nothing(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await telegram.until(lambda: telegram.calls_of("getUpdates"))
    poll.cancel()
    await telegram.until(lambda: telegram.calls[0].lost)
    await anna.types("x")
    assert [update.handed for update in telegram.unconfirmed] == [0]


# ---------------------------------------------------------------- webhook


class Hook:
    """A bot's own web server, as Telegram sees it."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.answers: list[Callable[[], web.Response]] = []
        self.gates: dict[str, asyncio.Event] = {}
        """Texts whose answer waits."""
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/hook", self._take)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/hook"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def texts(self) -> list[str]:
        return [body["message"]["text"] for body in self.bodies]

    async def _take(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.texts[-1] in self.gates:
            await self.gates[self.texts[-1]].wait()
        return self.answers.pop(0)() if self.answers else web.Response()


async def test_webhook_gets_updates_until_it_takes_them(
    telegram: FakeTelegram, bot: Bot, anna: Phone
) -> None:
    await anna.types("раньше")
    async with Hook() as hook:
        hook.answers = [lambda: web.Response(status=500), lambda: web.Response(status=503)]
        await bot.set_webhook(hook.url, secret_token="s-1", max_connections=5)
        with pytest.raises(
            TelegramConflictError, match="can't use getUpdates method while webhook is active"
        ):
            await bot.get_updates()
        await anna.types("потом")
        await telegram.until(lambda: not telegram.unconfirmed)
        assert hook.texts == ["раньше", "раньше", "раньше", "потом"]
        assert set(hook.secrets) == {"s-1"}
        info = await bot.get_webhook_info()
        assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
        assert (info.url, info.max_connections) == (hook.url, 5)
        await bot.delete_webhook()
    await anna.types("после")
    assert [update.message and update.message.text for update in await bot.get_updates()] == ["после"]


async def test_webhook_posts_again_what_it_did_not_hear_taken(
    telegram: FakeTelegram, bot: Bot, anna: Phone
) -> None:
    async with Hook() as hook:
        await bot.set_webhook(hook.url)
        telegram.webhook_losses = 1
        await anna.types("x")
        await telegram.until(lambda: not telegram.unconfirmed)
        assert len({body["update_id"] for body in hook.bodies}) == 1
        assert hook.texts == ["x", "x"]
        await telegram.down()
        await anna.types("y")
        await telegram.up()
        await telegram.until(lambda: not telegram.unconfirmed)
        assert hook.texts == ["x", "x", "y"]


@pytest.mark.parametrize("form", [False, True])
async def test_call_in_the_webhooks_response(
    telegram: FakeTelegram, bot: Bot, anna: Phone, form: bool
) -> None:
    def answer() -> web.Response:
        if form:  # as aiogram answers
            parts = aiohttp.MultipartWriter("form-data")
            for name, value in {"method": "sendMessage", "chat_id": "7", "text": "Привет"}.items():
                parts.append(value).set_content_disposition("form-data", name=name)
            return web.Response(body=parts)
        return web.json_response({"method": "sendMessage", "chat_id": 7, "text": "Привет"})

    async with Hook() as hook:
        hook.answers = [answer, lambda: web.json_response({"method": "sendMessage", "chat_id": 7})]
        await bot.set_webhook(hook.url)
        await anna.types("x")
        await anna.sees("Привет")
        await anna.types("y")
        await telegram.until(lambda: telegram.mistakes)
        assert [call.in_webhook for call in telegram.calls_of("sendMessage")] == [True, True]
        assert telegram.mistakes[0].description == "Bad Request: message text is empty"


async def test_webhook_keeps_order_within_a_lane_only(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    """Messages of one person wait for each other; a slow one holds up nobody else."""
    boris = telegram.phone(8, first_name="Борис", met=True)
    async with Hook() as hook:
        gate = hook.gates["1"] = asyncio.Event()
        await bot.set_webhook(hook.url)
        await anna.types("1")
        await anna.types("2")
        await boris.types("3")
        await telegram.until(lambda: len(telegram.unconfirmed) == 2)
        assert hook.texts == ["1", "3"]
        gate.set()
        await telegram.until(lambda: not telegram.unconfirmed)
        assert hook.texts == ["1", "3", "2"]


# ---------------------------------------------------------------- failures to order


async def test_ordered_failures_and_what_the_client_makes_of_them(
    telegram: FakeTelegram, bot: Bot, anna: Phone
) -> None:
    telegram.fail("sendMessage", 500)
    telegram.fail("sendMessage", 429, retry_after=7)
    telegram.fail("sendMessage", 502, html=True)
    telegram.fail("sendMessage", 403, "Forbidden: user is deactivated")
    with pytest.raises(TelegramServerError):
        await bot.send_message(anna.id, "x")
    with pytest.raises(TelegramRetryAfter) as slower:
        await bot.send_message(anna.id, "x")
    assert slower.value.retry_after == 7
    with pytest.raises(ClientDecodeError):
        await bot.send_message(anna.id, "x")
    with pytest.raises(TelegramForbiddenError, match="user is deactivated"):
        await bot.send_message(anna.id, "x")
    await bot.send_message(anna.id, "x")
    assert len(anna.messages) == 1
    assert telegram.refusals == []  # ordered failures are no refusals


async def test_failures_for_some_calls_and_for_all(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    boris = telegram.phone(8, met=True)
    order = telegram.fail("*", times=None, when=lambda call: str(call.params.get("chat_id")) == "8")
    await bot.send_message(anna.id, "x")
    for _ in range(3):
        with pytest.raises(TelegramServerError):
            await bot.send_message(boris.id, "x")
    assert len(order.met) == 3
    order.cancel()
    await bot.send_message(boris.id, "x")
    kept = telegram.files.keep("Document", "a.txt", b"a")
    telegram.fail("file", 502, html=True)
    with pytest.raises(aiohttp.ClientResponseError, match="502"):
        await bot.download(kept.file_id)
    telegram.fail("getMe", 500, after_effect=True, times=None)
    telegram.heal()
    await bot.get_me()


@pytest.mark.parametrize("after_effect", [False, True])
async def test_lost_answers(telegram: FakeTelegram, bot: Bot, anna: Phone, after_effect: bool) -> None:
    telegram.cut("sendMessage", after_effect=after_effect)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna.id, "x")
    assert [message.text for message in anna.messages] == (["x"] if after_effect else [])
    [call] = await telegram.called("sendMessage")
    assert (call.lost, call.took_effect, call.status) == (True, after_effect, None)


async def test_lost_answer_to_a_poll_loses_no_update(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    await anna.types("x")
    telegram.cut("getUpdates", after_effect=True)
    with pytest.raises(TelegramNetworkError):
        await bot.get_updates()
    assert len(await bot.get_updates()) == 1


@pytest.mark.parametrize("after_effect", [False, True])
async def test_held_call(telegram: FakeTelegram, bot: Bot, anna: Phone, after_effect: bool) -> None:
    hold = telegram.hold("sendMessage", after_effect=after_effect)
    sending = asyncio.create_task(bot.send_message(anna.id, "x"))
    [call] = await hold.caught()
    assert (call.status is not None, len(anna.messages)) == (after_effect, int(after_effect))
    assert not sending.done()
    hold.release()
    await sending
    assert len(anna.messages) == 1
    await bot.send_message(anna.id, "y")


async def test_platform_goes_down_and_comes_back(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    await bot.get_me()
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await telegram.until(lambda: telegram.calls_of("getUpdates"))
    await telegram.down()
    with pytest.raises(TelegramNetworkError):
        await poll
    await anna.types("x")
    with pytest.raises(TelegramNetworkError):
        await bot.get_updates()
    await telegram.up()
    assert len(await bot.get_updates()) == 1
    await telegram.down(html=True)
    with pytest.raises(ClientDecodeError):
        await bot.get_updates()
    await telegram.up()
    assert len(await bot.get_updates()) == 1


async def test_pace() -> None:
    async with FakeTelegram(pace=True, clock=lambda: 1_000_000.0) as telegram, connected(telegram) as bot:
        anna = telegram.phone(7, met=True)
        for _ in range(3):
            await bot.send_message(anna.id, "x")
        with pytest.raises(TelegramRetryAfter) as slower:
            await bot.send_message(anna.id, "x")
        assert slower.value.retry_after == 1
        telegram.passes(1)
        await bot.send_message(anna.id, "x")
        for number in range(100, 129):
            await bot.send_message(telegram.phone(number, met=True).id, "x")
        with pytest.raises(TelegramRetryAfter):
            await bot.send_message(telegram.phone(200, met=True).id, "x")
        assert telegram.mistakes == []


async def test_quiet_waits_for_the_bot(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    [written] = await anna.types("x")
    with pytest.raises(AssertionError, match="not quiet within"):
        await anna.quiet(idle=0.001, within=0.01)

    async def answering() -> None:
        [update] = await bot.get_updates()
        await bot.get_updates(offset=update.update_id + 1)
        await bot.send_message(anna.id, "y")

    task = asyncio.create_task(answering())
    await anna.quiet(idle=0.05)
    await task
    assert anna.shows("y")
    assert written.message_id == 1


async def test_well_answered_calls_may_be_forgotten() -> None:
    async with FakeTelegram(keep_calls=False) as telegram, connected(telegram) as bot:
        person = telegram.phone(7, met=True)
        await bot.send_message(person.id, "x")
        with pytest.raises(TelegramBadRequest):
            await bot.send_message(person.id, "")
        assert [call.status for call in telegram.calls] == [400]
        assert len(telegram.mistakes) == 1


async def test_default_parse_mode_of_a_client(telegram: FakeTelegram, anna: Phone) -> None:
    async with connected(telegram, parse_mode="HTML") as bot:
        await bot.send_message(anna.id, "<b>x</b>")
        with pytest.raises(TelegramBadRequest, match="stray"):
            await bot.send_message(anna.id, "a & b")
    assert anna.last.text == "x"


async def test_a_whole_bot_on_aiograms_own_dispatcher(telegram: FakeTelegram, bot: Bot, anna: Phone) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def ask(message: types.Message) -> None:
        await message.answer("Как дела?", reply_markup=inline([button("Хорошо")]))

    @dispatcher.callback_query()
    async def thank(query: types.CallbackQuery) -> None:
        await query.answer("Спасибо")

    polling = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False, polling_timeout=50)
    )
    await anna.starts("code-1")
    await anna.sees("Как дела?")
    await anna.presses("Хорошо")
    await anna.sees_popup("Спасибо")
    await anna.quiet()
    assert telegram.mistakes == []
    assert telegram.unanswered_queries() == []
    await dispatcher.stop_polling()
    await polling


def test_every_method_of_the_stand_in_is_one_of_the_bot_api() -> None:
    assert (server.METHODS.keys() | intake.METHODS.keys()) <= known_methods().keys()
