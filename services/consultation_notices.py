"""What the two sides of a request are told, each once for each step of it.

A notice's key is the request, the step and the person, so no retry and no second worker can tell
anybody twice. Between 21:00 and 8:00 everything waits for the morning.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from services import members, notices, reminders
from services.consultation_words import form_of, topic_shown, way_title
from services.faces import Face
from services.regulations import Regulation
from services.values import Personal, Words
from storage.consultations import Request
from storage.notices import Notice
from storage.store import Unit


def offer_keys(request: Request) -> tuple[str, str]:
    """The keys of the notices that ask the helper: the first and the reminder."""
    lead = f"request:{request.id}:offer:{request.offer_no}"
    return lead, f"{lead}:again"


async def ask_helper(
    unit: Unit, regulation: Regulation, request: Request, teacher: Face, now: datetime, *, again: bool = False
) -> None:
    """Tells the helper that he is asked, or reminds him."""
    assert request.helper_id is not None
    await notices.write(
        unit,
        person_id=request.helper_id,
        kind="request-reminder" if again else "request-offer",
        key=offer_keys(request)[again],
        now=now,
        due_at=regulation.next_allowed(now),
        who=teacher.post,
        details=Personal(request.details) if request.details else None,
        until=request.due_at,
        **about(regulation, request),
    )


async def withdraw_offer(unit: Unit, request: Request) -> bool:
    """Takes back what has not left yet; whether the helper had been told at all."""
    first, again = offer_keys(request)
    status = await unit.session.scalar(select(Notice.status).where(Notice.key == first))
    for key in (first, again):
        await notices.withdraw(unit, key)
    return status == "sent"


async def tell(
    unit: Unit,
    regulation: Regulation,
    request: Request,
    person_id: int,
    *,
    kind: str,
    now: datetime,
    step: int | str | None = None,
    starts_at: datetime | None = None,
    **args: Any,
) -> None:
    """Tells one person about the request's last step, or about the step named.

    News about a meeting that starts before the quiet hours end does not wait for their end.
    """
    free = regulation.next_allowed(now)
    await notices.write(
        unit,
        person_id=person_id,
        kind=kind,
        key=f"request:{request.id}:{step or request.steps}:{person_id}",
        now=now,
        due_at=reminders.allowed(regulation, now, starts_at) if starts_at else free,
        **about(regulation, request),
        **args,
    )


async def tell_coordinators(unit: Unit, regulation: Regulation, request: Request, now: datetime) -> None:
    """Says to every coordinator that a request waits on his list."""
    for person_id in await members.holders(unit, members.COORDINATOR, now):
        if person_id == request.teacher_id:
            continue  # he is told as the teacher he is
        await tell(unit, regulation, request, person_id, kind="request-unassigned", now=now)


def about(regulation: Regulation, request: Request) -> dict[str, Any]:
    """What every notice says of the request; nothing of it is personal."""
    way = way_title(regulation, request.way)
    return {
        "request": request.id,
        "number": str(request.id),
        "topic": topic_shown(regulation, request.topic),
        "form": form_of(regulation, request.form),
        "way": way if way is not None else Words("request-way-any"),
    }


def meeting_key(request: Request, person_id: int) -> str:
    """The key of one side's reminder of the agreed time."""
    return f"request:{request.id}:meeting:{request.meeting_no}:{person_id}"


async def remind_of_meeting(
    unit: Unit, regulation: Regulation, request: Request, *, person_id: int, other: Personal, now: datetime
) -> None:
    """An hour before the agreed time, unless that has passed already."""
    assert request.meeting_at is not None
    hour_before = reminders.reminders(regulation, request.meeting_at)[-1]
    if hour_before.due_at <= now:
        return
    await notices.write(
        unit,
        person_id=person_id,
        kind="request-meeting-soon",
        key=meeting_key(request, person_id),
        now=now,
        due_at=hour_before.due_at,
        expires_at=hour_before.expires_at,
        at=request.meeting_at,
        who=other,
        **about(regulation, request),
    )


async def withdraw_meeting(unit: Unit, request: Request) -> None:
    """Takes back the reminders of the agreed time, on both sides."""
    if request.meeting_no:
        for person_id in (request.teacher_id, request.helper_id):
            if person_id is not None:
                await notices.withdraw(unit, meeting_key(request, person_id))
