"""The tax in an order's gross prices: known from the order itself or from the contract's lines."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from services.contract.terms import ContractLine
from shared.values.money import Money


def rates_of(agreed: Sequence[ContractLine]) -> Callable[[str, Decimal | None], Decimal | None]:
    """What tells the rate of a line by its description and what the order says: without a rate of its own it takes
    that of the contract's line of the same description, else the one that all lines of the contract share; else none.
    """
    by_description = {line.description: line.tax_rate for line in agreed}
    rates = set(by_description.values())
    shared = rates.pop() if len(rates) == 1 else None

    def rate_of(description: str, said: Decimal | None) -> Decimal | None:
        return by_description.get(description, shared) if said is None else said

    return rate_of


def net_of(gross: Money, rate: Decimal) -> Money:
    """What is left of a gross amount without its tax: gross / (1 + rate), rounded half up to the minor unit."""
    return Money.rounded(gross.amount / (1 + rate), gross.currency)
