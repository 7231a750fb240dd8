"""`run`: serves every configured channel."""

import argparse

from bot.commands import CommandError
from bot.settings import Settings


def add(parser: argparse.ArgumentParser) -> None:
    """No options yet: everything is in the settings."""
    parser.description = "Serve every configured channel until SIGTERM."


async def main(_options: argparse.Namespace, settings: Settings) -> None:
    """Runs until it is told to stop."""
    from bot import logs
    from bot.app import App
    from bot.channels.channel import CannotStart
    from storage.instance import AlreadyRunning

    logs.configure(form=settings.log_format)
    try:
        await App(settings).run()
    except (AlreadyRunning, CannotStart) as error:
        raise CommandError(str(error)) from error
