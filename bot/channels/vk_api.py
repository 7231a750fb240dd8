"""Calls to VK through the package's own objects, each with its session, and at one pace.

`VkApiGroup` holds a lock while its call is under way and passes no timeout; so there are a few of
them, each with a session that sets timeouts and the server's address, in threads of their own.
What may share a request does: calls that wait for their turn leave together in one `execute`;
answers and mailings each by themselves. See docs/decisions/0006-vk-calls.md.
"""

import asyncio
import queue
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import orjson
import requests
from jconfig.memory import MemoryConfig
from requests.adapters import HTTPAdapter
from urllib3.exceptions import NewConnectionError
from vk_api import ApiError, ApiHttpError, VkApiError, VkApiGroup
from vk_api.bot_longpoll import VkBotLongPoll

from bot.channels.channel import Later, Refused, SendError, Trouble, Unreachable
from bot.pace import Pace

VERSION = "5.199"
API = "https://api.vk.ru"
FORM = "application/x-www-form-urlencoded"
Line = Any  # a VkApiGroup; the package has no types
T = TypeVar("T")
LINES = 8
FOR_MAILINGS = 6  # the other lines are left to answers, however slowly VK takes a mailing
PERMITTED, HELD_UP = 20, 0.1
A_SECOND = PERMITTED / (1 + HELD_UP)
"""How VK cuts its seconds is not documented: no 21 calls may come within one, though a call is held up
on its way for a tenth of a second (a new connection)."""
MOST_TOGETHER = 25
LONGEST_CODE = 60_000
CONNECT_SECONDS, READ_SECONDS = 5.0, 20.0
WAIT_SECONDS = 25
TOO_FAST, FLOOD, INTERNAL, CAPTCHA, RATE = 6, 9, 10, 14, 29
NO_BOT_FEATURES = 912
UPLOAD_LOST: Final = frozenset({22, 118, 121})
PASSING: Final = UPLOAD_LOST | {1, INTERNAL, NO_BOT_FEATURES}
"""Nothing is wrong with the call: VK is in trouble, or a setting of the community is to be mended."""
TOKEN_REFUSED: Final = frozenset({5, 15, 17, 27, 28})
GONE: Final = frozenset({18, 900, 901, 902})
PAUSES: Final = {TOO_FAST: 1.0, FLOOD: 60.0, CAPTCHA: 60.0, RATE: 60.0}


class CallError(Exception):
    """VK refused a call. Holds nothing of what was sent: the package's own error bears the token."""

    def __init__(self, method: str, code: int, words: str) -> None:
        super().__init__(f"{method}: {code} {words}")
        self.method = method
        self.code = code


class NoAnswer(Exception):
    """The network or the server failed; whether the call was carried out is unknown.

    Unless there was no connection at all: then `reached` is False.
    """

    def __init__(self, words: str, *, reached: bool = True) -> None:
        super().__init__(words)
        self.reached = reached


class _Road(HTTPAdapter):
    """Leads to another server where one is named, and lets no request wait for ever."""

    def __init__(self, base_url: str | None, timeouts: tuple[float, float]) -> None:
        super().__init__()
        self._base = base_url
        self._timeouts = timeouts

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        """Sends the request, with timeouts in seconds."""
        if self._base and request.url and request.url.startswith(f"{API}/"):
            request.url = self._base + request.url.removeprefix(API)
        options["timeout"] = options.get("timeout") or self._timeouts
        return super().send(request, **options)


class _Session(requests.Session):
    """Writes forms by itself: over the Russian words of an `execute` the usual way is 15 times slower."""

    def post(self, url: Any, data: Any = None, json: Any = None, **options: Any) -> requests.Response:
        """Posts; a form is given as a dictionary."""
        if isinstance(data, dict):
            data = form(data)
            options["headers"] = {**(options.get("headers") or {}), "Content-Type": FORM}
        return super().post(url, data, json, **options)


def form(fields: dict[str, Any]) -> str:
    """The fields as the body of a form; every byte is escaped, which is allowed and costs nothing."""
    given = ((name, str(value).encode().hex("%")) for name, value in fields.items() if value is not None)
    return "&".join(f"{name}=%{escaped}" if escaped else f"{name}=" for name, escaped in given)


@dataclass(slots=True)
class _Call:
    method: str
    params: dict[str, Any]
    code: str
    done: asyncio.Future[Any]


class _Sharing:
    """Calls that wait for their turn, and leave together as soon as the pace permits a request."""

    def __init__(self, pace: Pace, lines: int, carry: "Carry") -> None:
        self._pace = pace
        self._free = asyncio.Semaphore(lines)
        self._carry = carry
        self._waiting: deque[_Call] = deque()
        self._leaving: asyncio.Task[None] | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    def put(self, method: str, params: dict[str, Any]) -> asyncio.Future[Any]:
        """A call more; its result is told when its request has been answered."""
        code = f"API.{method}({orjson.dumps(params).decode()})"
        call = _Call(method, params, code, asyncio.get_running_loop().create_future())
        self._waiting.append(call)
        if self._leaving is None or self._leaving.done():
            self._leaving = asyncio.create_task(self._leave())
        return call.done

    async def ended(self) -> None:
        """Returns when no request is under way."""
        if self._under_way:
            await asyncio.wait(self._under_way)

    async def _leave(self) -> None:
        while self._waiting:
            await self._free.acquire()
            await self._pace.wait("")
            task = asyncio.create_task(self._together(self._next()))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    def _next(self) -> list[_Call]:
        batch = [self._waiting.popleft()]
        length = len(batch[0].code)
        while self._waiting and len(batch) < MOST_TOGETHER:
            length += len(self._waiting[0].code)
            if length > LONGEST_CODE:
                break
            batch.append(self._waiting.popleft())
        return batch

    async def _together(self, batch: Sequence[_Call]) -> None:
        try:
            results = await self._carry(batch)
        except Exception as error:  # noqa: BLE001 - each caller hears of it
            results = [error] * len(batch)
        finally:
            self._free.release()
        for call, result in zip(batch, results, strict=True):
            if call.done.done():
                continue
            if isinstance(result, Exception):
                call.done.set_exception(result)
            else:
                call.done.set_result(result)


Carry = Callable[[Sequence[_Call]], Awaitable[list[Any]]]


class VkApi:
    """One community's API. Raises CallError where VK refuses, NoAnswer where nothing is known."""

    def __init__(
        self,
        token: str,
        group_id: int,
        *,
        base_url: str | None = None,
        proxy: str | None = None,
        pace: Pace | None = None,
        timeouts: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
    ) -> None:
        """`timeouts` are the seconds for which a connection, and then an answer, is waited for."""
        self.group_id = group_id
        self._token = token
        self._base = base_url
        self._proxy = proxy
        self._timeouts = timeouts
        self.pace = pace or Pace(overall=A_SECOND, per_chat=A_SECOND)
        self._threads = ThreadPoolExecutor(LINES, thread_name_prefix="vk")
        self._lines: queue.SimpleQueue[Line] = queue.SimpleQueue()
        for _ in range(LINES):
            self._lines.put(self._line())
        self._answers = _Sharing(self.pace, LINES, self._carry)
        self._mailings = _Sharing(self.pace, FOR_MAILINGS, self._carry)

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        """Calls a method by itself, as soon as the pace permits."""
        await self.pace.wait("")
        return await self._in_thread(lambda line: _called(line, method, params))

    async def share(self, method: str, params: dict[str, Any], *, mailing: bool = False) -> Any:
        """Calls a method together with others that wait for their turn at this moment.

        A `mailing` may take its time; answers to what people do neither wait for it nor share with it.
        """
        return await (self._mailings if mailing else self._answers).put(method, params)

    async def upload(self, url: str, field: str, name: str, content: bytes) -> dict[str, Any]:
        """Posts a file to the address that VK has named for it."""

        def post(line: Line) -> dict[str, Any]:
            answer = line.http.post(url, files={field: (name, content)})
            answer.raise_for_status()
            found: dict[str, Any] = answer.json()
            return found

        return await self._in_thread(post)

    async def download(self, url: str, most: int) -> bytes:
        """The content of a file that a person sent; Refused where it is larger than so many bytes."""

        def get(line: Line) -> bytes:
            with line.http.get(url, stream=True) as answer:
                answer.raise_for_status()
                content = bytearray()
                for chunk in answer.iter_content(1 << 16):
                    content += chunk
                    if len(content) > most:
                        raise Refused("too large")
                return bytes(content)

        return await self._in_thread(get)

    def poll(self) -> "LongPoll":
        """A long poll with a line of its own; learns its address at once, so call it in a thread."""
        return LongPoll(self._line(), self.group_id)

    async def close(self) -> None:
        """Lets the lines go; calls under way end by themselves."""
        await self._answers.ended()
        await self._mailings.ended()
        self._threads.shutdown(wait=False, cancel_futures=True)
        while not self._lines.empty():
            self._lines.get().http.close()

    # --- threads ---------------------------------------------------------------------------

    async def _carry(self, batch: Sequence[_Call]) -> list[Any]:
        return await self._in_thread(lambda line: _executed(line, batch))

    def _line(self) -> Line:
        session = _Session()
        session.trust_env = False
        if self._proxy:
            session.proxies = {"http": self._proxy, "https": self._proxy}
        road = _Road(self._base, self._timeouts)
        session.mount("https://", road)
        session.mount("http://", road)
        line = VkApiGroup(token=self._token, api_version=VERSION, config=MemoryConfig, session=session)
        line.RPS_DELAY = 0.0  # the pace is kept for all lines together
        line.error_handlers = {}  # the package's own sleep, repeat without end, or ask at a terminal
        return line

    async def _in_thread(self, work: Callable[[Line], T]) -> T:
        def run() -> T:
            line = self._lines.get()
            try:
                return _said_plainly(lambda: work(line))
            finally:
                self._lines.put(line)

        return await asyncio.get_running_loop().run_in_executor(self._threads, run)


class _Poll(VkBotLongPoll):  # type: ignore[misc]  # the package has no types
    """Hands events over as they came: one that the package cannot read would stop all that follow."""

    def _parse_event(self, raw_event: Any) -> Any:
        return raw_event


class LongPoll:
    """The package's long poll over a session of ours. Everything here waits: use it in a thread."""

    def __init__(self, line: Line, group_id: int) -> None:
        self._poll = _said_plainly(lambda: _Poll(line, group_id, wait=WAIT_SECONDS))
        self._poll.session.close()
        self._poll.session = line.http

    def close(self) -> None:
        """Lets the connection go."""
        self._poll.session.close()

    @property
    def ts(self) -> str:
        """How far the community has been read."""
        return str(self._poll.ts)

    @ts.setter
    def ts(self, reached: str) -> None:
        self._poll.ts = reached

    def news(self) -> list[dict[str, Any]]:
        """What has happened since `ts`, as VK tells it; none where it only gave a new key or `ts`."""
        events: list[dict[str, Any]] = _said_plainly(self._poll.check)
        return events


def _called(line: Line, method: str, params: dict[str, Any]) -> Any:
    return line.method(method, params)


def _executed(line: Line, batch: Sequence[_Call]) -> list[Any]:
    """The result of each call, or the error in its place."""
    if len(batch) == 1:
        return [_called(line, batch[0].method, batch[0].params)]
    calls = ",".join(call.code for call in batch)
    answer = line.method("execute", {"code": f"return [{calls}];"}, raw=True)
    errors = iter(answer.get("execute_errors", ()))
    results: list[Any] = []
    for call, result in zip(batch, answer["response"], strict=True):
        if result is False:
            told: dict[str, Any] = next(errors, {})
            code, words = told.get("error_code", INTERNAL), told.get("error_msg", "no reason given")
            results.append(CallError(call.method, code, words))
        else:
            results.append(result)
    return results


def _said_plainly(work: Callable[[], T]) -> T:
    """Runs the work; the package's errors become ours, without the parameters that bear the token."""
    try:
        return work()
    except ApiError as error:
        raise CallError(error.method, error.code, str(error.error.get("error_msg", ""))) from None
    except ApiHttpError as error:
        raise NoAnswer(f"status {error.response.status_code}") from None
    except (VkApiError, requests.RequestException, ValueError, KeyError) as error:
        raise NoAnswer(type(error).__name__, reached=_has_connected(error)) from None


def _has_connected(error: Exception) -> bool:
    """Whether there was a connection over which the call may have gone."""
    cause = error.args[0] if error.args else None
    why = getattr(cause, "reason", None)  # urllib3 says it a level below
    return not isinstance(error, requests.ConnectionError) or not isinstance(why, NewConnectionError)


def as_send_error(error: Exception) -> SendError:
    """What an error of VK means for whoever wants to send (dev.vk.com/en/reference/errors)."""
    if isinstance(error, SendError):
        return error
    if isinstance(error, CallError):
        if error.code in GONE:
            return Unreachable(str(error))
        if error.code in PAUSES:
            return Later(PAUSES[error.code])
        if error.code in TOKEN_REFUSED or error.code in PASSING:
            return Trouble(str(error))
        return Refused(str(error))
    if isinstance(error, NoAnswer):
        return Trouble(str(error))
    raise error
