"""«Мои данные»: what is kept and why, consents and their withdrawal, the file, the erasure."""

from datetime import date, datetime

from handlers import my_data_file
from handlers.dialogue.library import Talk, Telling, dialogue, maker, notice
from handlers.dialogue.nouns import SHOWN, Ask, Choice, Confirm, Document, Link, Screen
from handlers.settings import channel_name
from services import erasure, my_data, privacy
from services.privacy import DATA, PUBLICATION, Decision
from services.values import Listing, Personal, Words

MINE = Link("privacy", Words("command-privacy"))
CONSENTS = Link("my-consents", Words("privacy-consents"))
ERASE = Link("erase", Words("privacy-erase"))
FILE = "my-data.html"


@dialogue("privacy", before_consent=True, command=True)
async def my_own_data(talk: Talk) -> Telling:
    """In short: what is kept, which consents hold, what can be done."""
    decisions = await privacy.decisions(talk.unit, talk.person.id)
    operator = talk.regulation.privacy.operator.name
    if not decisions or all(not one.given for one in decisions):
        say = "privacy-refused" if decisions else "privacy-stranger"
        yield Screen(say, operator=operator, links=[Link("start", Words("start-about-data"))])
        return
    kept = await my_data.counts(talk.unit, talk.person.id)
    kinds = [Words(f"privacy-group-{kind}", count=number) for kind, number in kept.items()]
    standing = [_line(talk, one) for one in decisions if one.stands]
    links = [
        Link("my-kept", Words("privacy-what-why")),
        CONSENTS,
        Link("my-file", Words("privacy-file")),
        ERASE,
    ]
    yield Screen(
        "privacy-screen",
        operator=operator,
        kinds=Listing(kinds),
        consents=Listing(standing or [Words("privacy-no-consent")], lines=True),
        links=links,
    )


def _line(talk: Talk, one: Decision) -> Words:
    """«Обработка данных: дано 12 марта 2026, Telegram»."""
    where = channel_name(talk, one.channel)
    state = "given" if one.given else "refused-line"
    line = Words(
        f"privacy-{state}", what=Words(f"privacy-kind-{one.kind}"), day=_day(talk, one.at), where=where
    )
    if one.withdrawn_at is None:
        return line
    return Words("privacy-withdrawn", line=line, day=_day(talk, one.withdrawn_at))


def _day(talk: Talk, moment: datetime) -> date:
    return talk.regulation.local(moment).date()


@dialogue("my-kept", before_consent=True)
async def what_is_kept(talk: Talk) -> Telling:
    """Each kind with its reason, and what stays by law."""
    kept = await my_data.counts(talk.unit, talk.person.id)
    kinds = [
        Words(
            "privacy-kept-line",
            what=Words(f"privacy-group-{kind}", count=number),
            why=Words(f"privacy-why-{kind}"),
        )
        for kind, number in kept.items()
    ]
    law = [
        Words("privacy-law-line", what=one.what, why=one.why, long=one.how_long)
        for one in talk.regulation.privacy.kept_by_law
    ]
    stays = Listing(law, lines=True)
    if kinds:
        yield Screen("privacy-kept", kinds=Listing(kinds, lines=True), law=stays, links=[MINE])
    else:
        yield Screen("privacy-kept-nothing", law=stays, links=[MINE])


# --- consents ------------------------------------------------------------------------------


@dialogue("my-consents", before_consent=True)
async def consents(talk: Talk) -> Telling:
    """Every decision with its day and channel; what may be given or withdrawn now."""
    decisions = await privacy.decisions(talk.unit, talk.person.id)
    standing = {one.kind for one in decisions if one.stands}
    links = []
    if PUBLICATION in standing:
        links.append(Link("my-withdrawal", Words("privacy-unpublish"), PUBLICATION))
    elif DATA in standing:
        links.append(Link("my-publication", Words("privacy-publish")))
    if DATA in standing:
        links.append(Link("my-withdrawal", Words("privacy-withdraw"), DATA))
    else:
        links.append(Link("start", Words("start-about-data")))
    links += [
        Link("my-consent", Words("privacy-read-data"), DATA),
        Link("my-consent", Words("privacy-read-name"), PUBLICATION),
    ]
    lines = [_line(talk, one) for one in decisions] or [Words("privacy-no-consent")]
    yield Screen("privacy-decisions", lines=Listing(lines, lines=True), links=[*links, MINE])


@dialogue("my-consent", before_consent=True)
async def consent_text(talk: Talk, kind: str) -> Telling:
    """The text of a consent in full."""
    texts = talk.regulation.privacy
    text = texts.publication.text if kind == PUBLICATION else texts.processing.text
    yield Screen("privacy-text", text=text, links=[CONSENTS])


@dialogue("my-publication")
async def publish_name(talk: Talk) -> Telling:
    """The separate consent to the publication of one's name; without it help is the same."""
    choices = [
        Choice("yes", Words("privacy-agree-publish"), alone=True),
        Choice("no", Words("start-not-yet")),
    ]
    text = talk.regulation.privacy.publication.text
    given = (yield Ask("privacy-text", key="publish", choices=choices, text=text)) == "yes"
    await privacy.decide(
        talk.unit,
        talk.regulation,
        person_id=talk.person.id,
        kind=PUBLICATION,
        given=given,
        channel=talk.person.channel,
        now=talk.heard,
    )
    yield Screen("privacy-published" if given else "privacy-not-published", links=[CONSENTS])


@dialogue("my-withdrawal")
async def withdraw(talk: Talk, kind: str) -> Telling:
    """Withdraws a consent after saying what will happen."""
    if kind not in privacy.KINDS or not await privacy.agreed(talk.unit, talk.person.id, kind):
        yield Screen("privacy-nothing-to-withdraw", links=[CONSENTS])
        return
    if not (yield Confirm(f"privacy-sure-{kind}", yes=f"privacy-yes-{kind}", no="privacy-leave")):
        yield Screen("privacy-left", links=[CONSENTS])
        return
    await privacy.withdraw(
        talk.unit, talk.regulation, person_id=talk.person.id, kind=kind, run=talk.run, now=talk.heard
    )
    if kind == PUBLICATION:
        yield Screen("privacy-unpublished", links=[CONSENTS])
        return
    phone = talk.regulation.privacy.operator.phone
    yield Screen("privacy-stopped", phone=phone, links=[ERASE, Link("start", Words("start-change-mind"))])


@notice("privacy-take-down")
def take_down(who: Personal) -> Screen:
    """To a coordinator: this name may not appear any more."""
    return Screen("privacy-take-down", who=who)


# --- the file, the erasure -----------------------------------------------------------------


@dialogue("my-file", before_consent=True)
async def export(talk: Talk) -> Telling:
    """Everything that is kept, as a page that opens in any browser; never on a masked channel."""
    args = {"account": talk.person.account_id, "regulation": talk.regulation.id}
    paper = Document("my-data", FILE, args, personal=True)
    yield Screen("privacy-file-here", shown=SHOWN, document=paper, links=[MINE])


maker("my-data")(my_data_file.make)


@dialogue("erase", before_consent=True)
async def erase(talk: Talk) -> Telling:
    """Takes everything but what the law keeps; asked twice, for it cannot be undone."""
    if not await privacy.decisions(talk.unit, talk.person.id):
        yield Screen("erase-nothing", links=[MINE])
        return
    law = Listing(
        [Words("privacy-law-short", what=one.what) for one in talk.regulation.privacy.kept_by_law], lines=True
    )
    leave = "privacy-leave"
    first = yield Confirm("erase-what", key="first", yes="erase-go-on", no=leave, law=law)
    if not first or not (yield Confirm("erase-sure", key="second", yes="erase-for-ever", no=leave)):
        yield Screen("privacy-left", links=[MINE])
        return
    await erasure.erase(
        talk.unit,
        talk.regulation,
        person_id=talk.person.id,
        account_id=talk.person.account_id,
        run=talk.run,
        now=talk.heard,
    )
    yield Screen("erase-done", links=[Link("start", Words("command-start"))])
