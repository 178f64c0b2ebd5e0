"""The invoices for late interest of one contract, decided and folded: together they ask for a debt once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.contract.invoice.aggregate import DuplicateInvoiceError, check_sum
from services.contract.late_interest.errors import NoInterestOwedError
from services.contract.late_interest.events import LateInterestInvoiced
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class InterestInvoices:
    """`covered` is what of the debt under each clause was asked for."""

    numbers: frozenset[str] = frozenset()
    covered: Mapping[str, Money] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TakeInvoice:
    """`booked` is what stands in the books of interest owed under the clause."""

    invoice_id: str
    contract_id: str
    counterparty_id: str
    clause: str
    number: str
    net: Money
    tax: Money
    gross: Money
    booked: Money
    on: date


def decide(invoices: InterestInvoices, command: TakeInvoice) -> LateInterestInvoiced:
    """It is held against what is owed and not asked for yet; a difference is told and changes no debt."""
    check_sum(command.net, command.tax, command.gross)
    if command.number in invoices.numbers:
        raise DuplicateInvoiceError(number=command.number, pointer="/number")
    if not command.booked.is_positive:
        raise NoInterestOwedError(clause=command.clause, pointer="/clause")
    nothing = Money.zero(command.booked.currency)
    # What was taken back in the books since an invoice asked for it leaves nothing to ask for.
    owed = max(command.booked - invoices.covered.get(command.clause, nothing), nothing)
    names = ("invoice_id", "contract_id", "counterparty_id", "clause", "number", "net", "tax", "gross")
    return LateInterestInvoiced(
        **{name: getattr(command, name) for name in names},
        owed=owed,
        covered=min(command.gross, owed),
        difference=command.gross - owed,
        effective_on=command.on,
    )


def evolve(invoices: InterestInvoices, event: Event) -> InterestInvoices:
    if not isinstance(event, LateInterestInvoiced):
        return invoices
    before = invoices.covered.get(event.clause, Money.zero(event.covered.currency))
    covered = {**invoices.covered, event.clause: before + event.covered}
    return replace(invoices, numbers=invoices.numbers | {event.number}, covered=covered)


INTEREST_INVOICES = Aggregate("interest_invoices", InterestInvoices(), evolve)
