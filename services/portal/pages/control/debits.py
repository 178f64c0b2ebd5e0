"""Direct debits: what banks of customers were asked for, what came of it, by customer and month."""

import asyncio
from datetime import date
from typing import Annotated, Final, Literal

from fastapi import Query, Response

from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.deeds.table import DEEDS, possible
from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from shared.web.routing import allowed

routes = page_router()

AT: Final = "/payments/debits"
LINES: Final = 50
STATES: Final = ("tried", "succeeded", "failed")
MONTHS: Final = 24
Cursor = Annotated[str, Query(max_length=1000)]


class Debit(Seen):
    debit_id: str
    contract_id: str
    counterparty_id: str
    invoice_id: str
    amount: Money
    mandate: str
    attempt: int
    state: str
    reason: str | None
    bank_code: str | None
    tried_on: date
    answered_on: date | None


class Debits(Seen):
    items: list[Debit]


class Sums(Seen):
    """What was tried of a customer in a month; what is not answered is the rest."""

    counterparty_id: str
    month: str
    tried: int
    succeeded: int
    failed: int
    amount: Money
    collected: Money
    not_collected: Money


class AllSums(Seen):
    items: list[Sums]


@routes.get(AT, dependencies=[allowed("contract.payment.read")])
async def index(
    visit: Visiting,
    state: Literal["", "tried", "succeeded", "failed"] = "",
    month: Annotated[str, Query(pattern=r"^([0-9]{4}-(0[1-9]|1[0-2]))?$")] = "",
    cursor: Cursor = "",
) -> Response:
    """The sums of the latest months, and the tries themselves."""
    ask = visit.asking.ask
    asked = {"state": state, "month": month, "cursor": cursor, "limit": LINES}
    found, sums = await asyncio.gather(
        ask("contract", "/v1/direct-debits", Debits, asked),
        ask("contract", "/v1/direct-debit-figures", AllSums, {"month": month, "limit": MONTHS}),
    )
    rows = found.value.items if found.value else []
    counted = sums.value.items if sums.value else []
    contracts, parties = await asyncio.gather(
        contracts_named(visit, [one.contract_id for one in rows]),
        customers_named(visit, {one.counterparty_id for one in rows} | {one.counterparty_id for one in counted}),
    )
    return page(
        visit,
        "control/debits_lines.html" if visit.fragment else "control/debits.html",
        found=found,
        sums=sums,
        contracts=contracts,
        parties=parties,
        state=state,
        states=STATES,
        month=month,
        deeds=DEEDS,
        may=possible(visit),
    )
