"""Money out under payment control, money in and what it settles: the document, what is owed, the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.contract.contract.handlers import performing
from services.contract.ledger.aggregate import LEDGER, Book, check_form, payment_order
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.ledger.control import Breach, first_breach
from services.contract.ledger.events import Kind, LedgerBooked
from services.contract.ledger.state import Ledger
from services.contract.obligation.handlers import meet_obligation
from services.contract.payment.aggregate import PAYMENT, Allocate, Pay, Payment, Receive, decide
from services.contract.payment.errors import WrongDirectionError
from services.contract.payment.events import Allocation, PaymentReceived, PaymentRequested
from shared.eventstore.aggregate import Stream
from shared.eventstore.event import Event
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class PaymentWish:
    clause: str
    phase: str
    amount: Money
    invoice_id: str | None
    on: date


async def pay(
    work: Work, payment_id: str, contract_id: str, wish: PaymentWish
) -> tuple[Stream[Payment], Breach | None]:
    """A payment is made, or blocked by payment control; the breach is given back beside the recorded fact."""
    contract = await performing(work, contract_id)
    head = contract.state.head
    if head.direction != "purchase":
        raise WrongDirectionError
    ledger = await work.load(LEDGER, contract_id)
    book = Book("paid", payment_id, wish.amount, wish.on, wish.clause, wish.phase, invoice_id=wish.invoice_id)
    check_form(ledger.state, book)
    breach = first_breach(ledger.state, payment_order(book))
    strict = ledger.state.payment_control == "strict"
    invoice = ledger.state.invoices.get(wish.invoice_id or "")
    request = PaymentRequested(
        payment_id=payment_id,
        contract_id=contract_id,
        counterparty_id=head.counterparty_id,
        clause=wish.clause,
        phase=wish.phase,
        amount=wish.amount,
        invoice_id=wish.invoice_id,
        effective_on=wish.on,
    )
    command = Pay(request, head.owner_id, head.direction, breach, strict, invoice.due_on if invoice else None)
    payment = await work.load(PAYMENT, payment_id, key=contract_id, unit=contract.unit)
    blocked = strict and breach is not None
    booking = [] if blocked else decide_ledger(ledger.state, book)
    work.record(payment, decide(payment.state, command))
    await _meet(work, LEDGER.fold(booking, ledger.state), booking, "paid", wish.on)
    work.record(ledger, booking)
    return payment, breach if blocked else None


async def receive(
    work: Work, payment_id: str, contract_id: str, amount: Money, reference: str, on: date
) -> Stream[Payment]:
    """Money of a customer came in."""
    contract = await performing(work, contract_id)
    head = contract.state.head
    if head.direction != "sales":
        raise WrongDirectionError
    received = PaymentReceived(
        payment_id=payment_id,
        contract_id=contract_id,
        counterparty_id=head.counterparty_id,
        owner_id=head.owner_id,
        amount=amount,
        reference=reference,
        source="",
        source_id="",
        effective_on=on,
    )
    ledger = await work.load(LEDGER, contract_id)
    booking = decide_ledger(ledger.state, Book("received", payment_id, amount, on))
    payment = await work.load(PAYMENT, payment_id, key=contract_id, unit=contract.unit)
    work.record(payment, decide(payment.state, Receive(received)))
    work.record(ledger, booking)
    return payment


async def allocate(work: Work, payment_id: str, parts: tuple[tuple[str, Money], ...], on: date) -> Stream[Payment]:
    """A receipt settles invoices, never more than came in nor than is open."""
    payment = await work.load(PAYMENT, payment_id, must_exist=True)
    contract_id = payment.state.contract_id
    ledger = await work.load(LEDGER, contract_id)
    state, booking = ledger.state, list[Event]()
    allocations = []
    for place, (invoice_id, amount) in enumerate(parts):
        at = f"/allocations/{place}"
        if invoice_id not in state.invoices:
            raise InvalidFieldError(f"{at}/invoice_id", "the contract has no such invoice")
        book = Book("allocated", payment_id, amount, on, invoice_id=invoice_id, amount_at=f"{at}/amount")
        events = decide_ledger(state, book)
        due_on = state.invoices[invoice_id].due_on
        state, booking = LEDGER.fold(events, state), [*booking, *events]
        allocations.append(Allocation(invoice_id=invoice_id, due_on=due_on or on, amount=amount))
    work.record(payment, decide(payment.state, Allocate(tuple(allocations), on)))
    await _meet(work, state, booking, "allocated", on)
    work.record(ledger, booking)
    return payment


async def _meet(work: Work, after: Ledger, booking: Sequence[Event], kind: Kind, on: date) -> None:
    """Obligations whose clause and phase are paid in full by these bookings are met."""
    booked = [event for event in booking if isinstance(event, LedgerBooked)]
    places = dict.fromkeys((event.clause or "", event.phase or "") for event in booked)
    for clause, phase in places:
        limit = after.limit(clause, phase)
        if limit is not None and after.sum(kind, clause, phase) >= limit.limit:
            await meet_obligation(work, after.contract_id, clause, phase, on)
