"""A strict stand-in for the API of ВКонтакте and one community's Bots Long Poll, on a free port.

A real client speaks real HTTP to a server that refuses what VK refuses, with VK's codes and
words, keeps what VK keeps (conversations, messages, pressed buttons, the history of events) and
fails to order.

It is stricter than VK where leniency hides a mistake. VK passes over an unknown parameter, takes
``random_id=0`` for «send it as often as you like», and a token in the address; the stand-in
refuses each of them, and its words then say that they are the stand-in's own. Where nobody
outside knows VK's rule (the length of a label, the bytes of a payload), it keeps the safe one.

    async with FakeVk() as vk:
        anna = vk.phone(7, first_name="Анна")
        ...  # start the bot with vk.url, vk.token and vk.group_id
        await anna.starts()
        await anna.sees("Здравствуйте")
        await anna.presses("Согласна")
        assert vk.mistakes == []
"""

from tests.fakes.telegram.orders import Hold
from tests.fakes.vk.calls import Call
from tests.fakes.vk.conversations import Message, Snackbar
from tests.fakes.vk.keyboards import Button
from tests.fakes.vk.orders import Order
from tests.fakes.vk.phone import Phone, Press
from tests.fakes.vk.refusals import Refused
from tests.fakes.vk.server import FakeVk

__all__ = ["Button", "Call", "FakeVk", "Hold", "Message", "Order", "Phone", "Press", "Refused", "Snackbar"]
