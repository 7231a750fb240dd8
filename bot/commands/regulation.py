"""`regulation check [NAME]`: what is missing or contradictory in the packs, line by line."""

import argparse
from typing import Any

from bot.commands import CommandError, json_option, show_json
from bot.settings import Settings


def add(parser: argparse.ArgumentParser) -> None:
    """What to do with which pack."""
    parser.description = "Check the packs in regulations/, or one pack by its name or file."
    parser.add_argument("action", choices=["check"], help="check: list every problem with its line")
    parser.add_argument("name", nargs="?", help="a name in regulations/ or a file (default: every pack)")
    json_option(parser)


async def main(options: argparse.Namespace, _settings: Settings) -> None:
    """Prints what is wrong; exit status 1 if anything is."""
    from services import regulations
    from services.regulation_check import check

    found = {name: check(name) for name in ([options.name] if options.name else regulations.names())}
    if options.json:
        show_json({"ok": not any(found.values()), "packs": [_plain(*pack) for pack in found.items()]})
    else:
        for name, problems in found.items():
            for problem in problems:
                print(f"{name}: {problem}")  # noqa: T201 - this is the command's result
            if not problems:
                print(f"{name}: in order")  # noqa: T201
    wrong = sum(map(len, found.values()))
    if wrong:
        packs = ", ".join(name for name, problems in found.items() if problems)
        raise CommandError(f"{wrong} to mend in {packs}; each line above says what and how.")


def _plain(name: str, problems: list[Any]) -> dict[str, Any]:
    return {
        "name": name,
        "ok": not problems,
        "problems": [
            {
                "line": one.line,
                "where": one.where,
                "what": one.what,
                "remedy": one.remedy,
                "code": one.code,
            }
            for one in problems
        ],
    }
