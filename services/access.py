"""One-time codes: invitations, links into the browser, joining of accounts.

A code works once and only until it expires; the store keeps its hash alone. Links into the
browser live 15 minutes, invitations 14 days. Whoever tries wrong codes may try five an hour.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select, update

from services import joins, people
from services.errors import DomainError
from services.regulations import Regulation
from services.values import Personal
from storage.access import OneTimeCode, WrongCode
from storage.people import Person
from storage.store import Unit

CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
BROWSER, INVITATION, LINK = "browser", "invitation", "link"
LIFETIMES = {BROWSER: timedelta(minutes=15), INVITATION: timedelta(days=14), LINK: timedelta(minutes=15)}
LENGTHS = {BROWSER: 20, INVITATION: 10, LINK: 8}
ENTERED: Final = (INVITATION, LINK)
"""The codes with which one comes in by `/start CODE`."""
QUESTION: Final = "Q"
QUESTION_LENGTH: Final = 12
"""A reference to a question somebody put in public: this sign, and so many more. It opens nothing for
anybody but its author, so it needs no end. It is longer than any entrance."""
_SECRET_LENGTHS: Final = frozenset(LENGTHS.values())
_ENTRANCE = re.compile(r"([a-zA-Z])(\d{1,10})", re.ASCII)
NO_CODE: Final = "?"
"""Stands for something that was given as a code and cannot be one."""
MOST_WRONG, WRONG_WITHIN = 5, timedelta(hours=1)
_LOOK_ALIKES = str.maketrans("АВСЕНКМРТХУ", "ABCEHKMPTXY")
_BEFORE = re.compile(r"^.*(?:/enter/|[?&]start=|[?&]ref=|/start(?:@\S+)?\s+)", re.IGNORECASE | re.DOTALL)
_AFTER = re.compile(r"[?&#/].*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a code did. `person_id` is who the account belongs to now.

    `role` is what an invitation granted, `joined` says that another record was joined, `waits` that a
    coordinator is to decide whether and how, `trouble` names the sentence that says why nothing happened.
    """

    person_id: int
    role: str | None = None
    joined: bool = False
    waits: bool = False
    trouble: str | None = None


def digest(code: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(code.encode()).hexdigest()


def tidy(said: str) -> str:
    """The code in what people type or paste: small letters, gaps, Russian letters, a whole link.

    Empty where no code can be meant.
    """
    word = _AFTER.sub("", _BEFORE.sub("", said.strip()))
    word = re.sub(r"[\s\-–—_.«»\"']+", "", word).upper().translate(_LOOK_ALIKES)
    fits = len(word) in {LENGTHS[purpose] for purpose in ENTERED} or is_question(word)
    return word if fits and set(word) <= set(CODE_SIGNS) else ""


def is_question(code: str) -> bool:
    """Whether a code refers to a question put in public; whose it is, is another matter."""
    return len(code) == len(QUESTION) + QUESTION_LENGTH and code.startswith(QUESTION)


def entrance_code(door: str, number: int) -> str:
    """What `/start` brings along to open something that everybody may see: `e12`.

    Nothing is secret in it. It never has as many signs as a one-time code.
    """
    code = f"{door}{number}"
    return f"{door}0{number}" if len(code) in _SECRET_LENGTHS else code


def entrance(code: str) -> tuple[str, int] | None:
    """The door and the number in such a code; None for a one-time code and anything else."""
    found = _ENTRANCE.fullmatch(code.strip())
    if found is None or len(found[0]) in _SECRET_LENGTHS:
        return None
    return found[1].lower(), int(found[2])


def start_code(said: str) -> str:
    """What was given with `/start`: where to, a one-time code, or `NO_CODE` where it can be neither."""
    return said.strip().lower() if entrance(said) else tidy(said) or NO_CODE


async def make(
    unit: Unit,
    purpose: str,
    now: datetime,
    *,
    person_id: int | None = None,
    role: str | None = None,
    notice_id: int | None = None,
) -> str:
    """A new code of this purpose; it is shown once and cannot be read back."""
    code = "".join(secrets.choice(CODE_SIGNS) for _ in range(LENGTHS[purpose]))
    row = {
        "territory": unit.territory,
        "purpose": purpose,
        "digest": digest(code),
        "person_id": person_id,
        "role": role,
        "notice_id": notice_id,
        "made_at": now,
        "expires_at": now + LIFETIMES[purpose],
    }
    await unit.connection.execute(OneTimeCode.__table__.insert(), row)  # type: ignore[attr-defined]
    return code


async def open_browser_link(
    unit: Unit, person_id: int, now: datetime, *, notice_id: int | None = None
) -> str:
    """A code that opens the browser chat of this person, and there the notice that it came with."""
    return await make(unit, BROWSER, now, person_id=person_id, notice_id=notice_id)


async def look(unit: Unit, code: str, purpose: str, now: datetime) -> OneTimeCode:
    """The code's row, unspent. Raises DomainError when it is unknown, spent or too old."""
    found, trouble = await _find(unit, code.strip().upper(), (purpose,), now)
    if found is None:
        raise DomainError(trouble)
    return found


async def spend(unit: Unit, code: str, purpose: str, now: datetime, *, by: int | None = None) -> OneTimeCode:
    """Uses a code up. Raises DomainError like `look`; of two at once only one succeeds."""
    found = await look(unit, code, purpose, now)
    if not await _use_up(unit, found, by, now):
        raise DomainError("access-spent-code")
    return found


async def whose(unit: Unit, code: str, account_id: int, now: datetime) -> Personal | None:
    """Whom the staff list means by this code, so that he can be asked whether it is he.

    None for a code that is nobody's, or nothing, or after too many wrong ones.
    """
    if await _tired(unit, account_id, now):
        return None
    found, _ = await _find(unit, code, (INVITATION,), now)
    if found is None or found.person_id is None:
        return None
    person = await unit.session.get_one(Person, found.person_id)
    return people.full_name(person)


async def enter(
    unit: Unit, regulation: Regulation, code: str, now: datetime, *, person_id: int, account_id: int
) -> Entry:
    """Comes in with a code: takes the role it grants, or joins the record it belongs to.

    Where the two records contradict each other a coordinator is asked, and both go on meanwhile.
    A wrong code is counted, so the answer is told as a value: an error would undo the count.
    """
    if await _tired(unit, account_id, now):
        return Entry(person_id, trouble="access-too-many-codes")
    found, trouble = await _find(unit, code, ENTERED, now)
    if found is None:
        await _count_wrong(unit, code, account_id, now)
        return Entry(person_id, trouble=trouble)
    other = found.person_id
    pair = None
    if other is not None and other != person_id:
        pair = await joins.compare(unit, person_id, other, regulation.local(now).date())
        if await joins.decided_two(unit, person_id, other):
            return Entry(person_id, trouble="access-two-people")
    if not await _use_up(unit, found, person_id, now):
        return Entry(person_id, trouble="access-spent-code")
    role, by_list = found.role, found.purpose == INVITATION and other is not None
    await _forget_wrong(unit, account_id)
    keep = person_id
    if pair is not None:
        if pair.contradicts:
            await joins.ask(unit, regulation, pair.one.id, pair.two.id, now)
            return Entry(person_id, waits=True)
        keep, gone = (person_id, pair.two.id) if pair.keep == person_id else (pair.keep, person_id)
        unit.moved_to = keep if keep != person_id else None
        await people.merge(unit, keep, gone, now)
    if by_list:
        await people.settle(unit, keep, people.MATCHED)
    if role is not None:
        await people.grant(unit, keep, role, now)
    return Entry(keep, role=role, joined=other is not None)


async def _find(
    unit: Unit, code: str, purposes: tuple[str, ...], now: datetime
) -> tuple[OneTimeCode | None, str]:
    found = await unit.session.scalar(
        select(OneTimeCode).where(OneTimeCode.digest == digest(code), OneTimeCode.purpose.in_(purposes))
    )
    if found is None:
        return None, "access-unknown-code"
    if found.used_at is not None:
        return None, "access-spent-code"
    if found.expires_at < now:
        return None, "access-old-code"
    return found, ""


async def _use_up(unit: Unit, code: OneTimeCode, by: int | None, now: datetime) -> bool:
    done = await unit.session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.id == code.id, OneTimeCode.used_at.is_(None))
        .values(used_at=now, used_by=by)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


async def _tired(unit: Unit, account_id: int, now: datetime) -> bool:
    """Whether this account has tried too many wrong codes within the hour."""
    count = await unit.session.scalar(
        select(func.count())
        .select_from(WrongCode)
        .where(WrongCode.account_id == account_id, WrongCode.at > now - WRONG_WITHIN)
    )
    return (count or 0) >= MOST_WRONG


async def _count_wrong(unit: Unit, code: str, account_id: int, now: datetime) -> None:
    """One more wrong code; those of hours past are forgotten. What cannot be a code counts for none."""
    if code == NO_CODE:
        return
    await unit.session.execute(
        delete(WrongCode)
        .where(WrongCode.account_id == account_id, WrongCode.at <= now - WRONG_WITHIN)
        .execution_options(synchronize_session=False)
    )
    unit.session.add(WrongCode(account_id=account_id, at=now))
    await unit.session.flush()


async def _forget_wrong(unit: Unit, account_id: int) -> None:
    await unit.session.execute(
        delete(WrongCode)
        .where(WrongCode.account_id == account_id)
        .execution_options(synchronize_session=False)
    )
