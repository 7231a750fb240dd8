"""Consents: given, refused, withdrawn; each decision keeps its text's version, moment and channel.

Also what goes by itself when it has served its time. The erasure of a person is in
``services/erasure.py``, what is known of him in ``services/my_data.py``.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, or_, select, update

from services import access, members, notices, people
from services.regulations import Regulation
from services.values import Personal
from storage.access import OneTimeCode, WebSession
from storage.notices import UNTOLD, WAITING, Notice
from storage.people import Account, Employment, Person, RoleGrant
from storage.privacy import Consent
from storage.references import PEOPLE, about, goes_whole
from storage.store import Unit

DATA, PUBLICATION = "data", "publication"
KINDS: Final = (DATA, PUBLICATION)
KEPT: Final = timedelta(days=30)
EXPLAINED: Final = timedelta(days=1)
"""So long somebody with an old link is told that it is old, and not that there is none."""
FORGOTTEN_A_STEP: Final = 200
STRANGERS_A_STEP: Final = 20
Leaving = Callable[[Unit, Regulation, int, datetime], Awaitable[None]]
Agreeing = Callable[[Unit, int], Awaitable[None]]
_leaving: list[Leaving] = []
_agreeing: list[Agreeing] = []


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said to one text, where and when; withdrawn or not."""

    kind: str
    version: str
    given: bool
    channel: str
    at: datetime
    withdrawn_at: datetime | None

    @property
    def stands(self) -> bool:
        """Whether it is a consent that holds now."""
        return self.given and self.withdrawn_at is None


def when_leaving(work: Leaving) -> Leaving:
    """Registers what a topic does when somebody withdraws his consent or is erased.

    It is called before anything is changed, in the same transaction: open matters are to be closed
    or handed on there.
    """
    _leaving.append(work)
    return work


def when_agreeing(work: Agreeing) -> Agreeing:
    """Registers what a topic does when somebody has consented, in the same transaction."""
    _agreeing.append(work)
    return work


async def decide(
    unit: Unit, regulation: Regulation, *, person_id: int, kind: str, given: bool, channel: str, now: datetime
) -> None:
    """Keeps the decision about one text. A refusal is all that is kept of whoever refuses.

    152-ФЗ ст. 9: consent is specific and can be shown; ст. 10.1: publication is asked apart.
    """
    text = regulation.privacy.processing if kind == DATA else regulation.privacy.publication
    standing = await unit.session.scalar(
        select(Consent.id).where(
            Consent.person_id == person_id,
            Consent.kind == kind,
            Consent.given == given,
            Consent.version == str(text.version),
            Consent.withdrawn_at.is_(None),
        )
    )
    if standing is not None:
        return
    if given and kind == DATA:
        await _give_roles_back(unit, person_id)
    unit.session.add(
        Consent(
            person_id=person_id, kind=kind, version=str(text.version), given=given, channel=channel, at=now
        )
    )
    await unit.session.flush()
    if given and kind == DATA:
        await _first_role(unit, person_id, now)
        for work in _agreeing:
            await work(unit, person_id)


async def _give_roles_back(unit: Unit, person_id: int) -> None:
    """Roles that ended with the last withdrawal go on as they were granted."""
    withdrawn = await unit.session.scalar(
        select(Consent.withdrawn_at)
        .where(Consent.person_id == person_id, Consent.kind == DATA, Consent.withdrawn_at.is_not(None))
        .order_by(Consent.withdrawn_at.desc())
        .limit(1)
    )
    if withdrawn is not None:
        await unit.session.execute(
            update(RoleGrant)
            .where(RoleGrant.person_id == person_id, RoleGrant.until == withdrawn)
            .values(until=RoleGrant.granted_until, granted_until=None)
            .execution_options(synchronize_session=False)
        )


async def _first_role(unit: Unit, person_id: int, now: datetime) -> None:
    """Whoever has agreed may assess himself and ask for help; more is the coordinator's to grant.

    A teacher of the staff list whom a coordinator made a member before he came is a teacher too; a
    consent given again gives back what was held and nothing more.
    """
    rows = await unit.session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == person_id))
    granted = set(rows)
    posts = await unit.session.scalars(
        select(Employment.kind).where(Employment.person_id == person_id, Employment.until.is_(None))
    )
    kinds = set(posts)
    consents = await unit.session.scalar(
        select(func.count()).where(
            Consent.person_id == person_id, Consent.kind == DATA, Consent.given.is_(True)
        )
    )
    appointed_before = bool(kinds) and consents == 1 and not granted & {"teacher", "manager"}
    if not granted or appointed_before:
        await people.grant(unit, person_id, "manager" if "manager" in kinds else "teacher", now)


async def decisions(unit: Unit, person_id: int) -> list[Decision]:
    """Everything this person said to the texts, the newest first."""
    rows = await unit.session.scalars(
        select(Consent).where(Consent.person_id == person_id).order_by(Consent.at.desc(), Consent.id.desc())
    )
    return [Decision(row.kind, row.version, row.given, row.channel, row.at, row.withdrawn_at) for row in rows]


async def agreed(unit: Unit, person_id: int, kind: str) -> bool:
    """Whether a consent of this kind holds now; PUBLICATION: whether the name may appear."""
    return any(one.kind == kind and one.stands for one in await decisions(unit, person_id))


async def withdraw(
    unit: Unit, regulation: Regulation, *, person_id: int, kind: str, run: str, now: datetime
) -> None:
    """Ends a consent from now on; that it was given and withdrawn stays known.

    Without the consent to processing nothing is processed: nothing is sent, roles end, open
    matters are closed, and the name may not appear any more either (152-ФЗ ст. 9 ч. 2). The
    coordinators are told when a name that may have been published has to be taken down.
    """
    was_published = await agreed(unit, person_id, PUBLICATION)
    if kind == DATA:
        await _leave(unit, regulation, person_id, now)
        await _silence(unit, person_id)
        await _end_roles(unit, person_id, now)
    await _close(unit, person_id, KINDS if kind == DATA else (kind,), now)
    if was_published:
        await _ask_to_take_down(unit, regulation, person_id, run, now)


async def _leave(unit: Unit, regulation: Regulation, person_id: int, now: datetime) -> None:
    for work in _leaving:
        await work(unit, regulation, person_id, now)
    await unit.session.flush()


async def _close(unit: Unit, person_id: int, kinds: tuple[str, ...], now: datetime) -> None:
    await unit.session.execute(
        update(Consent)
        .where(
            Consent.person_id == person_id,
            Consent.kind.in_(kinds),
            Consent.given.is_(True),
            Consent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
        .execution_options(synchronize_session=False)
    )


async def _silence(unit: Unit, person_id: int) -> None:
    """What was to be sent is not sent, and nobody is asked to say it himself."""
    await unit.session.execute(
        update(Notice)
        .where(Notice.person_id == person_id, Notice.status.in_(UNTOLD))
        .values(status="withdrawn", args="{}")
        .execution_options(synchronize_session=False)
    )


async def _end_roles(unit: Unit, person_id: int, now: datetime) -> None:
    await unit.session.execute(
        update(RoleGrant)
        .where(RoleGrant.person_id == person_id, or_(RoleGrant.until.is_(None), RoleGrant.until > now))
        .values(granted_until=RoleGrant.until, until=now)
        .execution_options(synchronize_session=False)
    )


async def _ask_to_take_down(
    unit: Unit, regulation: Regulation, person_id: int, run: str, now: datetime
) -> None:
    """Each coordinator hears whose name may not appear any more; the pack's text promises three days.

    The name is said without a reference: an erasure that follows must leave it until then.
    """
    name = people.full_name(await unit.session.get_one(Person, person_id))
    if name is None:
        return
    for coordinator in await members.holders(unit, members.COORDINATOR, now):
        await notices.write(
            unit,
            person_id=coordinator,
            kind="privacy-take-down",
            key=f"take-down-{run}-{coordinator}",
            now=now,
            due_at=regulation.next_allowed(now),
            who=Personal(name.text),
        )


async def forget_old(unit: Unit, now: datetime) -> int:
    """Lets go what has served its time: what was told, codes, strangers; thirty days each.

    Links into the browser and codes that join accounts, of which there are many, go a day after their
    end, a browser that is known no more at once. So what one person's notices said of another outlives
    an erasure by no more than that, and so does the address of somebody who wrote once and agreed to
    nothing. Gives the number of rows; some at a time, each with its own territory, so it is to be
    called until it gives 0.
    """
    before = now - KEPT
    said = select(_NOTICES.c.id).where(
        _NOTICES.c.territory.is_not(None),
        _NOTICES.c.status.not_in(WAITING),
        _NOTICES.c.args != "{}",
        _NOTICES.c.due_at < before,
    )
    brief = _CODES.c.purpose.in_((access.BROWSER, access.LINK)) & (_CODES.c.expires_at < now - EXPLAINED)
    codes = select(_CODES.c.id).where(
        _CODES.c.territory.is_not(None), or_(_CODES.c.expires_at < before, brief)
    )
    ended = select(_BROWSERS.c.id).where(
        _BROWSERS.c.territory.is_not(None), or_(_BROWSERS.c.expires_at < now, _BROWSERS.c.ended_at < now)
    )
    spoken = await _some(unit, said)
    await unit.connection.execute(
        update(_NOTICES).where(_NOTICES.c.territory.is_not(None), _NOTICES.c.id.in_(spoken)).values(args="{}")
    )
    gone = 0
    for table, ids in ((_CODES, codes), (_BROWSERS, ended)):
        old = await _some(unit, ids)
        await unit.connection.execute(
            delete(table).where(table.c.territory.is_not(None), table.c.id.in_(old))
        )
        gone += len(old)
    return len(spoken) + gone + await _forget_strangers(unit, before)


async def _some(unit: Unit, ids: Any) -> list[int]:
    return list((await unit.connection.scalars(ids.limit(FORGOTTEN_A_STEP))).all())


async def _forget_strangers(unit: Unit, before: datetime) -> int:
    """Those who wrote, decided nothing, gave no name, and have not been seen since."""
    decided = select(_CONSENTS.c.id).where(_CONSENTS.c.person_id == PEOPLE.c.id).exists()
    seen = select(_ACCOUNTS.c.id).where(_ACCOUNTS.c.person_id == PEOPLE.c.id)
    nobody = select(PEOPLE.c.id, PEOPLE.c.territory).where(
        PEOPLE.c.territory.is_not(None),
        PEOPLE.c.last.is_(None),
        PEOPLE.c.erased_at.is_(None),
        PEOPLE.c.listed.is_(False),
        seen.exists(),
        ~seen.where(_ACCOUNTS.c.used_at >= before).exists(),
        ~decided,
    )
    gone = (await unit.connection.execute(nobody.limit(STRANGERS_A_STEP))).all()
    for person_id, territory in gone:
        for table, mine in reversed(about(person_id, territory).items()):
            if table is PEOPLE or goes_whole(table):
                await unit.connection.execute(delete(table).where(mine))
    return len(gone)


_NOTICES: Any = Notice.__table__
_CODES: Any = OneTimeCode.__table__
_BROWSERS: Any = WebSession.__table__
_CONSENTS: Any = Consent.__table__
_ACCOUNTS: Any = Account.__table__
