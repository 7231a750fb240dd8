"""The product's own program, run as a process of its own against fake platforms."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Program:
    """`python -m bot run` with the settings given; it can be ended kindly or killed."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        kept = {
            name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ
        }
        self.settings = {**kept, "PYTHONPATH": str(ROOT), "WEB_PORT": "0", "LOG_FORMAT": "json", **settings}
        self.process: asyncio.subprocess.Process | None = None
        self.lines: list[str] = []
        self._reader: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()

    async def start(self, *, wait: bool = True) -> None:
        """Starts it and, unless told otherwise, waits until it says that it serves."""
        self._ready = asyncio.Event()
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run",
            cwd=self.folder, env=self.settings, stderr=PIPE, stdout=DEVNULL,
        )  # fmt: skip
        self._reader = asyncio.create_task(self._read(self.process))
        if wait:
            await asyncio.wait_for(self._ready.wait(), 60)

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        async for line in process.stderr:
            self.lines.append(line.decode(errors="replace").rstrip())
            if '"ready"' in self.lines[-1]:
                self._ready.set()
        self._ready.set()

    @property
    def url(self) -> str:
        """Where the program says that it serves the browser chat; the newest start counts."""
        told = [json.loads(line) for line in self.lines if '"web-chat"' in line]
        return str(told[-1]["address"])

    async def runs(self, *words: str, **settings: str) -> tuple[int, str, str]:
        """Another `python …` in the same folder with the same settings: exit status, output, errors."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, *words,
            cwd=self.folder, env={**self.settings, **settings}, stdout=PIPE, stderr=PIPE,
        )  # fmt: skip
        out, err = await process.communicate()
        assert process.returncode is not None
        return process.returncode, out.decode(), err.decode()

    async def kill(self) -> None:
        """Kill -9, at once."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM; gives the exit status."""
        return await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(how)
        status = await self.process.wait()
        if self._reader is not None:
            await self._reader
        return status
