"""`report`: the report of a period as files: a spreadsheet, a note, and what programs read."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands import CommandError, json_option, say, show_json
from bot.settings import Settings

if TYPE_CHECKING:
    from handlers.report_files import File
    from services.regulations import Period, Regulation
    from services.reports import Report

LOCALE = "ru"
"""The titles of a regulation are Russian; so is what stands beside them."""


def add(parser: argparse.ArgumentParser) -> None:
    """Which period, where to, with or without names."""
    parser.description = "Write the report of a period: .xlsx, .docx, CSV and JSON."
    parser.add_argument(
        "--period",
        help="2026, 2026-H1, 2026-Q3, 2025/26 or 2026-11-21 (default: the current year of the regulation)",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder for the files")
    parser.add_argument(
        "--without-names", action="store_true", help="numbers alone: nobody named, no small groups"
    )
    json_option(parser)


async def main(options: argparse.Namespace, settings: Settings) -> None:
    """Counts from one snapshot, then writes; the store may be in use meanwhile."""
    from handlers import report_files
    from services import regulations
    from services.regulation_reader import RegulationError
    from services.regulations import Period

    now = datetime.now(UTC)
    try:
        regulation = regulations.load(settings.regulation)
        period = Period.parse(options.period) if options.period else Period.current(regulation, now)
    except RegulationError as error:
        raise CommandError(str(error)) from error
    _make_folder(options.out)
    report = await _counted(settings, regulation, period, now, names=not options.without_names)
    written = []
    for file in report_files.every(report, LOCALE):
        path = _write(options.out, file)
        say(f"written: {path}")
        written.append(_plain(path, file))
    if options.json:
        show_json(_answer(report, written))
        return
    for one in written:
        print(one["path"])  # noqa: T201 - this is the command's result


async def _counted(
    settings: Settings, regulation: "Regulation", period: "Period", now: datetime, *, names: bool
) -> "Report":
    from services import reports
    from storage.migrate import migrate
    from storage.store import Store

    settings.prepare_folder()
    await migrate(settings.database_url)
    store = Store(settings.database_url)
    say(f"counting {regulation.territory.short}, {period.key}")
    try:
        async with store.reading(regulation.id) as session:
            reader = reports.EVERYTHING if names else reports.EVERYTHING.without_people()
            return await reports.gather(session, regulation, period, reader, now)
    finally:
        await store.close()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot(folder, error) from error


def _write(folder: Path, file: "File") -> Path:
    """The whole file or none: whoever opens it never sees half of it. Only its owner reads names."""
    path = folder / file.name
    half = folder / f".{file.name}.part"
    try:
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:
            made.write(file.content)
        half.replace(path)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise _cannot(folder, error) from error
    return path


def _cannot(folder: Path, error: OSError) -> CommandError:
    reason = error.strerror or type(error).__name__
    return CommandError(f"cannot write into {folder} ({reason}): name another folder with --out")


def _plain(path: Path, file: "File") -> dict[str, Any]:
    found: dict[str, Any] = {"path": str(path), "kind": file.kind, "bytes": len(file.content)}
    if file.table is not None:
        found |= {"table": file.table, "rows": file.rows}
    return found


def _answer(report: "Report", written: list[dict[str, Any]]) -> dict[str, Any]:
    """What `--json` prints: the keys stay, more may be added."""
    return {
        "regulation": report.regulation.id,
        "period": report.period.key,
        "as_of": report.as_of.isoformat(),
        "rule_version": report.regulation.version,
        "names": report.people is not None,
        "files": written,
    }
