"""What was done, refused, looked at: the logs that every service keeps, searched by their readers, sealed meanwhile."""

from datetime import datetime
from functools import partial
from importlib.metadata import version
from typing import Annotated, Any, Final

from fastapi import Depends
from fastapi import Query as QueryParameter
from sqlalchemy import BigInteger, Column, DateTime, Integer, LargeBinary, MetaData, Select, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from shared.chained.events import seal_block, verify_events
from shared.chained.sealing import Connection, Seal, seal_batch, seal_for_ever
from shared.chained.verifying import Verdict, verify
from shared.journal import noting
from shared.journal.schema import JOURNAL, journal
from shared.looks.schema import LOOKS
from shared.migrations.run import versions
from shared.security.sealing import derive
from shared.security.visibility import visible
from shared.web.routing import Page, Query, allowed, page_of, router
from shared.web.running import Running
from shared.web.schemas import Answer

PERMISSIONS: Final = {"platform.log.audit": "Read the logs: what was done, refused, went wrong, and who signed in"}
"""What may be allowed on every service. No `read`: who may read everything of a unit does not read its logs with it."""

EVENTS: Final = "events"
LOGS: Final = {LOOKS.table: LOOKS, JOURNAL.table: JOURNAL}
NAMES: Final = (*LOGS, EVENTS)
"""Every log that stands in a chain; its name is also what the key of its seals is derived for."""

# Of the store's own table, what may be asked for from here.
stored: Final = Table(
    "events",
    MetaData(),
    Column("position", BigInteger, primary_key=True),
    Column("stream_id", Text),
    Column("version", Integer),
    Column("type", Text),
    Column("data", LargeBinary),
    Column("meta", JSONB),
    Column("recorded_at", DateTime(timezone=True)),
)

routes: Final = router()

Bound = Annotated[str | None, QueryParameter(max_length=100)]
Moment = Annotated[datetime | None, QueryParameter(description="RFC 3339, with its offset")]


class Line(Answer):
    """One line of the journal. `address` is where a sign-in came from, as long as its person is not erased."""

    number: int
    at: datetime
    kind: str
    actor: str
    unit_id: str
    subject: str
    outcome: str
    correlation: str
    detail: str
    address: str | None = None


class Lines(Answer):
    lines: list[Line]


class Operation(Answer):
    """One fact: who did what, to which stream, in which unit."""

    position: int
    recorded_at: datetime
    actor: str
    unit_id: str
    stream: str
    version: int
    type: str
    correlation: str


class Operations(Answer):
    operations: list[Operation]


class Wanted:
    """What a log is searched by; everything left out matches."""

    def __init__(
        self,
        actor: Bound = None,
        unit: Bound = None,
        kind: Annotated[
            str | None, QueryParameter(max_length=500, description="One or several, separated by commas")
        ] = None,
        since: Moment = None,
        until: Moment = None,
    ) -> None:
        self.actor, self.unit = actor, unit
        self.kinds = [one for one in (kind or "").split(",") if one]
        self.since, self.until = since, until

    def narrow(self, statement: Select[Any], actor: Any, unit: Any, kind: Any, at: Any) -> Select[Any]:
        """The statement with what was asked for."""
        if self.actor:
            statement = statement.where(actor == self.actor)
        if self.unit:
            statement = statement.where(unit == self.unit)
        if self.kinds:
            statement = statement.where(kind.in_(self.kinds))
        if self.since:
            statement = statement.where(at >= self.since)
        if self.until:
            statement = statement.where(at < self.until)
        return statement


Search = Annotated[Wanted, Depends()]


@routes.get("/v1/journal", dependencies=[allowed("platform.log.audit")])
async def lines(work: Query, page: Page, wanted: Search, subject: Bound = None, outcome: Bound = None) -> Lines:
    """Sign-ins, refusals, versions, alarms and exports, the latest first."""
    of = journal.c
    statement: Select[Any] = wanted.narrow(
        select(journal).where(visible(of.unit_id)), of.actor, of.unit_id, of.kind, of.at
    )
    for column, value in ((of.subject, subject), (of.outcome, outcome)):
        statement = statement.where(column == value) if value else statement
    rows = await page_of(work, statement, [of.number.desc()], page)
    opened = iter(await work.unseal_all([(f"staff-{row['actor']}", row["sealed"]) for row in rows if row["sealed"]]))
    return Lines(
        lines=[
            Line(
                **{name: value for name, value in dict(row).items() if name != "sealed"},
                address=next(opened).get("address") if row["sealed"] else None,
            )
            for row in rows
        ]
    )


@routes.get("/v1/operations", dependencies=[allowed("platform.log.audit")])
async def operations(work: Query, page: Page, wanted: Search, stream: Bound = None) -> Operations:
    """Every fact with who made it, the latest first: the log of what was done is the events themselves."""
    actor, unit = stored.c.meta["actor"].astext, stored.c.meta["unit"].astext
    statement: Select[Any] = select(
        stored.c.position,
        stored.c.recorded_at,
        actor.label("actor"),
        unit.label("unit_id"),
        stored.c.stream_id.label("stream"),
        stored.c.version,
        stored.c.type,
        stored.c.meta["correlation"].astext.label("correlation"),
    ).where(visible(unit))
    statement = wanted.narrow(statement, actor, unit, stored.c.type, stored.c.recorded_at)
    if stream:
        statement = statement.where(stored.c.stream_id == stream)
    rows = await page_of(work, statement, [stored.c.position.desc()], page)
    # The events lie under no row-level security, which every load would pay for: this is the second lock.
    return Operations(operations=[Operation(**dict(row)) for row in rows if work.context.covers(row["unit_id"])])


def keys_of_logs(secret: str) -> dict[str, bytes]:
    """The key of each log's seals."""
    return {name: derive(secret, name) for name in NAMES}


async def seal_log(conn: Connection, name: str, key: bytes) -> int:
    """Seals what waits in a log, up to a batch; how many records it sealed."""
    return await (seal_block(conn, key) if name == EVENTS else seal_batch(conn, LOGS[name], key))


async def verify_log(conn: Connection, name: str, key: bytes, known_seal: str = "") -> Verdict:
    """Whether a log holds; `known_seal` is one noted earlier, which the chain must hold."""
    if name == EVENTS:
        return await verify_events(conn, key, known_seal=known_seal)
    return await verify(conn, LOGS[name], key, known_seal=known_seal)


async def seal_logs(running: Running) -> None:
    """Seals what was logged for as long as the service runs."""
    keys = keys_of_logs(running.settings.secret.get_secret_value())
    seals: dict[str, Seal] = {name: partial(seal_log, name=name, key=key) for name, key in keys.items()}
    await seal_for_ever(running.store.database.pool("system"), seals)


async def note_version(running: Running) -> None:
    """Notes in the journal from when on the service runs as what version, once it differs from the last one noted."""
    async with running.store.database.pool("system").acquire() as conn:
        stands = await versions(conn)  # type: ignore[arg-type] # a pool's proxy is a connection
        tables = ", ".join(f"{table.partition('_')[0]} {revision}" for table, revision in sorted(stands.items()))
        told = f"{version('pactline')} ({tables})"
        await noting.note_version(conn, running.name, told)  # type: ignore[arg-type] # the same
