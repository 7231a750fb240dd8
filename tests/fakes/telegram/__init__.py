"""A strict stand-in for the Telegram Bot API, on a free port of this machine.

Why it exists: the helpers that come with bot libraries replace the client inside the
process and check nothing, so a screen that Telegram refuses would pass every test. Here a
real client speaks real HTTP to a server that refuses what Telegram refuses, with
Telegram's words, keeps what Telegram keeps (chats, messages, unconfirmed updates, callback
queries) and fails to order.

It is stricter than Telegram where leniency hides a mistake. Telegram silently ignores an
unknown parameter or field, an entity it does not know, a stray ``>``, an invalid link, a
second action of a button; the stand-in refuses each of them with 400, and its description
then says that these words are the stand-in's own.

    async with FakeTelegram() as telegram:
        anna = telegram.phone(7, first_name="Анна")
        ...  # start the bot with telegram.url and telegram.token
        await anna.starts()
        await anna.sees("Здравствуйте")
        await anna.presses("Согласна")
        assert telegram.mistakes == []
"""

from tests.fakes.telegram.calls import Call, Upload
from tests.fakes.telegram.chats import Channel, Chat, Message, Popup
from tests.fakes.telegram.files import StoredFile
from tests.fakes.telegram.keyboards import Button
from tests.fakes.telegram.orders import Hold, Order
from tests.fakes.telegram.phone import Phone, Press
from tests.fakes.telegram.refusals import Refused
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.updates import Update

__all__ = [
    "Button",
    "Call",
    "Channel",
    "Chat",
    "FakeTelegram",
    "Hold",
    "Message",
    "Order",
    "Phone",
    "Popup",
    "Press",
    "Refused",
    "StoredFile",
    "Update",
    "Upload",
]
