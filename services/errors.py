"""Errors that a person is told about, as keys of the locales; their words live there."""

from typing import Any


class DomainError(Exception):
    """A rule forbids it. `key` names the sentence that says what happened and what to do now."""

    def __init__(self, key: str, /, **args: Any) -> None:
        super().__init__(key)
        self.key = key
        self.args_of_text = args


class NotAllowed(DomainError):
    """This person's roles do not permit it."""

    def __init__(self) -> None:
        super().__init__("error-not-allowed")
