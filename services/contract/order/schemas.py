from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.contract.exposure.events import Reason
from services.contract.order.events import DeliveredLine, Departure, OrderLine
from services.contract.order.pricing import LineWish
from services.contract.terms import ClauseName
from shared.values.clock import BusinessDate
from shared.values.decimals import NonNegativeDecimal, PositiveDecimal
from shared.values.money import Money
from shared.values.text import Code, Name
from shared.web.schemas import Answer, Body

LineNumber = Annotated[int, Field(ge=1, le=10_000)]
TaxRate = Annotated[NonNegativeDecimal, Field(le=Decimal(1))]


class OrderLineBody(Body):
    """`unit_price` is gross; the line's amount is quantity times price, rounded half up. `tax_rate` is the tax in it,
    that of the contract's line unless given; a tax that is not recoverable becomes part of what an asset costs.
    Where a master contract makes the product's price, that of the day is taken unless `unit_price` is said, another
    one with the `departure` that says why. Without either the price of the contract's own line of the product is taken,
    else what the customer buys at that day: their own price, or the tariff's.
    """

    product: Code | None = None
    description: Name
    quantity: PositiveDecimal
    unit_price: NonNegativeDecimal | None = None
    tax_rate: TaxRate | None = None
    tax_recoverable: bool = True
    departure: Departure | None = None

    def wish(self) -> LineWish:
        return LineWish(
            product=self.product,
            description=self.description,
            quantity=self.quantity,
            unit_price=self.unit_price,
            tax_rate=self.tax_rate,
            tax_recoverable=self.tax_recoverable,
            departure=self.departure,
        )


class OrderBody(Body):
    """Prices are in the contract's currency. `clause` and `phase`, named together, are those of the contract's plan
    that it is ordered under; its deliveries count there, and its acceptances unless they name others.
    """

    lines: Annotated[list[OrderLineBody], Field(min_length=1, max_length=500)]
    clause: ClauseName | None = None
    phase: ClauseName | None = None
    effective_on: BusinessDate | None = None


class QuantityBody(Body):
    line: LineNumber
    quantity: PositiveDecimal

    def delivered(self) -> DeliveredLine:
        return DeliveredLine(line=self.line, quantity=self.quantity)


class DeliveryBody(Body):
    lines: Annotated[list[QuantityBody], Field(min_length=1, max_length=500)]
    effective_on: BusinessDate | None = None


class AcceptanceBody(Body):
    """The clause and phase under which the delivery counts, named together: those of its order without; without lines
    the whole delivery is accepted.
    """

    clause: ClauseName | None = None
    phase: ClauseName | None = None
    lines: Annotated[list[QuantityBody], Field(max_length=500)] = Field(default_factory=list)
    effective_on: BusinessDate | None = None


class OrderMoved(Answer):
    """`state` is `placed`, or `held` for the `reasons` why others decide in the round `approval_id`."""

    order_id: str
    state: str
    approval_id: str | None
    reasons: list[Reason]
    version: int


class HeldOrderAnswer(Answer):
    """An order that was held: `state` is `held`, `released`, `rejected` or `withdrawn`."""

    order_id: str
    contract_id: str
    unit_id: str
    counterparty_id: str
    approval_id: str
    state: str
    amount: Money
    lines: list[OrderLine]
    reasons: list[Reason]
    effective_on: date
    version: int


class HeldOrderList(Answer):
    items: list[HeldOrderAnswer]


class DeliveryBooked(Answer):
    order_id: str
    delivery_id: str
    version: int


class AcceptanceBooked(Answer):
    order_id: str
    delivery_id: str
    acceptance_id: str
    version: int


class OrderRow(Answer):
    order_id: str
    contract_id: str
    unit_id: str
    counterparty_id: str
    direction: str
    amount: Money
    accepted: Money
    lines: list[OrderLine]
    clause: str | None
    phase: str | None
    state: str
    source: str
    source_id: str
    effective_on: date
    version: int


class OrderList(Answer):
    items: list[OrderRow]


class DeliveryAnswer(Answer):
    delivery_id: str
    delivered_on: date
    lines: list[DeliveredLine]
    acceptance_id: str | None
    accepted_on: date | None
    accepted: Money | None
    clause: str | None
    phase: str | None


class OrderAnswer(OrderRow):
    deliveries: list[DeliveryAnswer]
