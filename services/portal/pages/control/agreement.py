"""Whether what the events of contracts say, the balances shown and the postings are the same, to the cent."""

from typing import Annotated, Final

from fastapi import Query, Response

from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.control.books import AT as BOOKS
from services.portal.pages.control.books import READS
from services.portal.pages.control.seen import Agreement, ContractAgreement
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

AT: Final = f"{BOOKS}/agreement"
AT_ONCE: Final = 200
"""Contracts that are compared while one waits."""
After = Annotated[str, Query(pattern="^([0-9a-f-]{36})?$", description="The contract to go on behind")]


@routes.get(AT, dependencies=[allowed(READS)])
async def index(visit: Visiting, after: After = "") -> Response:
    """Contracts in the order of their ids, as many as are compared at once; what differs is named."""
    found = await visit.asking.ask("contract", "/v1/agreement", Agreement, {"after": after, "most": AT_ONCE})
    about = [one.contract_id for one in found.value.differing] if found.value else []
    return page(
        visit,
        "control/agreement.html",
        found=found,
        after=after,
        more=bool(found.value and found.value.contracts == AT_ONCE),
        contracts=await contracts_named(visit, about),
    )


@routes.get("/contracts/{contract_id}/agreement", dependencies=[allowed(READS)])
async def of_one(contract_id: Id, visit: Visiting) -> Response:
    """The same of one contract, kind by kind."""
    found = await visit.asking.ask("contract", f"/v1/contracts/{contract_id}/agreement", ContractAgreement)
    if found.state == "none":
        raise NotFoundError
    named = await contracts_named(visit, [contract_id])
    return page(visit, "control/agreement_one.html", contract_id=contract_id, found=found, contracts=named)
