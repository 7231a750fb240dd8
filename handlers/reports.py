"""«Отчёт»: the service's as a file within one's rights, and each helper's about his own work."""

from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from handlers import report_files
from handlers.dialogue.library import Made, Talk, Telling, dialogue, maker
from handlers.dialogue.nouns import SHOWN, Ask, Choice, Document, Link, Screen
from handlers.indicator_look import MENU, MOST_TURNS, OTHER_PERIOD, period_of, periods, read_period
from handlers.report_activity import activity_note
from handlers.report_files import BOOK, DATA, NOTE
from handlers.report_words import Speaker, file_name
from services import people, regulations, reports
from services.regulations import Period
from services.reports import READERS, REPORTERS
from services.values import Words

MINE: Final = "mine"
LABELS: Final = {
    BOOK: Words("reports-book"),
    NOTE: Words("reports-paper"),
    DATA: Words("reports-data"),
    MINE: Words("reports-mine"),
}
ENDINGS: Final = {BOOK: "xlsx", NOTE: "docx", DATA: "zip", MINE: "docx"}


@dialogue("report", roles=READERS | REPORTERS, command=True)
async def tell_report(talk: Talk, period: str = "") -> Telling:
    """Which file, over which period; it is made after the answer, from one snapshot."""
    for turn in range(MOST_TURNS):
        chosen = period_of(talk, period)
        answer = yield Ask("reports-which", key=("which", turn), choices=_choices(talk), period=chosen.title)
        if answer == MINE:
            yield _mine(talk, chosen)
            return
        if answer != OTHER_PERIOD:
            yield await _screen(talk, answer, chosen)
            return
        period = yield Ask(
            "indicators-which-period", key=("period", turn), choices=periods(talk), read=read_period
        )
    yield Screen("indicators-many-periods", links=[Link("report", Words("command-report")), MENU])


def _choices(talk: Talk) -> list[Choice]:
    kinds = (BOOK, NOTE, DATA) if talk.person.roles & READERS else ()
    mine = (MINE,) if talk.person.roles & REPORTERS else ()
    return [
        *(Choice(kind, LABELS[kind], alone=True) for kind in (*kinds, *mine)),
        Choice(OTHER_PERIOD, Words("indicators-other-period")),
    ]


async def _screen(talk: Talk, kind: str, period: Period) -> Screen:
    """The file. Names go only where they may: elsewhere it is one with numbers alone."""
    reader = await reports.reader(talk.session, talk.person.id, talk.heard)
    numbers = _args(talk, period) | {"kind": kind, "names": False}
    name, links = _name("report", kind, period), _links(period)
    if not reader.sees_people:
        paper = Document("report", name, numbers)
        return Screen("reports-here-numbers", period=period.title, document=paper, links=links)
    paper = Document("report", name, numbers | {"names": True}, personal=True, unnamed=numbers)
    return Screen("reports-here", shown=SHOWN, period=period.title, document=paper, links=links)


def _mine(talk: Talk, period: Period) -> Screen:
    paper = Document("report-mine", _name("activity", MINE, period), _args(talk, period), personal=True)
    return Screen("reports-mine-here", shown=SHOWN, period=period.title, document=paper, links=_links(period))


def _links(period: Period) -> list[Link]:
    return [Link("report", Words("reports-another"), period.key), MENU]


def _args(talk: Talk, period: Period) -> dict[str, Any]:
    regulation, account = talk.regulation.id, talk.person.account_id
    return {"regulation": regulation, "account": account, "period": period.key, "at": talk.heard}


def _name(what: str, kind: str, period: Period) -> str:
    return f"{file_name(what, period.key)}.{ENDINGS[kind]}"


# --- the files -------------------------------------------------------------------------------


@maker("report")
async def make_report(session: Any, person_id: int, args: dict[str, Any]) -> Made:
    """One file of the report, if this person may have it now: an old screen may be shown again."""
    reader = await reports.reader(session, person_id, _now(args))
    if not args["names"]:
        reader = reader.without_people()
    regulation, period = regulations.load(args["regulation"]), Period.parse(args["period"])
    found = await reports.gather(session, regulation, period, reader, args["at"])
    language = await people.language_of(session, args["account"])
    return partial(report_files.make, found, args["kind"], language)


@maker("report-mine")
async def make_mine(session: Any, person_id: int, args: dict[str, Any]) -> Made:
    """What this person did himself, as long as he helps."""
    await reports.reporter(session, person_id, _now(args))
    regulation, period = regulations.load(args["regulation"]), Period.parse(args["period"])
    found = await reports.activity(session, regulation, period, person_id, args["at"])
    language = await people.language_of(session, args["account"])
    return partial(activity_note, found, Speaker(found, language, named=True))


def _now(args: dict[str, Any]) -> datetime:
    """When rights are looked at: at the press at the earliest, and in truth when the file is made."""
    pressed: datetime = args["at"]
    return max(pressed, datetime.now(UTC))
