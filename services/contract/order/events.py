"""Orders under a contract, what was delivered and what was accepted of it."""

from datetime import date
from typing import Literal

from services.contract.exposure.events import Reason
from services.contract.terms import Direction, Frozen
from shared.eventstore.event import Event
from shared.values.decimals import DecimalString
from shared.values.money import Money

Departure = Literal["promotion", "replacement", "sample", "other_specification", "special_agreement"]
"""Why another price than the agreed one holds."""
PriceBasis = Literal["agreed", "not_priced", "contract", "tariff"] | Departure


class AgreedPrice(Frozen):
    """What a master contract makes a unit cost in a country on a day: without tax, and with the line's."""

    net: DecimalString
    gross: DecimalString | None
    country: str
    terms_version: int
    on: date


class TariffPrice(Frozen):
    """Why a unit costs a customer so much, with tax: a price of their `own`; else the list price (`start`), less the
    `discount` that a tariff of the customer or of the grade (`of`) takes off, if one does.
    """

    own: bool
    list_price: str | None
    start: DecimalString | None
    of: Literal["customer", "grade"] | None
    discount: DecimalString | None


class OrderLine(Frozen):
    """`amount` is gross; `tax_rate` is the rate of the tax in it, null where neither order nor contract says one.
    Under a master contract that makes prices `priced_by` says whether it is the agreed one, else why not; where the
    order says no price, whether it is that of the contract's own line or what the customer buys at (`tariff`).
    """

    line: int
    product: str | None
    description: str
    quantity: DecimalString
    unit_price: DecimalString
    amount: Money
    tax_rate: DecimalString | None = None
    tax_recoverable: bool = True
    agreed: AgreedPrice | None = None
    priced_by: PriceBasis | None = None
    tariff: TariffPrice | None = None


class DeliveredLine(Frozen):
    line: int
    quantity: DecimalString


class AcceptedLine(Frozen):
    """`amount` is gross, and the sum of `net` and `tax` where the rate is known. A recoverable tax is no cost of what
    was bought.
    """

    line: int
    description: str
    quantity: DecimalString
    amount: Money
    net: Money | None = None
    tax: Money | None = None
    tax_recoverable: bool | None = None


class OrderSaid(Event):
    """What an order says; amounts are gross. `clause` and `phase` are those it is ordered under, where it says so."""

    order_id: str
    contract_id: str
    counterparty_id: str
    owner_id: str
    direction: Direction
    lines: tuple[OrderLine, ...]
    amount: Money
    source: str
    source_id: str
    effective_on: date
    clause: str | None = None
    phase: str | None = None


class OrderPlaced(OrderSaid, name="order.placed.v1"):
    """Something is ordered; amounts are gross."""


class OrderHeld(OrderSaid, name="order.held.v1"):
    """Something would be ordered, against what the customer may owe: it waits for others' decision. Nothing counts yet.
    `text_hash` is that of what they decide on.
    """

    approval_id: str
    text_hash: str
    reasons: tuple[Reason, ...]


class OrderReleased(Event, name="order.released.v1"):
    """Others agreed that a held order is placed all the same."""

    order_id: str
    contract_id: str
    approval_id: str
    effective_on: date


class OrderRefused(Event, name="order.refused.v1"):
    """A held order is not placed: it was rejected, or the question was withdrawn."""

    order_id: str
    contract_id: str
    approval_id: str
    outcome: Literal["rejected", "withdrawn"]
    effective_on: date


class OrderDelivered(Event, name="order.delivered.v1"):
    """Some of it arrived."""

    order_id: str
    delivery_id: str
    contract_id: str
    counterparty_id: str
    direction: Direction
    lines: tuple[DeliveredLine, ...]
    effective_on: date


class OrderAccepted(Event, name="order.accepted.v1"):
    """A delivery was found good, in the quantities named, under a clause and phase of the contract."""

    order_id: str
    delivery_id: str
    acceptance_id: str
    contract_id: str
    counterparty_id: str
    direction: Direction
    owner_id: str
    lines: tuple[AcceptedLine, ...]
    amount: Money
    clause: str
    phase: str
    effective_on: date
