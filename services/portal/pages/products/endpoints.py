"""The archive of products: found by code, barcode, mnemonic and words; one with its prices, and its forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal

from fastapi import File, Form, Query, Response, UploadFile
from fastapi.responses import RedirectResponse

from services.portal.pages.customers.naming import customers_named
from services.portal.pages.customers.seen import Lines
from services.portal.pages.drafting.fields import Fields, Said, sent
from services.portal.pages.frame.fetching import fetched
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.imports.sending import name_of, send_file
from services.portal.pages.products.forms import fields_of, price_body, product_body
from services.portal.pages.products.prices import KINDS, Place, chart, in_force, last_words, superseded
from services.portal.pages.products.seen import Prices, Product, Products
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed, upload

routes = page_router()

READ, KEEPS, PRICES = "contract.product.read", "contract.product.keep", "contract.product.price"
LINES: Final = 50
FOUND: Final = 8
PATIENCE: Final = 10.0
CURRENCIES: Final = ("CNY", "EUR", "USD", "HKD", "JPY", "GBP")
LARGEST: Final = 21 * 2**20
Key = Annotated[str, Form(max_length=100)]
Pictures = Annotated[list[UploadFile], File()]
NONE: Final[list[UploadFile]] = []
Kind = Literal["", "transfer", "wholesale", "retail", "cost", "customer"]


def today_of(visit: Visit) -> date:
    return visit.running.store.clock.today(visit.running.store.zone)


@routes.get("/products", dependencies=[allowed(READ)])
async def index(
    visit: Visiting,
    words: Annotated[str, Query(max_length=80)] = "",
    brand: Annotated[str, Query(max_length=80)] = "",
    cursor: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    asked = {"words": words.strip(), "brand": brand.strip(), "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/products", Products, asked)
    template = "products/lines.html" if visit.fragment else "products/list.html"
    return page(visit, template, found=found, words=words, brand=brand)


@routes.get("/products/new", dependencies=[allowed(KEEPS)])
async def new(visit: Visiting) -> Response:
    return await _form(visit, "", {})


@routes.post("/products/new", dependencies=[allowed(KEEPS), upload(LARGEST)])
async def make(
    visit: Visiting,
    key: Key,
    supplier: Annotated[list[Id], Form(max_length=50)] = [],  # noqa: B006 - FastAPI copies it
    pictures: Pictures = NONE,
) -> Response:
    fields = sent(await visit.request.form())
    files = await _sent(visit, pictures, key)
    if files.why:
        return await _form(visit, "", fields, supplier, {"images": files.why}, files.why, files.status)
    body = {**product_body(fields, supplier, files.ids), "code": fields.get("code", "")}
    told = await visit.asking.tell("contract", "/v1/products", body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"/products/{told.body['product_id']}", status_code=303)
    return await _form(visit, "", fields, supplier, Said().wrong(told.body.get("errors")), told.why, told.status)


@dataclass(frozen=True, slots=True)
class SentPictures:
    """The files by their ids, or why one was not taken, with what status."""

    ids: tuple[str, ...] = ()
    why: str = ""
    status: int = 200


async def _sent(visit: Visit, pictures: Sequence[UploadFile], key: str) -> SentPictures:
    ids: list[str] = []
    for place, file in enumerate(one for one in pictures if one.filename):
        told = await send_file(visit, "contract", "/v1/files", file, {"name": name_of(file)}, key=f"{key}-{place}")
        if not told.done:
            return SentPictures(why=told.why, status=told.status)
        ids.append(told.body["file_id"])
    return SentPictures(tuple(ids))


@routes.get("/products/{product_id}/images/{file_id}", dependencies=[allowed(READ)])
async def image(product_id: Id, file_id: Id, visit: Visiting) -> Response:
    """A picture of the product."""
    return await fetched(visit, "contract", f"/v1/products/{product_id}/images/{file_id}", shown=True)


@routes.get("/products/customers", dependencies=[allowed(READ)])
async def customers(
    visit: Visiting,
    name: Literal["supplier", "counterparty_id"] = "supplier",
    q: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Who fits what one types, as the choices of a field: several suppliers, or one customer."""
    found = None
    if q.strip():
        found = await visit.asking.ask("customer", "/v1/customers", Lines, {"q": q.strip(), "limit": FOUND})
    return page(visit, "products/customers.html", found=found, name=name)


@routes.get("/products/{product_id}", dependencies=[allowed(READ)])
async def show(product_id: Id, visit: Visiting, kind: Kind = "") -> Response:
    return await _shown(visit, product_id, kind)


@routes.get("/products/{product_id}/edit", dependencies=[allowed(KEEPS)])
async def edit(product_id: Id, visit: Visiting) -> Response:
    product = await _product(visit, product_id)
    fields = {**fields_of(product), "version": str(product.version)}
    return await _form(visit, product_id, fields, product.suppliers, images=product.images)


@routes.post("/products/{product_id}/edit", dependencies=[allowed(KEEPS), upload(LARGEST)])
async def save(
    product_id: Id,
    visit: Visiting,
    key: Key,
    version: Annotated[int, Form(ge=1)],
    supplier: Annotated[list[Id], Form(max_length=50)] = [],  # noqa: B006 - FastAPI copies it
    image: Annotated[list[Id], Form(max_length=20)] = [],  # noqa: B006 - FastAPI copies it
    pictures: Pictures = NONE,
) -> Response:
    """Says all of it anew, on the version that was read; pictures stay whose mark is not taken away."""
    fields = sent(await visit.request.form())
    files = await _sent(visit, pictures, key)
    if files.why:
        wrong = {"images": files.why}
        return await _form(visit, product_id, fields, supplier, wrong, files.why, files.status, image)
    body, path = product_body(fields, supplier, [*image, *files.ids]), f"/v1/products/{product_id}"
    told = await visit.asking.tell("contract", path, body, key=key, method="PUT", version=version, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"/products/{product_id}", status_code=303)
    wrong = Said().wrong(told.body.get("errors"))
    return await _form(visit, product_id, fields, supplier, wrong, told.why, told.status, image)


@routes.post("/products/{product_id}/prices", dependencies=[allowed(PRICES)])
async def price(product_id: Id, visit: Visiting, key: Key) -> Response:
    fields = sent(await visit.request.form())
    path = f"/v1/products/{product_id}/prices"
    told = await visit.asking.tell("contract", path, price_body(fields), key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"/products/{product_id}", status_code=303)
    wrong = Said(places={"/customer_id": "counterparty_id"}).wrong(told.body.get("errors"))
    return await _shown(visit, product_id, "", fields, wrong, told.why, told.status)


async def _product(visit: Visit, product_id: str) -> Product:
    found = await visit.asking.ask("contract", f"/v1/products/{product_id}", Product)
    if found.value is None:
        raise NotFoundError
    return found.value


async def _shown(
    visit: Visit,
    product_id: str,
    kind: Kind,
    fields: Fields | None = None,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
) -> Response:
    path, today = f"/v1/products/{product_id}", today_of(visit)
    product = await visit.asking.ask("contract", path, Product)
    if product.state == "none":
        raise NotFoundError
    prices = await visit.asking.ask_whole("contract", f"{path}/prices", Prices, "items", {"kind": kind} if kind else {})
    said = prices.value.items if prices.value else []
    suppliers = product.value.suppliers if product.value else []
    asked_for = (fields or {}).get("counterparty_id", "")
    customers = await customers_named(visit, [*(one.customer_id or "" for one in said), *suppliers, asked_for])

    def name(at: Place) -> str:
        called = customers.get(at[1], "") if at[1] else visit.say(KINDS.get(at[0], at[0]))
        return f"{called} {at[2]}"

    return page(
        visit,
        "products/one.html",
        status,
        product=product,
        prices=prices,
        holds=in_force(said, today),
        history=sorted(said, key=lambda one: (one.effective_on, one.version), reverse=True),
        superseded=superseded(said),
        picture_of=chart(last_words(said), today, name),
        customers=customers,
        kinds=KINDS,
        kind=kind,
        currencies=CURRENCIES,
        fields=fields or {"currency": "CNY", "effective_on": today.isoformat()},
        called=customers.get(asked_for, ""),
        wrong=wrong or {},
        why=why,
    )


async def _form(
    visit: Visit,
    product_id: str,
    fields: Fields,
    suppliers: list[str] | None = None,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
    images: Sequence[str] = (),
) -> Response:
    named = await customers_named(visit, suppliers or [])
    chosen = [(one, named.get(one, "")) for one in suppliers or []]
    return page(
        visit,
        "products/form.html",
        status,
        product_id=product_id,
        fields=fields,
        suppliers=chosen,
        images=images,
        wrong=wrong or {},
        why=why,
    )
