"""The event store of one service: begins units of work and tells the relay when one has committed."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

from shared.eventstore.context import SYSTEM, Context
from shared.eventstore.database import Database, Role
from shared.eventstore.keys import Sealer
from shared.eventstore.projection import Projection, Projections
from shared.eventstore.transaction import Transaction
from shared.eventstore.work import Work
from shared.looks.noting import note
from shared.observability.metrics import count_appended
from shared.observability.tracing import add_span, new_traceparent
from shared.values.clock import INSTALLATION_ZONE, Clock
from shared.values.ids import new_id

OnErased = Callable[[Sequence[str]], Awaitable[None]]
"""Told which streams' keys were destroyed, before whoever asked for it is answered."""


class Store:
    """Opens transactions on a service's database. `committed` is set whenever one that appended has committed,
    `on_erased` is awaited after one that destroyed keys.
    """

    def __init__(
        self,
        service: str,
        database: Database,
        projections: Sequence[Projection],
        sealer: Sealer,
        clock: Clock,
        zone: ZoneInfo = INSTALLATION_ZONE,
    ) -> None:
        self.service = service
        self.database = database
        self.projections = Projections(projections)
        self.sealer = sealer
        self.clock = clock
        self.zone = zone
        self.committed = asyncio.Event()
        self.on_erased: OnErased | None = None

    def system_context(self, *, correlation: str = "", causation: str = "", trace: str = "", unit: str = "") -> Context:
        """The circumstances of what the service does by itself: where nothing caused it, a chain and a trace begin."""
        return Context(
            actor=SYSTEM,
            now=self.clock.now(),
            today=self.clock.today(self.zone),
            unit=unit,
            correlation=correlation or new_id(),
            causation=causation,
            trace=trace or new_traceparent(),
        )

    @asynccontextmanager
    async def begin(
        self, context: Context | None = None, *, role: Role = "system", read_only: bool = False
    ) -> AsyncIterator[Work]:
        """A unit of work in one transaction: flushed and committed on a clean exit, rolled back on an exception. The
        transaction begins with the work's first statement.

        The role `app` runs under row-level security for the context's actor and scopes; without a context the service
        itself acts. Personal data that was opened for a caller is logged by then, or the exit fails.
        """
        circumstances = context or self.system_context()
        started = time.time_ns()
        async with self.database.pool(role).acquire() as conn:
            transaction = Transaction(conn, _begin(circumstances, role, read_only=read_only))  # type: ignore[arg-type] # a pool's proxy is a connection
            work = Work(transaction, circumstances, self.projections, self.sealer, read_only=read_only)
            try:
                yield work
                looked = work.opened if role == "app" else None
                await work.finish()
                if looked and not read_only:
                    await _note(work, work.conn)
                await transaction.commit()
                if looked and read_only:
                    await _note(work, conn)  # type: ignore[arg-type] # the same
            except BaseException:
                await transaction.rollback()
                raise
        if work.appended:
            self.committed.set()
            count_appended(self.service, [one.event.wire_name for one in work.appended])
            add_span("store append", work.context.trace, started, events=len(work.appended))
        if work.erased and self.on_erased is not None:
            await self.on_erased(work.erased)


async def _note(work: Work, conn: "asyncpg.Connection[Any]") -> None:
    context = work.context
    await note(
        conn,
        actor=context.actor,
        correlation=context.correlation,
        purpose=context.purpose,
        streams=work.opened,
    )


def _begin(context: Context, role: Role, *, read_only: bool) -> str:
    begin = "BEGIN READ ONLY" if read_only else "BEGIN"
    if role == "system":
        return begin
    scopes = _quoted(",".join(context.scopes))
    return (
        f"{begin}; SELECT set_config('app.scopes', {scopes}, true),"
        f" set_config('app.person', {_quoted(context.actor)}, true)"
    )


def _quoted(text: str) -> str:
    if "\0" in text or "\\" in text:
        raise ValueError("An identifier carries a character that no identifier has.")
    return "'" + text.replace("'", "''") + "'"
