"""Stamp duty: what legal entities owe of a quarter, the contracts behind it, and contracts that wait for an amount."""

import asyncio
from datetime import date
from typing import Annotated, Final, Literal

from fastapi import Query, Response

from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.control.leaving_seen import DeferredDuties, DutyLines, DutyTotals
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.frame.fetching import fetched
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.web.routing import allowed

routes = page_router()

READS: Final = "contract.book.read"
AT: Final = "/payments/stamp-duty"
LINES: Final = 50
SHOWN: Final = 8
Quarter = Annotated[str, Query(pattern="^((19|20|21)[0-9]{2}-Q[1-4])?$")]
Entity = Annotated[str, Query(pattern="^([0-9a-f-]{36})?$")]
Item = Annotated[str, Query(pattern="^[a-z_]{0,40}$")]
Cursor = Annotated[str, Query(max_length=1000)]


@routes.get(AT, dependencies=[allowed(READS)])
async def index(visit: Visiting, quarter: Quarter = "") -> Response:
    """The return of a quarter by legal entity and item of the law, and what waits for its amount."""
    now = quarter or quarter_of(_today(visit))
    totals, deferred = await asyncio.gather(
        visit.asking.ask_whole("contract", "/v1/stamp-duties", DutyTotals, "items", {"quarter": now}),
        visit.asking.ask("contract", "/v1/stamp-duties/deferred", DeferredDuties, {"limit": LINES}),
    )
    rows = deferred.value.items if deferred.value else []
    contracts, parties = await asyncio.gather(
        contracts_named(visit, [one.contract_id for one in rows]),
        customers_named(visit, [one.counterparty_id for one in rows]),
    )
    return page(
        visit,
        "control/duty.html",
        totals=totals,
        deferred=deferred,
        contracts=contracts,
        parties=parties,
        quarter=now,
        quarters=quarters_until(_today(visit)),
    )


@routes.get(f"{AT}/contracts", dependencies=[allowed(READS)])
async def behind(
    visit: Visiting, quarter: Quarter = "", legal_entity_id: Entity = "", item: Item = "", cursor: Cursor = ""
) -> Response:
    """Each time a contract made duty due in the quarter."""
    asked = {"quarter": quarter or quarter_of(_today(visit)), "legal_entity_id": legal_entity_id, "item": item}
    paged = {**asked, "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/stamp-duties/contracts", DutyLines, paged)
    rows = found.value.items if found.value else []
    contracts, parties = await asyncio.gather(
        contracts_named(visit, [one.contract_id for one in rows]),
        customers_named(visit, [one.counterparty_id for one in rows]),
    )
    template = "control/duty_lines.html" if visit.fragment else "control/duty_behind.html"
    return page(
        visit,
        template,
        found=found,
        contracts=contracts,
        parties=parties,
        quarter=asked["quarter"],
        legal_entity_id=legal_entity_id,
        item=item,
    )


@routes.get(f"{AT}/contracts.{{form}}", dependencies=[allowed(READS)])
async def sheet(visit: Visiting, form: Literal["csv", "xlsx"], quarter: Quarter = "") -> Response:
    """The ledger of a quarter as the contract service writes it."""
    asked = quarter or quarter_of(_today(visit))
    return await fetched(visit, "contract", f"/v1/stamp-duties/contracts.{form}?quarter={asked}")


def quarter_of(day: date) -> str:
    """`2026-Q1`."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarters_until(day: date) -> list[str]:
    """The quarters that can be chosen: this one and those before, the latest first."""
    last = day.year * 4 + (day.month - 1) // 3
    return [f"{at // 4}-Q{at % 4 + 1}" for at in range(last, last - SHOWN, -1)]


def _today(visit: Visit) -> date:
    today: date = visit.running.store.clock.today(visit.running.store.zone)
    return today
