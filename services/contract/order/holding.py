"""Orders against what a customer may owe: held, then released or refused by others."""

from services.contract.contract.handlers import performing
from services.contract.contract.state import Contract
from services.contract.deputy.handlers import let_deputies_in
from services.contract.exposure.events import Reason
from services.contract.exposure.handlers import Wanted, check_order, lift_hold
from services.contract.exposure.route import route_of
from services.contract.ledger.aggregate import LEDGER
from services.contract.order.aggregate import ORDER, CloseHold, HoldOrder, Order, decide
from services.contract.order.booking import book_order
from services.contract.order.events import OrderHeld, OrderPlaced, OrderSaid
from services.contract.review.commands import CloseReview
from services.contract.review.places import places_of
from services.contract.text.canonical import content_hash
from shared.approvals.commands import OpenApproval
from shared.approvals.events import ApprovalClosed
from shared.approvals.handlers import open_round
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.ids import derived_id


async def reasons_against(work: Work, contract: Stream[Contract], placed: OrderPlaced) -> tuple[Reason, ...]:
    """Why an order is held; of what we order ourselves nothing is."""
    if placed.direction != "sales":
        return ()
    prices = tuple((line.line, line.product, line.unit_price) for line in placed.lines if line.product is not None)
    wanted = Wanted(
        order_id=placed.order_id,
        contract_id=placed.contract_id,
        unit=contract.unit,
        customer_id=placed.counterparty_id,
        amount=placed.amount,
        prices=prices,
        on=placed.effective_on,
    )
    return await check_order(work, wanted)


async def hold_order(
    work: Work, contract: Stream[Contract], order: Stream[Order], placed: OrderPlaced, reasons: tuple[Reason, ...]
) -> None:
    """The order waits, and the round over it starts."""
    said = {name: getattr(placed, name) for name in OrderSaid.model_fields}
    text = content_hash({**placed.model_dump(mode="json"), "reasons": [one.model_dump(mode="json") for one in reasons]})
    approval_id = derived_id("order-hold", placed.order_id)
    held = OrderHeld(**said, approval_id=approval_id, text_hash=text, reasons=reasons)
    work.record(order, decide(order.state, HoldOrder(held)))
    places = await places_of(work, contract.unit)
    opening = OpenApproval(
        approval_id=approval_id,
        subject=order.name,
        label=contract.state.number,
        round=1,
        drafter=work.context.actor,
        text_hash=text,
        steps=route_of(places["headquarters"]),
        at=work.context.now,
    )
    await open_round(work, opening, key=contract.id, unit=contract.unit, started=let_deputies_in)


async def hold_review_closed(work: Work, order_id: str, closed: ApprovalClosed) -> None:
    """The end of a round over a held order: released, it is placed in the transaction of the last decision, within all
    other limits; else it never is.
    """
    order = await work.load(ORDER, order_id, must_exist=True)
    held = order.state.held
    events = decide(order.state, CloseHold(CloseReview.of(closed), work.context.today))
    if closed.outcome != "approved" or held is None:
        work.record(order, events)
        return
    await performing(work, held.contract_id)
    await lift_hold(work, held.counterparty_id, order_id, held.approval_id, work.context.today)
    ledger = await work.load(LEDGER, held.contract_id)
    await book_order(work, order, ledger, events, held)
