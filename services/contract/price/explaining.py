"""What a unit costs in a country on a day, step by step; exact until it is rounded, once, at the end."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Final

from services.contract.price.events import Country, FixedRate, PriceTermsLaidDown, Step
from services.contract.price.state import Dated, Prices, base_of, country_of
from shared.values.decimals import format_decimal
from shared.values.errors import DomainError

EXACT: Final = Context(prec=80, rounding=ROUND_HALF_UP)
HIGHEST: Final = Decimal(10) ** 15
SHOWN: Final = 6
"""Decimals to which a movement is shown; it is counted with exactly."""


class NotPricedError(DomainError):
    """Nothing is laid down of what this product costs in this country on that day."""


class PriceOutOfRangeError(DomainError):
    """The price would have more digits than a price is kept with."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What a unit costs, without local taxes."""

    product_code: str
    country: str
    currency: str
    price: Decimal
    terms_version: int
    steps: tuple[Step, ...]
    on: date


def quote(prices: Prices, product: str, country: str, now: FixedRate, on: date) -> Quote:
    """The price of a day, `now` being the rate that holds then. Raises `NotPricedError`, `PriceOutOfRangeError`.

    The start is the reference at the rate of the fixing date, or the local price. While the rate has moved by no more
    than the band, nothing changes. Beyond: start x (1 + sharing x (movement - band)), upwards and downwards alike.
    """
    laid = prices.terms_on(on)
    where = country_of(laid, country) if laid is not None else None
    if laid is None or where is None:
        raise NotPricedError(product_code=product, country=country, on=on.isoformat())
    reference = prices.said_on(product, laid.terms.lead, on)
    local = prices.said_on(product, country, on) if laid.terms.mode == "local" else None
    begun = local or reference
    if begun is None or reference is None or (laid.terms.mode == "local" and local is None):
        raise NotPricedError(product_code=product, country=country, on=on.isoformat())
    then = base_of(laid, where.currency)
    start = Fraction(local.price) if local is not None else Fraction(reference.price) * Fraction(then.rate)
    moved = Fraction(now.rate) / Fraction(then.rate) - 1
    followed = _followed(laid, moved)
    price = rounded(start * (1 + followed), where.decimals)
    if price >= HIGHEST:
        raise PriceOutOfRangeError(product_code=product, country=country, on=on.isoformat())
    steps = (
        _reference(laid, reference, local, country),
        *_rates(laid, where, start, then, now),
        _band(laid, moved),
        Step(step="share", figures={"sharing": _text(laid.terms.exchange.sharing), "change": _shown(followed)}),
        Step(step="rounding", figures={"decimals": str(where.decimals), "rule": "half_up"}),
        Step(step="result", figures={"price": _text(price), "currency": where.currency}),
    )
    mode = Step(step="mode", figures={"mode": laid.terms.mode, **_allowed(laid)})
    return Quote(product, country, where.currency, price, laid.version, (steps[0], mode, *steps[1:]), on)


def _followed(laid: PriceTermsLaidDown, moved: Fraction) -> Fraction:
    """By what share the price follows: of what the rate moved beyond the band."""
    band = Fraction(laid.terms.exchange.band)
    beyond = abs(moved) - band
    if beyond <= 0:
        return Fraction(0)
    return (beyond if moved > 0 else -beyond) * Fraction(laid.terms.exchange.sharing)


def rounded(exact: Fraction, decimals: int) -> Decimal:
    """Half up, in whole numbers, so that nothing is lost before."""
    scaled = exact * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-decimals, EXACT)


def _reference(laid: PriceTermsLaidDown, reference: Dated, local: Dated | None, country: str) -> Step:
    currency = country_of(laid, laid.terms.lead)
    figures = {
        "country": laid.terms.lead,
        "price": _text(reference.price),
        "currency": currency.currency if currency else "",
        "since": reference.on.isoformat(),
        "terms_version": str(laid.version),
    }
    if local is not None and country != laid.terms.lead:
        figures |= {"local_price": _text(local.price), "local_since": local.on.isoformat()}
    return Step(step="reference", figures=figures)


def _allowed(laid: PriceTermsLaidDown) -> dict[str, str]:
    return {} if laid.terms.share is None else {"share": _text(laid.terms.share)}


def _rates(laid: PriceTermsLaidDown, where: Country, start: Fraction, then: FixedRate, now: FixedRate) -> list[Step]:
    return [
        Step(step="rate_then", figures=_rate(then)),
        Step(
            step="start",
            figures={
                "from": "local_price" if laid.terms.mode == "local" else "reference_at_rate",
                "price": _shown(start),
                "currency": where.currency,
            },
        ),
        Step(step="rate_now", figures=_rate(now)),
    ]


def _rate(rate: FixedRate) -> dict[str, str]:
    return {"rate": _text(rate.rate), "on": rate.on.isoformat(), "source": rate.source}


def _band(laid: PriceTermsLaidDown, moved: Fraction) -> Step:
    band = laid.terms.exchange.band
    inside = abs(moved) <= Fraction(band)
    figures = {"movement": _shown(moved), "band": _text(band), "position": "inside" if inside else "outside"}
    return Step(step="band", figures=figures)


def _text(number: Decimal) -> str:
    return format_decimal(number)


def _shown(exact: Fraction) -> str:
    sign = "-" if exact < 0 else ""
    number = rounded(abs(exact), SHOWN)
    return f"{sign if number else ''}{_text(number)}"
