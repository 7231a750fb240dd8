"""How a conversation goes on: a dialogue is opened, told, left, gone on with, taken back.

A dialogue is told only for an answer, for Back, or when it is opened or gone on with;
everything else shows the stored screen.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from handlers.dialogue import words
from handlers.dialogue.library import Dialogue, Kept, Library, Person, Talk
from handlers.dialogue.nouns import Ask, Link, Screen
from handlers.dialogue.paging import Limits
from handlers.dialogue.shown import KEEP, Shown, ask_shown, screen_shown, suggestion
from handlers.dialogue.state import Run, State, new_run
from handlers.dialogue.telling import TYPED, Entry, Told, tell
from handlers.dialogue.voice import Voice
from services.regulations import Regulation
from services.values import Words
from storage.store import Unit

START, MENU, RESUME = "start", "menu", "resume"
LONGEST_FIND = 60
TENTH = timedelta(milliseconds=100)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What surrounds a turn: who, where, when, within which limits.

    `seen` says whether this account has been shown the stored screen.
    """

    person: Person
    regulation: Regulation
    unit: Unit
    voice: Voice
    limits: Limits
    library: Library
    now: datetime
    seen: bool
    web_link: Callable[[], Awaitable[str | None]] | None = None


@dataclass(slots=True)
class Course:
    """The ways a turn can take; each gives the screen it leads to."""

    at: Circumstances
    state: State
    stored: Shown | None
    _notice: Words | None = field(default=None)

    # --- opening and going on --------------------------------------------------------------

    async def open(self, name: str, args: list[Any]) -> Shown:
        """Begins a dialogue, or goes on with it where it was begun with the same arguments."""
        dialogue = self.at.library.dialogues.get(name)
        if dialogue is None or not dialogue.takes(args):
            return await self._stale()
        if not self._consented_to(dialogue):
            self._notice = Words("kit-consent-first")
            talking = self.state.talking
            if talking and self._consented_to(self.at.library.dialogues[talking.dialogue]):
                return await self._again()
            dialogue, args = self.at.library.dialogues[START], []
        if not dialogue.open_to(self.at.person):
            self._notice = Words("error-not-allowed")
            dialogue, args = self.at.library.dialogues[MENU], []
        first = dialogue.name == START
        waiting = self.state.waiting(dialogue.name, args, anyhow=first)
        if waiting is not None and waiting.answered:
            return await self._resume(waiting.id)
        self._leave()
        if waiting is not None:
            args = waiting.args
        self.state.drop_like(dialogue.name, None if first else args)
        self.state.push(Run(dialogue.name, args, new_run(), self.at.now))
        return await self._tell()

    def _consented_to(self, dialogue: Dialogue) -> bool:
        return self.at.person.consented or dialogue.before_consent

    async def _resume(self, run_id: str) -> Shown:
        run = self.state.find(run_id)
        if run is None:
            self._notice = Words("kit-gone")
            return await self._again()
        self._leave()
        self.state.push(run)
        self._notice = self._notice or Words("kit-resumed")
        return await self._tell()

    async def _restart(self) -> Shown:
        """From the first question; what was typed is not lost but offered."""
        old = self._run()
        new = Run(old.dialogue, old.args, new_run(), self.at.now)
        given = (*old.suggested.values(), *old.journal, *old.ahead)
        new.suggest([entry for entry in given if entry.print == TYPED])
        self.state.asked = ""
        self.state.drop(old)
        self.state.push(new)
        return await self._tell()

    # --- going back and away ---------------------------------------------------------------

    async def _back(self) -> Shown:
        run = self.state.talking
        if run is None or not run.journal:
            self._notice = Words("kit-nothing-back")
            return await self._again()
        self._keep_marks()
        run.back()
        return await self._tell()

    async def _cancel(self) -> Shown:
        run = self.state.talking
        if run is None:
            self._notice = Words("kit-nothing-to-cancel")
            return await self._again()
        self._leave()
        self.state.park(run)
        links = [Link(RESUME, Words("kit-undo-cancel"), run.id)] if run.answered else []
        return self._closing(Screen("kit-cancelled", count=len(run.journal), links=links))

    async def _pause(self) -> Shown:
        run = self._run()
        self._leave()
        links = [Link(RESUME, Words("kit-go-on"), run.id), Link(MENU, Words("command-menu"))]
        return screen_shown(Screen("kit-paused", count=len(run.journal), links=links))

    def _leave(self) -> None:
        """No question is in sight any more; marks made on it are kept."""
        self._keep_marks()
        self.state.asked = ""

    def _keep_marks(self) -> None:
        run, stored = self.state.talking, self.stored
        if run is not None and stored is not None and stored.picked:
            run.suggest([Entry(stored.key, list(stored.picked))])

    # --- the stored screen, without any telling --------------------------------------------

    async def _again(self) -> Shown:
        """The stored screen; where there is none, the question that waits, the menu or the greeting."""
        if self.stored is None and self.state.talking is not None:
            return await self._resume(self.state.talking.id)
        if self.stored is None:
            return await self.open(MENU if self.at.person.consented else START, [])
        return self._as_before()

    async def _stale(self) -> Shown:
        self._notice = self._notice or Words("kit-stale")
        return await self._again()

    def _as_before(self, **changes: Any) -> Shown:
        return replace(self._stored(), notice=None, **changes)

    def _suggesting(self) -> Shown:
        """The stored question, with what is kept for it as a suggestion."""
        stored = self._stored()
        label = suggestion(stored, self._run().suggested.get(stored.key))
        others = tuple(name for name in stored.controls if name != KEEP)
        return self._as_before(suggestion=label, controls=(*others, KEEP) if label is not None else others)

    def _closing(self, screen: Screen, run: Run | None = None) -> Shown:
        """A last screen with what waits to be gone on with; the kit's own also lead to the menu.

        What waits comes first on the menu and last elsewhere.
        """
        shown = screen_shown(screen, run.id if run else "")
        waiting = self.state.top
        going_on: tuple[Link, ...] = ()
        if waiting is not None:
            title = Words("kit-go-on-with", title=Words(f"title-{waiting.dialogue}"))
            going_on = (Link(RESUME, title, waiting.id),)
        if run is None:
            shown.links = (*shown.links, *going_on, Link(MENU, Words("command-menu")))
        else:
            shown.links = (*going_on, *shown.links) if run.dialogue == MENU else (*shown.links, *going_on)
        return shown

    # --- telling ---------------------------------------------------------------------------

    async def _tell(self, said: Entry | None = None) -> Shown:
        """Tells the top run over its answers and what was just said; shows where it stops."""
        run = self._run()
        dialogue = self.at.library.dialogues[run.dialogue]
        if not (self._consented_to(dialogue) and dialogue.open_to(self.at.person)):
            self._leave()
            self.state.park(run)
            consented = self._consented_to(dialogue)
            self._notice = Words("error-not-allowed" if consented else "kit-consent-first")
            return await self.open(MENU if consented else START, [])
        self.at.unit.guard()
        if dialogue.timed and said is not None:
            said.at = max(1, (self.at.now - run.began) // TENTH)
        talk = self._talk(run, said, timed=dialogue.timed)
        told = await tell(dialogue, talk, run.args, [*run.journal, *run.ahead], said)
        if told.ended:
            await self.at.unit.keep()
            return self._ended(run, told)
        await self.at.unit.undo()
        return self._stopped(run, dialogue, told, said)

    def _stopped(self, run: Run, dialogue: Dialogue, told: Told, said: Entry | None) -> Shown:
        ask, key = told.stop, told.key
        assert isinstance(ask, Ask)
        assert key is not None
        resumed = not self.state.asked and bool(run.journal)
        run.journal, run.ahead = told.used, told.ahead
        if said is not None and not told.heard:
            told.cut.append(said)
        elif said is not None and key != said.key:
            run.suggested.pop(said.key, None)
        run.suggest(told.cut)
        before, self.state.asked = self.state.asked, key
        shown = ask_shown(ask, run, key, pausable=dialogue.pausable, resumed=resumed)
        if key == before and self.stored is not None:
            shown.page = self.stored.page
            shown.picked = tuple(value for value in self.stored.picked if ask.still_offers([value]))
        letters = str(said.value) if told.unclear and said is not None and not shown.counts else ""
        if words.searched(letters, shown, self.at.voice):
            shown.find, shown.page = letters[:LONGEST_FIND], 0
        else:
            overtaken = Words("kit-overtaken") if told.cut else None
            self._notice = told.unclear or overtaken or self._notice
        return shown

    def _ended(self, run: Run, told: Told) -> Shown:
        assert isinstance(told.stop, Screen)
        self.state.drop(run)
        self.state.asked = ""
        if self.at.unit.forgets:
            self.state.forget()
        shown = self._closing(told.stop, run)
        shown.lasting = told.stop.lasting
        return shown

    def _talk(self, run: Run, said: Entry | None, *, timed: bool) -> Talk:
        at = self.at
        kept = tuple(
            Kept(other.id, other.dialogue, len(other.journal))
            for other in reversed(self.state.runs)
            if other.id != run.id and other.answered
        )
        moments: dict[str, int] = {}
        if timed:
            moments = {entry.key: entry.at for entry in (*run.journal, *run.ahead, *([said] if said else ()))}
        return Talk(
            at.person,
            at.regulation,
            run.began,
            run.id,
            at.voice.masked,
            kept,
            at.unit,
            at.now,
            run.facts,
            moments,
        )

    def _run(self) -> Run:
        run = self.state.top
        assert run is not None, "only an open run is told"
        return run

    def _stored(self) -> Shown:
        assert self.stored is not None
        return self.stored
