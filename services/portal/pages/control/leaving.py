"""Documents that may leave by a port, in the words of that port: their id there, what they are, over how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.portal.pages.by_clause.seen import Payment
from services.portal.pages.control.debits import Debit
from services.portal.pages.control.leaving_seen import IssuedInvoice
from services.portal.pages.control.seen import Posting
from services.portal.pages.frame.money import Money


@dataclass(frozen=True, slots=True)
class Candidate:
    """`document` is what the port knows it by."""

    document: str
    contract_id: str
    name: str
    amount: Money
    on: date


def invoices_of(invoices: Sequence[IssuedInvoice]) -> list[Candidate]:
    """Invoices that we issued."""
    issued = [one for one in invoices if one.direction == "sales"]
    return [Candidate(one.invoice_id, one.contract_id, one.number, one.gross, one.effective_on) for one in issued]


def payments_of(payments: Sequence[Payment]) -> list[Candidate]:
    """Payments that were made and are no refund."""
    made = [one for one in payments if one.way == "out" and one.state == "made" and one.of is None]
    return [Candidate(one.payment_id, one.contract_id, one.reference, one.amount, one.effective_on) for one in made]


def debits_of(debits: Sequence[Debit]) -> list[Candidate]:
    """Direct debits that no bank has answered, by the customer's authorisation."""
    waiting = [one for one in debits if one.state == "tried"]
    return [Candidate(one.debit_id, one.contract_id, one.mandate, one.amount, one.tried_on) for one in waiting]


def bookings_of(postings: Sequence[Posting]) -> list[Candidate]:
    """Bookings as vouchers, `<contract>@<version>`; the amount is that of the first line on the debit side."""
    found: dict[str, Candidate] = {}
    for one in postings:
        if one.side == "debit":
            name = f"{one.contract_id}@{one.version}"
            found.setdefault(name, Candidate(name, one.contract_id, one.kind, one.amount, one.effective_on))
    return list(found.values())
