"""Money out under payment control, money in and what it settles: the document, what is owed, the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from services.contract.contract.handlers import settling
from services.contract.ledger.adjustments import Adjust
from services.contract.ledger.aggregate import LEDGER, Book, check_form, payment_order
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.ledger.control import Breach, first_breach
from services.contract.ledger.state import Ledger
from services.contract.master.handlers import draw
from services.contract.obligation.handlers import meet_what_is_settled
from services.contract.payment.aggregate import PAYMENT, Allocate, Pay, Payment, Receive, decide
from services.contract.payment.errors import WrongDirectionError
from services.contract.payment.events import Allocation, PaymentPart, PaymentReceived, PaymentRequested
from services.contract.setting.handlers import value_on
from shared.eventstore.aggregate import Stream
from shared.eventstore.event import Event
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError
from shared.values.money import Money

NOTHING_WAIVED: Final[frozenset[str]] = frozenset()
Parts: TypeAlias = tuple[tuple[str, Money], ...]
"""How much of a receipt goes to which invoices."""


@dataclass(frozen=True, slots=True)
class PaymentWish:
    """`parts` are what goes where, the first as the body says it and the rest under `/more`."""

    parts: tuple[PaymentPart, ...]
    charges: Money | None
    on: date

    @property
    def amount(self) -> Money:
        return Money.total([part.amount for part in self.parts], self.parts[0].amount.currency)


@dataclass(frozen=True, slots=True)
class Examined:
    """What the ledger says of a payment: its bookings if it is made, and the first rule it breaks."""

    booking: tuple[Event, ...]
    breach: Breach | None


def sent_at(place: int) -> str:
    """The JSON pointer under which a part of a payment was sent."""
    return "" if place == 0 else f"/more/{place - 1}"


async def books_of(
    work: Work,
    payment_id: str,
    parts: Sequence[PaymentPart],
    ledger: Ledger,
    on: date,
    *,
    type_code: str,
    waived: frozenset[str] = NOTHING_WAIVED,
) -> list[Book]:
    """The parts as they would be booked; earnest money with the share of the price that the settings of the day say."""
    books = []
    for place, part in enumerate(parts):
        at = sent_at(place)
        limit = ledger.limit(part.clause, part.phase)
        cap = None
        if limit is not None and limit.instrument == "deposit":
            cap = await value_on(work, "deposit_cap", type_code, on)
        book = Book(
            "paid",
            payment_id,
            part.amount,
            on,
            part.clause,
            part.phase,
            invoice_id=part.invoice_id,
            deposit_cap=cap,
            waived=waived,
            amount_at=f"{at}/amount",
            invoice_at=f"{at}/invoice_id",
            clause_at=f"{at}/clause",
        )
        books.append(book)
    return books


def examined(ledger: Ledger, books: Sequence[Book]) -> Examined:
    """The parts one after another, each on what those before it have used."""
    state, booking = ledger, list[Event]()
    first: Breach | None = None
    for book in books:
        check_form(state, book)
        breach = first_breach(state, payment_order(book), book.waived)
        first = first or breach
        if breach is not None and ledger.payment_control == "strict":
            break
        events = decide_ledger(state, book)
        state, booking = LEDGER.fold(events, state), [*booking, *events]
    return Examined(tuple(booking), first)


def charged(ledger: Ledger, payment_id: str, charges: Money | None, on: date) -> list[Event]:
    """What the bank took besides."""
    if charges is None:
        return []
    asked = Adjust("charged", payment_id, charges, on, of=payment_id, amount_at="/charges")
    return decide_ledger(ledger, asked)


async def pay(
    work: Work, payment_id: str, contract_id: str, wish: PaymentWish
) -> tuple[Stream[Payment], Breach | None]:
    """A payment is made, or blocked by payment control; the breach is given back beside the recorded fact."""
    contract = await settling(work, contract_id)
    head = contract.state.head
    if head.direction != "purchase":
        raise WrongDirectionError
    _each_place_once(wish.parts)
    ledger = await work.load(LEDGER, contract_id)
    books = await books_of(work, payment_id, wish.parts, ledger.state, wish.on, type_code=head.type_code)
    found = examined(ledger.state, books)
    charges = charged(ledger.state, payment_id, wish.charges, wish.on)
    strict = ledger.state.payment_control == "strict"
    first = wish.parts[0]
    invoice = ledger.state.invoices.get(first.invoice_id or "")
    request = PaymentRequested(
        payment_id=payment_id,
        contract_id=contract_id,
        counterparty_id=head.counterparty_id,
        clause=first.clause,
        phase=first.phase,
        amount=wish.amount,
        invoice_id=first.invoice_id if len(wish.parts) == 1 else None,
        effective_on=wish.on,
        parts=wish.parts if len(wish.parts) > 1 else (),
        charges=wish.charges,
    )
    due_on = invoice.due_on if invoice else None
    command = Pay(request, head.owner_id, head.direction, found.breach, strict, due_on)
    payment = await work.load(PAYMENT, payment_id, key=contract_id, unit=contract.unit)
    blocked = strict and found.breach is not None
    booking = [] if blocked else [*found.booking, *charges]
    work.record(payment, decide(payment.state, command))
    await meet_what_is_settled(work, LEDGER.fold(booking, ledger.state), booking, wish.on)
    work.record(ledger, booking)
    await draw(work, ledger.state, booking)
    return payment, found.breach if blocked else None


def _each_place_once(parts: Sequence[PaymentPart]) -> None:
    places = [(part.clause, part.phase, part.invoice_id) for part in parts]
    for place, part in enumerate(parts):
        if places.index(places[place]) != place:
            raise InvalidFieldError(f"{sent_at(place)}/invoice_id", "clause, phase and invoice are named twice")
        if part.amount.currency != parts[0].amount.currency:
            raise InvalidFieldError(f"{sent_at(place)}/amount/currency", "a payment has one currency")


@dataclass(frozen=True, slots=True)
class ReceiptWish:
    """Money that came in; under the plan's clause and phase where it is an advance or earnest money."""

    amount: Money
    reference: str
    clause: str | None
    phase: str | None
    charges: Money | None
    on: date


async def receive(
    work: Work, payment_id: str, contract_id: str, wish: ReceiptWish, parts: Parts = ()
) -> Stream[Payment]:
    """Money of a customer came in, and settles these invoices."""
    contract = await settling(work, contract_id)
    head = contract.state.head
    if head.direction != "sales":
        raise WrongDirectionError
    if wish.charges is not None and wish.charges > wish.amount:
        raise InvalidFieldError("/charges", "the bank keeps no more than came in")
    received = PaymentReceived(
        payment_id=payment_id,
        contract_id=contract_id,
        counterparty_id=head.counterparty_id,
        owner_id=head.owner_id,
        amount=wish.amount,
        reference=wish.reference,
        source="",
        source_id="",
        effective_on=wish.on,
        clause=wish.clause,
        phase=wish.phase,
        charges=wish.charges,
    )
    ledger = await work.load(LEDGER, contract_id)
    limit = ledger.state.limit(wish.clause or "", wish.phase or "")
    cap = None
    if limit is not None and limit.instrument == "deposit":
        cap = await value_on(work, "deposit_cap", head.type_code, wish.on)
    book = Book("received", payment_id, wish.amount, wish.on, wish.clause, wish.phase, deposit_cap=cap)
    booking = [*decide_ledger(ledger.state, book), *charged(ledger.state, payment_id, wish.charges, wish.on)]
    payment = await work.load(PAYMENT, payment_id, key=contract_id, unit=contract.unit)
    work.record(payment, decide(payment.state, Receive(received)))
    settled = await _allocate(work, payment, LEDGER.fold(booking, ledger.state), parts, wish.on) if parts else []
    work.record(ledger, [*booking, *settled])
    await draw(work, ledger.state, booking)
    return payment


async def allocate(work: Work, payment_id: str, parts: Parts, on: date) -> Stream[Payment]:
    """A receipt settles invoices, never more than came in nor than is open."""
    payment = await work.load(PAYMENT, payment_id, must_exist=True)
    ledger = await work.load(LEDGER, payment.state.contract_id)
    work.record(ledger, await _allocate(work, payment, ledger.state, parts, on))
    return payment


async def _allocate(work: Work, payment: Stream[Payment], state: Ledger, parts: Parts, on: date) -> list[Event]:
    """What is to be booked for it, last of all: the receipt and what is owed come before the ledger."""
    booking, allocations = list[Event](), list[Allocation]()
    for place, (invoice_id, amount) in enumerate(parts):
        at = f"/allocations/{place}"
        if invoice_id not in state.invoices:
            raise InvalidFieldError(f"{at}/invoice_id", "the contract has no such invoice")
        book = Book("allocated", payment.id, amount, on, invoice_id=invoice_id, amount_at=f"{at}/amount")
        events = decide_ledger(state, book)
        due_on = state.invoices[invoice_id].due_on
        state, booking = LEDGER.fold(events, state), [*booking, *events]
        allocations.append(Allocation(invoice_id=invoice_id, due_on=due_on or on, amount=amount))
    work.record(payment, decide(payment.state, Allocate(tuple(allocations), on)))
    await meet_what_is_settled(work, state, booking, on)
    return booking
