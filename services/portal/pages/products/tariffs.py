"""Tariffs: at which list price, less which discount, a customer or a grade buys; and what a product costs somebody."""

from typing import Annotated, Any, Final, Literal

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.customers.naming import customers_named
from services.portal.pages.drafting.fields import Fields, Said, figure, sent
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.pages.products.endpoints import CURRENCIES, PATIENCE, PRICES, READ, today_of
from services.portal.pages.products.prices import KINDS
from services.portal.pages.products.seen import Product, Quote, Tariffs
from shared.values.decimals import format_decimal, parse_decimal
from shared.values.errors import DomainError, NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

GRADES: Final = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C")
LIST_PRICES: Final = ("retail", "wholesale", "transfer")
ON: Final = {"product": N_("for the product"), "brand": N_("for its brand"), "everything": N_("for everything")}
LINES: Final = 50
Grade = Literal["", "AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C"]


def share(percent: str) -> str:
    """`5` or `5%` as `0.05`; what is no number stays for the service to refuse."""
    try:
        return format_decimal(parse_decimal(figure(percent.rstrip("%"))) / 100)
    except (DomainError, ValueError):
        return percent


def body_of(fields: Fields) -> dict[str, Any]:
    """What a tariff says; one without a discount ends what held."""
    whose = (
        {"grade": fields["grade"]} if fields.get("grade") else {"customer_id": fields.get("counterparty_id") or None}
    )
    narrowed = {name: fields[name] for name in ("product_code", "brand") if fields.get(name)}
    ends = fields.get("ends") == "yes"
    said = {name: fields.get(name, "") for name in ("list_price", "effective_on")}
    return {**whose, **narrowed, **said, "discount": None if ends else share(fields.get("discount") or "0")}


@routes.get("/products/tariffs", dependencies=[allowed(READ)])
async def index(
    visit: Visiting,
    grade: Annotated[Grade, Query()] = "",
    customer_id: Annotated[str, Query(max_length=36)] = "",
    cursor: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    return await _shown(visit, {"grade": grade, "customer_id": customer_id, "cursor": cursor})


@routes.post("/products/tariffs", dependencies=[allowed(PRICES)])
async def lay_down(visit: Visiting, key: Annotated[str, Form(max_length=100)]) -> Response:
    fields = sent(await visit.request.form())
    told = await visit.asking.tell("contract", "/v1/tariffs", body_of(fields), key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse("/products/tariffs", status_code=303)
    wrong = Said(places={"/customer_id": "counterparty_id"}).wrong(told.body.get("errors"))
    return await _shown(visit, {}, fields, wrong, told.why, told.status)


@routes.get("/products/{product_id}/quote", dependencies=[allowed("contract.party.read")])
async def quote(
    product_id: Id,
    visit: Visiting,
    counterparty_id: Annotated[str, Query(max_length=36)] = "",
    currency: Annotated[str, Query(max_length=3)] = "CNY",
) -> Response:
    """What the product costs a customer today, and why; a part of the product's page."""
    asked = {"customer_id": counterparty_id, "currency": currency}
    path = f"/v1/products/{product_id}"
    product = await visit.asking.ask("contract", path, Product)
    if product.state == "none":
        raise NotFoundError
    found = await visit.asking.ask("contract", f"{path}/quote", Quote, asked) if counterparty_id else None
    named = await customers_named(visit, [counterparty_id])
    return page(
        visit,
        "products/quote.html" if visit.fragment else "products/quote_page.html",
        product_id=product_id,
        product=product,
        found=found,
        named=named.get(counterparty_id, ""),
        kinds=KINDS,
        on=ON,
    )


async def _shown(
    visit: Visit,
    asked: dict[str, str],
    fields: Fields | None = None,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
) -> Response:
    wanted = {name: value for name, value in asked.items() if value}
    found = await visit.asking.ask("contract", "/v1/tariffs", Tariffs, {**wanted, "limit": LINES})
    rows = found.value.items if found.value else []
    chosen = (fields or {}).get("counterparty_id", "")
    customers = await customers_named(visit, [*(one.customer_id or "" for one in rows), chosen])
    return page(
        visit,
        "products/tariff_lines.html" if visit.fragment else "products/tariffs.html",
        status,
        found=found,
        asked=asked,
        customers=customers,
        kinds=KINDS,
        list_prices=LIST_PRICES,
        grades=GRADES,
        currencies=CURRENCIES,
        fields=fields or {"effective_on": today_of(visit).isoformat(), "list_price": "retail"},
        called=customers.get(chosen, ""),
        wrong=wrong or {},
        why=why,
    )
