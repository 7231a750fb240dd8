"""Pages from the templates beside: every word from the locales, everything put in is escaped."""

import hashlib
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template

import locales
from bot.channels.web.posts import LARGEST_FILE
from handlers.dialogue.said import LONGEST_TYPED

HERE = Path(__file__).parent / "page"
STATIC = {
    "chat.css": "text/css; charset=utf-8",
    "chat.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
LANGUAGES = tuple(locales.known())
FOR_SCRIPT = {
    "sending": "web-sending",
    "failed": "web-failed",
    "offline": "web-offline",
    "slow": "web-slow",
    "over": "web-over",
    "us": "web-us",
    "you": "web-you",
    "picture": "web-picture",
    "download": "web-download",
    "page": "web-other-page",
    "choose": "web-choose-file",
    "file": "web-file",
    "large": "web-file-too-large",
}


@dataclass(frozen=True, slots=True)
class Speech:
    """In which language a page before the chat speaks, and where the same page speaks the others.

    `asked` is the language that was chosen in the address; it goes along with every step from there.
    """

    locale: str = locales.FIRST
    here: str = "/"
    asked: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], here: str, otherwise: str = locales.FIRST) -> "Speech":
        """As chosen in the address, else the other language given (his own, where one is known)."""
        asked = query.get("lang", "")
        return cls(asked, here, asked) if asked in LANGUAGES else cls(otherwise, here)

    def say(self, key: str, **args: object) -> str:
        """A text of the locales in this language, ready to stand in a page."""
        return say(key, self.locale, **args)

    def to(self, address: str) -> str:
        """An address of ours with the chosen language."""
        return f"{address}?lang={self.asked}" if self.asked else address

    def say_with_phone(self, key: str, phone: str) -> str:
        """A text that names the service's telephone, which a phone can then dial."""
        dialled = "".join(sign for sign in phone if sign.isdigit() or sign == "+")
        link = f'<a class="phone" href="tel:{dialled}">{escaped(phone)}</a>'
        return self.say(key, phone=phone).replace(escaped(phone), link)

    def field(self) -> str:
        """Carries the chosen language through a form that asks."""
        return f'<input type="hidden" name="lang" value="{self.asked}">' if self.asked else ""

    def others(self) -> str:
        """The ways to the same page in the other languages, each named in its own."""
        return "".join(
            f'<p class="others"><a href="{html.escape(self.here)}?lang={one}" lang="{one}" hreflang="{one}">'
            f"{say(f'settings-in-{one}', one)}</a></p>"
            for one in LANGUAGES
            if one != self.locale
        )


@dataclass(frozen=True, slots=True)
class Step:
    """What one can do on a plain page: a link, or a form that posts. Its label is escaped already."""

    label: str
    address: str
    posts: bool = False


@lru_cache
def static(name: str) -> bytes:
    """A file of the page."""
    return (HERE / name).read_bytes()


@lru_cache
def version() -> str:
    """Changes whenever a file of the page does, so that browsers may keep the old one for ever."""
    digest = hashlib.sha256()
    for name in sorted(STATIC):
        digest.update(static(name))
    return digest.hexdigest()[:12]


@lru_cache
def _template(name: str) -> Template:
    return Template(static(name).decode())


def say(key: str, locale: str = locales.FIRST, **args: object) -> str:
    """A text of the locales, ready to stand in a page."""
    return escaped(locales.say(locale, key, args))


def title(locale: str) -> str:
    """What the whole is called."""
    return locales.say(locale, "web-title", {})


def escaped(text: str) -> str:
    """Text as it may stand in a page, emphasis included."""
    safe = html.escape(text)
    return safe.replace(locales.STRONG, "<strong>").replace(locales.PLAIN, "</strong>")


def chat(*, locale: str, base: str, account: int, zone: str, heading: str, under: str) -> str:
    """The chat itself. `base` is where its addresses begin: in a demo, those of an invented person."""
    for_script = " ".join(f'data-say-{name}="{say(key, locale)}"' for name, key in FOR_SCRIPT.items())
    leave = f'<a class="quiet" href="/">{say("web-people", locale)}</a>' if base else _leave(locale)
    return _template("chat.html").substitute(
        lang=locale,
        version=version(),
        title=escaped(heading if heading == title(locale) else f"{heading} — {title(locale)}"),
        heading=escaped(heading),
        under=escaped(under),
        leave=leave,
        skip=say("web-skip", locale),
        log=say("web-log", locale),
        bar=say("web-bar", locale),
        menu=say("command-menu", locale),
        help=say("command-help", locale),
        write=say("web-write", locale),
        send=say("web-send", locale),
        newer=say("web-newer", locale),
        noscript=say("web-noscript", locale),
        longest=LONGEST_TYPED,
        largest=LARGEST_FILE,
        base=html.escape(base),
        account=account,
        zone=html.escape(zone),
        words=for_script,
    )


def _leave(locale: str) -> str:
    return (
        f'<form class="leave" method="post" action="/leave">'
        f'<button class="quiet" type="submit">{say("web-leave", locale)}</button></form>'
    )


def plain(speech: Speech, heading: str, text: str, *steps: Step, code_field: bool = False) -> str:
    """A page with something to read and something to do. Its text is escaped already."""
    done = "".join(_step(step) for step in steps)
    if code_field:
        done += (
            '<form class="code" method="get" action="/enter">'
            f'<label for="code">{speech.say("web-code-label")}</label>'
            '<input id="code" name="code" required minlength="4" maxlength="200" autocomplete="off" '
            f'autocapitalize="characters" spellcheck="false">{speech.field()}'
            f'<button type="submit">{speech.say("web-code-go")}</button></form>'
        )
    paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n") if line)
    return _whole(speech, heading, paragraphs + done + speech.others(), "narrow")


def _whole(speech: Speech, heading: str, body: str, width: str) -> str:
    return _template("plain.html").substitute(
        lang=speech.locale,
        version=version(),
        title=speech.say("web-title"),
        heading=heading,
        body=body,
        width=width,
    )


def _step(step: Step) -> str:
    label, address = step.label, html.escape(step.address)
    if step.posts:
        button = f'<button class="next" type="submit">{label}</button>'
        return f'<form method="post" action="{address}">{button}</form>'
    return f'<p><a class="button next" href="{address}">{label}</a></p>'


def people(speech: Speech, listed: Sequence[tuple[int, str, str]], marked: Sequence[int]) -> str:
    """The invented people of a demo: open one, or several side by side."""
    rows = "".join(
        f'<li><a class="button" href="/as/{number}/chat"><strong>{html.escape(title)}</strong>'
        f"<span>{html.escape(role)}</span></a>"
        f'<label class="beside"><input type="checkbox" name="people" value="{number}"'
        f"{' checked' if number in marked else ''}> {speech.say('web-beside')}"
        f'<span class="unseen">: {html.escape(title)}</span></label></li>'
        for number, title, role in listed
    )
    body = (
        f"<p>{speech.say('web-demo-about')}</p>"
        f'<form class="people" method="get" action="/demo"><ul>{rows}</ul>{speech.field()}'
        f'<button class="next beside" type="submit">{speech.say("web-open-beside")}</button></form>'
    )
    return _whole(speech, speech.say("web-demo-heading"), body + speech.others(), "narrow")


def side_by_side(
    speech: Speech, listed: Sequence[tuple[int, str, str]], opened: Sequence[int], most: int
) -> str:
    """Several people of a demo, a column each; a press on a name opens or closes his column."""
    names = {number: (title, role) for number, title, role in listed}
    toggles = "".join(_toggle(speech, number, title, opened, most) for number, title, _ in listed)
    columns = "".join(
        f'<iframe src="/as/{number}/chat" title="{html.escape(", ".join(names[number]))}"></iframe>'
        for number in opened
    )
    heading = speech.say("web-demo-heading")
    body = (
        f'<nav class="columns" aria-label="{heading}">'
        f'<a class="quiet" href="{speech.to("/")}">{speech.say("web-people")}</a>{toggles}</nav>'
        f'<div class="columns">{columns}</div>'
    )
    return _whole(speech, heading, body, "whole")


def _toggle(speech: Speech, number: int, title: str, opened: Sequence[int], most: int) -> str:
    is_open = number in opened
    then = [one for one in opened if one != number] if is_open else [*opened, number][-most:]
    current = ' aria-current="true"' if is_open else ""
    chosen = f"&amp;lang={speech.asked}" if speech.asked else ""
    address = f"/demo?people={','.join(map(str, then))}{chosen}" if then else speech.to("/")
    return f'<a class="quiet" href="{address}"{current}>{html.escape(title)}</a>'
