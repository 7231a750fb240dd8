"""The methods that write, change and delete messages."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.chats import Chat, Message, Popup
from tests.fakes.telegram.files import StoredFile
from tests.fakes.telegram.formatting import CAPTION_LIMIT, TEXT_LIMIT, Words, check_url, read_words, units
from tests.fakes.telegram.keyboards import Markup, read_markup
from tests.fakes.telegram.phone import QUERY_LIFE
from tests.fakes.telegram.refusals import Refused, bad, ours, unlucky
from tests.fakes.telegram.registry import Methods

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram

Params = Mapping[str, Any]

ANSWER_LIMIT = 200
DELETE_LIFE = 48 * 3600.0
"""Seconds after which a bot can no longer delete what it wrote."""
ALBUM = range(2, 11)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
EFFECTS = {
    "5104841245755180586",
    "5107584321108051014",
    "5104858069142078462",
    "5159385139981059251",
    "5046509860389126442",
    "5046589136895476101",
}
"""The message effects that everybody has."""
ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
NOT_HERE = (
    "direct_messages_topic_id",
    "ephemeral_message_parameters",
    "receiver_user_id",
    "callback_query_id",
)
MEDIA_KINDS = {"photo": "Photo", "document": "Document"}

METHODS = Methods()


# ---- what all sending has in common


def text_of(params: Params) -> Words:
    """Return the checked text of a message."""
    words = read_words(
        params["text"],
        params.get("parse_mode"),
        params.get("entities"),
        limit=TEXT_LIMIT,
        too_long="message is too long",
    )
    if not words.text:
        raise bad("text must be non-empty")
    return words


def caption_of(params: Params) -> Words:
    """Return the checked caption of a file; it may be empty."""
    return read_words(
        params.get("caption") or "",
        params.get("parse_mode"),
        params.get("caption_entities"),
        limit=CAPTION_LIMIT,
        too_long="message caption is too long",
    )


def _checked_chat(telegram: FakeTelegram, params: Params) -> Chat:
    """Return the chat to write into, or refuse what belongs to chats and features that are not here."""
    if params.get("business_connection_id"):
        raise bad("business connection not found")
    chat = telegram.chat(params["chat_id"])
    chat.check_access()
    if params.get("message_thread_id"):
        raise bad("message thread not found")
    if params.get("message_effect_id") not in EFFECTS | {None}:
        raise bad("EFFECT_ID_INVALID")
    if params.get("allow_paid_broadcast"):
        raise bad("FLOODSKIP_NOT_ALLOWED")
    if params.get("suggested_post_parameters") is not None:
        raise bad("suggested posts can be sent only to channel direct messages")
    for name in NOT_HERE:
        if params.get(name) is not None:
            raise ours(f"{name} is nothing for this bot")
    return chat


def _reply(chat: Chat, params: Params) -> int | None:
    reply = params.get("reply_parameters")
    if reply is None:
        reply = {
            "message_id": params.get("reply_to_message_id"),
            "allow_sending_without_reply": params.get("allow_sending_without_reply"),
        }
    elif "message_id" not in reply:
        raise bad('can\'t find field "message_id"')
    wanted = reply["message_id"]
    if wanted is None:
        return None
    if chat.find(wanted) is None:
        if reply.get("allow_sending_without_reply"):
            return None
        raise unlucky("message to be replied not found")
    return int(wanted)


def _preview(params: Params) -> Any:
    options = params.get("link_preview_options")
    if options and options.get("url"):
        try:
            check_url(options["url"], "link preview URL")
        except Refused:
            raise bad("WEBPAGE_URL_INVALID") from None
    return options


def _write(
    telegram: FakeTelegram, chat: Chat, call: Call, words: Words, markup: Markup, **fields: Any
) -> Message:
    telegram.spend(chat)
    message = chat.write(
        from_bot=True,
        text=words.text,
        html=words.html,
        entities=words.entities,
        keyboard=markup.rows,
        raw_markup=markup.raw,
        editable=markup.is_inline,
        silent=bool(call.params.get("disable_notification")),
        **fields,
    )
    chat.show_markup(markup)
    return message


# ---- writing


@METHODS.does("sendMessage")
def send_message(telegram: FakeTelegram, call: Call) -> Any:
    """Write a text."""
    words = text_of(call.params)
    markup = read_markup(call.params.get("reply_markup"))
    chat = _checked_chat(telegram, call.params)
    reply, preview = _reply(chat, call.params), _preview(call.params)
    return _write(telegram, chat, call, words, markup, reply_to=reply, preview=preview).as_json()


@METHODS.does("sendPhoto")
def send_photo(telegram: FakeTelegram, call: Call) -> Any:
    """Send a picture."""
    return _send_file(telegram, call, "photo")


@METHODS.does("sendDocument")
def send_document(telegram: FakeTelegram, call: Call) -> Any:
    """Send a file."""
    return _send_file(telegram, call, "document")


def _send_file(telegram: FakeTelegram, call: Call, name: str) -> Any:
    words = caption_of(call.params)
    markup = read_markup(call.params.get("reply_markup"))
    chat = _checked_chat(telegram, call.params)
    reply = _reply(chat, call.params)
    stored = telegram.files.to_send(MEDIA_KINDS[name], call.params[name], call.uploads)
    fields: dict[str, Any] = {name: stored, "reply_to": reply}
    return _write(telegram, chat, call, words, markup, **fields).as_json()


@METHODS.does("sendMediaGroup")
def send_media_group(telegram: FakeTelegram, call: Call) -> Any:
    """Send an album: nothing of it is sent if one item is wrong."""
    media = call.params["media"]
    if len(media) not in ALBUM:
        raise ours(f"an album has {ALBUM.start}-{ALBUM.stop - 1} items, not {len(media)}")
    if len({item["type"] for item in media}) > 1:
        raise bad("document can't be mixed with other media types")
    chat = _checked_chat(telegram, call.params)
    items = [_media(telegram, item, call) for item in media]
    telegram.spend(chat, len(items))
    album = str(secrets.randbelow(1 << 53))
    reply = _reply(chat, call.params)
    sent = [
        chat.write(
            from_bot=True,
            text=words.text,
            html=words.html,
            entities=words.entities,
            album=album,
            reply_to=reply,
            **{name: stored},
        )
        for name, stored, words in items
    ]
    return [message.as_json() for message in sent]


def _media(telegram: FakeTelegram, item: Params, call: Call) -> tuple[str, StoredFile, Words]:
    kind = MEDIA_KINDS.get(item["type"])
    if kind is None:
        raise ours(f"the stand-in knows photos and documents, not {item['type']}")
    words = caption_of(item)
    return item["type"], telegram.files.to_send(kind, item["media"], call.uploads), words


@METHODS.does("sendChatAction")
def send_chat_action(telegram: FakeTelegram, call: Call) -> Any:
    """Show «typing» and the like."""
    if call.params["action"] not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat = _checked_chat(telegram, call.params)
    chat.show_action(call.params["action"])
    return True


# ---- changing


def _edited(telegram: FakeTelegram, call: Call) -> tuple[Message, Markup]:
    params = call.params
    markup = read_markup(params.get("reply_markup"))
    if not markup.is_inline:
        raise bad("inline keyboard expected")
    if params.get("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    if not params.get("message_id"):
        raise bad("message identifier is not specified")
    if "chat_id" not in params:
        raise bad("chat_id is empty")
    if params.get("business_connection_id"):
        raise bad("business connection not found")
    chat = telegram.chat(params["chat_id"])
    chat.check_access()
    message = chat.of_bot(params["message_id"], "message to edit")
    if not message.from_bot or not message.editable:
        # whoever wrote with a lasting keyboard (or took it away) cannot edit that message any more
        raise bad("message can't be edited")
    return message, markup


def _finish_edit(telegram: FakeTelegram, message: Message, change: Callable[[], None]) -> Any:
    """Apply a change, unless nothing would be different; an edit in vain counts for the pace too."""
    telegram.spend(message.chat)
    before, text = message.look(), message.text
    change()
    if message.look() == before:
        raise unlucky(NOT_MODIFIED)
    message.was.append(text)
    message.chat.changed(message)
    return message.as_json()


@METHODS.does("editMessageText")
def edit_message_text(telegram: FakeTelegram, call: Call) -> Any:
    """Change a text. Without ``reply_markup`` the buttons go, as with every edit."""
    if call.params.get("rich_message") is not None:
        raise ours("the stand-in knows no rich messages")
    if not call.params.get("text"):
        raise bad("message text is empty")
    words = text_of(call.params)
    message, markup = _edited(telegram, call)
    if message.has_media:
        raise bad("there is no text in the message to edit")
    preview = _preview(call.params)

    def change() -> None:
        message.put(words)
        message.put_markup(markup)
        message.preview = preview

    return _finish_edit(telegram, message, change)


@METHODS.does("editMessageCaption")
def edit_message_caption(telegram: FakeTelegram, call: Call) -> Any:
    """Change the words under a file."""
    words = caption_of(call.params)
    message, markup = _edited(telegram, call)
    if not message.has_media:
        raise bad("there is no caption in the message to edit")

    def change() -> None:
        message.put(words)
        message.put_markup(markup)

    return _finish_edit(telegram, message, change)


@METHODS.does("editMessageReplyMarkup")
def edit_message_reply_markup(telegram: FakeTelegram, call: Call) -> Any:
    """Change the buttons only."""
    message, markup = _edited(telegram, call)
    return _finish_edit(telegram, message, lambda: message.put_markup(markup))


@METHODS.does("editMessageMedia")
def edit_message_media(telegram: FakeTelegram, call: Call) -> Any:
    """Put another file with another caption into a message; a text may become a picture."""
    message, markup = _edited(telegram, call)
    name, stored, words = _media(telegram, call.params["media"], call)

    def change() -> None:
        message.photo = stored if name == "photo" else None
        message.document = stored if name == "document" else None
        message.put(words)
        message.put_markup(markup)

    return _finish_edit(telegram, message, change)


@METHODS.does("deleteMessage")
def delete_message(telegram: FakeTelegram, call: Call) -> Any:
    """Delete one message."""
    chat = telegram.chat(call.params["chat_id"])
    if chat.kind == "channel":
        chat.check_access()
    message = chat.of_bot(call.params["message_id"], "message to delete")
    if telegram.now() - message.date > DELETE_LIFE:
        raise unlucky("message can't be deleted for everyone")
    chat.drop(message)
    return True


@METHODS.does("deleteMessages")
def delete_messages(telegram: FakeTelegram, call: Call) -> Any:
    """Delete up to a hundred messages; those that are not there are passed over."""
    wanted = call.params["message_ids"]
    if not 1 <= len(wanted) <= 100:
        raise bad(
            "message identifiers are not specified"
            if not wanted
            else "too many message identifiers specified"
        )
    chat = telegram.chat(call.params["chat_id"])
    for message_id in wanted:
        message = chat.find(message_id)
        if message is not None and telegram.now() - message.date <= DELETE_LIFE:
            chat.drop(message)
    return True


# ---- pressed buttons


@METHODS.does("answerCallbackQuery")
def answer_callback_query(telegram: FakeTelegram, call: Call) -> Any:
    """Answer a pressed button: once, and within a minute."""
    params = call.params
    text = params.get("text") or ""
    if units(text) > ANSWER_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    url = params.get("url")
    if url is not None and not telegram.is_own_link(check_url(url, "URL")):
        raise bad("URL_INVALID")
    if params.get("show_alert") and not text:
        raise ours("an alert without a text")
    press = telegram.queries.get(params["callback_query_id"])
    if press is None or press.answered:
        raise bad(TOO_OLD)
    if telegram.now() - press.moment > QUERY_LIFE:
        raise unlucky(TOO_OLD)
    press.answer = Popup(text, bool(params.get("show_alert")), url)
    press.phone.pop_up(press.answer)
    return True


def is_start_link(url: str, username: str) -> bool:
    """Tell whether a link leads to this bot."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    return bool(re.fullmatch(rf"/{username}/?", parts.path, re.IGNORECASE)) and parts.hostname in {
        "t.me",
        "telegram.me",
    }
