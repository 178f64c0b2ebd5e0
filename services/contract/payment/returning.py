"""Money that goes back, and advances that settle invoices: the document, what is owed, the ledger."""

from dataclasses import dataclass
from datetime import date

from services.contract.ledger.adjustments import Adjust
from services.contract.ledger.aggregate import LEDGER
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.ledger.events import LedgerAdjusted
from services.contract.master.handlers import draw
from services.contract.obligation.handlers import meet_what_is_settled
from services.contract.payment.aggregate import PAYMENT, Payment, Refund, SetOff, Stage, decide
from services.contract.payment.errors import WrongDirectionError
from services.contract.payment.events import Allocation, PaymentRefunded
from shared.eventstore.aggregate import Stream
from shared.eventstore.event import Event
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError, NotPossibleNowError
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class RefundWish:
    """Money back of a payment or receipt; the invoice, clause and phase tell which part of it is meant."""

    amount: Money
    invoice_id: str | None
    clause: str | None
    phase: str | None
    reference: str
    on: date


async def refund(work: Work, refund_id: str, payment_id: str, wish: RefundWish, owner_id: str) -> Stream[Payment]:
    """A supplier gives back what was paid, or a customer gets back what came in, never more than is left of it."""
    payment = await work.load(PAYMENT, payment_id, must_exist=True)
    if payment.state.stage not in (Stage.MADE, Stage.RECEIVED):
        raise NotPossibleNowError(payment.state.stage, wish)
    contract_id = payment.state.contract_id
    ledger = await work.load(LEDGER, contract_id)
    asked = Adjust(
        "refunded",
        refund_id,
        wish.amount,
        wish.on,
        of=payment_id,
        clause=wish.clause,
        phase=wish.phase,
        invoice_id=wish.invoice_id,
    )
    booking = decide_ledger(ledger.state, asked)
    [said] = [event for event in booking if isinstance(event, LedgerAdjusted)]
    refunded = PaymentRefunded(
        payment_id=refund_id,
        of=payment_id,
        contract_id=contract_id,
        counterparty_id=payment.state.counterparty_id,
        owner_id=owner_id,
        direction=ledger.state.direction,
        clause=said.clause,
        phase=said.phase,
        invoice_id=said.invoice_id,
        amount=wish.amount,
        reference=wish.reference,
        source="",
        source_id="",
        effective_on=wish.on,
    )
    back = await work.load(PAYMENT, refund_id, key=payment.key, unit=payment.unit)
    work.record(back, decide(back.state, Refund(refunded)))
    work.record(ledger, booking)
    await draw(work, ledger.state, booking)
    return back


@dataclass(frozen=True, slots=True)
class OffsetWish:
    """Which invoices an advance settles; clause and phase where the payment has several parts."""

    parts: tuple[tuple[str, Money], ...]
    clause: str | None
    phase: str | None
    on: date


async def set_off(work: Work, payment_id: str, wish: OffsetWish) -> Stream[Payment]:
    """An advance or earnest money settles invoices, never more than is left of it nor than is open."""
    payment = await work.load(PAYMENT, payment_id, must_exist=True)
    ledger = await work.load(LEDGER, payment.state.contract_id)
    if ledger.state.direction != "purchase":
        raise WrongDirectionError("What a customer paid in advance is allocated to invoices.")
    state, booking = ledger.state, list[Event]()
    allocations, place = [], ("", "")
    for number, (invoice_id, amount) in enumerate(wish.parts):
        at = f"/allocations/{number}"
        if invoice_id not in state.invoices:
            raise InvalidFieldError(f"{at}/invoice_id", "the contract has no such invoice")
        asked = Adjust(
            "offset",
            payment_id,
            amount,
            wish.on,
            of=payment_id,
            clause=wish.clause,
            phase=wish.phase,
            invoice_id=invoice_id,
            amount_at=f"{at}/amount",
            invoice_at=f"{at}/invoice_id",
        )
        events = decide_ledger(state, asked)
        place = next((one.clause or "", one.phase or "") for one in events if isinstance(one, LedgerAdjusted))
        due_on = state.invoices[invoice_id].due_on
        state, booking = LEDGER.fold(events, state), [*booking, *events]
        allocations.append(Allocation(invoice_id=invoice_id, due_on=due_on or wish.on, amount=amount))
    work.record(payment, decide(payment.state, SetOff(*place, tuple(allocations), wish.on)))
    await meet_what_is_settled(work, state, booking, wish.on)
    work.record(ledger, booking)
    return payment
