"""Which failures pass by themselves and which never will."""

from typing import Final

import asyncpg

from shared.eventstore.meeting import MET

CONTENTION: Final = (*MET, asyncpg.QueryCanceledError)
"""Somebody else was first: trying again soon helps, though not for ever."""

EXHAUSTED: Final = (
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
)
"""The database answers but can't serve (disk full, too many connections, failing over): only waiting helps."""

MAYBE_AWAY: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a statement on a connection that has been told of the server's end
    OSError,
    TimeoutError,
)
"""The database may be away; or the code at fault raised the same class, which only asking the database can tell."""


def is_contention(error: BaseException) -> bool:
    """Whether somebody was first: the same again may pass at once."""
    return isinstance(error, CONTENTION)


def is_exhausted(error: BaseException) -> bool:
    """Whether the database has no room or no connection left: it is waited for, however long."""
    return isinstance(error, EXHAUSTED)


def may_be_away(error: BaseException) -> bool:
    """True for lost connections; wrong arguments of a statement share a class with them and are none."""
    return isinstance(error, MAYBE_AWAY) and not isinstance(error, asyncpg.DataError | ValueError)
