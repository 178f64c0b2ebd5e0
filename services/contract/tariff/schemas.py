from datetime import date
from typing import Literal

from services.contract.tariff.events import ListPrice, TariffLaidDown
from services.contract.terms import Grade
from shared.values.clock import BusinessDate
from shared.values.decimals import DecimalString, NonNegativeDecimal
from shared.values.ids import Id, derived_id
from shared.values.text import Code, Name
from shared.web.schemas import Answer, Body


class TariffBody(Body):
    """What one customer (`customer_id`) or every customer of a `grade` buys at from `effective_on` on: the list price
    less `discount`, a share from 0 to 1; null ends what held. `product_code` or `brand` narrow it.
    """

    customer_id: Id | None = None
    grade: Grade | None = None
    product_code: Code | None = None
    brand: Name | None = None
    list_price: ListPrice
    discount: NonNegativeDecimal | None
    effective_on: BusinessDate

    def fact(self) -> TariffLaidDown:
        holder = self.customer_id or self.grade or ""
        return TariffLaidDown(tariff_id=derived_id("tariff", holder), **self.model_dump())


class TariffKept(Answer):
    tariff_id: str
    version: int


class TariffRow(Answer):
    """A null discount ended what held before."""

    tariff_id: str
    version: int
    customer_id: str | None
    grade: str | None
    product_code: str | None
    brand: str | None
    list_price: str
    discount: DecimalString | None
    effective_on: date


class TariffList(Answer):
    items: list[TariffRow]


class RateAnswer(Answer):
    """Whose tariff counted (`of`), what of it (`on`), and the share that it takes off."""

    of: Literal["customer", "grade"]
    on: Literal["product", "brand", "everything"]
    list_price: str
    discount: DecimalString


class QuoteAnswer(Answer):
    """What a unit costs a customer on a day, and why: a price of their `own`; else the list price (`start`), less what
    the `rate` takes off. No `price` where there is no list price to start from. `grade` is the customer's on that day.
    """

    product_id: str
    customer_id: str
    grade: str
    currency: str
    on: date
    price: DecimalString | None
    own: bool
    list_price: str | None
    start: DecimalString | None
    rate: RateAnswer | None
