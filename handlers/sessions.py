"""«Записать сопровождение»: whom, one card, saved; my records, and one voided with a reason."""

from handlers.dialogue.library import Talk, Telling, dialogue
from handlers.dialogue.nouns import Ask, Call, Choice, Confirm, Label, Link, Screen
from handlers.dialogue.reading import text
from handlers.session_card import fill_card
from handlers.session_whom import pick_whom
from services import consultation_talk, session_drafts, session_views, sessions
from services.session_views import RecordView
from services.values import Listing, Personal, Words

LOGGERS = {"member", "methodist", "coordinator"}
MENU = Link("menu", Words("command-menu"))
AGAIN = Link("log", Words("log-another"))
MINE = Link("records", Words("log-records"))
OTHER = "other"
REASONS = {
    "twice": Words("void-twice"),
    "mistake": Words("void-mistake"),
    "not-held": Words("void-not-held"),
}


@dialogue("log", roles=LOGGERS, command=True)
async def log_support(talk: Talk) -> Telling:
    """A repeat record takes three presses: this, the person, «Сохранить»."""
    whom = yield Call(pick_whom, key="whom", first=True)
    if whom is None:
        yield Call(tell_records, key="records")
        return
    draft = await session_drafts.draft_for(
        talk.unit,
        talk.regulation,
        talk.person.id,
        people=[one.person_id for one in whom.people],
        organisation_id=whom.place.id if whom.place else None,
        now=talk.now,
    )
    draft = yield Call(fill_card, key="card", draft=draft, whom=whom)
    number = await consultation_talk.record(
        talk.unit, talk.regulation, by=talk.person.id, draft=draft, run=talk.run, now=talk.now
    )
    view = await session_views.one(talk.unit, talk.regulation, number, talk.person.id, talk.now)
    yield Screen(
        "log-saved",
        whom=_whom(view),
        form=view.form,
        day=view.day,
        asked=Words("log-saved-asked") if draft.request_id else "",
        links=[AGAIN, MINE, MENU],
    )


def _whom(view: RecordView) -> Label:
    if view.place is not None:
        return view.place
    return Words("log-names", names=Listing(list(view.people))) if view.people else Words("log-none")


@dialogue("records", roles=LOGGERS)
async def tell_records(talk: Talk) -> Telling:
    """«Мои записи», the newest first."""
    views = await session_views.mine(talk.unit, talk.regulation, talk.person.id, talk.now)
    if not views:
        yield Screen("records-none", links=[AGAIN, MENU])
        return
    chosen = yield Ask("records-list", key="record", choices=[Choice(one.id, _line(one)) for one in views])
    yield _record(next(one for one in views if one.id == chosen))


def _line(view: RecordView) -> Words:
    key = "records-line-void" if view.voided_at else "records-line"
    return Words(key, day=view.day, whom=_whom(view), form=view.form)


@dialogue("record", roles=LOGGERS)
async def open_record(talk: Talk, record: int) -> Telling:
    """One record."""
    yield _record(await session_views.one(talk.unit, talk.regulation, record, talk.person.id, talk.now))


def _record(view: RecordView) -> Screen:
    void = [] if view.voided_at or view.of_event else [Link("record-void", Words("record-void"), view.id)]
    return Screen(
        "record-card",
        number=str(view.id),
        whom=_whom(view),
        form=view.form,
        channel=view.channel,
        minutes=view.minutes,
        day=view.day,
        topic=view.topic or Words("log-none"),
        result=view.result or Words("log-none"),
        more=Listing(_more(view), lines=True),
        links=[*void, MINE, MENU],
    )


def _more(view: RecordView) -> list[Words]:
    lines = []
    if view.composition or view.recommendation:
        lines += [
            Words("log-deficits" if view.for_deficits else "log-no-deficits"),
            Words("log-composition", text=view.composition or Words("log-none")),
            Words("log-recommendation", text=view.recommendation or Words("log-none")),
            Words("log-next-step", day=view.next_step_on or Words("log-none")),
        ]
    if view.request is not None:
        lines.append(Words("log-answers-request", number=str(view.request)))
    if view.rating is not None:
        lines.append(Words("record-rated", rating=view.rating))
    if view.voided_at is not None:
        reason = view.void_reason or ""
        lines.append(Words("record-voided", at=view.voided_at, reason=REASONS.get(reason, Personal(reason))))
    return lines


@dialogue("record-void", roles=LOGGERS)
async def void_record(talk: Talk, record: int) -> Telling:
    """Takes a record out of the counts; the reason stays with it."""
    view = await session_views.one(talk.unit, talk.regulation, record, talk.person.id, talk.now)
    if view.voided_at is not None:
        yield _record(view)
        return
    reasons = [Choice(name, words) for name, words in REASONS.items()]
    reason = yield Ask(
        "void-why", key="reason", choices=[*reasons, Choice(OTHER, Words("void-other"))], whom=_whom(view)
    )
    if reason == OTHER:
        reason = yield Ask(
            "void-own-words", key="words", read=text(limit=sessions.LONGEST_REASON), personal=True
        )
    sure = yield Confirm(
        "void-check",
        yes="record-void",
        no="void-leave",
        whom=_whom(view),
        form=view.form,
        day=view.day,
        reason=REASONS.get(reason, Personal(reason)),
    )
    if sure:
        await sessions.void(
            talk.unit, talk.regulation, record, by=talk.person.id, reason=reason, now=talk.now
        )
        view = await session_views.one(talk.unit, talk.regulation, record, talk.person.id, talk.now)
    yield _record(view)
