"""Prices under a master contract decided and folded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from services.contract.price.events import (
    FixedRate,
    PriceChanged,
    PricesLaidDown,
    PriceTerms,
    PriceTermsLaidDown,
    SaidPrice,
)
from services.contract.price.explaining import NotPricedError, Quote, quote, rounded
from services.contract.price.state import Dated, Prices, base_of, country_of, place
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.decimals import format_decimal, fraction_digits
from shared.values.errors import DomainError, InvalidFieldError, NotPossibleNowError


@dataclass(frozen=True, slots=True)
class LayDownTerms:
    """`base` are the rates of the fixing date, by the terms' source."""

    master_id: str
    terms: PriceTerms
    base: tuple[FixedRate, ...]
    on: date


@dataclass(frozen=True, slots=True)
class LayDownPrices:
    prices: tuple[SaidPrice, ...]
    on: date


@dataclass(frozen=True, slots=True)
class TellPrices:
    """What all prices come to on a day, at the rates that hold then by currency, told to whom by country."""

    batch: str
    now: Mapping[str, FixedRate]
    recipients: Mapping[str, tuple[str, ...]]
    on: date


Command = LayDownTerms | LayDownPrices | TellPrices


class NoPriceTermsError(DomainError):
    """No terms are laid down by which prices are made on that day."""

    pointer = "/effective_on"


class LocalPriceTooFarError(DomainError):
    """The local price departs from the lead country's reference by more than the terms allow."""


def decide(prices: Prices, command: Command) -> list[Event]:
    match command:
        case LayDownTerms():
            return _terms(prices, command)
        case LayDownPrices():
            return _laid_down(prices, command)
        case TellPrices() if prices.terms:
            return _changes(prices, command)
        case _:
            raise NotPossibleNowError("without terms", command)


def _in_order(prices: Prices, on: date) -> None:
    if prices.latest is not None and on < prices.latest:
        raise InvalidFieldError("/effective_on", f"prices are laid down from {prices.latest.isoformat()} on already")


def _terms(prices: Prices, command: LayDownTerms) -> list[Event]:
    _in_order(prices, command.on)
    check_terms(command.terms, command.on)
    last = prices.terms_on(command.on)
    if last is not None and (last.terms, last.base) == (command.terms, command.base):
        return []
    laid = PriceTermsLaidDown(
        master_id=command.master_id,
        version=len(prices.terms) + 1,
        terms=command.terms,
        base=command.base,
        effective_on=command.on,
    )
    after = evolve(prices, laid)
    for product in after.products:
        for one in command.terms.countries:
            _check_share(after, laid, product, one.country, command.on, "/share")
    return [laid]


def check_terms(terms: PriceTerms, on: date) -> None:
    """Refuses terms that no price can be made by."""
    names = [one.country for one in terms.countries]
    if len(set(names)) != len(names):
        raise InvalidFieldError("/countries", "a country is named twice")
    if terms.lead not in names:
        raise InvalidFieldError("/lead", "the lead country is one of the countries")
    if (terms.mode == "local") != (terms.share is not None):
        raise InvalidFieldError("/share", "a share is said for local prices, and for those alone")
    if terms.exchange.fixing_on > on:
        raise InvalidFieldError("/exchange/fixing_on", "the fixing date is not after the day the terms begin")


def _laid_down(prices: Prices, command: LayDownPrices) -> list[Event]:
    _in_order(prices, command.on)
    laid = prices.terms_on(command.on)
    if laid is None:
        raise NoPriceTermsError(on=command.on.isoformat())
    places = [place(one.product_code, one.country) for one in command.prices]
    for at, one in enumerate(command.prices):
        if places.index(places[at]) != at:
            raise InvalidFieldError(f"/prices/{at}", "product and country are named twice")
        _check_place(laid, one, at)
    new = [one for one in command.prices if not _same(prices, one, command.on)]
    if not new:
        return []
    fact = PricesLaidDown(master_id=prices.master_id, prices=tuple(new), effective_on=command.on)
    after = evolve(prices, fact)
    for at, one in enumerate(command.prices):
        # A local price is measured against its reference, a new reference against the local prices that stand.
        led = one.country == laid.terms.lead
        stand = [each.country for each in laid.terms.countries if place(one.product_code, each.country) not in places]
        for country in stand if led else [one.country]:
            _check_share(after, laid, one.product_code, country, command.on, f"/prices/{at}/price")
    return [fact]


def _check_place(laid: PriceTermsLaidDown, one: SaidPrice, at: int) -> None:
    country = country_of(laid, one.country)
    if country is None:
        raise InvalidFieldError(f"/prices/{at}/country", "the terms name no such country")
    if laid.terms.mode == "global" and one.country != laid.terms.lead:
        raise InvalidFieldError(f"/prices/{at}/country", f"one price holds for all: it is said for {laid.terms.lead}")
    if one.price <= 0:
        raise InvalidFieldError(f"/prices/{at}/price", "a price is above zero")
    if fraction_digits(one.price) > country.decimals:
        raise InvalidFieldError(f"/prices/{at}/price", f"prices there have {country.decimals} decimals")


def _same(prices: Prices, one: SaidPrice, on: date) -> bool:
    known = prices.said_on(one.product_code, one.country, on)
    return known is not None and known.price == one.price


def _check_share(prices: Prices, laid: PriceTermsLaidDown, product: str, country: str, on: date, pointer: str) -> None:
    """|local - reference| <= share x reference, the reference at the rate of the fixing date, all exact."""
    share, lead = laid.terms.share, laid.terms.lead
    said, reference = prices.said_on(product, country, on), prices.said_on(product, lead, on)
    where = country_of(laid, country)
    if share is None or said is None or reference is None or where is None or country == lead:
        return
    local = Fraction(reference.price) * Fraction(base_of(laid, where.currency).rate)
    if abs(Fraction(said.price) - local) <= Fraction(share) * local:
        return
    departs = abs(Fraction(said.price) - local) / local
    raise LocalPriceTooFarError(
        pointer=pointer,
        product_code=product,
        country=country,
        reference=format_decimal(rounded(local, where.decimals)),
        currency=where.currency,
        share=format_decimal(share),
        given=format_decimal(said.price),
        given_share=format_decimal(rounded(departs, 6)),
    )


def _changes(prices: Prices, command: TellPrices) -> list[Event]:
    laid = prices.terms_on(command.on)
    if laid is None:
        return []
    told: list[Event] = []
    for product in prices.products:
        for one in laid.terms.countries:
            try:
                made = quote(prices, product, one.country, command.now[one.currency], command.on)
            except NotPricedError:
                continue
            before = prices.told_on(product, one.country, command.on)
            if before is None or before.price != made.price:
                told.append(_changed(prices, command, made, before.price if before else None))
    return told


def _changed(prices: Prices, command: TellPrices, made: Quote, before: Decimal | None) -> PriceChanged:
    return PriceChanged(
        master_id=prices.master_id,
        batch=command.batch,
        terms_version=made.terms_version,
        product_code=made.product_code,
        country=made.country,
        currency=made.currency,
        before=before,
        price=made.price,
        steps=made.steps,
        recipients=command.recipients.get(made.country, ()),
        effective_on=command.on,
    )


def evolve(prices: Prices, event: Event) -> Prices:
    match event:
        case PriceTermsLaidDown():
            terms = (*prices.terms, event)
            return replace(prices, master_id=event.master_id, terms=terms, latest=event.effective_on)
        case PricesLaidDown(prices=new, effective_on=on):
            return replace(prices, said=_with(prices.said, [(one, on) for one in new]), latest=on)
        case PriceChanged(effective_on=on):
            return replace(prices, told=_with(prices.told, [(event, on)]))
        case _:
            return prices


def _with(
    known: Mapping[str, tuple[Dated, ...]], new: Sequence[tuple[SaidPrice | PriceChanged, date]]
) -> dict[str, tuple[Dated, ...]]:
    grown = dict(known)
    for one, on in new:
        key = place(one.product_code, one.country)
        grown[key] = (*grown.get(key, ()), Dated(on, one.price))
    return grown


PRICES = Aggregate("price", Prices(), evolve)
