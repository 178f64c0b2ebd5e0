"""Everything that the contract service has to say of how a contract is performed, asked at once."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from services.portal.pages.by_clause.clauses import Clause, Sheet
from services.portal.pages.by_clause.seen import (
    Bill,
    Bills,
    Contract,
    Delivery,
    EInvoice,
    EInvoices,
    Guarantee,
    Guarantees,
    Invoice,
    Invoices,
    Obligations,
    Orders,
    OrderShown,
    Payment,
    Payments,
    Sums,
    Waiver,
    Waivers,
)
from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.visit import Visit
from shared.web.paging import MOST

SHOWN_ORDERS: Final = 20
"""Of so many orders the deliveries are asked for, the newest first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The parts as they were answered; lists are empty where a part is missing."""

    contract: Part[Contract]
    ledger: Part[Sums]
    obligations: Part[Obligations]
    orders: Part[Orders]
    invoices: Part[Invoices]
    payments: Part[Payments]
    guarantees: Part[Guarantees]
    waivers: Part[Waivers]
    shown: tuple[OrderShown, ...] = field(default=())
    bills: Part[Bills] = field(default=Part(None, "refused", "contract"))
    einvoices: Part[EInvoices] = field(default=Part(None, "refused", "contract"))

    @property
    def clauses(self) -> list[Clause]:
        """Clause by clause; none where the contract has no ledger."""
        if self.ledger.value is None:
            return []
        owed = self.obligations.value.items if self.obligations.value else []
        return Sheet(self.contract.value, self.ledger.value).clauses(owed)

    @property
    def all_invoices(self) -> list[Invoice]:
        return self.invoices.value.items if self.invoices.value else []

    @property
    def all_payments(self) -> list[Payment]:
        return self.payments.value.items if self.payments.value else []

    @property
    def all_guarantees(self) -> list[Guarantee]:
        return self.guarantees.value.items if self.guarantees.value else []

    @property
    def all_bills(self) -> list[Bill]:
        return self.bills.value.items if self.bills.value else []

    @property
    def all_einvoices(self) -> list[EInvoice]:
        return self.einvoices.value.items if self.einvoices.value else []

    def bill(self, bill_id: str) -> Bill | None:
        return next((one for one in self.all_bills if one.bill_id == bill_id), None)

    def originals(self, invoice_id: str) -> list[EInvoice]:
        """The electronic invoice of an invoice, and the red-letter ones of its credit notes."""
        return [one for one in self.all_einvoices if one.invoice_id == invoice_id]

    def invoice(self, invoice_id: str) -> Invoice | None:
        return next((one for one in self.all_invoices if one.invoice_id == invoice_id), None)

    def payment(self, payment_id: str) -> Payment | None:
        return next((one for one in self.all_payments if one.payment_id == payment_id), None)

    def order(self, order_id: str) -> OrderShown | None:
        return next((one for one in self.shown if one.order_id == order_id), None)

    def delivery(self, delivery_id: str) -> tuple[OrderShown, Delivery] | None:
        found = ((one, each) for one in self.shown for each in one.deliveries)
        return next(((one, each) for one, each in found if each.delivery_id == delivery_id), None)

    def waiver(self, payment_id: str) -> Waiver | None:
        """The latest waiver of a payment."""
        asked = self.waivers.value.items if self.waivers.value else []
        return next((one for one in asked if one.payment_id == payment_id), None)


async def standing_of(visit: Visit, contract_id: str) -> Standing:
    """Asked side by side; a part that is away is missing in its place."""
    ask, own, its = visit.asking.ask, f"/v1/contracts/{contract_id}", {"contract_id": contract_id, "limit": MOST}
    first = asyncio.gather(
        ask("contract", own, Contract),
        ask("contract", f"{own}/ledger", Sums),
        ask("contract", "/v1/obligations", Obligations, its),
        ask("contract", "/v1/orders", Orders, its),
    )
    invoices, payments, guarantees, waivers, bills, einvoices = await asyncio.gather(
        ask("contract", "/v1/invoices", Invoices, its),
        ask("contract", "/v1/payments", Payments, its),
        ask("contract", "/v1/guarantees", Guarantees, its),
        ask("contract", "/v1/waivers", Waivers, its),
        ask("contract", "/v1/bills", Bills, its),
        ask("contract", "/v1/einvoices", EInvoices, its),
    )
    contract, ledger, obligations, orders = await first
    placed = orders.value.items[:SHOWN_ORDERS] if orders.value else []
    found = await asyncio.gather(*(ask("contract", f"/v1/orders/{one.order_id}", OrderShown) for one in placed))
    shown = tuple(one.value for one in found if one.value)
    return Standing(
        contract, ledger, obligations, orders, invoices, payments, guarantees, waivers, shown, bills, einvoices
    )
