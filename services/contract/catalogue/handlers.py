"""Products: told once for the whole installation, priced from a day on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import literal, select

from services.contract.catalogue.aggregate import (
    PRODUCT,
    ChangeProduct,
    PriceProduct,
    Product,
    RegisterProduct,
    decide,
)
from services.contract.catalogue.events import Particulars, PriceKind, ProductChanged, ProductPriced
from services.contract.customer.tables import customers
from services.contract.file.handlers import picture_of_product, stored_file
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import InvalidFieldError
from shared.values.ids import derived_id

PICTURES: Final = ("png", "jpeg")


def product_id_of(code: str) -> str:
    """The same for the same code."""
    return derived_id("product", code)


async def register(work: Work, code: str, particulars: Particulars, on: date) -> Stream[Product]:
    """A product is in the archive from now on; a code stands for one product in the whole installation."""
    await _check_suppliers(work, particulars)
    fact = ProductChanged(product_id=product_id_of(code), code=code, particulars=particulars, effective_on=on)
    async with work.beyond():
        product = await work.load(PRODUCT, fact.product_id)
    work.record(product, decide(product.state, RegisterProduct(fact)))
    await _keep_images(work, product.id, particulars)
    return product


async def change(work: Work, product_id: str, particulars: Particulars, on: date, if_match: int) -> Stream[Product]:
    """A product is told otherwise than before."""
    product = await work.load(PRODUCT, product_id, must_exist=True, if_match=if_match)
    await _check_suppliers(work, particulars)
    before = product.state.particulars
    work.record(product, decide(product.state, ChangeProduct(particulars, on)))
    await _keep_images(work, product_id, particulars, before.images if before else ())
    return product


@dataclass(frozen=True, slots=True)
class PriceWish:
    kind: PriceKind
    customer_id: str | None
    currency: str
    price: Decimal | None
    on: date


async def price(work: Work, product_id: str, wish: PriceWish) -> Stream[Product]:
    """From a day on a unit of it costs so much."""
    product = await work.load(PRODUCT, product_id, must_exist=True)
    if wish.customer_id is not None:
        await check_customer(work, wish.customer_id, "/customer_id")
    fact = ProductPriced(
        product_id=product_id,
        code=product.state.code,
        kind=wish.kind,
        customer_id=wish.customer_id,
        currency=wish.currency,
        price=wish.price,
        effective_on=wish.on,
    )
    work.record(product, decide(product.state, PriceProduct(fact)))
    return product


async def _keep_images(work: Work, product_id: str, particulars: Particulars, kept: Sequence[str] = ()) -> None:
    """Pictures that were not `kept` before belong to the product from now on, and are seen by whoever sees it."""
    images = particulars.images
    for place, image in enumerate(images):
        at = f"/images/{place}"
        if images.index(image) != place:
            raise InvalidFieldError(at, "a picture is named twice")
        if image in kept:
            continue
        if (await stored_file(work, image, at)).kind not in PICTURES:
            raise InvalidFieldError(at, "a picture is PNG or JPEG")
        await picture_of_product(work, image, product_id, at)


async def _check_suppliers(work: Work, particulars: Particulars) -> None:
    for place, supplier in enumerate(particulars.suppliers):
        await check_customer(work, supplier, f"/suppliers/{place}")


async def check_customer(work: Work, customer_id: str, pointer: str) -> None:
    """Refuses, at its field, a customer that the caller does not see."""
    seen = visible(customers.c.unit_id, literal("customer-").concat(customers.c.customer_id))
    if await work.value(select(customers.c.customer_id).where(customers.c.customer_id == customer_id, seen)) is None:
        raise InvalidFieldError(pointer, "there is no such customer")
