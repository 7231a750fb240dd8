"""The card of a record: everything filled in, «Сохранить» first, a press on a line changes that line."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from handlers.dialogue.library import Talk, Telling
from handlers.dialogue.nouns import Ask, Call, Choice, Confirm, Result
from handlers.dialogue.picking import pick_day
from handlers.dialogue.reading import text, whole
from handlers.session_whom import Whom, pick_whom
from services import consultation_words, session_drafts, sessions
from services.consultation_words import direction_title, form_of, topic_title, way_title
from services.errors import DomainError
from services.session_drafts import Draft
from services.values import Listing, Personal, Words

SAVE, NOTHING = "save", 0
USUAL_MINUTES = (15, 20, 30, 40, 45, 60, 90, 120, 180)
PAST_DAYS = 14
TERM_DAYS = 28
USUAL_LINES = ("result", "channel", "direction")
CONSILIUM_LINES = ("channel", "composition", "recommendation", "next_step_on")
"""The advice is the result of a consilium; both lists keep the card on one page of buttons."""
NONE = Words("log-none")


class Card(Ask):
    """The draft as a question; saving saves exactly what it shows."""

    __slots__ = ()

    def fingerprint(self) -> str:
        """Covers every line, so that a press on an older card never saves a newer one."""
        return Confirm(self.words.key, **self.words.args).fingerprint()


async def fill_card(talk: Talk, draft: Draft, whom: Whom, of_request: bool = False) -> Telling:
    """Shows the card until it is saved; gives the draft as it then stands.

    `of_request`: it is a request's record, so its person stays; only a group may become larger.
    """
    for step in count():
        line = yield _card(talk, draft, whom, step, of_request=of_request)
        lacking = sessions.missing(talk.regulation, draft) if line == SAVE else ()
        if line == SAVE and not lacking:
            yield Result(draft)
            return
        if line == "whom":
            whom = yield Call(pick_whom, key=("whom", step))
            draft = _about(talk, draft, whom)
            continue
        for name in lacking or (line,):
            draft = yield Call(LINES[name], key=(name, step), draft=draft)


def _card(talk: Talk, draft: Draft, whom: Whom, step: int, *, of_request: bool) -> Card:
    pack = talk.regulation
    consilium = session_drafts.is_consilium(pack, draft.form)
    lines = _consilium_lines(talk, draft, whom) if consilium else [_result_line(draft)]
    if draft.request_id is not None:
        lines.append(Words("log-answers-request", number=str(draft.request_id)))
    names = ["form", "minutes", "day", "topic", *(CONSILIUM_LINES if consilium else USUAL_LINES)]
    alone = of_request and pack.form(draft.form).mode != "group"
    names = [*([] if alone else ["whom"]), *names]
    names += ["request"] if draft.request_id is not None and not of_request else []
    return Card(
        "log-card",
        key=("card", step),
        choices=[Choice(SAVE, Words("log-save"), alone=True), *(Choice(one, LABELS[one]) for one in names)],
        whom=whom.label,
        form=form_of(pack, draft.form),
        channel=way_title(pack, draft.channel),
        minutes=draft.minutes,
        day=draft.held_on,
        direction=direction_title(pack, draft.direction) or NONE,
        topic=topic_title(pack, draft.topic) or NONE,
        more=Listing(lines, lines=True),
    )


def _result_line(draft: Draft) -> Words:
    return Words("log-card-result", text=_said(draft.result))


def _consilium_lines(talk: Talk, draft: Draft, whom: Whom) -> list[Words]:
    flag = whom.place is not None and whom.place.deficits
    uncounted = not flag and session_drafts.flag_counts(talk.regulation, draft.form)
    return [
        Words("log-deficits" if flag else "log-no-deficits"),
        *([Words("log-uncounted")] if uncounted else []),
        Words("log-composition", text=_said(draft.composition)),
        Words("log-recommendation", text=_said(draft.recommendation)),
        Words("log-next-step", day=draft.next_step_on or NONE),
    ]


def _said(words: str | None) -> Personal | Words:
    return Personal(words) if words else NONE


def _about(talk: Talk, draft: Draft, whom: Whom) -> Draft:
    """The draft about somebody else: the form stays if it is one for so many."""
    people = tuple(sorted(one.person_id for one in whom.people))
    place = whom.place.id if whom.place else None
    request = draft.request_id if set(draft.people) <= set(people) else None
    draft = replace(draft, people=people, organisation_id=place, request_id=request)
    fitting = session_drafts.forms_for(talk.regulation, len(people), organisation=place is not None)
    if not fitting:
        raise DomainError("session-no-form")
    return draft if any(one.id == draft.form for one in fitting) else draft.with_form(fitting[0])


async def _form(talk: Talk, draft: Draft) -> Telling:
    """The form; its usual length, direction and channel come along where nothing else was chosen."""
    fitting = session_drafts.forms_for(
        talk.regulation, len(draft.people), organisation=draft.organisation_id is not None
    )
    chosen = yield Ask("log-form", key="form", choices=[Choice(one.id, one.short) for one in fitting])
    yield Result(draft.in_form(talk.regulation.form(draft.form), talk.regulation.form(chosen)))


async def _minutes(_talk: Talk, draft: Draft) -> Telling:
    usual = [Choice(one, Words("log-so-many-minutes", count=one)) for one in USUAL_MINUTES]
    bounds = whole(least=sessions.LEAST_MINUTES, most=sessions.MOST_MINUTES)
    yield Result(
        replace(draft, minutes=(yield Ask("log-minutes", key="minutes", choices=usual, read=bounds)))
    )


async def _day(_talk: Talk, draft: Draft) -> Telling:
    day = yield Call(pick_day, key="day", say="log-day", days=PAST_DAYS, past=True)
    yield Result(replace(draft, held_on=day))


async def _topic(talk: Talk, draft: Draft) -> Telling:
    topics = [Choice(one.id, one.title) for one in consultation_words.all_topics(talk.regulation)]
    chosen = yield Ask(
        "log-topic", key="topic", choices=[*topics, Choice(NOTHING, Words("log-without-topic"))]
    )
    yield Result(replace(draft, topic=None if chosen == NOTHING else chosen))


async def _direction(talk: Talk, draft: Draft) -> Telling:
    choices = [Choice(one.id, one.short) for one in talk.regulation.directions]
    yield Result(replace(draft, direction=(yield Ask("log-direction", key="direction", choices=choices))))


async def _channel(talk: Talk, draft: Draft) -> Telling:
    choices = [Choice(one.id, one.short) for one in talk.regulation.channels]
    yield Result(replace(draft, channel=(yield Ask("log-channel", key="channel", choices=choices))))


async def _result(_talk: Talk, draft: Draft) -> Telling:
    said = yield Ask(
        "log-result",
        key="result",
        read=text(limit=sessions.LONGEST_TEXT),
        choices=[Choice(NOTHING, Words("log-without-result"))],
        personal=True,
    )
    yield Result(replace(draft, result=None if said == NOTHING else said))


async def _composition(_talk: Talk, draft: Draft) -> Telling:
    said = yield Ask("log-who-took-part", key="text", read=text(limit=sessions.LONGEST_TEXT), personal=True)
    yield Result(replace(draft, composition=said))


async def _recommendation(_talk: Talk, draft: Draft) -> Telling:
    said = yield Ask("log-what-advised", key="text", read=text(limit=sessions.LONGEST_TEXT), personal=True)
    yield Result(replace(draft, recommendation=said))


async def _next_step(_talk: Talk, draft: Draft) -> Telling:
    day = yield Call(pick_day, key="day", say="log-by-when", days=TERM_DAYS)
    yield Result(replace(draft, next_step_on=max(day, draft.held_on)))


async def _detach(_talk: Talk, draft: Draft) -> Telling:
    """The record is not the answer to the request after all."""
    yield Result(replace(draft, request_id=None))


LINES: Mapping[str, Callable[..., Any]] = {
    "form": _form,
    "minutes": _minutes,
    "day": _day,
    "topic": _topic,
    "direction": _direction,
    "channel": _channel,
    "result": _result,
    "composition": _composition,
    "recommendation": _recommendation,
    "next_step_on": _next_step,
    "request": _detach,
}
LABELS = {
    "whom": Words("log-line-whom"),
    "form": Words("log-line-form"),
    "minutes": Words("log-line-minutes"),
    "day": Words("log-line-day"),
    "topic": Words("log-line-topic"),
    "result": Words("log-line-result"),
    "channel": Words("log-line-channel"),
    "direction": Words("log-line-direction"),
    "composition": Words("log-line-composition"),
    "recommendation": Words("log-line-recommendation"),
    "next_step_on": Words("log-line-term"),
    "request": Words("log-line-request"),
}
