"""The nouns of a conversation: questions, choices, screens. No messenger's nouns stand here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final

from handlers.dialogue.wire import check_link
from services.values import Personal, Words, dumps

Label = Words | Personal | str
Key = str | tuple[str | int, ...]
SHOWN: Final = Personal("open", "masked")
"""Says to a text on which kind of channel it is shown, so that it can speak of the web chat."""


def key_text(key: Key) -> str:
    """A key as the journal has it; `/` is kept for the keys of a dialogue called by another."""
    text = key if isinstance(key, str) else ":".join(map(str, key))
    if not text or "/" in text:
        raise ValueError(f"not a key: {text!r}")
    return text


class Unclear(Exception):
    """A typed answer cannot be read; `key` names the sentence that helps."""

    def __init__(self, key: str, /, **args: Any) -> None:
        super().__init__(key)
        self.words = Words(key, **args)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to press. `alone` gives it a row of its own: the expected next step."""

    value: str | int
    label: Label
    alone: bool = False


@dataclass(frozen=True, slots=True, init=False)
class Link:
    """A button that opens another dialogue with arguments; it never goes stale by age.

    Arguments are whole numbers or short texts without `:`; anything else raises ValueError.
    """

    dialogue: str
    label: Label
    args: tuple[str | int, ...]

    def __init__(self, dialogue: str, label: Label, *args: str | int) -> None:
        check_link(dialogue, args)
        object.__setattr__(self, "dialogue", dialogue)
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "args", args)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to be drawn after the commit, off the event loop, by the drawer of this name."""

    drawer: str
    args: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A file to be made after the commit by the maker of this name.

    `personal` keeps it off masked channels, where it is made with the arguments `unnamed` if there are
    such.
    """

    maker: str
    name: str
    args: dict[str, Any] = field(default_factory=dict)
    personal: bool = False
    unnamed: dict[str, Any] | None = None


class Screen:
    """What a person sees when nothing is asked. Its links lead to other dialogues.

    `lasting` puts «Меню» and «Помощь» where they always stand, on channels that have such a place.
    """

    __slots__ = ("document", "lasting", "links", "picture", "words")

    def __init__(
        self,
        say: str,
        *,
        links: Sequence[Link] = (),
        picture: Picture | None = None,
        document: Document | None = None,
        lasting: bool = False,
        **args: Any,
    ) -> None:
        self.words = Words(say, **args)
        self.lasting = lasting
        self.links = tuple(links)
        self.picture = picture
        self.document = document


class Ask:
    """A question. It awaits one of its choices, typed words that `read` understands, or both.

    `many` lets several choices be marked before they are accepted together. `personal` marks a
    question whose choices or answer are about a person: it never passes on a masked channel.
    `open_only` says that it is only asked where what it shows may pass; elsewhere the answer is None.
    `file` accepts a file; its answer is the number of a row of received files.
    """

    __slots__ = (
        "choices", "file", "key", "many", "open_only", "personal", "picture", "read", "skippable", "words",
    )  # fmt: skip

    def __init__(
        self,
        say: str,
        *,
        key: Key,
        choices: Sequence[Choice] = (),
        read: Callable[[str], Any] | None = None,
        skippable: bool = False,
        many: bool = False,
        personal: bool = False,
        open_only: bool = False,
        file: bool = False,
        picture: Picture | None = None,
        **args: Any,
    ) -> None:
        self.words = Words(say, **args)
        self.key = key_text(key)
        self.choices = tuple(choices)
        self.read = read
        self.skippable = skippable
        self.many = many
        self.personal = personal
        self.open_only = open_only
        self.file = file
        self.picture = picture

    def fingerprint(self) -> str:
        """What a kept answer depends on; empty where only the choice itself must still exist."""
        return ""

    def answer(self, value: Any) -> Any:
        """What the dialogue hears for a kept value."""
        return value

    def still_offers(self, value: Any) -> bool:
        """Whether a kept choice (or each of several) can still be chosen."""
        if value is None:
            return self.skippable
        if self.many:
            return isinstance(value, list) and all(map(self._offers, value))
        return self._offers(value)

    def _offers(self, value: Any) -> bool:
        for choice in self.choices:  # noqa: SIM110 - asked for every kept answer at every message
            if choice.value == value:
                return True
        return False


class Decide(Ask):
    """The last look before something is written: an answer is one to exactly what it shows."""

    __slots__ = ()

    def fingerprint(self) -> str:
        """Covers everything on the screen, so that a yes to A never confirms B."""
        picture = self.picture and [self.picture.drawer, self.picture.args]
        shown = dumps([self.words, [choice.label for choice in self.choices], picture])
        return blake2b(shown.encode(), digest_size=6).hexdigest()


class Confirm(Decide):
    """The last look where there are two answers to it: yes or no."""

    __slots__ = ()

    def __init__(
        self, say: str, *, key: Key = "sure", yes: str = "kit-yes", no: str = "kit-no", **args: Any
    ) -> None:
        super().__init__(
            say, key=key, choices=(Choice("yes", Words(yes), alone=True), Choice("no", Words(no))), **args
        )

    def answer(self, value: Any) -> bool:
        """True for yes."""
        return bool(value == "yes")


@dataclass(frozen=True, slots=True, init=False)
class Call:
    """Tells another dialogue inside this one; its Result comes back as the answer.

    The inner dialogue's keys are prefixed, so the same one may be called twice.
    """

    tell: Callable[..., Any]
    key: str
    args: dict[str, Any]

    def __init__(self, tell: Callable[..., Any], *, key: Key, **args: Any) -> None:
        object.__setattr__(self, "tell", tell)
        object.__setattr__(self, "key", key_text(key))
        object.__setattr__(self, "args", args)


@dataclass(frozen=True, slots=True)
class Result:
    """What a called dialogue gives back to the one that called it."""

    value: Any
