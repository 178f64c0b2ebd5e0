"""What the pages of products need of the contract service's answers."""

from datetime import date
from decimal import Decimal

from services.portal.pages.frame.asking import Seen


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
