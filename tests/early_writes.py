"""Catches what no dialogue may do: write something before its last question (CORE 2).

Imported by `tests.play`, so every scene of every topic is watched.
"""

from contextvars import ContextVar
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from handlers.dialogue import course
from handlers.dialogue.telling import Told

WRITES = ("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE")
_written: ContextVar[list[str] | None] = ContextVar("written", default=None)
found: list[str] = []


class Tally:
    """How many statements have been sent to any database so far."""

    statements = 0


def _note(_connection, _cursor, statement: str, *_rest: Any) -> None:
    Tally.statements += 1
    written = _written.get()
    if written is not None and statement.lstrip().upper().startswith(WRITES):
        written.append(statement)


def _watched(tell: Any) -> Any:
    async def told(*args: Any, **kwargs: Any) -> Told:
        token = _written.set([])
        try:
            result: Told = await tell(*args, **kwargs)
            written = _written.get()
        finally:
            _written.reset(token)
        if not result.ended and written:
            found.append(f"written before the question {result.key}: {written[0][:200]}")
        return result

    return told


event.listen(Engine, "before_cursor_execute", _note)
course.tell = _watched(course.tell)
