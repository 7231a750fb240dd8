"""What is kept of a conversation between two messages."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from handlers.dialogue.telling import Entry
from services.values import dumps, loads

RUN_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
MOST_KEPT = 6


def new_run() -> str:
    """Eight signs that no other run has; what a run writes carries them."""
    return "".join(secrets.choice(RUN_SIGNS) for _ in range(8))


@dataclass(slots=True)
class Run:
    """One going-through of a dialogue: its answers, and the moment it began.

    `ahead` are answers to questions that stand behind the one now asked (a new version put it
    in between). `suggested` are answers that were cut, by key: offered when it is asked again.
    `facts` are plain values that were read once and hold for the whole run.
    """

    dialogue: str
    args: list[Any]
    id: str
    began: datetime
    journal: list[Entry] = field(default_factory=list)
    ahead: list[Entry] = field(default_factory=list)
    suggested: dict[str, Entry] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def answered(self) -> bool:
        """Whether something would be lost with it."""
        return bool(self.journal or self.ahead or self.suggested)

    def suggest(self, entries: list[Entry]) -> None:
        """Keeps answers that hold no longer, to be offered when their question comes again."""
        for entry in entries:
            self.suggested[entry.key] = entry

    def back(self) -> None:
        """Takes the last answer back; those that were waiting behind it go with it."""
        self.suggest([*self.ahead, self.journal.pop()])
        self.ahead = []


@dataclass(slots=True)
class State:
    """The runs of a person: the last one is talking if `asked` is set, the others wait.

    `parked` are runs set aside (cancelled, broken, forbidden): kept for a while, but not
    offered again by themselves.
    """

    runs: list[Run] = field(default_factory=list)
    parked: list[Run] = field(default_factory=list)
    asked: str = ""

    @property
    def top(self) -> Run | None:
        """The run that is talking, or that would go on."""
        return self.runs[-1] if self.runs else None

    @property
    def talking(self) -> Run | None:
        """The run whose question is in sight."""
        return self.top if self.asked else None

    def waiting(self, dialogue: str, args: list[Any], *, anyhow: bool = False) -> Run | None:
        """The run of this dialogue with these arguments that was begun and not ended.

        `anyhow` takes a cancelled one too, and without arguments any: so a first contact goes on
        and an invitation is not lost.
        """
        runs = [*self.parked, *self.runs] if anyhow else self.runs
        begun = (run for run in reversed(runs) if run.dialogue == dialogue)
        return next((run for run in begun if run.args == args or (anyhow and not args)), None)

    def drop_like(self, dialogue: str, args: list[Any] | None) -> None:
        """Forgets the waiting runs of this dialogue with these arguments, or, without, all there are."""
        for run in [*self.runs, *(self.parked if args is None else ())]:
            if run.dialogue == dialogue and args in (None, run.args):
                self.drop(run)

    def push(self, run: Run) -> None:
        """Makes this run the top one. Those that hold nothing go; of too many the oldest is parked."""
        self.drop(run)
        waiting = [other for other in self.runs if other.answered or other.args]
        self.runs = [*waiting, run]
        for oldest in waiting[: -MOST_KEPT + 1]:
            self.park(oldest)

    def drop(self, run: Run) -> None:
        """Forgets a run."""
        self.runs = [other for other in self.runs if other.id != run.id]
        self.parked = [other for other in self.parked if other.id != run.id]

    def park(self, run: Run) -> None:
        """Takes a run out of the way; its answers, if it has any, are kept for a while."""
        self.drop(run)
        if run.answered or run.args:
            self.parked = [*self.parked, run][-MOST_KEPT:]

    def forget(self) -> None:
        """Nothing of the talk so far is kept."""
        self.runs, self.parked, self.asked = [], [], ""

    def take_in(self, other: "State") -> None:
        """What waits in another conversation of the same person goes on waiting, under what waits here."""
        here = {run.id for run in (*self.runs, *self.parked)}
        self.parked = [*other.parked, *self.parked][-MOST_KEPT:]
        for run in reversed(other.runs):
            if run.id not in here and len(self.runs) < MOST_KEPT:
                self.runs.insert(0, run)

    def find(self, run_id: str) -> Run | None:
        """A waiting or parked run; None when it is gone."""
        return next((run for run in (*self.runs, *self.parked) if run.id == run_id), None)

    def pack(self) -> str:
        """JSON text for the conversation's row."""
        packed: dict[str, Any] = {"runs": list(map(_packed, self.runs))}
        if self.parked:
            packed["parked"] = list(map(_packed, self.parked))
        if self.asked:
            packed["asked"] = self.asked
        return dumps(packed)

    @staticmethod
    def unpack(text: str) -> "State":
        """The state that `pack` wrote; an empty text is a fresh conversation."""
        if not text:
            return State()
        packed = loads(text) if '"~' in text else orjson.loads(text)  # few answers are more than plain values
        return State(
            list(map(_run, packed["runs"])),
            list(map(_run, packed.get("parked", ()))),
            packed.get("asked", ""),
        )


def _packed(run: Run) -> dict[str, Any]:
    packed: dict[str, Any] = {
        "d": run.dialogue,
        "r": run.id,
        "t": run.began.isoformat(),
        "j": _entries(run.journal),
    }
    if run.args:
        packed["a"] = run.args
    if run.ahead:
        packed["n"] = _entries(run.ahead)
    if run.suggested:
        packed["s"] = _entries(list(run.suggested.values()))
    if run.facts:
        packed["f"] = run.facts
    return packed


def _entries(entries: list[Entry]) -> list[list[Any]]:
    return [_entry(e) for e in entries]


def _entry(entry: Entry) -> list[Any]:
    if entry.at:
        return [entry.key, entry.value, entry.print, entry.at]
    return [entry.key, entry.value, entry.print] if entry.print else [entry.key, entry.value]


def _run(packed: dict[str, Any]) -> Run:
    return Run(
        packed["d"],
        packed.get("a", []),
        packed["r"],
        datetime.fromisoformat(packed["t"]),
        [Entry(*entry) for entry in packed["j"]],
        [Entry(*entry) for entry in packed.get("n", ())],
        {entry[0]: Entry(*entry) for entry in packed.get("s", ())},
        packed.get("f", {}),
    )
