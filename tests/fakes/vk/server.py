"""The platform as a test holds it: people, calls, failures to order."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any, Self

from tests.fakes.telegram.calls import Changes, T
from tests.fakes.telegram.orders import Hold, page
from tests.fakes.vk import callback, comments, community, messages, wall
from tests.fakes.vk.callback import Callbacks
from tests.fakes.vk.calls import LONG_POLL, Call
from tests.fakes.vk.comments import Comments
from tests.fakes.vk.community import RIGHTS, check_right
from tests.fakes.vk.events import Event, History
from tests.fakes.vk.files import Files
from tests.fakes.vk.front import Front
from tests.fakes.vk.orders import Order, Orders, Pace, When
from tests.fakes.vk.parameters import as_form, read_params
from tests.fakes.vk.phone import Phone, Press
from tests.fakes.vk.refusals import Refused, ours, wrong
from tests.fakes.vk.script import read_code
from tests.fakes.vk.wall import Wall

TOKEN = "vk1.a.the-token-of-the-stand-in-000"
WALL_TOKEN = "vk1.a.the-token-of-its-editor-00000"
GROUP = 224_000_111
CHATS_FROM = 2_000_000_000
TOLD = (
    "message_new",
    "message_event",
    "message_allow",
    "message_deny",
    "wall_reply_new",
    "board_post_new",
    "wall_post_new",
)
"""What a community tells that was set up as the bot needs it."""
NEW_SHAPE = (5, 103)
"""From this version on an event about a new message tells of the client too."""

METHODS = messages.METHODS | community.METHODS | wall.METHODS | comments.METHODS | callback.METHODS


class FakeVk:
    """One community's VK.

    ``pace`` makes it refuse a bot that is too fast. ``keep_calls=False`` forgets the calls that were
    answered well, for long load tests. ``clock`` gives the seconds since 1970 and never goes back.
    """

    def __init__(
        self,
        *,
        group_id: int = GROUP,
        token: str = TOKEN,
        wall_token: str = WALL_TOKEN,
        screen_name: str = "metodaktiv",
        name: str = "Метод-актив",
        pace: bool = True,
        keep_calls: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._clock = clock
        self._ahead = 0.0
        self.group_id = group_id
        self.token = token
        self.screen_name = screen_name
        self.name = name
        self.calls: list[Call] = []
        """Every call, oldest first: polls, uploads, downloads and what an ``execute`` carried included."""
        self.mistakes: list[Call] = []
        """The calls that were wrongly built: a good bot leaves this list empty."""
        self.refusals: list[Call] = []
        """Every call that was refused without an order of the test, the mistakes among them."""
        self.repeats: list[Call] = []
        """The sendings that brought a ``random_id`` anew and so showed nothing new."""
        self.rights = {*RIGHTS}
        """What the token permits."""
        self.wall_token = wall_token
        """The token of a person who runs the community: the wall takes posts from such a one alone."""
        self.wall_rights = {"wall", "groups"}
        """What that token permits."""
        self.editor = True
        """Whether that person is an editor of the community."""
        self.wall = Wall(group_id)
        self.comments = Comments(-group_id)
        self.told = {*TOLD}
        """The kinds of events that are told."""
        self.long_poll: dict[str, Any] = {"enabled": True, "api_version": "5.199"}
        self.bot_features = True
        """The community's setting without which there are no keyboards (912)."""
        self.confirmation = secrets.token_hex(4)
        """What a server of the Callback API has to answer."""
        self.presses: dict[str, Press] = {}
        self.changes = Changes()
        self.history = History(group_id, self.changes)
        self.callbacks = Callbacks(self)
        self.files = Files(group_id)
        self.orders = Orders()
        self._phones: dict[int, Phone] = {}
        self._message_ids = itertools.count(1)
        self._keep_calls = keep_calls
        self._pace = Pace(self.now) if pace else None
        self._wall_pace = Pace(self.now, calls=3) if pace else None
        self._front = Front(self)

    # ---- running

    async def start(self) -> Self:
        """Listen on a free port of this machine."""
        await self._front.start()
        self.files.base = self.url
        return self

    async def stop(self) -> None:
        """Stop; held calls and waiting polls are dropped."""
        self.orders.heal()
        await self.callbacks.stop()
        await self._front.stop()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """The address in place of ``https://api.vk.ru`` (VK_API_URL)."""
        return f"http://127.0.0.1:{self._front.port}"

    @property
    def link(self) -> str:
        """The address of the conversation for people."""
        return f"https://vk.me/{self.screen_name}"

    @property
    def names(self) -> set[str]:
        """All names by which the community may be called."""
        number = str(self.group_id)
        return {number, f"club{number}", f"public{number}", self.screen_name}

    def now(self) -> float:
        """Return the platform's clock, seconds since 1970."""
        return self._clock() + self._ahead

    def passes(self, seconds: float) -> None:
        """Put the platform's clock forward: presses and messages grow old, the pace recovers."""
        self._ahead += seconds

    # ---- people and the community

    def phone(
        self,
        user_id: int,
        first_name: str = "Анна",
        last_name: str = "Иванова",
        *,
        lang_id: int = 0,
        callbacks: bool = True,
        met: bool = False,
    ) -> Phone:
        """Return the phone of a person, always the same one for the same id.

        A community reaches only those who have written to it or allowed it to; ``met`` says that this
        happened before. ``callbacks=False`` is an old client, which knows no callback buttons.
        """
        known = self._phones.get(user_id)
        if known is None:
            known = Phone(self, user_id, first_name, last_name, lang_id=lang_id, callbacks=callbacks, met=met)
            self._phones[user_id] = known
        return known

    @property
    def phones(self) -> list[Phone]:
        """Everybody, in the order in which they came."""
        return list(self._phones.values())

    def person(self, peer_id: int) -> Phone:
        """Return the person that a call names, or refuse the call."""
        phone = self._phones.get(peer_id)
        if phone is None and not 0 < peer_id < CHATS_FROM:
            raise ours("the stand-in has private conversations only")
        if phone is None:
            raise wrong("", 901)
        return phone

    def as_group(self) -> dict[str, Any]:
        """Return the community as VK shows it."""
        picture = "https://vk.ru/images/community_200.png"
        return {
            "id": self.group_id,
            "name": self.name,
            "screen_name": self.screen_name,
            "is_closed": 0,
            "type": "group",
            "photo_50": picture,
            "photo_100": picture,
            "photo_200": picture,
        }

    def check_group(self, params: Mapping[str, Any]) -> None:
        """Refuse a call about another community than the token's."""
        if params.get("group_id", self.group_id) != self.group_id:
            raise wrong("group_id is not the token's", 15)

    @property
    def tells_old_shape(self) -> bool:
        """Whether the chosen version of events is older than their present shape."""
        return tuple(map(int, self.long_poll["api_version"].split("."))) < NEW_SHAPE

    def deliver(self, kind: str, about: dict[str, Any]) -> None:
        """Tell the bot that something happened, if it wants to be told such things.

        People's phones do this by themselves; a test does it for kinds that no phone knows
        (``vk.told.add(kind)`` first).
        """
        if self.long_poll["enabled"] and kind in self.told:
            self.history.put(kind, about, self.long_poll["api_version"])
        self.callbacks.put(kind, about)
        self.changes.tell()

    def opens_discussion(self, title: str) -> int:
        """Open a discussion in the community and return its number."""
        topic = len(self.comments.topics) + 1
        self.comments.topics[topic] = title
        return topic

    def asked(self, press: Press, about: dict[str, Any]) -> None:
        """Tell the bot that a button was pressed."""
        self.presses[press.event_id] = press
        self.deliver("message_event", about)

    def next_message_id(self) -> int:
        """Return the id of a new message, counted over all conversations."""
        return next(self._message_ids)

    def changes_confirmation(self) -> None:
        """Let the settings ask servers for another string, as VK does whenever one is edited."""
        self.confirmation = secrets.token_hex(4)

    # ---- what a test asks

    @property
    def events(self) -> list[Event]:
        """What has happened and is kept, oldest first."""
        return self.history.events

    def unanswered_presses(self) -> list[Press]:
        """Return the presses that the bot never answered."""
        return [press for press in self.presses.values() if not press.answered]

    def calls_of(self, method: str, **params: Any) -> list[Call]:
        """Return the calls of a method that have these parameters, inside an ``execute`` too."""
        return [
            call
            for call in self.calls
            if call.method.lower() == method.lower()
            and all(call.params.get(name) == value for name, value in params.items())
        ]

    @property
    def requests(self) -> list[Call]:
        """The calls that the pace counts: an ``execute`` once, with all that it carries."""
        return [call for call in self.calls if call.is_of_a_method and call.within is None]

    async def until(self, look: Callable[[], T | None], within: float = 10.0) -> T:
        """Wait until ``look`` returns something true, and return it; it looks after every event."""
        found = await self.changes.until(look, within)
        if not found:
            raise AssertionError("\n".join([f"did not happen within {within} s", *self.state()]))
        return found

    async def called(self, method: str, times: int = 1, within: float = 10.0, **params: Any) -> list[Call]:
        """Wait until a method has been called and answered so often with these parameters."""

        def look() -> list[Call] | None:
            calls = [call for call in self.calls_of(method, **params) if call.status is not None or call.lost]
            return calls if len(calls) >= times else None

        return await self.until(look, within)

    async def listened(self, within: float = 10.0) -> None:
        """Wait until a poll waits for events: what happens before the first one is told to nobody."""
        await self.until(lambda: self.history.waiting > 0, within)

    async def quiet(self, idle: float = 0.05, within: float = 10.0) -> None:
        """Wait until all events are told, all calls answered, and nothing happened for ``idle`` s."""
        try:
            async with asyncio.timeout(within):
                while True:
                    if self._front.busy or self.history.untold or self.callbacks.pending:
                        await self.changes.next()
                        continue
                    try:
                        await asyncio.wait_for(self.changes.next(), idle)
                    except TimeoutError:
                        return
        except TimeoutError:
            raise AssertionError("\n".join([f"not quiet within {within} s", *self.state()])) from None

    def state(self) -> list[str]:
        """Return what a failed test wants to know about the platform, line by line."""
        last = [call for call in self.calls[-40:] if call.method != LONG_POLL][-5:]
        return [
            f"  untold events: {len(self.history.untold)}, calls under way: {self._front.busy}",
            f"  events posted and not taken: {self.callbacks.pending}",
            *(f"  call: {call}" for call in last),
        ]

    # ---- failures to order

    def fail(
        self,
        method: str,
        code: int = 10,
        more: str = "",
        times: int | None = 1,
        *,
        peer: int | None = None,
        after_effect: bool = False,
        when: When | None = None,
        **fields: Any,
    ) -> Order:
        """Answer the next calls of a method («*» for all) with VK's error of this code.

        Inside an ``execute`` it meets that part alone. ``peer`` chooses the calls about one person,
        ``when`` any others; ``after_effect`` lets the call work first; ``times=None`` goes on until
        the returned order is cancelled; ``fields`` stand beside code and words.
        """
        refusal = Refused(code, more, **fields)
        return self._order(method, times, peer, when, after_effect=after_effect, refusal=refusal)

    def breaks(
        self,
        method: str,
        status: int = 502,
        times: int | None = 1,
        *,
        peer: int | None = None,
        after_effect: bool = False,
        when: When | None = None,
    ) -> Order:
        """Answer the next requests with a page, as a proxy does; status 200 gives one with no JSON."""
        text = page(status, "Bad Gateway" if status != 200 else "Welcome")
        return self._order(method, times, peer, when, after_effect=after_effect, status=status, page=text)

    def cut(
        self,
        method: str,
        times: int | None = 1,
        *,
        peer: int | None = None,
        after_effect: bool = False,
        when: When | None = None,
    ) -> Order:
        """Drop the connection of the next requests without an answer, before or after they take effect."""
        return self._order(method, times, peer, when, after_effect=after_effect, cuts=True)

    def delay(self, method: str, seconds: float, times: int | None = 1, *, peer: int | None = None) -> Order:
        """Let the next requests wait so long before they are carried out."""
        return self._order(method, times, peer, None, slow=seconds)

    def hold(self, method: str, *, after_effect: bool = True, peer: int | None = None) -> Hold:
        """Hold the answers of a method back (or, before their effect, the calls) until ``release()``."""
        return self.orders.add_hold(Hold(method.lower(), _about(peer, None), after_effect=after_effect))

    def fail_poll(self, *codes: int) -> None:
        """Let the next polls, waiting ones too, hear ``failed`` with these codes."""
        self.history.fail(*codes)

    def forget_history(self) -> None:
        """Lose the events so far: a poll from before now hears ``failed`` 1; conversations stay."""
        self.history.forget()

    def expire_key(self) -> None:
        """Let the key of the long poll grow old: ``failed`` 2."""
        self.history.expire_key()

    def lose_everything(self) -> None:
        """Let the long poll lose events, key and count: ``failed`` 3."""
        self.history.lose_all()

    def duplicate(self, kind: str = "message_new", copies: int = 2) -> None:
        """Tell the next event of a kind several times."""
        if self.long_poll["enabled"]:
            self.history.copy(kind, copies)
        else:
            self.callbacks.copy(kind, copies)

    def disorder(self, times: int = 1) -> None:
        """Tell the events of the next polls that bring several in the wrong order."""
        if self.long_poll["enabled"]:
            self.history.disorder(times)
        else:
            self.callbacks.disorder(times)

    def heal(self) -> None:
        """Cancel all ordered failures and release all holds."""
        self.orders.heal()

    async def down(self, *, html: bool = False) -> None:
        """Let the platform go down: it refuses connections, or answers 502 with a page.

        People go on writing: VK keeps that for when it is ``up()`` again.
        """
        await self._front.down(html=html)

    async def up(self) -> None:
        """Let the platform come back on the same address; it has kept everything."""
        await self._front.up()

    def _order(
        self, method: str, times: int | None, peer: int | None, when: When | None, **how: Any
    ) -> Order:
        return self.orders.add(Order(method.lower(), times=times, when=_about(peer, when), **how))

    # ---- answering

    def unpack(self, call: Call) -> None:
        """Read which calls an ``execute`` carries, or refuse its code."""
        code = read_params("execute", call.params)["code"]
        by = call.with_wall_token
        call.inner = [
            Call(method, params, call.moment, within=call, with_wall_token=by)
            for method, params in read_code(code)
        ]

    def carry_out(self, call: Call) -> dict[str, Any]:
        """Check a call, do what it asks for and return the whole answer."""
        pace = self._wall_pace if call.with_wall_token else self._pace
        if pace is not None:
            pace.spend()
        if call.method != "execute":
            return {"response": self._do(call, call.params)}
        results = [self._do_inside(inner) for inner in call.inner]
        errors = [inner.answer["error"] for inner in call.inner if not inner.ok]
        return {"response": results} | ({"execute_errors": errors} if errors else {})

    def refuse(self, call: Call, refusal: Refused) -> None:
        """Write down that a call was refused."""
        if call.within is None:
            call.answer = refusal.body(call.method, call.params)
        self.refusals.append(call)
        if refusal.mistake:
            self.blame(call)

    def blame(self, call: Call) -> None:
        """Write down that a call was wrongly built."""
        call.mistake = True
        self.mistakes.append(call)

    def note(self, call: Call) -> None:
        """Write down a call that begins, and all that it carries."""
        self.calls.extend(call.whole)
        self.changes.tell()

    def ended(self, call: Call) -> None:
        """Write down that a call is over."""
        if not self._keep_calls:
            over = {id(one) for one in call.whole if one.ok}
            self.calls = [known for known in self.calls if id(known) not in over]
        self.changes.tell()

    def _do(self, call: Call, form: Mapping[str, str]) -> Any:
        call.params = read_params(call.method, form)
        check_right(self, call)
        return METHODS[call.method](self, call)

    def _do_inside(self, call: Call) -> Any:
        """Do a part of an ``execute``: false where it was refused, and the error is written down."""
        order = self.orders.next_inside(call)
        if order is not None:
            order.meet(call)
        call.status = 200
        try:
            result = None
            if order is None or order.after_effect:
                result = self._do(call, as_form(call.params))
                call.took_effect = True
            if order is not None and order.refusal is not None:
                raise order.refusal
        except Refused as refusal:
            call.answer = {"error": refusal.in_execute(call.method)}
            if order is None or refusal is not order.refusal:
                self.refuse(call, refusal)
            return False
        call.answer = {"response": result}
        return result


def _about(peer: int | None, when: When | None) -> When | None:
    if peer is None:
        return when
    return lambda call: peer in call.peers and (when is None or when(call))
