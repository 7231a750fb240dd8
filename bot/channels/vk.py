"""The community of ВКонтакте: callback buttons, screens edited in place on a press.

How its events come is a matter of their own: `vk_poll` or `vk_callback`; what they say, `vk_events`.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from bot.channels import vk_comments
from bot.channels.channel import Attachment, Delivery, Denied, Intake, Posted, PublicReply, SendError
from bot.channels.vk_api import CallError, NoAnswer, VkApi, as_send_error
from bot.channels.vk_callback import Callback, VkCallback
from bot.channels.vk_events import Chat, Press, VkEvents
from bot.channels.vk_poll import PAUSES, VkLongPoll
from bot.channels.vk_shapes import attached, content, keyboard, lasting
from bot.outbox import token as number_of
from handlers.dialogue.layout import Limits, Sheet
from storage import installation
from storage.store import Store

log = structlog.get_logger()
NAME = "vk"
EVENTS = ("message_new", "message_event", "message_allow", "message_deny", *vk_comments.EVENTS)
RIGHTS = frozenset({"manage", "messages", "photos", "docs", "wall"})
LIMITS = Limits(text=4096, buttons=10, columns=3, label=40, payload=200, page=5, rows=6)
LARGEST_FILE = 20 * 1024 * 1024
CANNOT_EDIT = frozenset({100, 15, 909, 910, 920})


class VkChannel:
    """One community. Messages of group chats are not for it; private ones are all answered."""

    name = NAME
    limits = LIMITS

    def __init__(
        self,
        api: VkApi,
        store: Store,
        *,
        territory: str,
        masked: bool,
        greeting_only: bool = False,
        wall: VkApi | None = None,
        callback: Callback | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Reads the community by long poll; with `callback`, VK posts what happens instead.

        `wall` calls with the token of a person, which alone may write in discussions.
        """
        self.api = api
        self._wall = wall
        self.source = f"{NAME}:{api.group_id}"
        self.territory = territory
        self.masked = masked
        self.greeting_only = greeting_only
        self.screen_name = f"club{api.group_id}"
        self._store = store
        self._epoch = ""
        self.events = VkEvents(
            api, masked=masked, public=not greeting_only, discussions=wall is not None, clock=clock
        )
        self.receiver: VkLongPoll | VkCallback
        if callback is None:
            self.receiver = VkLongPoll(api, store, self.events, source=self.source, clock=clock)
        else:
            self.receiver = VkCallback(api, self.events, callback, together=store.in_place)

    # --- receiving -------------------------------------------------------------------------

    async def start(self) -> None:
        """Asks VK for nothing: one that is silent would hold up the other channels. Raises CannotStart."""
        self._epoch = await self._store.step("", lambda unit: installation.epoch(unit.connection))
        await self.receiver.open()

    async def listen(self, intake: Intake) -> None:
        """Takes in what comes, until stopped; what is not committed VK tells again."""
        naming = asyncio.create_task(self._learn_name())
        try:
            await self.receiver.listen(intake)
        finally:
            naming.cancel()
            await asyncio.wait([naming])

    async def _learn_name(self) -> None:
        """Asks for the community's name until it is known; links lead to its number till then."""
        tries = 0
        while True:
            try:
                found = await self.api.call("groups.getById", {"group_id": self.api.group_id})
                self.screen_name = found["groups"][0]["screen_name"] or self.screen_name
            except Exception as error:  # noqa: BLE001 - a name is not worth the end of the program
                log.warning("vk-name-unknown", error=type(error).__name__)
            else:
                return
            await asyncio.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
            tries += 1

    async def stop(self) -> None:
        """Takes nothing more in; a batch under way is finished by `listen`."""
        await self.receiver.stop()

    async def close(self) -> None:
        """Lets the connections go."""
        await self.events.close()
        await self.api.close()

    # --- sending ---------------------------------------------------------------------------

    async def show(self, delivery: Delivery) -> None:
        """Edits the pressed message where it is the newest, otherwise sends."""
        presses = [handle for handle in delivery.handles if isinstance(handle, Press)]
        delivery.handles = [handle for handle in delivery.handles if not isinstance(handle, Press)]
        if delivery.sheet is None:
            return
        chat = self.events.chat(delivery.address)
        pressed = presses[-1].message if presses else 0
        chat.last = max(chat.last, pressed)
        try:
            if not await self._edit(delivery, delivery.sheet, chat, pressed):
                key = f"{delivery.person_id}/{delivery.address}/{delivery.screen_no}"
                await self._send(delivery, chat, lambda part: number_of(self._epoch, key, part))
        except Exception as error:
            raise _said(error) from error
        chat.screen_no = delivery.screen_no or chat.screen_no

    async def notify(self, delivery: Delivery, *, token: str) -> None:
        """Sends a notice; VK drops a repeat by its number."""
        try:
            chat = self.events.chat(delivery.address)
            await self._send(delivery, chat, lambda part: number_of("", token, part), mailing=True)
        except Exception as error:
            raise _said(error) from error

    async def _edit(self, delivery: Delivery, sheet: Sheet, chat: Chat, pressed: int) -> bool:
        whole = len(sheet.parts) == 1 and not delivery.attachment and not sheet.lasting
        if not (pressed and pressed == chat.last and pressed != chat.attached and whole):
            return False
        params = {
            "peer_id": int(delivery.address),
            "cmid": pressed,
            **content(sheet.parts[0], sheet.rows, presses=chat.presses),
        }
        params.setdefault("keyboard", keyboard((), presses=True))
        try:
            await self.api.share("messages.edit", params)
        except CallError as error:
            if error.code in CANNOT_EDIT:
                log.info("vk-not-edited", code=error.code)
                return False
            raise
        chat.screen_message = pressed
        return True

    async def _send(
        self, delivery: Delivery, chat: Chat, number: Callable[[int], int], *, mailing: bool = False
    ) -> None:
        sheet = delivery.sheet
        assert sheet is not None
        contents = [content(part, ()) for part in sheet.parts[:-1]]
        contents.append(content(sheet.parts[-1], sheet.rows, presses=chat.presses))
        if sheet.lasting:
            contents.insert(0, {"message": sheet.lasting_text, "keyboard": lasting(sheet)})
        if delivery.attachment is not None:
            contents[-1]["attachment"] = await self._upload(delivery.address, delivery.attachment)
        for part, one in enumerate(contents):
            sent = await self.api.share(
                "messages.send",
                {"peer_ids": delivery.address, "random_id": number(part), "dont_parse_links": 1, **one},
                mailing=mailing,
            )
            if sent[0].get("error"):
                told = sent[0]["error"]
                raise CallError("messages.send", told["code"], told.get("description", ""))
            chat.last = chat.screen_message = sent[0]["conversation_message_id"]
        if delivery.attachment is not None:
            chat.attached = chat.last

    async def _upload(self, address: str, attachment: Attachment) -> str:
        """Gives the picture or file to VK and returns the name by which a message bears it."""
        if attachment.picture:
            server = await self.api.call("photos.getMessagesUploadServer", {"peer_id": int(address)})
            sent = await self.api.upload(server["upload_url"], "photo", attachment.name, attachment.content)
            [saved] = await self.api.call("photos.saveMessagesPhoto", sent)
            return attached("photo", saved)
        params = {"peer_id": int(address), "type": "doc"}
        server = await self.api.call("docs.getMessagesUploadServer", params)
        sent = await self.api.upload(server["upload_url"], "file", attachment.name, attachment.content)
        saved = await self.api.call("docs.save", {"file": sent["file"], "title": attachment.name})
        return attached("doc", saved["doc"])

    async def reply(self, reply: PublicReply, *, token: str) -> Posted:
        """Answers under a post or in a discussion as the community; VK drops a repeat by its token."""
        group = self.api.group_id
        method, params = vk_comments.call_of(reply, group, token)
        api = self._wall if reply.kind == vk_comments.DISCUSSION else self.api
        if api is None:
            raise Denied("no token for discussions")
        try:
            return vk_comments.posted(reply, group, await api.call(method, params))
        except Exception as error:
            raise vk_comments.as_reply_error(error) from error

    async def fetch(self, token: str) -> bytes:
        """The content of a file that somebody sent here. Raises SendError."""
        try:
            return await self.api.download(token, LARGEST_FILE)
        except Exception as error:
            raise as_send_error(error) from error

    def link(self, code: str) -> str | None:
        """The address that opens a chat with the community and brings a code along."""
        return f"https://vk.me/{self.screen_name}?ref={code}"


def _said(error: Exception) -> SendError:
    """What the error means for whoever sends; what VK said goes to the log."""
    if isinstance(error, CallError):
        log.warning("vk-refused", method=error.method, code=error.code)
    elif isinstance(error, NoAnswer):
        log.warning("vk-no-answer", why=str(error))
    return as_send_error(error)
