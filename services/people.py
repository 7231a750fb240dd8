"""People: how they are called, where they can be reached, and when two records are one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol

from sqlalchemy import Row, and_, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services import event_notices, event_rows
from services.errors import DomainError
from services.staff_list import names
from services.staff_list.text import fold
from services.values import Personal, dumps, loads
from storage.conversations import Conversation
from storage.people import Account, Employment, Person, RoleGrant
from storage.privacy import Consent
from storage.references import PEOPLE, referring, repoint
from storage.store import Unit

ROLES: Final = ("teacher", "manager", "member", "methodist", "coordinator", "observer")
UNMATCHED, WAITING, MATCHED, OUTSIDE, ERASED = "unmatched", "waiting", "matched", "outside", "erased"
"""Whether a person has been found in the staff list: not said yet, said, found, not ours, gone."""
LISTED: Final = "listed"
"""In the staff list, and nobody has come in yet who says that he is it."""
LONGEST_NAME: Final = 80
_SURER: Final = (ERASED, UNMATCHED, OUTSIDE, WAITING, LISTED, MATCHED)


class Named(Protocol):
    """Anything that carries a person's names."""

    @property
    def ref(self) -> str:
        """The short reference shown where a name may not be."""

    @property
    def last(self) -> str | None:
        """Family name."""

    @property
    def first(self) -> str | None:
        """Given name."""

    @property
    def patronymic(self) -> str | None:
        """Patronymic."""


@dataclass(frozen=True, slots=True)
class SaidName:
    """A name as somebody said it of himself."""

    last: str
    first: str
    patronymic: str | None


@dataclass(frozen=True, slots=True)
class Way:
    """An account that a person can be written to by, and the language it is spoken to in."""

    account_id: int
    source: str
    address: str
    locale: str


# --- names ---------------------------------------------------------------------------------


def full_name(person: Named) -> Personal | None:
    """Family name, given name and patronymic; None for somebody who has not said who he is."""
    parts = [part for part in (person.last, person.first, person.patronymic) if part]
    return Personal(" ".join(parts), reference(person)) if parts else None


def short_name(person: Named) -> Personal:
    """«Петрова А. И.», or the reference for somebody without a name."""
    initials = [f"{part[0]}." for part in (person.first, person.patronymic) if part]
    if not person.last:
        return Personal(reference(person), reference(person))
    return Personal(" ".join([person.last, *initials]), reference(person))


def reference(person: Named) -> str:
    """«П-4F7K»: who is meant, where a name may not be shown."""
    return f"П-{person.ref}"


def search_key(last: str | None, first: str | None, patronymic: str | None) -> str:
    """A name as names are compared: small letters, «е» for «ё», one space between the parts."""
    return fold(" ".join(part for part in (last, first, patronymic) if part))


def read_name(said: str) -> SaidName:
    """The name in «Петрова Анна Ивановна», «анна ивановна петрова», «ПЕТРОВА Анна» and the like.

    DomainError says what is missing: the whole surname and given name are needed, in Russian letters.
    """
    words = " ".join(said.split())
    found = names.whole(words) or names.whole(words.title())
    if found is None:
        raise DomainError("people-name-unclear")
    if not found.last or not found.first:
        raise DomainError("people-name-part")
    parts = [part for part in (found.last, found.first, found.patronymic) if part]
    if any("." in part or len(part.rstrip(".")) == 1 for part in parts):
        raise DomainError("people-name-initials")
    if not all(_is_russian(part) for part in parts):
        raise DomainError("people-name-letters")
    if any(len(part) > LONGEST_NAME for part in parts):
        raise DomainError("people-name-unclear")
    return SaidName(found.last, found.first, found.patronymic)


def _is_russian(part: str) -> bool:
    return all("а" <= sign <= "я" or sign in "ё -'" for sign in part.lower())


# --- accounts ------------------------------------------------------------------------------


async def mark_unreachable(unit: Unit, territory: str, account_id: int, now: datetime) -> None:
    """Notes that the platform refuses to bring anything to this account."""
    await unit.connection.execute(
        update(Account)
        .where(Account.id == account_id, Account.territory == territory, Account.unreachable_at.is_(None))
        .values(unreachable_at=now)
    )


async def note_reachability(
    unit: Unit, territory: str, source: str, address: str, unreachable_at: datetime | None
) -> None:
    """Notes that a person forbade or allowed messages on a channel."""
    await unit.connection.execute(
        update(Account)
        .where(Account.territory == territory, Account.source == source, Account.address == address)
        .values(unreachable_at=unreachable_at)
    )


async def ways_to(unit: Unit, territory: str, people_ids: Sequence[int]) -> dict[int, list[Way]]:
    """Where each of these people can be written to, what he used last first; one statement for all.

    Whoever has said no to the processing of his data is written to nowhere.
    """
    data = and_(
        Consent.territory == territory, Consent.person_id == Account.person_id, Consent.kind == "data"
    )
    standing = select(Consent.id).where(data, Consent.given.is_(True), Consent.withdrawn_at.is_(None))
    rows = await unit.connection.execute(
        select(Account.person_id, Account.id, Account.source, Account.address, Account.locale)
        .where(
            Account.territory == territory,
            Account.person_id.in_(people_ids),
            Account.unreachable_at.is_(None),
            or_(standing.exists(), ~select(Consent.id).where(data).exists()),
        )
        .order_by(Account.used_at.desc(), Account.id.desc())
    )
    found: dict[int, list[Way]] = {}
    for person_id, account_id, source, address, locale in rows:
        found.setdefault(person_id, []).append(Way(account_id, source, address, locale))
    return found


async def set_locale(unit: Unit, person_id: int, locale: str) -> None:
    """The language of everything this person is told from now on, on all his channels."""
    await unit.session.execute(
        update(Account)
        .where(Account.person_id == person_id)
        .values(locale=locale)
        .execution_options(synchronize_session=False)
    )
    unit.locale = locale


async def language_of(session: AsyncSession, account_id: int) -> str:
    """The language of an account; Russian where the account is no more."""
    found: str | None = await session.scalar(select(Account.locale).where(Account.id == account_id))
    return found or "ru"


# --- roles ---------------------------------------------------------------------------------


def live(now: datetime) -> Any:
    """The condition of a role that is held at this moment."""
    return and_(RoleGrant.since <= now, or_(RoleGrant.until.is_(None), RoleGrant.until > now))


async def grant(unit: Unit, person_id: int, role: str, now: datetime) -> None:
    """Gives a role from now on, unless it is held already."""
    if role not in ROLES:
        raise ValueError(f"there is no role {role}")
    held = await unit.session.scalar(
        select(RoleGrant.id).where(RoleGrant.person_id == person_id, RoleGrant.role == role, live(now))
    )
    if held is None:
        unit.session.add(RoleGrant(person_id=person_id, role=role, since=now))
        await unit.session.flush()


async def settle(unit: Unit, person_id: int, state: str) -> None:
    """Notes whether a person has been found in the staff list."""
    await unit.session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(match_state=state)
        .execution_options(synchronize_session=False)
    )


async def let_go_erased(unit: Unit, organisations: Sequence[int], day: date) -> list[int]:
    """A new staff list of these organisations has come: those erased since are in it under their names.

    Their nameless records leave the list on that day, so that nobody is counted twice. Gives their
    ids. For imports, after the rows have been written.
    """
    gone = (
        select(Person.id)
        .join(Employment, Employment.person_id == Person.id)
        .where(
            Person.erased_at.is_not(None),
            Person.left_on.is_(None),
            Employment.organisation_id.in_(organisations),
        )
    )
    people = sorted(await unit.session.scalars(gone.distinct()))
    await unit.session.execute(
        update(Person)
        .where(Person.id.in_(people))
        .values(left_on=day)
        .execution_options(synchronize_session=False)
    )
    return people


# --- two records of one person -------------------------------------------------------------


async def merge(unit: Unit, keep: int, gone: int, now: datetime, *, posts_decided: bool = False) -> None:
    """Makes two records one: every row of every table that referred to `gone` refers to `keep`.

    Both histories stay: sessions, requests, consents, accounts, roles; what both have under one
    unique key (they took part in the same event) is counted once. What the record kept does not
    know it learns from the other, which is then no more. `posts_decided` says that the posts of both
    are right as they stand. The caller sees to who may do this, and that nothing contradicts it
    unseen (services.joins).
    """
    if keep == gone:
        return
    session = unit.session
    await session.flush()
    rows = {row.id: row for row in (await session.execute(_two(unit, keep, gone))).all()}
    if len(rows) != 2:  # noqa: PLR2004 - two records
        raise DomainError("people-gone")
    await _join_talks(unit, keep, gone)
    await event_rows.one_sign_up_each(unit, keep, gone, now)
    if not rows[gone].listed and not posts_decided:
        await _drop_declared_posts(unit, keep, gone)
    for column in referring(PEOPLE):
        await repoint(session, unit.territory, column, gone, keep)
    await _each_role_once(unit, keep, now)
    here = PEOPLE.c.territory == unit.territory
    await session.execute(delete(PEOPLE).where(here, PEOPLE.c.id == gone))
    await session.execute(
        update(PEOPLE).where(here, PEOPLE.c.id == keep).values(_known_of_both(rows[keep], rows[gone]))
    )
    session.expire_all()
    await event_notices.withdraw_strays(unit, keep)


def _two(unit: Unit, keep: int, gone: int) -> Any:
    return select(PEOPLE).where(PEOPLE.c.territory == unit.territory, PEOPLE.c.id.in_((keep, gone)))


def _known_of_both(keep: Row[Any], gone: Row[Any]) -> dict[str, Any]:
    """What is known of either; where both say something, the record kept is right."""
    named = ("last", "first", "patronymic", "search")
    learnt = [
        "birth_date", "birth_year", "started_on", "started_precision", "category", "phone", "email",
        "profile",
        *(() if keep.last else named),
    ]  # fmt: skip
    known = {name: getattr(gone, name) for name in learnt if getattr(keep, name) is None}
    if "started_on" not in known:
        known.pop("started_precision", None)
    return known | {
        "match_state": max(keep.match_state, gone.match_state, key=_SURER.index),
        "listed": keep.listed or gone.listed,
        "left_on": None if keep.left_on is None or gone.left_on is None else max(keep.left_on, gone.left_on),
        "created_at": min(keep.created_at, gone.created_at),
    }


async def _join_talks(unit: Unit, keep: int, gone: int) -> None:
    """Two conversations become one: the one used last goes on, what waited in the other waits there.

    Where the turn now being taken moves to the record kept, it carries its talk along by itself.
    """
    talks = Conversation.__table__
    rows = await unit.session.execute(
        select(talks, Account.used_at)
        .join(Account, and_(Account.id == talks.c.account_id, Account.territory == talks.c.territory))
        .where(talks.c.territory == unit.territory, talks.c.person_id.in_((keep, gone)))
        .order_by(talks.c.person_id)
        .with_for_update(key_share=True, of=talks)
    )
    both = {row.person_id: row for row in rows}
    if gone not in both or (keep not in both and unit.moved_to != keep):
        return
    here = talks.c.territory == unit.territory
    await unit.session.execute(delete(talks).where(here, talks.c.person_id == gone))  # type: ignore[arg-type]
    if unit.moved_to == keep:
        return
    newer, older = sorted(both.values(), key=lambda row: row.used_at, reverse=True)
    number = max(newer.screen_no, older.screen_no)
    values = {
        "account_id": newer.account_id,
        "source": newer.source,
        "state": _both_states(newer.state, older.state),
        "screen": newer.screen,
        "screen_no": number,
        "shown_no": number if newer.shown_no >= newer.screen_no else newer.shown_no,
        "owed_until": newer.owed_until,
    }
    await unit.session.execute(update(talks).where(here, talks.c.person_id == keep).values(values))  # type: ignore[arg-type]


def _both_states(newer: str, older: str) -> str:
    """What is kept of two talks as one: the runs of the newer stay on top, those of the older wait."""
    if not older:
        return newer
    one, other = loads(newer) if newer else {"runs": []}, loads(older)
    for pile in ("runs", "parked"):
        runs = [*other.get(pile, ()), *one.get(pile, ())]
        if runs:
            one[pile] = runs
    return dumps(one)


async def _drop_declared_posts(unit: Unit, keep: int, gone: int) -> None:
    """What somebody said of his school when he came in gives way to what the staff list says."""
    known = await unit.session.scalar(
        select(func.count())
        .select_from(Employment)
        .where(Employment.person_id == keep, Employment.until.is_(None))
    )
    if known:
        await unit.session.execute(
            delete(Employment)
            .where(Employment.person_id == gone, Employment.batch_id.is_(None))
            .execution_options(synchronize_session=False)
        )


async def _each_role_once(unit: Unit, person_id: int, now: datetime) -> None:
    """Of the same role held twice the one with an order stays, else the older."""
    grants = RoleGrant.__table__
    mine = and_(grants.c.territory == unit.territory, grants.c.person_id == person_id)
    rows = await unit.session.execute(
        select(grants)
        .where(mine, or_(grants.c.until.is_(None), grants.c.until > now))
        .order_by(case((grants.c.order_number.is_(None), 1), else_=0), grants.c.since, grants.c.id)
    )
    seen: set[tuple[str, int | None]] = set()
    for row in rows.all():
        place = (row.role, row.organisation_id)
        if place in seen and row.order_number is None:
            await unit.session.execute(delete(grants).where(mine, grants.c.id == row.id))  # type: ignore[arg-type]
        seen.add(place)
