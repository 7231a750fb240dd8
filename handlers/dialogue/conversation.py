"""One turn of a conversation: what a person did, heard over what is kept, gives the next screen.

The order of §3 in docs/architecture.md: commands first, then presses (a stale one changes
nothing), then words, which answer only a question this person has seen.
"""

import re
from dataclasses import dataclass, replace

from handlers.dialogue import words
from handlers.dialogue.course import LONGEST_FIND, MENU, RESUME, START, Circumstances, Course
from handlers.dialogue.layout import SEARCH_FROM, is_hidden
from handlers.dialogue.nouns import Link, Screen
from handlers.dialogue.public import in_public
from handlers.dialogue.said import Arrived, Filed, Other, Pressed, Said, Typed, cleaned
from handlers.dialogue.shown import BACK, CANCEL, HERE, KEEP, PAUSE, RESTART, SKIP, Shown, screen_shown
from handlers.dialogue.state import State
from handlers.dialogue.telling import SAID, TYPED, Entry
from handlers.dialogue.wire import read_link, read_press, wire_key, wire_value
from services import access
from services.errors import DomainError
from services.values import Words

__all__ = ["Arrived", "Circumstances", "Filed", "Other", "Pressed", "Said", "Turn", "Typed", "park_broken"]

_PAGE = re.compile(r"p[0-9]{1,4}")


@dataclass(slots=True)
class Turn(Course):
    """One person's turn in the making. `play` gives the screen; `state` is then what to keep."""

    async def play(self, said: Said) -> Shown:
        """Hears what was said and gives the screen to show. What the telling wrote is kept or undone."""
        if self.at.voice.public_only:
            self._keep_marks()
            return await in_public(self.at, self.stored, said)
        if self.stored is not None and self.stored.public:
            self.stored = None  # it was for another channel; here the talk stands where it stood
        self._set_aside_unknown()
        try:
            shown = await self._hear(said)
        except DomainError as error:
            shown = await self._refused(error, said)
        if self._notice:
            shown = replace(shown, notice=self._notice)
        away = self.at.voice.masked and shown.has_personal()
        shown.web_link = await self.at.web_link() if away and self.at.web_link else None
        return shown

    async def _hear(self, said: Said) -> Shown:
        match said:
            case Pressed(payload):
                return await self._pressed(cleaned(payload))
            case Typed(text):
                return await self._typed(cleaned(text))
            case Filed():
                return await self._filed(said)
            case Other():
                self._notice = Words("kit-other")
        return await self._again()

    # --- presses ---------------------------------------------------------------------------

    async def _pressed(self, payload: str) -> Shown:
        if payload.startswith(">"):
            return await self._follow(payload)
        pressed, stored = read_press(payload), self.stored
        if pressed is None or stored is None:
            return await self._stale()
        run, key, value = pressed
        if run != stored.run or key != wire_key(stored.key, stored.print):
            return await self._stale()
        return await self._press(value)

    async def _follow(self, payload: str) -> Shown:
        name, args = read_link(payload)
        if name == HERE:
            return await self._again()
        if name == RESUME:
            return await self._resume(str(args[0]) if args else "")
        return await self.open(name, args)

    async def _press(self, value: str) -> Shown:
        """A press, or words that mean one, on the screen that is stored."""
        stored = self._stored()
        if is_hidden(stored, self.at.voice) and value[1:] not in (BACK, CANCEL, PAUSE, RESTART):
            self._notice = Words("kit-not-here")
            return await self._again()
        if value.startswith("!"):
            return await self._control(value[1:])
        choice = next((choice for choice in stored.choices if wire_value(choice.value) == value), None)
        if choice is None:
            return await self._stale()
        if not stored.many:
            return await self._tell(Entry(stored.key, choice.value, stored.print))
        others = tuple(picked for picked in stored.picked if picked != choice.value)
        return self._as_before(picked=others if choice.value in stored.picked else (*others, choice.value))

    async def _control(self, name: str) -> Shown:
        stored = self._stored()
        if _PAGE.fullmatch(name):
            return self._as_before(page=int(name[1:]))
        if name == "all":
            return self._as_before(find="", page=0)
        if name == "done" and stored.picked:
            return await self._tell(Entry(stored.key, list(stored.picked), stored.print))
        if name not in stored.controls:
            return await self._stale()
        ways = {
            BACK: self._back,
            CANCEL: self._cancel,
            PAUSE: self._pause,
            RESTART: self._restart,
            SKIP: self._skip,
            KEEP: self._keep,
        }
        return await ways[name]()

    async def _skip(self) -> Shown:
        stored = self._stored()
        return await self._tell(Entry(stored.key, None, stored.print))

    async def _keep(self) -> Shown:
        """Answers with what is suggested: words not yet read are read now."""
        stored = self._stored()
        kept = self._run().suggested[stored.key]
        return await self._tell(kept if kept.print in (SAID, TYPED) else replace(kept, print=stored.print))

    # --- words and files -------------------------------------------------------------------

    async def _typed(self, text: str) -> Shown:
        named = words.command(text, self.at.library)
        if named is not None:
            return await self._command(*named)
        if text and self.stored is not None and self.at.seen:
            return await (self._answered(text) if self.state.asked else self._linked(text))
        if not text:
            self._notice = Words("kit-empty")
        elif self.stored is not None and self.state.asked:
            return self._unseen(Entry(self.stored.key, text, SAID))
        elif self.state.talking is not None:  # the screen of another channel stood in between
            self._run().suggest([Entry(self.state.asked, text, SAID)])
        return await self._again()

    async def _command(self, name: str, rest: str) -> Shown:
        if name == CANCEL:
            return await self._cancel()
        if name == BACK:
            return await self._back()
        if name == words.UNKNOWN:
            self._notice = Words("kit-unknown-command")
            return await self._again()
        return await self.open(name, [access.start_code(rest)] if name == START and rest else [])

    async def _answered(self, text: str) -> Shown:
        """Words that answer the stored question: a label, a number of its list, or text to be read."""
        stored = self._stored()
        value = words.as_press(text, stored, self.at.limits, self.at.voice)
        if value is not None:
            return await self._press(value)
        if is_hidden(stored, self.at.voice):
            self._notice = Words("kit-not-here")
        elif stored.typed:
            return await self._tell(Entry(stored.key, text, SAID))
        elif words.searched(text, stored, self.at.voice):
            return self._as_before(find=text[:LONGEST_FIND], page=0)
        elif stored.file:
            self._notice = Words("kit-send-file")
        elif len(stored.choices) >= SEARCH_FROM:
            self._notice = Words("kit-nothing-found")
        else:
            self._notice = Words("kit-choose" if stored.choices else "kit-unclear")
        return await self._again()

    async def _linked(self, text: str) -> Shown:
        """Words after the end of a dialogue: the label of a link leads on, others change nothing."""
        payload = words.as_link(text, self._stored(), self.at.limits, self.at.voice)
        if payload is not None:
            return await self._follow(payload)
        self._notice = Words("kit-unknown-words")
        return await self._again()

    def _unseen(self, said: Entry) -> Shown:
        """Words or a file sent before this question was seen: the question, and they as a suggestion."""
        stored = self._stored()
        self._notice = Words("kit-not-seen")
        wanted = stored.file if said.print == TYPED else stored.typed
        if not wanted or is_hidden(stored, self.at.voice):
            return self._as_before()
        self._run().suggest([said])
        return self._suggesting()

    async def _filed(self, said: Filed) -> Shown:
        stored = self.stored
        wanted = stored is not None and bool(self.state.asked) and stored.file
        if stored is not None and wanted and said.row and not is_hidden(stored, self.at.voice):
            entry = Entry(stored.key, said.row, TYPED)
            self._notice = Words("kit-first-file") if said.more else None
            return await self._tell(entry) if self.at.seen else self._unseen(entry)
        caption = cleaned(said.caption)
        shown = await (self._typed(caption) if caption else self._again())
        self._notice = self._notice or Words("kit-file-refused" if wanted else "kit-no-files")
        return shown

    # --- what goes wrong -------------------------------------------------------------------

    async def _refused(self, error: DomainError, said: Said) -> Shown:
        """A rule forbids it: what the telling wrote is gone, the sentence is shown, answers stay."""
        await self.at.unit.undo()
        sentence = Words(error.key, **error.args_of_text)
        run = self.state.top
        if self.state.talking is None:
            if run is not None:
                self.state.park(run)
            return self._closing(Screen("kit-refused", why=sentence))
        self._notice = sentence
        if isinstance(said, Typed) and self._stored().typed:
            self._run().suggest([Entry(self._stored().key, cleaned(said.text), SAID)])
        return self._suggesting()

    def _set_aside_unknown(self) -> None:
        """Runs of dialogues that a new version no longer has are parked; what they asked is gone."""
        for run in [run for run in self.state.runs if run.dialogue not in self.at.library.dialogues]:
            if run is self.state.talking:
                self.state.asked, self.stored = "", None
            self.state.park(run)


def park_broken(state: State) -> Shown:
    """After a defect: the run that was talking is set aside with its answers, and ways on are shown."""
    run = state.talking
    links = [Link(MENU, Words("command-menu"))]
    if run is not None:
        state.asked = ""
        state.park(run)
        if run.answered:
            links.insert(0, Link(RESUME, Words("kit-try-again"), run.id))
    return screen_shown(Screen("kit-defect", links=links))
