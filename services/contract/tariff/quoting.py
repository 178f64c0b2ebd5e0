"""What a product costs a customer on a day, step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from services.contract.tariff.events import ListPrice
from shared.values.currency import minor_digits

Of = Literal["customer", "grade"]
On = Literal["product", "brand", "everything"]
CLOSEST: Final[Sequence[tuple[Of, On]]] = (
    ("customer", "product"),
    ("customer", "brand"),
    ("customer", "everything"),
    ("grade", "product"),
    ("grade", "brand"),
    ("grade", "everything"),
)
"""Whose tariff counts, and which of it, the first that says something: a customer's own before that of the grade, what
is said of the product before what is said of its brand.
"""
WITHOUT_TARIFF: Final[ListPrice] = "retail"


@dataclass(frozen=True, slots=True)
class Rate:
    """What a tariff says of a product on a day: the list price, less a share of it."""

    of: Of
    on: On
    list_price: ListPrice
    discount: Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """`price` is None where there is no list price to start from. `own` was agreed on with the customer alone; else
    `start` is the list price, and `rate` the tariff that counted, if any did.
    """

    price: Decimal | None
    own: bool = False
    list_price: ListPrice | None = None
    start: Decimal | None = None
    rate: Rate | None = None


def quote(own: Decimal | None, prices: Mapping[ListPrice, Decimal], rates: Sequence[Rate], currency: str) -> Quote:
    """The customer's own price, else the list price of the closest tariff less its discount, halves up, to as many
    digits as the list price or the currency has.
    """
    if own is not None:
        return Quote(own, own=True)
    by_place = {(one.of, one.on): one for one in rates}
    rate = next((by_place[place] for place in CLOSEST if place in by_place), None)
    kind = rate.list_price if rate else WITHOUT_TARIFF
    start = prices.get(kind)
    if start is None:
        return Quote(None, list_price=kind, rate=rate)
    price = start if rate is None else _rounded(start * (1 - rate.discount), start, currency)
    return Quote(price, list_price=kind, start=start, rate=rate)


def _rounded(price: Decimal, like: Decimal, currency: str) -> Decimal:
    digits = max(-int(like.as_tuple().exponent), minor_digits(currency))
    return price.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
