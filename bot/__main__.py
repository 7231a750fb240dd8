"""`python -m bot COMMAND`: the one entrance from the command line."""

import argparse
import asyncio
import importlib
import sys
from typing import Any

from pydantic import ValidationError

from bot.commands import CommandError
from bot.commands.trouble import told_of
from bot.settings import Settings

COMMANDS = {
    "demo": "walk through an invented municipality in the browser",
    "run": "serve every configured channel",
    "migrate": "bring the store to the newest schema",
    "doctor": "check settings, tokens, store and clock, and say what to do",
    "invite": "print one-time codes and links",
    "roster": "load a staff list, or take one back",
    "indicators": "print the indicators of the regulation",
    "report": "write the report of a period as files",
    "regulation": "check the packs of regulations",
    "backup": "write a consistent copy of the store while it is in use",
    "restore": "put a copy in the place of the store",
}


def main(arguments: list[str] | None = None) -> int:
    """Runs a command; 0 only when it worked, errors on one line that says what to do."""
    words = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(prog="metodaktiv", description="Assistant of a methodical service.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    module: Any = None
    for name, about in COMMANDS.items():
        sub = commands.add_parser(name, help=about)
        if words[:1] == [name]:
            module = importlib.import_module(f"bot.commands.{name}")
            module.add(sub)
    options = parser.parse_args(words)
    try:
        asyncio.run(module.main(options, Settings()))
    except CommandError as error:
        sys.stderr.write(f"{options.command}: {error}\n")
        return 1
    except ValidationError as error:
        first = error.errors()[0]
        sys.stderr.write(f"settings: {str(first['loc'][0]).upper()}: {first['msg']}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    except Exception as error:
        told = told_of(error)
        if told is None:
            raise
        sys.stderr.write(f"{options.command}: {told}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
