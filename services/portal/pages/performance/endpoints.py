"""Performance by clause: the part of a contract's page that changes with every order, invoice and payment."""

from fastapi import Response

from services.portal.pages.by_clause.clauses import BOUNDS
from services.portal.pages.by_clause.standing import standing_of
from services.portal.pages.deeds.table import DEEDS, possible
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()


@routes.get("/contracts/{contract_id}/performance", dependencies=[allowed("contract.contract.read")])
async def show(contract_id: Id, visit: Visiting) -> Response:
    """Every clause with what is owed, was booked and is left of it, and the documents; again whenever one changes."""
    standing = await standing_of(visit, contract_id)
    if standing.contract.state == "none":
        raise NotFoundError
    return page(
        visit,
        "performance/part.html" if visit.fragment else "performance/page.html",
        contract=standing.contract,
        standing=standing,
        clauses=standing.clauses,
        bounds=BOUNDS,
        deeds=DEEDS,
        may=possible(visit),
    )
