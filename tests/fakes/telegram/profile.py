"""The methods about the bot itself, its files and its chats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.chats import Channel
from tests.fakes.telegram.formatting import check_url, units
from tests.fakes.telegram.refusals import Refused, bad, ours
from tests.fakes.telegram.registry import Methods

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram

COMMANDS_LIMIT = 100
COMMAND_LIMIT = 32
COMMAND_WORDS_LIMIT = 256
DESCRIPTION_LIMIT = 512
SHORT_LIMIT = 120
NAME_LIMIT = 64
RIGHTS_IN_CHANNEL = ("can_post_messages", "can_edit_messages", "can_delete_messages")
OTHER_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")

METHODS = Methods()

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")


@METHODS.does("getMe")
def get_me(telegram: FakeTelegram, call: Call) -> Any:
    """Say who the bot is."""
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return telegram.bot | abilities


@METHODS.does("getChat")
def get_chat(telegram: FakeTelegram, call: Call) -> Any:
    """Describe a chat."""
    chat = telegram.chat(call.params["chat_id"])
    if not isinstance(chat, Channel):
        chat.check_access()
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
        False,
    )
    return chat.as_json() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


@METHODS.does("getChatMember")
def get_chat_member(telegram: FakeTelegram, call: Call) -> Any:
    """Tell what the bot may do in a channel."""
    chat = telegram.chat(call.params["chat_id"])
    if not isinstance(chat, Channel):
        raise bad("there are no members in the private chat")
    if not chat.member:
        raise Refused("Forbidden: bot is not a member of the channel chat", 403)
    if call.params["user_id"] != telegram.bot["id"]:
        raise ours("the stand-in knows of no other member")
    member = {"user": telegram.bot, "status": "administrator"}
    return member | dict.fromkeys(OTHER_RIGHTS, False) | dict.fromkeys(RIGHTS_IN_CHANNEL, chat.may_post)


@METHODS.does("getFile")
def get_file(telegram: FakeTelegram, call: Call) -> Any:
    """Tell where a file can be fetched."""
    return telegram.files.to_download(call.params["file_id"]).as_file()


@METHODS.does("setMyCommands")
def set_my_commands(telegram: FakeTelegram, call: Call) -> Any:
    """Set the menu of commands."""
    commands = call.params["commands"]
    if len(commands) > COMMANDS_LIMIT:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        _check_command(command["command"], command["description"].strip())
    names = [command["command"] for command in commands]
    if len(set(names)) < len(names):
        raise ours("a command stands in the list twice")
    telegram.commands[_scope(call.params)] = commands
    return True


@METHODS.does("getMyCommands")
def get_my_commands(telegram: FakeTelegram, call: Call) -> Any:
    """Return the menu of commands of exactly this scope and language."""
    return telegram.commands.get(_scope(call.params), [])


@METHODS.does("deleteMyCommands")
def delete_my_commands(telegram: FakeTelegram, call: Call) -> Any:
    """Take the menu of commands away."""
    telegram.commands.pop(_scope(call.params), None)
    return True


def _check_command(name: str, words: str) -> None:
    if not name:
        raise bad("command must be non-empty")
    if len(name) > COMMAND_LIMIT:
        raise bad(f"command length must not exceed {COMMAND_LIMIT}")
    if not words:
        raise bad("command description must be non-empty")
    if units(words) > COMMAND_WORDS_LIMIT:
        raise bad(f"command description length must not exceed {COMMAND_WORDS_LIMIT}")
    if not _COMMAND.fullmatch(name):
        raise bad("BOT_COMMAND_INVALID")


def _scope(params: Mapping[str, Any]) -> tuple[str, str]:
    scope = params.get("scope") or {"type": "default"}
    return ":".join(str(value) for _, value in sorted(scope.items())), _language(params)


def _language(params: Mapping[str, Any]) -> str:
    language = str(params.get("language_code") or "")
    if language and not _LANGUAGE.fullmatch(language):
        raise bad("LANG_CODE_INVALID")
    return language


def _set_words(telegram: FakeTelegram, params: Mapping[str, Any], name: str, limit: int) -> bool:
    words = params.get(name) or ""
    if units(words) > limit:
        raise ours(f"{name} is longer than {limit}")
    telegram.about[(name, _language(params))] = words
    return True


def _get_words(telegram: FakeTelegram, params: Mapping[str, Any], name: str) -> dict[str, str]:
    return {name: telegram.about.get((name, _language(params)), "")}


@METHODS.does("setMyDescription")
def set_my_description(telegram: FakeTelegram, call: Call) -> Any:
    """Set what an empty chat shows."""
    return _set_words(telegram, call.params, "description", DESCRIPTION_LIMIT)


@METHODS.does("getMyDescription")
def get_my_description(telegram: FakeTelegram, call: Call) -> Any:
    """Return what an empty chat shows."""
    return _get_words(telegram, call.params, "description")


@METHODS.does("setMyShortDescription")
def set_my_short_description(telegram: FakeTelegram, call: Call) -> Any:
    """Set what the bot's profile shows."""
    return _set_words(telegram, call.params, "short_description", SHORT_LIMIT)


@METHODS.does("getMyShortDescription")
def get_my_short_description(telegram: FakeTelegram, call: Call) -> Any:
    """Return what the bot's profile shows."""
    return _get_words(telegram, call.params, "short_description")


@METHODS.does("setMyName")
def set_my_name(telegram: FakeTelegram, call: Call) -> Any:
    """Set the bot's name."""
    return _set_words(telegram, call.params, "name", NAME_LIMIT)


@METHODS.does("getMyName")
def get_my_name(telegram: FakeTelegram, call: Call) -> Any:
    """Return the bot's name."""
    return {"name": telegram.about.get(("name", _language(call.params)), telegram.bot["first_name"])}


@METHODS.does("setChatMenuButton")
def set_chat_menu_button(telegram: FakeTelegram, call: Call) -> Any:
    """Set the button beside the field where people write."""
    chat_id = call.params.get("chat_id")
    if chat_id is not None:
        telegram.chat(chat_id)
    button = call.params.get("menu_button") or {"type": "default"}
    if button["type"] == "web_app":
        if not button.get("text"):
            raise bad("menu button text must be non-empty")
        if not button.get("web_app"):
            raise bad("can't parse menu button: Can't find field \"web_app\"")
        check_url(button["web_app"]["url"], "menu button Web App URL", https_only=True)
    telegram.menu_buttons[chat_id] = button
    return True


@METHODS.does("getChatMenuButton")
def get_chat_menu_button(telegram: FakeTelegram, call: Call) -> Any:
    """Return the button beside the field where people write."""
    common = telegram.menu_buttons.get(None, {"type": "default"})
    return telegram.menu_buttons.get(call.params.get("chat_id"), common)


@METHODS.does("close")
def close(telegram: FakeTelegram, call: Call) -> Any:
    """Pretend to close the bot's instance, as before a move to another server."""
    return True


@METHODS.does("logOut")
def log_out(telegram: FakeTelegram, call: Call) -> Any:
    """Pretend to leave the cloud server."""
    return True
