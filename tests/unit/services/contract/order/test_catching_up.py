from datetime import date
from decimal import Decimal

from services.contract.order.aggregate import Order
from services.contract.order.catching_up import good
from services.contract.order.events import OrderLine, OrderPlaced
from shared.values.money import Money

CNY = Money.of("1", "CNY")
LINES = tuple(
    OrderLine(line=at, product=None, description=name, quantity=Decimal(9), unit_price=Decimal(1), amount=CNY)
    for at, name in ((1, "Fan"), (2, "Duct"))
)
PLACED = OrderPlaced(
    order_id="o", contract_id="c", counterparty_id="k", owner_id="s", direction="purchase", lines=LINES, amount=CNY,
    source="", source_id="", effective_on=date(2026, 3, 2),
)  # fmt: skip


def test_of_each_delivery_counts_what_was_accepted_of_its_order_and_never_more():
    order = Order(placed=PLACED, accepted={1: Decimal(7), 2: Decimal(0)})
    rows = [
        {"order_id": "o", "lines": [{"line": 1, "quantity": "5"}, {"line": 2, "quantity": "2"}]},
        {"order_id": "o", "lines": [{"line": 1, "quantity": "4"}]},
        {"order_id": "o", "lines": [{"line": 1, "quantity": "1"}]},
    ]
    assert [came for _, came in good(rows, {"o": order})] == [[("Fan", Decimal(5))], [("Fan", Decimal(2))], []]
