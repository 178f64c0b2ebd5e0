from typing import Annotated

from fastapi import Query as Parameter
from sqlalchemy import literal, select

from services.contract.price import handlers
from services.contract.price.schemas import (
    KeyPriceAnswer,
    KeyPriceList,
    PricesBody,
    PricesKept,
    QuoteAnswer,
    TermsAnswer,
    TermsBody,
    TermsList,
    told,
)
from services.contract.price.tables import price_terms, prices
from services.contract.terms import CountryCode
from shared.security.visibility import visible
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.values.text import Code
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.price.read")]
LAY_DOWN = [allowed("contract.price.lay_down")]
ProductCode = Annotated[Code, Parameter(description="The code of a product")]


@routes.post("/v1/contracts/{contract_id}/price-terms", status_code=201, dependencies=LAY_DOWN)
async def lay_down_terms(contract_id: Id, body: TermsBody, work: Command) -> PricesKept:
    """Lays down how prices under a master contract are made from a day on: one for all countries, or local ones."""
    on = body.effective_on or work.context.today
    stream = await handlers.lay_down_terms(work, contract_id, body.terms(), on)
    return PricesKept(master_id=contract_id, version=stream.version)


@routes.post("/v1/contracts/{contract_id}/key-prices", status_code=201, dependencies=LAY_DOWN)
async def lay_down_prices(contract_id: Id, body: PricesBody, work: Command) -> PricesKept:
    """Lays down what units cost from a day on, and tells every country what that comes to."""
    on = body.effective_on or work.context.today
    stream = await handlers.lay_down_prices(work, contract_id, [one.said() for one in body.prices], on)
    return PricesKept(master_id=contract_id, version=stream.version)


@routes.get("/v1/contracts/{contract_id}/price-terms", dependencies=READ)
async def list_terms(contract_id: Id, work: Query, page: Page) -> TermsList:
    """Every version of the terms, the last first."""
    seen = visible(price_terms.c.unit_id, literal("contract-").concat(price_terms.c.master_id))
    chosen = select(price_terms).where(price_terms.c.master_id == contract_id, seen)
    rows = await page_of(work, chosen, [price_terms.c.version.desc()], page)
    return TermsList(items=[TermsAnswer(**{name: row[name] for name in TermsAnswer.model_fields}) for row in rows])


@routes.get("/v1/contracts/{contract_id}/key-prices", dependencies=READ)
async def list_prices(
    contract_id: Id,
    work: Query,
    page: Page,
    product_code: ProductCode | None = None,
    country: CountryCode | None = None,
) -> KeyPriceList:
    """Every price that countries were told, with what made it, the last first."""
    seen = visible(prices.c.unit_id, literal("contract-").concat(prices.c.master_id))
    chosen = select(prices).where(prices.c.master_id == contract_id, seen)
    if product_code is not None:
        chosen = chosen.where(prices.c.product_code == product_code)
    if country is not None:
        chosen = chosen.where(prices.c.country == country)
    rows = await page_of(work, chosen, [prices.c.version.desc()], page)
    fields = KeyPriceAnswer.model_fields
    return KeyPriceList(items=[KeyPriceAnswer(**{name: row[name] for name in fields}) for row in rows])


@routes.get("/v1/contracts/{contract_id}/key-price", dependencies=READ)
async def explain(
    contract_id: Id, work: Query, product_code: ProductCode, country: CountryCode, on: BusinessDate | None = None
) -> QuoteAnswer:
    """What a unit of a product costs in a country on a day, explained step by step."""
    made = await handlers.quote_on(work, contract_id, product_code, country, on or work.context.today)
    return told(made)
