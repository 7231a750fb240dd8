"""Which function does what a method of the Bot API does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.calls import Call

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram

Method = Callable[["FakeTelegram", Call], Any]


class Methods(dict[str, Method]):
    """Functions by the lower-case name of their method."""

    def does(self, name: str) -> Callable[[Method], Method]:
        """Register the decorated function for a method."""

        def register(function: Method) -> Method:
            self[name.lower()] = function
            return function

        return register
