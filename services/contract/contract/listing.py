"""What lines of a draft cost that say no price: what the customer buys at on the day, by tariff and list price."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from services.contract.contract.wish import LineWish, Wish
from services.contract.tariff.handlers import quotes_of
from services.contract.tariff.quoting import Quote
from services.contract.terms import Direction
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError

KEPT: Final = Decimal("0.000001")
"""To which part of a unit of money a price without its tax is kept."""


async def with_prices(work: Work, wish: Wish, direction: Direction) -> Wish:
    """The wish with a price on every line. Raises `InvalidFieldError` for a line of which nothing says one."""
    unsaid = {one.product_code for one in wish.lines if one.unit_price is None and one.product_code is not None}
    if all(one.unit_price is not None for one in wish.lines):
        return wish
    found = await quotes_of(work, unsaid, wish.counterparty_id, wish.currency, wish.on) if direction == "sales" else {}
    return replace(wish, lines=tuple(_with_price(one, at, found) for at, one in enumerate(wish.lines)))


def _with_price(line: LineWish, at: int, found: Mapping[str, Quote]) -> LineWish:
    if line.unit_price is not None:
        return line
    made = found.get(line.product_code or "")
    if made is None or made.price is None:
        raise InvalidFieldError(f"/lines/{at}/unit_price", "nothing says what this costs: say a price")
    return replace(line, unit_price=without_tax(made.price, line.tax_rate))


def without_tax(price: Decimal, rate: Decimal) -> Decimal:
    """List prices have the tax in them, those of a contract's lines have not: price / (1 + rate), halves up."""
    if not rate:
        return price
    found = (price / (1 + rate)).quantize(KEPT, ROUND_HALF_UP)
    whole = found.to_integral_value()
    return whole if whole == found else found.normalize()
