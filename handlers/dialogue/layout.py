"""Lays a screen out within a channel's limits: one pure function, the same for all channels.

Long lists are paged, long labels become a numbered list with number buttons, long texts are
split by paragraph, line and word. The limits are data that the channel states.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import locales
from handlers.dialogue.nouns import Document, Label, Link, Picture
from handlers.dialogue.paging import MARK, Button, Item, Limits, arranged, paged
from handlers.dialogue.shown import BACK, CANCEL, HERE, KEEP, PAUSE, RESTART, SKIP, Shown, is_personal
from handlers.dialogue.splitting import cut, length, split
from handlers.dialogue.voice import Voice
from handlers.dialogue.wire import wire_key, wire_link, wire_value
from services.values import Personal, Words

__all__ = ["Button", "Limits", "Sheet", "lay_out"]

SEARCH_FROM = 20
WAYS_OUT = (RESTART, BACK, PAUSE, CANCEL)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A screen ready for a channel: text parts (buttons go with the last), rows, picture, file.

    Emphasis in the text stands between `locales.STRONG` and `locales.PLAIN`. `wants_file` is for
    channels where a way to send a file must be offered.
    """

    parts: tuple[str, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    notice: str = ""
    picture: Picture | None = None
    document: Document | None = None
    lasting: tuple[str, ...] = ()
    lasting_text: str = ""
    wants_file: bool = False


def lay_out(shown: Shown, limits: Limits, voice: Voice) -> Sheet:
    """The sheet of a screen: nothing on it exceeds the limits, nothing of it is lost."""
    if voice.public_only and not shown.public:
        shown = Shown(Words("public-elsewhere"), links=(Link("menu", Words("command-menu")),))
    hidden = is_hidden(shown, voice)
    items = [] if hidden else listed(shown, limits, voice)
    found = _found(shown, items)
    ways = _ways(shown, limits, voice)
    page = found[: limits.page + 2]
    rows = arranged(page, limits) + _rows(ways, [], limits)
    if len(page) < len(found) or not _fit(rows, limits):
        page, rows = _one_page(shown, found, ways, limits)
    notice = voice.say(shown.notice) if shown.notice else ""
    address = shown.web_link if shown.web_link and not limits.urls else ""
    text = "\n\n".join(block for block in (notice, *_blocks(shown, items, page, voice), address) if block)
    return Sheet(
        tuple(split(text, limits.text)),
        tuple(map(tuple, rows)),
        notice,
        None if hidden else _picture(shown, voice),
        _document(shown, voice),
        (_label(voice, "command-menu"), _label(voice, "command-help")) if shown.lasting else (),
        voice.say(Words("kit-lasting")) if shown.lasting else "",
        shown.file and not hidden,
    )


def _picture(shown: Shown, voice: Voice) -> Picture | None:
    return shown.picture and replace(shown.picture, args=voice.plain(shown.picture.args))


def _document(shown: Shown, voice: Voice) -> Document | None:
    made = shown.document
    if made is None or not voice.masked or not (made.personal or is_personal(made.args)):
        return made
    return None if made.unnamed is None else Document(made.maker, made.name, made.unnamed)


def is_hidden(shown: Shown, voice: Voice) -> bool:
    """Whether this question may not pass here: only the way to another channel is shown."""
    return voice.masked and shown.personal


def listed(shown: Shown, limits: Limits, voice: Voice) -> list[Item]:
    """The choices of a question, or the links of a last screen, as this channel shows them.

    Where the label of one choice is too long all are numbered; of links only the long ones.
    """
    room = limits.label - (len(MARK) if shown.many else 0)
    if shown.key:
        labels = [_spoken(voice, choice.label) for choice in shown.choices]
        numbered = any(length(label) > room for label in labels)
        lead = press(shown, "")
        return [
            Item(
                number if numbered else 0,
                label,
                lead + wire_value(choice.value),
                alone=choice.alone,
                marked=shown.many and choice.value in shown.picked,
            )
            for number, (choice, label) in enumerate(zip(shown.choices, labels, strict=True), start=1)
        ]
    texts = [_spoken(voice, link.label) for link in shown.links]
    return [
        Item(number if length(text) > room else 0, text, wire_link(link.dialogue, link.args), link=True)
        for number, (link, text) in enumerate(zip(shown.links, texts, strict=True), start=1)
    ]


def controls(shown: Shown, voice: Voice) -> list[tuple[str, str]]:
    """The kit's own buttons for this question, by name, with their labels."""
    if not shown.key:
        return []
    hidden = is_hidden(shown, voice)
    named: list[tuple[str, str]] = []
    if shown.many and shown.picked and not hidden:
        named.append(("done", _label(voice, "kit-done", count=len(shown.picked))))
    if shown.find and not hidden:
        named.append(("all", _label(voice, "kit-show-all")))
    if KEEP in shown.controls and not hidden:
        masked = voice.masked and isinstance(shown.suggestion, Personal)
        same = Words("kit-as-before") if masked else shown.suggestion
        named.append((KEEP, _label(voice, "kit-keep", text=same)))
    wanted = WAYS_OUT if hidden else (SKIP, *WAYS_OUT)
    return named + [(name, _label(voice, f"kit-{name}")) for name in wanted if name in shown.controls]


def _one_page(
    shown: Shown, items: list[Item], ways: dict[str, Button], limits: Limits
) -> tuple[list[Item], list[list[Button]]]:
    """The page that is open, with the buttons that turn it."""
    if not shown.run:
        raise ValueError(f"{shown.words.key} has more buttons than fit, and no pages")
    rest = _rows(ways, _pager(shown, 0, 2, limits), limits)
    pages = paged(items, limits, rows=limits.rows - len(rest), buttons=limits.buttons - sum(map(len, rest)))
    number = min(shown.page, len(pages) - 1)
    turn = _pager(shown, number, len(pages), limits)
    return pages[number], arranged(pages[number], limits) + _rows(ways, turn, limits)


def _ways(shown: Shown, limits: Limits, voice: Voice) -> dict[str, Button]:
    """The buttons that are no choices, by name."""
    ways: dict[str, Button] = {}
    hidden = is_hidden(shown, voice)
    if shown.web_link and limits.urls:
        label = _label(voice, "kit-answer-there" if hidden else "kit-open-web")
        ways["web"] = Button(cut(label, limits.label), url=shown.web_link)
    if hidden:
        ways[HERE] = Button(cut(_label(voice, "kit-go-on-here"), limits.label), wire_link(HERE, ()))
    for name, label in controls(shown, voice):
        tone = "next" if name == "done" else "out" if name in (SKIP, *WAYS_OUT) else ""
        ways[name] = Button(cut(label, limits.label), press(shown, f"!{name}"), tone=tone)
    return ways


def _rows(named: dict[str, Button], pager: list[Button], limits: Limits) -> list[list[Button]]:
    """Everything under the choices: a row each, the ways out together; fewer rows where they are few."""
    out = [named[name] for name in WAYS_OUT if name in named]
    if limits.scarce:
        rows = [_having(named, "done"), [*pager, *_having(named, "all")], _having(named, KEEP)]
        rows += [[*_having(named, "web"), *_having(named, HERE)], [*_having(named, SKIP), *out]]
    else:
        rows = [_having(named, "done"), pager, _having(named, "all"), _having(named, KEEP)]
        rows += [_having(named, "web"), _having(named, HERE), _having(named, SKIP), out]
    return [row[at : at + limits.columns] for row in rows for at in range(0, len(row), limits.columns)]


def press(shown: Shown, value: str) -> str:
    """What a button of this screen carries; `value` is already as it travels."""
    return f"{shown.run}.{wire_key(shown.key, shown.print)}.{value}"


def _having(named: dict[str, Button], name: str) -> list[Button]:
    return [named[name]] if name in named else []


def _pager(shown: Shown, page: int, pages: int, limits: Limits) -> list[Button]:
    def turn(label: str, to: int) -> Button:
        return Button(label, press(shown, f"!p{to % pages}"))

    place = f"{page + 1}/{pages}"
    if limits.scarce:
        return [turn("‹", page - 1), turn(f"{place} ›", page + 1)]
    return [turn("‹", page - 1), turn(place, page), turn("›", page + 1)]


def _fit(rows: Sequence[Sequence[Button]], limits: Limits) -> bool:
    return len(rows) <= limits.rows and sum(map(len, rows)) <= limits.buttons


def _found(shown: Shown, items: list[Item]) -> list[Item]:
    if not shown.find:
        return items
    return [item for item in items if locales.folded(shown.find) in locales.folded(item.label)]


def _blocks(shown: Shown, items: list[Item], page: list[Item], voice: Voice) -> list[str]:
    if is_hidden(shown, voice):
        return [voice.say(Words("kit-answer-in-web"))]
    blocks = [voice.say(shown.words), "\n".join(item.line for item in page if item.number)]
    if shown.find:
        personal = any(is_personal(choice.label) for choice in shown.choices)
        text = Personal(shown.find) if personal else shown.find
        blocks.append(voice.say(Words("kit-found" if page else "kit-not-found", text=text)))
    elif len(items) >= SEARCH_FROM and shown.key and not shown.typed:
        blocks.append(voice.say(Words("kit-search-hint")))
    return blocks


def _spoken(voice: Voice, label: Label) -> str:
    said = voice.say(label)
    return locales.unmarked(said) if locales.STRONG in said else said


def _label(voice: Voice, key: str, **args: object) -> str:
    return _spoken(voice, Words(key, **args))
