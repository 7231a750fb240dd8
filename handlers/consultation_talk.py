"""The shared conversation of a request: «Написать», «Предложить время», «Готово», the teacher's mark."""

from handlers.consultation_card import card
from handlers.dialogue.library import Talk, Telling, dialogue
from handlers.dialogue.nouns import Ask, Call, Choice, Screen
from handlers.dialogue.picking import pick_moment
from handlers.dialogue.reading import text
from handlers.session_card import fill_card
from handlers.session_whom import Whom
from services import consultation_talk, consultation_views, faces, session_drafts
from services.consultation_talk import LONGEST_MESSAGE
from services.values import Words

NOT_HELD = 0
RATINGS = (
    Choice(5, Words("request-rating-5"), alone=True),
    Choice(4, Words("request-rating-4"), alone=True),
    Choice(3, Words("request-rating-3"), alone=True),
    Choice(2, Words("request-rating-2"), alone=True),
    Choice(1, Words("request-rating-1"), alone=True),
    Choice(NOT_HELD, Words("request-not-held"), alone=True),
)


@dialogue("request-write")
async def write(talk: Talk, request: int) -> Telling:
    """Words for the other side; they arrive on his channel."""
    view = await consultation_views.view(talk.unit, talk.regulation, request, talk.person.id, talk.now)
    if "talk" not in view.may:
        yield card(view, Words("request-closed-talk"))
        return
    said = yield Ask(
        "request-what-to-write",
        key="text",
        read=text(limit=LONGEST_MESSAGE),
        personal=True,
        number=view.number,
        topic=view.topic,
    )
    leaves_at = await consultation_talk.write(
        talk.unit, talk.regulation, request, by=talk.person.id, text=said, run=talk.run, now=talk.now
    )
    head = Words("request-written-later", at=leaves_at) if leaves_at > talk.now else Words("request-written")
    yield await _card(talk, request, head)


@dialogue("request-time")
async def propose_time(talk: Talk, request: int) -> Telling:
    """When to meet; the other side agrees or proposes another time."""
    await consultation_views.view(talk.unit, talk.regulation, request, talk.person.id, talk.now)
    moment = yield Call(pick_moment, key="moment", say_day="request-which-day", say_time="request-which-time")
    await consultation_talk.propose(
        talk.unit, talk.regulation, request, by=talk.person.id, moment=moment, now=talk.now
    )
    yield await _card(talk, request, Words("request-proposed-head"))


@dialogue("request-agree")
async def agree_to_time(talk: Talk, request: int, proposal: int) -> Telling:
    """«Подходит»: to exactly the time that stood on that screen."""
    agreed = await consultation_talk.agree(
        talk.unit, talk.regulation, request, by=talk.person.id, proposal=proposal, now=talk.now
    )
    yield await _card(talk, request, Words("request-agreed-head", at=agreed))


@dialogue("request-finish")
async def finish(talk: Talk, request: int) -> Telling:
    """«Готово»: the record is drafted from the request and saved with one press."""
    me, today = talk.person.id, talk.regulation.local(talk.now).date()
    draft = await consultation_talk.draft(talk.unit, talk.regulation, request, by=me, now=talk.now)
    (teacher,) = draft.people
    place = next(
        (one for one in await session_drafts.places(talk.unit) if one.id == draft.organisation_id), None
    )
    whom = Whom((await faces.face(talk.unit, teacher, today),), place)
    draft = yield Call(fill_card, key="card", draft=draft, whom=whom, of_request=True)
    await consultation_talk.finish(
        talk.unit, talk.regulation, request, by=me, record=draft, run=talk.run, now=talk.now
    )
    yield await _card(talk, request, Words("request-finished-head"))


@dialogue("request-rate")
async def rate(talk: Talk, request: int) -> Telling:
    """The teacher confirms with a mark from 1 to 5, or says that there was no meeting."""
    view = await consultation_views.view(talk.unit, talk.regulation, request, talk.person.id, talk.now)
    if "confirm" not in view.may:
        yield card(view)
        return
    mark = yield Ask(
        "request-how-was-it",
        key="mark",
        choices=RATINGS,
        topic=view.topic,
        number=view.number,
        who=view.helper,
    )
    me = talk.person.id
    if mark == NOT_HELD:
        await consultation_talk.deny(talk.unit, talk.regulation, request, by=me, now=talk.now)
        yield await _card(talk, request, Words("request-denied-head"))
        return
    await consultation_talk.confirm(talk.unit, talk.regulation, request, by=me, rating=mark, now=talk.now)
    yield await _card(talk, request, Words("request-rated-head"))


async def _card(talk: Talk, request: int, head: Words) -> Screen:
    view = await consultation_views.view(talk.unit, talk.regulation, request, talk.person.id, talk.now)
    return card(view, head)
