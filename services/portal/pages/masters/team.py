"""Who looks after a customer under its master contracts, region by region: a part of its page."""

import asyncio
from typing import Final

from fastapi import Response

from services.portal.pages.contracts.seen import Rows
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.masters.seen import Members
from services.portal.pages.masters.service import FUNCTIONS
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

MOST: Final = 5
"""Of so many master contracts the team is asked for, the newest first."""


@routes.get("/customers/{customer_id}/team", dependencies=[allowed("contract.contract.read")])
async def show(customer_id: Id, visit: Visiting) -> Response:
    ask, wanted = visit.asking.ask, {"counterparty_id": customer_id, "master": "true", "limit": MOST}
    found = await ask("contract", "/v1/contracts", Rows, wanted)
    masters = found.value.items if found.value else []
    teams = await asyncio.gather(
        *(ask("contract", f"/v1/contracts/{one.contract_id}/account-team", Members) for one in masters)
    )
    people = [each.staff_id for team in teams if team.value for each in team.value.items]
    return page(
        visit,
        "masters/team.html" if visit.fragment else "masters/team_page.html",
        customer_id=customer_id,
        called="" if visit.fragment else (await customers_named(visit, [customer_id])).get(customer_id, ""),
        found=found,
        teams=list(zip(masters, teams, strict=True)),
        names=await names_of(visit, people),
        functions=FUNCTIONS,
    )
