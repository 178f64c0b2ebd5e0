from typing import Any, Literal

from sqlalchemy import Select, literal, select

from services.contract.rows import with_money
from services.contract.waiver.schemas import WaiverAnswer, WaiverList, WaiverShown
from services.contract.waiver.tables import waivers
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.waiver.read")]
State = Literal["asked", "granted", "refused", "used", "expired"]


def _seen() -> Select[Any]:
    return select(waivers).where(visible(waivers.c.unit_id, literal("waiver-").concat(waivers.c.waiver_id)))


@routes.get("/v1/waivers", dependencies=READ)
async def list_waivers(
    work: Query, page: Page, contract_id: Id | None = None, payment_id: Id | None = None, state: State | None = None
) -> WaiverList:
    """Waivers that were asked for, the newest first."""
    chosen = _seen()
    for column, wanted in (
        (waivers.c.contract_id, contract_id),
        (waivers.c.payment_id, payment_id),
        (waivers.c.state, state),
    ):
        if wanted is not None:
            chosen = chosen.where(column == wanted)
    rows = await page_of(work, chosen, [waivers.c.waiver_id.desc()], page)
    return WaiverList(items=[WaiverAnswer(**with_money(row, WaiverAnswer)) for row in rows])


@routes.get("/v1/waivers/{waiver_id}", dependencies=READ)
async def show(waiver_id: Id, work: Query) -> WaiverShown:
    """One waiver with its reason."""
    row = await work.row(_seen().where(waivers.c.waiver_id == waiver_id))
    if row is None:
        raise NotFoundError
    said = await work.unseal(f"waiver-{waiver_id}", row["sealed"])
    return WaiverShown(**with_money(row, WaiverAnswer), reason=said.get("reason", ""))
