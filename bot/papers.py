"""Pictures and files: made after the commit, off the event loop, once per delivery."""

import asyncio

import structlog

from bot.channels.channel import Attachment, Channel, Delivery
from handlers.dialogue.library import Library
from services.errors import DomainError
from storage.store import Store

log = structlog.get_logger()


class Papers:
    """Makes what a sheet only names. The libraries that draw are imported when first needed."""

    def __init__(self, store: Store, library: Library) -> None:
        self._store = store
        self._library = library

    async def prepare(self, channel: Channel, delivery: Delivery) -> None:
        """Fills in the delivery's attachment, if its sheet has a picture or a file."""
        sheet = delivery.sheet
        if sheet is None or delivery.attachment is not None:
            return
        if sheet.picture is not None:
            draw = self._library.drawers[sheet.picture.drawer]
            content = await asyncio.to_thread(draw, sheet.picture.args)
            delivery.attachment = Attachment(f"{sheet.picture.drawer}.png", content, picture=True)
        elif sheet.document is not None:
            make = self._library.makers[sheet.document.maker]
            try:
                async with self._store.reading(channel.territory) as session:
                    made = await make(session, delivery.person_id, sheet.document.args)
            except DomainError as error:  # an old screen is shown again, and its file is no longer his
                log.info("file-refused", maker=sheet.document.maker, reason=error.key)
                return
            content = made if isinstance(made, bytes) else await asyncio.to_thread(made)
            delivery.attachment = Attachment(sheet.document.name, content, picture=False)
