"""What an operator asks of a running service: parked messages, what the audit found, which jobs wait for their time."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Final, Literal

from fastapi import Path
from pydantic import Field
from sqlalchemy import BigInteger, Column, DateTime, Integer, MetaData, Table, Text, select

from shared.eventstore.context import Context
from shared.eventstore.work import Work
from shared.journal.noting import note
from shared.journal.schema import Kind
from shared.messaging import parked
from shared.values.errors import DomainError, ForbiddenError, NotFoundError
from shared.web.routing import Command, Here, Page, Transactions, allowed, page_of, router
from shared.web.running import Running
from shared.web.schemas import Answer, Body

PERMISSIONS: Final = {
    "platform.operation.read": "See what the audit found and which jobs wait",
    "platform.parked.read": "See parked messages with what they say; granted on the whole organisation",
    "platform.parked.settle": "Retry parked messages and give them up; granted on the whole organisation",
}
"""What may be allowed on every service."""

SHOWN_BEHIND: Final = 50
ROOTS: Final = "SELECT unit_id FROM units WHERE parent_id IS NULL"
AUDIT: Final = "SELECT name, at, checked_at FROM audit_checkpoints ORDER BY name"
JOBS: Final = """
SELECT kind, count(*) AS waiting, count(*) FILTER (WHERE due_at <= clock_timestamp()) AS due,
       count(*) FILTER (WHERE attempts > 0) AS failing, min(due_at) AS next_at
FROM deadlines GROUP BY kind ORDER BY kind
"""

records: Final = Table(
    "parked",
    MetaData(),
    Column("id", BigInteger, primary_key=True),
    Column("consumer", Text),
    Column("topic", Text),
    Column("partition", Integer),
    Column("offset", BigInteger),
    Column("stream", Text),
    Column("version", Integer),
    Column("type", Text),
    Column("error", Text),
    Column("state", Text),
    Column("attempts", Integer),
    Column("parked_at", DateTime(timezone=True)),
)

routes: Final = router()

State = Literal["parked", "retried", "dropped"]
Number = Annotated[str, Path(max_length=50, description="The number that the list shows")]
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class WholeOrganisationError(ForbiddenError):
    """This belongs to the whole organisation: the permission has to be granted on its highest unit."""


class SettledAlreadyError(DomainError):
    """The message was retried or given up before."""


class NobodyReadsError(DomainError):
    """The consumer that parked the message is not part of this version any more: it can only be given up."""


class Parked(Answer):
    """A message that a consumer could not handle, or that waits behind one of its key; `offset` is null where its topic
    was made anew since.
    """

    id: int
    consumer: str
    topic: str
    partition: int
    offset: int | None
    stream: str | None
    version: int | None
    type: str | None
    error: str
    state: State
    attempts: int
    parked_at: datetime


class ParkedList(Answer):
    parked: list[Parked]


class Header(Answer):
    name: str
    value: str


class ParkedOne(Answer):
    """All that is known of it; `behind` are the first of those that wait for it, `waiting` counts them."""

    parked: Parked
    stack: str
    headers: list[Header]
    value: str
    behind: list[Parked]
    waiting: int


class Retried(Answer):
    """How many had their effect now; `stopped_at` is the one that failed again, and why."""

    replayed: int
    stopped_at: int | None
    error: str | None


class DropBody(Body):
    reason: Reason


class Audited(Answer):
    """One part of the audit that never ends: what it walked so far, and what it found missing, ever."""

    part: str
    checked: int
    found: int
    checked_at: datetime


class AuditAnswer(Answer):
    parts: list[Audited]


class Job(Answer):
    """What waits for its time: `due` of them now, `failing` were tried in vain and are tried again."""

    kind: str
    waiting: int
    due: int
    failing: int
    next_at: datetime


class Jobs(Answer):
    jobs: list[Job]


@routes.get("/v1/parked", dependencies=[allowed("platform.parked.read")])
async def index(page: Page, caller: Transactions, state: State = "parked") -> ParkedList:
    """Messages in the order they were parked."""
    await require_whole(caller)
    # The app role is nobody's in particular; the service reads, for a caller who covers everything.
    async with caller.running.begin(read_only=True) as work:
        rows = await page_of(work, select(records).where(records.c.state == state), [records.c.id], page)
    return ParkedList(parked=[Parked(**{**dict(row), "offset": parked.offset_of(row)}) for row in rows])


@routes.get("/v1/parked/{number}", dependencies=[allowed("platform.parked.read")])
async def show(number: Number, caller: Transactions) -> ParkedOne:
    """One message with its error, where it came from, and what waits behind it."""
    found = await _found(caller.running, caller.context, number)
    waiting, behind = await parked.behind(caller.running.store, found.listed, most=SHOWN_BEHIND)
    return ParkedOne(
        parked=_told(found.listed),
        stack=found.stack,
        headers=[Header(name=name, value=value) for name, value in found.headers],
        value=found.value,
        behind=[_told(one) for one in behind],
        waiting=waiting,
    )


@routes.post("/v1/parked/{number}/retry", dependencies=[allowed("platform.parked.settle")])
async def retry(number: Number, work: Command, here: Here) -> Retried:
    """Handles the message again, then what waits behind it in order, up to the first that fails again."""
    listed = (await _found(here, work.context, number)).listed
    consumer = next((one for one in here.parkers if one.name == listed.consumer), None)
    if consumer is None:
        raise NobodyReadsError
    try:
        replay = await parked.retry_parked(here.store, consumer, listed.id)
    except parked.NoSuchParkedError as error:
        raise SettledAlreadyError from error
    await _noted(work, listed, "retried" if replay.error is None else "failed_again", str(replay.replayed))
    return Retried(**asdict(replay))


@routes.post("/v1/parked/{number}/drop", status_code=204, dependencies=[allowed("platform.parked.settle")])
async def drop(number: Number, body: DropBody, work: Command, here: Here) -> None:
    """Gives the message up for ever, with a reason; what waits behind it is handled when it is retried."""
    listed = (await _found(here, work.context, number)).listed
    try:
        await parked.drop_parked(here.store, listed.id)
    except parked.NoSuchParkedError as error:
        raise SettledAlreadyError from error
    await _noted(work, listed, "dropped", body.reason)


@routes.get("/v1/audit", dependencies=[allowed("platform.operation.read")])
async def audit(here: Here) -> AuditAnswer:
    """What the audit in the background has walked and found, by part: the own topic, and each topic read here."""
    rows = await here.store.database.pool("system").fetch(AUDIT)
    return AuditAnswer(
        parts=[
            Audited(
                part=row["name"],
                checked=row["at"].get("checked", 0),
                found=row["at"].get("found", 0),
                checked_at=row["checked_at"],
            )
            for row in rows
        ]
    )


@routes.get("/v1/jobs", dependencies=[allowed("platform.operation.read")])
async def jobs(here: Here) -> Jobs:
    """What waits for its time, by kind."""
    rows = await here.store.database.pool("system").fetch(JOBS)
    return Jobs(jobs=[Job(**dict(row)) for row in rows])


async def require_whole(caller: Transactions) -> None:
    """Raises `WholeOrganisationError` unless the caller's permission reaches every unit."""
    if not await _covers_all(caller.running, caller.context):
        raise WholeOrganisationError


async def _covers_all(running: Running, context: Context) -> bool:
    roots = await running.store.database.pool("system").fetch(ROOTS)
    return bool(roots) and all(context.covers(row["unit_id"]) for row in roots)


async def _found(running: Running, context: Context, number: str) -> parked.ParkedDetail:
    """Raises `NotFoundError` where there is none of the number, or the caller's permission does not reach so far."""
    if not (number.isascii() and number.isdigit() and len(number) <= 18 and await _covers_all(running, context)):
        raise NotFoundError
    try:
        return await parked.show_parked(running.store, int(number))
    except parked.NoSuchParkedError as error:
        raise NotFoundError from error


def _told(one: parked.ParkedEvent) -> Parked:
    return Parked(**{name: getattr(one, name) for name in Parked.model_fields})


async def _noted(work: Work, listed: parked.ParkedEvent, outcome: str, detail: str) -> None:
    context = work.context
    await note(
        work.conn,
        Kind.SETTLED,
        outcome,
        actor=context.actor,
        unit=context.unit,
        subject=f"{listed.consumer} {listed.id} {listed.stream or ''}".strip(),
        correlation=context.correlation,
        detail=detail,
    )
