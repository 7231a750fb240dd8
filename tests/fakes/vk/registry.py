"""Which function does what a method of the API does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.fakes.vk.calls import Call

if TYPE_CHECKING:
    from tests.fakes.vk.server import FakeVk

Method = Callable[["FakeVk", Call], Any]


class Methods(dict[str, Method]):
    """Functions by the name of their method."""

    def does(self, name: str) -> Callable[[Method], Method]:
        """Register the decorated function for a method."""

        def register(function: Method) -> Method:
            self[name] = function
            return function

        return register
