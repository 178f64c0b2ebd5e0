"""Deadlines are rows, set and cleared with the facts they follow from, and due by the database's clock."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import structlog
from sqlalchemy import Column, DateTime, Executable, Integer, MetaData, Table, Text, bindparam, delete
from sqlalchemy.dialects.postgresql import JSONB, insert

from shared.eventstore.meeting import ATTEMPTS, met_another, step_aside
from shared.eventstore.prepared import Prepared, Ready
from shared.eventstore.store import Store
from shared.eventstore.work import Work
from shared.observability import tracing
from shared.observability.logs import correlated

metadata = MetaData()
deadlines = Table(
    "deadlines",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("data", JSONB, nullable=False),
    Column("attempts", Integer, nullable=False),
)

CLAIM: Final = """
SELECT kind, subject, due_at, data FROM deadlines
WHERE due_at <= clock_timestamp() AND kind = ANY($1) ORDER BY due_at FOR UPDATE SKIP LOCKED LIMIT 1
"""
DONE: Final = "DELETE FROM deadlines WHERE kind = $1 AND subject = $2 AND due_at = $3"
LATER: Final = """
UPDATE deadlines SET attempts = attempts + 1,
       due_at = clock_timestamp() + least(interval '1 hour', interval '1 second' * power(2, least(attempts, 12)))
WHERE kind = $1 AND subject = $2
"""
POLL_SECONDS: Final = 0.5

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline that has come; `data` is what was kept with it."""

    kind: str
    subject: str
    due_at: datetime
    data: dict[str, Any]


Handler = Callable[[Work, Deadline], Awaitable[None]]


_row = insert(deadlines)
SET: Final = Prepared(
    _row.on_conflict_do_update(
        index_elements=["kind", "subject"],
        set_={"due_at": _row.excluded.due_at, "data": _row.excluded.data, "attempts": _row.excluded.attempts},
    ),
    deadlines.c.keys(),
    independent=True,
)
CLEAR: Final = Prepared(
    delete(deadlines).where(deadlines.c.kind == bindparam("of_kind"), deadlines.c.subject == bindparam("of_subject")),
    [],
)


def set_deadline(kind: str, subject: str, due_at: datetime, data: Mapping[str, Any] | None = None) -> Ready:
    """The statement that sets (or moves) the deadline of this kind for the subject; for projections to yield."""
    return SET(kind=kind, subject=subject, due_at=due_at, data=dict(data or {}), attempts=0)


def clear_deadline(kind: str, subject: str) -> Ready:
    """The statement that takes the deadline away."""
    return CLEAR(of_kind=kind, of_subject=subject)


def clear_deadlines_below(kinds: Sequence[str], prefix: str) -> Executable:
    """None of these kinds is due any more for subjects that begin so."""
    return delete(deadlines).where(deadlines.c.kind.in_(kinds), deadlines.c.subject.startswith(prefix, autoescape=True))


@dataclass
class DeadlinePoller:
    """Runs the handlers of due deadlines, each in a transaction of its own that also removes the row.

    One that meets a command reloads and decides again, as commands do. A handler that fails is tried again with growing
    pauses; the others go on.
    """

    store: Store
    handlers: Mapping[str, Handler]
    _task: asyncio.Task[None] | None = field(default=None, init=False)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    def start(self) -> None:
        if self.handlers:
            self._task = asyncio.create_task(self._run(), name=f"deadlines-{self.store.service}")

    async def stop(self) -> None:
        self._stopping.set()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=5)
            self._task.cancel()

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                while await self.run_one():
                    if self._stopping.is_set():
                        return
            except Exception as error:  # noqa: BLE001 - the database may be away; the poller goes on and says so
                log.warning("deadlines_pause", service=self.store.service, error=repr(error))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), POLL_SECONDS)

    async def run_one(self) -> bool:
        """Handles one due deadline; False when none is due."""
        attempt = 0
        while True:
            attempt += 1
            claimed: list[Deadline] = []
            try:
                return await self._run_claimed(claimed)
            except Exception as error:
                if not claimed:
                    raise
                if not met_another(error) or attempt == ATTEMPTS:
                    await self._put_off(claimed[0], error)
                    return True
            await step_aside(attempt)

    async def _run_claimed(self, claimed: list[Deadline]) -> bool:
        """One transaction: `claimed` holds, for whoever has to put it off, the deadline that it was about."""
        async with self.store.begin() as work:
            row = await work.conn.fetchrow(CLAIM, list(self.handlers))
            if row is None:
                return False
            due = Deadline(**dict(row))
            claimed.append(due)
            await self._handle(work, due)
            await work.conn.execute(DONE, due.kind, due.subject, due.due_at)
        return True

    async def _put_off(self, due: Deadline, error: Exception) -> None:
        """To be tried again after a growing pause. Whoever met others all the time has not failed."""
        said = {"kind": due.kind, "subject": due.subject, "correlation": due.subject, "error": repr(error)}
        if met_another(error):
            log.info("deadline_put_off", **said)
        else:
            log.error("deadline_failed", **said, exc_info=error)
        async with self.store.begin() as work:
            await work.conn.execute(LATER, due.kind, due.subject)

    async def _handle(self, work: Work, due: Deadline) -> None:
        """What a deadline brings about is caused by it, in a chain and a trace named after its subject."""
        with correlated(due.subject), tracing.span(f"{due.kind} due", "", "consumer") as trace:
            causation = f"{due.kind}:{due.subject}"
            work.context = self.store.system_context(correlation=due.subject, causation=causation, trace=trace)
            await self.handlers[due.kind](work, due)
            await work.flush()
