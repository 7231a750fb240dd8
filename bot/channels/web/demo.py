"""The demo's own addresses: a list of invented people, and several of them side by side."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web as http

from bot.channels.web import pages
from bot.channels.web.pages import Speech
from services import web as browsers
from services.web import Visitor
from storage.store import Store

MOST_BESIDE = 4  # a browser keeps six connections to one site, and each column holds one open


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An invented person that one may enter as."""

    person_id: int
    title: str
    role: str


class Demo:
    """Everybody may be anybody here: there are no real people in this store."""

    def __init__(
        self,
        store: Store,
        territory: str,
        source: str,
        people: Callable[[], Awaitable[list[DemoPerson]]],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._territory = territory
        self._source = source
        self._people = people
        self._clock = clock
        self._known: dict[int, DemoPerson] = {}

    def routes(self) -> list[http.RouteDef]:
        """The list and the columns."""
        return [http.get("/", self._front), http.get("/demo", self._columns)]

    async def person(self, person_id: int) -> DemoPerson | None:
        """One of the listed people; None for anybody else."""
        if person_id not in self._known:
            await self._list()
        return self._known.get(person_id)

    async def visitor(self, person_id: int) -> Visitor | None:
        """The browser account of a listed person."""
        if await self.person(person_id) is None:
            return None
        return await self._store.step(
            self._territory,
            lambda unit: browsers.account_of(unit, person_id, self._source, self._clock()),
        )

    async def _list(self) -> list[tuple[int, str, str]]:
        people = await self._people()
        self._known = {one.person_id: one for one in people}
        return [(one.person_id, one.title, one.role) for one in people]

    async def _front(self, request: http.Request) -> http.Response:
        listed = await self._list()
        marked = [listed[at][0] for at in {0, len(listed) // 2, len(listed) - 1} if listed]
        return http.Response(
            text=pages.people(Speech.of(request.query, "/"), listed, marked), content_type="text/html"
        )

    async def _columns(self, request: http.Request) -> http.Response:
        listed = await self._list()
        asked = ",".join(request.query.getall("people", [])).split(",")
        wanted = [int(number) for number in asked if number.isascii() and number.isdigit()]
        opened = [number for number in dict.fromkeys(wanted) if number in self._known][:MOST_BESIDE]
        if not opened:
            raise http.HTTPSeeOther("/")
        page = pages.side_by_side(Speech.of(request.query, "/"), listed, opened, MOST_BESIDE)
        return http.Response(text=page, content_type="text/html")
