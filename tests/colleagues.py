"""A district in miniature for scenes with several people: schools, roles, names, notices."""

from collections.abc import Callable, Coroutine, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.channels.channel import Delivery
from handlers.dialogue.conversation import Pressed
from handlers.dialogue.layout import Button, Sheet
from locales import PLAIN, STRONG
from services import consultations, members, people
from services.regulations import Regulation
from storage import conversations
from storage.consultations import Request, RequestStep
from storage.people import Account, Employment, Organisation, Person, RoleGrant
from storage.privacy import Consent
from storage.sessions import SessionPerson, SupportSession
from storage.store import Unit
from tests.play import Play, Stage, Theatre

SINCE = date(2026, 9, 1)


class Colleague(Play):
    """A person of the district: what he does, and the notices that reach him."""

    id: int

    def notes(self, stage: Stage | None = None) -> list[str]:
        """The texts of everything the system has sent him on its own, the oldest first."""
        return [text_of(delivery) for delivery in self._sent(stage)]

    def note(self, stage: Stage | None = None) -> str:
        texts = self.notes(stage)
        assert texts, "no notice has come"
        return texts[-1]

    async def answers(self, label: str, stage: Stage | None = None) -> "Colleague":
        """Presses a button of the last notice that has it."""
        for delivery in reversed(self._sent(stage)):
            for button in buttons_of(delivery):
                if button.label == label:
                    await self.pays(button.payload)
                    return self
        raise AssertionError(f"no notice has a button {label!r}: {self.notes(stage)}")

    async def chooses(self, fragment: str) -> "Colleague":
        """Presses the button with this in its label, or the number of the line that has it."""
        for line in self.text.splitlines():
            number, dot, rest = line.partition(". ")
            if dot and number.isdigit() and fragment in rest:
                await self.presses(number)
                return self
        await self.does(Pressed(self.button(lambda button: fragment in button.label).payload))
        return self

    def offers(self, fragment: str) -> bool:
        """Whether something to press, or a line of the list, has this in it."""
        return any(fragment in label for label in self.labels) or fragment in self.text

    async def asks(
        self,
        topic: str = "Разные дети",
        words: str | None = "Двое не успевают",
        form: str = "Индивидуальная помощь",
        way: str = "Видеосвязь",
    ) -> "Colleague":
        """The whole of «Консультация»; without words the question about them is passed over."""
        await self.types("/consult")
        await self.presses(topic)
        if words is not None:
            await self.types(words)
        elif "Пропустить" in self.labels:
            await self.presses("Пропустить")
        await self.presses(form)
        if way in self.labels:
            await self.presses(way)
        await self.presses("Отправить")
        return self

    def note_labels(self, stage: Stage | None = None) -> list[str]:
        return [button.label for button in buttons_of(self._sent(stage)[-1])]

    def _sent(self, stage: Stage | None) -> list[Delivery]:
        sent = (stage or self.stage).notified
        return [delivery for delivery, _ in sent if delivery.address == self.address]


def text_of(delivery: Delivery) -> str:
    assert isinstance(delivery.sheet, Sheet)
    return "\n\n".join(delivery.sheet.parts).replace(STRONG, "").replace(PLAIN, "")


def buttons_of(delivery: Delivery) -> list[Button]:
    assert isinstance(delivery.sheet, Sheet)
    return [button for row in delivery.sheet.rows for button in row]


class District:
    """Schools and people on one stage (or several), and the clock of the service."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre
        self.hall = Stage(territory=theatre.regulation.id)
        self.masked = Stage(masked=True, name="masked", territory=theatre.regulation.id)
        self.numbers = iter(range(101, 10_000))
        self.schools: dict[str, int] = {}

    @property
    def pack(self) -> Regulation:
        return self.theatre.regulation

    async def step(self, work: Callable[[Unit], Coroutine[Any, Any, Any]]) -> Any:
        return await self.theatre.store.step(self.pack.id, work)

    async def school(self, short: str, *, deficits: bool = False) -> int:
        async def make(unit: Unit) -> int:
            row = Organisation(title=short, short=short, match_key=short, has_deficits=deficits)
            unit.session.add(row)
            await unit.session.flush()
            return row.id

        if short not in self.schools:
            self.schools[short] = await self.step(make)
        return self.schools[short]

    async def comes(
        self,
        last: str,
        *roles: str,
        school: str = "школа № 5",
        subject: str | None = None,
        stage: Stage | None = None,
    ) -> Colleague:
        """Somebody who has agreed, with a name, a school and exactly these roles."""
        person = Colleague(self.theatre, stage or self.hall, str(next(self.numbers)))
        place = await self.school(school)
        person.id = await self.step(
            lambda unit: self._come(unit, person, last, roles, place=place, subject=subject)
        )
        return person

    async def _come(
        self,
        unit: Unit,
        play: Play,
        last: str,
        roles: Iterable[str],
        *,
        place: int,
        subject: str | None,
    ) -> int:
        now = self.theatre.now
        await conversations.create(
            unit.connection,
            territory=self.pack.id,
            channel=play.stage.name,
            source=play.stage.source,
            address=play.address,
            locale="ru",
            now=now,
        )
        found = await unit.session.scalar(
            select(Account.person_id).where(
                Account.address == play.address, Account.source == play.stage.source
            )
        )
        assert found is not None
        person = await unit.session.get_one(Person, found)
        person.last, person.first, person.patronymic = last, "Анна", "Ивановна"
        person.search = people.search_key(last, "Анна", "Ивановна")
        job = Employment(
            person_id=found, organisation_id=place, position="учитель", subject=subject, since=SINCE
        )
        consent = Consent(
            person_id=found, kind="data", version="1", given=True, channel=play.stage.name, at=now
        )
        since = now - timedelta(days=30)
        grants = [RoleGrant(person_id=found, role=role, since=since) for role in roles]
        unit.session.add_all([job, consent, *grants])
        return found

    async def also(self, person: Colleague, stage: Stage) -> Colleague:
        """The same person on another channel."""
        twin = Colleague(self.theatre, stage, person.address)
        twin.id = person.id

        async def add(unit: Unit) -> None:
            unit.session.add(
                Account(
                    channel=stage.name,
                    source=stage.source,
                    address=person.address,
                    person_id=person.id,
                    used_at=self.theatre.now - timedelta(days=1),
                )
            )

        await self.step(add)
        return twin

    async def listed(self, last: str, school: str = "школа № 5") -> int:
        """Somebody of the staff list who has never come in."""
        place = await self.school(school)

        async def make(unit: Unit) -> int:
            person = Person(
                last=last,
                first="Олег",
                search=people.search_key(last, "Олег", None),
                created_at=self.theatre.now,
                listed=True,
            )
            unit.session.add(person)
            await unit.session.flush()
            unit.session.add(
                Employment(person_id=person.id, organisation_id=place, position="учитель", since=SINCE)
            )
            return person.id

        return await self.step(make)

    async def enrol(self, coordinator: Colleague, person: Colleague, **what: Any) -> int:
        async def make(unit: Unit) -> int:
            return await members.enrol(
                unit,
                self.pack,
                by=coordinator.id,
                person_id=person.id,
                since=SINCE,
                now=self.theatre.now,
                **what,
            )

        return await self.step(make)

    async def ends(self, person: Colleague, role: str) -> None:
        """The role is over."""
        held = update(RoleGrant).where(RoleGrant.person_id == person.id, RoleGrant.role == role)
        await self.step(lambda unit: unit.session.execute(held.values(until=self.theatre.now)))

    async def later(self, moment: datetime | timedelta) -> None:
        """The clock goes on, the service's work is done, notices leave."""
        self.theatre.now = self.theatre.now + moment if isinstance(moment, timedelta) else moment
        while await self.step(lambda unit: consultations.move_on(unit, self.pack, self.theatre.now)):
            pass
        await self.deliver()

    async def deliver(self) -> None:
        await self.theatre.deliver(self.hall, self.masked)

    async def opened(self, teacher: Colleague, topic: str = "C.diversity") -> int:
        """A request that is simply there; its number."""

        async def work(unit: Unit) -> int:
            made = await consultations.open_request(
                unit,
                self.pack,
                run=f"opened{next(self.numbers)}",
                teacher_id=teacher.id,
                topic=topic,
                form="VSV-S1",
                way="video",
                details="слова",
                now=self.theatre.now,
            )
            return made.id

        number: int = await self.step(work)
        return number

    async def request(self, number: int = 1) -> Request:
        return await self.step(lambda unit: unit.session.get_one(Request, number))

    async def steps(self, number: int = 1) -> list[str]:
        async def read(unit: Unit) -> list[str]:
            rows = await unit.session.scalars(
                select(RequestStep.kind).where(RequestStep.request_id == number).order_by(RequestStep.no)
            )
            return list(rows)

        return await self.step(read)

    async def sessions(self) -> list[SupportSession]:
        async def read(unit: Unit) -> list[SupportSession]:
            return list(await unit.session.scalars(select(SupportSession).order_by(SupportSession.id)))

        return await self.step(read)

    async def helped(self) -> list[tuple[int, int, int | None]]:
        async def read(unit: Unit) -> list[tuple[int, int, int | None]]:
            rows = await unit.session.execute(
                select(
                    SessionPerson.session_id, SessionPerson.person_id, SessionPerson.organisation_id
                ).order_by(SessionPerson.session_id, SessionPerson.person_id)
            )
            return [tuple(row) for row in rows]

        return await self.step(read)
