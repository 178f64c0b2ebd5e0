from typing import Final, Literal

import asyncpg
from fastapi import Request
from sqlalchemy import Select, func, literal, select

from services.contract.collected import handlers, matching
from services.contract.collected.events import Said
from services.contract.collected.proposing import Proposal, proposals
from services.contract.collected.schemas import (
    BatchTakenAnswer,
    BroughtAnswer,
    BroughtRow,
    FaultAnswer,
    LeftAnswer,
    MatchBody,
    MatchedAnswer,
    MatchedByRule,
    OutcomeAnswer,
    ProposalAnswer,
    RecordAnswer,
    RecordList,
    RecordMoved,
    RecordRow,
    SetAsideBody,
)
from services.contract.collected.tables import records
from services.contract.collector.events import KINDS, RecordKind
from services.contract.collector.handlers import collector_of
from services.contract.collector.tables import batches, collectors
from services.contract.rows import with_money
from services.contract.terms import named_together
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id, new_id
from shared.values.text import Code
from shared.web.routing import Command, Page, Query, allowed, page_of, router, upload

routes = router()
READ = [allowed("contract.collector.read")]
MATCH = [allowed("contract.collector.match")]
LARGEST: Final = 2 * 2**20
AT_ONCE: Final = 20
"""Orders that the rule matches in one go."""
COUNTED: Final = ("booked", "waiting", "set_aside")
OPEN: Final = ("waiting", "set_aside")
MOST_FOLLOWERS: Final = 200
SEEN = visible(records.c.unit_id, literal("contract-").concat(records.c.contract_id))


@routes.post(
    "/v1/collectors/{collector_id}/batches",
    status_code=201,
    dependencies=[allowed("contract.collector.send"), upload(LARGEST)],
    openapi_extra={"requestBody": {"required": True, "content": {"application/x-ndjson": {}}}},
)
async def take(request: Request, collector_id: Id, work: Command) -> BatchTakenAnswer:
    """Takes up to 200 records of a source, JSON lines: orders, deliveries, acceptances, invoices, receipts and
    payments, each known by its kind and `source_id`. The same again changes nothing, another content under the same id
    is told of and changes nothing, and a bad record stops no good one.
    """
    taken = await handlers.take_batch(work, new_id(), collector_id, await request.body())
    fact = taken.batch.state.taken
    if fact is None:
        raise NotFoundError
    counts = fact.model_dump(include={"booked", "waiting", "unchanged", "differing", "rejected"})
    outcomes = [_outcome(outcome) for outcome in taken.outcomes]
    return BatchTakenAnswer(batch_id=taken.batch.id, **counts, records=outcomes, version=taken.batch.version)


@routes.post("/v1/collectors/{collector_id}/matching", status_code=201, dependencies=MATCH)
async def match_by_rule(collector_id: Id, work: Command) -> MatchedByRule:
    """Matches waiting orders of a source that have one contract for certain, the oldest first, up to 20 at a time."""
    collector = await collector_of(work, collector_id)
    source = collector.state.laid_down.source if collector.state.laid_down else ""
    done = await matching.match_waiting(work, source, AT_ONCE)
    booked, left = sum(len(one.booked) for one in done), sum(len(one.left) for one in done)
    return MatchedByRule(matched=len(done), booked=booked, left=left)


@routes.get("/v1/collectors/{collector_id}/brought", dependencies=READ)
async def brought(collector_id: Id, work: Query) -> BroughtAnswer:
    """What came through a collector so far, counted by kind and by what became of it, and how many were refused."""
    known = select(collectors.c.source).where(collectors.c.collector_id == collector_id)
    source = await work.value(known.where(visible(collectors.c.unit_id)))
    if source is None:
        raise NotFoundError
    counts = (func.count().filter(records.c.state == state).label(state) for state in COUNTED)
    differing = func.count().filter(records.c.differs).label("differing")
    counted = select(records.c.kind, func.count().label("records"), *counts, differing)
    rows = await work.rows(counted.where(SEEN, records.c.source == source).group_by(records.c.kind))
    by_kind = {row["kind"]: BroughtRow(**dict(row)) for row in rows}
    refused = select(func.coalesce(func.sum(batches.c.rejected), 0))
    rejected = await work.value(refused.where(batches.c.collector_id == collector_id, visible(batches.c.unit_id)))
    kinds = [by_kind[kind] for kind in KINDS if kind in by_kind]
    return BroughtAnswer(collector_id=collector_id, rejected=int(rejected), kinds=kinds)


@routes.get("/v1/collected-records", dependencies=READ)
async def index(
    work: Query,
    page: Page,
    state: Literal["waiting", "set_aside", "open", "booked"] | None = None,
    kind: RecordKind | None = None,
    source: Code | None = None,
    contract_id: Id | None = None,
) -> RecordList:
    """Records that collectors brought, the newest first; those that wait are looked through like this. `open` are those
    that are not booked: waiting, or set aside.
    """
    chosen = select(records).where(SEEN)
    if state is not None:
        chosen = chosen.where(records.c.state.in_(OPEN if state == "open" else (state,)))
    wanted = {"kind": kind, "source": source, "contract_id": contract_id}
    for name, value in wanted.items():
        if value is not None:
            chosen = chosen.where(records.c[name] == value)
    rows = await page_of(work, chosen, [records.c.effective_on.desc(), records.c.collected_id.desc()], page)
    return RecordList(items=[_row(row) for row in rows])


@routes.get("/v1/collected-records/{collected_id}", dependencies=READ)
async def show(collected_id: Id, work: Query) -> RecordAnswer:
    """One record; of a waiting order with the contracts that may be its own, and what waits with it."""
    row = await work.row(_one(collected_id))
    if row is None:
        raise NotFoundError
    said = Said.model_validate(row["said"])
    waits = row["state"] == "waiting" and row["kind"] == "order"
    found = await proposals(work, said) if waits else []
    following = select(records).where(SEEN, records.c.follows == collected_id)
    followers = await work.rows(
        following.order_by(records.c.effective_on, records.c.collected_id).limit(MOST_FOLLOWERS)
    )
    return RecordAnswer(
        **_row(row).model_dump(),
        said=said,
        reason=(await work.unseal(f"collected-{collected_id}", row["sealed"])).get("reason"),
        proposals=[_proposal(one) for one in found],
        followers=[_row(one) for one in followers],
    )


@routes.post("/v1/collected-records/{collected_id}/set-aside", status_code=201, dependencies=MATCH)
async def set_aside(collected_id: Id, body: SetAsideBody, work: Command) -> RecordMoved:
    """Nobody looks for the contract of a waiting order for now: it is no exposure, and the rule leaves it out."""
    record = await handlers.set_aside(work, collected_id, body.reason)
    return RecordMoved(collected_id=collected_id, state=record.state.stage, version=record.version)


@routes.post("/v1/collected-records/{collected_id}/taking-up", status_code=201, dependencies=MATCH)
async def take_up(collected_id: Id, work: Command) -> RecordMoved:
    """An order that was set aside waits for its contract again."""
    record = await handlers.take_up(work, collected_id)
    return RecordMoved(collected_id=collected_id, state=record.state.stage, version=record.version)


@routes.post("/v1/collected-records/{collected_id}/match", status_code=201, dependencies=MATCH)
async def match(collected_id: Id, body: MatchBody, work: Command) -> MatchedAnswer:
    """Books a waiting order on a contract with its party, then what waited with it; what can't be booked goes on
    waiting and is told of. What was left is booked likewise, once its order is.
    """
    named_together(body.clause, body.phase)
    place = (body.clause, body.phase) if body.clause is not None and body.phase is not None else None
    done = await matching.book_waiting(work, collected_id, body.contract_id, place, "person")
    booked = done.record.state.booked
    if booked is None:
        raise NotFoundError
    left = [LeftAnswer(collected_id=one, field=fault.column, reason=fault.reason) for one, fault in done.left]
    return MatchedAnswer(
        collected_id=collected_id,
        contract_id=booked.contract_id,
        document_id=booked.document_id,
        booked=list(done.booked),
        left=left,
        version=done.record.version,
    )


def _one(collected_id: str) -> Select[tuple[object, ...]]:
    return select(records).where(records.c.collected_id == collected_id, SEEN)


def _row(row: asyncpg.Record) -> RecordRow:
    return RecordRow(**with_money(row, RecordRow))


def _outcome(outcome: handlers.Outcome) -> OutcomeAnswer:
    return OutcomeAnswer(
        index=outcome.index,
        kind=outcome.kind,
        source_id=outcome.source_id,
        result=outcome.result,
        collected_id=outcome.collected_id,
        contract_id=outcome.contract_id,
        document_id=outcome.document_id,
        faults=[FaultAnswer(field=fault.column, reason=fault.reason) for fault in outcome.faults],
    )


def _proposal(one: Proposal) -> ProposalAnswer:
    return ProposalAnswer(
        contract_id=one.contract_id, number=one.number, title=one.title, score=one.score, because=list(one.because)
    )
