"""Master contracts: their caps and how far they are used up, document by document, and the contracts under them."""

import asyncio
from typing import Annotated, Any, Final

from fastapi import Query, Response

from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.contracts.seen import Contract, Rows
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.frame.people import units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.words import N_
from services.portal.pages.masters.consumption import STAGES, Used, by_product, by_stage
from services.portal.pages.masters.seen import Drawings, Master, Masters
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READ: Final = [allowed("contract.contract.read")]
LINES: Final = 50
Cursor = Annotated[str, Query(max_length=1000)]


@routes.get("/masters", dependencies=READ)
async def index(visit: Visiting, cursor: Cursor = "") -> Response:
    found = await visit.asking.ask("contract", "/v1/masters", Masters, {"cursor": cursor, "limit": LINES})
    rows = found.value.items if found.value else []
    contracts, units = await asyncio.gather(
        contracts_named(visit, [one.contract_id for one in rows]), units_of(visit, [one.unit_id for one in rows])
    )
    template = "masters/lines.html" if visit.fragment else "masters/list.html"
    return page(visit, template, found=found, contracts=contracts, units=units, by_stage=by_stage)


@routes.get("/masters/{contract_id}", dependencies=READ)
async def show(contract_id: Id, visit: Visiting) -> Response:
    ask, own = visit.asking.ask, f"/v1/contracts/{contract_id}"
    contract, master, drawings, under = await asyncio.gather(
        ask("contract", own, Contract),
        ask("contract", f"{own}/master", Master),
        visit.asking.ask_whole("contract", f"{own}/drawings", Drawings, "items"),
        ask("contract", "/v1/contracts", Rows, {"master_id": contract_id, "limit": 200}),
    )
    if "none" in (contract.state, master.state):
        raise NotFoundError
    below = under.value.items if under.value else []
    known = {one.contract_id: one for one in below}
    drawn = drawings.value.items if drawings.value else []
    missing = {one.contract_id for one in drawn} - known.keys()
    known |= await contracts_named(visit, missing)
    stages = by_stage(master.value) if master.value else []
    return page(
        visit,
        "masters/one.html",
        contract=contract,
        master=master,
        drawings=drawings,
        under=under,
        known=known,
        parties=await customers_named(visit, [one.counterparty_id for one in below]),
        stages=stages,
        products=by_product(master.value.quantities, drawn) if master.value else {},
        picture_of=_chart(stages, visit.say) if master.value else None,
        shown=LINES,
    )


def _chart(stages: list[Used], say: Any) -> dict[str, Any]:
    used = [float(one.used) for one in stages]
    left = [float(one.left) for one in stages]
    series = [{"name": say(N_("Used")), "stack": "cap", "data": used}]
    series.append({"name": say(N_("Left of the cap")), "stack": "cap", "faint": True, "data": left})
    return {"labels": [say(TERMS[stage]) for stage in STAGES], "series": series}
