"""Settings: language, reminders, where notices go, one person on several channels."""

from handlers.dialogue.library import Talk, Telling, dialogue
from handlers.dialogue.nouns import Ask, Choice, Confirm, Link, Screen, Unclear
from services import access, members, people, settings
from services.errors import DomainError
from services.values import Listing, Words

BACK = Link("settings", Words("command-settings"))
MENU = Link("menu", Words("command-menu"))
GET, TYPE = "get", "type"
TAKING, PAUSED = "taking", "paused"
PAUSE, RESUME = HOW = "pause", "resume"
OTHERWISE = {TAKING: PAUSE, PAUSED: RESUME}


@dialogue("settings", command=True)
async def show_settings(talk: Talk) -> Telling:
    """How things are set, and what can be changed."""
    off = await settings.muted(talk.unit, talk.person.id)
    lines = [_reminder(kind, on=kind not in off) for kind in settings.REMINDERS]
    helping = await _helping(talk)
    channels = await settings.channels(talk.unit, talk.person.id)
    names = list(dict.fromkeys(channel_name(talk, name) for name, reachable in channels if reachable))
    yield Screen(
        "settings-screen",
        where=names[0] if names else Words("settings-nowhere"),
        others=Listing(names[1:]),
        more=len(names) - 1,
        reminders=Listing([*(Words(f"settings-{one}") for one in helping), *lines], lines=True),
        links=[
            *(Link("helping", Words(f"settings-{OTHERWISE[one]}"), OTHERWISE[one]) for one in helping),
            Link("language", Words("settings-language")),
            Link("reminders", Words("settings-reminders")),
            Link("link", Words("command-link")),
            MENU,
        ],
    )


def channel_name(talk: Talk, name: str) -> str | Words:
    """What people call a channel."""
    return next((one.short for one in talk.regulation.channels if one.id == name), name)


async def _helping(talk: Talk) -> list[str]:
    """Whether a helper takes new requests now; nothing for whoever helps nobody."""
    if not talk.person.roles.intersection(members.HELPERS):
        return []
    return [PAUSED if await members.is_paused(talk.unit, talk.person.id) else TAKING]


@dialogue("helping", roles={"member", "methodist"})
async def pause_helping(talk: Talk, how: str) -> Telling:
    """«Не принимаю новые заявки», «Снова принимаю»: one press, and one to take it back."""
    if how not in HOW:
        raise DomainError("settings-helping-unclear")
    await members.pause(talk.unit, talk.regulation, talk.person.id, paused=how == PAUSE, now=talk.heard)
    back = RESUME if how == PAUSE else PAUSE
    links = [Link("helping", Words(f"settings-{back}"), back), BACK, MENU]
    yield Screen("settings-now-paused" if how == PAUSE else "settings-now-taking", links=links)


def _reminder(kind: str, *, on: bool) -> Words:
    return Words("settings-reminder", what=Words(f"settings-kind-{kind}"), on="yes" if on else "no")


@dialogue("language")
async def choose_language(talk: Talk) -> Telling:
    """Russian or English, on all the person's channels."""
    choices = [Choice(code, Words(f"settings-in-{code}")) for code in settings.LANGUAGES]
    chosen = yield Ask("settings-which-language", key="language", choices=choices)
    await people.set_locale(talk.unit, talk.person.id, chosen)
    yield Screen("settings-language-set", links=[BACK, MENU])


@dialogue("reminders")
async def choose_reminders(talk: Talk) -> Telling:
    """One kind of reminder on or off."""
    off = await settings.muted(talk.unit, talk.person.id)
    choices = [Choice(kind, _reminder(kind, on=kind not in off)) for kind in settings.REMINDERS]
    kind = yield Ask("settings-which-reminder", key="kind", choices=choices)
    await settings.set_reminder(talk.unit, talk.person.id, kind, wanted=kind in off)
    on = "yes" if kind in off else "no"
    yield Screen(
        "settings-reminder-set",
        what=Words(f"settings-kind-{kind}"),
        on=on,
        links=[Link("reminders", Words("settings-reminders")), BACK],
    )


@dialogue("link", command=True)
async def link_accounts(talk: Talk) -> Telling:
    """One person on several channels: a code from here is typed there, or the other way round."""
    choices = [Choice(GET, Words("link-get"), alone=True), Choice(TYPE, Words("link-type"), alone=True)]
    if (yield Ask("link-which", key="which", choices=choices)) == GET:
        code = await access.make(talk.unit, access.LINK, talk.heard, person_id=talk.person.id)
        yield Screen("link-code", code=code, links=[BACK, MENU])
        return
    code = yield Ask("link-ask", key="code", read=read_code)
    if not (yield Confirm("link-sure", yes="link-join")):
        yield Screen("link-left", links=[BACK, MENU])
        return
    person = talk.person
    entry = await access.enter(
        talk.unit, talk.regulation, code, talk.heard, person_id=person.id, account_id=person.account_id
    )
    if entry.trouble:
        why = Words(entry.trouble, phone=talk.regulation.privacy.operator.phone)
        yield Screen("code-trouble", why=why, links=[Link("link", Words("command-link")), MENU])
        return
    yield Screen("joins-meanwhile" if entry.waits else "link-done", links=[MENU])


def read_code(said: str) -> str:
    """A one-time code as people type or paste it."""
    code = access.tidy(said)
    if not code:
        raise Unclear("code-unclear")
    return code
