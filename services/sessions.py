"""Support sessions: recorded once, never changed silently, voided with a reason.

Whoever is member, methodist or coordinator records what he did himself; only who gave the support,
who recorded it, or a coordinator voids it. What a report has counted stays in the store.
"""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from services import consultation_notices as told
from services import consultation_words as words
from services import faces, members
from services.consultation_steps import State, lock, note
from services.errors import DomainError, NotAllowed
from services.regulations import Form, Regulation
from services.session_drafts import LOGGERS, Draft, fits, is_consilium
from storage.people import Organisation, Person
from storage.sessions import SessionPerson, SupportSession
from storage.store import Unit

LEAST_MINUTES, MOST_MINUTES = 5, 600
OLDEST = timedelta(days=3 * 366)
LONGEST_TEXT = 1000
LONGEST_REASON = 300
NOON = time(12)


async def record(
    unit: Unit, regulation: Regulation, *, by: int, record: Draft, run: str, now: datetime
) -> int:
    """Writes one support down and gives its id; the same run writes once.

    The role in which help was given is kept as it is now: methodist before member (VSV 1.6.3 and
    4.1-3 count methodists alone), coordinator for whoever is neither. Everybody helped is kept with
    the school he works at on that day, an organisation's flag «образовательные дефициты» as it is
    now. A form for one person takes one person, so a group never counts as individual help.
    DomainError says what is missing or cannot be.
    """
    roles = await members.require(unit, by, now, *LOGGERS)
    known = await unit.session.scalar(select(SupportSession.id).where(SupportSession.run == run))
    if known is not None:
        return known
    form = _check(regulation, record, by, now)
    deficits = await _check_store(unit, record)
    row = SupportSession(
        run=run,
        provider_id=by,
        provider_role=members.helps_as(roles) or members.COORDINATOR,
        form=form.id,
        direction=record.direction,
        topic=record.topic,
        channel=record.channel,
        minutes=record.minutes,
        held_on=record.held_on,
        held_at=_moment(regulation, record.held_on, now),
        organisation_id=record.organisation_id,
        request_id=record.request_id,
        result=record.result,
        recommendation=record.recommendation,
        composition=record.composition,
        next_step_on=record.next_step_on,
        for_deficits=deficits,
        recorded_by=by,
        recorded_at=now,
    )
    unit.session.add(row)
    await unit.session.flush()
    schools = await faces.workplaces(unit, record.people, record.held_on)
    unit.session.add_all(
        SessionPerson(session_id=row.id, person_id=one, organisation_id=schools.get(one))
        for one in sorted(set(record.people))
    )
    await unit.session.flush()
    return row.id


def missing(regulation: Regulation, record: Draft) -> tuple[str, ...]:
    """What a methodical consilium still lacks to be counted (VSV 4.1-4), by the names of `Draft`."""
    if not is_consilium(regulation, record.form):
        return ()
    needed = ("composition", "recommendation", "next_step_on")
    return tuple(name for name in needed if getattr(record, name) is None)


def _check(regulation: Regulation, record: Draft, by: int, now: datetime) -> Form:
    form = next((one for one in regulation.forms if one.id == record.form), None)
    known = (
        form is not None
        and any(one.id == record.channel for one in regulation.channels)
        and (record.direction is None or any(one.id == record.direction for one in regulation.directions))
        and (record.topic is None or any(one.id == record.topic for one in words.all_topics(regulation)))
    )
    if form is None or not known:
        raise DomainError("session-unknown-choice")
    if not fits(form, len(set(record.people)), organisation=record.organisation_id is not None):
        raise DomainError("session-wrong-form", form=form.short)
    if by in record.people:
        raise DomainError("session-with-oneself")
    if not LEAST_MINUTES <= record.minutes <= MOST_MINUTES:
        raise DomainError("session-minutes", least=LEAST_MINUTES, most=MOST_MINUTES)
    today = regulation.local(now).date()
    if record.held_on > today:
        raise DomainError("session-in-future")
    if record.held_on < today - OLDEST:
        raise DomainError("session-too-old")
    texts = (record.result, record.composition, record.recommendation)
    if missing(regulation, record) or any(len(one or "") > LONGEST_TEXT for one in texts):
        raise DomainError("session-incomplete")
    if record.next_step_on is not None and record.next_step_on < record.held_on:
        raise DomainError("session-deadline-before")
    return form


async def _check_store(unit: Unit, record: Draft) -> bool:
    """Whether the organisation has the flag now; DomainError where somebody or it is not there."""
    here = await unit.session.scalars(
        select(Person.id).where(Person.id.in_(record.people), Person.erased_at.is_(None))
    )
    if set(here) != set(record.people):
        raise DomainError("session-unknown-person")
    if record.organisation_id is None:
        return False
    deficits = await unit.session.scalar(
        select(Organisation.has_deficits).where(Organisation.id == record.organisation_id)
    )
    if deficits is None:
        raise DomainError("session-unknown-organisation")
    return deficits


def _moment(regulation: Regulation, held_on: date, now: datetime) -> datetime:
    """Now for today's, else noon of that local day: nobody is asked for the clock."""
    if held_on == regulation.local(now).date():
        return now
    return datetime.combine(held_on, NOON, regulation.zone).astimezone(UTC)


async def void(
    unit: Unit, regulation: Regulation, session_id: int, *, by: int, reason: str, now: datetime
) -> None:
    """Takes a record out of every count; it stays readable with who, when and why.

    A request whose help this recorded, and which the teacher has not confirmed yet, is open again.
    Voiding twice changes nothing. DomainError without a reason.
    """
    row = await own_record(unit, session_id, by, now)
    if row.event_id is not None:
        raise DomainError("session-of-event")
    if not reason.strip():
        raise DomainError("session-reason-needed")
    request = await lock(unit, row.request_id) if row.request_id is not None else None
    await unit.session.scalar(
        select(SupportSession)
        .where(SupportSession.id == session_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if row.voided_at is not None:
        return
    row.voided_at, row.voided_by, row.void_reason = now, by, reason.strip()[:LONGEST_REASON]
    if request is not None and request.session_id == row.id and request.state == State.DONE:
        request.state, request.session_id, request.ended_at = State.ACCEPTED, None, None
        await note(unit, request, "reopened", now, by=by)
        await told.tell(
            unit, regulation, request, request.teacher_id, kind="request-news", now=now, what="reopened"
        )
    await unit.session.flush()


async def own_record(unit: Unit, session_id: int, by: int, now: datetime) -> SupportSession:
    """The record for those who may void it; NotAllowed for everybody else, and if there is none."""
    row = await unit.session.get(SupportSession, session_id)
    if row is None:
        raise NotAllowed
    roles = await members.require(unit, by, now, *LOGGERS)
    if by not in (row.provider_id, row.recorded_by) and members.COORDINATOR not in roles:
        raise NotAllowed
    return row
