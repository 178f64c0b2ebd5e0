from typing import Annotated

from fastapi import Query as Parameter
from sqlalchemy import literal, or_, select

from services.contract.contract.tables import contracts
from services.contract.customer.tables import customers
from services.contract.exposure.events import Component
from services.contract.exposure.handlers import count, currency_of
from services.contract.exposure.queries import documents
from services.contract.exposure.schemas import DocumentAnswer, DocumentList, ExposureAnswer, told
from services.contract.exposure.watching import watch_of
from services.contract.rows import with_money
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.clock import BusinessDate
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.openapi import MAY_CONFLICT
from shared.web.routing import Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.exposure.read")]
Otherwise = Annotated[str, Parameter(pattern="^[A-Z]{3}$", description="Counted in it where no limit names another")]


async def _must_see(work: Work, customer_id: str) -> None:
    """Whoever sees the customer, or a contract with it, may know what its group owes."""
    known = select(customers.c.customer_id).where(
        customers.c.customer_id == customer_id,
        visible(customers.c.unit_id, literal("customer-").concat(customers.c.customer_id)),
    )
    dealt = select(contracts.c.contract_id).where(
        contracts.c.counterparty_id == customer_id,
        visible(contracts.c.unit_id, literal("contract-").concat(contracts.c.contract_id)),
    )
    if not await work.value(select(or_(known.exists(), dealt.exists()))):
        raise NotFoundError


@routes.get("/v1/customers/{customer_id}/exposure", dependencies=READ, responses=MAY_CONFLICT)
async def show(
    customer_id: Id, work: Query, on: BusinessDate | None = None, currency: Otherwise = "CNY"
) -> ExposureAnswer:
    """What the group of a customer owes and will owe now, by the rates and limits of a day."""
    await _must_see(work, customer_id)
    day = on or work.context.today
    watch = await watch_of(work, customer_id, day)
    async with work.beyond():
        counted = await count(work, watch, currency_of(watch, currency), day)
    return told(watch, counted)


@routes.get("/v1/customers/{customer_id}/exposure/documents", dependencies=READ)
async def list_documents(
    customer_id: Id,
    work: Query,
    page: Page,
    component: Component | None = None,
    on: BusinessDate | None = None,
) -> DocumentList:
    """What the exposure of a customer's group is made of, document by document, as far as the caller may see them."""
    await _must_see(work, customer_id)
    day = on or work.context.today
    watch = await watch_of(work, customer_id, day)
    found = documents(watch.group_id, day)
    chosen = select(found).where(visible(found.c.unit_id, literal("contract-").concat(found.c.contract_id)))
    if component is not None:
        chosen = chosen.where(found.c.component == component)
    rows = await page_of(work, chosen, [found.c.component, found.c.document, found.c.currency], page)
    return DocumentList(items=[DocumentAnswer(**with_money(row, DocumentAnswer)) for row in rows])
