"""Orders, deliveries and acceptances: the document first, then what is owed, then the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from sqlalchemy import select

from services.contract.contract.events import ContractDrafted
from services.contract.contract.handlers import performing
from services.contract.contract.state import Contract
from services.contract.ledger.aggregate import LEDGER, Book
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.master.handlers import draw
from services.contract.obligation.handlers import date_obligations, waiting_for
from services.contract.obligation.handover import hand_over_accepted
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
from services.contract.order.pricing import KnownPrice, LineWish, by_tariff, lines_of, own_prices
from services.contract.order.tables import deliveries
from services.contract.order.tax import rates_of
from services.contract.price.explaining import Quote
from services.contract.price.handlers import quotes_for
from services.contract.requirement.handlers import check_goods
from services.contract.tariff.handlers import quotes_of
from services.contract.terms import ContractLine
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError, NotFoundError, NotPossibleNowError
from shared.values.money import Money

Place = tuple[str | None, str | None]
NO_PLACE: Final[Place] = (None, None)


async def place_order(
    work: Work, order_id: str, contract_id: str, wishes: Sequence[LineWish], on: date, place: Place = NO_PLACE
) -> Stream[Order]:
    """An order under a contract in effect, within its total, in its currency, under a clause and phase of its plan
    where it names a place; the contract's own lines tell the tax in what is ordered, its master contract what the
    products cost that day, else its own lines, else what the customer buys at. It is held where a customer would owe
    more than it may.
    """
    contract = await performing(work, contract_id)
    head = contract.state.head
    ledger = await work.load(LEDGER, contract_id)
    agreed = head.lines if isinstance(head, ContractDrafted) else ()
    quotes = await _quotes(work, ledger.state.master_id, contract, wishes, on)
    known = await _known(work, contract, agreed, wishes, quotes or {}, on)
    lines = lines_of(wishes, head.amount.currency, rates_of(agreed), quotes, known)
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
        clause=place[0],
        phase=place[1],
    )
    order = await work.load(ORDER, order_id, key=contract_id, unit=contract.unit)
    events = decide(order.state, PlaceOrder(placed))
    # What the contract does not allow at all is refused before anybody is asked about it.
    decide_ledger(ledger.state, Book("ordered", order_id, placed.amount, on, *place, order_id=order_id))
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


async def _known(
    work: Work,
    contract: Stream[Contract],
    agreed: Sequence[ContractLine],
    wishes: Sequence[LineWish],
    quotes: Mapping[str, Quote],
    on: date,
) -> dict[str, KnownPrice]:
    """What products cost that the order says no price of and no master contract makes one for."""
    own, head = own_prices(agreed), contract.state.head
    unsaid = {one.product for one in wishes if one.product and one.unit_price is None} - {*own, *quotes}
    if head.direction != "sales" or not unsaid:
        return own
    found = await quotes_of(work, unsaid, head.counterparty_id, head.amount.currency, on)
    return {**{product: by_tariff(one) for product, one in found.items() if one.price is not None}, **own}


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
        place = (_placed(order).clause, _placed(order).phase)
        book = Book("delivered", command.delivery_id, worth, command.on, *place, order_id=order_id)
        work.record(ledger, decide_ledger(ledger.state, book))
    return order


async def accept_delivery(work: Work, command: AcceptDelivery) -> Stream[Order]:
    """A delivery was found good under a clause and phase. Once everything ordered is accepted, whatever else waits
    for acceptance is dated too: a last payment held back has no acceptance of its own.
    """
    came = select(deliveries.c.order_id, deliveries.c.delivered_on)
    delivery = await work.row(came.where(deliveries.c.delivery_id == command.delivery_id))
    if delivery is None:
        raise NotFoundError
    order_id = delivery["order_id"]
    order = await work.load(ORDER, order_id, must_exist=True)
    command = placed_under(_placed(order), command)
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
    things = [(line.description, line.quantity) for line in good]
    document, day = command.acceptance_id, delivery["delivered_on"]
    await hand_over_accepted(work, contract_id, command.clause, things, document, day)
    work.record(ledger, booking)
    await draw(work, ledger.state, booking, drawn(order.state, ((line.line, line.quantity) for line in good)))
    return order


def placed_under(placed: OrderPlaced, command: AcceptDelivery) -> AcceptDelivery:
    """An acceptance that names no clause counts under that of its order."""
    if command.clause:
        return command
    if placed.clause is None or placed.phase is None:
        raise InvalidFieldError("/clause", "neither the acceptance nor its order names a clause")
    return replace(command, clause=placed.clause, phase=placed.phase)


def _placed(order: Stream[Order]) -> OrderPlaced:
    if order.state.placed is None:
        raise NotPossibleNowError("new", order)
    return order.state.placed
