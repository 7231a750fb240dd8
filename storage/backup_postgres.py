"""Backups of PostgreSQL by its own tools; a server's administrator may well have better ones."""

import os
import shutil
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from storage.engine import APPLICATION

PLAIN = ("--no-owner", "--no-privileges")
SQL = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
WHO_RUNS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"  # noqa: S608 - a constant
    f" AND application_name = '{APPLICATION}'"
)


class BackupError(RuntimeError):
    """It cannot be done; the text is one line that says what to do."""


def dump(url: str, making: Path) -> None:
    """Writes the database into a file, as of one moment."""
    _run(url, "pg_dump", "--format=custom", *PLAIN, f"--file={making}")


def load(url: str, source: Path, now: datetime) -> Path:
    """Replaces what the database holds, in one transaction; gives the file that keeps what it held."""
    if _run(url, "psql", *SQL, "--tuples-only", "--no-align", f"--command={WHO_RUNS}").strip() != "0":
        raise BackupError("the program is running: stop it first")
    aside = source.with_name(f"{source.name}.before-restore-{now:%Y%m%d-%H%M%S}")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "script.sql"
        _run(url, "pg_restore", *PLAIN, "--schema=public", f"--file={script}", str(source), reaches=False)
        if "installation" not in script.read_text(encoding="utf-8"):
            raise BackupError(f"{source.name} is not a backup of this program: take another one")
        aside.touch(mode=0o600)
        dump(url, aside)
        anew = ("--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public")
        _run(url, "psql", *SQL, *anew, f"--file={script}")
    return aside


def _run(url: str, tool: str, *words: str, reaches: bool = True) -> str:
    """Runs a tool; the password travels in the environment, where `ps` does not show it."""
    found = shutil.which(tool)
    if found is None:
        raise BackupError(f"{tool} is not installed: install the PostgreSQL client programs")
    full = make_url(url)
    bare = URL.create("postgresql", full.username, None, full.host, full.port, full.database, full.query)
    environment = {**os.environ, "PGPASSWORD": str(full.password)} if full.password else dict(os.environ)
    address = [f"--dbname={bare.render_as_string()}"] if reaches else []
    done = subprocess.run(  # noqa: S603 - the program is the client tool, the words are ours
        [found, *address, *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        raise BackupError(f"{tool}: {said[0]}")
    return done.stdout
