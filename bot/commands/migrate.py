"""`migrate`: brings the store to the newest schema."""

import argparse

from bot.commands import say
from bot.settings import Settings


def add(parser: argparse.ArgumentParser) -> None:
    """No options: the store is named by DATABASE_URL."""
    parser.description = "Bring the store to the newest schema."


async def main(_options: argparse.Namespace, settings: Settings) -> None:
    """Upgrades and says where the store stands."""
    from storage.migrate import migrate

    settings.prepare_folder()
    say(f"schema {await migrate(settings.database_url)}")
