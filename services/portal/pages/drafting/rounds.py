"""The rounds of review that a contract went through, each with who said what."""

import asyncio

from fastapi import Response

from services.portal.pages.approval.seen import Lines, Round
from services.portal.pages.drafting.seen import Draft
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

MOST = 10


@routes.get("/contracts/{contract_id}/rounds", dependencies=[allowed("contract.approval.read")])
async def show(contract_id: Id, visit: Visiting) -> Response:
    """The last rounds, the newest first; as a part of the contract's page."""
    ask = visit.asking.ask
    rounds, contract = await asyncio.gather(
        ask("contract", "/v1/approvals", Lines, {"subject": f"contract-{contract_id}", "limit": 100}),
        ask("contract", f"/v1/contracts/{contract_id}", Draft),
    )
    if contract.state == "none":
        raise NotFoundError
    lines = sorted(rounds.value.items if rounds.value else [], key=lambda one: -one.round)[:MOST]
    parts = await asyncio.gather(*(ask("contract", f"/v1/approvals/{one.approval_id}", Round) for one in lines))
    told = [part.value for part in parts if part.value]
    people = {one.drafter for one in told} | {said.person for one in told for said in one.history}
    return page(
        visit,
        "drafting/rounds.html" if visit.fragment else "drafting/rounds_page.html",
        contract=contract,
        rounds=rounds,
        told=told,
        names=await names_of(visit, people),
    )
