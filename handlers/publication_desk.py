"""Publications for those who write them: composed, looked at, approved, changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from handlers.dialogue.library import Talk, Telling, dialogue
from handlers.dialogue.nouns import Ask, Call, Choice, Decide, Label, Result, Screen, Unclear
from handlers.dialogue.picking import pick_moment
from handlers.publication_looks import in_lines, look, plain, text_about
from handlers.publications import ALL, COORDINATORS, MENU, back_to, card_of
from services import event_cards, publication_views, publications, surnames
from services.publications import LONGEST_TEXT, LONGEST_TITLE, Wording
from services.values import Listing, Personal, Words

NEWS = 0
READY, YES, NO = "ready", "yes", "no"
NOW, LATER, KEEP, DROP = "now", "later", "keep", "drop"
EMPTY = Wording(kind="", title="", text="")


def _short(limit: int) -> Callable[[str], str]:
    """Any words, at most so long as the strictest board counts."""

    def read(said: str) -> str:
        said = said.strip()
        if not said:
            raise Unclear("kit-empty")
        if (length := publications.units(said)) > limit:
            raise Unclear("kit-too-long", limit=limit, length=length)
        return said

    return read


# --- the questions, each for writing and for changing ------------------------------------------


async def ask_about(talk: Talk) -> Telling:
    """One of the events that everybody may come to, or something else; the result is a number."""
    ahead = await event_cards.upcoming(talk.unit, person_id=talk.person.id, now=talk.heard, stranger=True)
    events = [Choice(one.id, Words("events-line", at=one.starts_at, title=one.title)) for one in ahead
              if one.starts_at > talk.heard]  # fmt: skip
    if not events:
        yield Result(NEWS)
        return
    news = Choice(NEWS, Words("publications-news"), alone=True)
    yield Result((yield Ask("publications-about", key="about", choices=[news, *events])))


async def ask_kind(talk: Talk, said: Wording) -> Telling:
    """Which of the regulation's kinds it is; events come first for an event (VSV 6.2)."""
    kinds = sorted(talk.regulation.publications.kinds, key=lambda kind: kind.event != bool(said.event_id))
    choices = [Choice(kind.id, kind.short) for kind in kinds]
    yield Result(replace(said, kind=(yield Ask("publications-kind", key="kind", choices=choices))))


async def ask_title(_talk: Talk, said: Wording) -> Telling:
    """What stands above it."""
    title = yield Ask("publications-title", key="title", read=_short(LONGEST_TITLE))
    yield Result(replace(said, title=title))


async def ask_text(talk: Talk, said: Wording) -> Telling:
    """What it says; for an event a text is ready."""
    read = _short(LONGEST_TEXT)
    if said.text:
        text = yield Ask("publications-text-change", key="text", read=read, text=said.shown(said.text))
        yield Result(replace(said, text=text))
        return
    if said.event_id is None:
        yield Result(replace(said, text=(yield Ask("publications-text", key="text", read=read))))
        return
    event = await publication_views.event_to_tell(talk.unit, said.event_id, talk.heard)
    ready = text_about(event, talk.regulation)
    choices = [Choice(READY, Words("publications-text-ready"), alone=True)]
    text = yield Ask("publications-text-event", key="text", read=read, choices=choices, text=ready)
    yield Result(replace(said, text=ready if text == READY else text))


async def ask_asks(_talk: Talk, said: Wording) -> Telling:
    """Whether people are invited to ask: then any comment is a question."""
    choices = [Choice(NO, Words("publications-asks-no")), Choice(YES, Words("publications-asks-yes"))]
    answer = yield Ask("publications-asks-question", key="asks", choices=choices)
    yield Result(replace(said, asks=answer == YES))


CHANGES: dict[str, tuple[str, Callable[..., Telling]]] = {
    "text": ("publications-change-text", ask_text),
    "title": ("publications-change-title", ask_title),
    "kind": ("publications-change-kind", ask_kind),
    "asks": ("publications-change-asks", ask_asks),
}


# --- the last look ---------------------------------------------------------------------------


async def last_look(talk: Talk, said: Wording, choices: list[Choice]) -> Telling:
    """The post as it will stand at every board, and what to do with it; the result is the choice."""
    post = await publication_views.as_seen(talk.unit, talk.regulation, said, talk.now)
    places = await publication_views.boards(talk.unit, talk.regulation)
    looks = [(one, look(post, one)) for one in places]
    shown: list[Label] = [
        Words(
            "publications-look",
            channel=one.channel,
            title=one.title,
            text=said.shown(plain(text)) if said.suggested else in_lines(text),
        )
        for one, text in looks
    ]
    if names := await surnames.named(talk.unit, said.title, said.text):
        warned = Listing([Personal(word) for word in names])
        shown.append(Words("publications-names", count=len(names), names=warned))
    if not places:
        shown.append(Words("publications-nowhere", title=said.shown_title, text=said.shown(said.text)))
    yield Result((yield Decide("publications-check", key="look", choices=choices, looks=_apart(shown))))


def _apart(blocks: list[Label]) -> Listing:
    """Blocks with an empty line between them."""
    return Listing([part for block in blocks for part in (block, "")][:-1], lines=True)


async def decide(talk: Talk, said: Wording, others: list[Choice]) -> Telling:
    """Now, at a moment, or something else; the result is the choice and the moment."""
    choices = others
    if await publication_views.boards(talk.unit, talk.regulation):
        now = Choice(NOW, Words("publications-publish-now"), alone=True)
        choices = [now, Choice(LATER, Words("publications-publish-later")), *others]
    choice = yield Call(last_look, key="check", said=said, choices=choices)
    at: datetime | None = None
    if choice == LATER:
        at = yield Call(pick_moment, key="at", say_day="publications-day", say_time="publications-time")
    yield Result((choice, at))


# --- written, approved, changed ----------------------------------------------------------------


@dialogue("publication-new", roles=COORDINATORS)
async def write_post(talk: Talk, event: int = NEWS) -> Telling:
    """A coordinator tells everybody something, once for all boards."""
    event = event or (yield Call(ask_about, key="about"))
    said = EMPTY
    if event:
        told = await publication_views.event_to_tell(talk.unit, event, talk.heard)
        said = replace(EMPTY, event_id=event, title=told.title)
    said = yield Call(ask_kind, key="kind", said=said)
    if not event:
        said = yield Call(ask_title, key="title", said=said)
    said = yield Call(ask_text, key="text", said=said)
    said = yield Call(ask_asks, key="asks", said=said)
    others = [Choice(KEEP, Words("publications-keep-draft")), Choice(DROP, Words("publications-drop"))]
    choice, at = yield Call(decide, key="decide", said=said, others=others)
    if choice == DROP:
        yield Screen("publications-dropped-draft", links=[ALL, MENU])
        return
    number = await publications.compose(
        talk.unit, talk.regulation, by=talk.person.id, run=talk.run, words=said, now=talk.heard
    )
    if choice == KEEP:
        yield Screen("publications-kept", title=said.shown_title, links=[*back_to(number), MENU])
        return
    await publications.approve(talk.unit, by=talk.person.id, publication_id=number, now=talk.heard, at=at)
    yield _approved(said, number, at)


@dialogue("publication-approve", roles=COORDINATORS)
async def approve_post(talk: Talk, publication: int) -> Telling:
    """A draft is looked at and approved."""
    said = (await card_of(talk, publication)).words
    others = [Choice(KEEP, Words("publications-not-yet"))]
    choice, at = yield Call(decide, key="decide", said=said, others=others)
    if choice in (NOW, LATER):
        await publications.approve(
            talk.unit, by=talk.person.id, publication_id=publication, now=talk.heard, at=at
        )
        yield _approved(said, publication, at)
        return
    yield Screen("publications-as-before", title=said.shown_title, links=back_to(publication))


def _approved(said: Wording, number: int, at: datetime | None) -> Screen:
    say = "publications-leaves-later" if at else "publications-leaves"
    args: dict[str, Any] = {"title": said.shown_title, "at": at} if at else {}
    return Screen(say, links=[*back_to(number), MENU], **args)


@dialogue("publication-time", roles=COORDINATORS)
async def change_time(talk: Talk, publication: int) -> Telling:
    """What waits for its moment gets another."""
    card = await card_of(talk, publication)
    at = yield Call(pick_moment, key="at", say_day="publications-day", say_time="publications-time")
    await publications.move(talk.unit, by=talk.person.id, publication_id=publication, now=talk.heard, at=at)
    yield Screen("publications-leaves-later", title=card.words.shown_title, at=at, links=back_to(publication))


@dialogue("publication-edit", roles=COORDINATORS)
async def change_post(talk: Talk, publication: int) -> Telling:
    """One thing about a post is changed, everywhere it stands."""
    card = await card_of(talk, publication)
    choices = [Choice(name, Words(say)) for name, (say, _) in CHANGES.items()]
    name = yield Ask("publications-change", key="what", choices=choices, title=card.words.shown_title)
    said = yield Call(CHANGES[name][1], key=name, said=card.words)
    yes = [
        Choice(YES, Words("publications-change-yes"), alone=True),
        Choice(NO, Words("publications-change-no")),
    ]
    if (yield Call(last_look, key="check", said=said, choices=yes)) == NO:
        yield Screen("publications-as-before", title=card.words.shown_title, links=back_to(publication))
        return
    await publications.change(
        talk.unit,
        talk.regulation,
        by=talk.person.id,
        publication_id=publication,
        words=said,
        now=talk.heard,
    )
    yield Screen("publications-changed", title=said.shown_title, links=back_to(publication))
