"""The tax in an order's gross prices: known from the order itself or from the contract's lines."""

from collections.abc import Sequence
from decimal import Decimal

from services.contract.order.events import OrderLine
from services.contract.terms import ContractLine
from shared.values.money import Money


def with_rates(lines: Sequence[OrderLine], agreed: Sequence[ContractLine]) -> tuple[OrderLine, ...]:
    """A line without a rate takes that of the contract's line of the same description, else the one that all lines of
    the contract share; else it stays without.
    """
    by_description = {line.description: line.tax_rate for line in agreed}
    rates = set(by_description.values())
    shared = rates.pop() if len(rates) == 1 else None
    return tuple(
        line
        if line.tax_rate is not None
        else line.model_copy(update={"tax_rate": by_description.get(line.description, shared)})
        for line in lines
    )


def net_of(gross: Money, rate: Decimal) -> Money:
    """What is left of a gross amount without its tax: gross / (1 + rate), rounded half up to the minor unit."""
    return Money.rounded(gross.amount / (1 + rate), gross.currency)
