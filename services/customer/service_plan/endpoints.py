from sqlalchemy import select

from services.customer.service_plan.handlers import lay_down
from services.customer.service_plan.schemas import (
    ServicePlanAnswer,
    ServicePlanBody,
    ServicePlanKept,
    ServicePlanList,
)
from services.customer.service_plan.tables import service_plans
from shared.values.money import Money
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()


@routes.post("/v1/service-plans", status_code=201, dependencies=[allowed("customer.service_plan.lay_down")])
async def lay(body: ServicePlanBody, work: Command) -> ServicePlanKept:
    """Lays down what customers of a grade may have from a day on."""
    plan = await lay_down(work, body.fact(work.context.today))
    return ServicePlanKept(grade=body.grade, version=plan.version)


@routes.get("/v1/service-plans", dependencies=[allowed("customer.credit.read")])
async def list_plans(work: Query, page: Page) -> ServicePlanList:
    """Everything that was laid down for each grade."""
    rows = await page_of(work, select(service_plans), [service_plans.c.grade, service_plans.c.version.desc()], page)
    items = []
    for row in rows:
        limit = None if row["purchase_limit"] is None else Money.of(row["purchase_limit"], row["currency"])
        said = {name: row[name] for name in ServicePlanAnswer.model_fields if name != "purchase_limit"}
        items.append(ServicePlanAnswer(**said, purchase_limit=limit))
    return ServicePlanList(items=items)
