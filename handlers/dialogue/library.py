"""All dialogues and notices by name: who may open them and which words do."""

import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import locales
from handlers.dialogue.nouns import Ask, Call, Result, Screen
from services.regulations import Regulation
from services.values import Personal
from storage.store import Unit

Telling = AsyncGenerator[Screen | Ask | Call | Result, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """Who is talking, as plain values."""

    id: int
    territory: str
    ref: str
    name: Personal | None
    roles: frozenset[str]
    profile: str | None
    consented: bool
    account_id: int
    channel: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A dialogue that was begun and waits to be gone on with."""

    run: str
    dialogue: str
    answers: int


@dataclass(frozen=True, slots=True)
class Talk:
    """What a dialogue is told with.

    `now` is the moment its run began and never moves: what is asked may depend on it. `heard` is
    that of the message being answered: it dates what is written, and what was typed just now.
    `moments` says by key when each answer came, in tenths of a second since `now`; it is empty
    unless the dialogue is `timed`.
    """

    person: Person
    regulation: Regulation
    now: datetime
    run: str
    masked: bool
    kept: tuple[Kept, ...]
    unit: Unit
    heard: datetime
    facts: dict[str, Any] = field(default_factory=dict)
    moments: Mapping[str, int] = field(default_factory=dict)

    async def once(self, name: str, read: Callable[[], Awaitable[Any]]) -> Any:
        """What `read` gave when this run first asked for it: a plain value, kept until the run ends."""
        if name not in self.facts:
            self.facts[name] = await read()
        return self.facts[name]

    @property
    def session(self) -> Any:
        """The session that services read and write with; its writes last only if the telling ends."""
        return self.unit.session


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation with a name. With no roles given, everybody who has consented may open it.

    One that stands in for another in public (`public` names it) is opened in its place on channels
    where only what is public may be seen; nothing else is opened there.
    """

    name: str
    tell: Callable[..., Telling]
    roles: frozenset[str]
    before_consent: bool
    command: bool
    pausable: bool
    public: str = ""
    timed: bool = False
    entrance: str = ""

    def takes(self, args: Sequence[Any]) -> bool:
        """Whether a link's arguments fit: as many as it takes, numbers where it wants numbers."""
        wanted, needed = _parameters(self.tell)
        if not needed <= len(args) <= len(wanted):
            return False
        return all(kind is None or isinstance(arg, kind) for arg, kind in zip(args, wanted, strict=False))

    def enter(self, talk: Talk, number: int) -> Telling:
        """Tells it with the number that a start code has brought along."""
        return self.tell(talk, number)

    def open_to(self, person: Person) -> bool:
        """Whether this person's roles permit it; consent is asked apart."""
        return not self.roles or bool(self.roles & person.roles)


@lru_cache
def _parameters(tell: Callable[..., Telling]) -> tuple[list[type | None], int]:
    """The kinds of a telling's arguments behind `talk`, and how many of them it needs."""
    parameters = list(inspect.signature(tell, eval_str=True).parameters.values())[1:]
    wanted = [p.annotation if p.annotation in (int, str) else None for p in parameters]
    return wanted, sum(p.default is p.empty for p in parameters)


@dataclass(frozen=True, slots=True)
class NoticeForm:
    """How a notice of this kind looks. `by_day` ones never leave in the quiet hours, even late.

    Only one that expires before these hours end leaves in them: it is about something that starts then.
    """

    kind: str
    show: Callable[..., Screen]
    by_day: bool = False


Drawer = Callable[[dict[str, Any]], bytes]
Made = bytes | Callable[[], bytes]
"""A file, or what writes it when all has been read: that runs in a thread, the snapshot let go."""
Maker = Callable[[Any, int, dict[str, Any]], Awaitable[Made]]


class Library:
    """Dialogues, notices, pictures and files by name; filled while `handlers` is imported."""

    def __init__(self) -> None:
        self.dialogues: dict[str, Dialogue] = {}
        self.public: dict[str, Dialogue] = {}
        self.notices: dict[str, NoticeForm] = {}
        self.drawers: dict[str, Drawer] = {}
        self.makers: dict[str, Maker] = {}
        self.entrances: dict[str, Dialogue] = {}
        self._words: dict[str, str] = {}

    def commands(self) -> list[Dialogue]:
        """The dialogues that a slash command opens, in the order they were declared."""
        return [dialogue for dialogue in self.dialogues.values() if dialogue.command]

    def command_words(self) -> dict[str, str]:
        """The commands by the words that open them, in every language, folded."""
        if not self._words:
            names = ["cancel", "back", *(dialogue.name for dialogue in self.commands())]
            for name in filter(lambda name: locales.has(f"command-{name}"), names):
                self._words |= dict.fromkeys(locales.spellings(f"command-{name}"), name)
        return self._words


LIBRARY = Library()


def dialogue(
    name: str,
    *,
    roles: set[str] | frozenset[str] = frozenset(),
    before_consent: bool = False,
    command: bool = False,
    pausable: bool = False,
    public: str = "",
    timed: bool = False,
    entrance: str = "",
    library: Library = LIBRARY,
) -> Callable[[Callable[..., Telling]], Callable[..., Telling]]:
    """Gives a telling its name. `command` makes `/name` and the locale's word for it open it.

    With `public` it is the one screen that stands in for the dialogue of that name where only what
    is public may be seen; it is told to a stranger and writes nothing. `timed` keeps when each answer came.
    `entrance` is the letter of the start codes that open it with a number: `e12` opens it with 12.
    """

    def register(tell: Callable[..., Telling]) -> Callable[..., Telling]:
        if name in library.dialogues:
            raise ValueError(f"two dialogues are called {name}")
        made = Dialogue(
            name, tell, frozenset(roles), before_consent, command, pausable, public, timed, entrance
        )
        if public:
            if public in library.public:
                raise ValueError(f"two dialogues stand in for {public}")
            library.public[public] = made
            return tell
        if entrance in library.entrances:
            raise ValueError(f"two dialogues are entered by {entrance}")
        library.dialogues[name] = made
        library.entrances |= {entrance: made} if entrance else {}
        library._words.clear()  # noqa: SLF001 - the library's own registering
        return tell

    return register


def notice(
    kind: str, *, by_day: bool = False, library: Library = LIBRARY
) -> Callable[[Callable[..., Screen]], Callable[..., Screen]]:
    """Gives a notice its looks: a function from the arguments a service wrote to a screen."""

    def register(show: Callable[..., Screen]) -> Callable[..., Screen]:
        if kind in library.notices:
            raise ValueError(f"two notices are called {kind}")
        library.notices[kind] = NoticeForm(kind, show, by_day)
        return show

    return register


def drawer(name: str, *, library: Library = LIBRARY) -> Callable[[Drawer], Drawer]:
    """Names a function that draws a picture (PNG) from plain values; it runs in a thread."""

    def register(draw: Drawer) -> Drawer:
        library.drawers[name] = draw
        return draw

    return register


def maker(name: str, *, library: Library = LIBRARY) -> Callable[[Maker], Maker]:
    """Names a function that makes a file for a person; it reads through the reading engine.

    What takes long to write it gives as a function of nothing, to be called when the reading is over.
    """

    def register(make: Maker) -> Maker:
        library.makers[name] = make
        return make

    return register
