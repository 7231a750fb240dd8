"""A record of support before it is saved: whom it may be about, and what is known of it already."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import and_, case, or_, select

from services import members
from services.consultation_steps import State
from services.errors import DomainError
from services.faces import Face, faces
from services.people import search_key
from services.regulations import Form, Regulation
from storage.consultations import Request
from storage.people import Employment, Organisation, Person
from storage.sessions import SessionPerson, SupportSession
from storage.store import Unit

CONSILIUM = "consilium"
"""The framework's catalogue name of the methodical consilium (VSV 4.1-4)."""
RECENT = 6
FOUND = 20
LOOKED_AT = 40
LOGGERS = (members.METHODIST, members.MEMBER, members.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Draft:
    """One support as it would be recorded: ids of the pack, people, an organisation, a local day.

    `request_id` is the request it answers. `composition`, `recommendation` and `next_step_on` (the
    day by which the recommendation is carried out) belong to the methodical consilium.
    """

    people: tuple[int, ...]
    organisation_id: int | None
    form: str
    direction: str | None
    topic: str | None
    channel: str
    minutes: int
    held_on: date
    result: str | None = None
    composition: str | None = None
    recommendation: str | None = None
    next_step_on: date | None = None
    request_id: int | None = None

    def with_form(self, form: Form) -> "Draft":
        """The same support in another form, with what usually goes with that form."""
        return replace(
            self,
            form=form.id,
            direction=form.direction,
            minutes=form.minutes,
            channel=form.channel or self.channel,
        )

    def in_form(self, old: Form, new: Form) -> "Draft":
        """The same, but what was chosen instead of the old form's usual length and direction stays."""
        usual = self.with_form(new)
        return replace(
            usual,
            minutes=usual.minutes if self.minutes == old.minutes else self.minutes,
            direction=usual.direction if self.direction == old.direction else self.direction,
        )


def fits(form: Form, people: int, *, organisation: bool) -> bool:
    """Whether a form is one for so many people, or for an organisation."""
    if form.mode == "organisation":
        return organisation
    if form.mode == "group":
        return people >= 1
    return people == 1 or (form.mode == "pair" and people == 2)  # noqa: PLR2004 - a pair


def forms_for(regulation: Regulation, people: int, *, organisation: bool) -> list[Form]:
    """The forms of a support to choose among: for one person those about one person come first."""
    fitting = [one for one in regulation.forms if fits(one, people, organisation=organisation)]
    return sorted(fitting, key=lambda one: people == 1 and one.mode == "group")


def helps_places(regulation: Regulation) -> bool:
    """Whether a whole organisation can be helped: whether the pack has a form for that."""
    return any(one.mode == "organisation" for one in regulation.forms)


def helps_groups(regulation: Regulation) -> bool:
    """Whether several people can be helped at once: whether the pack has a form for that."""
    return any(one.mode in ("group", "pair") for one in regulation.forms)


def is_consilium(regulation: Regulation, form_id: str) -> bool:
    """Whether a form is the methodical consilium, which asks for more."""
    return any(one.id == form_id and one.catalog == CONSILIUM for one in regulation.forms)


def flag_counts(regulation: Regulation, form_id: str) -> bool:
    """Whether an indicator counts this form for organisations with the flag alone (VSV 4.1-4)."""
    return any(
        form_id in one.measure.forms and "deficits" in one.measure.needs for one in regulation.indicators
    )


async def recent_people(unit: Unit, regulation: Regulation, by: int, now: datetime) -> list[Face]:
    """Whom this helper most likely records about: those he is helping now, then those he helped last."""
    helped = await unit.session.scalars(
        select(Request.teacher_id)
        .where(Request.helper_id == by, Request.state == State.ACCEPTED)
        .order_by(Request.meeting_at.is_(None), Request.meeting_at, Request.id)
        .limit(RECENT)
    )
    recorded = await unit.session.execute(
        select(SessionPerson.person_id)
        .join(SupportSession, SupportSession.id == SessionPerson.session_id)
        .where(SupportSession.provider_id == by, SupportSession.voided_at.is_(None))
        .order_by(SupportSession.held_on.desc(), SupportSession.id.desc(), SessionPerson.person_id)
        .limit(LOOKED_AT)
    )
    ids = list(dict.fromkeys([*helped, *recorded.scalars()]))
    present = await _present(unit, regulation, ids, now)
    return [one for one in present if one.person_id != by][:RECENT]


async def find_people(unit: Unit, regulation: Regulation, by: int, letters: str, now: datetime) -> list[Face]:
    """People whose name has words that begin so, at most 20, by name; for those who may record."""
    await members.require(unit, by, now, *LOGGERS)
    words = search_key(letters, None, None).split()
    if not words:
        return []
    matching = [
        or_(
            Person.search.startswith(word, autoescape=True),
            Person.search.contains(" " + word, autoescape=True),
        )
        for word in words
    ]
    rows = await unit.session.scalars(
        select(Person.id)
        .where(*matching, Person.id != by)
        .order_by(Person.search, Person.id)
        .limit(2 * FOUND)
    )
    return (await _present(unit, regulation, list(rows), now))[:FOUND]


async def staff_of(
    unit: Unit, regulation: Regulation, by: int, organisation_id: int, now: datetime
) -> list[Face]:
    """Everybody who works at an organisation now, by name; for those who may record."""
    await members.require(unit, by, now, *LOGGERS)
    today = regulation.local(now).date()
    rows = await unit.session.scalars(
        select(Employment.person_id)
        .where(
            Employment.organisation_id == organisation_id,
            Employment.person_id != by,
            or_(Employment.since.is_(None), Employment.since <= today),
            or_(Employment.until.is_(None), Employment.until > today),
        )
        .distinct()
    )
    present = await _present(unit, regulation, list(rows), now)
    return sorted(present, key=lambda one: (one.name.text, one.person_id))


async def _present(unit: Unit, regulation: Regulation, people: Sequence[int], now: datetime) -> list[Face]:
    """The faces of those who have a name and have not left, in the order given."""
    today = regulation.local(now).date()
    rows = await unit.session.scalars(
        select(Person.id).where(
            Person.id.in_(people),
            Person.last.is_not(None),
            Person.erased_at.is_(None),
            or_(Person.left_on.is_(None), Person.left_on > today),
        )
    )
    here = set(rows)
    seen = await faces(unit, here, today)
    return [seen[one] for one in people if one in here]


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation as a choice. `deficits` is the flag «образовательные дефициты» (VSV 4.1-4)."""

    id: int
    short: str
    deficits: bool


async def places(unit: Unit) -> list[Place]:
    """Every organisation that is open, by its short name."""
    rows = await unit.session.execute(
        select(Organisation.id, Organisation.short, Organisation.has_deficits)
        .where(Organisation.closed_on.is_(None))
        .order_by(Organisation.short, Organisation.id)
    )
    return [Place(*row) for row in rows]


async def draft_for(
    unit: Unit,
    regulation: Regulation,
    by: int,
    *,
    people: Collection[int] = (),
    organisation_id: int | None = None,
    now: datetime,
) -> Draft:
    """A record about these people or this organisation, filled from what is known.

    A request of the one person that this helper has accepted comes first: the record answers it.
    Else the newer of the person's last request and my last record about him, else my last record
    of any fitting form; its topic is taken over only on the same day, in a series.
    """
    roles = await members.require(unit, by, now, *LOGGERS)
    whom = tuple(sorted(set(people)))
    last = await _last_record(unit, regulation, by, whom, organisation=organisation_id is not None)
    if len(whom) == 1:
        request = await _last_request(unit, by, whom[0], anybodys=members.METHODIST in roles)
        answered = request is not None and request.state == State.ACCEPTED and request.helper_id == by
        if request is not None and (answered or last is None or _is_newer(request, last)):
            draft = _from_request(regulation, request, _from_last(regulation, whom, None, last, now), now)
            return replace(draft, request_id=request.id if answered else None)
    return _from_last(regulation, whom, organisation_id, last, now)


async def draft_of_request(
    unit: Unit, regulation: Regulation, request: Request, by: int, now: datetime
) -> Draft:
    """The record that answers a request, as «Готово» proposes it."""
    whom = (request.teacher_id,)
    last = await _last_record(unit, regulation, by, whom, organisation=False)
    draft = _from_request(regulation, request, _from_last(regulation, whom, None, last, now), now)
    return replace(draft, request_id=request.id)


def _from_request(regulation: Regulation, request: Request, draft: Draft, now: datetime) -> Draft:
    """What the request says beside what was usual before."""
    form = next((one for one in regulation.forms if one.id == request.form), None)
    organisation = request.organisation_id if form and form.mode == "organisation" else None
    if form and form.id != draft.form and fits(form, 1, organisation=organisation is not None):
        draft = replace(draft.with_form(form), organisation_id=organisation)
    met = request.meeting_at if request.meeting_at and request.meeting_at <= now else None
    return replace(
        draft,
        topic=request.topic or None,
        channel=(form.channel if form else None) or request.way or draft.channel,
        held_on=regulation.local(met).date() if met else draft.held_on,
    )


def _from_last(
    regulation: Regulation,
    whom: tuple[int, ...],
    organisation_id: int | None,
    last: "_Last | None",
    now: datetime,
) -> Draft:
    today = regulation.local(now).date()
    fitting = forms_for(regulation, len(whom), organisation=organisation_id is not None)
    if not fitting:
        raise DomainError("session-no-form")
    form = next((one for one in fitting if last and one.id == last.row.form), fitting[0])
    draft = Draft(
        people=whom,
        organisation_id=organisation_id,
        form=form.id,
        direction=form.direction,
        topic=None,
        channel=form.channel or regulation.channels[0].id,
        minutes=form.minutes,
        held_on=today,
    )
    if last is None:
        return draft
    row = last.row
    return replace(
        draft,
        minutes=row.minutes if row.form == form.id else form.minutes,
        direction=row.direction if row.form == form.id else form.direction,
        channel=form.channel or row.channel,
        topic=row.topic if last.same_people or row.held_on == today else None,
    )


@dataclass(frozen=True, slots=True)
class _Last:
    row: SupportSession
    same_people: bool


async def _last_record(
    unit: Unit, regulation: Regulation, by: int, whom: tuple[int, ...], *, organisation: bool
) -> _Last | None:
    """My last record about one of these people, else my last of a form that fits them."""
    rows = await unit.session.scalars(
        select(SupportSession)
        .where(
            SupportSession.provider_id == by,
            SupportSession.voided_at.is_(None),
            SupportSession.event_id.is_(None),
        )
        .order_by(SupportSession.held_on.desc(), SupportSession.id.desc())
        .limit(LOOKED_AT)
    )
    fitting = {one.id for one in forms_for(regulation, len(whom), organisation=organisation)}
    mine = [row for row in rows if row.form in fitting]
    about = await unit.session.scalars(
        select(SessionPerson.session_id).where(
            SessionPerson.person_id.in_(whom), SessionPerson.session_id.in_([row.id for row in mine])
        )
    )
    same = set(about)
    for row in mine:
        if row.id in same:
            return _Last(row, same_people=True)
    return _Last(mine[0], same_people=False) if mine else None


async def _last_request(unit: Unit, by: int, teacher_id: int, *, anybodys: bool) -> Request | None:
    """The person's last request to this helper, one in his hands first; a methodist may know of any."""
    in_hand = case((and_(Request.helper_id == by, Request.state == State.ACCEPTED), 0), else_=1)
    known = [] if anybodys else [Request.helper_id == by]
    found: Request | None = await unit.session.scalar(
        select(Request)
        .where(Request.teacher_id == teacher_id, Request.state != State.CANCELLED, *known)
        .order_by(in_hand, Request.id.desc())
        .limit(1)
    )
    return found


def _is_newer(request: Request, last: "_Last") -> bool:
    return not last.same_people or request.opened_at > last.row.held_at
