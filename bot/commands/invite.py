"""`invite`: one-time codes and links for people of a role; works on an empty store."""

import argparse
from datetime import UTC, datetime

from bot.commands import CommandError, json_option, say, show_json
from bot.settings import Settings
from services.people import ROLES

MOST = 1000
ASKED_SECONDS = 5.0


def add(parser: argparse.ArgumentParser) -> None:
    """Which role, how many."""
    parser.description = (
        "Print one-time codes; whoever enters with one becomes an unmatched person of the role."
    )
    parser.add_argument("--role", required=True, choices=ROLES)
    parser.add_argument("--count", type=int, default=1, help=f"how many codes (1 to {MOST}, default 1)")
    json_option(parser)


async def main(options: argparse.Namespace, settings: Settings) -> None:
    """Makes the codes in one transaction and prints them; they cannot be read back."""
    if not 1 <= options.count <= MOST:
        raise CommandError(f"--count must be 1 to {MOST}; call invite again for more")
    from services import access

    now = datetime.now(UTC)
    codes = await _codes(settings, options.role, options.count, now)
    bot = await _bot_name(settings) if settings.telegram_token else None
    expires = (now + access.LIFETIMES[access.INVITATION]).isoformat(timespec="seconds")
    rows = [
        {"code": code, "role": options.role, "expires": expires, "links": _links(settings, bot, code)}
        for code in codes
    ]
    if options.json:
        show_json({"codes": rows})
        return
    for row in rows:
        print(row["code"], *filter(None, row["links"].values()))  # noqa: T201 - this is the command's result
    say(f"Each works once, until {expires}: send «/start CODE» to the bot, or open the link.")


async def _codes(settings: Settings, role: str, count: int, now: datetime) -> list[str]:
    from services import access, regulations
    from services.regulations import RegulationError
    from storage.installation import epoch
    from storage.migrate import migrate
    from storage.store import Store, Unit

    try:
        territory = regulations.load(settings.regulation).id
    except RegulationError as error:
        raise CommandError(f"{error} (set REGULATION to the name of a pack)") from error
    settings.prepare_folder()
    await migrate(settings.database_url)
    store = Store(settings.database_url)
    await store.open()

    async def make(unit: Unit) -> list[str]:
        await epoch(unit.connection)
        return [await access.make(unit, access.INVITATION, now, role=role) for _ in range(count)]

    try:
        return await store.step(territory, make, durable=True)
    finally:
        await store.close()


async def _bot_name(settings: Settings) -> str | None:
    """What the bot is called, which only Telegram knows; None where it cannot be asked."""
    from bot.channels.telegram_api import AiogramError, TelegramApi, TokenValidationError

    assert settings.telegram_token is not None
    token = settings.telegram_token.get_secret_value()
    try:
        api = TelegramApi(token, base_url=settings.telegram_api_url, proxy=settings.telegram_proxy)
    except TokenValidationError:
        say("No links into Telegram: TELEGRAM_TOKEN is no token.")
        return None
    try:
        name: str | None = (await api.call("getMe", {}, timeout=ASKED_SECONDS)).get("username")
    except AiogramError as error:
        say(f"No links into Telegram ({type(error).__name__}): check the network and TELEGRAM_TOKEN.")
        return None
    finally:
        await api.close()
    return name


def _links(settings: Settings, bot: str | None, code: str) -> dict[str, str | None]:
    """Where the code opens a channel; None where that is not known.

    With WEB_PORT 0 and no public address the page's address is known only while it is served.
    """
    telegram = None
    if bot:
        from bot.channels.telegram_api import deep_link

        telegram = deep_link(bot, code)
    known = settings.web_public_url or settings.web_port
    web = f"{settings.public_url}/enter/{code}" if known else None
    group = settings.vk_group_id
    vk = f"https://vk.me/club{group}?ref={code}" if group else None
    return {"telegram": telegram, "vk": vk, "web": web}
