"""Files are made once per delivery; what takes long is written when the snapshot has been let go."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.channels.channel import Delivery
from bot.papers import Papers
from handlers.dialogue.layout import Sheet
from handlers.dialogue.library import Library
from handlers.dialogue.nouns import Document
from services.errors import NotAllowed
from tests.play import Stage


class Snapshots:
    """In the place of a store: it says whether a snapshot is held."""

    held = False

    @asynccontextmanager
    async def reading(self, _territory: str) -> AsyncIterator[None]:
        self.held = True
        yield
        self.held = False


def delivery() -> Delivery:
    return Delivery("1", Sheet(("Готово",), document=Document("slow", "a.txt", {"n": 3})), person_id=7)


async def test_a_long_file_is_written_in_a_thread_after_the_reading():
    library, store, told = Library(), Snapshots(), []

    async def make(_session, person, args):
        assert store.held

        def write() -> bytes:
            told.append((threading.current_thread() is threading.main_thread(), store.held))
            return bytes([person]) * args["n"]

        return write

    library.makers["slow"] = make
    paper = delivery()
    await Papers(store, library).prepare(Stage(), paper)
    assert told == [(False, False)]
    assert paper.attachment is not None
    assert (paper.attachment.name, paper.attachment.content) == ("a.txt", b"\7\7\7")
    await Papers(store, library).prepare(Stage(), paper)
    assert len(told) == 1


async def test_a_file_that_may_no_longer_be_had_is_left_out_and_the_words_are_shown():
    library = Library()

    async def make(_session, _person, _args):
        raise NotAllowed

    library.makers["slow"] = make
    paper = delivery()
    await Papers(Snapshots(), library).prepare(Stage(), paper)
    assert paper.attachment is None
    assert paper.sheet is not None
