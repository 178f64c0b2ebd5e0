"""What pages need of the contract service's answers about held orders."""

from datetime import date
from decimal import Decimal

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money


class Tariff(Seen):
    """Why a product costs the customer so much."""

    own: bool
    list_price: str | None
    start: Decimal | None
    of: str | None
    discount: Decimal | None


class Line(Seen):
    line: int
    product: str | None
    description: str
    quantity: Decimal
    unit_price: Decimal
    amount: Money
    priced_by: str | None = None
    tariff: Tariff | None = None


class Reason(Seen):
    """A rule that an order breaks, with its figures as text."""

    rule: str
    figures: dict[str, str]


class Ordered(Seen):
    order_id: str
    contract_id: str
    counterparty_id: str
    amount: Money
    lines: list[Line]
    state: str
    effective_on: date


class HeldOrder(Ordered):
    approval_id: str
    reasons: list[Reason]


class HeldOrders(Seen):
    items: list[HeldOrder]
