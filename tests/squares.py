"""A community in miniature: what people write for everybody to read, and what is answered there."""

from typing import Any

from sqlalchemy import select

from bot.channels.channel import Commented, Posted, PublicReply
from bot.comments import PublicReplies
from storage.comments import Comment, CommentReply
from storage.publications import Publication, PublicationPlace
from storage.store import Unit
from tests.colleagues import District
from tests.play import Stage


class Square(Stage):
    """A channel with a public place. Replies are kept once for each token, as platforms do it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"name": "vk", **options})
        self.replies: dict[str, PublicReply] = {}
        self.calls: list[str] = []
        self.refuses: list[Exception] = []
        self.loses: list[Exception] = []
        """Raised after the reply has appeared."""

    async def reply(self, reply: PublicReply, *, token: str) -> Posted:
        self.calls.append(token)
        if self.refuses:
            raise self.refuses.pop(0)
        self.replies.setdefault(token, reply)
        if self.loses:
            raise self.loses.pop(0)
        return Posted(token, f"https://square.example/{reply.place}/reply")

    @property
    def said(self) -> list[str]:
        """What the community has answered, oldest first."""
        return [reply.text for reply in self.replies.values()]


class Forum:
    """The people of a district and their community."""

    def __init__(self, district: District) -> None:
        self.district = district
        self.square = Square()
        self.theatre = district.theatre
        self._numbers = iter(range(1, 1000))
        self.worker = self.another()

    def another(self) -> PublicReplies:
        """A worker that remembers nothing of the one before."""
        packs = {self.district.pack.id: self.district.pack}
        return PublicReplies(self.theatre.store, packs, clock=self.theatre.clock)

    async def hears(self, address: str, text: str, **what: Any) -> Commented:
        """Somebody writes; the community's channel brings it."""
        kind, post = what.pop("kind", "comment"), what.pop("post", "7")
        number = next(self._numbers)
        place = what.pop("place", f"{kind}-{post}-{number}")
        said = Commented(
            what.pop("events", (place,)),
            address,
            kind,
            place,
            post,
            text,
            f"https://square.example/{place}",
            self.theatre.now,
            **what,
        )
        await self.again(said)
        return said

    async def again(self, *said: Commented) -> None:
        """The same is told (once more)."""
        await self.theatre.inbox.take(self.square, said)
        assert not self.theatre.defects, self.theatre.defects

    async def answers(self) -> list[str]:
        """Everything due is written; gives all that the community has said so far."""
        await self.worker.work([self.square])
        return self.square.said

    async def notices(self) -> None:
        """What the system says on its own leaves, on every stage."""
        await self.theatre.deliver(self.square, self.district.hall, self.district.masked)

    async def publishes(self, post: str = "7", **values: Any) -> int:
        """A publication of ours stands on the wall under this number."""

        async def put(unit: Unit) -> int:
            now = self.theatre.now
            made = Publication(
                run=f"p{post}", kind="news", title="Новость", text="Текст", state="approved",
                created_at=now, changed_at=now, **values,
            )  # fmt: skip
            unit.session.add(made)
            await unit.session.flush()
            unit.session.add(
                PublicationPlace(
                    publication_id=made.id, source=self.square.source, state="published", post_id=post,
                    due_at=now, lease_until=now, link=f"https://square.example/{post}",
                )
            )  # fmt: skip
            return made.id

        return await self.district.step(put)

    async def rows(self) -> list[Comment]:
        return await self._all(Comment)

    async def replies(self) -> list[CommentReply]:
        return await self._all(CommentReply)

    async def _all(self, table: Any) -> list[Any]:
        async def read(unit: Unit) -> list[Any]:
            return list(await unit.session.scalars(select(table).order_by(table.id)))

        return await self.district.step(read)
