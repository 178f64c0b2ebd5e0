from sqlalchemy import select

from services.contract.collector import handlers
from services.contract.collector.events import CollectorLaidDown, CurrencyName, PartyName, UnitName
from services.contract.collector.schemas import (
    BatchAnswer,
    BatchList,
    BatchRow,
    CollectorAnswer,
    CollectorBody,
    CollectorKept,
    CollectorList,
)
from services.contract.collector.tables import batches, collectors
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id, derived_id
from shared.values.text import Code
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.collector.read")]


@routes.post("/v1/collectors", status_code=201, dependencies=[allowed("contract.collector.lay_down")])
async def lay_down(body: CollectorBody, work: Command) -> CollectorKept:
    """Registers a source whose records arrive through a collector, or says anew how they are read."""
    fact = CollectorLaidDown(
        collector_id=derived_id("collector", body.source),
        source=body.source,
        unit_id=body.unit_id or work.context.unit,
        parties=body.parties or body.source,
        currency=body.currency,
        units=tuple(UnitName(**one.model_dump()) for one in body.units),
        currencies=tuple(CurrencyName(**one.model_dump()) for one in body.currencies),
        party_names=tuple(PartyName(**one.model_dump()) for one in body.party_names),
        match_by_rule=body.match_by_rule,
        effective_on=work.context.today,
    )
    collector = await handlers.lay_down(work, fact)
    return CollectorKept(collector_id=collector.id, version=collector.version)


@routes.get("/v1/collectors", dependencies=READ)
async def index(work: Query, page: Page) -> CollectorList:
    """Collectors of the caller's units, by source."""
    chosen = select(collectors).where(visible(collectors.c.unit_id))
    rows = await page_of(work, chosen, [collectors.c.source], page)
    return CollectorList(items=[CollectorAnswer(**dict(row)) for row in rows])


@routes.get("/v1/collectors/{collector_id}", dependencies=READ)
async def show(collector_id: Id, work: Query) -> CollectorAnswer:
    """One collector."""
    chosen = select(collectors).where(collectors.c.collector_id == collector_id, visible(collectors.c.unit_id))
    row = await work.row(chosen)
    if row is None:
        raise NotFoundError
    return CollectorAnswer(**dict(row))


@routes.get("/v1/collector-batches", dependencies=READ)
async def list_batches(work: Query, page: Page, source: Code | None = None) -> BatchList:
    """What collectors brought, the latest batch first."""
    chosen = select(batches).where(visible(batches.c.unit_id))
    if source is not None:
        chosen = chosen.where(batches.c.source == source)
    rows = await page_of(work, chosen, [batches.c.taken_at.desc(), batches.c.batch_id.desc()], page)
    return BatchList(items=[BatchRow(**{name: row[name] for name in BatchRow.model_fields}) for row in rows])


@routes.get("/v1/collector-batches/{batch_id}", dependencies=READ)
async def show_batch(batch_id: Id, work: Query) -> BatchAnswer:
    """One batch with what is to be said of its records."""
    row = await work.row(select(batches).where(batches.c.batch_id == batch_id, visible(batches.c.unit_id)))
    if row is None:
        raise NotFoundError
    return BatchAnswer(**{name: row[name] for name in BatchAnswer.model_fields})
