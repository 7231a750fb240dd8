"""What a post looks like at a board, and what is written for a coordinator about an event.

A post is read by everybody and for a long time: in the territory's own language, with dates that say
no «tomorrow».
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from babel.dates import format_date

import locales
from handlers.dialogue.voice import Voice
from services.publication_views import Place, Post, Told, Way
from services.regulations import Regulation
from services.values import Listing, Words

_VOICE = Voice(locales.FIRST, masked=False, zone=UTC, now=datetime.min.replace(tzinfo=UTC))  # type: ignore[arg-type]


def look(post: Post, place: Place) -> str:
    """The whole post as this board shows it; emphasis stands between `locales.STRONG` and `PLAIN`."""
    blocks = [Words("publications-post", kind=post.kind, title=post.title, text=post.text)]
    if post.sign_up:
        blocks.append(Words("publications-post-sign-up", ways=_ways(post.sign_up, place)))
    if post.asks and place.comments:
        blocks.append(Words("publications-post-ask"))
    elif post.asks and post.ask:
        blocks.append(Words("publications-post-ask-chat", ways=_ways(post.ask, place)))
    text = "\n\n".join(_VOICE.say(block) for block in blocks)
    return text if place.strong else plain(text)


def in_lines(text: str) -> Listing:
    """A look as a screen shows it, emphasis and all."""
    strong = locales.STRONG
    return Listing(
        [
            Words("publications-strong", text=plain(line)) if line.startswith(strong) else line
            for line in text.split("\n")
        ],
        lines=True,
    )


def plain(text: str) -> str:
    """The same without emphasis, as it is copied by hand."""
    return text.replace(locales.STRONG, "").replace(locales.PLAIN, "")


def _ways(ways: Sequence[Way], place: Place) -> Listing:
    """A line each, that of the board's own messenger first."""
    ordered = sorted(ways, key=lambda way: way.kind != place.kind)
    return Listing(
        [Words("publications-post-way", channel=way.channel, link=way.link) for way in ordered], lines=True
    )


def text_about(event: Told, regulation: Regulation) -> str:
    """What a post says about an event, until the coordinator says it better."""
    at = regulation.local(event.starts_at)
    say = "publications-about-place" if event.where else "publications-about-online"
    words = Words(
        say,
        day=format_date(at, "d MMMM, EEEE", locale=locales.FIRST),
        clock=at.strftime("%H:%M"),
        minutes=event.minutes,
        where=event.where or "",
    )
    return "\n\n".join(part for part in (_VOICE.say(words), event.announcement) if part)
