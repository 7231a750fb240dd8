"""`run`: serves every configured channel."""

import argparse

from bot.settings import Settings


def add(parser: argparse.ArgumentParser) -> None:
    """No options yet: everything is in the settings."""
    parser.description = "Serve every configured channel until SIGTERM."


async def main(_options: argparse.Namespace, settings: Settings) -> None:
    """Runs until it is told to stop."""
    from bot import logs
    from bot.app import App

    logs.configure(form=settings.log_format)
    await App(settings).run()
