"""A supplier's invoice for interest that we owe, taken against the debt that is booked already."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from services.contract.contract.handlers import settling
from services.contract.invoice.aggregate import DuplicateInvoiceError
from services.contract.invoice.handlers import not_booked_before
from services.contract.late_interest.aggregate import INTEREST_INVOICES, InterestInvoices, TakeInvoice, decide
from services.contract.late_interest.events import LateInterestInvoiced
from services.contract.late_interest.tables import interest_invoices
from services.contract.ledger.aggregate import LEDGER
from services.contract.payment.errors import WrongDirectionError
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class InterestInvoiceWish:
    invoice_id: str
    clause: str
    number: str
    net: Money
    tax: Money
    gross: Money
    on: date


@dataclass(frozen=True, slots=True)
class Taken:
    stream: Stream[InterestInvoices]
    fact: LateInterestInvoiced


async def take_invoice(work: Work, contract_id: str, wish: InterestInvoiceWish) -> Taken:
    """Nothing is booked by it: what is owed stays what was counted, and the difference is told. Raises
    `NoInterestOwedError`, `DuplicateInvoiceError`.
    """
    contract = await settling(work, contract_id)
    head = contract.state.head
    if head.direction != "purchase":
        raise WrongDirectionError
    # Read first: of two invoices at once the second looks again.
    stream = await work.load(INTEREST_INVOICES, contract_id, key=contract_id, unit=contract.unit)
    ledger = await work.load(LEDGER, contract_id)
    if wish.gross.currency != ledger.state.currency:
        raise InvalidFieldError("/gross/currency", f"the contract's currency is {ledger.state.currency}")
    await not_booked_before(work, head.direction, head.counterparty_id, wish.number)
    same = select(interest_invoices.c.invoice_id).where(
        interest_invoices.c.counterparty_id == head.counterparty_id, interest_invoices.c.number == wish.number
    )
    if await work.value(same) is not None:
        raise DuplicateInvoiceError(number=wish.number, pointer="/number")
    command = TakeInvoice(
        invoice_id=wish.invoice_id,
        contract_id=contract_id,
        counterparty_id=head.counterparty_id,
        clause=wish.clause,
        number=wish.number,
        net=wish.net,
        tax=wish.tax,
        gross=wish.gross,
        booked=ledger.state.interest(wish.clause),
        on=wish.on,
    )
    fact = decide(stream.state, command)
    work.record(stream, [fact])
    return Taken(stream, fact)
