from datetime import date
from typing import Annotated, Any

from pydantic import Field

from services.contract.catalogue.events import Particulars, PriceKind
from services.contract.catalogue.handlers import PriceWish
from services.contract.terms import Currency
from shared.values.clock import BusinessDate
from shared.values.decimals import DecimalString, NonNegativeDecimal
from shared.values.ids import Id
from shared.values.text import Code, Line, Name
from shared.web.schemas import Answer, Body


class ParticularsBody(Body):
    """Without a `mnemonic` it is made of the first letters of the name as it is spoken. `images` are files that were
    sent before, PNG or JPEG.
    """

    name: Name
    mnemonic: Annotated[str, Field(pattern="^[a-z0-9]{1,40}$")] | None = None
    unit: Name
    barcode: Annotated[str, Field(pattern="^[0-9A-Z-]{4,40}$")] | None = None
    specification: Line | None = None
    brand: Name | None = None
    series: Name | None = None
    maker: Name | None = None
    origin: Name | None = None
    packaging: Line | None = None
    suppliers: Annotated[tuple[Id, ...], Field(max_length=50)] = ()
    retired: bool = False
    images: Annotated[tuple[Id, ...], Field(max_length=20)] = ()
    effective_on: BusinessDate | None = None

    def particulars(self, mnemonic: str) -> Particulars:
        said: dict[str, Any] = {name: getattr(self, name) for name in Particulars.model_fields if name != "suppliers"}
        return Particulars(**said | {"mnemonic": self.mnemonic or mnemonic, "suppliers": self.suppliers})


class ProductBody(ParticularsBody):
    code: Code


class PriceBody(Body):
    """The price of a unit from `effective_on` on; null ends what held. `customer_id` for the kind `customer` alone."""

    kind: PriceKind
    customer_id: Id | None = None
    currency: Currency
    price: NonNegativeDecimal | None
    effective_on: BusinessDate

    def wish(self) -> PriceWish:
        return PriceWish(self.kind, self.customer_id, self.currency, self.price, self.effective_on)


class ProductKept(Answer):
    product_id: str
    version: int


class ProductAnswer(Answer):
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
    images: list[str]
    version: int


class ProductList(Answer):
    items: list[ProductAnswer]


class PriceAnswer(Answer):
    """A null price ended what held before."""

    product_id: str
    kind: str
    customer_id: str | None
    currency: str
    price: DecimalString | None
    effective_on: date
    version: int


class PriceList(Answer):
    items: list[PriceAnswer]
