from typing import Annotated

from pydantic import Field

from services.contract.accounts.events import Period
from services.contract.brand.events import BrandsLaidDown
from shared.values.decimals import DecimalString
from shared.values.ids import derived_id
from shared.values.money import Money
from shared.values.text import Name
from shared.web.schemas import Answer, Body

Brands = Annotated[tuple[Name, ...], Field(max_length=200)]


class BrandMonthBody(Body):
    """The brands that are key in a month, and those that are tracked beside them; said as a whole."""

    month: Period
    key: Brands = ()
    tracked: Brands = ()

    def fact(self) -> BrandsLaidDown:
        return BrandsLaidDown(brand_month_id=derived_id("brand_month", self.month), **self.model_dump())


class BrandMonthKept(Answer):
    brand_month_id: str
    version: int


class BrandRow(Answer):
    month: str
    brand: str
    role: str
    brand_month_id: str
    version: int


class BrandList(Answer):
    items: list[BrandRow]


class BrandFigure(Answer):
    """What was ordered of a brand in a month; `role` is key, tracked, or null of one that nobody named for it."""

    brand: str
    role: str | None
    direction: str
    orders: int
    quantity: DecimalString
    amount: Money


class BrandFigures(Answer):
    items: list[BrandFigure]
