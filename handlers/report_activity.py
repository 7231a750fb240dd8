"""The report of one helper about his own work: what he did, by directions and forms; never for whom."""

from collections.abc import Iterator

from handlers.report_note import support_grid
from handlers.report_tables import column
from handlers.report_words import Speaker, hours, made_at
from services.reports import Activity
from services.reports.paper import Block, Cover, Gap, Grid, Heading, Words, paper

MOST_SESSIONS = 300


def activity_note(report: Activity, speaker: Speaker) -> bytes:
    """The report as a .docx."""
    pack = report.regulation
    role = pack.term("methodist" if report.role == "methodist" else "member")
    cover = Cover(
        title=speaker.say("reports-activity-title", period=speaker.period()),
        lines=(
            speaker.say("reports-activity-who", name=report.name, role=role),
            pack.privacy.operator.full_name,
            speaker.say("reports-note-days", days=speaker.span(), day=report.as_of),
        ),
        header=speaker.header(),
        page=(speaker.say("reports-page"), speaker.say("reports-of-pages")),
        author=report.name.text,
        language=speaker.language,
        made_at=made_at(report),
    )
    return paper(cover, [*_blocks(report, speaker)])


def _blocks(report: Activity, speaker: Speaker) -> Iterator[Block]:
    yield Heading(speaker.say("reports-activity-done"))
    everything = next((one for one in report.support if one.part == "all"), None)
    if everything is None or not everything.sessions:
        yield Words(speaker.say("reports-activity-nothing"))
    else:
        yield Words(
            speaker.say(
                "reports-activity-sum",
                sessions=everything.sessions,
                people=everything.people,
                hours=hours(everything.minutes),
                requests=report.requests,
                events=report.events,
            )
        )
        yield support_grid(report.support, speaker, ("direction", "form", "channel", "month"))
        yield Heading(speaker.say("reports-activity-sessions"))
        yield _sessions(report, speaker)
        left = len(report.sessions) - MOST_SESSIONS
        if left > 0:
            yield Words(speaker.say("reports-note-more", count=left))
    yield Words(speaker.say("reports-activity-no-names"))
    yield Heading(speaker.say("reports-activity-own"))
    yield Gap(speaker.say("reports-gap-own"))
    yield Gap(speaker.say("reports-gap-signature"))


def _sessions(report: Activity, speaker: Speaker) -> Grid:
    keys = ("day", "form", "topic", "people", "minutes")
    head = tuple(column(speaker, key) for key in keys)
    rows = tuple(
        (
            speaker.day(one.day),
            speaker.title("form", one.form),
            speaker.title("topic", one.topic),
            str(one.people),
            str(one.minutes),
        )
        for one in report.sessions[:MOST_SESSIONS]
    )
    return Grid(head, rows, (3.2, 6, 4.6, 1.8, 1.8))
