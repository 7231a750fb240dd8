"""Records of support as people see them: my list, one record."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from services import consultation_words as words
from services import members
from services.faces import faces
from services.regulations import Regulation
from services.session_drafts import LOGGERS
from services.sessions import own_record
from services.values import Personal
from storage.people import Organisation
from storage.sessions import SessionPerson, SupportSession
from storage.store import Unit

LISTED = 30


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record as plain values. `people` are those helped, `place` the organisation if it was one.

    `role` is the role in which help was given, `void_reason` a reason's name or the person's words.
    """

    id: int
    day: date
    people: tuple[Personal, ...]
    place: str | None
    form: str
    topic: str | None
    channel: str | None
    minutes: int
    role: str
    result: Personal | None
    composition: Personal | None
    recommendation: Personal | None
    next_step_on: date | None
    for_deficits: bool
    request: int | None
    of_event: bool
    voided_at: datetime | None
    void_reason: str | None
    rating: int | None


async def mine(unit: Unit, regulation: Regulation, by: int, now: datetime) -> list[RecordView]:
    """The last records of what this person did or wrote down, the newest first."""
    await members.require(unit, by, now, *LOGGERS)
    rows = await unit.session.scalars(
        select(SupportSession)
        .where((SupportSession.provider_id == by) | (SupportSession.recorded_by == by))
        .order_by(SupportSession.held_on.desc(), SupportSession.id.desc())
        .limit(LISTED)
    )
    return await _views(unit, regulation, list(rows), now)


async def one(unit: Unit, regulation: Regulation, session_id: int, by: int, now: datetime) -> RecordView:
    """One record for those who may void it; NotAllowed for everybody else."""
    row = await own_record(unit, session_id, by, now)
    (view,) = await _views(unit, regulation, [row], now)
    return view


async def _views(
    unit: Unit, regulation: Regulation, rows: list[SupportSession], now: datetime
) -> list[RecordView]:
    helped = await unit.session.execute(
        select(SessionPerson.session_id, SessionPerson.person_id)
        .where(SessionPerson.session_id.in_([row.id for row in rows]))
        .order_by(SessionPerson.session_id, SessionPerson.person_id)
    )
    of_session: dict[int, list[int]] = {}
    for session_id, person_id in helped:
        of_session.setdefault(session_id, []).append(person_id)
    everybody = {person for people in of_session.values() for person in people}
    seen = await faces(unit, everybody, regulation.local(now).date())
    wanted = {row.organisation_id for row in rows if row.organisation_id is not None}
    named = await unit.session.execute(
        select(Organisation.id, Organisation.short).where(Organisation.id.in_(wanted))
    )
    places = {row.id: row.short for row in named}
    return [
        _view(
            regulation,
            row,
            tuple(seen[person].card for person in of_session.get(row.id, ())),
            places.get(row.organisation_id) if row.organisation_id is not None else None,
        )
        for row in rows
    ]


def _view(
    regulation: Regulation, row: SupportSession, people: tuple[Personal, ...], place: str | None
) -> RecordView:
    return RecordView(
        id=row.id,
        day=row.held_on,
        people=people,
        place=place,
        form=words.form_of(regulation, row.form),
        topic=words.topic_title(regulation, row.topic),
        channel=words.way_title(regulation, row.channel),
        minutes=row.minutes,
        role=row.provider_role,
        result=_words(row.result),
        composition=_words(row.composition),
        recommendation=_words(row.recommendation),
        next_step_on=row.next_step_on,
        for_deficits=row.for_deficits,
        request=row.request_id,
        of_event=row.event_id is not None,
        voided_at=row.voided_at,
        void_reason=row.void_reason,
        rating=row.rating,
    )


def _words(text: str | None) -> Personal | None:
    return Personal(text) if text else None
