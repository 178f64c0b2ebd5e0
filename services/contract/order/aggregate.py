"""An order decided and folded: never more delivered than ordered, never more accepted than delivered."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from services.contract.order.events import (
    AcceptedLine,
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
from services.contract.order.tax import net_of
from services.contract.review.commands import CloseReview
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError, NotFoundError, NotPossibleNowError
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class Order:
    """`delivered` and `accepted` are quantities by line; `deliveries` what came with each delivery."""

    placed: OrderPlaced | None = None
    delivered: Mapping[int, Decimal] = field(default_factory=dict)
    accepted: Mapping[int, Decimal] = field(default_factory=dict)
    deliveries: Mapping[str, tuple[DeliveredLine, ...]] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()
    held: OrderHeld | None = None
    refused: bool = False

    def line(self, number: int) -> OrderLine:
        found = next((line for line in self.lines if line.line == number), None)
        if found is None:
            raise InvalidFieldError("/lines", "the order has no such line")
        return found

    @property
    def stage(self) -> str:
        if self.placed is not None:
            return "placed"
        return "refused" if self.refused else "held" if self.held is not None else "new"

    @property
    def lines(self) -> tuple[OrderLine, ...]:
        return self.placed.lines if self.placed else ()


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    fact: OrderPlaced


@dataclass(frozen=True, slots=True)
class DeliverOrder:
    delivery_id: str
    lines: tuple[DeliveredLine, ...]
    on: date


@dataclass(frozen=True, slots=True)
class AcceptDelivery:
    """Without `lines` the whole delivery is accepted; without a clause it counts under that of its order."""

    delivery_id: str
    acceptance_id: str
    clause: str
    phase: str
    on: date
    lines: tuple[DeliveredLine, ...] = ()


@dataclass(frozen=True, slots=True)
class HoldOrder:
    fact: OrderHeld


@dataclass(frozen=True, slots=True)
class CloseHold:
    """The round over a held order came to its end."""

    review: CloseReview
    on: date


Command = PlaceOrder | DeliverOrder | AcceptDelivery | HoldOrder | CloseHold


class OverDeliveryError(DomainError):
    """More would be delivered than was ordered."""


class OverAcceptanceError(DomainError):
    """More would be accepted than was delivered."""


class AcceptedAlreadyError(DomainError):
    """This delivery was accepted already."""


def decide(order: Order, command: Command) -> list[Event]:
    match order.placed, command:
        case None, PlaceOrder(fact=fact) if order.held is None:
            return [_checked(fact)]
        case None, HoldOrder(fact=fact) if order.held is None:
            return [_checked(fact)]
        case None, CloseHold() if order.held is not None and not order.refused:
            return _closed(order.held, command)
        case OrderPlaced() as placed, DeliverOrder():
            return [_delivered(order, placed, command)]
        case OrderPlaced() as placed, AcceptDelivery():
            return [_accepted(order, placed, command)]
        case _:
            raise NotPossibleNowError(order.stage, command)


def _closed(held: OrderHeld, command: CloseHold) -> list[Event]:
    """A released order is placed as it was held."""
    review = command.review
    review.check_is_of(held.approval_id, held.text_hash)
    about = {"order_id": held.order_id, "contract_id": held.contract_id, "approval_id": held.approval_id}
    if review.outcome != "approved":
        refused = {**about, "outcome": review.outcome, "effective_on": command.on}
        return [OrderRefused.model_validate(refused)]
    said = {name: getattr(held, name) for name in OrderSaid.model_fields}
    return [OrderReleased.model_validate({**about, "effective_on": command.on}), OrderPlaced(**said)]


Said = TypeVar("Said", bound=OrderSaid)


def _checked(fact: Said) -> Said:
    if len({line.line for line in fact.lines}) != len(fact.lines):
        raise InvalidFieldError("/lines", "a line number is used twice")
    if Money.total([line.amount for line in fact.lines], fact.amount.currency) != fact.amount:
        raise InvalidFieldError("/amount", "the lines add up to the order's amount")
    return fact


def _delivered(order: Order, placed: OrderPlaced, command: DeliverOrder) -> OrderDelivered:
    if command.delivery_id in order.deliveries:
        raise NotPossibleNowError("delivered", command)
    totals = _added(order.delivered, command.lines)
    for number, quantity in totals.items():
        ordered = order.line(number).quantity
        if quantity > ordered:
            raise OverDeliveryError(line=number, limit=str(ordered), used=str(order.delivered.get(number, Decimal(0))))
    return OrderDelivered(
        order_id=placed.order_id,
        delivery_id=command.delivery_id,
        contract_id=placed.contract_id,
        counterparty_id=placed.counterparty_id,
        direction=placed.direction,
        lines=command.lines,
        effective_on=command.on,
    )


def _accepted(order: Order, placed: OrderPlaced, command: AcceptDelivery) -> OrderAccepted:
    came = order.deliveries.get(command.delivery_id)
    if came is None:
        raise NotFoundError
    if command.delivery_id in order.settled:
        raise AcceptedAlreadyError
    good = command.lines or came
    delivered = _added({}, came)
    for number, quantity in _added({}, good).items():
        if quantity > delivered.get(number, Decimal(0)):
            raise OverAcceptanceError(line=number, limit=str(delivered.get(number, Decimal(0))))
    lines = tuple(_worth(order, line) for line in good)
    return OrderAccepted(
        order_id=placed.order_id,
        delivery_id=command.delivery_id,
        acceptance_id=command.acceptance_id,
        contract_id=placed.contract_id,
        counterparty_id=placed.counterparty_id,
        direction=placed.direction,
        owner_id=placed.owner_id,
        lines=lines,
        amount=Money.total([line.amount for line in lines], placed.amount.currency),
        clause=command.clause,
        phase=command.phase,
        effective_on=command.on,
    )


def _worth(order: Order, accepted: DeliveredLine) -> AcceptedLine:
    """The part of a line's amount, and of its net, that comes with a quantity: the rise of the rounded running total,
    so that the parts of a line that is accepted whole add up to its amount exactly.
    """
    line = order.line(accepted.line)
    before = order.accepted.get(accepted.line, Decimal(0))
    until = _share(line, before + accepted.quantity)
    amount = until - _share(line, before)
    whole = AcceptedLine(line=line.line, description=line.description, quantity=accepted.quantity, amount=amount)
    if line.tax_rate is None:
        return whole
    net = net_of(until, line.tax_rate) - net_of(_share(line, before), line.tax_rate)
    parts = {"net": net, "tax": amount - net, "tax_recoverable": line.tax_recoverable}
    return whole.model_copy(update=parts)


def delivered_worth(order: Order, delivered: OrderDelivered) -> Money:
    """What a delivery is worth of the order's amount; `order` is the state before it."""
    currency = order.placed.amount.currency if order.placed else "CNY"
    parts = []
    for number, until in _added(order.delivered, delivered.lines).items():
        line = order.line(number)
        parts.append(_share(line, until) - _share(line, order.delivered.get(number, Decimal(0))))
    return Money.total(parts, currency)


def _share(line: OrderLine, quantity: Decimal) -> Money:
    return Money.rounded(line.amount.amount * quantity / line.quantity, line.amount.currency)


def _added(
    totals: Mapping[int, Decimal], lines: tuple[DeliveredLine, ...] | tuple[AcceptedLine, ...]
) -> dict[int, Decimal]:
    sums = dict(totals)
    for line in lines:
        if line.quantity <= 0:
            raise InvalidFieldError("/lines", "a quantity is above zero")
        sums[line.line] = sums.get(line.line, Decimal(0)) + line.quantity
    return sums


def evolve(order: Order, event: Event) -> Order:
    match event:
        case OrderPlaced():
            return replace(order, placed=event)
        case OrderHeld():
            return replace(order, held=event)
        case OrderRefused():
            return replace(order, refused=True)
        case OrderDelivered(delivery_id=delivery, lines=lines):
            return replace(
                order,
                delivered=_added(order.delivered, lines),
                deliveries={**order.deliveries, delivery: lines},
            )
        case OrderAccepted(delivery_id=delivery, lines=accepted):
            return replace(order, accepted=_added(order.accepted, accepted), settled=order.settled | {delivery})
        case _:
            return order


ORDER = Aggregate("order", Order(), evolve, shape=2)
