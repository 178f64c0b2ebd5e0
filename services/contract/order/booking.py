"""An order on the books: the document, then the ledger, then the master contract."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from services.contract.ledger.aggregate import Book
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.ledger.state import Ledger
from services.contract.master.events import Drawn
from services.contract.master.handlers import draw
from services.contract.order.aggregate import Order
from services.contract.order.events import OrderSaid
from shared.eventstore.aggregate import Stream
from shared.eventstore.event import Event
from shared.eventstore.work import Work


async def book_order(
    work: Work,
    order: Stream[Order],
    ledger: Stream[Ledger],
    events: Sequence[Event],
    said: OrderSaid,
    *,
    fact: bool = False,
) -> None:
    """Records that an order is placed, counts it against its contract and the master above that; as a `fact` where it
    was placed elsewhere.
    """
    place = (said.clause, said.phase)
    book = Book("ordered", said.order_id, said.amount, said.effective_on, *place, order_id=said.order_id, fact=fact)
    booking = decide_ledger(ledger.state, book)
    work.record(order, events)
    work.record(ledger, booking)
    quantities = drawn(order.state, ((line.line, line.quantity) for line in said.lines))
    await draw(work, ledger.state, booking, quantities, fact=fact)


def drawn(order: Order, quantities: Iterable[tuple[int, Decimal]]) -> list[Drawn]:
    """Of lines that name a product, how much."""
    named = [(order.line(number).product, quantity) for number, quantity in quantities]
    return [Drawn(product_code=product, quantity=quantity) for product, quantity in named if product]
