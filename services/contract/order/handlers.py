"""Orders, deliveries and acceptances: the document first, then what is owed, then the ledger."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from services.contract.contract.events import ContractDrafted
from services.contract.contract.handlers import performing
from services.contract.contract.state import Contract
from services.contract.ledger.aggregate import LEDGER, Book
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.master.handlers import draw
from services.contract.obligation.handlers import date_obligations, waiting_for
from services.contract.order.aggregate import (
    ORDER,
    AcceptDelivery,
    DeliverOrder,
    Order,
    PlaceOrder,
    decide,
    delivered_worth,
)
from services.contract.order.booking import book_order, drawn
from services.contract.order.events import OrderAccepted, OrderDelivered, OrderPlaced
from services.contract.order.holding import hold_order, reasons_against
from services.contract.order.pricing import LineWish, lines_of
from services.contract.order.tables import deliveries
from services.contract.order.tax import rates_of
from services.contract.price.explaining import Quote
from services.contract.price.handlers import quotes_for
from services.contract.requirement.handlers import check_goods
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import NotFoundError, NotPossibleNowError
from shared.values.money import Money


async def place_order(
    work: Work, order_id: str, contract_id: str, wishes: Sequence[LineWish], on: date
) -> Stream[Order]:
    """An order under a contract in effect, within its total, in its currency; the contract's own lines tell the tax in
    what is ordered, its master contract what the products cost that day. It is held where a customer would owe more
    than it may.
    """
    contract = await performing(work, contract_id)
    head = contract.state.head
    ledger = await work.load(LEDGER, contract_id)
    agreed = head.lines if isinstance(head, ContractDrafted) else ()
    quotes = await _quotes(work, ledger.state.master_id, contract, wishes, on)
    lines = lines_of(wishes, head.amount.currency, rates_of(agreed), quotes)
    placed = OrderPlaced(
        order_id=order_id,
        contract_id=contract_id,
        counterparty_id=head.counterparty_id,
        owner_id=head.owner_id,
        direction=head.direction,
        lines=lines,
        amount=Money.total([line.amount for line in lines], head.amount.currency),
        source="",
        source_id="",
        effective_on=on,
    )
    order = await work.load(ORDER, order_id, key=contract_id, unit=contract.unit)
    events = decide(order.state, PlaceOrder(placed))
    # What the contract does not allow at all is refused before anybody is asked about it.
    decide_ledger(ledger.state, Book("ordered", order_id, placed.amount, on, order_id=order_id))
    if reasons := await reasons_against(work, contract, placed):
        await hold_order(work, contract, order, placed, reasons)
        return order
    await book_order(work, order, ledger, events, placed)
    return order


async def _quotes(
    work: Work, master_id: str | None, contract: Stream[Contract], wishes: Sequence[LineWish], on: date
) -> Mapping[str, Quote] | None:
    if master_id is None:
        return None
    return await quotes_for(work, master_id, contract, {wish.product for wish in wishes if wish.product}, on)


async def deliver_order(work: Work, order_id: str, command: DeliverOrder) -> Stream[Order]:
    """Some of an order arrived."""
    order = await work.load(ORDER, order_id, must_exist=True)
    contract_id = _placed(order).contract_id
    await performing(work, contract_id)
    ledger = await work.load(LEDGER, contract_id)
    waiting = await waiting_for(work, contract_id, "delivery", None)
    [delivered] = decide(order.state, command)
    if _placed(order).direction == "sales":
        named = {line.line for line in command.lines}
        passed = ORDER.fold([delivered], order.state).delivered
        await check_goods(work, order_id, [(line, passed[line]) for line in sorted(named)])
    worth = delivered_worth(order.state, delivered) if isinstance(delivered, OrderDelivered) else None
    work.record(order, [delivered])
    await date_obligations(work, waiting, command.on)
    if worth is not None and worth.is_positive:
        book = Book("delivered", command.delivery_id, worth, command.on, order_id=order_id)
        work.record(ledger, decide_ledger(ledger.state, book))
    return order


async def accept_delivery(work: Work, command: AcceptDelivery) -> Stream[Order]:
    """A delivery was found good under a clause and phase. Once everything ordered is accepted, whatever else waits
    for acceptance is dated too: a last payment held back has no acceptance of its own.
    """
    order_id = await work.value(select(deliveries.c.order_id).where(deliveries.c.delivery_id == command.delivery_id))
    if order_id is None:
        raise NotFoundError
    order = await work.load(ORDER, order_id, must_exist=True)
    contract_id = _placed(order).contract_id
    await performing(work, contract_id)
    ledger = await work.load(LEDGER, contract_id)
    [accepted] = decide(order.state, command)
    good = accepted.lines if isinstance(accepted, OrderAccepted) else ()
    if _placed(order).direction == "purchase":
        passed = ORDER.fold([accepted], order.state).accepted
        await check_goods(work, order_id, [(line.line, passed[line.line]) for line in good])
    amount = accepted.amount if isinstance(accepted, OrderAccepted) else Money.zero(ledger.state.currency)
    book = Book("accepted", command.acceptance_id, amount, command.on, command.clause, command.phase, order_id)
    booking = decide_ledger(ledger.state, book)
    complete = LEDGER.fold(booking, ledger.state).sum("accepted") >= (ledger.state.total or amount)
    waiting = await waiting_for(work, contract_id, "acceptance", None if complete else (command.clause, command.phase))
    work.record(order, [accepted])
    await date_obligations(work, waiting, command.on)
    work.record(ledger, booking)
    good = accepted.lines if isinstance(accepted, OrderAccepted) else ()
    await draw(work, ledger.state, booking, drawn(order.state, ((line.line, line.quantity) for line in good)))
    return order


def _placed(order: Stream[Order]) -> OrderPlaced:
    if order.state.placed is None:
        raise NotPossibleNowError("new", order)
    return order.state.placed
