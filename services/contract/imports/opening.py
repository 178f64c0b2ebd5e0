"""What moved under a contract before it was taken over: per clause and phase one booking of each kind, with one
invoice and one payment that stand for all there were.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from services.contract.contract.events import ContractImported
from services.contract.imports.contract_rows import ContractRow, PlaceRow
from services.contract.imports.streams import Moving
from services.contract.invoice.events import InvoiceBroughtForward, TaxShare
from services.contract.ledger.aggregate import Book
from services.contract.ledger.events import Kind
from services.contract.payment.events import PaymentBroughtForward
from services.contract.terms import PlanLine
from shared.values.ids import derived_id
from shared.values.money import Money

AHEAD: Final = ("advance", "deposit")
"""What is paid before anything is invoiced: a customer's is booked under its clause."""
ROUNDED: Final = Decimal(1)
"""How far the tax of many invoices may be from that of their sum."""
OPENINGS: Final = ("ordered", "accepted", "invoiced", "paid")


@dataclass(frozen=True, slots=True)
class Opening:
    """Of one clause and phase."""

    line: PlanLine
    ordered: Money
    accepted: Money
    invoiced: Money
    paid: Money
    due_on: date
    on: date
    taxes: tuple[TaxShare, ...] = ()

    @property
    def settled(self) -> Money:
        """What of the payments went to what was invoiced."""
        return min(self.paid, self.invoiced)

    @property
    def doubts(self) -> Iterator[str]:
        """How it goes beyond what the contract allows; it has happened, so nothing of it is refused."""
        if self.paid > self.line.amount:
            yield "more was paid than the clause and phase allow"
        if self.invoiced > self.line.amount:
            yield "more was invoiced than the clause and phase allow"
        if self.accepted > self.ordered:
            yield "more was accepted than ordered"
        if any(abs(one.net.amount * one.rate - one.tax.amount) > ROUNDED for one in self.taxes):
            yield "the tax is not what its rate makes of the net amount"


def openings_of(row: ContractRow, currency: str, imported_on: date) -> list[Opening]:
    """By clause and phase, in the order of the plan, in `currency` unless the row names one; raises `MoneyError`."""
    on = row.opening_on or imported_on
    return [_opening(row, place, row.currency or currency, on) for place in row.plan]


def _opening(row: ContractRow, place: PlaceRow, currency: str, on: date) -> Opening:
    said = place.opening
    sums = {kind: Money.of(getattr(said, kind), currency) for kind in OPENINGS}
    taxes = tuple(
        TaxShare(rate=one.rate, net=Money.of(one.net, currency), tax=Money.of(one.tax, currency)) for one in said.taxes
    )
    due_on = said.due_on or place.due_on or on
    return Opening(line=place.line(row.direction, currency), **sums, due_on=due_on, on=on, taxes=taxes)


def invoice_of(fact: ContractImported, opening: Opening) -> InvoiceBroughtForward | None:
    """Stands for all invoices of the place."""
    if not opening.invoiced.is_positive:
        return None
    currency = opening.invoiced.currency
    tax = Money.total([one.tax for one in opening.taxes], currency)
    return InvoiceBroughtForward(
        **_head(fact),
        invoice_id=_document("invoice", fact, opening),
        order_id=None,
        number=f"{fact.number}/{opening.line.clause}/{opening.line.phase}",
        net=opening.invoiced - tax,
        tax=tax,
        gross=opening.invoiced,
        clause=opening.line.clause,
        phase=opening.line.phase,
        due_on=opening.due_on,
        direction=fact.direction,
        effective_on=opening.on,
        taxes=opening.taxes,
    )


def payment_of(fact: ContractImported, opening: Opening) -> PaymentBroughtForward | None:
    """Stands for all payments of the place."""
    if not opening.paid.is_positive:
        return None
    return PaymentBroughtForward(
        **_head(fact),
        payment_id=_document("payment", fact, opening),
        direction=fact.direction,
        clause=opening.line.clause,
        phase=opening.line.phase,
        amount=opening.paid,
        settled=opening.settled,
        effective_on=opening.on,
    )


def move(ledger: Moving, fact: ContractImported, opening: Opening) -> None:
    """The opening balances of a clause and phase in the contract's ledger; what was accepted had been delivered."""
    invoice_id, payment_id = _document("invoice", fact, opening), _document("payment", fact, opening)
    named: tuple[tuple[Kind, str, Money], ...] = (
        ("ordered", "order", opening.ordered),
        ("delivered", "delivery", opening.accepted),
        ("accepted", "acceptance", opening.accepted),
    )
    for kind, document, amount in named:
        _book(ledger, opening, kind, _document(document, fact, opening), amount)
    _book(ledger, opening, "invoiced", invoice_id, opening.invoiced, invoice_id=invoice_id, due_on=opening.due_on)
    if fact.direction == "sales":
        ahead = opening.line.instrument in AHEAD
        _book(ledger, opening, "received", payment_id, opening.paid, placed=ahead)
        _book(ledger, opening, "allocated", payment_id, opening.settled, invoice_id=invoice_id)
    else:
        _book(ledger, opening, "paid", payment_id, opening.settled, invoice_id=invoice_id, due_on=opening.due_on)
        _book(ledger, opening, "paid", payment_id, opening.paid - opening.settled)


def _book(
    ledger: Moving, opening: Opening, kind: Kind, document: str, amount: Money, *, placed: bool = True, **more: Any
) -> None:
    if not amount.is_positive:
        return
    clause, phase = (opening.line.clause, opening.line.phase) if placed else (None, None)
    ledger.decide(Book(kind, document, amount, opening.on, clause, phase, fact=True, opening=True, **more))


def _document(kind: str, fact: ContractImported, opening: Opening) -> str:
    return derived_id(f"opening-{kind}", fact.contract_id, opening.line.clause, opening.line.phase)


def _head(fact: ContractImported) -> dict[str, str]:
    return {
        "contract_id": fact.contract_id,
        "counterparty_id": fact.counterparty_id,
        "owner_id": fact.owner_id,
    }
