"""Erasure: a person's data go, the facts that reports have counted stay under a number without a key.

What is taken stands beside the columns (storage.references). Here is the rest: texts about the
person in the rows of others, his mention in what others were told, and the account he writes from,
which starts as a stranger's.
"""

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, and_, delete, or_, select, update

from services import members, people, privacy
from services.errors import DomainError
from services.regulations import Regulation
from services.surnames import stem
from services.values import Listing, Personal, Words, dumps, loads
from storage.access import WebSession
from storage.events import Event, EventLeader
from storage.members import Membership
from storage.people import Account, Person, RoleGrant, new_reference
from storage.privacy import Consent
from storage.references import PEOPLE, about, blank, goes_whole, personal, texts_of_values
from storage.sessions import SessionPerson, SupportSession
from storage.store import Unit

GONE: Final = "•••"
"""Stands where something about an erased person stood and a text has to remain."""
WITHDRAWN_KEPT: Final = timedelta(days=29)
"""A day before the law's thirty are over: a program that stood still for some hours is not late."""
SESSION_TEXTS: Final = ("result", "recommendation", "composition", "void_reason")
EVENT_TEXTS: Final = ("title", "announcement", "cancel_note")


async def erase(
    unit: Unit, regulation: Regulation, *, person_id: int, account_id: int | None, run: str, now: datetime
) -> None:
    """Takes name, contacts, birth, free texts, answers, accounts, browser chats and the conversation.

    Sessions, requests and posts stay, so every reported figure can be counted again. `account_id`
    is the account from which the person asks for it: it goes on as a stranger's, that he may be
    told. The caller sees to who may do this. 152-ФЗ ст. 21; what stays is named in the pack
    (privacy.kept_by_law).
    """
    person = (await unit.session.execute(_row_of(unit, person_id))).first()
    if person is None or person.erased_at is not None:
        return
    await privacy.withdraw(unit, regulation, person_id=person_id, kind=privacy.DATA, run=run, now=now)
    await unit.session.flush()
    await _forget_granted(unit, person_id)
    await _mention_no_more(unit, person)
    await _take_from_sessions(unit, person)
    await _take_from_events(unit, person)
    await _take_rows(unit, person_id, account_id)
    values = {
        "ref": new_reference(),
        "match_state": people.ERASED,
        "erased_at": now,
        "young_through": young_through(regulation, person, regulation.local(now).date()),
    }
    here = and_(PEOPLE.c.id == person_id, PEOPLE.c.territory == unit.territory)
    await unit.session.execute(update(PEOPLE).where(here).values(values))
    unit.session.expire_all()
    if account_id is not None:
        await _start_anew(unit, account_id, now)


async def erase_as_asked(
    unit: Unit, regulation: Regulation, *, by: int, person_id: int, run: str, now: datetime
) -> None:
    """As `erase`, for somebody who has asked for it in writing (152-ФЗ ст. 14, 20 and 21).

    All his accounts go. Refused as `may_erase` refuses.
    """
    await may_erase(unit, by=by, person_id=person_id, now=now)
    await erase(unit, regulation, person_id=person_id, account_id=None, run=run, now=now)


async def erase_withdrawn(unit: Unit, regulation: Regulation, now: datetime) -> int:
    """Erases one person who withdrew the consent to processing long enough ago and gave none since.

    152-ФЗ ст. 21 ч. 5 and the pack's text of the consent: not later than thirty days after. Gives the
    number of people, to be called until it gives 0: an erasure looks through much.
    """
    given = select(Consent.id).where(
        Consent.person_id == PEOPLE.c.id, Consent.kind == privacy.DATA, Consent.given.is_(True)
    )
    still = or_(Consent.withdrawn_at.is_(None), Consent.withdrawn_at > now - WITHDRAWN_KEPT)
    person_id = await unit.session.scalar(
        select(PEOPLE.c.id)
        .where(
            PEOPLE.c.territory == unit.territory,
            PEOPLE.c.erased_at.is_(None),
            given.exists(),
            ~given.where(still).exists(),
        )
        .order_by(PEOPLE.c.id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    )
    if person_id is None:
        return 0
    run = f"withdrawn-{person_id}"
    await erase(unit, regulation, person_id=person_id, account_id=None, run=run, now=now)
    return 1


async def may_erase(unit: Unit, *, by: int, person_id: int, now: datetime) -> None:
    """Whether this record may be erased on a written request: by a coordinator, and not his own.

    Himself everybody erases from his own data, where he is told what follows. NotAllowed for
    whoever is no coordinator, DomainError for oneself and for a record that is no more.
    """
    await members.require(unit, by, now, members.COORDINATOR)
    if person_id == by:
        raise DomainError("erasure-oneself")
    person = (await unit.session.execute(_row_of(unit, person_id))).first()
    if person is None or person.erased_at is not None:
        raise DomainError("people-gone")


def _row_of(unit: Unit, person_id: int) -> Any:
    return select(PEOPLE).where(PEOPLE.c.id == person_id, PEOPLE.c.territory == unit.territory)


async def _forget_granted(unit: Unit, person_id: int) -> None:
    """Nobody will agree again as this person."""
    await unit.session.execute(
        update(RoleGrant)
        .where(RoleGrant.person_id == person_id)
        .values(granted_until=None)
        .execution_options(synchronize_session=False)
    )


async def _start_anew(unit: Unit, account_id: int, now: datetime) -> None:
    stranger = Person(created_at=now)
    unit.session.add(stranger)
    await unit.session.flush()
    await unit.session.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(person_id=stranger.id)
        .execution_options(synchronize_session=False)
    )
    unit.moved_to, unit.forgets = stranger.id, True


async def _take_rows(unit: Unit, person_id: int, account_id: int | None) -> None:
    """Blanks or deletes what the tables have about the person, children before parents."""
    found = about(person_id, unit.territory)
    talker: dict[str, Any] = {}
    if account_id is not None:
        talker = {
            Account.__tablename__: Account.__table__.c.id != account_id,
            WebSession.__tablename__: WebSession.__table__.c.account_id != account_id,
        }
    for table, mine in reversed(found.items()):
        if goes_whole(table):
            others = [talker[table.name]] if table.name in talker else []
            await unit.session.execute(delete(table).where(mine, *others))
        elif columns := personal(table):
            values = {column.name: blank(column) for column in columns}
            await unit.session.execute(update(table).where(mine).values(values))


# --- what others' rows say of the person ---------------------------------------------------


async def _mention_no_more(unit: Unit, person: Row[Any]) -> None:
    """In what others were told or are looking at the person is named no more."""
    number = await unit.session.scalar(select(Membership.number).where(Membership.person_id == person.id))
    refs = {people.reference(person), *([f"М-{number}"] if number else [])}
    for column in texts_of_values():
        table: Any = column.table
        keys = list(table.primary_key)
        rows = await unit.session.execute(
            select(*keys, column).where(
                table.c.territory == unit.territory, or_(*(column.contains(f'"{ref}"') for ref in refs))
            )
        )
        for row in rows.all():
            values = dumps(_without(loads(row._mapping[column]), refs))  # noqa: SLF001
            place = and_(*(key == row._mapping[key] for key in keys))  # noqa: SLF001
            await unit.session.execute(
                update(table).where(table.c.territory == unit.territory, place).values({column.name: values})
            )


def _without(value: Any, refs: Collection[str]) -> Any:
    """The values without what is about the person; words of nobody in particular may be his too."""
    if isinstance(value, Personal):
        return Personal(GONE) if value.ref is None or value.ref in refs else value
    if isinstance(value, Words):
        return Words(value.key, **{name: _without(arg, refs) for name, arg in value.args.items()})
    if isinstance(value, Listing):
        return Listing([_without(item, refs) for item in value.items], value.lines)
    if isinstance(value, list):
        return [_without(item, refs) for item in value]
    if isinstance(value, dict):
        return {name: _without(item, refs) for name, item in value.items()}
    return value


async def _take_from_sessions(unit: Unit, person: Row[Any]) -> None:
    """Texts of sessions in which he alone was helped go; elsewhere only his name goes out of them.

    That something was recorded stays visible: a консилиум is counted by it (VSV 4.1-4).
    """
    helped = select(SessionPerson.session_id).where(SessionPerson.person_id == person.id)
    others = select(SessionPerson.session_id).where(
        SessionPerson.session_id.in_(helped), SessionPerson.person_id != person.id
    )
    alone = and_(SupportSession.id.in_(helped), SupportSession.id.not_in(others))
    acted = or_(SupportSession.provider_id == person.id, SupportSession.recorded_by == person.id)
    texts = [SupportSession.__table__.c[name] for name in SESSION_TEXTS]
    await _rewrite(unit, texts, alone, re.compile(".+", re.DOTALL))
    if (name := _name_in_texts(person)) is not None:
        await _rewrite(unit, texts, or_(SupportSession.id.in_(helped), acted), name)


async def _take_from_events(unit: Unit, person: Row[Any]) -> None:
    """The name goes out of what events of his were called and told."""
    name = _name_in_texts(person)
    if name is None:
        return
    led = select(EventLeader.event_id).where(EventLeader.person_id == person.id)
    his = or_(Event.id.in_(led), Event.created_by == person.id, Event.cancelled_by == person.id)
    await _rewrite(unit, [Event.__table__.c[text] for text in EVENT_TEXTS], his, name)


async def _rewrite(unit: Unit, texts: list[Any], where: Any, pattern: re.Pattern[str]) -> None:
    """Puts a sign in place of whatever the pattern finds in these texts."""
    table = texts[0].table
    rows = await unit.session.execute(
        select(table.c.id, *texts).where(
            table.c.territory == unit.territory, where, or_(*(text.is_not(None) for text in texts))
        )
    )
    for number, *said in rows.all():
        values = {
            column.name: changed
            for column, text in zip(texts, said, strict=True)
            if text and (changed := pattern.sub(GONE, text)) != text
        }
        if values:
            here = and_(table.c.territory == unit.territory, table.c.id == number)
            await unit.session.execute(update(table).where(here).values(values))


def _name_in_texts(person: Row[Any]) -> re.Pattern[str] | None:
    """The person's name in any case of the declension: «Петровой А. И.», «Анну Ивановну»."""
    ways = []
    if person.last:
        ways.append(rf"\b{_stem(person.last)}\w{{0,3}}\b(?:\s+[А-ЯЁ]\.(?:\s?[А-ЯЁ]\.)?)?")
    if person.first and person.patronymic:
        ways.append(rf"\b{_stem(person.first)}\w{{0,3}}\s+{_stem(person.patronymic)}\w{{0,4}}\b")
    return re.compile("|".join(ways), re.IGNORECASE) if ways else None


def _stem(word: str) -> str:
    """The unchanging part of a name, with either spelling of ё."""
    return re.escape(stem(word)).replace("е", "[её]")


# --- the flag that stays in place of the birth ---------------------------------------------


def young_through(regulation: Regulation, person: Any, today: date) -> date | None:
    """The last first or last day of a quarter on which the person counts as young; None if never.

    It stands in place of the birth, so that the share of young teachers (VSV 4.1-2) can be counted
    again. Of somebody who is still young it says no more than that: the end of the next year.
    """
    limits = [
        one.measure.who.young.age_below
        for one in regulation.indicators
        if one.measure.who is not None and one.measure.who.young is not None
    ]
    if not limits:
        return None
    if person.birth_date is not None:
        grown = _birthday(person.birth_date, max(limits))
    elif person.birth_year is not None:
        grown = date(person.birth_year + max(limits), 1, 2)  # known by the year: young on 1 January (ОО-1)
    else:
        return None
    first = date(grown.year, (grown.month - 1) // 3 * 3 + 1, 1)
    last_young = first if first < grown else date.fromordinal(first.toordinal() - 1)
    return min(last_young, date(today.year + 1, 12, 31))


def _birthday(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:  # born on 29 February
        return date(born.year + years, 3, 1)
