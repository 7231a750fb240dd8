"""How the notices about public questions look."""

from typing import Any

from handlers.comments import ALL
from handlers.dialogue.library import notice
from handlers.dialogue.nouns import SHOWN, Link, Screen
from services.values import Personal, Words


def _open(comment: int) -> Link:
    return Link("comment", Words("comments-open"), comment)


def _request(request: int) -> list[Link]:
    return [Link("request", Words("request-open"), request)] if request else []


@notice("comments-requested")
def requested(request: int, **args: Any) -> Screen:
    """The author is known: his public question is a request already."""
    topic = Link("request-topic", Words("comments-choose-topic"), request)
    say = "comments-requested" if args["until"] else "comments-requested-listed"
    return Screen(say, links=[topic, *_request(request)], **args)


@notice("comments-suggested")
def suggested(comment: int) -> Screen:
    """Somebody suggests a post."""
    return Screen("comments-suggested", links=[_open(comment), ALL])


@notice("comments-unanswered")
def unanswered(comment: int) -> Screen:
    """A question of somebody unknown that the assistant could not answer publicly."""
    return Screen("comments-unanswered", links=[_open(comment), ALL])


@notice("comments-answered")
def answered(request: int, link: Personal) -> Screen:
    """The author hears that his question was answered where he asked it."""
    return Screen("comments-answered", link=link, shown=SHOWN, links=_request(request))


@notice("comments-refused")
def refused(comment: int, request: int, text: Personal) -> Screen:
    """The community did not take an answer; its words are not lost."""
    links = _request(request) or [_open(comment)]
    return Screen("comments-refused", text=text, shown=SHOWN, links=links)
