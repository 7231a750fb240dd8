"""The commands of `python -m bot`, one file each: `add` states the options, `main` does the work."""

import argparse
import json
import sys
from typing import Any

import locales


class CommandError(Exception):
    """The command cannot do it; the text is one line that says what to do."""


def say(text: str) -> None:
    """Progress and remarks go to standard error; standard output is for results."""
    sys.stderr.write(text + "\n")


def show_json(value: Any) -> None:
    """One JSON object on standard output, in UTF-8, keys in a stable order."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def json_option(parser: argparse.ArgumentParser) -> None:
    """The option that makes the result readable to another program."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def asked(question: str, unanswered: str) -> bool:
    """Whether the answer is yes; where nobody can answer, an error says what to do."""
    sys.stderr.write(question)
    sys.stderr.flush()
    said = sys.stdin.readline()
    if not said:
        raise CommandError(unanswered)
    word = locales.folded(said)
    return bool(word) and any(yes.startswith(word) for yes in locales.spellings("kit-yes"))
