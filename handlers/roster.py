"""Staff lists: a coordinator sends a file, looks at what it would change, has it written or taken back."""

from collections.abc import Sequence
from typing import Any

from handlers.dialogue import reading
from handlers.dialogue.library import Talk, Telling, dialogue, notice
from handlers.dialogue.nouns import Ask, Choice, Confirm, Link, Screen
from handlers.people import waits
from services import registrations, roster, roster_views
from services.roster_preview import CHANGED, MISSING, NEW, SAME, SKIPPED, UNCLEAR
from services.roster_views import Batch, Detail, Item
from services.values import Listing, Personal, Words

COORDINATOR = {"coordinator"}
LISTS = "lists"
LOOKED_AT = (NEW, CHANGED, UNCLEAR, MISSING, SKIPPED)
BY_SCHOOL = 60
"""From so many people on a pile is looked at school by school."""
FEW = 6
MOST_LINES = 40
READ = (NEW, CHANGED, SAME, UNCLEAR, MISSING, SKIPPED, "homeless", "older")
WRITTEN = ("added", "updated", "left", "opened", UNCLEAR, MISSING, SKIPPED)
UNDONE = ("removed", "restored")
"""What is told of a list that was read, written, taken back."""
MENU = Link("menu", Words("command-menu"))


@waits
async def list_waiting(talk: Talk) -> Link | None:
    """For the coordinator's menu: a list that was read and is not decided about."""
    if "coordinator" not in talk.person.roles:
        return None
    found = await roster_views.waiting(talk.unit)
    return Link("roster-batch", Words("roster-waits"), found) if found else None


@dialogue("roster", roles=COORDINATOR, command=True)
async def send_list(talk: Talk) -> Telling:
    """A file comes in here; it is read after the commit, and a notice tells of it."""
    known = await roster_views.recent(talk.unit, by=talk.person.id, now=talk.heard)
    choices = [Choice(LISTS, Words("roster-lists"))] if known else []
    file = yield Ask("roster-send", key="file", file=True, personal=True, choices=choices)
    if file == LISTS:
        labels = [Choice(one.id, _line(one)) for one in known]
        number = yield Ask("roster-which", key="which", personal=True, choices=labels)
        yield _batch(await roster_views.batch(talk.unit, number, by=talk.person.id, now=talk.heard))
        return
    await roster.receive(talk.unit, by=talk.person.id, file=file, now=talk.heard)
    yield Screen("roster-accepted", links=[MENU])


def _line(batch: Batch) -> Words:
    return Words("roster-line", name=batch.name, at=batch.made_at.date(), state=_state(batch))


def _state(batch: Batch) -> Words:
    return Words(f"roster-state-{batch.state}")


# --- one list ------------------------------------------------------------------------------


@dialogue("roster-batch", roles=COORDINATOR)
async def show_batch(talk: Talk, batch: int) -> Telling:
    """What the list would change, and everything that can be done with it."""
    yield _batch(await roster_views.batch(talk.unit, batch, by=talk.person.id, now=talk.heard))


def _batch(batch: Batch) -> Screen:
    return Screen("roster-batch", **_told(batch), state=_state(batch), links=[*_ways(batch), MENU])


def _told(batch: Batch) -> dict[str, Any]:
    return {
        "name": batch.name,
        "day": Words("roster-of-day", day=batch.list_date) if batch.list_date else "",
        "counts": _counts(batch.counts, batch.schools),
    }


def _counts(counts: dict[str, int], schools: Sequence[Sequence[Any]] = ()) -> Listing:
    """The piles that are not empty, a line each, and what to beware of."""
    told = UNDONE if "removed" in counts else WRITTEN if "added" in counts else READ
    lines = [Words(f"roster-count-{name}", count=counts[name]) for name in told if counts.get(name)]
    if told is READ and schools:
        named = [Words("roster-new-school", title=title, count=count) for title, count in schools[:FEW]]
        lines.append(Words("roster-new-schools", titles=Listing(named), more=max(0, len(schools) - FEW)))
    return Listing(lines or [Words("roster-count-nothing")], lines=True)


def _ways(batch: Batch) -> list[Link]:
    """Where this list can be led on to, the next step first."""
    ways = []
    if batch.is_open and batch.has_work:
        ways.append(Link("roster-write", Words("roster-write"), batch.id))
    if batch.waiting and (batch.is_open or batch.is_written):
        ways.append(Link("roster-unclear", Words("roster-decide", count=batch.waiting), batch.id))
    if batch.is_open or batch.is_written:
        piles = [name for name in LOOKED_AT if batch.counts.get(name)]
        ways += [_pile(batch.id, name, batch.counts[name]) for name in piles]
    if batch.is_open:
        ways.append(Link("roster-drop", Words("roster-drop"), batch.id))
    if batch.is_half_written:
        ways.append(Link("roster-write", Words("roster-write-on"), batch.id))
    if batch.is_written or batch.is_half_written:
        ways.append(Link("roster-undo", Words("roster-undo"), batch.id))
    if batch.is_half_undone:
        ways.append(Link("roster-undo", Words("roster-undo-again"), batch.id))
    if batch.has_stayed:
        ways.append(Link("roster-stayed", Words("roster-stayed"), batch.id))
    return ways


def _pile(batch: int, name: str, count: int) -> Link:
    return Link("roster-pile", Words(f"roster-pile-{name}", count=count), batch, name)


def _back(batch: int) -> list[Link]:
    return [Link("roster-batch", Words("roster-back"), batch), MENU]


# --- its piles -----------------------------------------------------------------------------


@dialogue("roster-pile", roles=COORDINATOR)
async def show_pile(talk: Talk, batch: int, pile: str) -> Telling:
    """One pile, page by page; whoever is chosen is shown in full. Who is missing is marked here."""
    found = await roster_views.items(talk.unit, batch, pile, by=talk.person.id, now=talk.heard)
    if not found:
        yield Screen("roster-pile-empty", links=_back(batch))
        return
    if pile == SKIPPED:
        yield _skipped(batch, found)
        return
    if len(found) > BY_SCHOOL:
        schools = list(dict.fromkeys(one.school or "" for one in found))
        choices = [Choice(place, school or Words("roster-no-school")) for place, school in enumerate(schools)]
        chosen = yield Ask("roster-school", key="school", choices=choices)
        found = [one for one in found if (one.school or "") == schools[chosen]]
    if pile == MISSING:
        yield await _mark_left(talk, batch, (yield _missing(found)))
        return
    choices = [Choice(one.number, one.label) for one in found]
    say = f"roster-of-{pile}"
    number = yield Ask(say, key="row", personal=True, choices=choices, count=len(found))
    yield _detail(
        batch, pile, await roster_views.detail(talk.unit, batch, number, by=talk.person.id, now=talk.heard)
    )


def _skipped(batch: int, found: list[Item]) -> Screen:
    lines = [Words("roster-skipped-line", place=_place(one), why=Listing(list(one.reasons))) for one in found]
    more = max(0, len(lines) - MOST_LINES)
    return Screen(
        "roster-skipped", lines=Listing(lines[:MOST_LINES], lines=True), more=more, links=_back(batch)
    )


def _detail(batch: int, pile: str, detail: Detail) -> Screen:
    changes = [Words("roster-change", field=one.field, was=one.was, now=one.now) for one in detail.changes]
    links = [Link("roster-pile", Words("roster-back-pile"), batch, pile), *_back(batch)]
    if detail.person_id is not None:
        links.insert(0, Link("invite", Words("invite-person"), detail.person_id))
    if pile == UNCLEAR and detail.open:
        links.insert(0, Link("roster-unclear", Words("roster-decide-this"), batch, detail.item.number))
    return Screen(
        "roster-detail",
        who=detail.item.label,
        place=_place(detail.item),
        facts=Listing([*detail.facts, *detail.item.reasons, *changes], lines=True),
        links=links,
    )


def _place(item: Item) -> Words:
    if not item.row:
        return Words("roster-place-sheet", sheet=Personal(item.sheet))
    return Words("roster-place", sheet=Personal(item.sheet), row=str(item.row))


def _missing(found: list[Item]) -> Ask:
    choices = [Choice(one.number, one.label) for one in found]
    return Ask("roster-of-missing", key="gone", many=True, personal=True, choices=choices, count=len(found))


async def _mark_left(talk: Talk, batch: int, numbers: list[int]) -> Screen:
    await roster.mark_left(talk.unit, batch, numbers, by=talk.person.id, now=talk.heard)
    return Screen("roster-marked", count=len(numbers), links=_back(batch))


# --- unclear rows, one by one --------------------------------------------------------------


@dialogue("roster-unclear", roles=COORDINATOR)
async def decide(talk: Talk, batch: int, number: int = 0) -> Telling:
    """One unclear row: the same person as somebody known, a new one, or left out."""
    about: dict[str, Any] = {"by": talk.person.id, "now": talk.heard}
    number = number or await roster_views.unanswered(talk.unit, batch, **about) or 0
    detail = await roster_views.detail(talk.unit, batch, number, **about) if number else None
    if detail is None or not detail.open:
        yield Screen("roster-all-decided", links=_back(batch))
        return
    answer = yield _question(detail)
    whom = answer if isinstance(answer, int) else None
    choice = roster.SAME if whom is not None else answer
    await roster.decide(talk.unit, batch, number, choice=choice, whom=whom, **about)
    left = len(await roster_views.items(talk.unit, batch, UNCLEAR, **about))
    further = [Link("roster-unclear", Words("roster-next"), batch)] if left else []
    yield Screen("roster-decided", who=detail.item.label, left=left, links=[*further, *_back(batch)])


def _question(detail: Detail) -> Ask:
    same = [Choice(number, Words("roster-same-as", who=who)) for number, who in detail.candidates]
    others = [Choice(roster.NEW, Words("roster-as-new")), Choice(roster.SKIP, Words("roster-skip"))]
    return Ask(
        "roster-ask",
        key=("row", detail.item.number),
        personal=True,
        choices=[*same, *others],
        who=detail.item.label,
        place=_place(detail.item),
        why=Listing(list(detail.item.reasons), lines=True),
        facts=Listing(list(detail.facts), lines=True),
    )


# --- writing, taking back, dropping --------------------------------------------------------


@dialogue("roster-write", roles=COORDINATOR)
async def write(talk: Talk, batch: int) -> Telling:
    """Has the list written; where rows name no school it is asked first."""
    found = await roster_views.batch(talk.unit, batch, by=talk.person.id, now=talk.heard)
    if not (found.is_open or found.is_half_written):
        yield _batch(found)
        return
    homeless = found.counts.get("homeless", 0) if found.is_open else 0
    title = (yield await _home(talk, homeless)) if homeless else None
    if title is not None:
        await roster.place(talk.unit, batch, title, by=talk.person.id, now=talk.heard)
        yield Screen("roster-placed", links=[MENU])
        return
    if not (yield Confirm("roster-sure", yes="roster-write", no="kit-no", **_told(found))):
        yield _batch(found)
        return
    await roster.order(talk.unit, batch, by=talk.person.id, now=talk.heard)
    yield Screen("roster-writing", links=[MENU])


async def _home(talk: Talk, count: int) -> Ask:
    places = await registrations.organisations(talk.unit)
    return Ask(
        "roster-home",
        key="home",
        choices=[Choice(place.title, place.short) for place in places],
        read=reading.text(limit=200),
        skippable=True,
        count=count,
    )


@dialogue("roster-undo", roles=COORDINATOR)
async def undo(talk: Talk, batch: int) -> Telling:
    """Has a written list taken back."""
    found = await roster_views.batch(talk.unit, batch, by=talk.person.id, now=talk.heard)
    if not (yield Confirm("roster-undo-sure", yes="roster-undo", no="kit-no", **_told(found))):
        yield _batch(found)
        return
    await roster.order_undo(talk.unit, batch, by=talk.person.id, now=talk.heard)
    yield Screen("roster-undoing", links=[MENU])


@dialogue("roster-drop", roles=COORDINATOR)
async def drop(talk: Talk, batch: int) -> Telling:
    """Forgets a list that was only read."""
    found = await roster_views.batch(talk.unit, batch, by=talk.person.id, now=talk.heard)
    if not (yield Confirm("roster-drop-sure", yes="roster-drop", no="kit-no", name=found.name)):
        yield _batch(found)
        return
    await roster.drop(talk.unit, batch, by=talk.person.id, now=talk.heard)
    yield Screen("roster-dropped", links=[Link("roster", Words("roster-send-another")), MENU])


@dialogue("roster-stayed", roles=COORDINATOR)
async def show_stayed(talk: Talk, batch: int) -> Telling:
    """What a taking back had to leave, and why; it may be tried again."""
    await roster_views.batch(talk.unit, batch, by=talk.person.id, now=talk.heard)
    found = await roster_views.stayed(talk.unit, batch)
    lines = [Words("roster-stays", who=who, why=Words(why)) for who, why in found]
    again = Link("roster-undo", Words("roster-undo-again"), batch)
    yield Screen("roster-stayed-list", lines=Listing(lines, lines=True), links=[again, *_back(batch)])


# --- notices -------------------------------------------------------------------------------


def _notice(say: str, batch: int, name: Personal, counts: dict[str, int], **args: Any) -> Screen:
    links = [Link("roster-batch", Words("roster-look"), batch), MENU]
    if counts.get(UNCLEAR) and "removed" not in counts:
        links.insert(1, Link("roster-unclear", Words("roster-decide", count=counts[UNCLEAR]), batch))
    schools = args.pop("schools", ())
    return Screen(say, name=name, counts=_counts(counts, schools), links=links, **args)


@notice("roster-read")
def list_read(*, again: bool = False, **told: Any) -> Screen:
    """The list was read, or sorted anew because the store had changed."""
    return _notice("roster-read-again" if again else "roster-read", **told)


@notice("roster-known")
def list_known(**told: Any) -> Screen:
    """This very list is here already."""
    return _notice("roster-known", **told)


@notice("roster-written")
def list_written(**told: Any) -> Screen:
    """The list stands in the store."""
    return _notice("roster-written", **told)


@notice("roster-undone")
def list_undone(*, stayed: int, lines: Listing, **told: Any) -> Screen:
    """The list was taken back; what had to stay is named."""
    return _notice("roster-undone", stayed=stayed, lines=lines, **told)


@notice("roster-failed")
def list_failed(*, undoing: bool, reference: str, **told: Any) -> Screen:
    """A defect of ours has stopped the work on a list; it waits for whoever ordered it."""
    return _notice("roster-failed-undo" if undoing else "roster-failed", reference=reference, **told)


@notice("roster-refused")
def list_refused(name: Personal, why: Words) -> Screen:
    """The file is no list that can be read."""
    return Screen(
        "roster-refused", name=name, why=why, links=[Link("roster", Words("roster-send-another")), MENU]
    )
