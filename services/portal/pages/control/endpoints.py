"""Payment control: what is blocked or held and under which rule, whose waiver waits, and what is to be paid next."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

from fastapi import Query, Response

from services.portal.pages.by_clause.seen import Obligations, Payments, Waiver, Waivers
from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.deeds.table import DEEDS, possible
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from shared.web.paging import MOST
from shared.web.routing import allowed

routes = page_router()

READS: Final = "contract.payment.read"
LINES: Final = 50
DAYS: Final = (7, 30, 90)


@dataclass(frozen=True, slots=True)
class Asked:
    """Waivers by what they were asked for, the latest of a payment."""

    items: tuple[Waiver, ...] = ()

    def waiver(self, payment_id: str) -> Waiver | None:
        return next((one for one in self.items if one.payment_id == payment_id), None)


@routes.get("/payments", dependencies=[allowed(READS)])
async def index(visit: Visiting) -> Response:
    return page(visit, "control/index.html")


@routes.get("/payments/waiting", dependencies=[allowed(READS)])
async def waiting(visit: Visiting) -> Response:
    """Payments that control holds, each with its rule, limit and what is used; again whenever one changes."""
    ask, newest = visit.asking.ask, {"limit": LINES}
    held, blocked, waivers = await asyncio.gather(
        ask("contract", "/v1/payments", Payments, {**newest, "state": "held"}),
        ask("contract", "/v1/payments", Payments, {**newest, "state": "blocked"}),
        ask("contract", "/v1/waivers", Waivers, {"limit": MOST}),
    )
    found = [one for part in (held, blocked) if part.value for one in part.value.items]
    return page(
        visit,
        "control/waiting.html" if visit.fragment else "control/waiting_page.html",
        held=held,
        blocked=blocked,
        payments=found,
        standing=Asked(tuple(waivers.value.items) if waivers.value else ()),
        contracts=await contracts_named(visit, [one.contract_id for one in found]),
        deeds=DEEDS,
        may=possible(visit),
    )


@routes.get("/payments/due", dependencies=[allowed(READS)])
async def due(
    visit: Visiting,
    days: Annotated[int, Query(ge=1, le=366)] = 30,
    cursor: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """What we owe and must pay within so many days, the earliest first; what is overdue stands at the top."""
    today = visit.running.store.clock.today(visit.running.store.zone)
    asked = {
        "until": f"{today + timedelta(days=days)}",
        "debtor": "us",
        "kind": "payment",
        "limit": LINES,
        "cursor": cursor,
    }
    found = await visit.asking.ask("contract", "/v1/due-obligations", Obligations, asked)
    about = [one.contract_id for one in found.value.items] if found.value else []
    return page(
        visit,
        "control/due.html" if visit.fragment else "control/due_page.html",
        found=found,
        contracts=await contracts_named(visit, about),
        days=days,
        choices=DAYS,
        today=today,
        deeds=DEEDS,
        may=possible(visit),
    )
