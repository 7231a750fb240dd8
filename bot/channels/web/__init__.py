"""The browser chat: the same conversation as in the messengers, served by the program itself."""

from bot.channels.web.channel import WebChannel
from bot.channels.web.demo import DemoPerson

__all__ = ["DemoPerson", "WebChannel"]
