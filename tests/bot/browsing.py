"""What the scenes of the browser chat share: a small library of dialogues, a browser without a screen."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, Protocol, Self

import aiohttp

from handlers.dialogue.library import Library, Talk, Telling, dialogue, drawer, maker, notice
from handlers.dialogue.nouns import Ask, Choice, Document, Link, Picture, Screen
from handlers.dialogue.reading import text
from services import notices
from services.values import Personal, Words

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf50000003018180599f8b690000000049454e44ae426082"
)
FAR = datetime(2100, 1, 1, tzinfo=UTC)
LIBRARY = Library()


def screen(say: str, **rest: Any) -> Screen:
    """A screen of words that stand in no locale."""
    return Screen("kit-refused", why=say, **rest)


def ask(say: str, key: str, **rest: Any) -> Ask:
    return Ask("kit-refused", why=say, key=key, **rest)


@dialogue("start", before_consent=True, command=True, library=LIBRARY)
async def start(talk: Talk, code: str = "") -> Telling:
    yield screen(f"Здравствуйте! Код {code}" if code else "Здравствуйте!", links=[Link("menu", "Меню")])


@dialogue("menu", command=True, library=LIBRARY)
async def menu(talk: Talk) -> Telling:
    links = [Link("assess", "Самодиагностика"), Link("chart", "Картинка"), Link("paper", "Справка")]
    links.append(Link("list", "Список"))
    yield screen("Чем помочь?", links=links)


@dialogue("help", before_consent=True, command=True, library=LIBRARY)
async def help_(talk: Talk) -> Telling:
    yield screen("Живой человек: https://service.example/contacts или +7 813 700-00-00.")


@dialogue("assess", command=True, library=LIBRARY)
async def assess(talk: Talk) -> Telling:
    choices = [Choice("well", "Уверенно, могу показать"), Choice("hard", "С трудом, нужна помощь")]
    level = yield ask("Показываю каждому ученику, что получилось", "level", choices=choices)
    wish = yield ask("Что поможет?", "wish", read=text(limit=500), personal=True)
    await notices.write(
        talk.unit, person_id=talk.person.id, kind="written", key=talk.run, now=talk.now, due_at=FAR
    )
    yield Screen("kit-refused", why=Personal(f"Записано: {level}, {wish}"), links=[Link("menu", "Меню")])


@dialogue("chart", library=LIBRARY)
async def chart(talk: Talk) -> Telling:
    yield screen("Две темы из девяти.", picture=Picture("dots"), links=[Link("menu", "Меню")])


@dialogue("list", command=False, library=LIBRARY)
async def list_(talk: Talk) -> Telling:
    number = yield ask("Пришлите список.", "list", file=True, choices=[Choice("no", "Не сейчас")])
    yield screen(f"Получен файл {number}.", links=[Link("menu", "Меню")])


@dialogue("paper", library=LIBRARY)
async def paper(talk: Talk) -> Telling:
    yield screen("Вот справка.", document=Document("certificate", "Справка №1.txt"))


@drawer("dots", library=LIBRARY)
def dots(args: dict[str, Any]) -> bytes:
    return PNG


@maker("certificate", library=LIBRARY)
async def certificate(session: Any, person_id: int, args: dict[str, Any]) -> bytes:
    return f"Справка {person_id}".encode()


@notice("answered", library=LIBRARY)
def answered(number: int, text: Personal) -> Screen:
    return Screen("kit-refused", why=Words("kit-keep", text=text), links=[Link("menu", "Меню")])


class Serving(Protocol):
    """A house of this process, or a program of its own: where the pages are served now."""

    @property
    def url(self) -> str: ...


class Visitor:
    """A browser without a screen: it keeps its cookies and reads the stream as the page does."""

    def __init__(self, house: Serving, base: str = "", same_as: "Visitor | None" = None) -> None:
        self.house = house
        self.base = base
        self.ids = itertools.count(20_000_000 if same_as else 10_000_000)
        jar = same_as.http.cookie_jar if same_as else aiohttp.CookieJar(unsafe=True)
        self.http = aiohttp.ClientSession(cookie_jar=jar)
        self.known = 0
        self.messages: dict[int, dict[str, Any]] = {}
        self.fresh: set[int] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()

    async def get(self, path: str, **rest: Any) -> tuple[int, str, Any]:
        async with self.http.get(self.house.url + path, allow_redirects=False, **rest) as answer:
            return answer.status, await answer.text(errors="replace"), answer.headers

    async def post(
        self, path: str, headers: dict[str, str] | None = None, **rest: Any
    ) -> tuple[int, str, Any]:
        headers = {"Origin": self.house.url} if headers is None else headers
        async with self.http.post(
            self.house.url + path, headers=headers, allow_redirects=False, **rest
        ) as answer:
            return answer.status, await answer.text(), answer.headers

    async def enters(self, code: str) -> "Visitor":
        self.fresh.clear()
        status, page, headers = await self.post(f"/enter/{code}")
        assert (status, headers.get("Location")) == (303, "/chat"), page
        return self

    async def does(self, post_id: str | None = None, **what: Any) -> int:
        post_id = post_id or str(next(self.ids))
        self.fresh.clear()
        body = json.dumps({"id": post_id, "saw": self.screen, **what}, ensure_ascii=False).encode()
        headers = {"Origin": self.house.url, "Content-Type": "application/json"}
        status, _, _ = await self.post(f"{self.base}/say", headers, data=body)
        return status

    async def types(self, words: str, post_id: str | None = None) -> int:
        return await self.does(post_id, kind="text", text=words)

    async def presses(self, label: str, post_id: str | None = None) -> int:
        number, payload = self.button(label)
        return await self.does(post_id, kind="press", payload=payload, message=number)

    def button(self, label: str) -> tuple[int, str]:
        for number in sorted(self.messages, reverse=True):
            for row in self.messages[number]["content"].get("rows", ()):
                for button in row:
                    if button["label"] == label:
                        return number, button["payload"]
        raise AssertionError(f"no button {label!r} in {self.texts()}")

    @property
    def screen(self) -> int:
        return max((message["screen"] for message in self.messages.values()), default=0)

    def texts(self) -> list[str]:
        return [self.text(number) for number in sorted(self.messages)]

    def text(self, number: int) -> str:
        content = self.messages[number]["content"]
        return "".join(run[0] for run in [*content.get("notice", ()), *content["text"]])

    async def sees(self, fragment: str, within: float = 30.0) -> dict[str, Any]:
        """Reads the stream until a message that came or changed since the last act says this; gives it.

        The newest one that does: below it may stand a notice that came meanwhile.
        """
        try:
            async with asyncio.timeout(within):
                if found := self._shown(fragment):
                    return found
                async for news in self.stream():
                    self.take(news)
                    if found := self._shown(fragment):
                        return found
        except TimeoutError:
            pass
        raise AssertionError("\n".join([f"not seen within {within} s: {fragment!r}", *self.texts()]))

    def _shown(self, fragment: str) -> dict[str, Any] | None:
        for number in sorted(self.fresh, reverse=True):
            if number in self.messages and fragment in self.text(number):
                return self.messages[number]
        return None

    async def looks(self) -> "Visitor":
        """One look at what is there now."""
        async for news in self.stream():
            self.take(news)
            break
        return self

    def take(self, news: dict[str, Any]) -> None:
        for message in news["messages"]:
            self.messages[message["number"]] = message
            self.fresh.add(message["number"])
        self.messages = {n: m for n, m in self.messages.items() if news["first"] and n >= news["first"]}

    async def stream(self) -> AsyncIterator[dict[str, Any]]:
        headers = {"Last-Event-ID": str(self.known)}
        async with self.http.get(f"{self.house.url}{self.base}/events", headers=headers) as answer:
            assert answer.status == 200, answer.status
            async for event in events(answer):
                if "id" in event:
                    self.known = int(event["id"])
                if event["event"] == "news":
                    yield json.loads(event["data"])


async def events(answer: aiohttp.ClientResponse) -> AsyncIterator[dict[str, str]]:
    """Server-sent events as they come."""
    event: dict[str, str] = {}
    async for line in answer.content:
        name, _, value = line.decode().rstrip("\n").partition(": ")
        if name:
            event[name] = value
        elif event:
            yield event
            event = {}
