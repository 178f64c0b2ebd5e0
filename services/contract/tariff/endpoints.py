from dataclasses import asdict
from typing import Annotated

from fastapi import Query as Parameter
from sqlalchemy import select

from services.contract.catalogue.handlers import check_customer
from services.contract.catalogue.tables import products
from services.contract.party.handlers import party_of
from services.contract.tariff import handlers, queries
from services.contract.tariff.schemas import QuoteAnswer, TariffBody, TariffKept, TariffList, TariffRow
from services.contract.tariff.tables import tariffs
from services.contract.terms import Grade
from shared.values.clock import BusinessDate
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.product.read")]


@routes.post("/v1/tariffs", status_code=201, dependencies=[allowed("contract.product.price")])
async def lay_down(body: TariffBody, work: Command) -> TariffKept:
    """Lays down at which list price, less which discount, a customer or a grade buys from a day on."""
    tariff = await handlers.lay_down(work, body.fact())
    return TariffKept(tariff_id=tariff.id, version=tariff.version)


@routes.get("/v1/tariffs", dependencies=READ)
async def list_tariffs(
    work: Query, page: Page, customer_id: Id | None = None, grade: Grade | None = None
) -> TariffList:
    """Everything that was said of tariffs, the latest day first."""
    keys = [tariffs.c.effective_on.desc(), tariffs.c.tariff_id, tariffs.c.version.desc()]
    rows = await page_of(work, queries.listed(customer_id, grade), keys, page)
    return TariffList(items=[TariffRow(**dict(row)) for row in rows])


@routes.get("/v1/products/{product_id}/quote", dependencies=[allowed("contract.party.read")])
async def quote(
    product_id: Id,
    work: Query,
    customer_id: Id,
    currency: Annotated[str, Parameter(pattern="^[A-Z]{3}$")],
    on: BusinessDate | None = None,
) -> QuoteAnswer:
    """What a product costs a customer on a day, and why."""
    row = await work.row(select(products).where(products.c.product_id == product_id))
    if row is None:
        raise NotFoundError
    await check_customer(work, customer_id, "/query/customer_id")
    day = on or work.context.today
    grade = (await party_of(work, customer_id)).grade_on(day, "sales")
    found = await queries.quoted(work, row, customer_id, grade, currency, day)
    said = {"product_id": product_id, "customer_id": customer_id, "grade": grade, "currency": currency, "on": day}
    return QuoteAnswer.model_validate({**said, **asdict(found)})
