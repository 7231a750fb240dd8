"""Alembic runs inside the connection that storage.migrate gives it."""

from alembic import context
from sqlalchemy import Connection

import storage.tables  # noqa: F401 - every table registers itself
from storage.base import Base

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=False,
)
context.run_migrations()
