"""One running program per SQLite file."""

import fcntl
from pathlib import Path
from typing import IO


class AlreadyRunning(RuntimeError):
    """Another program holds this store."""


class InstanceLock:
    """Held as long as the program lives; the system lets it go when the process dies."""

    def __init__(self, file: str) -> None:
        self._store = Path(file).resolve()
        self._held: IO[str] | None = None

    def take(self) -> None:
        """Takes the lock or raises AlreadyRunning at once."""
        held = Path(f"{self._store}.lock").open("a")  # noqa: SIM115 - open as long as the lock is held
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            held.close()
            raise AlreadyRunning(
                f"the store {self._store.name} is in use by another run: stop it first, or use PostgreSQL"
            ) from None
        self._held = held

    def release(self) -> None:
        """Lets the store go."""
        if self._held is not None:
            self._held.close()
            self._held = None
