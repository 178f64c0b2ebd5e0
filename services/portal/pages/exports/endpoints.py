"""Lists taken away as CSV: page by page from the service that has them, sent while they are read."""

from collections.abc import AsyncIterator
from typing import Final

from fastapi import Response

from services.portal.pages.contracts.seen import Rows
from services.portal.pages.customers.seen import Lines
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.sheets import download, line
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from shared.web.paging import MOST
from shared.web.routing import allowed

routes = page_router()

BROKEN_OFF: Final = N_("The rest could not be had; load it again.")
OF_CUSTOMERS: Final = (
    N_("Number"), N_("Name"), N_("Kind"), N_("Roles"), N_("State"), N_("Region"), N_("Owner's id"), N_("Id"),
)  # fmt: skip
OF_CONTRACTS: Final = (
    N_("Number"), N_("Title"), N_("Direction"), N_("State"), N_("Amount"), N_("Currency"), N_("From"), N_("Until"),
    N_("Signed"), N_("Id"),
)  # fmt: skip
"""The headings of the files."""


@routes.get("/exports/customers.csv", dependencies=[allowed("customer.archive.read")])
async def customers(visit: Visiting) -> Response:
    """Every customer that the visitor sees."""
    return download("customers.csv", _customers(visit))


@routes.get("/exports/contracts.csv", dependencies=[allowed("contract.contract.read")])
async def contracts(visit: Visiting) -> Response:
    """Every contract that the visitor sees."""
    return download("contracts.csv", _contracts(visit))


async def _customers(visit: Visit) -> AsyncIterator[str]:
    say = visit.say
    yield line(map(say, OF_CUSTOMERS))
    cursor, more = "", True
    while more:
        part = await visit.asking.ask("customer", "/v1/customers", Lines, {"limit": MOST, "cursor": cursor})
        if part.value is None:
            yield line([say(BROKEN_OFF)])
            return
        for one in part.value.customers:
            roles = " · ".join(_term(visit, role) for role in one.roles)
            said = _term(visit, one.kind), roles, _term(visit, one.state)
            yield line([one.source_id, one.name, *said, one.region, one.owner_id, one.customer_id])
        cursor, more = part.cursor, bool(part.cursor)


async def _contracts(visit: Visit) -> AsyncIterator[str]:
    say = visit.say
    yield line(map(say, OF_CONTRACTS))
    cursor, more = "", True
    while more:
        part = await visit.asking.ask("contract", "/v1/contracts", Rows, {"limit": MOST, "cursor": cursor})
        if part.value is None:
            yield line([say(BROKEN_OFF)])
            return
        for one in part.value.items:
            said = _term(visit, one.direction), _term(visit, one.state), one.amount.amount, one.amount.currency
            dates = one.term_from, one.term_to, one.signed_on
            yield line([one.number, one.title, *said, *dates, one.contract_id])
        cursor, more = part.cursor, bool(part.cursor)


def _term(visit: Visit, code: str) -> str:
    return visit.say(TERMS.get(code, code))
