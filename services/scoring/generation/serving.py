"""Before the first generation has been filled there is nothing to read from, and readers are told so."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from shared.web.errors import UnavailableError


class NothingServedYetError(UnavailableError):
    """The read models are being filled for the first time."""


@contextmanager
def served() -> Iterator[None]:
    """Reads inside come from the serving generation; raises `NothingServedYetError` while there is none."""
    try:
        yield
    except asyncpg.UndefinedTableError as error:
        raise NothingServedYetError from error
