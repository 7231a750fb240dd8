"""«Публикации»: what has been told to everybody, how far each post is, and what to do with it."""

from typing import Any

import locales
from handlers.dialogue.library import Talk, Telling, dialogue, notice
from handlers.dialogue.nouns import Ask, Choice, Confirm, Link, Screen
from handlers.people import waits
from handlers.publication_looks import look, plain
from services import members, publication_views, publications
from services.publication_views import Card, Standing
from services.publications import (
    APPROVED,
    CLAIMED,
    DELETED,
    DRAFT,
    DROPPED,
    FAILED,
    PUBLISH,
    PUBLISHED,
    STUCK,
    UNCLEAR,
    WAITING,
    WITHDRAWN,
)
from services.values import Listing, Words

COORDINATORS = {members.COORDINATOR}
ON_ITS_WAY = (WAITING, CLAIMED)
NEW = 0
MENU = Link("menu", Words("command-menu"))
ALL = Link("publications", Words("publications-all"))
LINES = {
    DRAFT: "publications-line-draft",
    APPROVED: "publications-line-approved",
    WITHDRAWN: "publications-line-withdrawn",
}


# --- lists and the card ----------------------------------------------------------------------


@waits
async def stuck_posts(talk: Talk) -> Link | None:
    """For a coordinator's menu: posts that wait for his decision."""
    if members.COORDINATOR not in talk.person.roles:
        return None
    count = await publication_views.stuck(talk.unit)
    return Link("publications", Words("publications-stuck", count=count)) if count else None


@dialogue("publications", roles=COORDINATORS, command=True)
async def open_publications(talk: Talk) -> Telling:
    """A new post, or one of those there are."""
    lines = await publication_views.listing(talk.unit, by=talk.person.id, now=talk.heard)
    new = Choice(NEW, Words("publications-new"), alone=True)
    chosen = NEW
    if lines:
        choices = [Choice(line.id, _line(line, talk)) for line in lines]
        chosen = yield Ask("publications-choose", key="post", choices=[new, *choices])
    if chosen == NEW:
        links = [Link("publication-new", Words("publications-new")), MENU]
        yield Screen("publications-begin", links=links)
        return
    yield await _shown(talk, chosen)


def _line(line: publication_views.Line, talk: Talk) -> Words:
    say = "publications-line-stuck" if line.stuck else LINES[line.state]
    if line.state == APPROVED and line.at > talk.heard and not line.stuck:
        say = "publications-line-waiting"
    return Words(say, title=line.title, at=line.at)


@dialogue("publication", roles=COORDINATORS)
async def open_publication(talk: Talk, publication: int) -> Telling:
    """One post: what it says, how far it is at every board, what can be done with it."""
    yield await _shown(talk, publication)


async def card_of(talk: Talk, publication: int) -> Card:
    """The post as a coordinator sees it."""
    return await publication_views.card(
        talk.unit, talk.regulation, by=talk.person.id, publication_id=publication, now=talk.heard
    )


async def _shown(talk: Talk, publication: int) -> Screen:
    card = await card_of(talk, publication)
    lines: list[Any] = [card.kind, *_state(card), *(status(one, talk) for one in card.standings)]
    if card.state != WITHDRAWN:
        lines += [Words("publications-asks")] if card.words.asks else []
        lines += [] if card.replies else [Words("publications-silent")]
    links = _links(card, talk)
    return Screen(
        "publications-card",
        title=card.words.shown_title,
        lines=Listing(lines, lines=True),
        text=card.words.shown(card.words.text),
        links=links,
    )


def _state(card: Card) -> list[Words]:
    if card.state == DRAFT:
        return [Words("publications-is-draft")]
    if card.state == WITHDRAWN:
        return [Words("publications-is-withdrawn")]
    return []


def status(one: Standing, talk: Talk) -> Words:
    """How far a post is at one board, as a sentence."""
    say = f"publications-{one.state}-{one.task}"
    if one.state == PUBLISHED:
        say = "publications-published" if one.link else "publications-published-by-hand"
    elif one.state in ON_ITS_WAY:
        say = _on_its_way(one, talk)
    elif one.state in (DELETED, DROPPED):
        say = f"publications-{one.state}"
    return Words(say, channel=one.channel, at=one.at or one.due_at, link=one.link or "", why=why(one))


def _on_its_way(one: Standing, talk: Talk) -> str:
    if one.tries:
        return f"publications-late-{one.task}"
    if one.task == PUBLISH and one.due_at > talk.heard:
        return "publications-due"
    return f"publications-going-{one.task}"


def why(one: Standing) -> Words:
    """Why it does not go on, and what to do."""
    key = f"publications-why-{one.reason}"
    return Words(key if locales.has(key) else "publications-why-refused")


def _links(card: Card, talk: Talk) -> list[Link]:
    going = any(one.state in ON_ITS_WAY and (one.tries or one.due_at <= talk.heard) for one in card.standings)
    links = [Link("publication", Words("publications-refresh"), card.id)] if going else []
    links += [
        Link("publication-place", Words("publications-help", channel=one.channel), one.id)
        for one in card.standings
        if one.state in STUCK
    ]
    if card.state == WITHDRAWN:
        return [*links, ALL, MENU]
    if card.state == DRAFT:
        links.append(Link("publication-approve", Words("publications-approve"), card.id))
    elif card.untouched and not going:
        links.append(Link("publication-now", Words("publications-now"), card.id))
        links.append(Link("publication-time", Words("publications-other-time"), card.id))
    links.append(Link("publication-edit", Words("publications-edit"), card.id))
    if card.state == APPROVED:
        say = "publications-be-silent" if card.replies else "publications-reply"
        links.append(Link("publication-replies", Words(say), card.id, int(not card.replies)))
    links.append(Link("publication-delete", Words("publications-delete"), card.id))
    return [*links, ALL, MENU]


def back_to(publication: int) -> list[Link]:
    """To the post, to all of them."""
    return [Link("publication", Words("publications-open"), publication), ALL]


# --- what is done with one press -------------------------------------------------------------


@dialogue("publication-now", roles=COORDINATORS)
async def publish_now(talk: Talk, publication: int) -> Telling:
    """What was to appear later appears now."""
    await publications.move(talk.unit, by=talk.person.id, publication_id=publication, now=talk.heard)
    yield Screen("publications-leaves", links=back_to(publication))


@dialogue("publication-replies", roles=COORDINATORS)
async def allow_replies(talk: Talk, publication: int, on: int) -> Telling:
    """Whether the assistant answers questions under this post."""
    await publications.allow_replies(
        talk.unit, by=talk.person.id, publication_id=publication, on=bool(on), now=talk.heard
    )
    say = "publications-replies-on" if on else "publications-replies-off"
    yield Screen(say, links=back_to(publication))


@dialogue("publication-delete", roles=COORDINATORS)
async def delete_post(talk: Talk, publication: int) -> Telling:
    """Taken back everywhere."""
    card = await card_of(talk, publication)
    stands = sum(one.state == PUBLISHED or one.task != PUBLISH for one in card.standings)
    sure = Confirm(
        "publications-delete-check",
        title=card.words.shown_title,
        count=stands,
        yes="publications-delete-yes",
        no="publications-delete-no",
    )
    if not (yield sure):
        yield Screen("publications-as-before", title=card.words.shown_title, links=back_to(publication))
        return
    await publications.withdraw(talk.unit, by=talk.person.id, publication_id=publication, now=talk.heard)
    yield Screen(
        "publications-withdrawing", title=card.words.shown_title, count=stands, links=back_to(publication)
    )


# --- where something went wrong --------------------------------------------------------------


@dialogue("publication-place", roles=COORDINATORS)
async def open_place(talk: Talk, place: int) -> Telling:
    """What went wrong at one board, and the ways on."""
    card, one = await _place(talk, place)
    links = _ways_on(card, one) if one.state in STUCK else []
    lines = Listing([status(one, talk)])
    yield Screen(
        "publications-place", title=card.words.shown_title, lines=lines, links=[*links, *back_to(card.id)]
    )


def _ways_on(card: Card, one: Standing) -> list[Link]:
    again = Link("publication-again", Words("publications-again"), one.id)
    copy = Link("publication-copy", Words("publications-copy-open"), one.id)
    gone = card.state == WITHDRAWN and one.task == PUBLISH
    if one.state == UNCLEAR:
        say = "publications-it-is-not-there" if gone else "publications-it-is-there"
        anew = Link("publication-anew", Words("publications-anew"), one.id)
        return [Link("publication-done", Words(say), one.id), *([] if gone else [anew, copy])]
    done = Link("publication-done", Words("publications-by-hand"), one.id)
    tries = [] if one.reason == publications.BY_HAND else [again]
    return [*tries, *([] if card.state == WITHDRAWN else [copy]), done]


@dialogue("publication-again", roles=COORDINATORS)
async def try_again(talk: Talk, place: int) -> Telling:
    """One more try at a board that has refused."""
    _, one = await _place(talk, place)
    if one.state != FAILED:
        yield await _place_screen(talk, place)
        return
    number = await publications.again(talk.unit, by=talk.person.id, place_id=place, now=talk.heard)
    yield Screen("publications-tries-again", channel=one.channel, links=back_to(number))


@dialogue("publication-anew", roles=COORDINATORS)
async def publish_anew(talk: Talk, place: int) -> Telling:
    """Once more where nobody knows whether it has appeared: only after a look at the board."""
    card, one = await _place(talk, place)
    if one.state != UNCLEAR:
        yield await _place_screen(talk, place)
        return
    sure = Confirm(
        "publications-anew-check",
        title=card.words.shown_title,
        channel=one.channel,
        yes="publications-anew-yes",
        no="publications-anew-no",
    )
    if not (yield sure):
        yield await _place_screen(talk, place)
        return
    await publications.again(talk.unit, by=talk.person.id, place_id=place, now=talk.heard)
    yield Screen("publications-tries-again", channel=one.channel, links=back_to(card.id))


@dialogue("publication-done", roles=COORDINATORS)
async def settle_by_hand(talk: Talk, place: int) -> Telling:
    """«Вышло», or done by hand."""
    _, one = await _place(talk, place)
    number = await publications.resolve(talk.unit, by=talk.person.id, place_id=place, now=talk.heard)
    yield Screen("publications-noted", channel=one.channel, links=back_to(number))


@dialogue("publication-copy", roles=COORDINATORS)
async def give_text(talk: Talk, place: int) -> Telling:
    """The post as this board would show it, to be copied and put there by hand."""
    card, one = await _place(talk, place)
    boards = await publication_views.boards(talk.unit, talk.regulation)
    post = await publication_views.as_seen(talk.unit, talk.regulation, card.words, talk.heard)
    board = publication_views.by_source(boards, one.source)
    links = [Link("publication-done", Words("publications-by-hand"), place), *back_to(card.id)]
    text = card.words.shown(plain(look(post, board)) if board else card.words.text)
    yield Screen("publications-copy", text=text, links=links if one.state in STUCK else back_to(card.id))


async def _place(talk: Talk, place: int) -> tuple[Card, Standing]:
    return await publication_views.place_of(
        talk.unit, talk.regulation, by=talk.person.id, place_id=place, now=talk.heard
    )


async def _place_screen(talk: Talk, place: int) -> Screen:
    """Where it stands now, for whoever pressed what holds no longer."""
    card, one = await _place(talk, place)
    lines = Listing([status(one, talk)])
    return Screen("publications-place", title=card.words.shown_title, lines=lines, links=back_to(card.id))


@notice("publication-stuck", by_day=True)
def tell_stuck(publication: int, title: str, channel: str, *, unclear: bool) -> Screen:
    """A post has not appeared somewhere, or nobody knows."""
    say = "publications-told-unclear" if unclear else "publications-told-failed"
    return Screen(say, title=title, channel=channel, links=back_to(publication))
