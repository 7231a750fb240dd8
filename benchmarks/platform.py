"""A lean Bot API server with people behind it: it measures a bot from outside, over HTTP.

Every person has one press under way. When the screen that answers it arrives (an edit of the
message), the latency is noted and, at saturation, the next press follows at once; at a given
rate, presses leave by the clock. The same people drive every bot.
"""

import asyncio
import itertools
import os
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from aiohttp import web

TOKEN = "42:benchmark"
TICKS = os.sysconf("SC_CLK_TCK")
BACK = "Назад"


@dataclass(slots=True)
class Person:
    """Somebody who presses: what he last saw and when he pressed."""

    id: int
    message: int = 0
    buttons: list[tuple[str, str]] = field(default_factory=list)
    text: str = ""
    pressed_at: float = 0.0
    waiting: bool = False
    seen: asyncio.Event = field(default_factory=asyncio.Event)


class Platform:
    """The server and its people."""

    def __init__(self) -> None:
        self.people: dict[int, Person] = {}
        self.latencies: list[float] = []
        self.measuring = False
        self.again = False
        self.back: set[int] = set()
        self._queue: list[dict[str, Any]] = []
        self._arrived = asyncio.Event()
        self._updates = itertools.count(1)
        self._messages = itertools.count(1)
        self._runner: web.AppRunner | None = None
        self.url = ""
        self._chance = random.Random(1)

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post(f"/bot{TOKEN}/{{method}}", self._call)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    # --- the server ------------------------------------------------------------------------

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if request.content_type == "application/json":
            params = orjson.loads(await request.read())
        else:
            params = dict(await request.post())
        result = await getattr(self, f"_on_{method}", self._on_other)(params)
        return web.Response(
            body=orjson.dumps({"ok": True, "result": result}), content_type="application/json"
        )

    async def _on_other(self, _params: dict[str, Any]) -> Any:
        return True

    async def _on_getMe(self, _params: dict[str, Any]) -> Any:  # noqa: N802 - Telegram's name
        return {"id": 42, "is_bot": True, "first_name": "bench", "username": "bench_bot"}

    async def _on_getUpdates(self, params: dict[str, Any]) -> Any:  # noqa: N802 - Telegram's name
        offset = int(params.get("offset") or 0)
        self._queue = [update for update in self._queue if update["update_id"] >= offset]
        if not self._queue and float(params.get("timeout") or 0):
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), float(params["timeout"]))
            except TimeoutError:
                return []
        return self._queue[:100]

    async def _on_sendMessage(self, params: dict[str, Any]) -> Any:  # noqa: N802 - Telegram's name
        return self._shown(params, next(self._messages))

    async def _on_sendPhoto(self, params: dict[str, Any]) -> Any:  # noqa: N802 - Telegram's name
        return self._shown(params, next(self._messages))

    async def _on_editMessageText(self, params: dict[str, Any]) -> Any:  # noqa: N802 - Telegram's name
        return self._shown(params, int(params["message_id"]))

    def _shown(self, params: dict[str, Any], message: int) -> dict[str, Any]:
        person = self.people[int(params["chat_id"])]
        person.message = message
        person.text = str(params.get("text") or params.get("caption") or "")
        markup = params.get("reply_markup")
        if isinstance(markup, str):
            markup = orjson.loads(markup)
        if markup and "inline_keyboard" in markup:
            rows = markup["inline_keyboard"]
            person.buttons = [(b["text"], b.get("callback_data", "")) for row in rows for b in row]
        lasting = bool(markup) and "keyboard" in markup
        if person.waiting and not lasting:
            person.waiting = False
            if self.measuring:
                self.latencies.append(time.perf_counter() - person.pressed_at)
            person.seen.set()
            if self.again:
                self.press(person)
        now = int(time.time())
        chat = {"id": person.id, "type": "private"}
        return {"message_id": message, "date": now, "edit_date": now, "chat": chat, "text": person.text}

    # --- the people ------------------------------------------------------------------------

    def person(self, number: int) -> Person:
        return self.people.setdefault(number, Person(number))

    def _put(self, person: Person, update: dict[str, Any]) -> None:
        person.waiting, person.pressed_at = True, time.perf_counter()
        person.seen.clear()
        self._queue.append({"update_id": next(self._updates), **update})
        self._arrived.set()

    def types(self, person: Person, text: str) -> None:
        sender = {"id": person.id, "is_bot": False, "first_name": "P"}
        self._put(
            person,
            {
                "message": {
                    "message_id": next(self._messages),
                    "date": int(time.time()),
                    "chat": {"id": person.id, "type": "private"},
                    "from": sender,
                    "text": text,
                }
            },
        )

    def press(self, person: Person, label: str = "") -> None:
        data = self._button(person, label)
        sender = {"id": person.id, "is_bot": False, "first_name": "P"}
        chat = {"id": person.id, "type": "private"}
        message = {"message_id": person.message, "date": int(time.time()), "chat": chat, "text": person.text}
        query = {
            "id": str(next(self._updates)),
            "from": sender,
            "chat_instance": "1",
            "message": message,
            "data": data,
        }
        self._put(person, {"callback_query": query})

    def _button(self, person: Person, label: str) -> str:
        if label:
            found = next((data for text, data in person.buttons if label in text), None)
            if found is None:
                raise LookupError(f"no {label!r} among {person.buttons} under {person.text!r}")
            return found
        back = next((data for text, data in person.buttons if BACK in text), "")
        if "10 из 10" in person.text:
            self.back.add(person.id)
        elif "1 из 10" in person.text:
            self.back.discard(person.id)
        if back and person.id in self.back:
            return back
        return self._chance.choice(person.buttons[:5])[1]


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def peak_mib(pid: int) -> float:
    """The most memory a process has held."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    peak = next(line for line in lines if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024
