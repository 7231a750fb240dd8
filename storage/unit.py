"""The unit of work: one transaction in one territory, with a part that can be undone."""

from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, ExceptionContext, NestedTransaction
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from storage.territory import territory_session, writes


class SecondUnit(RuntimeError):
    """A unit of work was asked for inside another one."""


class Unit:
    """One transaction in one territory.

    What is written from `guard` (or the first use of `session`) on stands in a savepoint:
    `keep` makes it part of the transaction, `undo` takes all of it back. The savepoint is only made
    when something is written, whether through `session` or `connection`.
    `wakes_outbox` says that a notice is due, `moved_to` that the account now belongs to
    another person, `forgets` that nothing of the talk so far may be kept, `locale` that the
    language was changed.
    """

    def __init__(self, connection: AsyncConnection, territory: str) -> None:
        self.connection = connection
        self.territory = territory
        self.wakes_outbox = False
        self.moved_to: int | None = None
        self.forgets = False
        self.locale: str | None = None
        self.open = True
        self.in_database = False
        self.first_error: BaseException | None = None
        self._session: AsyncSession | None = None
        self._telling = False
        self._savepoint: NestedTransaction | None = None

    @property
    def session(self) -> AsyncSession:
        """The ORM session of the telling; made when first used."""
        if self._session is None:
            self._session = territory_session(self.connection, self.territory)
            self._telling = True
        return self._session

    def guard(self) -> None:
        """From here on, whatever is written can be undone."""
        self._telling = True

    async def keep(self) -> None:
        """What the telling wrote stays."""
        if self._session is not None:
            await self._session.flush()
        if self._savepoint is not None:
            await self.connection.run_sync(_release, self._savepoint)
        self._end_telling()

    async def undo(self) -> None:
        """What the telling wrote is gone."""
        if self._savepoint is not None:
            await self.connection.run_sync(_roll_back, self._savepoint)
        self._end_telling()
        self.wakes_outbox = False
        self.moved_to = None
        self.forgets = False
        self.locale = None

    def close(self) -> None:
        """Lets the session go without a word to the database; the transaction ends by itself."""
        self._end_telling()
        self.open = False

    def _end_telling(self) -> None:
        if self._session is not None:
            self._session.sync_session.close()
        self._session = None
        self._savepoint = None
        self._telling = False

    def before(self, connection: Connection, statement: str) -> None:
        """Makes the savepoint in front of the telling's first write."""
        if self._telling and self._savepoint is None and writes(statement):
            self._telling = False  # the savepoint's own statement comes by here too
            self._savepoint = connection.begin_nested()
            self._telling = True
        self.in_database = True


def _release(_connection: Connection, savepoint: NestedTransaction) -> None:
    savepoint.commit()


def _roll_back(_connection: Connection, savepoint: NestedTransaction) -> None:
    savepoint.rollback()


current: ContextVar[Unit | None] = ContextVar("unit_of_work", default=None)


def refuse_second() -> None:
    """Raises SecondUnit inside a unit of work; a task that merely began there is free once it has ended."""
    unit = current.get()
    if unit is not None and unit.open:
        raise SecondUnit("a unit of work inside another one")


def before_cursor_execute(
    connection: Connection, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: Any
) -> None:
    """Listens on the writing engine."""
    unit = current.get()
    if unit is not None and unit.open:
        unit.before(connection, statement)


def after_cursor_execute(*_: Any) -> None:
    """Listens on the writing engine of PostgreSQL: from here on waiting is not the database's."""
    unit = current.get()
    if unit is not None:
        unit.in_database = False


def rollback(_connection: Connection) -> None:
    """Listens on the writing engine of PostgreSQL: a session whose flush fails rolls back by itself."""
    unit = current.get()
    if unit is not None:
        unit.in_database = True


def handle_error(context: ExceptionContext) -> None:
    """Listens on the writing engine of PostgreSQL: the first error decides what an aborted one means.

    `in_database` stays: what SQLAlchemy still has to do with the connection takes its time, too.
    """
    unit = current.get()
    if unit is not None:
        unit.first_error = unit.first_error or context.sqlalchemy_exception or context.original_exception
