from typing import Any

import asyncpg
from pydantic import BaseModel
from sqlalchemy import column, func, select, true
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.collector import handlers
from services.contract.collector.aggregate import PauseCollector, ResumeCollector
from services.contract.collector.events import Result
from services.contract.collector.schemas import (
    BatchAnswer,
    BatchList,
    BatchRow,
    CollectorAnswer,
    CollectorBody,
    CollectorKept,
    CollectorList,
    CollectorShown,
    PauseBody,
    ReadingBody,
    RemarkList,
    RemarkRow,
)
from services.contract.collector.tables import batches, collectors
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.values.text import Code
from shared.web.routing import Command, IfMatch, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.collector.read")]
LAY_DOWN = [allowed("contract.collector.lay_down")]


@routes.post("/v1/collectors", status_code=201, dependencies=LAY_DOWN)
async def lay_down(body: CollectorBody, work: Command) -> CollectorKept:
    """Registers a source whose records arrive through a collector, or says anew how they are read."""
    fact = body.fact(body.source, body.unit_id or work.context.unit, work.context.today)
    collector = await handlers.lay_down(work, fact)
    return CollectorKept(collector_id=collector.id, version=collector.version)


@routes.put("/v1/collectors/{collector_id}", dependencies=LAY_DOWN)
async def change(collector_id: Id, body: ReadingBody, if_match: IfMatch, work: Command) -> CollectorKept:
    """Says anew how records of a source are read, what of them and whose they are."""
    known = await handlers.laid_down_of(work, collector_id)
    fact = body.fact(known.source, known.unit_id, work.context.today)
    collector = await handlers.lay_down(work, fact, if_match)
    return CollectorKept(collector_id=collector.id, version=collector.version)


@routes.post("/v1/collectors/{collector_id}/pause", status_code=201, dependencies=LAY_DOWN)
async def pause(collector_id: Id, body: PauseBody, work: Command) -> CollectorKept:
    """Nothing of the source is taken until it is taken up again."""
    collector = await handlers.move(work, collector_id, PauseCollector(body.reason, work.context.today))
    return CollectorKept(collector_id=collector.id, version=collector.version)


@routes.post("/v1/collectors/{collector_id}/resumption", status_code=201, dependencies=LAY_DOWN)
async def resume(collector_id: Id, work: Command) -> CollectorKept:
    """The source may send again."""
    collector = await handlers.move(work, collector_id, ResumeCollector(work.context.today))
    return CollectorKept(collector_id=collector.id, version=collector.version)


@routes.get("/v1/collectors", dependencies=READ)
async def index(work: Query, page: Page) -> CollectorList:
    """Collectors of the caller's units, by source."""
    chosen = select(collectors).where(visible(collectors.c.unit_id))
    rows = await page_of(work, chosen, [collectors.c.source], page)
    return CollectorList(items=[CollectorAnswer(**_named(row, CollectorAnswer)) for row in rows])


@routes.get("/v1/collectors/{collector_id}", dependencies=READ)
async def show(collector_id: Id, work: Query) -> CollectorShown:
    """One collector; why it is paused, where it is."""
    chosen = select(collectors).where(collectors.c.collector_id == collector_id, visible(collectors.c.unit_id))
    row = await work.row(chosen)
    if row is None:
        raise NotFoundError
    said = await work.unseal(f"collector-{collector_id}", row["sealed"])
    return CollectorShown(**_named(row, CollectorAnswer), reason=said.get("reason"))


@routes.get("/v1/collector-batches", dependencies=READ)
async def list_batches(work: Query, page: Page, source: Code | None = None) -> BatchList:
    """What collectors brought, the latest batch first."""
    chosen = select(batches).where(visible(batches.c.unit_id))
    if source is not None:
        chosen = chosen.where(batches.c.source == source)
    rows = await page_of(work, chosen, [batches.c.taken_at.desc(), batches.c.batch_id.desc()], page)
    return BatchList(items=[BatchRow(**_named(row, BatchRow)) for row in rows])


@routes.get("/v1/collector-batches/{batch_id}", dependencies=READ)
async def show_batch(batch_id: Id, work: Query) -> BatchAnswer:
    """One batch with what is to be said of its records."""
    row = await work.row(select(batches).where(batches.c.batch_id == batch_id, visible(batches.c.unit_id)))
    if row is None:
        raise NotFoundError
    return BatchAnswer(**_named(row, BatchAnswer))


@routes.get("/v1/collector-remarks", dependencies=READ)
async def list_remarks(work: Query, page: Page, source: Code | None = None, result: Result | None = None) -> RemarkList:
    """What is to be said of single records, over all batches, the latest batch first."""
    elements = func.jsonb_array_elements(batches.c.remarks)
    told = elements.table_valued(column("value", JSONB), with_ordinality="at").render_derived()
    named = (batches.c.batch_id, batches.c.source, batches.c.taken_at, told.c.at)
    chosen = select(*named, told.c.value).select_from(batches).join(told, true()).where(visible(batches.c.unit_id))
    if source is not None:
        chosen = chosen.where(batches.c.source == source)
    if result is not None:
        chosen = chosen.where(told.c.value["result"].astext == result)
    rows = await page_of(work, chosen, [batches.c.taken_at.desc(), batches.c.batch_id.desc(), told.c.at], page)
    plain = ("batch_id", "source", "taken_at", "at")
    return RemarkList(items=[RemarkRow(**{name: row[name] for name in plain}, **_remark(row)) for row in rows])


def _remark(row: asyncpg.Record) -> dict[str, Any]:
    return {name: value for name, value in row["value"].items() if name in RemarkRow.model_fields}


def _named(row: asyncpg.Record, answer: type[BaseModel]) -> dict[str, Any]:
    return {name: row[name] for name in answer.model_fields}
