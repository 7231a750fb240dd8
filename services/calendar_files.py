"""An event as a file that any calendar opens (RFC 5545). No names stand in it."""

from datetime import UTC, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import DomainError
from storage.events import Event
from storage.people import Organisation

PRODUCT = "-//metodaktiv//events//RU"


async def event_file(session: AsyncSession, event_id: int) -> bytes:
    """The event's file. Its UID never changes, so opening it again after a change moves the entry.

    Times are in UTC, which every calendar shows in its owner's zone. DomainError if there is none.
    """
    event = await session.scalar(select(Event).where(Event.id == event_id))
    if event is None:
        raise DomainError("events-gone")
    organisation = (
        await session.scalar(select(Organisation.short).where(Organisation.id == event.organisation_id))
        if event.organisation_id
        else None
    )
    return written(event, ", ".join(part for part in (organisation, event.place) if part))


def written(event: Event, where: str) -> bytes:
    """The file's bytes; the library that folds and escapes lines is imported when first needed."""
    import icalendar

    entry = icalendar.Event()
    entry.add("uid", f"event-{event.id}@{event.territory}.metodaktiv")
    entry.add("sequence", event.revision - 1)
    entry.add("dtstamp", event.changed_at.astimezone(UTC))
    entry.add("last-modified", event.changed_at.astimezone(UTC))
    entry.add("dtstart", event.starts_at.astimezone(UTC))
    entry.add("dtend", event.starts_at.astimezone(UTC) + timedelta(minutes=event.minutes))
    entry.add("summary", event.title)
    entry.add("location", where)
    entry.add("status", "CANCELLED" if event.cancelled_at else "CONFIRMED")
    if event.announcement:
        entry.add("description", event.announcement)
    if event.online and "://" in event.place:
        entry.add("url", event.place)
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    content: bytes = calendar.to_ical()
    return content
