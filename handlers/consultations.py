"""Requests for a consultation: asked for, listed, opened, taken, handed on, assigned, cancelled."""

from collections.abc import Sequence

from handlers.consultation_card import card, way_of
from handlers.dialogue.library import Talk, Telling, dialogue
from handlers.dialogue.nouns import Ask, Choice, Confirm, Link, Screen
from handlers.dialogue.reading import text
from handlers.people import waits
from services import consultation_views, consultation_words, consultations
from services.consultation_views import Line
from services.consultation_words import topic_title
from services.consultations import Opened
from services.regulations import Form, Regulation
from services.values import Personal, Words

ANY_WAY = "any"
MENU = Link("menu", Words("command-menu"))


@waits
async def asked_to_help(talk: Talk) -> Link | None:
    """For a helper's menu: requests that wait for his answer; a single one opens at once."""
    found = await consultation_views.asked(talk.unit, talk.person.id, talk.person.roles)
    return _waiting("requests-wait", found)


@waits
async def nobody_has(talk: Talk) -> Link | None:
    """For the coordinator's menu: requests that nobody has."""
    return _waiting("requests-unhelped", await consultation_views.nobodys(talk.unit, talk.person.roles))


def _waiting(say: str, found: Sequence[int]) -> Link | None:
    label = Words(say, count=len(found))
    if len(found) == 1:
        return Link("request", label, found[0])
    return Link("requests", label) if found else None


@dialogue("consult", roles={"teacher", "manager"}, command=True)
async def request_consultation(talk: Talk, topic: str = "") -> Telling:
    """A teacher asks for help; `topic` comes along from the self-assessment."""
    pack, person = talk.regulation, talk.person
    if all(one.id != topic for one in consultation_words.all_topics(pack)):
        known = consultation_words.topics(pack, person.roles, person.profile)
        topic = yield Ask("consult-topic", key="topic", choices=[Choice(one.id, one.title) for one in known])
    standing = await consultations.open_about(talk.unit, person.id, topic)
    title = topic_title(pack, topic)
    if standing is not None:
        links = [Link("request", Words("request-open"), standing), MENU]
        yield Screen("consult-already", number=str(standing), topic=title, links=links)
        return
    details = yield Ask(
        "consult-details", key="details", read=text(limit=1000), skippable=True, personal=True, topic=title
    )
    forms = [Choice(one.id, one.short) for one in consultation_words.forms(pack, person.roles)]
    form = pack.form((yield Ask("consult-form", key="form", choices=forms)))
    way = form.channel or (yield Ask("consult-way", key="way", choices=_ways(pack)))
    way = None if way == ANY_WAY else way
    if not (yield _check(pack, title, details, form, way)):
        yield Screen("consult-dropped", links=[Link("consult", Words("consult-anew")), MENU])
        return
    opened = await consultations.open_request(
        talk.unit,
        pack,
        run=talk.run,
        teacher_id=person.id,
        topic=topic,
        form=form.id,
        way=way,
        details=details,
        now=talk.now,
    )
    yield _opened(opened)


def _ways(pack: Regulation) -> list[Choice]:
    ways = [Choice(one.id, one.short) for one in pack.channels]
    return [Choice(ANY_WAY, Words("consult-way-any"), alone=True), *ways]


def _check(pack: Regulation, title: str | None, details: str | None, form: Form, way: str | None) -> Confirm:
    return Confirm(
        "consult-check",
        yes="consult-send",
        no="consult-leave",
        topic=title,
        form=form.short,
        way=way_of(consultation_words.way_title(pack, way)),
        details=Words("consult-with", text=Personal(details)) if details else Words("consult-without"),
    )


def _opened(request: Opened) -> Screen:
    links = [Link("request", Words("request-open"), request.id), MENU]
    if request.due_at is None:
        return Screen("consult-listed", number=str(request.id), links=links)
    return Screen("consult-opened", number=str(request.id), until=request.due_at, links=links)


@dialogue("requests", roles={"teacher", "manager", "member", "methodist", "coordinator"}, command=True)
async def list_requests(talk: Talk) -> Telling:
    """Mine, those I answer, and the coordinator's list; what waits for me comes first."""
    lines = await consultation_views.mine(talk.unit, talk.regulation, talk.person.id, talk.now)
    if not lines:
        mine = {"teacher", "manager"} & talk.person.roles
        links = [Link("consult", Words("command-consult"))] if mine else []
        yield Screen("requests-none", links=[*links, MENU])
        return
    chosen = yield Ask("requests-list", key="request", choices=[_line(line) for line in lines])
    yield await _card(talk, chosen)


def _line(line: Line) -> Choice:
    state = LINE_STATES.get((line.side, line.state)) or LINE_STATES["", line.state]
    return Choice(line.id, Words("requests-line", number=str(line.id), topic=line.topic, state=Words(state)))


LINE_STATES = {
    ("helper", "offered"): "requests-answer",
    ("helper", "accepted"): "requests-helping",
    ("coordinator", "unassigned"): "requests-assign",
    ("teacher", "done"): "requests-rate",
    ("", "offered"): "requests-offered",
    ("", "unassigned"): "requests-unassigned",
    ("", "accepted"): "requests-accepted",
    ("", "done"): "requests-done",
    ("", "closed"): "requests-closed",
    ("", "cancelled"): "requests-cancelled",
}


async def _card(talk: Talk, request: int, head: Words | None = None) -> Screen:
    view = await consultation_views.view(talk.unit, talk.regulation, request, talk.person.id, talk.now)
    return card(view, head)


@dialogue("request")
async def open_request(talk: Talk, request: int) -> Telling:
    """One request: where it stands, the conversation, and what can be done."""
    yield await _card(talk, request)


@dialogue("request-accept")
async def accept_request(talk: Talk, request: int) -> Telling:
    """«Возьмусь»."""
    await consultations.accept(talk.unit, talk.regulation, request, by=talk.person.id, now=talk.now)
    yield await _card(talk, request, Words("request-accepted-head"))


@dialogue("request-decline")
async def decline_request(talk: Talk, request: int) -> Telling:
    """«Передать другому»."""
    view = await consultation_views.view(talk.unit, talk.regulation, request, talk.person.id, talk.now)
    if not (
        yield Confirm(
            "request-decline-check",
            yes="request-decline",
            no="request-keep",
            number=view.number,
            topic=view.topic,
        )
    ):
        yield card(view)
        return
    await consultations.decline(talk.unit, talk.regulation, request, by=talk.person.id, now=talk.now)
    yield Screen(
        "request-declined", number=view.number, links=[Link("requests", Words("request-list")), MENU]
    )


@dialogue("request-cancel")
async def cancel_request(talk: Talk, request: int) -> Telling:
    """The teacher needs it no longer."""
    view = await consultation_views.view(talk.unit, talk.regulation, request, talk.person.id, talk.now)
    if not (
        yield Confirm(
            "request-cancel-check",
            yes="request-cancel",
            no="request-keep",
            number=view.number,
            topic=view.topic,
        )
    ):
        yield card(view)
        return
    await consultations.cancel(talk.unit, talk.regulation, request, by=talk.person.id, now=talk.now)
    yield Screen(
        "request-cancelled", number=view.number, links=[Link("consult", Words("consult-anew")), MENU]
    )


@dialogue("request-assign", roles={"coordinator"})
async def assign_request(talk: Talk, request: int) -> Telling:
    """The coordinator chooses by hand; whoever fits best stands first."""
    found = await consultations.candidates(
        talk.unit, talk.regulation, request, by=talk.person.id, now=talk.now
    )
    if not found:
        yield Screen(
            "request-nobody", number=str(request), links=[Link("requests", Words("request-list")), MENU]
        )
        return
    choices = [
        Choice(one.person_id, Words("request-helper", who=face.name, load=one.load, capacity=one.capacity))
        for one, face in found
    ]
    helper = yield Ask("request-assign-whom", key="helper", choices=choices, number=str(request))
    await consultations.assign(
        talk.unit, talk.regulation, request, by=talk.person.id, helper_id=helper, now=talk.now
    )
    yield await _card(talk, request, Words("request-assigned-head"))
