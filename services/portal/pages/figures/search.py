"""Contracts found by what stands in their title and words, with what was asked for marked."""

from typing import Annotated, Final

from fastapi import Query, Response

from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.figures.marks import marked
from services.portal.pages.figures.seen import FoundRows
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from shared.web.routing import allowed

routes = page_router()

SHORTEST: Final = 2


@routes.get("/figures/search", dependencies=[allowed("contract.contract.read")])
async def search(
    visit: Visiting,
    q: Annotated[str, Query(max_length=200)] = "",
    imported: Annotated[bool, Query()] = False,  # noqa: FBT002 - a parameter of the address
) -> Response:
    understood = bool(q.split()) and all(len(term) >= SHORTEST for term in q.split())
    found = None
    if understood:
        asked = {"q": q.strip(), "imported": str(imported).lower()}
        found = await visit.asking.ask("contract", "/v1/contract-search", FoundRows, asked)
    rows = found.value.items if found and found.value else []
    contracts = await contracts_named(visit, [one.contract_id for one in rows])
    template = "figures/search_lines.html" if visit.fragment else "figures/search.html"
    return page(visit, template, found=found, q=q, imported=imported, contracts=contracts, marked=marked)
