"""Rates of exchange: fixed by those who may, asked for the day on which something happens."""

from datetime import date
from decimal import Decimal

from services.contract.exchange_rate.aggregate import RATES, FixRate, Rates, decide
from services.contract.exchange_rate.events import RateFixed
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import DomainError
from shared.values.ids import derived_id


class NoRateError(DomainError):
    """No rate of these currencies is fixed for that day or before."""


async def fix_rate(work: Work, fact: RateFixed) -> Stream[Rates]:
    """A rate holds from a day on."""
    rates = await work.load(RATES, rates_id(fact.currency, fact.against))
    work.record(rates, decide(rates.state, FixRate(fact)))
    return rates


def rates_id(currency: str, against: str) -> str:
    return derived_id("exchange_rate", currency, against)


async def rate_on(work: Work, currency: str, against: str, on: date) -> RateFixed:
    """The rate that holds on a day, whoever asks; of a currency against itself one. Raises `NoRateError`."""
    if currency == against:
        return RateFixed(currency=currency, against=against, rate=Decimal(1), source="", effective_on=on)
    rates = await work.load(RATES, rates_id(currency, against))
    found = rates.state.on(on)
    if found is None:
        raise NoRateError(currency=currency, against=against, on=on.isoformat())
    return found
