"""What stops a command from outside: told in one line, without what the address may hide."""

STORE = "the store cannot be opened ({reason}): check DATABASE_URL, and whether its database runs"


def told_of(error: Exception) -> str | None:
    """The line that says what to do; None for a mistake of the program itself."""
    from bot.channels.channel import CannotStart
    from services.regulation_reader import RegulationError
    from storage.instance import AlreadyRunning
    from storage.migrate import HalfRestored, NewerStore

    if isinstance(error, RegulationError):
        return f"{error} (set REGULATION to the name of a pack)"
    if isinstance(error, AlreadyRunning | CannotStart | HalfRestored | NewerStore):
        return str(error)
    return STORE.format(reason=reason) if (reason := _of_store(error)) else None


def _of_store(error: Exception) -> str:
    """Why the store does not open, as the driver says it; nothing where that is not what is wrong."""
    from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

    from storage.trouble import patience

    if isinstance(error, ArgumentError | NoSuchModuleError):
        return "this is no address of a database"
    refused = isinstance(error, DBAPIError) and error.statement is None
    if isinstance(error, BrokenPipeError):  # whoever read the output has gone
        return ""
    if refused or isinstance(error, OSError) or patience(error):
        cause = getattr(error, "orig", None) or error
        words = str(cause.__cause__ or cause).splitlines()
        return f"{type(cause).__name__}: {words[0]}" if words else type(cause).__name__
    return ""
