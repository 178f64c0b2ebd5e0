from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from services.contract.exposure.events import Reason
from services.contract.order.aggregate import (
    ORDER,
    AcceptDelivery,
    AcceptedAlreadyError,
    CloseHold,
    DeliverOrder,
    HoldOrder,
    Order,
    OverAcceptanceError,
    OverDeliveryError,
    PlaceOrder,
    decide,
)
from services.contract.order.events import (
    DeliveredLine,
    OrderAccepted,
    OrderDelivered,
    OrderHeld,
    OrderLine,
    OrderPlaced,
    OrderRefused,
    OrderReleased,
    OrderSaid,
)
from services.contract.review.commands import CloseReview
from services.contract.review.outcome import OtherReviewError
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotFoundError, NotPossibleNowError
from shared.values.money import Money

TODAY = date(2026, 3, 2)
given = specification(ORDER, decide)
LINE = OrderLine(
    line=1,
    product=None,
    description="Fan 220 V",
    quantity=Decimal(3),
    unit_price=Decimal("33.34"),
    amount=Money.of("100.02", "CNY"),
)
PLACED = OrderPlaced(
    order_id="o1",
    contract_id="c1",
    counterparty_id="k1",
    owner_id="s1",
    direction="purchase",
    lines=(LINE,),
    amount=Money.of("100.02", "CNY"),
    source="",
    source_id="",
    effective_on=TODAY,
)


def delivered(delivery: str, quantity: int) -> OrderDelivered:
    return OrderDelivered(
        order_id="o1",
        delivery_id=delivery,
        contract_id="c1",
        counterparty_id="k1",
        direction="purchase",
        lines=(DeliveredLine(line=1, quantity=Decimal(quantity)),),
        effective_on=TODAY,
    )


def deliver(delivery: str, quantity: int, line: int = 1) -> DeliverOrder:
    return DeliverOrder(delivery, (DeliveredLine(line=line, quantity=Decimal(quantity)),), TODAY)


def accept(delivery: str, quantity: str | None = None) -> AcceptDelivery:
    lines = (DeliveredLine(line=1, quantity=Decimal(quantity)),) if quantity else ()
    return AcceptDelivery(delivery, f"acc-{delivery}", "5.2", "final", TODAY, lines)


def test_an_order_is_placed_once():
    given().when(PlaceOrder(PLACED)).then(PLACED)
    given(PLACED).when(PlaceOrder(PLACED)).fails(NotPossibleNowError)


def test_lines_add_up_to_the_order():
    wrong = PLACED.model_copy(update={"amount": Money.of("99", "CNY")})
    given().when(PlaceOrder(wrong)).fails(InvalidFieldError)


def test_parts_are_delivered_up_to_what_was_ordered():
    given(PLACED).when(deliver("d1", 2)).then(delivered("d1", 2))
    given(PLACED, delivered("d1", 2)).when(deliver("d2", 2)).fails(OverDeliveryError, line=1, limit="3", used="2")


def test_a_line_nobody_ordered_is_not_delivered():
    given(PLACED).when(deliver("d1", 1, line=2)).fails(InvalidFieldError)


def test_a_whole_delivery_is_accepted_for_its_share_of_the_amount():
    [event] = given(PLACED, delivered("d1", 3)).when(accept("d1")).events
    assert isinstance(event, OrderAccepted)
    assert event.amount == PLACED.amount


def test_acceptances_in_parts_add_up_to_the_line_exactly():
    third = OrderLine.model_validate({**LINE.model_dump(), "amount": Money.of("100.00", "CNY")})
    placed = PLACED.model_copy(update={"lines": (third,), "amount": third.amount})
    events: list[OrderPlaced | OrderDelivered | OrderAccepted] = [placed, *(delivered(f"d{n}", 1) for n in range(3))]
    parts = []
    for n in range(3):
        [event] = given(*events).when(accept(f"d{n}")).events
        assert isinstance(event, OrderAccepted)
        events.append(event)
        parts.append(event.amount)
    assert parts == [Money.of(part, "CNY") for part in ("33.33", "33.34", "33.33")]


def test_no_more_is_accepted_than_was_delivered():
    given(PLACED, delivered("d1", 1)).when(accept("d1", "1.5")).fails(OverAcceptanceError, line=1, limit="1")


def test_a_delivery_is_accepted_once():
    [event] = given(PLACED, delivered("d1", 1)).when(accept("d1")).events
    given(PLACED, delivered("d1", 1), event).when(accept("d1")).fails(AcceptedAlreadyError)


def test_an_unknown_delivery_is_not_found():
    given(PLACED).when(accept("d9")).fails(NotFoundError)


def test_a_snapshot_of_an_order_reads_back_as_it_was():
    order = ORDER.fold([PLACED, delivered("d1", 2)])
    adapter = TypeAdapter(Order)
    assert adapter.validate_json(adapter.dump_json(order)) == order


def taxed(rate: str, *, recoverable: bool = True) -> OrderPlaced:
    line = LINE.model_copy(update={"tax_rate": Decimal(rate), "tax_recoverable": recoverable})
    return PLACED.model_copy(update={"lines": (line,)})


def test_an_accepted_line_carries_its_net_and_tax_and_whether_the_tax_is_recovered():
    [event] = given(taxed("0.13", recoverable=False), delivered("d1", 3)).when(accept("d1")).events
    assert isinstance(event, OrderAccepted)
    [line] = event.lines
    assert (line.net, line.tax) == (Money.of("88.51", "CNY"), Money.of("11.51", "CNY"))
    assert line.tax_recoverable is False


def test_net_and_tax_of_parts_add_up_to_those_of_the_line():
    events: list[OrderPlaced | OrderDelivered | OrderAccepted] = [
        taxed("0.13"),
        *(delivered(f"d{n}", 1) for n in "123"),
    ]
    for n in "123":
        [event] = given(*events).when(accept(f"d{n}")).events
        assert isinstance(event, OrderAccepted)
        events.append(event)
    lines = [event.lines[0] for event in events if isinstance(event, OrderAccepted)]
    nets = [line.net for line in lines if line.net is not None]
    assert Money.total(nets, "CNY") == Money.of("88.51", "CNY")
    assert all(line.net is not None and line.tax == line.amount - line.net for line in lines)


def test_where_nobody_says_a_rate_an_accepted_line_tells_no_net():
    [event] = given(PLACED, delivered("d1", 3)).when(accept("d1")).events
    assert isinstance(event, OrderAccepted)
    assert (event.lines[0].net, event.lines[0].tax, event.lines[0].tax_recoverable) == (None, None, None)


HELD = OrderHeld(
    **{name: getattr(PLACED, name) for name in OrderSaid.model_fields},
    approval_id="a1",
    text_hash="h1",
    reasons=(Reason(rule="credit_limit", figures={"limit": "1.00 CNY"}),),
)
ABOUT: dict[str, Any] = {"order_id": "o1", "contract_id": "c1", "approval_id": "a1", "effective_on": TODAY}


def close(outcome: Any, text_hash: str = "h1") -> CloseHold:
    return CloseHold(CloseReview("a1", text_hash, outcome), TODAY)


def test_a_held_order_is_placed_as_it_was_once_it_is_released():
    given().when(HoldOrder(HELD)).then(HELD)
    released = OrderReleased(**ABOUT)
    given(HELD).when(close("approved")).then(released, PLACED)
    given(HELD, released, PLACED).when(close("approved")).fails(NotPossibleNowError)
    given(HELD, released, PLACED).when(deliver("d1", 3)).then(delivered("d1", 3))


def test_a_held_order_that_is_refused_is_over():
    refused = OrderRefused(**ABOUT, outcome="rejected")
    given(HELD).when(close("rejected")).then(refused)
    for command in (close("approved"), deliver("d1", 1), PlaceOrder(PLACED), HoldOrder(HELD)):
        given(HELD, refused).when(command).fails(NotPossibleNowError)


def test_nothing_is_done_of_an_order_while_it_is_held():
    for command in (deliver("d1", 1), PlaceOrder(PLACED), HoldOrder(HELD)):
        given(HELD).when(command).fails(NotPossibleNowError)
    given(HELD).when(close("approved", "another")).fails(OtherReviewError)
    given(PLACED).when(HoldOrder(HELD)).fails(NotPossibleNowError)
