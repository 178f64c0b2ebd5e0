import asyncpg
from sqlalchemy import literal, select

from services.contract.part import handlers
from services.contract.part.aggregate import utilisation
from services.contract.part.schemas import PartAnswer, PartBody, ParticularsBody, PartKept, PartList
from services.contract.part.tables import parts
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.values.text import Code
from shared.web.routing import Command, IfMatch, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.order.read")]
SPECIFY = [allowed("contract.order.specify")]
SEEN = visible(parts.c.unit_id, literal("contract-").concat(parts.c.contract_id))


@routes.post("/v1/contracts/{contract_id}/parts", status_code=201, dependencies=SPECIFY)
async def register(contract_id: Id, body: PartBody, work: Command) -> PartKept:
    """Registers a part that is made for the customer under a sales contract."""
    on = body.effective_on or work.context.today
    part = await handlers.register_part(work, contract_id, body.model, body.part, body.particulars(), on)
    return PartKept(part_id=part.id, version=part.version)


@routes.put("/v1/parts/{part_id}", dependencies=SPECIFY)
async def change(part_id: Id, body: ParticularsBody, if_match: IfMatch, work: Command) -> PartKept:
    """Says anew what a part is made of and what it takes."""
    on = body.effective_on or work.context.today
    part = await handlers.change_part(
        work, part_id, body.particulars(), on, if_match, drawn_anew=body.drawings is not None
    )
    return PartKept(part_id=part.id, version=part.version)


@routes.get("/v1/parts", dependencies=READ)
async def list_parts(
    work: Query,
    page: Page,
    contract_id: Id | None = None,
    counterparty_id: Id | None = None,
    model: Code | None = None,
) -> PartList:
    """Parts made for the customers of the caller's units, by model and number."""
    chosen = select(parts).where(SEEN)
    for column, wanted in (
        (parts.c.contract_id, contract_id),
        (parts.c.counterparty_id, counterparty_id),
        (parts.c.model, model),
    ):
        if wanted is not None:
            chosen = chosen.where(column == wanted)
    rows = await page_of(work, chosen, [parts.c.model, parts.c.part, parts.c.part_id], page)
    return PartList(items=[_shown(row) for row in rows])


@routes.get("/v1/parts/{part_id}", dependencies=READ)
async def show(part_id: Id, work: Query) -> PartAnswer:
    """One part."""
    row = await work.row(select(parts).where(parts.c.part_id == part_id, SEEN))
    if row is None:
        raise NotFoundError
    return _shown(row)


def _shown(row: asyncpg.Record) -> PartAnswer:
    return PartAnswer(**dict(row), utilisation=utilisation(row["weight"], row["quota"]))
