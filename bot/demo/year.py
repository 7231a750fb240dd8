"""A year and a bit of the service's work: sessions, requests, events, self-assessments."""

from datetime import date, datetime, timedelta
from typing import Any

import orjson

from bot.demo.forms import Forms
from bot.demo.town import Town, consents, words
from services import framework as frameworks
from services.framework import FormId, ProfileId

DAYS = 420
COMING_EVENTS = 24
MEETINGS = 4
FACE = ("in_person",)
WAYS = ("in_person", "in_person", "video", "phone", "web", "email")
STATES = (
    ("closed",) * 60
    + ("done",) * 6
    + ("accepted",) * 10
    + ("offered",) * 6
    + ("unassigned",) * 3
    + ("cancelled",) * 15
)


def work(town: Town) -> None:
    """Fills the year. The cast's teacher and young teacher are left for the visitor to help."""
    everybody = [person for person in town.teachers if person not in town.cast.values()]
    helped = town.chance.sample(everybody, len(everybody) * 38 // 100)
    size, forms = town.size, Forms.of(town.regulation)
    for _ in range(size.consiliums):
        _at_school(town, forms)
    for number in range(MEETINGS if forms.meetings else 0):
        _meeting(town, number, forms.meetings[0])
    for number in range(size.events if forms.events else 0):
        _event(town, number, everybody, forms.events)
    for number in range(size.requests):
        _request(town, STATES[number % len(STATES)], everybody, forms.asked)
    for number in range(size.sessions - len(town.rows.get("support_sessions", ()))):
        _session(town, everybody, helped, number, forms)
    for number in range(size.assessments):
        _assessment(town, everybody[number % len(everybody)], number)


def _some_day(town: Town, least: int = 0) -> date:
    return town.working_day(town.chance.randint(least, DAYS))


def _held(town: Town, day: date) -> datetime:
    return town.moment(day, town.chance.randint(9, 17), town.chance.choice((0, 15, 30)))


def _write_session(town: Town, day: date, provider: int, role: str, people: list[int], **more: Any) -> int:
    at = _held(town, day)
    form = town.regulation.form(more.pop("form"))
    row = {
        "run": f"demo-{len(town.rows.get('support_sessions', ())) + 1}",
        "provider_id": provider,
        "provider_role": role,
        "form": form.id,
        "direction": form.direction,
        "topic": _topic(town),
        "channel": form.channel or town.chance.choice(_ways(town, WAYS)),
        "minutes": town.chance.choice((20, 30, 40, 45, 60)),
        "held_on": day,
        "held_at": at,
        "organisation_id": None,
        "request_id": None,
        "event_id": None,
        "result": None,
        "recommendation": None,
        "composition": None,
        "next_step_on": None,
        "for_deficits": False,
        "recorded_by": provider,
        "recorded_at": at + timedelta(hours=2),
        "confirmed_at": None,
        "rating": None,
        "voided_at": None,
        "voided_by": None,
        "void_reason": None,
    } | more
    session = town.add("support_sessions", **row)
    for person in people:
        town.add("session_people", session_id=session, person_id=person, organisation_id=town.home[person])
    return session


def _ways(town: Town, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Those of these channels that the regulation knows, or else its first."""
    known = [one.id for one in town.regulation.channels]
    return tuple(one for one in wanted if one in known) or (known[0],)


def _topic(town: Town) -> str:
    frame = frameworks.load(town.regulation.framework)
    return town.chance.choice(frame.topics("teacher")).id


def _helper(town: Town, *, methodist: bool) -> tuple[int, str]:
    pool = town.methodists if methodist else town.members
    return town.chance.choice(pool), "methodist" if methodist else "member"


def _session(town: Town, everybody: list[int], helped: list[int], number: int, forms: Forms) -> None:
    chance = town.chance
    methodist = chance.random() < 0.55
    provider, role = _helper(town, methodist=methodist)
    if chance.random() < 0.78 or not forms.group:
        form, people = chance.choice(forms.individual), [chance.choice(helped if methodist else everybody)]
    else:
        form, people = chance.choice(forms.group), chance.sample(everybody, chance.randint(4, 14))
    people = [person for person in people if person != provider]
    more: dict[str, Any] = {}
    if number % 70 == 11:
        more = {
            "voided_at": _held(town, town.today),
            "voided_by": provider,
            "void_reason": chance.choice(words()["void_reasons"]),
        }
    if people:
        result = chance.choice(words()["results"]) if chance.random() < 0.4 else None
        _write_session(town, _some_day(town), provider, role, people, form=form, result=result, **more)


def _at_school(town: Town, forms: Forms) -> None:
    """Help for a whole school: a consilium where the regulation has them."""
    if not (forms.consiliums or forms.places):
        return
    form = (forms.consiliums or forms.places)[0]
    needy = [n for n, row in enumerate(town.rows["organisations"], start=1) if row["has_deficits"]]
    provider, role = _helper(town, methodist=True)
    day = _some_day(town, 20)
    _write_session(
        town,
        day,
        provider,
        role,
        [],
        form=form,
        organisation_id=town.chance.choice(needy),
        for_deficits=bool(forms.consiliums),
        composition=words()["composition"] if forms.consiliums else None,
        recommendation=words()["recommendation"] if forms.consiliums else None,
        next_step_on=day + timedelta(days=60) if forms.consiliums else None,
        minutes=90,
        channel=_ways(town, FACE)[0],
    )


def _meeting(town: Town, number: int, form: str) -> None:
    """A meeting of the active, held by the service; they are spread over the year."""
    day = town.working_day(20 + number * DAYS // MEETINGS)
    provider, role = _helper(town, methodist=True)
    _write_session(
        town, day, provider, role, town.members, form=form, minutes=90, channel=_ways(town, FACE)[0]
    )


# --- requests ------------------------------------------------------------------------------


def _request(town: Town, state: str, everybody: list[int], asked: tuple[str, ...]) -> None:
    """One request with a history that leads to its state."""
    chance = town.chance
    open_now = state in ("accepted", "offered", "unassigned")
    day = town.working_day(
        chance.randint(0, 2)
        if state == "offered"
        else chance.randint(1, 12)
        if open_now
        else chance.randint(5, DAYS)
    )
    opened = town.moment(day, 9, chance.randint(0, 30)) if state == "offered" else _held(town, day)
    helper, role = _helper(town, methodist=chance.random() < 0.4)
    teacher = chance.choice([person for person in everybody if person not in (helper, *town.members)])
    form = town.regulation.form(chance.choice(asked))
    steps: list[tuple[str, datetime, int | None, int | None]] = [("opened", opened, teacher, None)]
    if state != "unassigned":
        steps.append(("offered", opened, None, helper))
    else:
        steps.append(("listed", opened, None, None))
    answered = opened + timedelta(hours=chance.randint(1, 20))
    if state in ("accepted", "done", "closed"):
        steps.append(("accepted", answered, helper, None))
    ended = _ended(town, state, steps, answered, helper, teacher)
    number = len(town.rows.get("requests", ())) + 1
    session = None
    if state in ("done", "closed"):
        confirmed = ended if state == "closed" else None
        session = _write_session(
            town,
            town.regulation.local(answered).date(),
            helper,
            role,
            [teacher],
            form=form.id,
            request_id=number,
            confirmed_at=confirmed,
            rating=chance.choice((4, 5, 5, 5)) if confirmed else None,
            result=chance.choice(words()["results"]),
        )
    town.add(
        "requests",
        run=f"demo-request-{number}",
        teacher_id=teacher,
        organisation_id=town.home[teacher],
        topic=_topic(town),
        form=form.id,
        way=form.channel or chance.choice((None, *_ways(town, ("video", "in_person")))),
        details=chance.choice(words()["details"]) if chance.random() < 0.7 else None,
        state=state,
        helper_id=None if state in ("unassigned", "cancelled") else helper,
        opened_at=opened,
        due_at=town.regulation.add_working_time(opened, 1) + timedelta(days=3)
        if state == "offered"
        else None,
        reminded=False,
        steps=len(steps),
        offer_no=0 if state == "unassigned" else 2,
        proposed_at=None,
        proposed_by=None,
        proposal_no=0,
        meeting_at=None,
        meeting_no=0,
        session_id=session,
        ended_at=ended,
    )
    for step, (kind, at, by, whom) in enumerate(steps, start=1):
        town.add("request_steps", request_id=number, no=step, kind=kind, at=at, by_id=by, whom_id=whom)
    if state in ("accepted", "done", "closed"):
        _messages(town, number, teacher, helper, answered)


def _ended(
    town: Town,
    state: str,
    steps: list[tuple[str, datetime, int | None, int | None]],
    answered: datetime,
    helper: int,
    teacher: int,
) -> datetime | None:
    if state == "cancelled":
        steps.append(("cancelled", answered, teacher, None))
        return answered
    if state in ("done", "closed"):
        steps.append(("finished", answered + timedelta(hours=3), helper, None))
    if state == "closed":
        closed = answered + timedelta(hours=town.chance.randint(4, 40))
        steps.append(("confirmed", closed, teacher, None))
        return closed
    return answered + timedelta(hours=3) if state == "done" else None


def _messages(town: Town, request: int, teacher: int, helper: int, at: datetime) -> None:
    number = len(town.rows.get("request_messages", ()))
    details = words()["details"]
    for turn, (author, whom) in enumerate(((helper, teacher), (teacher, helper))):
        town.add(
            "request_messages",
            run=f"demo-message-{number + turn}",
            request_id=request,
            author_id=author,
            whom_id=whom,
            text=town.chance.choice(details),
            at=at + timedelta(minutes=10 * (turn + 1)),
        )


# --- events --------------------------------------------------------------------------------


def _event(town: Town, number: int, everybody: list[int], forms: tuple[str, ...]) -> None:
    """A past event with who came, or one of the coming weeks with who signed up."""
    chance = town.chance
    coming = number < COMING_EVENTS
    day = town.today + timedelta(days=1 + number * 2) if coming else _some_day(town, 3)
    while not town.regulation.working_time.is_working_day(day):
        day += timedelta(days=1)
    starts = town.moment(day, chance.choice((10, 14, 15)))
    leader, role = _helper(town, methodist=chance.random() < 0.7)
    form, terms = chance.choice(forms), town.regulation.terms
    organisation = chance.randint(1, min(20, town.size.schools))
    cancelled = not coming and number % 20 == 19
    made = starts - timedelta(days=20)
    event = town.add(
        "events",
        run=f"demo-event-{number}",
        title=chance.choice(words()["events"]),
        announcement=None,
        form=form,
        direction=town.regulation.form(form).direction,
        level="municipal",
        starts_at=starts,
        minutes=chance.choice((60, 90)),
        place=words()["titles"]["room"].format(room=chance.randint(101, 315)),
        online=False,
        organisation_id=organisation,
        places=chance.choice((None, 25, 40)),
        nonformal=chance.random() < 0.4 and "nonformal" in terms,
        calendar=chance.random() < 0.3 and "calendar" in terms,
        public=True,
        revision=1,
        created_by=town.cast["coordinator"],
        created_at=made,
        changed_at=made,
        marked_at=None if coming or cancelled else starts + timedelta(hours=3),
        cancelled_at=starts - timedelta(days=2) if cancelled else None,
        cancelled_by=town.cast["coordinator"] if cancelled else None,
        cancel_reason="few" if cancelled else None,
        cancel_note=None,
    )
    town.add("event_leaders", event_id=event, person_id=leader, number=1)
    guests = chance.sample([person for person in everybody if person != leader], chance.randint(8, 24))
    _sign_ups(town, event, guests, made, over=not coming)
    if not coming and not cancelled:
        came = guests[: len(guests) * 4 // 5]
        _attendance(town, event, came, leader, starts)
        session = _write_session(
            town,
            day,
            leader,
            role,
            came,
            form=form,
            event_id=event,
            channel=_ways(town, FACE)[0],
            run=f"event-{event}",
        )
        town.rows["support_sessions"][session - 1]["held_at"] = starts


def _sign_ups(town: Town, event: int, guests: list[int], made: datetime, *, over: bool) -> None:
    for person in guests:
        number = len(town.rows.get("sign_ups", ()))
        at = made + timedelta(hours=town.chance.randint(1, 400))
        town.add(
            "sign_ups",
            run=f"demo-sign-up-{number}",
            event_id=event,
            person_id=person,
            waiting=False,
            signed_at=at,
            placed_at=at,
            coming_at=at + timedelta(hours=1) if over else None,
            ended_at=None,
        )


def _attendance(town: Town, event: int, came: list[int], leader: int, starts: datetime) -> None:
    for person in came:
        town.add(
            "attendance_marks",
            run=f"demo-mark-{event}",
            event_id=event,
            person_id=person,
            came=True,
            marked_by=leader,
            marked_at=starts + timedelta(hours=3),
        )


# --- self-assessments ----------------------------------------------------------------------


def _assessment(town: Town, person: int, number: int) -> None:
    chance = town.chance
    frame = frameworks.load(town.regulation.framework)
    profile: ProfileId = "novice" if person in set(town.novices[:50]) else "teacher"
    form: FormId = "full" if number % 3 == 0 else "express"
    lean = chance.choice((0.2, 0.4, 0.6))
    items = [item for item in frame.items_for(profile, form, number) if frame.block(item.id).scored]
    answers = {item.id: None if chance.random() < 0.04 else _answer(town, lean) for item in items}
    consents(town, person, chance.randint(1, DAYS))
    town.add(
        "assessments",
        run=f"demo-assessment-{number}",
        person_id=person,
        framework=frame.version,
        profile=profile,
        form=form,
        answers=orjson.dumps(answers, option=orjson.OPT_SORT_KEYS).decode(),
        reliable=frame.score(profile, form, answers).reliable,
        at=_held(town, _some_day(town)),
    )


def _answer(town: Town, lean: float) -> int:
    roll = town.chance.random()
    return 0 if roll < lean * 0.2 else 1 if roll < lean else 2 if roll < lean + 0.35 else 3
