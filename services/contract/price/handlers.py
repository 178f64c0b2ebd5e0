"""Prices under a master contract: laid down, told to every country, asked for the day of an order."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from services.contract.account_team.aggregate import TEAM
from services.contract.contract.state import Contract
from services.contract.exchange_rate.aggregate import RATES
from services.contract.exchange_rate.handlers import NoRateError, rates_id
from services.contract.master.aggregate import MASTER, Master
from services.contract.price.aggregate import (
    PRICES,
    LayDownPrices,
    LayDownTerms,
    TellPrices,
    check_terms,
    decide,
)
from services.contract.price.events import Country, FixedRate, PriceTerms, SaidPrice
from services.contract.price.explaining import NotPricedError, Quote, quote
from services.contract.price.projections import REVIEW, morning_after
from services.contract.price.state import Prices, country_of
from shared.eventstore.aggregate import Stream
from shared.eventstore.deadlines import Deadline, set_deadline
from shared.eventstore.work import Work
from shared.security.known import require_units
from shared.security.tables import unit_closure
from shared.values.errors import DomainError, NotFoundError
from shared.values.ids import derived_id


class CountryUnclearError(DomainError):
    """The prices under the master contract are laid down for several countries that the contract may be of."""


async def lay_down_terms(work: Work, master_id: str, terms: PriceTerms, on: date) -> Stream[Prices]:
    """From a day on prices are made by these terms; every price that comes out otherwise is told."""
    master = await work.load(MASTER, master_id, must_exist=True)
    check_terms(terms, on)
    named = {
        f"/countries/{at}/unit_id": one.unit_id for at, one in enumerate(terms.countries) if one.unit_id is not None
    }
    await require_units(work, named)
    prices = await work.load(PRICES, master_id, key=master.key, unit=master.unit)
    base = tuple((await _rates(work, terms, terms.exchange.fixing_on)).values())
    work.record(prices, decide(prices.state, LayDownTerms(master_id, terms, base, on)))
    await _tell(work, prices, on)
    return prices


async def lay_down_prices(work: Work, master_id: str, said: Sequence[SaidPrice], on: date) -> Stream[Prices]:
    """From a day on units cost so much; what that comes to is told to every country."""
    master = await work.load(MASTER, master_id, must_exist=True)
    prices = await work.load(PRICES, master_id, key=master.key, unit=master.unit)
    work.record(prices, decide(prices.state, LayDownPrices(tuple(said), on)))
    await _tell(work, prices, on)
    return prices


async def review(work: Work, due: Deadline) -> None:
    """A new day may have new rates: what changes by them is told. Prices of a closed master rest."""
    today = work.context.today
    prices = await work.load(PRICES, due.subject, must_exist=True)
    master: Stream[Master] = await work.load(MASTER, due.subject, must_exist=True)
    if not master.state.closed:
        await _tell(work, prices, today)
    await work.execute(set_deadline(REVIEW, due.subject, morning_after(today)))


async def _tell(work: Work, prices: Stream[Prices], on: date) -> None:
    laid = prices.state.terms_on(on)
    if laid is None:
        return
    team = await work.load(TEAM, prices.id)
    recipients = {one.country: team.state.managers_of(one.country) for one in laid.terms.countries}
    now = await _rates(work, laid.terms, on)
    batch = derived_id("price-batch", prices.id, str(prices.version))
    work.record(prices, decide(prices.state, TellPrices(batch, now, recipients, on)))


async def quote_on(work: Work, master_id: str, product: str, country: str, on: date) -> Quote:
    """What a unit costs in a country on a day, explained."""
    prices = await work.load(PRICES, master_id, must_exist=True)
    laid = prices.state.terms_on(on)
    where = country_of(laid, country) if laid is not None else None
    if laid is None or where is None:
        raise NotPricedError(product_code=product, country=country, on=on.isoformat())
    return quote(prices.state, product, country, await _rate(work, laid.terms, where.currency, on), on)


async def quotes_for(
    work: Work, master_id: str, contract: Stream[Contract], products: set[str], on: date
) -> Mapping[str, Quote] | None:
    """By product what an order of that day costs a unit under a master contract; None where that makes no prices.
    A product without a price is not among them. Raises `CountryUnclearError`.
    """
    async with work.beyond():
        prices = await work.load(PRICES, master_id)
        laid = prices.state.terms_on(on)
        if laid is None:
            return None
        where = await _country_of(work, laid.terms, contract)
        if where is None or not products:
            return {}
        now = await _rate(work, laid.terms, where.currency, on)
    found = {}
    for product in sorted(products):
        try:
            found[product] = quote(prices.state, product, where.country, now, on)
        except NotPricedError:
            continue
    return found


async def _country_of(work: Work, terms: PriceTerms, contract: Stream[Contract]) -> Country | None:
    """The one that the contract says it is for; else by its currency and unit, a country with a unit of its own before
    those without.
    """
    currency, said = contract.state.head.amount.currency, contract.state.terms
    same = [one for one in terms.countries if one.currency == currency]
    if said is not None and said.country is not None:
        return next((one for one in same if one.country == said.country), None)
    above = select(unit_closure.c.ancestor).where(unit_closure.c.descendant == contract.unit)
    units = {row["ancestor"] for row in await work.rows(above)}
    found = [one for one in same if one.unit_id in units] or [one for one in same if one.unit_id is None]
    if len(found) > 1:
        raise CountryUnclearError(countries=[one.country for one in found], currency=currency)
    return found[0] if found else None


async def _rates(work: Work, terms: PriceTerms, on: date) -> dict[str, FixedRate]:
    """The rates of a day by currency, as the terms' source published them. Raises `NoRateError`."""
    return {currency: await _rate(work, terms, currency, on) for currency in _currencies(terms)}


def _currencies(terms: PriceTerms) -> list[str]:
    return list(dict.fromkeys(one.currency for one in terms.countries))


async def _rate(work: Work, terms: PriceTerms, currency: str, on: date) -> FixedRate:
    lead = next((one for one in terms.countries if one.country == terms.lead), None)
    if lead is None:
        raise NotFoundError
    source = terms.exchange.rate_source
    if currency == lead.currency:
        return FixedRate.model_validate({"currency": currency, "rate": "1", "on": on, "source": source})
    async with work.beyond():
        rates = await work.load(RATES, rates_id(lead.currency, currency))
    days = [day for day, fixed in rates.state.by_day.items() if day <= on and fixed.source == source]
    if not days:
        raise NoRateError(currency=lead.currency, against=currency, on=on.isoformat(), source=source)
    fixed = rates.state.by_day[max(days)]
    return FixedRate(currency=currency, rate=fixed.rate, on=fixed.effective_on, source=source)
