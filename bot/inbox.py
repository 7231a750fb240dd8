"""The road of one message: everything it causes is one transaction, and only then acknowledged."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError

from bot.acknowledgement import Acknowledgement
from bot.channels.channel import Channel, Commented, Delivery, Gone, Incoming
from bot.files import noted
from bot.senders import Senders, new_reference
from handlers.dialogue.conversation import Circumstances, Pressed, Turn, Typed, park_broken
from handlers.dialogue.layout import Sheet, lay_out
from handlers.dialogue.library import Library, Person
from handlers.dialogue.shown import Shown
from handlers.dialogue.state import State
from handlers.dialogue.voice import Voice
from services import access, comments, people
from services.regulations import Regulation
from services.values import Words
from storage import conversations, owed
from storage.conversations import DeadLetter, Standing
from storage.store import GaveUp, LostRace, Store, Unit

log = structlog.get_logger()
OWED_LEASE = timedelta(seconds=30)
TOUCH_AFTER = timedelta(minutes=5)
ERROR_KEPT, BODY_KEPT = 2_000, 100_000
Work = Callable[[Channel, Any, Unit], Coroutine[Any, Any, "Outcome | None"]]


@dataclass(slots=True)
class Outcome:
    """What a committed message has to show, and whether anybody's notice is now due."""

    standing: Standing
    sheet: Sheet | None
    screen_no: int
    wakes_outbox: bool = False


class Inbox:
    """Takes messages in. People do not wait for each other; one person's messages keep their order."""

    def __init__(
        self,
        store: Store,
        regulations: dict[str, Regulation],
        library: Library,
        senders: Senders,
        *,
        web_url: str = "",
        wake_outbox: Callable[[], None] = lambda: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._regulations = regulations
        self._library = library
        self._senders = senders
        self.web_url = web_url
        self._wake_outbox = wake_outbox
        self._clock = clock
        self._turns: dict[tuple[str, str], _Turns] = {}
        self.acknowledge = Acknowledgement(store, senders, clock)

    async def take(self, channel: Channel, batch: Sequence[Incoming | Gone | Commented]) -> None:
        """Deals with a batch; when this returns, all of it is on disk and may be acknowledged."""
        if self._store.in_place:
            for message in batch:
                await self._one(channel, message)
                await asyncio.sleep(0)  # lets the senders start before the next message
        else:
            work = (self._one(channel, message) for message in batch)
            for failed in await asyncio.gather(*work, return_exceptions=True):
                if failed is not None:
                    raise failed
        await self.acknowledge()

    async def _one(self, channel: Channel, message: Incoming | Gone | Commented) -> None:
        async with self._turn_of(channel.source, message.address):
            outcome = await self._outcome(channel, message)
        if outcome is None or not isinstance(message, Incoming):
            if isinstance(message, Commented):
                self._wake_outbox()
            return
        self._show(channel, message, outcome)
        if outcome.wakes_outbox:
            self._wake_outbox()

    async def _outcome(self, channel: Channel, message: Incoming | Gone | Commented) -> Outcome | None:
        """Commits what the message causes. A defect is what fails twice from a clean state (CORE 9).

        Trouble of the infrastructure never comes here: the store waits until it has passed.
        """
        work: Work = self._step
        if not isinstance(message, Incoming):
            work = self._reachability if isinstance(message, Gone) else self._comment
        letter: dict[str, Any] = {"reference": new_reference()}
        bury: Work = partial(self._bury, letter)
        afresh: Work = partial(self._bury, letter, afresh=True)
        for attempt in (work, work, bury, afresh):
            try:
                return await self._store.step(channel.territory, partial(attempt, channel, message))
            except GaveUp:
                raise
            except Exception as error:
                log.exception("message-failed", channel=channel.name, reference=letter["reference"])
                letter.setdefault("error", f"{type(error).__name__}: {error}"[:ERROR_KEPT])
                last = error
        raise last

    # --- inside the transaction ------------------------------------------------------------

    async def _step(self, channel: Channel, message: Incoming, unit: Unit) -> Outcome | None:
        now = self._clock()
        parts = len(set(message.event_ids))
        new = await conversations.remember(unit.connection, channel.source, message.event_ids, now)
        standing = await self._standing(channel, message, unit, now)
        if not new:
            log.info("told-again", channel=channel.name)
            return self._as_it_stands(channel, standing, now)
        state = State.unpack(standing.state)
        stored = Shown.unpack(standing.screen) if standing.screen else None
        seen = new == parts and self._seen(message, standing)
        at = self._circumstances(channel, unit, standing, now, seen=seen)
        said = message.said
        if not channel.greeting_only:
            said = await noted(unit, message, standing, stored, now)
        shown = await Turn(at, state, stored).play(said)
        return await self._keep(channel, unit, standing, state, shown)

    def _as_it_stands(self, channel: Channel, standing: Standing, now: datetime) -> Outcome:
        """For an update that came again: the last screen, unless it has certainly arrived."""
        if not standing.screen or self._has_arrived(standing):
            return Outcome(standing, None, standing.screen_no)
        sheet = lay_out(Shown.unpack(standing.screen), channel.limits, self._voice(channel, standing, now))
        return Outcome(standing, sheet, standing.screen_no)

    def _has_arrived(self, standing: Standing) -> bool:
        if standing.account_shown != standing.account_id:
            return False
        shown = max(standing.shown_no, self._senders.shown_no(standing.person_id, standing.account_id))
        return shown >= standing.screen_no

    async def _standing(self, channel: Channel, message: Incoming, unit: Unit, now: datetime) -> Standing:
        whose = (unit.connection, channel.territory, channel.source, message.address, now)
        found = await conversations.standing(*whose)
        if found is None:
            try:
                await conversations.create(
                    unit.connection,
                    territory=channel.territory,
                    channel=channel.name,
                    source=channel.source,
                    address=message.address,
                    locale=message.locale,
                    now=now,
                )
            except IntegrityError as error:
                raise LostRace from error
            found = await conversations.standing(*whose)
            assert found is not None
        return found

    async def _keep(
        self, channel: Channel, unit: Unit, standing: Standing, state: State, shown: Shown
    ) -> Outcome:
        """Saves the conversation with whoever the account now belongs to.

        A screen that cannot be laid out fails here, where it can still be undone.
        """
        if unit.moved_to is not None:
            standing = await conversations.move(unit.connection, standing, unit.moved_to)
            state.take_in(State.unpack(standing.state))
        if unit.locale is not None:
            standing = replace(standing, locale=unit.locale)
        now = self._clock()
        sheet = lay_out(shown, channel.limits, self._voice(channel, standing, now))
        await conversations.save(
            unit.connection,
            standing,
            state=state.pack(),
            screen=shown.pack(),
            screen_no=standing.screen_no + 1,
            owed_until=now + OWED_LEASE,
        )
        if standing.unreachable or now - standing.used_at > TOUCH_AFTER:
            await conversations.touch(unit.connection, standing, now)
        return Outcome(standing, sheet, standing.screen_no + 1, unit.wakes_outbox)

    async def _bury(
        self,
        letter: dict[str, Any],
        channel: Channel,
        message: Incoming | Gone | Commented,
        unit: Unit,
        *,
        afresh: bool = False,
    ) -> Outcome | None:
        """Keeps the update as a dead letter and shows its reference with a way on.

        `afresh` begins the conversation anew where what is kept of it cannot be read; the letter
        keeps it then.
        """
        now = self._clock()
        await conversations.remember(unit.connection, channel.source, message.event_ids, now)
        row = {**letter, "territory": channel.territory, "source": channel.source, "at": now,
               "event_id": message.event_ids[0], "account_id": None, "body": ""}  # fmt: skip
        if not isinstance(message, Incoming):
            await unit.connection.execute(DeadLetter.__table__.insert(), row)  # type: ignore[attr-defined]
            return None
        standing = await self._standing(channel, message, unit, now)
        row |= {"account_id": standing.account_id, "body": message.body[:BODY_KEPT]}
        if channel.greeting_only:
            row["body"] = ""  # nothing that is said there is kept
        elif afresh:
            row["body"] = f"{message.body}\n{standing.state}\n{standing.screen}"[:BODY_KEPT]
        await unit.connection.execute(DeadLetter.__table__.insert(), row)  # type: ignore[attr-defined]
        state = State() if afresh else State.unpack(standing.state)
        talking = State() if channel.greeting_only else state
        shown = _apology(talking, letter["reference"], public=channel.greeting_only)
        return await self._keep(channel, unit, standing, state, shown)

    async def _reachability(self, channel: Channel, message: Gone, unit: Unit) -> None:
        now = self._clock()
        if await conversations.remember(unit.connection, channel.source, message.event_ids, now):
            await people.note_reachability(
                unit, channel.territory, channel.source, message.address, None if message.reachable else now
            )

    async def _comment(self, channel: Channel, message: Commented, unit: Unit) -> None:
        """What is said in public opens no conversation: whoever said it may be a stranger for good."""
        now = self._clock()
        if not await conversations.remember(unit.connection, channel.source, message.event_ids, now):
            return
        said = comments.Said(
            channel.name,
            channel.source,
            message.address,
            message.kind,
            message.place,
            message.post,
            message.text,
            message.link,
            message.at,
            answers=message.answers,
            answerable=message.answerable,
        )
        await comments.take(unit, self._regulations[channel.territory], said, now)

    def _circumstances(
        self, channel: Channel, unit: Unit, standing: Standing, now: datetime, *, seen: bool
    ) -> Circumstances:
        return Circumstances(
            person=person_of(standing),
            regulation=self._regulations[channel.territory],
            unit=unit,
            voice=self._voice(channel, standing, now),
            limits=channel.limits,
            library=self._library,
            now=now,
            seen=seen,
            web_link=partial(self._web_link, unit, standing, now),
        )

    def _seen(self, message: Incoming, standing: Standing) -> bool:
        if isinstance(message.said, Pressed):
            return True
        if isinstance(message.said, Typed) and message.said.saw is not None:
            return message.said.saw >= standing.screen_no
        return standing.screen_no == 0 or self._has_arrived(standing)

    async def _web_link(self, unit: Unit, standing: Standing, now: datetime) -> str | None:
        if not self.web_url:
            return None
        code = await access.open_browser_link(unit, standing.person_id, now)
        return f"{self.web_url}/enter/{code}"

    def _voice(self, channel: Channel, standing: Standing | owed.Owed, now: datetime) -> Voice:
        pack = self._regulations[channel.territory]
        return Voice(standing.locale, channel.masked, pack.zone, now, channel.greeting_only, pack.terms)

    # --- after the commit ------------------------------------------------------------------

    def _show(self, channel: Channel, message: Incoming, outcome: Outcome) -> None:
        standing = outcome.standing
        delivery = Delivery(
            message.address,
            outcome.sheet,
            outcome.screen_no,
            standing.person_id,
            standing.account_id,
            handles=[] if message.handle is None else [message.handle],
        )
        self._senders.show(channel, delivery, partial(self._apology_sheet, channel, standing))

    async def show_owed(self, channels: Sequence[Channel]) -> int:
        """Shows again what no platform has confirmed; gives the number of screens."""
        by_source = {channel.source: channel for channel in channels}
        shown = 0
        while room := min(self._senders.room(), owed.OWED_BATCH):
            rows = await self._store.step("", partial(self._claim_owed, by_source, room))
            for row in rows:
                self._show_again(by_source[row.source], row)
            shown += len(rows)
            if not rows:
                break
            await asyncio.sleep(0)
        return shown

    async def _claim_owed(self, sources: dict[str, Channel], most: int, unit: Unit) -> list[owed.Owed]:
        now = self._clock()
        return await owed.claim(unit.connection, now=now, lease=now + OWED_LEASE, sources=sources, most=most)

    def _show_again(self, channel: Channel, row: owed.Owed) -> None:
        apology = partial(self._apology_sheet, channel, row)
        delivery = Delivery(row.address, None, row.screen_no, row.person_id, row.account_id)
        try:
            shown = Shown.unpack(row.screen)
            delivery.sheet = lay_out(shown, channel.limits, self._voice(channel, row, self._clock()))
        except Exception:
            reference = new_reference()
            log.exception("owed-screen-unreadable", channel=channel.name, reference=reference)
            delivery.sheet = apology(reference)
        self._senders.show(channel, delivery, apology)

    def _apology_sheet(self, channel: Channel, standing: Standing | owed.Owed, reference: str) -> Sheet:
        voice = self._voice(channel, standing, self._clock())
        shown = _apology(State(), reference, public=channel.greeting_only)
        return lay_out(shown, channel.limits, voice)

    @asynccontextmanager
    async def _turn_of(self, source: str, address: str) -> AsyncIterator[None]:
        """One message of an account at a time, in the order they came."""
        place = (source, address)
        turns = self._turns.setdefault(place, _Turns())
        turns.waiting += 1
        try:
            async with turns.lock:
                yield
        finally:
            turns.waiting -= 1
            if not turns.waiting:
                del self._turns[place]


@dataclass(slots=True)
class _Turns:
    """Who waits for his turn at one account."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


def _apology(state: State, reference: str, *, public: bool) -> Shown:
    """After a defect: what was going on is set aside, the reference and ways on are shown."""
    shown = park_broken(state)
    shown.words, shown.public = Words(shown.words.key, reference=reference), public
    return shown


def person_of(standing: Standing) -> Person:
    """The person as dialogues see him."""
    return Person(
        id=standing.person_id,
        territory=standing.territory,
        ref=standing.ref,
        name=people.full_name(standing),
        roles=standing.roles,
        profile=standing.profile,
        consented=standing.consented,
        account_id=standing.account_id,
        channel=standing.channel,
    )
