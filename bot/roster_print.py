"""A staff list's preview as the command line prints it: for people, and as JSON for programs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import locales
from handlers.dialogue.voice import Voice
from services.roster_preview import CHANGED, MISSING, NEW, SAME, SKIPPED, UNCLEAR, Line, Preview
from services.roster_views import changes, label
from services.values import Listing, Personal, Words

IN_FULL = (NEW, CHANGED, UNCLEAR, SKIPPED)


def spoken(voice: Voice, words: Words) -> str:
    """A text without the marks of emphasis, for a terminal."""
    return voice.say(words).replace(locales.STRONG, "").replace(locales.PLAIN, "")


@dataclass
class Printed:
    """A preview as the command prints it: for people, and as JSON for programs."""

    preview: Preview
    voice: Voice

    def plain(self) -> dict[str, Any]:
        """The object of `--json`: new, changed (with `was`), unclear, skipped, and more."""
        pile = self.preview.pile
        return {
            "list_date": _plain(self.preview.list_date),
            "new": [self._person(line) for line in pile(NEW)],
            "changed": [
                self._person(line) | {"was": {name: _plain(value) for name, value in line.was.items()}}
                for line in pile(CHANGED)
            ],
            "unclear": [
                self._person(line)
                | {
                    "reasons": self._reasons(line),
                    "keys": list(line.reasons),
                    "candidates": self._asked(line),
                }
                for line in pile(UNCLEAR)
            ],
            "skipped": [
                {"sheet": line.sheet, "row": line.place, "reason": self._why(line), "key": line.reasons[0]}
                for line in pile(SKIPPED)
            ],
            "missing": [self._known(line.person_id or 0) for line in pile(MISSING)],
            "organisations": [
                {"title": school.title, "kind": school.kind, "people": school.people}
                for school in self.preview.schools
            ],
        }

    def _asked(self, line: Line) -> list[dict[str, Any]]:
        """Who an unclear row may be: known people, and other rows of the list."""
        rows = [self.preview.lines[-number - 1] for number in line.candidates if number < 0]
        others = [{"sheet": row.sheet, "row": row.place} for row in rows]
        return [*(self._known(number) for number in line.candidates if number > 0), *others]

    def _known(self, number: int) -> dict[str, Any]:
        known = self.preview.known.get(number)
        return {"person": number, "who": label(known).text if known else None}

    def _person(self, line: Line) -> dict[str, Any]:
        return line.row.plain() if line.row is not None else {}

    def _reasons(self, line: Line) -> list[str]:
        return [self._say(Words(key)) for key in line.reasons]

    def _why(self, line: Line) -> str:
        return self._say(Words(line.reasons[0], **line.args))

    def lines(self, name: str) -> Iterable[str]:
        """The preview in words, pile by pile."""
        preview = self.preview
        day = Words("roster-of-day", day=preview.list_date) if preview.list_date else ""
        yield self._say(Words("roster-cli-list", name=Personal(name), day=day))
        for school in preview.schools:
            named = Words("roster-new-school", title=school.title, count=school.people)
            yield self._say(Words("roster-new-schools", titles=named, more=0))
        counts = preview.counts()
        for pile in (SAME, NEW, CHANGED, UNCLEAR, MISSING, SKIPPED, "homeless", "older"):
            if counts.get(pile):
                yield self._say(Words(f"roster-count-{pile}", count=counts[pile]))
                if pile in IN_FULL:
                    yield from (text for line in preview.pile(pile) for text in self._line(line))
                elif pile == MISSING:
                    yield from (f"  {self._known(line.person_id or 0)['who']}" for line in preview.pile(pile))

    def _line(self, line: Line) -> Iterable[str]:
        key = "roster-place" if line.place else "roster-place-sheet"
        place = self._say(Words(key, sheet=Personal(line.sheet), row=str(line.place)))
        if line.row is None:
            yield f"  {place}: {self._why(line)}"
            return
        yield "  " + self._say(Words("roster-cli-row", place=Personal(place), who=label(line.row)))
        if line.pile == CHANGED:
            for one in changes(line.row, line.was):
                yield "    " + self._say(Words("roster-change", field=one.field, was=one.was, now=one.now))
        for reason in self._reasons(line):
            yield f"    {reason}"
        if line.candidates:
            who = Listing([self._candidate(number) for number in line.candidates])
            yield "    " + self._say(Words("roster-cli-candidates", who=who))

    def _candidate(self, number: int) -> Personal | Words:
        """Who may be meant: somebody known, or another line of this list."""
        if number > 0:
            known = self.preview.known.get(number)
            return Personal(str(number)) if known is None else label(known)
        line = self.preview.lines[-number - 1]
        place = Words("roster-place", sheet=Personal(line.sheet), row=str(line.place))
        who = Personal("") if line.row is None else label(line.row)
        return Words("roster-cli-row", place=place, who=who)

    def _say(self, words: Words) -> str:
        return spoken(self.voice, words)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
