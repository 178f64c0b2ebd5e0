"""From what is wished to the lines of an order: what was agreed for the day, or why not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from services.contract.order.events import AgreedPrice, Departure, OrderLine, PriceBasis, TariffPrice
from services.contract.price.explaining import EXACT, Quote
from services.contract.tariff.quoting import Quote as TariffQuote
from services.contract.terms import ContractLine
from shared.values.decimals import MAX_FRACTION_DIGITS, format_decimal, fraction_digits
from shared.values.errors import DomainError, InvalidFieldError
from shared.values.money import Money

NOTHING_KNOWN: Final[Mapping[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class LineWish:
    """`unit_price` is gross; without one the price agreed for the day is taken, else that of the contract's own line,
    else what the customer buys at. `departure` says why another than the agreed one holds.
    """

    product: str | None
    description: str
    quantity: Decimal
    unit_price: Decimal | None
    tax_rate: Decimal | None
    tax_recoverable: bool
    departure: Departure | None


@dataclass(frozen=True, slots=True)
class KnownPrice:
    """What a unit costs with tax where the order does not say: as the contract's own line says, or by the `tariff`."""

    gross: Decimal
    tariff: TariffPrice | None = None


def own_prices(agreed: Sequence[ContractLine]) -> dict[str, KnownPrice]:
    """By product what the contract's own lines say, with their tax; nothing of a product with several prices."""
    by_product: dict[str, set[Decimal]] = {}
    for one in agreed:
        if one.product_code is not None:
            gross = _kept(EXACT.multiply(one.unit_price, 1 + one.tax_rate))
            by_product.setdefault(one.product_code, set()).add(gross)
    return {product: KnownPrice(prices.pop()) for product, prices in by_product.items() if len(prices) == 1}


def by_tariff(made: TariffQuote) -> KnownPrice:
    """What the customer buys at, and why. Raises `ValueError` where nothing says a price."""
    if made.price is None:
        raise ValueError(made)
    rate = made.rate
    why = TariffPrice(
        own=made.own,
        list_price=made.list_price,
        start=made.start,
        of=rate.of if rate else None,
        discount=rate.discount if rate else None,
    )
    return KnownPrice(made.price, why)


class PriceNotAgreedError(DomainError):
    """Another price than the one agreed for the day, without saying why."""


def lines_of(
    wishes: Sequence[LineWish],
    currency: str,
    rate_of: Callable[[str, Decimal | None], Decimal | None],
    quotes: Mapping[str, Quote] | None,
    known: Mapping[str, KnownPrice] = NOTHING_KNOWN,
) -> tuple[OrderLine, ...]:
    """Lines in the contract's currency. `rate_of` tells the tax of a line by its description and what the order says;
    `quotes` are what a master contract makes of products, None where none does; `known` is what products cost
    otherwise. Prices agreed are without tax, those of lines with it.
    """
    return tuple(_line(number, wish, currency, rate_of, quotes, known) for number, wish in enumerate(wishes, 1))


def _line(
    number: int,
    wish: LineWish,
    currency: str,
    rate_of: Callable[[str, Decimal | None], Decimal | None],
    quotes: Mapping[str, Quote] | None,
    known: Mapping[str, KnownPrice],
) -> OrderLine:
    at = f"/lines/{number - 1}"
    rate = rate_of(wish.description, wish.tax_rate)
    made = (quotes or {}).get(wish.product or "")
    agreed = None if made is None else _agreed(made, rate, wish, at)
    if wish.departure is not None and (agreed is None or wish.unit_price is None):
        raise InvalidFieldError(f"{at}/departure", "there is no agreed price that another price departs from")
    price, taken = wish.unit_price, None
    if price is None and agreed is not None:
        price = agreed.gross
    elif price is None and (taken := known.get(wish.product or "")) is not None:
        price = taken.gross
    if price is None:
        raise InvalidFieldError(f"{at}/unit_price", "no price is agreed for this line: say one")
    if agreed is not None and price != agreed.gross and wish.departure is None:
        raise PriceNotAgreedError(
            pointer=f"{at}/unit_price",
            product_code=wish.product,
            agreed=format_decimal(agreed.gross) if agreed.gross is not None else None,
            net=format_decimal(agreed.net),
            given=format_decimal(price),
            currency=currency,
        )
    return OrderLine(
        line=number,
        product=wish.product,
        description=wish.description,
        quantity=wish.quantity,
        unit_price=price,
        amount=Money.rounded(wish.quantity * price, currency),
        tax_rate=rate,
        tax_recoverable=wish.tax_recoverable,
        agreed=agreed,
        priced_by=_basis(quotes, agreed, wish, taken),
        tariff=taken.tariff if taken else None,
    )


def _agreed(made: Quote, rate: Decimal | None, wish: LineWish, at: str) -> AgreedPrice:
    """What was agreed, with the line's tax where that is known."""
    if rate is None and wish.departure is None:
        raise InvalidFieldError(f"{at}/tax_rate", "the agreed price is without tax: say the rate of the tax")
    gross = None if rate is None else _kept(EXACT.multiply(made.price, 1 + rate))
    return AgreedPrice(net=made.price, gross=gross, country=made.country, terms_version=made.terms_version, on=made.on)


def _kept(price: Decimal) -> Decimal:
    """As many decimals as a price is kept with; it is the line's amount that is rounded to money."""
    if fraction_digits(price) <= MAX_FRACTION_DIGITS:
        return price
    return price.quantize(Decimal(1).scaleb(-MAX_FRACTION_DIGITS), context=EXACT)


def _basis(
    quotes: Mapping[str, Quote] | None, agreed: AgreedPrice | None, wish: LineWish, taken: KnownPrice | None
) -> PriceBasis | None:
    if taken is not None:
        return "tariff" if taken.tariff else "contract"
    if quotes is None:
        return None
    if agreed is None:
        return "not_priced"
    return wish.departure or "agreed"
