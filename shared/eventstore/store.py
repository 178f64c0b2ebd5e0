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
from shared.eventstore.gathering import Gathering
from shared.eventstore.keys import Sealer
from shared.eventstore.projection import Projection, Projections
from shared.eventstore.transaction import Transaction
from shared.eventstore.work import Work
from shared.looks.noting import note
from shared.observability.metrics import count_appended
from shared.observability.tracing import add_span, new_traceparent
from shared.values.clock import INSTALLATION_ZONE, Clock, business_date
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
        self._gatherings: dict[Role, Gathering] = {}

    def system_context(self, *, correlation: str = "", causation: str = "", trace: str = "", unit: str = "") -> Context:
        """The circumstances of what the service does by itself: where nothing caused it, a chain and a trace begin."""
        now = self.clock.now()
        return Context(
            actor=SYSTEM,
            now=now,
            today=business_date(now, self.zone),
            unit=unit,
            correlation=correlation or new_id(),
            causation=causation,
            trace=trace or new_traceparent(),
        )

    @asynccontextmanager
    async def begin(
        self, context: Context | None = None, *, role: Role = "system", read_only: bool = False, lookups: bool = False
    ) -> AsyncIterator[Work]:
        """A unit of work in one transaction: flushed and committed on a clean exit, rolled back on an exception. The
        transaction begins with the work's first statement.

        The role `app` runs under row-level security for the context's actor and scopes; without a context the service
        itself acts. Personal data that was opened for a caller is logged by then, or the exit fails.

        `lookups` are reads of the service itself that need not agree with each other: each statement is a transaction
        of its own, which saves the way there and back for BEGIN and COMMIT.
        """
        circumstances = context or self.system_context()
        started = time.time_ns()
        read_only = read_only or lookups
        if lookups and role != "system":
            raise ValueError("A caller's scopes hold for a transaction: lookups are the service's own.")
        opening = "" if lookups else "BEGIN READ ONLY" if read_only else "BEGIN"
        settings = (",".join(circumstances.scopes), circumstances.actor) if role == "app" else None
        transaction = Transaction(self.database.pool(role), opening, settings, copies=role == "system")
        gathering = self._gathering(role)
        work = Work(transaction, circumstances, self.projections, self.sealer, gathering, read_only=read_only)
        try:
            yield work
            looked = work.opened if role == "app" else None
            await work.finish()
            if looked and not read_only:
                await _note(work, work.conn)
            await transaction.commit()
            if looked and read_only:
                await _note(work, await transaction.connection())
        except BaseException as error:
            await transaction.rollback(error)
            raise
        finally:
            try:
                await transaction.leave()
            finally:
                transaction.end()
        if work.appended:
            self.committed.set()
            count_appended(self.service, [one.event.wire_name for one in work.appended])
            add_span("store append", work.context.trace, started, events=len(work.appended))
        if work.erased and self.on_erased is not None:
            await self.on_erased(work.erased)

    def _gathering(self, role: Role) -> Gathering:
        gathering = self._gatherings.get(role)
        if gathering is None:
            gathering = self._gatherings[role] = Gathering(self.database.pool(role))
        return gathering


async def _note(work: Work, conn: "asyncpg.Connection[Any]") -> None:
    context = work.context
    await note(
        conn,
        actor=context.actor,
        correlation=context.correlation,
        purpose=context.purpose,
        streams=work.opened,
    )
