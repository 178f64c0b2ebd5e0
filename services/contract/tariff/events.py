"""What customers and grades buy at: a list price less a discount, from which day on."""

from datetime import date
from typing import Literal

from services.contract.terms import Grade
from shared.eventstore.event import Event
from shared.values.decimals import DecimalString

ListPrice = Literal["transfer", "wholesale", "retail"]
"""Kinds of prices that hold for more than one customer."""


class TariffLaidDown(Event, name="tariff.laid_down.v1"):
    """From that day on one customer, or every customer of a grade, buys at a list price less a share of it: one
    product, those of a brand or, neither named, whatever there is. A null `discount` ends what held.
    """

    tariff_id: str
    customer_id: str | None
    grade: Grade | None
    product_code: str | None
    brand: str | None
    list_price: ListPrice
    discount: DecimalString | None
    effective_on: date
