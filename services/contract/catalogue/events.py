"""The archive of products: what there is, and what it costs from which day on."""

from datetime import date
from typing import Literal

from services.contract.terms import Frozen
from shared.eventstore.event import Event
from shared.values.decimals import DecimalString

PriceKind = Literal["transfer", "wholesale", "retail", "cost", "customer"]
"""Between our units, to dealers, to end customers, what it costs us, and to one customer."""


class Particulars(Frozen):
    """What is said of a product. `mnemonic` are the first letters of the name as it is spoken, `suppliers` ids of
    customers in that role, `images` files, the first being the one that is shown of it.
    """

    name: str
    mnemonic: str
    unit: str
    barcode: str | None = None
    specification: str | None = None
    brand: str | None = None
    series: str | None = None
    maker: str | None = None
    origin: str | None = None
    packaging: str | None = None
    suppliers: tuple[str, ...] = ()
    retired: bool = False
    images: tuple[str, ...] = ()


class ProductChanged(Event, name="product.changed.v1"):
    """A product is in the archive from now on, or is told otherwise than before."""

    product_id: str
    code: str
    particulars: Particulars
    effective_on: date


class ProductPriced(Event, name="product.priced.v1"):
    """From that day on a unit of it costs so much; a null price ends what held. `customer_id` is set for the prices of
    one customer alone.
    """

    product_id: str
    code: str
    kind: PriceKind
    customer_id: str | None
    currency: str
    price: DecimalString | None
    effective_on: date
