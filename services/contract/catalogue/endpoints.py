from typing import Annotated, Any, Final

from fastapi import Query as Parameter
from fastapi import Request
from sqlalchemy import select
from starlette.responses import Response

from services.contract.catalogue import handlers
from services.contract.catalogue.events import PriceKind
from services.contract.catalogue.queries import found, price_on
from services.contract.catalogue.schemas import (
    ParticularsBody,
    PriceAnswer,
    PriceBody,
    PriceList,
    ProductAnswer,
    ProductBody,
    ProductKept,
    ProductList,
)
from services.contract.catalogue.tables import product_prices, products
from services.contract.documents import document
from services.contract.file import queries as files
from services.contract.file.content import MEDIA_TYPES
from services.contract.file.handlers import bytes_of
from shared.values.clock import BusinessDate
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.values.pinyin import initials
from shared.values.text import PlainText
from shared.web.routing import Command, Here, IfMatch, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.product.read")]
KEEP = [allowed("contract.product.keep")]
Words = Annotated[
    str | None, PlainText(80), Parameter(description="The beginning of a code, barcode or mnemonic, or words of a name")
]
CurrencyCode = Annotated[str, Parameter(pattern="^[A-Z]{3}$")]
MNEMONIC = 40
PICTURE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {MEDIA_TYPES[kind]: {} for kind in ("png", "jpeg")}, "description": "The picture"},
    304: {"description": "The caller has it"},
}


def _mnemonic(body: ParticularsBody, code: str) -> str:
    spoken = "".join(letter for letter in initials(body.name) if letter.isascii() and letter.isalnum())
    written = "".join(letter for letter in code.lower() if letter.isalnum())
    return (spoken or written)[:MNEMONIC]


@routes.post("/v1/products", status_code=201, dependencies=KEEP)
async def register(body: ProductBody, work: Command) -> ProductKept:
    """Puts a product into the archive, once for the whole installation."""
    on = body.effective_on or work.context.today
    product = await handlers.register(work, body.code, body.particulars(_mnemonic(body, body.code)), on)
    return ProductKept(product_id=product.id, version=product.version)


@routes.put("/v1/products/{product_id}", dependencies=KEEP)
async def change(product_id: Id, body: ParticularsBody, if_match: IfMatch, work: Command) -> ProductKept:
    """Says all particulars of a product anew; a retired one is priced no more."""
    on = body.effective_on or work.context.today
    particulars = body.particulars(_mnemonic(body, product_id))
    product = await handlers.change(work, product_id, particulars, on, if_match)
    return ProductKept(product_id=product.id, version=product.version)


@routes.post("/v1/products/{product_id}/prices", status_code=201, dependencies=[allowed("contract.product.price")])
async def price(product_id: Id, body: PriceBody, work: Command) -> ProductKept:
    """Lays down what a unit of a product costs from a day on: in general, or for one customer."""
    product = await handlers.price(work, product_id, body.wish())
    return ProductKept(product_id=product.id, version=product.version)


@routes.get("/v1/products", dependencies=READ)
async def list_products(work: Query, page: Page, words: Words = None, brand: Words = None) -> ProductList:
    """Products of the archive by their code."""
    chosen = found(words)
    if brand is not None:
        chosen = chosen.where(products.c.brand == brand)
    rows = await page_of(work, chosen, [products.c.code], page)
    return ProductList(items=[ProductAnswer(**dict(row)) for row in rows])


@routes.get("/v1/products/{product_id}", dependencies=READ)
async def show(product_id: Id, work: Query) -> ProductAnswer:
    """One product."""
    row = await work.row(select(products).where(products.c.product_id == product_id))
    if row is None:
        raise NotFoundError
    return ProductAnswer(**dict(row))


@routes.get("/v1/products/{product_id}/images/{file_id}", dependencies=READ, response_class=Response, responses=PICTURE)
async def image(product_id: Id, file_id: Id, request: Request, work: Query, here: Here) -> Response:
    """A picture of a product, for whoever sees products."""
    images = await work.value(select(products.c.images).where(products.c.product_id == product_id))
    if file_id not in (images or ()):
        raise NotFoundError
    async with work.beyond():
        row = await files.one(work, file_id)
        data = await bytes_of(work, here.store.sealer, file_id)
    return document(request, data, row["hash"], MEDIA_TYPES[row["kind"]], row["name"])


@routes.get("/v1/products/{product_id}/prices", dependencies=READ)
async def history(product_id: Id, work: Query, page: Page, kind: PriceKind | None = None) -> PriceList:
    """Every price that was said of a product, the latest day first."""
    chosen = select(product_prices).where(product_prices.c.product_id == product_id)
    if kind is not None:
        chosen = chosen.where(product_prices.c.kind == kind)
    keys = [product_prices.c.effective_on.desc(), product_prices.c.version.desc()]
    rows = await page_of(work, chosen, keys, page)
    return PriceList(items=[PriceAnswer(**dict(row)) for row in rows])


@routes.get("/v1/products/{product_id}/price", dependencies=READ)
async def price_of(
    product_id: Id,
    work: Query,
    kind: PriceKind,
    currency: CurrencyCode,
    on: BusinessDate | None = None,
    customer_id: Id | None = None,
) -> PriceAnswer:
    """The price of a kind that holds on a day."""
    row = await work.row(price_on(product_id, kind, customer_id, currency, on or work.context.today))
    if row is None or row["price"] is None:
        raise NotFoundError
    return PriceAnswer(**dict(row))
