from sqlalchemy import literal, select

from services.contract.seal_use import handlers
from services.contract.seal_use.schemas import SealUseAnswer, SealUseBody, SealUsedAnswer, SealUseList
from services.contract.seal_use.tables import seal_uses
from shared.security.known import require_people
from shared.security.visibility import visible
from shared.values.ids import Id, new_id
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()


@routes.post("/v1/contracts/{contract_id}/seal-uses", status_code=201, dependencies=[allowed("contract.seal.use")])
async def use(contract_id: Id, body: SealUseBody, work: Command) -> SealUsedAnswer:
    """Registers that a seal was used on the approved text, and on how many copies; no other text takes one."""
    await require_people(work, {"/keeper_id": body.keeper_id})
    wish = body.wish(work.context.actor, work.context.today)
    used = await handlers.use_seal(work, new_id(), contract_id, wish)
    return SealUsedAnswer(
        seal_use_id=used.id,
        contract_id=contract_id,
        copies_id=handlers.copies_of(used.id) if wish.sent else None,
    )


@routes.get("/v1/seal-uses", dependencies=[allowed("contract.contract.read")])
async def list_uses(work: Query, page: Page, contract_id: Id | None = None, keeper_id: Id | None = None) -> SealUseList:
    """Uses of seals on the caller's contracts, the newest first."""
    seen = visible(seal_uses.c.unit_id, literal("contract-").concat(seal_uses.c.contract_id))
    chosen = select(seal_uses).where(seen)
    if contract_id is not None:
        chosen = chosen.where(seal_uses.c.contract_id == contract_id)
    if keeper_id is not None:
        chosen = chosen.where(seal_uses.c.keeper_id == keeper_id)
    rows = await page_of(work, chosen, [seal_uses.c.seal_use_id.desc()], page)
    return SealUseList(items=[SealUseAnswer(**dict(row)) for row in rows])
