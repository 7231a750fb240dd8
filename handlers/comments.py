"""Public questions: made a request by their author, answered under by whoever helps, seen to."""

from handlers.consultation_card import REPLIES
from handlers.consultation_card import card as request_card
from handlers.dialogue.library import Talk, Telling, dialogue
from handlers.dialogue.nouns import SHOWN, Ask, Choice, Confirm, Link, Screen
from handlers.dialogue.reading import text
from handlers.people import waits
from services import (
    comment_places,
    comment_replies,
    comment_requests,
    comment_views,
    comments,
    consultation_views,
    consultation_words,
    consultations,
    surnames,
)
from services.comment_replies import LONGEST_ANSWER
from services.comment_views import QuestionView, ReplyView
from services.framework import Competency
from services.values import Listing, Personal, Words

MENU = Link("menu", Words("command-menu"))
ALL = Link("comments", Words("comments-all"))
READERS = {"coordinator", "methodist"}
ASKERS = {"teacher", "manager"}
UNSURE = "unsure"
KINDS = {
    "comment": "comments-kind-comment",
    "discussion": "comments-kind-discussion",
    "post": "comments-kind-post",
    "suggested": "comments-kind-suggested",
}


def general(link: str, *, news: bool) -> Words:
    """What the assistant itself answers in public; the same to everybody, and nothing personal."""
    return Words("comments-general-post" if news else "comments-general", link=link)


@waits
async def unheard(talk: Talk) -> Link | None:
    """For the coordinator's menu: public questions that wait for somebody."""
    count = await comment_views.count(talk.unit, talk.person.roles)
    return Link("comments", Words("comments-wait", count=count)) if count else None


@waits
async def mine(talk: Talk) -> Link | None:
    """For whoever asked in public and has come without the link: his question as a request."""
    codes = await comment_views.mine(talk.unit, talk.person.id) if ASKERS & talk.person.roles else []
    return Link("comment-mine", Words("comments-mine-wait"), codes[0]) if codes else None


# --- the author ------------------------------------------------------------------------------


@dialogue("comment-mine")
async def ask_here(talk: Talk, code: str) -> Telling:
    """The link under a question: its author makes it a request; anybody else is told what it is for."""
    asked = await comment_requests.asked_with(talk.unit, code, talk.person.id)
    may_ask = bool(ASKERS & talk.person.roles)
    if asked is None or not may_ask:
        links = [Link("consult", Words("command-consult"))] if may_ask else []
        yield Screen("comments-not-yours", links=[*links, MENU])
        return
    if asked.request is not None:
        yield request_card(await _request(talk, asked.request))
        return
    topics = consultation_words.topics(talk.regulation, talk.person.roles, talk.person.profile)
    topic = yield Ask(
        "comments-topic",
        key="topic",
        choices=[Choice(UNSURE, Words("comments-topic-unsure"), alone=True), *_topics(topics)],
        text=Personal(asked.text),
        shown=SHOWN,
    )
    opened = await comment_requests.request_of(
        talk.unit,
        talk.regulation,
        asked.id,
        by=talk.person.id,
        topic=None if topic == UNSURE else topic,
        now=talk.heard,
    )
    say = "consult-listed" if opened.due_at is None else "consult-opened"
    links = [Link("request", Words("request-open"), opened.id), MENU]
    yield Screen(say, number=str(opened.id), until=opened.due_at, links=links)


@dialogue("request-topic", roles=ASKERS)
async def choose_topic(talk: Talk, request: int) -> Telling:
    """A question that became a request by itself gets its topic."""
    view = await _request(talk, request)
    if not view.lacks_topic:
        yield request_card(view)
        return
    topics = consultation_words.topics(talk.regulation, talk.person.roles, talk.person.profile)
    topic = yield Ask("comments-which-topic", key="topic", choices=_topics(topics), number=view.number)
    await consultations.choose_topic(talk.unit, request, by=talk.person.id, topic=topic, now=talk.heard)
    yield request_card(await _request(talk, request), Words("comments-topic-head"))


def _topics(topics: list[Competency]) -> list[Choice]:
    return [Choice(one.id, one.title) for one in topics]


# --- whoever helps ---------------------------------------------------------------------------


@dialogue("request-public")
async def answer_request(talk: Talk, request: int) -> Telling:
    """«Ответить под записью»: words for everybody, seen before as they will stand there."""
    view = await _request(talk, request)
    if "answer" not in view.may:
        yield request_card(view, Words("comments-answer-cannot"))
        return
    said = yield Ask("comments-answer", key="text", read=text(limit=LONGEST_ANSWER))
    if not (yield await _preview(talk, said)):
        yield request_card(view, Words("comments-answer-not-sent"))
        return
    await comment_replies.answer_request(talk.unit, request, by=talk.person.id, text=said, now=talk.heard)
    yield request_card(await _request(talk, request), Words("comments-answer-head"))


@dialogue("comment-answer", roles=READERS)
async def answer_question(talk: Talk, comment: int) -> Telling:
    """The same for a question of somebody who has not come."""
    view = await _question(talk, comment)
    if not (view.takes_answer and view.open):
        yield _card(talk, view, Words("comments-answer-cannot"))
        return
    said = yield Ask("comments-answer", key="text", read=text(limit=LONGEST_ANSWER))
    if not (yield await _preview(talk, said)):
        yield _card(talk, view, Words("comments-answer-not-sent"))
        return
    await comment_replies.answer_question(talk.unit, comment, by=talk.person.id, text=said, now=talk.heard)
    yield _card(talk, await _question(talk, comment), Words("comments-answer-head"))


async def _preview(talk: Talk, said: str) -> Confirm:
    """The answer as everybody will read it, with a warning where somebody of the roster seems named."""
    names = await surnames.named(talk.unit, said)
    warning = Words("comments-answer-fine")
    if names:
        named = Listing([Personal(word) for word in names])
        warning = Words("comments-answer-names", count=len(names), names=named)
    return Confirm(
        "comments-answer-check",
        yes="comments-answer-send",
        no="comments-answer-leave",
        text=said,
        warning=warning,
    )


# --- the coordinator -------------------------------------------------------------------------


@dialogue("comments", roles=READERS, command=True)
async def list_questions(talk: Talk) -> Telling:
    """Public questions that wait for somebody: of authors nobody knows yet, and suggested posts."""
    lines = await comment_views.waiting(talk.unit, talk.person.id, talk.now)
    if not lines:
        yield Screen("comments-none", links=[MENU])
        return
    choices = [
        Choice(one.id, Words("comments-line", kind=Words(KINDS[one.kind]), at=one.at, text=one.heading))
        for one in lines
    ]
    chosen = yield Ask("comments-list", key="comment", choices=choices, personal=True)
    yield _card(talk, await _question(talk, chosen))


@dialogue("comment", roles=READERS)
async def open_question(talk: Talk, comment: int) -> Telling:
    """One public question."""
    yield _card(talk, await _question(talk, comment))


@dialogue("comment-close", roles={"coordinator"})
async def close_question(talk: Talk, comment: int) -> Telling:
    """Nothing more is to be done about it."""
    await comments.close(talk.unit, comment, by=talk.person.id, now=talk.heard)
    yield _card(talk, await _question(talk, comment), Words("comments-closed-head"))


@dialogue("comment-quiet", roles={"coordinator"})
async def switch_replies(talk: Talk, comment: int, on: int) -> Telling:
    """Whether the assistant answers publicly under this post."""
    await comment_places.answer_under(talk.unit, comment, by=talk.person.id, wanted=bool(on), now=talk.heard)
    head = Words("comments-loud-head") if on else Words("comments-quiet-head")
    yield _card(talk, await _question(talk, comment), head)


def _card(talk: Talk, view: QuestionView, head: Words | None = None) -> Screen:
    lines = Listing([*([head] if head else []), *_lines(view)], lines=True)
    return Screen("comments-card", lines=lines, links=_links(talk, view))


def _lines(view: QuestionView) -> list[Words]:
    lines = [Words("comments-card-kind", kind=Words(KINDS[view.kind]), at=view.at)]
    if view.text:
        lines.append(Words("comments-card-text", text=view.text, shown=SHOWN))
    if view.link:
        lines.append(Words("comments-card-link", link=view.link, shown=SHOWN))
    who = Words("comments-card-author", who=view.author) if view.author else Words("comments-card-stranger")
    lines.append(who)
    if view.general:
        lines.append(Words("comments-card-general", state=state_of(view.general)))
    elif not view.answered:
        lines.append(Words("comments-card-quiet"))
    elif not view.answerable:
        lines.append(Words("comments-card-mute"))
    if view.answer and view.answer.text:
        lines.append(
            Words("comments-card-answer", text=view.answer.text, state=state_of(view.answer), shown=SHOWN)
        )
    return lines


def state_of(reply: ReplyView) -> Words:
    """What became of a public reply."""
    return Words(REPLIES[reply.state])


def _links(talk: Talk, view: QuestionView) -> list[Link]:
    links = []
    coordinates = "coordinator" in talk.person.roles
    if view.draft is not None and coordinates:
        links.append(Link("publication", Words("comments-see-draft"), view.draft))
    if view.request is not None:
        links.append(Link("request", Words("request-open"), view.request))
    if view.takes_answer and view.open:
        links.append(Link("comment-answer", Words("comments-answer-open"), view.id))
    if view.open and coordinates:
        links.append(Link("comment-close", Words("comments-close"), view.id))
    if coordinates and view.draft is None:
        label = Words("comments-be-quiet") if view.answered else Words("comments-be-loud")
        links.append(Link("comment-quiet", label, view.id, int(not view.answered)))
    return [*links, ALL, MENU]


async def _question(talk: Talk, comment: int) -> QuestionView:
    return await comment_views.one(talk.unit, talk.regulation, comment, talk.person.id, talk.now)


async def _request(talk: Talk, request: int) -> consultation_views.RequestView:
    return await consultation_views.view(talk.unit, talk.regulation, request, talk.person.id, talk.now)
