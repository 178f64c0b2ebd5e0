from typing import Any

from sqlalchemy import literal, select

from services.contract.master.schemas import DrawingAnswer, DrawingList, MasterAnswer, MasterList
from services.contract.master.tables import drawings, masters
from services.contract.rows import with_money
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.values.money import Money
from shared.web.routing import Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.contract.read")]


@routes.get("/v1/masters", dependencies=READ)
async def list_masters(work: Query, page: Page) -> MasterList:
    """Master contracts in force or ended, the newest first."""
    chosen = select(masters).where(visible(masters.c.unit_id, literal("contract-").concat(masters.c.contract_id)))
    rows = await page_of(work, chosen, [masters.c.contract_id.desc()], page)
    return MasterList(items=[MasterAnswer(**with_money(row, MasterAnswer)) for row in rows])


@routes.get("/v1/contracts/{contract_id}/master", dependencies=READ)
async def show(
    contract_id: Id,
    work: Query,
) -> MasterAnswer:
    """What a master contract allows, and what was drawn on it."""
    seen = visible(masters.c.unit_id, literal("contract-").concat(masters.c.contract_id))
    row = await work.row(select(masters).where(masters.c.contract_id == contract_id, seen))
    if row is None:
        raise NotFoundError
    return MasterAnswer(**with_money(row, MasterAnswer))


@routes.get("/v1/contracts/{contract_id}/drawings", dependencies=READ)
async def list_drawings(contract_id: Id, work: Query, page: Page) -> DrawingList:
    """Document by document what counts against a master contract, the last first."""
    seen = visible(drawings.c.unit_id, literal("contract-").concat(drawings.c.master_id))
    chosen = select(drawings).where(drawings.c.master_id == contract_id, seen)
    rows = await page_of(work, chosen, [drawings.c.version.desc()], page)
    return DrawingList(items=[DrawingAnswer(**_told(row)) for row in rows])


def _told(row: Any) -> dict[str, Any]:
    said = with_money(row, DrawingAnswer)
    return {**said, "counted": Money.of(row["counted"], row["counted_currency"])}
