"""Writes the next numbered migration from the difference between the tables and the last one."""

import asyncio
import sys
import tempfile
from pathlib import Path

from sqlalchemy import Connection

from storage.engine import threaded_engine
from storage.migrate import HERE, migrate, newest


def write(connection: Connection, name: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    made = sorted((HERE / "versions").glob("[0-9]*.py"))
    number = f"{int(newest()) + 1 if made else 1:04}"
    command.revision(config, message=name, rev_id=number, autogenerate=True)


async def main(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'a.db'}"
        if any((HERE / "versions").glob("[0-9]*.py")):
            await migrate(url)
        engine = threaded_engine(url)
        async with engine.begin() as connection:
            await connection.run_sync(write, name)
        await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(" ".join(sys.argv[1:]) or "change"))
