"""Coming in, the menu, help: what a person meets first and returns to."""

from collections.abc import Awaitable, Callable
from datetime import date

from handlers.dialogue.library import LIBRARY, Dialogue, Talk, Telling, dialogue
from handlers.dialogue.nouns import Ask, Call, Choice, Confirm, Label, Link, Result, Screen, Unclear
from handlers.settings import read_code
from services import access, people, privacy, registrations
from services.access import Entry
from services.errors import DomainError
from services.people import SaidName
from services.registrations import Place
from services.values import Listing, Personal, Words

NOT_IN_MENU = ("start", "menu", "help")
ON_DESK = ("members", "organisations", "roster", "erasure")
"""What a coordinator does now and then stands on a screen of its own, so that the menu stays short."""
ONLY_WAITING = ("comments", "notices")
"""What the menu leads to only while something waits there; the command opens it at any time."""
ORDERS = {
    "coordinator": ("indicators", "requests", "events", "publications", "log", "desk", "report", *ON_DESK),
    "methodist": ("log", "requests", "indicators", "events"),
    "member": ("requests", "log", "events"),
    "teacher": ("consult", "assess", "requests", "events", "route"),
    "manager": ("consult", "assess", "requests", "events", "indicators"),
    "observer": ("indicators", "events"),
}
"""What each role does most, first; whoever holds several roles does the work of the upper one most."""
LAST = ("settings", "link", "privacy")
GREETING = (Choice("consent", Words("start-about-data"), alone=True), Choice("skills", Words("start-skills")))
CONSENT = (
    Choice("read", Words("start-read")),
    Choice("yes", Words("start-agree"), alone=True),
    Choice("no", Words("start-not-yet")),
)
MENU = Link("menu", Words("command-menu"))
ELSEWHERE = 0
"""Stands for an organisation that is not in the list."""

Waits = Callable[[Talk], Awaitable[Link | None]]
_waits: list[Waits] = []


def waits(link: Waits) -> Waits:
    """Registers what may wait for a person: a link for the top of his menu, or nothing."""
    _waits.append(link)
    return link


# --- the first contact ---------------------------------------------------------------------


@dialogue("start", before_consent=True, command=True)
async def come_in(talk: Talk, code: str = "") -> Telling:
    """A first contact: a greeting, the consent, and nothing kept before it; a code is spent after it.

    A code that only says where to leads there, past the consent where anybody may look.
    """
    door, number = access.entrance(code) or ("", 0)
    into = LIBRARY.entrances.get(door)
    if into is not None and (talk.person.consented or into.before_consent) and into.open_to(talk.person):
        yield Call(into.enter, key="in", number=number)
        return
    code = "" if into is not None else code
    if talk.person.consented and access.is_question(code):
        yield Call(LIBRARY.dialogues["comment-mine"].tell, key="question", code=code)
    if talk.person.consented and not code:
        yield await _menu(talk, lasting=True)
        return
    if not talk.person.consented and not (yield Call(ask_consent, key="consent")):
        await _decide(talk, talk.person.id, given=False)
        yield _refused(talk)
        return
    if access.is_question(code):
        await _decide(talk, talk.person.id, given=True)
        ask = Link("comment-mine", Words("comments-mine-open"), code)
        yield Screen("start-agreed-asked", links=[ask, MENU], lasting=True)
        return
    name = await access.whose(talk.unit, code, talk.person.account_id, talk.heard) if code else None
    if name is not None and (yield _is_it_you(name)) is False:
        code = ""
    entry = await _enter(talk, code)
    if not talk.person.consented:
        await _decide(talk, entry.person_id, given=True)
    yield _welcome(talk, entry, Link(into.name, Words("start-go-on"), number) if into else None)


async def ask_consent(talk: Talk) -> Telling:
    """Greeting, what is done here, the consent as a text of its own; the result is yes or no."""
    service = talk.regulation.term("service_unit")
    if (yield Ask("start-greeting", key="greeting", choices=GREETING, service=service)) == "skills":
        yield Ask("start-what-i-can", key="skills", choices=GREETING[:1])
    answer = yield Ask("start-consent", key="consent", choices=CONSENT)
    if answer == "read":
        text = talk.regulation.privacy.processing.text
        answer = yield Ask("start-full-text", key="full", choices=CONSENT[1:], text=text)
    yield Result(answer == "yes")


async def _decide(talk: Talk, person_id: int, *, given: bool) -> None:
    await privacy.decide(
        talk.unit,
        talk.regulation,
        person_id=person_id,
        kind=privacy.DATA,
        given=given,
        channel=talk.person.channel,
        now=talk.heard,
    )


async def _enter(talk: Talk, code: str) -> Entry:
    if not code:
        return Entry(talk.person.id)
    person = talk.person
    return await access.enter(
        talk.unit, talk.regulation, code, talk.heard, person_id=person.id, account_id=person.account_id
    )


def _refused(talk: Talk) -> Screen:
    events = LIBRARY.dialogues.get("events")
    links = [Link("start", Words("start-change-mind"))]
    if events is not None and events.before_consent:
        links.append(Link("events", Words("command-events")))
    return Screen("start-refused", phone=talk.regulation.privacy.operator.phone, links=links)


def _welcome(talk: Talk, entry: Entry, on: Link | None = None) -> Screen:
    """What came of coming in, and the next step; `on` is where he was going."""
    menu, again = Link("menu", Words("command-menu")), Link("code", Words("code-again"))
    name_yourself = [] if talk.person.name else [Link("register", Words("register-open"))]
    if entry.trouble:
        why = Words(entry.trouble, phone=talk.regulation.privacy.operator.phone)
        return Screen("code-trouble", why=why, links=[again, *name_yourself, menu], lasting=True)
    if entry.waits:
        return Screen("joins-meanwhile", links=[menu], lasting=True)
    if entry.role:
        title = talk.regulation.role(entry.role).short  # type: ignore[arg-type] # one of our six
        return Screen("code-role", role=title, links=[menu, *name_yourself], lasting=True)
    if entry.joined:
        return Screen("code-joined", links=[menu], lasting=True)
    links = [*([on] if on else []), *name_yourself, Link("code", Words("code-open")), menu]
    return Screen("start-agreed", links=links, lasting=True)


def _is_it_you(name: Personal) -> Confirm:
    """Whom the staff list means by a code; where no name may pass, the code alone has to do."""
    answers = {"yes": "start-it-is-me", "no": "start-not-me"}
    return Confirm("start-is-it-you", key="mine", open_only=True, who=name, **answers)


@dialogue("code")
async def type_code(talk: Talk) -> Telling:
    """A one-time code typed by hand."""
    code = yield Ask("code-ask", key="code", read=read_code)
    name = await access.whose(talk.unit, code, talk.person.account_id, talk.heard)
    if name is not None and (yield _is_it_you(name)) is False:
        code = ""
    yield _welcome(talk, await _enter(talk, code))


# --- who one is ----------------------------------------------------------------------------


@dialogue("register")
async def register(talk: Talk) -> Telling:
    """«Назвать себя»: name, school and subject, for the coordinator to find in the staff list."""
    card = await registrations.standing(talk.unit, talk.person.id, _today(talk))
    if card.state == people.MATCHED or card.listed:
        yield Screen("register-known", who=card.label, links=[Link("menu", Words("command-menu"))])
        return
    name = SaidName(*(yield Ask("register-name", key="name", read=_read_name, personal=True)))
    places = await registrations.organisations(talk.unit)
    school = yield Ask(
        "register-school",
        key="school",
        personal=True,
        read=_reads_place(places),
        choices=[
            *(Choice(place.id, place.short) for place in places),
            Choice(ELSEWHERE, Words("register-no-school")),
        ],
    )
    subject = yield Ask(
        "register-subject",
        key="subject",
        personal=True,
        skippable=True,
        choices=[Choice(one.id, one.title) for one in talk.regulation.subjects],
    )
    short = next((place.short for place in places if place.id == school), Words("register-no-school"))
    title = next(
        (one.title for one in talk.regulation.subjects if one.id == subject), Words("register-skipped")
    )
    said = " ".join(part for part in (name.last, name.first, name.patronymic) if part)
    sure = Confirm(
        "register-check",
        personal=True,
        yes="register-right",
        no="register-wrong",
        name=Personal(said, people.reference(card)),
        school=short,
        subject=title,
    )
    if not (yield sure):
        yield Screen("register-dropped", links=[Link("register", Words("register-open"))])
        return
    await registrations.register(
        talk.unit,
        talk.regulation,
        person_id=talk.person.id,
        name=name,
        organisation_id=school or None,
        subject=subject,
        now=talk.heard,
    )
    yield Screen("register-done", links=[Link("menu", Words("command-menu"))])


def _today(talk: Talk) -> date:
    return talk.regulation.local(talk.now).date()


def _read_name(said: str) -> list[str | None]:
    try:
        name = people.read_name(said)
    except DomainError as error:
        raise Unclear(error.key) from None
    return [name.last, name.first, name.patronymic]


def _reads_place(places: list[Place]) -> Callable[[str], int]:
    def read(said: str) -> int:
        found = registrations.find_place(places, said)
        if found is None:
            raise Unclear("register-school-unclear")
        return found

    return read


# --- the menu and help ---------------------------------------------------------------------


@dialogue("menu", command=True)
async def menu(talk: Talk) -> Telling:
    """What this person can do here, and what waits for him."""
    yield await _menu(talk)


async def _menu(talk: Talk, *, lasting: bool = False) -> Screen:
    waiting = [link for link in [await ask(talk) for ask in _waits] if link is not None]
    links = [
        Link(one.name, Words(f"command-{one.name}"))
        for one in _open_to(talk)
        if one.name not in (*ON_DESK, *ONLY_WAITING)
    ]
    unnamed = [] if talk.person.name else [Link("register", Words("register-open"))]
    help_link = Link("help", Words("command-help"))
    say = "menu-screen" if talk.person.name else "menu-unnamed"
    return Screen(say, links=[*waiting, *links, *unnamed, help_link], lasting=lasting)


@dialogue("help", before_consent=True, command=True)
async def tell_help(talk: Talk) -> Telling:
    """What this person can do now, in a line each, and whom to call."""
    phone = talk.regulation.privacy.operator.phone
    lines = Listing(
        [
            Words("help-line", name=command_name(talk, one.name), about=Words(f"about-{one.name}"))
            for one in _open_to(talk)
        ],
        lines=True,
    )
    if talk.person.consented:
        yield Screen("help-screen", lines=lines, phone=phone, links=[Link("menu", Words("command-menu"))])
        return
    yield Screen("help-first", lines=lines, phone=phone, links=[Link("start", Words("start-about-data"))])


def command_name(talk: Talk, name: str) -> Label:
    """What a topic is called; the active as the regulation of this territory calls it."""
    return capital(talk.regulation.term("active")) if name == "members" else Words(f"command-{name}")


def capital(term: str) -> str:
    """A word of the territory at the beginning of a line."""
    return term[:1].upper() + term[1:]


def _open_to(talk: Talk) -> list[Dialogue]:
    """The commands of this person, what his roles do most first, what is about himself last."""
    order = [name for role, names in ORDERS.items() if role in talk.person.roles for name in names]
    every = [
        one
        for one in LIBRARY.commands()
        if one.name not in NOT_IN_MENU
        and (talk.person.consented or one.before_consent)
        and one.open_to(talk.person)
    ]

    def place(one: Dialogue) -> tuple[int, int]:
        if one.name in LAST:
            return 2, LAST.index(one.name)
        return (0, order.index(one.name)) if one.name in order else (1, 0)

    return sorted(every, key=place)
