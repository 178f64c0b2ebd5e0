"""A contract as it stood on a day, by what was known on another: after amendments, corrections and late entries."""

import asyncio
from typing import Annotated, Final

from fastapi import Query, Response

from services.portal.pages.amending.seen import Standing
from services.portal.pages.drafting.parties import name_of
from services.portal.pages.drafting.seen import Draft
from services.portal.pages.ending.seen import Amendments
from services.portal.pages.frame.known import known_by
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.paging import MOST
from shared.web.routing import allowed

routes = page_router()

READS: Final = "contract.contract.read"
Day = Annotated[str, Query(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]


@routes.get("/contracts/{contract_id}/standing", dependencies=[allowed(READS)])
async def show(contract_id: Id, visit: Visiting, as_of: Day = "", known_on: Day = "") -> Response:
    """What counted on the day, by what was recorded by the end of the other one; today without any."""
    ask, own = visit.asking.ask, f"/v1/contracts/{contract_id}"
    asked = {"as_of": as_of, "known_at": known_by(visit, known_on)}
    contract, standing, amendments = await asyncio.gather(
        ask("contract", own, Draft),
        ask("contract", f"{own}/standing", Standing, {name: value for name, value in asked.items() if value}),
        ask("contract", f"{own}/amendments", Amendments, {"limit": MOST}),
    )
    if contract.state == "none":
        raise NotFoundError
    found = standing.value
    called, names = await asyncio.gather(
        name_of(visit, found.counterparty_id if found else ""), names_of(visit, [found.owner_id] if found else [])
    )
    return page(
        visit,
        "amending/standing.html" if visit.fragment else "amending/standing_page.html",
        contract=contract,
        standing=standing,
        amendments={one.contract_id: one for one in amendments.value.items} if amendments.value else {},
        called=called,
        names=names,
        as_of=as_of or (found.as_of.isoformat() if found else ""),
        known_on=known_on,
    )
