"""How the notices about a request look; on a masked channel they say only that there is something."""

from typing import Any

from handlers.consultation_card import details_of
from handlers.dialogue.library import notice
from handlers.dialogue.nouns import SHOWN, Link, Screen
from services.values import Words

NEWS = {
    "reminded": "request-news-reminded",
    "declined-handed": "request-news-declined-handed",
    "declined-listed": "request-news-declined-listed",
    "lapsed-handed": "request-news-lapsed-handed",
    "lapsed-listed": "request-news-lapsed-listed",
    "assigned": "request-news-assigned",
    "reopened": "request-news-reopened",
}
LEFT_BY_TEACHER = ("reopened",)


def _open(request: int) -> Link:
    return Link("request", Words("request-open"), request)


@notice("request-offer")
def offer(request: int, details: Any, **args: Any) -> Screen:
    """A helper is asked."""
    return Screen("request-offer", details=details_of(details), shown=SHOWN, links=_answers(request), **args)


@notice("request-reminder")
def reminder(request: int, details: Any, **args: Any) -> Screen:
    """A working day has passed without his answer."""
    return Screen(
        "request-reminder", details=details_of(details), shown=SHOWN, links=_answers(request), **args
    )


def _answers(request: int) -> list[Link]:
    return [
        Link("request-accept", Words("request-take"), request),
        Link("request-time", Words("request-propose"), request),
        Link("request-decline", Words("request-decline"), request),
    ]


@notice("request-news")
def news(request: int, what: str, **args: Any) -> Screen:
    """The teacher hears in one sentence where the request is now."""
    cancel = Link("request-cancel", Words("request-cancel"), request)
    return Screen(NEWS[what], links=[_open(request), *([] if what in LEFT_BY_TEACHER else [cancel])], **args)


@notice("request-accepted")
def accepted(request: int, **args: Any) -> Screen:
    """Somebody takes it."""
    write = Link("request-write", Words("request-write"), request)
    time = Link("request-time", Words("request-propose"), request)
    return Screen("request-accepted", links=[write, time, _open(request)], **args)


@notice("request-unassigned")
def unassigned(request: int, **args: Any) -> Screen:
    """A coordinator has one more on his list."""
    assign = Link("request-assign", Words("request-assign"), request)
    return Screen("request-unassigned", links=[assign, _open(request)], **args)


@notice("request-cancelled")
def cancelled(request: int, **args: Any) -> Screen:
    """The teacher needs it no longer."""
    del request
    return Screen("request-cancelled-notice", links=[Link("requests", Words("request-list"))], **args)


@notice("request-reassigned")
def reassigned(request: int, **args: Any) -> Screen:
    """A coordinator has given it to somebody else."""
    del request
    return Screen("request-reassigned-notice", links=[Link("requests", Words("request-list"))], **args)


@notice("request-message")
def message(request: int, **args: Any) -> Screen:
    """The other side has written."""
    answer = Link("request-write", Words("request-answer"), request)
    return Screen("request-message", shown=SHOWN, links=[answer, _open(request)], **args)


@notice("request-time-proposed")
def time_proposed(request: int, proposal: int, **args: Any) -> Screen:
    """The other side proposes when to meet."""
    agree = Link("request-agree", Words("request-time-fits"), request, proposal)
    other = Link("request-time", Words("request-propose-other"), request)
    return Screen("request-time-proposed", links=[agree, other, _open(request)], **args)


@notice("request-time-agreed")
def time_agreed(request: int, **args: Any) -> Screen:
    """The other side agrees to the time."""
    return Screen("request-time-agreed", links=[_open(request)], **args)


@notice("request-meeting-soon")
def meeting_soon(request: int, **args: Any) -> Screen:
    """An hour to go."""
    write = Link("request-write", Words("request-write"), request)
    return Screen("request-meeting-soon", links=[_open(request), write], **args)


@notice("request-finished")
def finished(request: int, **args: Any) -> Screen:
    """The help is recorded; the teacher confirms and rates it."""
    return Screen("request-finished", links=[Link("request-rate", Words("request-confirm"), request)], **args)


@notice("request-rated")
def rated(request: int, **args: Any) -> Screen:
    """The teacher has confirmed."""
    return Screen("request-rated", links=[_open(request)], **args)


@notice("request-denied")
def denied(request: int, session: int, **args: Any) -> Screen:
    """The teacher says that there was no such meeting."""
    see = Link("record", Words("request-see-record"), session)
    return Screen("request-denied", links=[see, _open(request)], **args)
