"""Structured logs without personal data and without tokens, on standard error."""

import logging
import re
import sys
import traceback
from typing import Any

import structlog

SECRETS = re.compile(
    r"(?<!\d)\d{6,12}:[\w-]{30,}"  # a token of Telegram, behind the «bot» of an address too
    r"|vk1\.[\w.-]{20,}|(?<![0-9a-f])[0-9a-f]{85}(?![0-9a-f])"  # tokens of VK, new and old
    r"|(?<=/enter/)[\w-]+"  # one-time links
)
PRIVATE = {"text", "name", "body", "said", "token", "phone", "email"}


def _without_secrets(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    for key, value in event.items():
        if key in PRIVATE:
            event[key] = "•••"
        elif isinstance(value, str):
            event[key] = SECRETS.sub("•••", value)
    return event


def _traceback(exc_info: Any) -> str:
    """Where it happened and of what kind, causes first. What an error says may be somebody's words."""
    told: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        told.insert(0, "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(told)


class _Formatter(logging.Formatter):
    """The records of libraries, as carefully as our own."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        """Without what the error says."""
        return _traceback(ei)

    def format(self, record: logging.LogRecord) -> str:
        """Without tokens."""
        return SECRETS.sub("•••", super().format(record))


def configure(*, form: str = "text", level: int = logging.INFO) -> None:
    """Sends our own records and those of the libraries through one pipe."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_traceback),
        _without_secrets,
    ]
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    libraries = logging.StreamHandler(sys.stderr)
    libraries.setFormatter(_Formatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(handlers=[libraries], level=logging.WARNING)
    for noisy in ("aiogram", "aiosqlite", "apscheduler", "aiohttp.access"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
