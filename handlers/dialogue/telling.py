"""Retelling: a dialogue is run from its beginning over the answers kept so far.

What is kept between two messages is the journal: key, value and what the value depends on,
in the order of asking. The telling stops at the first question without an answer.
"""

from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from handlers.dialogue.library import Dialogue, Talk, Telling
from handlers.dialogue.nouns import Ask, Call, Result, Screen, Unclear
from services.values import Words

MOST_QUESTIONS = 300
DEEPEST = 8
TYPED = "typed"
SAID = "said"


class BadTelling(RuntimeError):
    """The dialogue itself is wrong: it asks a key twice, never ends, or ends without a screen."""


@dataclass(slots=True)
class Entry:
    """An answer.

    `print` is the fingerprint of what was shown when one was chosen, TYPED for words already
    read (or a file), SAID for words that no question has read yet. `at` is when it came, in tenths of
    a second since its run began; 0 where nobody asks.
    """

    key: str
    value: Any
    print: str = ""
    at: int = 0


@dataclass(slots=True)
class Told:
    """Where the telling stopped: at an unanswered question, or at its last screen (`key` is None).

    `used` are the answers it took, `ahead` those it has not come to, `cut` those that hold no
    longer. `heard` says whether it asked what was just answered, `unclear` why it could not
    read the words.
    """

    stop: Ask | Screen
    key: str | None
    used: list[Entry]
    ahead: list[Entry] = field(default_factory=list)
    cut: list[Entry] = field(default_factory=list)
    heard: bool = False
    unclear: Words | None = None

    @property
    def ended(self) -> bool:
        """Whether the dialogue came to its last screen."""
        return self.key is None


async def tell(
    dialogue: Dialogue, talk: Talk, args: list[Any], journal: list[Entry], said: Entry | None = None
) -> Told:
    """Runs the dialogue over the journal, and over what was just said, to its next question or end.

    An entry that the world has overtaken is cut with everything after it. Raises BadTelling
    for a dialogue that could hang or trap a person.
    """
    teller = _Teller(dialogue.name, talk, {entry.key: entry for entry in journal}, said)
    told = await teller.tell(dialogue.tell(talk, *args), "", 0)
    if isinstance(told, Result):
        raise BadTelling(f"{dialogue.name} gives a result to nobody")
    left = [entry for entry in journal if entry.key not in teller.asked]
    told.heard = said is not None and said.key in teller.asked
    if told.cut:
        told.cut += left
    else:
        told.ahead = left
    return told


@dataclass(slots=True)
class _Teller:
    """One telling: what is known, what has been asked and answered so far."""

    name: str
    talk: Talk
    known: dict[str, Entry]
    said: Entry | None
    asked: set[str] = field(default_factory=set)
    used: list[Entry] = field(default_factory=list)
    calls: int = 0

    async def tell(self, telling: Telling, prefix: str, depth: int) -> Told | Result:
        """Runs one telling, and those it calls, until it must stop or gives its result."""
        answer: Any = None
        async with aclosing(telling):
            while True:
                try:
                    step = await telling.asend(answer)
                except StopAsyncIteration:
                    raise BadTelling(f"{self.name} ended without a screen") from None
                if isinstance(step, Ask):
                    stop, answer = self._asked(step, prefix)
                    if stop is not None:
                        return stop
                elif isinstance(step, Call):
                    called = await self._call(step, prefix, depth)
                    if isinstance(called, Told):
                        return called
                    answer = called.value
                elif isinstance(step, Result):
                    return step
                elif isinstance(step, Screen):
                    return Told(step, None, self.used)
                else:
                    raise BadTelling(f"{self.name} says {type(step).__name__}")

    async def _call(self, call: Call, prefix: str, depth: int) -> Told | Result:
        self.calls += 1
        if depth >= DEEPEST or self.calls >= MOST_QUESTIONS:
            raise BadTelling(f"{self.name} calls {call.key} without end")
        return await self.tell(call.tell(self.talk, **call.args), f"{prefix}{call.key}/", depth + 1)

    def _asked(self, ask: Ask, prefix: str) -> tuple[Told | None, Any]:
        """Where to stop, or what the dialogue hears for this question."""
        key = prefix + ask.key
        self._check(ask, key)
        entry = self.known.get(key)
        if self.said is not None and self.said.key == key:
            try:
                entry = _read(ask, self.said)
            except Unclear as unclear:
                return Told(ask, key, self.used, unclear=unclear.words), None
        if entry is None:
            if self.talk.masked and (ask.open_only or (ask.personal and ask.skippable)):
                return None, None
            return Told(ask, key, self.used), None
        if not _holds(ask, entry):
            return Told(ask, key, self.used, cut=[entry]), None
        self.used.append(entry)
        return None, ask.answer(entry.value)

    def _check(self, ask: Ask, key: str) -> None:
        if key in self.asked or len(self.asked) + 1 >= MOST_QUESTIONS:
            raise BadTelling(f"{self.name} asks {key} twice or asks without end")
        if not (ask.choices or ask.read or ask.file or ask.skippable):
            raise BadTelling(f"{self.name} asks {key} and accepts no answer")
        self.asked.add(key)


def _read(ask: Ask, said: Entry) -> Entry:
    """What was said as it is kept: words are read once, now, by the question they answer."""
    if said.print != SAID:
        return said
    if ask.read is None:
        raise Unclear("kit-choose")
    return Entry(said.key, ask.read(said.value), TYPED, said.at)


def _holds(ask: Ask, entry: Entry) -> bool:
    if entry.print == TYPED:
        return ask.read is not None or ask.file
    return entry.print == ask.fingerprint() and ask.still_offers(entry.value)
