"""`doctor`: checks settings, pack, store, clock and tokens, and says what to do."""

import argparse
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.commands import CommandError, asked, json_option, say, show_json
from bot.commands.doctor_checks import Check
from bot.settings import PersonalData, Settings
from services import regulation_check, regulations
from services.regulations import RegulationError

if TYPE_CHECKING:
    from bot.channels.telegram_api import TelegramApi

LOCAL = ("127.0.0.1", "localhost", "::1", "0.0.0.0")  # noqa: S104 - compared, not bound
CLOCK_SECONDS = 30
NEWS_RIGHTS = ("can_post_messages", "can_edit_messages", "can_delete_messages")
MODES = {
    PersonalData.MASK: "mask: references instead of people, what is personal in the browser",
    PersonalData.ALLOW: "allow: people's data go through Telegram",
    PersonalData.OFF: "off: a greeting, public events, help and a link into the browser, no notices",
}


def add(parser: argparse.ArgumentParser) -> None:
    """The form of the answer, and whether to mend what can be mended from here."""
    parser.description = "Check settings, pack, store, clock and tokens. Exit status 0 only if all is well."
    parser.add_argument("--mend", action="store_true", help="switch on what is off in the VK community")
    parser.add_argument("--yes", action="store_true", help="mend without asking")
    json_option(parser)


async def main(options: argparse.Namespace, settings: Settings) -> None:
    """Prints every check; fails when one of them is not well, mended or not."""
    checks = await _looked(settings)
    if options.mend and await _mended(checks, sure=options.yes):
        checks = await _looked(settings)
    well = all(check.ok for check in checks)
    if options.json:
        show_json({"ok": well, "checks": [check.plain() for check in checks]})
    else:
        for check in checks:
            say(f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {check.detail}")
            if check.remedy and not check.ok:
                say(f"     → {check.remedy}")
    if not well:
        raise CommandError("something is not well: see above")


async def _mended(checks: Sequence[Check], *, sure: bool) -> bool:
    """Mends what can be mended from here, once somebody has agreed; False where nothing was done."""
    broken = [check for check in checks if check.mend is not None]
    for check in broken:
        say(f"     {check.name}: {check.detail}")
    if not broken or not (sure or asked("Mend this? [y/N] ", "nobody can answer here: add --yes")):
        return False
    from bot.channels.vk_api import CallError, NoAnswer

    for check in broken:
        try:
            assert check.mend is not None
            await check.mend()
        except (CallError, NoAnswer) as error:
            say(f"     {check.name}: not mended: {error}")
    return True


async def _looked(settings: Settings) -> list[Check]:
    return [check async for check in _checks(settings)]


async def _checks(settings: Settings) -> AsyncIterator[Check]:
    for check in _pack(settings):
        yield check
    yield await _store(settings)
    yield _address(settings)
    if settings.telegram_token:
        yield _lawyer(settings)
        async for check in _telegram(settings):
            yield check
    if settings.vk_token or settings.vk_group_id:
        from bot.commands import doctor_vk

        async for check in doctor_vk.checks(settings):
            yield check


def _pack(settings: Settings) -> list[Check]:
    try:
        pack = regulations.load(settings.regulation)
    except RegulationError as error:
        known = ", ".join(regulations.names())
        remedy = f"set REGULATION to one of: {known}"
        return [Check("regulation", ok=False, detail=str(error), remedy=remedy)]
    problems = regulation_check.check(settings.regulation)
    found = Check(
        "regulation",
        ok=not problems,
        detail=f"{pack.id}, rules {pack.version}" if not problems else f"{len(problems)} problems",
        remedy="run: python -m bot regulation check",
    )
    operator = pack.privacy.operator
    contacts = Check(
        "operator",
        ok=True,
        detail="the pack's contacts are invented samples" if operator.is_sample else operator.name,
        remedy="write the service's own address into the pack before real people come",
    )
    return [found, contacts]


async def _store(settings: Settings) -> Check:
    from sqlalchemy.exc import SQLAlchemyError

    from storage.engine import threaded_engine
    from storage.migrate import current, newest

    settings.prepare_folder()
    engine = threaded_engine(settings.database_url)
    try:
        async with engine.connect() as connection:
            revision = await connection.run_sync(current)
    except (SQLAlchemyError, OSError) as error:
        name = type(error).__name__
        return Check("store", ok=False, detail=f"cannot be opened: {name}", remedy="check DATABASE_URL")
    finally:
        await engine.dispose()
    return Check(
        "store",
        ok=revision == newest(),
        detail=f"schema {revision or 'none'}, newest {newest()}",
        remedy="run: python -m bot migrate",
    )


def _address(settings: Settings) -> Check:
    modes = {
        "Telegram": settings.telegram_personal_data if settings.telegram_token else PersonalData.ALLOW,
        "ВКонтакте": settings.vk_personal_data if settings.vk_token else PersonalData.ALLOW,
    }
    closed = [name for name, mode in modes.items() if mode is not PersonalData.ALLOW]
    local = urlsplit(settings.public_url).hostname in LOCAL
    why = f"personal questions of {' and '.join(closed)} are answered in the browser" if closed else ""
    return Check(
        "public address",
        ok=not (closed and local),
        detail=f"{settings.public_url}{' opens on this machine only' if local else ''}",
        remedy=f"{why}: set WEB_PUBLIC_URL to an https address that people can open" if why else "",
    )


def _lawyer(settings: Settings) -> Check:
    mode = settings.telegram_personal_data
    return Check(
        "personal data in Telegram",
        ok=mode is not PersonalData.ALLOW,
        detail=f"{MODES[mode]}; the service's lawyer decides on Telegram (149-ФЗ ст. 10 ч. 8, 41-ФЗ)",
        remedy="set TELEGRAM_PERSONAL_DATA=mask unless the lawyer has agreed in writing",
    )


async def _telegram(settings: Settings) -> AsyncIterator[Check]:
    from bot.channels.telegram_api import (
        AiogramError,
        TelegramApi,
        TelegramUnauthorizedError,
        TokenValidationError,
    )

    assert settings.telegram_token is not None
    try:
        api = TelegramApi(
            settings.telegram_token.get_secret_value(),
            base_url=settings.telegram_api_url,
            proxy=settings.telegram_proxy,
        )
    except TokenValidationError:
        yield Check("telegram", ok=False, detail="this is no token", remedy="copy it whole from @BotFather")
        return
    try:
        me = await api.call("getMe", {})
        yield Check("telegram", ok=True, detail=f"@{me.get('username')} answers")
        hook = await api.call("getWebhookInfo", {})
        yield Check(
            "telegram polling",
            ok=True,
            detail="a webhook is set; run removes it" if hook.get("url") else "no webhook in the way",
        )
        yield _clock(await api.server_time())
        if settings.telegram_news_chat:
            yield _lawyer_on_news(settings.telegram_news_chat)
            yield await _news(api, settings.telegram_news_chat, me["id"])
    except TelegramUnauthorizedError:
        remedy = "ask @BotFather for a new one"
        yield Check("telegram", ok=False, detail="the token is refused", remedy=remedy)
    except AiogramError as error:
        yield Check(
            "telegram",
            ok=False,
            detail=f"not reached: {type(error).__name__}",
            remedy="check the network, or set TELEGRAM_PROXY or TELEGRAM_API_URL",
        )
    finally:
        await api.close()


def _lawyer_on_news(chat: str) -> Check:
    return Check(
        "news channel and the law",
        ok=True,
        detail=f"{chat}: the service's lawyer decides on it too (149-ФЗ ст. 10 ч. 8, 41-ФЗ)",
    )


async def _news(api: "TelegramApi", chat: str, bot: int) -> Check:
    """Whether the bot may post, edit and delete in the news channel."""
    from bot.channels.telegram_api import TelegramAPIError, TelegramNetworkError

    remedy = "make the bot an administrator of the channel who may post, edit and delete messages"
    try:
        found = await api.call("getChat", {"chat_id": chat})
        member = await api.call("getChatMember", {"chat_id": chat, "user_id": bot})
    except TelegramNetworkError:
        raise
    except TelegramAPIError as error:
        return Check("news channel", ok=False, detail=f"{chat}: {error.message}", remedy=remedy)
    lacking = [right for right in NEWS_RIGHTS if not (member["status"] == "creator" or member.get(right))]
    return Check(
        "news channel",
        ok=not lacking,
        detail=f"the bot lacks: {', '.join(lacking)}" if lacking else f"«{found['title']}» takes posts",
        remedy=remedy,
    )


def _clock(there: datetime | None) -> Check:
    apart = abs((datetime.now(UTC) - there).total_seconds()) if there else 0.0
    return Check(
        "clock",
        ok=apart <= CLOCK_SECONDS,
        detail=f"{apart:.0f} s from the platform's" if there else "the platform tells no time",
        remedy="set this machine's clock (NTP)",
    )
