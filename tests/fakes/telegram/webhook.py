"""Bringing updates to a bot that has set a webhook."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

import aiohttp
import orjson

from tests.fakes.telegram.calls import Upload
from tests.fakes.telegram.refusals import Refused
from tests.fakes.telegram.requests import read_body
from tests.fakes.telegram.updates import Queue, Update

NOT_IN_ANSWERS = ("get", "setwebhook", "deletewebhook", "close", "logout")
"""Methods that Telegram does not execute from a webhook's response."""

Execute = Callable[[str, dict[str, Any], dict[str, Upload]], None]


class Webhook:
    """One set webhook: posts each lane in order, lanes side by side, and repeats until it is taken."""

    def __init__(
        self,
        url: str,
        queue: Queue,
        execute: Execute,
        *,
        loses: Callable[[], bool],
        secret: str | None = None,
        max_connections: int = 40,
        pause: float = 0.05,
    ) -> None:
        self.url = url
        self.secret = secret
        self.max_connections = max_connections
        self.error: str | None = None
        self.attempts = 0
        self.going = asyncio.Event()
        """Cleared while the whole platform is down."""
        self.going.set()
        self._queue = queue
        self._execute = execute
        self._loses = loses
        self._pause = pause
        self._lanes: dict[tuple[str, int], deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._connections = asyncio.Semaphore(max_connections)
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        for update in queue.unconfirmed:
            self._take(update)
        queue.listener = self._take

    async def close(self) -> None:
        """Stop posting; what was not taken stays in the queue."""
        self._queue.listener = None
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._session.close()

    def _take(self, update: Update) -> None:
        lane = self._lanes.get(update.lane)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.lane] = deque([update])
        task = asyncio.get_running_loop().create_task(self._serve(update.lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, name: tuple[str, int]) -> None:
        lane = self._lanes[name]
        while lane:
            await self.going.wait()
            if await self._post(lane[0]):
                self._queue.forget(lane.popleft())
            else:
                await asyncio.sleep(self._pause)  # Telegram waits longer and longer; a test need not
        del self._lanes[name]

    async def _post(self, update: Update) -> bool:
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        body = orjson.dumps(update.as_json())
        async with self._connections:
            self.attempts += 1
            update.hand_over()
            try:
                async with self._session.post(self.url, data=body, headers=headers) as response:
                    return await self._answered(response)
            except (aiohttp.ClientError, TimeoutError) as error:
                return self._failed(f"Connection failed: {type(error).__name__}")

    async def _answered(self, response: aiohttp.ClientResponse) -> bool:
        if not 200 <= response.status <= 299:
            return self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
        if self._loses():
            return self._failed("Connection closed")
        try:
            raw, uploads = await read_body(response)
        except Refused:
            return True  # what cannot be read is no call; the update is taken all the same
        method = raw.pop("method", None)
        if isinstance(method, str) and not method.lower().startswith(NOT_IN_ANSWERS):
            self._execute(method, raw, uploads)
        return True

    def _failed(self, why: str) -> bool:
        self.error = why
        return False
