"""What of each customer's bills is at risk: not honoured yet, in our hands or passed on with recourse to us."""

from decimal import Decimal
from typing import Annotated, Final

from fastapi import Query, Response

from services.portal.pages.customers.naming import customers_named
from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from shared.web.routing import allowed

routes = page_router()

READS: Final = "contract.bill.read"
AT: Final = "/payments/bills/exposures"
LINES: Final = 50


class AtRisk(Seen):
    """Of a customer, in a currency."""

    counterparty_id: str
    held: Money
    passed_on: Money

    @property
    def whole(self) -> Money:
        """Both together."""
        amount = Decimal(self.held.amount) + Decimal(self.passed_on.amount)
        return Money(amount=str(amount), currency=self.held.currency)


class AllAtRisk(Seen):
    items: list[AtRisk]


@routes.get(AT, dependencies=[allowed(READS)])
async def index(visit: Visiting, cursor: Annotated[str, Query(max_length=1000)] = "") -> Response:
    asked = {"cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/bill-exposures", AllAtRisk, asked)
    parties = await customers_named(visit, [one.counterparty_id for one in found.value.items] if found.value else [])
    template = "originals/at_risk_lines.html" if visit.fragment else "originals/at_risk.html"
    return page(visit, template, found=found, parties=parties)
