"""A reading work that is one statement, sent as one message: the statement tells row-level security for whom it reads.

A transaction takes three messages, and for a short read the two around it are a good part of its time.
"""

from typing import Any

import asyncpg

from shared.eventstore.work import Work


def told(query: str, parameters: int) -> str:
    """A reading query of so many parameters as a statement for `fetch_told`, which makes the settings of row-level
    security itself: they are its last two parameters.

    The query depends on the row that makes them, so that nothing of it is looked at before; were it ever otherwise, no
    scope would be set yet and nothing would be visible. The settings end with the statement.
    """
    scopes, person = f"${parameters + 1}", f"${parameters + 2}"
    return (
        f"SELECT read.* FROM (SELECT set_config('app.scopes', {scopes}, true) AS scopes,"
        f" set_config('app.person', {person}, true), set_config('transaction_read_only', 'on', true) OFFSET 0) told,"
        f" LATERAL (SELECT found.* FROM ({query}) found WHERE told.scopes IS NOT NULL OFFSET 0) read"  # nosec B608  # assembled from constants of the code only
    )


async def fetch_told(work: Work, statement: str, *arguments: Any) -> list[asyncpg.Record]:
    """The rows of a statement made by `told`, for whom the work acts."""
    context = work.context
    return await work.transaction.fetch_alone(statement, *arguments, ",".join(context.scopes), context.actor)
