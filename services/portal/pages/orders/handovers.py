"""What contracts say is handed over, by us and to us: the earliest first, what is late at the top."""

import asyncio
from datetime import timedelta
from typing import Annotated, Final, Literal

from fastapi import Query, Response

from services.portal.pages.by_clause.seen import Obligations
from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.deeds.table import DEEDS, possible
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from shared.web.routing import allowed

routes = page_router()

LINES: Final = 50
DAYS: Final = (0, 30, 60, 90)


@routes.get("/orders/handovers", dependencies=[allowed("contract.contract.read")])
async def handovers(
    visit: Visiting,
    days: Annotated[int, Query(ge=0, le=366)] = 30,
    debtor: Literal["", "us", "counterparty"] = "",
    cursor: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    """What is due within so many days and not handed over yet."""
    today = visit.running.store.clock.today(visit.running.store.zone)
    until = today + timedelta(days=days)
    asked = {"until": f"{until}", "debtor": debtor, "kind": "handover", "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/due-obligations", Obligations, asked)
    rows = found.value.items if found.value else []
    contracts, parties = await asyncio.gather(
        contracts_named(visit, [one.contract_id for one in rows]),
        customers_named(visit, [one.counterparty_id for one in rows]),
    )
    return page(
        visit,
        "orders/handovers_lines.html" if visit.fragment else "orders/handovers.html",
        found=found,
        contracts=contracts,
        parties=parties,
        days=days,
        choices=DAYS,
        debtor=debtor,
        today=today,
        deeds=DEEDS,
        may=possible(visit),
    )
