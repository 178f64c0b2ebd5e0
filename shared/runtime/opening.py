"""What keeps a database from being opened, in words."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from shared.runtime.errors import StartError


@contextmanager
def opening(what: str) -> Iterator[None]:
    """Raises `StartError` that begins with `what` where the server is away or refuses us, or its address is none."""
    try:
        yield
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise StartError(
            f"{what}: {reason.rstrip('.')}.",
            "See that PostgreSQL runs, that PACTLINE_DATABASE_URL and PACTLINE_SECRET are right, and that"
            " `pactline migrate` has run.",
        ) from error
