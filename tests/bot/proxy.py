"""A proxy as administrators set one: it asks for a password, and knows names that nobody else knows."""

import asyncio
from base64 import b64encode
from contextlib import suppress
from typing import Self

USER, PASSWORD = "service", "aPasswordOfTheProxy"
NAME = "platform.invalid"
"""No resolver knows it: a call to it passes through the proxy or nowhere."""


class Proxy:
    """Passes on by CONNECT and by the whole address; one request of the latter kind a connection."""

    def __init__(self, platform: str) -> None:
        """`platform` is the address of the stand-in to which NAME leads."""
        self.platform = platform
        self.passed: list[str] = []
        """What was passed on: the first lines of the requests, as far as their address."""
        self.refuses = False
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://{USER}:{PASSWORD}@127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._met, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._open:
            task.cancel()
        if self._open:
            await asyncio.wait(self._open)

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            await self._serve(reader, writer)
        except (asyncio.CancelledError, asyncio.IncompleteReadError, ConnectionError):
            return  # who asked has gone, or the scene is over
        finally:
            self._open.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method, address, _ = head.split("\r\n", 1)[0].split(" ")
        known = f"Proxy-Authorization: Basic {b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"
        if self.refuses or known.lower() not in head.lower():
            status = "502 Bad Gateway" if self.refuses else "407 Proxy Authentication Required"
            writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
            return
        self.passed.append(f"{method} {address}")
        host, _, rest = address.removeprefix("http://").partition("/")
        there = self.platform.removeprefix("http://") if host.partition(":")[0] == NAME else host
        name, _, port = there.partition(":")
        server, onward = await asyncio.open_connection(name, int(port))
        try:
            if method == "CONNECT":
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                onward.write(_for_the_server(head, f"{method} /{rest}").encode("latin-1"))
            async with asyncio.TaskGroup() as both:
                asking = both.create_task(_pipe(reader, onward))
                await _pipe(server, writer)
                asking.cancel()
        finally:
            onward.close()


def _for_the_server(head: str, first: str) -> str:
    """The head without what is the proxy's alone; the server is to close when it has answered."""
    own = ("proxy-", "connection:")
    lines = [line for line in head.split("\r\n")[1:] if line and not line.lower().startswith(own)]
    return "\r\n".join([f"{first} HTTP/1.1", *lines, "Connection: close", "", ""])


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while some := await reader.read(1 << 16):
            writer.write(some)
            await writer.drain()
