"""Writes a batch into the store in short transactions, each with the journal by which to undo it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from services import people, roster_facts
from services.people import search_key
from services.roster_batches import NO_FACTS, Claim, counts_of, hold
from services.roster_facts import differs
from services.roster_preview import CHANGED, EXTERNAL, MISSING, NEW, SAME, UNCLEAR, short_title
from services.staff_list import Doubt, Post, StaffRow, organisation_kind
from services.staff_list.posts import posts as read_posts
from services.values import dumps, loads
from storage.people import Employment, Organisation, Person, new_reference
from storage.roster import RosterBatch, RosterChange, RosterRow
from storage.store import LostRace, Unit

A_STEP: Final = 10
"""Rows written in one transaction: well under the 50 ms that a running program can wait."""
KINDS: Final[Mapping[str, str]] = {"kindergarten": "preschool", "extra": "additional"}
_NAMES: Final = frozenset({"last", "first", "patronymic"})
_TURNS: Final = (
    RosterRow.pile.in_((NEW, CHANGED)),
    (RosterRow.pile == UNCLEAR) & (RosterRow.decision == "new"),
    (RosterRow.pile == UNCLEAR) & (RosterRow.decision == "same"),
    (RosterRow.pile == MISSING) & (RosterRow.decision == "left"),
)
"""What is written first: whoever is to be the same as a newcomer comes after him."""


async def write_some(unit: Unit, held: Claim, now: datetime) -> tuple[Claim, int]:
    """Writes the next rows of a claimed batch; 0 when nothing is left to write. May raise ClaimLost."""
    held = await hold(unit, held, now)
    rows = await _next(unit, held.batch_id, A_STEP)
    if rows:
        await write_rows(unit, held.batch_id, rows, now)
    return held, len(rows)


async def write_rows(unit: Unit, batch_id: int, rows: Sequence[RosterRow], now: datetime) -> None:
    """Writes these rows. One that is the same as a row not written yet goes back to be asked."""
    batch = await unit.session.get_one(RosterBatch, batch_id)
    writer = _Writer(unit, batch, now)
    try:
        await writer.write(rows)
    except IntegrityError as error:  # a reference or a school that somebody else has just taken
        raise LostRace from error


async def finish(unit: Unit, batch_id: int, now: datetime) -> dict[str, Any]:
    """Counts what was written and forgets what is no longer needed; values for the batch."""
    batch = await unit.session.get_one(RosterBatch, batch_id)
    if not counts_of(batch).get("older"):
        await _let_go_erased(unit, batch)
    here = RosterRow.batch_id == batch_id
    settled = or_(RosterRow.pile == SAME, RosterRow.decision == "skip")
    await unit.session.execute(
        update(RosterRow).where(here, settled).values(**NO_FACTS).execution_options(synchronize_session=False)
    )
    return {"counts": await recount(unit, batch), "written_at": now}


async def recount(unit: Unit, batch: RosterBatch) -> str:
    """The counts of a batch with what was written of it: people added, updated, gone, schools opened."""
    rows = await unit.session.execute(
        select(RosterRow.pile, RosterRow.decision, func.count())
        .where(RosterRow.batch_id == batch.id, RosterRow.done)
        .group_by(RosterRow.pile, RosterRow.decision)
    )
    written = {"added": 0, "updated": 0, "left": 0}
    for pile, decision, count in rows:
        new = NEW in (pile, decision)
        written["added" if new else "left" if pile == MISSING else "updated"] += count
    opened = await unit.session.scalar(
        select(func.count())
        .select_from(RosterChange)
        .where(RosterChange.batch_id == batch.id, RosterChange.organisation_id.is_not(None))
    )
    return dumps(counts_of(batch) | written | {"opened": opened or 0})


async def _next(unit: Unit, batch_id: int, limit: int) -> Sequence[RosterRow]:
    """The next rows, all of one turn."""
    for turn in _TURNS:
        rows = await unit.session.scalars(
            select(RosterRow)
            .where(RosterRow.batch_id == batch_id, RosterRow.done.is_(False), turn)
            .order_by(RosterRow.number)
            .limit(limit)
        )
        found = rows.all()
        if found:
            return found
    return []


async def _let_go_erased(unit: Unit, batch: RosterBatch) -> None:
    schools = await unit.session.scalars(
        select(Organisation.id).where(Organisation.match_key.in_(loads(batch.organisations)))
    )
    day = batch.list_date or batch.read_on
    after = {"left_on": day}
    unit.session.add_all(
        RosterChange(
            batch_id=batch.id,
            kind="changed",
            person_id=one,
            before=dumps({"left_on": None}),
            after=dumps(after),
        )
        for one in await people.let_go_erased(unit, schools.all(), day)
    )


class _Writer:
    """One portion of rows: loads whom they are about in a few statements, then writes."""

    def __init__(self, unit: Unit, batch: RosterBatch, now: datetime) -> None:
        self.session = unit.session
        self.territory = unit.territory
        self.batch = batch
        self.now = now
        self.as_of: date = batch.list_date or batch.read_on
        self.people: dict[int, Person] = {}
        self.posts: dict[int, list[Employment]] = {}
        self.schools: dict[str, int] = {}
        self.changes: list[dict[str, Any]] = []
        self.opened: list[Employment] = []

    async def write(self, rows: Sequence[RosterRow]) -> None:
        """Writes the rows, in their order, and the journal."""
        said = {row.number: roster_facts.unpack(row.facts) for row in rows if row.pile != MISSING}
        await self._point_at_people(rows)
        await self._load(sorted({row.person_id for row in rows if row.person_id is not None}))
        await self._open_schools(said.values())
        newcomers = [row for row in rows if row.pile == NEW or row.decision == "new"]
        await self._add_people(newcomers, said)
        added = {row.number for row in newcomers}
        for row in rows:
            if row.pile == MISSING:
                self._leave(row)
            elif row.person_id is not None:
                if row.number not in added:
                    self._change(self.people[row.person_id], said[row.number])
                if self.people[row.person_id].erased_at is None:
                    self._place(row.person_id, said[row.number])
            else:
                row.decision = row.same_as = None  # it was to be the same as a row that became nobody
                continue
            row.done, row.facts, row.was = True, "{}", "{}"
        await self._keep_journal()

    # --- loading ---------------------------------------------------------------------------

    async def _point_at_people(self, rows: Sequence[RosterRow]) -> None:
        """A row that is the same as another line of the list is about that line's person."""
        asked = {row.same_as for row in rows if row.same_as is not None}
        if not asked:
            return
        found = await self.session.execute(
            select(RosterRow.number, RosterRow.person_id).where(
                RosterRow.batch_id == self.batch.id, RosterRow.number.in_(asked)
            )
        )
        persons = {one.number: one.person_id for one in found}
        for row in rows:
            if row.same_as is not None:
                row.person_id = persons.get(row.same_as)

    async def _load(self, ids: Sequence[int]) -> None:
        if not ids:
            return
        rows = await self.session.scalars(
            select(Person)
            .where(Person.id.in_(ids))
            .order_by(Person.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        self.people = {person.id: person for person in rows}
        posts = await self.session.scalars(
            select(Employment)
            .where(
                Employment.person_id.in_(ids),
                or_(Employment.until.is_(None), Employment.until > self.as_of),
            )
            .order_by(Employment.person_id, Employment.external, Employment.id)
            .execution_options(populate_existing=True)
        )
        for post in posts:
            self.posts.setdefault(post.person_id, []).append(post)

    async def _open_schools(self, rows: Iterable[StaffRow]) -> None:
        """The schools of these rows; those the store does not know are opened."""
        titles = {row.organisation_key: row.organisation for row in rows if row.organisation_key}
        found = await self.session.execute(
            select(Organisation.match_key, Organisation.id).where(Organisation.match_key.in_(titles))
        )
        self.schools = {one.match_key: one.id for one in found}
        unknown = [
            Organisation(
                title=title,
                short=short_title(title),
                match_key=key,
                kind=KINDS.get(organisation_kind(title), organisation_kind(title)),
            )
            for key, title in titles.items()
            if key not in self.schools and title
        ]
        self.session.add_all(unknown)
        await self.session.flush()
        for school in unknown:
            self.schools[school.match_key] = school.id
            self._note("added", organisation_id=school.id)

    # --- people ----------------------------------------------------------------------------

    async def _add_people(self, rows: Sequence[RosterRow], said: Mapping[int, StaffRow]) -> None:
        references = await self._free_references(len(rows))
        fresh = [
            Person(
                ref=reference,
                match_state=people.LISTED,
                listed=True,
                created_at=self.now,
                **roster_facts.person_facts(said[row.number], {}, self.as_of),
            )
            for row, reference in zip(rows, references, strict=True)
        ]
        for person in fresh:
            person.search = search_key(person.last, person.first, person.patronymic)
        self.session.add_all(fresh)
        await self.session.flush()
        for row, person in zip(rows, fresh, strict=True):
            row.person_id = person.id
            self.people[person.id] = person
            self._note("added", person_id=person.id)

    async def _free_references(self, count: int) -> list[str]:
        free: set[str] = set()
        while len(free) < count:
            wanted = {new_reference() for _ in range(count - len(free))}
            taken = await self.session.scalars(select(Person.ref).where(Person.ref.in_(wanted)))
            free |= wanted.difference(taken)
        return sorted(free)

    def _change(self, person: Person, row: StaffRow) -> None:
        if person.erased_at is not None:
            return
        facts = roster_facts.person_facts(row, _columns(person), self.as_of)
        if not person.listed:
            facts["listed"] = True
        if person.match_state == people.UNMATCHED:
            facts["match_state"] = people.LISTED
        if _NAMES.intersection(facts):
            names = {name: facts.get(name, getattr(person, name)) for name in _NAMES}
            facts["search"] = search_key(**names)
        self._set(person, facts, person_id=person.id)

    # --- posts -----------------------------------------------------------------------------

    def _place(self, person_id: int, row: StaffRow) -> None:
        """Brings the posts of one person to what the row says; what it does not speak of stays."""
        school = self.schools.get(row.organisation_key or "")
        if school is None:
            return
        said, external = Post(row.position, row.subject), row.part_time == EXTERNAL
        held = self.posts.setdefault(person_id, [])
        here = [post for post in held if post.organisation_id == school]
        main = _meant(here, row)
        if main is not None:
            self._set(main, _post_facts(main, row), person_id=person_id, employment_id=main.id)
        else:
            beside = external or Doubt.TWO_ORGANISATIONS in row.unclear
            for post in [] if beside else [post for post in held if not post.external]:
                self._end(post)
            since = self.as_of if held else None
            self._open(person_id, school, said, kind=row.kind, external=external, since=since)
        for other in row.other_posts:
            if not any(_is(post, other) for post in held if post.organisation_id == school):
                kind = read_posts(other.position or "", other.subject or "").kind
                since = main.since if main else None
                self._open(person_id, school, other, kind=kind, external=external, since=since)

    def _open(
        self, person_id: int, school: int, post: Post, *, kind: str, external: bool, since: date | None
    ) -> None:
        opened = Employment(
            person_id=person_id,
            organisation_id=school,
            position=post.position,
            subject=post.subject,
            kind=kind,
            external=external,
            since=since,
            batch_id=self.batch.id,
        )
        self.session.add(opened)
        self.opened.append(opened)
        self.posts[person_id].append(opened)

    def _end(self, post: Employment) -> None:
        if post in self.opened:
            return
        self._set(post, {"until": self.as_of}, person_id=post.person_id, employment_id=post.id)

    def _leave(self, row: RosterRow) -> None:
        """Somebody whom the list misses has left that school, and the service if he has no other."""
        assert row.person_id is not None
        person = self.people.get(row.person_id)
        if person is None:
            return
        held = self.posts.get(row.person_id, [])
        for post in held:
            if post.organisation_id == row.organisation_id:
                self._end(post)
        if all(post.until is not None for post in held) and person.left_on is None:
            self._set(person, {"left_on": self.as_of}, person_id=person.id)

    # --- the journal -----------------------------------------------------------------------

    def _set(self, thing: Person | Employment, facts: Mapping[str, Any], **about: int) -> None:
        before = {name: getattr(thing, name) for name in facts}
        changed = {name: value for name, value in facts.items() if before[name] != value}
        if not changed:
            return
        for name, value in changed.items():
            setattr(thing, name, value)
        if isinstance(thing, Employment) and thing in self.opened:
            return
        self._note("changed", {name: before[name] for name in changed}, changed, **about)

    def _note(
        self,
        kind: str,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        **about: int,
    ) -> None:
        entry: dict[str, Any] = {
            "territory": self.territory,
            "batch_id": self.batch.id,
            "kind": kind,
            "before": dumps(dict(before or {})),
            "after": dumps(dict(after or {})),
        }
        nobody = {"person_id": None, "employment_id": None, "organisation_id": None}
        self.changes.append(entry | nobody | about)

    async def _keep_journal(self) -> None:
        await self.session.flush()
        for post in self.opened:
            self._note("added", person_id=post.person_id, employment_id=post.id)
        if self.changes:
            await self.session.execute(insert(RosterChange), self.changes)


def _columns(person: Person) -> dict[str, Any]:
    return {column.name: getattr(person, column.name) for column in Person.__table__.columns}


def _meant(here: Sequence[Employment], row: StaffRow) -> Employment | None:
    """The post of this school that the row speaks of: the very same, else one that no other post of it is."""
    same = [post for post in here if _is(post, Post(row.position, row.subject))]
    free = [post for post in here if not any(_is(post, other) for other in row.other_posts)]
    return next(iter([*same, *free]), None)


def _is(post: Employment, said: Post) -> bool:
    return not differs(said.position, post.position) and not differs(said.subject, post.subject)


def _post_facts(post: Employment, row: StaffRow) -> dict[str, Any]:
    facts: dict[str, Any] = {
        name: value
        for name in ("position", "subject")
        if (value := getattr(row, name)) and differs(value, getattr(post, name))
    }
    if row.position and row.kind != post.kind:
        facts["kind"] = row.kind
    if row.part_time == EXTERNAL and not post.external:
        facts["external"] = True
    return facts
