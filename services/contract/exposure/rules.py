"""Why an order is held: one function a rule, each with the figures it says no by."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from services.contract.exposure.events import Reason
from shared.values.decimals import format_decimal
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class Room:
    """What a limit leaves: `used` of it before the order, which asks for `requested`; all of one currency."""

    limit: Money
    used: Money
    requested: Money

    @property
    def exceeded(self) -> bool:
        return self.used + self.requested > self.limit

    @property
    def figures(self) -> dict[str, str]:
        return {"limit": str(self.limit), "used": str(self.used), "requested": str(self.requested)}


@dataclass(frozen=True, slots=True)
class Oldest:
    """The oldest bill that is open, and its age in days."""

    invoice_id: str
    number: str
    days: int


@dataclass(frozen=True, slots=True)
class LinePrice:
    """What a line's unit costs, and at wholesale."""

    line: int
    product_code: str
    price: Decimal
    wholesale: Decimal


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when an order is looked at; what is not limited is None."""

    group: Room | None = None
    own: Room | None = None
    term_days: int | None = None
    oldest: Oldest | None = None
    month: Room | None = None
    discount: Decimal | None = None
    prices: tuple[LinePrice, ...] = ()


def reasons_of(facts: Facts) -> tuple[Reason, ...]:
    """Every rule that the order breaks, in the order of the rules; none where it may be placed."""
    return tuple(reason for rule in RULES for reason in rule(facts))


def _credit_limit(facts: Facts) -> Iterator[Reason]:
    if facts.group is not None and facts.group.exceeded:
        yield Reason(rule="credit_limit", figures=facts.group.figures)


def _customer_limit(facts: Facts) -> Iterator[Reason]:
    if facts.own is not None and facts.own.exceeded:
        yield Reason(rule="customer_limit", figures=facts.own.figures)


def _credit_term(facts: Facts) -> Iterator[Reason]:
    if facts.term_days is not None and facts.oldest is not None and facts.oldest.days > facts.term_days:
        bill = {"invoice_id": facts.oldest.invoice_id, "number": facts.oldest.number}
        days = {"term_days": str(facts.term_days), "days": str(facts.oldest.days)}
        yield Reason(rule="credit_term", figures={**days, **bill})


def _purchase_limit(facts: Facts) -> Iterator[Reason]:
    if facts.month is not None and facts.month.exceeded:
        yield Reason(rule="purchase_limit", figures=facts.month.figures)


def _discount(facts: Facts) -> Iterator[Reason]:
    """Price < wholesale x (1 - discount), exactly."""
    if facts.discount is None:
        return
    for one in facts.prices:
        if Fraction(one.price) < Fraction(one.wholesale) * (1 - Fraction(facts.discount)):
            yield Reason(
                rule="discount",
                figures={
                    "line": str(one.line),
                    "product_code": one.product_code,
                    "allowed": format_decimal(facts.discount),
                    "wholesale": format_decimal(one.wholesale),
                    "price": format_decimal(one.price),
                },
            )


RULES: Final[tuple[Callable[[Facts], Iterator[Reason]], ...]] = (
    _credit_limit,
    _customer_limit,
    _credit_term,
    _purchase_limit,
    _discount,
)
