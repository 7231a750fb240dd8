"""`demo`: an invented municipality in a throw-away store, with a browser chat to walk through it."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from bot.commands import CommandError, say
from bot.settings import Settings
from services import regulations
from services.regulations import Regulation

FOLDER = Path("var/demo")


def add(parser: argparse.ArgumentParser) -> None:
    """Which regulation, or which store to fill."""
    parser.description = "Walk through an invented municipality in the browser; no tokens needed."
    parser.add_argument("--regulation", help="pack of regulations/ (default: REGULATION)")
    parser.add_argument("--fill", metavar="URL", help="fill this empty store and end")


async def main(options: argparse.Namespace, settings: Settings) -> None:
    """Builds the store once, copies it, and serves it; or fills another one."""
    regulation = regulations.load(options.regulation or settings.regulation)
    if options.fill:
        await _fill(options.fill, regulation)
        return
    from bot import logs
    from bot.app import App
    from bot.channels.web.demo import DemoPerson
    from bot.demo.build import prepared
    from bot.demo.clock import working_clock
    from bot.demo.town import cast_of

    logs.configure(form=settings.log_format)
    clock = working_clock(regulation, datetime.now(UTC))
    ready = await prepared(
        FOLDER,
        regulation,
        clock(),
        building=lambda: say("Building the municipality, once: this takes about half a minute."),
    )
    plain = Settings(
        _env_file=None,  # type: ignore[call-arg]
        database_url=f"sqlite+aiosqlite:///{ready.file}",
        regulation=options.regulation or settings.regulation,
        web_host=settings.web_host,
        web_port=settings.web_port,
        telegram_token=None,
        vk_token=None,
    )

    def served(address: str) -> None:
        say(f"Open {address} and choose who you are. Ctrl+C ends; nothing is kept.")
        say(f"In this municipality it is {regulation.local(clock()):%d.%m.%Y %H:%M}.")

    people = [DemoPerson(ready.cast[one.role], one.name, one.about) for one in cast_of(regulation)]
    await App(plain, demo=people, clock=clock, served=served).run()


async def _fill(url: str, regulation: Regulation) -> None:
    from bot.demo.build import NotEmpty, fill, remind

    now = datetime.now(UTC)
    try:
        made = await fill(url, regulation, regulation.local(now).date())
    except NotEmpty:
        raise CommandError("this store already has people in it: give an empty one") from None
    await remind(url, regulation, now)
    say(f"{len(made.rows['people'])} people, {len(made.rows['support_sessions'])} sessions")
