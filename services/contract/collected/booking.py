"""Records booked on a contract as its own documents are: the document, what is owed, the ledger, the master. What has
happened elsewhere is never refused for a limit; how far it goes beyond is told.

Each function decides everything before it records anything: a refusal leaves nothing behind.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from services.contract.collected.events import Said
from services.contract.collector.events import RecordKind
from services.contract.contract.errors import NotPerformingError
from services.contract.contract.machine import SETTLING, State
from services.contract.contract.state import Contract
from services.contract.invoice.aggregate import INVOICE, BookInvoice
from services.contract.invoice.aggregate import decide as decide_invoice
from services.contract.invoice.handlers import not_booked_before
from services.contract.ledger.aggregate import LEDGER, Book, payment_order
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.ledger.control import first_breach
from services.contract.ledger.state import Ledger
from services.contract.master.handlers import check_rate, draw
from services.contract.obligation.handlers import date_obligations, meet_what_is_settled, waiting_for
from services.contract.obligation.handover import hand_over_accepted
from services.contract.order.aggregate import ORDER, AcceptDelivery, DeliverOrder, PlaceOrder, delivered_worth
from services.contract.order.aggregate import decide as decide_order
from services.contract.order.booking import book_order, drawn
from services.contract.order.events import OrderAccepted, OrderDelivered, OrderPlaced
from services.contract.order.tables import deliveries, orders
from services.contract.payment.aggregate import PAYMENT, ImportPayment, Receive, excess_of
from services.contract.payment.aggregate import decide as decide_payment
from services.contract.payment.events import Excess, PaymentMade, PaymentReceived
from services.contract.payment.handlers import allocate
from services.contract.stamp_duty.handlers import settle_duty
from shared.eventstore.aggregate import Stream
from shared.eventstore.event import Event
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError, NotFoundError
from shared.values.ids import derived_id
from shared.values.money import Money

BOUND: Final = SETTLING | {State.SIGNED, State.SUSPENDED, State.COMPLETED}
"""States in which a contract takes what has happened elsewhere."""
WITHOUT_PLAN: Final = ("total", "all")
"""Clause and phase of what is booked on a contract that plans nothing."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a record goes: the contract, our ids of the order, delivery and invoice that it names, and clause and phase
    for what names none.
    """

    source: str
    contract: Stream[Contract]
    ledger: Stream[Ledger]
    order_id: str | None = None
    delivery_id: str | None = None
    invoice_id: str | None = None
    place: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    document_id: str
    clause: str | None = None
    phase: str | None = None
    excess: Excess | None = None


async def book(work: Work, said: Said, target: Target) -> Booked:
    """Books a record; raises the refusal of what is no booking of this contract at all."""
    if target.contract.state.state not in BOUND or not target.ledger.state.is_open:
        raise NotPerformingError(state=target.contract.state.state)
    if said.amount is not None and said.amount.currency != target.ledger.state.currency:
        raise InvalidFieldError("/currency", f"the contract's currency is {target.ledger.state.currency}")
    await check_rate(work, target.ledger.state, said.on)
    return await BOOKED[said.kind](work, said, target)


def document_id_of(kind: RecordKind, source: str, source_id: str) -> str:
    """The same document for the same record."""
    return derived_id(f"collected-{kind}", source, source_id)


async def _order(work: Work, said: Said, target: Target) -> Booked:
    head, ledger = target.contract.state.head, target.ledger.state
    if said.direction not in (None, head.direction):
        raise InvalidFieldError("/direction", f"the contract is one of {head.direction}")
    same = select(orders.c.order_id).where(orders.c.source == target.source, orders.c.source_id == said.source_id)
    if await work.value(same) is not None:
        raise InvalidFieldError("/source_id", "an import brought this order already")
    place = place_of(said, target) if said.clause is not None or target.place is not None else (None, None)
    placed = OrderPlaced(
        order_id=document_id_of("order", target.source, said.source_id),
        contract_id=head.contract_id,
        counterparty_id=head.counterparty_id,
        owner_id=head.owner_id,
        direction=head.direction,
        lines=said.lines,
        amount=_amount(said),
        source=target.source,
        source_id=said.source_id,
        effective_on=said.on,
        clause=place[0],
        phase=place[1],
    )
    order = await work.load(ORDER, placed.order_id, key=head.contract_id, unit=target.contract.unit)
    events = decide_order(order.state, PlaceOrder(placed))
    used = ledger.sum("ordered")
    excess = None
    if ledger.total is not None and used + placed.amount > ledger.total:
        excess = Excess(reason="over_contract", clause="", phase="", limit=ledger.total, used=used)
    # Of nothing nothing is booked: goods for free are delivered all the same.
    if placed.amount.is_positive:
        await book_order(work, order, target.ledger, events, placed, fact=True)
    else:
        work.record(order, events)
    return Booked(placed.order_id, excess=excess)


async def _delivery(work: Work, said: Said, target: Target) -> Booked:
    order = await work.load(ORDER, target.order_id or "", must_exist=True)
    delivery_id = document_id_of("delivery", target.source, said.source_id)
    waiting = await waiting_for(work, target.contract.id, "delivery", None)
    [delivered] = decide_order(order.state, DeliverOrder(delivery_id, said.quantities, said.on))
    worth = delivered_worth(order.state, delivered) if isinstance(delivered, OrderDelivered) else None
    booking = list[Event]()
    if worth is not None and worth.is_positive:
        booked = Book("delivered", delivery_id, worth, said.on, order_id=order.id, fact=True)
        booking += decide_ledger(target.ledger.state, booked)
    work.record(order, [delivered])
    await date_obligations(work, waiting, said.on)
    work.record(target.ledger, booking)
    return Booked(delivery_id)


async def _acceptance(work: Work, said: Said, target: Target) -> Booked:
    """As of our own: once everything ordered is accepted, whatever else waits for acceptance is dated too."""
    ledger = target.ledger.state
    order = await work.load(ORDER, target.order_id or "", must_exist=True)
    clause, phase = place_of(said, target)
    acceptance_id = document_id_of("acceptance", target.source, said.source_id)
    asked = AcceptDelivery(target.delivery_id or "", acceptance_id, clause, phase, said.on, said.quantities)
    [accepted] = decide_order(order.state, asked)
    amount = accepted.amount if isinstance(accepted, OrderAccepted) else Money.zero(ledger.currency)
    booking = list[Event]()
    if amount.is_positive:
        booked = Book("accepted", acceptance_id, amount, said.on, clause, phase, order.id, fact=True)
        booking += decide_ledger(ledger, booked)
    complete = LEDGER.fold(booking, ledger).sum("accepted") >= (ledger.total or amount)
    waiting = await waiting_for(work, target.contract.id, "acceptance", None if complete else (clause, phase))
    limit, used = ledger.limit(clause, phase), ledger.sum("accepted", clause, phase)
    excess = None
    if limit is not None and used + amount > limit.limit:
        excess = Excess(reason="over_phase", clause=clause, phase=phase, limit=limit.limit, used=used)
    good = accepted.lines if isinstance(accepted, OrderAccepted) else ()
    quantities = drawn(order.state, ((line.line, line.quantity) for line in good))
    work.record(order, [accepted])
    await date_obligations(work, waiting, said.on)
    work.record(target.ledger, booking)
    things = [(line.description, line.quantity) for line in good]
    day = await work.value(select(deliveries.c.delivered_on).where(deliveries.c.delivery_id == target.delivery_id))
    await hand_over_accepted(work, target.contract.id, clause, things, acceptance_id, day or said.on)
    await draw(work, target.ledger.state, booking, quantities, fact=True)
    return Booked(acceptance_id, clause, phase, excess)


async def _invoice(work: Work, said: Said, target: Target) -> Booked:
    head, ledger = target.contract.state.head, target.ledger.state
    clause, phase = place_of(said, target)
    number, gross = said.number or said.source_id, _amount(said)
    await not_booked_before(work, head.direction, head.counterparty_id, number)
    line = next((line for line in head.plan if (line.clause, line.phase) == (clause, phase)), None)
    due_on = said.due_on or (line.due_at("invoice", said.on) if line else None) or said.on
    invoice_id = document_id_of("invoice", target.source, said.source_id)
    fact = {
        **_parties(target),
        "invoice_id": invoice_id,
        "order_id": target.order_id,
        "number": number,
        "net": said.net,
        "tax": said.tax,
        "gross": gross,
        "clause": clause,
        "phase": phase,
        "due_on": due_on,
        "effective_on": said.on,
        "taxes": said.taxes,
    }
    invoice = await work.load(INVOICE, invoice_id, key=head.contract_id, unit=target.contract.unit)
    events = decide_invoice(invoice.state, BookInvoice(head.direction, fact))
    entry = Book("invoiced", invoice_id, gross, said.on, clause, phase, target.order_id, invoice_id, due_on, fact=True)
    booking = decide_ledger(ledger, entry)
    limit = ledger.limit(clause, phase)
    used = ledger.sum("invoiced", clause, phase) - ledger.sum("credited", clause, phase)
    excess = None
    if limit is not None and used + gross > limit.limit:
        excess = Excess(reason="over_phase", clause=clause, phase=phase, limit=limit.limit, used=used)
    waiting = await waiting_for(work, target.contract.id, "invoice", (clause, phase))
    work.record(invoice, events)
    await date_obligations(work, waiting, said.on)
    work.record(target.ledger, booking)
    await draw(work, target.ledger.state, booking, fact=True)
    if ledger.total is None and said.net is not None:
        await settle_duty(work, target.contract.id, invoice_id, said.net, said.on)
    return Booked(invoice_id, clause, phase, excess)


async def _receipt(work: Work, said: Said, target: Target) -> Booked:
    ledger = target.ledger.state
    if ledger.direction != "sales":
        raise InvalidFieldError("/kind", "on a purchase contract money goes out")
    place = place_of(said, target) if said.clause is not None else None
    payment_id = document_id_of("receipt", target.source, said.source_id)
    received = PaymentReceived(
        **_parties(target),
        payment_id=payment_id,
        amount=_amount(said),
        reference=said.reference,
        source=target.source,
        source_id=said.source_id,
        effective_on=said.on,
        clause=place[0] if place else None,
        phase=place[1] if place else None,
    )
    clause, phase = place or (None, None)
    entry = Book("received", payment_id, received.amount, said.on, clause, phase, target.order_id, fact=True)
    booking = decide_ledger(ledger, entry)
    payment = await work.load(PAYMENT, payment_id, key=target.contract.id, unit=target.contract.unit)
    work.record(payment, decide_payment(payment.state, Receive(received)))
    work.record(target.ledger, booking)
    await draw(work, target.ledger.state, booking, fact=True)
    invoice = target.ledger.state.invoices.get(target.invoice_id or "")
    if invoice is not None and invoice.open.is_positive:
        part = min(received.amount, invoice.open)
        await allocate(work, payment_id, ((target.invoice_id or "", part),), said.on)
    return Booked(payment_id, clause, phase)


async def _payment(work: Work, said: Said, target: Target) -> Booked:
    ledger = target.ledger.state
    if ledger.direction != "purchase":
        raise InvalidFieldError("/kind", "on a sales contract money comes in")
    invoice = ledger.invoices.get(target.invoice_id or "")
    clause, phase = (invoice.clause, invoice.phase) if invoice else place_of(said, target)
    payment_id = document_id_of("payment", target.source, said.source_id)
    entry = Book(
        "paid",
        payment_id,
        _amount(said),
        said.on,
        clause,
        phase,
        target.order_id,
        target.invoice_id,
        fact=True,
    )
    booking = decide_ledger(ledger, entry)
    excess = excess_of(first_breach(ledger, payment_order(entry)))
    made = PaymentMade(
        **_parties(target),
        payment_id=payment_id,
        direction="purchase",
        clause=clause,
        phase=phase,
        amount=_amount(said),
        invoice_id=target.invoice_id,
        due_on=invoice.due_on if invoice else None,
        excess=excess,
        source=target.source,
        source_id=said.source_id,
        effective_on=said.on,
    )
    payment = await work.load(PAYMENT, payment_id, key=target.contract.id, unit=target.contract.unit)
    work.record(payment, decide_payment(payment.state, ImportPayment(made)))
    await meet_what_is_settled(work, LEDGER.fold(booking, ledger), booking, said.on)
    work.record(target.ledger, booking)
    await draw(work, target.ledger.state, booking, fact=True)
    return Booked(payment_id, clause, phase, excess)


def place_of(said: Said, target: Target) -> tuple[str, str]:
    """The clause and phase that a record counts under: its own, those said for all that goes with its order, or the
    only ones there are.
    """
    limits = [(limit.clause, limit.phase) for limit in target.ledger.state.limits]
    named = (said.clause, said.phase) if said.clause is not None else target.place
    if named is None and len(limits) > 1:
        raise InvalidFieldError("/clause", "the contract has several clauses: say which, and the phase")
    if named is None:
        return limits[0] if limits else WITHOUT_PLAN
    found = (named[0] or "", named[1] or "")
    if limits and found not in limits:
        raise InvalidFieldError("/clause", "the contract's plan has no such clause and phase")
    return found


def _parties(target: Target) -> dict[str, Any]:
    head = target.contract.state.head
    return {"contract_id": head.contract_id, "counterparty_id": head.counterparty_id, "owner_id": head.owner_id}


def _amount(said: Said) -> Money:
    if said.amount is None:
        raise NotFoundError
    return said.amount


BOOKED: Final[Mapping[RecordKind, Callable[[Work, Said, Target], Awaitable[Booked]]]] = {
    "order": _order,
    "delivery": _delivery,
    "acceptance": _acceptance,
    "invoice": _invoice,
    "receipt": _receipt,
    "payment": _payment,
}
