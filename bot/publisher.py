"""The worker of publications: claims what is due at each board, does it there, settles it."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from bot.channels.channel import Board, Channel, Denied, Later, Refused, SendError, Trouble, Unsure
from bot.outbox import backoff, token
from handlers.publication_looks import look
from services import publication_views, publications, publishing
from services.publication_views import Place
from services.publishing import Known, Work
from services.regulations import Regulation
from storage.installation import epoch
from storage.publications import Claimed, claim
from storage.store import Store, Unit

log = structlog.get_logger()
LEASE = timedelta(seconds=60)
SEND_SECONDS = 45.0  # shorter than the lease: nobody else may take what is still being sent
TRIES = 55  # a day: eleven of up to half an hour together, then every half-hour
TRIES_BROKEN = 5
CODE = "{code}"


class Publisher:
    """Puts posts up, changes them and takes them down. A board that is slow or away holds up no other."""

    def __init__(
        self,
        store: Store,
        regulations: dict[str, Regulation],
        *,
        wake_outbox: Callable[[], None] = lambda: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        send_seconds: float = SEND_SECONDS,
    ) -> None:
        self._store = store
        self._regulations = regulations
        self._wake_outbox = wake_outbox
        self._clock = clock
        self._send_seconds = send_seconds
        self._worker = secrets.token_hex(8)
        self._epoch = ""

    async def note(
        self, territory: str, boards: Sequence[Board], doors: Sequence[Channel], *, ask: bool
    ) -> None:
        """Writes down where one can publish now, and by which messengers people come in.

        `ask`: the boards are asked for their names; one that does not tell it keeps the last known.
        """
        found = [await self._known(board, ask=ask) for board in boards]
        ways = [Known(one.source, one.name, link=one.link(CODE) or "") for one in doors]
        await self._store.step(territory, lambda unit: publishing.note_boards(unit, found, ways))

    async def _known(self, board: Board, *, ask: bool) -> Known:
        title = ""
        try:
            async with asyncio.timeout(self._send_seconds):
                title = await board.title() if ask else ""
        except (SendError, TimeoutError) as error:
            log.warning("board-not-reached", board=board.source, error=type(error).__name__)
        return Known(board.source, board.kind, title, board.longest, board.strong, board.comments)

    async def work(self, territory: str, board: Board) -> None:
        """Does everything that is due at a board, one after the other."""
        if not self._epoch:
            self._epoch = await self._store.step("", lambda unit: epoch(unit.connection))
        while order := await self._claim(territory, board):
            try:
                await self._carry_out(order, board)
            except Exception:  # its lease will end, and somebody sees to it again
                log.exception("publication-left", place=order.id)
                return

    async def _claim(self, territory: str, board: Board) -> Claimed | None:
        """Takes one order. The claim is durable before anything leaves."""
        now = self._clock()

        async def take(unit: Unit) -> list[Claimed]:
            return await claim(
                unit.connection,
                territory=territory,
                source=board.source,
                now=now,
                lease=now + LEASE,
                worker=self._worker,
                limit=1,
            )

        found = await self._store.step(territory, take, durable=True)
        return found[0] if found else None

    async def _carry_out(self, order: Claimed, board: Board) -> None:
        regulation, now = self._regulations[order.territory], self._clock()

        async def prepare(unit: Unit) -> Work | None:
            return await publishing.prepare(
                unit, regulation, order, worker=self._worker, repeatable=board.repeatable, now=now
            )

        work = await self._store.step(order.territory, prepare)
        if work is None:
            self._wake_outbox()  # somebody may have to be told
            return
        channel = publication_views.channel_name(regulation, board.kind)
        place = Place(board.source, board.kind, channel, "", board.longest, board.strong, board.comments)
        try:
            async with asyncio.timeout(self._send_seconds):
                post_id, link = await self._do(order, board, look(work.post, place), work.suggested)
        except Exception as error:  # noqa: BLE001 - logged where it is decided what becomes of the order
            await self._failed(order, board, Unsure("timeout") if isinstance(error, TimeoutError) else error)
            return
        await self._done(order, work, post_id, link)

    async def _do(
        self, order: Claimed, board: Board, text: str, suggested: str | None
    ) -> tuple[str | None, str | None]:
        if order.task == publications.PUBLISH:
            posted = await board.publish(text, token=self._token(order), suggested=suggested)
            return posted.id, posted.link
        assert order.post_id is not None
        if order.task == publications.EDIT:
            await board.edit(order.post_id, text)
        else:
            await board.delete(order.post_id)
        return order.post_id, None

    def _token(self, order: Claimed) -> str:
        """The same at every retry, another when a coordinator has it published anew or after a restore."""
        key = f"{order.territory}/post/{order.publication_id}/{order.source}/{order.round}"
        return str(token(self._epoch, key))

    async def _done(self, order: Claimed, work: Work, post_id: str | None, link: str | None) -> None:
        now = self._clock()

        async def write(unit: Unit) -> bool:
            return await publishing.done(
                unit, order, work, worker=self._worker, now=now, post_id=post_id, link=link
            )

        self._settled(order, ours=await self._store.step(order.territory, write, durable=True))
        log.info("publication-done", task=order.task, board=order.source, publication=order.publication_id)

    async def _failed(self, order: Claimed, board: Board, error: Exception) -> None:
        """Tries again later, or leaves it to the coordinator."""
        publishes = order.task == publications.PUBLISH
        if isinstance(error, Denied):
            await self._give_up(order, error.reason)
        elif isinstance(error, Refused):
            log.error("publication-refused", board=order.source, error=str(error))
            await self._give_up(order, "refused")
        elif isinstance(error, Later):
            await self._later(order, timedelta(seconds=error.seconds), "later", counts=False)
        elif publishes and not board.repeatable and not _surely_nothing(error):
            await self._give_up(order, publications.UNSURE, unclear=True)
        else:
            await self._try_again(order, error, publishes=publishes)

    async def _try_again(self, order: Claimed, error: Exception, *, publishes: bool) -> None:
        broken = not isinstance(error, SendError)
        if broken:
            log.error("publication-broke", place=order.id, exc_info=error)
        else:
            log.warning("publication-delayed", board=order.source, error=type(error).__name__)
        unsure = publishes and not _surely_nothing(error)
        if order.tries + 1 >= (TRIES_BROKEN if broken else TRIES):
            await self._give_up(order, "refused" if broken else "down", unclear=unsure)
            return
        reason = publications.UNSURE if unsure else "down"
        await self._later(order, backoff(order.tries + 1), reason, counts=True)

    async def _later(self, order: Claimed, wait: timedelta, reason: str, *, counts: bool) -> None:
        at = self._clock() + wait

        async def write(unit: Unit) -> bool:
            return await publishing.later(
                unit, order, worker=self._worker, at=at, reason=reason, counts=counts
            )

        self._settled(order, ours=await self._store.step(order.territory, write))

    async def _give_up(self, order: Claimed, reason: str, *, unclear: bool = False) -> None:
        regulation, now = self._regulations[order.territory], self._clock()

        async def write(unit: Unit) -> bool:
            return await publishing.give_up(
                unit, regulation, order, worker=self._worker, unclear=unclear, reason=reason, now=now
            )

        self._settled(order, ours=await self._store.step(order.territory, write))
        log.warning("publication-stuck", board=order.source, reason=reason)
        self._wake_outbox()

    def _settled(self, order: Claimed, *, ours: bool) -> None:
        if not ours:
            log.warning("publication-settled-late", place=order.id)


def _surely_nothing(error: Exception) -> bool:
    """Whether the board has surely not carried it out."""
    return isinstance(error, Trouble) and not isinstance(error, Unsure)
