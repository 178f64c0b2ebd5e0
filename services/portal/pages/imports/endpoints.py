"""Imports: what ran and runs, and where a new one begins."""

import asyncio
from typing import Final

from fastapi import Response

from services.portal.pages.frame.own import seen
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.imports.seen import ContractRuns, CustomerRuns
from services.portal.pages.imports.staff.endpoints import TAKES
from services.portal.pages.imports.staff.seen import StaffRuns
from shared.web.routing import allowed

routes = page_router()

LATEST: Final = 20


@routes.get("/imports", dependencies=[allowed("customer.import.read")])
async def index(visit: Visiting) -> Response:
    ask, asked = visit.asking.ask, {"limit": LATEST}
    customers, contracts = await asyncio.gather(
        ask("customer", "/v1/imports", CustomerRuns, asked), ask("contract", "/v1/imports", ContractRuns, asked)
    )
    staff = await seen(visit, "/v1/staff-imports", StaffRuns, **asked) if visit.may(TAKES) else None
    return page(visit, "imports/list.html", customers=customers, contracts=contracts, staff=staff)
