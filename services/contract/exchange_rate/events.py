"""Rates of exchange as they were fixed: never changed, so that what was counted by them can be counted again."""

from datetime import date

from shared.eventstore.event import Event
from shared.values.decimals import DecimalString


class RateFixed(Event, name="exchange_rate.fixed.v1"):
    """One of `currency` is `rate` of `against` from that day on, until the next; `source` says who publishes it."""

    currency: str
    against: str
    rate: DecimalString
    source: str
    effective_on: date
