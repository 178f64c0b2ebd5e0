"""What the pages of products need of the contract service's answers."""

from datetime import date
from decimal import Decimal

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money


class Product(Seen):
    product_id: str
    code: str
    name: str
    mnemonic: str
    unit: str
    barcode: str | None
    specification: str | None
    brand: str | None
    series: str | None
    maker: str | None
    origin: str | None
    packaging: str | None
    suppliers: list[str]
    retired: bool
    images: tuple[str, ...] = ()
    version: int


class Products(Seen):
    items: list[Product]


class Price(Seen):
    kind: str
    customer_id: str | None
    currency: str
    price: Decimal | None
    effective_on: date
    version: int


class Prices(Seen):
    items: list[Price]


class Tariff(Seen):
    tariff_id: str
    version: int
    customer_id: str | None
    grade: str | None
    product_code: str | None
    brand: str | None
    list_price: str
    discount: Decimal | None
    effective_on: date


class Tariffs(Seen):
    items: list[Tariff]


class Brand(Seen):
    brand: str
    role: str
    brand_month_id: str
    version: int


class BrandMonth(Seen):
    items: list[Brand]


class BrandFigure(Seen):
    brand: str
    role: str | None
    direction: str
    orders: int
    quantity: Decimal
    amount: Money


class BrandFigures(Seen):
    items: list[BrandFigure]


class Rate(Seen):
    of: str
    on: str
    discount: Decimal


class Quote(Seen):
    """What a unit costs a customer, and why."""

    grade: str
    currency: str
    price: Decimal | None
    own: bool
    list_price: str | None
    start: Decimal | None
    rate: Rate | None
