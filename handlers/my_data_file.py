"""The file of «Мои данные»: one page that opens in any browser, complete, with nothing to load."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import orjson

import locales
from handlers.dialogue.library import LIBRARY
from handlers.dialogue.state import State
from handlers.dialogue.voice import Voice
from services import assessments, my_data, people, regulations
from services.my_data import Record
from services.regulations import Regulation
from services.values import loads

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""Seen from here no day is «завтра»: a file is read on another day than it was made."""
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 1rem auto; padding: 0 1rem;
  color: #1a1a1a; background: #fff }}
h2::first-letter {{ text-transform: uppercase }}
h2 {{ margin: 2rem 0 .3rem; border-bottom: 2px solid #888 }}
dl {{ margin: 0; padding: .6rem 0; border-bottom: 1px solid #ccc }}
dt {{ color: #555; font-size: .95rem }}
dd {{ margin: 0 0 .4rem; white-space: pre-wrap; overflow-wrap: anywhere }}
@media (prefers-color-scheme: dark) {{ body {{ color: #eee; background: #111 }} dt {{ color: #aaa }} }}
</style></head><body>
<h1>{title}</h1>
{body}
</body></html>
"""


async def make(session: Any, person_id: int, args: dict[str, Any]) -> bytes:
    """The whole page in UTF-8, in the language of the account it is sent to."""
    regulation = regulations.load(args["regulation"])
    language = await people.language_of(session, args["account"])
    kinds = await my_data.everything(session, regulation.id, person_id)
    return _Page(regulation, language).write(kinds).encode()


class _Page:
    """One page in the making: how values are said to people."""

    def __init__(self, regulation: Regulation, language: str) -> None:
        self.regulation = regulation
        self.language = language
        self.zone: ZoneInfo = regulation.zone
        self.framework = assessments.framework_of(regulation)
        self.packed: Mapping[str, Callable[[str], str]] = {
            "answers": self._answers,
            "state": self._unfinished,
        }
        self.readers: Mapping[str, Callable[[Any], str]] = {
            "role": lambda code: regulation.role(code).title,
            "form": lambda code: _titled(regulation.forms, code) or self._code(code),
            "direction": lambda code: _titled(regulation.directions, code),
            "topic": lambda code: _titled(self._topics(), code),
            "channel": lambda code: _titled(regulation.channels, code),
            "way": lambda code: _titled(regulation.channels, code),
            "profile": lambda code: _titled(self.framework.profiles, code),
            "importance": lambda code: next(
                (one.button for one in self.framework.importance if one.id == code), ""
            ),
        }

    def say(self, key: str, **args: Any) -> str:
        """A text of the locales, without marks of emphasis."""
        text = locales.say(self.language, key, args)
        return text.replace(locales.STRONG, "").replace(locales.PLAIN, "")

    def write(self, kinds: Mapping[str, list[Record]]) -> str:
        """The page with everything of every kind."""
        operator = self.regulation.privacy.operator
        parts = [
            f"<p>{escape(self.say('my-data-about', operator=operator.full_name, email=operator.email))}</p>"
        ]
        for kind, records in kinds.items():
            parts.append(f"<h2>{escape(self.say(f'privacy-group-{kind}', count=len(records)))}</h2>")
            parts.append(f"<p>{escape(self.say(f'privacy-why-{kind}'))}</p>")
            parts += [self._record(record) for record in records]
        return PAGE.format(
            language=self.language, title=escape(self.say("my-data-title")), body="\n".join(parts)
        )

    def _record(self, record: Record) -> str:
        values = self._notice(record.values) if record.table == "notices" else record.values
        said = [(name, self._value(name, value)) for name, value in values.items()]
        lines = [
            f"<dt>{escape(self._label(name))}</dt><dd>{escape(text)}</dd>" for name, text in said if text
        ]
        return f"<dl>{''.join(lines)}</dl>" if lines else ""

    def _label(self, name: str) -> str:
        return self.say("privacy-field-" + name.replace("_", "-"))

    def _value(self, name: str, value: Any) -> str:
        if name in self.packed:
            return self.packed[name](value)
        if name in self.readers:
            return self.readers[name](value) or str(value)
        if isinstance(value, bool):
            return self.say("kit-yes" if value else "kit-no")
        if isinstance(value, datetime):
            return f"{value.astimezone(self.zone):%d.%m.%Y %H:%M}"
        if isinstance(value, date):
            return f"{value:%d.%m.%Y}"
        return self._code(value) if isinstance(value, str) else str(value)

    def _code(self, text: str) -> str:
        """A word of the house in words of people; anything else as it stands."""
        key = f"privacy-value-{text}"
        return self.say(key) if text.isascii() and locales.has(key) else text

    def _topics(self) -> list[Any]:
        return [topic for block in self.framework.blocks for topic in block.competencies]

    def _answers(self, packed: str) -> str:
        """Each statement with the answer given to it."""
        items = {item.id: item for topic in self._topics() for item in topic.items}
        items |= {item.id: item for block in self.framework.blocks for item in block.items}
        options = {option.value: option.button for option in self.framework.scale.options}
        lines = [
            f"{items[name].prompt if name in items else name} — "
            f"{options.get(answer, self.framework.scale.not_mine)}"
            for name, answer in orjson.loads(packed).items()
        ]
        return "\n".join(lines)

    def _unfinished(self, packed: str) -> str:
        """Conversations that were begun: the answers given so far."""
        state = State.unpack(packed)
        lines = []
        for run in [*state.runs, *state.parked]:
            said = "; ".join(str(entry.value) for entry in (*run.journal, *run.suggested.values()))
            if said:
                lines.append(f"{self.say(f'title-{run.dialogue}')}: {said}")
        return "\n".join(lines)

    def _notice(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What a notice said, in the words in which it was said."""
        told = {"sent_at": values["sent_at"]} if values.get("sent_at") else {}
        form = LIBRARY.notices.get(values["kind"])
        if form is None or "args" not in values:
            return told
        terms = self.regulation.terms
        voice = Voice(self.language, masked=False, zone=self.zone, now=LONG_AGO, terms=terms)
        words: Any = form.show(**loads(values["args"])).words
        text = voice.say(words).replace(locales.STRONG, "").replace(locales.PLAIN, "")
        return {**told, "args": text}


def _titled(entries: Any, code: str) -> str:
    """The title of an entry of the pack or the framework; empty where it is not there any more."""
    found: str = next((one.title for one in entries if one.id == code), "")
    return found
