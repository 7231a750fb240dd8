"""`restore`: puts a backup in the place of the store, while the program is stopped."""

import argparse

from bot.commands import CommandError, say
from bot.settings import Settings


def add(parser: argparse.ArgumentParser) -> None:
    """Which copy."""
    parser.description = "Put a backup in the place of the store. Stop the program first."
    parser.add_argument("file", metavar="FILE", help="what `backup` has written")


async def main(options: argparse.Namespace, settings: Settings) -> None:
    """Checks the copy, brings it to the newest schema and moves it in; the old store stays beside."""
    from storage.backup import BackupError, restore

    settings.prepare_folder()
    try:
        done = await restore(settings.database_url, options.file)
    except BackupError as error:
        raise CommandError(str(error)) from error
    if done.aside is not None:
        say(f"the old store is kept: {done.aside}")
    if done.held:
        say(f"{done.held} notices may have been sent since the backup: the coordinator decides on them")
    if done.unclear:
        say(f"{done.unclear} posts and replies may have appeared since: the coordinator decides on them")
    say("restored")
