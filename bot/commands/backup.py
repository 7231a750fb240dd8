"""`backup`: a consistent copy of the store while the program runs."""

import argparse

from bot.commands import CommandError, say
from bot.settings import Settings


def add(parser: argparse.ArgumentParser) -> None:
    """Where the copy goes."""
    parser.description = "Write a consistent copy of the store; the program may go on running."
    parser.add_argument("file", metavar="FILE", help="replaced if it is there")


async def main(options: argparse.Namespace, settings: Settings) -> None:
    """Writes the copy, whole or not at all."""
    from storage.backup import BackupError, backup

    try:
        size = await backup(settings.database_url, options.file)
    except BackupError as error:
        raise CommandError(str(error)) from error
    say(f"{options.file}: {max(1, size >> 10)} KiB")
