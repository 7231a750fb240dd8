"""How one request looks: where it stands, who, when, the last words, and what can be done."""

from handlers.dialogue.nouns import SHOWN, Label, Link, Screen
from services.comment_views import QuestionView
from services.consultation_views import MessageView, RequestView
from services.values import Listing, Personal, Words

STATES = {
    ("teacher", "offered"): "request-teacher-offered",
    ("teacher", "unassigned"): "request-teacher-unassigned",
    ("teacher", "accepted"): "request-teacher-accepted",
    ("teacher", "done"): "request-teacher-done",
    ("teacher", "closed"): "request-teacher-closed",
    ("helper", "offered"): "request-helper-offered",
    ("helper", "accepted"): "request-helper-accepted",
    ("helper", "done"): "request-helper-done",
    ("helper", "closed"): "request-helper-closed",
    ("", "offered"): "request-other-offered",
    ("", "unassigned"): "request-other-unassigned",
    ("", "accepted"): "request-other-accepted",
    ("", "done"): "request-other-done",
    ("", "closed"): "request-other-closed",
    ("", "cancelled"): "request-state-cancelled",
}
REPLIES = {
    "waiting": "comments-reply-waiting",
    "claimed": "comments-reply-waiting",
    "posted": "comments-reply-posted",
    "refused": "comments-reply-refused",
    "unclear": "comments-reply-unclear",
    "dropped": "comments-reply-dropped",
}
ACTIONS = (
    ("accept", "request-accept", "request-take"),
    ("agree", "request-agree", "request-time-fits"),
    ("confirm", "request-rate", "request-confirm"),
    ("assign", "request-assign", "request-assign"),
    ("topic", "request-topic", "comments-choose-topic"),
    ("talk", "request-write", "request-write"),
    ("answer", "request-public", "comments-answer-open"),
    ("propose", "request-time", "request-propose"),
    ("finish", "request-finish", "request-finish"),
    ("decline", "request-decline", "request-decline"),
    ("cancel", "request-cancel", "request-cancel"),
)


def card(view: RequestView, head: Words | None = None) -> Screen:
    """The request as this viewer sees it; `head` says first what has just happened."""
    lines = Listing(_lines(view), lines=True)
    links = [*_links(view), Link("requests", Words("request-list"))]
    if head is None:
        return Screen("request-card", links=links, number=view.number, topic=view.topic, lines=lines)
    return Screen(
        "request-card-after", links=links, head=head, number=view.number, topic=view.topic, lines=lines
    )


def way_of(title: str | None) -> Label:
    """A way to meet; whoever left it open gets words for that."""
    return title if title is not None else Words("request-way-any")


def details_of(details: Personal | None) -> Words:
    """What the teacher wrote about it, or that he wrote nothing."""
    return Words("request-details", text=details, shown=SHOWN) if details else Words("request-no-details")


def _lines(view: RequestView) -> list[Words]:
    lines = [_state(view)]
    if view.side != "teacher":
        lines.append(Words("request-who", who=view.teacher))
    lines.append(Words("request-form", form=view.form, way=way_of(view.way)))
    if view.details:
        lines.append(details_of(view.details))
    if view.question:
        lines += _question(view.question)
    if view.meeting_at:
        lines.append(Words("request-meeting", at=view.meeting_at))
    if view.proposed_at:
        key = "request-proposed-mine" if view.proposed_mine else "request-proposed-other"
        lines.append(Words(key, at=view.proposed_at))
    if view.messages:
        earlier = [Words("request-earlier", count=view.earlier)] if view.earlier else []
        words = Listing([*earlier, *map(_message, view.messages)], lines=True)
        lines.append(Words("request-talk", words=words, shown=SHOWN))
    return lines


def _question(question: QuestionView) -> list[Words]:
    """Where it was asked for everybody to read, and what was answered there."""
    lines = []
    if question.link:
        lines.append(Words("comments-card-link", link=question.link, shown=SHOWN))
    if question.answer and question.answer.text:
        state = Words(REPLIES[question.answer.state])
        lines.append(Words("comments-card-answer", text=question.answer.text, state=state, shown=SHOWN))
    return lines


def _state(view: RequestView) -> Words:
    if view.denied and view.side == "helper":
        return Words("request-helper-denied")
    key = STATES.get((view.side, view.state)) or STATES["", view.state]
    return Words(
        key,
        until=view.due_at,
        who=view.helper,
        role=view.helper_role,
        rating=view.rating or 0,
    )


def _message(one: MessageView) -> Words:
    if one.author is None:
        return Words("request-said-me", at=one.at, text=one.text)
    return Words("request-said", who=one.author, at=one.at, text=one.text)


def _links(view: RequestView) -> list[Link]:
    links = []
    for action, name, label in ACTIONS:
        if action == "agree" and action in view.may:
            links.append(Link(name, Words(label), view.id, view.proposal))
        elif action in view.may:
            links.append(Link(name, Words(label), view.id))
    if view.denied and view.side == "helper" and view.session is not None:
        links.insert(0, Link("record", Words("request-see-record"), view.session))
    return links
