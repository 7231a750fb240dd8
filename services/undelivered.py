"""Notices that have reached nobody, for the coordinators: which, why, and what is done about them.

Here are those that no channel took, and those that a restored backup may have in common with what
was sent since (DESIGN: the outbox gives neither up silently).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, and_, func, select, text, update

from services import members, people
from services.errors import DomainError
from services.event_rows import LARGEST
from services.faces import faces
from services.regulations import Regulation
from services.values import Personal, loads
from storage.events import Event
from storage.notices import IS_LOST, LOST, WAITING, Notice
from storage.people import Person
from storage.store import Unit

SHOWN_FOR: Final = timedelta(days=30)
"""After so long what a notice said is let go (services.privacy.forget_old), and nothing can be sent again."""
MOST_LISTED: Final = 200
NOWHERE, DOWN, FAULT, RESTORED = "nowhere", "down", "fault", "restored"
_REASONS = {
    "no-account": NOWHERE,
    "restored": RESTORED,
    **dict.fromkeys(("Trouble", "Later", "TimeoutError", "Unattended"), DOWN),
}
GOING, TOLD, SENT, OVER = "going", "told", "sent", "over"


@dataclass(frozen=True, slots=True)
class Lost:
    """A notice that has reached nobody: whom, what kind, since when it is due, and why.

    `why` is NOWHERE, DOWN, FAULT or RESTORED. `late` says that it is of no use any more.
    """

    id: int
    kind: str
    who: Personal
    at: datetime
    why: str
    late: bool


@dataclass(frozen=True, slots=True)
class Card:
    """The same with what it was about (an event, a request), and whether he can be written to now."""

    lost: Lost
    event: str | None
    request: int | None
    reachable: bool


async def count(unit: Unit, now: datetime) -> int:
    """How many wait for a coordinator's decision."""
    return await unit.session.scalar(_lost(now, func.count(Notice.id))) or 0


async def listing(unit: Unit, regulation: Regulation, *, by: int, now: datetime) -> list[Lost]:
    """Those of the last thirty days, the newest first, at most MOST_LISTED. For coordinators."""
    await members.require(unit, by, now, members.COORDINATOR)
    newest = _lost(now, Notice).order_by(Notice.due_at.desc(), Notice.id.desc()).limit(MOST_LISTED)
    rows = list(await unit.session.scalars(newest))
    return await _shown(unit, regulation, rows, now)


async def card(unit: Unit, regulation: Regulation, *, by: int, notice_id: int, now: datetime) -> Card | None:
    """One of them; None for any other notice. For coordinators."""
    await members.require(unit, by, now, members.COORDINATOR)
    row = await unit.session.scalar(_lost(now, Notice).where(Notice.id == _number(notice_id)))
    if row is None:
        return None
    (lost,) = await _shown(unit, regulation, [row], now)
    about = loads(row.args)
    event, request = about.get("event"), about.get("request")
    ways = await people.ways_to(unit, unit.territory, [row.person_id])
    return Card(
        lost,
        event=await _title(unit, event) if isinstance(event, int) else None,
        request=request if isinstance(request, int) and request else None,
        reachable=bool(ways),
    )


async def standing(unit: Unit, *, by: int, notice_id: int, now: datetime) -> str:
    """What has become of a notice that is not among them: GOING, TOLD, SENT or OVER. For coordinators.

    DomainError if there is none.
    """
    await members.require(unit, by, now, members.COORDINATOR)
    status = await unit.session.scalar(select(Notice.status).where(Notice.id == _number(notice_id)))
    if status is None:
        raise DomainError("notices-gone")
    return GOING if status in WAITING else status if status in (TOLD, SENT) else OVER


async def again(
    unit: Unit, regulation: Regulation, *, by: int, notice_id: int, now: datetime
) -> datetime | None:
    """Gives it to the outbox once more, and says when it leaves; None where it cannot be sent again.

    It leaves now, in the quiet hours when they end, unless it would be too late then. The tries are
    counted anew. For coordinators.
    """
    await members.require(unit, by, now, members.COORDINATOR)
    wanted = _lost(now, Notice.expires_at).where(Notice.id == _number(notice_id))
    found = (await unit.session.execute(wanted)).first()
    if found is None or _late(found.expires_at, now):
        return None
    due = regulation.next_allowed(now)
    if _late(found.expires_at, due):
        due = now
    values = {"status": "pending", "due_at": due, "lease_until": now, "worker": None, "attempts": 0}
    if not await _change(unit, notice_id, values | {"account_id": None, "why": None}):
        return None
    unit.wakes_outbox = unit.wakes_outbox or due <= now
    return due


async def told(unit: Unit, *, by: int, notice_id: int, now: datetime) -> bool:
    """Notes that the coordinator has said it himself; False where that is not asked. For coordinators."""
    await members.require(unit, by, now, members.COORDINATOR)
    if await unit.session.scalar(_lost(now, Notice.id).where(Notice.id == _number(notice_id))) is None:
        return False
    return await _change(unit, notice_id, {"status": TOLD, "settled_by": by, "sent_at": now, "worker": None})


async def _change(unit: Unit, notice_id: int, values: dict[str, Any]) -> bool:
    """Of two coordinators at once one succeeds."""
    done = await unit.session.execute(
        update(Notice)
        .where(Notice.id == notice_id, Notice.status.in_(LOST))
        .values(values)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def _lost(now: datetime, *what: Any) -> Select[Any]:
    """What waits for a coordinator; of somebody erased nothing does."""
    here = and_(Person.id == Notice.person_id, Person.erased_at.is_(None))
    return (
        select(*what).join(Person, here).where(text(f"notices.{IS_LOST}"), Notice.due_at >= now - SHOWN_FOR)
    )


async def _shown(unit: Unit, regulation: Regulation, rows: list[Notice], now: datetime) -> list[Lost]:
    known = await faces(unit, [row.person_id for row in rows], regulation.local(now).date())
    return [
        Lost(
            id=row.id,
            kind=row.kind,
            who=known[row.person_id].card,
            at=row.due_at,
            why=_REASONS.get(row.why or "", FAULT),
            late=_late(row.expires_at, now),
        )
        for row in rows
    ]


async def _title(unit: Unit, event_id: int) -> str | None:
    """What the event is called now: an erasure takes a name out of it, not out of what was said."""
    found: str | None = await unit.session.scalar(select(Event.title).where(Event.id == event_id))
    return found


def _late(expires_at: datetime | None, at: datetime) -> bool:
    return expires_at is not None and expires_at < at


def _number(notice_id: int) -> int:
    """A link may bring any number along; no database takes one as large as that."""
    return notice_id if 0 < notice_id <= LARGEST else 0
