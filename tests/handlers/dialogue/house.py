"""Small dialogues for the scenes of the kit, in a world that a scene can change."""

from dataclasses import dataclass, field
from datetime import datetime

from handlers.dialogue.library import Library, Talk, Telling, dialogue
from handlers.dialogue.nouns import (
    Ask,
    Call,
    Choice,
    Confirm,
    Document,
    Link,
    Picture,
    Result,
    Screen,
    Unclear,
)
from handlers.dialogue.picking import pick_day, pick_moment
from handlers.dialogue.reading import text, whole
from services import privacy
from services.errors import DomainError
from services.values import Listing, Personal, Words
from storage.privacy import Consent

TOPICS = ("lesson", "children", "feedback", "yolka")
LONG = "Очень длинное название, которое не помещается на кнопку ни в одном мессенджере, номер"
SYLLABLES = ("ба", "ве", "ги", "до", "жу", "зы", "ка", "ле", "ми", "но")


def name_of(number: int) -> str:
    """An invented family name that no other number has."""
    return "".join(SYLLABLES[int(digit)] for digit in f"{number:03}").capitalize() + "ович"


@dataclass
class World:
    """What the dialogues read: a scene changes it to overtake them."""

    topics: list[str] = field(default_factory=lambda: list(TOPICS))
    items: int = 3
    extra: bool = False
    term: str = "завтра"
    full: bool = False
    broken: bool = False
    early: str = ""
    told: int = 0
    now: datetime | None = None
    people: int = 300
    long_text: str = "слово " * 3000


async def write(talk: Talk, what: str) -> None:
    """One row that a scene can count."""
    talk.unit.session.add(
        Consent(
            person_id=talk.person.id,
            kind="test",
            version=what[:40],
            given=True,
            channel=talk.run,
            at=talk.heard,
        )
    )
    await talk.unit.session.flush()


def build(world: World) -> Library:
    """A library of its own."""
    library = Library()
    has = {"library": library, "before_consent": True}

    @dialogue("start", command=True, **has)
    async def start(talk: Talk, code: str = "") -> Telling:
        if talk.person.consented:
            yield Screen("t-menu")
        yes = yield Ask(
            "t-hello", key="agree", choices=[Choice(1, Words("t-agree")), Choice(0, Words("t-later"))]
        )
        if yes:
            await privacy.decide(
                talk.unit,
                talk.regulation,
                person_id=talk.person.id,
                kind=privacy.DATA,
                given=True,
                channel="stage",
                now=talk.heard,
            )
        yield Screen("t-started", code=code or "—", lasting=True, links=[Link("menu", Words("command-menu"))])

    @dialogue("menu", command=True, **has)
    async def menu(talk: Talk) -> Telling:
        names = [
            name for name in library.dialogues if name not in ("menu", "help", "start", "numbered", "desk")
        ]
        yield Screen("t-menu", links=[Link(name, name) for name in names])

    @dialogue("help", command=True, **has)
    async def tell_help(talk: Talk) -> Telling:
        yield Screen("t-help")

    @dialogue("ask", **has)
    async def ask(talk: Talk, number: int = 0) -> Telling:
        world.told, world.now = world.told + 1, talk.now
        topic = yield Ask("t-topic", key="topic", choices=[Choice(t, Words(f"t-{t}")) for t in world.topics])
        if world.early == "orm":
            await write(talk, "early")
        if world.early == "core":
            row = {"person_id": talk.person.id, "kind": "test", "version": "early", "given": True}
            row |= {"territory": talk.person.territory, "channel": talk.run, "at": talk.heard}
            await talk.unit.connection.execute(Consent.__table__.insert(), row)
        if world.extra:
            yield Ask("t-subject", key="subject", read=text(limit=50))
        details = yield Ask("t-details", key="details", read=text(limit=1000), skippable=True)
        form = yield Ask(
            "t-form", key="form", choices=[Choice(f, Words(f"t-{f}")) for f in ("online", "visit")]
        )
        if world.broken:
            raise ZeroDivisionError("the world is broken")
        said = Personal(details) if details else "—"
        names = {"topic": Words(f"t-{topic}"), "form": Words(f"t-{form}")}
        if not (yield Confirm("t-check", term=world.term, **names)):
            yield Screen("t-dropped")
        if world.full:
            await write(talk, "refused")
            raise DomainError("t-full", topic=Words(f"t-{topic}"))
        await write(talk, f"ask/{topic}/{form}/{number}/{world.term}")
        yield Screen(
            "t-opened", topic=names["topic"], details=said, links=[Link("ask", Words("t-open"), number + 1)]
        )

    @dialogue("survey", pausable=True, **has)
    async def survey(talk: Talk) -> Telling:
        world.told += 1
        scale = [Choice(n, Words("t-scale", value=n)) for n in range(5)]
        total = 0
        for number in range(world.items):
            total += yield Ask(
                "t-item", key=("item", number), choices=scale, number=number + 1, total=world.items
            )
        await write(talk, f"sum/{total}")
        yield Screen("t-surveyed", sum=total)

    @dialogue("many", **has)
    async def many(talk: Talk, count: int = 25) -> Telling:
        world.told += 1
        chosen = yield Ask(
            "t-many",
            key="what",
            many=True,
            skippable=True,
            choices=[Choice(n, f"Тема {n}") for n in range(count)],
        )
        yield Ask("t-form", key="form", choices=[Choice("online", Words("t-online"))])
        await write(talk, f"many/{chosen}")
        yield Screen("t-many-done", what=Listing(chosen or ["—"]))

    @dialogue("when", **has)
    async def when(talk: Talk) -> Telling:
        begins = yield Call(pick_moment, key="from", say_day="t-day", say_time="t-hour")
        ends = yield Call(pick_moment, key="until", say_day="t-day", say_time="t-hour")
        if (yield Confirm("t-when-check", **{"from": begins, "until": ends})):
            await write(talk, begins.isoformat())
        yield Screen("t-when-done", **{"from": begins, "until": ends})

    @dialogue("past", **has)
    async def past(talk: Talk) -> Telling:
        day = yield Call(pick_day, key=("on", 1), say="t-day", past=True, skippable=True)
        yield Screen("t-minutes-done", minutes=day)

    @dialogue("card", **has)
    async def card(talk: Talk) -> Telling:
        phone = yield Ask("t-phone", key="phone", read=text(limit=30), personal=True, skippable=True)
        name = yield Ask("t-name", key="name", read=text(limit=60), personal=True)
        subject = yield Ask("t-subject", key="subject", read=text(limit=60))
        await write(talk, f"card/{phone}/{name}/{subject}")
        said = {"phone": Personal(phone or "—"), "name": Personal(name, "П-1"), "subject": subject}
        yield Screen("t-card-done", **said)

    @dialogue("list", **has)
    async def people(talk: Talk, personal: int = 0) -> Telling:
        named = [Choice(n, Personal(name_of(n), f"П-{n}")) for n in range(world.people)]
        who = yield Ask("t-person", key="who", choices=named, personal=bool(personal))
        yield Screen("t-person-done", who=Personal(name_of(who), f"П-{who}"))

    @dialogue("twins", **has)
    async def twins(talk: Talk) -> Telling:
        names = ("Петрова", "Иванова", "Иванова", "Сидорова")
        same = [Choice(number, name) for number, name in enumerate(names)]
        yield Screen("t-person-done", who=(yield Ask("t-person", key="who", choices=same)))

    @dialogue("numbered", **has)
    async def numbered(talk: Talk, count: int = 12) -> Telling:
        number = yield Ask(
            "t-topic", key="one", choices=[Choice(f"v{n}", f"{LONG} {n}") for n in range(1, count + 1)]
        )
        counted = yield Ask(
            "t-minutes",
            key="minutes",
            choices=[Choice(n, f"{LONG} {n} мин") for n in (40, 60)],
            read=whole(least=1, most=500),
        )
        yield Screen("t-minutes-done", minutes=f"{number}/{counted}")

    @dialogue("paper", **has)
    async def paper(talk: Talk) -> Telling:
        row = yield Ask("t-paper", key="file", file=True)
        yield Screen("t-paper-done", row=row, document=Document("report", "report.xlsx", {"row": row}))

    @dialogue("picture", **has)
    async def picture(talk: Talk) -> Telling:
        yield Ask(
            "t-name",
            key="name",
            choices=[Choice(1, "Дальше")],
            picture=Picture("bars", {"who": Personal("Зубова", "П-7")}),
        )
        yield Screen(
            "t-document",
            picture=Picture("bars", {"names": [Personal("Зубова", "П-7")]}),
            document=Document("list", "list.xlsx", personal=True),
        )

    @dialogue("long", **has)
    async def long(talk: Talk) -> Telling:
        yield Screen("t-long", text=world.long_text, links=[Link("ask", f"{LONG} {n}", n) for n in range(25)])

    @dialogue("desk", **has, roles={"coordinator"})
    async def desk(talk: Talk) -> Telling:
        yield Ask("t-subject", key="subject", read=text())
        yield Ask("t-form", key="form", choices=[Choice("online", Words("t-online"))])
        yield Screen("t-desk")

    @dialogue("forbidden", **has)
    async def forbidden(talk: Talk) -> Telling:
        raise DomainError("t-full", topic="—")
        yield Screen("t-desk")

    @dialogue("secret", library=library)
    async def secret(talk: Talk) -> Telling:
        yield Ask("t-subject", key="subject", read=text())
        yield Screen("t-secret")

    @dialogue("picky", **has)
    async def picky(talk: Talk) -> Telling:
        def read(said: str) -> str:
            if "?" in said:
                raise Unclear("kit-unclear")
            return said.upper()

        word = yield Ask(
            "t-subject", key="word", read=read, choices=[Choice("x", "Математика"), Choice("y", "Физика")]
        )
        word2 = yield Ask("t-subject", key="again", read=read)
        yield Screen("t-long", text=f"{word}/{word2}")

    @dialogue("inner", **has)
    async def inner(talk: Talk) -> Telling:
        async def level(talk: Talk, depth: int) -> Telling:
            one = yield Ask("t-minutes", key="one", choices=[Choice(n, str(n * 11)) for n in range(3)])
            two = (yield Call(level, key="deeper", depth=depth - 1)) if depth else 0
            yield Result(one + two)

        first = yield Call(level, key="first", depth=2)
        second = yield Call(level, key="second", depth=1)
        yield Screen("t-minutes-done", minutes=first * 10 + second)

    return library
